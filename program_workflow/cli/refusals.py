"""A refusal is one line on stderr and exit status 1, whatever part refused."""

import os
from typing import Any

import click

from program_workflow.domain.errors import WorkflowError


class Refused(click.ClickException):
    """Exit status 1 with a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()))


class Commands(click.Group):
    """The group of all commands; turns what a command raises into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WorkflowError as refusal:
            raise Refused(_said(refusal)) from refusal
        except FileNotFoundError as missing:
            raise Refused(f"There is no {missing.filename}.") from missing
        except PermissionError as closed:
            raise Refused(f"{closed.filename} may not be opened.") from closed


def _said(refusal: WorkflowError) -> str:
    """The sentence in the language of the terminal; imported late, because catalogues take time to load."""
    from program_workflow.i18n import speaking
    from program_workflow.phrases import say

    with speaking(terminal_language()):
        return say(refusal)


def terminal_language() -> str:
    """ "ru" where the terminal speaks Russian, else "en"."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ru" if said.lower().startswith("ru") else "en"
