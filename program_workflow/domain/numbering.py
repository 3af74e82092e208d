"""Numbers of clauses: derived from the place in the tree, or kept where letters already quote them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.domain.terms import Numbering, NumberStyle

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшщэюя"  # without ё, й, ъ, ы, ь, as lists are lettered
_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROMAN: Final = ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


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

    A run of siblings shares one style when the number of each follows from its ordinal in it;
    a number that follows from no style is fixed.
    """
    numbers = {clause.id: clause.number for clause in clauses}
    counters: dict[tuple[str | None, NumberStyle], int] = defaultdict(int)
    styled = []
    for clause in clauses:
        parent_number = numbers.get(clause.parent, "") if clause.parent else ""
        styled.append(replace(clause, style=_style_of(clause, parent_number, counters)))
    return styled


def _style_of(
    clause: Numbered, parent_number: str, counters: dict[tuple[str | None, NumberStyle], int]
) -> NumberStyle:
    if not clause.number:
        return NumberStyle.NONE
    for style in (
        NumberStyle.DECIMAL,
        NumberStyle.ORDINAL,
        NumberStyle.CYRILLIC,
        NumberStyle.LATIN,
        NumberStyle.ROMAN,
    ):
        key = (clause.parent, style)
        if derived_number(style, parent_number, counters[key] + 1) == clause.number:
            counters[key] += 1
            return style
    return NumberStyle.FIXED


def renumber(
    clauses: Sequence[Numbered], rule: Numbering, *, quoted: Mapping[str, str], used: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Numbers for every clause, by identity.

    quoted: numbers under which clauses were circulated before; under the rule *frozen* they stay.
    used: all numbers ever circulated, never given again under *frozen*.
    Running: every number that is not fixed follows from its place.
    """
    if rule is Numbering.RUNNING:
        return _running(clauses)
    given: dict[str, str] = {}
    taken = set(used) | set(quoted.values())
    before: dict[str | None, str] = {}  # the number of the last numbered sibling
    ordinals: dict[tuple[str | None, NumberStyle], int] = defaultdict(int)
    for clause in clauses:
        if clause.style is NumberStyle.NONE:
            given[clause.id] = ""
            continue
        number = quoted.get(clause.id)
        if number is None and quoted and clause.style is not NumberStyle.FIXED:
            number = _inserted_number(clause, given, before, taken, ordinals)
        elif number is None:
            number = clause.number or _place(clause, given, ordinals)
        ordinals[clause.parent, clause.style] += 1
        given[clause.id] = number
        taken.add(number)
        before[clause.parent] = number
    return given


def _place(clause: Numbered, given: Mapping[str, str], ordinals: Mapping[tuple[str | None, NumberStyle], int]) -> str:
    parent_number = given.get(clause.parent, "") if clause.parent else ""
    return derived_number(clause.style, parent_number, ordinals.get((clause.parent, clause.style), 0) + 1)


def _inserted_number(
    clause: Numbered,
    given: Mapping[str, str],
    before: Mapping[str | None, str],
    taken: set[str],
    ordinals: Mapping[tuple[str | None, NumberStyle], int],
) -> str:
    """2.3¹ after 2.3; the first place before 2.1 prints 2.0¹; a place in a new list is simply counted."""
    follows = before.get(clause.parent)
    if follows is None:
        first = _place(clause, given, ordinals)
        if first not in taken:
            return first
        parent_number = given.get(clause.parent, "") if clause.parent else ""
        follows = f"{parent_number}.0" if parent_number else "0"
    stem = follows.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    closing = ")" if stem.endswith(")") else ""
    stem = stem.removesuffix(")").rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    rank = 1
    while (number := f"{stem}{str(rank).translate(_SUPERSCRIPT)}{closing}") in taken:
        rank += 1
    return number


def _running(clauses: Sequence[Numbered]) -> dict[str, str]:
    given: dict[str, str] = {}
    ordinals: dict[tuple[str | None, NumberStyle], int] = defaultdict(int)
    for clause in clauses:
        if clause.style is NumberStyle.NONE:
            given[clause.id] = ""
        elif clause.style is NumberStyle.FIXED:
            given[clause.id] = clause.number
        else:
            given[clause.id] = _place(clause, given, ordinals)
            ordinals[clause.parent, clause.style] += 1
    return given


def concordance(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """Table of concordance: (old number, new number) of every clause that both texts have and number differently."""
    return [(old[clause], number) for clause, number in new.items() if clause in old and old[clause] != number]


def _letters(alphabet: str, ordinal: int) -> str:
    rounds, index = divmod(ordinal - 1, len(alphabet))
    return alphabet[index] * (rounds + 1)


def _roman(ordinal: int) -> str:
    tens, rest = divmod(ordinal, 10)
    said = "X" * tens
    for value, letters in _ROMAN:
        while value <= rest:
            said += letters
            rest -= value
    return said
