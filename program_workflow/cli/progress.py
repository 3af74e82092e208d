"""How far a long command is, in a line on a terminal; nothing where the output goes elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from program_workflow.cli.refusals import terminal_language
from program_workflow.domain.terms import JobStep
from program_workflow.domain.words import label, sentence

#: To the beginning of the line, which is emptied.
_CLEAR: Final = "\r\033[K"


@contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """``tell(step)`` or ``tell(step, page)`` says what is being done; the line is gone in the end."""
    is_seen = sys.stderr.isatty()

    def tell(step: JobStep, page: int = 0) -> None:
        if is_seen:
            said = sentence(label(step, terminal_language()))
            click.echo(f"{_CLEAR}{said}{f' {page}' if page else ''} …", err=True, nl=False)

    try:
        yield tell
    finally:
        if is_seen:
            click.echo(_CLEAR, err=True, nl=False)
