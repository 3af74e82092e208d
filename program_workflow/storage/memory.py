"""A database in memory with all tables, for a state that is to be read and then forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from program_workflow.storage.base import Base


@contextmanager
def in_memory() -> Iterator[Session]:
    """An empty database; gone at the end. Rows may refer to what was left out."""
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
