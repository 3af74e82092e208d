"""Remarks.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_remarks_program_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_remarks_version_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_remarks_delegation_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_remarks_entered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
    )
    op.create_index("ix_remarks_program_id", "remarks", ["program_id", "sequence"], unique=True)
    op.create_index("ix_remarks_state", "remarks", ["state"])


def downgrade() -> None:
    op.drop_table("remarks")
