"""The consolidated table as a spreadsheet: typed columns, filters, a frozen head, and never a formula."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from zoneinfo import ZoneInfo

from program_workflow.documents.characters import writable
from program_workflow.documents.table_cells import TITLES, Column, LaidRow, Line, Sheet
from program_workflow.i18n import gettext

#: The longest text a cell may hold, in the UTF-16 units Excel counts.
LONGEST: Final = 32_767
_WIDTHS: Final = {
    Column.NUMBER: 20,
    Column.COLLIDES: 20,
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
_FONT: Final = "Calibri"
_HEAD_ROW: Final = 4


def write_table_xlsx(sheet: Sheet, timezone: str = "UTC") -> bytes:
    """The file. The redline stands in the cell as struck, and as bold and double underlined words."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page: Any = book.active
    page.title = writable(sheet.table.code).translate(_NOT_IN_A_NAME)[:31] or "table"
    for line, said in enumerate((f"{sheet.table.code} – {sheet.program}", sheet.title, "; ".join(_facts(sheet))), 1):
        _put(page.cell(line, 1), said)
        page.cell(line, 1).font = Font(name=_FONT, size=14 if line == 2 else 11, bold=line == 2)
    edge = Side(style="thin", color="FF999999")
    box, top = Border(edge, edge, edge, edge), Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(sheet.columns, 1):
        head = page.cell(_HEAD_ROW, place)
        _put(head, gettext(TITLES[column]))
        head.font, head.fill = Font(name=_FONT, bold=True), PatternFill("solid", fgColor="FFE9EDF1")
        head.alignment, head.border = top, box
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS[column]
        for index, row in enumerate(sheet.rows, _HEAD_ROW + 1):
            cell = page.cell(index, place)
            _fill(cell, row, column, timezone)
            cell.alignment, cell.border = top, box
    last = f"{get_column_letter(len(sheet.columns))}{max(_HEAD_ROW + len(sheet.rows), _HEAD_ROW)}"
    page.auto_filter.ref = f"A{_HEAD_ROW}:{last}"
    page.freeze_panes = page.cell(_HEAD_ROW + 1, 2)
    _print_settings(page, sheet)
    book.properties.creator = "Program Workflow"
    book.properties.title = writable(f"{sheet.table.code}: {sheet.title}")
    book.properties.created = book.properties.modified = sheet.table.as_of.replace(tzinfo=None)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


_NOT_IN_A_NAME: Final = str.maketrans("", "", "[]:*?/\\'")


def _facts(sheet: Sheet) -> Iterator[str]:
    if sheet.marking:
        yield sheet.marking
    yield from sheet.facts
    if not sheet.rows:
        yield sheet.nothing


def _print_settings(page: Any, sheet: Sheet) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    page.oddHeader.right.text = writable(sheet.marking).replace("&", "&&")
    page.oddFooter.left.text = writable(f"{sheet.table.code}. {sheet.facts[-1]}").replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"


def _fill(cell: Any, row: LaidRow, column: Column, timezone: str) -> None:
    if column is Column.DECIDED:
        if row.decided is not None:
            cell.value = _day(row.decided, timezone)
            cell.number_format = "dd.mm.yyyy"
    elif column is Column.PROPOSED:
        _put_marked(cell, row.cells[column])
    else:
        _put(cell, row.text(column))


def _day(instant: datetime, timezone: str) -> Any:
    return instant.astimezone(ZoneInfo(timezone)).date()


def _put(cell: Any, text: str) -> None:
    """A text, whatever it begins with."""
    if text:
        cell.value = _cut(writable(text))
        cell.data_type = "s"


def _cut(text: str) -> str:
    """What does not fit says so; the other files have it whole."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    said = gettext("cut: a cell of a spreadsheet holds no more; the .docx has the whole text")
    note = f"… [{said}]"
    room = LONGEST - len(note)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + note


def _put_marked(cell: Any, lines: tuple[Line, ...]) -> None:
    """Runs of a redline with their formats; a text without changes, or one too long for formats, is a plain one."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    plain = "\n".join(line.text for line in lines)
    is_changed = any(op != "=" for line in lines for op, _ in line.runs)
    if not is_changed or _cut(writable(plain)) != writable(plain):
        _put(cell, plain if not is_changed else "\n".join(_in_signs(line) for line in lines))
        return
    fonts = {
        "=": InlineFont(rFont=_FONT, sz=11),
        "-": InlineFont(rFont=_FONT, sz=11, strike=True),
        "+": InlineFont(rFont=_FONT, sz=11, b=True, u="double"),
    }
    heading = InlineFont(rFont=_FONT, sz=11, i=True)
    blocks = []
    for number, line in enumerate(lines):
        before = "\n" if number else ""
        if before or line.label:
            blocks.append(TextBlock(fonts["="], writable(f"{before}{f'{line.label}: ' if line.label else ''}")))
        blocks += [TextBlock(heading if line.is_heading else fonts[op], writable(text)) for op, text in line.runs]
    cell.value = CellRichText(*blocks)


def _in_signs(line: Line) -> str:
    """A redline without formats: [-deleted-] and {+inserted+}."""
    signs = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    said = "".join(signs[op].format(text) for op, text in line.runs)
    return f"{line.label}: {said}" if line.label else said
