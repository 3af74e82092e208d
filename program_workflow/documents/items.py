"""Paragraphs with their numbers split off and put into series, before the tree is made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import Block, Paragraph, Table
from program_workflow.documents.labels import Label, is_note, split_label

_LARGEST_GAP: Final = 5
_NOTHING: Final = Paragraph("")


@dataclass(slots=True)
class Item:
    """A block with what its beginning says.

    index: of the block. body: the text without number. series: the same for numbers that count on
    from one another, 0 where nothing is counted.
    """

    block: Block
    index: int
    label: Label | None = None
    body: str = ""
    series: int = 0
    is_note: bool = False

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph; an empty one for a table."""
        return self.block if isinstance(self.block, Paragraph) else _NOTHING


def open_frames(blocks: Sequence[Block]) -> list[tuple[int, Block]]:
    """Blocks with their index; a table of one column, which only frames text, gives its paragraphs."""
    opened: list[tuple[int, Block]] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table) and all(len(row) <= 1 for row in block.rows):
            texts = [line for row in block.rows for cell in row for line in cell.text.split("\n")]
            opened += [(index, Paragraph(text.strip())) for text in texts if text.strip()]
        else:
            opened.append((index, block))
    return opened


def items_of(blocks: Sequence[tuple[int, Block]], *, russian: bool) -> list[Item]:
    """One item a block, in order; the pairs are index and block."""
    counting = _Series()
    items = []
    for index, block in blocks:
        if isinstance(block, Table):
            items.append(Item(block, index))
            counting.clear_below_headings()
            continue
        item = _item_of(block, index, russian=russian)
        counting.place(item)
        items.append(item)
    return items


def _item_of(block: Paragraph, index: int, *, russian: bool) -> Item:
    note = block.is_note or (not block.label and is_note(block.text))
    label = None if note or block.is_title else _label_of(block, russian=russian)
    body = block.text
    if label is not None and not block.label and not block.bullet:
        body = label.rest.strip(" \t\n")
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
    return split_label(block.text, russian=russian)


@dataclass(slots=True)
class _Series:
    """Runs of numbers of one form that count on; the latest run comes first."""

    runs: list[tuple[str, int, int]] = field(default_factory=list)  # form, last value, identity
    last: int = 0
    decimals: set[tuple[int, ...]] = field(default_factory=set)

    def place(self, item: Item) -> None:
        label = item.label
        if label is None:
            return
        if label.rank is not None:
            self.runs.clear()
            return
        if label.weak and not self._continues(label):
            item.label, item.body = None, item.paragraph.text
            return
        if label.parts:
            self.decimals.add(label.parts)
        if len(label.parts) > 1 or not label.value:
            return
        for allowed in (1, _LARGEST_GAP):
            for at, (form, value, identity) in enumerate(self.runs):
                if form == label.form and value < label.value <= value + allowed:
                    del self.runs[:at]
                    self.runs[0] = (form, label.value, identity)
                    item.series = identity
                    return
        self.last += 1
        self.runs.insert(0, (label.form, label.value, self.last))
        item.series = self.last

    def clear_below_headings(self) -> None:
        """A table ends the lists of letters and dashes before it, not the numbering of the text."""
        self.runs = [run for run in self.runs if run[0].startswith(("dec1", "ROM"))]

    def _continues(self, label: Label) -> bool:
        before = (*label.parts[:-1], label.parts[-1] - 1)
        return before in self.decimals or (label.parts[-1] == 1 and label.parts[:-1] in self.decimals)
