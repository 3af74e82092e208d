"""What hangs on an amendment while it is open: proposed changes of its wording, mergers, an offer to co-sponsors."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, literal, or_, select

from program_workflow.domain.terms import OPEN, AmendmentState, ContestOutcome, CounterState, MergerState, ReceivedKind
from program_workflow.storage import AmendmentRow, ContestRow, CounterTextRow, MergerRow
from program_workflow.usecases.work import Work

#: Amendments to whose wording a change can be proposed and accepted.
UNDECIDED: Final = frozenset(
    {AmendmentState.UNDER_REVIEW, AmendmentState.AGREED_AD_REFERENDUM, AmendmentState.DEFERRED}
)
Attached = CounterTextRow | MergerRow


def open_counter_texts(w: Work, amendment_id: str) -> list[CounterTextRow]:
    """Those that wait for the author, the first offered first."""
    return list(
        w.session.scalars(
            select(CounterTextRow)
            .where(CounterTextRow.state == CounterState.OFFERED, CounterTextRow.amendment_id == amendment_id)
            .order_by(CounterTextRow.number)
        )
    )


def open_mergers(w: Work, amendment_id: str) -> list[MergerRow]:
    """Those that wait for an author, with this amendment on either side."""
    either = or_(MergerRow.source_id == amendment_id, MergerRow.target_id == amendment_id)
    return list(
        w.session.scalars(
            select(MergerRow)
            .where(MergerRow.state == MergerState.PROPOSED, either)
            .order_by(MergerRow.proposed_at, MergerRow.id)
        )
    )


def entry_is_withdrawn(w: Work, amendment: AmendmentRow) -> bool:
    """Whether it was entered for a delegation that has not made it: then it is nobody's, and comes back by no step."""
    if amendment.channel is None:
        return False
    found = select(ContestRow.id).where(
        ContestRow.kind == ReceivedKind.AMENDMENT,
        ContestRow.act_id == amendment.id,
        ContestRow.outcome == ContestOutcome.WITHDRAWN,
    )
    return w.session.scalars(found.limit(1)).first() is not None


def end_attached(w: Work, amendment: AmendmentRow) -> list[Attached]:
    """Ends what an act on the amendment has made pointless, and says what that was."""
    if amendment.takeover_until is not None and amendment.state not in OPEN:
        amendment.takeover_until = None
    ended: list[Attached] = []
    if amendment.number is None:
        return ended  # nothing is proposed to what not every delegation knows of
    for one in open_counter_texts(w, amendment.id):
        if amendment.state not in UNDECIDED or one.wording != amendment.wording:
            one.state, one.answered_at = CounterState.MOOT, w.now
            ended.append(one)
    for merger in open_mergers(w, amendment.id):
        seen = merger.source_wording if merger.source_id == amendment.id else merger.target_wording
        if amendment.state not in OPEN or seen != amendment.wording:
            merger.state, merger.ended_at = MergerState.MOOT, w.now
            ended.append(merger)
    w.session.flush()
    return ended


def attached_facts(changed: Iterable[Attached]) -> dict[str, Any]:
    """What the record keeps of these, beside the act that changed them."""
    counters: list[dict[str, Any]] = []
    mergers: list[dict[str, Any]] = []
    for one in changed:
        if isinstance(one, CounterTextRow):
            counters.append(facts_of_counter_text(one))
        else:
            mergers.append(facts_of_merger(one))
    found = (("counter_texts", counters), ("mergers", mergers))
    return {name: facts for name, facts in found if facts}


COUNTER_FACTS: Final = (
    *("number", "delegation_id", "wording", "hash", "reason", "state"),
    *("offered_at", "answered_at", "answer"),
)
MERGER_FACTS: Final = (
    *("id", "source_id", "target_id", "ordinal", "source_wording", "target_wording", "state", "reason", "joins"),
    *("proposed_at", "source_accepted_at", "target_accepted_at", "ended_at"),
)


def facts_of_counter_text(row: CounterTextRow) -> dict[str, Any]:
    return _kept(row, COUNTER_FACTS)


def facts_of_merger(row: MergerRow) -> dict[str, Any]:
    return _kept(row, MERGER_FACTS)


def _kept(row: Attached, names: Sequence[str]) -> dict[str, Any]:
    return {name: _said(getattr(row, name)) for name in names if getattr(row, name) not in (None, "")}


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return getattr(value, "value", value)


# --- What waits for an author ---------------------------------------------------------------------


def asks_author(_w: Work) -> ColumnElement[bool]:
    """The rows of amendments on which another wording or a merger waits for their author."""
    return or_(_counter_waits(), _merger_waits())


def asked_of_authors(w: Work, rows: Sequence[AmendmentRow]) -> Mapping[str, str]:
    """ "counter_text" or "merger", by amendment, in one query."""
    said = case((_counter_waits(), literal("counter_text")), else_=literal("merger"))
    asked = select(AmendmentRow.id, said).where(AmendmentRow.id.in_([row.id for row in rows]), asks_author(w))
    return {one.id: str(one[1]) for one in w.session.execute(asked)}


def _counter_waits() -> ColumnElement[bool]:
    waiting = select(CounterTextRow.number).where(
        CounterTextRow.amendment_id == AmendmentRow.id, CounterTextRow.state == CounterState.OFFERED
    )
    return and_(AmendmentRow.state.in_(sorted(UNDECIDED)), waiting.exists())


def _merger_waits() -> ColumnElement[bool]:
    as_source = and_(MergerRow.source_id == AmendmentRow.id, MergerRow.source_accepted_at.is_(None))
    as_target = and_(MergerRow.target_id == AmendmentRow.id, MergerRow.target_accepted_at.is_(None))
    waiting = select(MergerRow.id).where(MergerRow.state == MergerState.PROPOSED, or_(as_source, as_target))
    return and_(AmendmentRow.state.in_(sorted(OPEN)), waiting.exists())
