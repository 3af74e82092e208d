"""Silence procedures.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silences",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("annul_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annul_asked_by", sa.String(32), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_silences_program_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_silences_version_id"),
        sa.ForeignKeyConstraint(["annul_asked_by"], ["users.id"], name="fk_silences_annul_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
    )
    op.create_index("ix_silences_program_id", "silences", ["program_id"])
    op.create_index("ix_silences_due", "silences", ["state", "expires_at"])
    op.create_table(
        "silence_items",
        sa.Column("silence_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["silence_id"], ["silences.id"], name="fk_silence_items_silence_id"),
        sa.PrimaryKeyConstraint("silence_id", "ordinal", name="pk_silence_items"),
    )
    op.create_index("ix_silence_items_subject_id", "silence_items", ["subject_id"])
    op.create_table(
        "silence_messages",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("silence_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("act_id", sa.String(32), nullable=True),
        sa.Column("amendment_id", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["silence_id"], ["silences.id"], name="fk_silence_messages_silence_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_silence_messages_delegation_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_silence_messages_entered_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_silence_messages"),
    )
    op.create_index("ix_silence_messages_silence_id", "silence_messages", ["silence_id"])


def downgrade() -> None:
    op.drop_table("silence_messages")
    op.drop_table("silence_items")
    op.drop_table("silences")
