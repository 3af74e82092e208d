"""An amendment received outside by letter, note or from the floor, entered and filed in the name of its delegation."""

from collections.abc import Sequence

from program_workflow.domain import permissions
from program_workflow.domain.amendment import Operation
from program_workflow.domain.errors import N_, Invalid, NotPermitted
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentAction, AmendmentState, Event, Rebase
from program_workflow.storage import AmendmentRow, DelegationRow
from program_workflow.usecases import amending, guards, sponsors
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.operations import OperationInput, clauses_touched, load_operations
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.position_checks import Outside, check_circulated, check_outside
from program_workflow.usecases.silence_messages import ran_at
from program_workflow.usecases.work import Work


def enter_amendment(
    w: Work,
    code: str,
    operations: Sequence[OperationInput],
    outside: Outside,
    *,
    base_version: int | None = None,
    language: str | None = None,
    rationale: str = "",
    co_sponsors: Sequence[str] = (),
) -> AmendmentRow:
    """An amendment of a delegation as it was received: filed as of then where the window was open then.

    It is filed whatever the window where a silence procedure on its clauses ran then. Otherwise it stands as
    a draft of its delegation that asks for late admission, and is filed once it is admitted. co_sponsors: codes
    of delegations that the letter names; each is asked to consent for itself.
    Raises NotFound, NotPermitted, Invalid, StepNotAllowed.
    """
    program = find_program(w, code)
    check_may_enter(w)
    _check_delegation(w, outside)
    check_outside(w, outside)
    check_circulated(w, program.id, outside)
    made = amending.draft_amendment(
        w,
        code,
        operations,
        base_version=base_version,
        language=language,
        rationale=rationale,
        delegation=outside.delegation,
        outside=outside,
    )
    written = load_operations(w, [made])[made.id]
    guards.check_wording(w, made, written)
    sponsors.invite_named(w, made, list(dict.fromkeys(co_sponsors)))
    if _is_in_time(w, made, written):
        return amending.file_received(w, made, outside)
    made.late_requested_at = w.now
    w.session.flush()
    note_amendment(w, made, AmendmentAction.REQUEST_LATE, Event.AMENDMENT_ENTERED)
    return made


def check_may_enter(w: Work) -> None:
    """Raises NotPermitted for everybody but the coordinators."""
    permissions.need(w.actor, Permit.ENTER_AMENDMENT)


def _check_delegation(w: Work, outside: Outside) -> None:
    row = find_delegation(w, outside.delegation)
    pointer = "/on_behalf/delegation"
    if row is None:
        raise Invalid(N_("There is no delegation {code}."), pointer=pointer, code=outside.delegation)
    if row.is_observer:
        raise NotPermitted(N_("{code} is an observer and proposes no amendments."), code=row.code)


def _is_in_time(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> bool:
    at = amendment.received_at or w.now
    window = guards.window_of_receipt(w, amendment.program_id, amendment.delegation_id or "", at)
    breaks = not window.is_open and ran_at(w, amendment.program_id, clauses_touched(operations), at)
    amendment.is_admitted_late = window.is_late or breaks
    return window.is_open or breaks


def is_filed_when_admitted(amendment: AmendmentRow) -> bool:
    """Whether it stands as it was received: once its delegation works on it, its representative files it."""
    return (
        amendment.received_at is not None
        and amendment.state is AmendmentState.DRAFT
        and amendment.wording == 1
        and amendment.rebase is Rebase.NONE
    )


def file_admitted(w: Work, amendment: AmendmentRow) -> None:
    """Files what was received after the window and has been admitted. amendment: locked."""
    if amendment.received_at is None or amendment.channel is None:
        return
    code = w.get(DelegationRow, amendment.delegation_id).code
    outside = Outside(code, amendment.channel, amendment.received_at, amendment.reference or "")
    amending.file_received(w, amendment, outside)
