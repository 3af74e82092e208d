"""Co-sponsors, counter-texts and mergers.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ADDED = (
    ("takeover_until", sa.DateTime(timezone=True)),
    ("first_delegation_id", sa.String(32)),
    ("merged_into", sa.String(32)),
    ("touched", sa.Integer()),
)


def upgrade() -> None:
    for name, kind in _ADDED:
        op.add_column("amendments", sa.Column(name, kind, nullable=True))
    op.create_index("ix_amendments_takeover_until", "amendments", ["takeover_until"])
    op.create_table(
        "sponsors",
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_sponsors_amendment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_sponsors_delegation_id"),
        sa.PrimaryKeyConstraint("amendment_id", "delegation_id", name="pk_sponsors"),
    )
    op.create_index("ix_sponsors_delegation_id", "sponsors", ["delegation_id", "state"])
    op.create_table(
        "counter_texts",
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.String(32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_counter_texts_amendment_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_counter_texts_delegation_id"),
        sa.ForeignKeyConstraint(["offered_by"], ["users.id"], name="fk_counter_texts_offered_by"),
        sa.PrimaryKeyConstraint("amendment_id", "number", name="pk_counter_texts"),
    )
    op.create_index("ix_counter_texts_state", "counter_texts", ["state", "amendment_id"])
    op.create_table(
        "mergers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("source_id", sa.String(32), nullable=False),
        sa.Column("target_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("source_wording", sa.Integer(), nullable=False),
        sa.Column("target_wording", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("joins", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(32), nullable=True),
        sa.Column("source_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["amendments.id"], name="fk_mergers_source_id"),
        sa.ForeignKeyConstraint(["target_id"], ["amendments.id"], name="fk_mergers_target_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name="fk_mergers_proposed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_mergers"),
        sa.UniqueConstraint("source_id", "ordinal", name="uq_mergers_source_id_ordinal"),
    )
    op.create_index("ix_mergers_target_id", "mergers", ["target_id", "state"])
    op.create_index("ix_mergers_state", "mergers", ["state", "source_id"])


def downgrade() -> None:
    op.drop_table("mergers")
    op.drop_table("counter_texts")
    op.drop_table("sponsors")
    op.drop_index("ix_amendments_takeover_until", "amendments")
    for name, _ in reversed(_ADDED):
        op.drop_column("amendments", name)
