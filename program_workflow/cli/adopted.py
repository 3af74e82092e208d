"""The end of the sample's main provisions: adopted, in both languages, with the outcome document of the meeting."""

from pathlib import Path
from typing import Final

import click

from program_workflow.cli.refusals import Refused
from program_workflow.domain.actor import console_as
from program_workflow.domain.terms import PaperKind, PaperState, Role, SignatureKind, VersionState
from program_workflow.settings import Settings

CODE: Final = "CIS-2011-MP"
LANGUAGES: Final = ("ru", "en")


def write_adopted(settings: Settings, out: Path) -> list[Path]:
    """The adopted text and the outcome document as Word files; it must be adopted, aligned and signed."""
    from program_workflow import wiring
    from program_workflow.usecases.alignment import view_alignment
    from program_workflow.usecases.exporting import Export, export_file, published
    from program_workflow.usecases.finding import find_program, latest_version
    from program_workflow.usecases.meeting_files import paper_file
    from program_workflow.usecases.meeting_views import meetings_of
    from program_workflow.usecases.signing import end_of

    files = []
    with wiring.open_reading(console_as(Role.COORDINATOR), settings=settings) as w:
        program = find_program(w, CODE)
        version = latest_version(w, program.id)
        (meeting,) = meetings_of(w)
        outcome = next(one for one in meeting.papers if one.kind is PaperKind.OUTCOME)
        signed = [one for one in end_of(w, program, version).signatures if one.kind is not SignatureKind.BLANK]
        if version.state is not VersionState.ADOPTED or outcome.state is not PaperState.ADOPTED:
            raise Refused(f"{CODE} was not adopted: version {version.number} is {version.state}.")
        if view_alignment(w, CODE, version.number).pending:
            raise Refused(f"The texts of {CODE} are not aligned.")
        for language in LANGUAGES:
            text = export_file(published(w, Export(CODE, "docx", version.number, language)), "docx")
            paper = paper_file(w, meeting.id, PaperKind.OUTCOME, "docx", language=language)
            for file in (text, paper):
                target = out / file.plain_name
                target.write_bytes(file.data)
                files.append(target)
    click.echo(
        f"  {CODE}: version {version.number} adopted by {version.adopted_by}, signed by {len(signed)} states, "
        f"its texts aligned; outcome document of meeting {meeting.number} adopted."
    )
    return files
