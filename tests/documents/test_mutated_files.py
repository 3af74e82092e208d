"""Files changed at random, and files made to hurt, are read or refused within bounds, and break nothing.

A longer run: python -m tests.documents.long_mutation COUNT
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from program_workflow.documents import read
from program_workflow.domain.understood import Left
from tests.documents.fork_server import BROKEN, READ, WAYS, ForkServer
from tests.documents.hostile import HEAVY, HOSTILE
from tests.documents.long_mutation import LARGEST, LONGEST, SEED, alone, sample
from tests.documents.mutations import mutate
from tests.repository import ROOT

FILES_EACH: Final = 40

DATA: Final = ROOT / "tests/data"
REAL: Final = [
    DATA / "tracked/pt-RA001-Tracked-Revisions-01.docx",
    DATA / "tracked/pt-RP034-Deleted-Cells.docx",
    DATA / "tracked/pt-RP018-MoveFrom-MoveTo-CC.docx",
    DATA / "tracked/pt-RP050-Deleted-Footnote.docx",
    DATA / "odt/pt-RP038-Inserted-Paras-at-End.odt",
    DATA / "odt/merged_cells.odt",
]
DROPPED: Final = [name for name in HOSTILE if name.endswith((" elsewhere", " within"))]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as started:
        yield started


@pytest.mark.parametrize("file", [None, *REAL], ids=lambda file: file.name if file else "made")
def test_a_changed_file_is_read_or_refused(file: Path | None, server: ForkServer) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same files each time, no secret
    good = file.read_bytes() if file else sample()
    name = file.name if file else "draft.docx"
    refusals = 0
    for _ in range(FILES_EACH):
        changed = mutate(good, chance)
        for way in WAYS:
            attempt = server.read(name, changed, way)
            assert attempt.outcome != BROKEN, attempt.detail
            assert (attempt.processor < LONGEST, attempt.mebibytes < LARGEST) == (True, True)
        refusals += attempt.outcome != READ
    assert 0 < refusals < FILES_EACH


@pytest.mark.parametrize("what", [what for what in HOSTILE if what not in HEAVY])
def test_a_hostile_file_is_read_or_refused_in_bounds(what: str, server: ForkServer) -> None:
    name, make, is_refused = HOSTILE[what]
    attempts = [server.read(name, make(), way) for way in WAYS]
    assert [attempt.detail for attempt in attempts if attempt.outcome == BROKEN] == []
    assert max(attempt.processor for attempt in attempts) < LONGEST
    assert max(attempt.mebibytes for attempt in attempts) < LARGEST
    assert any(attempt.outcome != READ for attempt in attempts) is is_refused


@pytest.mark.parametrize("what", DROPPED)
def test_what_stands_elsewhere_or_within_is_left_out_and_said(what: str) -> None:
    name, make, _ = HOSTILE[what]
    assert Left.UNKNOWN in {finding.reason for finding in read(name, make()).left_out}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", ["a package in a package", "an outer entity", "61 authors"])
def test_a_fork_says_what_a_process_of_its_own_says(what: str, way: str, server: ForkServer) -> None:
    name, make, _ = HOSTILE[what]
    assert server.read(name, make(), way).outcome == alone(name, make(), way)
