"""An amendment with co-sponsors and other wordings against a plain model: whatever is done, both agree."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.terms import AmendmentAction, CounterAction, SponsorAction
from program_workflow.storage import AmendmentRow, CounterTextRow, DelegationRow
from program_workflow.usecases import amending, counter_texts, guards, recording, sponsors, stepping
from program_workflow.usecases.counter_texts import Reworded
from tests.machines import Prepared, explore

CODES = st.sampled_from(["KAZ", "BLR", "ARM"])
OTHERS = st.sampled_from(["BLR", "ARM"])
DAYS = 7


class Model:
    """The rules without rows. stands: (state, wording consented to) by delegation. counters: [by, wording, state]."""

    def __init__(self):
        self.author, self.state, self.wording, self.numbered = "KAZ", "draft", 1, False
        self.stands, self.counters, self.offered = {}, [], None

    @property
    def is_open(self):
        return self.state in ("draft", "submitted", "returned", "under_review")

    def named(self):
        return {code for code, (state, _) in self.stands.items() if state in ("invited", "consented")}

    def sees(self, code):
        return self.numbered or code == self.author or code in self.named()

    def consenting(self):
        return [code for code, (state, _) in self.stands.items() if state == "consented"]

    def withdraw(self):
        self.state, self.offered = "withdrawn", None
        self.end_counters()

    def end_counters(self):
        for one in self.counters:
            if one[2] == "offered" and (self.state != "under_review" or one[1] != self.wording):
                one[2] = "moot"


class Sponsored(RuleBasedStateMachine):
    prepared: Prepared

    def __init__(self):
        super().__init__()
        self.talks = self.prepared.begun()
        self.work, self.people, self.clock = self.talks.work, self.talks.people, self.talks.clock
        self.id, self.model, self.texts = self.prepared.known, Model(), 0

    def teardown(self):
        with self.work() as w:
            assert recording.verify(w).broken == ()

    def person(self, code):
        return getattr(self.people, code.lower())

    def tried(self, actor, act, expected):
        """Whether the act was taken; that is what the model expects."""
        try:
            with self.work(actor) as w:
                act(w)
        except WorkflowError:
            assert not expected
            return False
        assert expected
        return True

    def step(self, code, action):
        return lambda w: sponsors.step(w, self.id, code, SponsorAction(action), seen_revision=None)

    def offer_holds(self):
        return self.model.offered is not None and self.clock.now < self.model.offered

    @rule(days=st.sampled_from([1, 3, 7]))
    def time_goes_on(self, days):
        self.clock.advance(days=days)

    @rule(code=CODES)
    def invite(self, code):
        m = self.model
        may = m.is_open and m.offered is None and code != m.author and code not in m.named()
        if self.tried(self.person(m.author), self.step(code, "invite"), may):
            m.stands[code] = ("invited", None)

    @rule(code=CODES)
    def consent(self, code):
        m = self.model
        state, wording = m.stands.get(code, (None, None))
        may = (
            m.is_open and m.offered is None and (state == "invited" or (state == "consented" and wording != m.wording))
        )
        if self.tried(self.person(code), self.step(code, "consent"), may):
            m.stands[code] = ("consented", m.wording)

    @rule(code=CODES)
    def decline(self, code):
        m = self.model
        state, wording = m.stands.get(code, (None, None))
        may = m.is_open and (
            (state == "consented" and self.offer_holds())
            or (m.offered is None and (state == "invited" or (state == "consented" and wording != m.wording)))
        )
        if self.tried(self.person(code), self.step(code, "decline"), may):
            self.left(code, "declined")

    @rule(code=CODES)
    def leave(self, code):
        m = self.model
        state, _ = m.stands.get(code, (None, None))
        may = m.is_open and state == "consented" and (m.offered is None or self.offer_holds())
        if code in m.stands and state == "consented" and m.offered is not None and not self.offer_holds():
            may = True  # until the end is written down
        if self.tried(self.person(code), self.step(code, "leave"), may):
            self.left(code, "left")

    def left(self, code, state):
        m = self.model
        m.stands[code] = (state, None)
        if m.offered is not None and not m.consenting():
            m.withdraw()

    @rule(code=OTHERS)
    def take_over(self, code):
        m = self.model
        may = m.is_open and m.stands.get(code, (None,))[0] == "consented" and self.offer_holds()
        if self.tried(self.person(code), self.step(code, "take_over"), may):
            m.stands[code] = ("took_over", None)
            m.author, m.offered = code, None

    @rule()
    def save(self):
        m, self.texts = self.model, self.texts + 1
        words = self.talks.modify("1.1", f"The parties share information {self.texts}.")
        may = m.state == "draft" and m.offered is None
        act = lambda w: amending.save_wording(w, self.id, [words], seen_revision=None)  # noqa: E731
        if self.tried(self.person(m.author), act, may):
            m.wording += 1

    @rule(without=st.lists(CODES, unique=True))
    def submit(self, without):
        m = self.model
        lacking = [c for c in m.named() if m.stands[c] != ("consented", m.wording)]
        may = m.state == "draft" and set(lacking) <= set(without)
        act = lambda w: amending.submit_amendment(w, self.id, seen_revision=None, without=without)  # noqa: E731
        if self.tried(self.person(m.author), act, may):
            m.state = "submitted"
            m.stands |= dict.fromkeys(lacking, ("dropped", None))

    @rule()
    def review(self):
        m = self.model
        if m.state == "draft":
            return
        may = m.state == "submitted" and m.offered is None
        act = lambda w: self.decide(w, "review")  # noqa: E731
        if self.tried(self.people.coordinator, act, may):
            m.state, m.numbered = "under_review", True

    @rule()
    def reject(self):
        m = self.model
        if m.state != "under_review":
            return
        if self.tried(self.people.coordinator, lambda w: self.decide(w, "reject"), m.offered is None):
            m.state = "rejected"
            m.end_counters()

    def decide(self, w, action):
        stepping.take_step(w, self.id, AmendmentAction(action), seen_revision=None, reason="a reason")

    @rule()
    def withdraw(self):
        m = self.model
        may = m.state in ("submitted", "under_review") and m.offered is None
        act = lambda w: amending.withdraw_amendment(w, self.id, seen_revision=None, reason="x")  # noqa: E731
        if self.tried(self.person(m.author), act, may):
            if m.consenting():
                m.offered = self.clock.now + timedelta(days=DAYS)
            else:
                m.withdraw()

    @rule()
    def scan(self):
        m = self.model
        due = m.offered is not None and self.clock.now >= m.offered
        with self.work() as w:
            assert sponsors.settle_due(w) == int(due)
        if due:
            m.withdraw()

    @rule(by=st.sampled_from(["KAZ", "BLR", "ARM", "SEC"]))
    def offer_counter_text(self, by):
        m, self.texts = self.model, self.texts + 1
        actor = self.people.coordinator if by == "SEC" else self.person(by)
        waits = any(one[0] == by and one[2] == "offered" for one in m.counters)
        may = m.state == "under_review" and m.offered is None and by != m.author and not waits
        act = lambda w: counter_texts.offer(  # noqa: E731
            w, self.id, [Reworded(f"The parties share news {self.texts}.")], "x", seen_revision=None
        )
        if self.tried(actor, act, may):
            m.counters.append([by, m.wording, "offered"])

    @rule(number=st.integers(1, 4), action=st.sampled_from(["accept", "refuse", "withdraw"]))
    def answer_counter_text(self, number, action):
        m = self.model
        if number > len(m.counters):
            return
        one = m.counters[number - 1]
        by = one[0] if action == "withdraw" else m.author
        actor = self.people.coordinator if by == "SEC" else self.person(by)
        may = one[2] == "offered" and m.offered is None
        act = lambda w: counter_texts.answer(  # noqa: E731
            w, self.id, number, CounterAction(f"{action}_counter_text"), seen_revision=None, reason="x"
        )
        if self.tried(actor, act, may):
            one[2] = {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"}[action]
            if action == "accept":
                m.wording += 1
                m.end_counters()

    @invariant()
    def both_agree(self):
        m = self.model
        with self.work() as w:
            row = w.get(AmendmentRow, self.id)
            codes = {one.id: one.code for one in w.session.scalars(select(DelegationRow))}
            assert (row.state.value, row.wording) == (m.state, m.wording)
            assert codes[row.delegation_id] == m.author
            assert {codes[s.delegation_id]: (s.state.value, s.wording) for s in row.sponsors} == m.stands
            assert row.takeover_until == m.offered
            states = w.session.scalars(select(CounterTextRow.state).order_by(CounterTextRow.number)).all()
            assert [one.value for one in states] == [one[2] for one in m.counters]
            for code in ("KAZ", "BLR", "ARM"):
                assert guards.sees_amendment(self.person(code), row) == m.sees(code)
            assert guards.sees_amendment(self.people.coordinator, row) == (m.state != "draft")


def drafted(talks):
    """A draft of Kazakhstan on a circulated text; returns its identity."""
    talks.circulated(days=400)
    return talks.propose(talks.people.kaz, talks.modify("1.1", "The parties share information."))


def test_whatever_is_done_the_amendment_is_as_the_model_says(sqlite_url):
    Sponsored.prepared = Prepared(sqlite_url, drafted)
    explore(Sponsored, 10)
