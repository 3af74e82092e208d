"""What a text names in figures: numbers, percentages, years, dates, clauses and annexes, in English and Russian.

Each is read into a value that does not depend on the language: "1,234.5" and «1 234,5», "1 March 2012"
and «01.03.2012», "III" and «3-й», "clause 2.1(b)" and «пункт 2.1(б)».
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from program_workflow.domain.places import read_roman
from program_workflow.domain.timeframe import MONTH, month_of


class Kind(StrEnum):
    """What a figure is. ORDER: a place in a row, written as a word or a Roman number."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    YEAR = "year"
    DATE = "date"
    CLAUSE = "clause"
    ANNEX = "annex"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Figure:
    """value: the same in every language; of a date "2012-03-01", "--03-01" without a year, "--03" a month alone.

    text: as it is printed. at: where it begins. is_word: written in letters. also: what else it may be.
    """

    kind: Kind
    value: str
    text: str
    at: int = field(compare=False, default=0)
    is_word: bool = False
    also: frozenset[str] = frozenset()


_SPACE: Final = "[ \u00a0\u2009\u202f]"
_GAP: Final = rf"{_SPACE}*"
_DASH: Final = "[-–—‑−]"
_YEAR: Final = r"(?:19|20|21)\d\d"
_DAY_END: Final = rf"(?:{_DASH}?(?:го|е|ого|ое|му|м|й)|st|nd|rd|th)?"
_QUOTE: Final = "[«»„“”\"']?"
#: A number as printed: with spaces between thousands, a decimal point or comma.
_PLAIN: Final = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*"
_FLAGS: Final = re.IGNORECASE

_ISO: Final = re.compile(rf"(?<![\d-])({_YEAR})-(\d\d)-(\d\d)(?![\d-])")
_DOTTED: Final = re.compile(rf"(?<![\d.])(\d{{1,2}})[./](\d{{1,2}})[./]({_YEAR})(?!\d)")
_DAY_MONTH: Final = re.compile(
    rf"(?<![\d.,])(?:{_QUOTE}(\d{{1,2}}){_DAY_END}{_QUOTE}{_GAP}(?:{_DASH}|and|to|и|по|,){_GAP})?"
    rf"{_QUOTE}(?<!\d)(\d{{1,2}}){_DAY_END}{_QUOTE}(?:{_SPACE}+day)?{_SPACE}+(?:of{_SPACE}+)?({MONTH})"
    rf"(?![^\W\d_])(?:,?{_SPACE}+({_YEAR})(?!\d))?",
    _FLAGS,
)
_MONTH_DAY: Final = re.compile(
    rf"(?<!\w)({MONTH})(?![^\W\d_]){_SPACE}+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?{_SPACE}+({_YEAR})(?!\d))?", _FLAGS
)
_MONTH_YEAR: Final = re.compile(rf"(?<!\w)({MONTH})(?![^\W\d_]),?{_SPACE}+(?:of{_SPACE}+)?({_YEAR})(?!\d)", _FLAGS)
_MONTH_ALONE: Final = re.compile(
    rf"(?<!\w)(?:(?:in|of|by|until|from|since|to|before|after){_SPACE}+(?=[A-Z])"
    rf"|(?:в|до|с|по|к|после|начиная с){_SPACE}+(?=[а-я]))((?i:{MONTH}))(?![^\W\d_])"
)
_PERCENT_SIGN: Final = rf"{_GAP}(?:%|{_SPACE}per{_SPACE}cent|percent|процент\w*|проц\.)"
_PERCENT: Final = re.compile(rf"(?:({_PLAIN}){_GAP}(?:{_DASH}|to|до|and|и|по){_GAP})?({_PLAIN}){_PERCENT_SIGN}", _FLAGS)
_PERCENT_WORD: Final = re.compile(rf"([^\W\d_]+(?:-[^\W\d_]+)?){_SPACE}+(?:per{_SPACE}cent|percent|процент\w*)", _FLAGS)

_LABEL: Final = r"(?:\d+(?:\.\d+)*[¹²³⁴-⁹⁰]*(?![\d.]*\d)(?:[^\W\d_](?![^\W\d_]))?|[IVXІХ]{1,6}(?!\w)|[A-ZА-Я](?!\w))"
_PART: Final = rf"(?:{_GAP}\({_QUOTE}[^\W_]{{1,3}}{_QUOTE}\)|{_SPACE}*[«“\"][^\W\d_][»”\"])"
_LETTERED: Final = rf"{_QUOTE}\(?[^\W\d_]{_QUOTE}\)(?!\w)|[«“\"][^\W\d_][»”\"]"
_ONE: Final = rf"(?:(?:№|No\.?|Nos\.?|N){_GAP})?(?:{_LABEL}{_PART}{{0,2}}|{_LETTERED})"
_LIST: Final = rf"({_ONE}(?:{_GAP}(?:,|;|{_DASH}|and|or|to|и|или|по){_GAP}{_ONE})*)"
_CLAUSE_WORDS: Final = (
    r"(?:sub-?)?(?:clause|point|paragraph|para|article|art|section|item|chapter|part|measure|rule|title)s?\.?"
    r"|(?:под)?пункт\w*|подп\.|пп\.|п\.|стать[еияюёй]\w*|ст\.|(?:под)?раздел\w*|глав[аеуыо]\w*|част[ьиея]\w*|абзац\w*"
    r"|мероприяти\w+|позици[ияюей]\w*|прави?л\w*"
)
_ANNEX_WORDS: Final = r"annex(?:es)?|appendix|appendices|schedules?|attachments?|приложени\w+|прил\."
_CLAUSE: Final = re.compile(rf"(?<!\w)(?i:{_CLAUSE_WORDS}){_SPACE}+{_LIST}")
_ANNEX: Final = re.compile(rf"(?<!\w)(?i:{_ANNEX_WORDS}){_SPACE}+{_LIST}")
_EACH: Final = re.compile(_ONE)
_FOUR: Final = re.compile(rf"(?<![\d.,])({_YEAR})(?![\d]|[.,:]\d)")
_ROMAN: Final = re.compile(r"(?<!\w)([IVXІХ]+)(?!\w)(?!\.\w)")
_MANY: Final = (
    (1_000, re.compile(rf"{_GAP}(?:thousand|тыс\.|тысяч\w*)(?!\w)", _FLAGS)),
    (1_000_000, re.compile(rf"{_GAP}(?:million|mln|млн|миллион\w*)(?!\w)", _FLAGS)),
    (1_000_000_000, re.compile(rf"{_GAP}(?:billion|bln|млрд|миллиард\w*)(?!\w)", _FLAGS)),
)
_NUMBER: Final = re.compile(rf"(?<![\d.,])({_PLAIN})([¹²³⁴-⁹⁰]*)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"


def figures_in(text: str, language: str) -> tuple[Figure, ...]:
    """What the text names in figures and in words of number, in reading order.

    language: "en" or "ru"; it decides what a point and a comma in a number are.
    """
    found = list(_Reading(text, language).read())
    return tuple(sorted(found, key=lambda one: one.at))


@dataclass(slots=True)
class _Reading:
    """Each reading takes its characters away from those that follow."""

    text: str
    language: str
    left: str = ""

    def read(self) -> Iterator[Figure]:
        self.left = self.text
        yield from self._take(_ISO, lambda m: [_date(m[1], m[2], m[3])])
        yield from self._take(_DOTTED, lambda m: [_date(m[3], m[2], m[1])])
        yield from self._take(_DAY_MONTH, _days)
        yield from self._take(_MONTH_DAY, lambda m: [_date(m[3], month_of(m[1]), m[2])])
        yield from self._take(_MONTH_YEAR, lambda m: [(Kind.DATE, f"{m[2]}-{month_of(m[1]):02}")])
        yield from self._take(_MONTH_ALONE, lambda m: [(Kind.DATE, f"--{month_of(m[1]):02}")])
        yield from self._take(_PERCENT, lambda m: [(Kind.PERCENTAGE, self._value(n)) for n in m.groups() if n])
        yield from self._take(_PERCENT_WORD, self._percent_word)
        yield from self._take(_ANNEX, lambda m: [(Kind.ANNEX, label_value(one[0])) for one in _EACH.finditer(m[1])])
        yield from self._take(_CLAUSE, lambda m: [(Kind.CLAUSE, label_value(one[0])) for one in _EACH.finditer(m[1])])
        yield from self._take(_FOUR, lambda m: [(Kind.YEAR, m[1])])
        yield from self._take(_ROMAN, self._roman)
        yield from self._numbers()
        yield from self._words()

    def _take(
        self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], list[tuple[Kind, str] | None]]
    ) -> Iterator[Figure]:
        for found in list(pattern.finditer(self.left)):
            values = read(found)
            if not values or None in values:
                continue
            for one in values:
                if one is not None:
                    yield Figure(one[0], one[1], self.text[found.start() : found.end()].strip(), found.start())
            self._blank(found.start(), found.end())

    def _blank(self, start: int, end: int) -> None:
        self.left = self.left[:start] + "\0" * (end - start) + self.left[end:]

    def _percent_word(self, found: re.Match[str]) -> list[tuple[Kind, str] | None]:
        value = cardinal(found[1])
        return [(Kind.PERCENTAGE, str(value))] if value else []

    def _roman(self, found: re.Match[str]) -> list[tuple[Kind, str] | None]:
        said = found[1].replace("І", "I").replace("Х", "X")
        value = read_roman(said.lower())
        if value is None or (said == "I" and self.language == "en" and not self._is_numeral(found)):
            return []
        return [(Kind.ORDER, str(value))]

    def _is_numeral(self, found: re.Match[str]) -> bool:
        """Whether a single I in an English text is a number and not the writer."""
        after = self.left[found.end() :].lstrip()
        return after[:1].isupper() or after.startswith(("quarter", "half", "–", "-"))

    def _numbers(self) -> Iterator[Figure]:
        for found in list(_NUMBER.finditer(self.left)):
            said, above = found[1], found[2].translate(_SUPERSCRIPTS)
            value = self._value(said)
            for factor, words in _MANY:
                many = words.match(self.left, found.end())
                if many:
                    value = _times(value, factor)
                    self._blank(found.start(), many.end())
                    break
            plain = said.replace(":", ".") + (f"^{above}" if above else "")
            yield Figure(
                Kind.NUMBER, value + (f"^{above}" if above else ""), said, found.start(), also=frozenset({plain})
            )
            self._blank(found.start(), found.end())

    def _value(self, said: str) -> str:
        """A number without separators of thousands, with a decimal point, without zeros that say nothing."""
        said = re.sub(_SPACE, "", said).replace(":", ".")
        if self.language == "en":
            said = re.sub(r",(?=\d{3}(?!\d))", "", said)
        said = said.replace(",", ".")
        if said.count(".") == 1:
            said = said.rstrip("0").rstrip(".")
        return said.lstrip("0") or "0" if not said.startswith("0.") else said

    def _words(self) -> Iterator[Figure]:
        previous: tuple[int, int] | None = None  # value of a word of tens, and where it begins
        for found in _WORD.finditer(self.left):
            word = found[0].casefold().replace("ё", "е")
            value, place = cardinal(word), ordinal(word)
            if previous and value is not None and value < 10:
                start = previous[1]
                yield Figure(Kind.NUMBER, str(previous[0] + value), self.text[start : found.end()], start, is_word=True)
                previous = None
                continue
            if previous:
                yield Figure(Kind.NUMBER, str(previous[0]), self._word_at(previous[1]), previous[1], is_word=True)
            previous = (value, found.start()) if value in _TENS else None
            if value is not None and previous is None:
                yield Figure(Kind.NUMBER, str(value), found[0], found.start(), is_word=True)
            elif place is not None:
                yield Figure(Kind.ORDER, str(place), found[0], found.start(), is_word=True)
        if previous:
            yield Figure(Kind.NUMBER, str(previous[0]), self._word_at(previous[1]), previous[1], is_word=True)

    def _word_at(self, start: int) -> str:
        found = _WORD.match(self.text, start)
        return found[0] if found else ""


def _date(year: str | None, month: str | int, day: str) -> tuple[Kind, str] | None:
    number, day_number = int(month), int(day)
    if not (1 <= number <= 12 and 1 <= day_number <= 31):
        return None
    return Kind.DATE, f"{year or '-'}-{number:02}-{day_number:02}"


def _days(found: re.Match[str]) -> list[tuple[Kind, str] | None]:
    """One date, or the two ends of "1–5 March"."""
    month, year = month_of(found[3]), found[4]
    last = _date(year, month, found[2])
    return [_date(year, month, found[1]), last] if found[1] else [last]


def _times(value: str, factor: int) -> str:
    whole, _, fraction = value.partition(".")
    digits = len(str(factor)) - 1
    if not whole.isdigit() or (fraction and not fraction.isdigit()) or len(fraction) > digits:
        return value
    return str(int(whole + fraction.ljust(digits, "0")))


def label_value(said: str) -> str:
    """The label of a clause or annex without what differs between alphabets: "2.1(b)" and «2.1(б)» are "2.1#2"."""
    said = re.sub(r"(?:№|No\.?|Nos\.?|N(?=\s*\d))\s*", "", said).translate(_SUPERSCRIPTS)
    steps = re.findall(r"\d+(?:\.\d+)*|[^\W\d_]+", said)
    found = ""
    for step in steps:
        roman = read_roman(step.replace("І", "I").replace("Х", "X").lower()) if step.isupper() and not found else None
        if step[0].isdigit():
            found += f".{step}" if found else step
        elif roman is not None:
            found += str(roman)
        else:
            found += f"#{_letter(step)}"
    return found


def _letter(said: str) -> str:
    """The place of a letter in its alphabet, Russian without those that lists leave out."""
    letter = said.casefold()
    for alphabet in (_LATIN, _CYRILLIC):
        if len(letter) == 1 and letter in alphabet:
            return str(alphabet.index(letter) + 1)
    return letter


_EN: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS: Final = frozenset(range(20, 100, 10))
_CARDINALS: Final[dict[str, int]] = {
    **{word: place for place, word in enumerate(_EN, 1)},
    **{word: 10 * place for place, word in enumerate(_EN_TENS, 2)},
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "hundred": 100,
    "both": 2,
    **{
        form: value
        for value, forms in (
            (1, "один одна одно одного одной одному одним одном одну единожды однажды"),
            (2, "два две двух двум двумя дважды оба обе обоих обеих двое двоих"),
            (3, "три трех трем тремя трижды трое троих"),
            (4, "четыре четырех четырем четырьмя четверо"),
            (5, "пять пяти пятью"),
            (6, "шесть шести шестью"),
            (7, "семь семи семью"),
            (8, "восемь восьми восемью восьмью"),
            (9, "девять девяти девятью"),
            (10, "десять десяти десятью"),
            (11, "одиннадцать одиннадцати"),
            (12, "двенадцать двенадцати"),
            (13, "тринадцать тринадцати"),
            (14, "четырнадцать четырнадцати"),
            (15, "пятнадцать пятнадцати"),
            (16, "шестнадцать шестнадцати"),
            (17, "семнадцать семнадцати"),
            (18, "восемнадцать восемнадцати"),
            (19, "девятнадцать девятнадцати"),
            (20, "двадцать двадцати двадцатью"),
            (30, "тридцать тридцати тридцатью"),
            (40, "сорок сорока"),
            (50, "пятьдесят пятидесяти"),
            (60, "шестьдесят шестидесяти"),
            (70, "семьдесят семидесяти"),
            (80, "восемьдесят восьмидесяти"),
            (90, "девяносто девяноста"),
            (100, "сто ста"),
        )
        for form in forms.split()
    },
}
#: «трехлетний», «десятидневный»: a number joined to what is counted.
_JOINED: Final = re.compile(
    r"(одно|двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|двенадцати|пятнадцати|двадцати|тридцати|сорока"
    r"|пятидесяти|шестидесяти|девяносто|сто)(?:летн|летие|лети|месячн|дневн|недельн|часов|годичн|суточн|процентн|кратн|разов)\w*"
)
_JOINED_VALUES: Final = {"одно": 1, "девяносто": 90, "сто": 100}
_ORDINALS: Final = (
    ("first", "перв"),
    ("second", "втор"),
    ("third", "трет"),
    ("fourth", "четверт"),
    ("fifth", "пят"),
    ("sixth", "шест"),
    ("seventh", "седьм"),
    ("eighth", "восьм"),
    ("ninth", "девят"),
    ("tenth", "десят"),
)
_ORDINAL_ENDS: Final = re.compile(
    r"(?:ый|ой|ий|ая|ья|ое|ье|ого|его|ьего|ой|ьей|ому|ьему|ым|ьим|ом|ьем|ую|ью|ые|ьи|ых|ьих|и|ь)?"
)


def cardinal(word: str) -> int | None:
    """The number that a word names, in English or Russian: "three", «тремя», «трехлетний», "twenty-five"."""
    word = word.casefold().replace("ё", "е")
    if "-" in word:
        tens, _, units = word.partition("-")
        first, second = _CARDINALS.get(tens), _CARDINALS.get(units)
        return first + second if first in _TENS and second is not None and second < 10 else None
    if word in _CARDINALS:
        return _CARDINALS[word]
    joined = _JOINED.fullmatch(word)
    return (_JOINED_VALUES.get(joined[1]) or _CARDINALS[joined[1]]) if joined else None


def ordinal(word: str) -> int | None:
    """The place that a word names: "third", «третьего»."""
    word = word.casefold().replace("ё", "е")
    for place, (english, stem) in enumerate(_ORDINALS, 1):
        if word in (english, f"{english}s", f"{english}ly"):
            return place
        if word.startswith(stem) and len(word) > len(stem) and _ORDINAL_ENDS.fullmatch(word[len(stem) :]):
            return place
    return None
