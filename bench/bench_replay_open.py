"""Every amendment of the lists in the folder that BENCH_TEXTS names, else of a slice of them, through the use cases.

The lists of the European Parliament, the French Senate and of articles of French bills: read, placed, drafted,
submitted, numbered and decided, a transaction each, with what was refused and why. What the consolidated table says is
identical is held against the Senate's list of discussion, where there is one, else against the words of the list; the
outcomes that the table and the report of the program count are held against those of the data.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from bench.alike import Alike
from bench.amendment_counts import Counts
from bench.amendment_sources import BY_LIST, Source, sources
from bench.measuring import bar
from bench.open_amendments import put_forward
from program_workflow.cli.replaying import works
from program_workflow.migrations import upgrade
from program_workflow.settings import read_settings
from program_workflow.wiring import engine

_SLICE: Final = Path(__file__).resolve().parent.parent / "tests/data/amendment-lists"
WANTED: Final = 2_500
#: Amendments that the Senate's list of bill 63 calls identical with others that say something else, read by hand.
APART: Final = {
    "10": "10 has « du I ci-dessus » where 32, 313, 367 and 445 have « du I »",
    "22": "22 has « des I à VII » where 200 has « du I »",
    "39": "39 is on another line and replaces words there; 197, 245, 258, 274 and 519 delete lines 8 and 9",
    "202": "202 has « des I à V » where 165 and 250 have « des I à IV »",
    "346": "346 has « de base de calcul » where 302, 547 and 549 have « de base au calcul »",
    "596": "596 is an amendment to 229, which is the same as 568",
}


def run() -> dict[str, Any]:
    folder = Path(os.environ.get("BENCH_TEXTS", _SLICE))
    codes = [source.code for source in sources(folder)]
    if folder == _SLICE:
        print("BENCH_TEXTS names no folder: a slice of the lists, without bars.")
    elif not codes:
        print(f"There are no lists of amendments in {folder}.")
    figures: dict[str, Any] = {}
    counted: list[tuple[Source, Counts]] = []
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as processes:  # a list each, on a database of its own
        for source, counts in processes.map(_put_forward, [folder] * len(codes), codes):
            print("\n".join(counts.lines(source.title, source.alike_by)), flush=True)
            counted.append((source, counts))
            name = source.code.lower().replace("-", "_")
            figures |= {
                f"replay_{name}_read": counts.read,
                f"replay_{name}_placed": counts.placed,
                f"replay_{name}_submitted": counts.submitted,
                f"replay_{name}_refused": counts.refused.total(),
                f"replay_{name}_seconds": round(sum(counts.seconds.values()), 1),
                f"replay_{name}_table_seconds": round(counts.seconds["table under review"], 2),
            }
    each = [counts for _, counts in counted]
    figures["replay_read"] = sum(one.read for one in each)
    figures["replay_submitted"] = sum(one.submitted for one in each)
    figures["replay_refused"] = sum(one.refused.total() for one in each)
    if folder != _SLICE and counted:
        figures["bars"] = [*_bars(counted), _all_the_way(figures["replay_submitted"], figures["replay_read"])]
    return figures


def _put_forward(folder: Path, code: str) -> tuple[Source, Counts]:
    source = next(one for one in sources(folder) if one.code == code)
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings({**os.environ, "PROGRAM_WORKFLOW_HOME": home})
        upgrade(engine(settings))
        return source, put_forward(source, works(settings))


def _all_the_way(submitted: int, read: int) -> dict[str, Any]:
    said = f"{submitted} of {read}"
    return bar("Amendments that went all the way", f"≥ {WANTED}", said, submitted >= WANTED)


def _bars(counted: Sequence[tuple[Source, Counts]]) -> Iterator[dict[str, Any]]:
    for source, counts in counted:
        yield _filed(source.title, counts)
        if counts.told:
            yield _outcomes(source.title, counts)
        if counts.alike.groups[0]:
            yield _identical(source, counts.alike)


def _filed(title: str, counts: Counts) -> dict[str, Any]:
    """Every amendment of the list is filed, or it is told why not."""
    notes = [f"{counts.as_notes} as notes in their own words"] if counts.as_notes else []
    notes += [f"{counts.wordless} of these without a text in the data"] if counts.wordless else []
    notes += [f"not placed, {why}: {count}" for why, count in counts.unlanded.most_common()]
    notes += [f"refused, {why}: {count}" for why, count in counts.refused.most_common()]
    wanted, said = f"{counts.read} filed or accounted for", f"{counts.submitted} filed of {counts.read}"
    unfiled = sum(count for why, count in counts.refused.items() if why.startswith(("draft:", "submit:")))
    holds = counts.submitted + counts.unlanded.total() + unfiled == counts.read
    return bar(f"{title}: put forward", wanted, said, holds, "; ".join(notes))


def _outcomes(title: str, counts: Counts) -> dict[str, Any]:
    same = (counts.told & counts.tabled).total()
    said = f"{same} in the table, report {'the same' if counts.reported else 'NOT the same'}"
    note = ", ".join(f"{outcome} {count}" for (outcome, _), count in counts.tabled.most_common())
    return bar(f"{title}: outcomes", f"{counts.told.total()} as in the data", said, _as_told(counts), note)


def _as_told(counts: Counts) -> bool:
    return counts.told == counts.tabled and counts.reported


def _identical(source: Source, found: Alike) -> dict[str, Any]:
    theirs, ours, both = found.groups
    unknown = [parts for parts in found.parted if sum(not APART.keys() & set(part) for part in parts) > 1]
    joined = [", ".join(group) for group in found.joined]
    said = f"{both} of {theirs} whole, {len(found.parted)} parted, {len(joined)} joined wrongly"
    what = f"{source.title}: groups of identical ones, by {source.alike_by}"
    pairs = f"{found.pairs[2]} of {found.pairs[0]} pairs"
    if source.alike_by != BY_LIST:
        # The words of a list are its least: a full stop, a capital or a dash more does not make another proposal.
        said = f"{theirs - len(found.parted)} of {theirs} found, {ours} in the table"
        note = "; ".join([pairs, *(f"joined beyond the very words: {one}" for one in joined[:5])])
        return bar(what, "all", said, not found.parted, note)
    why = [APART[number] for parts in found.parted for part in parts for number in part if number in APART]
    note = "; ".join([pairs, *why])
    return bar(what, "none parted unless by its words, none joined wrongly", said, not unknown and not joined, note)
