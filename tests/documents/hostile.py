"""Files made to hurt: what a stranger may send as a text of a program. Each is refused or read, within the bounds."""

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

from tests.documents import odt_files
from tests.documents.word_files import (
    by,
    cell,
    comments,
    deleted,
    inserted,
    level,
    numbering,
    package_parts,
    paragraph,
    part,
    row,
    run,
    style,
    table,
    word_file,
    zipped,
)

Parts = dict[str, str | bytes]
_GOOD: Final = paragraph("1. The Center acts.")
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_MACRO_TYPE: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
_LAUGHS: Final = "".join(f'<!ENTITY a{at + 1} "{f"&a{at};" * 10}">' for at in range(1, 10))
_BILLION: Final = f'<!DOCTYPE w [<!ENTITY a1 "ha">{_LAUGHS}]>'
_XXE: Final = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _with(more: Mapping[str, str | bytes], *blocks: str, **parts: str) -> bytes:
    made: Parts = {**package_parts(*(blocks or (_GOOD,)), **parts), **more}
    return zipped(made)


def _related(kind: str, target: str, mode: str = "External", block: str = "") -> bytes:
    """A file with a relationship of one kind."""
    said = f' TargetMode="{mode}"' if mode else ""
    relation = f'<Relationship Id="rId9" Type="{_OFFICE}/{kind}" Target="{target}"{said}/>'
    made: Parts = {"word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relation}</Relationships>'}
    return _with(made if mode else made | {f"word/{target}": b"<x/>"}, _GOOD, block)


def _letters(count: int) -> str:
    """Words that no packing makes small."""
    chance = random.Random(count)  # noqa: S311 - the same file each time, no secret
    return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(count // 8))


def _loose(*blocks: str) -> bytes:
    """With so much that does not pack well that the rest may repeat itself."""
    return word_file(*blocks, f"<!--{_letters(300_000)}-->")


def _deep(tag: str, depth: int, inner: str = "") -> str:
    return f"<w:{tag}>" * depth + inner + f"</w:{tag}>" * depth


def _nested_tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _GOOD + "</w:tc></w:tr></w:tbl>" * depth


def _twice(name: str) -> bytes:
    buffer = io.BytesIO(_with({}))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "<x/>")
    return buffer.getvalue()


def _flagged(bit: int) -> bytes:
    """Every entry has a flag that it should not have."""
    data = bytearray(_with({}))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | bit)
    return bytes(data)


def _one_body_for_all() -> bytes:
    """Two hundred entries that lie in the bytes of one: a bomb without nesting."""
    data = bytearray(
        _with({f"word/media/{at:03}.xml": b"<x/>" for at in range(200)} | {"word/big.xml": _letters(50_000)})
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("word/big.xml").header_offset
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<L", data, at + 42, start)
    return bytes(data)


def _packed(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in package_parts(_GOOD).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _lying_size() -> bytes:
    data = bytearray(_with({"word/media/a.bin": _letters(400_000)}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/a.bin"))
    struct.pack_into("<L", data, at + 24, 10)
    return bytes(data)


def _numbered(numerals: str, start: int, text: str = "%1.", levels: int = 1) -> bytes:
    made = [level(at, numerals, text, start=start) for at in range(levels)]
    return word_file(*[paragraph("acts", listed=(1, at % levels)) for at in range(50)], numbering=numbering({1: made}))


def _many_comments(count: int) -> bytes:
    """All of them stand on every change."""
    starts = "".join(f'<w:commentRangeStart w:id="{at}"/>' for at in range(count))
    changes = "".join(inserted(f"word{at} ") for at in range(count))
    ends = "".join(f'<w:commentRangeEnd w:id="{at}"/>' for at in range(count))
    said = comments(*((f"Representative {at}", "Why?") for at in range(count)))
    return word_file(paragraph("1. ", starts, changes, ends), comments=said)


def _odt(*blocks: str, regions: str = "", styles: str = "", **more: str | bytes) -> bytes:
    return zipped(odt_files.odt_parts(*blocks, regions=regions, styles=styles) | more)


def _odt_named(name: str, content: str | bytes) -> bytes:
    return zipped(odt_files.odt_parts(odt_files.p("1. It acts.")) | {name: content})


def _odt_deletion(content: str, times: int) -> bytes:
    region = odt_files.region("d", "deletion", content)
    return _odt(*[odt_files.p(f"{at}. ", odt_files.taken("d")) for at in range(times)], regions=region)


_SPANS: Final = "<table:table><table:table-row>{}</table:table-row></table:table>"
_LONG_LIST: Final = "<text:list><text:list-item>" * 5_000 + odt_files.p("x") + "</text:list-item></text:list>" * 5_000

#: What it is → (name of the file, how it is made, whether one of the ways of reading refuses it).
HOSTILE: Final[dict[str, tuple[str, Callable[[], bytes], bool]]] = {
    "a bomb among the pictures": ("a.docx", lambda: _with({"word/media/a.png": b"\0" * 90_000_000}), True),
    "a bomb of spaces": ("a.docx", lambda: word_file(_GOOD + " " * 29_000_000), True),
    "a package in a package": ("a.docx", lambda: _with({"word/embeddings/a.docx": _with({})}), False),
    "more entries than allowed": ("a.docx", lambda: _with({f"word/{at}.xml": "<x/>" for at in range(2_001)}), True),
    "entries that overlap": ("a.docx", _one_body_for_all, True),
    "a name given twice": ("a.docx", lambda: _twice("word/document.xml"), True),
    "a name given twice in capitals": ("a.docx", lambda: _twice("WORD/DOCUMENT.XML"), True),
    "a way out of the folder": ("a.docx", lambda: _with({"../../etc/cron.d/x": "x"}), True),
    "an absolute name": ("a.docx", lambda: _with({"/etc/passwd": "x"}), True),
    "a name of a drive": ("a.docx", lambda: _with({"C:\\x.xml": "x"}), True),
    "entries said to be encrypted": ("a.docx", lambda: _flagged(1), True),
    "entries in bzip2": ("a.docx", lambda: _packed(zipfile.ZIP_BZIP2), True),
    "entries in LZMA": ("a.docx", lambda: _packed(zipfile.ZIP_LZMA), True),
    "a size that lies": ("a.docx", _lying_size, False),
    "a directory alone": ("a.docx", lambda: b"PK\x05\x06" + b"\0" * 18, True),
    "a billion laughs": ("a.docx", lambda: zipped(package_parts(paragraph("&a10;"), prologue=_BILLION)), True),
    "an outer entity": ("a.docx", lambda: zipped(package_parts(paragraph("&x;"), prologue=_XXE)), True),
    "an outer entity in the notes": (
        "a.docx",
        lambda: _with({}, _GOOD, footnotes=_XXE + part("footnotes", paragraph("&x;"))),
        True,
    ),
    "an outer document type": (
        "a.docx",
        lambda: zipped(package_parts(_GOOD, prologue='<!DOCTYPE w SYSTEM "http://127.0.0.1/x.dtd">')),
        True,
    ),
    "an unusual encoding": (
        "a.docx",
        lambda: _with({"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?><x/>'}),
        True,
    ),
    "an inclusion": (
        "a.docx",
        lambda: word_file(
            _GOOD, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        ),
        False,
    ),
    "elements 100,000 deep": ("a.docx", lambda: _loose(_GOOD, _deep("sdt", 100_000)), True),
    "tables 75 deep": ("a.docx", lambda: word_file(_nested_tables(75)), False),
    "insertions 240 deep": ("a.docx", lambda: word_file(paragraph("1. ", _deep("ins", 240, run("x")))), False),
    "elements not closed": ("a.docx", lambda: word_file("<w:p>" * 100), True),
    "60,000 rows": ("a.docx", lambda: _loose(table(*[row("1", "x")] * 60_000)), True),
    "a million marks": ("a.docx", lambda: _loose("<w:p/>" * 1_000_001), True),
    "400,000 empty paragraphs": ("a.docx", lambda: _loose(_GOOD, "<w:p/>" * 400_000), True),
    "a cell over a billion columns": ("a.docx", lambda: word_file(table(row(cell("x", span=999_999_999), "y"))), False),
    "a long cell merged over 20,000 rows": (
        "a.docx",
        lambda: word_file(
            table(row(cell(_letters(200_000), merge="restart"), "x"), *[row(cell(merge="continue"), "y")] * 19_000)
        ),
        True,
    ),
    "a paragraph of ten million letters": ("a.docx", lambda: word_file(paragraph(_letters(10_000_000))), False),
    "100,000 runs in a paragraph": ("a.docx", lambda: _loose(paragraph(*[run("a")] * 100_000)), False),
    "100,000 attributes": (
        "a.docx",
        lambda: word_file(_GOOD, "<w:p {}/>".format(" ".join(f'a{at}="x"' for at in range(100_000)))),
        False,
    ),
    "20,000 name spaces": (
        "a.docx",
        lambda: word_file(_GOOD, "<w:p {}/>".format(" ".join(f'xmlns:a{at}="u{at}"' for at in range(20_000)))),
        False,
    ),
    "a Roman number of a billion": ("a.docx", lambda: _numbered("upperRoman", 999_999_999), False),
    "a letter of a billion": ("a.docx", lambda: _numbered("russianLower", 999_999_999), False),
    "a number of many digits": ("a.docx", lambda: _numbered("decimal", 10**40), False),
    "a number below nothing": ("a.docx", lambda: _numbered("lowerRoman", -5), False),
    "a label that repeats its number": (
        "a.docx",
        lambda: _numbered("decimal", 99_999_999, "%1%2%3" * 20_000, 3),
        False,
    ),
    "a style that is based on itself": (
        "a.docx",
        lambda: word_file(paragraph("1. x", style="A"), styles=part("styles", style("A", "a", based_on="A"))),
        False,
    ),
    "styles based on each other": (
        "a.docx",
        lambda: word_file(
            paragraph("1. x", style="A0"),
            styles=part("styles", "".join(style(f"A{at}", "a", based_on=f"A{(at + 1) % 9000}") for at in range(9_000))),
        ),
        False,
    ),
    "a list that links to itself": (
        "a.docx",
        lambda: word_file(
            paragraph("x", listed=(1, 0)),
            styles=part("styles", style("A", "a", '<w:numPr><w:numId w:val="1"/></w:numPr>')),
            numbering=part(
                "numbering",
                '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="A"/></w:abstractNum>'
                '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
            ),
        ),
        False,
    ),
    "50,000 fields that never end": (
        "a.docx",
        lambda: _loose(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 50_000), _GOOD),
        True,
    ),
    "20,001 tracked changes": ("a.docx", lambda: _loose(paragraph("1. ", *[inserted("a ")] * 20_001)), True),
    "61 authors": (
        "a.docx",
        lambda: word_file(paragraph("1. ", *[inserted("a ", by(f"Representative {at}")) for at in range(61)])),
        True,
    ),
    "19,000 paragraphs that run together": (
        "a.docx",
        lambda: _loose(*[paragraph("word", mark_deleted=True)] * 19_000, _GOOD),
        False,
    ),
    "all comments on all changes": ("a.docx", lambda: _many_comments(6_000), False),
    "20,000 moves of one name": (
        "a.docx",
        lambda: word_file(
            *[f'<w:moveFromRangeStart w:id="{at}" w:name="m" {by("A")[9:]}/>' for at in range(15_000)], _GOOD
        ),
        False,
    ),
    "a deletion that hides the direction": ("a.docx", lambda: word_file(paragraph("1. ", deleted("\u202e001"))), True),
    "tags that nobody sees": ("a.docx", lambda: word_file(paragraph("1. It acts.\U000e0041\U000e0042")), True),
    "a template elsewhere": ("a.docx", lambda: _related("attachedTemplate", "http://127.0.0.1/x.dotm"), False),
    "a picture elsewhere": ("a.docx", lambda: _related("image", "file://127.0.0.1/share/x.png"), False),
    "a link with a script": (
        "a.docx",
        lambda: _related(
            "hyperlink", "javascript:x", block=f'<w:p><w:hyperlink xmlns:r="{_OFFICE}" r:id="rId9"/></w:p>'
        ),
        False,
    ),
    "a document within, elsewhere": ("a.docx", lambda: _related("subDocument", "http://127.0.0.1/x.docx"), False),
    "a page within": (
        "a.docx",
        lambda: _related("aFChunk", "x.html", "", f'<w:altChunk xmlns:r="{_OFFICE}" r:id="rId9"/>'),
        False,
    ),
    "an object within": ("a.docx", lambda: _related("oleObject", "embeddings/x.bin", ""), False),
    "a control within": ("a.docx", lambda: _related("control", "activeX/x.xml", ""), False),
    "macros": ("a.docx", lambda: _with({"word/vbaProject.bin": b"x"}), True),
    "macros by another name": ("a.docx", lambda: zipped(package_parts(_GOOD, main_type=_MACRO_TYPE)), True),
    "macros by the ending": ("a.docm", lambda: word_file(_GOOD), True),
    "a text outside the package": (
        "a.docx",
        lambda: _with(
            {
                "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" '
                f'Type="{_OFFICE}/officeDocument" Target="../../../../etc/passwd"/></Relationships>'
            }
        ),
        True,
    ),
    "an old Word file": (
        "a.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
        True,
    ),
    "OpenDocument: a billion spaces": ("a.odt", lambda: _odt(odt_files.p('x<text:s text:c="999999999"/>y')), False),
    "OpenDocument: a billion columns": (
        "a.odt",
        lambda: _odt(_SPANS.format('<table:table-cell table:number-columns-repeated="999999999"/>')),
        True,
    ),
    "OpenDocument: a billion rows": (
        "a.odt",
        lambda: _odt(
            _SPANS.replace("row>{", 'row table:number-rows-repeated="999999999">{').format(
                f"<table:table-cell>{odt_files.p('x')}</table:table-cell>"
            )
        ),
        False,
    ),
    "OpenDocument: a cell over a billion": (
        "a.odt",
        lambda: _odt(
            _SPANS.format(
                '<table:table-cell table:number-columns-spanned="999999999" table:number-rows-spanned="999999999">'
                f"{odt_files.p('x')}</table:table-cell>"
            )
        ),
        False,
    ),
    "OpenDocument: lists 5,000 deep": ("a.odt", lambda: _odt(_LONG_LIST), True),
    "OpenDocument: a list that begins at a billion": (
        "a.odt",
        lambda: _odt(
            f'<text:list><text:list-item text:start-value="999999999">{odt_files.p("x")}</text:list-item></text:list>'
        ),
        False,
    ),
    "OpenDocument: a long deletion taken 2,000 times": (
        "a.odt",
        lambda: _odt_deletion(odt_files.p(_letters(400_000)), 2_000),
        False,
    ),
    "OpenDocument: a deletion within itself": (
        "a.odt",
        lambda: _odt_deletion(odt_files.p(odt_files.taken("d")), 3),
        False,
    ),
    "OpenDocument: a script": ("a.odt", lambda: _odt_named("Basic/Standard/Module1.xml", "<x/>"), True),
    "OpenDocument: encrypted": ("a.odt", lambda: _odt_named("META-INF/manifest.xml", "<encryption-data/>"), True),
    "OpenDocument: an outer entity": ("a.odt", lambda: _odt_named("styles.xml", _XXE + "<x>&x;</x>"), True),
    "OpenDocument: another kind": (
        "a.odt",
        lambda: _odt_named("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        True,
    ),
    "Markdown: 100,000 quotations": ("a.md", lambda: b">" * 100_000 + b" x", True),
    "Markdown: half a million brackets": ("a.md", lambda: b"[" * 500_000, True),
    "Markdown: half a million stars": ("a.md", lambda: b"*a " * 300_000, False),
    "Markdown: a table of 100,000 columns": (
        "a.md",
        lambda: b"|a" * 100_000 + b"|\n" + b"|-" * 100_000 + b"|\n" + b"|x" * 100_000 + b"|",
        True,
    ),
    "text: a line of 19 million letters": ("a.txt", lambda: b"a" * 19_000_000, False),
    "text: three million lines": ("a.txt", lambda: b"a\n\n" * 3_000_000, True),
    "text: zeros": ("a.txt", lambda: b"1. x" + b"\0" * 1_000, True),
}

#: What takes seconds: in the long run alone.
HEAVY: Final = frozenset(
    {
        "a long cell merged over 20,000 rows",
        "a paragraph of ten million letters",
        "19,000 paragraphs that run together",
        "Markdown: half a million brackets",
        "Markdown: half a million stars",
        "Markdown: a table of 100,000 columns",
        "text: a line of 19 million letters",
        "text: three million lines",
    }
)
