"""Reads when a measure is carried out: "2011–2013 годы", "I квартал 2012 г.", "by 1 March 2012"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = (
    "январ|january|jan", "феврал|february|feb", "март|march|mar", "апрел|april|apr", "ма[йяе]|may", "июн|june|jun",
    "июл|july|jul", "август|august|aug", "сентябр|september|sept|sep", "октябр|october|oct", "ноябр|november|nov",
    "декабр|december|dec",
)  # fmt: skip
MONTH: Final = r"(?:" + "|".join(f"(?:{names})[а-я]*" for names in _MONTHS) + r")\.?"
_YEAR: Final = r"(?:19|20|21)\d\d"
_TO: Final = r"\s*[-–—‑]\s*"
_ORDINAL: Final = r"(?:IV|I{1,3}|[1-4]|first|second|third|fourth|перв\w+|втор\w+|треть\w+|четв[её]рт\w+)"
_SUFFIX: Final = r"(?:-?(?:й|го|ое|ый|st|nd|rd|th))?"
_FLAGS: Final = re.IGNORECASE

_ISO: Final = re.compile(rf"\b({_YEAR})-(\d\d)-(\d\d)\b")
_DOTTED: Final = re.compile(rf"\b(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR})\b")
_DAYS: Final = re.compile(rf"\b(\d{{1,2}})(?:{_TO}(\d{{1,2}}))?\s+({MONTH})\s+({_YEAR})\b", _FLAGS)
_AMERICAN: Final = re.compile(rf"\b({MONTH})\s+(\d{{1,2}}),\s*({_YEAR})\b", _FLAGS)
_QUARTER: Final = re.compile(
    rf"\b({_ORDINAL}){_SUFFIX}(?:(?:{_TO}|\s+(?:and|и)\s+)({_ORDINAL}){_SUFFIX})?\s*(?:квартал\w*|кв\b\.?|quarters?)"
    rf"[\s,]*(?:of\s+)?({_YEAR})\b",
    _FLAGS,
)
_Q: Final = re.compile(rf"\bQ([1-4])(?:{_TO}Q?([1-4]))?[\s,/]*({_YEAR})\b", _FLAGS)
_HALF: Final = re.compile(
    rf"\b(II?|[12]|first|second|перв\w+|втор\w+){_SUFFIX}\s*(?:полугоди\w*|half)[\s,]*(?:of\s+)?({_YEAR})\b", _FLAGS
)
_MONTH_YEAR: Final = re.compile(rf"\b({MONTH})(?:{_TO}({MONTH}))?\s+(?:of\s+)?({_YEAR})\b", _FLAGS)
_YEARS: Final = re.compile(rf"\b({_YEAR})(?:{_TO}({_YEAR}))?\b")
_PERIOD: Final = re.compile(rf"\b({_YEAR})(?:\s*[-–—‑]\s*|\s+(?:по|to|until)\s+)({_YEAR})\b")
_ENDS: Final = re.compile(r"^\s*(?:до|не позднее|к|by|until|till|before|not later than|no later than)\b", _FLAGS)
_BEGINS: Final = re.compile(r"^\s*(?:начиная\s+)?(?:со?|from|since|starting|beginning|after|после)\b", _FLAGS)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """When a measure is carried out.

    text: as printed. start, end: partial ISO dates ("2011", "2011-03", "2011-03-01") where the
    text names them, else None; inclusive.
    """

    text: str
    start: str | None = None
    end: str | None = None

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins."""
        return self.start is not None and self.end is not None and _upper(self.end) < self.start

    def to_json(self) -> dict[str, str | None]:
        return {"text": self.text, "from": self.start, "to": self.end}


def read_timeframe(text: str) -> Timeframe | None:
    """The timeframe a cell names, with its ends where the words give them; None for an empty cell."""
    if not text.strip():
        return None
    points = _points(text)
    if not points:
        return Timeframe(text)
    start, end = min(point[0] for point in points), max((point[1] for point in points), key=_upper)
    if len(points) == 1 and _ENDS.search(text):
        return Timeframe(text, None, end)
    if len(points) == 1 and _BEGINS.search(text) and start == end:
        return Timeframe(text, start, None)
    return Timeframe(text, start, end)


def read_period(text: str) -> str:
    """The years a text covers, as "2011–2013"; "" if it names none."""
    found = _PERIOD.search(text)
    return f"{found[1]}–{found[2]}" if found and found[1] < found[2] else ""


def _upper(point: str) -> str:
    """Sorts a year after its months and a month after its days."""
    return point + "~" if len(point) < 10 else point


def _points(text: str) -> list[tuple[str, str]]:
    """Every instant or stretch named, as partial ISO dates; each reading takes its words away."""
    points: list[tuple[str, str]] = []

    def take(pattern: re.Pattern[str], read: Callable[[re.Match[str]], tuple[str, str] | None]) -> None:
        nonlocal text
        for found in pattern.finditer(text):
            point = read(found)
            if point:
                points.append(point)
        text = pattern.sub(" ", text)

    take(_ISO, lambda m: _day(m[1], int(m[2]), m[3]))
    take(_DOTTED, lambda m: _day(m[3], int(m[2]), m[1]))
    take(_DAYS, _days)
    take(_AMERICAN, lambda m: _day(m[3], month_of(m[1]), m[2]))
    take(_QUARTER, lambda m: _quarters(_ordinal(m[1]), _ordinal(m[2] or m[1]), m[3]))
    take(_Q, lambda m: _quarters(int(m[1]), int(m[2] or m[1]), m[3]))
    take(_HALF, lambda m: (f"{m[2]}-01", f"{m[2]}-06") if _ordinal(m[1]) == 1 else (f"{m[2]}-07", f"{m[2]}-12"))
    take(_MONTH_YEAR, lambda m: (f"{m[3]}-{month_of(m[1]):02}", f"{m[3]}-{month_of(m[2] or m[1]):02}"))
    take(_YEARS, lambda m: (m[1], m[2] or m[1]))
    return points


def _day(year: str, month: int, day: str) -> tuple[str, str] | None:
    if not (1 <= month <= 12 and 1 <= int(day) <= 31):
        return None
    point = f"{year}-{month:02}-{int(day):02}"
    return point, point


def _days(found: re.Match[str]) -> tuple[str, str] | None:
    first = _day(found[4], month_of(found[3]), found[1])
    last = _day(found[4], month_of(found[3]), found[2] or found[1])
    return (first[0], last[1]) if first and last else None


def _quarters(first: int, last: int, year: str) -> tuple[str, str]:
    return f"{year}-{3 * first - 2:02}", f"{year}-{3 * last:02}"


def month_of(name: str) -> int:
    return next(number for number, names in enumerate(_MONTHS, 1) if re.match(names, name, _FLAGS))


def _ordinal(word: str) -> int:
    if word.isdigit():
        return int(word)
    stems = ("first|перв", "second|втор", "third|треть", "fourth|четв")
    for number, stem in enumerate(stems, 1):
        if re.match(stem, word, _FLAGS):
            return number
    return ("I", "II", "III", "IV").index(word.upper()) + 1
