"""What every answer carries, and how refusals look."""

import json
import re

import pytest
from flask import Blueprint

from program_workflow.app import create_app
from program_workflow.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    PreconditionRequired,
    StaleRevision,
    StepNotAllowed,
    TooLarge,
    TooManyRequests,
    WindowClosed,
    WorkflowError,
)
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Role
from program_workflow.settings import read_settings
from program_workflow.web import forms
from program_workflow.web.session import needs, open_work

REFUSALS = [
    (Invalid("Wrong."), 422),
    (NotPermitted("Only an administrator. Your role: {role}.", role=Role.EXPERT), 403),
    (NotFound(), 404),
    (StepNotAllowed("No."), 409),
    (WindowClosed("Closed."), 409),
    (Conflict("Taken."), 409),
    (StaleRevision("Changed.", mine="my own words", theirs="their own words"), 412),
    (PreconditionRequired("Say which."), 428),
    (TooLarge("Too large."), 413),
    (TooManyRequests("Wait.", retry_after=7), 429),
    (WorkflowError("Refused."), 400),
]


@pytest.fixture(scope="module")
def _application(tmp_path_factory):
    """One with routes that refuse, fail and act, so that the shell can be seen alone."""
    app = create_app(read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path_factory.mktemp("home"))}))
    bp = Blueprint("trial", __name__)

    @bp.get("/trial/refuse/<int:number>")
    @needs(Permit.ANYBODY)
    def refuse(number):
        raise REFUSALS[number][0]

    @bp.get("/trial/fail")
    @needs(Permit.ANYBODY)
    def fail():
        raise RuntimeError("the words of a draft")

    @bp.post("/trial/act")
    @needs(Permit.READ_OWN)
    def act():
        with open_work() as w:
            return forms.once(w, lambda: app.acts.append(forms.text("text")) or f"/done/{len(app.acts)}")

    app.register_blueprint(bp)
    return app


@pytest.fixture
def trial(app):
    app.acts = []
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def main_of(page):
    return re.search(r"<main.*?</main>", page, re.DOTALL)[0]


@pytest.mark.parametrize(("number", "status"), [(i, s) for i, (_, s) in enumerate(REFUSALS)], ids=lambda v: str(v))
def test_every_refusal_has_its_status_and_sentence(trial, browser, number, status):
    answer = browser.get(f"/trial/refuse/{number}")
    assert answer.status_code == status
    assert str(REFUSALS[number][0]) in answer.text


def test_a_conflict_shows_both_texts(trial, browser):
    page = browser.get("/trial/refuse/6").text
    assert "my own words" in page
    assert "their own words" in page


def test_a_limit_says_how_long_to_wait(trial, browser):
    assert browser.get("/trial/refuse/9").headers["Retry-After"] == "7"


def test_a_failure_tells_nothing_of_its_inside(trial, browser, capfd):
    answer = browser.get("/trial/fail")
    assert answer.status_code == 500
    assert "draft" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_what_may_not_be_known_answers_like_what_does_not_exist(trial, browser, logged_in):
    assert main_of(browser.get("/trial/refuse/2").text) == main_of(browser.get("/no/such/page").text)


def test_unknown_addresses_of_the_api_answer_programs(browser):
    for answer in (
        browser.get("/api/v1/no-such-thing"),
        browser.get("/api/v2"),
        browser.client.put("/api/v1/openapi.json"),
    ):
        assert answer.status_code in (401, 404)
        assert answer.mimetype == "application/problem+json"


def test_a_form_sent_twice_has_one_effect(trial, logged_in):
    browser = logged_in("kaz")
    browser.get("/account")
    fields = {**browser.hidden("/account/tokens"), "text": "one"}
    first = browser.client.post("/trial/act", data=fields)
    again = browser.client.post("/trial/act", data=fields)
    assert (first.text, again.text, trial.acts) == ("/done/1", "/done/1", ["one"])
    assert browser.client.post("/trial/act", data={**fields, "text": "two"}).status_code == 409
    assert trial.acts == ["one"]


def test_every_answer_carries_the_headers_that_protect(browser):
    for path in ("/login", "/no/such/page", "/healthz"):
        headers = browser.get(path).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
            "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_as_long_as_their_content_stays(browser):
    page = browser.get("/login").text
    address = re.search(r'href="(/static/css/app\.css\?v=[0-9a-f]+)"', page)[1]
    assert "immutable" in browser.get(address).headers["Cache-Control"]
    assert "immutable" not in browser.get("/static/css/app.css").headers["Cache-Control"]


def test_a_forged_host_name_is_refused(browser):
    assert browser.get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_the_process_tells_that_it_lives(browser):
    assert browser.get("/healthz").text == "ok\n"


def test_readiness_names_what_does_not_work(browser):
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] is True
    assert answer.json["worker"] is False


def test_measures_are_for_this_machine(browser):
    assert "program_workflow_requests_total" in browser.get("/metrics").text
    assert browser.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert browser.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_a_request_is_one_line_without_its_words(capsys, browser):
    browser.get("/login?next=/programs?q=secret-words")
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert [json.loads(line)["endpoint"] for line in lines] == ["web.login"]
    assert "secret-words" not in lines[0]


def test_a_request_that_is_too_large_is_refused(trial, logged_in):
    browser = logged_in("kaz")
    answer = browser.client.post("/account", data={"text": "x" * (26 * 2**20)})
    assert answer.status_code == 413
    assert "25 MB" in answer.text
