"""Two languages through the API: from a file beside the draft to aligned texts, in data."""

from io import BytesIO

import pytest

from tests.twins import ENGLISH, amend, begin, begin_in_russian, circulate

PATH = "/programs/P1/alignment"


@pytest.fixture
def amended(talks):
    circulate(begin(talks))
    amend(talks)
    return talks


def send(caller, text=ENGLISH, **fields):
    data = {"file": (BytesIO(text.encode()), "en.txt"), "language": "en", **fields}
    headers = {"Authorization": f"Bearer {caller.token}"}
    return caller.client.post(
        "/api/v1/programs/P1/texts", data=data, headers=headers, content_type="multipart/form-data"
    )


def test_an_agreed_amendment_of_one_language_leaves_the_other_to_be_aligned(callers, amended):
    found = callers.coordinator.get(PATH).json
    assert (found["version"], found["languages"], found["pending"]) == (2, ["ru", "en"], 1)
    one = found["clauses"][0]
    assert (one["alignment"], one["changed"], one["may_give"], one["may_confirm"]) == ("pending", ["ru"], ["en"], True)
    assert one["texts"]["en"]["text"] == "The parties meet once a year."
    path = f"/programs/P1/clauses/{amended.ids['1']}/texts/en"
    body = {"text": "The parties meet twice a year."}
    assert callers.coordinator.call("PUT", path, body).status_code == 428
    seen = callers.coordinator.etag(PATH)
    answered = callers.coordinator.call("PUT", path, body, If_Match=seen)
    assert (answered.status_code, answered.json["pending"]) == (200, 0), answered.json
    assert callers.coordinator.call("PUT", path, body, If_Match=seen).status_code == 412
    version = callers.coordinator.get("/programs/P1/versions/2?language=en").json
    assert version["clauses"][0]["text"] == "The parties meet twice a year."
    redline = callers.coordinator.get("/programs/P1/redline?from=1&to=2&language=en").json
    assert redline["clauses"][0]["runs"][1:3] == [["-", "once"], ["+", "twice"]]


def test_the_texts_are_confirmed_as_they_stand(callers, amended):
    seen = callers.coordinator.etag(PATH)
    body = {"clauses": [amended.ids["1"]]}
    assert callers.kaz.post(PATH, body, If_Match=seen).status_code == 403
    answered = callers.coordinator.post(PATH, body, If_Match=seen)
    assert (answered.status_code, answered.json["pending"]) == (200, 0), answered.json
    answered = callers.coordinator.post(PATH, body, If_Match=callers.coordinator.etag(PATH))
    assert (answered.status_code, answered.json["code"]) == (409, "step_not_allowed")


def test_who_may_not_know_of_a_version_learns_nothing_of_its_alignment(callers, amended):
    for caller in (callers.kaz, callers.observer):
        assert caller.get(f"{PATH}?version=2").status_code == 404
        found = caller.get(PATH).json
        assert (found["version"], found["pending"]) == (1, 0)
        assert not any(one["may_confirm"] or one["may_give"] for one in found["clauses"])
    amended.step("circulate", closes_at=amended.clock.now.replace(year=2013))
    assert callers.observer.get(PATH).json["pending"] == 1


def test_a_file_in_english_is_laid_beside_the_russian_draft(callers, talks):
    begin_in_russian(talks)
    answered = send(callers.coordinator, dry_run="true")
    assert answered.status_code == 200, answered.json
    assert {one["outcome"] for one in answered.json["clauses"]} == {"new", "no_text", "no_clause"}
    assert answered.json["clauses"][1]["differences"] == [
        {"kind": "date", "field": None, "texts": {"ru": "1 марта 2012", "en": "1 April 2012"}}
    ]
    assert callers.coordinator.get("/programs/P1").json["languages"] == ["ru"]
    assert send(callers.coordinator).status_code == 201
    assert callers.coordinator.get("/programs/P1").json["languages"] == ["ru", "en"]
    found = callers.coordinator.get(PATH).json
    assert [one["alignment"] for one in found["clauses"]] == ["aligned", "aligned", "missing"]
    assert found["differing"] == 1


@pytest.mark.parametrize(
    ("fields", "status"), [({"language": "ru"}, 422), ({"language": "fr"}, 422), ({"informational": "maybe"}, 422)]
)
def test_a_wrong_request_is_refused_and_nothing_is_kept(callers, talks, fields, status):
    begin_in_russian(talks)
    answered = send(callers.coordinator, **fields)
    assert answered.status_code == status, answered.json
    assert callers.coordinator.get("/programs/P1").json["languages"] == ["ru"]


def test_only_a_coordinator_adds_a_text(callers, talks):
    circulate(begin_in_russian(talks))
    assert send(callers.kaz).status_code == 403
    assert send(callers.coordinator).status_code == 409
    assert send(callers.coordinator, informational="true").status_code == 201
