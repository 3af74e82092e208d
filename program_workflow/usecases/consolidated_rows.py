"""Rows of the consolidated table: what each amendment changes, where it stands, with which it collides."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import select, tuple_

from program_workflow.domain.amendment import Operation, near, operations_collide, rebase_operations
from program_workflow.domain.consolidated import (
    ClausePositions,
    LayeredChange,
    ProposedChange,
    TableAdvice,
    TableCounter,
    TablePosition,
    TableRow,
)
from program_workflow.domain.identical import identical
from program_workflow.domain.positions import Position, Standing, key_of
from program_workflow.domain.terms import LIVE, OPEN, AmendmentState, Rebase
from program_workflow.domain.text import Text
from program_workflow.storage import ClauseRevisionRow, CounterTextRow, OperationRow, WordingRow
from program_workflow.usecases.amendment_redlines import redline_of_operation
from program_workflow.usecases.as_of import AmendmentThen
from program_workflow.usecases.counter_texts import reworded
from program_workflow.usecases.counter_views import layers_of
from program_workflow.usecases.operations import operation_of_row
from program_workflow.usecases.standings import Ground as Positions
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work

#: Amendments in these states are held against each other; of the others nothing is to be decided.
_STANDING: Final = LIVE | {AmendmentState.SUBMITTED}
#: A row with the place in the text of the table where it stands; the whole of the text is before the first.
Placed = tuple[int, TableRow]
#: So many wordings are asked for at once.
_CHUNK: Final = 300


@dataclass(frozen=True, slots=True)
class Ground:
    """version_id: whose text the rows are ordered by. numbers: of the versions the reader may see.

    positions: as they were known at the instant. packages: title of the one each clause was in then.
    requests: by clause, those by which it is asked to be reopened. advice: released by then, by amendment.
    counters: other wordings that waited for an author then, by amendment.
    """

    version_id: str
    numbers: Mapping[str, int]
    delegations: Mapping[str | None, DelegationView]
    positions: Positions
    packages: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, Collection[Position]] = field(default_factory=dict)
    advice: Mapping[str, tuple[TableAdvice, ...]] = field(default_factory=dict)
    counters: Mapping[str, Sequence[CounterTextRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """An amendment with the wording that counted, the text it was written against, and its place in the table."""

    then: AmendmentThen
    operations: tuple[Operation, ...]
    rationale: str
    text_hash: str
    version_id: str
    text: Text
    place: int


def rows_of(w: Work, amendments: Sequence[AmendmentThen], ground: Ground, now: Text) -> tuple[Placed, ...]:
    """By clause; those that collide or say the same stand together, where the first of them stands.

    now: text of the version.
    """
    proposals = _proposals(w, amendments, ground.version_id, now)
    partners = _collisions(proposals)
    same = identical((one.then.id, one.then.language, one.operations) for one in proposals)
    groups = _groups(proposals, partners, same)
    ordered = _in_order(proposals, groups)
    rows = [_row(one, ground, now, partners.get(one.then.id, ()), same.get(one.then.id, ())) for _, one in ordered]
    numbers: dict[str, int] = {}
    for row in rows:
        if row.amendment_id in groups:
            numbers.setdefault(groups[row.amendment_id], len(numbers) + 1)
    grouped = (
        replace(row, group=numbers[groups[row.amendment_id]]) if row.amendment_id in groups else row for row in rows
    )
    return tuple((place, row) for (place, _), row in zip(ordered, grouped, strict=True))


# --- What is needed of each ------------------------------------------------------------------------


def _proposals(w: Work, amendments: Sequence[AmendmentThen], version_id: str, now: Text) -> list[_Proposal]:
    keys = [(one.id, one.wording) for one in amendments]
    wordings = _wordings(w, keys)
    operations = _operations(w, keys)
    texts = {one: load_text(w, one) for one in {base for base, _, _ in wordings.values()} - {version_id}}
    texts[version_id] = now
    orders = {one: {node.id: place for place, node in enumerate(text.nodes)} for one, text in texts.items()}
    found = []
    for one, key in zip(amendments, keys, strict=True):
        base, rationale, text_hash = wordings[key]
        place = _place(operations[key], orders[version_id], orders[base])
        found.append(_Proposal(one, tuple(operations[key]), rationale, text_hash, base, texts[base], place))
    return found


def _wordings(w: Work, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, str, str]]:
    """(version, rationale, hash) of each wording."""
    found: dict[tuple[str, int], tuple[str, str, str]] = {}
    for start in range(0, len(keys), _CHUNK):
        rows = w.session.execute(
            select(WordingRow.amendment_id, WordingRow.number)
            .add_columns(WordingRow.version_id, WordingRow.rationale, WordingRow.hash)
            .where(tuple_(WordingRow.amendment_id, WordingRow.number).in_(keys[start : start + _CHUNK]))
        )
        found |= {(one.amendment_id, one.number): (one.version_id, one.rationale, one.hash) for one in rows}
    return found


def _operations(w: Work, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[Operation]]:
    found: dict[tuple[str, int], list[Operation]] = defaultdict(list)
    for start in range(0, len(keys), _CHUNK):
        rows = w.session.execute(
            select(OperationRow, ClauseRevisionRow.text, ClauseRevisionRow.fields)
            .outerjoin(ClauseRevisionRow, ClauseRevisionRow.hash == OperationRow.base_hash)
            .where(tuple_(OperationRow.amendment_id, OperationRow.wording).in_(keys[start : start + _CHUNK]))
            .order_by(OperationRow.amendment_id, OperationRow.ordinal)
        )
        for row, text, fields in rows:
            found[row.amendment_id, row.wording].append(operation_of_row(row, text, fields))
    return found


def _place(operations: Sequence[Operation], now: Mapping[str, int], then: Mapping[str, int]) -> int:
    """Where its first clause stands in the text of the table, else in the text it was written against."""
    for order in (now, then):
        places = [
            order[one.anchor] if one.anchor else -1 for one in operations if not one.anchor or one.anchor in order
        ]
        if places:
            return min(places)
    return len(now)


# --- Collisions ------------------------------------------------------------------------------------


def _collisions(proposals: Sequence[_Proposal]) -> dict[str, list[str]]:
    """With which others each collides, among those on which something is still to be decided."""
    standing = [one for one in proposals if one.then.state in _STANDING]
    by_clause: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(standing):
        for clause_id in {c for each in one.operations for c in (each.clause_id, each.anchor, each.parent) if c}:
            by_clause[clause_id].append(index)
    found: dict[str, list[str]] = defaultdict(list)
    tried: set[tuple[int, int]] = set()
    for index, one in enumerate(standing):
        candidates = {other for clause_id in near(one.text, one.operations) for other in by_clause.get(clause_id, ())}
        for other in sorted(candidates - {index}):
            pair = (min(index, other), max(index, other))
            if pair not in tried:
                tried.add(pair)
                if _collide(standing[pair[0]], standing[pair[1]]):
                    found[standing[pair[0]].then.id].append(standing[pair[1]].then.id)
                    found[standing[pair[1]].then.id].append(standing[pair[0]].then.id)
    return found


def _collide(one: _Proposal, other: _Proposal) -> bool:
    same = one.then.language == other.then.language
    return any(
        operations_collide(one.text, mine, theirs, same_language=same)
        for mine in one.operations
        for theirs in other.operations
    )


def _groups(
    proposals: Sequence[_Proposal], partners: Mapping[str, Sequence[str]], same: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """A name of the group of each amendment that is not alone: all that hang together, as colliding or as the same."""
    groups: dict[str, str] = {}
    for one in proposals:
        if one.then.id in groups or not (one.then.id in partners or one.then.id in same):
            continue
        waiting = [one.then.id]
        while waiting:
            at = waiting.pop()
            if at not in groups:
                groups[at] = one.then.id
                waiting += [*partners.get(at, ()), *same.get(at, ())]
    return groups


def _in_order(proposals: Sequence[_Proposal], groups: Mapping[str, str]) -> list[tuple[int, _Proposal]]:
    """By place; a group at the place of its first. Amendments without a group stand before the groups of a place."""
    firsts: dict[str, int] = {}
    for one in proposals:
        name = groups.get(one.then.id, "")
        firsts[name] = min(firsts.get(name, one.place), one.place)

    def key(one: _Proposal) -> tuple[int, str, int]:
        name = groups.get(one.then.id, "")
        return (firsts[name] if name else one.place, name, one.place)

    return [(key(one)[0], one) for one in sorted(proposals, key=key)]


# --- A row -----------------------------------------------------------------------------------------


def _row(one: _Proposal, ground: Ground, now: Text, partners: Sequence[str], same: Sequence[str]) -> TableRow:
    then = one.then
    return TableRow(
        amendment_id=then.id,
        number=then.number,
        state=then.state,
        delegations=(
            ground.delegations[then.delegation_id].code,
            *(ground.delegations[each.delegation_id].code for each in then.sponsors),
        ),
        language=then.language,
        base_version=ground.numbers[one.version_id],
        changes=tuple(_change(each, one.text, then.language) for each in one.operations),
        rationale=one.rationale,
        filed_at=then.filed_at,
        is_admitted_late=then.is_admitted_late,
        channel=then.channel,
        reference=then.reference,
        counters=tuple(_counter(one, each, ground) for each in ground.counters.get(then.id, ()) if _fits(one, each)),
        decided_at=then.decided_at,
        reason=then.reason,
        deferred_until=then.deferred_until,
        incorporated_in=ground.numbers.get(then.incorporated_in or ""),
        rebase=_rebase(one, now),
        collides_with=tuple(partners),
        same_as=tuple(same),
        advice=tuple(replace(given, filed=then.wording) for given in ground.advice.get(then.id, ())),
        positions=_positions(ground, ground.positions.on(then.id, one.text_hash)),
        packages=tuple(dict.fromkeys(ground.packages[at] for at in _anchors(one) if at in ground.packages)),
    )


def _fits(one: _Proposal, row: CounterTextRow) -> bool:
    """Whether it is about the wording of the row; every delegation knows of that one by its number."""
    return one.then.number is not None and row.wording == one.then.wording


def _counter(one: _Proposal, row: CounterTextRow, ground: Ground) -> TableCounter:
    """In three layers: the base, the amendment, what it would be."""
    found = layers_of(one.operations, reworded(one.operations, row), one.text, one.then.language)
    changes = tuple(
        LayeredChange(each.against_base.reference, each.layers, tuple((said.name, said.layers) for said in each.fields))
        for each in found
    )
    return TableCounter(row.number, ground.delegations[row.delegation_id].code, row.reason, changes)


def _anchors(one: _Proposal) -> list[str]:
    return [each.anchor for each in one.operations if each.anchor]


def clauses_of(ground: Ground, now: Text) -> tuple[ClausePositions, ...]:
    """What was said of the clauses of the version, in reading order."""
    found = (
        ClausePositions(
            node.id,
            now.references[node.id],
            _positions(ground, ground.positions.on(node.id, key_of(node)), ground.requests.get(node.id, ())),
        )
        for node in now.nodes
        if node.id in ground.positions.said
    )
    return tuple(one for one in found if one.positions)


def _positions(
    ground: Ground, stands: Sequence[Standing], requests: Collection[Position] = ()
) -> tuple[TablePosition, ...]:
    return tuple(
        TablePosition(
            ground.delegations[one.delegation_id].code, one.position, one.is_to_reconfirm, one.position in requests
        )
        for one in stands
        if one.position is not None
    )


def _rebase(one: _Proposal, now: Text) -> Rebase:
    if one.then.state not in OPEN or one.text is now:
        return Rebase.NONE
    return rebase_operations(now, one.operations, one.then.language, one.text)[0]


def _change(operation: Operation, text: Text, language: str) -> ProposedChange:
    shown = redline_of_operation(operation, text, language)
    return ProposedChange(
        kind=shown.kind,
        clause_id=shown.clause_id,
        reference=shown.reference,
        clause_kind=shown.clause_kind,
        runs=shown.runs,
        fields=shown.fields,
        place=shown.place,
        is_first=shown.is_first,
        stands_in=shown.stands_in,
    )
