"""Cells of a spreadsheet: texts that are never formulas, redlines as formats, nothing longer than a cell holds."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from program_workflow.documents.characters import writable
from program_workflow.i18n import gettext

#: The longest text a cell may hold, in the UTF-16 units Excel counts.
LONGEST: Final = 32_767
FONT: Final = "Calibri"
#: Signs of a redline where formats are not to be had.
_SIGNS: Final = {"-": "[-{}-]", "+": "{{+{}+}}", "<": "[-{}-]", ">": "{{+{}+}}", "±": "[-{{+{}+}}-]"}


def put(cell: Any, text: str) -> None:
    """A text, whatever it begins with."""
    if text:
        cell.value = _cut(writable(text))
        cell.data_type = "s"


def put_runs(cell: Any, runs: Sequence[tuple[str, str]]) -> None:
    """(op, text) with its format: struck, or bold and double underlined; moved ones in italics, "/" as well.

    "±" is both struck and underlined, "#" raised. What is too long for formats has signs instead.
    """
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    said = [(op, writable(text)) for op, text in runs if text]
    plain = "".join(text for _, text in said)
    if all(op in "=/" for op, _ in said):
        put(cell, plain)
    elif _units(plain) > LONGEST:
        put(cell, "".join(_SIGNS.get(op, "{}").format(text) for op, text in said))
    else:
        formats: dict[str, dict[str, Any]] = {
            "=": {},
            "/": {"i": True},
            "-": {"strike": True},
            "+": {"b": True, "u": "double"},
            "<": {"strike": True, "i": True},
            ">": {"u": "single", "i": True},
            "±": {"strike": True, "b": True, "u": "double"},
            "#": {"vertAlign": "superscript"},
        }
        cell.value = CellRichText(*(TextBlock(InlineFont(rFont=FONT, sz=11, **formats[op]), text) for op, text in said))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> str:
    """What does not fit says so; the other files have it whole."""
    if _units(text) <= LONGEST:
        return text
    said = gettext("cut: a cell of a spreadsheet holds no more; the .docx has the whole text")
    note = f"… [{said}]"
    return text.encode("utf-16-le")[: 2 * (LONGEST - len(note))].decode("utf-16-le", "ignore") + note


def new_book(name: str, title: str, created: Any) -> tuple[Any, Any]:
    """(book, its one sheet). created: aware, UTC."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = writable(name).translate(_NOT_IN_A_NAME)[:31] or "table"
    book.properties.creator = "Program Workflow"
    book.properties.title = writable(title)
    book.properties.created = book.properties.modified = created.replace(tzinfo=None)
    return book, sheet


_NOT_IN_A_NAME: Final = str.maketrans("", "", "[]:*?/\\'")


def head(sheet: Any, lines: Iterable[str], columns: Sequence[tuple[str, int]]) -> int:
    """Lines above the table, and its columns as (title, width). Returns the number of the first row beneath."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    row = 0
    for row, said in enumerate(lines, 1):
        put(sheet.cell(row, 1), said)
        sheet.cell(row, 1).font = Font(name=FONT, size=14 if row == 2 else 11, bold=row == 2)
    for place, (title, width) in enumerate(columns, 1):
        cell = sheet.cell(row + 1, place)
        put(cell, title)
        cell.font, cell.fill = Font(name=FONT, bold=True), PatternFill("solid", fgColor="FFE9EDF1")
        sheet.column_dimensions[get_column_letter(place)].width = width
    return row + 2


def finish(sheet: Any, first: int, rows: int, columns: int, *, mark: str, foot: str) -> None:
    """Filters, a head that stays, wrapped text, and a sheet of paper in landscape."""
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    edge = Side(style="thin", color="FF999999")
    box, top = Border(edge, edge, edge, edge), Alignment(wrap_text=True, vertical="top")
    for row in range(first - 1, first + rows):
        for column in range(1, columns + 1):
            sheet.cell(row, column).alignment, sheet.cell(row, column).border = top, box
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(columns)}{first + rows - 1}"
    sheet.freeze_panes = sheet.cell(first, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{first - 1}:{first - 1}"
    sheet.oddHeader.right.text = writable(mark).replace("&", "&&")
    sheet.oddFooter.left.text = writable(foot).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
