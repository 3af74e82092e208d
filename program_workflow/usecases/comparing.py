"""Redlines between two versions, and which amendments brought each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import or_, select, true

from program_workflow.domain import permissions, redline
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import ClauseRedline
from program_workflow.domain.stand_ins import stand_ins
from program_workflow.domain.terms import AmendmentState, OperationKind
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, DelegationRow, OperationRow, VersionRow
from program_workflow.usecases.bases import Offer, find_base
from program_workflow.usecases.finding import find_program, find_version, language_in
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Source:
    """An amendment that brought a change between two versions."""

    amendment_id: str
    number: str | None
    delegation: str


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """from_, to: the versions compared, with state and instants. sources: clause → amendments that changed it.

    base: where the old version was asked for by what it is. stand_ins: clause → languages of the texts that stand
    for a missing one, in the new version and in the old; "" where none is missing.
    """

    program_code: str
    language: str
    from_: VersionRow
    to: VersionRow
    clauses: tuple[ClauseRedline, ...]
    summary: Mapping[str, int]
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    base: Offer | None = None
    stand_ins: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def folded(self) -> int:
        """How many differences of typography are not shown."""
        return sum(len(one.all_folded) for one in self.clauses)

    @property
    def concordance(self) -> tuple[tuple[str, str], ...]:
        """(old number, new number) of every clause that both versions have and number differently."""
        return tuple(
            (one.number_old, one.number_new)
            for one in self.clauses
            if one.number_old and one.number_new and one.number_old != one.number_new
        )


def entries(text: Text, language: str) -> list[redline.Entry]:
    """A text as the comparison of versions reads it."""
    found = []
    for node in text.nodes:
        content = node.shown(language)[1]
        found.append(
            redline.Entry(
                id=node.id,
                number=node.number,
                kind=node.kind,
                text=content.text,
                fields=content.fields,
                hash=content.hash,
                depth=text.depths[node.id],
                parent=node.parent,
            )
        )
    return found


def compare_versions(
    w: Work,
    code: str,
    from_: int | str,
    to: int | str,
    *,
    language: str | None = None,
    ignore_typography: bool = False,
) -> VersionComparison:
    """The redline of two versions in one language; which amendment brought each change, where the reader may know.

    from_: a number, "latest" or a name of ``Base``.
    """
    program = find_program(w, code)
    new = find_version(w, program, to)
    old, base = find_base(w, program, from_, new)
    language = language_in(program.languages, language)
    before, after = load_text(w, old.id), load_text(w, new.id)
    clauses = redline.compare_clauses(
        entries(before, language),
        entries(after, language),
        ignore_typography=ignore_typography,
    )
    return VersionComparison(
        program_code=program.code,
        language=language,
        from_=old,
        to=new,
        clauses=clauses,
        summary=redline.summarise(clauses),
        sources=_sources(w, program.id, old, new, language),
        base=base,
        stand_ins=stand_ins(before, after, language),
    )


def _sources(
    w: Work, program_id: str, old: VersionRow, new: VersionRow, language: str | None = None
) -> dict[str, tuple[Source, ...]]:
    """Amendments incorporated after the old version up to the new one, by clause.

    language: without those that change words of another language alone.
    """
    if not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return {}
    concerned = (
        or_(OperationRow.kind != OperationKind.MODIFY, AmendmentRow.language == language) if language else true()
    )
    rows = w.session.execute(
        select(OperationRow.clause_id, AmendmentRow.id, AmendmentRow.number, DelegationRow.code)
        .join(
            AmendmentRow,
            (AmendmentRow.id == OperationRow.amendment_id) & (AmendmentRow.wording == OperationRow.wording),
        )
        .join(VersionRow, VersionRow.id == AmendmentRow.incorporated_in)
        .outerjoin(DelegationRow, DelegationRow.id == AmendmentRow.delegation_id)
        .where(AmendmentRow.program_id == program_id, AmendmentRow.state == AmendmentState.INCORPORATED)
        .where(VersionRow.number > min(old.number, new.number), VersionRow.number <= max(old.number, new.number))
        .where(concerned)
        .order_by(AmendmentRow.number)
    )
    found: dict[str, tuple[Source, ...]] = {}
    for clause_id, amendment_id, number, delegation in rows:
        found[clause_id] = (*found.get(clause_id, ()), Source(amendment_id, number, delegation or SECRETARIAT.code))
    return found


def sources_of(w: Work, version: VersionRow, clause_id: str) -> tuple[Source, ...]:
    """Amendments whose change of a clause came into the text with this version."""
    if version.made_from is None:
        return ()
    before = w.get(VersionRow, version.made_from)
    return _sources(w, version.program_id, before, version).get(clause_id, ())
