"""Following a clause, an amendment or a delegation: what is told of it openly comes to the person too.

Following gives no right: what a follower may not know of is not told to them, and it is asked anew with each event,
each delivery and each look at the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Conflict, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Followed
from program_workflow.i18n import language
from program_workflow.storage import AmendmentRow, DelegationRow, FollowRow, NodeRow, ProgramRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.finding import sees_version, view_of_delegation
from program_workflow.usecases.guards import find_amendment, sees_amendment
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: More than anybody reads.
MOST: int = 500


@dataclass(frozen=True, slots=True)
class FollowView:
    """subject: identity, or the code of a delegation. name: of the moment. link: path of its page, or ""."""

    id: str
    kind: Followed
    subject: str
    name: str
    link: str
    since: datetime


def follow(w: Work, kind: Followed, subject: str) -> FollowView:
    """From now on; who follows it already goes on. subject: identity, of a delegation its code.

    Raises NotFound for what the person may not know of, Conflict beyond the most that can be followed.
    """
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    if w.actor.user_id is None:
        raise NotFound
    subject_id = _found(w, kind, subject)
    count = w.session.scalar(select(func.count()).where(FollowRow.user_id == w.actor.user_id)) or 0
    if count >= MOST:
        raise Conflict(N_("You follow {count} things; stop following one first."), count=count)
    row = {
        "id": new_id(),
        "user_id": w.actor.user_id,
        "subject": kind,
        "subject_id": subject_id,
        "created_at": w.now,
    }
    w.session.execute(insert_once(w, FollowRow, ("user_id", "subject", "subject_id")), [row])
    made = follow_of(w, kind, subject_id)
    if made is None:
        raise NotFound
    return made


def unfollow(w: Work, follow_id: str) -> None:
    """Raises NotFound for what is not followed by this person."""
    gone = w.session.execute(
        delete(FollowRow).where(FollowRow.id == follow_id, FollowRow.user_id == w.actor.user_id).returning(FollowRow.id)
    ).all()
    if not gone:
        raise NotFound


def follow_of(w: Work, kind: Followed, subject_id: str) -> FollowView | None:
    """Whether the person follows this. subject_id: identity."""
    asked = select(FollowRow).where(
        FollowRow.user_id == w.actor.user_id, FollowRow.subject == kind, FollowRow.subject_id == subject_id
    )
    row = w.session.scalars(asked).one_or_none()
    return _view(w, row) if row is not None else None


def follows(w: Work) -> tuple[FollowView, ...]:
    """All that the person follows and may know of now, the oldest first."""
    rows = w.session.scalars(
        select(FollowRow).where(FollowRow.user_id == w.actor.user_id).order_by(FollowRow.created_at, FollowRow.id)
    )
    return tuple(view for row in rows if (view := _view(w, row)) is not None)


def _found(w: Work, kind: Followed, subject: str) -> str:
    match kind:
        case Followed.AMENDMENT:
            return find_amendment(w, subject).id
        case Followed.DELEGATION:
            found = find_delegation(w, subject.strip().upper())
            if found is None:
                raise NotFound(N_("There is no delegation {code}."), code=subject)
            return found.id
        case Followed.CLAUSE:
            for _ in _versions_with(w, subject):
                return subject
            raise NotFound


def _versions_with(w: Work, clause_id: str) -> Iterator[VersionRow]:
    """Those the person sees and the clause stands in, the newest first."""
    rows = w.session.scalars(
        select(VersionRow)
        .join(NodeRow, NodeRow.version_id == VersionRow.id)
        .where(NodeRow.clause_id == clause_id)
        .order_by(VersionRow.number.desc())
    )
    return (row for row in rows if sees_version(w, row))


def _view(w: Work, row: FollowRow) -> FollowView | None:
    name, link, subject = "", "", row.subject_id
    match row.subject:
        case Followed.AMENDMENT:
            amendment = w.session.get(AmendmentRow, row.subject_id)
            if amendment is None or not sees_amendment(w.actor, amendment):
                return None
            program = w.get(ProgramRow, amendment.program_id)
            name, link = amendment.number or program.code, f"/amendments/{amendment.id}"
        case Followed.DELEGATION:
            delegation = w.session.get(DelegationRow, row.subject_id)
            if delegation is None:
                return None
            name, subject = f"{delegation.code} – {view_of_delegation(delegation).name(language())}", delegation.code
        case Followed.CLAUSE:
            version = next(_versions_with(w, row.subject_id), None)
            if version is None:
                return None
            program = w.get(ProgramRow, version.program_id)
            name = f"{program.code}, {load_text(w, version.id).references.get(row.subject_id, '')}"
            link = f"/programs/{program.code}/clauses/{row.subject_id}"
    return FollowView(row.id, row.subject, subject, name, link, row.created_at)
