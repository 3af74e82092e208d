"""Reopening an agreed clause, and taking the request for it back: the page between the button and the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.i18n import gettext, language
from program_workflow.usecases import position_views, positions, reading, reopening
from program_workflow.usecases.clause_reading import clause_page
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import tags_of, title_clause
from program_workflow.web.session import needs, open_reading, open_work


@dataclass(frozen=True, slots=True)
class _Step:
    question: str
    button: str
    facts: Sequence[str]
    done: str
    needs_reason: bool = False


_STEPS: Final[Mapping[str, _Step]] = {
    "reopen": _Step(
        N_("Reopen the agreed clause?"),
        N_("Reopen the clause"),
        (
            N_(
                "It no longer stands agreed: positions on this very text count anew, and objections put it in brackets."
            ),
            N_("All delegations that take part are told at once, by mail too."),
        ),
        N_("The clause is reopened."),
        needs_reason=True,
    ),
    "take_back": _Step(
        N_("Take the request to reopen back?"),
        N_("Take the request back"),
        (N_("Your delegation stands again where it stood when the clause was agreed."),),
        N_("The request is taken back."),
    ),
}


@bp.get("/programs/<code>/clauses/<clause_id>/agreed/<action>")
@needs(Permit.READ_POSITIONS)
def reopening_step(code: str, clause_id: str, action: str) -> ResponseReturnValue:
    _check(action)
    return _page(code, clause_id, action)


@bp.post("/programs/<code>/clauses/<clause_id>/agreed/<action>")
@needs(Permit.READ_POSITIONS)
def take_reopening_step(code: str, clause_id: str, action: str) -> ResponseReturnValue:
    _check(action)

    def take(w: Work) -> str:
        seen = forms.text("clause_revision")
        if action == "reopen":
            reopening.reopen_clause(w, code, clause_id, reason=forms.text("reason"), seen_revision=seen)
        else:
            reopening.take_request_back(w, code, clause_id, seen_revision=seen)
        return url_for("web.clause", code=code, clause_id=clause_id, _anchor="positions")

    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except Invalid as refusal:
        return _page(code, clause_id, action, refusal)
    flash(gettext(_STEPS[action].done), "done")
    return redirect(place, 303)


def _check(action: str) -> None:
    if action not in _STEPS:
        raise NotFound


def _page(code: str, clause_id: str, action: str, refusal: Invalid | None = None) -> ResponseReturnValue:
    step, problems = _STEPS[action], errors.field_errors(refusal) if refusal else []
    with open_reading() as w:
        filing = reading.view_program(w, code).filing
        page = clause_page(w, code, clause_id, version=filing.number if filing else None, language=language())
        if action == "reopen":
            permissions.need(w.actor, Permit.REOPEN_CLAUSE)
        else:
            positions.check_may_take(w)
        found = position_views.of_clause(w, code, clause_id, version=page.version_number)
        tags = tags_of(w)
    return context.render(
        "pages/reopening.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        code=code,
        clause=page.clause,
        title=title_clause(page.clause),
        found=found,
        tags=tags,
        question=gettext(step.question),
        button=gettext(step.button),
        facts=[gettext(one) for one in step.facts],
        action=url_for("web.take_reopening_step", code=code, clause_id=clause_id, action=action),
        needs_reason=step.needs_reason,
        typed=forms.text("reason") if refusal else "",
        problems=problems,
        wrong={field: message for message, field in problems},
    )
