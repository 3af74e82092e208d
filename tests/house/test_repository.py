"""What is tracked: no address of a package index, no path of somebody's machine, no generated file; locks that hold."""

import re
import tomllib

import pytest

from tests.repository import ROOT, pins, tracked

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "requirements-bench.lock")
TEXT = re.compile(r"\.(py|md|txt|toml|lock|yml|yaml|cfg|ini|mako|html|css|js|json|po|example)$|(^|/)[^.]*$|ignore$")

# Spelt in pieces, so that this file does not contain what it looks for.
INDEXES = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "deb.debian" + ".org",
    "index" + "-url=",
    "find" + "-links=",
]
WORKPLACES = ["/wor" + "k/", "/ro" + "ot/", "/ho" + "me/", "file:/" + "//opt", "/tm" + "p/venv"]


def texts() -> list[tuple[str, str]]:
    """Name and content of every text we write; what comes from elsewhere is kept as it came."""
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in tracked()
        if TEXT.search(path.name) and "vendor" not in path.parts
    ]


@pytest.mark.parametrize("words", [INDEXES, WORKPLACES], ids=["package index", "workplace path"])
def test_no_tracked_file_names_a(words: list[str]) -> None:
    found = [f"{name}: {word}" for name, text in texts() for word in words if word in text and name != ".dockerignore"]
    assert found == []


def test_nothing_generated_is_tracked() -> None:
    generated = re.compile(r"\.(pyc|mo|sqlite3|whl|log)$|(^|/)(node_modules|__pycache__|\.venv|var|dist)/|uv\.lock$")
    assert [str(p) for p in tracked() if generated.search(str(p.relative_to(ROOT)))] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    for line in filter(None, (line.strip() for line in text.splitlines())):
        assert re.match(r"[a-z0-9._-]+==\S+( ; [^-]+?)?\s+--hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line


def test_the_locks_agree_with_each_other() -> None:
    development = pins("requirements-dev.lock")
    for lock in LOCKS[:2]:
        assert {n: v for n, v in pins(lock).items() if development.get(n) != v} == {}
    assert {n: v for n, v in pins("requirements-bench.lock").items() if development.get(n, v) != v} == {}


def test_every_dependency_of_the_package_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    name = re.compile(r"^[A-Za-z0-9._-]+")

    def missing(wanted: list[str], lock: str) -> list[str]:
        locked = pins(lock)
        return [w for w in wanted if (match := name.match(w)) and match.group().lower().replace("_", "-") not in locked]

    assert missing(project["dependencies"], "requirements.lock") == [], "run `make lock`"
    for extra in ("dev", "bench"):
        assert missing(project["optional-dependencies"][extra], f"requirements-{extra}.lock") == [], "run `make lock`"
