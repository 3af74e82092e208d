"""Automatic numbers of a Word document: they live in numbering.xml and are counted here as Word prints them."""

import re
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.labels import CYRILLIC_LETTERS, roman_number
from program_workflow.documents.word_styles import Styles
from program_workflow.documents.xml import Element, W, is_on, number_of, to_number, value_of

_LEVELS: Final = 9
_LONGEST_LABEL: Final = 255  # signs of a definition; Word keeps no more
_PLACE: Final = re.compile(r"%([1-9])")
_BULLETS: Final = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and printed. restarts: the level after which it begins anew, 0 never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    """Where a paragraph stands in an automatic list. label: as printed; chain: identity of the list."""

    label: str
    chain: str
    level: int
    bullet: bool


@dataclass(slots=True)
class Numbering:
    """Definitions and running counters of all lists of a document."""

    abstracts: dict[int, dict[int, Level]] = field(default_factory=dict)
    links: dict[int, str] = field(default_factory=dict)
    lists: dict[int, tuple[int, dict[int, int], dict[int, Level]]] = field(default_factory=dict)
    counters: dict[int, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[int, int]] = field(default_factory=set)

    def count(self, list_id: int, level: int | None, style_id: str | None, styles: Styles) -> ListItem | None:
        """Counts a paragraph in; None if its list is not defined."""
        if list_id not in self.lists:
            return None
        abstract, starts, overrides = self.lists[list_id]
        abstract = self._linked(abstract, styles)
        levels = self.abstracts.get(abstract, {}) | overrides
        if level is None:
            own = (number for number, definition in sorted(levels.items()) if style_id and definition.style == style_id)
            level = next(own, 0)
        level = min(max(level, 0), _LEVELS - 1)
        counter = self._advance(abstract, list_id, level, levels, starts)
        here = levels.get(level, Level())
        bullet = (here.format in _BULLETS and not _PLACE.search(here.text)) or here.format == "bullet"
        label = "" if bullet else _PLACE.sub(lambda place: _figure(levels, counter, int(place[1]) - 1, here), here.text)
        return ListItem(label.strip(), f"list{abstract}", level, bullet or not label.strip())

    def _linked(self, abstract: int, styles: Styles) -> int:
        """The definition behind a link to a style of lists."""
        linked = styles.list_of(self.links[abstract]) if abstract in self.links else None
        if linked and linked[0] in self.lists and not self.abstracts.get(abstract):
            return self.lists[linked[0]][0]
        return abstract

    def _advance(
        self, abstract: int, list_id: int, level: int, levels: dict[int, Level], starts: dict[int, int]
    ) -> dict[int, int]:
        counter = self.counters.setdefault(abstract, {})
        for upper in range(level):
            if upper not in counter:
                counter[upper] = starts.get(upper, levels.get(upper, Level()).start)
        if level in starts and (list_id, level) not in self.begun:
            counter[level] = starts[level]
        elif level in counter:
            counter[level] += 1
        else:
            counter[level] = levels.get(level, Level()).start
        self.begun.add((list_id, level))
        for lower in [number for number in counter if number > level]:
            restarts = levels.get(lower, Level()).restarts
            if restarts is None or (restarts and level < restarts):
                del counter[lower]
        return counter


def read_numbering(root: Element | None) -> Numbering:
    """Reads numbering.xml; an absent part gives no lists."""
    numbering = Numbering()
    if root is None:
        return numbering
    for element in root.findall(W + "abstractNum"):
        abstract = to_number(element.get(W + "abstractNumId"))
        if abstract is None:
            continue
        numbering.abstracts[abstract] = _levels(element)
        link = value_of(element, "numStyleLink")
        if link:
            numbering.links[abstract] = link
    for element in root.findall(W + "num"):
        list_id, target = to_number(element.get(W + "numId")), number_of(element, "abstractNumId")
        if list_id is None or target is None:
            continue
        starts: dict[int, int] = {}
        overrides: dict[int, Level] = {}
        for override in element.findall(W + "lvlOverride"):
            level, start = to_number(override.get(W + "ilvl")), number_of(override, "startOverride")
            overrides |= _levels(override)
            if level is not None and start is not None:
                starts[level] = start
        numbering.lists[list_id] = (target, starts, overrides)
    return numbering


def _levels(parent: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in parent.findall(W + "lvl"):
        level = to_number(element.get(W + "ilvl"))
        if level is not None and 0 <= level < _LEVELS:
            levels[level] = Level(
                number_of(element, "start", 1) or 0,
                value_of(element, "numFmt") or "decimal",
                (value_of(element, "lvlText") or "")[:_LONGEST_LABEL],
                number_of(element, "lvlRestart"),
                bool(is_on(element, "isLgl")),
                value_of(element, "pStyle"),
            )
    return levels


def _figure(levels: dict[int, Level], counter: dict[int, int], level: int, here: Level) -> str:
    definition = levels.get(level, Level())
    return format_figure(counter.get(level, definition.start), "decimal" if here.legal else definition.format)


def format_figure(value: int, numeral: str) -> str:
    """A count in the numerals of w:numFmt; unknown numerals print as decimal figures."""
    match numeral:
        case "none":
            return ""
        case "decimalZero":
            return f"{value:02}"
        case "upperRoman":
            return roman_number(value)
        case "lowerRoman":
            return roman_number(value).lower()
        case "upperLetter" | "lowerLetter":
            letters = _letters("abcdefghijklmnopqrstuvwxyz", value)
            return letters.upper() if numeral == "upperLetter" else letters
        case "russianLower" | "russianUpper":
            letters = _letters(CYRILLIC_LETTERS, value)
            return letters.upper() if numeral == "russianUpper" else letters
        case _:
            return str(value)


def _letters(alphabet: str, value: int) -> str:
    """a … z, aa … zz; Word repeats the letter."""
    if value < 1:
        return str(value)
    rounds, place = divmod(value - 1, len(alphabet))
    return alphabet[place] * min(rounds + 1, 20)
