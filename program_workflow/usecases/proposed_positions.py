"""Positions proposed inside a delegation: by its experts, accepted by its approver, taken by its representative."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import key_of
from program_workflow.domain.terms import LIVE, Event, PositionKind, PositionSubject, ProposalOutcome, Role
from program_workflow.storage import PositionRow, ProgramRow, ProposedPositionRow, UserRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import approvals
from program_workflow.usecases.comments import About, amendment_about, clause_about
from program_workflow.usecases.finding import outside_of
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.position_checks import Said, check_said
from program_workflow.usecases.positions import position_on_amendment, position_on_clauses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: The subject of its events.
PROPOSED: Final = "proposed"
ACTIONS: Final = ("approve", "take", "set_aside")


@dataclass(frozen=True, slots=True)
class ProposedPosition:
    """As the people of its delegation see it.

    is_section: on the clause with all that stands under it. is_stale: the text has changed since. actions: the
    reader's now.
    """

    id: str
    kind: PositionKind
    reason: str
    due: date | None
    lifts_when: str
    except_words: str
    is_section: bool
    author: str
    at: datetime
    asks_approval: bool
    approved_at: datetime | None
    is_stale: bool
    actions: tuple[str, ...]


def propose_position(
    w: Work, about: About, said: Said, *, is_section: bool = False, asks_approval: bool = False
) -> ProposedPositionRow:
    """A position on the text as it stands, for one's own delegation; takes the place of one that is still open.

    is_section: on the clause with all that stands under it. asks_approval: the approver accepts it before it is
    taken. Raises NotPermitted, Invalid, StepNotAllowed.
    """
    permissions.need(w.actor, Permit.CONSULT)
    refusal = outside_of(w, about.program, w.actor.delegation_id)
    if refusal is not None:
        raise refusal
    check_said(w, said, None)
    if is_section and about.amendment is not None:
        raise Invalid(N_("A position on a section is proposed on its clause."), pointer="/section")
    if about.amendment is not None and about.amendment.state not in LIVE:
        raise StepNotAllowed(
            N_("Positions are taken on what is under review, deferred or agreed. This amendment is {state}."),
            state=about.amendment.state,
        )
    if asks_approval and not approvals.approvers_of(w, w.actor.delegation_id):
        raise Invalid(N_("Your delegation has named no approver."), pointer="/asks_approval")
    w.lock(ProgramRow, about.program.id)
    for earlier in _open(w, about.subject_id, w.actor.delegation_id):
        _end(w, earlier, ProposalOutcome.REPLACED)
    row = ProposedPositionRow(
        id=new_id(),
        program_id=about.program.id,
        delegation_id=w.actor.delegation_id or "",
        subject=about.subject,
        subject_id=about.subject_id,
        text_hash=_text_hash(w, about, is_section=is_section),
        kind=said.kind,
        reason=said.reason,
        due=said.due,
        lifts_when=said.lifts_when,
        except_words=said.except_words,
        is_section=is_section,
        asks_approval=asks_approval,
        made_at=w.now,
        made_by=w.actor.user_id,
    )
    w.session.add(row)
    seq = _note(w, row, "propose")
    tell(
        w,
        Event.POSITION_PROPOSED,
        key=f"{Event.POSITION_PROPOSED}:{seq}",
        program_id=about.program.id,
        subject_type=AMENDMENT if about.amendment else VERSION,
        subject_id=about.amendment.id if about.amendment else about.version_id,
        delegation_id=row.delegation_id,
        numbered=True,
        payload={
            "number": about.amendment.number if about.amendment else None,
            "position": said.kind,
            "clause": about.reference or None,
        },
    )
    return row


def step_proposed(w: Work, proposal_id: str, action: str) -> ProposedPositionRow:
    """Accepts (the approver), takes or sets aside (the representative) a proposed position.

    Raises NotFound for whoever is not of its delegation, NotPermitted, StepNotAllowed.
    """
    found = find_proposed(w, proposal_id)
    if action == "approve":
        approvals.check_approver(w)
    elif w.actor.role is not Role.REPRESENTATIVE:
        raise NotPermitted(N_("A representative takes the position, or sets it aside."))
    w.lock(ProgramRow, found.program_id)
    w.session.refresh(found)
    row = found
    if row.ended_at is not None:
        raise StepNotAllowed(N_("This proposal is settled already."))
    if action == "set_aside":
        _end(w, row, ProposalOutcome.SET_ASIDE)
        return row
    about = _about(w, row)
    if _text_hash(w, about, is_section=row.is_section) != row.text_hash:
        raise StepNotAllowed(N_("The text has changed since this position was proposed. Propose one on the new text."))
    if action == "approve":
        if row.approved_at is not None:
            raise StepNotAllowed(N_("This position has been accepted."))
        row.approved_at, row.approved_by = w.now, w.actor.user_id
        _note(w, row, "approve")
        return row
    _check_accepted(w, row)
    _check_silent_since(w, row, about)
    row.act_id = _take(w, about, row) or None
    _end(w, row, ProposalOutcome.TAKEN)
    return row


def find_proposed(w: Work, proposal_id: str) -> ProposedPositionRow:
    """The proposal, for the people of its delegation. Raises NotFound for everybody else."""
    found = w.session.get(ProposedPositionRow, proposal_id)
    if found is None or not _is_mine(w, found):
        raise NotFound
    return found


def proposed_on(w: Work, about: About) -> tuple[ProposedPosition, ...]:
    """What is open inside the reader's delegation on the amendment or clause; nothing for anybody else."""
    if not permissions.may(w.actor, Permit.CONSULT) or w.actor.delegation_id is None:
        return ()
    return tuple(_view(w, row, about) for row in _open(w, about.subject_id, w.actor.delegation_id))


def waiting_proposals(w: Work) -> Sequence[tuple[ProposedPositionRow, str]]:
    """Those that wait for the actor, each with the code of its program: for the approver, else the representative."""
    if w.actor.delegation_id is None or not permissions.may(w.actor, Permit.CONSULT):
        return ()
    rows = _open(w, None, w.actor.delegation_id)
    return [(one, w.get(ProgramRow, one.program_id).code) for one in rows if _waits_for(w, one)]


def reference_of(w: Work, row: ProposedPositionRow) -> str:
    """Of the clause that it is on, as it is referred to now."""
    return _about(w, row).reference


def _waits_for(w: Work, row: ProposedPositionRow) -> bool:
    if row.asks_approval and row.approved_at is None and approvals.approvers_of(w, row.delegation_id):
        return w.actor.is_approver
    return w.actor.role is Role.REPRESENTATIVE


def _is_mine(w: Work, row: ProposedPositionRow) -> bool:
    return permissions.may(w.actor, Permit.CONSULT) and w.actor.delegation_id == row.delegation_id


def _open(w: Work, subject_id: str | None, delegation_id: str | None) -> list[ProposedPositionRow]:
    asked = select(ProposedPositionRow).where(
        ProposedPositionRow.delegation_id == delegation_id, ProposedPositionRow.ended_at.is_(None)
    )
    if subject_id is not None:
        asked = asked.where(ProposedPositionRow.subject_id == subject_id)
    return list(w.session.scalars(asked.order_by(ProposedPositionRow.made_at)))


def _about(w: Work, row: ProposedPositionRow) -> About:
    if row.subject is PositionSubject.AMENDMENT:
        return amendment_about(w, row.subject_id)
    return clause_about(w, w.get(ProgramRow, row.program_id).code, row.subject_id)


def _check_accepted(w: Work, row: ProposedPositionRow) -> None:
    if not row.asks_approval or row.approved_at is not None:
        return
    names = [one.name for one in approvals.approvers_of(w, row.delegation_id)]
    if names:
        raise StepNotAllowed(N_("Approver: {name} has not accepted this position yet."), name=", ".join(names))


def _text_hash(w: Work, about: About, *, is_section: bool) -> str:
    """Of the text it is on; of a section, of all its texts together."""
    if not is_section:
        return about.text_hash
    keys = (key_of(node) for node in load_text(w, about.version_id).subtree(about.subject_id))
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _check_silent_since(w: Work, row: ProposedPositionRow, about: About) -> None:
    """What the delegation has said itself since is not replaced by an older proposal. Raises StepNotAllowed."""
    texts = {row.subject_id}
    if row.is_section:
        texts = {node.id for node in load_text(w, about.version_id).subtree(row.subject_id)}
    said = select(PositionRow.ordinal).where(
        PositionRow.program_id == row.program_id,
        PositionRow.delegation_id == row.delegation_id,
        PositionRow.subject_id.in_(texts),
        PositionRow.at > row.made_at,
    )
    if w.session.scalars(said.limit(1)).first() is not None:
        raise StepNotAllowed(
            N_("Your delegation has taken a position here since this one was proposed. Take the new one on its page.")
        )


def _take(w: Work, about: About, row: ProposedPositionRow) -> str:
    said = Said(row.kind, row.reason, row.due, row.lifts_when, row.except_words)
    if about.amendment is not None:
        return position_on_amendment(w, about.amendment.id, said, seen_revision=None)
    number = w.get(VersionRow, about.version_id).number
    return position_on_clauses(
        w, about.program.code, said, clauses=[about.subject_id], alone=not row.is_section, seen_version=number
    )


def _view(w: Work, row: ProposedPositionRow, about: About) -> ProposedPosition:
    author = w.session.get(UserRow, row.made_by) if row.made_by else None
    stale = row.text_hash != _text_hash(w, about, is_section=row.is_section)
    actions = []
    if w.actor.is_approver and row.approved_at is None and not stale:
        actions.append("approve")
    if w.actor.role is Role.REPRESENTATIVE:
        waits = row.asks_approval and row.approved_at is None and approvals.approvers_of(w, row.delegation_id)
        actions += ["set_aside"] if stale or waits else ["take", "set_aside"]
    return ProposedPosition(
        row.id,
        row.kind,
        row.reason,
        date.fromisoformat(row.due) if row.due else None,
        row.lifts_when,
        row.except_words,
        row.is_section,
        author.name if author else "",
        row.made_at,
        row.asks_approval,
        row.approved_at,
        stale,
        tuple(actions),
    )


def _end(w: Work, row: ProposedPositionRow, outcome: ProposalOutcome) -> None:
    row.ended_at, row.outcome = w.now, outcome
    _note(w, row, outcome)


def _note(w: Work, row: ProposedPositionRow, action: str) -> int:
    w.session.flush()
    body = {"facts": facts_of_proposal(row)}
    return w.record(PROPOSED, row.id, action, program_id=row.program_id, body=body).seq


def facts_of_proposal(row: ProposedPositionRow) -> dict[str, Any]:
    """What the record keeps of a proposed position. What few say stands only where it is said."""
    more = {"lifts_when": row.lifts_when, "except_words": row.except_words, "is_section": row.is_section}
    return {name: said for name, said in more.items() if said} | {
        "delegation": row.delegation_id,
        "subject": row.subject.value,
        "subject_id": row.subject_id,
        "text_hash": row.text_hash,
        "kind": row.kind.value,
        "reason": row.reason,
        "due": row.due,
        "asks_approval": row.asks_approval,
        "made_at": row.made_at.isoformat(),
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "outcome": row.outcome.value if row.outcome else None,
        "act_id": row.act_id,
    }
