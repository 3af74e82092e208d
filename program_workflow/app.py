"""The web application: pages and API on one APIFlask, deny by default."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from apiflask import APIFlask
from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from program_workflow import __version__, api, resources, web
from program_workflow.api.answers import problem_of_library
from program_workflow.domain.permissions import Permit
from program_workflow.settings import Settings
from program_workflow.usecases.work import utc_now
from program_workflow.web import context, errors, security, session, watching
from program_workflow.wiring import current_settings, settle

MEGABYTE: Final = 2**20
LARGEST_REQUEST: Final = 25 * MEGABYTE
#: Views of the libraries: static files and the description of the API.
_LIBRARY_VIEWS: Final = ("static", "openapi.spec")


def create_app(settings: Settings | None = None, **config: Any) -> APIFlask:
    """The application. config: further keys of Flask's configuration; CLOCK gives the instant, in tests.

    Raises RuntimeError at start for a view that does not declare what it needs.
    """
    settings = settings or current_settings()
    watching.configure_log()
    app = APIFlask(
        "program_workflow",
        title="Program Workflow",
        version=__version__,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        template_folder=str(resources.template_folder()),
        static_folder=str(resources.folder("static")),
        static_url_path="/static",
    )
    app.config.update(configuration(settings), **config)
    app.wsgi_app = _behind(app, settings.trusted_proxies)  # type: ignore[method-assign]  # the customary way
    watching.watch(app)
    session.prepare(app)
    security.csrf.init_app(app)
    security.name_static_by_content(app)
    context.add_to_templates(app)
    errors.add_to(app)
    app.before_request(_admit)
    app.after_request(security.protect)
    app.register_blueprint(web.blueprint())
    api.register(app)
    app.register_error_handler(HTTPException, _refuse_by_library)
    _refuse_undeclared(app)
    return app


def configuration(settings: Settings) -> dict[str, Any]:
    """The keys of Flask's configuration that follow from the settings."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "OPENAPI_VERSION": "3.1.0",
        "TRUSTED_HOSTS": security.trusted_hosts(settings),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 5 * MEGABYTE,
        "MAX_FORM_PARTS": 5000,
        "SESSION_COOKIE_NAME": "form",
        "SESSION_COOKIE_SECURE": settings.is_secure_address,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_CHECK_DEFAULT": False,  # checked in security.check_origin, for pages only
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # the Origin check is ours
    }


def _behind(app: APIFlask, proxies: int) -> Any:
    if not proxies:
        return app.wsgi_app
    return ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)


def _admit() -> None:
    """Before every view of a page: the language, where a form comes from, and what the view needs."""
    if request.blueprint == "api":
        return  # it admits by tokens, see its own ``admit``
    context.choose_language()
    if request.blueprint == "web":
        security.check_origin()
        session.check_permit()
        if getattr(current_app.view_functions.get(request.endpoint or ""), "permit", None) is not Permit.ANYBODY:
            settle(current_app.config["SETTINGS"], current_app.config.get("CLOCK", utc_now))


def _refuse_by_library(error: HTTPException) -> ResponseReturnValue:
    """An address that no view has: programs get the answer of the API, people a page."""
    return problem_of_library(error) if request.path.startswith("/api/") else errors.refuse_by_library(error)


def _refuse_undeclared(app: APIFlask) -> None:
    for endpoint in _LIBRARY_VIEWS:
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = session.needs(Permit.ANYBODY)(_plain(app.view_functions[endpoint]))
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "permit"))
    if bare:
        raise RuntimeError(f"These views do not declare what they need: {', '.join(bare)}")


def _plain(view: Any) -> Callable[..., Any]:
    """A function around a bound method of a library, which takes no attributes."""

    @wraps(view)
    def called(**values: Any) -> Any:
        return view(**values)

    return called
