"""What benches share: interleaved times, marks of a redline, the smallest difference there is, rows of the report."""

import gc
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import fast_diff_match_patch

from program_workflow.domain.redline.tokens import tokens

#: How often a slow contender has its turn.
SLOW_RUNS: Final = 3
_PIECES: Final = re.compile(r"\S+|\s+")


def interleaved(
    contenders: Mapping[str, Callable[[], Any]], runs: int, slow: Mapping[str, Callable[[], Any]] | None = None
) -> dict[str, float]:
    """Median seconds of each, taken in turns so that a busy machine disturbs all alike.

    slow: contenders that take part in the first rounds only. Garbage of earlier turns is collected
    before a turn and not while it is timed, as by the standard library's timeit.
    """
    slow = slow or {}
    times: dict[str, list[float]] = {name: [] for name in (*contenders, *slow)}
    for turn in range(runs):
        for name, contender in {**contenders, **(slow if turn < SLOW_RUNS else {})}.items():
            times[name].append(_seconds(contender))
    return {name: statistics.median(each) for name, each in times.items()}


def _seconds(contender: Callable[[], Any]) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        contender()
        return time.perf_counter() - started
    finally:
        gc.enable()


def bar(what: str, wanted: str, measured: str, holds: bool, note: str = "") -> dict[str, Any]:
    """A row of the report. holds False is a miss, and note says why."""
    return {"what": what, "bar": wanted, "measured": measured, "holds": holds, "note": note}


def encoded(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Two sequences as texts of one code point a piece, surrogates left out."""
    codes: dict[str, str] = {}

    def encode(pieces: Sequence[str]) -> str:
        return "".join(
            codes.get(piece)
            or codes.setdefault(piece, chr(0x100 + len(codes) + (0x800 if len(codes) >= 0xD700 else 0)))
            for piece in pieces
        )

    return encode(old), encode(new)


def by_words(text: str) -> list[str]:
    """Words and the spaces between them, nothing lost: how the contenders by words are given a text."""
    return _PIECES.findall(text)


def minimal(old: str, new: str) -> tuple[int, int]:
    """(characters marked, spans) of an exact shortest difference by the tokens of the redline."""
    mine, theirs = tokens(old), tokens(new)
    marked = spans = i = j = 0
    for op, length in fast_diff_match_patch.diff(*encoded(mine, theirs), timelimit=0, checklines=False, cleanup="No"):
        spans += op != "="
        if op != "=":
            marked += sum(map(len, mine[i : i + length] if op == "-" else theirs[j : j + length]))
        i += length if op != "+" else 0
        j += length if op != "-" else 0
    return marked, spans


def marked(runs: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """(characters marked, spans) of a redline."""
    changed = [text for op, text in runs if op != "="]
    return sum(map(len, changed)), len(changed)
