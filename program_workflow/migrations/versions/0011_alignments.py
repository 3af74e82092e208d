"""Texts of clauses in several languages that were confirmed together.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "alignments",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("act_id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("revisions", JSON, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_informational", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_alignments_program_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_alignments_version_id"),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name="fk_alignments_clause_id"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name="fk_alignments_confirmed_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_alignments"),
    )
    op.create_index("ix_alignments_program_id", "alignments", ["program_id"])
    op.create_index("ix_alignments_act_id", "alignments", ["act_id"])


def downgrade() -> None:
    op.drop_table("alignments")
