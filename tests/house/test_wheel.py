"""The wheel is whole: installed without development tools, from another folder, it shows pages and runs commands."""

import re
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.repository import ROOT, pins, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel and the locked packages of requirements.lock, and no others.

    The packages are linked from the environment of the tests: the same files, without a download.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    site = next(folder.glob("lib/python*/site-packages"))
    for name in pins("requirements.lock"):
        link_package(name, site)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            folder / "bin" / "python",
            "install",
            "-q",
            "--no-index",
            "--no-deps",
            wheel,
        ],
        check=True,
        capture_output=True,
    )
    return folder / "bin"


def link_package(name: str, site: Path) -> None:
    try:
        package = distribution(name)
    except ModuleNotFoundError:
        return  # locked for other systems only
    for top in {file.parts[0] for file in package.files or []} - {"..", "__pycache__"}:
        link = site / top
        if not link.exists():
            link.symlink_to(package.locate_file(top))


def run(program: Path, *words: str, folder: Path) -> str:
    """What a program prints, started in another folder and with an environment of its own."""
    done = subprocess.run(
        [program, *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PROGRAM_WORKFLOW_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = [path.relative_to(ROOT).as_posix() for path in tracked()]
    wanted = {name for name in ours if name.split("/")[0] in ("program_workflow", "workers")}
    wanted |= {f"program_workflow/{name}" for name in ours if name.startswith("templates/")}
    assert wanted - names == set()
    assert {name for name in names if name.startswith(("tests/", "bench/", "docs/", "templates/"))} == set()


def test_its_commands_run_without_development_tools(installed: Path, tmp_path: Path) -> None:
    assert "Usage:" in run(installed / "program-workflow", "--help", folder=tmp_path)
    run(installed / "program-workflow", "db", "check", folder=tmp_path)


PAGE = """
from program_workflow.app import create_app
client = create_app().test_client()
page = client.get("/login", headers={"Accept-Language": "ru"})
assert page.status_code == 200, page.status
text = page.get_data(as_text=True)
assert 'lang="ru"' in text, text
import re
for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', text):
    assert client.get(address).status_code == 200, address
print(text)
"""

MAIL = """
from datetime import UTC, datetime
from program_workflow.outgoing.mail import Letter, compose
from program_workflow.settings import read_settings
at = datetime(2011, 3, 1, 12, tzinfo=UTC)
letter = Letter(
    address="kaz@example.org", name="Казахстан", language="ru", timezone="Asia/Almaty", message_id="<1@example.org>",
    at=at, sentence="Поправка внесена.", because="", link="/amendments/1", deadline=at,
)
message = compose(letter, read_settings())
print(message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content())
"""


def test_it_shows_a_page_with_all_it_refers_to(installed: Path, tmp_path: Path) -> None:
    run(installed / "program-workflow", "db", "upgrade", folder=tmp_path)
    page = run(installed / "python", "-c", PAGE, folder=tmp_path)
    assert re.search("[А-я]{4}", page)
    assert "/static/" in page


def test_it_writes_a_russian_mail(installed: Path, tmp_path: Path) -> None:
    mail = run(installed / "python", "-c", MAIL, folder=tmp_path)
    assert "Поправка внесена." in mail
    assert "1 марта 2011" in mail.replace("\N{NO-BREAK SPACE}", " ")


def test_no_development_tool_came_along(installed: Path, tmp_path: Path) -> None:
    tools = ("pytest", "mypy", "playwright", "hypothesis")
    script = f"from importlib.util import find_spec; print([name for name in {tools} if find_spec(name)])"
    assert run(installed / "python", "-c", script, folder=tmp_path).strip() == "[]"
    where = run(
        installed / "python", "-c", "import program_workflow; print(program_workflow.__file__)", folder=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent)
