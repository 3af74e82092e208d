"""A small reader of Word files for the tests of the writer: what they say with all changes accepted or rejected."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What goes, by the side: marks of words and paragraphs.
_GOES: Final = {"accept": {W + "del", W + "moveFrom"}, "reject": {W + "ins", W + "moveTo"}}


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(name))


def lines(data: bytes, side: str = "accept", *, clauses_alone: bool = False) -> list[str]:
    """Every paragraph that says something, in order, spaces made one. clauses_alone: without what is no clause."""
    body = part(data).find(W + "body")
    assert body is not None
    if clauses_alone:
        for heading in list(body.iter(W + "tblHeader")):
            row = heading.getparent().getparent()
            if row.find(f".//{W}bookmarkStart") is None:
                row.getparent().remove(row)
    return [line for line in map(plain, _paragraphs(body, side)) if line]


def plain(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(container: etree._Element, side: str) -> Iterator[str]:
    pending = ""
    for element in container:
        if element.tag == W + "p":
            pending += "".join(_words(element, side))
            if not _GOES[side] & {mark.tag for mark in element.iterfind(f"{W}pPr/{W}rPr/*")}:
                yield pending
                pending = ""
        elif element.tag == W + "tbl":
            for row in element.iterfind(W + "tr"):
                if not _GOES[side] & {mark.tag for mark in row.iterfind(f"{W}trPr/*")}:
                    for cell in row.iterfind(W + "tc"):
                        yield from _paragraphs(cell, side)
    yield pending


def _words(element: etree._Element, side: str) -> Iterable[str]:
    for inner in element:
        if inner.tag in _GOES[side] or inner.tag == W + "pPr":
            continue
        if inner.tag in (W + "t", W + "delText"):
            yield inner.text or ""
        elif inner.tag in (W + "tab", W + "br"):
            yield "\n" if inner.tag == W + "br" else "\t"
        else:
            yield from _words(inner, side)


def marks(data: bytes) -> list[tuple[str, str, str]]:
    """(ins, del, moveFrom or moveTo, author, words) of every mark around words."""
    return [
        (re.sub("{.*}", "", mark.tag), mark.get(W + "author", ""), "".join(_all_words(mark)))
        for mark in part(data).iter(W + "ins", W + "del", W + "moveFrom", W + "moveTo")
        if any(_all_words(mark))
    ]


def _all_words(element: etree._Element) -> list[str]:
    return [inner.text or "" for inner in element.iter(W + "t", W + "delText")]
