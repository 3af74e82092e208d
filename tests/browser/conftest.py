"""Headless Chromium on the sample, a copy of it for every test that changes something."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, sync_playwright

from program_workflow.settings import read_settings
from tests.browser.sites import Site, Visit, copy_database, tell_sample

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000  # milliseconds a page may take on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample_database(run_folder: Path) -> Path:
    """The sample, told once for all processes of the run."""
    home = run_folder / "sample"
    home.mkdir(exist_ok=True)
    told = home / "told"
    with (home / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not told.exists():
            tell_sample(home / "home")
            told.touch()
    return home / "home" / "program_workflow.sqlite3"


def _copied(database: Path, home: Path) -> Site:
    copy_database(database, home / database.name)
    return Site(read_settings({"PROGRAM_WORKFLOW_HOME": str(home), "PROGRAM_WORKFLOW_WEBHOOK_NETWORKS": "127.0.0.0/8"}))


@pytest.fixture(scope="session")
def shared_site(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """For tests that only look."""
    with _copied(sample_database, tmp_path_factory.mktemp("site") / "home").running() as site:
        yield site


@pytest.fixture
def site(sample_database: Path, tmp_path: Path) -> Iterator[Site]:
    """For a test that changes something."""
    with _copied(sample_database, tmp_path / "home").running() as site:
        yield site


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """``visit(site, "kaz.representative", "ru", has_script=False)``: that person's browser.

    At the end of the test nothing may have gone wrong in any page: no error, no request to another host.
    """
    visits: list[Visit] = []

    def open_browser(
        site: Site, person: str | None, language: str = "en", *, has_script: bool = True, **options: Any
    ) -> Visit:
        options = {"viewport": {"width": 1360, "height": 900}, "reduced_motion": "reduce", **options}
        locale = {"en": "en-GB", "ru": "ru-RU"}[language]
        context = chromium.new_context(
            base_url=site.address, locale=locale, java_script_enabled=has_script, timezone_id="Asia/Almaty", **options
        )
        context.set_default_timeout(PATIENCE)
        if person is not None:
            key = site.session_key(person, language)
            context.add_cookies([{"name": "session_key", "value": key, "url": site.address}])
        visits.append(Visit(site, context, language, has_script))
        return visits[-1]

    yield open_browser
    for one in visits:
        one.context.close()
    problems = [problem for one in visits for problem in one.problems]
    assert not problems, "\n".join(problems)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A scenario is told in English with script or in Russian without, half of them so. EVERY_VARIANT=1: in both."""
    asked = set(metafunc.fixturenames) - {
        name for mark in metafunc.definition.iter_markers("parametrize") for name in _names(mark)
    }
    variants = [("en", True), ("ru", False)]
    if os.environ.get("EVERY_VARIANT") != "1":
        variants = [variants[crc32(metafunc.function.__name__.encode()) % 2]]
    if {"language", "has_script"} <= asked:
        metafunc.parametrize(("language", "has_script"), variants, ids=[one for one, _ in variants])
    elif "language" in asked:
        metafunc.parametrize("language", [one for one, _ in variants])
    elif "has_script" in asked:
        metafunc.parametrize("has_script", [True, False], ids=["script", "bare"])


def _names(mark: pytest.Mark) -> list[str]:
    return mark.args[0].split(",") if isinstance(mark.args[0], str) else list(mark.args[0])
