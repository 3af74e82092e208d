"""``table``: the consolidated table as a file."""

from pathlib import Path
from typing import Final

import click

from program_workflow.cli.comparing import write_bytes
from program_workflow.cli.instance import reading
from program_workflow.cli.progress import progress
from program_workflow.domain.actor import console_as
from program_workflow.domain.terms import LANGUAGES, JobStep, Role

FORMS: Final = ("docx", "xlsx", "html", "json")


@click.command()
@click.argument("code")
@click.option("--as", "form", type=click.Choice(FORMS), required=True, help="What to write.")
@click.option("--as-of", metavar="INSTANT", help="As it stood then, as in 2011-03-15T09:00:00Z; else as it stands.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headings.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output."
)
def table(code: str, form: str, as_of: str | None, language: str, output: Path | None) -> None:
    """Write the consolidated table of remarks and proposals, as coordinators see it.

    Example: program-workflow table CIS-2011 --as docx --as-of 2011-03-15T09:00:00Z -o table.docx
    """
    from program_workflow import i18n
    from program_workflow.documents.table_files import write_table
    from program_workflow.usecases.consolidated import consolidated_table

    with progress() as tell:
        tell(JobStep.READ_AMENDMENTS)
        with reading(console_as(Role.COORDINATOR)) as w:
            found = consolidated_table(w, code, as_of)
        tell(JobStep.WRITE_FILE)
        with i18n.speaking(language):
            written = write_table(found, form)
    write_bytes(written, output)
