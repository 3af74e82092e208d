"""Names of places as lists of amendments give them, read into steps: "Article 5 – paragraph 1 – point a", «п. 2.3»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final


class Unit(IntEnum):
    """What a text is divided into, from the outermost to the innermost."""

    ANNEX = 0
    PART = 1
    TITLE = 2
    CHAPTER = 3
    SECTION = 4
    SUBSECTION = 5
    RECITAL = 6
    ARTICLE = 7
    PARAGRAPH = 8
    SUBPARAGRAPH = 9
    POINT = 10
    INDENT = 11


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a text. unit: None where a number stands alone. more: what an inserted unit adds to the
    label of the one it follows ("point f a": label "f", more "a")."""

    unit: Unit | None
    label: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place from the outermost step to the innermost. is_new: of a clause that is not there yet.

    is_after: what is proposed follows the place. is_part: only the words of the clause itself are meant, its
    title or introduction, without what stands under it.
    """

    steps: tuple[Step, ...] = ()
    is_new: bool = False
    is_after: bool = False
    is_part: bool = False
    is_title: bool = False


#: Words of a language to the unit they name, matched whole and without case.
_UNIT_WORDS: Final = (
    (Unit.ANNEX, r"annex(es)?|annexe|anexo|anhang|allegato|załącznik|mell[ée]klet|bijlage|прил|приложени\w+"),
    (Unit.PART, r"part|partie|parte|teil"),
    (Unit.TITLE, r"title|titre|título|titel|titolo|titule"),
    (Unit.CHAPTER, r"chapter|chapitre|capítulo|kapitel|capo|глав\w+|гл"),
    (Unit.SECTION, r"section|sección|abschnitt|sezione|раздел\w*|разд"),
    (Unit.SUBSECTION, r"subsection|sous-section|подраздел\w*"),
    (Unit.RECITAL, r"recitals?|considérant|considerando|erwägung|erwägungsgrund"),
    (Unit.ARTICLE, r"articles?|artículo|artikel|articolo|artykuł|cikk|art|стать\w+|ст"),
    (
        Unit.PARAGRAPH,
        r"paragraphs?|para|paragraphe|apartado|absatz|paragrafo|ustęp|bekezdés|lid|пункт\w*|п|част[ьи]\w*|ч|§|параграф\w*|"
        r"мероприяти\w+|позици\w+|строк\w+",
    ),
    (Unit.SUBPARAGRAPH, r"subparagraphs?|sub-?para|alinéa|alinéas|al|unterabsatz|párrafo|comma"),
    (Unit.POINT, r"points?|letter|letra|lettre|buchstabe|lettera|litera|pont|подпункт\w*|подп|пп|букв\w+"),
    (Unit.INDENT, r"indents?|tiret|guión|gedankenstrich|trattino|абзац\w*|абз|тире"),
)
_UNITS: Final = tuple((unit, re.compile(words)) for unit, words in _UNIT_WORDS)
#: Beside a label, in brackets.
_NEW: Final = re.compile(r"new|neu|nouveau|nouvel|nouvelle|nuevo|nueva|nuovo|nowy|nowa|új|nieuw|нов(ый|ая|ое|ые)")
_AFTER: Final = re.compile(r"after|après|apres|después|nach|dopo|после")
_ADD: Final = re.compile(r"дополнить|add|insérer|insert|ajouter|включить")
_TITLE: Final = re.compile(
    r"title|titre|título|titel|überschrift|titolo|intitulé|intitule|наименовани\w+|назван\w+|заголов\w+"
)
_ITSELF: Final = re.compile(r"introductory|introductoria|liminaire|einleitung|вводн\w+|chapeau")
_ORDINALS: Final = {
    word: str(place)
    for place, words in enumerate(
        (
            "first premier première первый первая первое первого первой первом первую",
            "second deuxième второй вторая второе второго втором вторую",
            "third troisième третий третья третье третьего третьей третьем третью",
            "fourth quatrième четвертый четвертая четвертое четвертого четвертой четвертом четвертую",
            "fifth cinquième пятый пятая пятое пятого пятой пятом пятую",
            "sixth sixième шестой шестая шестое шестого шестом шестую",
            "seventh septième седьмой седьмая седьмое седьмого седьмом седьмую",
            "eighth huitième восьмой восьмая восьмое восьмого восьмом восьмую",
            "ninth neuvième девятый девятая девятое девятого девятой девятом девятую",
            "tenth dixième десятый десятая десятое десятого десятой десятом десятую",
        ),
        1,
    )
    for word in words.split()
}
_TOKEN: Final = re.compile(r"[(«\"“]?(?:\d+(?:\.\d+)*[^\W_\d]{0,2}[⁰¹²³⁴-⁹]*|sub-para|sous-section|[^\W\d_]+|§)")
_FIGURES: Final = re.compile(r"(\d+)(?:er|ère|re|ier|o|й|я|е)")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)*[^\W_\d]{0,2}[⁰¹²³⁴-⁹]*")
_ROMAN: Final = re.compile(r"[ivxlc]+(?=(?:er)?$)")
_LATIN_MORE: Final = re.compile(r"[a-z]|bis|ter|quater|quinquies|sexies|septies")
_LETTERS: Final = re.compile(r"[^\W\d_]{1,2}")
_INNER: Final = {
    Unit.ARTICLE: Unit.PARAGRAPH,
    Unit.PARAGRAPH: Unit.POINT,
    Unit.SUBPARAGRAPH: Unit.POINT,
    None: Unit.POINT,
}
_LONGEST: Final = 300  # characters of a name
#: Units that a bare letter may name.
_LETTERED: Final = frozenset({Unit.POINT, Unit.ANNEX, Unit.SECTION, Unit.PART})
#: Units whose numbers are Roman as often as not.
ROMAN_UNITS: Final = frozenset({Unit.ANNEX, Unit.PART, Unit.TITLE, Unit.CHAPTER, Unit.SECTION})


def read_place(said: str) -> PlaceName:
    """The place that these words name; without steps where they name none."""
    return _Reader(said[:_LONGEST].casefold().replace("ё", "е")).read()


def read_roman(label: str) -> int | None:
    """The value of a Roman figure ("iv": 4); None for what is none."""
    if not label or not re.fullmatch(r"(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", label):
        return None
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    figures = [values[sign] for sign in label]
    return sum(
        -one if place + 1 < len(figures) and one < figures[place + 1] else one for place, one in enumerate(figures)
    )


@dataclass(slots=True)
class _Reader:
    said: str
    steps: list[Step] = field(default_factory=list)
    place: PlaceName = PlaceName()
    unit: Unit | None = None  # named and still without its label
    waiting: str = ""  # an ordinal before its unit
    fresh: bool = False  # the last word was a label

    def read(self) -> PlaceName:
        for token in self._tokens():
            self.fresh = self._take(token, token.lstrip('(«"“'))
        steps = tuple(sorted(self.steps, key=lambda step: Unit.PARAGRAPH if step.unit is None else step.unit))
        return replace(self.place, steps=steps, is_part=self.place.is_part and bool(steps))

    def _tokens(self) -> Iterator[str]:
        return (found[0] for found in _TOKEN.finditer(self.said))

    def _take(self, token: str, word: str) -> bool:
        """Whether the word was a label."""
        label = self._label(token, word)
        if label is not None:
            return self._take_label(token, label)
        if _ADD.fullmatch(word) or (token.startswith("(") and _NEW.fullmatch(word)):
            self.place = replace(self.place, is_new=True)
        elif _AFTER.fullmatch(word):
            self.place = replace(self.place, is_after=True)
        elif _ITSELF.fullmatch(word):
            self.place = replace(self.place, is_part=True)
        else:
            self._take_unit(word)
        return False

    def _take_unit(self, word: str) -> None:
        if _TITLE.fullmatch(word) and (self.steps or not self._labelled_title()):
            self.place = replace(self.place, is_part=True, is_title=True)
            return
        unit = next((unit for unit, words in _UNITS if words.fullmatch(word)), None)
        if unit is not None and self.waiting:
            self.steps.append(Step(unit, self.waiting))
            self.waiting, unit = "", None
        self.unit = unit if unit is not None else self.unit

    def _labelled_title(self) -> bool:
        return re.search(r"(?:title|titre|título|titel|titolo)\s+(\d|[ivxlc]+(?:er)?\b)", self.said) is not None

    def _label(self, token: str, word: str) -> str | None:
        if word in _ORDINALS:
            return _ORDINALS[word]
        if _DIGITS.fullmatch(word):
            figures = _FIGURES.fullmatch(word)
            return figures[1] if figures else word
        if self.unit is None and self.fresh and _LATIN_MORE.fullmatch(word):
            return word
        if self.unit in ROMAN_UNITS and (roman := _ROMAN.match(word)):
            return roman[0]
        inside = self.fresh and token.startswith("(")
        quoted = token[0] in '«"“('
        if (self.unit is not None or inside) and _LETTERS.fullmatch(word) and (quoted or self.unit in _LETTERED):
            return word
        return None

    def _take_label(self, token: str, label: str) -> bool:
        if self.unit is not None:
            self.steps.append(Step(self.unit, label))
            self.unit = None
        elif self.fresh and token.startswith("("):
            self.steps.append(Step(_INNER.get(self.steps[-1].unit, Unit.INDENT), label))
        elif self.fresh and _LATIN_MORE.fullmatch(label):
            self.steps[-1] = replace(self.steps[-1], more=f"{self.steps[-1].more}{label}")
        elif label.isdigit() and not token[0].isdigit():
            self.waiting = label
            return False
        elif not self.steps:
            self.steps.append(Step(None, label))
        else:
            return False
        return True
