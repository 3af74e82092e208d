"""Styles and lists of OpenDocument text, said in the terms of WordprocessingML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from program_workflow.documents.word_styles import BESIDE
from program_workflow.documents.xml import Element, W, tag_of

FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_LONGEST_CHAIN: Final = 20
_NUMERALS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CYRILLIC: Final = {"а": "russianLower", "А": "russianUpper"}
_TITLES: Final = ("title", "заголовок документа", "название")
_CONTENTS: Final = re.compile(r"(contents|toc|оглавление) \d", re.IGNORECASE)
_RAISED: Final = re.compile(r"\s*(super|sub|-?\d+(?:\.\d+)?%)")


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of the text; None where it leaves it to its parent. list_style: "" for none."""

    bold: bool | None = None
    hidden: bool | None = None
    raised: str | None = None
    align: str | None = None
    list_style: str | None = None


PLAIN: Final = Look()


@dataclass(slots=True)
class OdtStyles:
    """Styles by family and name, and lists with the numbers they are known by."""

    by_name: dict[tuple[str, str], tuple[Look, str | None]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)  # paragraph style → the name a person sees
    lists: dict[str, int] = field(default_factory=dict)
    numbering: Element = field(default_factory=lambda: etree.Element(W + "numbering"))
    outline: int | None = None
    last: int = 0

    def look(self, family: str, name: str | None) -> Look:
        """Of a style and those it rests on, the nearest word on each matter."""
        found = list(self._chain(family, name))
        return Look(
            next((look.bold for look in found if look.bold is not None), None),
            next((look.hidden for look in found if look.hidden is not None), None),
            next((look.raised for look in found if look.raised is not None), None),
            next((look.align for look in found if look.align is not None), None),
            next((look.list_style for look in found if look.list_style is not None), None),
        )

    def known_style(self, name: str | None) -> str:
        """ "Title", or the style of a note or of a line of a table of contents, where a paragraph has it; else ""."""
        for _ in range(_LONGEST_CHAIN):
            if not name:
                break
            seen = self.named.get(name, name)
            if seen.lower() in _TITLES:
                return "Title"
            if seen == BESIDE or _CONTENTS.fullmatch(seen):
                return seen
            name = self.by_name.get(("paragraph", name), (PLAIN, None))[1]
        return ""

    def _chain(self, family: str, name: str | None) -> Iterator[Look]:
        for _ in range(_LONGEST_CHAIN):
            if not name or (family, name) not in self.by_name:
                return
            look, name = self.by_name[family, name]
            yield look

    def new_list(self, style: str, start: int | None = None) -> int | None:
        """The number of a list that begins anew, None for a style that is not defined."""
        if style not in self.lists:
            return None
        self.last += 1
        element = etree.SubElement(self.numbering, W + "num", {W + "numId": str(self.last)})
        etree.SubElement(element, W + "abstractNumId", {W + "val": str(self.lists[style])})
        override = etree.SubElement(element, W + "lvlOverride", {W + "ilvl": "0"})
        first = start if start is not None else self._start(style)
        etree.SubElement(override, W + "startOverride", {W + "val": str(first)})
        return self.last

    def _start(self, style: str) -> int:
        path = f"{W}abstractNum[@{W}abstractNumId='{self.lists[style]}']/{W}lvl[@{W}ilvl='0']/{W}start"
        start = self.numbering.find(path)
        return int(start.get(W + "val") or 1) if start is not None else 1


def read_odt_styles(*roots: Element | None) -> OdtStyles:
    """Reads content.xml and styles.xml; the first to define a name counts."""
    styles = OdtStyles()
    for root in roots:
        if root is None:
            continue
        for element in root.iter(STYLE + "style"):
            _add_style(styles, element)
        for element in root.iter(TEXT + "list-style", TEXT + "outline-style"):
            name = element.get(STYLE + "name") or ""
            if tag_of(element) == TEXT + "outline-style":
                name = ""
            if name not in styles.lists:
                styles.lists[name] = len(styles.lists)
                styles.numbering.append(_abstract(element, styles.lists[name]))
    if "" in styles.lists:
        styles.outline = styles.new_list("")
    return styles


def _add_style(styles: OdtStyles, element: Element) -> None:
    family, name = element.get(STYLE + "family") or "", element.get(STYLE + "name") or ""
    words, paragraph = element.find(STYLE + "text-properties"), element.find(STYLE + "paragraph-properties")
    weight = words.get(FO + "font-weight") if words is not None else None
    display = words.get(TEXT + "display") if words is not None else None
    position = words.get(STYLE + "text-position") if words is not None else None
    look = Look(
        None if weight is None else weight in ("bold", "600", "700", "800", "900"),
        None if display is None else display == "none",
        _raised(position),
        paragraph.get(FO + "text-align") if paragraph is not None else None,
        element.get(STYLE + "list-style-name"),
    )
    styles.by_name.setdefault((family, name), (look, element.get(STYLE + "parent-style-name")))
    if family == "paragraph":
        styles.named.setdefault(name, element.get(STYLE + "display-name") or name)


def _raised(position: str | None) -> str | None:
    found = _RAISED.match(position or "")
    if not found:
        return None
    if found[1].endswith("%"):
        height = float(found[1].rstrip("%"))
        return "superscript" if height > 0 else "subscript" if height < 0 else "baseline"
    return "superscript" if found[1] == "super" else "subscript"


def _abstract(element: Element, number: int) -> Element:
    made = etree.Element(W + "abstractNum", {W + "abstractNumId": str(number)})
    for level in element:
        place = _figure(level.get(TEXT + "level"), 1)
        if not 1 <= place <= 9 or not tag_of(level).startswith(TEXT):
            continue
        numeral = _numeral(level.get(STYLE + "num-format") or "")
        counted = tag_of(level).endswith(("-number", "outline-level-style"))
        text = _printed(level, place) if counted and numeral != "none" else ""
        target = etree.SubElement(made, W + "lvl", {W + "ilvl": str(place - 1)})
        start = str(_figure(level.get(TEXT + "start-value"), 1))
        etree.SubElement(target, W + "start", {W + "val": start})
        etree.SubElement(target, W + "numFmt", {W + "val": numeral if counted else "bullet"})
        etree.SubElement(target, W + "lvlText", {W + "val": text})
    return made


def _numeral(format_: str) -> str:
    return _NUMERALS.get(format_) or _CYRILLIC.get(format_[:1]) or ("decimal" if format_ else "none")


def _printed(level: Element, place: int) -> str:
    shown = max(1, min(_figure(level.get(TEXT + "display-levels"), 1), place))
    figures = ".".join(f"%{number}" for number in range(place - shown + 1, place + 1))
    return f"{level.get(STYLE + 'num-prefix') or ''}{figures}{level.get(STYLE + 'num-suffix') or ''}"


def _figure(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 6 else otherwise
