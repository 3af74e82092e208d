"""Remarks in the consolidated table, as they stood at an instant."""

from datetime import datetime

from sqlalchemy import select

from program_workflow.domain.consolidated import TableRemark
from program_workflow.domain.remarks import state_then
from program_workflow.domain.terms import RemarkState
from program_workflow.domain.text import Text
from program_workflow.storage import ProgramRow, RemarkRow
from program_workflow.usecases.consolidated_rows import Ground
from program_workflow.usecases.finding import language_in, visible_remarks
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: Of the whole of the text; it stands before the first clause.
_WHOLE = -1


def remark_rows(
    w: Work, program: ProgramRow, ground: Ground, now: Text, at: datetime
) -> tuple[tuple[int, TableRemark], ...]:
    """Each with its place in the text of the table. now: that text. at: what was entered later is not in it."""
    rows = w.session.scalars(
        select(RemarkRow)
        .where(RemarkRow.program_id == program.id, RemarkRow.entered_at <= at, visible_remarks(w))
        .order_by(RemarkRow.sequence)
    ).all()
    texts = {one: load_text(w, one) for one in {row.version_id for row in rows if row.clause_id} - {ground.version_id}}
    texts[ground.version_id] = now
    order = {node.id: place for place, node in enumerate(now.nodes)}
    return tuple(
        (_place(row, order), _row(program, ground, row, texts.get(row.version_id), at))
        for row in rows
        if row.version_id in ground.numbers
    )


def _place(row: RemarkRow, order: dict[str, int]) -> int:
    """A clause that is no longer in the text stands at the end."""
    return _WHOLE if row.clause_id is None else order.get(row.clause_id, len(order))


def _row(program: ProgramRow, ground: Ground, row: RemarkRow, text: Text | None, at: datetime) -> TableRemark:
    state = state_then(row.kind, row.answered_at, row.withdrawn_at, at)
    node = text.node(row.clause_id) if text is not None and row.clause_id else None
    language = language_in(node.contents if node else program.languages, program.languages[0])
    return TableRemark(
        remark_id=row.id,
        number=row.sequence,
        kind=row.kind,
        state=state,
        delegation=ground.delegations[row.delegation_id].code,
        version=ground.numbers[row.version_id],
        clause_id=row.clause_id,
        reference=text.references[row.clause_id] if text is not None and row.clause_id else "",
        is_section=bool(text is not None and row.clause_id and text.children(row.clause_id)),
        current=node.contents[language].text if node else "",
        language=language,
        text=row.text,
        filed_at=row.at,
        is_late=row.is_late,
        answer=row.answer if state is RemarkState.ANSWERED else "",
        answered_at=row.answered_at if state is RemarkState.ANSWERED else None,
        withdrawn_at=row.withdrawn_at if state is RemarkState.WITHDRAWN else None,
    )
