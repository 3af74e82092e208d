"""Reads Markdown: headings, paragraphs, lists and tables are taken; mark-up inside a line stays as typed."""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from program_workflow.documents.blocks import Cell, Paragraph, Reading, Table
from program_workflow.documents.labels import split_label
from program_workflow.documents.plain import decode_text
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.understood import Left

_DEEPEST: Final = 60
_FRONT: Final = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE: Final = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_TIGHT_HEADING: Final = re.compile(r"^(#{1,6})(?=[^\s#])", re.MULTILINE)
_NOTE: Final = re.compile(r"\[\^[^\]\s]+\]:")
_DIRECTIVE: Final = re.compile(r"\{:[^}]*\}")
_COMMENT: Final = re.compile(
    r"\s*(<!--.*-->|</?(meta|link|style|script|br|hr|a|div|span|p)\b[^>]*>)\s*", re.DOTALL | re.IGNORECASE
)
_CELL_BORDER: Final = re.compile(r"(?<!\\)\|")


def read_markdown(name: str, data: bytes) -> Reading:
    """Blocks of a Markdown file; text stays character for character. Raises FileRefused."""
    text = decode_text(name, data)
    reading = Reading(by_mark_up=True)
    front = _FRONT.match(text)
    if front:
        reading.remark(Left.MARKUP, front[0])
        title = _FRONT_TITLE.search(front[1])
        reading.title = title[1].strip("\"'") if title else ""
        text = text[front.end() :]
    text = _TIGHT_HEADING.sub(r"\1 ", text)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").disable(["reference", "code"])
    try:
        tokens = parser.parse(text)
    except RecursionError:
        raise FileRefused(N_("{name} is nested too deeply to be read."), name=name) from None
    _Walk(reading, tokens, text.split("\n")).run()
    return reading


class _Walk:
    """Goes through the tokens of the parser and keeps the lists it is in."""

    def __init__(self, reading: Reading, tokens: list[Token], lines: list[str]) -> None:
        self.reading = reading
        self.lines = lines
        self.tokens = tokens
        self.lists: list[str] = []  # "ordered" or "bullet", from the outermost
        self.item: str | None = None  # label of the item just opened, "" for a bullet
        self.heading: int | None = None

    def run(self) -> None:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.type == "table_open":
                at = self._read_table(at)
                continue
            self._take(token)
            at += 1

    def _take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._keep_bare_number()
                self.lists.append(token.type)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.item = f"{token.info}{token.markup}" if self.lists[-1] == "ordered_list_open" else ""
            case "list_item_close":
                self._keep_bare_number()
                self.item = None
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "heading_close":
                self.heading = None
            case "inline":
                self._take_text(token.content)
            case "fence" | "html_block":
                self._take_verbatim(token)
            case "hr":
                self.reading.remark(Left.MARKUP, token.markup)

    def _take_text(self, text: str) -> None:
        if self.heading is not None:
            self._add(text.strip(), heading=self.heading)
            return
        for piece in _split_at_numbers(text):
            if _DIRECTIVE.fullmatch(piece.strip()):
                self.reading.remark(Left.MARKUP, piece)
            else:
                self._add(piece)

    def _add(self, text: str, *, heading: int | None = None) -> None:
        if not text.strip(" \t\n"):
            if self.item is not None:
                self.reading.remark(Left.EMPTY_ROW, self.item)
            return
        label, self.item = self.item, None
        depth = len(self.lists)
        if heading is not None or label is None:
            note = _NOTE.match(text) is not None
            inside = None if note and not depth else depth
            own = split_label(text, russian=True) is not None and not depth
            inside = None if own else inside
            self.reading.blocks.append(Paragraph(text, heading=heading, is_note=note, inside=inside))
            return
        self.reading.blocks.append(
            Paragraph(text, label=label, chain="md", level=depth - 1, bullet=not label, inside=depth - 1)
        )

    def _keep_bare_number(self) -> None:
        """A number that stands alone is a point without words of its own, as "28." above its letters."""
        if self.item:
            depth = len(self.lists)
            self.reading.blocks.append(Paragraph("", label=self.item, chain="md", level=depth - 1, inside=depth - 1))

    def _take_verbatim(self, token: Token) -> None:
        text = token.content.rstrip("\n")
        if token.type == "html_block" and _COMMENT.fullmatch(text):
            self.reading.remark(Left.MARKUP, text)
            return
        if token.type == "fence":
            text = f"{token.markup}{token.info}\n{text}\n{token.markup}"
        self._add(text)

    def _read_table(self, at: int) -> int:
        """A table; returns the position behind it."""
        rows: list[tuple[Cell, ...]] = []
        cells: list[Cell] = []
        opened = self.tokens[at]
        while self.tokens[at].type != "table_close":
            token = self.tokens[at]
            if token.type == "tr_open":
                cells, opened = [], token
            elif token.type == "inline":
                text = re.sub(r"<br\s*/?>", "\n", token.content)
                cells.append(Cell(text, len(cells), emphasised=text.startswith("**") and text.endswith("**")))
            elif token.type == "tr_close":
                rows.append(tuple(cells + self._beyond(opened, len(cells))))
            at += 1
        self.reading.blocks.append(Table(tuple(rows), max((len(row) for row in rows), default=0)))
        return at + 1

    def _beyond(self, row: Token, count: int) -> list[Cell]:
        """Cells of a row that has more than its table has columns; the parser passes over them."""
        if row.map is None:
            return []
        written = _CELL_BORDER.split(self.lines[row.map[0]].strip().removeprefix("|").removesuffix("|"))
        return [Cell(text.strip(), at) for at, text in enumerate(written) if at >= count]


def _split_at_numbers(text: str) -> list[str]:
    """A paragraph cut before each line that begins with a number or mark of its own.

    Such lines run on for Markdown; for a reader each is a point. A line counts only after the end
    of a sentence, so that a figure which happens to begin a line cuts nothing.
    """
    pieces: list[str] = []
    for line in text.split("\n"):
        before = pieces[-1].rstrip() if pieces else ""
        if not pieces or _begins_anew(line, before):
            pieces.append(line)
        else:
            pieces[-1] += "\n" + line
    return pieces


def _begins_anew(line: str, before: str) -> bool:
    if _NOTE.match(line) or (_NOTE.match(before) and line.startswith("[^")):
        return True
    if _DIRECTIVE.fullmatch(line.strip()) or _DIRECTIVE.fullmatch(before):
        return True
    label = split_label(line, russian=True)
    return label is not None and not label.weak and before.endswith((".", ";", ":", ")", ","))
