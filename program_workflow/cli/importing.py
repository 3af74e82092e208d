"""``import``: a Word, text or Markdown file becomes a program, or the next text of one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from program_workflow.cli.instance import prepared, work
from program_workflow.cli.progress import progress
from program_workflow.domain.actor import console_as
from program_workflow.domain.terms import LANGUAGES, JobStep, Role

if TYPE_CHECKING:
    from program_workflow.domain.understood import Finding, Understood


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="Code of the program, e.g. CIS-2011.")
@click.option("--title", default="", help="Title; else the one found in the file.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the text; else guessed by its letters.")
@click.option("--period", default="", help="Period, e.g. 2011–2013; else the one found in the file.")
@click.option("--as-version", is_flag=True, help="The file is the next text of a program that exists.")
def import_file(file: Path, code: str, title: str, language: str | None, period: str, as_version: bool) -> None:
    """Read a .docx, .odt, .txt or .md FILE as a new program (version 1, working) and say what was understood.

    Nothing is dropped in silence: what was left out is listed with its place.

    Example: program-workflow import draft.docx --program CIS-2011 --language ru
    """
    from program_workflow.documents.bounded import read_bounded
    from program_workflow.usecases import importing

    data = file.read_bytes()
    settings = prepared()
    with progress() as tell:
        tell(JobStep.READ_FILE)
        understood = read_bounded(file.name, data, language=language)
        tell(JobStep.KEEP)
        with work(console_as(Role.COORDINATOR), settings=settings) as w:
            if as_version:
                number = importing.replace_text(w, code, understood, source=importing.source_of(file.name, data)).number
            else:
                importing.create_from_file(
                    w, file.name, data, understood, code=code, title=title, period=period, language=language
                )
                number = 1
    click.echo(f"{code}: version {number}, working.")
    for line in summary(understood):
        click.echo(line)


def summary(understood: "Understood") -> list[str]:
    """What was understood of a file, and what was not taken, in lines."""
    from program_workflow.domain.words import label

    counts = understood.counts()
    kinds = ", ".join(f"{label(kind, 'en')} {count}" for kind, count in counts.items())
    lines = [f"Clauses: {sum(counts.values())} ({kinds}).", f"Tables: {understood.tables}."]
    lines += [f"Title: {understood.title}"] if understood.title else []
    lines += [f"Period: {understood.period}"] if understood.period else []
    lines += ["Left out: nothing."] if not understood.left_out else ["Left out:"]
    lines += [_finding(one) for one in understood.left_out]
    lines += ["Look at these twice:"] if understood.doubts else []
    return lines + [_finding(one) for one in understood.doubts]


def _finding(finding: "Finding") -> str:
    from program_workflow.domain.words import label

    words = [finding.place, label(finding.reason, "en"), f"“{finding.excerpt}”" if finding.excerpt else ""]
    return "  " + " · ".join(" ".join(word.split()) for word in words if word)
