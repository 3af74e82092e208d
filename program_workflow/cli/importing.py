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
    from program_workflow.usecases.twin_texts import PairedFile
    from program_workflow.usecases.work import Work


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="Code of the program, e.g. CIS-2011.")
@click.option("--title", default="", help="Title; else the one found in the file.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the text; else guessed by its letters.")
@click.option("--period", default="", help="Period, e.g. 2011–2013; else the one found in the file.")
@click.option("--as-version", is_flag=True, help="The file is the next text of a program that exists.")
@click.option(
    "--informational", is_flag=True, help="With --language: the text of a program that exists is no authentic one."
)
def import_file(
    file: Path, code: str, title: str, language: str | None, period: str, as_version: bool, informational: bool
) -> None:
    """Read a .docx, .odt, .txt or .md FILE as a new program (version 1, working) and say what was understood.

    Nothing is dropped in silence: what was left out is listed with its place. Where the program exists and
    --language names another language than that of its draft, the file is laid beside the clauses that are there.

    \b
    Example: program-workflow import draft.docx --program CIS-2011 --language ru
             program-workflow import draft-en.docx --program CIS-2011 --language en
    """
    from program_workflow.documents.bounded import read_bounded
    from program_workflow.usecases import importing, twin_texts

    paired: PairedFile | None = None
    number = 0
    data = file.read_bytes()
    settings = prepared()
    with progress() as tell:
        tell(JobStep.READ_FILE)
        understood = read_bounded(file.name, data, language=language)
        tell(JobStep.KEEP)
        with work(console_as(Role.COORDINATOR), settings=settings) as w:
            if language and not as_version and is_twin(w, code, language, informational=informational):
                source = importing.source_of(file.name, data)
                paired = twin_texts.add_texts(
                    w, code, understood, language, is_informational=informational, source=source
                )
            elif as_version:
                number = importing.replace_text(w, code, understood, source=importing.source_of(file.name, data)).number
            else:
                importing.create_from_file(
                    w, file.name, data, understood, code=code, title=title, period=period, language=language
                )
                number = 1
    if paired is not None:
        for line in paired_summary(paired):
            click.echo(line)
        return
    click.echo(f"{code}: version {number}, working.")
    for line in summary(understood):
        click.echo(line)


def is_twin(w: "Work", code: str, language: str, *, informational: bool) -> bool:
    """Whether the file is the text of a program that exists, in another language than that of its draft."""
    from program_workflow.domain.errors import NotFound
    from program_workflow.usecases.finding import find_program

    try:
        program = find_program(w, code)
    except NotFound:
        return False
    return informational or language != program.languages[0]


def paired_summary(found: "PairedFile") -> list[str]:
    """What was laid beside which clause, in lines: counts, then what has no counterpart or differs."""
    from program_workflow.usecases.twin_texts import Outcome

    counts = ", ".join(f"{one.value} {found.count(one)}" for one in Outcome if found.count(one))
    lines = [f"{found.program}: version {found.version}, text in {found.language}: {counts}."]
    for one in found.items:
        name = one.reference or f"in the file: {one.printed or '—'}"
        content = one.given or one.here
        words = " ".join(content.text.split())[:80] if content is not None else ""
        if one.outcome in (Outcome.NO_TEXT, Outcome.NO_CLAUSE, Outcome.STAYS):
            lines.append(f"  {name} · {one.outcome.value.replace('_', ' ')} · “{words}”")
        lines += [
            f"  {name} · {each.kind.value} differs: {each.one or '—'} / {each.other or '—'}" for each in one.differences
        ]
    return lines


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
