"""Reopening a clause that stands agreed, for those who ask; and taking such a request back."""

from collections.abc import Sequence
from typing import Any, Final

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS, Position, key_of
from program_workflow.domain.reopening import AGAINST
from program_workflow.domain.terms import Event, PositionKind
from program_workflow.domain.text import Node
from program_workflow.storage import ProgramRow, ReopeningRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.notifying import VERSION, tell
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.positions import NOT_CIRCULATED, check_may_take, position_on_clauses
from program_workflow.usecases.statuses import Statuses, statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

MAX_REASON: Final = 20_000


def reopen_clause(w: Work, code: str, clause_id: str, *, reason: str, seen_revision: str | None = None) -> ReopeningRow:
    """The clause no longer stands agreed: it is bracketed, or counts anew, by the positions there are.

    seen_revision: hash of the clause as it was read. Raises NotFound, NotPermitted, StaleRevision, Invalid,
    StepNotAllowed in this order.
    """
    program = find_program(w, code)
    version, node, reference = _clause(w, program, clause_id)
    permissions.need(w.actor, Permit.REOPEN_CLAUSE)
    w.lock(ProgramRow, program.id)
    check_seen(version, node, seen_revision)
    reason = _checked(reason)
    found = statuses(w, program, version)
    if not found.requests(clause_id):
        raise StepNotAllowed(N_("Nobody asks to reopen this clause."))
    row = ReopeningRow(
        id=new_id(),
        program_id=program.id,
        version_id=version.id,
        clause_id=clause_id,
        text_hash=key_of(node),
        reason=reason,
        at=w.now,
        made_by=w.actor.user_id,
    )
    w.session.add(row)
    w.session.flush()
    noted = w.record(
        "reopening",
        row.id,
        "reopen_clause",
        program_id=program.id,
        reason=reason,
        body={"facts": facts_of_reopening(row)},
    )
    tell(
        w,
        Event.CLAUSE_REOPENED,
        key=f"{Event.CLAUSE_REOPENED}:{noted.seq}",
        program_id=program.id,
        subject_type=VERSION,
        subject_id=version.id,
        payload={"clause": reference, "reason": reason},
    )
    return row


def take_request_back(w: Work, code: str, clause_id: str, *, seen_revision: str | None = None) -> str:
    """The delegation stands again where it stood when the clause was agreed. Returns the identity of the act."""
    program = find_program(w, code)
    version, node, _ = _clause(w, program, clause_id)
    check_may_take(w)
    w.lock(ProgramRow, program.id)
    check_seen(version, node, seen_revision)
    found = statuses(w, program, version)
    mine = [one for one in found.requests(clause_id) if one.delegation_id == w.actor.delegation_id]
    if found.ground is None or not mine:
        raise StepNotAllowed(N_("Your delegation does not ask to reopen this clause."))
    said = _before(found, clause_id, found.ground.said[clause_id], mine[0].delegation_id)
    return position_on_clauses(w, code, said, clauses=[clause_id], alone=True, seen_revision=seen_revision)


def check_knows(w: Work) -> None:
    """Raises NotFound for whom positions are not open."""
    permissions.need(w.actor, Permit.READ_POSITIONS)


def _before(found: Statuses, clause_id: str, said: Sequence[Position], delegation_id: str) -> Said:
    """What the delegation said when the clause came to stand agreed; nothing where it joined since."""
    since, key = found.agreed[clause_id].since, found.keys[clause_id]
    mine = [
        one
        for one in said
        if one.delegation_id == delegation_id
        and one.at <= since
        and one.text_hash == key
        and TRAITS[one.kind].stance not in AGAINST
    ]
    if not mine:
        return Said(PositionKind.NONE)
    last = mine[-1]
    kind = last.kind if TRAITS[last.kind].offered else PositionKind.DOES_NOT_OBJECT
    return Said(kind, last.reason)


def _clause(w: Work, program: ProgramRow, clause_id: str) -> tuple[VersionRow, Node, str]:
    """The clause in the newest circulated version, and what it is called there."""
    version = filing_version(w, program.id)
    if version is None:
        raise StepNotAllowed(NOT_CIRCULATED)
    text = load_text(w, version.id)
    if clause_id not in text:
        raise NotFound
    return version, text.node(clause_id), text.references[clause_id]


def check_seen(version: VersionRow, node: Node, seen: str | None) -> None:
    """Raises StaleRevision where another text of the clause stands by now than was read."""
    if seen is not None and seen not in {one.hash for one in node.contents.values()}:
        now = next(iter(node.contents.values()))
        raise StaleRevision(
            N_("Version {version} has been circulated since. Read what it says first."),
            theirs=now.text,
            version=version.number,
        )


def _checked(reason: str) -> str:
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_REASON:
        raise Invalid(N_("A reason has at most {count} characters."), pointer="/reason", count=MAX_REASON)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    return reason.strip()


def facts_of_reopening(row: ReopeningRow) -> dict[str, Any]:
    """What the record keeps of a reopening."""
    return {
        "version": row.version_id,
        "clause": row.clause_id,
        "text_hash": row.text_hash,
        "reason": row.reason,
        "at": row.at.isoformat(),
    }
