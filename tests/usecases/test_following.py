"""Following brings what is open to all of a clause, an amendment or a delegation, and not a word more."""

import pytest
from sqlalchemy import select

from program_workflow.domain.actor import CONSOLE
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import Event, Followed, OperationKind
from program_workflow.storage import OutboxRow, UserRow
from program_workflow.usecases import following
from program_workflow.usecases.operations import OperationInput


@pytest.fixture
def circulated(talks):
    return talks.circulated(rules={"decision_rule": "consensus"}, days=100)


def change(talks, number, text="The parties inform each other."):
    return OperationInput(OperationKind.MODIFY, talks.ids[number], text)


def follow(work, person, kind, subject):
    with work(person) as w:
        return following.follow(w, kind, subject)


def told(work, person, event=None):
    with work() as w:
        asked = select(OutboxRow.event, OutboxRow.payload).where(
            OutboxRow.user_id == person.user_id, OutboxRow.channel == "app"
        )
        return [(name, payload["as"]) for name, payload in w.session.execute(asked) if event in (None, name)]


def test_who_follows_a_clause_hears_of_positions_on_it_and_on_amendments_to_it(work, circulated, people):
    follow(work, people.arm, Followed.CLAUSE, circulated.ids["1.1"])
    amendment = circulated.reviewed(people.kaz, change(circulated, "1.1"))
    other = circulated.reviewed(people.kaz, change(circulated, "2.1"))
    circulated.position(people.blr, amendment, "agrees")
    circulated.position(people.blr, other, "agrees")
    circulated.stand(people.blr, "agrees", "1.1")
    circulated.stand(people.blr, "agrees", "2.2")
    assert told(work, people.arm, Event.POSITION_TAKEN) == [("position_taken", "followers")] * 2
    assert told(work, people.arm_expert, Event.POSITION_TAKEN) == []


def test_who_follows_a_delegation_hears_of_its_positions_and_of_those_on_its_amendments(work, circulated, people):
    follow(work, people.arm, Followed.DELEGATION, "BLR")
    mine = circulated.reviewed(people.blr, change(circulated, "1.1"))
    other = circulated.reviewed(people.kaz, change(circulated, "2.1"))
    circulated.position(people.blr, other, "objects")
    circulated.position(people.kaz, mine, "agrees")
    circulated.position(people.kaz, mine, "does_not_object")
    assert len(told(work, people.arm, Event.POSITION_AGAINST)) == 1
    assert len(told(work, people.arm, Event.POSITION_TAKEN)) == 2


def test_what_is_not_open_to_all_comes_to_no_follower(work, circulated, people):
    for kind, subject in ((Followed.CLAUSE, circulated.ids["1.1"]), (Followed.DELEGATION, "KAZ")):
        follow(work, people.blr, kind, subject)
    before = told(work, people.blr)
    made = circulated.propose(people.kaz, change(circulated, "1.1"))
    circulated.take(people.kaz, made, "submit")
    circulated.take(people.coordinator, made, "return", until="2011-03-20T09:00:00+00:00")
    assert told(work, people.blr) == before


def test_what_a_person_may_not_know_of_cannot_be_followed(work, circulated, people):
    made = circulated.propose(people.kaz, change(circulated, "1.1"))
    for person, kind, subject in (
        (people.blr, Followed.AMENDMENT, made),
        (people.coordinator, Followed.AMENDMENT, made),
        (people.observer, Followed.CLAUSE, circulated.ids["1.1"]),
        (people.blr, Followed.CLAUSE, "0" * 32),
        (people.blr, Followed.DELEGATION, "XXX"),
    ):
        with pytest.raises(NotFound):
            follow(work, person, kind, subject)


def test_rights_are_read_anew_with_each_event_and_each_look(work, circulated, people):
    amendment = circulated.reviewed(people.kaz, change(circulated, "1.1"))
    follow(work, people.arm, Followed.AMENDMENT, amendment)
    with work(CONSOLE) as w:
        row = w.get(UserRow, people.arm.user_id)
        row.role = "observer"
    circulated.position(people.blr, amendment, "agrees")
    assert told(work, people.arm, Event.POSITION_TAKEN) == []
    with work() as w:
        from program_workflow.usecases.people import actor_for

        observer = actor_for(w, people.arm.user_id)
    with work(observer) as w:
        assert following.follows(w) == ()


def test_following_is_once_and_ends(work, circulated, people):
    first = follow(work, people.arm, Followed.CLAUSE, circulated.ids["1.1"])
    assert follow(work, people.arm, Followed.CLAUSE, circulated.ids["1.1"]).id == first.id
    with work(people.arm) as w:
        assert [(one.kind, one.name) for one in following.follows(w)] == [(Followed.CLAUSE, "P1, 1.1")]
    with work(people.blr) as w, pytest.raises(NotFound):
        following.unfollow(w, first.id)
    with work(people.arm) as w:
        following.unfollow(w, first.id)
    with work(people.arm) as w:
        assert following.follows(w) == ()
