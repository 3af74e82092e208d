"""What every test may use: fresh databases on SQLite and PostgreSQL, Redis, Chromium; no way out but loopback.

A server that is not installed skips the tests that need it, with the reason; under CI=true it fails them.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import psycopg
import pytest
import redis
from apiflask import APIFlask
from hypothesis import settings as hypothesis_settings
from psycopg.sql import SQL, Identifier
from sqlalchemy import create_engine, event, make_url

from program_workflow import migrations
from program_workflow.app import configuration, create_app
from program_workflow.i18n import speaking
from program_workflow.settings import Settings, read_settings
from program_workflow.storage.base import Base
from program_workflow.storage.database import engine_for
from tests import servers
from tests.people import Clock, People

OTHERS_LEAVE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
RUN_FOLDER = "PROGRAM_WORKFLOW_TEST_SERVERS"
IN_CI = os.environ.get("CI") == "true"

hypothesis_settings.register_profile("default", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if IN_CI else "default")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("PROGRAM_WORKFLOW_") and name != RUN_FOLDER]:
        del os.environ[name]  # the settings of the person at the keyboard are not those of the tests
    if not hasattr(config, "workerinput"):  # the process that starts the others and outlives them
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="program-workflow-tests-")
    # A test that names no HOME gets one that goes with the run, never ./var of the checkout.
    os.environ["PROGRAM_WORKFLOW_HOME"] = str(Path(os.environ[RUN_FOLDER]) / f"home-{os.getpid()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.stop_all(Path(os.environ.pop(RUN_FOLDER)))


def missing(reason: str) -> NoReturn:
    """Skips the test, or fails it where everything has to be there."""
    if IN_CI:
        pytest.fail(f"{reason}; under CI=true nothing may be skipped", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English: a request or a command in Russian before it leaves its language behind."""
    with speaking("en"):
        yield


# --- The network --------------------------------------------------------------------------------


class OutsideNetwork(BaseException):
    """A test reached for an address that is not on this machine. No handler of OSError or Exception swallows it."""


def leads_outside(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return False
    host = address[0]
    if host in ("", "localhost"):
        return False
    try:
        return not ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return True  # a name would have to be looked up


@pytest.fixture(autouse=True, scope="session")
def _no_network_but_loopback() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        genuine = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, genuine: Any = genuine) -> Any:
            if leads_outside(self.family, address):
                raise OutsideNetwork(f"A test may reach loopback only, not {address!r}")
            return genuine(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


# --- Servers ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """One folder that all processes of the run share."""
    return Path(os.environ[RUN_FOLDER])


@pytest.fixture(scope="session")
def postgresql_url(run_folder: Path) -> str:
    """SQLAlchemy's address of a real PostgreSQL, at its `postgres` database; its user may create others."""
    try:
        return servers.once(run_folder, "postgresql", servers.start_postgresql)
    except servers.MissingServerError as absent:
        missing(str(absent))


@pytest.fixture(scope="session")
def redis_url(run_folder: Path, worker_id: str) -> str:
    """A real Redis, one numbered database for each process of the run."""
    try:
        server = servers.once(run_folder, "redis", servers.start_redis)
    except servers.MissingServerError as absent:
        missing(str(absent))
    return f"{server}/{int(worker_id.removeprefix('gw')) if worker_id.startswith('gw') else 63}"


@pytest.fixture
def empty_redis_url(redis_url: str) -> str:
    """The same, emptied before the test."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    return redis_url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium; Playwright's own download is not used."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or missing("Chromium is not installed (Debian: chromium)")


# --- Databases ----------------------------------------------------------------------------------


def run_sql(address: str, statement: str) -> None:
    """One statement outside a transaction, as CREATE DATABASE wants it."""
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute(statement.encode())


def plain(address: str) -> str:
    """The address as libpq reads it."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def named(address: str, database: str) -> str:
    return make_url(address).set(database=database).render_as_string(hide_password=False)


@pytest.fixture
def empty_postgresql_url(postgresql_url: str) -> Iterator[str]:
    """A database of its own for the test, without a table."""
    name = f"test_{uuid4().hex}"
    run_sql(postgresql_url, f'CREATE DATABASE "{name}"')
    yield named(postgresql_url, name)
    run_sql(postgresql_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_url: str, run_folder: Path) -> str:
    with servers.locked(run_folder):
        done = run_folder / "postgresql.template"
        if not done.exists():
            run_sql(postgresql_url, "CREATE DATABASE template_tables")
            make_tables(named(postgresql_url, "template_tables"))
            done.touch()
    return "template_tables"


def make_tables(address: str) -> None:
    """All tables of the present release, by its migrations."""
    engine = create_engine(address)
    migrations.upgrade(engine)
    engine.dispose()  # PostgreSQL copies a template only when nobody is connected to it


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    event.listen(engine_for(address_of(file)), "connect", do_not_wait_for_the_disk)
    return file


def address_of(file: Path) -> str:
    return f"sqlite:///{file}"


def do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def sqlite_url(_sqlite_template: Path, _sqlite_file: Path) -> str:
    """A fresh SQLite file with all tables. One address for all tests: the statements compiled for it are kept."""
    address = address_of(_sqlite_file)
    engine_for(address).dispose()
    for file in _sqlite_file.parent.iterdir():
        file.unlink()
    shutil.copy(_sqlite_template, _sqlite_file)
    return address


@pytest.fixture(scope="session")
def _postgresql_database(postgresql_url: str, _postgresql_template: str) -> str:
    name = f"test_{uuid4().hex}"
    run_sql(postgresql_url, f'CREATE DATABASE "{name}" TEMPLATE "{_postgresql_template}"')
    return named(postgresql_url, name)


@pytest.fixture
def postgresql_database_url(_postgresql_database: str) -> str:
    """A PostgreSQL database with all tables, emptied; one address for all tests, like the SQLite file."""
    engine_for(_postgresql_database).dispose()
    with psycopg.connect(plain(_postgresql_database), autocommit=True) as connection:
        connection.execute(OTHERS_LEAVE)
        # Keys and triggers rest meanwhile. Far faster than TRUNCATE, which makes new files for each table.
        connection.execute("SET session_replication_role = replica")
        for table in Base.metadata.tables.values():
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table.name)))
        connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
    return _postgresql_database


@pytest.fixture(
    params=[
        pytest.param("sqlite_url", id="sqlite"),
        pytest.param("postgresql_database_url", id="postgresql", marks=pytest.mark.servers),
    ]
)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables, once on SQLite and once on PostgreSQL."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], People]], People]:
    """Who is in a fresh database: made once, then copied, since nearly every test begins with them.

    Called with the address and what makes the people there.
    """
    kept: dict[tuple[str, str], tuple[People, Any]] = {}

    def people_in(address: str, make: Callable[[], People]) -> People:
        is_file = address.startswith("sqlite")
        key = (make.__module__, "file" if is_file else "server")
        if key in kept:
            people, copy = kept[key]
            (put_file if is_file else put_rows)(address, copy)
            return people
        people = make()
        engine_for(address).dispose()  # the last connection writes everything into the file
        kept[key] = people, copy_file(address, made_in) if is_file else rows_of(address)
        return people

    made_in = tmp_path_factory.mktemp("people")
    return people_in


def copy_file(address: str, folder: Path) -> Path:
    return shutil.copy(address.removeprefix("sqlite:///"), folder / f"{uuid4().hex}.sqlite3")


def put_file(address: str, copy: Path) -> None:
    shutil.copy(copy, address.removeprefix("sqlite:///"))


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands in the tables of a PostgreSQL database: COPY's text by table, the last number by sequence."""

    tables: dict[str, list[bytes]]
    numbers: dict[str, int]


def rows_of(address: str) -> Rows:
    with psycopg.connect(plain(address), autocommit=True) as connection:
        tables = {}
        for table in Base.metadata.tables:
            with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as out:
                tables[table] = [bytes(chunk) for chunk in out]
        found = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        return Rows({name: chunks for name, chunks in tables.items() if chunks}, dict(found.fetchall()))


def put_rows(address: str, rows: Rows) -> None:
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, chunks in rows.tables.items():
            with connection.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as into:
                for chunk in chunks:
                    into.write(chunk)
        for name, number in rows.numbers.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (f'"{name}"', number))


# --- The application ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _application(tmp_path_factory: pytest.TempPathFactory) -> APIFlask:
    """Made once a process: its routes and compiled templates are the same for all tests."""
    return create_app(read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path_factory.mktemp("home"))}))


@pytest.fixture
def app(_application: APIFlask, settings: Settings, clock: Clock) -> Iterator[APIFlask]:
    """The application with the settings and the clock of the test."""
    usual = dict(_application.config)
    _application.config.update(configuration(settings), CLOCK=clock)
    yield _application
    _application.config.clear()
    _application.config.update(usual)
