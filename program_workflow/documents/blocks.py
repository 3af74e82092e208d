"""What a reader of a file format hands on: paragraphs and tables in order, and what it could not take."""

from dataclasses import dataclass, field

from program_workflow.domain.understood import Doubt, Left


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands, before anything is made of it.

    label: the number printed by the word processor and not part of the text ("2.1.", "а)").
    chain, level: the automatic list it belongs to and its depth there, 0 outermost. bullet: an item
    of a list without numbers. heading: 1 to 9 by style or mark-up, None for body text. emphasised:
    bold throughout or centred. inside: the number of list items it stands in, None where the format
    does not tell. sources: numbers of the paragraphs of the file it has its words from, where the
    reader was asked to keep them.
    """

    text: str
    label: str = ""
    chain: str = ""
    level: int = 0
    bullet: bool = False
    heading: int | None = None
    is_title: bool = False
    emphasised: bool = False
    is_note: bool = False
    inside: int | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    text: its paragraphs joined by line breaks. start, span: columns of the grid, from 0.
    from_above: the text is carried down from a cell merged over several rows. sources: as of a
    paragraph, for each line of the text.
    """

    text: str
    start: int
    span: int = 1
    from_above: bool = False
    emphasised: bool = False
    nested: tuple[str, ...] = ()
    sources: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cells; columns: the width of the grid."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: int


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Remark:
    """Something left out or doubtful, tied to the block it stood in or after.

    block: index of the block about to be read when it was met. table, row: from 1, 0 where it is
    not in a table.
    """

    reason: Left | Doubt
    block: int
    excerpt: str = ""
    table: int = 0
    row: int = 0


@dataclass(slots=True)
class Reading:
    """The result of reading one file.

    notes: what foot- and then endnotes say, in the order in which the text calls them.
    by_mark_up: headings and nesting are marked in the file and are not guessed from the words.
    """

    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    by_mark_up: bool = False

    def remark(self, reason: Left | Doubt, excerpt: str = "", *, table: int = 0, row: int = 0) -> None:
        """Notes something about the block that comes next."""
        self.remarks.append(Remark(reason, len(self.blocks), shorten(excerpt), table, row))


def shorten(text: str, length: int = 200) -> str:
    """The text on one line, at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
