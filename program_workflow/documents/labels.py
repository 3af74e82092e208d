"""Numbers typed before a text: "2.1.", "а)", "(b)", "IV.", "Статья 5.", "Annex 1", "—"."""

import re
from dataclasses import dataclass, replace
from typing import Final

#: Letters a Russian list counts with; ё, й, ъ, ы, ь are passed over.
CYRILLIC_LETTERS: Final = "абвгдежзиклмнопрстуфхцчшщэюя"
_LOOKALIKES: Final = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_ROMAN: Final = re.compile(r"(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\Z")
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_GAP: Final = r"(?:[ \t\u00a0\u2002-\u200a\u202f\n]+|\Z)"
_SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"

#: Word that opens a division → its rank, outermost lowest.
STRUCTURE: Final = {
    "приложение": 0,
    "annex": 0,
    "appendix": 0,
    "schedule": 0,
    "часть": 11,
    "part": 11,
    "title": 11,
    "раздел": 12,
    "подраздел": 17,
    "глава": 22,
    "chapter": 22,
    "section": 27,
    "параграф": 32,
    "§": 32,
    "статья": 42,
    "article": 42,
}
_ORDINALS: Final = (
    "перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|десят|"
    "one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth"
)
_STRUCTURAL: Final = re.compile(
    rf"(?P<word>(?i:{'|'.join(STRUCTURE)}))(?:[ \u00a0]+|(?<=§))(?P<sign>(?:№|N|No\.?)[ \u00a0]*)?"
    rf"(?P<number>\d+(?:[.\-]\d+)*(?:[{_SUPERSCRIPTS}]+|[a-zа-я]\b)?|[IVXLCDM]+(?:[.\-]?\d+)*\b|[A-ZА-Я]\b"
    rf"|(?i:{_ORDINALS})[A-Za-zА-Яа-яЁё]*)"
    r"(?P<stop>[.:)]*)(?P<gap>\s*)"
)
_ANNEX_ALONE: Final = re.compile(
    r"(приложение|annex|appendix)[ \u00a0]*(?:[.:][ \u00a0]+|(?=\n|\Z|[кто]{1,2}\b))", re.IGNORECASE
)
_DECIMAL: Final = re.compile(
    rf"(?P<open>\()?(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*(?:[{_SUPERSCRIPTS}]+(?:\.\d{{1,3}})*|-\d{{1,2}}|(?:bis|ter|quater)\b|[a-zа-я](?=[.)]))?)"
    rf"\\?(?P<close>\.?\)|\.)?{_GAP}",
)
_LETTER: Final = re.compile(rf"(?P<open>\()?(?P<letter>[A-Za-zА-Яа-яЁё]{{1,2}})(?P<close>[.)]){_GAP}")
_ROMAN_LABEL: Final = re.compile(
    rf"(?P<open>\()?(?P<number>[IVXLCDM]+|[ivxlcdm]+)(?P<close>[.)]|(?=\s+[A-ZА-ЯЁ])){_GAP}"
)
_DASH: Final = re.compile(rf"(?P<dash>[-–—−‒•·▪●○■◦*\uf0b7\uf02d]){_GAP}")
_NOTE: Final = re.compile(r"(примечани[ея]|notes?|nota bene)\b[ \u00a0]*\d*\s*[.:–—-]|\*+\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A number split from its text.

    form: what it looks like, the same for every number of one list. printed: as it is quoted,
    without the closing dot ("2.1", "(а)", "Статья 5"). value: its place in the list, from 1, 0 if
    unknown. parts: of a decimal number. rank: of a division opened by a word, else None. weak: may
    just as well be a figure that begins a sentence. other: a second reading, where "(i)" may be a
    letter or a Roman figure. rest: the text.
    """

    form: str
    printed: str
    value: int
    rest: str
    parts: tuple[int, ...] = ()
    rank: int | None = None
    weak: bool = False
    other: "Label | None" = None

    @property
    def is_annex(self) -> bool:
        return self.rank == 0


def split_label(text: str, *, russian: bool) -> Label | None:
    """The number that a text begins with, or None; the rest keeps its code points."""
    label = _structural(text) or _decimal(text) or _roman(text, upper_only=True)
    if label is not None:
        return label
    letter, figure = _letter(text, russian=russian), _roman(text, upper_only=False)
    if letter is not None and figure is not None:
        return replace(letter, other=figure)
    return letter or figure or _dash(text)


def is_note(text: str) -> bool:
    return _NOTE.match(text) is not None


def roman_value(digits: str) -> int:
    """The value of a Roman number, 0 if it is none."""
    upper = digits.upper()
    if not _ROMAN.match(upper):
        return 0
    values = [_ROMAN_DIGITS[digit] for digit in upper]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def roman_number(value: int) -> str:
    """The Roman number of 1 to 3999; beyond, the decimal figure."""
    if not 0 < value < 4000:
        return str(value)
    steps = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"))
    digits = ""
    for step, sign in (*steps, (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, value = divmod(value, step)
        digits += sign * count
    return digits


def _structural(text: str) -> Label | None:
    found = _STRUCTURAL.match(text)
    if found is None:
        alone = _ANNEX_ALONE.match(text)
        if alone is None or len(text) > 300 or text.rstrip().endswith("."):
            return None
        return Label(f"word:{alone[1].lower()}", "", 0, text, rank=0)  # the only one: it is named, not numbered
    word, rest = found["word"], text[found.end() :]
    if word[0].islower() or not _opens_division(found, rest):
        return None
    printed = " ".join(text[: found.end("number")].split())
    figure = found["number"]
    digits = re.match(r"\d+", figure)
    value = int(digits[0]) if digits and len(digits[0]) < 10 else roman_value(figure)
    return Label(f"word:{word.lower()}", printed, value, rest, rank=STRUCTURE[word.lower()])


def _opens_division(found: re.Match[str], rest: str) -> bool:
    """Tells "Article 5. Functions" from "Article 5 provides that …"."""
    if not rest:
        return True
    if found["stop"]:
        return bool(found["gap"])
    if "\n" in found["gap"]:
        return True
    if STRUCTURE[found["word"].lower()] == 0 and len(rest) <= 300:
        return not rest.rstrip().endswith((".", ";"))
    return (
        bool(found["gap"]) and not rest[0].islower() and rest[0] not in ",;(" and not rest.rstrip().endswith((".", ";"))
    )


def _decimal(text: str) -> Label | None:
    found = _DECIMAL.match(text)
    if found is None:
        return None
    number, close, rest = found["number"], found["close"] or "", text[found.end() :]
    parts = tuple(int(part) for part in re.findall(r"\d+", number.replace("-", ".")))
    plain = re.fullmatch(r"\d+(\.\d+)*", number) is not None
    if found["open"]:
        if ")" not in close or len(parts) > 1:
            return None
        return Label("(dec)", f"({number})", parts[0], rest)
    if not close and (len(parts) == 1 or not rest):
        return None
    if close.endswith(")"):
        return Label("dec)", f"({number})", parts[0], rest) if len(parts) == 1 else None
    weak = not close and rest[0].islower()
    if not plain:
        base = re.match(r"\d+(?:\.\d+)*", number)
        parts = tuple(int(part) for part in base[0].split(".")) if base else parts
    return Label(f"dec{len(parts)}", number, parts[-1], rest, parts=parts, weak=weak)


def _roman(text: str, *, upper_only: bool) -> Label | None:
    found = _ROMAN_LABEL.match(text)
    if found is None or (upper_only and found["number"].islower()):
        return None
    value, close = roman_value(found["number"]), found["close"]
    single = len(found["number"]) == 1 and found["number"] in "LCDM"
    if not value or single or bool(found["open"]) != (close == ")" and bool(found["open"])):
        return None
    rest = text[found.end() :]
    if not close and (len(found["number"]) < 2 or len(rest) > 150):
        return None
    case = "ROM" if found["number"].isupper() else "rom"
    if found["open"]:
        return Label(f"({case})", f"({found['number']})", value, rest)
    if close == ")":
        return Label(f"{case})", f"({found['number']})", value, rest)
    return Label(f"{case}.", found["number"], value, rest) if case == "ROM" else None


def _letter(text: str, *, russian: bool) -> Label | None:
    found = _LETTER.match(text)
    if found is None or (found["open"] and found["close"] != ")"):
        return None
    letter, rest = found["letter"], text[found.end() :]
    if len(letter) == 2 and letter[0] != letter[1]:
        return None
    read_as = letter.translate(_LOOKALIKES) if russian else letter
    cyrillic = read_as[0].lower() in CYRILLIC_LETTERS + "ёй"
    if cyrillic:
        value = CYRILLIC_LETTERS.find(read_as[0].lower()) + 1
    elif letter.isascii():
        value = ord(letter[0].lower()) - 96
    else:
        return None
    if found["close"] == "." and (letter.islower() or len(letter) > 1 or _is_initial(rest)):
        return None
    form = ("cyr" if cyrillic else "lat").upper() if letter.isupper() else ("cyr" if cyrillic else "lat")
    if found["close"] == ".":
        return Label(f"{form}.", letter, value, rest)
    shape = f"({form})" if found["open"] else f"{form})"
    return Label(shape, f"({letter})", value + 26 * (len(letter) - 1), rest)


def _is_initial(rest: str) -> bool:
    """Whether what follows "И." is a further initial or a single name, not a text."""
    return re.match(r"[A-ZА-ЯЁ]\.|[A-ZА-ЯЁ][\w-]+\s*\Z", rest) is not None


def _dash(text: str) -> Label | None:
    found = _DASH.match(text)
    if found is None or found.end() == len(text):
        return None
    return Label(f"dash{found['dash']}", "", 0, text)
