"""Remarks, advice, and what a delegation that joins is asked.

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
    op.create_table(
        "advice_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reviewer_id", sa.String(32), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_advice_requests_program_id"),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_advice_requests_amendment_id"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name="fk_advice_requests_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_advice_requests"),
    )
    op.create_index("ix_advice_requests_amendment_id", "advice_requests", ["amendment_id"])
    op.create_index("ix_advice_requests_due", "advice_requests", ["due"])
    op.create_table(
        "advice",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("recommendation", sa.String(32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(32), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_advice_program_id"),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_advice_amendment_id"),
        sa.ForeignKeyConstraint(["given_by"], ["users.id"], name="fk_advice_given_by"),
        sa.PrimaryKeyConstraint("id", name="pk_advice"),
    )
    op.create_index("ix_advice_amendment_id", "advice", ["amendment_id"])
    op.create_index("ix_advice_program_id", "advice", ["program_id"])
    op.create_table(
        "joinings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_joinings_program_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_joinings_delegation_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_joinings_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_joinings"),
    )
    op.create_index("ix_joinings_program_id", "joinings", ["program_id", "delegation_id"])
    op.create_table(
        "joining_items",
        sa.Column("joining_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["joining_id"], ["joinings.id"], name="fk_joining_items_joining_id"),
        sa.PrimaryKeyConstraint("joining_id", "ordinal", name="pk_joining_items"),
    )


def downgrade() -> None:
    op.drop_table("joining_items")
    op.drop_table("joinings")
    op.drop_table("advice")
    op.drop_table("advice_requests")
    op.drop_table("remarks")
