"""What is proposed inside a delegation carries all that a position can: condition, words, a whole section.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLE = "proposed_positions"
_NEW = ("lifts_when", "except_words", "is_section")


def upgrade() -> None:
    # The release before writes rows without them: they stand for a position on the clause alone, without more.
    with op.batch_alter_table(_TABLE) as batch:
        batch.add_column(sa.Column("lifts_when", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("except_words", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("is_section", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # The release before would offer a position on a section as one on its heading alone.
    op.execute("DELETE FROM proposed_positions WHERE is_section")
    with op.batch_alter_table(_TABLE) as batch:
        for name in _NEW:
            batch.drop_column(name)
