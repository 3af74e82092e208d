"""Files with bytes and marks changed at random are read or refused, and raise nothing else."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Final

import pytest

from program_workflow.documents import read
from program_workflow.domain.errors import WorkflowError
from tests.documents.word_files import (
    cell,
    deleted,
    field,
    inserted,
    level,
    numbering,
    paragraph,
    part,
    row,
    style,
    table,
    text_box,
    word_file,
)

FILES_EACH: Final = 150
NAMES: Final = (
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:numPr",
    "w:ins",
    "w:del",
    "w:pPr",
    "w:fldChar",
    "w:body",
)
VALUES: Final = ("", "-1", "99999999999999", "x", "²", "٣", "a" * 300)
TEXTS: Final = ("\u202e", "1.", "а)", "(i)", "Статья", "1.1.1.1.1.1", "—", "&#0;", "&x;", "2¹²³")


def sample() -> bytes:
    return word_file(
        paragraph("PROGRAM", style="Title"),
        paragraph("General provisions", style="H1", listed=(1, 0)),
        paragraph("The bodies ", deleted("may "), inserted("shall "), field("REF x", "act"), ".", listed=(1, 1)),
        paragraph("first;", listed=(1, 2)),
        paragraph("With a box", text_box("beside")),
        table(
            ["No.", "Measure", "Executing bodies", "Timeframe", "Funding"],
            row(cell("Раздел I", span=5)),
            row("1", "Meet", cell("Center", merge="restart"), "2011", "budgets"),
            row("2", "Report", cell(merge="continue"), "by 1 March 2012", "budgets"),
        ),
        styles=part("styles", style("H1", "heading 1") + style("H2", "heading 2", based_on="H1")),
        numbering=numbering(
            {1: [level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "russianLower", "%3)")]}
        ),
    )


def change_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.choice((1, 10, 200))]
            case _:
                changed[at:at] = chance.randbytes(chance.choice((1, 4, 20)))
        changed = changed or bytearray(b"x")
    return bytes(changed)


def change_marks(data: bytes, chance: random.Random) -> bytes:
    """One part of the package changed as XML: names, attributes, texts, tags out of place."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.startswith("word/") and name.endswith(".xml")])
    text = parts[name].decode()
    for _ in range(chance.choice((1, 3))):
        text = chance.choice(CHANGES)(text, chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part_name, content in parts.items():
            archive.writestr(part_name, text.encode() if part_name == name else content)
    return buffer.getvalue()


def rename_elements(text: str, chance: random.Random) -> str:
    return re.sub(rf"(</?){chance.choice(NAMES)}(?=[ >/])", rf"\g<1>{chance.choice(NAMES)}", text)


def change_values(text: str, chance: random.Random) -> str:
    return re.sub(
        r'w:val="[^"]*"', lambda old: chance.choice((*(f'w:val="{value}"' for value in VALUES), old[0])), text
    )


def change_text(text: str, chance: random.Random) -> str:
    places = [found.start(1) for found in re.finditer(r">([^<]+)<", text)]
    at = chance.choice(places) if places else 0
    return text[:at] + chance.choice(TEXTS) + text[at:]


def move_tag(text: str, chance: random.Random) -> str:
    tags = [found.span() for found in re.finditer(r"<[^>]+>", text)]
    taken, put = chance.choice(tags), chance.choice(tags)
    return text[: put[0]] + text[taken[0] : taken[1]] + text[put[1] :]


CHANGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    rename_elements,
    change_values,
    change_text,
    move_tag,
)


@pytest.mark.parametrize("change", [change_bytes, change_marks])
def test_a_changed_file_is_read_or_refused(change: Callable[[bytes, random.Random], bytes]) -> None:
    chance = random.Random(20110301)  # noqa: S311 - the same files each time, no secret
    good = sample()
    refusals: list[str] = []
    for _ in range(FILES_EACH):
        try:
            read("draft.docx", change(good, chance))
        except WorkflowError as refused:
            refusals.append(str(refused))
    assert 0 < len(refusals) <= FILES_EACH
    assert all(refusals)
