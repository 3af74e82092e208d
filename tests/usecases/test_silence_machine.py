"""Silence procedures against a plain model: whatever is done at whatever distance from the instant, both agree."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.silence import standing as state_at
from program_workflow.domain.terms import MessageKind, PositionOrigin
from program_workflow.storage import EventRow, PositionRow, SilenceMessageRow, SilenceRow
from program_workflow.usecases import recording, silence_answers, silence_expiry, silences
from program_workflow.usecases.position_checks import Outside
from tests.machines import Prepared, explore

NAMES = st.sampled_from(["kaz", "blr", "arm"])
STEPS = st.sampled_from([0, 0.1, 1, 1.9, 2, 3600, 86400, 4 * 86400])


class Model:
    """The rules of a procedure, without rows: an instant, a state, who said what."""

    def __init__(self):
        self.state, self.end, self.noted = "prepared", None, False
        self.in_time, self.asked = [], None

    def at(self, now):
        return "adopted" if self.state == "running" and now >= self.end else self.state


class Silence(RuleBasedStateMachine):
    prepared: Prepared

    def __init__(self):
        super().__init__()
        self.talks = self.prepared.begun()
        self.work, self.people, self.clock = self.talks.work, self.talks.people, self.talks.clock
        self.id, self.model = self.prepared.known, Model()

    def teardown(self):
        with self.work() as w:
            assert recording.verify(w).broken == ()
            actions = w.session.scalars(select(EventRow.action).where(EventRow.subject_id == self.id)).all()
            assert actions.count("expire") <= 1

    def tried(self, actor, act, expected):
        """Whether the act was taken; that is what the model expects."""
        try:
            with self.work(actor) as w:
                found = act(w)
        except WorkflowError:
            assert not expected
            return None
        assert expected
        return found

    @rule(seconds=STEPS)
    def time_goes_on(self, seconds):
        self.clock.advance(seconds=seconds)

    @rule(seconds=st.sampled_from([-1, -0.1, 0, 0.1, 2]))
    def near_the_instant(self, seconds):
        if self.model.end is not None and self.clock.now < self.model.end:
            self.clock.now = max(self.clock.now, self.model.end + timedelta(seconds=seconds))

    @rule()
    def announce(self):
        end = self.clock.now + timedelta(days=3)
        may = self.model.state == "prepared"
        act = self.step("announce", expires_at=end)
        if self.tried(self.people.coordinator, act, may):
            self.model.state, self.model.end = "running", end

    def step(self, action, **given):
        return lambda w: silences.take_step(w, self.id, action, seen_revision=None, reason="x", **given)

    @rule()
    def extend(self):
        now, model = self.clock.now, self.model
        running = model.at(now) == "running"
        later = (model.end or now) + timedelta(hours=1)
        if self.tried(self.people.coordinator, self.step("extend", expires_at=later), running):
            model.end = later

    @rule()
    def withdraw(self):
        may = self.model.at(self.clock.now) in ("prepared", "running")
        if self.tried(self.people.coordinator, self.step("withdraw"), may):
            self.model.state = "withdrawn"

    @rule(name=NAMES)
    def agree(self, name):
        may = self.model.at(self.clock.now) in ("running", "adopted")
        self.tried(getattr(self.people, name), lambda w: silence_answers.agree(w, self.id), may)

    @rule(name=NAMES)
    def break_it(self, name):
        now, model = self.clock.now, self.model
        state = model.at(now)
        may = state in ("running", "adopted", "broken")
        message = self.tried(getattr(self.people, name), lambda w: silence_answers.break_silence(w, self.id, "no"), may)
        if message is not None:
            assert message.is_late == (now >= model.end or state == "adopted")
            if state == "running":
                model.state = "broken"

    @rule(name=NAMES, before=st.sampled_from([0, 0.1, 5]))
    def enter_a_note(self, name, before):
        now, model = self.clock.now, self.model
        state, received = model.at(now), now - timedelta(seconds=before)
        with self.work() as w:
            begun = w.get(SilenceRow, self.id).announced_at
        may = state in ("running", "adopted", "broken") and received >= begun
        note = Outside(name.upper(), "note", received, "Note 1")
        self.tried(
            self.people.coordinator, lambda w: silence_answers.break_silence(w, self.id, "no", outside=note), may
        )
        if may and state == "running":
            model.state = "broken"
        elif may and (now >= model.end or state == "adopted") and received < model.end:
            model.in_time.append(received)

    @rule(name=st.sampled_from(["coordinator", "other_coordinator"]))
    def annul(self, name):
        model = self.model
        may = model.state == "adopted" and bool(model.in_time) and model.asked != name
        if self.tried(getattr(self.people, name), self.step("annul"), may):
            model.state, model.asked = ("broken", None) if model.asked else ("adopted", name)

    @rule()
    def scan(self):
        now, model = self.clock.now, self.model
        due = model.state == "running" and now >= model.end + SETTLING
        with self.work() as w:
            assert silence_expiry.settle_due(w) == int(due)
        if due:
            model.state, model.noted = "adopted", True

    @invariant()
    def both_agree(self):
        with self.work() as w:
            row = w.get(SilenceRow, self.id)
            assert state_at(row.state, row.expires_at, self.clock.now).value == self.model.at(self.clock.now)
            assert row.state.value == self.model.state
            kinds = w.session.scalars(
                select(PositionRow.kind).where(PositionRow.origin == PositionOrigin.SILENCE)
            ).all()
            given, void = kinds.count("no_objection_received"), kinds.count("none")
            assert given - void == (given if self.model.state == "adopted" else 0)
            if not self.model.noted:
                assert not given
            late = w.session.scalars(select(SilenceMessageRow).where(SilenceMessageRow.is_late)).all()
            assert all(one.entered_at >= row.expires_at for one in late)
            assert all(one.kind is not MessageKind.CLARIFICATION for one in late)


def prepared_for_one_clause(talks):
    """A procedure on 1.1 that can be announced; returns its identity."""
    talks.circulated(rules={"decision_rule": "consensus"}, days=400)
    with talks.work(talks.people.coordinator) as w:
        end = talks.clock.now + timedelta(days=4)
        return silences.prepare(w, "P1", expires_at=end, clauses=[talks.ids["1.1"]]).id


def test_whatever_is_done_the_procedure_is_in_the_state_of_the_model(sqlite_url):
    Silence.prepared = Prepared(sqlite_url, prepared_for_one_clause)
    explore(Silence, 15)
