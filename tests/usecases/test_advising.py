"""Advice: asked of reviewers until a day, bound to a wording, internal until a coordinator releases it."""

from datetime import timedelta

import pytest

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import AdviceKind, Channel, Event, Recommendation
from program_workflow.storage import AdviceRow, OutboxRow
from program_workflow.usecases import advising, recording, turn
from program_workflow.usecases import people as persons
from program_workflow.usecases.advice_views import advice_on
from program_workflow.usecases.advising import Advice
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.reminding import remind_due


@pytest.fixture
def amendment(talks, people):
    talks.circulated(days=30)
    return talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))


def ask(talks, amendment, kind="legal", days=3, by=None, **kwargs):
    with talks.work(by or talks.people.coordinator) as w:
        due = talks.clock.now + timedelta(days=days)
        return advising.request_advice(w, amendment, AdviceKind(kind), due=due, **kwargs).id


def give(talks, amendment, kind="legal", recommendation="accept", text="", by=None, **kwargs):
    with talks.work(by or talks.people.reviewer) as w:
        said = Advice(AdviceKind(kind), Recommendation(recommendation), text)
        row = advising.give_advice(w, amendment, said, **kwargs)
        w.session.flush()
        return row.id


def release(talks, advice_id, by=None):
    with talks.work(by or talks.people.coordinator) as w:
        advising.release_advice(w, advice_id, seen_revision=None)


def seen(talks, who, amendment):
    with talks.work(who) as w:
        found = advice_on(w, amendment)
    return [one.text for one in found.advice], len(found.requests)


def waits(talks, who):
    with talks.work(who) as w:
        found = turn.my_turn(w)
        assert turn.turn_count(w) == len(found.items)
    return [(one.advice, one.when) for one in found.items if one.advice]


def refiled(talks, people, amendment):
    """The secretariat's next version changes the clause; the delegation files it anew: wording 2."""
    talks.agreed(people.blr, talks.modify("1.1", "The parties exchange timely information on threats."))
    talks.step("close", reason="all is said")
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    talks.take(people.kaz, amendment, "confirm_rebase", text="The parties share timely information.")


def test_it_is_internal_until_it_is_released_then_all_delegations_see_it_and_never_observers(talks, people, amendment):
    ask(talks, amendment, note="Is it lawful?")
    made = give(talks, amendment, text="Within the charter.")
    for who in (people.coordinator, people.reviewer):
        assert seen(talks, who, amendment) == (["Within the charter."], 1)
    for who in (people.kaz, people.blr, people.kaz_expert):
        assert seen(talks, who, amendment) == ([], 0)
    release(talks, made)
    for who in (people.kaz, people.blr, people.kaz_expert):
        assert seen(talks, who, amendment) == (["Within the charter."], 0)
    for who in (people.observer, people.administrator):
        with pytest.raises(NotFound):
            seen(talks, who, amendment)
    with talks.work(people.blr) as w:
        assert advice_on(w, amendment).advice[0].by == ""


def test_what_is_not_released_stands_in_nobodys_table(talks, people, amendment):
    def cell(who, as_of=None):
        with talks.work(who) as w:
            (row,) = consolidated_table(w, "P1", as_of.isoformat() if as_of else None).rows
        return [(one.kind, one.text) for one in row.advice]

    made = give(talks, amendment, text="Within the charter.")
    before = talks.clock.now
    assert cell(people.coordinator) == cell(people.kaz) == []
    talks.clock.advance(days=1)
    release(talks, made)
    assert cell(people.coordinator) == cell(people.kaz) == [(AdviceKind.LEGAL, "Within the charter.")]
    assert cell(people.kaz, before) == []


def test_a_reviewer_is_awaited_until_the_advice_is_given(talks, people, amendment):
    ask(talks, amendment, days=3)
    assert waits(talks, people.reviewer) == [(AdviceKind.LEGAL, "this_week")]
    assert waits(talks, people.coordinator) == []
    talks.clock.advance(days=4)
    assert waits(talks, people.reviewer) == [(AdviceKind.LEGAL, "overdue")]
    give(talks, amendment, kind="linguistic")
    assert len(waits(talks, people.reviewer)) == 1  # in another respect than was asked
    give(talks, amendment)
    assert waits(talks, people.reviewer) == []


def test_of_one_reviewer_it_is_awaited_of_that_one_alone(talks, people, amendment):
    with talks.work(people.administrator) as w:
        user = people_add(w)
    ask(talks, amendment, reviewer="second_reviewer@example.org")
    assert waits(talks, people.reviewer) == []
    assert len(waits(talks, user)) == 1
    with talks.work() as w:
        told = {one.user_id for one in w.session.query(OutboxRow).filter(OutboxRow.event == Event.ADVICE_REQUESTED)}
    assert user.user_id in told
    assert people.reviewer.user_id not in told
    with pytest.raises(Invalid) as refusal:
        ask(talks, amendment, reviewer="kaz@example.org")
    assert refusal.value.pointer == "/reviewer"


def people_add(w):
    user = persons.add_user(w, "second_reviewer@example.org", "Second reviewer", "reviewer", None)
    return persons.actor_for(w, user.id)


def test_an_end_of_the_amendment_or_of_the_request_ends_the_waiting(talks, people, amendment):
    made = ask(talks, amendment)
    with talks.work(people.coordinator) as w:
        advising.withdraw_request(w, made, seen_revision=1)
    assert waits(talks, people.reviewer) == []
    ask(talks, amendment)
    talks.take(people.kaz, amendment, "withdraw")
    assert waits(talks, people.reviewer) == []
    with pytest.raises(StepNotAllowed, match="withdrawn"):
        give(talks, amendment)


def test_a_later_wording_makes_it_stale_and_says_which_it_was_given_on(talks, people, amendment):
    made = give(talks, amendment, text="Within the charter.")
    release(talks, made)
    refiled(talks, people, amendment)
    with talks.work(people.blr) as w:
        (one,) = advice_on(w, amendment).advice
    assert (one.wording, one.filed_wording, one.is_stale) == (1, 2, True)
    with pytest.raises(StaleRevision):
        give(talks, amendment, seen_wording=1)
    talks.clock.advance(hours=1)
    give(talks, amendment, text="Still within it.", seen_wording=2)
    with talks.work(people.coordinator) as w:
        assert [(each.is_stale, each.is_current) for each in advice_on(w, amendment).advice] == [
            (False, True),
            (True, False),
        ]


@pytest.mark.parametrize("who", ["kaz", "coordinator"])
def test_only_a_reviewer_gives_advice(talks, people, amendment, who):
    with pytest.raises(NotPermitted):
        give(talks, amendment, by=getattr(people, who))


@pytest.mark.parametrize("who", ["kaz", "reviewer"])
def test_only_a_coordinator_asks_and_releases(talks, people, amendment, who):
    by = getattr(people, who)
    with pytest.raises(NotPermitted):
        ask(talks, amendment, by=by)
    made = give(talks, amendment)
    with pytest.raises(NotFound if who == "kaz" else NotPermitted):
        release(talks, made, by=by)
    release(talks, made)
    with pytest.raises(StepNotAllowed, match="already"):
        release(talks, made)


def test_advice_against_gives_its_grounds_and_a_request_ends_later(talks, people, amendment):
    with pytest.raises(Invalid) as refusal:
        give(talks, amendment, recommendation="reject")
    assert refusal.value.pointer == "/text"
    with pytest.raises(Invalid) as refusal:
        ask(talks, amendment, days=-1)
    assert refusal.value.pointer == "/due"


def test_a_submitted_amendment_is_unknown_to_reviewers_and_takes_no_advice(talks, people):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "X"))
    with pytest.raises(NotFound):
        give(talks, made)
    with pytest.raises(StepNotAllowed):
        ask(talks, made)


def test_each_stage_of_the_end_is_told_once(talks, people, amendment):
    ask(talks, amendment, days=9)

    def mails():
        with talks.work() as w:
            remind_due(w)
        with talks.work() as w:
            found = w.session.query(OutboxRow).filter(OutboxRow.event == Event.ADVICE_DUE)
            return [one.payload["stage"] for one in found if one.channel == Channel.MAIL]

    assert mails() == []
    talks.clock.advance(days=3)
    assert mails() == mails() == [7]
    talks.clock.advance(days=5, hours=12)
    assert sorted(mails()) == [0, 7]
    give(talks, amendment)
    talks.clock.advance(hours=1)
    assert sorted(mails()) == [0, 7]


def test_the_record_names_advice_that_was_changed_behind_its_back(talks, people, amendment):
    def broken():
        with talks.work(people.administrator) as w:
            return recording.verify(w).broken

    ask(talks, amendment)
    made = give(talks, amendment, text="Within the charter.")
    release(talks, made)
    assert broken() == ()
    with talks.work() as w:
        w.get(AdviceRow, made).text = "Against the charter."
    assert any(made in one and "text" in one for one in broken())
