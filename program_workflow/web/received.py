"""An act received outside: its scans to read, and what its delegation says against the entry."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, FileRefused, Invalid, NotFound, TooLarge
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import ContestOutcome, ReceivedKind
from program_workflow.i18n import gettext
from program_workflow.usecases import position_views, received, received_acts, received_scans
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import title_of
from program_workflow.web.clause_words import tags_of
from program_workflow.web.session import needs, open_reading, open_work

_DONE = {
    "contest": N_("The entry is contested. The coordinators are told."),
    ContestOutcome.TAKEN_BACK.value: N_("The contest is taken back; the entry stands."),
    ContestOutcome.WITHDRAWN.value: N_("The entry is withdrawn and counts no longer."),
    "scan": N_("The scan is kept."),
}


@bp.get("/received/<act_id>")
@needs(Permit.READ_POSITIONS)
def received_act(act_id: str) -> ResponseReturnValue:
    return _page(act_id)


@bp.post("/received/<act_id>/scan")
@needs(Permit.READ_POSITIONS)
def add_scan(act_id: str) -> ResponseReturnValue:
    def take(w: Work) -> None:
        keep_scan(w, act_id)

    return _act(act_id, "scan", take)


@bp.post("/received/<act_id>/contest")
@needs(Permit.READ_POSITIONS)
def contest_act(act_id: str) -> ResponseReturnValue:
    return _act(act_id, "contest", lambda w: received.contest(w, act_id, forms.text("reason")))


@bp.post("/received/contests/<contest_id>/<outcome>")
@needs(Permit.READ_POSITIONS)
def end_contest(contest_id: str, outcome: str) -> ResponseReturnValue:
    if outcome not in set(ContestOutcome):
        raise NotFound
    with open_reading() as w:
        act_id = received.find_contest(w, contest_id).act_id
        code = received_acts.place_of(w, act_id)[0]

    def take(w: Work) -> None:
        seen = forms.seen_revision()
        received.end_contest(w, contest_id, ContestOutcome(outcome), forms.text("reason"), seen_revision=seen)

    answer = _act(act_id, outcome, take)
    with open_reading() as w:  # what waited for late admission is gone with its entry
        is_there = received_acts.is_there(w, act_id)
    return answer if is_there else redirect(url_for("web.amendments", code=code), 303)


@bp.get("/received/scans/<scan_id>")
@needs(Permit.READ_POSITIONS)
def read_scan(scan_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view, data = received_scans.read_scan(w, scan_id)
    answer = Response(data, mimetype=view.media_type, headers={"Cache-Control": "no-store"})
    answer.headers.set("Content-Disposition", "attachment", filename=view.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def keep_scan(w: Work, act_id: str) -> None:
    """Keeps the file of the form as a scan of the act."""
    sent = request.files.get("file")
    if sent is None:
        raise Invalid(N_("Choose the file of the scan."), pointer="/file")
    received_scans.add_scan(w, act_id, sent.filename or "", sent.stream.read())


def _act(act_id: str, done: str, take: Any) -> ResponseReturnValue:
    place = url_for("web.received_act", act_id=act_id)

    def once() -> str:
        take(w)
        return place

    try:
        with open_work() as w:
            place = forms.once(w, once)
    except (Invalid, FileRefused, TooLarge) as refusal:
        return _page(act_id, refusal)
    flash(gettext(_DONE[done]), "done")
    return redirect(place, 303)


def _page(act_id: str, refusal: Invalid | FileRefused | TooLarge | None = None) -> ResponseReturnValue:
    problems = [(message, field or "file") for message, field in errors.field_errors(refusal)] if refusal else []
    with open_reading() as w:
        papers = received.papers_of(w, act_id)
        is_amendment = papers.kind is ReceivedKind.AMENDMENT
        amendment = view_amendment(w, act_id) if is_amendment else None
        found = None if is_amendment else position_views.received_position(w, act_id)
        code, amendment_id, clause_id = received_acts.place_of(w, act_id)
        stand = received_acts.delegation_of(w, act_id)
        tags = tags_of(w)
    if is_amendment:
        back = url_for("web.amendment", amendment_id=amendment_id)
    elif amendment_id:
        back = url_for("web.amendment", amendment_id=amendment_id, _anchor="positions")
    elif clause_id:
        back = url_for("web.clause", code=code, clause_id=clause_id, _anchor="positions")
    else:
        back = url_for("web.positions_of_program", code=code)
    return context.render(
        "pages/received.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        one=found,
        amendment=amendment,
        name=title_of(amendment) if amendment else "",
        papers=papers,
        stand=stand,
        code=code,
        back=back,
        tags=tags,
        typed=forms.text("reason") if refusal else "",
        problems=problems,
        wrong={field: message for message, field in problems},
    )
