"""``audit``: the record, verified and exported."""

import json
from pathlib import Path

import click

from program_workflow.cli.instance import reading
from program_workflow.cli.refusals import Refused
from program_workflow.domain.actor import SYSTEM


@click.group()
def audit() -> None:
    """The record of every act, linked by hashes."""


@audit.command()
def verify() -> None:
    """Recompute the record and what it is about; exit 1 and the first thing found changed if it does not hold.

    Example: program-workflow audit verify
    """
    from program_workflow.usecases import recording

    with reading(SYSTEM) as w:
        verdict = recording.verify(w)
    if verdict.broken:
        more = f" ({len(verdict.broken) - 1} more)" if len(verdict.broken) > 1 else ""
        raise Refused(f"The record does not hold: {verdict.broken[0]}{more}")
    click.echo(f"The record holds: {verdict.events} events, end of the chain {verdict.head}.")


@audit.command()
def replay() -> None:
    """Replay the record from its first event and compare what it gives with what is kept; exit 1 if they differ.

    Every difference is named, a line each. What entries of an earlier release did not tell yet is counted,
    and is no difference.

    Example: program-workflow audit replay
    """
    from program_workflow.usecases import record_replay

    with reading(SYSTEM) as w:
        found = record_replay.replay(w)
    for one in found.broken:
        click.echo(one)
    for column, rows in sorted(found.silent.items()):
        click.echo(f"Not told by the record: {column} of {rows} rows.")
    if found.broken:
        raise Refused(f"The record does not give what is kept: {len(found.broken)} differences.")
    click.echo(f"Replaying {found.events} events gives the {found.rows} rows that are kept.")


@audit.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else stdout.")
def export(output: Path | None) -> None:
    """Write the record as JSON lines, oldest first, each with its hash and that of the one before.

    Example: program-workflow audit export -o record.jsonl
    """
    from program_workflow.usecases import recording

    with reading() as w:
        lines = [json.dumps(one, ensure_ascii=False) for one in recording.export_events(w)]
    text = "".join(line + "\n" for line in lines)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"{output}: {len(lines)} events.")
