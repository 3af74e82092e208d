"""Wordings of one base: what each changes, whether they combine, and how they carry over."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.redline import (
    Collides,
    Overlap,
    TextChange,
    apply,
    changes,
    collide,
    combine,
    rebase,
    redline_of_many,
)
from program_workflow.domain.redline.changes import _meeting
from program_workflow.domain.terms import Rebase

BASE = "The Ministry of Health shall report to the Secretariat once a year, beginning on 1 March 2011."
TEXTS = {
    "en": (
        "The Contracting Parties shall within ninety days after entry into force of this Programme establish a "
        "joint working group, which exchanges experience, prepares draft agreements on mutual recognition and "
        "submits them for approval to the Council of heads of migration authorities; its decisions are adopted "
        "by consensus and communicated through diplomatic channels to every depositary."
    ),
    "ru": (
        "Договаривающиеся Стороны в течение девяноста дней после вступления в силу настоящей Программы создают "
        "совместную рабочую группу, которая обменивается опытом, готовит проекты соглашений о взаимном признании "
        "и представляет их на утверждение Совету руководителей миграционных органов; её решения принимаются "
        "консенсусом и доводятся по дипломатическим каналам до каждого депозитария."
    ),
}
NEW_WORDS = {
    "en": ["promptly", "observers", "jointly", "thirty", "annual", "Ministers", "reviews", "publishes"],
    "ru": ["незамедлительно", "наблюдатели", "совместно", "тридцати", "ежегодно", "министры", "публикует"],
}
PIECES = ["the", "State", ".", ",", "shall", "«а»", "1", "марта", "e\u0301", "👩\u200d👧", "\n", "край"]
ANY = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)


def edit(words: list[str], first: int, last: int, chance: random.Random, fresh: list[str]) -> list[str]:
    """Words with [first, last] replaced, struck out or preceded by others."""
    kind = chance.choice(("replace", "delete", "insert"))
    put = [] if kind == "delete" else [f"{word}{chance.randrange(100)}" for word in chance.choices(fresh, k=2)]
    return [*words[:first], *put, *words[first if kind == "insert" else last + 1 :]]


@given(ANY, ANY)
def test_applying_the_changes_to_the_base_gives_the_wording(base: str, new: str) -> None:
    changed = changes(base, new)
    assert apply(base, changed) == new
    assert all(0 <= one.start <= one.end <= len(base) for one in changed)
    assert all(first.end < second.start for first, second in pairwise(changed))


@given(ANY, ANY, ANY)
def test_a_collision_is_the_same_from_both_sides(base: str, first: str, second: str) -> None:
    overlaps = collide(base, first, second)
    assert overlaps == collide(base, second, first)
    assert all(base[one.start : one.end] == one.base_text for one in overlaps)
    if overlaps:
        with pytest.raises(Collides):
            combine(base, [first, second])
    else:
        assert combine(base, [first, second]) == combine(base, [second, first])


@given(ANY, ANY)
def test_a_wording_does_not_collide_with_itself_or_the_base(base: str, new: str) -> None:
    assert collide(base, new, new) == collide(base, new, base) == ()
    assert combine(base, [new, new, base]) == new
    assert combine(base, []) == base


@given(ANY, ANY, ANY)
def test_a_clean_rebase_is_the_same_whichever_wording_came_first(base: str, first: str, second: str) -> None:
    if base in (first, second):
        return
    one, other = rebase(base, first, second), rebase(base, second, first)
    assert one == other
    assert (one.flag is Rebase.CONFLICT) == (one.text is None) == bool(collide(base, first, second))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_disjoint_edits_combine_to_both(language: str) -> None:
    chance = random.Random(f"disjoint {language}")  # noqa: S311 - repeatable, no secret
    words = TEXTS[language].split(" ")
    for _ in range(400):
        first = chance.randrange(2, len(words) // 2 - 4)
        second = chance.randrange(first + 4, len(words) - 3)
        mine = edit(words, first, first + chance.randrange(3), chance, NEW_WORDS[language])
        theirs = edit(words, second, second + chance.randrange(3), chance, NEW_WORDS[language])
        both = [*mine[: len(mine) - (len(words) - second)], *theirs[second:]]
        base, one, other, combined = (" ".join(side) for side in (words, mine, theirs, both))
        assert collide(base, one, other) == (), (one, other)
        assert combine(base, [one, other]) == combined
        assert rebase(base, one, other).text == combined


@pytest.mark.parametrize("language", ["en", "ru"])
def test_overlapping_edits_collide(language: str) -> None:
    chance = random.Random(f"overlapping {language}")  # noqa: S311 - repeatable, no secret
    words = TEXTS[language].split(" ")
    for _ in range(400):
        first = chance.randrange(1, len(words) - 6)
        mine = edit(words, first, first + 2, chance, ["mine", "моё"])
        within = first if len(mine) > len(words) else first + chance.randrange(3)
        theirs = [*words[:within], *(["theirs"] if chance.random() < 0.7 else []), *words[within + 1 :]]
        if len(mine) > len(words):  # two different insertions at one point
            theirs = [*words[:first], "theirs", *words[first:]]
        base, one, other = (" ".join(side) for side in (words, mine, theirs))
        assert collide(base, one, other), (one, other)
        assert rebase(base, one, other).flag is Rebase.CONFLICT


@pytest.mark.parametrize(
    ("first", "second", "combined"),
    [
        pytest.param(("Health", "Labour"), ("once", "twice"), "Labour shall report to the Secretariat twice", id="far"),
        pytest.param(("1 March", "15 April"), ("2011", "2012"), "15 April 2012", id="neighbours"),
        pytest.param(("shall", "may"), ("shall report", "shall promptly report"), "may promptly report", id="touching"),
        pytest.param(("Health", "Labour"), ("Health", "Labour"), "Ministry of Labour shall", id="the same"),
        pytest.param((" once a year", ""), ("shall", "may"), "may report to the Secretariat, beg", id="struck out"),
    ],
)
def test_wordings_that_change_other_words_combine(
    first: tuple[str, str], second: tuple[str, str], combined: str
) -> None:
    one, other = BASE.replace(*first), BASE.replace(*second)
    assert collide(BASE, one, other) == ()
    assert combined in combine(BASE, [one, other])


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        pytest.param(("Health", "Labour"), ("Health", "Finance"), ["Health"], id="the same word"),
        pytest.param(("1 March", "15 April"), ("March", "May"), ["1 March"], id="a word of a phrase"),
        pytest.param((" once a year", ""), ("a year", "every year"), [" once a year"], id="inside what is struck out"),
        pytest.param(
            ("shall ", "shall jointly "), ("shall ", "shall promptly "), [""], id="two insertions at one point"
        ),
        pytest.param(("of Health", ""), ("Health", "Public Health"), ["of Health "], id="put into what is struck out"),
    ],
)
def test_wordings_that_change_the_same_words_collide(
    first: tuple[str, str], second: tuple[str, str], where: list[str]
) -> None:
    overlaps = collide(BASE, BASE.replace(*first), BASE.replace(*second))
    assert [one.base_text.strip() for one in overlaps] == [text.strip() for text in where]


def test_a_collision_says_where_in_the_base() -> None:
    assert collide("a b c", "a x c", "a y c") == (Overlap(2, 3, "b"),)


def test_changes_name_whole_words_of_the_base() -> None:
    assert changes(BASE, BASE.replace("1 March", "15 April").replace("shall", "may")) == (
        TextChange(23, 28, "may"),
        TextChange(81, 88, "15 April"),
    )


def test_a_phrase_replaced_by_a_phrase_is_one_change_and_two_insertions_are_two() -> None:
    assert changes("the head, office decides", "the chair, bureau decides") == (TextChange(4, 16, "chair, bureau"),)
    assert changes("it reports, decides", "it reports annually, always decides") == (
        TextChange(10, 10, " annually"),
        TextChange(12, 12, "always "),
    )


def test_two_changes_within_what_the_other_strikes_out_collide_once() -> None:
    base = "Each Party shall report once a year."
    struck, edited = "Each Party shall.", "Each Party shall report twice a month."
    assert collide(base, struck, edited) == (Overlap(16, 35, " report once a year"),)
    far = "Each Party shall report, once a single year."
    assert collide(base, struck, far) == (Overlap(16, 35, " report once a year"),)
    assert [one.base_text for one in collide("a b c", "x b y", "z b v")] == ["a", "c"]


def test_changes_that_overlap_in_a_chain_collide_as_one() -> None:
    assert collide("k l a b c d e f g h", "m l x d y h", "n l a b z f g h") == (
        Overlap(0, 1, "k"),
        Overlap(4, 17, "a b c d e f g"),
    )


def naive(mine: Sequence[TextChange], theirs: Sequence[TextChange]) -> set[tuple[TextChange, TextChange]]:
    """The pairs that meet, by what two ranges and points have in common, counted in halves of code points."""

    def inner(one: TextChange) -> set[int]:
        return set(range(2 * one.start + 1, 2 * one.end)) or {2 * one.start}

    return {(one, other) for one in mine for other in theirs if one != other and inner(one) & inner(other)}


POINTS = st.lists(st.integers(0, 12), max_size=8, unique=True).map(sorted)


@given(POINTS, POINTS, st.integers(0, 3), st.integers(0, 3))
def test_changes_meet_exactly_if_they_have_code_points_or_a_point_in_common(
    mine: list[int], theirs: list[int], empty_mine: int, empty_theirs: int
) -> None:
    sides: list[list[TextChange]] = []
    for points, empty, text in ((mine, empty_mine, "x"), (theirs, empty_theirs, "y")):
        ranges = list(zip(points[::2], points[1::2], strict=False))
        sides.append(
            [TextChange(start, start if place == empty else end, text) for place, (start, end) in enumerate(ranges)]
        )
    assert set(_meeting(*sides)) == naive(*sides)


def test_changes_that_meet_are_not_applied() -> None:
    with pytest.raises(Collides) as refused:
        apply("abc def", [TextChange(0, 3, "x"), TextChange(2, 3, "y")])
    assert refused.value.code == "collides"


def test_a_rebase_on_the_same_base_keeps_the_wording() -> None:
    kept = rebase(BASE, BASE, "other")
    assert (kept.flag, kept.text) == (Rebase.NONE, "other")


def test_all_amendments_of_a_clause_stand_in_one_redline_with_their_tags() -> None:
    base = "The Parties shall report annually."
    shown = redline_of_many(
        base,
        [
            ("KZ", "The Parties shall report."),
            ("RU", "The Parties shall report twice a year."),
            ("BY", "The Parties may report annually."),
            ("TJ", "The Parties may report annually."),
        ],
    )
    assert [(run.op, run.text, run.tags) for run in shown] == [
        ("=", "The Parties ", ()),
        ("-", "shall", ("BY", "TJ")),
        ("+", "may", ("BY", "TJ")),
        ("=", " report", ()),
        ("-", " ", ("KZ",)),
        ("-", "annually", ("KZ", "RU")),
        ("+", "twice a year", ("RU",)),
        ("=", ".", ()),
    ]


@given(ANY, st.lists(ANY, max_size=4))
def test_the_runs_of_one_tag_are_its_wording(base: str, wordings: list[str]) -> None:
    tagged = [(str(index), wording) for index, wording in enumerate(wordings)]
    runs = redline_of_many(base, tagged)
    assert "".join(run.text for run in runs if run.op != "+") == base
    assert all(run.text for run in runs)
    for tag, wording in tagged:
        own = [run.text for run in runs if (tag in run.tags) == (run.op == "+")]
        assert "".join(own) == wording


def test_two_amendments_of_one_delegation_are_deleted_together_and_put_in_apart() -> None:
    shown = redline_of_many("a b c d", [("KZ", "a x d"), ("KZ", "a b c y d"), ("KZ", "a b z d")])
    assert [(run.op, run.text) for run in shown] == [
        ("=", "a "),
        ("-", "b c"),
        ("+", "x"),
        ("+", "z"),
        ("=", " "),
        ("+", "y "),
        ("=", "d"),
    ]
    assert {run.tags for run in shown if run.op != "="} == {("KZ",)}
    twice = redline_of_many("a d", [("KZ", "a b d"), ("KZ", "a c d")])
    assert [(run.op, run.text, run.tags) for run in twice if run.op == "+"] == [
        ("+", "b ", ("KZ",)),
        ("+", "c ", ("KZ",)),
    ]


def test_tags_stand_in_the_order_of_the_wordings_wherever_their_deletions_begin() -> None:
    shown = redline_of_many("a b c d", [("KZ", "a b d"), ("RU", "a d")])
    assert [(run.text, run.tags) for run in shown if run.op == "-"] == [("b ", ("RU",)), ("c ", ("KZ", "RU"))]
