"""What the process of a job says to the worker: a line of JSON a message, and the bytes of a result after the last."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from program_workflow.domain.terms import JobStep
from program_workflow.usecases.job_kinds import Made

_STEP: Final = "step"
_MADE: Final = "made"
_REFUSED: Final = "refused"


def teller(out: BinaryIO) -> Callable[[JobStep, int], None]:
    """Says how far the work is."""

    def tell(step: JobStep, count: int) -> None:
        _say(out, {_STEP: step.value, "count": count})

    return tell


def hand_over(out: BinaryIO, made: Made) -> None:
    _say(out, {_MADE: made.said, "size": len(made.data)}, made.data)


def decline(out: BinaryIO, refusal: Mapping[str, Any]) -> None:
    _say(out, {_REFUSED: refusal})


def _say(out: BinaryIO, message: Mapping[str, Any], data: bytes = b"") -> None:
    out.write(json.dumps(message).encode() + b"\n" + data)
    out.flush()


@dataclass
class Heard:
    """What has been heard so far."""

    step: JobStep | None = None
    count: int = 0
    refusal: Mapping[str, Any] | None = None
    _last: Mapping[str, Any] | None = None
    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, chunk: bytes) -> None:
        self._buffer += chunk
        while self._last is None and (end := self._buffer.find(b"\n")) >= 0:
            self._take(json.loads(self._buffer[:end]))
            del self._buffer[: end + 1]

    def _take(self, message: Mapping[str, Any]) -> None:
        if _STEP in message:
            self.step, self.count = JobStep(message[_STEP]), message["count"]
        elif _REFUSED in message:
            self.refusal = message[_REFUSED]
        else:
            self._last = message

    @property
    def made(self) -> Made | None:
        """The result; None unless it is whole."""
        if self._last is None or len(self._buffer) != self._last["size"]:
            return None
        return Made(self._last[_MADE], bytes(self._buffer))
