"""Reads a Word table into rows of cells on a grid: merged cells carried on, deleted rows and cells dropped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.documents.blocks import Cell, Table
from program_workflow.documents.word_text import plain_text
from program_workflow.documents.xml import MC, Element, W, number_of, tag_of, value_of
from program_workflow.domain.understood import Doubt, Left

_WIDEST: Final = 63  # columns Word allows in a table
_WRAPPERS: Final = frozenset({W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", MC + "Choice"})

Lines = Callable[[Element], Iterator[tuple[str, bool]]]


@dataclass(slots=True)
class GridReader:
    """lines: reads the paragraphs of a cell. enter_row: told the number of each row, from 1."""

    lines: Lines
    report: Callable[[Left | Doubt, str], None]
    enter_row: Callable[[int], None]
    above: dict[int, Cell] = field(default_factory=dict)

    def read(self, element: Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for number, row in enumerate(_inside(element, W + "tr"), 1):
            self.enter_row(number)
            if _row_is_deleted(row):
                self.report(Left.TRACKED_DELETION, plain_text(row))
                continue
            if row.find(f"{W}trPr/{W}ins") is not None:
                self.report(Left.TRACKED_INSERTION, plain_text(row))
            rows.append(self._read_row(row))
        width = max((cell.start + cell.span for row in rows for cell in row), default=0)
        return Table(tuple(rows), width)

    def _read_row(self, row: Element) -> tuple[Cell, ...]:
        start = number_of(row.find(W + "trPr"), "gridBefore", 0) or 0
        start = min(max(start, 0), _WIDEST)
        cells: list[Cell] = []
        for element in _inside(row, W + "tc"):
            properties = element.find(W + "tcPr")
            if properties is not None and properties.find(W + "cellDel") is not None:
                self.report(Left.TRACKED_DELETION, plain_text(element))
                continue
            span = min(max(number_of(properties, "gridSpan", 1) or 1, 1), _WIDEST)
            cell = self._read_cell(element, start, span)
            merge = properties.find(W + "vMerge") if properties is not None else None
            if merge is not None and value_of(properties, "vMerge") != "restart":
                cell = self._carried(cell)
            self.above[start] = cell
            cells.append(cell)
            start = min(start + span, _WIDEST)
        return tuple(cells)

    def _carried(self, cell: Cell) -> Cell:
        """A cell merged with the one above shows that one's text."""
        above = self.above.get(cell.start)
        if above is None or cell.text:
            return cell
        return replace(cell, text=above.text, from_above=True, emphasised=above.emphasised)

    def _read_cell(self, element: Element, start: int, span: int) -> Cell:
        lines: list[str] = []
        marks: list[bool] = []
        nested: list[str] = []
        for holder in _holders(element):
            for text, emphasised in self.lines(holder):
                if text:
                    lines.append(text)
                    marks.append(emphasised)
        for table in _inside(element, W + "tbl"):
            texts = [line for line in _nested_lines(table, self.lines) if line]
            nested.append(" | ".join(texts))
            lines += texts
        return Cell("\n".join(lines), start, span, emphasised=bool(marks) and all(marks), nested=tuple(nested))


def _holders(cell: Element) -> Iterator[Element]:
    """The cell and the content controls in it: whatever holds paragraphs directly."""
    yield cell
    for child in cell:
        if tag_of(child) in _WRAPPERS:
            yield from _holders(child)


def _nested_lines(table: Element, lines: Lines) -> Iterator[str]:
    for cell in table.iter(W + "tc"):
        for holder in _holders(cell):
            for text, _ in lines(holder):
                yield text


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Children of a kind, also those wrapped in content controls or tracked insertions."""
    for child in parent:
        name = tag_of(child)
        if name == tag:
            yield child
        elif name in _WRAPPERS or name == MC + "AlternateContent":
            yield from _inside(child, tag)


def _row_is_deleted(row: Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None
