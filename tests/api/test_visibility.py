"""What a person may not know of answers exactly like what does not exist: every route, every role."""

import json
from datetime import timedelta
from typing import Any

import pytest

from program_workflow.domain.terms import AmendmentAction
from program_workflow.domain.understood import Understood
from program_workflow.usecases import importing
from tests.negotiation import heading

NOBODYS = "0123456789abcdef0123456789abcdef"
STRANGERS = ("blr", "blr_expert", "arm", "coordinator", "other_coordinator", "reviewer", "observer", "administrator")
SECRET = "words of a draft that nobody else may read"
LISTS = (
    "/programs",
    "/programs/P1",
    "/programs/P1/versions",
    "/programs/P1/versions/1",
    "/programs/P1/versions/1/events",
    "/programs/P1/amendments",
    "/programs/P1/amendments?tab=mine",
    "/programs/P1/amendments?tab=delegations",
    "/programs/P1/amendments?tab=secretariat",
    "/programs/P1/amendments?state=draft",
    "/programs/P1/amendments?delegation=KAZ",
    "/programs/P1/amendments?kind=modify",
    "/programs/P1/amendments?q=nobody",
    "/programs/P1/amendments?q=1.1",
    "/programs/P1/amendments?clause={clause}",
    "/programs/P1/clauses/{clause}",
    "/programs/P1/clauses/{clause}/history",
    "/amendments/{rival}",
    "/amendments/{rival}/events",
    "/amendments/{rival}/redline",
    "/me/turn",
    "/me/notifications",
    "/audit",
    "/audit?limit=2",
)


def shown(answer: Any) -> tuple[int, str, bytes]:
    return answer.status_code, answer.mimetype, answer.data


@pytest.fixture
def rival(talks, people):
    """A circulated program, and one numbered amendment of ARM on 1.1 with which a draft there would collide."""
    talks.circulated()
    return talks.reviewed(people.arm, talks.modify("1.1", "ARM says something else here."))


def draft_of_kaz(talks, people):
    return talks.propose(people.kaz, talks.modify("1.1", SECRET, fields={"funding": SECRET}), rationale=SECRET)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_draft_of_another_delegation_answers_like_one_that_does_not_exist(callers, talks, people, rival, who):
    draft = draft_of_kaz(talks, people)
    caller = getattr(callers, who)
    body = {"kind": "delete", "clause_id": talks.ids["1.1"], "rationale": "r"}
    for method, path, sent in (
        ("GET", "/amendments/{}", None),
        ("GET", "/amendments/{}/redline", None),
        ("GET", "/amendments/{}/events", None),
        ("PUT", "/amendments/{}", body),
        ("DELETE", "/amendments/{}", None),
        *(("POST", "/amendments/{}/steps", {"action": action.value, "reason": "r"}) for action in AmendmentAction),
    ):
        for tag in (None, '"1.0"', '"9.0"'):
            answers = [shown(caller.call(method, path.format(one), sent, If_Match=tag)) for one in (draft, NOBODYS)]
            assert answers[0] == answers[1], (method, path, sent)
            assert answers[0][0] == 404
    cursors = [shown(caller.get(f"/programs/P1/amendments?cursor={one}")) for one in (draft, NOBODYS)]
    assert cursors[0] == cursors[1]


@pytest.mark.parametrize("who", STRANGERS)
def test_no_list_count_page_or_collision_changes_by_a_draft_of_another_delegation(callers, talks, people, rival, who):
    caller = getattr(callers, who)
    caller.get("/me")

    def everything() -> dict[str, Any]:
        places = {"clause": talks.ids["1.1"], "rival": rival}
        return {path: shown(caller.get(path.format(**places))) for path in LISTS}

    before = everything()
    draft = draft_of_kaz(talks, people)
    discarded = draft_of_kaz(talks, people)
    talks.take(people.kaz, discarded, "discard")
    after = everything()
    assert after == before
    assert SECRET not in json.dumps([str(one) for one in after.values()])
    assert draft not in str(after)


@pytest.mark.parametrize("who", ["blr", "blr_expert", "reviewer", "observer", "administrator"])
def test_a_filed_amendment_without_a_number_is_seen_by_its_side_and_the_coordinators_alone(
    callers, talks, people, rival, who
):
    filed = draft_of_kaz(talks, people)
    talks.take(people.kaz, filed, "submit")
    assert getattr(callers, who).get(f"/amendments/{filed}").status_code == 404
    assert filed not in getattr(callers, who).get("/programs/P1/amendments").text
    for side in ("kaz", "kaz_expert", "coordinator", "other_coordinator"):
        assert getattr(callers, side).get(f"/amendments/{filed}").status_code == 200
    talks.take(people.coordinator, filed, "review")
    seen = getattr(callers, who).get(f"/amendments/{filed}").status_code
    assert seen == (404 if who in ("observer", "administrator") else 200)


def test_an_observer_sees_no_amendment_at_all(callers, talks, people, rival):
    observer = callers.observer
    assert observer.get("/programs/P1/amendments").json["items"] == []
    assert observer.get(f"/amendments/{rival}").status_code == 404
    page = observer.get(f"/programs/P1/clauses/{talks.ids['1.1']}").json
    assert (page["amendments"], page["redline"][0]["delegations"]) == ([], [])
    assert {one["amendments"] for one in observer.get("/programs/P1/versions/1").json["clauses"]} == {0}
    talks.take(people.coordinator, rival, "agree")
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=3))
    history = observer.get(f"/programs/P1/clauses/{talks.ids['1.1']}/history").json["items"]
    assert [one["amendments"] for one in history] == [[], []]
    assert "P1/1.1" not in observer.get("/programs/P1/redline?from=1&to=2").text


def test_a_working_version_is_not_found_by_anybody_but_coordinators(callers, talks, people, rival):
    talks.close()
    talks.step("extend", closes_at=talks.clock.now + timedelta(days=1), delegations=["KAZ"], reason="letter")
    callers.blr.get("/me")
    draft = talks.propose(people.kaz, talks.modify("2.1", "A draft."))
    paths = [
        "/programs",
        "/programs/P1",
        "/programs/P1/versions",
        "/programs/P1/versions/latest",
        "/programs/P1/amendments?tab=delegations",
        "/me/turn",
        f"/amendments/{draft}",
        f"/amendments/{draft}/redline",
    ]
    # Something is agreed and comes into the text, so that KAZ's draft will be flagged.
    talks.agreed(people.kaz, talks.delete("2.2"))
    before = [shown(callers.kaz.get(path)) for path in paths]
    with talks.work(people.coordinator) as w:
        importing.replace_text(w, "P1", Understood(clauses=(heading("1", "All is new."),), language="en"))
    after = [shown(callers.kaz.get(path)) for path in paths]
    for path, one, other in zip(paths, before, after, strict=True):
        if path not in ("/programs/P1", "/programs", "/programs/P1/versions/latest"):  # the agreed one came in
            assert one == other, path
    for path in ("/programs/P1/versions/2", "/programs/P1/versions/2/events", "/programs/P1/redline?from=1&to=2"):
        there, nowhere = (callers.kaz.get(path.replace("2", n)) for n in ("2", "7"))
        assert (there.status_code, there.data) == (404, nowhere.data)
    assert callers.coordinator.get("/programs/P1/versions/2").status_code == 200
