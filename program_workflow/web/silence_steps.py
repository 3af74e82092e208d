"""The steps of a silence procedure: the page between a button and its step, and what is typed on it."""

from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    OutsideChannel,
    PositionKind,
    PositionSubject,
    SilenceAction,
    SilenceState,
)
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import silence_answers, silence_views, silences
from program_workflow.usecases.silence_views import SilenceView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.clause_words import fields_shown, name_clause
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.silence_words import title_of as title_of_silence
from program_workflow.web.silence_words import zone_of_person
from program_workflow.web.typed import outside_of, typed_instant

#: What breaks it, as the page offers it.
BREAKING: Final = (
    PositionKind.OBJECTS,
    PositionKind.SCRUTINY_RESERVATION,
    PositionKind.GENERAL_RESERVATION,
    PositionKind.LINGUISTIC_RESERVATION,
    PositionKind.AD_REFERENDUM,
)
_AMENDMENT: Final = "amendment"
#: Of each page of a step: its question, and what happens.
STEPS: Final[Mapping[SilenceAction, tuple[str, tuple[str, ...]]]] = {
    SilenceAction.SERVE: (
        N_("Record a note by which a delegation was served"),
        (N_("It stands in the record as evidence that the delegation was served."),),
    ),
    SilenceAction.ANNOUNCE: (
        N_("Announce the silence procedure?"),
        (
            N_("All delegations that take part are told at once, by mail too."),
            N_("At its end, what is missing becomes “no objection received”, if nobody broke it before."),
        ),
    ),
    SilenceAction.AGREE: (
        N_("Agree to the text in scope?"),
        (N_("Your delegation agrees to each text of the scope; all delegations can read it."),),
    ),
    SilenceAction.BREAK: (
        N_("Break the silence?"),
        (
            N_("The procedure ends at once, and all are told."),
            N_("A message that is received after the instant is kept as late communication and changes nothing."),
        ),
    ),
    SilenceAction.CLARIFY: (
        N_("Ask, or clarify"),
        (N_("All delegations are told. The clock does not stop."),),
    ),
    SilenceAction.EXTEND: (
        N_("Extend the silence procedure?"),
        (N_("It stays running, and all delegations are told the new instant."),),
    ),
    SilenceAction.WITHDRAW: (
        N_("Withdraw the silence procedure?"),
        (N_("It ends without effect; no position changes."),),
    ),
    SilenceAction.ANNUL: (
        N_("Annul the adoption?"),
        (
            N_("A message proves to have been received in time. Two coordinators annul the adoption."),
            N_("What silence filled in becomes void; what was said before counts again."),
        ),
    ),
}
#: The same of a message that breaks nothing any more.
_LATE: Final[tuple[str, tuple[str, ...]]] = (
    N_("Send a late communication?"),
    (
        N_("The instant has passed: the message is kept as late communication and changes nothing."),
        N_("If it proves to have been received before the instant, two coordinators can annul the adoption."),
    ),
)
#: The same of a procedure that was broken by another message before its instant.
_FURTHER: Final[tuple[str, tuple[str, ...]]] = (
    N_("Send a further message?"),
    (N_("The silence is broken already; what is said now is kept with the procedure and counts as a position."),),
)
#: An agreement that a coordinator enters.
_RECEIVED: Final[tuple[str, tuple[str, ...]]] = (
    N_("Enter an agreement received?"),
    (N_("The delegation agrees to each text of the scope; all delegations can read it. It can contest the entry."),),
)
_TIMED: Final = frozenset({SilenceAction.ANNOUNCE, SilenceAction.EXTEND})
_REASONED: Final = frozenset(
    {
        SilenceAction.BREAK,
        SilenceAction.CLARIFY,
        SilenceAction.EXTEND,
        SilenceAction.WITHDRAW,
        SilenceAction.ANNUL,
    }
)


@bp.get("/silence/<silence_id>/<action>")
@needs(Permit.STEP_SILENCE)
def silence_step(silence_id: str, action: str) -> ResponseReturnValue:
    return _step_page(silence_id, _action(action))


@bp.post("/silence/<silence_id>/<action>")
@needs(Permit.STEP_SILENCE)
def take_silence_step(silence_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _take(w, silence_id, step))
    except Invalid as refusal:
        return _step_page(silence_id, step, errors.field_errors(refusal))
    return redirect(place, 303)


def _action(word: str) -> SilenceAction:
    if word not in set(STEPS):
        raise NotFound
    return SilenceAction(word)


def _take(w: Work, silence_id: str, step: SilenceAction) -> str:
    reason = forms.text("reason").strip()
    is_late = False
    match step:
        case SilenceAction.AGREE:
            is_late = silence_answers.agree(w, silence_id, outside=outside_of(w)).is_late
        case SilenceAction.CLARIFY:
            silence_answers.clarify(w, silence_id, reason)
        case SilenceAction.BREAK:
            is_late = _break(w, silence_id, reason)
        case _:
            silences.take_step(
                w,
                silence_id,
                step,
                seen_revision=forms.seen_revision(),
                reason=reason,
                expires_at=typed_instant("expires_at") if step in _TIMED else None,
                served=outside_of(w) if step is SilenceAction.SERVE else None,
            )
    if is_late:
        flash(gettext("It came after the instant: kept as late communication, it changes nothing."), "note")
    else:
        flash(gettext("It stands in the record: {act}.", act=label(step, language())), "done")
    return url_for("web.silence", silence_id=silence_id)


def _break(w: Work, silence_id: str, reason: str) -> bool:
    kind = forms.text("kind")
    if kind == _AMENDMENT:
        draft = forms.text("amendment")
        if not draft:
            raise Invalid(N_("Choose the draft that is filed."), pointer="/amendment")
        return silence_answers.break_silence(w, silence_id, reason, amendment_id=draft).is_late
    if kind not in set(BREAKING):
        raise Invalid(N_("Choose what breaks the silence."), pointer="/kind")
    return silence_answers.break_silence(
        w,
        silence_id,
        reason,
        kind=PositionKind(kind),
        clauses=request.form.getlist("items"),
        outside=outside_of(w),
    ).is_late


def _step_page(silence_id: str, step: SilenceAction, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = silence_views.view_silence(w, silence_id)
        is_coordinator = w.actor.is_coordinator
        drafts = _drafts(w, view) if step is SilenceAction.BREAK and not is_coordinator else []
        now = w.now
    is_broken = step is SilenceAction.BREAK and view.state is SilenceState.BROKEN
    is_late = step is SilenceAction.BREAK and view.state is SilenceState.ADOPTED
    is_late = is_late or (is_broken and now >= view.expires_at)
    is_further = is_broken and not is_late
    question, happens = _words(step, is_late=is_late, is_further=is_further, is_entered=is_coordinator)
    if is_late and is_broken:  # nothing was adopted that could be annulled
        happens = happens[:1]
    asks_outside = is_coordinator and step in (SilenceAction.AGREE, SilenceAction.BREAK, SilenceAction.SERVE)
    return context.render(
        "pages/silence_step.html",
        422 if problems else 200,
        view=view,
        title=title_of_silence(view),
        step=step,
        question=gettext(question),
        button=gettext("Send the message")
        if is_late or is_further
        else action_label(step, language()).removesuffix("…"),
        facts=[gettext(one) for one in happens],
        is_late=is_late or is_further,
        is_timed=step in _TIMED,
        needs_reason=step in _REASONED,
        asks_outside=asks_outside,
        members=[(one.delegation.code, one.delegation.code) for one in view.answers],
        channels=[(one.value, sentence(label(one, language()))) for one in OutsideChannel],
        kinds=_kinds(drafts),
        drafts=drafts,
        named=lambda reference: sentence(name_clause(reference)),
        fields_shown=fields_shown,
        shown_operations=shown_operations,
        items=[(one.subject_id, _item(one.subject, one.reference)) for one in view.items],
        typed=_typed(view, step),
        ticked=set(request.form.getlist("items")),
        problems=list(problems),
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
        server_time=now,
    )


def _words(step: SilenceAction, *, is_late: bool, is_further: bool, is_entered: bool) -> tuple[str, tuple[str, ...]]:
    if is_late:
        return _LATE
    if is_further:
        return _FURTHER
    return _RECEIVED if is_entered and step is SilenceAction.AGREE else STEPS[step]


def _kinds(drafts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    kinds = [(kind.value, sentence(label(kind, language()))) for kind in BREAKING]
    return [*kinds, (_AMENDMENT, gettext("Files an amendment"))] if drafts else kinds


def _drafts(w: Work, view: SilenceView) -> list[tuple[str, str]]:
    """Drafts of the person's delegation, any of which may be filed to break the silence."""
    return [(one.id, title_of(one)) for one in silence_answers.drafts_in_scope(w, view.id)]


def _item(subject: PositionSubject, reference: str) -> str:
    return reference if subject is PositionSubject.AMENDMENT else sentence(name_clause(reference))


def _typed(view: SilenceView, step: SilenceAction) -> dict[str, str]:
    names = ("reason", "expires_at", "kind", "amendment", "delegation", "channel", "received_at", "reference")
    if request.method == "POST":
        return {name: forms.text(name) for name in names}
    typed = dict.fromkeys(names, "") | {"kind": PositionKind.OBJECTS.value, "channel": OutsideChannel.NOTE.value}
    if step is SilenceAction.ANNOUNCE:
        local = view.expires_at.astimezone(ZoneInfo(context.timezone()))
        typed["expires_at"] = f"{local:%Y-%m-%dT%H:%M}"
    return typed
