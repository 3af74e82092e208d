"""The first release: everything.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
    )
    op.create_table(
        "clause_revisions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_clause_revisions"),
    )
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_ru", sa.String(), nullable=False),
        sa.Column("is_observer", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
        sa.UniqueConstraint("code", name="uq_delegations_code"),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(32), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_salt", sa.String(32), nullable=False),
        sa.Column("actor_digest", sa.String(64), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=True),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("hash", name="uq_events_hash"),
    )
    op.create_index("ix_events_program_id", "events", ["program_id", "seq"])
    op.create_index("ix_events_subject", "events", ["subject_type", "subject_id", "seq"])
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_subject_at", "login_attempts", ["subject", "at"])
    op.create_table(
        "programs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
        sa.UniqueConstraint("code", name="uq_programs_code"),
    )
    op.create_table(
        "clauses",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_clauses_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clauses"),
    )
    op.create_index("ix_clauses_program_id", "clauses", ["program_id"])
    op.create_table(
        "participants",
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_participants_delegation_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_participants_program_id"),
        sa.PrimaryKeyConstraint("program_id", "delegation_id", "since", name="pk_participants"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.Column("keys_on", sa.Boolean(), nullable=False),
        sa.Column("marks_in_words", sa.Boolean(), nullable=False),
        sa.Column("mail_on", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_users_delegation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_index("ix_users_delegation_id", "users", ["delegation_id"])
    op.create_table(
        "versions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("made_from", sa.String(32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("is_renumbered", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_from"], ["versions.id"], name="fk_versions_made_from"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_versions_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("program_id", "number", name="uq_versions_program_id_number"),
    )
    op.create_index("ix_versions_closes_at", "versions", ["closes_at"])
    op.create_index("ix_versions_state", "versions", ["state"])
    op.create_table(
        "amendments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("draft_wording", sa.Integer(), nullable=True),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.String(32), nullable=True),
        sa.Column("refile_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_reason", sa.String(), nullable=True),
        sa.Column("is_admitted_late", sa.Boolean(), nullable=False),
        sa.Column("deferred_until", sa.String(), nullable=True),
        sa.Column("state_before", sa.String(32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("moot_by", sa.String(32), nullable=True),
        sa.Column("incorporated_in", sa.String(32), nullable=True),
        sa.Column("text_version_id", sa.String(32), nullable=True),
        sa.Column("rebase", sa.String(32), nullable=False),
        sa.Column("rebase_version_id", sa.String(32), nullable=True),
        sa.Column("import_key", sa.String(64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_amendments_created_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_amendments_decided_by"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_amendments_delegation_id"),
        sa.ForeignKeyConstraint(["filed_by"], ["users.id"], name="fk_amendments_filed_by"),
        sa.ForeignKeyConstraint(["incorporated_in"], ["versions.id"], name="fk_amendments_incorporated_in"),
        sa.ForeignKeyConstraint(["moot_by"], ["amendments.id"], name="fk_amendments_moot_by"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_amendments_program_id"),
        sa.ForeignKeyConstraint(["rebase_version_id"], ["versions.id"], name="fk_amendments_rebase_version_id"),
        sa.ForeignKeyConstraint(["text_version_id"], ["versions.id"], name="fk_amendments_text_version_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_amendments_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_amendments"),
        sa.UniqueConstraint("program_id", "number", name="uq_amendments_program_id_number"),
    )
    op.create_index("ix_amendments_program_delegation", "amendments", ["program_id", "delegation_id", "state"])
    op.create_index("ix_amendments_program_sort", "amendments", ["program_id", "sort_key", "id"])
    op.create_index("ix_amendments_program_state", "amendments", ["program_id", "state", "filed_at", "id"])
    op.create_index("ix_amendments_version_id", "amendments", ["version_id"])
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_idempotency_keys_user_id"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_at", "idempotency_keys", ["at"])
    op.create_table(
        "nodes",
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("style", sa.String(32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name="fk_nodes_clause_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_nodes_version_id"),
        sa.PrimaryKeyConstraint("version_id", "clause_id", name="pk_nodes"),
    )
    op.create_index("ix_nodes_clause_id", "nodes", ["clause_id"])
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("event", sa.String(48), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=True),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notifications_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("event_key", "user_id", name="uq_notifications_event_key_user_id"),
    )
    op.create_index("ix_notifications_user", "notifications", ["user_id", "created_at", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("event", sa.String(48), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("program_id", sa.String(32), nullable=True),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_outbox_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event_key", "user_id", "channel", name="uq_outbox_event_key_user_id_channel"),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "due_at"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("hint", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("understood", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_uploads_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_at", "uploads", ["at"])
    op.create_index("ix_uploads_user_id", "uploads", ["user_id"])
    op.create_table(
        "windows",
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("delegation_id", sa.String(32), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_windows_delegation_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_windows_version_id"),
        sa.PrimaryKeyConstraint("version_id", "delegation_id", name="pk_windows"),
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_delivery_attempts_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempts"),
    )
    op.create_index("ix_delivery_attempts_outbox_id", "delivery_attempts", ["outbox_id"])
    op.create_table(
        "node_texts",
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("revision_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["revision_hash"], ["clause_revisions.hash"], name="fk_node_texts_revision_hash"),
        sa.ForeignKeyConstraint(
            ["version_id", "clause_id"],
            ["nodes.version_id", "nodes.clause_id"],
            name="fk_node_texts_version_id_clause_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "clause_id", "language", name="pk_node_texts"),
    )
    op.create_table(
        "operations",
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("clause_id", sa.String(32), nullable=False),
        sa.Column("anchor_id", sa.String(32), nullable=True),
        sa.Column("parent_id", sa.String(32), nullable=True),
        sa.Column("after_id", sa.String(32), nullable=True),
        sa.Column("clause_kind", sa.String(32), nullable=True),
        sa.Column("base_hash", sa.String(64), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_operations_amendment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["base_hash"], ["clause_revisions.hash"], name="fk_operations_base_hash"),
        sa.PrimaryKeyConstraint("amendment_id", "wording", "ordinal", name="pk_operations"),
    )
    op.create_index("ix_operations_anchor_id", "operations", ["anchor_id"])
    op.create_index("ix_operations_clause_id", "operations", ["clause_id"])
    op.create_table(
        "wordings",
        sa.Column("amendment_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_wordings_amendment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_wordings_made_by"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_wordings_version_id"),
        sa.PrimaryKeyConstraint("amendment_id", "number", name="pk_wordings"),
    )


def downgrade() -> None:
    op.drop_table("wordings")
    op.drop_table("operations")
    op.drop_table("node_texts")
    op.drop_table("delivery_attempts")
    op.drop_table("windows")
    op.drop_table("uploads")
    op.drop_table("tokens")
    op.drop_table("sessions")
    op.drop_table("outbox")
    op.drop_table("notifications")
    op.drop_table("nodes")
    op.drop_table("idempotency_keys")
    op.drop_table("amendments")
    op.drop_table("versions")
    op.drop_table("users")
    op.drop_table("participants")
    op.drop_table("clauses")
    op.drop_table("programs")
    op.drop_table("login_attempts")
    op.drop_table("heartbeats")
    op.drop_table("events")
    op.drop_table("delegations")
    op.drop_table("clause_revisions")
    op.drop_table("chain_head")
