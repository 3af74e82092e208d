"""Says a table of OpenDocument text in WordprocessingML: rows that are repeated, cells that are merged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from program_workflow.documents.odt_writer import Writer
from program_workflow.documents.xml import Element, W, tag_of

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_WIDEST: Final = 63  # columns
_MOST_REPEATED: Final = 200  # a row said to be repeated


def say_table(element: Element, writer: Writer, blocks: Callable[[Element], None]) -> None:
    """blocks: says what stands in a cell. The writer's target is the caller's to put back."""
    made = etree.SubElement(writer.target, W + "tbl")
    spans: dict[int, tuple[int, int]] = {}  # column → columns and rows that a cell above still takes
    for row in _rows(element):
        for _ in range(min(number_said(row.get(TABLE + "number-rows-repeated"), 1), _MOST_REPEATED)):
            _Row(etree.SubElement(made, W + "tr"), writer, blocks).say(row, spans)


@dataclass(slots=True)
class _Row:
    made: Element
    writer: Writer
    blocks: Callable[[Element], None]

    def say(self, row: Element, spans: dict[int, tuple[int, int]]) -> None:
        self.writer.track_row(etree.SubElement(self.made, W + "trPr"))
        column, covered = 0, 0  # covered: cells beside that a wide one takes
        for cell in row:
            if tag_of(cell) not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            for _ in range(min(number_said(cell.get(TABLE + "number-columns-repeated"), 1), _WIDEST)):
                wide, below = spans.pop(column, (1, 0))
                if below:
                    self._cell(cell, merge="continue", span=wide)
                    spans[column] = (wide, below - 1)
                elif tag_of(cell) == TABLE + "table-cell":
                    wide = min(number_said(cell.get(TABLE + "number-columns-spanned"), 1), _WIDEST)
                    rows = number_said(cell.get(TABLE + "number-rows-spanned"), 1)
                    self._cell(cell, merge="restart" if rows > 1 else "", span=wide)
                    spans[column] = (wide, rows - 1)
                elif not covered:
                    self._cell(cell, merge="")
                covered = max(covered - 1, 0) if wide == 1 else wide - 1
                column += 1

    def _cell(self, cell: Element, *, merge: str, span: int = 1) -> None:
        made = etree.SubElement(self.made, W + "tc")
        properties = etree.SubElement(made, W + "tcPr")
        if span > 1:
            etree.SubElement(properties, W + "gridSpan", {W + "val": str(span)})
        if merge:
            etree.SubElement(properties, W + "vMerge", {W + "val": merge})
        self.writer.target = made
        self.blocks(cell)


def _rows(element: Element) -> list[Element]:
    """Rows of a table, also those of its heading and in groups; not those of a table within."""
    found: list[Element] = []
    for child in element:
        tag = tag_of(child)
        if tag == TABLE + "table-row":
            found.append(child)
        elif tag in (TABLE + "table-header-rows", TABLE + "table-row-group", TABLE + "table-rows"):
            found += _rows(child)
    return found


def number_said(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 7 else otherwise
