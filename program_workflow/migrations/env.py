"""Run by Alembic: gives the migrations the connection that the caller opened; the transaction is the caller's."""

from alembic import context

from program_workflow.storage import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
