"""A long run of changed files, each in the bounded process as the application reads it: what is slow, large or breaks.

python -m tests.documents.long_mutation COUNT [SEED]
"""

import random
import resource
import sys
import time
import traceback
from collections import Counter

from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.domain.errors import WorkflowError
from tests.documents.mutations import mutate
from tests.documents.test_mutated_files import SEED
from tests.repository import ROOT


def main() -> int:
    count = int(sys.argv[1])
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else SEED)  # noqa: S311 - no secret
    data = ROOT / "tests/data"
    files = sorted([*(data / "tracked").glob("*.docx"), *(data / "odt").glob("*.odt")])
    files = [file for file in files if file.stat().st_size < 100_000]
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for at in range(count):
        file = files[at % len(files)]
        changed = mutate(file.read_bytes(), chance)
        started = time.monotonic()
        for reader in (read, read_revised):
            try:
                reader(file.name, changed)
                outcomes["read"] += 1
            except WorkflowError as refused:
                outcomes[refused.template] += 1
            except Exception:  # noqa: BLE001 - it is what the run looks for
                outcomes["broken"] += 1
                sys.stdout.write(f"{at} {file.name}\n{traceback.format_exc()}\n")
        slowest = max(slowest, time.monotonic() - started)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{outcomes.most_common()}\nslowest {slowest:.2f} s, largest {largest} MiB\n")
    return int(outcomes["broken"] > 0)


if __name__ == "__main__":
    sys.exit(main())
