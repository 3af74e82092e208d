"""The work is bounded: a hostile or huge text gets an honest coarse answer, a long one a fine one."""

import random
import time

import pytest

from program_workflow.domain.redline import changes, collide, compare, replaced_as_whole, without_compiled


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("x" * 1_000_000, "y" * 1_000_000, id="no space"),
        pytest.param("!?" * 100_000, "?;" * 100_000, id="signs alone"),
        pytest.param("a " * 100_000, "b a " * 50_000, id="one word over and over"),
        pytest.param("(a " * 50_000, "(b a )" * 40_000, id="brackets"),
        pytest.param("e\u0301\u0323" * 50_000, "\u0301" * 100_000, id="marks alone"),
    ],
)
def test_a_hostile_text_gets_an_answer_in_bounded_work(old: str, new: str) -> None:
    started = time.process_time()
    runs = compare(old, new)
    assert "".join(text for op, text in runs if op != "+") == old
    assert "".join(text for op, text in runs if op != "-") == new
    assert time.process_time() - started < 10


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
