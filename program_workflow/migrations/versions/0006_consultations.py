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
    op.add_column("users", sa.Column("is_approver", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "approvals",
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("wording_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_approvals_amendment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name="fk_approvals_asked_by"),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name="fk_approvals_approved_by"),
        sa.PrimaryKeyConstraint("amendment_id", "wording_hash", name="pk_approvals"),
    )
    op.create_table(
        "comments",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("side_id", sa.String(32), nullable=True),
        sa.Column("parent_id", sa.String(32), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_comments_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_comments_delegation_id"),
        sa.ForeignKeyConstraint(["side_id"], ["delegations.id"], name="fk_comments_side_id"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_comments_made_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_comments"),
        sa.UniqueConstraint("id", name="uq_comments_id"),
    )
    op.create_index("ix_comments_subject_id", "comments", ["subject_id"])
    op.create_table(
        "proposed_positions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("asks_approval", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("act_id", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_proposed_positions_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_proposed_positions_delegation_id"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_proposed_positions_made_by"),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name="fk_proposed_positions_approved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_proposed_positions"),
    )
    op.create_index("ix_proposed_positions_delegation_id", "proposed_positions", ["delegation_id", "ended_at"])
    op.create_table(
        "scans",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("act_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_scans_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_scans_delegation_id"),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_scans_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
    )
    op.create_index("ix_scans_act_id", "scans", ["act_id"])
    op.create_table(
        "contests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("act_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_contests_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_contests_delegation_id"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_contests_made_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name="fk_contests_ended_by"),
        sa.PrimaryKeyConstraint("id", name="pk_contests"),
    )
    op.create_index("ix_contests_act_id", "contests", ["act_id"])


def downgrade() -> None:
    for table in ("contests", "scans", "proposed_positions", "comments", "approvals"):
        op.drop_table(table)
    op.drop_column("users", "is_approver")
    op.drop_table("reopenings")
