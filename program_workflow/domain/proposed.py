"""Amendments shown as marks in the text they are about, each change by the delegation that proposes it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.domain.amendment import Operation, Place
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.pieces import heading_of, piece_of, unchanged_fields
from program_workflow.domain.publication import FieldSpans, Piece, Span
from program_workflow.domain.redline import Entry, Tagged, TextChange, changes, compare, compare_fields
from program_workflow.domain.redline.many import merge_changes
from program_workflow.domain.redline.wording import Run
from program_workflow.domain.terms import ClauseKind, OperationKind

Wording = tuple[str, str, Fields]
Parent = str | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """An operation that applies to the text as it stands. delegation, co_sponsors: their codes."""

    amendment: str
    delegation: str
    operation: Operation
    co_sponsors: tuple[str, ...] = ()


@dataclass(slots=True)
class _Standing:
    """A clause at one place: where it is, where a move would bring it, or newly inserted."""

    entry: Entry
    whole: str = ""
    by: tuple[Proposed, ...] = ()
    copy: int = 0


@dataclass(slots=True)
class _Layout:
    """The clauses by parent, in order; keys are identities, of moved copies preceded by their amendment."""

    standing: dict[str, _Standing] = field(default_factory=dict)
    children: dict[Parent, list[str]] = field(default_factory=dict)
    last: dict[Place, str] = field(default_factory=dict)

    def put(self, key: str, standing: _Standing, parent: Parent, after: str | None) -> None:
        """After what was put at the same place before."""
        siblings = self.children.setdefault(parent, [])
        behind = self.last.get((parent, after), after)
        at = siblings.index(behind) + 1 if behind in siblings else len(siblings) if after else 0
        siblings.insert(at, key)
        self.standing[key] = standing
        self.last[parent, after] = key

    def in_order(self, parent: Parent = None, depth: int = 0) -> Iterator[tuple[_Standing, int, Parent]]:
        waiting = [(key, depth, parent) for key in reversed(self.children.get(parent, ()))]
        while waiting:
            key, at, above = waiting.pop()
            yield self.standing[key], at, above
            waiting += [(one, at + 1, key) for one in reversed(self.children.get(key, ()))]


def amended_pieces(entries: Sequence[Entry], proposed: Sequence[Proposed]) -> tuple[Piece, ...]:
    """The text with every proposal as marks; without "+" and ">" it is the text as it stands.

    Where proposals collide each stands in its own run. Insertions stand after the clause they follow
    and what is under it, in the order of the proposals; a moved clause is shown at both places.
    """
    of_kind: dict[OperationKind, list[Proposed]] = {kind: [] for kind in OperationKind}
    for one in proposed:
        of_kind[one.operation.kind].append(one)
    modifying: dict[str, list[Proposed]] = {}
    for one in of_kind[OperationKind.MODIFY]:
        modifying.setdefault(one.operation.clause_id, []).append(one)
    below = _below(entries)
    deleting = _spread(of_kind[OperationKind.DELETE], below)
    layout = _Layout()
    for entry in entries:
        layout.standing[entry.id] = _Standing(entry)
        layout.children.setdefault(entry.parent, []).append(entry.id)
    moving = _place_moves(layout, of_kind[OperationKind.MOVE], below, deleting)
    _place_insertions(layout, of_kind[OperationKind.INSERT])
    return tuple(
        replace(
            _piece(standing, modifying, deleting, moving), depth=depth, parent_id=_plain(parent), copy=standing.copy
        )
        for standing, depth, parent in layout.in_order()
    )


def _plain(key: Parent) -> Parent:
    return key.rpartition(_COPY)[2] if key else None


_COPY: Final = ">"


def _below(entries: Sequence[Entry]) -> Mapping[str, list[Entry]]:
    """Each clause with everything under it, in reading order."""
    above: dict[str, Parent] = {entry.id: entry.parent for entry in entries}
    found: dict[str, list[Entry]] = {entry.id: [] for entry in entries}
    for entry in entries:
        at: Parent = entry.id
        while at is not None:
            found[at].append(entry)
            at = above.get(at)
    return found


def _spread(proposed: Iterable[Proposed], below: Mapping[str, list[Entry]]) -> dict[str, list[Proposed]]:
    """Who deletes each clause, itself or one above it."""
    found: dict[str, list[Proposed]] = {}
    for one in proposed:
        for entry in below.get(one.operation.clause_id, ()):
            found.setdefault(entry.id, []).append(one)
    return found


def _place_moves(
    layout: _Layout,
    proposed: Iterable[Proposed],
    below: Mapping[str, list[Entry]],
    deleting: Mapping[str, object],
) -> dict[str, Proposed]:
    """Puts copies where clauses would move to. Returns the move by which each clause leaves its place.

    A clause leaves its place once: by the first move, and by none if it is to be deleted; further
    copies are insertions.
    """
    leaving: dict[str, Proposed] = {}
    copies: Counter[str] = Counter()
    for one in proposed:
        operation = one.operation
        first = operation.clause_id
        moved = below.get(first, [])
        leaves = not any(entry.id in leaving or entry.id in deleting for entry in moved)
        for entry in moved:
            key = f"{one.amendment}{_COPY}{entry.id}"
            copies[entry.id] += 1
            copy = _Standing(entry, ">" if leaves else "+", (one,), copies[entry.id])
            if entry.id == first:
                layout.put(key, copy, operation.parent, operation.after)
            else:
                layout.put(key, copy, f"{one.amendment}{_COPY}{entry.parent}", None)
                layout.last[f"{one.amendment}{_COPY}{entry.parent}", None] = key
            if leaves:
                leaving[entry.id] = one
    return leaving


def _place_insertions(layout: _Layout, proposed: Iterable[Proposed]) -> None:
    for one in proposed:
        operation = one.operation
        kind = operation.clause_kind or ClauseKind.PARAGRAPH
        entry = Entry(operation.clause_id, "", kind, operation.text, operation.fields, "", 0, operation.parent)
        layout.put(entry.id, _Standing(entry, "+", (one,)), operation.parent, operation.after)


# --- One clause -------------------------------------------------------------------------------------


def _piece(
    standing: _Standing,
    modifying: Mapping[str, list[Proposed]],
    deleting: Mapping[str, list[Proposed]],
    moving: Mapping[str, Proposed],
) -> Piece:
    entry = standing.entry
    if standing.whole == "+":
        return _signed(piece_of(entry, "+", whole="+"), standing.by)
    here = modifying.get(entry.id, [])
    move = moving.get(entry.id)
    if standing.whole == ">":
        return _changed(entry, here, {"=": (">", standing.by), "+": ("+", ())}, ">", standing.by)
    if move is not None:
        return _changed(entry, here, {"=": ("<", (move,)), "-": ("-", ())}, "<", (move,))
    gone = deleting.get(entry.id, [])
    if gone and not here:
        return _signed(piece_of(entry, "-", whole="-"), gone)
    if gone or here:
        return _changed(entry, [*here, *gone], {"=": ("=", ()), "-": ("-", ()), "+": ("+", ())}, "", ())
    return piece_of(entry)


def _signed(piece: Piece, by: Sequence[Proposed]) -> Piece:
    """The piece and every mark in it in the name of those who propose it."""
    codes, amendments = _names(by)

    def sign(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(replace(span, by=codes, amendments=amendments) for span in spans)

    fields = tuple(replace(one, spans=sign(one.spans)) for one in piece.fields)
    return replace(piece, spans=sign(piece.spans), fields=fields, by=codes, amendments=amendments)


def _names(by: Sequence[Proposed]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = dict.fromkeys(code for one in by for code in (one.delegation, *one.co_sponsors))
    return tuple(codes), tuple(dict.fromkeys(one.amendment for one in by))


def _changed(
    entry: Entry,
    proposed: Sequence[Proposed],
    ops: Mapping[str, tuple[str, Sequence[Proposed]]],
    whole: str,
    by: Sequence[Proposed],
) -> Piece:
    """A clause with the changes of several; ops: what each run becomes, and in whose name if in no one else's."""
    said = {one.amendment: one for one in proposed}
    wordings = [
        (one.amendment, "", NO_FIELDS)
        if one.operation.kind is OperationKind.DELETE
        else (one.amendment, one.operation.text, one.operation.fields)
        for one in proposed
    ]

    def spans(tagged: Iterable[Tagged]) -> tuple[Span, ...]:
        found = []
        for run in tagged:
            if run.op in ops:
                op, own = ops[run.op]
                found.append(Span(op, run.text, *_names([said[tag] for tag in run.tags] or own)))
        return tuple(found)

    codes, amendments = _names(by)
    return replace(
        piece_of(entry, whole=whole, move=by[0].amendment + _COPY + by[0].operation.clause_id if whole else ""),
        spans=spans(_together(entry.text, [(tag, text) for tag, text, _ in wordings])),
        fields=tuple(FieldSpans(name, heading, spans(runs)) for name, heading, runs in _fields(entry, wordings)),
        by=codes,
        amendments=amendments,
    )


def _together(base: str, wordings: Sequence[tuple[str, str]]) -> tuple[Tagged, ...]:
    """One wording reads best as any redline does; several have to be cut where they can be told apart."""
    if len(wordings) == 1:
        return merge_changes(base, [(tag, _changes_of(compare(base, text))) for tag, text in wordings])
    return merge_changes(base, [(tag, changes(base, text)) for tag, text in wordings])


def _fields(entry: Entry, wordings: Sequence[Wording]) -> Iterator[tuple[str, str | None, tuple[Tagged, ...]]]:
    """Every field that the clause or a wording has, with the changes of all: whole bodies, words of the others."""
    found: dict[tuple[str, str | None, int], tuple[str, list[tuple[str, tuple[TextChange, ...]]]]] = {}
    for one in unchanged_fields(entry.fields):
        found[_key(one.name, one.heading, found)] = "".join(span.text for span in one.spans), []
    for tag, _, fields in wordings:
        seen: dict[tuple[str, str | None, int], object] = {}
        for change in compare_fields(entry.fields, fields):
            key = _key(change.name, heading_of(change), seen)
            seen[key] = change
            found.setdefault(key, ("", []))[1].append((tag, _changes_of(change.runs)))
    for (name, heading, _), (base, each) in found.items():
        yield name, heading, merge_changes(base, each)


def _key(
    name: str, heading: str | None, among: Mapping[tuple[str, str | None, int], object]
) -> tuple[str, str | None, int]:
    occurrence = 0
    while (name, heading, occurrence) in among:
        occurrence += 1
    return name, heading, occurrence


def _changes_of(runs: Iterable[Run]) -> tuple[TextChange, ...]:
    """The runs of a redline as changes of its old side."""
    found: list[TextChange] = []
    start = end = 0
    added = ""
    for op, text in (*runs, ("=", "")):
        if op == "=":
            if start < end or added:
                found.append(TextChange(start, end, added))
            start = end = end + len(text)
            added = ""
        elif op == "-":
            end += len(text)
        else:
            added += text
    return tuple(found)
