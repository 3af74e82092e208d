"""Reads OpenDocument text (.odt) by saying it in WordprocessingML, so that one reader serves both formats."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from program_workflow.documents.blocks import Reading
from program_workflow.documents.gate import unpack_open_document
from program_workflow.documents.odt_styles import TEXT, Look, OdtStyles, read_odt_styles
from program_workflow.documents.odt_writer import Change, Manner, Writer
from program_workflow.documents.word import read_package
from program_workflow.documents.word_package import WordPackage
from program_workflow.documents.word_revisions import every_change, resolve
from program_workflow.documents.xml import Element, W, parse_xml, tag_of
from program_workflow.domain.errors import N_, FileRefused

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_SPACES: Final = re.compile(r"[ \t\r\n]+")
_WIDEST: Final = 63  # columns
_MOST_REPEATED: Final = 200  # a row or space said to be repeated
_SILENT: Final = frozenset(
    TEXT + tag
    for tag in (
        "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls",
        "bookmark", "bookmark-start", "bookmark-end", "reference-mark", "reference-mark-start",
        "reference-mark-end", "soft-page-break", "alphabetical-index-auto-mark-file", "toc-mark", "toc-mark-start",
        "toc-mark-end", "script", "index-title-template",
    )
)  # fmt: skip
_INDEXES: Final = frozenset(
    TEXT + tag
    for tag in ("table-of-content", "illustration-index", "table-index", "object-index", "user-index",
                "alphabetical-index", "bibliography")
)  # fmt: skip


def read_odt(name: str, data: bytes) -> Reading:
    """Everything an OpenDocument text says, tracked changes accepted. Raises FileRefused, TooLarge."""
    package = open_odt(name, data)
    for story in package.stories():
        resolve(story, every_change)
    return read_package(package)


def open_odt(name: str, data: bytes) -> WordPackage:
    """The document with its notes, comments and tracked changes. Raises FileRefused, TooLarge."""
    return _Translator(name, unpack_open_document(data, name=name)).translate()


@dataclass(slots=True)
class _List:
    """The automatic list being read. counted: whether the item's first paragraph still waits for its number."""

    style: str
    id: int | None
    level: int
    counted: bool = False


@dataclass(slots=True)
class _Translator:
    name: str
    parts: Mapping[str, bytes]
    styles: OdtStyles = field(default_factory=OdtStyles)
    writer: Writer = field(init=False)
    body: Element = field(init=False)
    regions: dict[str, tuple[Change, list[Element]]] = field(default_factory=dict)
    notes: dict[str, Element] = field(default_factory=dict)
    comments: Element = field(default_factory=lambda: etree.Element(W + "comments"))
    lists: dict[str, int | None] = field(default_factory=dict)  # the last list of a style, and lists by identifier
    inside: _List | None = None
    hidden: bool = False

    def translate(self) -> WordPackage:
        content = self._part("content.xml")
        text = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
        if text is None:
            raise FileRefused(N_("{name} is damaged: it has no text."), name=self.name)
        extra = self._part("styles.xml")
        self.styles = read_odt_styles(content, extra)
        self._read_regions(text)
        self.body = etree.Element(W + "body")
        self.writer = Writer(self.body)
        self._blocks(text)
        masters = (
            [] if extra is None else list(extra.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}master-page"))
        )
        return WordPackage(
            self.name,
            self.body,
            None,
            self.styles.numbering,
            self.notes.get("footnote"),
            self.notes.get("endnote"),
            self.comments,
            [self._around(part) for master in masters for part in master],
        )

    def _part(self, name: str) -> Element | None:
        return parse_xml(self.parts[name], name=self.name) if self.parts.get(name) else None

    def _read_regions(self, text: Element) -> None:
        for region in text.iterfind(f"{TEXT}tracked-changes/{TEXT}changed-region"):
            inserted = _change(region.find(TEXT + "insertion"), deletes=False)
            deletion = region.find(TEXT + "deletion")
            deleted = _change(deletion, deletes=True)
            content = (
                [child for child in deletion if child.tag != OFFICE + "change-info"] if deletion is not None else []
            )
            change = replace(deleted, within=inserted) if deleted else inserted
            if change is not None:
                self.regions[region.get(TEXT + "id") or region.get(XML + "id") or ""] = (change, content)

    # --- blocks ------------------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            tag = tag_of(child)
            if tag in (TEXT + "p", TEXT + "h"):
                self._paragraph(child)
            elif tag == TEXT + "list":
                self._list(child)
            elif tag == TABLE + "table":
                self._table(child)
            elif tag in _INDEXES:
                self._index(child)
            elif tag in (TEXT + "change", TEXT + "change-start", TEXT + "change-end"):
                self._track(child, between=True)
            elif tag == TEXT + "section" and child.get(TEXT + "display") in ("none", "condition"):
                before, self.hidden = self.hidden, True
                self._blocks(child)
                self.hidden = before
            elif tag.startswith(DRAW):
                self._frame(child)
                self.writer.end()
            elif tag and tag not in _SILENT:
                self._blocks(child)

    def _paragraph(self, element: Element) -> None:
        manner = self._manner(element)
        self.writer.begin(manner)
        self._inline(element, manner.look)
        self.writer.end()

    def _manner(self, element: Element) -> Manner:
        style = element.get(TEXT + "style-name")
        look = replace(self.styles.look("paragraph", style), hidden=self.hidden or None)
        heading = _number(element.get(TEXT + "outline-level"), 1) if tag_of(element) == TEXT + "h" else None
        own = self.styles.known_style(style)
        if own:
            return Manner(look, style=own)
        manner = Manner(look, outline=heading)
        if self.inside is not None and self.inside.counted:
            self.inside.counted = False
            return replace(manner, list_id=self.inside.id, level=self.inside.level)
        counted = self.inside is None and element.get(TEXT + "is-list-header") != "true" and look.list_style != ""
        if heading is not None and counted and self.styles.outline is not None:
            return replace(manner, list_id=self.styles.outline, level=heading - 1)
        return manner

    def _list(self, element: Element) -> None:
        before = self.inside
        style = element.get(TEXT + "style-name") or (before.style if before else "")
        if before is not None and style == before.style:
            self.inside = _List(style, before.id, min(before.level + 1, 8))
        else:
            level = before.level + 1 if before is not None else 0
            self.inside = _List(style, self._list_id(element, style), min(level, 8))
        for item in element:
            if tag_of(item) == TEXT + "list-item" and item.get(TEXT + "start-value") and self.inside.level == 0:
                self.inside.id = self.lists[style] = self.styles.new_list(
                    style, _number(item.get(TEXT + "start-value"), 1)
                )
            self.inside.counted = tag_of(item) == TEXT + "list-item"
            self._blocks(item)
        self.inside = before

    def _list_id(self, element: Element, style: str) -> int | None:
        continued = element.get(TEXT + "continue-list")
        if continued is not None and continued in self.lists:
            found = self.lists[continued]
        elif element.get(TEXT + "continue-numbering") == "true" and style in self.lists:
            found = self.lists[style]
        else:
            found = self.styles.new_list(style)
        self.lists[style] = found
        if element.get(XML + "id"):
            self.lists[element.get(XML + "id") or ""] = found
        return found

    def _index(self, element: Element) -> None:
        """A table of contents, as Word has it: a control that the reader leaves out."""
        control = etree.SubElement(self.writer.target, W + "sdt")
        properties = etree.SubElement(control, W + "sdtPr")
        etree.SubElement(properties, W + "docPartGallery", {W + "val": "Table of Contents"})
        outer = self.writer.target
        self.writer.target = etree.SubElement(control, W + "sdtContent")
        for body in element.iterchildren(TEXT + "index-body"):
            self._blocks(body)
        self.writer.target = outer

    # --- tables ------------------------------------------------------------------------------------------

    def _table(self, element: Element) -> None:
        outer, listed = self.writer.target, self.inside
        made = etree.SubElement(outer, W + "tbl")
        self.inside = None
        spans: dict[int, tuple[int, int]] = {}  # column → columns and rows that a cell above still takes
        for row in _rows(element):
            for _ in range(min(_number(row.get(TABLE + "number-rows-repeated"), 1), _MOST_REPEATED)):
                self._row(row, etree.SubElement(made, W + "tr"), spans)
        self.writer.target, self.inside = outer, listed

    def _row(self, row: Element, made: Element, spans: dict[int, tuple[int, int]]) -> None:
        self.writer.track_row(etree.SubElement(made, W + "trPr"))
        column, covered = 0, 0  # covered: cells beside that a wide one takes
        for cell in row:
            if tag_of(cell) not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            for _ in range(min(_number(cell.get(TABLE + "number-columns-repeated"), 1), _WIDEST)):
                wide, below = spans.pop(column, (1, 0))
                if below:
                    self._cell(cell, made, merge="continue", span=wide)
                    spans[column] = (wide, below - 1)
                elif tag_of(cell) == TABLE + "table-cell":
                    wide = min(_number(cell.get(TABLE + "number-columns-spanned"), 1), _WIDEST)
                    rows = _number(cell.get(TABLE + "number-rows-spanned"), 1)
                    self._cell(cell, made, merge="restart" if rows > 1 else "", span=wide)
                    spans[column] = (wide, rows - 1)
                elif not covered:
                    self._cell(cell, made, merge="")
                covered = max(covered - 1, 0) if wide == 1 else wide - 1
                column += 1

    def _cell(self, cell: Element, row: Element, *, merge: str, span: int = 1) -> None:
        made = etree.SubElement(row, W + "tc")
        properties = etree.SubElement(made, W + "tcPr")
        if span > 1:
            etree.SubElement(properties, W + "gridSpan", {W + "val": str(span)})
        if merge:
            etree.SubElement(properties, W + "vMerge", {W + "val": merge})
        self.writer.target = made
        self._blocks(cell)

    # --- within a paragraph ------------------------------------------------------------------------------

    def _inline(self, element: Element, look: Look) -> None:
        self._say(element.text, look)
        for child in element:
            self._inline_child(child, look)
            self._say(child.tail, look)

    def _say(self, text: str | None, look: Look) -> None:
        self.writer.say(_SPACES.sub(" ", text or ""), look, hidden=self.hidden)

    def _inline_child(self, child: Element, look: Look) -> None:
        tag = tag_of(child)
        if tag == TEXT + "s":
            self._say_spaces(child, look)
        elif tag == TEXT + "tab":
            self.writer.sign(W + "tab", look)
        elif tag == TEXT + "line-break":
            self.writer.sign(W + "br", look)
        elif tag == TEXT + "span":
            self._inline(child, _over(look, self.styles.look("text", child.get(TEXT + "style-name"))))
        elif tag == TEXT + "note":
            self._note(child)
        elif tag == OFFICE + "annotation":
            self._comment(child)
        elif tag == OFFICE + "annotation-end":
            self.writer.mark(W + "commentRangeEnd", {W + "id": child.get(OFFICE + "name") or ""})
        elif tag in (TEXT + "change", TEXT + "change-start", TEXT + "change-end"):
            self._track(child)
        elif tag.startswith(DRAW):
            self._frame(child)
        elif tag == TEXT + "ruby":
            for base in child.iterchildren(TEXT + "ruby-base"):
                self._inline(base, look)
        elif tag and tag not in _SILENT:
            self._inline(child, look)

    def _say_spaces(self, child: Element, look: Look) -> None:
        self.writer.say(" " * min(_number(child.get(TEXT + "c"), 1), _MOST_REPEATED), look, hidden=self.hidden)

    def _track(self, mark: Element, *, between: bool = False) -> None:
        key = mark.get(TEXT + "change-id") or ""
        change, content = self.regions.get(key, (None, []))
        if tag_of(mark) == TEXT + "change-end":
            self.writer.open.pop(key, None)
        elif change is None:
            return
        elif tag_of(mark) == TEXT + "change-start":
            self.writer.open[key] = change
        elif change.deletes and content:
            self.regions[key] = (change, [])  # said once, however often the file points to it
            self._deleted(change, content, between=between)

    def _deleted(self, change: Change, content: list[Element], *, between: bool) -> None:
        """What was taken out, put back as deleted: its paragraphs end with deleted marks, the last one runs on."""
        listed, self.inside = self.inside, None
        outer, self.writer.deleting = self.writer.deleting, change
        opened = self.writer.paragraph is not None
        own = deepcopy(self.writer.paragraph.find(W + "pPr")) if self.writer.paragraph is not None else None
        for place, block in enumerate(content):
            last = place == len(content) - 1
            if tag_of(block) not in (TEXT + "p", TEXT + "h"):
                self.writer.end(joined=change)
                self._blocks_of(block)
                continue
            if self.writer.paragraph is None:
                self.writer.begin(self._manner(block))
            self._inline(block, self.styles.look("paragraph", block.get(TEXT + "style-name")))
            if not last or between:
                self.writer.end(joined=change)
        self.writer.deleting = outer
        if opened and self.writer.paragraph is None:
            self.writer.begin(Manner())
        if opened and own is not None and self.writer.paragraph is not None:
            self._carry_manner(own)
        self.inside = listed

    def _carry_manner(self, own: Element) -> None:
        """The paragraph after a deletion stands as the one it was joined to, without being counted again."""
        paragraph = self.writer.paragraph
        if paragraph is None:
            return
        current = paragraph.find(W + "pPr")
        if current is not None:
            paragraph.remove(current)
        paragraph.insert(0, own)

    def _blocks_of(self, block: Element) -> None:
        holder = etree.Element(TEXT + "section")
        holder.append(deepcopy(block))
        self._blocks(holder)

    # --- notes, comments, frames -------------------------------------------------------------------------

    def _note(self, element: Element) -> None:
        kind = "endnote" if element.get(TEXT + "note-class") == "endnote" else "footnote"
        root = self.notes.setdefault(kind, etree.Element(f"{W}{kind}s"))
        number = str(len(root) + 1)
        note = etree.SubElement(root, W + kind, {W + "id": number})
        reference = etree.Element(f"{W}{kind}Reference", {W + "id": number})
        self.writer.put(reference)
        body = element.find(TEXT + "note-body")
        if body is not None:
            self._elsewhere(note, body)

    def _comment(self, element: Element) -> None:
        key = element.get(OFFICE + "name") or f"#{len(self.comments) + 1}"
        attributes = {
            W + "id": key,
            W + "author": _said(element, DC + "creator"),
            W + "date": _said(element, DC + "date"),
        }
        self._elsewhere(etree.SubElement(self.comments, W + "comment", attributes), element)
        if element.get(OFFICE + "name"):
            self.writer.mark(W + "commentRangeStart", {W + "id": key})
        else:
            self.writer.put(etree.Element(W + "commentReference", {W + "id": key}))

    def _frame(self, element: Element) -> None:
        boxes = list(element.iter(DRAW + "text-box"))
        picture = etree.Element(W + "drawing")
        self.writer.put(picture)
        for box in boxes[:1]:
            self._elsewhere(etree.SubElement(picture, W + "txbxContent"), box)

    def _elsewhere(self, target: Element, element: Element) -> None:
        """Blocks put into another place than the text; the paragraph being written waits."""
        outer, listed = self.writer, self.inside
        self.writer, self.inside = Writer(target, open=dict(outer.open), deleting=outer.deleting), None
        self._blocks(element)
        self.writer, self.inside = outer, listed

    def _around(self, element: Element) -> Element:
        target = etree.Element(W + "hdr")
        self.writer, self.inside = Writer(target), None
        self._blocks(element)
        return target


def _change(element: Element | None, *, deletes: bool) -> Change | None:
    if element is None:
        return None
    info = element.find(OFFICE + "change-info")
    if info is None:
        return Change(deletes, "", "")
    return Change(deletes, _said(info, DC + "creator"), _said(info, DC + "date"))


def _said(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _rows(element: Element) -> list[Element]:
    """Rows of a table, also those of its heading and in groups; not those of a table within."""
    found: list[Element] = []
    for child in element:
        tag = tag_of(child)
        if tag == TABLE + "table-row":
            found.append(child)
        elif tag in (TABLE + "table-header-rows", TABLE + "table-row-group", TABLE + "table-rows"):
            found += _rows(child)
    return found


def _over(outer: Look, inner: Look) -> Look:
    return Look(
        outer.bold if inner.bold is None else inner.bold,
        outer.hidden if inner.hidden is None else inner.hidden,
        outer.raised if inner.raised is None else inner.raised,
        outer.align,
    )


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 7 else otherwise
