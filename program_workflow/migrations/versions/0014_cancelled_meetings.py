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
    # The release before knows no such state: told as closed, a meeting would have been held that was not.
    cancelled = op.get_bind().execute(sa.text("SELECT count(*) FROM meetings WHERE state = 'cancelled'")).scalar()
    if cancelled:
        raise RuntimeError(
            f"{cancelled} meetings are cancelled, which 0013 cannot say; restore the backup made before 0014."
        )
    op.drop_column("meetings", "cancel_reason")
    op.drop_column("meetings", "cancelled_at")
