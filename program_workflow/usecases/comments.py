"""Comments on amendments and clauses, for one's own delegation, the secretariat or all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import comments as circles
from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import key_of
from program_workflow.domain.terms import Audience, Event, PositionSubject
from program_workflow.storage import AmendmentRow, CommentRow, ProgramRow, UserRow, WordingRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import guards
from program_workflow.usecases.finding import delegation_views, outside_of
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.operations import current_wording
from program_workflow.usecases.reading import clause_in
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work

MAX_TEXT: Final = 20_000
_EVENTS: Final = {
    Audience.DELEGATION: Event.COMMENTED,
    Audience.SECRETARIAT: Event.COMMENTED_TO_SECRETARIAT,
    Audience.ALL: Event.COMMENTED_TO_ALL,
}


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as its reader sees it. on_present_text: it was written on the text that stands now.

    side: the delegation in whose circle it stands. may_answer: for whom the reader may write an answer.
    """

    id: str
    text: str
    audience: Audience
    delegation: DelegationView
    side: DelegationView
    author: str
    at: datetime
    parent_id: str | None
    on_present_text: bool
    may_answer: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What is commented: an amendment, or a clause in a version. wording: hash of its text as this reader has it."""

    program: ProgramRow
    subject: PositionSubject
    subject_id: str
    text_hash: str
    version_id: str
    amendment: AmendmentRow | None = None
    reference: str = ""


def amendment_about(w: Work, amendment_id: str) -> About:
    """The amendment with the wording this reader sees. Raises NotFound."""
    one = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    wording = w.get(WordingRow, (one.id, current_wording(w, one)))
    program = w.get(ProgramRow, one.program_id)
    return About(program, PositionSubject.AMENDMENT, one.id, wording.hash, one.version_id, one)


def clause_about(w: Work, code: str, clause_id: str) -> About:
    """The clause in the newest version this reader may see it in. Raises NotFound."""
    version, text, node = clause_in(w, code, clause_id)
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    program = w.get(ProgramRow, version.program_id)
    key = key_of(node)
    return About(program, PositionSubject.CLAUSE, clause_id, key, version.id, reference=text.references[clause_id])


def comment(w: Work, about: About, text: str, audience: Audience, *, parent_id: str | None = None) -> CommentRow:
    """Writes a comment. An answer stands in the circle of what it answers, for no more people.

    Raises NotPermitted, Invalid.
    """
    permissions.need(w.actor, Permit.COMMENT)
    refusal = outside_of(w, about.program, w.actor.delegation_id)
    if refusal is not None:
        raise refusal
    text = _checked(text)
    parent = _parent(w, about, parent_id)
    if audience not in circles.offered(w.actor, parent.audience if parent else None):
        raise Invalid(N_("A comment or an answer of yours cannot be for these people."), pointer="/audience")
    side = w.actor.delegation_id
    if parent is not None and parent.audience is not Audience.ALL:
        side = parent.side_id
    row = CommentRow(
        id=new_id(),
        program_id=about.program.id,
        subject=about.subject,
        subject_id=about.subject_id,
        text_hash=about.text_hash,
        audience=audience,
        delegation_id=w.actor.delegation_id,
        side_id=side,
        parent_id=parent_id,
        text=text,
        at=w.now,
        made_by=w.actor.user_id,
    )
    w.session.add(row)
    w.session.flush()
    noted = w.record("comment", row.id, "comment", program_id=about.program.id, body={"facts": facts_of_comment(row)})
    _tell(w, about, row, noted.seq)
    return row


def comments_on(w: Work, about: About) -> tuple[CommentView, ...]:
    """Those this reader may read, oldest first, answers after what they answer."""
    rows = w.session.scalars(
        select(CommentRow)
        .where(CommentRow.subject == about.subject, CommentRow.subject_id == about.subject_id)
        .where(CommentRow.program_id == about.program.id)
        .order_by(CommentRow.ordinal)
    )
    seen = [one for one in rows if circles.reads(w.actor, one.audience, one.side_id)]
    return tuple(_view(w, one, about) for one in _threaded(seen))


def may_comment(w: Work, about: About) -> tuple[Audience, ...]:
    """For whom the reader may comment; for nobody where they may not."""
    if not permissions.may(w.actor, Permit.COMMENT) or outside_of(w, about.program, w.actor.delegation_id):
        return ()
    return circles.offered(w.actor)


def _view(w: Work, row: CommentRow, about: About) -> CommentView:
    names = w.once(("delegation views", ""), lambda: delegation_views(w))
    author = w.session.get(UserRow, row.made_by) if row.made_by else None
    own = w.actor.delegation_id == row.delegation_id
    return CommentView(
        row.id,
        row.text,
        row.audience,
        names[row.delegation_id],
        names[row.side_id],
        author.name if author is not None and own else "",
        row.at,
        row.parent_id,
        row.text_hash == about.text_hash,
        circles.offered(w.actor, row.audience) if may_comment(w, about) else (),
    )


def _threaded(rows: Sequence[CommentRow]) -> list[CommentRow]:
    """Each with its answers after it."""
    answers: dict[str | None, list[CommentRow]] = {}
    known = {one.id for one in rows}
    for one in rows:
        answers.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    found: list[CommentRow] = []
    waiting = answers.get(None, [])[::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += answers.get(one.id, [])[::-1]
    return found


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    redline.refuse_control(text)
    if not text:
        raise Invalid(N_("Write the comment."), pointer="/text")
    if len(text) > MAX_TEXT:
        raise Invalid(N_("At most {count} characters."), pointer="/text", count=MAX_TEXT)
    return text


def _parent(w: Work, about: About, parent_id: str | None) -> CommentRow | None:
    if parent_id is None:
        return None
    asked = select(CommentRow).where(CommentRow.id == parent_id, CommentRow.subject_id == about.subject_id)
    found = w.session.scalars(asked).one_or_none()
    if found is None or not circles.reads(w.actor, found.audience, found.side_id):
        raise Invalid(N_("There is no such comment to answer."), pointer="/parent_id")
    return found


def _tell(w: Work, about: About, row: CommentRow, seq: int) -> None:
    amendment = about.amendment
    names = delegation_views(w)
    tell(
        w,
        _EVENTS[row.audience],
        key=f"{_EVENTS[row.audience]}:{seq}",
        program_id=about.program.id,
        subject_type=AMENDMENT if amendment else VERSION,
        subject_id=amendment.id if amendment else about.version_id,
        delegation_id=None if row.audience is Audience.ALL else row.side_id,
        numbered=amendment is not None and amendment.number is not None,
        payload={
            "number": amendment.number if amendment else None,
            "stand": names[row.delegation_id].code,
            "clause": about.reference or None,
        },
    )


def facts_of_comment(row: CommentRow) -> dict[str, Any]:
    """What the record keeps of a comment: of its words the hash alone."""
    return {
        "subject": row.subject.value,
        "subject_id": row.subject_id,
        "text_hash": row.text_hash,
        "audience": row.audience.value,
        "delegation": row.delegation_id,
        "side": row.side_id,
        "parent": row.parent_id,
        "words": hashlib.sha256(row.text.encode()).hexdigest(),
        "at": row.at.isoformat(),
    }
