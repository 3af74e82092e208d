"""Runs every module ``bench/bench_*.py`` and writes one JSON file to ``bench/results/``.

A bench is a function ``run() -> dict``: names to figures, the unit at the end of the name
(``import_500_seconds``), and under ``bars`` what they are held against (`bench.measuring.bar`).
``python -m bench NAME...`` runs only those whose name contains a NAME. A run of all, where none breaks, writes the
page ``docs/benchmarks.md``; with ``--page`` a run of some puts their sections in it and leaves the others. The folder
named by BENCH_TEXTS adds families of real versions.
"""

import importlib
import json
import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.report import write_page, write_sections
from program_workflow import __version__

FOLDER = Path(__file__).resolve().parent


def machine() -> dict[str, Any]:
    """What the figures depend on: processor, cores, memory, Python."""
    processor = platform.machine()
    memory_gib = 0.0
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
        memory_gib = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    return {
        "processor": processor,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": memory_gib,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def main(wanted: list[str]) -> int:
    """0 when every bench ran to its end; the figures of the others are kept all the same."""
    on_page = "--page" in wanted
    wanted = [one for one in wanted if one != "--page"]
    results: dict[str, Any] = {}
    failed = []
    for file in sorted(FOLDER.glob("bench_*.py")):
        name = file.stem.removeprefix("bench_")
        if wanted and not any(part in name for part in wanted):
            continue
        print(f"{name} …", flush=True)
        try:
            bench = importlib.import_module(f"bench.{file.stem}")
            results[name] = {"about": " ".join((bench.__doc__ or "").split()), **bench.run()}
        except Exception:  # noqa: BLE001 - one bench that breaks must not cost the figures of the others
            failed.append(name)
            traceback.print_exc()
            continue
        for key, figure in results[name].items():
            if key not in ("about", "bars"):
                print(f"  {key:<64} {figure}")
        for bar in results[name].get("bars", ()):
            print(f"  {'holds ' if bar['holds'] else 'MISSED'} {bar['what']}: {bar['measured']} ({bar['bar']})")
    at = datetime.now(UTC)
    report = {
        "at": at.isoformat(timespec="seconds"),
        "release": __version__,
        "machine": machine(),
        "results": results,
        "failed": failed,
    }
    target = FOLDER / "results" / f"{at:%Y%m%dT%H%M%SZ}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    print(target)
    if not wanted and not failed:
        write_page(report)
    elif on_page:
        write_sections(report)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
