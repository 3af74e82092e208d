"""Reopened clauses, consultations inside a delegation, scans of acts received outside and contested ones.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reopenings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_reopenings_program_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_reopenings_version_id"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_reopenings_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reopenings"),
    )
    op.create_index("ix_reopenings_program_id", "reopenings", ["program_id", "clause_id"])


def downgrade() -> None:
    op.drop_table("reopenings")
