"""Reads a Word table into rows of cells on a grid: merged cells carried on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.documents.blocks import Cell, Table
from program_workflow.documents.word_revisions import CAME, WENT
from program_workflow.documents.xml import MC, Element, W, number_of, tag_of, value_of

_WIDEST: Final = 63  # columns Word allows in a table
_WRAPPERS: Final = frozenset({W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", MC + "Choice"})
_PARTS: Final = (W + "p", W + "tbl", W + "tr", W + "tc", CAME, WENT)  # of a cell, and of a table within it


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a cell. sources: numbers of the paragraphs of the file it has its words from."""

    text: str
    emphasised: bool
    sources: tuple[int, ...] = ()


ReadLine = Callable[[Element], Line | None]


@dataclass(slots=True)
class GridReader:
    """read_line: reads a paragraph of a cell. report: told the marks of tracked rows, cells and paragraphs.

    enter_row: told the number of each row, from 1.
    """

    read_line: ReadLine
    report: Callable[[Element], None]
    enter_row: Callable[[int], None]
    above: dict[int, Cell] = field(default_factory=dict)

    def read(self, element: Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        number = 0
        for row in _inside(element, W + "tr", CAME, WENT):
            if row.tag in (CAME, WENT):
                self.enter_row(number + 1)
                self.report(row)
                continue
            number += 1
            self.enter_row(number)
            rows.append(self._read_row(row))
        width = max((cell.start + cell.span for row in rows for cell in row), default=0)
        return Table(tuple(rows), width)

    def _read_row(self, row: Element) -> tuple[Cell, ...]:
        start = number_of(row.find(W + "trPr"), "gridBefore", 0) or 0
        start = min(max(start, 0), _WIDEST)
        cells: list[Cell] = []
        for element in _inside(row, W + "tc", CAME, WENT):
            if element.tag in (CAME, WENT):
                self.report(element)
                continue
            properties = element.find(W + "tcPr")
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
        return replace(cell, text=above.text, from_above=True, emphasised=above.emphasised, sources=above.sources)

    def _read_cell(self, element: Element, start: int, span: int) -> Cell:
        lines: list[Line] = []
        marks: list[bool] = []
        nested: list[str] = []
        for part in _inside(element, *_PARTS):
            found = list(self._lines_of(part))
            lines += found
            if part.tag == W + "tbl":
                nested.append(" | ".join(line.text for line in found))
            else:
                marks += [line.emphasised for line in found]
        text = "\n".join(line.text for line in lines)
        sources = tuple(line.sources for line in lines for _ in range(line.text.count("\n") + 1))
        return Cell(text, start, span, emphasised=bool(marks) and all(marks), nested=tuple(nested), sources=sources)

    def _lines_of(self, part: Element) -> Iterator[Line]:
        """What a paragraph says, or a table within a cell, line by line in its order."""
        if part.tag in (CAME, WENT):
            self.report(part)
        elif part.tag == W + "p":
            line = self.read_line(part)
            if line is not None and line.text:
                yield line
        else:
            for inner in _inside(part, *_PARTS):
                yield from self._lines_of(inner)


def _inside(parent: Element, *tags: str) -> Iterator[Element]:
    """Children of these kinds, also those wrapped in content controls."""
    for child in parent:
        name = tag_of(child)
        if name in tags:
            yield child
        elif name in _WRAPPERS or name == MC + "AlternateContent":
            yield from _inside(child, *tags)
