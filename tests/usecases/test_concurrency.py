"""Many at once: one wins, the others are told, nothing is lost."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import select

from program_workflow.domain.errors import Conflict, StaleRevision, StepNotAllowed, WorkflowError
from program_workflow.domain.terms import AmendmentAction, AmendmentState
from program_workflow.storage import AmendmentRow, EventRow, WordingRow
from program_workflow.usecases import amending, deciding, recording, versions


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs the acts at the same time; gives the answer or the refusal of each."""
    answers: list[Any] = [None] * len(acts)
    start = Barrier(len(acts))

    def run(index: int) -> None:
        start.wait()
        try:
            answers[index] = acts[index]()
        except Exception as refusal:  # noqa: BLE001 - an unexpected one must fail the test, not die in its thread
            answers[index] = refusal

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def unexpected(answers: Sequence[Any]) -> list[Exception]:
    return [one for one in answers if isinstance(one, Exception) and not isinstance(one, WorkflowError)]


def test_of_two_coordinators_who_decide_at_once_one_is_told(talks, people):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "A."))
    seen = talks.row(made).revision

    def decision(by, action):
        return lambda: talks.take(by, made, action, seen_revision=seen)

    answers = at_once([decision(people.coordinator, "agree"), decision(people.other_coordinator, "reject")])
    assert sorted(isinstance(one, StaleRevision) for one in answers) == [False, True]
    assert unexpected(answers) == []


def test_of_two_colliding_amendments_agreed_at_once_one_stands(talks, people):
    talks.circulated()
    both = [talks.reviewed(by, talks.modify("1.1", f"{by.delegation_code}.")) for by in (people.kaz, people.blr)]
    coordinators = (people.coordinator, people.other_coordinator)
    answers = at_once([lambda i=i: talks.take(coordinators[i], both[i], "agree") for i in (0, 1)])
    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True]
    assert [talks.state(one) for one in both].count(AmendmentState.AGREED) == 1


def test_twenty_who_save_at_once_lose_nothing(talks, people):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "0"))

    def save(number: int) -> bool:
        for _ in range(200):
            seen = talks.row(made).revision
            try:
                with talks.work(people.kaz) as w:
                    amending.save_wording(w, made, [talks.modify("1.1", str(number))], seen_revision=seen)
                    return True
            except StaleRevision:
                continue
        return False

    answers = at_once([lambda number=number: save(number) for number in range(1, 21)])
    assert answers == [True] * 20
    with talks.work() as w:
        saved = w.session.scalars(select(WordingRow.number).where(WordingRow.amendment_id == made)).all()
        assert sorted(saved) == list(range(1, 22))
        verdict = recording.verify(w)
        assert verdict.broken == ()
        assert [seq for (seq,) in w.session.execute(select(EventRow.seq).order_by(EventRow.seq))] == list(
            range(1, verdict.events + 1)
        )


def test_numbers_given_at_once_are_all_different(talks, people):
    talks.circulated()
    filed = [talks.submitted(people.kaz, talks.modify("1.1", f"{i}.")) for i in range(8)]
    coordinators = (people.coordinator, people.other_coordinator)
    answers = at_once(
        [lambda i=i, one=one: talks.take(coordinators[i % 2], one, "review") for i, one in enumerate(filed)]
    )
    assert [one for one in answers if isinstance(one, Exception)] == []
    with talks.work() as w:
        numbers = w.session.scalars(select(AmendmentRow.sequence)).all()
        assert sorted(numbers) == list(range(1, 9))


def test_acts_of_delegations_and_coordinators_on_one_program_never_wait_for_each_other_in_a_circle(talks, people):
    """An agreed deletion writes to amendments that their authors are writing to at that moment."""
    talks.circulated()
    deletion = talks.reviewed(people.kaz, talks.delete("2"))
    drafts = [talks.submitted(by, talks.modify("2.1", f"{i}.")) for i in range(3) for by in (people.blr, people.arm)]
    owners = [people.blr, people.arm] * 3

    def withdraw(index: int) -> Any:
        return talks.take(owners[index], drafts[index], "withdraw")

    def decide() -> Any:
        with talks.work(people.coordinator) as w:
            return deciding.decide(w, deletion, AmendmentAction.AGREE, seen_revision=None)

    answers = at_once([decide, *(lambda i=i: withdraw(i) for i in range(6))])
    assert unexpected(answers) == []
    assert {talks.state(one) for one in drafts} <= {AmendmentState.MOOT, AmendmentState.WITHDRAWN}
    with talks.work() as w:
        assert recording.verify(w).broken == ()


def test_one_next_version_is_made_however_many_ask_and_whatever_the_scheduler_notes(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "A."))
    talks.close()

    def make(by):
        def run():
            with talks.work(by) as w:
                return versions.next_version(w, "P1").number

        return run

    def note():
        with talks.work() as w:
            return versions.close_due(w)

    answers = at_once([make(people.coordinator), make(people.other_coordinator), note, note])
    assert unexpected(answers) == []
    assert sorted(isinstance(one, StepNotAllowed) for one in answers[:2]) == [False, True]
    with talks.work() as w:
        assert recording.verify(w).broken == ()


def test_a_draft_is_filed_before_the_window_closes_early_or_not_at_all(talks, people, clock):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "A."))
    clock.advance(seconds=1)
    answers = at_once([lambda: talks.take(people.kaz, made, "submit"), lambda: talks.step("close", reason="early")])
    assert unexpected(answers) == []
    filed = talks.state(made) is AmendmentState.SUBMITTED
    assert filed is not isinstance(answers[0], WorkflowError)
