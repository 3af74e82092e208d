"""Reads a Word document (.docx): paragraphs, automatic numbers, tables, and what cannot be taken."""

from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import Paragraph, Reading
from program_workflow.documents.word_grid import GridReader, Line
from program_workflow.documents.word_numbering import ListItem, Numbering, read_numbering
from program_workflow.documents.word_package import WordPackage, open_word
from program_workflow.documents.word_revisions import CAME, WENT, every_change, resolve, sources_of, words_of
from program_workflow.documents.word_styles import Styles, read_styles
from program_workflow.documents.word_text import Said, TextReader, plain_text
from program_workflow.documents.xml import MC, Element, R, W, number_of, tag_of, value_of
from program_workflow.domain.understood import Doubt, Left

_TRANSPARENT: Final = frozenset({W + "customXml", W + "sdtContent", W + "ins", W + "moveTo", W + "smartTag"})
_RANGES: Final = (
    "comment",
    "moveFrom",
    "moveTo",
    "customXmlIns",
    "customXmlDel",
    "customXmlMoveFrom",
    "customXmlMoveTo",
)
_SILENT: Final = frozenset(
    W + tag
    for tag in (
        "sectPr",
        "tblPr",
        "proofErr",
        "permStart",
        "permEnd",
        "bookmarkStart",
        "bookmarkEnd",
        *(f"{thing}Range{end}" for thing in _RANGES for end in ("Start", "End")),
    )
)
_CENTRED: Final = frozenset({"center"})


def read_word(name: str, data: bytes) -> Reading:
    """Everything the body of a Word document says, in order, tracked changes accepted. Raises FileRefused, TooLarge."""
    package = open_word(name, data)
    for story in package.stories():
        resolve(story, every_change)
    return read_package(package)


def read_package(package: WordPackage) -> Reading:
    """As read_word, of a document whose tracked changes have been carried out."""
    return _WordReader(package).read()


@dataclass(slots=True)
class _WordReader:
    package: WordPackage
    reading: Reading = field(default_factory=Reading)
    styles: Styles = field(default_factory=Styles)
    numbering: Numbering = field(default_factory=Numbering)
    table: int = 0
    row: int = 0
    texts: TextReader = field(init=False)
    contents: list[str] = field(default_factory=list)

    def read(self) -> Reading:
        package = self.package
        self.styles = read_styles(package.styles)
        self.numbering = read_numbering(package.numbering)
        self.texts = TextReader(self.styles, self._report, self._notes(), package.links)
        self._read_blocks(package.body)
        self._end_contents()
        called = self.texts.called
        self.reading.notes = [
            text for kind in (Left.FOOTNOTE, Left.ENDNOTE) for reason, text in called if reason is kind
        ]
        self._report_surroundings()
        return self.reading

    def _notes(self) -> dict[tuple[Left, str], str]:
        notes: dict[tuple[Left, str], str] = {}
        stories = (Left.FOOTNOTE, self.package.footnotes, "footnote"), (Left.ENDNOTE, self.package.endnotes, "endnote")
        for reason, root, tag in stories:
            for element in root.findall(W + tag) if root is not None else ():
                notes[reason, element.get(W + "id") or ""] = words_of(element).strip()
        return notes

    def _report(self, reason: Left | Doubt, excerpt: str) -> None:
        self.reading.remark(reason, excerpt, table=self.table, row=self.row)

    # --- the body ----------------------------------------------------------------------------------------

    def _read_blocks(self, parent: Element) -> None:
        for child in parent:
            tag = tag_of(child)
            if tag == W + "p":
                self._add_paragraph(child)
            elif tag == W + "tbl":
                self._add_table(child)
            elif tag == W + "sdt":
                self._read_control(child)
            elif tag in _TRANSPARENT:
                self._read_blocks(child)
            elif tag == MC + "AlternateContent":
                chosen = child.find(MC + "Choice")
                self._read_blocks(chosen if chosen is not None else child)
            elif tag in (CAME, WENT):
                self.texts.report_change(child)
            elif tag == W + "altChunk":
                self._report(Left.UNKNOWN, self.package.chunks.get(child.get(R + "id") or "", "altChunk"))
            elif tag and tag not in _SILENT:
                self._report(Left.UNKNOWN, plain_text(child) or tag.rpartition("}")[2])

    def _read_control(self, element: Element) -> None:
        """A content control; a table of contents is left out."""
        content = element.find(W + "sdtContent")
        if content is None:
            return
        gallery = next((part.get(W + "val") or "" for part in element.iter(W + "docPartGallery")), "")
        if "contents" in gallery.lower():
            for paragraph in content.iter(W + "p"):
                said = self.texts.read(paragraph)
                if said.text:
                    self.contents.append(said.text)
            return
        self._read_blocks(content)

    def _add_paragraph(self, element: Element) -> None:
        said, properties, style = self._say(element)
        if self.styles.is_beside(style):
            return
        if said.contents or self.styles.is_contents(style):
            if said.text:
                self.contents.append(said.text)
            return
        self._end_contents()
        listed = self._list_item(properties, style)
        if said.text:
            self.reading.blocks.append(self._paragraph(element, said, style, listed))

    def _say(self, element: Element) -> tuple[Said, Element | None, str | None]:
        properties = element.find(W + "pPr")
        style = value_of(properties, "pStyle") or self.styles.default
        said = self.texts.read(element)
        return said, properties, style

    def _paragraph(self, element: Element, said: Said, style: str | None, listed: ListItem | None) -> Paragraph:
        properties = element.find(W + "pPr")
        outline = number_of(properties, "outlineLvl")
        heading = outline + 1 if outline is not None and outline < 9 else self.styles.heading_level(style)
        align = value_of(properties, "jc") or self.styles.align(style)
        return Paragraph(
            said.text,
            label=listed.label if listed else "",
            chain=listed.chain if listed else "",
            level=listed.level if listed else 0,
            bullet=bool(listed and listed.bullet),
            heading=heading,
            is_title=self.styles.is_title(style),
            emphasised=said.bold or self.styles.is_bold(style) or align in _CENTRED,
            sources=sources_of(element),
        )

    def _list_item(self, properties: Element | None, style: str | None) -> ListItem | None:
        own = properties.find(W + "numPr") if properties is not None else None
        list_id, level = number_of(own, "numId"), number_of(own, "ilvl")
        if list_id is None:
            of_style = self.styles.list_of(style)
            if of_style is None:
                return None
            list_id, level = of_style[0], level if level is not None else of_style[1]
        return self.numbering.count(list_id, level, style, self.styles) if list_id else None

    def _end_contents(self) -> None:
        if self.contents:
            self._report(Left.TABLE_OF_CONTENTS, " · ".join(self.contents))
            self.contents = []

    # --- tables ------------------------------------------------------------------------------------------

    def _add_table(self, element: Element) -> None:
        self._end_contents()
        self.table = 1  # which one it is, is known once the tables are counted
        grid = GridReader(self._cell_line, self.texts.report_change, self._enter_row)
        table = grid.read(element)
        self.table = self.row = 0
        if table.rows:
            self.reading.blocks.append(table)

    def _enter_row(self, row: int) -> None:
        self.row = row

    def _cell_line(self, paragraph: Element) -> Line | None:
        """A paragraph of a cell, its number included; None for what stands beside the text."""
        said, properties, style = self._say(paragraph)
        if self.styles.is_beside(style):
            return None
        listed = self._list_item(properties, style)
        label = listed.label if listed else ""
        text = f"{label} {said.text}".strip() if label else said.text
        return Line(text, said.bold or self.styles.is_bold(style), sources_of(paragraph))

    # --- around the body ---------------------------------------------------------------------------------

    def _report_surroundings(self) -> None:
        seen: set[str] = set()
        for target in self.package.foreign:
            self._report(Left.UNKNOWN, target)
        for root in self.package.around:
            text = plain_text(root)
            if any(sign.isalpha() for sign in text) and text not in seen:
                seen.add(text)
                self._report(Left.HEADER_FOOTER, text)
        comments = self.package.comments
        for comment in comments.findall(W + "comment") if comments is not None else ():
            self._report(Left.COMMENT, plain_text(comment))
