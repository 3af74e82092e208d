"""The generated pages are those of the present code, and every command explains itself."""

import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import click
import pytest

from docs import generate
from program_workflow import cli
from program_workflow.domain import terms
from program_workflow.domain.terms import (
    AmendmentState,
    ClauseKind,
    CounterState,
    MergerState,
    OperationKind,
    Role,
    VersionState,
)
from program_workflow.domain.words import LABELS
from program_workflow.settings import PREFIX, SETTINGS
from tests.repository import ROOT

COMMANDS = dict(generate.commands(cli.main, "program-workflow"))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does(path: str) -> None:
    command = COMMANDS[path]
    assert command.help, path
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help and not p.hidden]
    assert silent == [], f"{path}: options without help"


def test_the_promised_commands_exist() -> None:
    promised = (
        "serve, web, demo, db upgrade, db check, delegations add, delegations list, users add, tokens create, import, "
        "redline, provenance, replay, audit verify, audit replay, doctor"
    )
    assert {f"program-workflow {name}" for name in promised.split(", ")} <= set(COMMANDS)


def test_the_page_of_steps_has_every_state_that_steps_lead_to_or_from() -> None:
    page = generate.states_page()
    without_steps = {"DeliveryState", "PaperState"}
    kinds = [one for name, one in vars(terms).items() if name.endswith("State") and name not in without_steps]
    falls_with_another = {CounterState.MOOT, MergerState.MOOT}
    states = [state for kind in kinds for state in kind if state not in falls_with_another]
    assert [state for state in states if generate.named(state) not in page] == []


@pytest.mark.parametrize("page", generate.PAGES)
def test_the_reference_is_up_to_date(page: str) -> None:
    assert (generate.FOLDER / page).read_text() == generate.PAGES[page](), "run `make docs`"


def test_operations_names_every_setting() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    assert [s.name for s in SETTINGS if f"`{s.name}`" not in text and PREFIX + s.name not in text] == []


def test_help_needs_no_instance(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("program-workflow")
    run = subprocess.run([program, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Usage: program-workflow" in run.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Role, VersionState, AmendmentState, ClauseKind, OperationKind])
def test_the_glossary_has_the_words_of_the_interface(kind: type[StrEnum]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    missing = [label for label in LABELS[kind].values() if label.en not in glossary or label.ru not in glossary]
    assert missing == []
