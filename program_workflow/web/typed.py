"""What people type on more than one page: an instant in their time zone, and how an act was received outside."""

from datetime import datetime
from zoneinfo import ZoneInfo

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import OutsideChannel
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.work import Work
from program_workflow.web import context, forms


def read_instant(typed: str, pointer: str) -> datetime:
    """Date and time as typed; without an offset, in the person's time zone. Raises Invalid at the pointer."""
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid(N_("Give date and time, as in 2011-03-14T18:00."), pointer=pointer) from None
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(context.timezone()))


def typed_instant(name: str) -> datetime | None:
    """That of a field of the form; None where it is empty. Raises Invalid."""
    typed = forms.text(name).strip()
    return read_instant(typed, f"/{name}") if typed else None


def typed_outside() -> Outside:
    """How and for whom an act was received. Raises Invalid."""
    if not forms.text("delegation"):
        raise Invalid(N_("Choose the delegation."), pointer="/on_behalf/delegation")
    at, channel = read_instant(forms.text("received_at"), "/on_behalf/received_at"), forms.text("channel")
    if channel not in set(OutsideChannel):
        raise Invalid(N_("Say how it was received."), pointer="/on_behalf/channel")
    return Outside(forms.text("delegation"), OutsideChannel(channel), at, forms.text("reference").strip())


def outside_of(w: Work) -> Outside | None:
    """The same where a coordinator enters the act; the form of a delegation does not ask."""
    return typed_outside() if w.actor.is_coordinator else None
