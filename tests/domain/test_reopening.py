"""What stood agreed stays agreed; who turns against it asks to reopen it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.deciding import Missing, Rule, missing
from program_workflow.domain.positions import TRAITS, Position, Stance, Standing
from program_workflow.domain.reopening import AGAINST, Agreement, Course, Span, agreement, may_have_held, remaining
from program_workflow.domain.terms import DecisionRule, Lack, MajorityBase, PositionOrigin
from program_workflow.domain.terms import PositionKind as K

START = datetime(2011, 3, 1, tzinfo=UTC)
CONSENSUS = Rule(DecisionRule.CONSENSUS)
MAJORITY = Rule(DecisionRule.MAJORITY, base=MajorityBase.PARTICIPATING)
D = ("KAZ", "BLR", "ARM")


def hour(at: int) -> datetime:
    return START + timedelta(hours=at)


def said(*what: tuple[str, K], key: str = "a") -> list[Position]:
    """(delegation, kind) in order, an hour apart, the first at 1."""
    return [Position(by, kind, key, hour(at), act_id=str(at)) for at, (by, kind) in enumerate(what, 1)]


ALL_AGREE = tuple((one, K.AGREES) for one in D)


def told(
    history: Sequence[Position], *, rule: Rule = CONSENSUS, course: Course | None = None, members: Sequence[str] = D
) -> Agreement | None:
    return agreement(rule, history, "a", lambda _at: members, course or Course(), hour(1000))


class TestStandingAgreed:
    def test_a_text_stands_agreed_from_the_instant_at_which_the_rule_holds(self) -> None:
        assert told(said(*ALL_AGREE)) == Agreement(hour(3))

    @pytest.mark.parametrize("kind", [K.OBJECTS, K.SCRUTINY_RESERVATION, K.AD_REFERENDUM, K.GENERAL_RESERVATION])
    def test_who_turns_against_it_asks_to_reopen_it_and_it_stays_agreed(self, kind: K) -> None:
        history = said(*ALL_AGREE, ("BLR", kind))
        assert told(history) == Agreement(hour(3), (history[-1],))

    def test_what_was_said_before_it_stood_agreed_is_no_request(self) -> None:
        assert told(said(("KAZ", K.AGREES), ("BLR", K.OBJECTS), ("ARM", K.AGREES))) is None

    def test_an_objection_received_before_the_last_agreement_counts_whenever_it_is_entered(self) -> None:
        history = said(*ALL_AGREE)
        history.insert(2, Position("BLR", K.OBJECTS, "a", hour(2), origin=PositionOrigin.OUTSIDE))
        assert told(history) is None

    def test_on_another_text_nothing_stands_agreed(self) -> None:
        assert told(said(*ALL_AGREE, key="b")) is None

    def test_who_takes_its_position_back_does_not_unsettle_it(self) -> None:
        assert told(said(*ALL_AGREE, ("BLR", K.NONE))) == Agreement(hour(3))

    def test_a_request_is_taken_back_by_another_position(self) -> None:
        assert told(said(*ALL_AGREE, ("BLR", K.OBJECTS), ("BLR", K.DOES_NOT_OBJECT))) == Agreement(hour(3))

    def test_what_silence_filled_in_and_two_coordinators_annulled_never_made_it_agreed(self) -> None:
        filled = Position("ARM", K.NO_OBJECTION_RECEIVED, "a", hour(3), origin=PositionOrigin.SILENCE)
        void = Position("ARM", K.NONE, "a", hour(4), origin=PositionOrigin.SILENCE)
        history = said(("KAZ", K.AGREES), ("BLR", K.AGREES))
        assert told([*history, filled]) == Agreement(hour(3))
        assert told([*history, filled, void]) is None

    def test_nothing_is_agreed_while_an_amendment_to_it_is_live(self) -> None:
        history = said(*ALL_AGREE, ("BLR", K.OBJECTS))
        assert told(history, course=Course(proposed=((hour(0), hour(10)),))) is None
        assert told(history[:3], course=Course(proposed=((hour(0), hour(10)),))) == Agreement(hour(10))
        assert told(history, course=Course(proposed=((hour(4), None),))) == Agreement(hour(3), (history[-1],))

    def test_who_said_nothing_when_the_window_closed_did_not_object_where_the_rules_say_so(self) -> None:
        history = said(("BLR", K.OBJECTS))
        assert told(history, course=Course(unamended_since=hour(0))) == Agreement(hour(0), (history[0],))
        assert told(history, course=Course(unamended_since=hour(2))) is None

    def test_who_joins_is_asked_without_unsettling_it_and_may_ask_to_reopen_it(self) -> None:
        def members(at: datetime) -> Sequence[str]:
            return D if at < hour(5) else (*D, "MDA")

        course = Course(changed=(hour(5),))
        history = said(*ALL_AGREE)
        assert agreement(CONSENSUS, history, "a", members, course, hour(9)) == Agreement(hour(3))
        objects = Position("MDA", K.OBJECTS, "a", hour(6))
        assert agreement(CONSENSUS, [*history, objects], "a", members, course, hour(9)) == Agreement(
            hour(3), (objects,)
        )

    def test_when_the_only_one_against_it_leaves_it_stands_agreed(self) -> None:
        def members(at: datetime) -> Sequence[str]:
            return D if at < hour(5) else D[:2]

        history = said(("KAZ", K.AGREES), ("BLR", K.AGREES), ("ARM", K.OBJECTS))
        assert agreement(CONSENSUS, history, "a", members, Course(changed=(hour(5),)), hour(9)) == Agreement(hour(5))


class TestReopening:
    def test_after_it_positions_count_anew(self) -> None:
        history = said(*ALL_AGREE, ("BLR", K.OBJECTS))
        assert told(history, course=Course(reopened=(hour(5),))) is None

    def test_it_stands_agreed_again_when_the_rule_holds_again(self) -> None:
        history = said(*ALL_AGREE, ("BLR", K.OBJECTS), ("ARM", K.AGREES), ("BLR", K.AGREES))
        assert told(history, course=Course(reopened=(hour(5),))) == Agreement(hour(6))

    def test_an_outvoted_request_does_not_hold_up_what_the_rule_still_carries(self) -> None:
        history = said(*ALL_AGREE, ("BLR", K.OBJECTS))
        before = told(history, rule=MAJORITY)
        assert before is not None
        assert before.requests == (history[-1],)
        assert told(history, rule=MAJORITY, course=Course(reopened=(hour(5),))) == Agreement(hour(5))

    def test_who_was_outvoted_asks_for_nothing_by_saying_so_again(self) -> None:
        history = said(("ARM", K.OBJECTS), ("KAZ", K.AGREES), ("BLR", K.AGREES), ("ARM", K.OBJECTS))
        assert told(history, rule=MAJORITY) == Agreement(hour(3))


class TestWhatIsMissing:
    def test_requests_stand_in_the_place_of_objections_and_who_joined_is_still_asked(self) -> None:
        objects = Position("BLR", K.OBJECTS, "a", hour(5))
        lacks = (Missing(Lack.OBJECTION, "BLR", objects), Missing(Lack.NO_POSITION, "MDA"))
        assert remaining(lacks, (objects,)) == (Missing(Lack.REOPENING, "BLR", objects), lacks[1])


# --- Against a plain model ------------------------------------------------------------------------------


@dataclass
class Model:
    """Walks through what happened, one thing after the other, and remembers only where it stands now."""

    rule: Rule
    members: list[str]
    says: dict[str, K] = field(default_factory=dict)
    since: datetime | None = None
    then: dict[str, Stance] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    live: int = 0

    def stance(self, one: str) -> Stance:
        return TRAITS[self.says.get(one, K.NONE)].stance

    def look(self, at: datetime) -> None:
        stands = [Standing(one, Position(one, self.says.get(one, K.NONE), "a", at)) for one in self.members]
        if self.since is None and not self.live and stands and not missing(self.rule, stands):
            self.since, self.changed = at, set()
            self.then = {one: self.stance(one) for one in self.says}

    @property
    def asks(self) -> set[str]:
        return {
            one
            for one in self.members
            if one in self.changed and self.stance(one) in AGAINST and self.then.get(one) is not self.stance(one)
        }


happenings = st.one_of(
    st.tuples(st.sampled_from([*D, "MDA"]), st.sampled_from([K.AGREES, K.AGREES, K.DOES_NOT_OBJECT, *K])),
    st.sampled_from(["join", "leave", "propose", "settle", "reopen"]),
)


@given(st.lists(happenings, max_size=40), st.sampled_from([CONSENSUS, MAJORITY]))
def test_it_is_told_from_the_history_as_by_who_watched_it(events: list[tuple[str, K] | str], rule: Rule) -> None:
    model = Model(rule, list(D))
    history: list[Position] = []
    changed: list[datetime] = []
    reopened: list[datetime] = []
    spans: list[Span] = []
    took_part = [(START, D)]
    for place, event in enumerate(events, 1):
        at = hour(place)
        match event:
            case (by, kind):
                history.append(Position(by, kind, "a", at))
                model.says[by] = kind
                model.changed.add(by)
            case "join" | "leave":
                wanted = (*D, "MDA") if event == "join" else D
                changed.append(at)
                took_part.append((at, wanted))
                model.members = list(wanted)
            case "propose" if not model.live:
                spans.append((at, None))
                model.live = 1
            case "settle" if model.live:
                spans[-1] = (spans[-1][0], at)
                model.live = 0
            case "reopen":
                reopened.append(at)
                model.since = None
        model.look(at)

        def members(instant: datetime) -> Sequence[str]:
            return next(those for since, those in reversed(took_part) if since <= instant)

        found = agreement(rule, history, "a", members, Course(tuple(changed), tuple(spans), tuple(reopened)), at)
        assert (found.since if found else None) == model.since
        if found is not None:
            assert {one.delegation_id for one in found.requests} == model.asks
            fewest = min(len(those) for _, those in took_part)
            assert may_have_held(rule, history, "a", fewest)
