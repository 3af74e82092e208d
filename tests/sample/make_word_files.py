"""Makes the sample's draft as two Word documents, as a secretariat would send them.

``python tests/sample/make_word_files.py`` writes ``examples/cis-2011-draft-{ru,en}.docx`` from
``program_workflow/sample/cis-2011.json``. The same sample gives the same bytes. The Russian file
types the numbers of sections and points and leaves lists to Word; the English one does the reverse,
so that the two together show both ways in which drafts are numbered.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "program_workflow" / "sample" / "cis-2011.json"
EXAMPLES = ROOT / "examples"
PROGRAM = "CIS-2011"
FONT = "Times New Roman"
STAMP = (2010, 11, 1, 9, 0, 0)  # one date for all parts, or no two runs would give the same bytes
WIDTHS = (1.2, 6.0, 3.7, 2.5, 3.6)  # cm, of the columns of a table of measures
PASSPORT_WIDTHS = (5.0, 12.0)  # cm

Clause = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document of one language is worded and numbered.

    automatic_sections: sections and points are numbered by Word; else lists are (decision,
    sub-points, annex). list_format: the format of Word for sub-points.
    """

    language: str
    locale: str
    header: str
    columns: tuple[str, ...]
    automatic_sections: bool
    list_format: str
    letters: str


MANNERS = (
    Manner(
        language="ru",
        locale="ru-RU",
        header="Проект. Иллюстративный текст",
        columns=("№ п/п", "Содержание мероприятия", "Исполнители", "Срок исполнения", "Источники финансирования"),
        automatic_sections=False,
        list_format="russianLower",
        letters="абв",
    ),
    Manner(
        language="en",
        locale="en-GB",
        header="Draft. Illustrative text",
        columns=("No.", "Measure", "Executing bodies", "Timeframe", "Funding"),
        automatic_sections=True,
        list_format="lowerLetter",
        letters="abc",
    ),
)


def word_file(clauses: list[Clause], manner: Manner, title: str) -> bytes:
    """The draft as a .docx; the same clauses give the same bytes."""
    return _Writer(manner).write(clauses, title)


class _Writer:
    """One document in the making: what it is numbered with, and the clauses written so far."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.document: Document = docx.Document()
        self.numbers = _Numbers(self.document)
        self.sections = self.numbers.multilevel() if manner.automatic_sections else None
        _set_page(self.document, manner)
        _set_styles(self.document, manner)

    def write(self, clauses: list[Clause], title: str) -> bytes:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", self.manner.header
        properties.language = self.manner.locale
        properties.created = properties.modified = datetime(*STAMP)  # noqa: DTZ001 - python-docx writes it as UTC
        for clause in clauses:
            self._top(clause)
        kept = io.BytesIO()
        self.document.save(kept)
        return _stamped(kept.getvalue())

    def _text(self, clause: Clause) -> str:
        return str(clause["text"][self.manner.language])

    def _top(self, clause: Clause) -> None:
        if clause["kind"] == "title":
            self.document.add_paragraph(self._text(clause), style="Title")
            return
        self._heading(clause)
        children = clause.get("children", [])
        if children and children[0]["kind"] == "passport_row":
            self._passport(children)
        elif any(child["kind"] == "measure" for child in children):
            self._measures([child for child in children if child["kind"] != "note"])
            for note in (child for child in children if child["kind"] == "note"):
                self.document.add_paragraph(self._text(note), style="Body Text").paragraph_format.space_before = Pt(6)
        else:
            self._prose(children)

    def _heading(self, clause: Clause) -> None:
        number = clause["number"]
        typed = f"{number}. " if number and self.sections is None else ""
        heading = self.document.add_paragraph(typed + self._text(clause), style="Heading 1")
        heading.paragraph_format.page_break_before = clause["key"] in ("passport", "annex")
        if number and self.sections is not None:
            _number(heading, self.sections, 0)

    def _prose(self, children: list[Clause]) -> None:
        """Points in their sections are numbered one way, those of the decision and the annex the other."""
        listed = None
        for clause in children:
            paragraph = self.document.add_paragraph(style="Body Text")
            number = clause["number"]
            if number and self.sections is not None and "." in number:
                _number(paragraph, self.sections, 1)
                number = ""
            elif number and self.sections is None and "." not in number:
                listed = self.numbers.simple("decimal", "%1.") if listed is None else listed
                _number(paragraph, listed, 0)
                number = ""
            paragraph.add_run((f"{number}. " if number else "") + self._text(clause))
            self._points(clause.get("children", []))

    def _points(self, children: list[Clause]) -> None:
        if not children:
            return
        listed = None if self.sections is not None else self.numbers.simple(self.manner.list_format, "%1)", indent=720)
        for index, clause in enumerate(children):
            typed = f"({self.manner.letters[index]}) " if listed is None else ""
            paragraph = self.document.add_paragraph(typed + self._text(clause), style="Body Text")
            if listed is not None:
                _number(paragraph, listed, 0)
            else:
                paragraph.paragraph_format.left_indent = Cm(1.25)

    def _passport(self, rows: list[Clause]) -> None:
        table = _table(self.document, PASSPORT_WIDTHS)
        for row in rows:
            cells = _row(table, PASSPORT_WIDTHS)
            _fill(cells[0], row["fields"][self.manner.language]["label"], bold=True)
            _fill(cells[1], self._text(row))

    def _measures(self, rows: list[Clause]) -> None:
        table = _table(self.document, WIDTHS)
        for cell, heading in zip(_row(table, WIDTHS, header=True), self.manner.columns, strict=True):
            _fill(cell, heading, bold=True, centred=True, kept=True)
        for row in rows:
            cells = _row(table, WIDTHS)
            if row["kind"] == "table_heading":
                _fill(cells[0].merge(cells[-1]), self._text(row), bold=True, centred=True, kept=True)
                continue
            fields = row["fields"][self.manner.language]
            texts = (
                f"{row['number']}.",
                self._text(row),
                ", ".join(fields["executing_bodies"]),
                fields["timeframe"],
                fields["funding"],
            )
            for cell, text in zip(cells, texts, strict=True):
                _fill(cell, text)


class _Numbers:
    """Automatic numbers: each list is an abstract definition and one instance of it."""

    def __init__(self, document: Document) -> None:
        self.part = document.part.numbering_part.element
        for old in list(self.part):  # the template's lists are not used
            self.part.remove(old)
        self.count = 0

    def simple(self, numeral: str, pattern: str, *, indent: int = 0) -> int:
        """A list of one level that begins anew. indent: in twentieths of a point."""
        return self._add([(numeral, pattern, indent)], "singleLevel")

    def multilevel(self) -> int:
        """Sections 1., 2. and under them points 1.1., 1.2."""
        return self._add([("decimal", "%1.", 0), ("decimal", "%1.%2.", 0)], "multilevel")

    def _add(self, levels: list[tuple[str, str, int]], kind: str) -> int:
        self.count += 1
        body = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{numeral}"/><w:suff w:val="space"/>'
            f'<w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{indent}" w:firstLine="0"/></w:pPr></w:lvl>'
            for depth, (numeral, pattern, indent) in enumerate(levels)
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.count}">'
            f'<w:multiLevelType w:val="{kind}"/>{body}</w:abstractNum>'
        )
        instance = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{self.count}"><w:abstractNumId w:val="{self.count}"/></w:num>'
        )
        self.part.insert(self.count - 1, abstract)  # the schema wants all definitions before the instances
        self.part.append(instance)
        return self.count


def _number(paragraph: Paragraph, instance: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = instance


def _set_page(document: Document, manner: Manner) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    header = section.header.paragraphs[0]
    header.text, header.alignment = manner.header, WD_ALIGN_PARAGRAPH.RIGHT
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    footer._p.append(page)


def _set_styles(document: Document, manner: Manner) -> None:
    for name, size, bold, before, after in (
        ("Normal", 12, False, 0, 0),
        ("Body Text", 12, False, 0, 6),
        ("Title", 14, True, 0, 18),
        ("Heading 1", 13, True, 18, 8),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        for attribute in ("w:eastAsia", "w:cs"):
            fonts.set(qn(attribute), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if name in ("Title", "Heading 1"):
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
            style.paragraph_format.keep_with_next = True
    document.styles["Body Text"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    title = document.styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), manner.locale)


def _table(document: Document, widths: tuple[float, ...]) -> Table:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _row(table: Table, widths: tuple[float, ...], *, header: bool = False) -> list[_Cell]:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    cells = list(row.cells)
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    return cells


def _fill(cell: _Cell, text: str, *, bold: bool = False, centred: bool = False, kept: bool = False) -> None:
    """kept: on the page of the row that follows, so that no heading stands at the foot of a page."""
    for spare in cell.paragraphs[1:]:  # merging leaves an empty paragraph of each cell
        spare._p.getparent().remove(spare._p)
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(10.5)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if kept:
        paragraph.paragraph_format.keep_with_next = True


def _stamped(raw: bytes) -> bytes:
    """The same package with one date on every part."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "docProps/thumbnail.jpeg":  # a picture of the template's own first page
                continue
            part = zipfile.ZipInfo(name, STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            target.writestr(part, _without_thumbnail(name, source.read(name)))
    return kept.getvalue()


def _without_thumbnail(name: str, part: bytes) -> bytes:
    if name != "_rels/.rels":
        return part
    relations = parse_xml(part)
    for relation in list(relations):
        if relation.get("Type", "").endswith("/thumbnail"):
            relations.remove(relation)
    return etree.tostring(relations, encoding="UTF-8", xml_declaration=True, standalone=True)


def word_files() -> Iterator[tuple[str, bytes]]:
    """Name and content of each Word document of the sample."""
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    program = next(one for one in sample["programs"] if one["code"] == PROGRAM)
    for manner in MANNERS:
        name = f"{PROGRAM.lower()}-draft-{manner.language}.docx"
        yield name, word_file(program["clauses"], manner, program["title"][manner.language])


if __name__ == "__main__":
    for name, content in word_files():
        (EXAMPLES / name).write_bytes(content)
