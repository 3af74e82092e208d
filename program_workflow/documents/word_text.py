"""The text of a Word paragraph: what a reader sees. Tracked changes have been carried out before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import shorten
from program_workflow.documents.word_revisions import CAME, WENT, in_fallback, words_of
from program_workflow.documents.word_styles import Styles
from program_workflow.documents.xml import MC, Element, M, R, W, is_on, tag_of, value_of
from program_workflow.domain.understood import Doubt, Left

_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: Elements that only wrap runs.
_WRAPPERS: Final = frozenset(
    W + tag
    for tag in ("hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent", "fldSimple", "r", "ruby", "rubyBase")
)
_SIGNS: Final = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
    W + "softHyphen": "\u00ad",
}
_PICTURES: Final = frozenset({W + "drawing", W + "pict", W + "object"})
_NOTES: Final = {W + "footnoteReference": Left.FOOTNOTE, W + "endnoteReference": Left.ENDNOTE}
#: Signs of the font Symbol that stand in texts of law.
_SYMBOLS: Final = {
    0xF02A: "∗", 0xF0B0: "°", 0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B9: "≠", 0xF0D7: "⋅", 0xF0AE: "→"
}  # fmt: skip
_SYMBOL_BULLETS: Final = {0xF0B7: "•", 0xF0A7: "▪", 0xF02D: "–", 0xF0D8: "➢", 0xF0FC: "✓"}

_MOST_NESTED: Final = 50  # fields within one another

Report = Callable[[Left | Doubt, str], None]


@dataclass(slots=True)
class TextField:
    """A field between its marks: the code comes first, the shown result after the separator."""

    code: str = ""
    shows: bool = False


@dataclass(slots=True)
class Said:
    """What a paragraph says, without spaces around it. contents: it belongs to a table of contents."""

    text: str = ""
    bold: bool = False
    contents: bool = False


@dataclass(slots=True)
class TextReader:
    """Reads paragraphs in order; fields may span them. notes: text of foot- and endnotes by kind and id.

    links: target of external links by relationship id. called: the notes that the text calls, in order.
    """

    styles: Styles
    report: Report
    notes: dict[tuple[Left, str], str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    called: list[tuple[Left, str]] = field(default_factory=list)
    fields: list[TextField] = field(default_factory=list)
    _out: list[str] = field(default_factory=list)
    _bold: list[bool] = field(default_factory=list)

    def read(self, paragraph: Element) -> Said:
        """The text of a w:p, line breaks as newlines; what is left out goes to the report."""
        self._out, self._bold = [], []
        contents = self._in_contents()
        for child in paragraph:
            if child.tag != W + "pPr":
                self._walk(child, hidden=False)
            contents = contents or self._in_contents()
        text = "".join(self._out).strip(" \t\n")
        return Said(text, bool(self._bold) and all(self._bold), contents)

    def _in_contents(self) -> bool:
        return any(field.code.lstrip().upper().startswith("TOC") for field in self.fields)

    def _walk(self, element: Element, *, hidden: bool) -> None:
        tag = tag_of(element)
        if tag == W + "r":
            self._read_run(element)
        elif tag == W + "hyperlink":
            self._report_link(element)
            self._walk_children(element, hidden=hidden)
        elif tag in (CAME, WENT):
            self.report_change(element)
        elif tag == W + "fldSimple":
            self._report_code(element.get(W + "instr") or "")
            self._walk_children(element, hidden=hidden)
        elif tag == W + "sdt":
            content = element.find(W + "sdtContent")
            if content is not None:
                self._walk_children(content, hidden=hidden)
        elif tag == MC + "AlternateContent":
            self._read_alternative(element)
        elif tag in (M + "oMath", M + "oMathPara"):
            self._read_formula(element)
        elif tag in _WRAPPERS:
            self._walk_children(element, hidden=hidden)

    def _walk_children(self, element: Element, *, hidden: bool) -> None:
        for child in element:
            self._walk(child, hidden=hidden)

    # --- runs --------------------------------------------------------------------------------------------

    def _read_run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        style = value_of(properties, "rStyle")
        hidden = is_on(properties, "vanish")
        if hidden if hidden is not None else self.styles.is_hidden(style):
            self._report(Left.HIDDEN_TEXT, words_of(run))
            self._pass_field_marks(run)
            return
        raised = value_of(properties, "vertAlign") or self.styles.raised(style)
        bold = is_on(properties, "b")
        for child in run:
            self._read_run_child(child, raised, bold if bold is not None else self.styles.is_bold(style))

    def _read_run_child(self, child: Element, raised: str | None, bold: bool) -> None:
        tag = tag_of(child)
        if tag == W + "t":
            self._say(child.text or "", raised, bold)
        elif tag in _SIGNS:
            page = tag == W + "br" and child.get(W + "type") in ("page", "column")
            self._say(" " if page else _SIGNS[tag], None, bold)
        elif tag == W + "fldChar":
            self._mark_field(child)
        elif tag == W + "instrText":
            if self.fields and not self.fields[-1].shows:
                self.fields[-1].code += child.text or ""
        elif tag == W + "delText":
            self._report(Left.TRACKED_DELETION, child.text or "")
        elif tag in (CAME, WENT):
            self.report_change(child)
        elif tag == W + "sym":
            self._say(self._symbol(child), raised, bold)
        elif tag in _NOTES:
            reason = _NOTES[tag]
            note = self.notes.get((reason, child.get(W + "id") or ""), "")
            self.called.append((reason, note))
            self._report(reason, note)
        elif tag in _PICTURES:
            self._read_picture(child)
        elif tag == MC + "AlternateContent":
            self._read_alternative(child)
        elif tag == W + "ruby":
            self._walk_children(child, hidden=False)

    def _say(self, text: str, raised: str | None, bold: bool) -> None:
        if not text or not all(field.shows for field in self.fields):
            return
        if raised in ("superscript", "subscript") and text.strip():
            table = _SUPERSCRIPT if raised == "superscript" else _SUBSCRIPT
            if text.strip().isdigit() and text.isascii():
                text = text.translate(table)
            else:
                self._report(Doubt.SUPERSCRIPT_AS_TEXT, text)
        if text.strip():
            self._bold.append(bold)
        self._out.append(text)

    def _symbol(self, element: Element) -> str:
        try:
            code = int(element.get(W + "char") or "0", 16)
        except ValueError:
            code = 0
        if code in _SYMBOL_BULLETS:
            return _SYMBOL_BULLETS[code]
        if code in _SYMBOLS and element.get(W + "font") == "Symbol":
            return _SYMBOLS[code]
        if 0x20 <= code < 0xD800:
            return chr(code)
        self._report(Left.UNKNOWN, f"{element.get(W + 'font') or ''} {element.get(W + 'char') or ''}")
        return ""

    # --- fields, links, pictures -------------------------------------------------------------------------

    def _mark_field(self, mark: Element) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin" and len(self.fields) < _MOST_NESTED:
            self.fields.append(TextField())
        elif kind == "separate" and self.fields:
            self.fields[-1].shows = True
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            if not self._in_contents():
                self._report_code(ended.code)

    def report_change(self, mark: Element) -> None:
        """A mark that says what came or went here."""
        reason = Left.TRACKED_INSERTION if mark.tag == CAME else Left.TRACKED_DELETION
        self._report(reason, mark.get("text") or "")

    def _pass_field_marks(self, element: Element) -> None:
        """Fields that begin or end inside what is left out still begin or end."""
        for mark in element.iter(W + "fldChar"):
            self._mark_field(mark)

    def _report_code(self, code: str) -> None:
        name = code.split()[0].upper() if code.split() else ""
        if name and name not in ("TOC", "PAGEREF", "PAGE", "NUMPAGES"):
            self.report(Left.FIELD_CODE, code.strip())

    def _report_link(self, element: Element) -> None:
        target = self.links.get(element.get(R + "id") or "")
        if target:
            self.report(Left.MARKUP, target)

    def _read_alternative(self, element: Element) -> None:
        """mc:Choice is what Word shows; the fallback repeats it for old programs."""
        chosen = element.find(MC + "Choice")
        if chosen is None:
            chosen = element.find(MC + "Fallback")
        for child in chosen if chosen is not None else ():
            if tag_of(child) in _PICTURES:
                self._read_picture(child)
            else:
                self._walk(child, hidden=False)

    def _read_picture(self, element: Element) -> None:
        boxes = [box for box in element.iter(W + "txbxContent") if not in_fallback(box, element)]
        for box in boxes:
            self._report(Left.TEXT_BOX, words_of(box))
        if not boxes:
            described = next((part.get("descr") or part.get("name") or "" for part in element.iter("{*}docPr")), "")
            self.report(Left.PICTURE, described)

    def _read_formula(self, element: Element) -> None:
        text = "".join(part.text or "" for part in element.iter(M + "t"))
        self.report(Left.UNKNOWN, text)
        self._say(text, None, False)

    def _report(self, reason: Left | Doubt, excerpt: str) -> None:
        if excerpt.strip() or reason in (Left.FOOTNOTE, Left.ENDNOTE):
            self.report(reason, shorten(excerpt))


def plain_text(element: Element) -> str:
    """The words of a note, a comment, a header: for reporting."""
    return shorten(words_of(element))
