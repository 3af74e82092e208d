"""The embedded queue: a folder of messages, each of which is there whole or not at all.

The library's transport opens a message under its final name and then writes it, so that a reader who comes between
finds an empty file, and takes it for a message. Here a message is written aside and renamed.
"""

import json
import os
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

import structlog
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    """As the library's, with messages that appear whole, and an unreadable one passed over."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        folder, name = Path(self.data_folder_out), f"{time_ns()}_{uuid.uuid4()}"
        aside = folder / f".{name}"  # no reader takes it: the part after the first dot is not the name of a queue
        try:
            aside.write_text(json.dumps(payload))
            os.replace(aside, folder / f"{name}.{queue}.msg")
        except OSError as failure:
            aside.unlink(missing_ok=True)
            raise ChannelError(f"The message was not written: {failure}") from failure

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002
        """The next message that can be read; raises Empty. What is no message was put there by something else."""
        while True:
            try:
                return super()._get(queue)  # type: ignore[no-untyped-call]
            except ValueError as failure:
                log.warning("message_unreadable", queue=queue, error=str(failure))


class Transport(filesystem.Transport):
    """Named in the configuration of the embedded queue."""

    Channel = Channel
