"""What differs between the texts of one clause in two languages: numbers, dates, references, timeframes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from program_workflow.domain.clause import Fields
from program_workflow.domain.figures import Figure, Kind, figures_in
from program_workflow.domain.text import Content

#: A figure of one of these kinds may be another of them where the words around it differ.
_ALIKE: Final = frozenset({Kind.NUMBER, Kind.YEAR, Kind.CLAUSE, Kind.ORDER})


@dataclass(frozen=True, slots=True)
class Difference:
    """What one text names and the other does not. one, other: as printed in each; "" where it is not there.

    field: of a measure it stands in, None in the text itself.
    """

    kind: Kind
    one: str
    other: str
    field: str | None = None


def differences(one: Content, other: Content, languages: tuple[str, str] = ("en", "ru")) -> tuple[Difference, ...]:
    """What the two texts of a clause name differently: the text itself, then field by field.

    A value that the other text names anywhere in the same place is no difference, however often.
    """
    found = list(_in_text(one.text, other.text, languages))
    for name, here, there in _fields(one.fields, other.fields):
        found += _in_text(here, there, languages, name)
    if _ends(one.fields) != _ends(other.fields) and not any(each.field == "timeframe" for each in found):
        found.append(Difference(Kind.DATE, _said(one.fields), _said(other.fields), "timeframe"))
    return tuple(found)


def _fields(one: Fields, other: Fields) -> Iterable[tuple[str, str, str]]:
    """The fields that may name figures, with their text on both sides."""
    yield "label", one.label or "", other.label or ""
    yield "executing_bodies", "; ".join(one.executing_bodies), "; ".join(other.executing_bodies)
    yield "timeframe", _said(one), _said(other)
    yield "funding", one.funding or "", other.funding or ""
    for place, (here, there) in enumerate(zip_longest(one.other, other.other, fillvalue=("", ""))):
        yield f"other-{place + 1}", here[1], there[1]


def _said(fields: Fields) -> str:
    return fields.timeframe.text if fields.timeframe else ""


def _ends(fields: Fields) -> tuple[str | None, str | None]:
    return (fields.timeframe.start, fields.timeframe.end) if fields.timeframe else (None, None)


def _in_text(one: str, other: str, languages: tuple[str, str], field: str | None = None) -> list[Difference]:
    mine, theirs = figures_in(one, languages[0]), figures_in(other, languages[1])
    lone, lonely = _unmatched(mine, theirs), _unmatched(theirs, mine)
    found: list[Difference] = []
    for kind in Kind:
        here, there = [each for each in lone if each.kind is kind], [each for each in lonely if each.kind is kind]
        for first, second in zip_longest(here, there):
            found.append(Difference(kind, first.text if first else "", second.text if second else "", field))
    return found


def _unmatched(mine: Sequence[Figure], theirs: Sequence[Figure]) -> list[Figure]:
    """What only my side names, each value once."""
    found: dict[tuple[Kind, str], Figure] = {}
    for one in mine:
        if not _counts(one) or any(_match(one, other) for other in theirs) or _in_parts(one, theirs):
            continue
        if one.is_word and any(not each.is_word and each.value == one.value for each in mine):
            continue  # "3 (three)"
        found.setdefault((one.kind, one.value), one)
    return list(found.values())


def _counts(one: Figure) -> bool:
    """Whether it is one that the other text must name too: "one" and "first" are often just words."""
    if one.is_word:
        return one.kind is Kind.PERCENTAGE or (one.kind is Kind.NUMBER and one.value not in ("1", "2"))
    return True


def _match(one: Figure, other: Figure) -> bool:
    if one.kind is not other.kind and not {one.kind, other.kind} <= _ALIKE:
        return {one.kind, other.kind} <= {Kind.ANNEX, Kind.NUMBER, Kind.ORDER} and one.value == other.value
    return bool({one.value, *one.also} & {other.value, *other.also})


def _in_parts(one: Figure, theirs: Sequence[Figure]) -> bool:
    """Whether a date is named in parts: "1 March" in one place and its year in another."""
    if one.kind is not Kind.DATE:
        return False
    year, rest = one.value[:-6], one.value[-6:]
    if len(one.value) == len("2012-03-01"):
        days = {each.value[-6:] for each in theirs if each.kind is Kind.DATE and each.value.startswith("--")}
        return rest in days and any(each.kind is Kind.YEAR and each.value == year for each in theirs)
    if len(one.value) == len("--03-01"):
        return any(each.kind is Kind.DATE and each.value.endswith(one.value[1:]) for each in theirs)
    if one.value.startswith("--"):
        return any(each.kind is Kind.DATE and f"-{one.value[2:]}" in each.value for each in theirs)
    return False
