"""The wordings of an amendment as they followed each other, and the amendments beside it in the list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_

from program_workflow.domain.terms import AmendmentAction, CounterAction, WordingOrigin
from program_workflow.storage import AmendmentRow, EventRow, UserRow, VersionRow, WordingRow
from program_workflow.usecases import guards
from program_workflow.usecases.amendment_redlines import OperationRedline, redline_of_operation
from program_workflow.usecases.finding import visible_to
from program_workflow.usecases.operations import current_wording, operations_of_wording
from program_workflow.usecases.sponsor_rows import is_of_its_side
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class WordingView:
    """A wording. base_version: number of the version it was written against. operations: against that base."""

    number: int
    origin: WordingOrigin
    made_at: datetime
    made_by: str
    base_version: int
    hash: str
    rationale: str
    is_current: bool
    operations: tuple[OperationRedline, ...]


def wordings_of(w: Work, amendment_id: str, *, limit: int = 20) -> tuple[WordingView, ...]:
    """The newest wordings the reader may know of, the current one first.

    What was typed before a filing is the delegation's own: others see what was filed or confirmed.
    """
    amendment = guards.find_amendment(w, amendment_id)
    statement = (
        select(WordingRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == WordingRow.made_by)
        .where(WordingRow.amendment_id == amendment.id)
        .order_by(WordingRow.number.desc())
        .limit(limit)
    )
    if not is_of_its_side(w.actor, amendment):
        statement = statement.where(
            WordingRow.hash.in_(_filed_hashes(w, amendment)) | (WordingRow.number == amendment.wording)
        )
    return tuple(_view(w, amendment, wording, name) for wording, name in w.session.execute(statement))


def _filed_hashes(w: Work, amendment: AmendmentRow) -> list[str]:
    bodies = w.session.scalars(
        select(EventRow.body).where(
            EventRow.subject_type == "amendment",
            EventRow.subject_id == amendment.id,
            EventRow.action.in_([AmendmentAction.SUBMIT, AmendmentAction.CONFIRM_REBASE, CounterAction.ACCEPT]),
        )
    )
    return [body["wording_hash"] for body in bodies if body.get("wording_hash")]


def _view(w: Work, amendment: AmendmentRow, wording: WordingRow, name: str | None) -> WordingView:
    text = load_text(w, wording.version_id)
    return WordingView(
        number=wording.number,
        origin=wording.origin,
        made_at=wording.made_at,
        made_by=name or "",
        base_version=w.get(VersionRow, wording.version_id).number,
        hash=wording.hash,
        rationale=wording.rationale,
        is_current=wording.number == current_wording(w, amendment),
        operations=tuple(
            redline_of_operation(one, text, amendment.language)
            for one in operations_of_wording(w, amendment.id, wording.number)
        ),
    )


def neighbours_of(w: Work, amendment_id: str) -> tuple[str | None, str | None]:
    """The amendments before and after this one in the order of the text, among those the reader may know of."""
    amendment = guards.find_amendment(w, amendment_id)
    place = tuple_(AmendmentRow.sort_key, AmendmentRow.id)
    here = tuple_(amendment.sort_key, amendment.id)
    listed: Select[str] = select(AmendmentRow.id).where(AmendmentRow.program_id == amendment.program_id, visible_to(w))
    keys = (AmendmentRow.sort_key, AmendmentRow.id)
    before = w.session.scalars(listed.where(place < here).order_by(*(key.desc() for key in keys)).limit(1)).first()
    after = w.session.scalars(listed.where(place > here).order_by(*keys).limit(1)).first()
    return before, after
