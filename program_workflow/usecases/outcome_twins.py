"""The text of another language that stands aligned with one a meeting agreed, for the document in that language."""

from dataclasses import replace

from sqlalchemy import select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.terms import Alignment, OperationKind
from program_workflow.domain.text import content
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.alignment import Aligned
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


def twin_of(w: Work, amendment: AmendmentRow, language: str, joint: Operation | None = None) -> Operation | None:
    """What an amendment of one text means for its twin; None where no version says both, or only one text changed.

    joint: what it asks for together with others, where the version says that.
    """
    program = w.get(ProgramRow, amendment.program_id)
    if amendment.language == language or language not in program.languages:
        return None
    operations = load_operations(w, [amendment])[amendment.id]
    if len(operations) != 1 or operations[0].kind not in (OperationKind.MODIFY, OperationKind.INSERT):
        return None
    first = joint or operations[0]
    agreed = content(amendment.language, first.text, first.fields).hash
    versions = select(VersionRow).where(VersionRow.program_id == program.id).order_by(VersionRow.number.desc())
    for version in w.session.scalars(versions):
        found = Aligned.of(w, program, version)
        if found.now.get(first.clause_id, {}).get(amendment.language) != agreed:
            continue
        if found.of_clause(first.clause_id).state is Alignment.ALIGNED:
            return _said_in(w, amendment, first, version, language)
    return None


def _said_in(
    w: Work, amendment: AmendmentRow, first: Operation, version: VersionRow, language: str
) -> Operation | None:
    twin = load_text(w, version.id).node(first.clause_id).content(language)
    if twin is None:
        return None
    if first.kind is OperationKind.INSERT:
        return replace(first, text=twin.text, fields=twin.fields)
    before = load_text(w, amendment.version_id).node(first.clause_id).content(language)
    if before is None or before.hash == twin.hash:
        return None
    return replace(first, text=twin.text, fields=twin.fields, base=before)
