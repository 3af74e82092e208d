"""What a proposal is written on: the text of a version, its language, and the window of the person's delegation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.text import Content, Text, content
from program_workflow.usecases import guards
from program_workflow.usecases.finding import filing_version, find_program, find_version, language_in, outside_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Ground:
    """The text a proposal is written on. newest: number of the newest circulated version.

    is_open, closes_at: the window of the person's delegation; closes_at None before any circulation.
    outside: why the delegation may put nothing forward here, where it takes no part.
    """

    program_code: str
    languages: Sequence[str]
    language: str
    version: int
    newest: int
    text: Text
    is_open: bool
    closes_at: datetime | None
    is_late: bool
    outside: NotPermitted | None = None

    def content(self, clause_id: str) -> Content:
        """What the clause says in the language of the proposal; nothing where it has no text in it yet."""
        found = self.text.node(clause_id).content(self.language)
        return found or content(self.language, "")

    def kind_under(self, clause_id: str | None) -> ClauseKind:
        """The kind of a first clause under a parent: that of the one which is first now."""
        children = self.text.children(clause_id)
        kind = children[0].kind if children else ClauseKind.PARAGRAPH
        return ClauseKind.PARAGRAPH if kind is ClauseKind.TITLE else kind


def ground_of(w: Work, code: str, *, version: int | None = None, language: str | None = None) -> Ground:
    """The newest circulated version, or the one named. Raises NotFound for a version that was never circulated."""
    permissions.need(w.actor, Permit.PROPOSE)
    program = find_program(w, code)
    newest = filing_version(w, program.id)
    if newest is None:
        raise StepNotAllowed(N_("Amendments are made to a circulated version."))
    row = newest if version is None else find_version(w, program, version)
    if row.opened_at is None:
        raise NotFound
    window = guards.window_for(w, program.id, w.actor.delegation_id)
    return Ground(
        program_code=program.code,
        languages=tuple(program.languages),
        language=language_in(program.languages, language),
        version=row.number,
        newest=newest.number,
        text=load_text(w, row.id),
        is_open=window.is_open,
        closes_at=window.closes_at,
        is_late=window.is_late,
        outside=outside_of(w, program, w.actor.delegation_id),
    )
