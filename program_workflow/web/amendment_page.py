"""One amendment: its redline, what can be done next and why not, its wordings and its history."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit
from program_workflow.domain.states import AMENDMENT_STEPS, Side
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    Followed,
    OperationKind,
    Rebase,
    Role,
)
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases.amendment_history import neighbours_of, wordings_of
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import AmendmentRedline, redline_of_amendment
from program_workflow.usecases.approvals import own_approval
from program_workflow.usecases.comments import amendment_about
from program_workflow.usecases.counter_views import counter_texts_of
from program_workflow.usecases.following import follow_of
from program_workflow.usecases.merger_views import mergers_of
from program_workflow.usecases.position_views import of_amendment
from program_workflow.usecases.received import papers_of
from program_workflow.usecases.recording import events_of_amendment
from program_workflow.usecases.silence_running import running_on
from program_workflow.usecases.sponsor_views import sponsor_steps
from program_workflow.usecases.views import AmendmentView, NextAction, OperationView, Party
from program_workflow.web import bp, context, session
from program_workflow.web.advice import advice_here
from program_workflow.web.amendment_steps import submission_without
from program_workflow.web.amendment_words import does, shown_operations, title_of, waits_for, waits_for_rebase
from program_workflow.web.clause_words import field_names, fields_shown, name_clause, tags_of
from program_workflow.web.consultation import consultation_of
from program_workflow.web.counter_texts import shown_counter
from program_workflow.web.record_words import told
from program_workflow.web.session import needs, open_reading

#: Steps of the author in the order in which they wait; the first that holds is the filled button.
_FIRST = (AmendmentAction.CONFIRM_REBASE, AmendmentAction.SUBMIT, AmendmentAction.REQUEST_LATE)
_ORDER = (
    AmendmentAction.APPROVE,
    *_FIRST,
    AmendmentAction.ASK_APPROVAL,
    AmendmentAction.SAVE,
    AmendmentAction.WITHDRAW,
    AmendmentAction.DISCARD,
)


@bp.get("/amendments/<amendment_id>")
@needs(Permit.READ_AMENDMENTS)
def amendment(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_amendment(w, amendment_id)
        lines = redline_of_amendment(w, amendment_id)
        wordings = wordings_of(w, amendment_id)
        events = events_of_amendment(w, amendment_id)
        before, after = neighbours_of(w, amendment_id)
        tags = tags_of(w)
        positions = of_amendment(w, amendment_id) if view.number else None
        sponsoring = sponsor_steps(w, amendment_id)
        consultation = consultation_of(w, amendment_about(w, amendment_id))
        approval = own_approval(w, amendment_id)
        advice = advice_here(w, amendment_id)
        counters = counter_texts_of(w, amendment_id)
        mergers = mergers_of(w, amendment_id)
        papers = papers_of(w, amendment_id) if view.outside else None
        follow = follow_of(w, Followed.AMENDMENT, amendment_id)
        running = running_on(w, view.program_code, [amendment_id])
    shown = _shown_as(lines)
    author, decider = _sides(view.next_actions, view.state)
    return context.render(
        "pages/amendment.html",
        amendment=view,
        title=title_of(view),
        does=does(view),
        waits=waits_for(view),
        tags=tags,
        positions=positions,
        sponsoring=sponsoring,
        consultation=consultation,
        approval=approval,
        advice=advice,
        counters=[shown_counter(one) for one in counters.items],
        may_reword=counters.may_offer,
        mergers=mergers,
        papers=papers,
        follow=follow,
        running=running,
        shown=shown,
        views=_views(view, lines, shown),
        waits_for_rebase=waits_for_rebase(view),
        operations=shown_operations(lines.rebased if shown == "new" and lines.rebased else lines.operations),
        clean=[_clean(one) for one in view.operations],
        conflict=lines.conflict,
        fields_shown=fields_shown,
        field_names=field_names(),
        author=author,
        decider=decider,
        primary=_primary(view, author),
        refusals=_refusals(view),
        submission_without=submission_without(view),
        wordings=[(one, shown_operations(one.operations)) for one in wordings],
        events=[told(one) for one in reversed(events)],
        step_label=lambda action: action_label(action, language()),
        before=before,
        after=after,
    )


def _shown_as(lines: AmendmentRedline) -> str:
    asked = request.args.get("view", "")
    if asked == "clean" or (asked == "new" and lines.rebased):
        return asked
    return "base"


def _views(view: AmendmentView, lines: AmendmentRedline, shown: str) -> list[dict[str, Any]]:
    names = {"base": gettext("Against version {version}", version=view.base_version)}
    if lines.rebased and view.rebase_version:
        names["new"] = gettext("Against version {version}", version=view.rebase_version)
    names["clean"] = gettext("Clean")
    ways = list(names)
    following = ways[(ways.index(shown) + 1) % len(ways)]
    return [
        {
            "label": name,
            "url": url_for("web.amendment", amendment_id=view.id, view=way if way != "base" else None),
            "current": way == shown,
            "key": "view" if way == following else None,
        }
        for way, name in names.items()
    ]


def _clean(one: OperationView) -> dict[str, Any]:
    """What would stand there."""
    kind = one.clause_kind or ClauseKind.PARAGRAPH
    is_written = one.kind in (OperationKind.MODIFY, OperationKind.INSERT)
    return {
        "kind": one.kind,
        "name": name_clause(one.reference) if one.reference else gettext("the beginning of the text"),
        "text": one.text if is_written else "",
        "label": one.fields.label,
        "fields": fields_shown(one.fields, kind) if is_written else [],
        "heading": kind in (ClauseKind.TITLE, ClauseKind.HEADING, ClauseKind.ANNEX),
    }


def _sides(actions: Sequence[NextAction], state: AmendmentState) -> tuple[list[NextAction], list[NextAction]]:
    """The person's steps as author, and as one who decides."""
    author: list[NextAction] = []
    decider: list[NextAction] = []
    for one in actions:
        step = AMENDMENT_STEPS[state, AmendmentAction(one.action)]
        (author if step.side is Side.AUTHOR else decider).append(one)
    author = [one for one in author if one.is_allowed or one.action is not AmendmentAction.REQUEST_LATE]
    return sorted(author, key=lambda one: _ORDER.index(AmendmentAction(one.action))), decider


def _primary(view: AmendmentView, author: Sequence[NextAction]) -> AmendmentAction | None:
    """The step of the author that waits for this person, if any does."""
    allowed = {one.action for one in author if one.is_allowed}
    waits = view.waits_for is Party.AUTHOR or view.state in (AmendmentState.DRAFT, AmendmentState.RETURNED)
    if view.rebase is Rebase.ORPHANED:
        return None
    return next((one for one in _FIRST if one in allowed), None) if waits else None


def _refusals(view: AmendmentView) -> list[str]:
    """What this person cannot do here by their role, where they might expect it."""
    actor = session.current_actor()
    own = actor.delegation_code == view.delegation.code
    if own and actor.role is Role.EXPERT and view.state in (AmendmentState.DRAFT, AmendmentState.RETURNED):
        return [gettext("An expert drafts; a representative submits. Ask a representative to submit it.")]
    return []
