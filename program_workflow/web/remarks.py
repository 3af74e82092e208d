"""Remarks: those of a program, one of them, making and answering one."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import OutsideChannel, RemarkAction, RemarkKind, RemarkState
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import name_clause, say
from program_workflow.usecases import reading, remark_views, remarks
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.remark_views import RemarkView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import fields_shown, tags_of
from program_workflow.web.remark_words import kind_of, place_of, title_of
from program_workflow.web.session import current_actor, needs, open_reading, open_work
from program_workflow.web.silence_words import zone_of_person
from program_workflow.web.typed import outside_of

_TYPED = ("kind", "text", "delegation", "channel", "received_at", "reference", "answer")


@bp.get("/programs/<code>/remarks")
@needs(Permit.READ_REMARKS)
def remarks_of_program(code: str) -> ResponseReturnValue:
    state = request.args.get("state", "")
    wanted = RemarkState(state) if state in set(RemarkState) else None
    with open_reading() as w:
        program = reading.view_program(w, code)
        found = remark_views.remarks_of(w, code, state=wanted)
        total, waiting = remark_views.count_remarks(w, code)
        may_make = remarks.may_make(w, code)
        tags = tags_of(w)
    return context.render(
        "pages/remarks.html",
        program=program,
        found=found,
        total=total,
        waiting=waiting,
        wanted=wanted,
        states=[(one.value, sentence(label(one, language()))) for one in RemarkState],
        may_make=may_make,
        tags=tags,
        **words(),
    )


@bp.get("/remarks/<remark_id>")
@needs(Permit.READ_REMARKS)
def remark(remark_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = remark_views.view_remark(w, remark_id)
        tags = tags_of(w)
        shown = _clause(w, view.program, view.clause_id, view.version)
    return context.render(
        "pages/remark.html",
        view=view,
        title=title_of(view),
        tags=tags,
        clause=shown,
        fields_shown=fields_shown,
        **words(),
    )


def words() -> dict[str, Any]:
    """How the cards of remarks name things."""
    return {"place_of": place_of, "kind_of": kind_of}


def _clause(w: Work, code: str, clause_id: str | None, version: int) -> Any:
    """The clause as it stands in the version; None for the whole."""
    if clause_id is None:
        return None
    text = reading.view_version(w, code, version, language=language())
    return next((one for one in text.clauses if one.id == clause_id), None)


# --- Making one --------------------------------------------------------------------------------------


@bp.get("/programs/<code>/remarks/new")
@needs(Permit.MAKE_REMARK)
def new_remark(code: str) -> ResponseReturnValue:
    return _form(code, request.args.get("clause") or None)


@bp.post("/programs/<code>/remarks")
@needs(Permit.MAKE_REMARK)
def make_remark(code: str) -> ResponseReturnValue:
    clause_id = forms.text("clause").strip() or None

    def make(w: Work) -> str:
        row = remarks.make_remark(
            w,
            code,
            remarks.Remark(_kind(), forms.text("text").strip(), clause_id),
            seen_version=forms.number("version"),
            answer=forms.text("answer").strip(),
            outside=outside_of(w),
        )
        return url_for("web.remark", remark_id=row.id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: make(w))
    except (Invalid, StaleRevision) as refusal:
        return _form(code, clause_id, refusal)
    flash(gettext("It stands in the consolidated table now."), "done")
    return redirect(place, 303)


def _kind() -> RemarkKind:
    kind = forms.text("kind")
    if kind not in set(RemarkKind):
        raise Invalid(N_("Choose what it is."), pointer="/kind")
    return RemarkKind(kind)


def _form(code: str, clause_id: str | None, refusal: Invalid | StaleRevision | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        if program.filing is None:
            raise NotFound
        shown = _clause(w, code, clause_id, program.filing.number)
        if clause_id is not None and shown is None:
            raise NotFound
        senders = list(delegation_views(w).values()) if w.actor.is_coordinator else []
    problems = _problems(refusal)
    return context.render(
        "pages/remark_new.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        program=program,
        clause=shown,
        clause_name=name_clause(shown.reference) if shown else "",
        fields_shown=fields_shown,
        kinds=[(one.value, sentence(label(one, language()))) for one in _offered(clause_id)],
        senders=[(one.code, f"{one.code} {one.name(language())}") for one in senders if one.index],
        channels=[(one.value, sentence(label(one, language()))) for one in OutsideChannel],
        typed=_typed(),
        problems=problems,
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
        is_late=program.filing.state != "circulated",
    )


def _offered(clause_id: str | None) -> Sequence[RemarkKind]:
    """ "No comments" is said of the whole."""
    return [one for one in RemarkKind if clause_id is None or one is not RemarkKind.NO_COMMENTS][::-1]


def _problems(refusal: Invalid | StaleRevision | None) -> list[tuple[str, str]]:
    if isinstance(refusal, StaleRevision):
        return [(say(refusal, context.timezone()), "")]
    return errors.field_errors(refusal) if refusal is not None else []


def _typed() -> dict[str, str]:
    if request.method == "POST":
        return {name: forms.text(name) for name in _TYPED}
    kind = request.args.get("kind", "")
    return dict.fromkeys(_TYPED, "") | {
        "kind": kind if kind in set(RemarkKind) else RemarkKind.REMARK.value,
        "channel": OutsideChannel.LETTER.value,
    }


# --- Steps -------------------------------------------------------------------------------------------


@bp.get("/remarks/<remark_id>/<action>")
@needs(Permit.MAKE_REMARK)
def remark_step(remark_id: str, action: str) -> ResponseReturnValue:
    return _step_page(remark_id, _action(action))


@bp.post("/remarks/<remark_id>/<action>")
@needs(Permit.MAKE_REMARK)
def take_remark_step(remark_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)

    def take(w: Work) -> str:
        text = forms.text("text").strip()
        remarks.take_step(w, remark_id, step, seen_revision=forms.seen_revision(), text=text)
        return url_for("web.remark", remark_id=remark_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except Invalid as refusal:
        return _step_page(remark_id, step, refusal)
    done = step is RemarkAction.ANSWER
    flash(gettext("The remark is answered; its delegation is told.") if done else gettext("It is withdrawn."), "done")
    return redirect(place, 303)


def _action(word: str) -> RemarkAction:
    if word not in set(RemarkAction):
        raise NotFound
    return RemarkAction(word)


def _step_page(remark_id: str, step: RemarkAction, refusal: Invalid | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        view: RemarkView = remark_views.view_remark(w, remark_id)
        tags = tags_of(w)
        shown = _clause(w, view.program, view.clause_id, view.version)
    problems = _problems(refusal)
    return context.render(
        "pages/remark_step.html",
        422 if problems else 200,
        view=view,
        step=step,
        title=title_of(view),
        tags=tags,
        clause=shown,
        fields_shown=fields_shown,
        typed=forms.text("text"),
        problems=problems,
        wrong={field: message for message, field in problems},
        own=view.delegation.code == current_actor().delegation_code,
        **words(),
    )
