"""The typed fields of a clause compared, held against each other and combined, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.errors import N_
from program_workflow.domain.redline.changes import Collides
from program_workflow.domain.redline.difference import difference
from program_workflow.domain.redline.reading import settle
from program_workflow.domain.redline.typography import Folded, compare_folded, fold, runs_folded
from program_workflow.domain.redline.wording import Run, compare, runs_of
from program_workflow.domain.terms import Change, Rebase

#: Between two executing bodies in a redline.
SEPARATOR: Final = ", "

Bodies = tuple[str, ...]
#: The columns of `Fields.other` by heading and, where a heading repeats, its occurrence.
Columns = dict[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a clause on both sides.

    name: as in `Fields`; "other" once for each column. kind: EQUAL, CHANGED, INSERTED or DELETED.
    runs: the redline; of executing bodies over whole bodies. old, new: the values as in `Fields`,
    of a column (heading, text); None where a side has none. folded: differences of typography that
    are not shown, at their places in what the runs give as the new text.
    """

    name: str
    kind: Change
    runs: tuple[Run, ...]
    old: object
    new: object
    folded: tuple[Folded, ...] = ()


@dataclass(frozen=True, slots=True)
class RebasedFields:
    """flag: NONE (the base is the same), CLEAN or CONFLICT. fields: carried over; None in conflict."""

    flag: Rebase
    fields: Fields | None


def compare_fields(old: Fields, new: Fields, *, ignore_typography: bool = False) -> tuple[FieldChange, ...]:
    """Every field that either side has, unchanged ones included, in the order of a table's columns.

    ignore_typography: a field that differs in nothing else is equal, and says what was folded.
    """
    found = _compared(old, new)
    return tuple(map(_read_alike, found)) if ignore_typography else found


def _read_alike(change: FieldChange) -> FieldChange:
    if change.kind is not Change.CHANGED:
        return change
    if isinstance(change.old, tuple) and isinstance(change.new, tuple) and change.name == "executing_bodies":
        mine, theirs = _separated(change.old), _separated(change.new)
        same_old, same_new = [fold(piece) for piece in mine], [fold(piece) for piece in theirs]
        edits = settle(same_old, same_new, difference(same_old, same_new))
        runs, folded = runs_folded(mine, theirs, edits)
    else:
        was, now = ("".join(text for op, text in change.runs if op != other) for other in "+-")
        runs, folded = compare_folded(was, now)
    kind = Change.EQUAL if folded and all(op == "=" for op, _ in runs) else Change.CHANGED
    return replace(change, kind=kind, runs=tuple(runs), folded=folded)


def _compared(old: Fields, new: Fields) -> tuple[FieldChange, ...]:
    if old is new is NO_FIELDS:
        return ()
    found: list[FieldChange] = []
    if old.label is not None or new.label is not None:
        found.append(_field("label", old.label, new.label, old.label, new.label))
    if old.executing_bodies or new.executing_bodies:
        runs = _runs_of_bodies(old.executing_bodies, new.executing_bodies)
        mine, theirs = old.executing_bodies or None, new.executing_bodies or None
        found.append(FieldChange("executing_bodies", _kind(mine, theirs), runs, mine, theirs))
    if old.timeframe or new.timeframe:
        texts = [timeframe.text if timeframe else None for timeframe in (old.timeframe, new.timeframe)]
        found.append(_field("timeframe", old.timeframe, new.timeframe, *texts))
    if old.funding is not None or new.funding is not None:
        found.append(_field("funding", old.funding, new.funding, old.funding, new.funding))
    mine_by, theirs_by = _columns(old), _columns(new)
    for key in (*mine_by, *(key for key in theirs_by if key not in mine_by)):
        was, now = mine_by.get(key), theirs_by.get(key)
        column_old, column_new = ((key[0], text) if text is not None else None for text in (was, now))
        found.append(_field("other", column_old, column_new, was, now))
    return tuple(found)


def _field(name: str, old: object, new: object, old_text: str | None, new_text: str | None) -> FieldChange:
    return FieldChange(name, _kind(old, new), tuple(compare(old_text or "", new_text or "")), old, new)


def _kind(old: object, new: object) -> Change:
    if old == new:
        return Change.EQUAL
    if old is None:
        return Change.INSERTED
    return Change.DELETED if new is None else Change.CHANGED


def _runs_of_bodies(old: Bodies, new: Bodies) -> tuple[Run, ...]:
    mine, theirs = _separated(old), _separated(new)
    return tuple(runs_of(mine, theirs, settle(mine, theirs, difference(mine, theirs))))


def _separated(bodies: Bodies) -> list[str]:
    return [piece for body in bodies for piece in (SEPARATOR, body)][1:]


def _columns(fields: Fields) -> Columns:
    columns: Columns = {}
    for heading, text in fields.other:
        occurrence = 0
        while (heading, occurrence) in columns:
            occurrence += 1
        columns[heading, occurrence] = text
    return columns


def collide_fields(base: Fields, first: Fields, second: Fields) -> tuple[str, ...]:
    """Names of the fields that both change, and differently.

    Executing bodies combine as sets: to add or strike out different bodies is no collision; to
    put different bodies in the place of the same one is.
    """
    names: list[str] = []
    if _bodies_collide(base.executing_bodies, first.executing_bodies, second.executing_bodies):
        names.append("executing_bodies")
    names += [
        name
        for name in ("timeframe", "funding", "label")
        if _differently(getattr(base, name), getattr(first, name), getattr(second, name))
    ]
    was, one, two = _columns(base), _columns(first), _columns(second)
    if any(_differently(was.get(key), one.get(key), two.get(key)) for key in {**was, **one, **two}):
        names.append("other")
    return tuple(names)


def _differently(base: object, first: object, second: object) -> bool:
    return base not in (first, second) and first != second


def _bodies_collide(base: Bodies, first: Bodies, second: Bodies) -> bool:
    if not _differently(base, first, second):
        return False
    one, two = set(first) - set(base), set(second) - set(base)
    replaced = set(base) - set(first) - set(second)
    if replaced and one and two and one != two:
        return True
    orders = {order for bodies in (first, second) if (order := _reordered(base, bodies))}
    return len(orders) > 1


def _reordered(base: Bodies, bodies: Bodies) -> Bodies:
    """The bodies kept from the base if they changed their order, else none."""
    kept = tuple(body for body in bodies if body in base)
    return kept if kept != tuple(body for body in base if body in bodies) else ()


def combine_fields(base: Fields, wordings: Sequence[Fields]) -> Fields:
    """The base with the changes of all wordings made; raises Collides if two change a field differently."""
    for first, second in combinations(wordings, 2):
        if collide_fields(base, first, second):
            raise Collides(N_("The wordings change the same field differently."))
    values: dict[str, Any] = {}
    for name in ("timeframe", "funding", "label"):
        values[name] = _changed(getattr(base, name), [getattr(wording, name) for wording in wordings])
    values["executing_bodies"] = _combined_bodies(
        base.executing_bodies, [wording.executing_bodies for wording in wordings]
    )
    others = {wording.other for wording in wordings if wording.other != base.other}
    values["other"] = others.pop() if len(others) == 1 else tuple(_combined_columns(base, wordings))
    return replace(base, **values)


def _changed(base: object, values: Sequence[object]) -> object:
    return next((value for value in values if value != base), base)


def _combined_bodies(base: Bodies, wordings: Sequence[Bodies]) -> Bodies:
    changed = list(dict.fromkeys(bodies for bodies in wordings if bodies != base))
    if len(changed) < 2:
        return changed[0] if changed else base
    order = next((bodies for bodies in changed if _reordered(base, bodies)), base)
    struck = {body for body in base if any(body not in bodies for bodies in changed)}
    combined = [body for body in order if body in base and body not in struck]
    for bodies in changed:
        for place, body in enumerate(bodies):
            if body in base or body in combined:
                continue
            before = [combined.index(other) for other in bodies[:place] if other in combined]
            combined.insert(max(before) + 1 if before else 0, body)
    return tuple(combined)


def _combined_columns(base: Fields, wordings: Sequence[Fields]) -> Iterator[tuple[str, str]]:
    was, changed = _columns(base), [_columns(wording) for wording in wordings]
    for key in dict.fromkeys(key for columns in (was, *changed) for key in columns):
        text = _changed(was.get(key), [columns.get(key) for columns in changed])
        if isinstance(text, str):
            yield key[0], text


def rebase_fields(base: Fields, new_base: Fields, proposal: Fields) -> RebasedFields:
    """Carries what a proposal changed in the fields over to a new base."""
    if base == new_base:
        return RebasedFields(Rebase.NONE, proposal)
    try:
        return RebasedFields(Rebase.CLEAN, combine_fields(base, (new_base, proposal)))
    except Collides:
        return RebasedFields(Rebase.CONFLICT, None)
