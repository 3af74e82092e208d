"""Which versions a person has opened.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_openings_user_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_openings_version_id"),
        sa.PrimaryKeyConstraint("user_id", "version_id", name="pk_openings"),
    )


def downgrade() -> None:
    op.drop_table("openings")
