"""The JSON API, ``/api/v1``: for other programs, under the same rules as the pages."""

from importlib import import_module
from pkgutil import iter_modules

from apiflask import APIFlask
from werkzeug.exceptions import HTTPException

from program_workflow.api import answers, description, requests
from program_workflow.api.requests import bp
from program_workflow.domain.errors import WorkflowError

# Here and not in ``register``, which runs once for each application of a process.
bp.before_request(requests.admit)
bp.register_error_handler(WorkflowError, answers.problem)
bp.register_error_handler(HTTPException, answers.problem_of_library)
bp.register_error_handler(RecursionError, answers.too_deep)  # the library reads bodies before the views do
bp.register_error_handler(500, answers.admit_failure)


def register(app: APIFlask) -> None:
    """Adds the routes of the API and its description to the application."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    app.register_blueprint(bp)
    description.describe(app)
