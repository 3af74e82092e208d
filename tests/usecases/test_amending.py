"""Every step of an amendment from every state: who may, what must hold, what refuses it and in which order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.domain.clause import Fields
from program_workflow.domain.errors import (
    Invalid,
    NotFound,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    WorkflowError,
)
from program_workflow.domain.terms import AmendmentAction as A
from program_workflow.domain.terms import AmendmentState as S
from program_workflow.domain.terms import OperationKind, Rebase
from program_workflow.domain.timeframe import Timeframe
from program_workflow.storage.base import Base
from program_workflow.usecases import amending, amendment_reading, recording, stepping, turn
from program_workflow.usecases.operations import OperationInput, operations_of_wording
from program_workflow.usecases.work import Work
from tests.negotiation import Negotiation, heading, point
from tests.people import Clock, make_people

#: The table of the field's own document, as (state, action) → state; None: gone, or as it was.
TABLE: dict[tuple[S, A], S | None] = {
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.DRAFT, A.DISCARD): None,
    (S.SUBMITTED, A.RETURN): S.RETURNED,
    (S.SUBMITTED, A.REVIEW): S.UNDER_REVIEW,
    (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,
    (S.RETURNED, A.SUBMIT): S.SUBMITTED,
    (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
    (S.UNDER_REVIEW, A.AGREE_AD_REFERENDUM): S.AGREED_AD_REFERENDUM,
    (S.UNDER_REVIEW, A.AGREE): S.AGREED,
    (S.UNDER_REVIEW, A.REJECT): S.REJECTED,
    (S.UNDER_REVIEW, A.DEFER): S.DEFERRED,
    (S.UNDER_REVIEW, A.WITHDRAW): S.WITHDRAWN,
    (S.AGREED_AD_REFERENDUM, A.AGREE): S.AGREED,
    (S.AGREED_AD_REFERENDUM, A.REJECT): S.REJECTED,
    (S.AGREED_AD_REFERENDUM, A.WITHDRAW): S.WITHDRAWN,
    (S.AGREED_AD_REFERENDUM, A.ANNUL): S.UNDER_REVIEW,
    (S.DEFERRED, A.AGREE): S.AGREED,
    (S.DEFERRED, A.REJECT): S.REJECTED,
    (S.DEFERRED, A.REOPEN): S.UNDER_REVIEW,
    (S.DEFERRED, A.WITHDRAW): S.WITHDRAWN,
    (S.DEFERRED, A.ANNUL): S.UNDER_REVIEW,
    (S.AGREED, A.REOPEN): S.UNDER_REVIEW,
    (S.AGREED, A.WITHDRAW): S.WITHDRAWN,
    (S.AGREED, A.ANNUL): S.UNDER_REVIEW,
    (S.REJECTED, A.REOPEN): S.UNDER_REVIEW,
    (S.REJECTED, A.ANNUL): S.UNDER_REVIEW,
}
AUTHORS = {A.SUBMIT, A.WITHDRAW, A.DISCARD, A.CONFIRM_REBASE, A.REQUEST_LATE}
SYSTEMS = {A.MOOT, A.LAPSE, A.REBASE}
PATHS: dict[S, list[str]] = {
    S.DRAFT: [],
    S.SUBMITTED: ["submit"],
    S.RETURNED: ["submit", "return"],
    S.UNDER_REVIEW: ["submit", "review"],
    S.AGREED_AD_REFERENDUM: ["submit", "review", "agree_ad_referendum"],
    S.AGREED: ["submit", "review", "agree"],
    S.REJECTED: ["submit", "review", "reject"],
    S.DEFERRED: ["submit", "review", "defer"],
    S.WITHDRAWN: ["submit", "withdraw"],
}


def brought(talks: Negotiation, path: list[str]) -> str:
    made = talks.propose(talks.people.kaz, talks.modify("1.1", "Other words."))
    for action in path:
        talks.take(talks.people.kaz if A(action) in AUTHORS else talks.people.coordinator, made, action)
    return made


@pytest.mark.parametrize("state", list(PATHS))
def test_from_each_state_follow_the_steps_of_the_table_and_no_others(talks, people, state):
    talks.circulated()
    made = brought(talks, PATHS[state])
    assert talks.state(made) is state
    for action in A:
        if action in (A.SAVE, A.MERGE, A.ASK_APPROVAL, A.APPROVE) or action in SYSTEMS:
            continue  # a merger asks both authors first, approval is a delegation's own (test_mergers)
        by = people.kaz if action in AUTHORS else people.other_coordinator
        expected = (state, action) in TABLE
        try:
            with talks.work(by) as w:
                row = stepping.take_step(w, made, action, seen_revision=None, reason="r")
                assert expected, action
                assert row is None or row.state is TABLE[state, action]
                raise InterruptedError  # rolls the step back
        except InterruptedError:
            continue
        except NotFound:
            assert (state, by.role) == (S.DRAFT, "coordinator"), action
        except StepNotAllowed:
            assert not expected, action


@pytest.mark.parametrize("who", ["kaz", "kaz_expert", "blr", "coordinator", "reviewer", "observer", "administrator"])
def test_nobody_takes_a_step_that_is_not_theirs_in_any_state(talks, people, who):
    talks.circulated()
    by: Actor = getattr(people, who)
    for state, path in PATHS.items():
        made = brought(talks, path)
        sees = who.startswith("kaz") or (who == "coordinator" and state is not S.DRAFT)
        sees = sees or (talks.row(made).number is not None and who in ("blr", "reviewer"))
        for action in A:
            authors = {"kaz", "kaz_expert"} if action is A.DISCARD else {"kaz"}
            mine = who in authors if action in AUTHORS else who == "coordinator"
            if action in (A.SAVE, A.ASK_APPROVAL, A.APPROVE) or (sees and mine and action not in SYSTEMS):
                continue
            with pytest.raises(NotPermitted if sees or action in SYSTEMS else NotFound):
                talks.take(by, made, action)


def test_what_a_page_could_do_is_what_can_be_done(talks, people):
    talks.circulated()
    made = brought(talks, ["submit", "review"])
    with talks.work(people.coordinator) as w:
        shown = {one.action for one in amendment_reading.view_amendment(w, made).next_actions if one.is_allowed}
    assert shown == {A.AGREE, A.AGREE_AD_REFERENDUM, A.REJECT, A.DEFER, A.MERGE}
    with talks.work(people.kaz) as w:
        assert {one.action for one in amendment_reading.view_amendment(w, made).next_actions} == {A.WITHDRAW}
    with talks.work(people.blr) as w:
        assert amendment_reading.view_amendment(w, made).next_actions == ()


def test_the_secretariats_own_amendment_is_decided_by_another_coordinator(talks, people):
    talks.circulated()
    made = talks.submitted(people.coordinator, talks.modify("1.1", "A."))
    with pytest.raises(NotPermitted):
        talks.take(people.coordinator, made, "review")
    talks.take(people.other_coordinator, made, "review")
    assert talks.row(made).number == "P1/1.1/SEC/1"
    with talks.work(people.kaz) as w:
        assert amendment_reading.list_amendments(w, "P1", delegation="SEC").total == 1


def test_a_decision_is_annulled_by_another_coordinator_and_only_before_the_next_circulation(talks, people, clock):
    talks.circulated()
    made = brought(talks, ["submit", "review", "reject"])
    with pytest.raises(NotPermitted):
        talks.take(people.coordinator, made, "annul")
    talks.close()
    talks.next()
    clock.advance(minutes=1)
    talks.step("circulate", closes_at=clock.now + timedelta(days=1))
    with pytest.raises(StepNotAllowed):
        talks.take(people.other_coordinator, made, "annul")


def test_a_reason_as_long_as_a_book_is_refused(talks, people):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "Other."))
    with pytest.raises(Invalid, match="A reason has at most 20000 characters"):
        talks.take(people.kaz, made, "withdraw", reason="r" * 20_001)


def test_the_fields_of_a_clause_are_no_longer_than_its_text_may_be(talks, people):
    talks.circulated()
    fields = {"funding": "f" * 150_000, "executing_bodies": ["b" * 60_000]}
    with pytest.raises(Invalid, match="at most 200000 characters") as refusal:
        talks.propose(people.kaz, talks.modify("1.1", "Other.", fields=fields))
    assert refusal.value.pointer.endswith("/fields")


def test_a_filed_wording_needs_a_rationale_and_a_difference(talks, people):
    talks.circulated()
    for made in (
        talks.propose(people.kaz, talks.modify("1.1", "Other."), rationale=" \n"),
        talks.propose(people.kaz, talks.modify("1.1", talks.words()[1][1])),
    ):
        with pytest.raises(Invalid):
            talks.take(people.kaz, made, "submit")
        with pytest.raises(StaleRevision):  # said before what is wrong with it
            talks.take(people.kaz, made, "submit", seen_revision=77)


def test_each_saved_wording_stays(talks, people):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "First."))
    for words in ("Second.", "Third."):
        with talks.work(people.kaz_expert) as w:
            amending.save_wording(w, made, [talks.modify("1.1", words)], seen_revision=talks_revision(w, made))
    with talks.work(people.kaz) as w:
        assert [operations_of_wording(w, made, n)[0].text for n in (1, 2, 3)] == ["First.", "Second.", "Third."]


def test_what_is_reworked_after_a_return_is_its_delegations_own_until_it_is_filed_again(talks, people):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "Filed."))
    talks.take(people.coordinator, made, "return")
    with talks.work(people.kaz_expert) as w:
        amending.save_wording(w, made, [talks.modify("1.1", "Reworked.")], seen_revision=talks_revision(w, made))

    def seen_by(actor):
        with talks.work(actor) as w:
            return amendment_reading.view_amendment(w, made).first.text

    assert (seen_by(people.coordinator), seen_by(people.kaz)) == ("Filed.", "Reworked.")
    talks.take(people.kaz, made, "submit")
    assert (seen_by(people.coordinator), seen_by(people.kaz)) == ("Reworked.", "Reworked.")
    with talks.work(people.coordinator) as w:
        assert recording.verify(w).broken == ()


def test_what_is_not_sent_of_a_new_wording_stays_as_it_was_proposed(talks, people):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("2.1", "Other words.", fields={"funding": "own"}))
    with talks.work(people.kaz) as w:
        only_text = OperationInput(OperationKind.MODIFY, talks.ids["2.1"], text="Still other words.")
        amending.save_wording(w, made, [only_text], seen_revision=talks_revision(w, made))
        operation = operations_of_wording(w, made, 2)[0]
    assert (operation.text, operation.fields.funding) == ("Still other words.", "own")


def test_a_late_request_waits_for_the_secretariat_alone(talks, people):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "Late."))
    talks.close()
    talks.take(people.kaz, made, "request_late")
    with talks.work(people.kaz) as w:
        assert turn.my_turn(w).items == ()
    with talks.work(people.coordinator) as w:
        assert [one.task for one in turn.my_turn(w).items if one.amendment] == [turn.Task.ADMIT_LATE]


def talks_revision(w: Work, made: str) -> int:
    return amendment_reading.view_amendment(w, made).revision


def test_a_wording_is_never_written_against_a_version_that_is_past_or_in_work(talks, people, clock):
    talks.circulated()
    body = [talks.modify("1.1", "B.")]
    made = talks.propose(people.coordinator, talks.modify("1.1", "A."))
    talks.close()
    talks.next()
    with talks.work(people.coordinator) as w, pytest.raises(Invalid):
        amending.save_wording(w, made, body, seen_revision=talks_revision(w, made), base_version=2)
    talks.step("circulate", closes_at=clock.now + timedelta(days=1))
    with talks.work(people.coordinator) as w, pytest.raises(Invalid):
        amending.save_wording(w, made, body, seen_revision=talks_revision(w, made), base_version=1)


def test_saving_anew_settles_the_flag_it_answers(talks, people, clock):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "The parties exchange news on threats."))
    talks.agreed(people.blr, talks.modify("1.1", "The parties exchange letters on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=clock.now + timedelta(days=1))
    assert talks.row(made).rebase is Rebase.CONFLICT
    with pytest.raises(StepNotAllowed):
        talks.take(people.kaz, made, "submit")
    with talks.work(people.kaz) as w:
        body = [talks.modify("1.1", "The parties exchange letters on all threats.")]
        amending.save_wording(w, made, body, seen_revision=talks_revision(w, made), base_version=2)
    assert talks.row(made).rebase is Rebase.NONE
    talks.take(people.kaz, made, "submit")


# --- A long life of several amendments, against a plain model --------------------------------------


class Life(RuleBasedStateMachine):
    """Random steps of random people on amendments that touch different clauses; the model is the table."""

    @initialize()
    def begin(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        Base.metadata.create_all(self.engine)
        clock = Clock()

        @contextmanager
        def work(actor: Actor = SYSTEM) -> Iterator[Work]:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield Work(session, actor, clock)

        with work(CONSOLE) as w:
            people = make_people(w)
        self.talks = Negotiation(work, people, clock).circulated(days=1000)
        self.model: dict[str, list[Any]] = {}  # amendment → [state, state before the decision, who decided]

    @rule(number=st.sampled_from(["1.1", "1.2", "2.1", "2.2"]))
    def draft(self, number: str) -> None:
        if len(self.model) < 4:
            words = f"Words {len(self.model)}."
            made = self.talks.propose(self.talks.people.kaz, self.talks.modify(number, words))
            self.model[made] = [S.DRAFT, None, None]

    @rule(
        index=st.integers(0, 3),
        action=st.sampled_from([one for one in A if one not in SYSTEMS | {A.SAVE, A.INCORPORATE, A.CONFIRM_REBASE}]),
        second=st.booleans(),
    )
    def act(self, index: int, action: A, second: bool) -> None:
        if index >= len(self.model):
            return
        made = list(self.model)[index]
        state, before, decider = self.model[made]
        people = self.talks.people
        by = people.kaz if action in AUTHORS else people.other_coordinator if second else people.coordinator
        to = TABLE.get((state, action), "no")
        try:
            self.talks.take(by, made, action)
        except WorkflowError:
            collides = action in (A.AGREE, A.AGREE_AD_REFERENDUM)
            own = action is A.ANNUL and (decider == by.user_id or before is None)
            assert to == "no" or collides or own, (state, action)
            return
        assert to != "no", (state, action)
        if to is None:
            del self.model[made]
        elif action in (A.AGREE, A.AGREE_AD_REFERENDUM, A.REJECT, A.DEFER):
            self.model[made] = [to, state, by.user_id]
        elif action is A.ANNUL:
            self.model[made] = [before, None, None]
        else:
            self.model[made] = [to, None, None]

    @invariant()
    def states_are_those_of_the_model(self) -> None:
        for made, (state, _, _) in getattr(self, "model", {}).items():
            assert self.talks.state(made) is state

    def teardown(self) -> None:
        if not hasattr(self, "talks"):
            return
        with self.talks.work() as w:
            assert recording.verify(w).broken == ()
        agreed = [one for one, (state, _, _) in self.model.items() if state is S.AGREED]
        for one, (state, _, _) in self.model.items():
            if state is S.SUBMITTED:
                self.talks.take(self.talks.people.coordinator, one, "review")
        self.talks.close()
        self.talks.next()
        assert all(self.talks.state(one) is S.INCORPORATED for one in agreed)
        self.engine.dispose()


Life.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase


@pytest.mark.parametrize("left", ["", " \n"])
def test_a_clause_is_not_emptied_but_deleted(talks, people, left):
    talks.circulated()
    with pytest.raises(Invalid, match="left without text"):
        talks.submitted(people.kaz, talks.modify("1.1", left))


def test_a_timeframe_of_a_file_that_ends_before_it_begins_does_not_hinder_other_changes(talks, people):
    talks.circulated(
        heading("1", "H", point("1.1", "Report.", fields=Fields(timeframe=Timeframe("2013", "2013", "2011"))))
    )
    made = talks.propose(people.kaz, OperationInput(OperationKind.MODIFY, talks.ids["1.1"], fields={"funding": "own"}))
    with talks.work(people.kaz) as w:
        said = operations_of_wording(w, made, 1)[0].fields
    assert (said.funding, said.timeframe) == ("own", Timeframe("2013", "2013", "2011"))
