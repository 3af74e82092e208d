"""The description of the API is valid, and the API is as it is described."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

ROUTES = {
    ("get", "/programs"),
    ("post", "/programs"),
    ("get", "/programs/{code}"),
    ("patch", "/programs/{code}"),
    ("get", "/programs/{code}/versions"),
    ("post", "/programs/{code}/versions"),
    ("get", "/programs/{code}/versions/{number}"),
    ("post", "/programs/{code}/versions/{number}/steps"),
    ("get", "/programs/{code}/versions/{number}/events"),
    ("get", "/programs/{code}/redline"),
    ("get", "/programs/{code}/provenance"),
    ("get", "/programs/{code}/amendments"),
    ("post", "/programs/{code}/amendments"),
    ("get", "/programs/{code}/clauses/{clause_id}"),
    ("get", "/programs/{code}/clauses/{clause_id}/history"),
    ("get", "/programs/{code}/participants"),
    ("post", "/programs/{code}/participants"),
    ("get", "/amendments/{amendment_id}"),
    ("put", "/amendments/{amendment_id}"),
    ("post", "/amendments/{amendment_id}/steps"),
    ("get", "/amendments/{amendment_id}/redline"),
    ("get", "/amendments/{amendment_id}/events"),
    ("get", "/me"),
    ("get", "/me/turn"),
    ("get", "/me/notifications"),
    ("post", "/me/notifications/{notification_id}/read"),
    ("get", "/audit"),
}
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def description(app) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return found


def test_no_schema_is_described_twice(app):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = app.test_client().get("/api/v1/openapi.json")
    assert found.status_code == 200
    assert not [name for name in found.json["components"]["schemas"] if name[-1].isdigit()]


def test_every_route_of_the_contract_is_described_and_no_page(description):
    described = {
        (method, path.removeprefix("/api/v1")) for path, item in description["paths"].items() for method in item
    }
    assert described >= ROUTES
    assert all(path.startswith("/api/v1/") for path in description["paths"])
    assert description["openapi"].startswith("3.1")


def test_the_description_refers_to_nothing_that_is_not_there(description):
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in references(description):
        at: Any = description
        for name in reference.removeprefix("#/").split("/"):
            assert name in at, reference
            at = at[name]


@pytest.mark.parametrize("who", ["coordinator", "kaz", "observer"])
def test_the_api_answers_anything_as_it_is_described(app, callers, talks, people, who):
    """Every operation, with generated requests that name real things now and then; no answer is a failure of ours."""
    talks.circulated()
    known = {
        "code": ["P1"],
        "number": ["1", "latest"],
        "clause_id": list(talks.ids.values()),
        "amendment_id": [
            talks.propose(people.kaz, talks.modify("1.1", "A.")),
            talks.reviewed(people.blr, talks.delete("1.2")),
        ],
    }
    caller = getattr(callers, who)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    def run(operation: Any) -> None:
        @given(data=st.data())
        @settings(
            max_examples=2, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        def answers_as_described(data: st.DataObject) -> None:
            case = data.draw(operation.as_strategy())
            for name, values in known.items():
                if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                    case.path_parameters[name] = data.draw(st.sampled_from(values))
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {caller.token}"}
            if data.draw(st.booleans()):
                case.headers["If-Match"] = '"1.0"'
            case.call_and_validate(checks=CHECKS)

        answers_as_described()

    for result in schema.get_all_operations():
        run(result.ok())


def test_statuses_of_all_refusals_are_described(description):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), (method, path)
            assert not re.search(r"\s$", operation.get("summary", ""))
