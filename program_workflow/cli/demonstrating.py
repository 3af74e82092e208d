"""``demo``: the sample on a fresh instance, to look at or to run through without a browser."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from program_workflow import resources
from program_workflow.cli import replaying
from program_workflow.cli.instance import prepared, read_instance, said_in_a_line
from program_workflow.cli.refusals import Refused
from program_workflow.cli.serving import take_address
from program_workflow.settings import PREFIX, SETTINGS, Settings

#: In a folder that a demonstration made, and may delete again.
MARKER: Final = ".program-workflow-demo"
PASSWORD: Final = "amber-river-seven-lamps"  # noqa: S105 - of the sample's people, printed and shown on the log-in page
#: The files of the sample, told together in the order of time.
SAMPLES: Final = ("cis-2011.json", "main-provisions.json")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--headless", is_flag=True, help="Run the whole cycle without pages, print what happened, and end.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where --headless writes its files.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Folder of the demonstration; made anew each time.",
)
def demo(host: str, port: int, headless: bool, out: Path | None, home: Path) -> None:
    """Run the sample program with ten delegations, observers and amendments in every state.

    Prints the address and the log-ins. With --headless: import, amendments, review, decisions, the next
    version and its redline, the sample and the history of a real text, and exit 0 when all of it held.

    Example: program-workflow demo --port 8000
    """
    home = home.expanduser().resolve()
    out = (out or home / "out").expanduser().resolve()
    with alone(home):
        make_fresh(home)
        take_home(home)
        if headless:
            from program_workflow.cli.cycle import run_cycle

            raise SystemExit(run_cycle(prepared(), out))
        raise SystemExit(_show(home, host, port))


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """No two demonstrations share a folder. The lock stands beside it, because the folder is deleted."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name(home.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"A demonstration runs in {home}. Stop it first, or name another folder with --home."
            ) from None
        yield


def make_fresh(home: Path) -> None:
    """An empty folder with the marker. Deletes an earlier demonstration, and nothing else."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARKER).is_file():
            raise Refused(f"{home} is not the folder of a demonstration; it is left alone. Name another with --home.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARKER).touch()


def take_home(home: Path) -> None:
    """A demonstration reads no setting of another instance."""
    for setting in SETTINGS:
        os.environ.pop(PREFIX + setting.name, None)
    os.environ[PREFIX + "HOME"] = str(home)


def _show(home: Path, host: str, port: int) -> int:
    take_address(host, port)
    settings = read_instance()
    from program_workflow.cli import supervisor

    sample = read_sample()
    tell_sample(sample, prepared(settings))
    write_logins(home, sample)
    click.echo(f"Starting on {settings.base_url} …")
    return supervisor.run(settings, host, port, announce=lambda: _announce(settings, sample)) or 0


def read_sample() -> Mapping[str, Any]:
    """The files of the sample as one negotiation."""
    from program_workflow.usecases.replay_format import joined

    told = [replaying.read_json(resources.folder("sample") / name) for name in SAMPLES]
    return joined(told, datetime.now(UTC))


def tell_sample(sample: Mapping[str, Any], settings: Settings) -> None:
    """Replays the sample, with times counted from now; a refused step is a fault of the package."""
    from program_workflow.usecases.replaying import replay

    with said_in_a_line(), replaying.progress_bar("Telling the sample", always=True) as progress:
        report = replay(sample, replaying.works(settings), now=datetime.now(UTC), progress=progress, password=PASSWORD)
    for line in replaying.report_lines(report):
        click.echo(line)
    if report.refusals:
        raise Refused(f"The sample does not hold: {replaying.refusal_lines(report)[0].strip()}")


def write_logins(home: Path, sample: Mapping[str, Any]) -> None:
    """HOME/demo.json, from which the log-in page offers the people of the sample."""
    people = [
        {
            "email": one["email"],
            "names": one["name"],
            "role": one["role"],
            "delegation": one.get("delegation"),
        }
        for one in sample["people"]
    ]
    body = {"password": PASSWORD, "people": people}
    (home / "demo.json").write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def _announce(settings: Settings, sample: Mapping[str, Any]) -> None:
    """Address and log-ins, when the pages are there."""
    click.echo(f"\n  {settings.base_url}\n")
    for line in login_table(sample["people"]):
        click.echo(f"  {line}")
    click.echo(
        f"\n  Password of everybody: {PASSWORD}\n  Mails are files in {settings.home / 'mail'}. Ctrl+C ends it.\n"
    )


def login_table(people: Sequence[Mapping[str, Any]]) -> list[str]:
    """E-mail, role and delegation in columns, the secretariat first."""
    rows = [("e-mail", "role", "delegation")]
    rows += sorted(
        ((one["email"], one["role"], one.get("delegation") or "") for one in people),
        key=lambda row: (row[2] != "", row[1] != "coordinator"),
    )
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
