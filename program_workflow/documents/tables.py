"""Understands a table: the passport of a program, a plan of measures, or rows of another kind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.documents.blocks import Cell, Table
from program_workflow.documents.columns import Column, is_passport_label, read_header
from program_workflow.documents.labels import split_label
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe, read_timeframe
from program_workflow.domain.understood import Doubt, Left

_HEADER_ROWS: Final = 4
_PASSPORT: Final = re.compile(r"паспорт|passport", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A clause made of a row.

    section: depth of a heading inside the table, None for other rows. sources: as of a paragraph.
    """

    kind: ClauseKind
    text: str
    number: str = ""
    fields: Fields = NO_FIELDS
    section: int | None = None
    sources: tuple[int, ...] = ()


@dataclass(slots=True)
class TableReading:
    """What a table holds. remarks: reason, row from 1, excerpt."""

    kind: ClauseKind
    rows: list[Row] = field(default_factory=list)
    remarks: list[tuple[Left | Doubt, int, str]] = field(default_factory=list)

    def add(self, cells: Iterable[Cell], row: Row) -> None:
        """A clause, and the cells it is made of."""
        own = [cell for cell in cells if not cell.from_above]
        sources = tuple(number for cell in own for line in cell.sources for number in line)
        self.rows.append(replace(row, sources=sources) if sources else row)


def read_table(table: Table, *, about: str, russian: bool) -> TableReading:
    """The rows of a table as clauses.

    about: the words before the table, by which a passport is known.
    """
    rows = [row for row in table.rows if row]
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        columns = read_header(row)
        if columns:
            read = _read_measures(rows, at, columns, russian=russian)
            break
    else:
        read = _read_passport(rows) if _is_passport(rows, about) else _read_other(rows, russian=russian)
    _remark_merged(table, read)
    return read


# --- the passport --------------------------------------------------------------------------------------------


def _is_passport(rows: Sequence[Sequence[Cell]], about: str) -> bool:
    pairs = [_pair(row) for row in rows]
    whole = [pair for pair in pairs if pair]
    if len(whole) < 2 or len(whole) < 0.7 * len(rows):
        return False
    known = sum(is_passport_label(label) for label, _ in whole)
    return known >= 2 or (_PASSPORT.search(about) is not None and known >= 1)


def _pair(row: Sequence[Cell]) -> tuple[str, str] | None:
    """Label and content of a row of two cells; a narrow column of numbers or dashes between is passed over."""
    cells = [cell for cell in row if cell.text.strip() and cell.text.strip() not in "-–—:"]
    if len(cells) == 3 and re.fullmatch(r"\d+\.?", cells[0].text.strip()):
        cells = cells[1:]
    return (cells[0].text, cells[1].text) if len(cells) == 2 else None


def _read_passport(rows: Sequence[Sequence[Cell]]) -> TableReading:
    read = TableReading(ClauseKind.PASSPORT_ROW)
    for number, row in enumerate(rows, 1):
        said = [cell.text.strip() for cell in row if cell.text.strip()]
        pair = _pair(row)
        if pair:
            label, text = pair
            read.add(row, Row(ClauseKind.PASSPORT_ROW, text, fields=Fields(label=label)))
        elif len(said) == 1 and len({cell.start for cell in row}) > 1:
            read.add(row, Row(ClauseKind.PASSPORT_ROW, "", fields=Fields(label=said[0])))
        elif said:
            read.add(row, Row(ClauseKind.TABLE_HEADING, " | ".join(said)))
        else:
            read.remarks.append((Left.EMPTY_ROW, number, ""))
    return read


# --- measures ------------------------------------------------------------------------------------------------


def _read_measures(
    rows: Sequence[Sequence[Cell]], header: int, columns: Sequence[tuple[Column, str]], *, russian: bool
) -> TableReading:
    read = TableReading(ClauseKind.MEASURE)
    for row in rows[: header + 1]:
        read.add(row, Row(ClauseKind.TABLE_HEADING, _joined(row)))
    heading_texts = [_plain(row) for row in rows[: header + 1]]
    for column, heading in columns:
        if column is Column.OTHER and heading.strip():
            read.remarks.append((Doubt.COLUMN_NOT_RECOGNISED, header + 1, heading))
    grid = max((cell.start + cell.span for row in rows for cell in row), default=0)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        plain = _plain(row)
        if not any(plain):
            read.remarks.append((Left.EMPTY_ROW, number, ""))
        elif plain in heading_texts or _counts_columns(plain):
            read.remarks.append((Left.EMPTY_ROW, number, _joined(row)))
        elif _continues_header(row, header, rows):
            read.add(row, Row(ClauseKind.TABLE_HEADING, _joined(row)))
        else:
            read.add(row, _section(row, grid, columns, russian=russian) or _measure(row, columns))
    return read


def _plain(row: Sequence[Cell]) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row]


def _joined(row: Sequence[Cell]) -> str:
    return " | ".join(text for text in (cell.text.strip() for cell in row if not cell.from_above) if text)


def _counts_columns(texts: Sequence[str]) -> bool:
    """A row "1 | 2 | 3 | 4" that numbers the columns."""
    digits = [text.rstrip(".") for text in texts]
    return len(digits) > 2 and digits == [str(place) for place in range(1, len(digits) + 1)]


def _continues_header(row: Sequence[Cell], header: int, rows: Sequence[Sequence[Cell]]) -> bool:
    """A second line of headings under a merged one."""
    merged = [cell for cell in row if cell.from_above]
    return bool(merged) and row[0].from_above and rows.index(row) == header + 1


def _section(row: Sequence[Cell], grid: int, columns: Sequence[tuple[Column, str]], *, russian: bool) -> Row | None:
    """A heading across the table: "Раздел I. …", or one merged cell."""
    filled = [cell for cell in row if cell.text.strip()]
    widest = max(filled, key=lambda cell: cell.span)
    across = widest.span >= max(grid - 1, 2) and len(filled) <= 2
    titled = len(filled) == 2 and all(cell.emphasised for cell in filled) and filled[0].start == 0
    alone = len(filled) == 1 and (
        filled[0].emphasised
        or _division(filled[0].text, russian=russian)
        or _speaks_in_number_column(filled[0], columns)
    )
    if not (across or alone or titled):
        return None
    text = " ".join(cell.text.strip() for cell in filled)
    label = split_label(text, russian=russian)
    if label is None or label.form.startswith("dash"):
        return Row(ClauseKind.TABLE_HEADING, text, section=60)
    rank = label.rank if label.rank is not None else 50 + len(label.parts) if label.parts else 45
    return Row(ClauseKind.TABLE_HEADING, label.rest.strip(), label.printed, section=rank)


def _speaks_in_number_column(cell: Cell, columns: Sequence[tuple[Column, str]]) -> bool:
    column = columns[cell.start][0] if cell.start < len(columns) else Column.OTHER
    return column is Column.NUMBER and re.search(r"[^\W\d_]{3}", cell.text) is not None


def _division(text: str, *, russian: bool) -> bool:
    label = split_label(text.strip(), russian=russian)
    return label is not None and label.rank is not None


def _measure(row: Sequence[Cell], columns: Sequence[tuple[Column, str]]) -> Row:
    by_start = {cell.start: cell for cell in row}
    found: dict[Column, str] = {}
    other: list[tuple[str, str]] = []
    for start, (column, heading) in enumerate(columns):
        cell = by_start.get(start)
        text = cell.text.strip(" \t\n") if cell else ""
        if column is Column.NONE:
            column = Column.OTHER
        if column is Column.OTHER or column in found:
            if text:
                other.append((heading, text))
        else:
            found[column] = text
    for start, cell in by_start.items():
        if start >= len(columns) and cell.text.strip():
            other.append(("", cell.text.strip(" \t\n")))
    number, text = _number_of(found.get(Column.NUMBER, ""), found.get(Column.MEASURE, ""))
    fields = Fields(
        executing_bodies=split_bodies(found.get(Column.BODIES, "")),
        timeframe=_timeframe(found.get(Column.TIMEFRAME, "")),
        funding=found.get(Column.FUNDING) or None,
        other=tuple(other),
    )
    return Row(ClauseKind.MEASURE, text, number, fields)


def _timeframe(text: str) -> Timeframe | None:
    """As printed; without its ends where they contradict each other."""
    found = read_timeframe(text)
    return Timeframe(text) if found is not None and found.is_reversed else found


def _number_of(number: str, text: str) -> tuple[str, str]:
    """The number from its own column, else from the beginning of the measure."""
    if number:
        return " ".join(number.split()).rstrip(".)"), text
    label = split_label(text, russian=True)
    if label and label.parts and not label.weak:
        return label.printed, label.rest.strip()
    return "", text


def split_bodies(text: str) -> tuple[str, ...]:
    """The bodies of a list by comma, semicolon or line; what stands in brackets or quotes stays whole."""
    bodies, current, depth = [], "", 0
    for sign in text:
        depth += (sign in "(«“") - (sign in ")»”" and depth > 0)
        if (sign in ",;" and depth == 0) or sign == "\n":
            bodies.append(current)
            current = ""
        else:
            current += sign
    bodies.append(current)
    return tuple(body.strip(" \t\n.") if len(bodies) > 1 else body.strip() for body in bodies if body.strip(" \t\n.,;"))


# --- any other table -----------------------------------------------------------------------------------------


def _read_other(rows: Sequence[Sequence[Cell]], *, russian: bool) -> TableReading:
    """The first row as heading where it looks like one; every row a paragraph with its further cells beside."""
    read = TableReading(ClauseKind.PARAGRAPH)
    headings: dict[int, str] = {}
    body = list(enumerate(rows, 1))
    if len(rows) > 1 and _looks_like_header(rows[0]):
        read.add(rows[0], Row(ClauseKind.TABLE_HEADING, _joined(rows[0])))
        headings = {cell.start: " ".join(cell.text.split()) for cell in rows[0]}
        body = body[1:]
    for number, row in body:
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
            read.remarks.append((Left.EMPTY_ROW, number, ""))
            continue
        if len(filled) == 1 and filled[0].span > 1 and headings:
            read.add(row, Row(ClauseKind.TABLE_HEADING, filled[0].text.strip(" \t\n")))
            continue
        read.add(row, _plain_row(filled, headings, russian=russian))
    return read


def _plain_row(filled: list[Cell], headings: dict[int, str], *, russian: bool) -> Row:
    number = ""
    label = split_label(filled[0].text.strip() + " ", russian=russian)
    bare = re.fullmatch(r"\d{1,4}(\.\d{1,3})*\.?", filled[0].text.strip())
    if len(filled) > 1 and (bare or (label is not None and label.printed and not label.rest)):
        number = filled[0].text.strip().rstrip(".")
        filled = filled[1:]
    other = tuple((headings.get(cell.start, ""), cell.text.strip(" \t\n")) for cell in filled[1:])
    kind = ClauseKind.POINT if number else ClauseKind.PARAGRAPH
    return Row(kind, filled[0].text.strip(" \t\n"), number, Fields(other=other) if other else NO_FIELDS)


def _looks_like_header(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell.text.strip()]
    short = all(len(cell.text) <= 80 and cell.text.rstrip()[-1] not in ".;" for cell in filled)
    figures = any(re.fullmatch(r"[\d\s.,%]+", cell.text.strip()) for cell in filled)
    return len(filled) > 1 and len(filled) >= len(row) - 1 and short and not figures


def _remark_merged(table: Table, read: TableReading) -> None:
    for number, row in enumerate(table.rows, 1):
        for cell in row:
            if cell.from_above and cell.text.strip():
                read.remarks.append((Doubt.MERGED_CELL, number, cell.text))
            for text in cell.nested:
                read.remarks.append((Doubt.NESTED_TABLE, number, text))
