"""The command line in this process, on an instance of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from program_workflow import cli, wiring
from program_workflow.settings import PREFIX
from program_workflow.storage.database import engine_for
from program_workflow.usecases import entrance

Run = Callable[..., Result]


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    genuine, entrance.hasher = entrance.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    entrance.hasher = genuine


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    monkeypatch.setenv(f"{PREFIX}HOME", str(folder))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    wiring.current_settings.cache_clear()
    yield folder
    wiring.current_settings.cache_clear()
    engine_for.cache_clear()


@pytest.fixture
def run(home: Path) -> Run:
    """``run("users", "add", …, stdin="…")``; what goes wrong is in ``exit_code`` and ``stderr``."""

    def invoke(*words: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli.main, [str(word) for word in words], input=stdin)

    return invoke
