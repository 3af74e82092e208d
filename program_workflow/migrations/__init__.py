"""Brings a database to the present release, in this process and without a configuration file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text

FOLDER: Final = Path(__file__).resolve().parent

#: Key of the advisory lock that lets one process at a time change a PostgreSQL database.
_LOCK: Final = 0x50574D31


def head() -> str:
    """The newest revision, read from the names of the scripts: without Alembic it costs nothing."""
    return max(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """The revision of a database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def is_current(engine: Engine) -> bool:
    """Whether the database is that of the present release; one cheap read."""
    with engine.connect().execution_options(reads_only=True) as connection:
        return current(connection) == head()


@contextmanager
def in_turn(lock: Path) -> Iterator[None]:
    """Processes that start together do this one after the other. lock: a file for it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def upgrade(engine: Engine, revision: str = "head") -> tuple[str | None, str | None]:
    """Brings the database up, all or nothing; returns the revisions before and after."""
    return _run(engine, "upgrade", revision)


def downgrade(engine: Engine, revision: str = "base") -> tuple[str | None, str | None]:
    """Takes the database back to an earlier revision; "base" is an empty one."""
    return _run(engine, "downgrade", revision)


def drift(engine: Engine) -> list[str]:
    """How the database differs from the rows of the code, one line each; empty when it does not."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from program_workflow.storage import Base

    with engine.connect().execution_options(reads_only=True) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [_described(one) for one in compare_metadata(context, Base.metadata)]


def _described(difference: Any) -> str:
    """One difference; changes of a column come as a list of tuples, everything else as a tuple."""
    if isinstance(difference, list):
        return "; ".join(_described(one) for one in difference)
    action, *rest = difference
    return " ".join([action, *(_named(one) for one in rest if one is not None and not isinstance(one, dict))])


def _named(thing: Any) -> str:
    name = getattr(thing, "name", None)
    table = getattr(thing, "table", None)
    return f"{table.name}.{name}" if table is not None and name else str(name or thing)


def _run(engine: Engine, direction: str, revision: str) -> tuple[str | None, str | None]:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = current(connection)
        config.attributes["connection"] = connection
        getattr(command, direction)(config, revision)
        return before, current(connection)
