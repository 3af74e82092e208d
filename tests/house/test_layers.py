"""Imports go one way; the contracts stand in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.repository import ROOT


def test_imports_go_down_the_layers_only() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def test_every_contract_is_kept_under_watch() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    assert layers["exhaustive"]
    forbidden = {c["source_modules"][0]: set(c["forbidden_modules"]) for c in contracts if c["type"] == "forbidden"}
    assert forbidden["program_workflow.domain"] >= {"flask", "sqlalchemy", "celery", "click"}
    assert forbidden["program_workflow.usecases"] >= {"flask", "celery", "click"}
    assert forbidden["workers"] >= {"flask"}
