"""The bars of all benches as a page: what was wanted, what was measured, and what was missed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_HEAD: Final = """# Benchmarks

Written by `make bench`. Contenders are measured in turns with the product in one run, and each figure
is a median. The machine is shared and noisy: the ratios count, not the
seconds. A bar that is missed says so.
"""


def write_page(report: Mapping[str, Any], page: Path = PAGE) -> None:
    """report: as ``python -m bench`` keeps it. Benches without bars are left out of the page."""
    parts = [_HEAD, _about(report), ""]
    for name, figures in report["results"].items():
        if figures.get("bars"):
            parts += _section(name, figures)
    page.write_text("\n".join(parts).rstrip() + "\n")


def write_sections(report: Mapping[str, Any], page: Path = PAGE) -> None:
    """Puts what a report has with bars in place of those sections of the page; the others stay as they are."""
    head, *sections = re.split(r"^(?=## )", page.read_text(), flags=re.MULTILINE)
    kept = {one.split("\n", 1)[0].removeprefix("## "): one.rstrip() for one in sections}
    for name, figures in report["results"].items():
        if figures.get("bars"):
            said = _section(name, figures, f"Measured alone. {_about(report)}")
            kept[_title(name)] = "\n".join(said).rstrip()
    page.write_text("\n\n".join([head.rstrip(), *(kept[title] for title in sorted(kept))]) + "\n")


def _about(report: Mapping[str, Any]) -> str:
    machine = report["machine"]
    return (
        f"{report['at'][:10]}, release {report['release']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, Python {machine['python']}, {machine['system']}."
    )


def _section(name: str, figures: Mapping[str, Any], measured: str = "") -> list[str]:
    parts = [f"## {_title(name)}", "", f"{figures['about']}", ""]
    parts += [measured, ""] if measured else []
    parts += ["| what | bar | measured | |", "|---|---|---|---|"]
    parts += [_row(bar) for bar in figures["bars"]]
    notes = [f"- {bar['what']}: {bar['note']}" for bar in figures["bars"] if bar["note"]]
    return parts + (["", *notes, ""] if notes else [""])


def _row(bar: Mapping[str, Any]) -> str:
    return f"| {bar['what']} | {bar['bar']} | {bar['measured']} | {'holds' if bar['holds'] else '**missed**'} |"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
