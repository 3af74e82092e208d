"""What a delegation says in a silence procedure: it agrees, breaks it, or asks; also as received outside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotPermitted, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.silence import BREAKS, is_late, message_of
from program_workflow.domain.terms import AmendmentState, MessageKind, PositionKind, SilenceAction, SilenceState
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, SilenceMessageRow, SilenceRow, VersionRow
from program_workflow.usecases import amending, guards
from program_workflow.usecases.amendment_reading import list_amendments
from program_workflow.usecases.operations import clauses_touched, load_operations
from program_workflow.usecases.position_checks import Outside, Said, check_outside, check_said
from program_workflow.usecases.positions import position_on_texts, speaking_for
from program_workflow.usecases.silence_checks import check_step
from program_workflow.usecases.silence_messages import Heard, hear, heard, is_on
from program_workflow.usecases.silence_rows import agreement_of, find_silence, items_of, lock_silence, messages_of
from program_workflow.usecases.silences import check_reason
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work

#: So many drafts are offered to break a silence with.
_MOST_DRAFTS: Final = 100


def agree(w: Work, silence_id: str, *, outside: Outside | None = None) -> SilenceMessageRow:
    """The delegation agrees to everything in the scope; after the instant a late communication."""
    row, delegation = _begin(w, silence_id, SilenceAction.AGREE, "", outside)
    if is_late(row.state, row.expires_at, w.now):
        return hear(w, row, heard(MessageKind.AGREEMENT, delegation.id, "", outside))
    before = agreement_of(w, row.id, delegation.id)
    if outside is None and before is not None:
        return before
    act_id = _position(w, row, delegation, Said(PositionKind.AGREES), outside, ())
    return hear(w, row, replace(heard(MessageKind.AGREEMENT, delegation.id, "", outside), act_id=act_id or None))


def break_silence(
    w: Work,
    silence_id: str,
    reason: str,
    *,
    kind: PositionKind = PositionKind.OBJECTS,
    clauses: Sequence[str] = (),
    amendment_id: str | None = None,
    outside: Outside | None = None,
) -> SilenceMessageRow:
    """An objection, a reservation, or an amendment that is filed whatever the window, breaks the procedure.

    clauses: only these texts of the scope, by clause or amendment. What was frozen cannot have changed, so no
    revision is compared: an objection is never refused because somebody else answered a moment before.
    After the instant the message is kept as late communication and changes nothing.
    """
    if amendment_id is not None:
        _own_amendment(w, amendment_id)
    row, delegation = _begin(w, silence_id, SilenceAction.BREAK, reason, outside)
    said = Said(kind, reason)
    message = MessageKind.AMENDMENT if amendment_id else message_of(TRAITS[kind].stance)
    if message not in BREAKS or message is None:
        raise Invalid(N_("Silence is broken by an objection, a reservation or an amendment."), pointer="/kind")
    check_said(w, said, None)
    told = heard(message, delegation.id, reason, outside)
    if is_late(row.state, row.expires_at, w.now):
        return hear(w, row, replace(told, amendment_id=amendment_id))
    if amendment_id is not None:
        _check_takes(w, row)
        _file(w, row, amendment_id)
        return _heard_once(w, row, replace(told, amendment_id=amendment_id))
    return _heard_once(w, row, replace(told, act_id=_position(w, row, delegation, said, outside, clauses) or None))


def clarify(w: Work, silence_id: str, text: str) -> SilenceMessageRow:
    """A question of a delegation or an answer of the secretariat, to all; the clock runs on."""
    found = find_silence(w, silence_id)
    permissions.need(w.actor, Permit.STEP_SILENCE)
    row = lock_silence(w, found)
    check_reason(SilenceAction.CLARIFY, text)
    delegation = None if w.actor.is_coordinator else speaking_for(w, w.get(ProgramRow, row.program_id), None)
    check_step(w, row, SilenceAction.CLARIFY)
    return hear(w, row, Heard(MessageKind.CLARIFICATION, delegation.id if delegation else None, text))


def _begin(
    w: Work, silence_id: str, action: SilenceAction, reason: str, outside: Outside | None
) -> tuple[SilenceRow, DelegationRow]:
    """The procedure, locked, and whose word it is. Raises NotFound, NotPermitted, Invalid, StepNotAllowed."""
    found = find_silence(w, silence_id)
    permissions.need(w.actor, Permit.STEP_SILENCE)
    row = lock_silence(w, found)
    delegation = speaking_for(w, w.get(ProgramRow, row.program_id), outside)
    check_reason(action, reason)
    if outside is not None:
        check_outside(w, outside)
        if row.announced_at is not None and outside.received_at < row.announced_at:
            raise Invalid(N_("It was announced only after that."), pointer="/on_behalf/received_at")
    check_step(w, row, action)
    return row, delegation


def _position(
    w: Work, row: SilenceRow, delegation: DelegationRow, said: Said, outside: Outside | None, clauses: Sequence[str]
) -> str:
    """The position that the answer is, on the frozen texts."""
    items = items_of(w, row)
    if any(one not in {item.subject_id for item in items} for one in clauses):
        raise Invalid(N_("Not everything named is in the scope."), pointer="/clauses")
    about = [(one.subject, one.subject_id, one.text_hash) for one in items if not clauses or one.subject_id in clauses]
    program, version = w.get(ProgramRow, row.program_id), w.get(VersionRow, row.version_id)
    return position_on_texts(w, program, version, delegation, about, said, outside)


def _heard_once(w: Work, row: SilenceRow, said: Heard) -> SilenceMessageRow:
    """What the taking of the position, or the filing, has already brought here is not heard twice."""
    for one in reversed(messages_of(w, row.id)):
        same = one.act_id == said.act_id if said.act_id else one.amendment_id == said.amendment_id
        if one.kind is said.kind and same and one.entered_at == w.now:
            return one
    return hear(w, row, said)


def _own_amendment(w: Work, amendment_id: str) -> AmendmentRow:
    amendment = guards.find_amendment(w, amendment_id)
    if w.actor.delegation_id is None or amendment.delegation_id != w.actor.delegation_id:
        raise NotPermitted(N_("Silence is broken by an amendment of one's own."))
    return amendment


def _check_takes(w: Work, row: SilenceRow) -> None:
    """An agreed draft takes no amendment."""
    version = w.get(VersionRow, row.version_id)
    if version.finalised_at is not None:
        raise StepNotAllowed(
            N_("Version {version} is {state}; break the silence by an objection that says which words."),
            version=version.number,
            state=version.state,
        )


def drafts_in_scope(w: Work, silence_id: str) -> tuple[AmendmentView, ...]:
    """Drafts of the reader's delegation that change something of what the procedure is on."""
    row = find_silence(w, silence_id)
    code = w.get(ProgramRow, row.program_id).code
    drafts = list_amendments(w, code, state=AmendmentState.DRAFT, limit=_MOST_DRAFTS).items
    operations = load_operations(w, [w.get(AmendmentRow, one.id) for one in drafts])
    return tuple(one for one in drafts if is_on(w, row, clauses_touched(operations.get(one.id, ()))))


def _file(w: Work, row: SilenceRow, amendment_id: str) -> None:
    amendment = _own_amendment(w, amendment_id)
    operations = load_operations(w, [amendment])
    touched = clauses_touched(operations.get(amendment_id, ()))
    if amendment.program_id != row.program_id or not is_on(w, row, touched):
        raise Invalid(N_("This draft changes nothing of what the procedure is on."), pointer="/amendment")
    is_open = guards.window_for(w, amendment.program_id, amendment.delegation_id).is_open
    if row.state is SilenceState.RUNNING and not is_open:
        amendment.is_admitted_late = True
    amending.submit_amendment(w, amendment_id, seen_revision=None)
