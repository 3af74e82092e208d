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
from program_workflow.domain.redline import ClauseRedline, Entry, Run, compare_clauses
from program_workflow.domain.terms import Change, ClauseKind

#: What no word of a quotation goes on through.
_ENDS: Final = frozenset(' \t\n\N{NO-BREAK SPACE},.;:!?()«»“”"')
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
        number = row.number_old or ""
        old = "".join(text for op, text in row.runs if op in "=-<")
        new = "".join(text for op, text in row.runs if op in "=+>")
        if row.change in (Change.DELETED, Change.MOVED):
            yield Correction(Change.DELETED, number, place, old, "")
        if row.change in (Change.INSERTED, Change.MOVED):
            yield Correction(Change.INSERTED, "", last, "", f"{row.number_new or ''} {new}".strip())
        if row.change in (Change.INSERTED, Change.DELETED, Change.MOVED):
            last = place
            continue
        last = place
        if number != (row.number_new or ""):
            first = old.split(" ", 1)[0]
            yield Correction(
                Change.CHANGED, number, place, f"{number} {first}".strip(), f"{row.number_new or ''} {first}".strip()
            )
        for was, now in _spots(row.runs):
            yield Correction(Change.CHANGED, number, place, was, now)


def _spots(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """The places of a block where words differ, with so much around them that each is found and is whole words."""
    before = "".join(text for op, text in runs if op in "=-<")
    after = "".join(text for op, text in runs if op in "=+>")
    old = new = 0
    place = 0
    while place < len(runs):
        op, text = runs[place]
        if op == "=":
            old, new, place = old + len(text), new + len(text), place + 1
            continue
        was, now = old, new
        while place < len(runs) and runs[place][0] != "=":
            op, text = runs[place]
            old, new = old + len(text) * (op in "-<"), new + len(text) * (op in "+>")
            place += 1
        room = len(runs[place][1]) if place < len(runs) else 0
        ahead = _ahead(before, after, old, new, room)
        behind = _behind(before, after, was, now, old + ahead)
        while ahead < room and not _is_quotable(
            before, before[was - behind : old + ahead], after[now - behind : new + ahead]
        ):  # at the beginning of a block there is nothing behind to quote
            ahead += 1
            ahead += _ahead(before, after, old + ahead, new + ahead, room - ahead)
        yield before[was - behind : old + ahead].strip(), after[now - behind : new + ahead].strip()


def _is_quotable(before: str, old: str, new: str) -> bool:
    """Whether both sides have words, and the old ones are found only once."""
    return bool(old.strip() and new.strip()) and before.count(old) == 1


def _ahead(before: str, after: str, old: int, new: int, room: int) -> int:
    """How far what is quoted goes on, so that it ends with a whole word."""
    found = 0
    while found < room and _inside(before[old + found - 1 : old + found + 1], after[new + found - 1 : new + found + 1]):
        found += 1
    return found


def _inside(*around: str) -> bool:
    """Whether a word of either side goes on between these two characters."""
    return any(len(one) == 2 and one[0] not in _ENDS and one[1] not in _ENDS for one in around)


def _behind(before: str, after: str, old: int, new: int, end: int) -> int:
    """How far back what is quoted begins: at a word, with words of both sides in it, and found only once."""
    found, most = 0, min(old, new)
    while found < most and before[old - found - 1] == after[new - found - 1]:
        begin, begun = old - found, new - found
        starts = not _inside(before[begin - 1 : begin + 1], after[begun - 1 : begun + 1])
        quoted = before[begin:end]
        if starts and quoted.strip() and before.count(quoted) == 1 and after[begun : begun + 1].strip():
            break
        found += 1
    return found
