"""Advice: the pages on which it is requested, given, released, and a request is withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AdviceKind, Recommendation
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import say
from program_workflow.usecases import advising
from program_workflow.usecases.advice_rows import find_advice, find_request
from program_workflow.usecases.advice_views import AdviceOn, advice_on
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.clause_words import tags_of
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.silence_words import zone_of_person
from program_workflow.web.typed import typed_instant

Refusal = Invalid | StaleRevision


def advice_here(w: Work, amendment_id: str) -> AdviceOn | None:
    """What stands on the page of an amendment; None where there is nothing to see or do."""
    if not permissions.may(w.actor, Permit.READ_ADVICE):
        return None
    found = advice_on(w, amendment_id)
    return found if found.advice or found.requests or found.may_give or found.may_request else None


@bp.get("/amendments/<amendment_id>/advice/new")
@needs(Permit.GIVE_ADVICE)
def advice_form(amendment_id: str) -> ResponseReturnValue:
    return _page(amendment_id, "give")


@bp.post("/amendments/<amendment_id>/advice/new")
@needs(Permit.GIVE_ADVICE)
def give_advice(amendment_id: str) -> ResponseReturnValue:
    def give(w: Work) -> None:
        kind, recommendation = forms.text("kind"), forms.text("recommendation")
        if kind not in set(AdviceKind):
            raise Invalid(N_("Choose in which respect."), pointer="/kind")
        if recommendation not in set(Recommendation):
            raise Invalid(N_("Choose what you recommend."), pointer="/recommendation")
        said = advising.Advice(AdviceKind(kind), Recommendation(recommendation), forms.text("text").strip())
        advising.give_advice(w, amendment_id, said, seen_wording=forms.number("wording"))

    done = gettext("The advice is given. It is internal to the secretariat until a coordinator releases it.")
    return _take(amendment_id, "give", give, done)


@bp.get("/amendments/<amendment_id>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def advice_request_form(amendment_id: str) -> ResponseReturnValue:
    return _page(amendment_id, "request")


@bp.post("/amendments/<amendment_id>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def request_advice(amendment_id: str) -> ResponseReturnValue:
    def ask(w: Work) -> None:
        kind = forms.text("kind")
        if kind not in set(AdviceKind):
            raise Invalid(N_("Choose in which respect."), pointer="/kind")
        advising.request_advice(
            w,
            amendment_id,
            AdviceKind(kind),
            due=typed_instant("due"),
            reviewer=forms.text("reviewer") or None,
            note=forms.text("note").strip(),
        )

    return _take(amendment_id, "request", ask, gettext("Advice is requested; the reviewer is told."))


def _take(amendment_id: str, step: str, act: Callable[[Work], None], done: str) -> ResponseReturnValue:
    def once(w: Work) -> str:
        act(w)
        return url_for("web.amendment", amendment_id=amendment_id, _anchor="advice")

    try:
        with open_work() as w:
            place = forms.once(w, lambda: once(w))
    except (Invalid, StaleRevision) as refusal:
        return _page(amendment_id, step, refusal)
    flash(done, "done")
    return redirect(place, 303)


def _page(amendment_id: str, step: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_amendment(w, amendment_id)
        found = advice_on(w, amendment_id)
        lines = redline_of_amendment(w, amendment_id)
        reviewers = advising.reviewers(w) if step == "request" else []
        tags = tags_of(w)
    problems = _problems(refusal)
    names = ("kind", "recommendation", "text", "due", "reviewer", "note")
    typed = {name: forms.text(name) for name in names} if request.method == "POST" else dict.fromkeys(names, "")
    asked = next((one.kind.value for one in found.requests if one.waits), AdviceKind.LEGAL.value)
    return context.render(
        "pages/advice_new.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        amendment=view,
        title=title_of(view),
        step=step,
        found=found,
        tags=tags,
        operations=shown_operations(lines.operations),
        kinds=[(one.value, sentence(label(one, language()))) for one in AdviceKind],
        recommendations=[(one.value, sentence(label(one, language()))) for one in Recommendation],
        reviewers=[("", gettext("any reviewer")), *reviewers],
        typed={**typed, "kind": typed["kind"] or asked},
        problems=problems,
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
    )


def _problems(refusal: Refusal | None) -> list[tuple[str, str]]:
    if isinstance(refusal, StaleRevision):
        return [(say(refusal, context.timezone()), "")]
    return errors.field_errors(refusal) if refusal is not None else []


# --- Steps -------------------------------------------------------------------------------------------


@bp.get("/advice/<advice_id>/release")
@needs(Permit.READ_ADVICE)
def advice_release(advice_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        row, amendment = find_advice(w, advice_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)
        found = advice_on(w, amendment.id)
        title = title_of(view_amendment(w, amendment.id))
    one = next(each for each in found.advice if each.id == row.id)
    return _step("release", amendment.id, title, one)


@bp.post("/advice/<advice_id>/release")
@needs(Permit.READ_ADVICE)
def release_advice(advice_id: str) -> ResponseReturnValue:
    def release(w: Work) -> str:
        row = advising.release_advice(w, advice_id, seen_revision=forms.seen_revision())
        return url_for("web.amendment", amendment_id=row.amendment_id, _anchor="advice")

    with open_work() as w:
        place = forms.once(w, lambda: release(w))
    flash(gettext("The advice is released: all delegations see it."), "done")
    return redirect(place, 303)


@bp.get("/advice-requests/<request_id>/withdraw")
@needs(Permit.READ_ADVICE)
def advice_request_end(request_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        row, amendment = find_request(w, request_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)
        found = advice_on(w, amendment.id)
        title = title_of(view_amendment(w, amendment.id))
    one = next((each for each in found.requests if each.id == row.id), None)
    if one is None:
        raise NotFound
    return _step("withdraw", amendment.id, title, one)


@bp.post("/advice-requests/<request_id>/withdraw")
@needs(Permit.READ_ADVICE)
def withdraw_advice_request(request_id: str) -> ResponseReturnValue:
    def withdraw(w: Work) -> str:
        row = advising.withdraw_request(w, request_id, seen_revision=forms.seen_revision())
        return url_for("web.amendment", amendment_id=row.amendment_id, _anchor="advice")

    with open_work() as w:
        place = forms.once(w, lambda: withdraw(w))
    flash(gettext("The request is withdrawn; nobody is awaited."), "done")
    return redirect(place, 303)


def _step(step: str, amendment_id: str, title: str, one: Any) -> ResponseReturnValue:
    return context.render("pages/advice_step.html", step=step, amendment_id=amendment_id, title=title, one=one)
