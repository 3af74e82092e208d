"""The composition, against the schema of its format and against the real commands and settings."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import celery
import click
import pytest
import yaml
from celery.bin.celery import celery as celery_command

from program_workflow import cli
from program_workflow.settings import PREFIX, SETTINGS
from tests.repository import ROOT
from workers.app import celery_app

OURS = ("web", "worker", "beat", "migrate")
NAMES = {PREFIX + setting.name for setting in SETTINGS}


@cache
def composition() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = composition()["services"][name]
    return found


def example() -> dict[str, str]:
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_it_follows_the_schema_of_its_format() -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    run = subprocess.run(
        [program, "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def taken_by(command: click.Command, words: list[str]) -> None:
    """Parses the words as the program would; raises what it would refuse with."""
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(click.Context(command), name)
        assert found is not None, f"there is no command {name}"
        command = found
    command.make_parser(click.Context(command)).parse_args(list(words))


@pytest.mark.parametrize("name", OURS)
def test_its_commands_exist_with_their_options(name: str) -> None:
    program, *words = service(name)["command"]
    if program == "program-workflow":
        taken_by(cli.main, words)
        return
    assert program == "celery"
    assert words[:2] == ["-A", "workers.app:celery_app"]
    assert isinstance(celery_app, celery.Celery)
    taken_by(celery_command, words[2:])


def test_the_image_starts_a_command_that_exists() -> None:
    line = next(line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD"))
    program, *words = yaml.safe_load(line.removeprefix("CMD"))
    assert program == "program-workflow"
    taken_by(cli.main, words)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    assert set(service(name)["environment"]) == NAMES


def test_the_example_names_what_the_composition_asks_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert set(example()) == asked
    assert {name for name in asked if name.startswith(PREFIX)} <= NAMES


def test_the_example_holds_no_secret() -> None:
    assert [n for n, value in example().items() if value and ("SECRET" in n or "PASSWORD" in n or "TOKEN" in n)] == []


def test_database_and_broker_have_no_way_out() -> None:
    networks = composition()["networks"]
    for name in ("database", "broker"):
        assert [networks[network]["internal"] for network in service(name)["networks"]] == [True]
        assert "ports" not in service(name)


@pytest.mark.parametrize("name", ["web", "worker", "beat", "database", "broker"])
def test_what_keeps_running_has_a_health_check(name: str) -> None:
    assert service(name)["healthcheck"]["test"]


def test_the_image_runs_as_nobody_important_with_locked_packages() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER (?!root)", text, flags=re.MULTILINE)
    installs = re.findall(r"pip (?:install|wheel) .*", text)
    assert installs
    assert all("--no-deps" in line for line in installs), installs
    assert all("--require-hashes" in line for line in installs if ".lock" in line.split("-r ")[-1].split()[0]), installs


def test_the_build_sees_what_it_copies() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    wanted = re.findall(r"^COPY (requirements\S*)", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert set(wanted) <= set(allowed)
