"""Amendments from a file through the API."""

import io

import pytest

from program_workflow.documents.word_writer import write_word
from program_workflow.usecases.publishing import publish
from tests.api.conftest import BASE
from tests.documents.word_editing import Editor

PATH = "/programs/P1/amendments/import"


def exported(talks) -> bytes:
    with talks.work(talks.people.coordinator) as w:
        return write_word(publish(w, talks.code, 1))


@pytest.fixture
def file(talks) -> bytes:
    talks.circulated()
    return Editor(exported(talks), "Office").reword("every year", "twice a year", "As before.").data


def send(caller, data, name="draft.docx", key=None, path=PATH, **fields):
    headers = {"Authorization": f"Bearer {caller.token}", **({"Idempotency-Key": key} if key else {})}
    form = {"file": (io.BytesIO(data), name), **fields}
    return caller.client.post(f"{BASE}{path}", data=form, headers=headers, content_type="multipart/form-data")


def test_a_file_becomes_drafts_once(callers, file):
    looked = send(callers.kaz, file, dry_run="true")
    assert (looked.status_code, looked.json["created"]) == (200, [])
    (one,) = looked.json["amendments"]
    assert (one["delegation"], one["standing"], one["rationale"]) == ("KAZ", "new", "As before.")
    assert one["operations"][0]["text"] == "The parties hold joint exercises twice a year."
    made = send(callers.kaz, file, key="k1")
    assert (made.status_code, len(made.json["created"])) == (201, 1)
    assert send(callers.kaz, file, key="k1").json == made.json
    again = send(callers.kaz, file)
    assert (again.json["created"], again.json["amendments"][0]["standing"]) == ([], "exists")
    assert callers.coordinator.get("/programs/P1/amendments").json["items"] == []


def test_refusals_come_in_the_order_of_the_contract(callers, file, talks):
    assert callers.kaz.client.post(f"{BASE}{PATH}").status_code == 401
    assert send(callers.kaz, file, path="/programs/NO/amendments/import").status_code == 404
    assert send(callers.observer, b"", "x.docx").status_code == 403
    assert send(callers.kaz, b"PK\x03\x04 no package").json["code"] == "invalid"
    assert (
        callers.kaz.client.post(
            f"{BASE}{PATH}", data={}, headers={"Authorization": f"Bearer {callers.kaz.token}"}
        ).status_code
        == 422
    )
    for fields in ({"base_version": "9"}, {"authors": "[]"}, {"authors": "{"}, {"delegation": "BLR"}):
        refused = send(callers.kaz, file, **fields)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, f"/{next(iter(fields))}")
    undecided = send(callers.coordinator, file)
    assert (undecided.status_code, undecided.json["errors"][0]["pointer"]) == (422, "/authors")
    talks.close()
    assert send(callers.kaz, file).json["code"] == "window_closed"
    assert talks.people is not None


def test_a_coordinator_says_whose_the_changes_are(callers, file):
    made = send(callers.coordinator, file, authors='{"Office": "BLR"}')
    assert (made.status_code, len(made.json["created"])) == (201, 1)
    assert [one["delegation"] for one in callers.blr.get("/programs/P1/amendments").json["items"]] == ["BLR"]
    assert send(callers.coordinator, file, authors='{"Office": null}').json["not_taken"] == 1
