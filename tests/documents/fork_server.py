"""Reads files in the bounded process at the speed of a fork, and measures what each took.

Run as a module it is the server: a line of JSON and the bytes of a file come in, a line of JSON goes
out. It has loaded the readers; for each file it forks a process that sets the bounds of the
application on itself and answers as that one does.
"""

import dataclasses
import json
import os
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Self

from program_workflow.documents import bounded
from tests.repository import ROOT

READ: Final = "read"
GAVE_UP: Final = "gave up: memory or time"
BROKEN: Final = "broken"
WAYS: Final = ("text", "revised")


@dataclass(frozen=True, slots=True)
class Attempt:
    """outcome: READ, GAVE_UP, BROKEN or the sentence of the refusal. seconds: of the processor and on the clock."""

    outcome: str
    detail: str  # of what broke; the digest of what was read
    processor: float
    wall: float
    mebibytes: float


class ForkServer:
    """A context: the server lives as long as it."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "tests.documents.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def read(self, name: str, data: bytes, way: str) -> Attempt:
        assert self._process.stdin
        assert self._process.stdout
        head = {"wanted": way, "name": name, "language": None, "size": len(data)}
        self._process.stdin.write(json.dumps(head).encode() + b"\n" + data)
        self._process.stdin.flush()
        return Attempt(**json.loads(self._process.stdout.readline()))


def _serve() -> None:
    from program_workflow.documents import markdown, odt, plain, revisions, word  # noqa: F401 - loaded before the fork

    while line := sys.stdin.buffer.readline():
        head = json.loads(line)
        data = sys.stdin.buffer.read(head["size"])
        sys.stdout.write(json.dumps(dataclasses.asdict(_attempt(head, data))) + "\n")
        sys.stdout.flush()


def _attempt(head: dict[str, Any], data: bytes) -> Attempt:
    ear, mouth = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if not child:
        os.close(ear)
        _answer(head, data, mouth)
    os.close(mouth)
    with os.fdopen(ear, "rb") as said:
        answer = said.read()
    _, status, used = os.wait4(child, 0)
    wall = time.monotonic() - started
    outcome, detail = json.loads(answer) if answer else (GAVE_UP, "")
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) not in (9, 24):  # killed, or out of processor time
        outcome, detail = BROKEN, f"signal {os.WTERMSIG(status)}"
    return Attempt(outcome, detail, round(used.ru_utime + used.ru_stime, 3), round(wall, 3), used.ru_maxrss / 1024)


def _answer(head: dict[str, Any], data: bytes, mouth: int) -> None:
    """In the child; never returns."""
    try:
        bounded.set_bounds()
        said = bounded.answer(head, data)
        refused = said.startswith('{"refused"')
        found = (json.loads(said)["template"], "") if refused else (READ, sha256(said.encode()).hexdigest())
    except MemoryError:
        found = (GAVE_UP, "memory")
    except BaseException:  # noqa: BLE001 - it is what is looked for
        found = (BROKEN, traceback.format_exc()[-3_000:])
    os.write(mouth, json.dumps(found).encode())
    os._exit(0)


if __name__ == "__main__":
    _serve()
