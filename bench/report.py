"""The bars of all benches as a page: what was wanted, what was measured, and what was missed."""

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
    machine = report["machine"]
    about = (
        f"{report['at'][:10]}, release {report['release']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, Python {machine['python']}, {machine['system']}."
    )
    parts = [_HEAD, about, ""]
    for name, figures in report["results"].items():
        if not figures.get("bars"):
            continue
        parts += [f"## {_title(name)}", "", f"{figures['about']}", ""]
        parts += ["| what | bar | measured | |", "|---|---|---|---|"]
        parts += [_row(bar) for bar in figures["bars"]]
        notes = [f"- {bar['what']}: {bar['note']}" for bar in figures["bars"] if bar["note"]]
        parts += ["", *notes, ""] if notes else [""]
    page.write_text("\n".join(parts).rstrip() + "\n")


def _row(bar: Mapping[str, Any]) -> str:
    return f"| {bar['what']} | {bar['bar']} | {bar['measured']} | {'holds' if bar['holds'] else '**missed**'} |"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
