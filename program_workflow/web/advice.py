"""Advice: the pages on which it is requested, given, released, and a request is withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass
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
from program_workflow.storage import VersionRow
from program_workflow.usecases import advising
from program_workflow.usecases.advice_rows import find_advice, find_request
from program_workflow.usecases.advice_views import AdviceOn, advice_about, advice_on, advice_on_version
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


@dataclass(frozen=True, slots=True)
class AdviceHere:
    """What stands on the page of an amendment or version. give_url, request_url: "" where it is not this person's."""

    found: AdviceOn
    give_url: str
    request_url: str


@dataclass(frozen=True, slots=True)
class Place:
    """What advice is on, as its pages name it."""

    code: str
    title: str
    url: str


def advice_here(w: Work, amendment_id: str) -> AdviceHere | None:
    """None where there is nothing to see or do."""
    if not permissions.may(w.actor, Permit.READ_ADVICE):
        return None
    at: dict[str, Any] = {"amendment_id": amendment_id}
    return _here(advice_on(w, amendment_id), url_for("web.advice_form", **at), url_for("web.advice_request_form", **at))


def advice_here_on_version(w: Work, code: str, version: VersionRow) -> AdviceHere | None:
    """The same on the page of a version."""
    if not permissions.may(w.actor, Permit.READ_ADVICE):
        return None
    at: dict[str, Any] = {"code": code, "number": version.number}
    give, ask = url_for("web.advice_on_version_form", **at), url_for("web.advice_request_on_version_form", **at)
    return _here(advice_about(w, version), give, ask)


def _here(found: AdviceOn, give_url: str, request_url: str) -> AdviceHere | None:
    if not (found.advice or found.requests or found.earlier or found.actions):
        return None
    return AdviceHere(found, give_url if found.may_give else "", request_url if found.may_request else "")


# --- On an amendment ---------------------------------------------------------------------------------


@bp.get("/amendments/<amendment_id>/advice/new")
@needs(Permit.GIVE_ADVICE)
def advice_form(amendment_id: str) -> ResponseReturnValue:
    return _page(amendment_id, "give")


@bp.post("/amendments/<amendment_id>/advice/new")
@needs(Permit.GIVE_ADVICE)
def give_advice(amendment_id: str) -> ResponseReturnValue:
    def give(w: Work) -> AdviceOn:
        advising.give_advice(w, amendment_id, _said(), seen_wording=forms.number("wording"))
        return advice_on(w, amendment_id)

    return _take(give, _GIVEN, lambda refusal: _page(amendment_id, "give", refusal))


@bp.get("/amendments/<amendment_id>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def advice_request_form(amendment_id: str) -> ResponseReturnValue:
    return _page(amendment_id, "request")


@bp.post("/amendments/<amendment_id>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def request_advice(amendment_id: str) -> ResponseReturnValue:
    def ask(w: Work) -> AdviceOn:
        one = _asked()
        advising.request_advice(w, amendment_id, one.kind, due=one.due, reviewer=one.reviewer, note=one.note)
        return advice_on(w, amendment_id)

    return _take(ask, _REQUESTED, lambda refusal: _page(amendment_id, "request", refusal))


def _page(amendment_id: str, step: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_amendment(w, amendment_id)
        found = advice_on(w, amendment_id)
        lines = redline_of_amendment(w, amendment_id)
        place, reviewers, tags = _place(w, found), _reviewers(w, step), tags_of(w)
    act_url = url_for("web.give_advice" if step == "give" else "web.request_advice", amendment_id=amendment_id)
    shown = {"amendment": view, "tags": tags, "operations": shown_operations(lines.operations)}
    return _form(step, place, found, reviewers, refusal, act_url=act_url, **shown)


# --- On a version ------------------------------------------------------------------------------------


@bp.get("/programs/<code>/versions/<number>/advice/new")
@needs(Permit.GIVE_ADVICE)
def advice_on_version_form(code: str, number: str) -> ResponseReturnValue:
    return _page_of_version(code, number, "give")


@bp.post("/programs/<code>/versions/<number>/advice/new")
@needs(Permit.GIVE_ADVICE)
def give_advice_on_version(code: str, number: str) -> ResponseReturnValue:
    def give(w: Work) -> AdviceOn:
        advising.give_advice_on_version(w, code, number, _said(), seen_text=forms.text("text_hash") or None)
        return advice_on_version(w, code, number)

    return _take(give, _GIVEN, lambda refusal: _page_of_version(code, number, "give", refusal))


@bp.get("/programs/<code>/versions/<number>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def advice_request_on_version_form(code: str, number: str) -> ResponseReturnValue:
    return _page_of_version(code, number, "request")


@bp.post("/programs/<code>/versions/<number>/advice/request")
@needs(Permit.REQUEST_ADVICE)
def request_advice_on_version(code: str, number: str) -> ResponseReturnValue:
    def ask(w: Work) -> AdviceOn:
        advising.request_advice_on_version(w, code, number, _asked())
        return advice_on_version(w, code, number)

    return _take(ask, _REQUESTED, lambda refusal: _page_of_version(code, number, "request", refusal))


def _page_of_version(code: str, number: str, step: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        found = advice_on_version(w, code, number)
        place, reviewers = _place(w, found), _reviewers(w, step)
    act = "web.give_advice_on_version" if step == "give" else "web.request_advice_on_version"
    return _form(step, place, found, reviewers, refusal, act_url=url_for(act, code=code, number=found.version))


# --- What both have in common ------------------------------------------------------------------------

_GIVEN = N_("The advice is given. It is internal to the secretariat until a coordinator releases it.")
_REQUESTED = N_("Advice is requested; the reviewer is told.")


def _kind() -> AdviceKind:
    kind = forms.text("kind")
    if kind not in set(AdviceKind):
        raise Invalid(N_("Choose in which respect."), pointer="/kind")
    return AdviceKind(kind)


def _said() -> advising.Advice:
    kind, recommendation = _kind(), forms.text("recommendation")
    if recommendation not in set(Recommendation):
        raise Invalid(N_("Choose what you recommend."), pointer="/recommendation")
    return advising.Advice(kind, Recommendation(recommendation), forms.text("text").strip())


def _asked() -> advising.Asked:
    kind = _kind()
    return advising.Asked(kind, typed_instant("due"), forms.text("reviewer") or None, forms.text("note").strip())


def _take(
    act: Callable[[Work], AdviceOn], done: str, again: Callable[[Refusal], ResponseReturnValue]
) -> ResponseReturnValue:
    try:
        with open_work() as w:
            url = forms.once(w, lambda: _place(w, act(w)).url)
    except (Invalid, StaleRevision) as refusal:
        return again(refusal)
    flash(gettext(done), "done")
    return redirect(url, 303)


def _place(w: Work, found: AdviceOn) -> Place:
    if found.amendment_id is not None:
        title = title_of(view_amendment(w, found.amendment_id))
        return Place(found.program, title, url_for("web.amendment", amendment_id=found.amendment_id, _anchor="advice"))
    title = gettext("Version {version} of {program}", version=found.version, program=found.program)
    return Place(
        found.program, title, url_for("web.version", code=found.program, number=found.version, _anchor="advice")
    )


def _reviewers(w: Work, step: str) -> list[tuple[str, str]]:
    return [("", gettext("any reviewer")), *advising.reviewers(w)] if step == "request" else []


def _form(
    step: str, place: Place, found: AdviceOn, reviewers: list[tuple[str, str]], refusal: Refusal | None, **shown: Any
) -> ResponseReturnValue:
    problems = _problems(refusal)
    names = ("kind", "recommendation", "text", "due", "reviewer", "note")
    typed = {name: forms.text(name) for name in names} if request.method == "POST" else dict.fromkeys(names, "")
    asked = next((one.kind.value for one in found.requests if one.waits), AdviceKind.LEGAL.value)
    return context.render(
        "pages/advice_new.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        place=place,
        step=step,
        found=found,
        kinds=[(one.value, sentence(label(one, language()))) for one in AdviceKind],
        recommendations=[(one.value, sentence(label(one, language()))) for one in Recommendation],
        reviewers=reviewers,
        typed={**typed, "kind": typed["kind"] or asked},
        problems=problems,
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
        **shown,
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
        row, on = find_advice(w, advice_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)
        found = advice_about(w, on)
        place = _place(w, found)
    one = next(each for each in found.advice if each.id == row.id)
    return context.render("pages/advice_step.html", step="release", place=place, found=found, one=one)


@bp.post("/advice/<advice_id>/release")
@needs(Permit.READ_ADVICE)
def release_advice(advice_id: str) -> ResponseReturnValue:
    def release(w: Work) -> str:
        advising.release_advice(w, advice_id, seen_revision=forms.seen_revision())
        return _place(w, advice_about(w, find_advice(w, advice_id)[1])).url

    with open_work() as w:
        url = forms.once(w, lambda: release(w))
    flash(gettext("The advice is released: all delegations see it."), "done")
    return redirect(url, 303)


@bp.get("/advice-requests/<request_id>/withdraw")
@needs(Permit.READ_ADVICE)
def advice_request_end(request_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        row, on = find_request(w, request_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)
        found = advice_about(w, on)
        place = _place(w, found)
    one = next((each for each in found.requests if each.id == row.id), None)
    if one is None:
        raise NotFound
    return context.render("pages/advice_step.html", step="withdraw", place=place, found=found, one=one)


@bp.post("/advice-requests/<request_id>/withdraw")
@needs(Permit.READ_ADVICE)
def withdraw_advice_request(request_id: str) -> ResponseReturnValue:
    def withdraw(w: Work) -> str:
        advising.withdraw_request(w, request_id, seen_revision=forms.seen_revision())
        return _place(w, advice_about(w, find_request(w, request_id)[1])).url

    with open_work() as w:
        url = forms.once(w, lambda: withdraw(w))
    flash(gettext("The request is withdrawn; nobody is awaited."), "done")
    return redirect(url, 303)
