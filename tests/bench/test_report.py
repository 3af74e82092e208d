"""The page of the benches: written whole by a run of all, in parts by a run of some."""

from pathlib import Path
from typing import Any

import pytest

from bench.report import write_page, write_sections

MACHINE = {"processor": "x86", "cores": 2, "memory_gib": 8.0, "python": "3.11", "system": "Linux"}


def report(at: str, **measured: str | None) -> dict[str, Any]:
    """measured: bench → what is measured, None for a bench without bars."""
    return {
        "at": at,
        "release": "1.0",
        "machine": MACHINE,
        "results": {
            name: {"about": f"About {name}."}
            | ({"bars": [{"what": "w", "bar": "b", "measured": one, "holds": True, "note": "n"}]} if one else {})
            for name, one in measured.items()
        },
    }


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "benchmarks.md"
    write_page(report("2026-03-01T00:00:00", alpha="1", beta_gamma="2", delta=None, omega="3"), path)
    return path


def test_a_run_of_some_leaves_the_sections_of_the_others(page: Path) -> None:
    before = page.read_text()
    write_sections(report("2026-04-02T00:00:00", beta_gamma="5"), page)
    said = page.read_text()
    assert "| w | b | 5 | holds |" in said
    assert "Measured alone. 2026-04-02, release 1.0" in said
    others = [one for one in before.split("## ") if not one.startswith("Beta gamma")]
    assert all(one.rstrip() in said for one in others)
    assert [line for line in said.splitlines() if line.startswith("## ")] == ["## Alpha", "## Beta gamma", "## Omega"]


def test_a_new_bench_finds_its_place_and_one_without_bars_changes_nothing(page: Path) -> None:
    before = page.read_text()
    write_sections(report("2026-04-02T00:00:00", alpha=None), page)
    assert page.read_text() == before
    write_sections(report("2026-04-02T00:00:00", kappa="7"), page)
    assert (
        page.read_text().index("## Beta gamma") < page.read_text().index("## Kappa") < page.read_text().index("## Om")
    )
