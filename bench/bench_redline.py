"""The speed of a redline beside its contenders, in one interleaved run: two files, a million words, known identities.

No identities are given where files are compared: 5 % of the clauses are edited, put in or taken out,
and so all others are renumbered.
Contenders: fast-diff-match-patch and diff-match-patch by words (one code point a word or space, no
limit of time), redlines, and GNU wdiff on the same texts as files.
"""

import dataclasses
import math
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import diff_match_patch
import fast_diff_match_patch
import redlines

from bench.drafts import Draft, make_draft
from bench.measuring import bar, by_words, encoded, interleaved
from program_workflow.domain import redline
from program_workflow.domain.clause import revision_hash
from program_workflow.domain.redline import Entry, clauses

CLAUSES: Final = 1_000
MANY: Final = 15_000  # a million words
RUNS: Final = 9
#: (fast-diff-match-patch, diff-match-patch, redlines, wdiff): how many times faster the redline has to be.
BARS: Final = {"en": (5, 200, 350, 1), "ru": (4, 170, 170, 2)}
NAMES: Final = ("fast-diff-match-patch by words", "diff-match-patch by words", "redlines", "GNU wdiff")


def run() -> dict[str, Any]:
    """Medians in milliseconds, ratios, and the bars they are held against."""
    figures: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for language in BARS:
        _two_files(language, figures, rows)
        _million_words(language, figures, rows)
    _known_identities(figures, rows)
    return {**figures, "bars": rows}


def _two_files(language: str, figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    draft = _draft(language, CLAUSES)
    ours = lambda: redline.compare_clauses(draft.old, draft.new, identities=False)  # noqa: E731
    _check(draft)
    old, new = _whole(draft.old), _whole(draft.new)
    contenders: dict[str, Callable[[], Any]] = {NAMES[0]: lambda: _compiled(old, new)}
    slow: dict[str, Callable[[], Any]] = {NAMES[1]: lambda: _plain(old, new), NAMES[2]: lambda: _redlines(old, new)}
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("wdiff"):
            files = _files(Path(folder), old, new)
            contenders[NAMES[3]] = lambda: subprocess.run(["wdiff", *files], stdout=subprocess.DEVNULL, check=False)
        contenders["without the compiled engine"] = lambda: _pure(draft)
        contenders["as one text"] = lambda: redline.compare(old, new)
        times = interleaved({"ours": ours, **contenders}, RUNS, slow)
    figures |= {f"redline_{language}_{CLAUSES}_{_key(name)}_milliseconds": _ms(time) for name, time in times.items()}
    what = f"{CLAUSES:,} clauses, {len(old.split()):,} words ({language}), 5 % edited and renumbered, against "
    for name, wanted in zip(NAMES, BARS[language], strict=True):
        rows.append(_faster(what + name, wanted, times["ours"], times.get(name)))
    ratio = times["without the compiled engine"] / times["ours"]
    rows.append(bar(f"Python alone against the compiled engine ({language})", "≤ 10 ×", f"{ratio:.1f} ×", ratio <= 10))


def _million_words(language: str, figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    small, large = _draft(language, CLAUSES), _draft(language, MANY)
    old, new = _whole(large.old), _whole(large.new)
    with tempfile.TemporaryDirectory() as folder:
        contenders: dict[str, Callable[[], Any]] = {
            "ours": lambda: redline.compare_clauses(large.old, large.new, identities=False),
            "small": lambda: redline.compare_clauses(small.old, small.new, identities=False),
            "as one text": lambda: redline.compare(old, new),
        }
        if shutil.which("wdiff"):
            files = _files(Path(folder), old, new)
            contenders["wdiff"] = lambda: subprocess.run(["wdiff", *files], stdout=subprocess.DEVNULL, check=False)
        times = interleaved(contenders, RUNS)
    words, few = len(old.split()), len(_whole(small.old).split())
    figures |= {f"redline_{language}_million_words_{_key(name)}_milliseconds": _ms(t) for name, t in times.items()}
    rows.append(_faster(f"{words:,} words ({language}), against GNU wdiff", 3, times["ours"], times.get("wdiff")))
    size = math.log(words / few)
    exponent = math.log(times["ours"] / times["small"]) / size
    what = f"Growth from {few:,} to {words:,} words ({language})"
    rows.append(bar(what, "≤ 1.05", f"{exponent:.2f}", exponent <= 1.05, _why_it_grows(language, figures, size)))


def _why_it_grows(language: str, figures: dict[str, Any], size: float) -> str:
    """What the size alone costs on this machine: the growth of a program in C beside it."""
    few = figures.get(f"redline_{language}_{CLAUSES}_gnu_wdiff_milliseconds")
    many = figures.get(f"redline_{language}_million_words_wdiff_milliseconds")
    if not few or not many:
        return ""
    grown = math.log(many / few) / size
    return (
        "Every clause is looked at once, and the work for it does not depend on the others; what grows beyond that is "
        f"most likely memory that no longer fits the processor's cache. GNU wdiff grows by {grown:.2f} in the same run."
    )


def _known_identities(figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Two versions of one program, one clause changed: what the comparison costs, and when asked again."""
    costs: dict[int, float] = {}
    for count in (CLAUSES, 10 * CLAUSES):
        old, new = _one_changed(count)
        fresh = interleaved({"fresh": lambda: _anew(old, new)}, RUNS)["fresh"]  # noqa: B023
        redline.compare_clauses(old, new)
        again = interleaved({"again": lambda: redline.compare_clauses(old, new)}, RUNS)["again"]  # noqa: B023
        figures[f"identities_{count}_fresh_milliseconds"] = _ms(fresh)
        figures[f"identities_{count}_from_cache_milliseconds"] = _ms(again)
        costs[count] = fresh
        per = again * 1000 / (count / 1000)
        rows.append(bar(f"{count:,} clauses, asked again, per 1,000 clauses", "≤ 1 ms", f"{per:.2f} ms", per <= 1))
    changed = _changed_alone()
    figures["identities_one_changed_clause_milliseconds"] = _ms(changed)
    share = (costs[10 * CLAUSES] - changed) / (10 * CLAUSES) * 1_000_000
    rows.append(
        bar(
            "One clause changed among 1,000 and 10,000, identities known",
            "cost follows the changed clauses",
            f"{_ms(costs[CLAUSES])} ms and {_ms(costs[10 * CLAUSES])} ms",
            share < 5,
            f"Words of the one changed clause alone are compared; listing an unchanged clause costs {share:.1f} µs.",
        )
    )


def _anew(old: list[Entry], new: list[Entry]) -> Any:
    clauses._remembered.cache_clear()
    return redline.compare_clauses(old, new)


def _one_changed(count: int) -> tuple[list[Entry], list[Entry]]:
    draft = make_draft("en", count, edited=0)
    old = [dataclasses.replace(one, hash=revision_hash("en", one.text, one.fields)) for one in draft.old]
    new = list(old)
    text = old[count // 2].text.replace(" ", " very ", 1)
    new[count // 2] = dataclasses.replace(old[count // 2], text=text, hash=revision_hash("en", text, old[0].fields))
    return old, new


def _changed_alone() -> float:
    old, new = _one_changed(CLAUSES)
    pair = old[CLAUSES // 2].text, new[CLAUSES // 2].text
    return interleaved({"one": lambda: redline.compare(*pair)}, RUNS)["one"]


def _draft(language: str, count: int) -> Draft:
    """Of 100 clauses three are edited, one is new and one is gone."""
    return make_draft(language, count, edited=0.03, inserted=count // 100, deleted=count // 100)


def _faster(what: str, wanted: float, mine: float, theirs: float | None) -> dict[str, Any]:
    if theirs is None:
        return bar(what, f"≥ {wanted} ×", "not measured", False, "The contender is not installed.")
    measured = f"{theirs / mine:.1f} × ({_ms(mine)} against {_ms(theirs)} ms)"
    return bar(what, "not slower" if wanted == 1 else f"≥ {wanted} ×", measured, theirs / mine >= wanted)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2 if seconds < 0.01 else 1)


def _key(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_").lower()


def _whole(entries: list[Entry]) -> str:
    return "\n".join(f"{one.number} {one.text}" for one in entries)


def _files(folder: Path, old: str, new: str) -> list[str]:
    (folder / "old.txt").write_text(old)
    (folder / "new.txt").write_text(new)
    return [str(folder / "old.txt"), str(folder / "new.txt")]


def _compiled(old: str, new: str) -> Any:
    return fast_diff_match_patch.diff(
        *encoded(by_words(old), by_words(new)), timelimit=0, checklines=False, cleanup="No", counts_only=False
    )


def _plain(old: str, new: str) -> Any:
    engine = diff_match_patch.diff_match_patch()
    engine.Diff_Timeout = 0
    return engine.diff_main(*encoded(by_words(old), by_words(new)), False)


def _redlines(old: str, new: str) -> Any:
    return redlines.Redlines(old, new).opcodes


def _pure(draft: Draft) -> Any:
    with redline.without_compiled():
        return redline.compare_clauses(draft.old, draft.new, identities=False)


def _check(draft: Draft) -> None:
    """The answer is checked before it is timed."""
    found = redline.compare_clauses(draft.old, draft.new, identities=False)
    before = ["".join(text for op, text in one.runs if op != "+") for one in found if one.id_old]
    after = ["".join(text for op, text in one.runs if op != "-") for one in found if one.id_new]
    if before != [one.text for one in draft.old] or after != [one.text for one in draft.new]:
        raise AssertionError("the redline does not rebuild both sides")
