"""Versions, amendments and positions against a plain model: both agree on what may be, and on what is.

At the end of every run the record is verified, and replaying it gives every row.
"""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.terms import AmendmentAction, VersionAction
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, VersionRow
from program_workflow.usecases import amending, record_replay, recording, stepping, versions
from program_workflow.usecases.texts import load_text
from tests.machines import Prepared, explore
from tests.negotiation import Negotiation, point
from tests.usecases.amendment_model import LIVE, MEMBERS, OPEN, Model

CLAUSES = st.sampled_from([1, 2])
SLOTS = st.sampled_from([0, 1])
SIDES = st.sampled_from([*MEMBERS, "sec"])
COORDINATORS = st.sampled_from(["coordinator", "other_coordinator"])
PICK = st.integers(0, 30)


def wording(words):
    return f"{words[0]} stands before so many other words of this clause that end with {words[1]}"


def words_of(text):
    parts = text.split()
    return parts[0], parts[-1]


class Amendments(RuleBasedStateMachine):
    prepared: Prepared
    rule_kind = "coordinator"

    def __init__(self):
        super().__init__()
        self.talks = self.prepared.begun()
        self.work, self.people, self.clock, self.ids = (
            self.talks.work,
            self.talks.people,
            self.talks.clock,
            self.talks.ids,
        )
        self.places = {clause: number for number, clause in self.ids.items()}
        self.model = Model({1: ("a1", "b1"), 2: ("a2", "b2")}, self.rule_kind)
        self.count = 0

    def teardown(self):
        with self.work() as w:
            assert recording.verify(w).broken == ()
            found = record_replay.replay(w)
            assert (found.broken, dict(found.silent)) == ((), {})

    def actor(self, who):
        return getattr(self.people, who)

    def tried(self, who, act, expected, told=""):
        """What came of the act, if it was taken; whether it is, the model tells."""
        try:
            with self.work(self.actor(who)) as w:
                found = act(w)
        except WorkflowError as refusal:
            if expected:
                raise AssertionError(f"{told}: the model allows it") from refusal
            return None
        assert expected, (told, "the model refuses it")
        return found or True

    def operation(self, clause, slot, word, base=None):
        if word is None:
            return self.talks_delete(clause)
        base = list(base or ("x", "y"))
        base[slot] = word
        return self.talks_modify(clause, wording(base))

    def talks_modify(self, clause, text):
        return Negotiation.modify(self, str(clause), text)

    def talks_delete(self, clause):
        return Negotiation.delete(self, str(clause))

    def word(self):
        self.count += 1
        return f"w{self.count}"

    def picked(self, place, states):
        found = [key for key, one in self.model.all.items() if one.state in states]
        return found[place % len(found)] if found else None

    # --- Time, versions --------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 30, 100]))
    def time_goes_on(self, hours):
        self.clock.advance(hours=hours)

    def step(self, action, number="latest", **given):
        given.setdefault("reason", "a reason")
        return lambda w: versions.take_step(w, "P1", number, VersionAction(action), seen_revision=None, **given)

    @rule(days=st.sampled_from([3, 10]))
    def circulate(self, days):
        closes = self.clock.now + timedelta(days=days)
        if self.tried(
            "coordinator", self.step("circulate", closes_at=closes), self.model.may_circulate(self.clock.now)
        ):
            self.model.circulate(closes, self.clock.now)

    @rule()
    def extend(self):
        latest = self.model.latest
        later = (latest.closes or self.clock.now) + timedelta(days=2)
        may = latest.at(self.clock.now) == "circulated"
        if self.tried("coordinator", self.step("extend", closes_at=later), may):
            latest.closes = later

    @rule(side=st.sampled_from(MEMBERS))
    @precondition(lambda self: self.model.filing is not None)
    def reopen_the_window(self, side):
        model = self.model
        version, until = model.versions[model.filing], self.clock.now + timedelta(days=3)
        others = model.versions[model.filing + 1 :]
        may = version.at(self.clock.now) in ("circulated", "closed") and all(x.closes is None for x in others)
        act = self.step("extend", model.filing + 1, closes_at=until, delegations=[side.upper()])
        if self.tried("coordinator", act, may):
            version.windows[side] = until

    @rule()
    def close(self):
        latest = self.model.latest
        if self.tried("coordinator", self.step("close"), latest.at(self.clock.now) == "circulated"):
            latest.state, latest.closes = "closed", self.clock.now

    @rule(who=COORDINATORS)
    def make_the_next(self, who):
        act = lambda w: versions.next_version(w, "P1")  # noqa: E731 - an act like the others
        if self.tried(who, act, self.model.may_next(self.clock.now)):
            self.model.next(who, self.clock.now)

    @rule(chance=st.integers(0, 9))
    @precondition(lambda self: self.rule_kind == "coordinator")
    def end_it(self, chance):
        """Seldom, for little follows."""
        model, now = self.model, self.clock.now
        latest = model.latest
        if chance == 0:
            if self.tried("coordinator", self.step("finalise"), model.may_finalise(now)):
                latest.state = "finalised"
        elif chance == 1:
            if self.tried("coordinator", self.step("submit"), latest.at(now) == "finalised"):
                latest.state = "submitted"
        elif chance in (2, 3):
            action, state = ("adopt", "adopted") if chance == 2 else ("return", "returned")
            if self.tried("coordinator", self.step(action), latest.at(now) == "submitted"):
                model.end(state) if state == "adopted" else setattr(latest, "state", state)

    # --- Authors ---------------------------------------------------------------------------------

    @rule(side=SIDES, clause=CLAUSES, slot=SLOTS, deletes=st.integers(0, 3), is_expert=st.booleans())
    @precondition(lambda self: self.model.filing is not None)
    def draft(self, side, clause, slot, deletes, is_expert):
        who = "coordinator" if side == "sec" else f"{side}_expert" if is_expert else side
        word = None if deletes == 0 else self.word()
        may = self.model.may_draft(side, clause, self.clock.now)
        base = self.model.versions[self.model.filing].text.get(clause)
        one = self.operation(clause, slot, word, base)
        made = self.tried(who, lambda w: amending.draft_amendment(w, "P1", [one], rationale="because").id, may, "draft")
        if made:
            self.model.draft(made, side, who, clause, slot, word)

    @rule(place=PICK, clause=CLAUSES, slot=SLOTS)
    def save(self, place, clause, slot):
        key = self.picked(place, {"draft", "returned"})
        if key is None:
            return
        one, word = self.model.all[key], self.word()
        who = "coordinator" if one.side == "sec" else one.side
        base = self.model.versions[one.base].text.get(clause)
        sent = [self.operation(clause, slot, word, base)]
        act = lambda w: amending.save_wording(w, key, sent, seen_revision=self.revision(w, key))  # noqa: E731
        if self.tried(who, act, self.model.may_save(one, who, clause), "save"):
            self.model.save(one, clause, slot, word)

    @staticmethod
    def revision(w, key):
        return w.get(AmendmentRow, key).revision

    def take(self, key, action, who, may, **given):
        act = lambda w: stepping.take_step(  # noqa: E731
            w, key, AmendmentAction(action), seen_revision=None, reason="a reason", **given
        )
        return self.tried(who, act, may, f"{action} from {self.model.all[key].state}")

    @rule(place=PICK, action=st.sampled_from(["submit"] * 5 + ["request_late", "discard", "withdraw"]))
    def author_steps(self, place, action):
        wanted = OPEN if action == "withdraw" else {"draft", "returned"}
        self.author(self.picked(place, wanted), action)

    @rule(place=PICK, action=st.sampled_from(["submit", "request_late", "discard", "withdraw"]), who=PICK)
    def anybody_tries(self, place, action, who):
        """Whatever its state, and whoever it is."""
        everybody = [*MEMBERS, *(f"{one}_expert" for one in MEMBERS), "coordinator", "reviewer", "observer"]
        self.author(self.picked(place, self.states()), action, everybody[who % len(everybody)])

    def states(self):
        return {one.state for one in self.model.all.values()}

    def author(self, key, action, who=None):
        if key is None:
            return
        one, now = self.model.all[key], self.clock.now
        who = who or ("coordinator" if one.side == "sec" else one.side)
        if self.take(key, action, who, self.model.may(action, one, who, now)):
            if action == "discard":
                del self.model.all[key]
            else:
                getattr(self.model, action)(one, who, now)

    @rule(place=PICK, anew=st.booleans())
    def confirm_rebase(self, place, anew):
        flagged = [key for key, one in self.model.all.items() if self.model.flag(one) in ("clean", "conflict")]
        every = flagged or list(self.model.all)
        if not every:
            return
        key = every[place % len(every)]
        one = self.model.all[key]
        who = "coordinator" if one.side == "sec" else one.side
        may = self.model.may_confirm_rebase(one, who, self.clock.now, text=anew)
        word, given = None, {}
        if anew and may and one.newest.word is not None:
            word = self.word()
            words = list(self.model.versions[self.model.filing].text[one.newest.clause])
            words[one.newest.slot] = word
            given = {"text": wording(words)}
        elif anew:
            may = self.model.may_confirm_rebase(one, who, self.clock.now)
        if self.take(key, "confirm_rebase", who, may, **given):
            self.model.confirm_rebase(one, word)

    # --- Coordinators ----------------------------------------------------------------------------

    @rule(place=PICK, who=COORDINATORS, days=st.sampled_from([None, None, 2]))
    def return_it(self, place, who, days):
        key = self.picked(place, {"submitted"})
        if key is not None:
            one, until = self.model.all[key], self.clock.now + timedelta(days=days) if days else None
            given = {"until": until.isoformat()} if until else {}
            if self.take(key, "return", who, self.model.may_return(one, who, self.clock.now), **given):
                one.state, one.refile = "returned", until

    @rule(place=PICK, who=COORDINATORS)
    def review(self, place, who):
        self.decide(self.picked(place, {"submitted"}), "review", who)

    @rule(
        place=PICK,
        who=COORDINATORS,
        action=st.sampled_from(["agree"] * 4 + ["agree_ad_referendum", "reject", "defer", "incorporate"]),
    )
    def decide_live(self, place, who, action):
        self.decide(self.picked(place, LIVE), action, who)

    @rule(place=PICK, who=COORDINATORS, action=st.sampled_from(["reopen", "annul"]))
    def undo(self, place, who, action):
        self.decide(self.picked(place, {*LIVE, "rejected", "incorporated"}), action, who)

    @rule(
        place=PICK,
        who=COORDINATORS,
        action=st.sampled_from(
            [
                "review",
                "agree",
                "agree_ad_referendum",
                "reject",
                "defer",
                "incorporate",
                "reopen",
                "annul",
                "admit_late",
            ]
        ),
    )
    def decide_any(self, place, who, action):
        key = self.picked(place, self.states() - {"draft"})
        drafts = [one for one, x in self.model.all.items() if x.state == "draft"]
        if action == "admit_late" and drafts:
            key = drafts[place % len(drafts)]
        self.decide(key, action, who)

    def decide(self, key, action, who):
        if key is None:
            return
        model, now = self.model, self.clock.now
        one = model.all[key]
        if not self.take(key, action, who, model.may(action, one, who, now)):
            return
        match action:
            case "agree":
                model.agree(key, who, now)
            case "agree_ad_referendum" | "reject" | "defer":
                after = {"agree_ad_referendum": "agreed_ad_referendum", "reject": "rejected", "defer": "deferred"}
                model.decided(one, who, now, after[action])
            case "reopen" | "annul":
                getattr(model, action)(one)
            case _:
                getattr(model, action)(one, who, now)
        self.settle_moot()

    def settle_moot(self):
        """By which of several agreed deletions one is moot, the application may choose."""
        with self.work() as w:
            for key, one in self.model.all.items():
                if one.state == "moot":
                    by = w.get(AmendmentRow, key).moot_by
                    clause = one.change.clause
                    assert self.model.all[by].change.word is None
                    assert self.model.all[by].change.clause == clause
                    one.moot_by = by

    # --- Positions -------------------------------------------------------------------------------

    @rule(
        place=PICK,
        who=st.sampled_from([*MEMBERS, "kaz_expert", "observer", "coordinator"]),
        kind=st.sampled_from(
            ["agrees"] * 4 + ["does_not_object", "objects", "scrutiny_reservation", "ad_referendum", "none"]
        ),
    )
    @precondition(lambda self: self.rule_kind == "consensus")
    def take_a_position(self, place, who, kind):
        key = self.picked(place, LIVE) or self.picked(place, self.states())
        if key is None:
            return
        one = self.model.all[key]
        act = lambda w: Negotiation.position(_At(w), self.actor(who), key, kind)  # noqa: E731
        if self.tried(who, act, who in MEMBERS and one.state in LIVE, "position"):
            one.said[who] = kind

    # --- What both must agree on -----------------------------------------------------------------

    @invariant()
    def both_agree(self):
        model = self.model
        with self.work() as w:
            rows = {row.id: row for row in w.session.scalars(select(AmendmentRow))}
            assert {key: row.state.value for key, row in rows.items()} == {k: x.state for k, x in model.all.items()}
            found = w.session.scalars(select(VersionRow).order_by(VersionRow.number)).all()
            now = self.clock.now
            assert [standing(x.state, x.closes_at, now).value for x in found] == [x.at(now) for x in model.versions]
            numbers = {row.id: row.number - 1 for row in found}
            for key, one in model.all.items():
                row = rows[key]
                assert (row.number is not None) == one.is_numbered
                assert row.is_admitted_late == one.admitted
                if one.state in OPEN | {"draft"}:
                    target = numbers.get(row.rebase_version_id)
                    shown = row.rebase.value if target is not None and found[target].opened_at else "none"
                    assert (numbers[row.version_id], shown) == (one.base, model.flag(one)), (key, one)
            for version, row in zip(model.versions, found, strict=True):
                if row.number > len(found) - 2:
                    text = {
                        int(self.places[node.id]): words_of(node.contents["en"].text)
                        for node in load_text(w, row.id).nodes
                    }
                    assert text == version.text


class _At:
    """What `Negotiation.position` needs of itself, within a work that is open."""

    def __init__(self, w):
        self.w = w

    def work(self, _by):
        return self

    def __enter__(self):
        return self.w

    def __exit__(self, *_failure):
        return False


@pytest.mark.parametrize("kind", ["coordinator", "consensus"])
def test_whatever_is_done_amendments_are_in_the_state_of_the_model(sqlite_url, kind):
    clauses = [point(str(n), wording((f"a{n}", f"b{n}"))) for n in (1, 2)]
    Amendments.rule_kind = kind
    Amendments.prepared = Prepared(sqlite_url, lambda talks: talks.begin(*clauses, rules={"decision_rule": kind}))
    explore(Amendments, 6, kinds=2)
