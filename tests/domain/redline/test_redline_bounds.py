"""The work is bounded: a hostile or huge text gets an honest coarse answer, a long one a fine one."""

import random
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import pytest

from program_workflow.domain.redline import (
    Run,
    changes,
    collide,
    compare,
    difference,
    invisible_changes,
    replaced_as_whole,
    without_compiled,
)

HOSTILE: dict[str, Callable[[int], tuple[str, str]]] = {
    "no space": lambda n: ("x" * n * 10, "y" * n * 10),
    "no space, the last letter alone changed": lambda n: ("я" * n * 10, "я" * (n * 10 - 1) + "й"),
    "signs alone": lambda n: ("!?" * n, "?;" * n),
    "one word over and over": lambda n: ("a " * n, "b a " * (n // 2)),
    "brackets": lambda n: ("(a " * n, "(b a )" * n),
    "brackets that stay open": lambda n: ("(" * n + "a", "(" * n + "b" + ")" * n),
    "a bracket put in, over and over": lambda n: (
        " ".join(f"see u{k} a b) now" for k in range(n)),
        " ".join(f"see u{k} (a b) now" for k in range(n)),
    ),
    "quotes": lambda n: ('say "a" ' * n, 'say "a "' * n),
    "marks alone": lambda n: ("e\u0301\u0323" * n, "\u0301" * n),
    "composed and not": lambda n: ("e\u0301 " * n, "é " * n),
    "marks of direction": lambda n: ("\u202eabc\u202c \u2067x\u2069 " * n, "\u202eabd\u202c \u2067x\u2069 " * n),
    "nothing to be seen": lambda n: ("a\u200bb \u200d " * n, "ab \u200d \u200b" * n),
    "signs of several code points": lambda n: ("\U0001d11e👩\u200d👧 " * n, "👩\u200d👧\U0001d11e " * n),
    "other spaces everywhere": lambda n: (" ".join(f"w{k}" for k in range(n)), "  ".join(f"w{k}" for k in range(n))),
    "every other word": lambda n: (
        " ".join(f"w{k} x{k}" for k in range(n)),
        " ".join(f"w{k} y{k}" for k in range(n)),
    ),
    "short lines": lambda n: (
        "\n".join(f"l{k}" for k in range(n)),
        "\n".join(f"l{k if k % 50 else -k}" for k in range(n)),
    ),
    "short lines in another order": lambda n: (
        "\n".join(f"l{k}" for k in range(n)),
        "\n".join(f"l{k * 7919 % n}" for k in range(n)),
    ),
    "equal lines": lambda n: ("The Parties report.\n" * n, "The Parties shall report.\n" * (n - 1)),
}


def assert_rebuilt(runs: list[Run], old: str, new: str) -> None:
    assert "".join(text for op, text in runs if op != "+") == old
    assert "".join(text for op, text in runs if op != "-") == new


@pytest.fixture
def pairs_looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs of tokens each exact comparison looked at."""
    looked: list[int] = []

    def counted(old: Sequence[str], new: Sequence[str]) -> list[difference.Match]:
        looked.append(len(old) * len(new))
        return exact(old, new)

    exact = difference._exact
    monkeypatch.setattr(difference, "_exact", counted)
    return looked


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, 20_000) for name in HOSTILE if "lines" not in name and name != "no space"),
        ("no space", 100_000),
        ("short lines", 100_000),
        ("short lines in another order", 20_000),
        ("equal lines", 20_000),
    ],
)
def test_a_hostile_text_gets_a_right_answer_within_the_bound_of_work(
    name: str, size: int, pairs_looked_at: list[int]
) -> None:
    old, new = HOSTILE[name](size)
    assert_rebuilt(compare(old, new), old, new)
    assert sum(pairs_looked_at) <= difference.WORK


def test_two_long_texts_that_have_nothing_in_common_get_a_right_answer_within_the_bound_of_work(
    pairs_looked_at: list[int],
) -> None:
    old, new = (" ".join(f"w{place * step % 65_537}" for place in range(50_000)) for step in (3, 5))
    assert len(old) > 300_000
    assert_rebuilt(compare(old, new), old, new)
    assert sum(pairs_looked_at) <= difference.WORK


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work takes, which no load of the machine changes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("verb", [compare, changes, invisible_changes])
@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_hostile_text_takes_about_twice_the_work(name: str, verb: Callable[[str, str], object]) -> None:
    half, whole = HOSTILE[name](1_500), HOSTILE[name](3_000)
    verb(*half)  # what is remembered of single words is no part of either
    assert lines_run(lambda: verb(*whole)) < 2.4 * lines_run(lambda: verb(*half))


def unlike(seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return " ".join(f"w{chance.randrange(300)}" for _ in range(20_000))


def test_two_long_unlike_texts_are_replaced_as_a_whole_from_either_engine() -> None:
    runs = compare(unlike(1), unlike(2))
    assert replaced_as_whole(runs)
    with without_compiled():
        assert compare(unlike(1), unlike(2)) == runs


def test_a_few_edits_in_a_long_text_are_found_one_by_one() -> None:
    words = unlike(3).split(" ")
    edited = list(words)
    for place in range(500, 20_000, 1_000):
        edited[place] = "edited"
    runs = compare(" ".join(words), " ".join(edited))
    assert [text for op, text in runs if op == "+"] == ["edited"] * 20
    assert [text for op, text in runs if op == "-"] == [words[place] for place in range(500, 20_000, 1_000)]


def test_sentences_anchor_a_long_text_whose_ends_differ() -> None:
    chance = random.Random(4)  # noqa: S311 - repeatable, no secret
    sentences = [" ".join(chance.choices("abcdefghij", k=9)) + f" {number}." for number in range(400)]
    old = "Old start. " + " ".join(sentences) + " Old end."
    new = "New begin. " + " ".join(sentences) + " New finish."
    runs = compare(old, new)
    assert sum(len(text) for op, text in runs if op == "=") > 0.99 * len(" ".join(sentences))


def test_a_thousand_clauses_are_compared_within_a_second() -> None:
    chance = random.Random(5)  # noqa: S311 - repeatable, no secret
    vocabulary = [f"слово{number}" for number in range(3_000)]
    pairs = []
    for _ in range(1_000):
        words = chance.choices(vocabulary, k=67)
        edited = [chance.choice(vocabulary) if chance.random() < 0.05 else word for word in words]
        pairs.append((" ".join(words), " ".join(edited)))
    started = time.process_time()
    for old, new in pairs:
        compare(old, new)
    assert time.process_time() - started < 1


def test_wordings_of_a_long_clause_collide_in_bounded_work() -> None:
    base = unlike(6)
    started = time.process_time()
    assert collide(base, base.replace("w7 ", "x "), base.replace("w7 ", "y "))
    assert changes(base, base.replace("w7 ", "x "))
    assert time.process_time() - started < 5
