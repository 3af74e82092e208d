"""What holds for the redline of any two texts, hostile ones included."""

import itertools
from contextvars import ContextVar
from itertools import pairwise

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from program_workflow.domain.redline import (
    apply,
    changes,
    collide,
    compare,
    difference,
    rebase,
    replaced_as_whole,
    same_wording,
    without_compiled,
)

PLAIN = "the|State|shall|report|на|1|марта|2011|года|«а»|312a|1,000.50|vice-chair|(b)|край|.|,|;|!|?|«|»|(|)|“|”|…"
MARKED = "за́мок|краи\u0306|м\u00adир|не\u200bт|\u202eabc\u202c|e\u0301\u0323|נ\u05bc|ก็|Cовет"
WIDE = "👩\u200d👩\u200d👧|🇰🇿🇷🇺|\u1100\u1161\u11a8|\U0001d11e|\u0600|🏴\U000e0067"
WORDS = [word for words in (PLAIN, MARKED, WIDE) for word in words.split("|")]
SPACES = [" ", " ", " ", "  ", "\u00a0", "\n", "\r\n", "\t", ""]
HOSTILE = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=25).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)
ANY = st.one_of(HOSTILE, st.text(max_size=60), st.text(alphabet="ab .\n\u0301\u200d\u00ad(«", max_size=40))

#: A mark or an invisible character before the first letter belongs to what stands before it.
WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}\u00AD\u200B-\u200D\u2060]*")


def side(runs: list[tuple[str, str]], without: str) -> str:
    return "".join(text for op, text in runs if op != without)


def borders(runs: list[tuple[str, str]], without: str) -> set[int]:
    found, position = {0}, 0
    for op, text in runs:
        if op != without:
            position += len(text)
            found.add(position)
    return found


@given(ANY, ANY)
def test_both_texts_are_rebuilt_code_point_for_code_point(old: str, new: str) -> None:
    runs = compare(old, new)
    assert (side(runs, "+"), side(runs, "-")) == (old, new)


@given(ANY, ANY)
def test_runs_are_not_empty_and_a_deletion_stands_before_its_insertion(old: str, new: str) -> None:
    runs = compare(old, new)
    assert all(text and op in "=-+" for op, text in runs)
    steps = {(first[0], second[0]) for first, second in pairwise(runs)}
    assert steps <= {("=", "-"), ("=", "+"), ("-", "+"), ("-", "="), ("+", "=")}


@given(ANY, ANY)
@example("0", ":\u03000")
def test_no_word_and_no_grapheme_is_cut(old: str, new: str) -> None:
    runs = compare(old, new)
    for text, without in ((old, "+"), (new, "-")):
        cut = borders(runs, without)
        inside_words = {place for match in WORD.finditer(text) for place in range(match.start() + 1, match.end())}
        graphemes = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
        assert not cut & inside_words
        assert cut <= graphemes


@given(ANY, ANY)
def test_the_same_texts_give_the_same_redline_from_either_engine(old: str, new: str) -> None:
    runs = compare(old, new)
    assert compare(old, new) == runs
    changed = changes(old, new)
    with without_compiled():
        assert compare(old, new) == runs
        assert changes(old, new) == changed


@given(ANY, ANY)
def test_the_changes_of_any_text_applied_to_it_give_the_other(old: str, new: str) -> None:
    assert apply(old, changes(old, new)) == new


@given(ANY, ANY, ANY)
def test_wordings_of_any_text_collide_from_both_sides_or_carry_over_in_either_order(
    base: str, first: str, second: str
) -> None:
    overlaps = collide(base, first, second)
    assert overlaps == collide(base, second, first)
    if base not in (first, second):
        carried = rebase(base, first, second)
        assert carried == rebase(base, second, first)
        assert (carried.text is None) == bool(overlaps)


@given(ANY)
def test_a_text_against_itself_is_one_equal_run(text: str) -> None:
    assert compare(text, text) == ([("=", text)] if text else [])


def test_nothing_is_shown_as_replaced_as_a_whole_but_what_is() -> None:
    assert replaced_as_whole(compare("Mutual recognition", "Training for guards"))
    assert replaced_as_whole(compare("Mutual recognition.", "Training for guards."))
    assert replaced_as_whole(compare("***", "Training"))
    assert not replaced_as_whole(compare("Mutual recognition", "Mutual training"))
    assert not replaced_as_whole(compare("", "Mutual recognition"))
    assert not replaced_as_whole(compare("Mutual", ""))
    assert not replaced_as_whole(compare("Mutual", "Mutual"))


def test_wordings_are_the_same_if_only_case_space_and_punctuation_differ() -> None:
    assert same_wording("The States shall, jointly, report.", "the states  shall jointly report")
    assert same_wording("Край", "край\n")
    assert same_wording("«Вестник»", '"вестник"')
    assert same_wording("в 2011–2013 гг.: 1 000", "в 2011 - 2013 гг. 1000")
    assert same_wording("1, 2 and 3.", "1,2, and 3")
    assert same_wording("Sub-item ½", "subitem ½")
    assert not same_wording("The States shall report", "The States shall not report")
    assert not same_wording("край", "краи")
    assert same_wording("", "– !")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("за́мок", "замок", id="a stress mark"),
        pytest.param("हिन्दी", "हन्दी", id="a vowel sign"),
        pytest.param("5 $", "5 €", id="a currency"),
        pytest.param("x ≤ 5", "x ≥ 5", id="a comparison"),
        pytest.param("5", "6", id="a figure"),
        pytest.param("1.5 млн", "15 млн", id="a decimal point"),
        pytest.param("1,5", "1.5", id="another sign between figures"),
        pytest.param("пункты 2 3", "пункты 23", id="a space between figures"),
        pytest.param("часть 2¹", "часть 21", id="a figure set high"),
        pytest.param("5 %", "5", id="a per cent sign"),
        pytest.param("at -5", "at 5", id="a minus"),
    ],
)
def test_a_difference_of_a_mark_or_sign_that_says_something_is_another_wording(old: str, new: str) -> None:
    assert not same_wording(old, new)


def test_within_the_block_and_only_there_the_engine_in_python_compares(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def compiled(old: str, new: str, **settings: object) -> list[tuple[str, int]]:
        asked.append(old)
        assert settings == {"timelimit": 0, "checklines": False, "cleanup": "No"}
        return [("-", len(old)), ("+", len(new))]

    monkeypatch.setattr(difference, "_compiled", compiled)
    monkeypatch.setattr(difference, "_pure", ContextVar("pure", default=False))
    with without_compiled():
        compare("one two", "two three")
    assert not asked
    compare("one two", "two three")
    assert asked


def test_no_clock_decides_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"w{place}" for place in range(300)]
    old, new = " ".join(words), " ".join("edited" if place % 50 == 10 else word for place, word in enumerate(words))
    runs = compare(old, new)
    assert len(runs) == 19
    ticks = itertools.count(step=3_600)
    monkeypatch.setattr("time.time", lambda: float(next(ticks)))
    with without_compiled():
        assert compare(old, new) == runs
