"""The floor screen of a meeting, for a projector: an item, its text in force, and the three steps of a wording."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision
from program_workflow.domain.meeting import DECIDES
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.terms import (
    AmendmentAction,
    EntryKind,
    PositionKind,
    VersionAction,
    VersionState,
)
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import say
from program_workflow.usecases import floor as deciding
from program_workflow.usecases import floor_versions, meeting_entries
from program_workflow.usecases.floor import ABSENT, Answer
from program_workflow.usecases.floor_views import FloorClause, FloorProgram, find_alternative, view_floor
from program_workflow.usecases.meeting_views import view_meeting
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.clause_words import name_clause, tags_of
from program_workflow.web.floor_forms import wording_forms
from program_workflow.web.meeting_words import language_of, link_words, said, typed_both
from program_workflow.web.proposal_form import INSERTED
from program_workflow.web.rolling import unlinked
from program_workflow.web.session import needs, open_reading, open_work

#: What is heard when a wording is read out, in the order of the page; "" is nothing.
_HEARD: Final = (
    PositionKind.AGREES,
    PositionKind.DOES_NOT_OBJECT,
    PositionKind.AGREES_WITH_STATEMENT,
    PositionKind.AD_REFERENDUM,
    PositionKind.SCRUTINY_RESERVATION,
    PositionKind.GENERAL_RESERVATION,
    PositionKind.LINGUISTIC_RESERVATION,
    PositionKind.OBJECTS,
    PositionKind.DECLARES_DISINTEREST,
)
_VERSION_STEPS: Final[Mapping[VersionState, VersionAction]] = {
    VersionState.CIRCULATED: VersionAction.CLOSE,
    VersionState.WORKING: VersionAction.TABLE,
}


@bp.get("/meetings/<meeting_id>/floor")
@needs(Permit.HOLD_MEETING)
def floor(meeting_id: str) -> ResponseReturnValue:
    return show_floor(meeting_id)


def show_floor(meeting_id: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    asked = request.form if request.method == "POST" else request.args
    chosen = [one for one in asked.getlist("clause") if one]
    with open_reading() as w:
        found = view_floor(w, meeting_id, asked.get("item") or None, chosen, asked.get("language") or None)
        tags = tags_of(w)
        wordings = wording_forms(w, found)
    return context.render(
        "pages/floor.html",
        422 if problems else 200,
        found=found,
        view=found.meeting,
        item=found.item,
        chosen=chosen,
        said=said,
        language_of=language_of,
        link_words=link_words,
        named=lambda reference: sentence(name_clause(reference)),
        tags=tags,
        proposers=[(one.delegation.code, one.delegation.name(language())) for one in found.meeting.members],
        everybody=[(one.delegation.code, one.delegation.name(language())) for one in found.meeting.participants],
        forms=wordings,
        inserted=[("", gettext("as the clause beside it")), *((one.value, label(one, language())) for one in INSERTED)],
        brackets=_brackets,
        text_languages={"en": gettext("English"), "ru": gettext("Russian")},
        operations=shown_operations,
        decides=[(one.value, action_label(one, language())) for one in DECIDES],
        steps_of=_version_steps,
        heard=_heard_words,
        typed={name: forms.text(name) for name in ("delegation", "rationale")},
        typed_kind=forms.text("kind") if request.method == "POST" else "",
        typed_for=forms.text("clause") if request.method == "POST" and "entry" not in request.form else "",
        entry=forms.text("entry") or EntryKind.DECISION.value,
        entry_kinds=[(one.value, sentence(label(one, language()))) for one in EntryKind],
        speaker=forms.text("speaker"),
        recorded={"en": forms.text("words_en"), "ru": forms.text("words_ru")},
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


def _brackets(clause: FloorClause) -> list[list[Any]]:
    """Text in square brackets, of the clause and of what is inserted after it."""
    return [unlinked(piece) for piece in clause.pieces]


def _heard_words(kind: str) -> str:
    return label(PositionKind(kind), language()) if kind in set(PositionKind) else gettext("absent")


def _version_steps(one: FloorProgram) -> list[tuple[str, str]]:
    """What the meeting can do next with the newest version: (action, what its button says)."""
    if one.latest_state is VersionState.CLOSED:
        steps = [VersionAction.NEXT, VersionAction.FINALISE]
    else:
        steps = [_VERSION_STEPS[one.latest_state]] if one.latest_state in _VERSION_STEPS else []
    return [(step.value, action_label(step, language())) for step in steps]


# --- Two: read out ------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/floor/<item_id>/<amendment_id>/read")
@needs(Permit.HOLD_MEETING)
def floor_reading(meeting_id: str, item_id: str, amendment_id: str) -> ResponseReturnValue:
    return _reading(meeting_id, item_id, amendment_id)


@bp.post("/meetings/<meeting_id>/floor/<item_id>/<amendment_id>/read")
@needs(Permit.HOLD_MEETING)
def record_reading(meeting_id: str, item_id: str, amendment_id: str) -> ResponseReturnValue:
    def read_out(w: Work) -> str:
        answers = {
            name.removeprefix("heard_"): Answer(value, forms.text(f"reason_{name.removeprefix('heard_')}"))
            for name, value in request.form.items()
            if name.startswith("heard_") and value
        }
        deciding.read_out(
            w,
            meeting_id,
            item_id,
            amendment_id,
            answers,
            seen_revision=forms.seen_revision(),
            seen_reading=request.form.get("seen_reading"),
        )
        return _back(meeting_id, item_id, amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: read_out(w))
    except Invalid as refusal:
        return _reading(meeting_id, item_id, amendment_id, errors.field_errors(refusal))
    except StaleRevision as refusal:
        if refusal.theirs is not None:  # the wording is another one by now: the page of both
            raise
        return _reading(meeting_id, item_id, amendment_id, [(say(refusal, context.timezone()), "")])
    return redirect(place, 303)


def _reading(
    meeting_id: str, item_id: str, amendment_id: str, problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    with open_reading() as w:
        view, one, present = find_alternative(w, meeting_id, amendment_id)
        tags = tags_of(w)
    heard = {code: _before(one.standings.get(code)) for code in present}
    if request.method == "POST":
        heard = {code: forms.text(f"heard_{code}") for code in present}
    return context.render(
        "pages/floor_reading.html",
        422 if problems else 200,
        view=view,
        item=view.item(item_id),
        one=one,
        title=title_of(one.view),
        operations=shown_operations(one.redline.operations),
        said=said,
        language_of=language_of,
        present=present,
        tags=tags,
        heard=heard,
        heard_words=_heard_words,
        reasons={code: forms.text(f"reason_{code}") for code in present},
        choices={code: _choices(said_before=bool(_before(one.standings.get(code)))) for code in present},
        absent=ABSENT,
        back=_back(meeting_id, item_id, amendment_id),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


def _before(standing: Any) -> str:
    """The position that stands, so that it is not asked for again."""
    if standing is None or standing.position is None or standing.is_to_reconfirm:
        return ""
    kind = standing.position.kind
    return kind.value if TRAITS[kind].offered and standing.position.act_id else ""


def _choices(*, said_before: bool) -> list[tuple[str, str]]:
    """Who has said something on this wording keeps to it until it says something else."""
    return [
        (
            "",
            gettext("nothing heard: its position stands") if said_before else gettext("nothing heard: does not object"),
        ),
        *((one.value, label(one, language())) for one in _HEARD),
        (ABSENT, gettext("absent")),
    ]


def _back(meeting_id: str, item_id: str, amendment_id: str) -> str:
    """The floor, at the clause from which the step was taken."""
    clause = request.values.get("clause") or None
    return url_for("web.floor", meeting_id=meeting_id, item=item_id, clause=clause, _anchor=f"a-{amendment_id}")


# --- Three: decided -----------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/floor/<item_id>/<amendment_id>/decide")
@needs(Permit.HOLD_MEETING)
def floor_decision(meeting_id: str, item_id: str, amendment_id: str) -> ResponseReturnValue:
    return _decision(meeting_id, item_id, amendment_id)


@bp.post("/meetings/<meeting_id>/floor/<item_id>/<amendment_id>/decide")
@needs(Permit.HOLD_MEETING)
def decide_on_floor(meeting_id: str, item_id: str, amendment_id: str) -> ResponseReturnValue:
    def decide(w: Work) -> str:
        deciding.decide(
            w,
            meeting_id,
            item_id,
            amendment_id,
            _decides(forms.text("action")),
            reason=forms.text("reason"),
            until=forms.text("until").strip() or None,
            rejecting=request.form.getlist("rejecting"),
            seen_revision=forms.seen_revision(),
        )
        return _back(meeting_id, item_id, amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: decide(w))
    except Invalid as refusal:
        return _decision(meeting_id, item_id, amendment_id, errors.field_errors(refusal))
    flash(gettext("The decision is recorded, with the meeting as ground."), "done")
    return redirect(place, 303)


def _decides(word: str) -> AmendmentAction:
    if word not in set(DECIDES):
        raise NotFound
    return AmendmentAction(word)


def _decision(
    meeting_id: str, item_id: str, amendment_id: str, problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    action = _decides(request.values.get("action", ""))
    with open_reading() as w:
        view, one, _ = find_alternative(w, meeting_id, amendment_id)
        clause = request.values.get("clause") or ""
        found = view_floor(w, meeting_id, item_id, [clause] if clause else [])
        tags = tags_of(w)
    others = {
        each.view.id: each.view
        for program in found.programs
        for shown in program.clauses
        if any(each.view.id == amendment_id for each in shown.alternatives)
        for each in shown.alternatives
        if each.is_undecided and each.view.id != amendment_id
    }
    contested = {each.amendment_id: "same" if each.is_same else "collides" for each in one.view.collisions}
    return context.render(
        "pages/floor_decision.html",
        422 if problems else 200,
        view=view,
        item=view.item(item_id),
        one=one,
        action=action,
        button=action_label(action, language()),
        title=title_of(one.view),
        others=[
            (each.id, title_of(each), each.delegation.code, contested.get(each.id, "combines"))
            for each in others.values()
        ],
        operations=shown_operations(one.redline.operations),
        said=said,
        tags=tags,
        clause=clause,
        typed={name: forms.text(name) for name in ("reason", "until")},
        ticked=set(request.form.getlist("rejecting")) if request.method == "POST" else contested.keys(),
        back=_back(meeting_id, item_id, amendment_id),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


@bp.get("/meetings/<meeting_id>/floor/<item_id>/keep/<code>/<clause_id>")
@needs(Permit.HOLD_MEETING)
def floor_keeping(meeting_id: str, item_id: str, code: str, clause_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = view_floor(w, meeting_id, item_id, [clause_id])
    clauses = [one for each in found.programs if each.code == code for one in each.clauses]
    clause = next((one for one in clauses if one.id == clause_id), None)
    if clause is None:
        raise NotFound
    return context.render(
        "pages/floor_keeping.html",
        view=found.meeting,
        item=found.item,
        code=code,
        clause=clause,
        name=name_clause(clause.reference),
        others=[(one.view.id, title_of(one.view)) for one in clause.alternatives if one.is_undecided],
        said=said,
        back=url_for("web.floor", meeting_id=meeting_id, item=item_id, clause=clause_id),
    )


@bp.post("/meetings/<meeting_id>/floor/<item_id>/keep/<code>/<clause_id>")
@needs(Permit.HOLD_MEETING)
def keep_on_floor(meeting_id: str, item_id: str, code: str, clause_id: str) -> ResponseReturnValue:
    def keep(w: Work) -> str:
        deciding.keep_text(
            w, meeting_id, item_id, code, clause_id, reason=forms.text("reason"), seen=request.form.getlist("seen")
        )
        return url_for("web.floor", meeting_id=meeting_id, item=item_id, clause=clause_id)

    with open_work() as w:
        place = forms.once(w, lambda: keep(w))
    flash(gettext("The text stands as it is; its alternatives are rejected."), "done")
    return redirect(place, 303)


# --- Versions -----------------------------------------------------------------------------------------

_VERSION_WORDS: Final[Mapping[VersionAction, tuple[str, tuple[str, ...]]]] = {
    VersionAction.CLOSE: (
        N_("Close the window for proposals?"),
        (N_("No amendment can be submitted any more but from the floor; drafts stay drafts."),),
    ),
    VersionAction.NEXT: (
        N_("Make the next version?"),
        (N_("Agreed amendments are incorporated; the others are carried over."),),
    ),
    VersionAction.TABLE: (
        N_("Lay the version before the meeting?"),
        (
            N_("Its text does not change any more, and everybody may read it. No window for proposals follows."),
            N_("What was agreed stands in it; wordings from the floor are made to it."),
        ),
    ),
    VersionAction.FINALISE: (
        N_("Finalise the version?"),
        (
            N_("Those present that said nothing of a clause do not object to it."),
            N_("The text is frozen as the agreed draft."),
        ),
    ),
}


@bp.get("/meetings/<meeting_id>/floor/<item_id>/versions/<code>/<action>")
@needs(Permit.HOLD_MEETING)
def floor_version(meeting_id: str, item_id: str, code: str, action: str) -> ResponseReturnValue:
    step = _version_action(action)
    with open_reading() as w:
        found = view_floor(w, meeting_id, item_id)
    program = next((one for one in found.programs if one.code == code), None)
    if program is None:
        raise NotFound
    question, happens = _VERSION_WORDS[step]
    return context.render(
        "pages/floor_version.html",
        view=found.meeting,
        item=found.item,
        program=program,
        step=step,
        question=gettext(question),
        facts=[gettext(one) for one in happens],
        button=action_label(step, language()),
        present=found.present,
        said=said,
        back=url_for("web.floor", meeting_id=meeting_id, item=item_id),
    )


@bp.post("/meetings/<meeting_id>/floor/<item_id>/versions/<code>/<action>")
@needs(Permit.HOLD_MEETING)
def take_floor_version(meeting_id: str, item_id: str, code: str, action: str) -> ResponseReturnValue:
    step = _version_action(action)

    def take(w: Work) -> str:
        floor_versions.take_step(w, meeting_id, item_id, code, step, seen_revision=forms.seen_revision())
        return url_for("web.floor", meeting_id=meeting_id, item=item_id)

    with open_work() as w:
        place = forms.once(w, lambda: take(w))
    flash(gettext("It stands in the record: {act}.", act=label(step, language())), "done")
    return redirect(place, 303)


def _version_action(word: str) -> VersionAction:
    if word not in set(floor_versions.STEPS):
        raise NotFound
    return VersionAction(word)


# --- What is recorded in words ------------------------------------------------------------------------


@bp.post("/meetings/<meeting_id>/record")
@needs(Permit.HOLD_MEETING)
def record_entry(meeting_id: str) -> ResponseReturnValue:
    """A decision in free words, a statement, or a next step, under the item that is on the screen."""
    kind, item = forms.text("entry"), forms.text("item") or None

    def record(w: Work) -> str:
        words = typed_both("words")
        match kind:
            case EntryKind.STATEMENT:
                meeting_entries.record_statement(w, meeting_id, item, forms.text("speaker"), words)
            case EntryKind.NEXT_STEP:
                meeting_entries.record_next_step(w, meeting_id, item, words)
            case EntryKind.DECISION if item is not None:
                meeting_entries.record_decision(w, meeting_id, item, words)
            case _:
                raise NotFound
        chosen = forms.text("clause") or None
        return url_for("web.floor", meeting_id=meeting_id, item=item, clause=chosen, _anchor="recorded")

    try:
        with open_work() as w:
            place = forms.once(w, lambda: record(w))
    except Invalid as refusal:
        return show_floor(meeting_id, errors.field_errors(refusal))
    return redirect(place, 303)


@bp.get("/meetings/<meeting_id>/recorded/<entry_id>/strike")
@needs(Permit.HOLD_MEETING)
def entry_strike(meeting_id: str, entry_id: str) -> ResponseReturnValue:
    return _strike_page(meeting_id, entry_id)


@bp.post("/meetings/<meeting_id>/recorded/<entry_id>/strike")
@needs(Permit.HOLD_MEETING)
def strike_entry(meeting_id: str, entry_id: str) -> ResponseReturnValue:
    def strike(w: Work) -> str:
        meeting_entries.strike(w, meeting_id, entry_id, forms.text("reason"), seen_revision=forms.seen_revision())
        return url_for("web.meeting", meeting_id=meeting_id, _anchor="agenda")

    try:
        with open_work() as w:
            place = forms.once(w, lambda: strike(w))
    except Invalid as refusal:
        return _strike_page(meeting_id, entry_id, errors.field_errors(refusal))
    return redirect(place, 303)


def _strike_page(meeting_id: str, entry_id: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    entries = [*(each for one in view.items for each in one.entries), *view.general]
    entry = next((one for one in entries if one.id == entry_id), None)
    if entry is None:
        raise NotFound
    return context.render(
        "pages/meeting_strike.html",
        422 if problems else 200,
        view=view,
        entry=entry,
        said=said,
        language_of=language_of,
        typed=forms.text("reason"),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )
