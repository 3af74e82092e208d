"""Versions against a plain model: however finalised, submitted, adopted, returned, corrected and superseded."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import ClauseStatus, VersionState
from program_workflow.domain.window import standing
from program_workflow.storage import ProgramRow, VersionRow
from program_workflow.usecases import corrigenda, packages, recording, silence_answers, silence_expiry, silences
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.statuses import statuses
from tests.machines import Prepared, explore

NAMES = st.sampled_from(["kaz", "blr", "arm"])
STEPS = st.sampled_from([0.1, 1, 2, 3600, 86400, 4 * 86400, 16 * 86400])
FINAL = {"finalised", "submitted"}


class Model:
    """The rules of a program, without rows.

    versions: states as they are noted. closes: end of the window of the newest circulated one. silence:
    [state, end, place of the version, whether that was an agreed draft]. corrigendum: likewise.
    before: what an adoption by silence superseded.
    """

    def __init__(self, closes):
        self.versions, self.closes, self.opened = ["circulated"], closes, 0
        self.objecting, self.reopened, self.unread = set(), False, False
        self.silence = self.corrigendum = None
        self.before = {}

    def at(self, now, place=-1):
        state = self.versions[place]
        return "closed" if state == "circulated" and now >= self.closes else state

    def takes_positions(self, now):
        return self.at(now, self.opened) in ("circulated", "closed")

    def hushed(self):
        """Whether a silence procedure runs on the newest version, noted or not."""
        return self.runs() and self.silence[2] == len(self.versions) - 1

    def runs(self):
        """Whether one runs in the program: nothing takes the text away on which it does."""
        return self.silence is not None and self.silence[0] == "running"

    def is_agreed(self):
        return not self.objecting and not self.unread

    def adopt(self):
        self.before = {}
        for place, state in enumerate(self.versions[:-1]):
            if state in ("adopted", "corrected"):
                self.before[place], self.versions[place] = state, "superseded"
        self.versions[-1] = "adopted"


class Versions(RuleBasedStateMachine):
    prepared: Prepared

    def __init__(self):
        super().__init__()
        self.talks = self.prepared.begun()
        self.work, self.people, self.clock = self.talks.work, self.talks.people, self.talks.clock
        self.package = self.prepared.known
        self.model = Model(self.clock.now + timedelta(days=3))
        self.slips = 0
        self.silence = self.corrigendum = None

    def teardown(self):
        with self.work() as w:
            assert recording.verify(w).broken == ()

    def tried(self, act, expected):
        """Whether the act was taken; that is what the model expects."""
        try:
            act()
        except WorkflowError:
            taken = False
        else:
            taken = True
        assert taken is bool(expected)
        return taken

    @rule(seconds=STEPS)
    def time_goes_on(self, seconds):
        self.clock.advance(seconds=seconds)

    @rule(seconds=st.sampled_from([-0.1, 0, 0.1, 2]))
    def near_an_instant(self, seconds):
        waiting = [one for one in (self.model.silence, self.model.corrigendum) if one and one[1] > self.clock.now]
        if waiting:
            self.clock.now = max(self.clock.now, waiting[0][1] + timedelta(seconds=seconds))

    @rule()
    def circulate(self):
        closes = self.clock.now + timedelta(days=3)
        may = self.model.versions[-1] == "working" and not self.model.runs()
        if self.tried(lambda: self.talks.step("circulate", closes_at=closes), may):
            self.model.versions[-1], self.model.closes = "circulated", closes
            self.model.opened = len(self.model.versions) - 1

    @rule()
    def close(self):
        may = self.model.at(self.clock.now) == "circulated"
        if self.tried(lambda: self.talks.step("close", reason="x"), may):
            self.model.versions[-1] = "closed"

    @rule()
    def reissue(self):
        may = self.model.at(self.clock.now) == "circulated" and not self.model.runs()
        if self.tried(lambda: self.talks.step("reissue", reason="x"), may):
            self.model.versions[-1:] = ["reissued", "working"]

    @rule()
    def make_next(self):
        now, model = self.clock.now, self.model
        at = model.at(now)
        may = at in ("closed", "returned") or (at == "adopted" and not self.is_pending())
        if self.tried(self.talks.next, may):
            model.versions[-1] = at
            model.versions.append("working")

    def is_pending(self):
        return self.model.corrigendum is not None and self.model.corrigendum[0] == "proposed"

    @rule()
    def finalise(self):
        now, model = self.clock.now, self.model
        may = model.at(now) == "closed" and model.is_agreed() and not model.reopened and not model.runs()
        if self.tried(lambda: self.talks.step("finalise"), may):
            model.versions[-1] = "finalised"

    @rule()
    def submit(self):
        now, model = self.clock.now, self.model
        over = model.hushed() and now >= model.silence[1]
        if self.tried(lambda: self.talks.step("submit"), model.versions[-1] == "finalised" and not over):
            model.versions[-1] = "submitted"

    @rule()
    def adopt(self):
        model = self.model
        may = model.versions[-1] == "submitted" and not model.hushed()
        if self.tried(lambda: self.talks.step("adopt", decision="A decision."), may):
            model.adopt()

    @rule()
    def give_back(self):
        model = self.model
        may = model.versions[-1] == "submitted" and not model.hushed()
        if self.tried(lambda: self.talks.step("return", reason="x"), may):
            model.versions[-1] = "returned"

    @rule(rarely=st.integers(0, 7))
    def abandon(self, rarely):
        now, model = self.clock.now, self.model
        ended = {"adopted", "corrected", "superseded", "abandoned", "reissued"}
        may = model.at(now) not in ended and not model.runs()
        if (rarely == 0 or not may) and self.tried(lambda: self.talks.step("abandon", reason="x"), may):
            model.versions[-1] = "abandoned"

    # --- Agreement ----------------------------------------------------------------------------------

    @rule(name=NAMES)
    def object_to_a_clause(self, name):
        may = self.model.takes_positions(self.clock.now)
        if self.tried(lambda: self.talks.stand(getattr(self.people, name), "objects", "1.1"), may):
            self.model.objecting.add(name)
            silence = self.model.silence
            if self.model.runs() and silence[2] == self.model.opened and self.clock.now < silence[1]:
                silence[0] = "broken"

    @rule()
    def all_agree(self):
        may = self.model.takes_positions(self.clock.now)
        for name in ("kaz", "blr", "arm"):
            self.tried(lambda name=name: self.talks.stand(getattr(self.people, name), "agrees"), may)
        if may:
            self.model.objecting, self.model.unread = set(), False

    @rule(action=st.sampled_from(["reopen", "conclude"]))
    def step_the_package(self, action):
        may = self.model.reopened is (action == "conclude")

        def act():
            with self.work(self.people.coordinator) as w:
                action_ = packages.PackageAction(action)
                packages.take_step(w, "P1", self.package, action_, seen_revision=None, reason="x")

        if self.tried(act, may):
            self.model.reopened = action == "reopen"

    # --- Silence ------------------------------------------------------------------------------------

    @precondition(lambda self: not self.model.runs())
    @rule()
    def announce_silence(self):
        end, model = self.clock.now + timedelta(days=4), self.model

        def act():
            with self.work(self.people.coordinator) as w:
                row = silences.prepare(w, "P1", expires_at=end, version=len(model.versions))
                silences.take_step(w, row.id, "announce", seen_revision=None)
                self.silence = row.id

        is_draft = model.versions[-1] in FINAL
        takes = is_draft or model.at(self.clock.now) in ("circulated", "closed")
        if self.tried(act, takes and not model.objecting):
            model.silence = ["running", end, len(model.versions) - 1, is_draft]

    @precondition(lambda self: self.model.runs())
    @rule()
    def withdraw_silence(self):
        def act():
            with self.work(self.people.coordinator) as w:
                silences.take_step(w, self.silence, "withdraw", seen_revision=None, reason="x")

        if self.tried(act, self.clock.now < self.model.silence[1]):
            self.model.silence = None

    @precondition(lambda self: self.model.silence is not None)
    @rule(name=NAMES)
    def break_silence(self, name):
        silence = self.model.silence
        over = silence[0] == "running" and self.clock.now >= silence[1]
        with self.work(getattr(self.people, name)) as w:
            said = silence_answers.break_silence(w, self.silence, "no")
        assert said.is_late == (over or silence[0] == "adopted" or (silence[0] == "broken" and said.is_late))
        if not said.is_late:
            silence[0] = "broken"
            self.model.objecting.add(name)

    @precondition(
        lambda self: self.model.silence is not None and self.model.silence[0] == "adopted" and self.model.silence[3]
    )
    @rule()
    def annul_the_adoption(self):
        model, place = self.model, self.model.silence[2]
        received = model.silence[1] - timedelta(hours=1)
        may = place == len(model.versions) - 1 and model.versions[place] == "adopted" and not self.is_pending()
        note = Outside("BLR", "note", received, "No 1")
        with self.work(self.people.coordinator) as w:
            silence_answers.break_silence(w, self.silence, "no", outside=note)

        def act(actor):
            with self.work(actor) as w:
                silences.take_step(w, self.silence, "annul", seen_revision=None, reason="in time")

        act(self.people.coordinator)
        if self.tried(lambda: act(self.people.other_coordinator), may):
            model.versions[place] = "finalised"
            for earlier, state in model.before.items():
                model.versions[earlier] = state
        model.silence = None

    # --- Corrigenda ---------------------------------------------------------------------------------

    @rule()
    def propose_a_corrigendum(self):
        model = self.model
        self.slips += 1
        end = self.clock.now + timedelta(days=14)
        may = model.versions[-1] == "adopted" and not self.is_pending()

        def act():
            self.corrigendum = self.talks.correct("1.2", f"Put right {self.slips} times.")

        if self.tried(act, may):
            model.corrigendum = ["proposed", end, len(model.versions) - 1]

    @precondition(lambda self: self.model.corrigendum is not None)
    @rule(name=NAMES)
    def object_to_the_corrigendum(self, name):
        state, end, _ = self.model.corrigendum
        over = state == "in_effect" or (state == "proposed" and self.clock.now >= end)
        with self.work(getattr(self.people, name)) as w:
            said = corrigenda.object_to(w, self.corrigendum, "no")
        assert said.is_late == over
        if not over:
            self.model.corrigendum[0] = "stopped"

    # --- What the instants decide -------------------------------------------------------------------

    @rule()
    def scan(self):
        now, model = self.clock.now, self.model
        silence = model.silence is not None and model.silence[0] == "running" and now >= model.silence[1] + SETTLING
        slip = self.is_pending() and now >= model.corrigendum[1] + SETTLING
        with self.work() as w:
            assert silence_expiry.settle_due(w) == int(silence)
        with self.work() as w:
            assert corrigenda.settle_due(w) == int(slip)
        if silence:
            model.silence[0] = "adopted"
            if model.silence[3]:
                model.adopt()
            elif not model.objecting:
                model.unread = False  # who said nothing does not object
        if slip:
            model.corrigendum[0] = "in_effect"
            model.versions[model.corrigendum[2]] = "corrected"
            model.versions.append("adopted")
            model.opened, model.unread = len(model.versions) - 1, True

    @invariant()
    def both_agree(self):
        now, model = self.clock.now, self.model
        with self.work() as w:
            rows = w.session.scalars(select(VersionRow).order_by(VersionRow.number)).all()
            found = [standing(one.state, one.closes_at, now).value for one in rows]
            assert found == [model.at(now, place) for place in range(len(model.versions))]
            in_force = [one for one in rows if one.state is VersionState.ADOPTED]
            assert len(in_force) <= 1
            assert all(one.adopted_at is not None and one.finalised_at is not None for one in in_force)
            program = w.session.scalars(select(ProgramRow)).one()
            status = statuses(w, program, rows[model.opened])
            if model.takes_positions(now):
                both = {status.of(self.talks.ids[number]) for number in ("1.1", "2.1")}
                # All had agreed before anybody objected: who objects asks to reopen, and the clause stays agreed.
                assert (both == {ClauseStatus.AGREED}) is not model.reopened
                asking = {one.delegation_id for one in status.requests(self.talks.ids["1.1"])}
                assert asking == {getattr(self.people, name).delegation_id for name in model.objecting}


def all_agreed(talks):
    """All have agreed to a circulated text, two clauses of which are a package; returns its identity."""
    talks.circulated(rules={"decision_rule": "consensus"}, days=3)
    for name in ("kaz", "blr", "arm"):
        talks.stand(getattr(talks.people, name), "agrees")
    with talks.work(talks.people.coordinator) as w:
        return packages.make(w, "P1", "Exchange", [talks.ids["1.1"], talks.ids["2.1"]]).id


def test_whatever_is_done_the_versions_are_in_the_states_of_the_model(sqlite_url):
    Versions.prepared = Prepared(sqlite_url, all_agreed)
    explore(Versions, 10)
