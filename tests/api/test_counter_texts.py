"""Other wordings and mergers through the API: in three layers, accepted by the author, agreed as modified."""

import pytest

FILED = "The parties share information."
OTHER = "The parties share verified information."


@pytest.fixture
def meeting(talks):
    return talks.circulated()


@pytest.fixture
def path(meeting, people):
    return f"/amendments/{meeting.reviewed(people.kaz, meeting.modify('1.1', FILED))}"


def step(caller, path, number, action, **given):
    etag = caller.etag(path)
    return caller.post(f"{path}/counter-texts/{number}/steps", {"action": action, **given}, If_Match=etag)


def put_together(layers, where):
    return "".join(one["text"] for one in layers if one[where])


def test_a_change_to_the_amendment_of_another_is_shown_in_three_layers_and_agreed_as_modified(callers, path):
    made = callers.blr.post(f"{path}/counter-texts", {"text": OTHER, "reason": "only what is verified"})
    assert (made.status_code, made.json["delegation"], made.json["state"]) == (201, "BLR", "offered"), made.json
    waiting = callers.arm.get(f"{path}/redline").json["counter_texts"]
    layers = waiting[0]["operations"][0]["layers"]
    assert put_together(layers, "base") == "The parties exchange information on threats."
    assert put_together(layers, "wording") == FILED
    assert put_together(layers, "counter") == OTHER
    assert callers.kaz.get(f"{path}/counter-texts").json["items"][0]["next_actions"] == ["accept", "refuse"]
    assert callers.coordinator.step(path, "agree", text=OTHER).status_code == 409
    answered = step(callers.kaz, path, 1, "accept")
    assert (answered.status_code, answered.json["text"], answered.json["modified"]) == (200, OTHER, True)
    assert callers.coordinator.step(path, "agree", text=OTHER).json["state"] == "agreed"


def test_answers_are_refused_in_the_order_of_the_contract(callers, path):
    callers.coordinator.post(f"{path}/counter-texts", {"text": OTHER, "reason": "a compromise"})
    there = f"{path}/counter-texts/1/steps"
    assert callers.observer.post(there, {"action": "accept"}).status_code == 404
    assert callers.kaz.post(f"{path}/counter-texts/2/steps", {"action": "accept"}).status_code == 404
    assert callers.blr.post(there, {"action": "accept"}).status_code == 403
    assert callers.kaz.post(there, {"action": "accept"}).status_code == 428
    assert step(callers.kaz, path, 1, "refuse").status_code == 422
    assert step(callers.kaz, path, 1, "refuse", reason="too far").status_code == 200
    assert step(callers.kaz, path, 1, "accept").status_code == 409


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": OTHER}, "/reason"),
        ({"text": FILED, "reason": "x"}, "/text"),
        ({"reason": "x", "operations": []}, "/operations"),
    ],
    ids=["reason", "nothing-else", "count"],
)
def test_what_cannot_be_meant_names_its_field(callers, path, body, pointer):
    refused = callers.blr.post(f"{path}/counter-texts", body)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_two_amendments_are_merged_once_both_authors_have_accepted(callers, meeting, people, path):
    other = f"/amendments/{meeting.reviewed(people.blr, meeting.modify('1.1', FILED))}"
    number = callers.kaz.get(path).json["number"]
    assert callers.coordinator.step(other, "merge", into=number).status_code == 200

    def answer(caller, action, **given):
        return caller.post(f"{other}/merger/steps", {"action": action, **given}, If_Match=caller.etag(other))

    assert answer(callers.arm, "accept").status_code == 403
    assert callers.kaz.get(path).json["waits_for"] == "author"
    assert answer(callers.blr, "accept", co_sponsor=True).json["state"] == "under_review"
    merged = answer(callers.kaz, "accept").json
    assert (merged["state"], f"/amendments/{merged['merged_into']}") == ("merged", path)
    assert [one["delegation"] for one in callers.arm.get(path).json["co_sponsors"]] == ["BLR"]
    assert answer(callers.kaz, "accept").status_code == 404
