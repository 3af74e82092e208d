"""``replay``: a recorded negotiation, or the history of a real text, told through the use cases."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from program_workflow.cli.instance import prepared, said_in_a_line
from program_workflow.cli.refusals import Refused
from program_workflow.settings import Settings

if TYPE_CHECKING:
    from program_workflow.usecases.replaying import OpenWork, Progress, Report


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--password-stdin", is_flag=True, help="Read one password for all new accounts from standard input.")
def replay(file: Path, password_stdin: bool) -> None:
    """Run a recorded negotiation through the real use cases; print counts and refusals.

    FILE.json holds delegations, people, programs and steps (docs/sample.md), or names the folder of the
    history of a real text. Exit 1 if a step was refused or a text is not what it should be.

    Example: program-workflow replay examples/en-programme-versions/history.json
    """
    negotiation = read_json(file)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    settings = prepared()
    with said_in_a_line(), progress_bar("Replaying") as progress:
        report = told(negotiation, settings, folder=file.parent, password=password, progress=progress)
    for line in report.lines:
        click.echo(line)
    if report.failures:
        raise Refused(f"{len(report.failures)} steps went wrong, first: {report.failures[0]}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a replay printed and what went wrong in it, whichever format it was of.

    spans: (program, version, version) worth a redline.
    """

    lines: list[str]
    failures: list[str]
    spans: list[tuple[str, int, int]]


def told(
    negotiation: Mapping[str, Any],
    settings: Settings,
    *,
    folder: Path,
    password: str | None = None,
    progress: "Progress | None" = None,
) -> Told:
    """Replays a file of either format. folder: where a history looks for its texts."""
    from program_workflow.usecases import history, replaying

    opening = works(settings)
    if negotiation.get("format") == history.FORMAT:
        account = history.replay_history(negotiation, folder, opening, progress=progress)
        return Told(list(account.lines()), list(account.failures()), account.spans())
    report = replaying.replay(negotiation, opening, now=datetime.now(UTC), progress=progress, password=password)
    spans = [(code, found[0][0], found[-1][0]) for code, found in report.versions.items() if len(found) > 1]
    return Told(report_lines(report), [line.strip() for line in refusal_lines(report)], spans)


def works(settings: Settings) -> "OpenWork":
    """Units of work of any actor at any instant, for a replay."""
    from program_workflow import wiring

    return lambda actor, at: wiring.open_work(actor, settings=settings, clock=lambda: at)


def read_json(file: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as unreadable:
        raise Refused(f"{file} is not JSON in UTF-8: {unreadable}") from unreadable
    if not isinstance(found, dict):
        raise Refused(f"{file} holds no recorded negotiation.")
    return found


def report_lines(report: "Report") -> list[str]:
    """What a replay left behind, in lines."""
    from program_workflow.domain.words import label

    total = sum(report.amendments.values())
    states = ", ".join(f"{label(state, 'en')} {count}" for state, count in report.amendments.items())
    lines = [
        f"{report.title}.",
        f"Delegations {report.delegations}, people {report.people}, steps {report.steps}.",
        f"Amendments {total}: {states}.",
    ]
    for code, versions in report.versions.items():
        said = ", ".join(f"{number} {label(state, 'en')}" for number, state in versions)
        lines.append(f"Versions of {code}: {said}.")
    return (
        lines + ([f"Refusals {len(report.refusals)}:"] if report.refusals else ["Refusals 0."]) + refusal_lines(report)
    )


def refusal_lines(report: "Report") -> list[str]:
    from program_workflow.phrases import say

    return [f"  step {one.step}, {one.act} {one.about} by {one.by}: {say(one.error)}" for one in report.refusals]


@contextmanager
def progress_bar(title: str, *, always: bool = False) -> "Iterator[Progress]":
    """A bar on a terminal, on stderr. Gives the function that is told after each step.

    always: where nobody watches, too; the bar is then written once, at the end.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=False, disable=not (always or console.is_terminal)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total, about: bar.update(
            task, completed=done, total=total, description=f"{title}: {about}"[:28]
        )
