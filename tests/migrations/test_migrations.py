"""The migrations make exactly the tables of the code, take them away again, and take turns."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from program_workflow import migrations
from program_workflow.storage import Base
from program_workflow.storage.database import engine_for


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table, as the application opens it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        address = request.getfixturevalue("empty_postgresql_url")
    engine = engine_for(address)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_they_make_exactly_the_tables_of_the_code(empty):
    assert not migrations.is_current(empty)
    assert migrations.upgrade(empty) == (None, migrations.head())
    assert migrations.is_current(empty)
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}
    assert migrations.drift(empty) == []


def test_they_go_down_to_nothing_and_up_again(empty):
    migrations.upgrade(empty)
    assert migrations.downgrade(empty) == (migrations.head(), None)
    assert tables(empty) == {"alembic_version"}
    migrations.upgrade(empty)
    assert migrations.drift(empty) == []


def test_a_cancelled_meeting_is_not_told_as_one_that_was_held(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'cancelled.sqlite3'}")
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO meetings"
                " (id, title, place, starts_on, ends_on, state, created_at, cancel_reason, revision)"
                " VALUES ('m', '{}', '{}', '2011-03-20', '2011-03-20', 'cancelled', '2011-03-01 00:00:00', 'r', 1)"
            )
        )
    with pytest.raises(RuntimeError, match="restore the backup"):
        migrations.downgrade(engine)
    assert migrations.is_current(engine)
    engine.dispose()


def test_a_second_upgrade_changes_nothing(empty):
    migrations.upgrade(empty)
    assert migrations.upgrade(empty) == (migrations.head(), migrations.head())


def test_an_upgrade_that_fails_leaves_nothing_behind(empty):
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE users (id INTEGER PRIMARY KEY)"))
    with pytest.raises(DBAPIError):
        migrations.upgrade(empty)
    assert tables(empty) == {"users"}
    assert not migrations.is_current(empty)


def test_drift_is_named(empty):
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("DROP INDEX ix_outbox_due"))
        connection.execute(text("ALTER TABLE users ADD COLUMN nickname VARCHAR"))
    found = migrations.drift(empty)
    assert len(found) == 2
    assert any("ix_outbox_due" in line for line in found)
    assert any("users.nickname" in line for line in found)


def test_the_head_is_read_from_the_names_of_the_scripts():
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.head()]


def test_the_head_is_known_without_alembic():
    script = "import sys; from program_workflow import migrations; migrations.head(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_processes_that_start_together_take_turns(tmp_path):
    program = Path(sys.executable).with_name("program-workflow")
    environment = {"PATH": "/usr/bin:/bin", "PROGRAM_WORKFLOW_HOME": str(tmp_path / "home")}
    started = [
        subprocess.Popen([program, "delegations", "list"], env=environment, stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(one.wait(60), one.communicate()[1]) for one in started] == [(0, b"")] * 4
    engine = create_engine(f"sqlite:///{tmp_path / 'home' / 'program_workflow.sqlite3'}")
    with engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()
    engine.dispose()
