"""Numbers of clauses: derived from the place in the tree, or kept where letters already quote them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.domain.terms import Numbering, NumberStyle

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшщэюя"  # without ё, й, ъ, ы, ь, as lists are lettered
_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROMAN: Final = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A clause in reading order, as numbering sees it."""

    id: str
    parent: str | None
    style: NumberStyle
    number: str


def ordinal_text(style: NumberStyle, ordinal: int) -> str:
    """The ordinal (from 1) in the digits or letters of a style, without the number of the parent."""
    match style:
        case NumberStyle.LATIN:
            return _letters(_LATIN, ordinal)
        case NumberStyle.CYRILLIC:
            return _letters(_CYRILLIC, ordinal)
        case NumberStyle.ROMAN:
            return _roman(ordinal)
        case _:
            return str(ordinal)


def derived_number(style: NumberStyle, parent_number: str, ordinal: int) -> str:
    """The number a place in the tree gives: "2.3", "2.3(b)", "IV"."""
    own = ordinal_text(style, ordinal)
    if style in (NumberStyle.LATIN, NumberStyle.CYRILLIC):
        return f"{parent_number}({own})"
    if style is NumberStyle.DECIMAL and parent_number:
        return f"{parent_number}.{own}"
    return own


def infer_styles(clauses: Sequence[Numbered]) -> list[Numbered]:
    """For clauses as read (numbers as printed): the style from which each number follows, or FIXED.

    A clause without a number (a heading inside a table) does not interrupt: the numbers under it
    follow from the nearest clause above that has one.
    """
    numbers = {clause.id: clause.number for clause in clauses}
    scopes = _scopes(clauses, numbers)
    counters: Counters = defaultdict(int)
    return [replace(clause, style=_style_of(clause, scopes[clause.id], numbers, counters)) for clause in clauses]


def _scopes(clauses: Sequence[Numbered], numbers: Mapping[str, str]) -> dict[str, str | None]:
    """For each clause the nearest clause above it that has a number."""
    scopes: dict[str, str | None] = {}
    for clause in clauses:
        parent = clause.parent
        scopes[clause.id] = parent if parent is None or numbers[parent] else scopes[parent]
    return scopes


Counters = dict[tuple[str | None, NumberStyle], int]


def _style_of(clause: Numbered, scope: str | None, numbers: Mapping[str, str], counters: Counters) -> NumberStyle:
    if not clause.number:
        return NumberStyle.NONE
    for style in (
        NumberStyle.DECIMAL,
        NumberStyle.ORDINAL,
        NumberStyle.CYRILLIC,
        NumberStyle.LATIN,
        NumberStyle.ROMAN,
    ):
        if style is NumberStyle.DECIMAL and scope is None and clause.parent is not None:
            continue  # 1, 2, 3 under a heading without a number start anew
        above, key = _counted_in(clause, style, scope)
        number = numbers.get(above, "") if above else ""
        if derived_number(style, number, counters[key] + 1) == clause.number:
            counters[key] += 1
            return style
    return NumberStyle.FIXED


def _counted_in(
    clause: Numbered, style: NumberStyle, scope: str | None
) -> tuple[str | None, tuple[str | None, NumberStyle]]:
    """(the clause whose number stands before this one's, the list it is counted in)."""
    if style is NumberStyle.DECIMAL and scope is not None:
        return scope, (scope, style)
    return scope, (clause.parent, style)


#: A number where it may stand only once: under its parent if it does not carry the parent's number.
Place = tuple[str | None, str]


def place_of(parent: str | None, style: NumberStyle, number: str) -> Place:
    """Where a number may stand only once: "2.3" in the whole text, a bare "3" under its parent."""
    carries = {NumberStyle.DECIMAL: "." in number}.get(style, style in _LETTERED and not number.startswith("("))
    return None if carries else parent, number


_LETTERED: Final = (NumberStyle.LATIN, NumberStyle.CYRILLIC)


def renumber(
    clauses: Sequence[Numbered], rule: Numbering, *, quoted: Mapping[str, str], used: frozenset[Place] = frozenset()
) -> dict[str, str]:
    """Numbers for every clause, by identity.

    quoted: numbers under which clauses were circulated before; under the rule *frozen* they stay.
    used: all numbers ever circulated, see ``place_of``, never given again under *frozen*.
    Running: every number that is not fixed follows from its place.
    """
    given: dict[str, str] = {}
    if rule is Numbering.RUNNING:
        quoted, used = {}, frozenset()
    taken = set(used) | {
        place_of(clause.parent, clause.style, quoted[clause.id]) for clause in clauses if clause.id in quoted
    }
    scopes: dict[str, str | None] = {}
    before: dict[tuple[str | None, NumberStyle], str] = {}  # the number before it in the same list
    counters: Counters = defaultdict(int)
    for clause in clauses:
        parent = clause.parent
        scopes[clause.id] = parent if parent is None or given[parent] else scopes[parent]
        if clause.style is NumberStyle.NONE:
            given[clause.id] = ""
            continue
        above, key = _counted_in(clause, clause.style, scopes[clause.id])
        stem = given.get(above, "") if above else ""
        place = derived_number(clause.style, stem, counters[key] + 1)
        number = quoted.get(clause.id)
        if number is None and clause.style is NumberStyle.FIXED:
            number = clause.number
        if number is None:
            follows = before.get(key) or before.get((parent, NumberStyle.FIXED))
            number = place if not quoted else _inserted_number(clause, place, stem, follows, taken)
        counters[key] += 1
        given[clause.id] = before[key] = number
        taken.add(place_of(parent, clause.style, number))
    return given


def _inserted_number(clause: Numbered, place: str, stem: str, before: str | None, taken: set[Place]) -> str:
    """2.3¹ after 2.3; the first place before 2.1 prints 2.0¹; a place in a new list is simply counted."""
    if before is None:
        if place_of(clause.parent, clause.style, place) not in taken:
            return place
        before = f"{stem}.0" if stem else "0"
    closing = ")" if before.endswith(")") else ""
    root = before.removesuffix(")").rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    rank = 1
    while True:
        number = f"{root}{str(rank).translate(_SUPERSCRIPT)}{closing}"
        if place_of(clause.parent, clause.style, number) not in taken:
            return number
        rank += 1


def concordance(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """Table of concordance: (old number, new number) of every clause that both texts have and number differently."""
    return [(old[clause], number) for clause, number in new.items() if clause in old and old[clause] != number]


def _letters(alphabet: str, ordinal: int) -> str:
    rounds, index = divmod(ordinal - 1, len(alphabet))
    return alphabet[index] * (rounds + 1)


def _roman(ordinal: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        while value <= ordinal:
            said += letters
            ordinal -= value
    return said
