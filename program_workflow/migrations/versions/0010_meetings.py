"""Meetings, their agenda, what is recorded under it, and their documents.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def _id(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=False)


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}") for column, target in columns.items()
    ]


def upgrade() -> None:
    op.create_table(
        "meetings",
        _id(),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("place", _JSON, nullable=False),
        sa.Column("starts_on", sa.String(10), nullable=False),
        sa.Column("ends_on", sa.String(10), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("announced_at", _INSTANT, nullable=True),
        sa.Column("opened_at", _INSTANT, nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_table(
        "meeting_participants",
        _id("meeting_id"),
        _id("delegation_id"),
        sa.Column("head", _JSON, nullable=False),
        sa.Column("attendees", _JSON, nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        *_links("meeting_participants", meeting_id="meetings.id", delegation_id="delegations.id"),
        sa.PrimaryKeyConstraint("meeting_id", "delegation_id", name="pk_meeting_participants"),
    )
    op.create_index("ix_meeting_participants_delegation_id", "meeting_participants", ["delegation_id"])
    op.create_table(
        "agenda_items",
        _id(),
        _id("meeting_id"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("about", _JSON, nullable=False),
        *_links("agenda_items", meeting_id="meetings.id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_items"),
    )
    op.create_index("ix_agenda_items_meeting_id", "agenda_items", ["meeting_id"])
    _entries_and_readings()
    _papers()
    op.add_column("amendments", sa.Column("agenda_item_id", sa.String(32), nullable=True))


def _entries_and_readings() -> None:
    op.create_table(
        "meeting_entries",
        _id(),
        _id("meeting_id"),
        sa.Column("item_id", sa.String(32), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("text", _JSON, nullable=False),
        sa.Column("subject", sa.String(32), nullable=True),
        sa.Column("subject_id", sa.String(32), nullable=True),
        sa.Column("program_id", sa.String(32), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.Column("struck_at", _INSTANT, nullable=True),
        sa.Column("struck_reason", sa.String(), nullable=False),
        *_links(
            "meeting_entries",
            meeting_id="meetings.id",
            item_id="agenda_items.id",
            delegation_id="delegations.id",
            program_id="programs.id",
            entered_by="users.id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_entries"),
    )
    op.create_index("ix_meeting_entries_meeting_id", "meeting_entries", ["meeting_id"])
    op.create_index("ix_meeting_entries_subject_id", "meeting_entries", ["subject_id"])
    op.create_table(
        "meeting_readings",
        _id(),
        _id("meeting_id"),
        _id("item_id"),
        sa.Column("subject", sa.String(32), nullable=False),
        _id("subject_id"),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("answers", _JSON, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        *_links("meeting_readings", meeting_id="meetings.id", item_id="agenda_items.id", entered_by="users.id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_readings"),
    )
    op.create_index("ix_meeting_readings_meeting_id", "meeting_readings", ["meeting_id", "subject_id"])


def _papers() -> None:
    op.create_table(
        "meeting_papers",
        _id(),
        _id("meeting_id"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("adopted_at", _INSTANT, nullable=True),
        sa.Column("adopted_revision", sa.Integer(), nullable=True),
        *_links("meeting_papers", meeting_id="meetings.id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_papers"),
    )
    op.create_index("ix_meeting_papers_meeting_id", "meeting_papers", ["meeting_id"])
    op.create_table(
        "meeting_paper_revisions",
        _id("paper_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", _JSON, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        *_links("meeting_paper_revisions", paper_id="meeting_papers.id", entered_by="users.id"),
        sa.PrimaryKeyConstraint("paper_id", "number", name="pk_meeting_paper_revisions"),
    )


def downgrade() -> None:
    op.drop_column("amendments", "agenda_item_id")
    for table in (
        "meeting_paper_revisions",
        "meeting_papers",
        "meeting_readings",
        "meeting_entries",
        "agenda_items",
        "meeting_participants",
        "meetings",
    ):
        op.drop_table(table)
