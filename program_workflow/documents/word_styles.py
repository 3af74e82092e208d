"""Styles of a Word document, as far as they tell headings, lists, hidden and raised text."""

import re
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.xml import Element, W, is_on, number_of, value_of

_HEADING: Final = re.compile(r"(?:heading|заголовок|überschrift|titre)\s*([1-9])", re.IGNORECASE)
_TITLE: Final = re.compile(r"(title|название|заголовок документа)", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"(toc|оглавление|contents)\s*(\d|heading)", re.IGNORECASE)
_LONGEST_CHAIN: Final = 20
#: Name of the style of what a written file says of a clause beside its text; it is no part of the text.
BESIDE: Final = "Beside the text"


@dataclass(frozen=True, slots=True)
class Style:
    """One style; None where it leaves a property to the style it is based on."""

    id: str
    name: str
    based_on: str | None = None
    outline: int | None = None
    list_id: int | None = None
    list_level: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    raised: str | None = None
    align: str | None = None


@dataclass(slots=True)
class Styles:
    """Styles by identifier, read through the chain of what they are based on."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default: str | None = None

    def chain(self, style_id: str | None) -> list[Style]:
        """The style and those it is based on, nearest first."""
        found: list[Style] = []
        while style_id in self.by_id and len(found) < _LONGEST_CHAIN:
            style = self.by_id[style_id]
            found.append(style)
            style_id = style.based_on
        return found

    def heading_level(self, style_id: str | None) -> int | None:
        """1 to 9 for a heading style, by its name or its outline level."""
        for style in self.chain(style_id):
            found = _HEADING.fullmatch(style.name.strip())
            if found:
                return int(found[1])
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
        if style_id is not None and style_id not in self.by_id:
            found = _HEADING.fullmatch(style_id)
            return int(found[1]) if found else None
        return None

    def is_title(self, style_id: str | None) -> bool:
        name = self.by_id[style_id].name if style_id in self.by_id else style_id
        return name is not None and _TITLE.fullmatch(name.strip()) is not None

    def is_contents(self, style_id: str | None) -> bool:
        name = self.by_id[style_id].name if style_id in self.by_id else style_id
        return name is not None and _CONTENTS.match(name.strip()) is not None

    def is_beside(self, style_id: str | None) -> bool:
        return style_id == BESIDE or any(style.name == BESIDE for style in self.chain(style_id))

    def is_bold(self, style_id: str | None) -> bool:
        return next((style.bold for style in self.chain(style_id) if style.bold is not None), False)

    def is_hidden(self, style_id: str | None) -> bool:
        return next((style.hidden for style in self.chain(style_id) if style.hidden is not None), False)

    def raised(self, style_id: str | None) -> str | None:
        return next((style.raised for style in self.chain(style_id) if style.raised is not None), None)

    def align(self, style_id: str | None) -> str | None:
        return next((style.align for style in self.chain(style_id) if style.align is not None), None)

    def list_of(self, style_id: str | None) -> tuple[int, int | None] | None:
        """The automatic list a style belongs to, and its level where the style gives one."""
        for style in self.chain(style_id):
            if style.list_id is not None:
                return style.list_id, style.list_level
        return None


def read_styles(root: Element | None) -> Styles:
    """Reads styles.xml; an absent part gives no styles."""
    styles = Styles()
    for element in root.iter(W + "style") if root is not None else ():
        style_id = element.get(W + "styleId")
        if style_id is None:
            continue
        paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
        numbering = paragraph.find(W + "numPr") if paragraph is not None else None
        styles.by_id[style_id] = Style(
            style_id,
            value_of(element, "name") or style_id,
            value_of(element, "basedOn"),
            number_of(paragraph, "outlineLvl"),
            number_of(numbering, "numId"),
            number_of(numbering, "ilvl"),
            is_on(run, "b"),
            is_on(run, "vanish"),
            value_of(run, "vertAlign"),
            value_of(paragraph, "jc"),
        )
        if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true"):
            styles.default = style_id
    return styles
