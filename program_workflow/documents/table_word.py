"""The consolidated table as a Word document: A4 landscape, its head on every sheet, marks that a copier keeps."""

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from program_workflow.documents.characters import writable
from program_workflow.documents.table_cells import SIGN, TITLES, Column, LaidRow, Line, Sheet
from program_workflow.i18n import gettext, language

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Shares of the width of the sheet, which is 14,570 twentieths of a point between the margins.
_WIDTH: Final = 14_570
_SHARES: Final = {
    Column.NUMBER: 12,
    Column.CLAUSE: 8,
    Column.CURRENT: 23,
    Column.PROPOSED: 23,
    Column.DELEGATIONS: 11,
    Column.RATIONALE: 15,
    Column.ADVICE: 12,
    Column.POSITIONS: 12,
    Column.DECISION: 14,
}
_MARKS: Final = {
    "=": "",
    "-": "<w:strike/>",
    "+": '<w:b/><w:u w:val="double"/>',
    "±": '<w:b/><w:strike/><w:u w:val="double"/>',
    SIGN: '<w:vertAlign w:val="superscript"/>',
}
_LANGUAGES: Final = {"en": "en-GB", "ru": "ru-RU"}


def write_table_docx(sheet: Sheet) -> bytes:
    """The file; the same table at the same instant gives the same bytes."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/document.xml": _document(sheet),
        "word/styles.xml": _styles(),
        "word/header1.xml": _part("hdr", f'<w:pPr><w:pStyle w:val="Head"/></w:pPr>{_tabbed(sheet)}'),
        "word/footer1.xml": _part("ftr", f'<w:pPr><w:pStyle w:val="Head"/></w:pPr>{_footer(sheet)}'),
        "docProps/core.xml": _core(sheet),
    }
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(_entry(name), (_HEAD + content).encode())
    return written.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


# --- The text ---------------------------------------------------------------------------------------


def _document(sheet: Sheet) -> str:
    body = [
        _paragraph(_run(f"{sheet.table.code} – {sheet.program}"), "Subtitle"),
        _paragraph(_run(sheet.title), "Title"),
        _paragraph(_run(sheet.standing), "Subtitle"),
        *_on_version(sheet),
        _table(sheet) if sheet.rows else _paragraph(_run(sheet.nothing)),
        _paragraph(_legend() if sheet.rows else "", "Note"),
    ]
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
        'w:header="567" w:footer="567" w:gutter="0"/>'
        "</w:sectPr>"
    )
    return f"<w:document {_W} {_R}><w:body>{''.join(body)}{section}</w:body></w:document>"


def _on_version(sheet: Sheet) -> list[str]:
    """What was advised on the version as a whole, before the rows."""
    if not sheet.advice:
        return []
    return [_paragraph(_run(sheet.advice_title), "CellHeading"), *(_line(line) for line in sheet.advice)]


def _legend() -> str:
    marks = (("-", gettext("deleted words")), ("+", gettext("inserted words")))
    heading = gettext("What the marks mean")
    return _run(f"{heading}: ") + _run("; ").join(_run(said, op) for op, said in marks)


def _table(sheet: Sheet) -> str:
    whole = sum(_SHARES[column] for column in sheet.printed)
    widths = {column: _WIDTH * _SHARES[column] // whole for column in sheet.printed}
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths.values())
    head = "".join(_cell(widths[one], _paragraph(_run(gettext(TITLES[one])), "Columns")) for one in sheet.printed)
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    rows += [_row(row, widths) for row in sheet.rows]
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths.values())}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(writable(sheet.title))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(row: LaidRow, widths: dict[Column, int]) -> str:
    cells = "".join(
        _cell(width, "".join(_line(line) for line in row.printed(column)) or _paragraph("", "Cell"))
        for column, width in widths.items()
    )
    return f"<w:tr>{cells}</w:tr>"


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _line(line: Line) -> str:
    runs = "".join(_run(text, op, lang=line.lang) for op, text in line.runs)
    label = _run(f"{line.label}: ", "label") if line.label else ""
    return _paragraph(label + runs, "CellHeading" if line.is_heading else "Cell")


def _paragraph(runs: str, style: str = "Cell") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, op: str = "=", *, lang: str | None = None) -> str:
    marks = "<w:i/>" if op == "label" else _MARKS[op]
    spoken = f'<w:lang w:val="{_LANGUAGES.get(lang or language(), "en-GB")}"/>'
    return f"<w:r><w:rPr>{marks}{spoken}</w:rPr>{''.join(_text(text))}</w:r>"


def _text(text: str) -> Iterator[str]:
    """Line ends and tabs are elements of their own."""
    for number, line in enumerate(writable(text).replace("\r", "").split("\n")):
        if number:
            yield "<w:br/>"
        for place, words in enumerate(line.split("\t")):
            if place:
                yield "<w:tab/>"
            if words:
                yield f'<w:t xml:space="preserve">{escape(words)}</w:t>'


# --- Head and foot of every sheet -------------------------------------------------------------------


def _part(name: str, paragraph: str) -> str:
    return f"<w:{name} {_W} {_R}><w:p>{paragraph}</w:p></w:{name}>"


def _tabbed(sheet: Sheet) -> str:
    return _run(f"{sheet.table.code}. {sheet.title}") + "<w:r><w:tab/></w:r>" + _run(sheet.marking)


def _footer(sheet: Sheet) -> str:
    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} ">{_run("1")}</w:fldSimple>'

    pages = _run(" / ").join((field("PAGE"), field("NUMPAGES")))
    return _run(sheet.standing) + "<w:r><w:tab/></w:r>" + pages


# --- What a package needs beside its text -----------------------------------------------------------


def _styles() -> str:
    def style(name: str, size: int, more: str = "", paragraph: str = "", based: str = "Normal") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
            f'<w:pPr>{paragraph}</w:pPr><w:rPr>{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )

    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="777777"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{font}</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        + style("Title", 28, "<w:b/>", '<w:keepNext/><w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/>')
        + style("Subtitle", 22, "", '<w:keepNext/><w:spacing w:after="60"/><w:jc w:val="center"/>')
        + style("Cell", 18, "", '<w:spacing w:after="40"/>')
        + style("CellHeading", 18, "<w:i/>", '<w:keepNext/><w:spacing w:after="40"/>', "Cell")
        + style("Columns", 18, "<w:b/>", '<w:keepNext/><w:spacing w:after="40"/>', "Cell")
        + style("Note", 18, "", '<w:spacing w:before="120"/>')
        + style("Head", 16, "", f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH}"/></w:tabs>')
        + '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E9EDF1"/></w:tcPr>'
        "</w:tblStylePr></w:style></w:styles>"
    )


def _core(sheet: Sheet) -> str:
    at = sheet.table.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kind = 'xsi:type="dcterms:W3CDTF"'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(writable(f'{sheet.table.code}: {sheet.title}'))}</dc:title>"
        "<dc:creator>Program Workflow</dc:creator>"
        f"<dc:language>{language()}</dc:language>"
        f"<dcterms:created {kind}>{at}</dcterms:created><dcterms:modified {kind}>{at}</dcterms:modified>"
        "</cp:coreProperties>"
    )


_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD_TYPE}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD_TYPE}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)
