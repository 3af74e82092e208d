"""Word packages of our own making, part by part, so that a test can put in exactly what it is about."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CHANGE: Final = 'w:id="1" w:author="Representative of Kazakhstan" w:date="2026-11-01T10:00:00Z"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def hidden(text: str) -> str:
    return run(text, "<w:vanish/>")


def by(author: str, date: str = "2026-11-01T10:00:00Z") -> str:
    """The attributes of a tracked change."""
    return f'w:id="1" w:author="{author}" w:date="{date}"'


def inserted(text: str, change: str = _CHANGE) -> str:
    return f"<w:ins {change}>{run(text)}</w:ins>"


def deleted(text: str, change: str = _CHANGE) -> str:
    return f'<w:del {change}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def whole(text: str, mark: str = "ins", change: str = _CHANGE) -> str:
    """A paragraph that came ("ins") or went ("del", and as the ends of a move) with its closing mark."""
    words = (
        run(text)
        if mark in ("ins", "moveTo")
        else run(text).replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
    )
    return f"<w:p><w:pPr><w:rPr><w:{mark} {change}/></w:rPr></w:pPr><w:{mark} {change}>{words}</w:{mark}></w:p>"


def moved(text: str, to: str = "", name: str = "move1", change: str = _CHANGE) -> tuple[str, str]:
    """A paragraph taken from one place, and put into another (there with the words of `to` if given)."""
    ends = []
    for mark, words in (("moveFrom", text), ("moveTo", to or text)):
        start = f'<w:{mark}RangeStart w:id="7{mark[4]}" w:name="{name}" {change.replace("w:id=", "w:n=")}/>'
        ends.append(f'{start}{whole(words, mark, change)}<w:{mark}RangeEnd w:id="7{mark[4]}"/>'.replace("delText", "t"))
    return ends[0], ends[1]


def commented(key: int, *content: str) -> str:
    inner = "".join(part if part.startswith("<") else run(part) for part in content)
    return f'<w:commentRangeStart w:id="{key}"/>{inner}<w:commentRangeEnd w:id="{key}"/>'


def comments(*texts: tuple[str, str]) -> str:
    """(author, text) of each, numbered from 0."""
    return part(
        "comments",
        "".join(
            f"<w:comment {by(author).replace(chr(49), str(key), 1)}>{paragraph(text)}</w:comment>"
            for key, (author, text) in enumerate(texts)
        ),
    )


def paragraph(
    *content: str, style: str = "", listed: tuple[int, int] | None = None, mark_deleted: bool = False, align: str = ""
) -> str:
    """content: texts or runs. listed: number of the list and level in it."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        properties += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    properties += f"<w:rPr><w:del {_CHANGE}/></w:rPr>" if mark_deleted else ""
    inner = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def field(code: str, shown: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{escape(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def text_box(text: str) -> str:
    box = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def cell(*lines: str, span: int = 1, merge: str = "") -> str:
    """merge: "restart" opens a vertical merge, "continue" carries it on."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    content = "".join(line if line.startswith(("<w:p>", "<w:tbl>")) else paragraph(line) for line in lines)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or paragraph('')}</w:tc>"


def row(*cells: str, removed: bool = False, added: bool = False) -> str:
    properties = f"<w:trPr><w:{'del' if removed else 'ins'} {_CHANGE}/></w:trPr>" if removed or added else ""
    return f"<w:tr>{properties}{''.join(part if part.startswith('<w:tc>') else cell(part) for part in cells)}</w:tr>"


def table(*rows: str | Sequence[str]) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(part if isinstance(part, str) else row(*part) for part in rows)}</w:tbl>"


def level(number: int, numerals: str, text: str, *, start: int = 1, style: str = "") -> str:
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{numerals}"/>{link}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def numbering(lists: Mapping[int, Sequence[str]], restarts: Mapping[int, tuple[int, int]] | None = None) -> str:
    """lists: number of the list → its levels. restarts: number of a further list → (list it repeats, first figure)."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>' for key, levels in lists.items()
    )
    used = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists)
    for key, (target, start) in (restarts or {}).items():
        used += (
            f'<w:num w:numId="{key}"><w:abstractNumId w:val="{target}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
    return f'<w:numbering xmlns:w="{W}">{abstract}{used}</w:numbering>'


def style(style_id: str, name: str, properties: str = "", based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    start = f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
    return f"{start}{base}<w:pPr>{properties}</w:pPr></w:style>"


def part(root: str, inner: str) -> str:
    return f'<w:{root} xmlns:w="{W}">{inner}</w:{root}>'


def package_parts(*blocks: str, main_type: str = _MAIN_TYPE, prologue: str = "", **parts: str) -> dict[str, str]:
    """parts: content of further parts by kind: styles, numbering, footnotes, comments, header."""
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for at, kind in enumerate(parts, 1)
    )
    relation_space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{relation_space}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{relation_space}">{relations}</Relationships>',
        "word/document.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document xmlns:w="{W}"><w:body>{"".join(blocks)}'
            "<w:sectPr/></w:body></w:document>"
        ),
        **{f"word/{kind}.xml": content for kind, content in parts.items()},
    }


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_file(*blocks: str, **parts: str) -> bytes:
    return zipped(package_parts(*blocks, **parts))


def paragraphs(*texts: str) -> bytes:
    return word_file(*(paragraph(text) for text in texts))
