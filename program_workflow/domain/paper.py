"""Minutes and outcome documents: a text of lines read as blocks, its hash, and what a corrigendum says.

A line is a block. ``# `` is the title (several are lines of one), ``## `` a heading, a number such as
``2.1.`` before the words makes a point of it, and a line that begins with two spaces goes on with the block before.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.pieces import clean_pieces, redlined_pieces
from program_workflow.domain.publication import Piece
from program_workflow.domain.redline import ClauseRedline, Entry, compare_clauses
from program_workflow.domain.terms import Change, ClauseKind

_NUMBERED: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3}\.)\s+(\S.*)", re.DOTALL)
_MARKS: Final = {ClauseKind.TITLE: "# ", ClauseKind.HEADING: "## "}


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading, point or paragraph. number: as printed, "2.1."; "" where there is none."""

    kind: ClauseKind
    text: str
    number: str = ""


def title(text: str) -> Block:
    return Block(ClauseKind.TITLE, text)


def heading(text: str, number: str = "") -> Block:
    return Block(ClauseKind.HEADING, text, number)


def point(text: str, number: str) -> Block:
    return Block(ClauseKind.POINT, text, number)


def paragraph(text: str) -> Block:
    return Block(ClauseKind.PARAGRAPH, text)


def written(blocks: Iterable[Block]) -> str:
    """The blocks as lines; `read` gives them back."""
    return "\n".join(_line(one) for one in blocks) + "\n"


def _line(block: Block) -> str:
    number = f"{block.number} " if block.number else ""
    mark = _MARKS.get(block.kind, "")
    if block.kind is ClauseKind.TITLE:
        return "\n".join(mark + line for line in _lines(block.text))
    return mark + number + "\n  ".join(_lines(block.text))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split(" ")).strip() for line in text.split("\n") if line.strip()] or [""]


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a text; empty lines say nothing."""
    found: list[Block] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        if line.startswith("  ") and found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line.strip()}")
        elif line.startswith("# ") and found and found[-1].kind is ClauseKind.TITLE:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line[2:].strip()}")
        else:
            found.append(_block(line.strip()))
    return tuple(found)


def _block(line: str) -> Block:
    kind, said = ClauseKind.PARAGRAPH, line
    if line.startswith("## "):
        kind, said = ClauseKind.HEADING, line[3:].strip()
    elif line.startswith("# "):
        return Block(ClauseKind.TITLE, line[2:].strip())
    numbered = _NUMBERED.fullmatch(said)
    if numbered is None:
        return Block(kind, said)
    return Block(ClauseKind.POINT if kind is ClauseKind.PARAGRAPH else kind, numbered[2], numbered[1])


def paper_hash(texts: Mapping[str, str]) -> str:
    """SHA-256 (hex) of a revision: its texts in the order of their languages, each after its length in bytes."""
    digest = hashlib.sha256(b"program-workflow paper 1\0")
    for language in sorted(texts):
        for part in (language, texts[language]):
            raw = part.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big"))
            digest.update(raw)
    return digest.hexdigest()


# --- Redline and publication --------------------------------------------------------------------------


def entries(blocks: Sequence[Block]) -> list[Entry]:
    """The blocks as the comparison of texts reads them."""
    found = []
    under: str | None = None
    for place, one in enumerate(blocks):
        name = f"b{place}"
        is_top = one.kind in (ClauseKind.TITLE, ClauseKind.HEADING) or under is None
        found.append(
            Entry(name, one.number, one.kind, one.text, NO_FIELDS, "", 0 if is_top else 1, None if is_top else under)
        )
        if one.kind is ClauseKind.HEADING:
            under = name
    return found


def compared(old: str, new: str) -> tuple[ClauseRedline, ...]:
    """The redline of two revisions, block by block."""
    return compare_clauses(entries(read(old)), entries(read(new)), identities=False)


def pieces_of(text: str, against: str | None = None) -> tuple[Piece, ...]:
    """The text for the writers of files; with the changes since another one marked."""
    after = entries(read(text))
    if against is None:
        return clean_pieces(after)
    before = entries(read(against))
    rows = compare_clauses(before, after, identities=False)
    return redlined_pieces(before, after, rows, identities=False)


# --- Corrigendum --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """What a corrigendum says of one block. number: of the point, or of the paragraph counted from 1.

    old, new: the words that are replaced, with so many words around them that they are found; "" where
    the block as a whole came or went.
    """

    change: Change
    number: str
    place: int
    old: str
    new: str


def corrections(old: str, new: str) -> tuple[Correction, ...]:
    """What turns the adopted text into the corrected one, in reading order."""
    before = {one.id: place for place, one in enumerate(entries(read(old)), 1)}
    return tuple(_corrections(compared(old, new), before))


def _corrections(rows: Sequence[ClauseRedline], before: Mapping[str, int]) -> Iterator[Correction]:
    last = 0
    for row in rows:
        place = before.get(row.id_old or "", last)
        last = place
        number = row.number_old or ""
        if row.change is Change.EQUAL:
            continue
        if row.change in (Change.INSERTED, Change.DELETED):
            said = "".join(text for _, text in row.runs)
            old, new = (said, "") if row.change is Change.DELETED else ("", said)
            yield Correction(row.change, number, place, old, new)
            continue
        for was, now in _spots([(op, text) for op, text in row.runs]):
            yield Correction(Change.CHANGED, number, place, was, now)


def _spots(runs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The places of a block where words differ; a mere insertion or deletion takes the word before it along."""
    place = 0
    while place < len(runs):
        if runs[place][0] == "=":
            place += 1
            continue
        end = place
        while end < len(runs) and runs[end][0] != "=":
            end += 1
        was = "".join(text for op, text in runs[place:end] if op in "-<")
        now = "".join(text for op, text in runs[place:end] if op in "+>")
        if not was.strip() or not now.strip():
            lead = runs[place - 1][1].rsplit(None, 1)[-1] if place and runs[place - 1][1].split() else ""
            gap = " " if place and runs[place - 1][1][-1:].isspace() else ""
            was, now = lead + gap + was, lead + gap + now
        yield was.strip(), now.strip()
        place = end
