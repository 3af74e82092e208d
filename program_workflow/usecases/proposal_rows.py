"""The proposals of a file as they would become drafts, each with what it meets in the program."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from program_workflow.domain import permissions
from program_workflow.domain.amendment import Operation, differs
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.errors import N_, Invalid, WorkflowError
from program_workflow.domain.landing import LandedProposal
from program_workflow.domain.placing import place_on
from program_workflow.domain.terms import AmendmentState, ClauseKind, OperationKind, Role
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, UserRow
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.guards import sees_amendment
from program_workflow.usecases.operations import OperationInput, load_operations, read_operations
from program_workflow.usecases.proposal_authors import NOT_TAKEN
from program_workflow.usecases.proposals_in import Arrival
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work


class Standing(StrEnum):
    """What a proposal of a file meets in the program."""

    NEW = "new"
    EXISTS = "exists"  # its delegation proposes the same already
    DRAFT = "draft"  # its delegation has another draft on that clause
    REFUSED = "refused"  # it cannot be kept as it is
    UNDECIDED = "undecided"  # nobody said whose it is


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal of a file, as it would become a draft.

    key: the same for the same proposal whenever the file is read. amendment_id, revision: of what it
    meets, see Standing. problem: why it is refused. placed: the place among the unlanded changes of one
    that a person gave a clause.
    """

    key: str
    delegation: str | None
    proposal: LandedProposal
    operations: tuple[Operation, ...]
    standing: Standing
    amendment_id: str | None = None
    revision: int | None = None
    problem: WorkflowError | None = None
    placed: int | None = None


def rows_of(w: Work, arrival: Arrival, placed: Mapping[int, str] | None = None) -> list[Row]:
    """Every proposal that is taken for a delegation, with what it meets. Raises Invalid for a clause that is none."""
    program = find_program(w, arrival.code)
    text = load_text(w, find_version(w, program, arrival.version).id)
    proposals = list(_proposals(arrival, text, placed or {}))
    known = _Known(w, program, text, {code for _, code, _ in proposals if code})
    seen: Counter[str] = Counter()
    return [_row(arrival, text, known, seen, *one) for one in proposals]


def not_taken(arrival: Arrival) -> int:
    """How many changes are those of authors whose changes are not taken."""
    landing = arrival.landing
    authors = [one.author for one in landing.proposals] + [one.author for one in landing.unlanded]
    return sum(arrival.taken.get(one) == NOT_TAKEN for one in authors)


# --- The proposals ------------------------------------------------------------------------------


def _proposals(
    arrival: Arrival, text: Text, placed: Mapping[int, str]
) -> Iterator[tuple[LandedProposal, str | None, int | None]]:
    """(proposal, delegation, place among the unlanded) of all that is not left aside."""
    found: list[tuple[LandedProposal, str | None, int | None]] = [
        (one, arrival.taken.get(one.author), None) for one in arrival.landing.proposals
    ]
    for at, clause_id in placed.items():
        if clause_id not in text or not 0 <= at < len(arrival.landing.unlanded):
            raise Invalid(N_("There is no such clause in this version."), pointer=f"/place-{at}")
        change = arrival.landing.unlanded[at]
        same = next((i for i, (one, _, _) in enumerate(found) if _modifies(one, change.author, clause_id)), None)
        if same is None:
            one = place_on(text, arrival.language, change, clause_id, f"+placed{at}")
            found.append((one, arrival.taken.get(change.author), at))
        else:
            found[same] = (_with(found[same][0], arrival, text, at, clause_id), found[same][1], at)
    yield from (one for one in found if one[1] != NOT_TAKEN)


def _modifies(one: LandedProposal, author: str, clause_id: str) -> bool:
    first = one.operations[0]
    return one.author == author and first.kind is OperationKind.MODIFY and first.clause_id == clause_id


def _with(one: LandedProposal, arrival: Arrival, text: Text, at: int, clause_id: str) -> LandedProposal:
    """A proposal on a clause with a further change of the same author put into it."""
    first, *rest = one.operations
    change = arrival.landing.unlanded[at]
    said = replace(text.node(clause_id).contents[arrival.language], text=first.text, fields=first.fields)
    as_proposed = text.replace_content(clause_id, arrival.language, said)
    further = place_on(as_proposed, arrival.language, change, clause_id, f"+placed{at}").operations[0]
    together = (
        (replace(further, base=first.base), *rest) if further.kind is OperationKind.MODIFY else (first, *rest, further)
    )
    return replace(one, operations=together, changes=tuple(sorted({*one.changes, *change.changes})))


def inputs_of(operations: Sequence[Operation]) -> list[OperationInput]:
    """Operations as a person would send them; new clauses by the names they have in the file."""
    return [
        OperationInput(
            kind=one.kind,
            clause_id=None if one.kind is OperationKind.INSERT else one.clause_id,
            text=one.text if one.kind in (OperationKind.MODIFY, OperationKind.INSERT) else None,
            fields=_sent(one.fields, one.base.fields if one.base else NO_FIELDS),
            parent_id=one.parent,
            after_clause_id=one.after,
            clause_kind=one.clause_kind,
            key=one.clause_id if one.kind is OperationKind.INSERT else None,
        )
        for one in operations
    ]


def _sent(wanted: Fields, known: Fields) -> dict[str, Any]:
    """The fields that differ, as they are sent."""
    period = wanted.timeframe.to_json() if wanted.timeframe else None
    said: dict[str, Any] = {
        "executing_bodies": list(wanted.executing_bodies),
        "timeframe": period,
        "funding": wanted.funding,
        "label": wanted.label,
        "other": [{"heading": heading, "text": text} for heading, text in wanted.other],
    }
    return {name: value for name, value in said.items() if getattr(wanted, name) != getattr(known, name)}


# --- What they meet -----------------------------------------------------------------------------


def _row(
    arrival: Arrival,
    text: Text,
    known: "_Known",
    seen: Counter[str],
    proposal: LandedProposal,
    code: str | None,
    placed: int | None,
) -> Row:
    problem: WorkflowError | None = None
    operations = proposal.operations
    try:
        operations = read_operations(inputs_of(operations), text, arrival.language)
        if not any(differs(one, text) for one in operations):
            problem = Invalid(N_("It changes nothing there."))
    except WorkflowError as refusal:
        problem = refusal
    said = _said(text, arrival.language, operations)
    key = _key(code, said, seen[f"{code}{said}"])
    seen[f"{code}{said}"] += 1
    row = Row(key, code, proposal, operations, Standing.NEW, placed=placed)
    if code is None:
        return replace(row, standing=Standing.UNDECIDED)
    if problem is not None:
        return replace(row, standing=Standing.REFUSED, problem=problem)
    return known.met_by(row, said)


def _said(text: Text, language: str, operations: Sequence[Operation]) -> str:
    """What operations propose, whatever new clauses are called and on whatever level they are read.

    A new clause without a number yet reads as a part of the one before it; its words and its place in
    reading order are the same.
    """
    told = []
    for one in operations:
        fields = one.fields.to_json(ClauseKind.MEASURE) if one.kind in _WORDED else None
        about = None if one.kind is OperationKind.INSERT else one.clause_id
        told.append([one.kind, about, _behind(text, one), one.text, fields])
    return json.dumps([language, told], ensure_ascii=False)


def _behind(text: Text, one: Operation) -> str | None:
    """The clause behind which an insertion or move comes to stand, in reading order."""
    if one.after is not None and one.after in text:
        return next(node.id for node in reversed(text.subtree(one.after)) if node.id != one.clause_id)
    return one.parent if one.parent is not None and one.parent in text else None


_WORDED: Final = (OperationKind.MODIFY, OperationKind.INSERT)


def _key(code: str | None, said: str, times: int) -> str:
    """times: how often the file says the same before."""
    return hashlib.sha256(f"{code}\0{said}\0{times}".encode("utf-8", "surrogatepass")).hexdigest()


class _Known:
    """What the delegations of a file have in the program already, as far as the person may know of it."""

    def __init__(self, w: Work, program: ProgramRow, text: Text, codes: Collection[str]) -> None:
        self.actor = w.actor
        ids = {one.code: one.id for one in w.session.scalars(select(DelegationRow))}
        mine = [ids[code] for code in codes if code in ids and permissions.is_own(w.actor, ids[code])]
        code_of: dict[str | None, str] = {one: code for code, one in ids.items()} | {None: SECRETARIAT.code}
        own: ColumnElement[bool] = AmendmentRow.delegation_id.in_(mine)
        if w.actor.is_coordinator and SECRETARIAT.code in codes:
            own = or_(own, AmendmentRow.delegation_id.is_(None))
        rows = list(w.session.scalars(select(AmendmentRow).where(AmendmentRow.program_id == program.id, own)))
        self.by_key = {row.import_key: row for row in _entered(w, program) if row.import_key}
        self.by_words: dict[tuple[str, str], AmendmentRow] = {}
        self.drafts: dict[tuple[str, str], list[AmendmentRow]] = defaultdict(list)
        proposed = load_operations(w, rows)
        for row in rows:
            code = code_of[row.delegation_id]
            if row.import_key:
                self.by_key[row.import_key] = row
            self.by_words[code, _said(text, row.language, proposed[row.id])] = row
            for one in proposed[row.id] if row.state is AmendmentState.DRAFT else ():
                if one.kind is not OperationKind.INSERT:
                    self.drafts[code, one.clause_id].append(row)

    def met_by(self, row: Row, said: str) -> Row:
        code = str(row.delegation)
        same = self.by_key.get(row.key) or self.by_words.get((code, said))
        if same is not None:
            seen = same.id if sees_amendment(self.actor, same) else None
            return replace(row, standing=Standing.EXISTS, amendment_id=seen)
        for one in row.operations:
            for draft in self.drafts.get((code, one.clause_id), ()):
                return replace(row, standing=Standing.DRAFT, amendment_id=draft.id, revision=draft.revision)
        return row


def _entered(w: Work, program: ProgramRow) -> list[AmendmentRow]:
    """What the secretariat brought in from files for delegations; of their own drafts it knows nothing."""
    if not (w.actor.is_coordinator or w.actor.role is None):
        return []
    return list(
        w.session.scalars(
            select(AmendmentRow)
            .outerjoin(UserRow, UserRow.id == AmendmentRow.created_by)
            .where(AmendmentRow.program_id == program.id, AmendmentRow.import_key.is_not(None))
            .where(or_(AmendmentRow.created_by.is_(None), UserRow.role == Role.COORDINATOR))
        )
    )
