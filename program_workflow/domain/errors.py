"""Refusals, each with a stable code and a sentence that can be said in the person's language.

A message is an English template with named placeholders; the adapters translate the template
and fill it in. ``N_`` marks a template for the catalogue and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def N_(template: str) -> str:  # noqa: N802 - the customary name of a marker for gettext
    """Marks a template for the message catalogue."""
    return template


@dataclass(frozen=True, slots=True)
class DayOf:
    """A part of a sentence that is the day of an instant, in the time zone of whoever reads it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Saying:
    """A part of a sentence that is a template of its own, said in the person's language like a refusal."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)


class WorkflowError(Exception):
    """A refusal with a reason; nothing of the act was kept."""

    code = "refused"

    def __init__(self, template: str, /, **params: Any) -> None:
        super().__init__(template.format(**params) if params else template)
        self.template = template
        self.params: Mapping[str, Any] = params


class Invalid(WorkflowError):
    """What was sent cannot be meant: wrong form or value. pointer: JSON pointer to the field concerned."""

    code = "invalid"

    def __init__(self, template: str, /, *, pointer: str | None = None, **params: Any) -> None:
        super().__init__(template, **params)
        self.pointer = pointer


class NotAuthenticated(WorkflowError):
    code = "not_authenticated"


class NotPermitted(WorkflowError):
    """The thing is visible to the person; the act is not theirs."""

    code = "not_permitted"


class NotFound(WorkflowError):
    """There is no such thing, or the person may not know of it: the answers are the same."""

    code = "not_found"

    def __init__(
        self, template: str = N_("There is no such page, or it is not open to you."), /, **params: Any
    ) -> None:
        super().__init__(template, **params)


class StepNotAllowed(WorkflowError):
    """The action is not a step from the present state, or a guard does not hold."""

    code = "step_not_allowed"


class WindowClosed(StepNotAllowed):
    """The window for proposals is closed for this delegation."""

    code = "window_closed"


class Conflict(WorkflowError):
    """Two things cannot both be: a taken code, a collision, a key used for another request."""

    code = "conflict"


class StaleRevision(WorkflowError):
    """The thing changed after it was read.

    mine, theirs: the text the person sent and the text that stands, where the thing has a text.
    """

    code = "stale_revision"

    def __init__(self, template: str, /, *, mine: str | None = None, theirs: str | None = None, **params: Any) -> None:
        super().__init__(template, **params)
        self.mine = mine
        self.theirs = theirs


class PreconditionRequired(WorkflowError):
    code = "precondition_required"


class TooLarge(WorkflowError):
    code = "too_large"


class TooManyRequests(WorkflowError):
    code = "too_many_requests"

    def __init__(self, template: str, /, *, retry_after: int, **params: Any) -> None:
        super().__init__(template, **params)
        self.retry_after = retry_after


class FileRefused(Invalid):
    """A file was not taken; nothing of it was kept."""
