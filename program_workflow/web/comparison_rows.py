"""A comparison of versions as rows of a page: what is shown, what is folded, where the changes are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from program_workflow.domain import redline
from program_workflow.domain.redline import ClauseRedline, Run
from program_workflow.domain.terms import Change, ClauseKind
from program_workflow.usecases.comparing import Source, VersionComparison
from program_workflow.web.clause_words import HEADINGS, Unseen, excerpt, fields_compared, label_compared, unseen_in

#: Beyond so many clauses neighbours share a tick of the strip.
LONGEST_STRIP: Final = 180
_STRENGTH: Final = (Change.EQUAL, Change.CHANGED, Change.MOVED, Change.INSERTED, Change.DELETED)
_WHOLE: Final[Mapping[Change, str]] = {Change.INSERTED: "+", Change.DELETED: "-", Change.MOVED: ">"}


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of the comparison, or the place a moved one left.

    whole: mark of the clause as a block, None where its runs are marked. position: among the changes,
    from 1; None of an equal clause. added, removed: words, those of fields too. tick: where the clause
    is on the strip, "section:tick" from 0.
    """

    clause: ClauseRedline
    whole: str | None
    position: int | None
    sources: Sequence[Source]
    added: int
    removed: int
    unseen: tuple[Sequence[Unseen], int]
    is_coarse: bool
    is_ghost: bool = False
    tick: str = ""

    @property
    def id(self) -> str:
        """The anchor: of a place that was left one of its own."""
        name = self.clause.id_new or self.clause.id_old or ""
        return f"left-{name}" if self.is_ghost else name

    @property
    def runs(self) -> Sequence[Run]:
        return self.clause.runs

    @property
    def has_new_number(self) -> bool:
        return self.clause.number_old != self.clause.number_new and None not in (
            self.clause.number_old,
            self.clause.number_new,
        )

    @property
    def fields(self) -> list[dict[str, Any]]:
        return fields_compared(self.clause.fields)

    @property
    def label(self) -> Sequence[Run] | None:
        return label_compared(self.clause.fields)

    def side(self, op: str) -> list[Run]:
        """The runs of one side; op "-": the old one. A clause moved as it was is marked as a whole."""
        ops = ("=", op)
        if self.whole == ">" or self.is_ghost:
            mark = "<" if op == "-" else ">"
            return [(mark, "".join(text for one, text in self.runs if one in ops))]
        return [run for run in self.runs if run[0] in ops]

    def side_label(self, op: str) -> list[Run]:
        return [run for run in self.label or () if run[0] in ("=", op)]

    def side_fields(self, op: str) -> list[dict[str, Any]]:
        return fields_compared(self.clause.fields, side=op)


@dataclass(frozen=True, slots=True)
class Fold:
    """Clauses without a change, folded. numbers: "2.1–2.6", "" where they do not stand in one section."""

    id: str
    count: int
    numbers: str


@dataclass(frozen=True, slots=True)
class Rows:
    """items: rows and folds in order. changes: anchors of the changed ones. hidden: those of folded rows.

    strip: as the macro takes it, but for the address: ``at`` is the anchor of the first change.
    """

    items: Sequence[Row | Fold]
    changes: Sequence[str]
    hidden: frozenset[str]
    strip: Sequence[Mapping[str, Any]]
    only_renumbered: int
    added: int
    removed: int


def rows_of(
    found: VersionComparison,
    old_order: Sequence[str],
    *,
    only_changed: bool,
    opened: Iterable[str] = (),
    here: int | None = None,
) -> Rows:
    """old_order: identities of the old version's clauses, to show what moved at the place it left, too.

    opened: identities of clauses that are shown whatever is folded. here: position of the current change.
    """
    every = list(_with_places_left(found.clauses, old_order))
    sections = _sections(_numbered(every, found.sources))
    rows = [row for section in sections for row in section]
    items = _folded(rows, set(opened)) if only_changed else rows
    shown = {row.id for row in items if isinstance(row, Row)}
    return Rows(
        items=items,
        changes=[row.id for row in rows if row.position is not None],
        hidden=frozenset(row.id for row in rows if row.id not in shown),
        strip=[_on_strip(section, _shared(rows), here) for section in sections],
        only_renumbered=sum(row.position is None and row.has_new_number for row in rows),
        added=sum(row.added for row in rows),
        removed=sum(row.removed for row in rows),
    )


def _with_places_left(
    clauses: Sequence[ClauseRedline], old_order: Sequence[str]
) -> Iterator[tuple[ClauseRedline, bool]]:
    """The clauses in order, with each moved one a second time (True) where it stood before."""
    moved = {one.id_old: one for one in clauses if one.change is Change.MOVED}
    staying = {one.id_old for one in clauses if one.change is not Change.MOVED and one.id_old}
    left_after: dict[str | None, list[ClauseRedline]] = {}
    last: str | None = None
    for each in old_order:
        if each in moved:
            left_after.setdefault(last, []).append(moved[each])
        elif each in staying:
            last = each
    yield from ((one, True) for one in left_after.get(None, ()))
    for one in clauses:
        yield one, False
        if one.change is not Change.MOVED and one.id_old:
            yield from ((each, True) for each in left_after.get(one.id_old, ()))


def _numbered(every: Sequence[tuple[ClauseRedline, bool]], sources: Mapping[str, tuple[Source, ...]]) -> list[Row]:
    rows, position = [], 0
    for clause, is_ghost in every:
        changed = clause.change is not Change.EQUAL and not is_ghost
        position += changed
        rows.append(_row(clause, position if changed else None, sources, is_ghost))
    return rows


def _row(clause: ClauseRedline, position: int | None, sources: Mapping[str, tuple[Source, ...]], ghost: bool) -> Row:
    is_edited = any(op != "=" for op, _ in clause.runs)
    whole = "<" if ghost else _WHOLE.get(clause.change)
    if whole == ">" and is_edited:
        whole = None
    changed = clause.change is Change.CHANGED or (clause.change is Change.MOVED and is_edited)
    runs = [run for each in (clause.runs, *(one.runs for one in clause.fields)) for run in each]
    return Row(
        clause=clause,
        whole=whole,
        position=position,
        sources=[] if position is None else sources.get(clause.id_new or clause.id_old or "", ()),
        added=0 if ghost else _words(runs, "+"),
        removed=0 if ghost else _words(runs, "-"),
        unseen=([], 0) if ghost else unseen_in(clause.runs, clause.fields),
        is_coarse=changed and redline.replaced_as_whole(clause.runs),
        is_ghost=ghost,
    )


def _words(runs: Sequence[Run], op: str) -> int:
    return sum(any(map(str.isalnum, piece)) for one, text in runs if one == op for piece in text.split())


def _folded(rows: Sequence[Row], opened: set[str]) -> list[Row | Fold]:
    """Unchanged clauses as folds, but for the headings that lead to a change."""
    shown: list[Row | Fold] = []
    leading = _leading_headings(rows)
    for is_shown, group in groupby(rows, lambda row: row.position is not None or row.is_ghost or row.id in leading):
        some = list(group)
        if is_shown or any(row.id in opened for row in some):
            shown += some
        else:
            shown.append(Fold(some[0].id, len(some), _span(_called(some[0]), _called(some[-1]))))
    return shown


def _leading_headings(rows: Sequence[Row]) -> set[str]:
    """The nearest heading before each change."""
    found, heading = set(), ""
    for row in rows:
        if row.clause.kind in HEADINGS and row.clause.kind is not ClauseKind.TITLE:
            heading = row.id
        if row.position is not None and heading:
            found.add(heading)
    return found


def _span(first: str, last: str) -> str:
    if not first or not last or first.split(".")[0] != last.split(".")[0]:
        return ""
    return first if first == last else f"{first}–{last}"


def _called(row: Row) -> str:
    return row.clause.number_new or row.clause.number_old or ""


def _shared(rows: Sequence[Row]) -> int:
    """How many neighbours share a tick of the strip."""
    return max(1, -(-len(rows) // LONGEST_STRIP))


def _sections(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows by section, each with its place on the strip."""
    shared = _shared(rows)
    sections: list[list[Row]] = [[]]
    for row in rows:
        if row.clause.depth == 0 and row.clause.kind in HEADINGS and sections[-1]:
            sections.append([])
        tick = f"{len(sections) - 1}:{len(sections[-1]) // shared}"
        sections[-1].append(replace(row, tick=tick))
    return [one for one in sections if one]


def _on_strip(rows: Sequence[Row], shared: int, here: int | None) -> dict[str, Any]:
    groups = [rows[start : start + shared] for start in range(0, len(rows), shared)]
    first = rows[0].clause
    changed = next((row for row in rows if row.position is not None), rows[0])
    text = "".join(piece for op, piece in first.runs if op != "-") or "".join(piece for _, piece in first.runs)
    return {
        "label": first.number_new or first.number_old or excerpt(text, 16),
        "at": changed.id,
        "ticks": [max((row.clause.change for row in group), key=_STRENGTH.index).value for group in groups],
        "here": next((i for i, group in enumerate(groups) if here and any(r.position == here for r in group)), None),
    }
