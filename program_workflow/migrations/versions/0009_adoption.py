"""Packages, adoption and signatures, corrigenda.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _packages()
    _signatures()
    _corrigenda()
    for name, kind in _OF_VERSION:
        op.add_column("versions", sa.Column(name, kind, nullable=True))


#: What a version keeps of how it was finalised and adopted.
_OF_VERSION = (
    ("finalised_at", sa.DateTime(timezone=True)),
    ("adopted_at", sa.DateTime(timezone=True)),
    ("adopted_by", sa.String(32)),
    ("ground", sa.String()),
    ("meeting_id", sa.String(32)),
    ("silence_id", sa.String(32)),
)


def _packages() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_packages_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
    )
    op.create_index("ix_packages_program_id", "packages", ["program_id", "state"])
    op.create_table(
        "package_clauses",
        sa.Column("package_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name="fk_package_clauses_package_id"),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name="fk_package_clauses_clause_id"),
        sa.PrimaryKeyConstraint("package_id", "ordinal", name="pk_package_clauses"),
    )
    op.create_index("ix_package_clauses_clause_id", "package_clauses", ["clause_id"])


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("signed_on", sa.String(10), nullable=True),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_signatures_version_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_signatures_delegation_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_signatures_entered_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_signatures"),
    )
    op.create_index("ix_signatures_version_id", "signatures", ["version_id"])


def _corrigenda() -> None:
    op.create_table(
        "corrigenda",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("takes_effect_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_version_id", sa.String(32), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_corrigenda_program_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_corrigenda_version_id"),
        sa.ForeignKeyConstraint(["made_version_id"], ["versions.id"], name="fk_corrigenda_made_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_corrigenda"),
    )
    op.create_index("ix_corrigenda_program_id", "corrigenda", ["program_id"])
    op.create_index("ix_corrigenda_due", "corrigenda", ["state", "takes_effect_at"])
    op.create_table(
        "corrections",
        sa.Column("corrigendum_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("base_hash", sa.String(64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.ForeignKeyConstraint(["corrigendum_id"], ["corrigenda.id"], name="fk_corrections_corrigendum_id"),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name="fk_corrections_clause_id"),
        sa.PrimaryKeyConstraint("corrigendum_id", "ordinal", name="pk_corrections"),
    )
    op.create_table(
        "corrigendum_objections",
        sa.Column("ordinal", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("corrigendum_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["corrigendum_id"], ["corrigenda.id"], name="fk_corrigendum_objections_corrigendum_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_corrigendum_objections_delegation_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name="fk_corrigendum_objections_entered_by"),
        sa.PrimaryKeyConstraint("ordinal", name="pk_corrigendum_objections"),
    )
    op.create_index("ix_corrigendum_objections_corrigendum_id", "corrigendum_objections", ["corrigendum_id"])


def downgrade() -> None:
    for name, _ in reversed(_OF_VERSION):
        op.drop_column("versions", name)
    for table in (
        "corrigendum_objections",
        "corrections",
        "corrigenda",
        "signatures",
        "package_clauses",
        "packages",
    ):
        op.drop_table(table)
