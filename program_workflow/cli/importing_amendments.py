"""``import-amendments``: a file with tracked changes, or an edited copy, becomes draft amendments."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from program_workflow.cli.instance import prepared, work
from program_workflow.domain.actor import console_as
from program_workflow.domain.terms import Role

if TYPE_CHECKING:
    from program_workflow.usecases.proposal_rows import Row
    from program_workflow.usecases.proposals_in import Arrival


@click.command("import-amendments")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--program", "code", required=True, help="Code of the program, e.g. CIS-2011.")
@click.option("--delegation", help="Whose file it is, by its code; else as its authors are called.")
@click.option("--base-version", type=click.IntRange(1), help="The version the file was made from; else as it says.")
@click.option("--rationale", default="", help="Of the amendments that the file gives none.")
@click.option("--dry-run", is_flag=True, help="Say what would become of the file, and keep nothing.")
def import_amendments(
    file: Path, code: str, delegation: str | None, base_version: int | None, rationale: str, dry_run: bool
) -> None:
    """Make draft amendments of the tracked changes of a FILE (.docx, .odt), or of an edited copy without them.

    One draft a clause and delegation, seen by that delegation alone. Lists what matched and what did not;
    the same file twice adds nothing.

    Example: program-workflow import-amendments proposals.docx --program CIS-2011 --delegation KAZ
    """
    from program_workflow.usecases.finding import find_program, find_version
    from program_workflow.usecases.proposal_rows import rows_of
    from program_workflow.usecases.proposals_in import Asked, read_and_land
    from program_workflow.usecases.proposals_kept import Choices, keep
    from program_workflow.usecases.texts import load_text

    data = file.read_bytes()
    settings = prepared()
    with work(console_as(Role.COORDINATOR), settings=settings) as w:
        asked = Asked(base_version=base_version, delegation=delegation)
        arrival = read_and_land(w, code, file.name, data, asked)
        rows = rows_of(w, arrival)
        references = load_text(w, find_version(w, find_program(w, code), arrival.version).id).references
        kept = None if dry_run else keep(w, arrival, Choices(rationale=rationale))
    for line in summary(arrival, rows, references):
        click.echo(line)
    if kept is None:
        click.echo("Nothing was kept: this was a dry run.")
    elif kept.created:
        click.echo(f"Drafts created: {len(kept.created)}. Existed already: {kept.existing}. Left: {kept.left}.")
    elif kept.existing:
        click.echo(f"All {kept.existing} exist already; nothing was added.")
    else:
        click.echo("Nothing was added.")


def summary(arrival: "Arrival", rows: "list[Row]", references: Mapping[str, str]) -> Iterator[str]:
    """What the file brings, in lines."""
    from program_workflow.domain.words import label
    from program_workflow.usecases.proposal_authors import NOT_TAKEN
    from program_workflow.usecases.proposal_rows import not_taken

    made_from = "" if arrival.base == arrival.version else f", made from version {arrival.base}"
    yield f"{arrival.name} on version {arrival.version} of {arrival.code}{made_from}:"
    for author in arrival.authors:
        whose = {None: "nobody knows whose", NOT_TAKEN: "not taken"}.get(author.delegation, str(author.delegation))
        yield f"  author {author.name or '—'}: {whose}"
    for row in rows:
        first = row.operations[0]
        place = references.get(first.anchor or "", "beginning")
        yield f"  {row.delegation or '?'} · {place} · {first.kind} · {row.standing} · {in_a_line(first.text)}"
    for one in arrival.landing.unlanded:
        if arrival.taken.get(one.author) != NOT_TAKEN:
            near = (
                f" · nearest {references[one.nearest]}, {one.likeness:.0%}"
                if one.nearest and one.nearest in references
                else ""
            )
            yield f"  not placed · {label(one.reason, 'en')}{near} · {in_a_line(one.old)} → {in_a_line(one.new)}"
    if not_taken(arrival):
        yield f"  not taken: {not_taken(arrival)} changes of other authors"
    yield from (f"  comment · {one.author} · {in_a_line(one.text)}" for one in arrival.comments)
    yield from (f"  left out · {label(kind, 'en')}: {count}" for kind, count in arrival.left_out.items())


def in_a_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:80]}…"
