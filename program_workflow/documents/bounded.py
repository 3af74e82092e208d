"""Reads a file in a process of its own, with bounds on memory, processor and time.

A parser that goes astray takes this process down, and nothing else. Run as a module it is that
process: a line of JSON and the bytes come in, JSON goes out.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from program_workflow.documents.gate import check_size
from program_workflow.documents.reading import read
from program_workflow.documents.transfer import (
    listed_from_json,
    listed_to_json,
    refusal_from_json,
    refusal_to_json,
    revised_from_json,
    revised_to_json,
    understood_from_json,
    understood_to_json,
)
from program_workflow.domain.errors import N_, FileRefused, WorkflowError
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.revised import RevisedReading
from program_workflow.domain.understood import Understood

MEMORY: Final = 300 * 1024 * 1024  # bytes of address space, the interpreter included
PROCESSOR: Final = 10  # seconds
WALL: Final = 60  # seconds

_ROOT: Final = Path(__file__).resolve().parents[2]
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
_GAVE_UP: Final = N_("{name} could not be read within the limits of memory and time: it is too complex or damaged.")


def read_bounded(name: str, data: bytes, *, language: str | None = None) -> Understood:
    """As `read`, in a process of its own. Raises FileRefused, TooLarge."""
    return understood_from_json(_ask("text", name, data, language))


def read_revised_bounded(
    name: str, data: bytes, *, language: str | None = None, names: Mapping[str, str] | None = None
) -> RevisedReading:
    """As `read_revised`, in a process of its own. Raises FileRefused, TooLarge."""
    return revised_from_json(_ask("revised", name, data, language, names))


def read_listed_bounded(name: str, data: bytes) -> tuple[ListedAmendment, ...] | None:
    """As `read_listed`, in a process of its own. Raises FileRefused, TooLarge."""
    return listed_from_json(_ask("listed", name, data, None))


def _ask(
    wanted: str, name: str, data: bytes, language: str | None, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    check_size(data, name=name)
    head = json.dumps({"wanted": wanted, "name": name, "language": language, "names": names}).encode() + b"\n"
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ} | {"PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-P", "-X", "utf8", "-m", "program_workflow.documents.bounded"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no word of the person's in the command
            command, input=head + data, capture_output=True, timeout=WALL, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(_GAVE_UP, name=name) from None
    if done.returncode:
        raise FileRefused(_GAVE_UP, name=name)
    said: dict[str, Any] = json.loads(done.stdout)
    if "refused" in said:
        raise refusal_from_json(said)
    return said


def main() -> None:
    """The process: sets its bounds, reads standard input, answers on standard output."""
    set_bounds()
    head = json.loads(sys.stdin.buffer.readline())
    sys.stdout.write(answer(head, sys.stdin.buffer.read()))


def set_bounds() -> None:
    """For the whole rest of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(head: dict[str, Any], data: bytes) -> str:
    """What was read, or the refusal, as JSON."""
    try:
        return json.dumps(_read(head, data))
    except WorkflowError as refusal:
        return json.dumps(refusal_to_json(refusal))


def _read(head: dict[str, Any], data: bytes) -> dict[str, Any]:
    name, language = head["name"], head["language"]
    if head["wanted"] == "revised":
        from program_workflow.documents.revisions import read_revised

        return revised_to_json(read_revised(name, data, language=language, names=head.get("names")))
    if head["wanted"] == "listed":
        from program_workflow.documents.listing import read_listed

        return listed_to_json(read_listed(name, data))
    return understood_to_json(read(name, data, language=language))


if __name__ == "__main__":
    main()
