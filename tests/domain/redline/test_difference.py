"""What differs between two sequences: exact in the small, anchored in the large, within the bounds of work."""

from collections.abc import Callable, Sequence
from itertools import combinations, groupby, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from program_workflow.domain.redline import compare, lines, without_compiled, wording
from program_workflow.domain.redline import difference as module
from program_workflow.domain.redline.difference import difference
from program_workflow.domain.redline.order import heaviest, increasing, shared_head, unique
from program_workflow.domain.redline.reading import for_merging, for_reading, settle
from program_workflow.domain.redline.tokens import tokens
from program_workflow.domain.redline.wording import runs_of
from tests.domain.redline.test_reading_table import runs_in

SOME = st.lists(
    st.sampled_from(["a", "b", "c", "of", "word", " ", "  ", "\n", "\r\n", "\r", ".", ",", "(", ")"]), max_size=14
)
FEW = st.lists(st.sampled_from("abcd"), max_size=7)
#: Much said again, so that edits can slide; brackets, so that they are widened.
AGAIN = st.lists(st.sampled_from(["a", " ", "b", "."]), max_size=12)
BRACKETS = st.lists(st.sampled_from(["(", ")", "a", " ", "word", "[", "]"]), max_size=14)
SIDES = st.one_of(*(st.tuples(kind, kind) for kind in (SOME, AGAIN, BRACKETS)))


def assert_edits(old: Sequence[str], new: Sequence[str], edits: Sequence[tuple[int, int, int, int]]) -> None:
    """The edits stand in order, none is empty, and what lies between two is equal and not empty."""
    i = j = 0
    for place, (i1, i2, j1, j2) in enumerate((*edits, (len(old), len(old), len(new), len(new)))):
        assert old[i:i1] == new[j:j1]
        assert i1 > i or place in (0, len(edits))
        assert i1 < i2 or j1 < j2 or place == len(edits)
        i, j = i2, j2


def longest_common(old: Sequence[str], new: Sequence[str]) -> int:
    row = [0] * (len(new) + 1)
    for one in old:
        before = row
        row = [0]
        for j, other in enumerate(new):
            row.append(before[j] + 1 if one == other else max(row[j], before[j + 1]))
    return row[-1]


@given(SOME, SOME)
def test_edits_are_minimal_in_words_and_signs(old: list[str], new: list[str]) -> None:
    edits = difference(old, new)
    assert_edits(old, new, edits)
    seen_old, seen_new = ([one for one in side if one == "\n" or not one.isspace()] for side in (old, new))
    gone = [old[i] for i1, i2, _, _ in edits for i in range(i1, i2) if old[i] == "\n" or not old[i].isspace()]
    assert len(seen_old) - len(gone) == longest_common(seen_old, seen_new)


@settings(max_examples=300)
@given(SIDES)
def test_what_makes_a_redline_readable_keeps_both_texts(sides: tuple[list[str], list[str]]) -> None:
    old, new = sides
    edits = difference(old, new)
    for step in (settle, for_reading, for_merging):
        assert_edits(old, new, step(old, new, edits))


@pytest.mark.parametrize(
    ("longer", "edits", "settled"),
    [
        pytest.param("xbaay", [(1, 2), (3, 4)], [(1, 3)], id="to the left"),
        pytest.param("xaaby", [(1, 2), (3, 4)], [(2, 4)], id="to the right"),
    ],
)
def test_what_slides_to_its_neighbour_is_one_with_it(
    longer: str, edits: list[tuple[int, int]], settled: list[tuple[int, int]]
) -> None:
    base = ["x", "a", "y"]

    def put_in(spans: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
        before = [sum(end - start for start, end in spans[:place]) for place in range(len(spans))]
        return [(start - less, start - less, start, end) for less, (start, end) in zip(before, spans, strict=True)]

    def struck(spans: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
        return [(i1, i2, j1, j2) for j1, j2, i1, i2 in put_in(spans)]

    assert settle(base, list(longer), put_in(edits)) == put_in(settled)
    assert settle(list(longer), base, struck(edits)) == struck(settled)


#: Any way to write one sequence as another: what stays, what is deleted, what is inserted.
ALIGNED = st.lists(st.tuples(st.sampled_from("==-+"), st.sampled_from(["a", "b", " ", ".", "(", ")"])), max_size=16)


@settings(max_examples=400)
@given(ALIGNED)
def test_what_makes_a_redline_readable_may_begin_from_any_edits(steps: list[tuple[str, str]]) -> None:
    old, new = ([token for op, token in steps if op != without] for without in "+-")
    edits: list[tuple[int, int, int, int]] = []
    i = j = 0
    for changed, group in groupby(steps, lambda step: step[0] != "="):
        ops = [op for op, _ in group]
        more_old, more_new = sum(op != "+" for op in ops), sum(op != "-" for op in ops)
        edits += [(i, i + more_old, j, j + more_new)] if changed else []
        i, j = i + more_old, j + more_new
    for step in (settle, for_reading, for_merging):
        assert_edits(old, new, step(old, new, edits))


@pytest.mark.parametrize(("at_once", "all_together"), [(0, 0), (4, 1000), (9, 20), (1000, 12)])
@given(sides=SIDES)
@example(sides=(list("abcKdef"), list("xyzKuvw")))
def test_the_work_is_bounded_and_the_answer_right_however_small_the_bound(
    sides: tuple[list[str], list[str]], at_once: int, all_together: int
) -> None:
    old, new = sides
    done: list[int] = []

    def counted(mine: Sequence[str], theirs: Sequence[str]) -> list[module.Match]:
        done.append(len(mine) * len(theirs))
        return exact(mine, theirs)

    exact = module._exact
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WORK_AT_ONCE", at_once)
        patch.setattr(module, "WORK", all_together)
        patch.setattr(module, "_exact", counted)
        edits = difference(old, new)
        assert_edits(old, new, edits)
        assert max(done, default=0) <= at_once
        assert sum(done) <= all_together
        with without_compiled():
            assert difference(old, new) == edits


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("[-a-]{+b+} One is two. Three is four. One is [-c-]{+d+}", id="a sentence that stands once"),
        pytest.param("[-a-]{+b+} one.\n[-c-]{+d+} two.\nthree\n[-e-]{+f+} four", id="lines"),
        pytest.param("[-a-]{+b+} one two three four five [-c-]{+d+}", id="a phrase"),
        pytest.param("[-a-]{+b+} one two three four five six seven [-c-]{+d+}", id="phrases that overlap"),
        pytest.param("[-a-]{+b+} a b c d e [-q c d e -]f g [-y-]{+w+}", id="phrases that overlap on one side"),
        pytest.param("[-a-]{+b+} c d e f g {+q e f g +}h i [-y-]{+w+}", id="phrases that overlap on the other"),
        pytest.param("[-x-]{+y+}. a b. [-p-]{+q+}. b a. [-r-]{+s+}.", id="sentences of words that stand again"),
        pytest.param("[-x-]{+y+}\na b\n[-p-]{+q+}\nb a\n[-r-]{+s+}\n", id="lines of words that stand again"),
        pytest.param("[-x-]{+y+} one two three four five [-a-]{+b+} six [-c-]{+d+}", id="a word behind a phrase"),
        pytest.param(
            "[-x q-]{+y+} one two three four five [-a-]{+b five+} six [-c-]{+d+}", id="a word of the phrase said again"
        ),
        pytest.param("[-a-]{+b+} one [-c-]{+d+}", id="a word that stands once"),
        pytest.param("[-a one one c-]{+b one one d+}", id="a word that stands twice holds nothing"),
        pytest.param("one [-a-]{+b+} two", id="the ends"),
    ],
)
def test_beyond_the_bound_sentences_phrases_and_words_that_stand_once_hold(
    shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WORK_AT_ONCE", 0)
    runs = runs_in(shown)
    old, new = (tokens("".join(text for op, text in runs if op != without)) for without in "+-")
    assert runs_of(old, new, difference(old, new)) == runs


def test_more_words_than_there_are_code_points_before_the_surrogates_are_told_apart() -> None:
    old = [f"w{number}" for number in range(60_000)]
    new = ["x", old[100], old[54_000], *old[55_036:55_046], old[57_090], old[59_000], "y"]
    edits = difference(old, new)
    assert_edits(old, new, edits)
    assert sum(i2 - i1 for i1, i2, _, _ in edits) == len(old) - 14
    with without_compiled():
        assert difference(old, new) == edits


@given(FEW, FEW)
def test_anchors_stand_once_on_each_side(old: list[str], new: list[str]) -> None:
    expected = [
        (old.index(one), new.index(one)) for one in dict.fromkeys(old) if old.count(one) == 1 and new.count(one) == 1
    ]
    assert unique(old, new) == expected


PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=7, unique=True).map(sorted)


def rising(pairs: Sequence[tuple[int, int]]) -> bool:
    return all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


def best(pairs: Sequence[tuple[int, int]], weight: Callable[[tuple[int, int]], float]) -> float:
    chains = (chain for size in range(len(pairs) + 1) for chain in combinations(pairs, size))
    return max(sum(map(weight, chain)) for chain in chains if rising(chain))


@given(st.permutations(range(7)), st.integers(0, 7))
def test_the_longest_chain_that_keeps_its_order_is_found(places: list[int], size: int) -> None:
    pairs = list(enumerate(places))[:size]
    chain = increasing(pairs)
    assert set(chain) <= set(pairs)
    assert rising(chain)
    assert len(chain) == best(pairs, lambda _: 1)


@given(PAIRS, st.lists(st.integers(1, 5), min_size=7, max_size=7))
@example([(0, 4), (1, 1), (2, 2)], [5, 1, 5, 1, 1, 1, 1])
@example([(0, 1), (1, 2), (2, 0), (3, 2)], [1, 2, 5, 1, 1, 1, 1])
def test_the_heaviest_chain_is_found(pairs: list[tuple[int, int]], weights: list[int]) -> None:
    weight = dict(zip(pairs, weights, strict=False))
    chain = heaviest([(i, j, weight[i, j]) for i, j in pairs])
    assert set(chain) <= set(pairs)
    assert rising(chain)
    assert sum(weight[pair] for pair in chain) == best(pairs, weight.__getitem__)


@given(st.text(alphabet="ab", max_size=8), st.text(alphabet="ab", max_size=8))
def test_the_shared_head_of_two_texts_is_counted(old: str, new: str) -> None:
    head = shared_head(old, new)
    assert old[:head] == new[:head]
    assert head in (len(old), len(new)) or old[head] != new[head]


PIECES_OF_LINES = (
    *("One of them.\n", "Two of them.\n", "1. One of them.\n", "2. Two of them.\n", "3.1.4 as it is\n", "same\n"),
    *("12) ab\n", "1 ab\n", "1 000\n", "(a) One", "б) край", "the\u0301 ", "\u0301", "word", " ", "\n", "\r\n"),
)
LINES = st.lists(st.sampled_from(PIECES_OF_LINES), max_size=14).map("".join)


@given(LINES, LINES)
def test_stretches_are_the_texts_and_take_turns(old: str, new: str) -> None:
    found = list(lines.stretches(old, new))
    assert ("".join(mine for mine, _, _ in found), "".join(theirs for _, theirs, _ in found)) == (old, new)
    assert all(mine == theirs for mine, theirs, equal in found if equal)
    assert all(first[2] != second[2] for first, second in pairwise(found))
    assert all(mine or theirs for mine, theirs, _ in found)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("a\nb\nc\n", "a\nx\nc\n", "a\n=|b\n~x\n|c\n=", id="a line between two"),
        pytest.param("1. One of\n", "2. One of\n", "1. ~2. |One of\n=", id="a label that changed"),
        pytest.param("1. Parties of\n", "Parties of\n", "1. ~|Parties of\n=", id="a label taken out"),
        pytest.param("s\ns\na\ns\nt\nt\n", "s\ns\na\ns\nt\n", "s\ns\na\ns\nt\n=|t\n~", id="what follows an anchor"),
        pytest.param("p\ns\ns\na\n", "s\na\n", "p\ns\n~|s\na\n=", id="what stands before an anchor"),
        pytest.param("s\na\n", "p\ns\ns\na\n", "~p\ns\n|s\na\n=", id="what stands before an anchor, put in"),
        pytest.param("p\na\ns\ns\nq\n", "a\ns\ns\n", "p\n~|a\ns\ns\n=|q\n~", id="neighbours at other places"),
        pytest.param(
            "a\ns\nx\ns\ns\nb\n", "a\ns\ns\nb\n", "a\ns\n=|x\ns\n~|s\nb\n=", id="none holds for two of the other"
        ),
        pytest.param("a\nb\n", "b\na\n", "a\n~|b\n=|~a\n", id="lines that crossed"),
        pytest.param("a\nb", "a\nb\n", "a\n=|b~b\n", id="the last without its end"),
    ],
)
def test_lines_that_both_texts_have_hold(old: str, new: str, expected: str) -> None:
    found = [f"{mine}=" if equal else f"{mine}~{theirs}" for mine, theirs, equal in lines.stretches(old, new)]
    assert "|".join(found) == expected


@pytest.mark.parametrize(
    "label", ["1. ", "(a) ", "б) ", "1.2.3. ", "1.1.1.1.1.1 ", "12bi)\t", "iv.) ", "7  ", "1) \t "]
)
def test_a_label_at_the_head_of_a_line_may_change_alone(label: str) -> None:
    found = list(lines.stretches(f"{label}word\n", "9. word\n"))
    assert found == [(label, "9. ", False), ("word\n", "word\n", True)]


@pytest.mark.parametrize("head", ["12345. ", "1.", "1- ", "1.1.1.1.1.1.1 ", "1...) ", "((a) ", "_ ", " 1. "])
def test_what_is_no_label_belongs_to_its_line(head: str) -> None:
    assert list(lines.stretches(f"{head}word\n", "word\n")) == [(f"{head}word\n", "word\n", False)]


@pytest.mark.parametrize("rest", ["000", "a", "\u0301ab", "_ab", "5 days"])
def test_a_number_before_anything_but_a_word_is_no_label(rest: str) -> None:
    assert list(lines.stretches(f"1 {rest}\n", f"{rest}\n")) == [(f"1 {rest}\n", f"{rest}\n", False)]


@given(LINES, LINES)
def test_no_piece_of_a_text_is_cut_where_lines_hold(old: str, new: str) -> None:
    found = list(lines.stretches(old, new))
    for side, text in enumerate((old, new)):
        assert [piece for stretch in found for piece in tokens(str(stretch[side]))] == tokens(text)


@given(LINES, LINES)
def test_a_text_cut_at_its_lines_keeps_what_holds_for_any(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "LONG", 0)
        runs = compare(old, new)
        with without_compiled():
            assert compare(old, new) == runs
    assert all(first[0] != second[0] for first, second in pairwise(runs))
    assert "".join(text for op, text in runs if op != "+") == old
    assert "".join(text for op, text in runs if op != "-") == new
