"""Paragraphs with their numbers split off and put into series, before the tree is made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import Block, Cell, Paragraph, Table
from program_workflow.documents.labels import Label, is_note, split_label

_LARGEST_GAP: Final = 5
_LONGEST_QUOTATION: Final = 80  # paragraphs
_OPENING_MARKS: Final = ('"', "«", "“", "„")
_CLOSING: Final = re.compile(r"[\"»”][.;,]*\Z")
_SPACES: Final = " \t\n\u00a0"
_QUOTATION_MARKS: Final = re.compile(r"[\"«»“”„]")
_NOTHING: Final = Paragraph("")


@dataclass(slots=True)
class Item:
    """A block with what its beginning says.

    index: of the block. body: the text without number. series: the same for numbers that count on
    from one another, 0 where nothing is counted. quoted: part of a wording cited at length, whose
    numbers are those of another text.
    """

    block: Block
    index: int
    label: Label | None = None
    body: str = ""
    series: int = 0
    is_note: bool = False
    quoted: bool = False

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph; an empty one for a table."""
        return self.block if isinstance(self.block, Paragraph) else _NOTHING


def open_frames(blocks: Sequence[Block]) -> list[tuple[int, Block]]:
    """Blocks with their index; a table of one column, which only frames text, gives its paragraphs."""
    opened: list[tuple[int, Block]] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table) and all(len(row) <= 1 for row in block.rows):
            lines = [line for row in block.rows for cell in row for line in _lines(cell)]
            opened += [(index, Paragraph(text.strip(), sources=sources)) for text, sources in lines if text.strip()]
        else:
            opened.append((index, block))
    return opened


def _lines(cell: Cell) -> list[tuple[str, tuple[int, ...]]]:
    lines = cell.text.split("\n")
    return list(zip(lines, cell.sources or [()] * len(lines), strict=True))


def items_of(blocks: Sequence[tuple[int, Block]], *, russian: bool) -> list[Item]:
    """One item a block, in order; the pairs are index and block."""
    counting = _Series()
    items = []
    quoted = _quoted_places(blocks)
    for place, (index, block) in enumerate(blocks):
        if isinstance(block, Table):
            items.append(Item(block, index))
            counting.clear_below_headings()
            continue
        if place in quoted:
            items.append(_quotation(block, index))
            continue
        item = _item_of(block, index, russian=russian)
        counting.place(item)
        items.append(item)
    return items


def _quotation(block: Block, index: int) -> Item:
    """A paragraph of another text: its number stays with it."""
    paragraph = block if isinstance(block, Paragraph) else _NOTHING
    return Item(block, index, body=f"{paragraph.label} {paragraph.text}".strip(), quoted=True)


def _quoted_places(blocks: Sequence[tuple[int, Block]]) -> set[int]:
    """Places of paragraphs between an opening quotation mark after a colon and the mark that closes it."""
    quoted: set[int] = set()
    opened: int | None = None
    depth = 0
    before = ""
    for place, (_, block) in enumerate(blocks):
        text = block.text.rstrip() if isinstance(block, Paragraph) else ""
        if opened is None and before.endswith(":") and text[:1] in _OPENING_MARKS:
            opened, depth = place, 0
        if opened is not None:
            depth = _open_quotations(text, depth)
            if depth <= 0 or place - opened > _LONGEST_QUOTATION:
                if depth <= 0 and place > opened and _CLOSING.search(text):
                    quoted.update(range(opened, place + 1))
                opened = None
        before = text
    return quoted


def _open_quotations(text: str, depth: int) -> int:
    """How many quotations are open after a text; the straight mark opens where none is open at a word's start."""
    for found in _QUOTATION_MARKS.finditer(text):
        mark, at = found[0], found.start()
        opens = at == 0 or text[at - 1] in " (\xa0\n«" if mark == '"' else mark in "«“„"
        depth += 1 if opens else -1
    return depth


def _item_of(block: Paragraph, index: int, *, russian: bool) -> Item:
    note = block.is_note or (not block.label and is_note(block.text))
    label = None if note or block.is_title else _label_of(block, russian=russian)
    body = block.text
    if label is not None and not block.label and not block.bullet:
        body = label.rest.strip(_SPACES)
    return Item(block, index, label, body, is_note=note)


def _label_of(block: Paragraph, *, russian: bool) -> Label | None:
    if block.bullet:
        return Label(f"dash:{block.chain}:{block.level}", "", 0, block.text)
    if block.label:
        shown = block.label.strip()
        label = split_label(f"{shown} {block.text}", russian=russian)
        if label is not None and label.rest.strip() == block.text.strip() and not label.form.startswith("dash"):
            return label
        return Label(f"own:{block.chain}:{block.level}", shown, 0, block.text)
    return split_label(block.text.lstrip(_SPACES), russian=russian)


@dataclass(slots=True)
class _Series:
    """Runs of numbers of one form that count on; the latest run comes first."""

    runs: list[tuple[str, int, int]] = field(default_factory=list)  # form, last value, identity
    last: int = 0
    before: str = ""
    decimals: set[tuple[int, ...]] = field(default_factory=set)

    def place(self, item: Item) -> None:
        """Puts the item's number into a run, choosing between two readings of it."""
        label = item.label
        if label is None:
            self.before = item.body
            return
        if label.rank is not None:
            self.runs.clear()
            return
        if label.weak and not self._continues(label):
            item.label, item.body = None, item.paragraph.text
            return
        if label.other is not None:
            label = item.label = self._choose(label, label.other)
        self.before = item.body
        if label.parts:
            self.decimals.add(label.parts)
        if len(label.parts) > 1 or not label.value:
            return
        at = self._run_of(label)
        if at is None:
            self.last += 1
            self.runs.insert(0, (label.form, label.value, self.last))
            item.series = self.last
        else:
            item.series = self.runs[at][2]
            del self.runs[:at]
            self.runs[0] = (label.form, label.value, item.series)

    def _run_of(self, label: Label) -> int | None:
        """Position of the latest run that the number counts on from."""
        for gap in (1, _LARGEST_GAP):
            for at, (form, value, _) in enumerate(self.runs):
                if form == label.form and value < label.value <= value + gap:
                    return at
        return None

    def _choose(self, letter: Label, figure: Label) -> Label:
        """ "(i)" after "(h)" is a letter, after a colon or by itself a Roman figure."""
        starts = figure.value == 1 and (self.before.rstrip().endswith(":") or self._run_of(letter) is None)
        if starts:
            return figure
        places = [(self._run_of(label), label) for label in (letter, figure)]
        known = [(at, order, label) for order, (at, label) in enumerate(places) if at is not None]
        if known:
            return min(known)[2]
        return letter if len(letter.printed.strip("()")) == 1 else figure

    def clear_below_headings(self) -> None:
        """A table ends the lists of letters and dashes before it, not the numbering of the text."""
        self.runs = [run for run in self.runs if run[0].startswith(("dec1", "ROM"))]

    def _continues(self, label: Label) -> bool:
        before = (*label.parts[:-1], label.parts[-1] - 1)
        return before in self.decimals or (label.parts[-1] == 1 and label.parts[:-1] in self.decimals)
