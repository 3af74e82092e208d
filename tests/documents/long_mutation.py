"""A long run of changed files, each read in bounds as the application reads it: what breaks, is slow or is large.

python -m tests.documents.long_mutation COUNT [SEED] [FOLDER]

Every file is read in both ways, by a fork that sets the bounds on itself; every hundredth also in a process
of its own, which has to say the same. FOLDER: of further files to change. Exit 1 where something broke, took
longer than ten seconds or more than 300 MiB.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from program_workflow.documents.bounded import read_bounded, read_revised_bounded
from program_workflow.domain.errors import WorkflowError
from tests.documents.fork_server import BROKEN, GAVE_UP, READ, WAYS, Attempt, ForkServer
from tests.documents.mutations import mutate
from tests.documents.test_mutated_files import LARGEST, LONGEST, SEED, sample
from tests.repository import ROOT

SMALL: Final = 100_000  # bytes; larger files are slow to change, not to read
EVERY: Final = 100
_GAVE_UP: Final = "could not be read within the limits"


def main(count: int, seed: int = SEED, folder: str = "") -> int:
    outcomes: Counter[str] = Counter()
    attempts: list[Attempt] = []
    broken: list[str] = []
    with ForkServer() as server:
        for at, (name, data) in enumerate(changed_files(count, seed, folder)):
            for way in WAYS:
                attempt = server.read(name, data, way)
                attempts.append(attempt)
                outcomes[attempt.outcome] += 1
                if attempt.outcome == BROKEN:
                    broken.append(f"file {at}, {name}, {way}\n{attempt.detail}")
                if at % EVERY == 0 and (other := alone(name, data, way)) != attempt.outcome:
                    broken.append(f"file {at}, {name}, {way}: {attempt.outcome}, in a process of its own: {other}")
    slowest = max(attempt.processor for attempt in attempts)
    longest, largest = max(a.wall for a in attempts), max(a.mebibytes for a in attempts)
    for outcome, number in outcomes.most_common():
        sys.stdout.write(f"{number:>8}  {outcome}\n")
    sys.stdout.write("\n".join([*broken, ""]))
    sys.stdout.write(f"slowest {slowest:.2f} s of the processor, {longest:.2f} s; largest {largest:.0f} MiB\n")
    return int(bool(broken) or longest > LONGEST or largest > LARGEST)


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
    try:
        (read_bounded if way == "text" else read_revised_bounded)(name, data)
    except WorkflowError as refused:
        return GAVE_UP if _GAVE_UP in refused.template else refused.template
    return READ


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4]))
