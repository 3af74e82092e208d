"""Files of the consolidated table: the same cells in each, readable without colour, harmless."""

import json
import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from lxml import etree, html
from openpyxl.cell.rich_text import CellRichText

from program_workflow import i18n
from program_workflow.documents.spreadsheet import LONGEST
from program_workflow.documents.table_cells import BELOW, TITLES, Column, laid_out
from program_workflow.documents.table_files import TABLE_FORMS, write_table
from program_workflow.domain.consolidated import TableAdvice
from program_workflow.domain.terms import AdviceKind, Recommendation
from tests.documents.consolidated import AT, change, row, said, table, varied

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sheet_of(written):
    return openpyxl.load_workbook(BytesIO(written), rich_text=True).active


def head_of(written, column):
    """The line of the sheet in which the columns are named."""
    lines = sheet_of(written).iter_rows(values_only=True)
    return next(place for place, line in enumerate(lines, 1) if column in line)


def rows_of_xlsx(written, first=4):
    sheet = sheet_of(written)
    head, *rows = sheet.iter_rows(min_row=first, values_only=True)
    return [dict(zip(head, cells, strict=True)) for cells in rows]


def rows_of_docx(written):
    (found,) = Document(BytesIO(written)).tables
    head, *rows = [["\n".join(p.text for p in cell.paragraphs) for cell in line.cells] for line in found.rows]
    return [dict(zip(head, cells, strict=True)) for cells in rows]


def rows_of_html(written):
    page = html.fromstring(written.decode())
    return [
        {cell.get("data-label"): "\n".join(p.text_content() for p in cell.iter("p")) for cell in line.iterfind("td")}
        for line in page.iterfind(".//tbody/tr")
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_file_has_the_same_cells(language):
    with i18n.speaking(language):
        sheet = laid_out(varied())
        titles = {column: i18n.gettext(TITLES[column]) for column in Column}
        files = {form: write_table(varied(), form) for form in TABLE_FORMS}
        days = [one.text(Column.DECIDED) for one in sheet.rows]
    as_data = json.loads(files["json"])["items"]
    as_sheet = rows_of_xlsx(files["xlsx"])
    for place, laid in enumerate(sheet.rows):
        cells = {column: laid.text(column) for column in sheet.columns}
        assert as_data[place]["cells"] == {c.value: cells.get(c, "") for c in Column}
        in_sheet = {c: as_sheet[place][titles[c]] for c in sheet.columns}
        decided = in_sheet.pop(Column.DECIDED)
        assert {c: str(said or "") for c, said in in_sheet.items()} == {
            c: said for c, said in cells.items() if c is not Column.DECIDED
        }
        assert bool(decided) == bool(days[place])
        below = {c: "\n".join(filter(None, [cells[c], *(cells[b] for b in BELOW if BELOW[b] is c)])) for c in cells}
        printed = {titles[c]: below[c] for c in sheet.printed}
        assert rows_of_docx(files["docx"])[place] == printed
        assert rows_of_html(files["html"])[place] == printed


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Kazakhstan: objects, since 15 March 2011",
                "Except the words: «twice»",
                "Too often.",
                "Too dear.",
                "Belarus: scrutiny reservation, since 15 March 2011, due 20 March 2011",
                "Lifted when: the ministry agrees",
                "XYZ: agrees, since 15 March 2011, to be reconfirmed",
            ],
        ),
        ("ru", ["Казахстан: возражает", "Кроме слов: «twice»"]),
    ],
)
def test_a_position_says_who_what_since_when_and_what_goes_with_it(language, lines):
    with i18n.speaking(language):
        laid = laid_out(varied()).rows[1]
    found = laid.text(Column.POSITIONS).split("\n")
    assert len(found) == 7
    assert [one[: len(line)] for one, line in zip(found, lines, strict=False)] == lines


@pytest.mark.parametrize(
    ("language", "on_wording", "on_version"),
    [
        (
            "en",
            "Legal: accept\nadvice on wording 1; the filed wording is 2\nIn line with the law.",
            "Linguistic: reject\nadvice on an earlier text of this version\nTwo terms for one thing.",
        ),
        ("ru", "Правовое: принять", "Лингвистическое: отклонить"),
    ],
    ids=["en", "ru"],
)
def test_advice_stands_in_every_file_in_its_row_and_that_on_the_version_above_the_rows(
    language, on_wording, on_version
):
    of_row = TableAdvice(AdviceKind.LEGAL, Recommendation.ACCEPT, "In line with the law.", wording=1, filed=2)
    linguistic = TableAdvice(
        AdviceKind.LINGUISTIC, Recommendation.REJECT, "Two terms for one thing.", wording=None, has_changed=True
    )
    with i18n.speaking(language):
        made = table(row(advice=(of_row,)), advice=(linguistic,))
        column, title = i18n.gettext(TITLES[Column.ADVICE]), laid_out(made).advice_title
        files = {form: write_table(made, form) for form in TABLE_FORMS}
    assert on_wording in rows_of_docx(files["docx"])[0][column]
    assert on_wording in str(rows_of_xlsx(files["xlsx"], first=head_of(files["xlsx"], column))[0][column])
    assert on_wording in rows_of_html(files["html"])[0][column]
    above = {
        "docx": "\n".join(p.text for p in Document(BytesIO(files["docx"])).paragraphs),
        "xlsx": "\n".join(
            str(cell) for line in sheet_of(files["xlsx"]).iter_rows(values_only=True) for cell in line if cell
        ),
        "html": html.fromstring(files["html"].decode()).text_content(),
    }
    for form, said_there in above.items():
        assert title in said_there, form
        for line in on_version.split("\n"):
            assert line in said_there, form


def test_marks_are_formats_that_a_copier_keeps():
    written = {form: write_table(table(row()), form) for form in TABLE_FORMS}
    said = [("Hold it ", ""), ("once", "-"), ("twice", "+"), (" a year.", "")]
    cell = Document(BytesIO(written["docx"])).tables[0].rows[1].cells[3]
    runs = [
        (run.text, "-" if run.font.strike else "+" if run.bold and run.font.underline else "")
        for run in cell.paragraphs[0].runs
    ]
    assert runs == said
    blocks = rows_of_xlsx(written["xlsx"])[0]["Proposed text"]
    assert isinstance(blocks, CellRichText)
    assert [(one.text, "-" if one.font.strike else "+" if one.font.b and one.font.u else "") for one in blocks] == said
    page = html.fromstring(written["html"].decode())
    assert [(one.tag, one.text) for one in page.iter("del", "ins")][:2] == [("del", "once"), ("ins", "twice")]


def test_the_word_file_is_landscape_and_repeats_its_head():
    written = write_table(varied(), "docx")
    document = Document(BytesIO(written))
    (section,) = document.sections
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(297, abs=0.1), pytest.approx(210, abs=0.1))
    first = document.tables[0].rows[0]._tr
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert not list(document.element.iter(f"{W}ins", f"{W}del"))
    assert "Draft" in section.header.paragraphs[0].text
    assert "15 March 2011, 09:00 UTC" in section.footer.paragraphs[0].text


def test_the_spreadsheet_is_typed_filtered_and_frozen():
    sheet = sheet_of(write_table(varied(), "xlsx"))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", "A4:L10")
    decided = next(cell for cell in sheet[8] if cell.is_date)
    assert (decided.value.date(), decided.number_format) == (date(2011, 3, 15), "dd.mm.yyyy")
    assert all(cell.alignment.wrap_text for line in sheet["A4:L10"] for cell in line)


def test_a_date_is_that_of_the_time_zone():
    decided = AT.replace(hour=22)
    made = table(row(decided_at=decided))
    assert rows_of_xlsx(write_table(made, "xlsx", "Asia/Almaty"))[0]["Date of decision"].day == 16
    assert laid_out(made, "Asia/Almaty").rows[0].text(Column.DECIDED) == "16 March 2011"


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "=cmd|'/c calc'!A0"]


@pytest.mark.parametrize("said", FORMULAS)
def test_a_text_is_never_a_formula(said):
    made = table(row(said, change(said, said + " more"), rationale=said, reason=said, decided_at=AT))
    written = write_table(made, "xlsx")
    with ZipFile(BytesIO(written)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"<f " not in xml
    assert said.strip() in str(rows_of_xlsx(written)[0]["Rationale"])
    assert {cell.data_type for cell in sheet_of(written)[5] if cell.value} <= {"s", "d"}


@pytest.mark.parametrize("form", list(TABLE_FORMS))
def test_control_characters_break_no_file(form):
    hostile = "a\x00b\x0bc\x1f\ud800\uffff<&>]]>"
    made = table(
        row(hostile, change(hostile, f"{hostile} more"), rationale=hostile), title={"en": hostile}, code=hostile
    )
    written = write_table(made, form)
    if form in ("docx", "xlsx"):
        with ZipFile(BytesIO(written)) as archive:
            for name in archive.namelist():
                etree.fromstring(archive.read(name))
        read = rows_of_docx(written) if form == "docx" else rows_of_xlsx(written)
        assert read[0]["Rationale"] == "a\ufffdb\ufffdc\ufffd\ufffd\ufffd<&>]]>"
    else:
        assert "a" in written.decode()


def test_what_a_cell_cannot_hold_is_cut_and_says_so():
    long = "слово " * 8_000
    made = table(row("P1/2.7/KAZ/1", change(long, long + "ещё"), rationale="𝒜" * LONGEST))
    cells = rows_of_xlsx(write_table(made, "xlsx"))[0]
    for column in ("Current text", "Proposed text", "Rationale"):
        assert len(str(cells[column]).encode("utf-16-le")) // 2 <= LONGEST
        assert "the .docx has the whole text" in str(cells[column])
    assert rows_of_docx(write_table(made, "docx"))[0]["Current text"] == long


def test_columns_without_anything_are_left_out():
    assert Column.POSITIONS not in laid_out(table(row())).columns
    stands = (said("RUS", "objects"),)
    sheet = laid_out(table(row(positions=stands), row("P1/2.8/KAZ/1")))
    assert Column.POSITIONS in sheet.columns
    assert "RUS: objects" in rows_of_docx(write_table(table(row(positions=stands)), "docx"))[0]["Positions"]


@pytest.mark.parametrize("form", list(TABLE_FORMS))
def test_an_empty_table_says_so(form):
    written = write_table(table(), form)
    if form == "docx":
        said = "\n".join(p.text for p in Document(BytesIO(written)).paragraphs)
    elif form == "xlsx":
        said = "".join(str(cell) for line in sheet_of(written).iter_rows(values_only=True) for cell in line)
    else:
        said = written.decode()
    assert "No amendment or remark is visible to you as of" in said or json.loads(said)["items"] == []


def test_the_same_table_gives_the_same_file():
    assert write_table(varied(), "docx") == write_table(varied(), "docx")


def test_the_page_needs_nothing_beside_it():
    written = write_table(varied(), "html").decode()
    assert not re.search(r"<script|<link|src=|url\(|@import", written)
