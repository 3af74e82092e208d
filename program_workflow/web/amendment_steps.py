"""Steps of one amendment: the page of consequences, the step, and what is said when somebody was faster."""

from collections.abc import Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, AmendmentAction, AmendmentState, Rebase
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import approvals, bulk, guards, stepping
from program_workflow.usecases.amendment_history import wordings_of
from program_workflow.usecases.amendment_reading import list_views, view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.operations import amendments_of
from program_workflow.usecases.reading import view_program
from program_workflow.usecases.silence_running import running_on
from program_workflow.usecases.views import AmendmentView, NextAction
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import (
    CANNOT_UNDO,
    CONSEQUENCES,
    DONE,
    QUESTIONS,
    shown_operations,
    title_of,
    who_sees,
)
from program_workflow.web.clause_words import fields_shown, name_clause
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.step_fields import step_fields, typed_until


@bp.get("/amendments/<amendment_id>/steps")
@needs(Permit.STEP_AMENDMENT)
def choose_amendment_step(amendment_id: str) -> ResponseReturnValue:
    """From the panel to the page of consequences of the step chosen there."""
    action, revision = request.args.get("action", ""), request.args.get("revision")
    if action not in set(QUESTIONS):
        flash(gettext("Choose what is to be done."), "note")
        return redirect(url_for("web.amendment", amendment_id=amendment_id), 303)
    return redirect(url_for("web.amendment_step", amendment_id=amendment_id, action=action, revision=revision), 303)


@bp.get("/amendments/<amendment_id>/steps/<action>")
@needs(Permit.STEP_AMENDMENT)
def amendment_step(amendment_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    seen = request.args.get("revision", "")
    with open_reading() as w:
        if seen.isascii() and seen.isdigit() and len(seen) < 9:
            view = view_amendment(w, amendment_id)
            if view.revision != int(seen):
                return _stale_page(w, view, w.stale("amendment", view.id), step)
        return _step_page(w, amendment_id, step)


@bp.post("/amendments/<amendment_id>/steps/<action>")
@needs(Permit.STEP_AMENDMENT)
def take_amendment_step(amendment_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _take(w, amendment_id, step))
    except Invalid as refusal:
        with open_reading() as w:
            return _step_page(w, amendment_id, step, refusal)
    except StaleRevision as refusal:
        with open_reading() as w:
            return _stale_page(w, view_amendment(w, amendment_id), refusal, step)
    return redirect(place, 303)


def _action(word: str) -> AmendmentAction:
    if word not in set(QUESTIONS):
        raise NotFound
    return AmendmentAction(word)


def _take(w: Work, amendment_id: str, step: AmendmentAction) -> str:
    """Takes the step and says what is now true."""
    before = view_amendment(w, amendment_id)
    text = forms.text("text") if "text" in request.form else None
    taken = stepping.take_step(
        w,
        amendment_id,
        step,
        seen_revision=forms.seen_revision(),
        reason=forms.text("reason").strip(),
        text=text,
        until=typed_until(step),
        without=request.form.getlist("without"),
        into=forms.text("into"),
    )
    number = taken.number if taken is not None else None
    flash(
        gettext(
            DONE[step], time=context.instant(w.now), code=before.delegation.code, number=number or title_of(before)
        ),
        "done",
    )
    if taken is None:
        return url_for("web.amendments", code=before.program_code, tab="mine")
    return url_for("web.amendment", amendment_id=amendment_id)


# --- The page before ----------------------------------------------------------------------------


def _step_page(
    w: Work, amendment_id: str, step: AmendmentAction, refusal: Invalid | None = None
) -> ResponseReturnValue:
    view = view_amendment(w, amendment_id)
    offered = next((one for one in view.next_actions if one.action is step), None)
    lacking = _lacking(view, offered)
    without = [code for code in request.values.getlist("without") if code in lacking]
    if lacking and set(without) == set(lacking):
        offered = NextAction(step)
    if offered is None:
        guards.check_side(w, guards.find_amendment(w, amendment_id), step)
    lines = redline_of_amendment(w, amendment_id)
    proposed = approvals.own_proposal(w, amendment_id) if view.rebase is Rebase.CONFLICT else None
    writes_anew = step in _WRITES_ANEW and view.rebase is Rebase.CONFLICT and not _is_draft(view)
    files_anew = writes_anew or (step is AmendmentAction.CONFIRM_REBASE and view.rebase is Rebase.CONFLICT)
    shown = lines.rebased if step is AmendmentAction.CONFIRM_REBASE and lines.rebased else lines.operations
    problems = _problems(refusal)
    program = view_program(w, view.program_code)
    return context.render(
        "pages/amendment_step.html",
        422 if problems else 200,
        amendment=view,
        amendment_title=title_of(view),
        step=step,
        offered=offered,
        title=gettext("Submit this amendment again?") if files_anew and not writes_anew else gettext(QUESTIONS[step]),
        button=gettext("Submit again") if files_anew and not writes_anew else action_label(step, language()),
        facts=_facts(w, view, step) + _without_facts(without),
        without=without,
        targets=_targets(w, view) if step is AmendmentAction.MERGE else [],
        typed_into=forms.text("into") or request.args.get("into", ""),
        who_sees=who_sees(view, step, [one.code for one in program.participants]),
        cannot_undo=gettext(CANNOT_UNDO[step]) if step in CANNOT_UNDO else None,
        operations=shown_operations(shown),
        conflict=lines.conflict,
        fields_shown=fields_shown,
        files_anew=files_anew,
        typed_text=forms.text("text")
        if "text" in request.form
        else proposed
        if proposed is not None
        else view.first.text,
        fields=step_fields(
            step,
            needs_reason=bool(offered and offered.needs_reason),
            problems=problems,
            offers=step is AmendmentAction.WITHDRAW and len(view.delegations) > 1,
        ),
        problems=problems,
        wrong={field: message for message, field in problems},
        zone=context.timezone(),
        remedy=_without_remedy(view, lacking) if lacking else _remedy(view, offered),
    )


#: Steps for which the wording is written against a clause that has changed, before it is filed again.
_WRITES_ANEW: Final = (AmendmentAction.ASK_APPROVAL, AmendmentAction.APPROVE)


def _is_draft(view: AmendmentView) -> bool:
    return view.state in (AmendmentState.DRAFT, AmendmentState.RETURNED)


def _targets(w: Work, view: AmendmentView) -> list[tuple[str, str]]:
    """The amendments it can be merged into: those that say the same first, then what else is live near it."""
    same = [one.amendment_id for one in view.collisions if one.is_same]
    found = list_views(w, amendments_of(w, guards.find_amendment(w, view.id).program_id, LIVE))
    others = [one for one in found if one.id != view.id and one.number]
    others.sort(key=lambda one: (one.id not in same, one.first.anchor_id != view.first.anchor_id))
    return [(one.id, f"{title_of(one)} ({', '.join(one.codes)})") for one in others]


def _lacking(view: AmendmentView, offered: NextAction | None) -> list[str]:
    """The named co-sponsors that have not consented, where nothing else stands in the way of submitting it."""
    if offered is None or offered.why_not not in (guards.NO_CONSENT, guards.NO_CONSENTS):
        return []
    return [one.delegation.code for one in view.sponsors if one.is_awaited]


def submission_without(view: AmendmentView) -> dict[str, str] | None:
    """Where it is submitted without the co-sponsors that have not consented; None where it waits for none."""
    lacking = _lacking(view, next((one for one in view.next_actions if one.action is AmendmentAction.SUBMIT), None))
    return _without_remedy(view, lacking) if lacking else None


def _without_facts(without: Sequence[str]) -> list[str]:
    return [gettext("{codes} is no longer named as a co-sponsor.", codes=code) for code in without]


def _without_remedy(view: AmendmentView, lacking: Sequence[str]) -> dict[str, str]:
    address = url_for("web.amendment_step", amendment_id=view.id, action=AmendmentAction.SUBMIT.value, without=lacking)
    return {"label": gettext("Submit without {codes}…", codes=", ".join(lacking)), "url": address}


def _problems(refusal: Invalid | None) -> list[tuple[str, str]]:
    return errors.field_errors(refusal) if refusal is not None else []


def _touched(view: AmendmentView) -> list[str]:
    return [one for each in view.operations for one in (each.clause_id, each.parent_id, each.after_clause_id) if one]


def _facts(w: Work, view: AmendmentView, step: AmendmentAction) -> list[str]:
    values = {"code": view.delegation.code, "version": view.rebase_version or view.base_version}
    said = [gettext(one, **values) for one in CONSEQUENCES[step]]
    if step is AmendmentAction.WITHDRAW and len(view.delegations) > 1:
        codes = ", ".join(view.codes[1:])
        said = [
            gettext("It is offered to its co-sponsors, any of whom may take it over: {codes}.", codes=codes),
            gettext("It is withdrawn only if none of them does so in time. Until then nothing else is done with it."),
        ]
    if step is AmendmentAction.SUBMIT and w.actor.delegation_id and running_on(w, view.program_code, _touched(view)):
        said.append(
            gettext("A silence procedure runs on a clause that it changes. Submitting it breaks the procedure.")
        )
    if step in (AmendmentAction.REOPEN, AmendmentAction.ANNUL) and view.state is AmendmentState.INCORPORATED:
        said.append(gettext("The change is taken out of the working version."))
    if step is AmendmentAction.REVIEW and view.number is None:
        number = bulk.foresee(w, view.program_code, [(view.id, view.revision)], step)[0].number
        if number:
            said.insert(0, gettext("Its number will be {number}.", number=number))
    if step in (AmendmentAction.AGREE, AmendmentAction.AGREE_AD_REFERENDUM):
        collides = {
            AmendmentAction.AGREE: N_("It collides with {number}, which could then not be agreed."),
            AmendmentAction.AGREE_AD_REFERENDUM: N_("It collides with {number}: only one of the two can be agreed."),
        }
        said += [
            gettext(collides[step], number=one.number or one.delegation) for one in view.collisions if not one.is_same
        ]
        said += [
            gettext("{number} proposes the same words: to agree to one of the two is enough.", number=one.number)
            if one.number
            else gettext("{code} proposes the same words: to agree to one of the two is enough.", code=one.delegation)
            for one in view.collisions
            if one.is_same
        ]
    return said


def _remedy(view: AmendmentView, offered: NextAction | None) -> dict[str, str] | None:
    """Where what is missing can be put right."""
    if offered is None or offered.is_allowed:
        return None
    if not _is_draft(view):
        return _ask_first(view, offered)
    late = AmendmentAction.REQUEST_LATE
    if any(one.action is late and one.is_allowed for one in view.next_actions):
        return {
            "label": action_label(late, language()) + "…",
            "url": url_for("web.amendment_step", amendment_id=view.id, action=late.value),
        }
    if any(one.action is AmendmentAction.SAVE for one in view.next_actions):
        return {"label": gettext("Edit the wording"), "url": url_for("web.edit_amendment", amendment_id=view.id)}
    return None


# --- Somebody was faster ------------------------------------------------------------------------


def _stale_page(w: Work, view: AmendmentView, refusal: StaleRevision, step: AmendmentAction) -> ResponseReturnValue:
    """Who changed it and when, the wording that was seen and the one that stands, and what was typed."""
    seen = request.values.get("wording", "")
    runs: Sequence[Any] = ()
    for earlier in wordings_of(w, view.id, limit=200):
        if str(earlier.number) == seen and not earlier.is_current:
            text = "".join(text for op, text in earlier.operations[0].runs if op != "-")
            runs = redline.compare(text, view.first.text)
    return context.render(
        "pages/amendment_stale.html",
        errors.STATUSES[refusal.code],
        amendment=view,
        amendment_title=title_of(view),
        message=errors.spoken(refusal),
        clause=name_clause(view.first.reference),
        runs=runs,
        typed="\n".join(filter(None, (forms.text(name) for name in ("text", "until", "reason")))),
        step=step,
    )


def _ask_first(view: AmendmentView, offered: NextAction) -> dict[str, str] | None:
    """A wording that is filed anew is put before the approver of the delegation first."""
    ask = AmendmentAction.ASK_APPROVAL
    asks = any(one.action is ask and one.is_allowed for one in view.next_actions)
    if offered.action is not AmendmentAction.CONFIRM_REBASE or not asks:
        return None
    return {
        "label": action_label(ask, language()) + "…",
        "url": url_for("web.amendment_step", amendment_id=view.id, action=ask.value),
    }
