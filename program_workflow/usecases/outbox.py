"""Writing to the outbox and from it: each thing once, however often it is written."""

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from program_workflow.storage.base import Base
from program_workflow.usecases.work import Work


def insert_once(w: Work, row: type[Base], key: tuple[str, ...]) -> Any:
    """An insert that leaves alone what already stands under the same key."""
    dialect = postgresql if w.session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Insert = dialect.insert(row).on_conflict_do_nothing(index_elements=key)
    return statement
