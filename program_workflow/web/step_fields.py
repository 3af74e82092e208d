"""What is typed on the page before a step of an amendment: the reason, and until when."""

from collections.abc import Sequence
from typing import Any

from program_workflow.domain.terms import AmendmentAction
from program_workflow.i18n import gettext
from program_workflow.web import forms
from program_workflow.web.typed import read_instant

#: Steps on which a reason may stand, though none is needed.
_MAY_HAVE_REASON = (AmendmentAction.WITHDRAW, AmendmentAction.AGREE, AmendmentAction.MERGE)


def step_fields(
    action: AmendmentAction, *, needs_reason: bool, problems: Sequence[tuple[str, str]] = (), offers: bool = False
) -> dict[str, Any]:
    """{reason: for ``consequences`` or None, until: "" | "instant" | "words" | "offer", typed values, errors}.

    offers: the withdrawal of an amendment that its co-sponsors may take over.
    """
    wrong = {field: message for message, field in problems}
    reason = None
    if needs_reason or action in _MAY_HAVE_REASON:
        reason = {
            "label": gettext("Reason"),
            "hint": gettext("It stands in the record and in the notice."),
            "value": forms.text("reason"),
            "error": wrong.get("reason"),
            "required": needs_reason,
        }
    until = {AmendmentAction.RETURN: "instant", AmendmentAction.DEFER: "words"}.get(action, "")
    if offers:
        until = "offer"
    return {"reason": reason, "until": until, "typed_until": forms.text("until"), "wrong_until": wrong.get("until")}


def typed_until(action: AmendmentAction) -> str | None:
    """Until when, as the use case takes it: of a return an instant in the person's zone, of a deferral words."""
    typed = forms.text("until").strip()
    if not typed or action not in (AmendmentAction.RETURN, AmendmentAction.WITHDRAW):
        return typed or None
    return read_instant(typed, "/until").isoformat()
