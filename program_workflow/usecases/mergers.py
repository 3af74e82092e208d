"""Merging one amendment into another: proposed by a coordinator, accepted by both authors."""

from collections.abc import Sequence

from sqlalchemy import func, select

from program_workflow.domain.another_wording import MERGER_STEPS
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed, WorkflowError
from program_workflow.domain.terms import (
    OPEN,
    AmendmentAction,
    AmendmentState,
    Event,
    MergerAction,
    MergerState,
    Rebase,
    SponsorState,
)
from program_workflow.storage import AmendmentRow, MergerRow, SponsorRow
from program_workflow.usecases import guards
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.attached import open_mergers
from program_workflow.usecases.counter_texts import check_speaks_for
from program_workflow.usecases.mooting import restore_moot
from program_workflow.usecases.sponsor_rows import co_sponsors, sponsor_of, touch
from program_workflow.usecases.work import Work


def propose(w: Work, amendment_id: str, into: str, *, seen_revision: int | None, reason: str = "") -> AmendmentRow:
    """A coordinator proposes to merge the amendment into another one. into: its identity or number."""
    found = guards.find_amendment(w, amendment_id)
    guards.check_side(w, found, AmendmentAction.MERGE)
    source = guards.lock_amendment(w, found, seen_revision)
    target = _target(w, source, into)
    guards.check_state_and_reason(source, AmendmentAction.MERGE, reason)
    guards.check_guard(w, source, AmendmentAction.MERGE)
    _check_target(w, target)
    last = w.session.scalar(select(func.max(MergerRow.ordinal)).where(MergerRow.source_id == source.id))
    merger = MergerRow(
        source_id=source.id,
        target_id=target.id,
        ordinal=(last or 0) + 1,
        source_wording=source.wording,
        target_wording=target.wording,
        state=MergerState.PROPOSED,
        reason=reason,
        joins=False,
        proposed_at=w.now,
        proposed_by=w.actor.user_id,
    )
    # The secretariat proposes it: where it is an author itself, it accepts by that.
    merger.source_accepted_at = w.now if source.delegation_id is None else None
    merger.target_accepted_at = w.now if target.delegation_id is None else None
    w.session.add(merger)
    w.session.flush()
    _note_both(w, source, target, merger, MergerAction.PROPOSE, Event.MERGER_PROPOSED, reason)
    if merger.source_accepted_at and merger.target_accepted_at:
        _merge(w, source, target, merger)
    return source


def _target(w: Work, source: AmendmentRow, into: str) -> AmendmentRow:
    row = (
        w.session.get(AmendmentRow, into)
        or w.session.scalars(
            select(AmendmentRow).where(AmendmentRow.program_id == source.program_id, AmendmentRow.number == into)
        ).one_or_none()
    )
    if row is None or row.program_id != source.program_id or not guards.sees_amendment(w.actor, row):
        raise Invalid(N_("There is no such amendment in this program."), pointer="/into")
    if row.id == source.id:
        raise Invalid(N_("An amendment is merged into another one."), pointer="/into")
    target: AmendmentRow = w.lock(AmendmentRow, row.id)
    return target


def _check_target(w: Work, target: AmendmentRow) -> None:
    guards.check_not_offered(target)
    if target.state not in OPEN or target.number is None:
        raise StepNotAllowed(N_("It cannot be merged into this amendment, which is {state}."), state=target.state)
    if any(one.source_id == target.id for one in open_mergers(w, target.id)):
        raise StepNotAllowed(N_("The amendment it would be merged into is to be merged itself."))


def find_open(w: Work, source_id: str) -> tuple[AmendmentRow, AmendmentRow, MergerRow]:
    """The amendment, the one it is to be merged into, and the merger. Raises NotFound."""
    source = guards.find_amendment(w, source_id)
    merger = next((one for one in open_mergers(w, source.id) if one.source_id == source.id), None)
    if merger is None:
        raise NotFound
    return source, w.get(AmendmentRow, merger.target_id), merger


def answer(
    w: Work,
    source_id: str,
    action: MergerAction,
    *,
    seen_revision: int | None,
    joins: bool = False,
    reason: str = "",
) -> AmendmentRow:
    """An author accepts or refuses; a coordinator may take the proposal back.

    joins: the author of the merged amendment wishes to co-sponsor the other one.
    """
    source, target, merger = find_open(w, source_id)
    check_side(w, source, target, action)
    source = guards.lock_amendment(w, source, seen_revision)
    target = w.lock(AmendmentRow, target.id)
    guards.check_reason(reason)
    step = MERGER_STEPS[MergerState.PROPOSED, action]
    if step.needs_reason and not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    merger = w.session.get_one(MergerRow, merger.id, populate_existing=True)
    check_waits(w, source, target, merger, action)
    if action is not MergerAction.ACCEPT:
        merger.state = step.to
        merger.ended_at = w.now
        _note_both(w, source, target, merger, action, Event.MERGER_ENDED, reason)
        return source
    sides = sides_of(w, source, target)
    if "source" in sides and merger.source_accepted_at is None:
        merger.source_accepted_at, merger.joins = w.now, joins and source.delegation_id is not None
    if "target" in sides and merger.target_accepted_at is None:
        merger.target_accepted_at = w.now
    _note_both(w, source, target, merger, action, None, reason)
    if merger.source_accepted_at and merger.target_accepted_at:
        _merge(w, source, target, merger)
    return source


def sides_of(w: Work, source: AmendmentRow, target: AmendmentRow) -> tuple[str, ...]:
    """For which of the two the person speaks."""
    found = []
    for name, one in (("source", source), ("target", target)):
        try:
            check_speaks_for(w, one.delegation_id)
        except NotPermitted:
            continue
        found.append(name)
    return tuple(found)


def check_side(w: Work, source: AmendmentRow, target: AmendmentRow, action: MergerAction) -> None:
    """Whether the act is this person's. Raises NotPermitted."""
    if action is MergerAction.PROPOSE:
        raise NotPermitted(N_("A merger is proposed as a step of the amendment."))
    if action is MergerAction.WITHDRAW:
        if not (w.actor.is_coordinator or w.actor.role is None):
            raise NotPermitted(N_("Only a coordinator may do this."))
    elif not sides_of(w, source, target):
        raise NotPermitted(N_("Only the authors of the two amendments answer a merger."))


def check_waits(w: Work, source: AmendmentRow, target: AmendmentRow, merger: MergerRow, action: MergerAction) -> None:
    """Raises StepNotAllowed where it waits for nobody, or not for this person."""
    if merger.state is not MergerState.PROPOSED:
        raise StepNotAllowed(N_("It waits for no answer any more: {state}."), state=merger.state)
    guards.check_not_offered(source)
    guards.check_not_offered(target)
    if action is not MergerAction.ACCEPT:
        return
    asked = {"source": merger.source_accepted_at, "target": merger.target_accepted_at}
    if all(asked[side] is not None for side in sides_of(w, source, target)):
        raise StepNotAllowed(N_("You have accepted it; it waits for the other author."))


def why_not(w: Work, source_id: str, action: MergerAction) -> WorkflowError | None:
    """The refusal of an answer as things stand now; None where it could be given."""
    try:
        source, target, merger = find_open(w, source_id)
        check_side(w, source, target, action)
        check_waits(w, source, target, merger, action)
    except WorkflowError as refusal:
        return refusal
    return None


def _merge(w: Work, source: AmendmentRow, target: AmendmentRow, merger: MergerRow) -> None:
    """Both authors have accepted: one amendment is left."""
    step = guards.check_state(source, AmendmentAction.MERGE)
    before = source.state
    merger.state, merger.ended_at = MergerState.DONE, w.now
    source.state = step.to or AmendmentState.MERGED
    source.merged_into = target.id
    source.updated_at = w.now
    source.rebase, source.rebase_version_id = Rebase.NONE, None
    restore_moot(w, source)
    _join(w, source, target, merger)
    w.session.flush()
    note_amendment(
        w,
        source,
        AmendmentAction.MERGE,
        Event.AMENDMENT_MERGED,
        reason=merger.reason,
        body={"from": before, "into": target.number, "stand": target.number},
        payload={"other": target.number},
        changed=[merger],
    )
    touch(target)
    w.session.flush()
    note_amendment(w, target, AmendmentAction.MERGE, body={"merged": source.number, "stand": source.number})


def _join(w: Work, source: AmendmentRow, target: AmendmentRow, merger: MergerRow) -> None:
    """The author of the merged amendment co-sponsors the other one if it wishes; its co-sponsors are asked."""
    if target.delegation_id is None:
        return
    asked = [one.delegation_id for one in co_sponsors(source)]
    if merger.joins and source.delegation_id is not None:
        _name(w, target, source.delegation_id, SponsorState.CONSENTED)
    for one in asked:
        _name(w, target, one, SponsorState.INVITED)


def _name(w: Work, target: AmendmentRow, delegation_id: str, state: SponsorState) -> None:
    if delegation_id == target.delegation_id:
        return
    row = sponsor_of(target, delegation_id)
    if row is None:
        row = SponsorRow(amendment_id=target.id, delegation_id=delegation_id, invited_at=w.now)
        target.sponsors.append(row)
    elif row.state in (SponsorState.INVITED, SponsorState.CONSENTED) and state is SponsorState.INVITED:
        return
    row.state, row.at = state, w.now
    row.wording = target.wording if state is SponsorState.CONSENTED else None


def _note_both(
    w: Work,
    source: AmendmentRow,
    target: AmendmentRow,
    merger: MergerRow,
    action: MergerAction,
    event: Event | None,
    reason: str,
) -> None:
    pairs: Sequence[tuple[AmendmentRow, AmendmentRow]] = ((source, target), (target, source))
    for one, _ in pairs:
        touch(one)
    w.session.flush()
    for one, other in pairs:
        note_amendment(
            w,
            one,
            action,
            event,
            reason=reason,
            body={"stand": other.number},
            payload={"other": other.number},
            to_author_only=True,
            changed=[merger],
        )
