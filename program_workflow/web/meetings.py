"""Meetings: those a person may know of, the page of one, and how one is prepared."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.meeting import NEEDS_REASON
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import MeetingAction
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import meetings as holding
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.meeting_views import MeetingView, meetings_of, view_meeting
from program_workflow.usecases.meetings import Particulars
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import tags_of
from program_workflow.web.meeting_words import days_of, language_of, link_words, said, typed, typed_both, typed_line
from program_workflow.web.session import needs, open_reading, open_work

#: Of each page of a step: its question, what happens, what is then true.
STEPS: Final[Mapping[MeetingAction, tuple[str, tuple[str, ...], str]]] = {
    MeetingAction.ANNOUNCE: (
        N_("Announce the meeting?"),
        (
            N_("Those that take part see the meeting and its agenda from now on, and are told by mail."),
            N_("From then on they are told of every change of its dates, place and agenda."),
        ),
        N_("The meeting is announced to those who take part."),
    ),
    MeetingAction.OPEN: (
        N_("Open the meeting?"),
        (
            N_("Wordings are recorded from the floor, and decisions taken under the items of the agenda."),
            N_("Nothing is taken off the agenda any more."),
        ),
        N_("The meeting is open."),
    ),
    MeetingAction.CLOSE: (
        N_("Close the meeting?"),
        (
            N_("Nothing more is decided at it."),
            N_("Minutes and outcome document can still be revised and adopted."),
        ),
        N_("The meeting is closed. Finish the outcome document."),
    ),
    MeetingAction.CANCEL: (
        N_("Cancel the meeting?"),
        (
            N_("It is not held: it cannot be opened, and nothing is recorded at it."),
            N_("Those to whom it was announced are told, with the reason. Its agenda stays readable to them."),
        ),
        N_("The meeting is cancelled."),
    ),
}
_TAKEN: Final = {
    MeetingAction.ANNOUNCE: holding.announce,
    MeetingAction.OPEN: holding.open_meeting,
    MeetingAction.CLOSE: holding.close_meeting,
}


@bp.get("/meetings")
@needs(Permit.READ_MEETINGS)
def meetings() -> ResponseReturnValue:
    with open_reading() as w:
        found = meetings_of(w)
    return context.render("pages/meetings.html", found=found, days_of=days_of, said=said)


@bp.get("/meetings/<meeting_id>")
@needs(Permit.READ_MEETINGS)
def meeting(meeting_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
        tags = tags_of(w)
    steps = [one for one in view.actions if one in STEPS and (one is not MeetingAction.OPEN or view.announced_at)]
    return context.render(
        "pages/meeting.html",
        view=view,
        days=days_of(view),
        said=said,
        language_of=language_of,
        link_words=link_words,
        tags=tags,
        steps=steps,
        primary=_primary(view, steps),
    )


def _primary(view: MeetingView, steps: Sequence[MeetingAction]) -> MeetingAction | None:
    """The step that comes next."""
    if MeetingAction.OPEN in steps:
        return MeetingAction.OPEN
    return MeetingAction.ANNOUNCE if MeetingAction.ANNOUNCE in steps and not view.blocks else None


# --- Planning -----------------------------------------------------------------------------------------


@bp.get("/meetings/plan")
@needs(Permit.HOLD_MEETING)
def meeting_plan() -> ResponseReturnValue:
    return _form(None)


@bp.post("/meetings/plan")
@needs(Permit.HOLD_MEETING)
def plan_meeting() -> ResponseReturnValue:
    def plan(w: Work) -> str:
        return url_for("web.meeting_participants", meeting_id=holding.plan(w, _particulars()).id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: plan(w))
    except Invalid as refusal:
        return _form(None, errors.field_errors(refusal))
    flash(gettext("The meeting is planned; only coordinators see it. Say who takes part."), "done")
    return redirect(place, 303)


@bp.get("/meetings/<meeting_id>/change")
@needs(Permit.HOLD_MEETING)
def meeting_change(meeting_id: str) -> ResponseReturnValue:
    return _form(meeting_id)


@bp.post("/meetings/<meeting_id>/change")
@needs(Permit.HOLD_MEETING)
def change_meeting(meeting_id: str) -> ResponseReturnValue:
    def change(w: Work) -> str:
        holding.change(w, meeting_id, _particulars(), seen_revision=forms.seen_revision())
        return url_for("web.meeting", meeting_id=meeting_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: change(w))
    except Invalid as refusal:
        return _form(meeting_id, errors.field_errors(refusal))
    return redirect(place, 303)


def _particulars() -> Particulars:
    return Particulars(
        typed_both("title"),
        forms.text("starts_on").strip(),
        forms.text("ends_on").strip(),
        typed_both("place"),
        forms.number("number") if forms.text("number").strip() else None,
    )


def _form(meeting_id: str | None, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    view = None
    if meeting_id is not None:
        with open_reading() as w:
            view = view_meeting(w, meeting_id)
    plain = {
        name: forms.text(name) if request.method == "POST" else str(getattr(view, name, None) or "")
        for name in ("number", "starts_on", "ends_on")
    }
    return context.render(
        "pages/meeting_form.html",
        422 if problems else 200,
        view=view,
        title=typed("title", view.title if view else {}),
        place=typed("place", view.place if view else {}),
        plain=plain,
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


# --- Participants -------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/participants")
@needs(Permit.HOLD_MEETING)
def meeting_participants(meeting_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
        delegations = [one for code, one in delegation_views(w).items() if code is not None]
        tags = tags_of(w)
    return context.render(
        "pages/meeting_participants.html",
        view=view,
        delegations=delegations,
        taking={one.delegation.code: one for one in view.participants},
        tags=tags,
        said=said,
        may_leave=MeetingAction.UNINVITE in view.actions,
    )


@bp.post("/meetings/<meeting_id>/participants")
@needs(Permit.HOLD_MEETING)
def set_meeting_participants(meeting_id: str) -> ResponseReturnValue:
    """Who takes part and who is present, as ticked; only what differs is recorded."""

    def put(w: Work) -> str:
        view = view_meeting(w, meeting_id)
        taking = {one.delegation.code: one.is_present for one in view.participants}
        ticked, present = request.form.getlist("takes_part"), set(request.form.getlist("present"))
        seen: int | None = forms.seen_revision()
        for code in ticked:
            if taking.get(code) is not (code in present):
                holding.invite(w, meeting_id, code, is_present=code in present, seen_revision=seen)
                seen = None
        if MeetingAction.UNINVITE in view.actions:
            for code in taking.keys() - set(ticked):
                holding.uninvite(w, meeting_id, code, seen_revision=seen)
                seen = None
        return url_for("web.meeting", meeting_id=meeting_id)

    with open_work() as w:
        place = forms.once(w, lambda: put(w))
    return redirect(place, 303)


@bp.get("/meetings/<meeting_id>/participants/<code>")
@needs(Permit.HOLD_MEETING)
def meeting_participant(meeting_id: str, code: str) -> ResponseReturnValue:
    return _participant_form(meeting_id, code)


@bp.post("/meetings/<meeting_id>/participants/<code>")
@needs(Permit.HOLD_MEETING)
def set_meeting_participant(meeting_id: str, code: str) -> ResponseReturnValue:
    def put(w: Work) -> str:
        holding.invite(
            w,
            meeting_id,
            code,
            head=typed_both("head"),
            attendees=forms.text("attendees").split("\n"),
            seen_revision=forms.seen_revision(),
        )
        return url_for("web.meeting_participants", meeting_id=meeting_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: put(w))
    except Invalid as refusal:
        return _participant_form(meeting_id, code, errors.field_errors(refusal))
    return redirect(place, 303)


def _participant_form(meeting_id: str, code: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    one = next((each for each in view.participants if each.delegation.code == code), None)
    if one is None:
        raise NotFound
    return context.render(
        "pages/meeting_participant.html",
        422 if problems else 200,
        view=view,
        one=one,
        name=one.delegation.name(language()),
        head=typed("head", one.head),
        attendees=forms.text("attendees") if request.method == "POST" else "\n".join(one.attendees),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


# --- Agenda -------------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/agenda/new")
@needs(Permit.HOLD_MEETING)
def agenda_item_new(meeting_id: str) -> ResponseReturnValue:
    return _item_form(meeting_id, None)


@bp.post("/meetings/<meeting_id>/agenda/new")
@needs(Permit.HOLD_MEETING)
def add_agenda_item(meeting_id: str) -> ResponseReturnValue:
    def add(w: Work) -> str:
        holding.add_item(w, meeting_id, typed_both("title"), _about(w), seen_revision=forms.seen_revision())
        return url_for("web.meeting", meeting_id=meeting_id, _anchor="agenda")

    return _item_step(meeting_id, None, add)


@bp.get("/meetings/<meeting_id>/agenda/<item_id>")
@needs(Permit.HOLD_MEETING)
def agenda_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    return _item_form(meeting_id, item_id)


@bp.post("/meetings/<meeting_id>/agenda/<item_id>")
@needs(Permit.HOLD_MEETING)
def change_agenda_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    def change(w: Work) -> str:
        holding.change_item(
            w,
            meeting_id,
            item_id,
            title=typed_both("title"),
            about=_about(w),
            ordinal=forms.number("ordinal"),
            seen_revision=forms.seen_revision(),
        )
        return url_for("web.meeting", meeting_id=meeting_id, _anchor="agenda")

    return _item_step(meeting_id, item_id, change)


@bp.post("/meetings/<meeting_id>/agenda/<item_id>/remove")
@needs(Permit.HOLD_MEETING)
def remove_agenda_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    def remove(w: Work) -> str:
        holding.remove_item(w, meeting_id, item_id, seen_revision=forms.seen_revision())
        return url_for("web.meeting", meeting_id=meeting_id, _anchor="agenda")

    with open_work() as w:
        place = forms.once(w, lambda: remove(w))
    return redirect(place, 303)


def _about(w: Work) -> list[holding.About]:
    return [holding.named(w, line) for line in forms.text("about").split("\n") if line.strip()]


def _item_step(meeting_id: str, item_id: str | None, act: Any) -> ResponseReturnValue:
    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        return _item_form(meeting_id, item_id, errors.field_errors(refusal))
    return redirect(place, 303)


def _item_form(meeting_id: str, item_id: str | None, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    item = view.item(item_id) if item_id is not None else None
    typing = request.method == "POST"
    lines = "\n".join(typed_line(one) for one in item.about) if item else ""
    return context.render(
        "pages/meeting_item.html",
        422 if problems else 200,
        view=view,
        item=item,
        title=typed("title", item.title if item else {}),
        about=forms.text("about") if typing else lines,
        ordinal=forms.text("ordinal") if typing else str(item.ordinal if item else ""),
        may_go=MeetingAction.REMOVE_ITEM in view.actions,
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


# --- Steps --------------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/steps/<action>")
@needs(Permit.HOLD_MEETING)
def meeting_step(meeting_id: str, action: str) -> ResponseReturnValue:
    return _step_page(meeting_id, _action(action))


def _step_page(meeting_id: str, step: MeetingAction, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    question, happens, _ = STEPS[step]
    reason = {
        "label": gettext("Reason"),
        "hint": gettext("It is shown to all that take part."),
        "value": forms.text("reason"),
        "error": next((message for message, field in problems if field == "reason"), None),
        "required": True,
    }
    return context.render(
        "pages/meeting_step.html",
        422 if problems else 200,
        view=view,
        step=step,
        days=days_of(view),
        said=said,
        question=gettext(question),
        facts=[gettext(one) for one in happens],
        button=action_label(step, language()),
        reason=reason if step in NEEDS_REASON else None,
        problems=list(problems),
    )


@bp.post("/meetings/<meeting_id>/steps/<action>")
@needs(Permit.HOLD_MEETING)
def take_meeting_step(meeting_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)

    def take(w: Work) -> str:
        if step is MeetingAction.CANCEL:
            holding.cancel(w, meeting_id, forms.text("reason"), seen_revision=forms.seen_revision())
        else:
            _TAKEN[step](w, meeting_id, seen_revision=forms.seen_revision())
        return url_for("web.meeting", meeting_id=meeting_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except Invalid as refusal:
        return _step_page(meeting_id, step, errors.field_errors(refusal))
    flash(gettext(STEPS[step][2]), "done")
    return redirect(place, 303)


def _action(word: str) -> MeetingAction:
    if word not in set(STEPS):
        raise NotFound
    return MeetingAction(word)
