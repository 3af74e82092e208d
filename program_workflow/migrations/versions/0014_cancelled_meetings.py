"""A meeting that was planned and is not held: since when, and why.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before writes rows without these columns: to it no meeting is cancelled.
    op.add_column("meetings", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meetings", sa.Column("cancel_reason", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    # The release before knows no such state; nothing can be recorded in a closed meeting either.
    op.execute("UPDATE meetings SET closed_at = cancelled_at, state = 'closed' WHERE state = 'cancelled'")
    op.drop_column("meetings", "cancel_reason")
    op.drop_column("meetings", "cancelled_at")
