"""Every view of the application: it declares what it needs, and what changes something proves where it comes from."""

from pathlib import Path

import pytest
from apiflask import APIFlask
from werkzeug.routing import Rule

from program_workflow.app import create_app
from program_workflow.domain.permissions import Permit
from program_workflow.settings import read_settings

SAFE = {"GET", "HEAD", "OPTIONS"}
#: Open before anybody has logged in; nothing else is.
OPEN_TO_ALL = {
    "static",
    "openapi.spec",
    "web.healthz",
    "web.readyz",
    "web.metrics",
    "web.login",
    "web.log_in",
    "web.logout",
    "web.language",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> APIFlask:
    home: Path = tmp_path_factory.mktemp("home")
    return create_app(read_settings({"PROGRAM_WORKFLOW_HOME": str(home)}))


def rules(app: APIFlask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_view_declares_what_it_needs(app: APIFlask) -> None:
    assert len(rules(app)) > 10
    undeclared = [
        rule.endpoint
        for rule in rules(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "permit", None), Permit)
    ]
    assert undeclared == []


def test_the_application_does_not_start_with_a_view_that_declares_nothing(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("program_workflow.app._LIBRARY_VIEWS", ())  # the static files are then such a view
    with pytest.raises(RuntimeError, match="do not declare"):
        create_app(read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path)}))


def test_only_these_views_are_open_to_all(app: APIFlask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in rules(app)}
    assert {name for name, view in views.items() if view.permit is Permit.ANYBODY} <= OPEN_TO_ALL


def test_a_page_changes_nothing_when_it_is_only_read(app: APIFlask) -> None:
    both = [
        rule.rule
        for rule in rules(app)
        if rule.endpoint.startswith("web.")
        and SAFE & (rule.methods or set()) - {"OPTIONS"}
        and (rule.methods or set()) - SAFE
    ]
    assert both == []


def test_a_form_of_another_site_is_refused_by_every_page(app: APIFlask) -> None:
    changing = [r for r in rules(app) if r.endpoint.startswith("web.") and "POST" in (r.methods or set())]
    assert changing
    for rule in changing:
        values = dict.fromkeys(rule.arguments, "1")
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        answer = app.test_client().post(path, headers={"Origin": "https://example.com", "Sec-Fetch-Site": "cross-site"})
        assert answer.status_code in (400, 403), path
