"""Says the text of an OpenDocument file in WordprocessingML: paragraphs, lists, notes, tracked changes."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from program_workflow.documents.odt_styles import TEXT, Look, OdtStyles
from program_workflow.documents.odt_tables import TABLE, number_said, say_table
from program_workflow.documents.odt_writer import Change, Manner, Writer
from program_workflow.documents.xml import Element, W, tag_of

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_SPACES: Final = re.compile(r"[ \t\r\n]+")
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


def said_in(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


@dataclass(slots=True)
class _List:
    """The automatic list being read. counted: whether the item's first paragraph still waits for its number."""

    style: str
    id: int | None
    level: int
    counted: bool = False


@dataclass(slots=True)
class TextTranslator:
    """Says what stands in a text; regions: its tracked changes by name, with what was taken out."""

    styles: OdtStyles
    regions: dict[str, tuple[Change, list[Element]]]
    body: Element = field(default_factory=lambda: etree.Element(W + "body"))
    writer: Writer = field(init=False)
    notes: dict[str, Element] = field(default_factory=dict)
    comments: Element = field(default_factory=lambda: etree.Element(W + "comments"))
    lists: dict[str, int | None] = field(default_factory=dict)  # the last list of a style, and lists by identifier
    inside: _List | None = None
    hidden: bool = False

    def __post_init__(self) -> None:
        self.writer = Writer(self.body)

    def say_body(self, text: Element) -> None:
        """The text, its notes and its comments."""
        self._blocks(text)

    def say_around(self, element: Element) -> Element:
        """A header or a footer."""
        target = etree.Element(W + "hdr")
        self.writer, self.inside = Writer(target), None
        self._blocks(element)
        return target

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
        heading = number_said(element.get(TEXT + "outline-level"), 1) if tag_of(element) == TEXT + "h" else None
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
                    style, number_said(item.get(TEXT + "start-value"), 1)
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

    def _table(self, element: Element) -> None:
        outer, listed = self.writer.target, self.inside
        self.inside = None
        say_table(element, self.writer, self._blocks)
        self.writer.target, self.inside = outer, listed

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
        self.writer.say(" " * min(number_said(child.get(TEXT + "c"), 1), _MOST_REPEATED), look, hidden=self.hidden)

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
        blocks = _out_of_lists(content)
        for place, block in enumerate(blocks):
            last = place == len(blocks) - 1
            if tag_of(block) not in (TEXT + "p", TEXT + "h"):
                self.writer.end(joined=change)
                self._blocks_of(block)
                continue
            self.inside = self._list_around(block)
            if place == 0 and not last:
                self.writer.drop_empty()  # it went from its beginning, and stands as it did itself
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

    def _list_around(self, block: Element) -> _List | None:
        """The list that a paragraph taken out stood in."""
        lists = list(block.iterancestors(TEXT + "list"))
        if not lists:
            return None
        style = next((one.get(TEXT + "style-name") or "" for one in lists if one.get(TEXT + "style-name")), "")
        if style not in self.lists:
            self.lists[style] = self.styles.new_list(style)
        item = block.getparent()
        counted = item is not None and tag_of(item) == TEXT + "list-item" and item[0] is block
        return _List(style, self.lists[style], min(len(lists) - 1, 8), counted)

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
            W + "author": said_in(element, DC + "creator"),
            W + "date": said_in(element, DC + "date"),
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


def _out_of_lists(content: Iterable[Element]) -> list[Element]:
    """Blocks that were taken out; a list holds the paragraphs of its items, also where only words of one went."""
    blocks: list[Element] = []
    for block in content:
        inside = tag_of(block) in (TEXT + "list", TEXT + "list-item", TEXT + "list-header")
        blocks += _out_of_lists(block) if inside else [block]
    return blocks


def _over(outer: Look, inner: Look) -> Look:
    return Look(
        outer.bold if inner.bold is None else inner.bold,
        outer.hidden if inner.hidden is None else inner.hidden,
        outer.raised if inner.raised is None else inner.raised,
        outer.align,
    )
