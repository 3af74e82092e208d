"""Files changed at random are read or refused with a reason, in bounded time, and raise nothing else.

A longer run: python -m tests.documents.long_mutation COUNT
"""

import random
import time
from pathlib import Path
from typing import Final

import pytest

from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.domain.errors import WorkflowError
from tests.documents.mutations import mutate
from tests.documents.word_files import (
    cell,
    commented,
    comments,
    deleted,
    field,
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
from tests.repository import ROOT

SEED: Final = 20110301
FILES_EACH: Final = 60
LONGEST: Final = 10.0  # seconds for a file
LARGEST: Final = 300  # MiB

DATA: Final = ROOT / "tests/data"
REAL: Final = [
    DATA / "tracked/pt-RA001-Tracked-Revisions-01.docx",
    DATA / "tracked/pt-RP034-Deleted-Cells.docx",
    DATA / "tracked/pt-RP018-MoveFrom-MoveTo-CC.docx",
    DATA / "tracked/pt-RP050-Deleted-Footnote.docx",
    DATA / "odt/pt-RP038-Inserted-Paras-at-End.odt",
    DATA / "odt/merged_cells.odt",
]


def sample() -> bytes:
    return word_file(
        paragraph("PROGRAM", style="Title"),
        paragraph("General provisions", style="H1", listed=(1, 0)),
        paragraph(
            "The bodies ", commented(0, deleted("may "), inserted("shall ")), field("REF x", "act"), listed=(1, 1)
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


def read_or_refuse(name: str, data: bytes) -> str:
    """The refusal, "" if the file was read. Both ways of reading agree whether there is one."""
    refusals = []
    for reader in (read, read_revised):
        try:
            reader(name, data)
        except WorkflowError as refused:
            refusals.append(str(refused))
    return refusals[-1] if refusals else ""


@pytest.mark.parametrize("file", [None, *REAL], ids=lambda file: file.name if file else "made")
def test_a_changed_file_is_read_or_refused(file: Path | None) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same files each time, no secret
    good = file.read_bytes() if file else sample()
    name = file.name if file else "draft.docx"
    refusals = 0
    for _ in range(FILES_EACH):
        started = time.monotonic()
        refusals += bool(read_or_refuse(name, mutate(good, chance)))
        assert time.monotonic() - started < LONGEST
    assert 0 < refusals < FILES_EACH
