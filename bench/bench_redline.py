"""The redline of two programs of 1,000 clauses beside its contenders, interleaved in one run.

Contenders: fast-diff-match-patch and diff-match-patch by words (one code point a word, no time
limit). 5 % of the clauses are edited, all are renumbered, no identities are given.
"""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import diff_match_patch
import fast_diff_match_patch

from program_workflow.domain import redline
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.terms import ClauseKind

CLAUSES = 1_000
WORDS = 67
RUNS = 7


def run() -> dict[str, Any]:
    """Medians in milliseconds, and how many times faster than each contender."""
    old, new = _programs()
    old_text, new_text = _whole(old), _whole(new)
    first, second = _encoded(old_text, new_text)
    ours: Callable[[], Any] = lambda: redline.compare_clauses(old, new, identities=False)  # noqa: E731
    compiled: Callable[[], Any] = lambda: fast_diff_match_patch.diff(  # noqa: E731
        first, second, timelimit=0, checklines=False, counts_only=False
    )
    redlines = ours()
    _check(redlines, old, new)
    times: dict[str, list[float]] = {"ours": [], "compiled": []}
    for _ in range(RUNS):
        for name, contender in (("ours", ours), ("compiled", compiled)):
            started = time.perf_counter()
            contender()
            times[name].append(time.perf_counter() - started)
    started = time.perf_counter()
    plain = diff_match_patch.diff_match_patch()
    plain.Diff_Timeout = 0
    plain.diff_main(first[:20_000], second[:20_000], False)
    part = time.perf_counter() - started
    mine = statistics.median(times["ours"])
    return {
        "redline_1000_milliseconds": round(mine * 1000, 1),
        "compiled_by_words_milliseconds": round(statistics.median(times["compiled"]) * 1000, 1),
        "times_faster_than_compiled_by_words": round(statistics.median(times["compiled"]) / mine, 1),
        "plain_by_words_first_20000_words_milliseconds": round(part * 1000, 1),
        "clauses_changed": sum(one.change == "changed" for one in redlines),
    }


def _programs() -> tuple[list[redline.Entry], list[redline.Entry]]:
    choose = random.Random(7)
    vocabulary = [f"word{number}" for number in range(3_000)]
    old, new = [], []
    for index in range(CLAUSES):
        words = choose.choices(vocabulary, k=WORDS)
        old.append(_entry(index, index, words))
        if index % 20 == 0:
            for _ in range(3):
                words[choose.randrange(WORDS)] = choose.choice(vocabulary)
        new.append(_entry(index + CLAUSES, index + 1, words))
    return old, new


def _entry(identity: int, place: int, words: list[str]) -> redline.Entry:
    number = f"{place // 50 + 1}.{place % 50 + 1}"
    return redline.Entry(str(identity), number, ClauseKind.POINT, " ".join(words) + ".", NO_FIELDS, "")


def _whole(entries: list[redline.Entry]) -> list[str]:
    return [word for one in entries for word in (one.number, *one.text.split())]


def _encoded(old: list[str], new: list[str]) -> tuple[str, str]:
    codes: dict[str, str] = {}
    for word in (*old, *new):
        codes.setdefault(word, chr(0x100 + len(codes)))
    return "".join(codes[word] for word in old), "".join(codes[word] for word in new)


def _check(redlines: Any, old: list[redline.Entry], new: list[redline.Entry]) -> None:
    """The answer is checked before it is timed."""
    before = ["".join(text for op, text in one.runs if op != "+") for one in redlines if one.id_old]
    after = ["".join(text for op, text in one.runs if op != "-") for one in redlines if one.id_new]
    if before != [one.text for one in old] or after != [one.text for one in new]:
        raise AssertionError("the redline does not rebuild both sides")
