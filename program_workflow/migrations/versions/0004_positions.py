"""What delegations say of texts.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "positions",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("act_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("lifts_when", sa.String(), nullable=False),
        sa.Column("except_words", sa.String(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_positions_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_positions_delegation_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_positions_version_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_positions_entered_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_positions"),
    )
    op.create_index("ix_positions_program_id", "positions", ["program_id", "subject", "subject_id"])
    op.create_index("ix_positions_act_id", "positions", ["act_id"])


def downgrade() -> None:
    op.drop_table("positions")
