"""The consolidated table as a spreadsheet: typed columns, filters, a frozen head, and never a formula."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from zoneinfo import ZoneInfo

from program_workflow.documents import spreadsheet
from program_workflow.documents.table_cells import TITLES, Column, LaidRow, Line, Sheet
from program_workflow.i18n import gettext

_WIDTHS: Final = {
    Column.NUMBER: 20,
    Column.COLLIDES: 20,
    Column.SAME: 20,
    Column.CLAUSE: 14,
    Column.CURRENT: 52,
    Column.PROPOSED: 52,
    Column.DELEGATIONS: 18,
    Column.RATIONALE: 40,
    Column.ADVICE: 24,
    Column.POSITIONS: 24,
    Column.DECISION: 18,
    Column.DECIDED: 14,
    Column.REASON: 30,
}


def write_table_xlsx(sheet: Sheet, timezone: str = "UTC") -> bytes:
    """The file. The redline stands in the cell as struck, and as bold and double underlined words."""
    table = sheet.table
    book, page = spreadsheet.new_book(table.code, f"{table.code}: {sheet.title}", table.as_of)
    lines = (f"{table.code} – {sheet.program}", sheet.title, "; ".join(_facts(sheet)), *_on_version(sheet))
    first = spreadsheet.head(page, lines, [(gettext(TITLES[one]), _WIDTHS[one]) for one in sheet.columns])
    for index, row in enumerate(sheet.rows, first):
        for place, column in enumerate(sheet.columns, 1):
            _fill(page.cell(index, place), row, column, timezone)
    foot = f"{table.code}. {sheet.facts[-1]}"
    spreadsheet.finish(page, first, len(sheet.rows), len(sheet.columns), mark=sheet.marking, foot=foot)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _on_version(sheet: Sheet) -> Iterator[str]:
    """What was advised on the version as a whole, a line in a row."""
    if sheet.advice:
        yield sheet.advice_title
        yield from (line.text for line in sheet.advice)


def _facts(sheet: Sheet) -> Iterator[str]:
    if sheet.marking:
        yield sheet.marking
    yield sheet.standing
    if not sheet.rows:
        yield sheet.nothing


def _fill(cell: Any, row: LaidRow, column: Column, timezone: str) -> None:
    if column is Column.DECIDED:
        if row.decided is not None:
            cell.value = row.decided.astimezone(ZoneInfo(timezone)).date()
            cell.number_format = "dd.mm.yyyy"
    elif column is Column.PROPOSED:
        spreadsheet.put_runs(cell, list(_runs(row.cells[column])))
    else:
        spreadsheet.put(cell, row.text(column))


def _runs(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines):
        label = f"{line.label}: " if line.label else ""
        yield "=", ("\n" if number else "") + label
        yield from ((("/" if line.is_heading else op), text) for op, text in line.runs)
