"""Pieces of a publication: a text as it stands, and the redline of two texts with both ends of every move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from program_workflow.domain.clause import Fields
from program_workflow.domain.publication import FieldSpans, Piece, Span
from program_workflow.domain.redline import ClauseRedline, Entry, FieldChange, Run, compare_fields
from program_workflow.domain.redline.order import heaviest
from program_workflow.domain.terms import Change, ClauseKind

#: What the runs of a clause become at the two ends of its move; a run that is not there is left out.
_MOVED_FROM: Final[Mapping[str, str]] = {"=": "<", "-": "-"}
_MOVED_HERE: Final[Mapping[str, str]] = {"=": ">", "+": "+"}
_IN_PLACE: Final[Mapping[str, str]] = {"=": "=", "-": "-", "+": "+"}
#: Kinds of clauses that stand in tables.
_ROWS: Final = frozenset({ClauseKind.MEASURE, ClauseKind.PASSPORT_ROW, ClauseKind.TABLE_HEADING})


def clean_pieces(entries: Iterable[Entry]) -> tuple[Piece, ...]:
    """A text as it stands."""
    return tuple(piece_of(entry) for entry in entries)


def piece_of(entry: Entry, op: str = "=", *, whole: str = "", move: str = "") -> Piece:
    """A clause with one mark on everything in it."""
    return Piece(
        clause_id=entry.id,
        parent_id=entry.parent,
        kind=entry.kind,
        depth=entry.depth,
        number=entry.number,
        number_old=entry.number,
        spans=(Span(op, entry.text),) if entry.text else (),
        fields=unchanged_fields(entry.fields, op),
        whole=whole,
        move=move,
        revision=entry.hash,
    )


def unchanged_fields(fields: Fields, op: str = "=") -> tuple[FieldSpans, ...]:
    return _fields(compare_fields(fields, fields), {"=": op})


def _fields(changes: Iterable[FieldChange], ops: Mapping[str, str]) -> tuple[FieldSpans, ...]:
    return tuple(FieldSpans(one.name, heading_of(one), _spans(one.runs, ops)) for one in changes)


def heading_of(change: FieldChange) -> str | None:
    """The heading of a further column of a table."""
    value = change.new or change.old
    return str(value[0]) if change.name == "other" and isinstance(value, tuple) else None


def _spans(runs: Iterable[Run], ops: Mapping[str, str]) -> tuple[Span, ...]:
    return tuple(Span(ops[op], text) for op, text in runs if op in ops)


def redlined_pieces(
    old: Sequence[Entry], new: Sequence[Entry], rows: Sequence[ClauseRedline], *, identities: bool = True
) -> tuple[Piece, ...]:
    """The redline of two texts: without "+" and ">" it is the old in its order, without "-" and "<" the new.

    rows: as ``compare_clauses`` gave them, with the same identities. What stands under a moved clause
    moves with it. Words struck from a moved clause stand where it was, new ones where it is.
    """
    places = {entry.id: place for place, entry in enumerate(old)}
    arriving = {row.id_new: row for row in rows if row.id_new is not None}
    moved = _moved(new, rows, arriving, places, identities=identities)
    leaving = {row.id_old: row for row in rows if row.id_old is not None}
    replaced = {row.id_new for row in rows if _is_replaced(row, old, places)}
    pieces: list[Piece] = []
    at = 0

    def leave(until: int) -> None:
        for entry in old[at:until]:
            row = leaving[entry.id]
            stays = row.id_new is not None and row.id_new not in replaced
            pieces.append(_source(entry, row) if stays else piece_of(entry, "-", whole="-"))

    for entry in new:
        row = arriving[entry.id]
        if row.id_old is None or entry.id in replaced:
            pieces.append(piece_of(entry, "+", whole="+"))
        elif entry.id in moved:
            pieces.append(_target(entry, row))
        else:
            leave(places[row.id_old])
            at = places[row.id_old] + 1
            pieces.append(_standing(entry, row))
    leave(len(old))
    return tuple(_join_moves(_deletions_first(pieces)))


def _moved(
    new: Sequence[Entry],
    rows: Sequence[ClauseRedline],
    arriving: Mapping[str, ClauseRedline],
    places: Mapping[str, int],
    *,
    identities: bool,
) -> set[str]:
    """The clauses of the new text that have to be shown at two places."""
    moved = {row.id_new for row in rows if row.change is Change.MOVED and row.id_new is not None}
    if identities:
        for entry in new:
            if entry.parent in moved and arriving[entry.id].id_old is not None:
                moved.add(entry.id)
    staying = [
        (j, places[row.id_old], len(entry.text) + 1)
        for j, entry in enumerate(new)
        if (row := arriving[entry.id]).id_old is not None and entry.id not in moved
    ]
    in_order = {j for j, _ in heaviest(staying)}
    return moved | {new[j].id for j, _, _ in staying if j not in in_order}


def _is_replaced(row: ClauseRedline, old: Sequence[Entry], places: Mapping[str, int]) -> bool:
    """Whether a clause became a row or was one: no mark leads from one to the other."""
    if row.id_old is None or row.id_new is None:
        return False
    before = old[places[row.id_old]].kind
    return before is not row.kind and bool(_ROWS & {before, row.kind})


def _standing(entry: Entry, row: ClauseRedline) -> Piece:
    return replace(
        piece_of(entry),
        number_old=row.number_old or "",
        spans=_spans(row.runs, _IN_PLACE),
        fields=_fields(row.fields, _IN_PLACE),
    )


def _source(entry: Entry, row: ClauseRedline) -> Piece:
    """Where a moved clause stood."""
    return replace(
        piece_of(entry, whole="<", move=str(row.id_new)),
        spans=_spans(row.runs, _MOVED_FROM),
        fields=_fields(row.fields, _MOVED_FROM),
    )


def _target(entry: Entry, row: ClauseRedline) -> Piece:
    """Where a moved clause stands now."""
    return replace(
        piece_of(entry, whole=">", move=str(row.id_new)),
        number_old=row.number_old or "",
        spans=_spans(row.runs, _MOVED_HERE),
        fields=_fields(row.fields, _MOVED_HERE),
    )


def _deletions_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Between two clauses that stand, what goes is shown before what comes; rows beside the rows of their table."""
    ordered: list[Piece] = []
    before = False  # whether the clause that stood last is a row
    gone: list[Piece] = []
    coming: list[Piece] = []
    for piece in (*pieces, None):
        if piece is not None and piece.whole:
            (coming if piece.whole in ("+", ">") else gone).append(piece)
            continue
        after = piece is not None and piece.kind in _ROWS
        parts = [_in_three(one, leads=before, trails=after) for one in (gone, coming)]
        ordered += [each for thirds in zip(*parts, strict=True) for part in thirds for each in part]
        if piece is not None:
            ordered.append(piece)
        before, gone, coming = after, [], []
    return ordered


def _in_three(pieces: Sequence[Piece], *, leads: bool, trails: bool) -> tuple[Sequence[Piece], ...]:
    """Rows that go on the table before, what is between, and rows that begin the table after."""
    start, end = 0, len(pieces)
    while leads and start < end and pieces[start].kind in _ROWS:
        start += 1
    while trails and end > start and pieces[end - 1].kind in _ROWS:
        end -= 1
    return pieces[:start], pieces[start:end], pieces[end:]


def _join_moves(pieces: Sequence[Piece]) -> list[Piece]:
    """Names moves in their order; clauses that left side by side and arrived so are one move."""
    came = {piece.move: place for place, piece in enumerate(pieces) if piece.whole == ">"}
    names: dict[str, str] = {}
    count, before = 0, ("", -2)
    for place, piece in enumerate(pieces):
        if piece.whole != "<":
            continue
        beside = before[1] == place - 1 and came[piece.move] == came.get(before[0], -2) + 1
        count += not beside
        names[piece.move] = f"move{count}"
        before = piece.move, place
    return [replace(piece, move=names[piece.move]) if piece.move else piece for piece in pieces]
