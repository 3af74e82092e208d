"""Which paragraph of one file is which of another: pairs by place, at the borders of what counts as alike."""

import os
import random
import subprocess
import sys
from collections.abc import Sequence

import pytest

from program_workflow.domain.redline import alignment
from program_workflow.domain.redline.alignment import Paragraph, pair_by_likeness

SAME = "The Parties shall report."


def paragraphs(*texts: str) -> list[Paragraph]:
    return [("point", text) for text in texts]


def named(name: str, count: int, letters: int = 6) -> list[str]:
    """So many words of so many letters that no other text has."""
    return [f"{name}{number:0{letters - len(name)}}" for number in range(count)]


def alike(kept: int, count: int, letters: int = 6) -> tuple[str, str]:
    """Two texts of so many words each, some of them shared."""
    shared = named("s", kept, letters)
    return " ".join(shared + named("a", count - kept, letters)), " ".join(shared + named("b", count - kept, letters))


def straight(count: int, more_old: int = 0, more_new: int = 0) -> list[tuple[int, int]]:
    return [(place + more_old, place + more_new) for place in range(count)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([SAME] * 60, [SAME] * 60, straight(60), id="all the same"),
        pytest.param([SAME] * 60, [SAME] * 40, straight(40), id="fewer at the end"),
        pytest.param(
            ["Old.", "One of them.", *[SAME] * 60, "Old end."],
            ["One of them.", *[SAME] * 60, "Another ending."],
            [(1, 0), *straight(60, 2, 1)],
            id="behind one that stands once",
        ),
        pytest.param([SAME] * 40, [SAME] * 60, straight(40), id="more at the end"),
        pytest.param(["New.", *[SAME] * 60], [SAME] * 60, straight(60, 1), id="another before them"),
        pytest.param([SAME] * 60, ["New.", *[SAME] * 60], straight(60, 0, 1), id="another put before them"),
        pytest.param([SAME] * 60, [*[SAME] * 60, "New."], straight(60), id="another put after them"),
        pytest.param(
            ["One of them.", *[SAME] * 60, "End of it."],
            ["One of them.", "New.", *[SAME] * 60, "End of it."],
            [(0, 0), *straight(61, 1, 2)],
            id="between two that stand once",
        ),
        pytest.param(
            ["One of them.", *[SAME] * 3, "Old.", *[SAME] * 3],
            ["One of them.", *[SAME] * 2, "New.", *[SAME] * 5],
            [*straight(3), (3, 4), (5, 6), (6, 7), (7, 8)],
            id="from both ends",
        ),
    ],
)
def test_equal_paragraphs_hold_beside_one_another(
    old: list[str], new: list[str], expected: list[tuple[int, int]]
) -> None:
    assert pair_by_likeness(paragraphs(*old), paragraphs(*new)) == expected


def test_the_words_of_a_paragraph_that_stands_unchanged_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Paragraph] = []
    genuine = alignment._Alignment._bag
    monkeypatch.setattr(alignment._Alignment, "_bag", lambda self, one: (counted.append(one), genuine(self, one))[1])
    texts = [f"The {number}th measure is carried out by the Centre." for number in range(50)]
    assert pair_by_likeness(paragraphs(*texts), paragraphs(*texts)) == straight(50)
    assert counted == []


def few_words(count: int) -> list[str]:
    """Paragraphs that stand once, of words none of which is rare."""
    chance = random.Random(1)  # noqa: S311 - repeatable, no secret
    return list(dict.fromkeys(" ".join(chance.choices("abcd", k=12)) for _ in range(count)))


def test_unchanged_paragraphs_hold_and_move_though_none_of_their_words_is_rare() -> None:
    old = few_words(120)
    new = [*old[1:50], *old[51:], old[0], old[50]]
    expected = [(0, 118), *straight(49, 1), (50, 119), *straight(69, 51, 49)]
    assert pair_by_likeness(paragraphs(*old), paragraphs(*new)) == expected


@pytest.mark.parametrize(("kept", "paired"), [(9, True), (8, False)])
def test_two_between_the_same_neighbours_are_one_from_nine_words_of_twenty(kept: int, paired: bool) -> None:
    one, other = alike(kept, 20)
    old, new = paragraphs("Head.", one, "End."), paragraphs("Head.", "Put in before.", other, "End.")
    assert pair_by_likeness(old, new) == [(0, 0), *([(1, 2)] if paired else []), (2, 3)]


@pytest.mark.parametrize(("kept", "paired"), [(12, True), (11, False)])
def test_two_kinds_of_clause_have_to_share_more(kept: int, paired: bool) -> None:
    one, other = alike(kept, 20)
    assert pair_by_likeness([("point", one)], [("section", other)]) == ([(0, 0)] if paired else [])


def test_of_two_that_are_alike_the_likest_is_taken_in_order() -> None:
    words = named("s", 10)
    old = paragraphs("Head.", " ".join(words))
    new = paragraphs("Head.", " ".join(words[:5]), " ".join([*words[:9], "else"]), " ".join(words[:6]))
    assert pair_by_likeness(old, new) == [(0, 0), (1, 2)]


def test_the_only_two_between_their_neighbours_are_one_by_their_letters() -> None:
    old, new = paragraphs("Head.", "Put away.", "Tail.", "Заключение"), paragraphs("Head.", "Tail.", "Заключения")
    assert pair_by_likeness(old, new) == [(0, 0), (2, 1), (3, 2)]


def test_paragraphs_without_a_word_are_alike() -> None:
    assert pair_by_likeness(paragraphs("***"), paragraphs("–")) == [(0, 0)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("a" * 11 + "b" * 9, "a" * 11 + "c" * 9, True, id="eleven of twenty at the head"),
        pytest.param("a" * 10 + "b" * 10, "a" * 10 + "c" * 10, False, id="ten of twenty at the head"),
        pytest.param("b" * 9 + "a" * 11, "c" * 9 + "a" * 11, True, id="eleven of twenty at the tail"),
        pytest.param("b" * 10 + "a" * 10, "c" * 10 + "a" * 10, False, id="ten of twenty at the tail"),
        pytest.param("xy" * 3 + "b" * 8 + "z" * 6, "xy" * 3 + "c" * 7 + "z" * 6, True, id="twelve at both ends"),
        pytest.param("a" * 11, "a" * 20, True, id="a head of eleven alone"),
        pytest.param("a" * 10, "a" * 20, False, id="a head of ten alone"),
        pytest.param("a" * 6, "a" * 11, False, id="what is a head is no tail"),
    ],
)
def test_what_begins_and_ends_alike_is_plainly_alike(old: str, new: str, expected: bool) -> None:
    for one, other in ((old, new), (new, old)):
        assert alignment._plainly_alike(("point", one), ("point", other)) is expected
        assert not alignment._plainly_alike(("point", one), ("section", other))


def moved(old: str, new: str, *others: str) -> bool:
    """Whether a paragraph is found again behind others that stay."""
    stay = ("Diplomas are recognised.", "Guards receive training.", *others)
    pairs = pair_by_likeness(paragraphs(old, *stay), paragraphs(*stay, new))
    assert set(straight(len(stay), 1)) <= set(pairs)
    return (0, len(stay)) in pairs


@pytest.mark.parametrize(
    ("words", "expected"),
    [pytest.param("Aims of it", True, id="three"), pytest.param("Final provisions", False, id="two")],
)
def test_an_unchanged_paragraph_of_three_words_may_move(words: str, expected: bool) -> None:
    assert moved(words, words) is expected


@pytest.mark.parametrize(("one", "other"), [("Final provisions", "Final provisions it"), ("Aims of it", "Aims of")])
def test_a_paragraph_that_had_or_has_two_words_is_no_move(one: str, other: str) -> None:
    assert not moved(one, other)


def test_a_paragraph_that_moved_is_not_taken_again_for_one_like_it() -> None:
    away, stays = named("s", 20), named("t", 20)
    like_both = [*away[:12], *stays[:10]]
    old = paragraphs("Head of it.", " ".join(away), " ".join(stays), "End of it.")
    new = paragraphs("Head of it.", " ".join(like_both), "End of it.", " ".join(away))
    assert pair_by_likeness(old, new) == [(0, 0), (1, 3), (2, 1), (3, 2)]


def test_of_two_that_may_have_moved_the_likest_has() -> None:
    words = named("s", 20)
    like, liker = " ".join([*words[:15], *named("a", 5)]), " ".join([*words[:18], *named("b", 2)])
    stay = ("Diplomas are recognised.", "Guards receive training.")
    text = " ".join(words)
    assert pair_by_likeness(paragraphs(text, *stay), paragraphs(*stay, like, liker)) == [(0, 3), (1, 0), (2, 1)]
    assert pair_by_likeness(paragraphs(text, *stay), paragraphs(*stay, liker, like)) == [(0, 2), (1, 0), (2, 1)]
    assert pair_by_likeness(paragraphs(like, liker, *stay), paragraphs(*stay, text)) == [(1, 2), (2, 0), (3, 1)]
    assert pair_by_likeness(paragraphs(liker, like, *stay), paragraphs(*stay, text)) == [(0, 2), (2, 0), (3, 1)]


@pytest.mark.parametrize(
    ("kept", "count", "letters", "expected"),
    [
        pytest.param(11, 20, 6, True, id="eleven of twenty words"),
        pytest.param(10, 20, 6, False, id="ten of twenty words"),
        pytest.param(10, 18, 6, True, id="sixty letters are much"),
        pytest.param(11, 20, 5, False, id="fifty-five letters are not"),
        pytest.param(15, 20, 3, True, id="few letters that are seldom said"),
    ],
)
def test_an_edited_paragraph_has_moved_if_it_shares_much(kept: int, count: int, letters: int, expected: bool) -> None:
    assert moved(*alike(kept, count, letters)) is expected


@pytest.mark.parametrize(("said", "expected"), [(1, True), (2, False)])
def test_what_is_shared_counts_the_less_the_oftener_it_is_said(said: int, expected: bool) -> None:
    one, other = alike(20, 35)
    assert moved(one, other, *(" ".join([*named("s", 20), *named(sign, 12)]) for sign in "uv"[:said])) is expected


@pytest.mark.parametrize(
    ("other", "expected"), [("A Body on it", True), ("The aa bb cc", True), ("A aa bb cc dd", False)], ids=str
)
def test_a_short_paragraph_has_moved_if_it_is_seldom_said(other: str, expected: bool) -> None:
    assert moved("aa bb cc x", "aa bb cc y", other, *(["No aa bb cc"] if not expected else [])) is expected


@pytest.mark.parametrize(("count", "found"), [(12, True), (13, False)])
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_word_in_more_than_twelve_paragraphs_finds_no_move(count: int, found: bool, side: str) -> None:
    shared = " ".join(named("shared", 5, 12))
    stay = ["Diplomas are recognised.", "Guards receive training."]
    noise = [f"{shared} {' '.join(named(chr(97 + place), 30, 9))}" for place in range(count - 1)]
    old, new = [f"{shared} one", *stay], [*stay, f"{shared} two"]
    if side == "old":
        old = [*old, *noise]
    else:
        new = [*noise, *new]
    pairs = pair_by_likeness(paragraphs(*old), paragraphs(*new))
    assert ((0, len(new) - 1) in pairs) is found


def mixed(count: int, seed: int, vocabulary: int = 3_000) -> list[list[str]]:
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return [[f"w{chance.randrange(vocabulary)}" for _ in range(40)] for _ in range(count)]


def sharing_rare_words(count: int, seed: int) -> list[list[str]]:
    """Paragraphs of words each of which stands in a dozen of them."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    words = [f"r{number}" for number in range(count * 40 // 12 + 1)] * 12
    chance.shuffle(words)
    return [words[place * 40 : place * 40 + 40] for place in range(count)]


def test_every_paragraph_is_found_among_many_that_share_its_rare_words() -> None:
    chance = random.Random(2)  # noqa: S311 - repeatable, no secret
    old = sharing_rare_words(120, 3)
    new = [[word if chance.random() < 0.7 else "fresh" for word in words] for words in old]
    order = list(range(120))
    order[10], order[100] = order[100], order[10]
    expected = sorted((place, order.index(place)) for place in range(120))
    found = pair_by_likeness(paragraphs(*map(" ".join, old)), paragraphs(*(" ".join(new[place]) for place in order)))
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(mixed(500, 1), mixed(500, 2), id="two of nothing in common but words"),
        pytest.param(mixed(500, 1, 300), mixed(500, 2, 300), id="few words"),
        pytest.param(sharing_rare_words(500, 1), sharing_rare_words(500, 2), id="rare words shared by all"),
        pytest.param(
            mixed(500, 1), [[*words, "more"] for words in mixed(500, 1)][::-1], id="the other way round, edited"
        ),
        pytest.param([["equal"] * 9] * 500, [["equal"] * 8] * 500, id="all the same on each side"),
    ],
)
def test_the_paragraphs_looked_at_grow_with_the_text_alone(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    likeness = alignment._Alignment._likeness

    def counted(*arguments: object) -> float:
        nonlocal looked
        looked += 1
        return likeness(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(alignment._Alignment, "_likeness", counted)
    pairs = pair_by_likeness(paragraphs(*map(" ".join, old)), paragraphs(*map(" ".join, new)))
    assert looked <= 2 * (alignment.LIKELIEST + 2) * (len(old) + len(new))
    assert len({j for _, j in pairs}) == len(pairs)


def test_what_is_looked_at_does_not_depend_on_how_a_process_orders_its_sets() -> None:
    program = (
        "from program_workflow.domain.redline.alignment import _Alignment\n"
        "old = [' '.join(f'r{(place * step) % 400}' for step in range(1, 41)) for place in range(120)]\n"
        "new = [' '.join(text.split()[:25] + ['fresh']) for text in reversed(old)]\n"
        "both = _Alignment([('point', text) for text in old], [('point', text) for text in new])\n"
        "print(both._sharing_rare_words(range(120), range(120)), both.pairs())"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0] == answers[1]
    assert answers[0].count("(") > 60
