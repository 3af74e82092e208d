"""What a redline marks, on every pair of real texts there is and on drafts with recorded truth.

Real texts: those in the repository, and those in the folder that BENCH_TEXTS names (families of
versions, one a subfolder, in order of their names).
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Final

import regex

from bench.drafts import ROOT, make_draft
from bench.measuring import bar, marked, minimal
from program_workflow.cli.comparing import entries
from program_workflow.documents.reading import read
from program_workflow.domain.redline import Entry, Run, compare, compare_clauses
from program_workflow.domain.terms import Change

#: Families of versions in the repository.
_OWN: Final = {
    "democracy": "examples/en-programme-versions/democracy_*.md",
    "economy": "examples/en-programme-versions/economy_*.md",
    "constitution": "tests/data/ru-versions/consolidated_*.md",
    "charter": "tests/data/ru-versions/ustav_*.md",
    "bill": "tests/data/ru-versions/text_*.docx",
}
#: A pair is heavily edited if so much of each side is marked by the shortest difference; shorter texts say little.
HEAVY: Final = 0.3
SHORT: Final = 1_000
REPEATS: Final = 100
_INSIDE_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]")


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    old: Sequence[Entry]
    new: Sequence[Entry]

    def texts(self) -> tuple[str, str]:
        """Both as one text each, numbers apart."""
        return _whole(self.old), _whole(self.new)


def run() -> dict[str, Any]:
    """Counts over all pairs; the rows of the report are the bars of a redline that is read."""
    pairs = list(_pairs())
    figures: dict[str, Any] = {"pairs": len(pairs)}
    rows: list[dict[str, Any]] = []
    _real(pairs, figures, rows)
    _repeats(pairs, figures, rows)
    _mechanical(figures, rows)
    return {**figures, "bars": rows}


def _pairs() -> Iterator[Pair]:
    families = {name: sorted(ROOT.glob(pattern)) for name, pattern in _OWN.items()}
    other = Path(os.environ["BENCH_TEXTS"]) if "BENCH_TEXTS" in os.environ else None
    for folder in sorted(other.iterdir()) if other else ():
        names = {file.name.split("_")[0] for file in folder.glob("*.md")}
        families |= {f"{folder.name}/{name}": sorted(folder.glob(f"{name}_*.md")) for name in names}
        families |= {f"{folder.name}/docx": sorted(folder.glob("*Partnership*.docx"))}
    for name, files in families.items():
        texts = [(file.stem, entries(read(file.name, file.read_bytes()).clauses)) for file in files]
        for (first, old), (second, new) in combinations(texts, 2):
            yield Pair(f"{name}: {first} → {second}", old, new)


def _real(pairs: Sequence[Pair], figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    wrong = split = numbering = 0
    ratios, shares = {}, {}
    for pair in pairs:
        old, new = pair.texts()
        runs = compare(old, new)
        clauses = compare_clauses(pair.old, pair.new, identities=False)
        wrong += not _rebuilds(runs, old, new) + (not _rebuilds_clauses(clauses, pair))
        split += _split(runs) + sum(_split(one.runs) for one in clauses)
        numbering += sum(any(op != "=" for op, _ in one.runs) for one in clauses if one.change is Change.EQUAL)
        least, fewest = minimal(old, new)
        mine, spans = marked(runs)
        if least:
            ratios[pair.name] = mine / least
        if min(len(old), len(new)) >= SHORT and least >= HEAVY * (len(old) + len(new)) and _struck(runs, old):
            shares[pair.name] = spans / fewest
    worst = max(ratios, key=ratios.__getitem__)
    figures |= {
        "marked_against_minimal_worst": round(ratios[worst], 3),
        "marked_against_minimal_median": round(sorted(ratios.values())[len(ratios) // 2], 3),
        "heavily_edited_pairs": len(shares),
    }
    rows += [
        bar(f"Old and new rebuilt exactly ({len(pairs)} real pairs)", "all", f"{len(pairs) - wrong}", not wrong),
        bar("Words and graphemes split", "0", str(split), not split),
        bar("Spans that come from clause numbering alone", "0", str(numbering), not numbering),
        bar(
            "Marked against the shortest difference by tokens, real text",
            "≤ 1.15 ×",
            f"at most {ratios[worst]:.3f} ×, median {figures['marked_against_minimal_median']:.3f} ×",
            ratios[worst] <= 1.15,
            f"Most in {worst}.",
        ),
    ]
    if shares:
        most = max(shares.values())
        figures["edits_against_myers_worst"] = round(most, 3)
        rows.append(
            bar(
                f"Spans against exact Myers, heavily edited real text ({len(shares)} pairs)",
                "≤ ¼",
                f"at most {most:.2f}",
                most <= 0.25,
            )
        )


def _struck(runs: Sequence[Run], old: str) -> bool:
    """Whether the old text itself was edited, not only added to."""
    return sum(len(text) for op, text in runs if op == "-") >= HEAVY * len(old)


def _repeats(pairs: Sequence[Pair], figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """The same answer again and again, also while other processes keep the processor busy."""
    texts = [pair.texts() for pair in random.Random(1).sample(list(pairs), min(10, len(pairs)))]
    first = [compare(*each) for each in texts]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        others = sum(
            compare(*each) != answer for _ in range(REPEATS) for each, answer in zip(texts, first, strict=True)
        )
    finally:
        for process in busy:
            process.kill()
            process.wait()
    figures["repeats_that_differ"] = others
    what = f"The same answer on {REPEATS} repeats under load ({len(texts)} pairs)"
    rows.append(bar(what, "all", "all" if not others else f"{others} differ", not others))


def _mechanical(figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    for language in ("en", "ru"):
        draft = make_draft(language, 1_000, edited=0.3, seed=5)
        mine = least = false = 0
        for one in compare_clauses(draft.old, draft.new, identities=False):
            old, new = _side(one.runs, "-"), _side(one.runs, "+")
            false += (one.change is not Change.EQUAL) != (one.id_new in draft.edited)
            if old != new:
                mine += marked(one.runs)[0]
                least += minimal(old, new)[0]
        figures[f"mechanical_{language}_marked_against_minimal"] = round(mine / least, 3)
        ratio = f"{mine / least:.3f} ×"
        rows += [
            bar(f"Marked, mechanical edits with numbers apart ({language})", "≤ 1.05 ×", ratio, mine <= 1.05 * least),
            bar(f"Clauses called changed that are not, or the reverse ({language})", "0", str(false), not false),
        ]


def _rebuilds(runs: Sequence[Run], old: str, new: str) -> bool:
    return _side(runs, "-") == old and _side(runs, "+") == new


def _rebuilds_clauses(clauses: Sequence[Any], pair: Pair) -> bool:
    old = sorted(_side(one.runs, "-") for one in clauses if one.id_old)
    new = [_side(one.runs, "+") for one in clauses if one.id_new]
    return old == sorted(one.text for one in pair.old) and new == [one.text for one in pair.new]


def _side(runs: Sequence[Run], op: str) -> str:
    return "".join(text for one, text in runs if one in ("=", op))


def _split(runs: Sequence[Run]) -> int:
    """Borders of runs inside a word or a grapheme, on either side."""
    found = 0
    for op in "-+":
        pieces = [text for one, text in runs if one in ("=", op)]
        for before, after in pairwise(pieces):
            in_word = _INSIDE_WORD.fullmatch(before[-1]) and _INSIDE_WORD.fullmatch(after[0])
            found += bool(in_word) or len(regex.findall(r"\X", before[-8:] + after[:8])) != len(
                regex.findall(r"\X", before[-8:])
            ) + len(regex.findall(r"\X", after[:8]))
    return found


def _whole(clauses: Sequence[Entry]) -> str:
    return "\n".join(text for one in clauses for text in (one.text, *_field_texts(one)) if text)


def _field_texts(one: Entry) -> tuple[str, ...]:
    fields = one.fields
    timeframe = fields.timeframe.text if fields.timeframe else ""
    return (*fields.executing_bodies, timeframe, fields.funding or "", *(text for _, text in fields.other))
