"""Engines: SQLite for one machine, PostgreSQL for many."""

from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection


@cache
def engine_for(url: str) -> Engine:
    """One engine a process and address.

    SQLite: write-ahead log, full synchronisation, foreign keys, BEGIN IMMEDIATE, so that a
    read-modify-write never loses to another one. PostgreSQL: READ COMMITTED with row locks.
    What is written stays out of the text of a failure, which goes into logs.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)


def forget_engines() -> None:
    """After a fork: the child must not share connections with its parent."""
    engine_for.cache_clear()


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by the listener below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
