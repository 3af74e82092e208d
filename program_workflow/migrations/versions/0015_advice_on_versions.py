"""Advice on the text of a version, beside that on the wording of an amendment.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("advice_requests", "advice")


def upgrade() -> None:
    # The release before writes and reads rows on amendments alone: to it nothing else was asked for.
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("amendment_id", existing_type=sa.String(32), nullable=True)
            batch.alter_column("wording", existing_type=sa.Integer(), nullable=True)
            batch.add_column(sa.Column("version_id", sa.String(32), nullable=True))
            batch.add_column(sa.Column("text_hash", sa.String(64), nullable=True))
            batch.create_foreign_key(f"fk_{table}_version_id", "versions", ["version_id"], ["id"])
            batch.create_check_constraint(
                f"ck_{table}_one_subject",
                "(amendment_id IS NULL) <> (version_id IS NULL)"
                " AND (amendment_id IS NULL) = (wording IS NULL) AND (version_id IS NULL) = (text_hash IS NULL)",
            )
        op.create_index(f"ix_{table}_version_id", table, ["version_id"])


def downgrade() -> None:
    # The release before knows no advice on a version.
    for table in _TABLES:
        op.execute(f"DELETE FROM {table} WHERE version_id IS NOT NULL")  # noqa: S608 - names of this module
        op.drop_index(f"ix_{table}_version_id", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"ck_{table}_one_subject", type_="check")
            batch.drop_constraint(f"fk_{table}_version_id", type_="foreignkey")
            batch.drop_column("text_hash")
            batch.drop_column("version_id")
            batch.alter_column("wording", existing_type=sa.Integer(), nullable=False)
            batch.alter_column("amendment_id", existing_type=sa.String(32), nullable=False)
