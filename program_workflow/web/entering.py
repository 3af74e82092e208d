"""An amendment received by letter, note or from the floor: entered by a coordinator for its delegation."""

from dataclasses import replace
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import (
    FileRefused,
    Invalid,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    TooLarge,
    WindowClosed,
)
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentState, OutsideChannel
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import entering
from program_workflow.usecases.finding import find_program, participants_of
from program_workflow.usecases.proposing import ground_of
from program_workflow.usecases.work import Work
from program_workflow.web import bp, errors, forms
from program_workflow.web.proposal_form import What, begin, inputs_of
from program_workflow.web.proposal_page import Letter, Proposal, proposal_page
from program_workflow.web.proposing import ground_typed, read_proposal, with_problem
from program_workflow.web.received import keep_scan
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.typed import typed_outside

_FIELDS: Final = ("delegation", "channel", "received_at", "reference")


@bp.get("/programs/<code>/amendments/received")
@needs(Permit.ENTER_AMENDMENT)
def enter_received(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        ground = ground_of(w, code, language=request.args.get("language") or language())
        clause = request.args.get("clause", "")
        changes = [begin(ground, clause, What.CHANGE)] if clause else []
        return proposal_page(w, Proposal(ground, changes, letter=_letter(w, code)))


@bp.post("/programs/<code>/amendments/received")
@needs(Permit.ENTER_AMENDMENT)
def change_received(code: str) -> ResponseReturnValue:
    proposal, answer = read_proposal(lambda w: Proposal(ground_typed(w, code), letter=_letter(w, code)))
    if answer is not None:
        return answer
    ground = proposal.ground
    done: dict[str, AmendmentState] = {}

    def act() -> str:
        made = entering.enter_amendment(
            w,
            code,
            inputs_of(ground, proposal.changes),
            typed_outside(),
            base_version=ground.version,
            language=ground.language,
            rationale=proposal.rationale,
        )
        if request.files.get("file"):
            keep_scan(w, made.id)
        done["state"] = made.state
        return url_for("web.amendment", amendment_id=made.id)

    try:
        with open_work() as w:
            place = forms.once(w, act)
    except (Invalid, FileRefused, TooLarge, NotPermitted, StaleRevision, StepNotAllowed, WindowClosed) as refusal:
        with open_reading() as w:
            return proposal_page(w, _refused(proposal, refusal))
    flash(_said(done.get("state")), "done")
    return redirect(place, 303)


def _said(state: AmendmentState | None) -> str:
    if state is AmendmentState.DRAFT:
        return gettext(
            "Entered. It was received after the window, and waits for late admission. Its delegation has been told."
        )
    return gettext("Entered and filed as of the time of its receipt. Its delegation has been told.")


def _refused(
    proposal: Proposal,
    refusal: Invalid | FileRefused | TooLarge | NotPermitted | StaleRevision | StepNotAllowed | WindowClosed,
) -> Proposal:
    """The form again with everything that was typed, and what is wrong at its field."""
    if isinstance(refusal, FileRefused | TooLarge):
        refusal = Invalid(refusal.template, pointer="/file", **refusal.params)
    if isinstance(refusal, Invalid):
        return with_problem(proposal, refusal)
    return replace(proposal, refusal=errors.spoken(refusal), status=errors.STATUSES[refusal.code])


def _letter(w: Work, code: str) -> Letter:
    members = [one for one in participants_of(w, find_program(w, code).id) if not one.is_observer]
    return Letter(
        typed={name: forms.text(name) for name in _FIELDS},
        members=[(one.code, f"{one.code} {one.name_ru if language() == 'ru' else one.name_en}") for one in members],
        channels=[(one.value, sentence(label(one, language()))) for one in OutsideChannel],
        action=url_for("web.change_received", code=code),
    )
