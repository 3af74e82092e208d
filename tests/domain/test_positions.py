"""Which position of a delegation counts, and what the decision rules make of all of them."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.deciding import Rule, may_be_ad_referendum, missing, rule_from, share_from, status_by
from program_workflow.domain.positions import (
    TRAITS,
    Position,
    Stance,
    Standing,
    least_favourable,
    standing,
    standings,
    text_key,
)
from program_workflow.domain.terms import (
    Abstention,
    ClauseStatus,
    DecisionRule,
    Lack,
    MajorityBase,
)
from program_workflow.domain.terms import PositionKind as K

START = datetime(2011, 3, 1, tzinfo=UTC)
CONSENSUS = Rule(DecisionRule.CONSENSUS)


def said(*pairs: tuple[K, str], by: str = "BLR") -> list[Position]:
    """(kind, hash of the text) in order, an hour apart."""
    return [Position(by, kind, key, START + timedelta(hours=at)) for at, (kind, key) in enumerate(pairs)]


def stand(*kinds: K | None) -> list[Standing]:
    """One delegation each; None has said nothing."""
    return [Standing(f"D{at}", Position(f"D{at}", kind, "a", START) if kind else None) for at, kind in enumerate(kinds)]


kinds = st.sampled_from([*K])
histories = st.lists(st.tuples(kinds, st.sampled_from("abc")), max_size=8)


class TestWhichCounts:
    def test_the_last_one_on_the_very_text(self) -> None:
        found = standing("BLR", said((K.OBJECTS, "a"), (K.AGREES, "a")), "a")
        assert found.position is not None
        assert (found.position.kind, found.stance) == (K.AGREES, Stance.FOR)

    def test_one_on_an_earlier_text_is_to_be_reconfirmed_and_counts_for_nothing(self) -> None:
        found = standing("BLR", said((K.AGREES, "a")), "b")
        assert found.is_to_reconfirm
        assert found.stance is Stance.NOTHING

    def test_it_counts_again_when_the_text_comes_back(self) -> None:
        history = said((K.AGREES, "a"), (K.OBJECTS, "b"))
        assert standing("BLR", history, "a").stance is Stance.FOR

    def test_disinterest_survives_another_wording(self) -> None:
        assert standing("BLR", said((K.DECLARES_DISINTEREST, "a")), "b").stance is Stance.ASIDE

    def test_disinterest_ends_with_any_later_position(self) -> None:
        history = said((K.DECLARES_DISINTEREST, "a"), (K.AGREES, "b"))
        assert standing("BLR", history, "b").stance is Stance.FOR
        assert standing("BLR", history, "a").stance is Stance.NOTHING

    def test_what_was_taken_back_is_no_position_and_nothing_to_reconfirm(self) -> None:
        for text in "ab":
            found = standing("BLR", said((K.OBJECTS, "a"), (K.NONE, "a")), text)
            assert (found.position, found.is_to_reconfirm) == (None, False)

    @given(histories, st.sampled_from("abc"))
    def test_nothing_said_of_other_texts_alone_counts_but_disinterest(self, history: list, text: str) -> None:
        others = [pair for pair in history if pair[1] != text]
        assert standing("BLR", said(*others), text).stance in (Stance.NOTHING, Stance.ASIDE)

    @given(histories, kinds, st.sampled_from("abc"))
    def test_what_is_said_last_of_a_text_is_what_stands(self, history: list, kind: K, text: str) -> None:
        assert standing("BLR", said(*history, (kind, text)), text).stance is TRAITS[kind].stance

    def test_every_delegation_has_a_standing_in_the_order_asked_for(self) -> None:
        found = standings(["KAZ", "BLR"], said((K.AGREES, "a")), "a")
        assert [(one.delegation_id, one.stance) for one in found] == [("KAZ", Stance.NOTHING), ("BLR", Stance.FOR)]

    def test_the_key_of_a_clause_is_that_of_its_texts_in_all_languages_in_any_order(self) -> None:
        assert text_key({"en": "1", "ru": "2"}) == text_key({"ru": "2", "en": "1"}) != text_key({"en": "2", "ru": "1"})


class TestConsensus:
    @pytest.mark.parametrize(
        ("kind", "lack"),
        [
            (K.OBJECTS, Lack.OBJECTION),
            (K.AD_REFERENDUM, Lack.RESERVATION),
            (K.SCRUTINY_RESERVATION, Lack.RESERVATION),
            (K.GENERAL_RESERVATION, Lack.RESERVATION),
            (K.LINGUISTIC_RESERVATION, Lack.RESERVATION),
            (None, Lack.NO_POSITION),
        ],
    )
    def test_one_delegation_is_enough_to_stand_in_the_way(self, kind: K | None, lack: Lack) -> None:
        found = missing(CONSENSUS, stand(K.AGREES, kind))
        assert [(one.lack, one.delegation_id) for one in found] == [(lack, "D1")]

    def test_it_holds_when_nobody_objects_reserves_or_is_silent(self) -> None:
        every = stand(K.AGREES, K.AGREES_WITH_STATEMENT, K.DOES_NOT_OBJECT, K.NO_OBJECTION_RECEIVED)
        assert missing(CONSENSUS, [*every, *stand(K.DECLARES_DISINTEREST)]) == ()

    def test_a_position_to_be_reconfirmed_is_missing(self) -> None:
        before = Standing("D1", Position("D1", K.AGREES, "a", START), is_to_reconfirm=True)
        assert [one.lack for one in missing(CONSENSUS, [before])] == [Lack.TO_RECONFIRM]

    @given(st.lists(st.one_of(st.none(), kinds), max_size=6))
    def test_it_holds_exactly_when_every_stance_allows_it(self, found: list) -> None:
        allowed = {Stance.FOR, Stance.NOT_AGAINST, Stance.ASIDE}
        assert (missing(CONSENSUS, stand(*found)) == ()) == all(one.stance in allowed for one in stand(*found))


class TestMajority:
    def test_more_than_half_of_those_who_take_part(self) -> None:
        rule = Rule(DecisionRule.MAJORITY)
        assert missing(rule, stand(K.AGREES, K.AGREES, None)) == ()
        [lack] = missing(rule, stand(K.AGREES, K.AGREES, None, K.OBJECTS))
        assert (lack.lack, lack.have, lack.need) == (Lack.VOTES, 2, 3)

    def test_those_disinterested_are_not_in_the_base(self) -> None:
        assert missing(Rule(DecisionRule.MAJORITY), stand(K.AGREES, K.DECLARES_DISINTEREST)) == ()

    def test_of_those_who_voted(self) -> None:
        rule = Rule(DecisionRule.MAJORITY, base=MajorityBase.VOTING)
        assert missing(rule, stand(K.AGREES, None, None, None)) == ()
        assert missing(rule, stand(None, None))[0].need == 1

    @pytest.mark.parametrize(
        ("abstention", "holds"), [(Abstention.FOR, True), (Abstention.IGNORED, True), (Abstention.AGAINST, False)]
    )
    def test_an_abstention_is_what_the_rule_says(self, abstention: Abstention, holds: bool) -> None:
        rule = Rule(DecisionRule.MAJORITY, base=MajorityBase.VOTING, abstention=abstention)
        assert (missing(rule, stand(K.AGREES, K.DOES_NOT_OBJECT, K.DOES_NOT_OBJECT)) == ()) is holds

    def test_two_thirds_are_reached_exactly(self) -> None:
        rule = rule_from({"decision_rule": "qualified_majority"})
        assert rule.share == Fraction(2, 3)
        assert missing(rule, stand(K.AGREES, K.AGREES, K.OBJECTS)) == ()
        assert missing(rule, stand(K.AGREES, K.AGREES, K.OBJECTS, None))[0].need == 3

    @pytest.mark.parametrize("said", ["", "2", "1/2", "3/2", "2/0", "a/b", "-2/3", "2/3/4", "99999999999/1"])
    def test_a_share_is_more_than_half_and_at_most_all(self, said: str) -> None:
        assert share_from(said) is None

    @given(st.lists(st.one_of(st.none(), kinds), min_size=1, max_size=12))
    def test_a_vote_more_in_favour_never_undoes_a_majority(self, found: list) -> None:
        for base in MajorityBase:
            for abstention in Abstention:
                rule = Rule(DecisionRule.MAJORITY, base=base, abstention=abstention)
                if missing(rule, stand(*found)) == ():
                    assert missing(rule, stand(*found, K.AGREES)) == ()


class TestStatus:
    @pytest.mark.parametrize(
        ("found", "status"),
        [
            ((K.AGREES, K.DOES_NOT_OBJECT), ClauseStatus.AGREED),
            ((K.AGREES, None), ClauseStatus.OPEN),
            ((K.AGREES, K.OBJECTS), ClauseStatus.BRACKETED),
            ((K.AD_REFERENDUM, K.SCRUTINY_RESERVATION), ClauseStatus.BRACKETED),
            ((K.AGREES, K.AD_REFERENDUM), ClauseStatus.AGREED_AD_REFERENDUM),
            ((None, K.AD_REFERENDUM), ClauseStatus.OPEN),
        ],
    )
    def test_of_a_clause_on_which_nothing_is_proposed(self, found: tuple, status: ClauseStatus) -> None:
        assert status_by(CONSENSUS, stand(*found)) is status

    def test_ad_referendum_needs_something_reserved_and_no_objection(self) -> None:
        assert may_be_ad_referendum(stand(K.AGREES, K.AD_REFERENDUM))
        assert not may_be_ad_referendum(stand(K.AGREES))
        assert not may_be_ad_referendum(stand(K.AD_REFERENDUM, K.OBJECTS))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), None),
        ((K.AGREES, K.OBJECTS), None),
        ((K.AGREES, K.DECLARES_DISINTEREST), None),
        ((K.AGREES, K.AGREES), K.AGREES),
        ((K.DOES_NOT_OBJECT, K.AGREES_WITH_STATEMENT), K.DOES_NOT_OBJECT),
    ],
)
def test_of_several_supported_wordings_the_least_favourable_support_passes_on(found: tuple, expected: K | None) -> None:
    assert least_favourable(found) is expected
