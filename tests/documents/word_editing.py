"""Edits a Word file as Word does with its tracking on: words come and go inside the paragraphs that stand there."""

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from tests.documents.word_files import W

_W = f"{{{W}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Element = etree._Element


@dataclass
class Editor:
    """One person at a file. Every method is one edit; ``data`` is the file as saved."""

    data: bytes
    author: str
    date: str = "2011-03-02T10:00:00Z"

    def reword(self, old: str, new: str, comment: str = "") -> "Editor":
        """Puts new words in the place of old ones, tracked; comment: stands on the change."""
        body, run = self._run_with(old)
        before, after = _text(run).split(old, 1)
        pieces = [_copy(run, before)] if before else []
        pieces += [self._mark("del", _copy(run, old, deleted=True))] if old else []
        pieces += [self._mark("ins", _copy(run, new))] if new else []
        pieces += [_copy(run, after)] if after else []
        _put_instead(run, [self._within(run, piece) for piece in pieces])
        if comment:
            self._comment(pieces[1 if before else 0], pieces[2 if before and new else 1], comment)
        return self._saved(body)

    def silently(self, old: str, new: str) -> "Editor":
        """The same without tracking."""
        body, run = self._run_with(old)
        _put_instead(run, [_copy(run, _text(run).replace(old, new, 1))])
        return self._saved(body)

    def strike(self, words: str) -> "Editor":
        """Deletes the paragraph that has these words, with its mark."""
        body, run = self._run_with(words)
        paragraph = next(run.iterancestors(_W + "p"))
        for one in paragraph.findall(_W + "r"):
            said = _text(one)
            mark = self._mark("del", _copy(one, said, deleted=True) if said else deepcopy(one))
            paragraph.replace(one, mark)
        self._mark_paragraph(paragraph, "del")
        return self._saved(body)

    def add_after(self, words: str, text: str) -> "Editor":
        """A new paragraph, of the kind of the one that has these words, behind it."""
        body, run = self._run_with(words)
        paragraph = next(run.iterancestors(_W + "p"))
        new = etree.SubElement(paragraph.getparent(), _W + "p")
        style = paragraph.find(_W + "pPr")
        new.append(deepcopy(style) if style is not None else etree.Element(_W + "pPr"))
        self._mark_paragraph(new, "ins")
        new.append(self._mark("ins", _copy(run, text)))
        paragraph.addnext(new)
        return self._saved(body)

    def embolden(self, words: str) -> "Editor":
        """A change of format alone."""
        body, run = self._run_with(words)
        properties = run.find(_W + "rPr")
        if properties is None:
            properties = etree.Element(_W + "rPr")
            run.insert(0, properties)
        etree.SubElement(properties, _W + "b")
        self._mark("rPrChange", etree.Element(_W + "rPr"), properties)
        return self._saved(body)

    # --- Inside ------------------------------------------------------------------------------------

    def _run_with(self, words: str) -> tuple[Element, Element]:
        body = etree.fromstring(_part(self.data, "word/document.xml"))
        for run in body.iter(_W + "r"):
            if words in _text(run) and not any(a.tag == _W + "del" for a in run.iterancestors()):
                return body, run
        raise AssertionError(f"no run has {words!r}")

    def _within(self, run: Element, piece: Element) -> Element:
        """What stays of another's insertion, or is struck from it, stays within one."""
        around = run.getparent()
        if around is None or around.tag != _W + "ins" or piece.tag == _W + "ins":
            return piece
        made = etree.Element(around.tag, dict(around.attrib))
        made.append(piece)
        return made

    def _mark(self, tag: str, content: Element, parent: Element | None = None) -> Element:
        mark = etree.Element(_W + tag) if parent is None else etree.SubElement(parent, _W + tag)
        mark.set(_W + "id", "900")
        mark.set(_W + "author", self.author)
        mark.set(_W + "date", self.date)
        mark.append(content)
        return mark

    def _mark_paragraph(self, paragraph: Element, tag: str) -> None:
        properties = paragraph.find(_W + "pPr")
        assert properties is not None
        of_mark = etree.SubElement(properties, _W + "rPr")
        mark = etree.SubElement(of_mark, _W + tag)
        mark.set(_W + "id", "901")
        mark.set(_W + "author", self.author)
        mark.set(_W + "date", self.date)

    def _comment(self, first: Element, last: Element, text: str) -> None:
        comments = etree.fromstring(_part(self.data, "word/comments.xml"))
        key = str(len(comments) + 50)
        one = etree.SubElement(comments, _W + "comment")
        one.set(_W + "id", key)
        one.set(_W + "author", self.author)
        one.set(_W + "date", self.date)
        etree.SubElement(etree.SubElement(etree.SubElement(one, _W + "p"), _W + "r"), _W + "t").text = text
        start, end = etree.Element(_W + "commentRangeStart"), etree.Element(_W + "commentRangeEnd")
        start.set(_W + "id", key)
        end.set(_W + "id", key)
        first.addprevious(start)
        last.addnext(end)
        self.data = _with_part(self.data, "word/comments.xml", comments)

    def _saved(self, body: Element) -> "Editor":
        self.data = _with_part(self.data, "word/document.xml", body.getroottree().getroot())
        return self


def without_identity(data: bytes) -> bytes:
    """As a program saves it that keeps no properties of others."""
    return _with_part(data, "docProps/custom.xml", etree.fromstring(b"<Properties/>"))


def _put_instead(run: Element, pieces: list[Element]) -> None:
    parent = run.getparent()
    assert parent is not None
    place = parent if parent.tag == _W + "ins" else run
    for piece in pieces:
        place.addprevious(piece)
    around = place.getparent()
    assert around is not None
    around.remove(place)


def _text(run: Element) -> str:
    return "".join(one.text or "" for one in run.findall(_W + "t"))


def _copy(run: Element, text: str, *, deleted: bool = False) -> Element:
    made = etree.Element(_W + "r")
    properties = run.find(_W + "rPr")
    if properties is not None:
        made.append(deepcopy(properties))
    said = etree.SubElement(made, _W + ("delText" if deleted else "t"))
    said.text = text
    said.set(_SPACE, "preserve")
    return made


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def _with_part(data: bytes, name: str, root: Element) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w") as changed:
        for one in package.namelist():
            content = package.read(one)
            changed.writestr(one, etree.tostring(root, encoding="UTF-8", standalone=True) if one == name else content)
    return made.getvalue()
