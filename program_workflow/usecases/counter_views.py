"""Other wordings proposed to an amendment, each in three layers: base, the wording it is about, what it would be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.redline import Layer
from program_workflow.domain.terms import CounterAction, CounterState, OperationKind
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, CounterTextRow
from program_workflow.usecases import approvals, counter_texts, guards
from program_workflow.usecases.amendment_redlines import OperationRedline, redline_of_operation
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.operations import operations_of_wording
from program_workflow.usecases.silence_messages import check_not_frozen
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class FieldLayers:
    """A field that one of the three texts says otherwise."""

    name: str
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class OperationLayers:
    """An operation in three layers. against_base, against_wording: what it would read, as two redlines."""

    against_base: OperationRedline
    against_wording: tuple[tuple[str, str], ...]
    layers: tuple[Layer, ...]
    fields: tuple[FieldLayers, ...]


@dataclass(frozen=True, slots=True)
class CounterView:
    """by: who proposes it; the secretariat's is a counter-text, a delegation's an amendment to the amendment.

    operations: of those that have words. steps: what the reader may do with it now.
    """

    number: int
    by: DelegationView
    wording: int
    state: CounterState
    reason: str
    hash: str
    offered_at: datetime
    answered_at: datetime | None
    answer: str
    text: str
    fields: Fields
    operations: tuple[OperationLayers, ...]
    steps: tuple[CounterAction, ...] = ()

    @property
    def waits(self) -> bool:
        return self.state is CounterState.OFFERED


@dataclass(frozen=True, slots=True)
class CountersView:
    """The newest first. may_offer: whether the reader may propose another one; why_not: what stands in the way."""

    items: tuple[CounterView, ...]
    may_offer: bool
    why_not: WorkflowError | None = None


def counter_texts_of(w: Work, amendment_id: str) -> CountersView:
    amendment = guards.find_amendment(w, amendment_id)
    if amendment.number is None:
        return CountersView((), may_offer=False)
    rows = w.session.scalars(
        select(CounterTextRow).where(CounterTextRow.amendment_id == amendment.id).order_by(CounterTextRow.number.desc())
    )
    items = tuple(view_of(w, amendment, row) for row in rows)
    try:
        counter_texts.check_may_offer(w, amendment)
    except WorkflowError:
        return CountersView(items, may_offer=False)
    try:
        counter_texts.check_takes_one(w, amendment)
    except WorkflowError as refusal:
        return CountersView(items, may_offer=False, why_not=refusal)
    return CountersView(items, may_offer=True)


def waiting_at(w: Work, program_id: str, at: datetime) -> Mapping[str, Sequence[CounterTextRow]]:
    """Those that waited for an author of the program at the instant, by amendment, the first offered first."""
    found: dict[str, list[CounterTextRow]] = defaultdict(list)
    rows = w.session.scalars(
        select(CounterTextRow)
        .join(AmendmentRow, AmendmentRow.id == CounterTextRow.amendment_id)
        .where(AmendmentRow.program_id == program_id, CounterTextRow.offered_at <= at)
        .where(or_(CounterTextRow.answered_at.is_(None), CounterTextRow.answered_at > at))
        .order_by(CounterTextRow.amendment_id, CounterTextRow.number)
    )
    for row in rows:
        found[row.amendment_id].append(row)
    return found


def view_of(w: Work, amendment: AmendmentRow, row: CounterTextRow) -> CounterView:
    before = operations_of_wording(w, amendment.id, row.wording)
    after = counter_texts.worded_by(w, row)
    text = load_text(w, amendment.version_id)
    return CounterView(
        number=row.number,
        by=delegation_views(w)[row.delegation_id],
        wording=row.wording,
        state=row.state,
        reason=row.reason,
        hash=row.hash,
        offered_at=row.offered_at,
        answered_at=row.answered_at,
        answer=row.answer,
        text=after[0].text,
        fields=after[0].fields,
        operations=layers_of(before, after, text, amendment.language),
        steps=_steps(w, amendment, row),
    )


def layers_of(
    before: Sequence[Operation], after: Sequence[Operation], text: Text, language: str
) -> tuple[OperationLayers, ...]:
    """Operations of a wording and of what it would be, those that have words. text: of the version of the base."""
    return tuple(
        OperationLayers(
            redline_of_operation(new, text, language),
            tuple(redline.compare(old.text, new.text)),
            redline.layered(_base(old)[0], old.text, new.text),
            _fields(_base(old)[1], old.fields, new.fields),
        )
        for old, new in zip(before, after, strict=True)
        if old.kind in (OperationKind.MODIFY, OperationKind.INSERT)
    )


def _base(one: Operation) -> tuple[str, Fields]:
    return (one.base.text, one.base.fields) if one.base is not None else ("", NO_FIELDS)


def _fields(base: Fields, wording: Fields, counter: Fields) -> tuple[FieldLayers, ...]:
    """Each field that is not the same in all three."""
    said: dict[str, list[str]] = {}
    for place, other in ((0, base), (2, counter)):
        for change in redline.compare_fields(wording, other):
            now = "".join(text for op, text in change.runs if op != "+")
            there = "".join(text for op, text in change.runs if op != "-")
            three = said.setdefault(change.name, [now, now, now])
            three[1], three[place] = now, there
    return tuple(FieldLayers(name, redline.layered(*three)) for name, three in said.items() if len(set(three)) > 1)


def _steps(w: Work, amendment: AmendmentRow, row: CounterTextRow) -> tuple[CounterAction, ...]:
    found = []
    for action in (
        CounterAction.APPROVE,
        CounterAction.ACCEPT,
        CounterAction.REFUSE,
        CounterAction.WITHDRAW,
        CounterAction.ASK_APPROVAL,
    ):
        if action in counter_texts.INSIDE and approvals.is_beside_the_point(w, amendment, action, row.hash):
            continue
        if why_not(w, amendment, row, action) is None:
            found.append(action)
    return tuple(found)


def why_not(w: Work, amendment: AmendmentRow, row: CounterTextRow, action: CounterAction) -> WorkflowError | None:
    """The refusal of an answer as things stand now; None where it could be given."""
    try:
        counter_texts.check_side(w, amendment, row, action)
        counter_texts.check_waits(amendment, row)
        if action is CounterAction.ACCEPT:
            check_not_frozen(w, amendment.program_id, amendment.id)
            approvals.check_approved(w, amendment, row.hash)
    except WorkflowError as refusal:
        return refusal
    return None
