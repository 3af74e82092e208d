"""A database in memory with all tables, for a state that is to be read and then forgotten."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, StaticPool

from program_workflow.storage.base import Base


@contextmanager
def in_memory() -> Iterator[Session]:
    """An empty database; gone at the end. Rows may refer to what was left out."""
    with _engine().connect() as connection, Session(connection) as session:
        yield session


@cache
def _engine() -> Engine:
    """One for all, so that statements are prepared once; each connection is a database of its own."""
    return create_engine("sqlite://", creator=_with_tables, poolclass=NullPool, hide_parameters=True)


def _with_tables() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.deserialize(_tables())
    return made


@cache
def _tables() -> bytes:
    """All tables, made once in a process."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        found = cast(sqlite3.Connection, connection.connection.dbapi_connection).serialize()
    engine.dispose()
    return found
