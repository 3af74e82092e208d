"""Where in a text a place is that a list of amendments names: the clauses it may be, or where a new one would stand."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from program_workflow.domain.places import ROMAN_UNITS, PlaceName, Step, Unit, read_place, read_roman
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.text import Node, Text

_LETTER_AFTER: Final = re.compile(r"(.*\d)\(?([^\W\d_]{1,3})\)?")
_DIVISIONS: Final = frozenset({ClauseKind.HEADING})
_POINTS: Final = frozenset({ClauseKind.HEADING, ClauseKind.POINT, ClauseKind.PARAGRAPH})
_KINDS: Final = {
    Unit.ANNEX: {ClauseKind.ANNEX, ClauseKind.HEADING},
    Unit.PART: _DIVISIONS,
    Unit.TITLE: _DIVISIONS,
    Unit.CHAPTER: _DIVISIONS,
    Unit.SECTION: _DIVISIONS,
    Unit.SUBSECTION: _DIVISIONS,
    Unit.RECITAL: {ClauseKind.PREAMBLE},
    Unit.ARTICLE: _POINTS,
    Unit.PARAGRAPH: _POINTS | {ClauseKind.MEASURE},
    Unit.POINT: {ClauseKind.POINT, ClauseKind.PARAGRAPH},
}
#: Units that are counted where they bear no number.
_COUNTED: Final = frozenset({Unit.PARAGRAPH, Unit.SUBPARAGRAPH, Unit.INDENT})
_TEXT_KINDS: Final = frozenset({ClauseKind.PARAGRAPH, ClauseKind.POINT, ClauseKind.PREAMBLE, ClauseKind.NOTE})


@dataclass(frozen=True, slots=True)
class Found:
    """clauses: what the place may be, none where the text has no such place. near: the last clause on the way there.

    anchor: of a new clause the one it follows, or None for the first place under parent; is_anchored: whether
    there is such a place.
    """

    name: PlaceName
    clauses: tuple[str, ...] = ()
    near: str | None = None
    parent: str | None = None
    anchor: str | None = None
    is_anchored: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    """The number of a clause: the unit it names, if any, the whole of it and its last part."""

    unit: Unit | None
    whole: str
    own: str


class Locator:
    """Finds places in one text."""

    def __init__(self, base: Text) -> None:
        self._base = base
        self._numbers = {node.id: _number_of(node.number) for node in base.nodes}
        self._labelled: dict[str, list[Node]] = defaultdict(list)
        self._children: dict[str | None, list[Node]] = defaultdict(list)
        self._under: dict[str, list[Node]] = {}
        self._printed: dict[str, list[str]] = defaultdict(list)
        for node in base.nodes:
            number = self._numbers[node.id]
            for label in {number.whole, number.own} - {""}:
                self._labelled[label].append(node)
            self._children[node.parent].append(node)
            if node.number:
                self._printed[_as_printed(node.number)].append(node.id)
        self._by_reference = {reference: one for one, reference in base.references.items()}

    def find(self, said: str) -> Found:
        """said: an identity, a number as printed, or a place in words."""
        exact = self._exactly(said)
        if exact:
            return Found(PlaceName(), exact, exact[0])
        name = read_place(said)
        if not name.steps:
            titles = [node.id for node in self._base.nodes if node.kind is ClauseKind.TITLE] if name.is_title else []
            return Found(name, tuple(titles[:1]), titles[0] if titles else None)
        return self._walk(name)

    def under(self, clause_id: str) -> list[Node]:
        """The clause with everything under it, in reading order."""
        if clause_id not in self._under:
            self._under[clause_id] = self._base.subtree(clause_id)
        return self._under[clause_id]

    def numbers_of(self, clause_id: str) -> set[str]:
        """What a clause is called, as labels are compared: "2.1(б)" is "2.1б" and "б"."""
        number = self._numbers[clause_id]
        return {number.whole, number.own} - {""}

    def _exactly(self, said: str) -> tuple[str, ...]:
        said = said.strip()
        if said in self._base:
            return (said,)
        if said in self._by_reference:
            return (self._by_reference[said],)
        return tuple(self._printed.get(_as_printed(said), ()))

    def _walk(self, name: PlaceName) -> Found:
        scope: list[str] | None = None
        for place, step in enumerate(name.steps):
            last = place == len(name.steps) - 1
            if last and name.is_new and not name.is_after:
                return self._new(name, step, scope)
            found = self._step(scope, step)
            if not found:
                return self._missing(name, step, scope, last=last)
            scope = found
        clauses = tuple(scope or ())
        if name.is_after and len(clauses) == 1:
            node = self._base.node(clauses[0])
            return Found(name, clauses, node.id, node.parent, node.id, is_anchored=True)
        return Found(name, clauses, clauses[0] if clauses else None)

    def _missing(self, name: PlaceName, step: Step, scope: Sequence[str] | None, *, last: bool) -> Found:
        if step.unit is Unit.TITLE and step.label == "1" and scope is None:
            titles = tuple(node.id for node in self._base.nodes if node.kind is ClauseKind.TITLE)
            if titles:
                return Found(name, titles[:1], titles[0])
        near = scope[0] if scope else None
        if not last:
            return Found(name, (), near)
        would = self._new(name, step, scope)  # a place that could be there, for what turns out to be new
        return Found(name, (), near or would.near, would.parent, would.anchor, would.is_anchored)

    # --- one step ----------------------------------------------------------------------------------------

    def _step(self, scope: Sequence[str] | None, step: Step, *, with_more: bool = True) -> list[str]:
        """Clauses one step further in; several where the text does not tell them apart."""
        label = f"{step.label}{step.more}" if with_more else step.label
        candidates = [node for node in self._same_label(label, step.unit) if scope is None or self._within(node, scope)]
        for fits in (self._names_unit, self._is_kind):
            chosen = [node for node in candidates if fits(node, step)]
            if chosen:
                whole = [node for node in chosen if _same(self._numbers[node.id].whole, label, step.unit)]
                return self._outermost(whole or chosen)
        if scope is not None and step.unit in _COUNTED and label.isdigit():
            return [found for one in scope if (found := self._counted(one, step.unit, int(label))) is not None]
        return []

    def _same_label(self, label: str, unit: Unit | None) -> list[Node]:
        found = self._labelled.get(label, [])
        if unit in ROMAN_UNITS and not found:
            value = int(label) if label.isdigit() else read_roman(label)
            if value is not None:
                found = [node for node in self._base.nodes if _value(self._numbers[node.id].whole) == value]
        return found

    def _within(self, node: Node, scope: Sequence[str]) -> bool:
        at = node.parent
        while at is not None:
            if at in scope:
                return True
            at = self._base.node(at).parent
        return False

    def _names_unit(self, node: Node, step: Step) -> bool:
        return step.unit is not None and self._numbers[node.id].unit is step.unit

    def _is_kind(self, node: Node, step: Step) -> bool:
        if self._numbers[node.id].unit not in (None, step.unit) and step.unit is not None:
            return False
        return step.unit is None or node.kind in _KINDS.get(step.unit, _TEXT_KINDS)

    def _outermost(self, nodes: Sequence[Node]) -> list[str]:
        least = min(self._base.depths[node.id] for node in nodes)
        return [node.id for node in nodes if self._base.depths[node.id] == least]

    def _counted(self, clause_id: str, unit: Unit, count: int) -> str | None:
        """The clause that is the so-manieth under another, where they bear no number: its own words are the first."""
        children = [node.id for node in self._children[clause_id] if not node.number and node.kind in _TEXT_KINDS]
        own = bool(self._base.node(clause_id).kind is not ClauseKind.HEADING)
        if unit is Unit.PARAGRAPH or not own:
            if count == 1 and not self._children[clause_id]:
                return clause_id
            return children[count - 1] if count <= len(children) else None
        if count == 1:
            return clause_id
        return children[count - 2] if count - 1 <= len(children) else None

    # --- what is not there yet ---------------------------------------------------------------------------

    def _new(self, name: PlaceName, step: Step, scope: Sequence[str] | None) -> Found:
        """Behind the clause whose label it adds to, else behind the one that comes before it, else at the end."""
        here = [one for label in _before(step) if (one := self._step(scope, label, with_more=False))]
        if here and len(here[0]) == 1:
            node = self._base.node(here[0][0])
            return Found(name, (), node.id, node.parent, node.id, is_anchored=True)
        if scope is not None and len(scope) == 1:
            inside = self._children[scope[0]]
            return Found(name, (), scope[0], scope[0], inside[-1].id if inside else None, is_anchored=True)
        if scope is None and step.unit is Unit.ANNEX:
            outermost = self._children[None]
            anchor = outermost[-1].id if outermost else None
            return Found(name, (), anchor, None, anchor, is_anchored=True)
        return Found(name, (), scope[0] if scope else None)


def _before(step: Step) -> list[Step]:
    """The steps to the clauses that a new one may follow: "f a" follows f, 2.4 follows 2.3, c follows b."""
    if step.more:
        return [Step(step.unit, step.label)]
    found = re.fullmatch(r"(.*?)(\d+)", step.label)
    if found and int(found[2]) > 1:
        return [Step(step.unit, f"{found[1]}{int(found[2]) - 1}")]
    added = re.fullmatch(r"(.*\d)(?:[^\W_\d]{1,2}|[⁰¹²³⁴-⁹]+)", step.label)
    if added:
        return [Step(step.unit, added[1])]
    alphabets = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя")
    for alphabet in alphabets:
        place = alphabet.find(step.label) if len(step.label) == 1 else -1
        if place > 0:
            return [Step(step.unit, alphabet[place - 1])]
    return []


def _number_of(printed: str) -> _Number:
    name = read_place(printed)
    if name.steps and name.steps[-1].unit is not None and len(name.steps) == 1:
        step = name.steps[0]
        return _Number(step.unit, f"{step.label}{step.more}", f"{step.label}{step.more}")
    whole = re.sub(r"[^\w.]", "", printed.casefold().replace("ё", "е")).strip(".")
    lettered = _LETTER_AFTER.fullmatch(re.sub(r"\s", "", printed.casefold()).strip("."))
    if lettered and "(" in printed:
        return _Number(None, whole, lettered[2])
    return _Number(None, whole, whole.rpartition(".")[2])


def _as_printed(number: str) -> str:
    return re.sub(r"\s+", " ", number.casefold().replace("ё", "е")).strip(" .")


def _same(whole: str, label: str, unit: Unit | None) -> bool:
    return whole == label or (unit in ROMAN_UNITS and _value(whole) is not None and _value(whole) == _value(label))


def _value(label: str) -> int | None:
    return int(label) if label.isascii() and label.isdigit() else read_roman(label)
