"""Import of 500 clauses from Word, as the command line does it: whole process, wall time and peak memory."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measuring import bar
from bench.programs import make_program_docx

BAR_SECONDS = 3.0
BAR_MIB = 300.0
RUNS = 5
_READ = """
import json, resource, sys, time
from pathlib import Path
from program_workflow.documents.bounded import read_bounded
from program_workflow.domain.actor import Actor
from program_workflow.domain.terms import Role
from program_workflow.usecases.importing import create_from_file
from program_workflow.wiring import open_work
file, code = Path(sys.argv[1]), sys.argv[2]
started = time.perf_counter()
data = file.read_bytes()
understood = read_bounded(file.name, data, language="en")
with open_work(Actor(None, "bench", Role.COORDINATOR)) as w:
    create_from_file(w, file.name, data, understood, code=code)
seconds = time.perf_counter() - started
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "mib": (own + child) / 1024, "clauses": sum(understood.counts().values())}))
"""


def run() -> dict[str, Any]:
    """Medians over runs, each into the same instance under another code; the reader process is counted in."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        file = make_program_docx(home / "program.docx", clauses=500)
        env = {**os.environ, "PROGRAM_WORKFLOW_HOME": str(home / "home")}
        upgrade = [str(Path(sys.executable).with_name("program-workflow")), "db", "upgrade"]
        subprocess.run(upgrade, env=env, check=True, capture_output=True)
        runs, whole = [], []
        for index in range(RUNS):
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _READ, str(file), f"B{index}"], env=env, check=True, capture_output=True
            )
            whole.append(time.perf_counter() - started)
            runs.append(json.loads(done.stdout))
    clauses = {one["clauses"] for one in runs}
    if clauses != {500}:
        raise AssertionError(f"the file has 500 clauses, the import understood {clauses}")
    seconds = statistics.median(one["seconds"] for one in runs)
    mib = max(one["mib"] for one in runs)
    return {
        "import_500_seconds": round(seconds, 3),
        "import_500_whole_process_seconds": round(statistics.median(whole), 3),
        "import_500_peak_mib": round(mib, 1),
        "bars": [
            bar(
                "Import of 500 clauses from Word, whole process",
                f"< {BAR_SECONDS:.0f} s",
                f"{statistics.median(whole):.2f} s",
                statistics.median(whole) < BAR_SECONDS,
            ),
            bar("Its memory at the most, both processes", f"< {BAR_MIB:.0f} MiB", f"{mib:.0f} MiB", mib < BAR_MIB),
        ],
    }
