"""Informational translations: texts that stand beside a version, are no part of it, and hold nothing up."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select

from program_workflow.domain.clause import kept_fields
from program_workflow.domain.text import Content, Text
from program_workflow.storage import AlignmentRow, ClauseRevisionRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Translation:
    """is_current: it is of the very text that stands in the version; else of an earlier one."""

    content: Content
    is_current: bool


def view_translations(w: Work, code: str, number: int | str = "latest") -> dict[str, Mapping[str, Translation]]:
    """The informational translations beside a version the reader may see, by language and clause."""
    program = find_program(w, code)
    version = find_version(w, program, number)
    found = translated_languages(w, program, version)
    text = load_text(w, version.id) if found else Text()
    return {one: translations_of(w, program, version, text, one) for one in found}


def translated_languages(w: Work, program: ProgramRow, version: VersionRow) -> tuple[str, ...]:
    """Languages of which there is an informational translation beside this version."""
    found = {row.language for row in w.session.scalars(_upto(program, version))}
    return tuple(sorted(found - set(program.languages)))


def _upto(program: ProgramRow, version: VersionRow) -> Select[AlignmentRow]:
    """What was laid beside this version or an earlier one: a later one may not be circulated yet."""
    return (
        select(AlignmentRow)
        .join(VersionRow, VersionRow.id == AlignmentRow.version_id)
        .where(AlignmentRow.program_id == program.id, AlignmentRow.is_informational.is_(True))
        .where(VersionRow.number <= version.number)
        .order_by(AlignmentRow.ordinal)
    )


def translations_of(
    w: Work, program: ProgramRow, version: VersionRow, text: Text, language: str
) -> Mapping[str, Translation]:
    """By clause: of the text that stands in the version, else the latest there is."""
    draft = program.languages[0]
    chosen: dict[str, tuple[str, bool]] = {}
    for row in w.session.scalars(_upto(program, version).where(AlignmentRow.language == language)):
        if row.clause_id not in text:
            continue
        now = text.node(row.clause_id).contents.get(draft)
        is_current = now is not None and row.revisions.get(draft) == now.hash
        if is_current or not chosen.get(row.clause_id, ("", False))[1]:
            chosen[row.clause_id] = (row.revisions[language], is_current)
    contents: dict[str, Content] = {}
    hashes = [revision for revision, _ in chosen.values()]
    for start in range(0, len(hashes), 500):
        asked = select(ClauseRevisionRow).where(ClauseRevisionRow.hash.in_(hashes[start : start + 500]))
        for one in w.session.scalars(asked):
            contents[one.hash] = Content(one.text, kept_fields(one.fields), one.hash)
    return {clause_id: Translation(contents[revision], current) for clause_id, (revision, current) in chosen.items()}
