"""Amendments received outside: how, when and under which reference they came.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("amendments", sa.Column("channel", sa.String(32), nullable=True))
    op.add_column("amendments", sa.Column("reference", sa.String(), nullable=True))
    op.add_column("amendments", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("amendments", "received_at")
    op.drop_column("amendments", "reference")
    op.drop_column("amendments", "channel")
