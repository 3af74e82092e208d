"""``provenance``: where the words of a version come from."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from program_workflow.cli.instance import reading
from program_workflow.cli.refusals import Refused
from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.terms import LANGUAGES, Provenance
from program_workflow.domain.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from program_workflow.domain.redline.provenance import Traced
    from program_workflow.usecases.clause_provenance import ClauseProvenance
    from program_workflow.usecases.origins import Origin
    from program_workflow.usecases.provenance import VersionProvenance

FORMATS: Final = ("text", "json")


@click.command()
@click.argument("code")
@click.option("--version", "number", default="latest", show_default=True, help="Its number, or latest.")
@click.option("--clause", help="The number of one clause, as printed; else every clause that was changed.")
@click.option("--struck", is_flag=True, help="Also words and clauses that were taken out.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to write.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the text; else that of the draft.")
def provenance(code: str, number: str, clause: str | None, struck: bool, form: str, language: str | None) -> None:
    """Tell which amendment brought each word of a version, who agreed to it and when.

    In text, {2:words} come from source 2 of the list and [-2:words-] were taken out by it; words without a mark
    are of the imported draft.

    Example: program-workflow provenance CIS-2011 --version 2 --clause 2.7
    """
    from program_workflow.usecases.provenance import trace_version

    with reading(SYSTEM) as w:
        clause_id = None
        if clause is not None:
            whole = trace_version(w, code, number, language=language, with_struck=struck)
            clause_id = next((one.id for one in (*whole.clauses, *whole.deleted) if clause in _names(one)), None)
            if clause_id is None:
                raise Refused(f"There is no clause {clause} in version {whole.version.number} of {code}.")
        found = trace_version(w, code, number, clause_id=clause_id, language=language, with_struck=struck)
    if form == "json":
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(found, every=clause is not None)))


def _names(clause: "ClauseProvenance") -> tuple[str, str]:
    return clause.number, clause.reference


def _lines(found: "VersionProvenance", *, every: bool) -> Iterator[str]:
    yield f"{found.program_code}, version {found.version.number}"
    yield from (f"  {place}  {_said(one)}" for place, one in enumerate(found.origins, 1))
    for heading, clauses in (("", found.clauses), ("Deleted:", found.deleted)):
        told = [one for one in clauses if every or found.is_changed(one)]
        if told and heading:
            yield from ("", heading)
        for one in told:
            yield ""
            yield from _told(one, found)
    unchanged = sum(not found.is_changed(one) for one in found.clauses)
    if unchanged and not every:
        yield f"\nClauses as in the draft: {unchanged}."


def _said(one: "Origin") -> str:
    """A source in a line."""
    parts = [f"version {one.version}"]
    if one.kind is Provenance.AMENDMENT and one.delegation is not None:
        parts.append(f"amendment {one.number} of {one.delegation.code}")
    elif one.kind is not None:
        parts.append(label(one.kind, "en"))
    if one.decided_at is not None:
        done = "agreed by" if one.kind is Provenance.AMENDMENT else "put in by"
        who = f"{one.decided_by} ({one.capacity})" if one.decided_by != one.capacity else str(one.capacity)
        parts.append(f"{done} {who}, {one.decided_at:%Y-%m-%d %H:%M} UTC")
    return ": ".join((parts[0], ", ".join(parts[1:])))


def _told(clause: "ClauseProvenance", found: "VersionProvenance") -> Iterator[str]:
    notes = [f"inserted by {_places(clause.brought)}"] if not found.is_draft(clause.brought) else []
    notes += [f"moved by {_places((index,))}" for index in clause.moved]
    notes += [f"deleted by {_places(clause.struck)}"] if clause.struck else []
    yield " ".join([clause.number or clause.reference or label(clause.kind, "en"), *(f"({note})" for note in notes)])
    yield from (f"    {line}" for line in _marked(clause.runs, found).splitlines())
    for field in clause.fields:
        between = ", " if field.name == "executing_bodies" else ""
        said = between.join(_marked([run], found) for run in field.runs)
        yield f"    {field.heading or field.name.replace('_', ' ')}: {said}"


def _marked(runs: "Sequence[Traced]", found: "VersionProvenance") -> str:
    said = ""
    for run in runs:
        if run.struck:
            said += f"[-{_places(run.struck)}:{run.text}-]"
        else:
            said += run.text if found.is_draft(run.origins) else f"{{{_places(run.origins)}:{run.text}}}"
    return said


def _places(indexes: "Sequence[int]") -> str:
    return ",".join(str(index + 1) for index in indexes)
