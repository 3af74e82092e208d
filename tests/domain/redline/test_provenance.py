"""What brought each word of a text, through any number of steps."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.redline import combine
from program_workflow.domain.redline.provenance import Proposed, Step, Traced, trace, trace_items
from program_workflow.domain.redline.tokens import tokens
from tests.domain.redline.test_redline_properties import ANY

STEPS = st.lists(st.tuples(ANY, st.lists(st.tuples(st.none() | ANY, ANY), max_size=3)), max_size=4)


def history(first: str, drawn: list[tuple[str, list[tuple[str | None, str]]]]) -> list[Step[str]]:
    """Steps with wordings of any base, the text before among them; origins grow with time."""
    steps, origin, before = [], 0, first
    for text, wordings in drawn:
        proposed = []
        for base, wording in wordings:
            origin += 1
            proposed.append(Proposed(origin, before if base is None else base, wording))
        origin += 1
        steps.append(Step(text, tuple(proposed), origin))
        before = text
    return steps


def standing(runs: tuple[Traced, ...]) -> str:
    return "".join(run.text for run in runs if not run.struck)


@given(ANY, STEPS)
def test_the_runs_are_the_text_whatever_happened_to_it(first, drawn):
    runs = trace(first, history(first, drawn))
    assert standing(runs) == (drawn[-1][0] if drawn else first)
    assert all(run.text and run.origins for run in runs)
    assert runs == trace(first, history(first, drawn))


@given(ANY, STEPS)
def test_every_word_is_of_one_provenance(first, drawn):
    runs = trace(first, history(first, drawn))
    cut, position = {0}, 0
    for run in runs:
        if not run.struck:
            position += len(run.text)
            cut.add(position)
    borders, position = {0}, 0
    for piece in tokens(standing(runs)):
        position += len(piece)
        borders.add(position)
    assert cut <= borders


@given(st.integers(0, 2**32))
def test_each_word_is_of_the_amendment_that_brought_it_and_the_others_stay_of_the_first_text(seed):
    """Several amendments change different words in each step; every word stands once, so that the truth is known."""
    at = random.Random(seed)  # noqa: S311 - a draw for the test
    words = [f"first{i}" for i in range(at.randint(6, 20))]
    first, truth, gone = " ".join(words), dict.fromkeys(words, 0), {}
    steps, origin = [], 0
    for _ in range(at.randint(1, 4)):
        before = " ".join(words)
        places = at.sample(range(0, len(words), 3), k=min(at.randint(1, 3), (len(words) + 2) // 3))
        proposed, made = [], {}
        for place in places:
            origin += 1
            new = [f"new{origin}x{i}" for i in range(at.randint(0, 2))]
            made[place] = new
            mine = [*words[:place], *new, *words[place + 1 :]]
            proposed.append(Proposed(origin, before, " ".join(mine)))
            truth |= dict.fromkeys(new, origin)
            gone[words[place]] = origin
        after = combine(before, [one.value for one in proposed])
        steps.append(Step(after, tuple(proposed), 99))
        words = after.split()
        if len(words) < 4:
            break
    for run in trace(first, steps):
        for word in run.text.split():
            if word in gone:
                assert (run.origins, run.struck) == ((truth[word],), (gone[word],))
            else:
                assert (run.origins, run.struck) == ((truth[word],), ())


BASE = "The parties meet once a year."


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(
            [Step("The states meet twice a year.", (Proposed(1, BASE, "The states meet once a year."),), 2)],
            "The [-1:parties][+1:states] meet [-2:once][+2:twice] a year.",
            id="what no amendment explains is of the remainder",
        ),
        pytest.param(
            [
                Step(
                    "The states meet once a month.",
                    (
                        Proposed(1, BASE, "The states meet once a year."),
                        Proposed(2, BASE, "The states meet once a month."),
                    ),
                    3,
                )
            ],
            "The [-1,2:parties][+1,2:states] meet once a [-2:year][+2:month].",
            id="what two change alike is of both",
        ),
        pytest.param(
            [
                Step("The parties meet in Minsk once a year.", (), 1),
                Step(
                    "The parties meet in Minsk twice a year.",
                    (Proposed(2, BASE, "The parties meet twice a year."),),
                    3,
                ),
            ],
            "The parties meet [+1:in Minsk ][-2:once][+2:twice] a year.",
            id="a wording on an earlier text is carried over",
        ),
        pytest.param(
            [Step("", (), 1), Step(BASE, (Proposed(2, None, BASE),), 3)],
            "[-1:The parties meet once a year.][+2:The parties meet once a year.]",
            id="what comes back is of what brought it back",
        ),
    ],
)
def test_a_history_is_traced(steps, expected):
    said = ""
    for run in trace(BASE, steps):
        mark = ("-", run.struck) if run.struck else ("+", run.origins)
        said += run.text if mark == ("+", (0,)) else f"[{mark[0]}{','.join(map(str, mark[1]))}:{run.text}]"
    assert said == expected


def test_a_word_made_of_parts_is_of_the_latest():
    base = "a . b"
    proposed = tuple(Proposed(i, base, text) for i, text in enumerate(("a - b", "a. b", "a .b"), 1))
    assert [run for run in trace(base, [Step("a-b", proposed, 9)]) if not run.struck] == [Traced("a-b", (1,))]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], [("A", 0, ()), ("B", 0, ())]),
        (
            [Step(("B", "C"), (Proposed(1, ("A", "B"), ("B", "C")),), 9)],
            [("A", 0, (1,)), ("B", 0, ()), ("C", 1, ())],
        ),
        (
            [Step(("A", "B", "C", "D"), (Proposed(1, ("A", "B"), ("A", "B", "C")),), 9)],
            [("A", 0, ()), ("B", 0, ()), ("C", 1, ()), ("D", 9, ())],
        ),
        (
            [Step(("B",), (), 8), Step(("B", "A"), (Proposed(1, ("B",), ("B", "A")),), 9)],
            [("A", 0, (8,)), ("B", 0, ()), ("A", 1, ())],
        ),
    ],
    ids=["nothing", "one for another", "two added", "struck and back"],
)
def test_items_of_a_list_are_traced_one_by_one(steps, expected):
    assert [(run.text, run.origins[0], run.struck) for run in trace_items(("A", "B"), steps)] == expected
