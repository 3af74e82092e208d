"""A long run of hostile and changed files, read in bounds as the application reads them: what breaks, is slow, large.

python -m tests.documents.long_mutation COUNT [SEED] [FOLDER]

Every file is read in both ways, by a fork that sets the bounds on itself; every hundredth also in a process
of its own, which has to say the same. FOLDER: of further files to change. Exit 1 where something broke, took
more than ten seconds of the processor or more than 300 MiB.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from program_workflow.documents.bounded import read_bounded, read_revised_bounded
from program_workflow.domain.errors import WorkflowError
from tests.documents.fork_server import BROKEN, GAVE_UP, READ, WAYS, Attempt, ForkServer
from tests.documents.hostile import HOSTILE
from tests.documents.mutations import mutate
from tests.documents.word_files import (
    cell,
    commented,
    comments,
    deleted,
    inserted,
    level,
    moved,
    numbering,
    paragraph,
    part,
    row,
    style,
    table,
    text_box,
    whole,
    word_file,
)
from tests.documents.word_files import (
    field as word_field,
)
from tests.repository import ROOT

SEED: Final = 20110301
LONGEST: Final = 10.0  # seconds of the processor for a file
LARGEST: Final = 300  # MiB
SMALL: Final = 100_000  # bytes; larger files are slow to change, not to read
EVERY: Final = 100
_GAVE_UP: Final = "could not be read within the limits"


@dataclass
class Account:
    """What a run saw."""

    outcomes: Counter[str] = field(default_factory=Counter)
    attempts: list[Attempt] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add(self, attempt: Attempt, what: str) -> None:
        self.outcomes[attempt.outcome] += 1
        self.attempts.append(attempt)
        if attempt.outcome == BROKEN:
            self.broken.append(f"{what}\n{attempt.detail}")

    def tell(self, name: str) -> bool:
        """Prints the account; whether all is well."""
        sys.stdout.write(f"{name}: {len(self.attempts)} readings\n")
        for outcome, number in self.outcomes.most_common():
            sys.stdout.write(f"{number:>8}  {outcome}\n")
        slowest, largest = max(a.processor for a in self.attempts), max(a.mebibytes for a in self.attempts)
        longest = max(a.wall for a in self.attempts)
        sys.stdout.write("".join(f"{said}\n" for said in self.broken))
        sys.stdout.write(f"slowest {slowest:.2f} s of the processor, {longest:.2f} s; largest {largest:.0f} MiB\n\n")
        return not self.broken and slowest <= LONGEST and largest <= LARGEST


def main(count: int, seed: int = SEED, folder: str = "") -> int:
    hostile, changed = Account(), Account()
    with ForkServer() as server:
        for what, (name, make, is_refused) in HOSTILE.items():
            data = make()
            attempts = [server.read(name, data, way) for way in WAYS]
            for attempt in attempts:
                hostile.add(attempt, what)
            if any(attempt.outcome != READ for attempt in attempts) is not is_refused:
                hostile.broken.append(f"{what}: {[attempt.outcome for attempt in attempts]}")
        for at, (name, data) in enumerate(changed_files(count, seed, folder)):
            for way in WAYS:
                attempt = server.read(name, data, way)
                changed.add(attempt, f"file {at}, {name}, {way}")
                if at % EVERY == 0 and (other := alone(name, data, way)) != attempt.outcome:
                    changed.broken.append(f"file {at}, {name}, {way}: {attempt.outcome}, in a process: {other}")
    well = [hostile.tell("hostile files"), changed.tell("changed files")]
    return int(not all(well))


def changed_files(count: int, seed: int, folder: str = "") -> Iterator[tuple[str, bytes]]:
    """The same for the same seed and files."""
    chance = random.Random(seed)  # noqa: S311 - the same files each time, no secret
    found = sorted(
        file
        for place in (ROOT / "tests/data", *([Path(folder)] if folder else ()))
        for file in place.rglob("*.*")
        if file.suffix in (".docx", ".odt") and file.stat().st_size < SMALL
    )
    good = [("draft.docx", sample()), *((file.name, file.read_bytes()) for file in found)]
    for at in range(count):
        name, data = good[at % len(good)]
        yield name, mutate(data, chance)


def alone(name: str, data: bytes, way: str) -> str:
    """The outcome in a process of its own, as the application asks for it."""
    try:
        (read_bounded if way == "text" else read_revised_bounded)(name, data)
    except WorkflowError as refused:
        return GAVE_UP if _GAVE_UP in refused.template else refused.template
    return READ


def sample() -> bytes:
    """A file with a bit of everything."""
    return word_file(
        paragraph("PROGRAM", style="Title"),
        paragraph("General provisions", style="H1", listed=(1, 0)),
        paragraph(
            "The bodies ", commented(0, deleted("may "), inserted("shall ")), word_field("REF x", "act"), listed=(1, 1)
        ),
        paragraph("first;", listed=(1, 2), mark_deleted=True),
        *moved("A clause that moves."),
        paragraph("With a box", text_box("beside")),
        whole("New."),
        table(
            ["No.", "Measure", "Executing bodies", "Timeframe", "Funding"],
            row(cell("Раздел I", span=5)),
            row("1", "Meet", cell("Center", merge="restart"), "2011", "budgets", added=True),
            row("2", "Report", cell(merge="continue"), "by 1 March 2012", "budgets", removed=True),
        ),
        styles=part("styles", style("H1", "heading 1") + style("H2", "heading 2", based_on="H1")),
        comments=comments(("Representative of Armenia", "Why?")),
        numbering=numbering(
            {1: [level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "russianLower", "%3)")]}
        ),
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4]))
