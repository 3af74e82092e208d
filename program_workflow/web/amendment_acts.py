"""The page between a button and an act on what hangs on an amendment: co-sponsors, counter-texts, mergers."""

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid, WorkflowError
from program_workflow.i18n import gettext
from program_workflow.usecases.amendment_redlines import OperationRedline
from program_workflow.usecases.views import AmendmentView
from program_workflow.web import context, errors, forms
from program_workflow.web.amendment_words import shown_operations, title_of


def act_page(
    view: AmendmentView,
    *,
    title: str,
    button: str,
    action: str,
    facts: Sequence[str],
    who_sees: Sequence[str],
    operations: Sequence[OperationRedline] = (),
    why_not: WorkflowError | None = None,
    refusal: Invalid | None = None,
    needs_reason: bool = False,
    asks_reason: bool = True,
    cannot_undo: str | None = None,
    template: str = "pages/amendment_act.html",
    **more: Any,
) -> ResponseReturnValue:
    """title: a question. action: the address that takes the act. operations: the redline of what it is about.

    why_not: why it cannot be taken now. refusal: of what was typed. more: for the fields of the template.
    """
    problems = errors.field_errors(refusal) if refusal is not None else []
    wrong = {field: message for message, field in problems}
    reason = {
        "label": gettext("Reason"),
        "hint": gettext("It stands in the record and in the notice."),
        "value": forms.text("reason"),
        "error": wrong.get("reason"),
        "required": needs_reason,
    }
    return context.render(
        template,
        422 if problems else 200,
        amendment=view,
        amendment_title=title_of(view),
        title=title,
        button=button,
        action=action,
        facts=list(facts),
        who_sees=list(who_sees),
        operations=shown_operations(operations),
        why_not=errors.spoken(why_not) if why_not is not None else None,
        reason=reason if asks_reason or needs_reason else None,
        problems=problems,
        wrong=wrong,
        cannot_undo=cannot_undo,
        **more,
    )
