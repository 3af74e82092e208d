"""Every amendment of the lists in the folder that BENCH_TEXTS names, else of a slice of them, through the use cases.

The lists of the European Parliament, the French Senate and of articles of French bills: read, placed, drafted,
submitted, numbered and decided, a transaction each, with what was refused and why.
"""

import os
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.amendment_sources import sources
from bench.measuring import bar
from bench.open_amendments import put_forward
from program_workflow.cli.replaying import works
from program_workflow.migrations import upgrade
from program_workflow.settings import read_settings
from program_workflow.wiring import engine

_SLICE: Final = Path(__file__).resolve().parent.parent / "tests/data/amendment-lists"
WANTED: Final = 2_500


def run() -> dict[str, Any]:
    folder = Path(os.environ.get("BENCH_TEXTS", _SLICE))
    figures: dict[str, Any] = {}
    read = submitted = refused = 0
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings({**os.environ, "PROGRAM_WORKFLOW_HOME": home})
        upgrade(engine(settings))
        for source in sources(folder):
            counts = put_forward(source, works(settings))
            print("\n".join(counts.lines(source.title)), flush=True)
            read, submitted = read + counts.read, submitted + counts.submitted
            refused += counts.refused.total()
            name = source.code.lower().replace("-", "_")
            figures |= {
                f"replay_{name}_read": counts.read,
                f"replay_{name}_placed": counts.placed,
                f"replay_{name}_submitted": counts.submitted,
                f"replay_{name}_refused": counts.refused.total(),
                f"replay_{name}_seconds": round(sum(counts.seconds.values()), 1),
            }
    figures |= {"replay_read": read, "replay_submitted": submitted, "replay_refused": refused}
    if "BENCH_TEXTS" in os.environ:
        said = f"{submitted} of {read}"
        figures["bars"] = [bar("Amendments that went all the way", f"≥ {WANTED}", said, submitted >= WANTED)]
    return figures
