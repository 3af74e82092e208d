"""Jobs: imports and exports that a worker does.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("parameters", _JSON, nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("started_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("leased_until", _INSTANT),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32)),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32)),
        sa.Column("delegation_id", sa.String(32)),
        sa.Column("result", _JSON),
        sa.Column("file", sa.LargeBinary()),
        sa.Column("refusal", _JSON),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_jobs_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_due", "jobs", ["state", "due_at"])
    op.create_index("ix_jobs_user_id", "jobs", ["user_id", "asked_at"])
    op.create_index("ix_jobs_ended_at", "jobs", ["ended_at"])


def downgrade() -> None:
    op.drop_table("jobs")
