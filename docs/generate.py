"""Makes the pages of ``docs/reference/`` from the code: commands, settings, steps.

``python docs/generate.py`` writes them; with ``--check`` it names those that are out of date and exits 1.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import click

from program_workflow import cli
from program_workflow.domain.another_wording import COUNTER_STEPS, MERGER_STEPS
from program_workflow.domain.corrigendum import CORRIGENDUM_STEPS
from program_workflow.domain.job import JOB_STEPS
from program_workflow.domain.meeting import MEETING_STEPS, NEEDS_REASON
from program_workflow.domain.package import PACKAGE_STEPS
from program_workflow.domain.remarks import REMARK_STEPS
from program_workflow.domain.silence import SILENCE_STEPS
from program_workflow.domain.sponsors import SPONSOR_STEPS
from program_workflow.domain.states import AMENDMENT_STEPS, VERSION_STEPS
from program_workflow.domain.terms import JobAction
from program_workflow.domain.words import LABELS
from program_workflow.settings import PREFIX, SETTINGS

FOLDER = Path(__file__).resolve().parent / "reference"
MADE = "<!-- Made by `make docs`; change the code, not this page. -->\n\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), ["---"] * len(list(heads)), *[list(row) for row in rows]]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be run, with the words that run it, in the order of the alphabet."""
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from commands(child, f"{path} {name}")
    elif not command.hidden:
        yield path, command


def cli_page() -> str:
    """The help of every command, as `--help` prints it at 100 columns."""
    parts = [
        "# Commands\n\n",
        MADE,
        "Exit status: 0 done, 1 refused or failed (one line on stderr, nothing left half done), 2 wrong usage.\n",
    ]
    for path, command in commands(cli.main, "program-workflow"):
        context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
        parts.append(f"\n## `{path}`\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "".join(parts)


def settings_page() -> str:
    rows = ([f"`{PREFIX}{s.name}`", f"`{s.default}`" if s.default else "–", s.meaning] for s in SETTINGS)
    return f"# Settings\n\n{MADE}Read from the environment.\n\n" + table(["variable", "default", "meaning"], rows)


def who_of(step: object) -> str:
    """Whose step it is, in a word."""
    who = getattr(step, "who", None) or getattr(step, "whose", None)
    return str(who.value) if who is not None else "coordinator"


def steps_of(steps: Mapping[Any, Any]) -> Iterator[list[str]]:
    """Rows of a machine whose steps say by themselves where they lead, who takes them and whether a reason is asked."""
    for (state, action), step in sorted(steps.items(), key=lambda item: order(item[0])):
        needs_reason = getattr(step, "needs_reason", False)
        yield [named(state), f"`{action.value}`", named(step.to), who_of(step), "yes" if needs_reason else ""]


def named(state: StrEnum | None) -> str:
    if state is None:
        return "–"
    label = LABELS[type(state)][state]
    return f"{label.en} ({label.ru})"


def states_page() -> str:
    """The tables of steps, in English with the Russian words beside."""
    amendment = (
        [
            named(state),
            f"`{action.value}`",
            named(step.to),
            step.side.value + (": " + ", ".join(sorted(role.value for role in step.roles)) if step.roles else ""),
            "yes" if step.needs_reason else "",
        ]
        for (state, action), step in sorted(AMENDMENT_STEPS.items(), key=lambda item: order(item[0]))
    )
    version = (
        [
            named(state),
            f"`{action.value}`",
            named(step.to),
            "system" if step.by_system else "coordinator, at a meeting" if step.at_meeting else "coordinator",
            "yes" if step.needs_reason else "",
        ]
        for (state, action), step in sorted(VERSION_STEPS.items(), key=lambda item: order(item[0]))
    )
    meeting = (
        [named(state), f"`{action.value}`", named(to), "coordinator", "yes" if action in NEEDS_REASON else ""]
        for (state, action), to in sorted(MEETING_STEPS.items(), key=lambda item: order(item[0]))
    )
    job = (
        [named(state), f"`{action.value}`", named(to), _OF_A_JOB.get(action, "system"), ""]
        for (state, action), to in sorted(JOB_STEPS.items(), key=lambda item: order(item[0]))
    )
    parts: tuple[tuple[str, Iterable[Iterable[str]]], ...] = (
        ("Versions", version),
        ("Amendments", amendment),
        ("Co-sponsors of an amendment", steps_of(SPONSOR_STEPS)),
        ("Other wordings of an amendment", steps_of(COUNTER_STEPS)),
        ("Mergers of two amendments", steps_of(MERGER_STEPS)),
        ("Remarks", steps_of(REMARK_STEPS)),
        ("Silence procedures", steps_of(SILENCE_STEPS)),
        ("Packages", steps_of(PACKAGE_STEPS)),
        ("Meetings", meeting),
        ("Corrigenda", steps_of(CORRIGENDUM_STEPS)),
        ("Files in preparation", job),
    )
    heads = ["from", "action", "to", "who", "reason"]
    return (
        f"# Steps\n\n{MADE}A dash under *to*: the draft is discarded, or the state before the decision returns. "
        "A dash under *from*: it begins so.\n" + "".join(f"\n## {name}\n\n{table(heads, rows)}" for name, rows in parts)
    )


_OF_A_JOB: Final = {JobAction.CANCEL: "its person", JobAction.PUT_BACK: "administrator"}


def order(key: tuple[object, object]) -> tuple[int, int]:
    """States and actions in the order of their definition, which is that of a life."""
    state, action = key
    at = list(type(state)).index(state) if state is not None else -1  # type: ignore[call-overload]  # enums
    return at, list(type(action)).index(action)  # type: ignore[call-overload]  # enums


PAGES = {"cli.md": cli_page, "settings.md": settings_page, "states.md": states_page}


def main(check: bool) -> int:
    stale = [
        name for name, page in PAGES.items() if not (FOLDER / name).is_file() or (FOLDER / name).read_text() != page()
    ]
    if check:
        for name in stale:
            print(f"docs/reference/{name} is out of date: make docs", file=sys.stderr)  # noqa: T201 - a command
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(PAGES[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
