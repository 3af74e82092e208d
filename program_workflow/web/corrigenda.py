"""Corrigenda: the page of one, proposing one, objecting to it, withdrawing it."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import CorrigendumAction, OutsideChannel, VersionAction
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import corrigenda, reading
from program_workflow.usecases.corrigendum_views import events_of_corrigendum, view_corrigendum
from program_workflow.usecases.finding import find_program, participants_of
from program_workflow.usecases.views import ClauseView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.alignment import language_name
from program_workflow.web.clause_words import excerpt, fields_compared, name_clause
from program_workflow.web.proposal_form import (
    FIELD_OF,
    WORDS,
    Change,
    What,
    changed_fields,
    fields_for,
    typed_fields,
)
from program_workflow.web.record_words import told
from program_workflow.web.session import current_actor, needs, open_reading, open_work
from program_workflow.web.silence_words import zone_of_person
from program_workflow.web.typed import outside_of, typed_instant

#: Of each page of a step: its question, and what happens.
STEPS: Final[Mapping[CorrigendumAction, tuple[str, tuple[str, ...]]]] = {
    CorrigendumAction.OBJECT: (
        N_("Object to corrigendum {number}?"),
        (
            N_("The corrigendum does not take effect; the text stays as it is. All are told."),
            N_("An objection that is received after the instant is kept and changes nothing."),
        ),
    ),
    CorrigendumAction.WITHDRAW: (
        N_("Withdraw corrigendum {number}?"),
        (N_("It ends without effect; the text stays as it is. All are told."),),
    ),
}


@bp.get("/corrigenda/<corrigendum_id>")
@needs(Permit.READ_PROGRAMS)
def corrigendum(corrigendum_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_corrigendum(w, corrigendum_id)
        program = reading.view_program(w, view.program)
        reads = permissions.may(w.actor, Permit.READ_POSITIONS)
        events = events_of_corrigendum(w, corrigendum_id) if reads else ()
        now = w.now
    return context.render(
        "pages/corrigendum.html",
        view=view,
        program=program,
        server_time=now,
        named=_named,
        fields_compared=fields_compared,
        language_name=language_name,
        reads=reads,
        mine=current_actor().delegation_code,
        history=[told(one) for one in reversed(events)],
    )


def _named(reference: str) -> str:
    return sentence(name_clause(reference))


# --- Proposing -----------------------------------------------------------------------------------------


@bp.get("/programs/<code>/versions/<number>/corrigendum")
@needs(Permit.PROPOSE_CORRIGENDUM)
def corrigendum_form(code: str, number: str) -> ResponseReturnValue:
    return _form(code, number)


@bp.post("/programs/<code>/versions/<number>/corrigendum")
@needs(Permit.PROPOSE_CORRIGENDUM)
def propose_corrigendum(code: str, number: str) -> ResponseReturnValue:
    def propose(w: Work) -> str:
        chosen = _chosen(_texts_of(w, code, number), request.form.getlist("clause"))
        sent = [
            corrigenda.CorrectionInput(one.id, said.text, changed_fields(said, one.fields), one.language)
            for one, said in ((one, _said(key, one)) for key, one in chosen.items())
        ]
        made = corrigenda.propose(
            w,
            code,
            number,
            sent,
            takes_effect_at=typed_instant("closes_at"),
            reason=forms.text("reason").strip(),
            seen_revision=forms.seen_revision(),
        )
        return url_for("web.corrigendum", corrigendum_id=made.id)

    if "take" in request.form:  # other clauses; what is typed of those that stay is kept
        return _form(code, number)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: propose(w))
    except Invalid as refusal:
        return _form(code, number, errors.field_errors(refusal))
    flash(gettext("The corrigendum is proposed. All delegations are told."), "done")
    return redirect(place, 303)


def _texts_of(w: Work, code: str, number: str) -> dict[str, ClauseView]:
    """Every text of every clause in its authentic languages, by what the form calls it, in reading order."""
    languages = reading.view_version(w, code, number).languages
    views = [reading.view_version(w, code, number, language=one) for one in languages]
    return {
        one.id if place == 0 else f"{one.id}-{one.language}": one
        for twins in zip(*(view.clauses for view in views), strict=True)
        for place, one in enumerate(twins)
        if one.language == languages[place]
    }


def _chosen(texts: Mapping[str, ClauseView], keys: Sequence[str]) -> dict[str, ClauseView]:
    """The texts that are corrected, in reading order."""
    return {key: one for key, one in texts.items() if key in set(keys)}


def _said(key: str, one: ClauseView) -> Change:
    """What the clause is to read as typed; a field that is not in the form stays as it is."""
    stands = {"text": one.text, **typed_fields(one.fields)}
    return Change(
        What.CHANGE,
        one.id,
        **{name: forms.text(field) if (field := f"{name}-{key}") in request.form else stands[name] for name in WORDS},
    )


def _row(key: str, one: ClauseView) -> tuple[str, ClauseView, Change, tuple[str, ...]]:
    """A text in the form, with what is typed of it and the fields that are shown."""
    said = _said(key, one)
    return key, one, said, fields_for(one.kind, said, typed_fields(one.fields))


def _form(code: str, number: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        version = reading.view_version(w, code, number)
        texts = _texts_of(w, code, number)
        days = corrigenda.shortest_days(find_program(w, code))
    offered = next((one for one in version.next_actions if one.action is VersionAction.CORRECT), None)
    sent = request.form or request.args
    chosen = _chosen(texts, sent.getlist("wanted" if "take" in sent else "clause"))
    return context.render(
        "pages/corrigendum_propose.html",
        422 if problems else 200,
        program=program,
        version=version,
        offered=offered,
        texts=texts,
        chosen=[_row(key, one) for key, one in chosen.items()],
        ticked=set(chosen),
        days=days,
        named=_named,
        language_name=language_name,
        excerpt=excerpt,
        typed={"closes_at": forms.text("closes_at"), "reason": forms.text("reason")},
        problems=[(said, _field(field, tuple(chosen))) for said, field in problems],
        wrong={_field(field, tuple(chosen)): said for said, field in problems},
        zone=zone_of_person(),
    )


def _field(field: str, chosen: Sequence[str]) -> str:
    """The field that the pointer of a refusal names: a correction by its place is the text or a field of its clause."""
    parts = field.split("-")
    if parts[0] == "corrections" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(chosen):
        return f"{FIELD_OF.get('/'.join(parts[2:]), 'text')}-{chosen[int(parts[1])]}"
    return field


# --- Steps ---------------------------------------------------------------------------------------------


@bp.get("/corrigenda/<corrigendum_id>/<action>")
@needs(Permit.OBJECT_TO_CORRIGENDUM)
def corrigendum_step(corrigendum_id: str, action: str) -> ResponseReturnValue:
    return _step_page(corrigendum_id, _action(action))


@bp.post("/corrigenda/<corrigendum_id>/<action>")
@needs(Permit.OBJECT_TO_CORRIGENDUM)
def take_corrigendum_step(corrigendum_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _take(w, corrigendum_id, step))
    except Invalid as refusal:
        return _step_page(corrigendum_id, step, errors.field_errors(refusal))
    return redirect(place, 303)


def _action(word: str) -> CorrigendumAction:
    if word not in set(STEPS):
        raise NotFound
    return CorrigendumAction(word)


def _take(w: Work, corrigendum_id: str, step: CorrigendumAction) -> str:
    reason = forms.text("reason").strip()
    if step is CorrigendumAction.WITHDRAW:
        corrigenda.withdraw(w, corrigendum_id, reason, seen_revision=forms.seen_revision())
        is_late = False
    else:
        is_late = corrigenda.object_to(w, corrigendum_id, reason, outside=outside_of(w)).is_late
    if is_late:
        flash(gettext("It came after the instant: kept as late communication, it changes nothing."), "note")
    else:
        flash(gettext("It stands in the record: {act}.", act=label(step, language())), "done")
    return url_for("web.corrigendum", corrigendum_id=corrigendum_id)


def _step_page(
    corrigendum_id: str, step: CorrigendumAction, problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_corrigendum(w, corrigendum_id)
        program = find_program(w, view.program)
        members = [one for one in participants_of(w, program.id) if not one.is_observer]
        languages = program.languages
        now = w.now
    question, facts = STEPS[step]
    return context.render(
        "pages/corrigendum_step.html",
        422 if problems else 200,
        view=view,
        step=step,
        question=gettext(question, number=view.number),
        facts=[gettext(one) for one in facts],
        button=action_label(step, language()),
        asks_outside=step is CorrigendumAction.OBJECT and current_actor().is_coordinator,
        members=[(one.code, one.code) for one in members],
        channels=[(one.value, sentence(label(one, language()))) for one in OutsideChannel],
        named=_named,
        fields_compared=fields_compared,
        language_name=language_name if len(languages) > 1 else None,
        server_time=now,
        typed={name: forms.text(name) for name in ("reason", "delegation", "channel", "received_at", "reference")},
        problems=list(problems),
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
    )
