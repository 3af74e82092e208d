"""Reads a Word document (.docx): paragraphs, automatic numbers, tables, and what cannot be taken."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import Paragraph, Reading
from program_workflow.documents.gate import unpack
from program_workflow.documents.word_grid import GridReader
from program_workflow.documents.word_numbering import ListItem, Numbering, read_numbering
from program_workflow.documents.word_styles import Styles, read_styles
from program_workflow.documents.word_text import Said, TextReader, plain_text
from program_workflow.documents.xml import MC, RELATIONSHIP, Element, R, W, number_of, parse_xml, tag_of, value_of
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.understood import Doubt, Left

_MAIN_RELATION: Final = "/officeDocument"
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
    """Everything the body of a Word document says, in order. Raises FileRefused, TooLarge."""
    return _WordReader(name, unpack(data, name=name)).read()


@dataclass(slots=True)
class _Pending:
    """The text of a paragraph whose closing mark is deleted: it runs on into the next."""

    text: str = ""
    bold: bool = True


@dataclass(slots=True)
class _WordReader:
    name: str
    parts: Mapping[str, bytes]
    reading: Reading = field(default_factory=Reading)
    styles: Styles = field(default_factory=Styles)
    numbering: Numbering = field(default_factory=Numbering)
    relations: dict[str, tuple[str, str, bool]] = field(default_factory=dict)  # id: type, target, external
    table: int = 0
    row: int = 0
    pending: _Pending | None = None
    texts: TextReader = field(init=False)
    contents: list[str] = field(default_factory=list)

    def read(self) -> Reading:
        main = self._main_part()
        self.relations = self._relations_of(main)
        self.styles = read_styles(self._related("/styles"))
        self.numbering = read_numbering(self._related("/numbering"))
        links = {key: target for key, (_, target, external) in self.relations.items() if external}
        self.texts = TextReader(self.styles, self._report, self._notes(), links)
        body = self._parse(main).find(W + "body")
        if body is None:
            raise FileRefused(N_("{name} is damaged: it has no text."), name=self.name)
        self._read_blocks(body)
        self._end_contents()
        if self.pending and self.pending.text.strip():
            self.reading.blocks.append(Paragraph(self.pending.text.strip(" \t\n")))
        self._report_surroundings()
        return self.reading

    # --- the package -------------------------------------------------------------------------------------

    def _parse(self, part: str) -> Element:
        return parse_xml(self.parts[part], name=self.name)

    def _main_part(self) -> str:
        for kind, target, external in self._relations_of("").values():
            if kind.endswith(_MAIN_RELATION) and not external and target in self.parts and self.parts[target]:
                return target
        raise FileRefused(N_("{name} is damaged: it has no text."), name=self.name)

    def _relations_of(self, part: str) -> dict[str, tuple[str, str, bool]]:
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        for element in self._parse(path).iter(RELATIONSHIP) if self.parts.get(path) else ():
            external = element.get("TargetMode") == "External"
            target = element.get("Target") or ""
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id") or ""] = (element.get("Type") or "", target, external)
        return found

    def _related(self, kind: str) -> Element | None:
        for type_, target, external in self.relations.values():
            if type_.endswith(kind) and not external and self.parts.get(target):
                return self._parse(target)
        return None

    def _notes(self) -> dict[tuple[Left, str], str]:
        notes: dict[tuple[Left, str], str] = {}
        for reason, kind, tag in ((Left.FOOTNOTE, "/footnotes", "footnote"), (Left.ENDNOTE, "/endnotes", "endnote")):
            root = self._related(kind)
            for element in root.findall(W + tag) if root is not None else ():
                notes[reason, element.get(W + "id") or ""] = plain_text(element)
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
            elif tag in (W + "del", W + "moveFrom"):
                self._report(Left.TRACKED_DELETION, plain_text(child))
            elif tag == W + "altChunk":
                self._report(Left.UNKNOWN, self.relations.get(child.get(R + "id") or "", ("", "altChunk", False))[1])
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
        if said.contents or self.styles.is_contents(style):
            if said.text:
                self.contents.append(said.text)
            return
        self._end_contents()
        if _mark_is_deleted(properties):
            self._hold(said)
            return
        said = self._with_held(said)
        listed = self._list_item(properties, style)
        if not said.text:
            return
        self.reading.blocks.append(self._paragraph(said, properties, style, listed))

    def _say(self, element: Element) -> tuple[Said, Element | None, str | None]:
        properties = element.find(W + "pPr")
        style = value_of(properties, "pStyle") or self.styles.default
        said = self.texts.read(element)
        return said, properties, style

    def _paragraph(
        self, said: Said, properties: Element | None, style: str | None, listed: ListItem | None
    ) -> Paragraph:
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

    def _hold(self, said: Said) -> None:
        before = self.pending or _Pending()
        self.pending = _Pending(before.text + said.spaced, before.bold and said.bold)

    def _with_held(self, said: Said) -> Said:
        held, self.pending = self.pending, None
        if held is None or not held.text:
            return said
        spaced = held.text + said.spaced
        return Said(spaced.strip(" \t\n"), spaced, held.bold and said.bold)

    def _end_contents(self) -> None:
        if self.contents:
            self._report(Left.TABLE_OF_CONTENTS, " · ".join(self.contents))
            self.contents = []

    # --- tables ------------------------------------------------------------------------------------------

    def _add_table(self, element: Element) -> None:
        self._end_contents()
        self.table = 1  # which one it is, is known once the tables are counted
        grid = GridReader(self._cell_lines, self._report, self._enter_row)
        table = grid.read(element)
        self.table = self.row = 0
        if table.rows:
            self.reading.blocks.append(table)

    def _enter_row(self, row: int) -> None:
        self.row = row

    def _cell_lines(self, element: Element) -> Iterator[tuple[str, bool]]:
        """The paragraphs of a cell, numbers included, and whether each is emphasised."""
        for paragraph in element:
            if tag_of(paragraph) != W + "p":
                continue
            said, properties, style = self._say(paragraph)
            if _mark_is_deleted(properties):
                self._hold(said)
                continue
            said = self._with_held(said)
            listed = self._list_item(properties, style)
            label = listed.label if listed else ""
            text = f"{label} {said.text}".strip() if label else said.text
            yield text, said.bold or self.styles.is_bold(style)

    # --- around the body ---------------------------------------------------------------------------------

    def _report_surroundings(self) -> None:
        seen: set[str] = set()
        for kind, target, external in self.relations.values():
            if external and not kind.endswith("/hyperlink"):
                self._report(Left.UNKNOWN, target)
            elif kind.endswith(("/header", "/footer")) and self.parts.get(target):
                text = plain_text(self._parse(target))
                if any(sign.isalpha() for sign in text) and text not in seen:
                    seen.add(text)
                    self._report(Left.HEADER_FOOTER, text)
            elif kind.endswith(("/oleObject", "/package", "/aFChunk")) and not external:
                self._report(Left.UNKNOWN, target)
        comments = self._related("/comments")
        for comment in comments.findall(W + "comment") if comments is not None else ():
            self._report(Left.COMMENT, plain_text(comment))


def _mark_is_deleted(properties: Element | None) -> bool:
    run = properties.find(W + "rPr") if properties is not None else None
    return run is not None and (run.find(W + "del") is not None or run.find(W + "moveFrom") is not None)
