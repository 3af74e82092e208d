"""The texts that a silence procedure is on, as they were frozen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from program_workflow.domain.silence import Item
from program_workflow.domain.terms import PositionSubject, SilenceScope
from program_workflow.domain.text import Node
from program_workflow.storage import AmendmentRow, SilenceRow, WordingRow
from program_workflow.usecases.amendment_redlines import OperationRedline, redline_of_operation
from program_workflow.usecases.operations import operations_of_wording
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """reference: what the clause is called, see `Text.references`, or the number of the amendment.

    clause: as it stands in the circulated version that is frozen; None of an amendment. operations: of an
    amendment, its frozen wording against its base, whatever was filed after it. language: of that wording.
    """

    subject: PositionSubject
    subject_id: str
    reference: str
    clause: Node | None = None
    operations: tuple[OperationRedline, ...] = ()
    language: str = ""


def scope_items(w: Work, row: SilenceRow, items: Sequence[Item]) -> tuple[ScopeItem, ...]:
    """items: of this procedure, in their order."""
    if row.scope is SilenceScope.AMENDMENTS:
        return _amendments(w, items)
    text = load_text(w, row.version_id)
    return tuple(
        ScopeItem(one.subject, one.subject_id, text.references[one.subject_id], text.node(one.subject_id))
        for one in items
    )


def _amendments(w: Work, items: Sequence[Item]) -> tuple[ScopeItem, ...]:
    frozen = {one.subject_id: one.text_hash for one in items}
    rows = w.session.scalars(select(AmendmentRow).where(AmendmentRow.id.in_(frozen)))
    found = {one.id: one for one in rows}
    wordings = w.session.scalars(
        select(WordingRow).where(tuple_(WordingRow.amendment_id, WordingRow.hash).in_(list(frozen.items())))
    )
    made = {one.amendment_id: one for one in wordings.unique()}
    return tuple(_amendment(w, one, found[one.subject_id], made[one.subject_id]) for one in items)


def _amendment(w: Work, item: Item, amendment: AmendmentRow, wording: WordingRow) -> ScopeItem:
    text = load_text(w, wording.version_id)
    operations = operations_of_wording(w, amendment.id, wording.number)
    return ScopeItem(
        item.subject,
        item.subject_id,
        amendment.number or "",
        operations=tuple(redline_of_operation(one, text, amendment.language) for one in operations),
        language=amendment.language,
    )
