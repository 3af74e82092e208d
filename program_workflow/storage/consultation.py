"""What passes inside a delegation, and between delegations in comments: rows others see by audience alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import Audience, PositionKind, PositionSubject, ProposalOutcome
from program_workflow.storage.base import Base, new_id, word


class ApprovalRow(Base):
    """The very wording of an amendment before the approver of its delegation. wording_hash: see `WordingRow`.

    asked_at: when it was asked for; None where it was accepted unasked. approved_at: None while it waits.
    """

    __tablename__ = "approvals"

    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True)
    wording_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class CommentRow(Base):
    """A comment on an amendment or a clause; rows are only ever added.

    delegation_id: of who wrote it, None for the secretariat. side_id: the delegation in whose circle it
    stands, None for that of the secretariat; of a reply, that of what it answers. text_hash: of the text
    it is about, as a position names it.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_subject_id", "subject_id"),)

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), default=new_id, unique=True)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    audience: Mapped[Audience] = mapped_column(word(Audience))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    side_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    parent_id: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str]
    at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class ProposedPositionRow(Base):
    """A position that somebody of a delegation proposes to it, on an exact text. Nobody else knows of it.

    lifts_when, except_words: as of a position. is_section: on the clause with all that stands under it; its
    ``text_hash`` is then of all these texts. asks_approval: the approver has to accept it before the
    representative takes it. ended_at, outcome: when it was taken, set aside, or gave way to another one.
    act_id: of the position it became.
    """

    __tablename__ = "proposed_positions"
    __table_args__ = (Index("ix_proposed_positions_delegation_id", "delegation_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[PositionKind] = mapped_column(word(PositionKind))
    reason: Mapped[str] = mapped_column(default="")
    due: Mapped[str | None] = mapped_column(String(10))
    lifts_when: Mapped[str] = mapped_column(default="")
    except_words: Mapped[str] = mapped_column(default="")
    is_section: Mapped[bool] = mapped_column(default=False)
    asks_approval: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    outcome: Mapped[ProposalOutcome | None] = mapped_column(word(ProposalOutcome))
    act_id: Mapped[str | None] = mapped_column(String(32))
