"""Steps of versions and the window for proposals, decided by the instant and by nothing that runs."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from program_workflow.domain.errors import Invalid, NotPermitted, StaleRevision, StepNotAllowed, WindowClosed
from program_workflow.domain.terms import AmendmentState, VersionAction, VersionState
from program_workflow.storage import VersionRow
from program_workflow.usecases import amendment_reading, reading, recording, versions
from tests.negotiation import window

S = AmendmentState
MICRO = timedelta(microseconds=1)


def test_until_the_instant_a_draft_can_be_filed_and_at_the_instant_not(talks, people, clock):
    talks.circulated()
    closes_at = window(clock)
    one, two = (talks.propose(people.kaz, talks.modify("1.1", words)) for words in ("A.", "B."))
    clock.now = closes_at - MICRO
    talks.take(people.kaz, one, "submit")
    clock.now = closes_at
    with pytest.raises(WindowClosed):
        talks.take(people.kaz, two, "submit")
    with pytest.raises(WindowClosed):
        talks.propose(people.blr, talks.modify("1.1", "C."))
    version = talks.row(one).version_id
    with talks.work(people.blr) as w:
        assert reading.view_version(w, "P1", 1).state is VersionState.CLOSED
        assert w.get(VersionRow, version).state is VersionState.CIRCULATED  # nobody noted it


def test_the_end_of_the_window_is_noted_once_however_many_schedulers_run(talks, people, clock):
    talks.circulated()
    talks.close()
    for expected in (1, 0):
        with talks.work() as w:
            assert versions.close_due(w) == expected
    with talks.work(people.coordinator) as w:
        assert [one.action for one in recording.events_of_version(w, "P1", 1)].count("close") == 1


def test_what_a_delegation_files_in_a_window_reopened_for_it_is_marked_as_admitted_late(talks, people, clock):
    talks.circulated()
    mine, other = (talks.propose(by, talks.modify("1.1", "A.")) for by in (people.kaz, people.blr))
    talks.close()
    talks.step("extend", closes_at=window(clock, 1), delegations=["KAZ"], reason="late letter")
    talks.take(people.kaz, mine, "submit")
    assert talks.row(mine).is_admitted_late
    with pytest.raises(WindowClosed):
        talks.take(people.blr, other, "submit")
    draft = talks.propose(people.kaz, talks.modify("1.2", "B."))
    clock.advance(days=1)
    with pytest.raises(WindowClosed):
        talks.take(people.kaz, draft, "submit")


def test_a_draft_is_admitted_late_after_its_delegation_asked(talks, people):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "A."))
    with pytest.raises(StepNotAllowed):  # it can be filed in time
        talks.take(people.kaz, draft, "request_late")
    talks.close()
    with talks.work(people.coordinator) as w:
        assert amendment_reading.list_amendments(w, "P1").total == 0
    talks.take(people.kaz, draft, "request_late")
    with talks.work(people.coordinator) as w:
        assert amendment_reading.list_amendments(w, "P1").total == 1
    talks.take(people.coordinator, draft, "admit_late", reason="the courier was ill")
    row = talks.row(draft)
    assert (row.is_admitted_late, row.late_reason, row.decision_reason) == (True, "the courier was ill", None)
    talks.take(people.kaz, draft, "submit")
    assert talks.state(draft) is S.SUBMITTED


def test_a_returned_amendment_is_filed_again_until_its_own_instant_and_keeps_its_first_time(talks, people, clock):
    talks.circulated()
    one, two = (talks.submitted(people.kaz, talks.modify("1.1", words)) for words in ("A.", "B."))
    filed_at = clock.now
    talks.close()
    until = clock.now + timedelta(days=2)
    for amendment in (one, two):
        talks.take(people.coordinator, amendment, "return", until=until.isoformat())
    clock.now = until - MICRO
    talks.take(people.kaz, one, "submit")
    assert (talks.row(one).filed_at, talks.row(one).is_admitted_late) == (filed_at, False)
    clock.now = until
    with pytest.raises(WindowClosed):
        talks.take(people.kaz, two, "submit")
    talks.take(people.coordinator, two, "admit_late")
    talks.take(people.kaz, two, "submit")


def test_an_amendment_once_admitted_late_keeps_to_the_instant_of_its_return(talks, people, clock):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "A."))
    talks.close()
    talks.take(people.kaz, draft, "request_late")
    talks.take(people.coordinator, draft, "admit_late")
    talks.take(people.kaz, draft, "submit")
    talks.take(people.coordinator, draft, "return", until=(clock.now + timedelta(hours=1)).isoformat())
    clock.advance(hours=1)
    with pytest.raises(WindowClosed):
        talks.take(people.kaz, draft, "submit")


def test_the_window_is_told_in_utc_whatever_zone_it_was_given_in(talks, people, clock):
    talks.begin()
    there = (clock.now + timedelta(days=1)).astimezone(timezone(timedelta(hours=5)))
    assert talks.step("circulate", closes_at=there).closes_at.tzinfo is UTC
    with talks.work() as w:
        assert recording.verify(w).broken == ()


@pytest.mark.parametrize(
    ("action", "given", "pointer"),
    [
        ("circulate", {}, "/closes_at"),
        ("circulate", {"closes_at": datetime(2011, 2, 1, tzinfo=UTC)}, "/closes_at"),
        ("circulate", {"closes_at": datetime(2012, 1, 1, tzinfo=UTC).replace(tzinfo=None)}, "/closes_at"),
        ("circulate", {"closes_at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=14)))}, "/closes_at"),
        ("circulate", {"closes_at": datetime(2012, 1, 1, tzinfo=UTC), "delegations": ["KAZ"]}, "/delegations"),
        ("close", {}, "/reason"),
        ("extend", {"reason": "r"}, "/closes_at"),
    ],
)
def test_what_was_sent_wrong_is_said_before_what_does_not_follow(talks, action, given, pointer):
    talks.begin()
    with pytest.raises(Invalid) as refusal:
        talks.step(action, **given)
    assert refusal.value.pointer == pointer


def test_the_shortest_window_of_the_program_holds(talks, clock):
    talks.begin(rules={"min_window_hours": 48})
    with pytest.raises(Invalid):
        talks.step("circulate", closes_at=clock.now + timedelta(hours=48) - MICRO)
    talks.step("circulate", closes_at=clock.now + timedelta(hours=48))


PATHS = {
    VersionState.WORKING: [],
    VersionState.CIRCULATED: ["circulate"],
    VersionState.CLOSED: ["circulate", "close"],
    VersionState.FINALISED: ["circulate", "close", "finalise"],
    VersionState.SUBMITTED: ["circulate", "close", "finalise", "submit"],
    VersionState.ADOPTED: ["circulate", "close", "finalise", "submit", "adopt"],
    VersionState.RETURNED: ["circulate", "close", "finalise", "submit", "return"],
    VersionState.ABANDONED: ["abandon"],
    VersionState.REISSUED: ["circulate", "reissue"],
    VersionState.CORRECTED: ["circulate", "close", "finalise", "submit", "adopt", "correct"],
}
#: From each state the steps of the table in docs, and no other.
FOLLOWS = {
    VersionState.WORKING: {"circulate", "abandon"},
    VersionState.CIRCULATED: {"extend", "close", "reissue", "abandon"},
    VersionState.CLOSED: {"extend", "finalise", "abandon"},
    VersionState.FINALISED: {"submit", "abandon"},
    VersionState.SUBMITTED: {"adopt", "return", "abandon"},
    VersionState.ADOPTED: {"correct"},
    VersionState.RETURNED: {"abandon"},
}
ACTIONS = ["circulate", "extend", "close", "reissue", "finalise", "submit", "adopt", "return", "abandon", "correct"]


@pytest.mark.parametrize("state", list(PATHS))
def test_from_each_state_follow_the_steps_of_the_table_and_no_others(talks, people, clock, state):
    talks.begin()

    def take(action: str) -> VersionRow | None:
        if action == "correct":
            return talks.corrected("1.1", "Put right.")
        given = {"closes_at": clock.now + timedelta(days=20 if action == "extend" else 10)}
        if action == "extend" and state is VersionState.CLOSED:
            given["delegations"] = ["KAZ"]
        return talks.step(action, 1, reason="r", **(given if action in ("circulate", "extend") else {}))

    for action in PATHS[state]:
        take(action)
    possible = set()
    for action in ACTIONS:
        try:
            if action == "correct":
                talks.correct("1.1", "Put right.", version=1)
                possible.add(action)
                continue
            with talks.work(people.coordinator) as w:
                given = {"closes_at": clock.now + timedelta(days=20)} if action in ("circulate", "extend") else {}
                if action == "extend" and state is VersionState.CLOSED:
                    given["delegations"] = ["KAZ"]
                versions.take_step(w, "P1", 1, VersionAction(action), seen_revision=None, reason="r", **given)
                possible.add(action)
                raise InterruptedError  # rolls the step back
        except (StepNotAllowed, InterruptedError):
            pass
    assert possible == FOLLOWS.get(state, set())


def test_only_coordinators_take_steps_and_the_system_alone_supersedes(talks, people, clock):
    talks.circulated()
    for somebody in (people.kaz, people.reviewer, people.observer, people.administrator):
        with pytest.raises(NotPermitted):
            talks.step("close", by=somebody, reason="r")
    with pytest.raises(NotPermitted):
        talks.step("supersede", reason="r")


def test_a_step_seen_from_an_old_page_is_refused(talks, clock):
    talks.begin()
    with pytest.raises(StaleRevision):
        talks.step("circulate", closes_at=window(clock), seen_revision=7)


def test_an_old_version_takes_no_step_once_the_next_is_made(talks, people, clock):
    talks.circulated()
    talks.close()
    talks.next()
    for action in ("finalise", "abandon"):
        with pytest.raises(StepNotAllowed):
            talks.step(action, 1, reason="r")
    talks.step("extend", 1, closes_at=window(clock, 1), delegations=["KAZ"], reason="late")
    talks.step("circulate", closes_at=window(clock))
    with pytest.raises(StepNotAllowed):
        talks.step("extend", 1, closes_at=window(clock, 1), delegations=["KAZ"], reason="late")


def test_no_version_leaves_closed_with_an_amendment_that_has_no_number(talks, people):
    talks.circulated()
    filed = talks.submitted(people.kaz, talks.modify("1.1", "A."))
    talks.close()
    with pytest.raises(StepNotAllowed):
        talks.next()
    talks.take(people.coordinator, filed, "review")
    talks.next()


def test_an_adopted_successor_supersedes_what_was_adopted_before(talks, clock):
    talks.circulated()
    for action in ("close", "finalise", "submit", "adopt"):
        talks.step(action, reason="r")
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    for action in ("close", "finalise", "submit", "adopt"):
        talks.step(action, reason="r")
    with talks.work(talks.people.coordinator) as w:
        states = [one.state for one in reading.view_program(w, "P1").versions]
        assert states == [VersionState.SUPERSEDED, VersionState.ADOPTED]
        assert recording.verify(w).broken == ()
