"""``export``: a version as a file, clean, redlined, with its amendments, or as rolling text."""

from pathlib import Path

import click

from program_workflow.cli.comparing import write_bytes
from program_workflow.cli.instance import reading
from program_workflow.cli.progress import progress
from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.terms import LANGUAGES, JobStep

#: As the table of ``documents.writing`` has them; a test holds the two together.
FORMATS = ("docx", "pdf", "html", "txt", "md", "json", "xlsx", "akn")


@click.command()
@click.argument("code")
@click.option("--version", "number", default="latest", show_default=True, help="Its number, or latest.")
@click.option("--as", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--redline-from", help="Number of an older version: what changed since is marked.")
@click.option("--amendments", is_flag=True, help="Its live amendments as marks, one author a delegation.")
@click.option("--brackets", is_flag=True, help="Its live amendments as rolling text, in square brackets.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the text; else that of the draft.")
@click.option("--as-of", help="As it stood at an instant, RFC 3339 with its offset; else now.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else by its name."
)
def export(
    code: str,
    number: str,
    form: str,
    redline_from: str | None,
    amendments: bool,
    brackets: bool,
    language: str | None,
    as_of: str | None,
    output: Path | None,
) -> None:
    """Write a version of a program as a file.

    Example: program-workflow export CIS-2011 --version 2 --as docx --amendments -o amendments.docx
    """
    from program_workflow.usecases import exporting

    asked = exporting.Export(code, form, number, language, redline_from, amendments, brackets=brackets, as_of=as_of)
    with progress() as tell:
        tell(JobStep.READ_TEXT)
        with reading(SYSTEM) as w:
            publication = exporting.published(w, asked)
        tell(JobStep.WRITE_FILE)
        file = exporting.export_file(publication, form, lambda page: tell(JobStep.WRITE_FILE, page))
    write_bytes(file.data, output or Path(file.plain_name))
