"""Meetings: planning, participants, agenda, announcing, opening and closing."""

from collections.abc import Callable
from typing import Any

from flask import Response

from program_workflow import phrases
from program_workflow.api import meeting_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import MeetingAction
from program_workflow.storage import MeetingRow
from program_workflow.usecases import meetings
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_sight import find_meeting
from program_workflow.usecases.meeting_views import (
    EntryView,
    ItemView,
    MeetingView,
    ParticipantView,
    events_of_meeting,
    meetings_of,
    view_meeting,
)
from program_workflow.usecases.meetings import About, Particulars
from program_workflow.usecases.papers import PaperView
from program_workflow.usecases.work import Work

_STEPS = {"announce": meetings.announce, "open": meetings.open_meeting, "close": meetings.close_meeting}


@bp.get("/meetings")
@bp.output(schemas.MeetingsOut)
@needs(Permit.READ_MEETINGS)
def list_meetings() -> Response:
    """The meetings that you may know of, the last first."""
    with open_reading() as w:
        found = meetings_of(w)
    return answer(rendering.page([render(one) for one in found]))


@bp.post("/meetings")
@takes(schemas.MeetingIn)
@bp.output(schemas.MeetingOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def plan_meeting(**_: Any) -> Response:
    """Plans a meeting. Nobody but the coordinators knows of it until it is announced."""

    def do(w: Work) -> tuple[Any, int, int]:
        return meeting_answer(w, meetings.plan(w, _particulars(sent(schemas.MeetingIn))).id, 201)

    return act(do, check=lambda w: permissions.need(w.actor, Permit.HOLD_MEETING))


@bp.get("/meetings/<meeting_id>")
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def get_meeting(meeting_id: str) -> Response:
    """A meeting with its participants and agenda; what was recorded under it is not for observers."""
    with open_reading() as w:
        found = view_meeting(w, meeting_id)
    return answer(render(found), revision=found.revision)


@bp.get("/meetings/<meeting_id>/events")
@needs(Permit.READ_MEETINGS)
def meeting_events(meeting_id: str) -> Response:
    """The record of a meeting, oldest first."""
    with open_reading() as w:
        found = events_of_meeting(w, meeting_id)
    return answer(rendering.page([rendering.event(one) for one in found]))


@bp.put("/meetings/<meeting_id>")
@takes(schemas.MeetingIn)
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def change_meeting(meeting_id: str, **_: Any) -> Response:
    """Title, place and dates; those who know of the meeting are told."""

    def do(w: Work) -> None:
        meetings.change(w, meeting_id, _particulars(sent(schemas.MeetingIn)), seen_revision=seen_revision())

    return step(meeting_id, do)


@bp.post("/meetings/<meeting_id>/steps")
@takes(schemas.MeetingStepIn)
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def step_meeting(meeting_id: str, **_: Any) -> Response:
    """Announces the meeting to those who take part, opens it, closes it, or cancels a planned one with a reason."""

    def do(w: Work) -> None:
        asked = sent(schemas.MeetingStepIn)
        if asked["action"] == MeetingAction.CANCEL:
            meetings.cancel(w, meeting_id, asked["reason"], seen_revision=seen_revision())
        else:
            _STEPS[asked["action"]](w, meeting_id, seen_revision=seen_revision())

    return step(meeting_id, do)


@bp.put("/meetings/<meeting_id>/participants/<code>")
@takes(schemas.MeetingParticipantIn)
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def put_meeting_participant(meeting_id: str, code: str, **_: Any) -> Response:
    """A delegation or observer organisation takes part; sent again, what is given of it is changed."""

    def do(w: Work) -> None:
        asked = sent(schemas.MeetingParticipantIn)
        meetings.invite(
            w,
            meeting_id,
            code,
            head=Both(**asked["head"]) if asked["head"] is not None else None,
            attendees=asked["attendees"],
            is_present=asked["is_present"],
            seen_revision=seen_revision(),
        )

    return step(meeting_id, do)


@bp.delete("/meetings/<meeting_id>/participants/<code>")
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def remove_meeting_participant(meeting_id: str, code: str) -> Response:
    """Takes it off the list before the meeting is opened."""
    return step(meeting_id, lambda w: meetings.uninvite(w, meeting_id, code, seen_revision=seen_revision()))


# --- Agenda -------------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/agenda")
@needs(Permit.READ_MEETINGS)
def get_agenda(meeting_id: str) -> Response:
    """The items in their order, with what they are bound to."""
    with open_reading() as w:
        found = view_meeting(w, meeting_id)
    return answer(rendering.page([render_item(one, found.is_full) for one in found.items]))


@bp.post("/meetings/<meeting_id>/agenda")
@takes(schemas.AgendaItemIn)
@bp.output(schemas.MeetingOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def add_agenda_item(meeting_id: str, **_: Any) -> Response:
    """An item at the end, bound to clauses, amendments or versions of programs."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.AgendaItemIn)
        meetings.add_item(w, meeting_id, Both(**asked["title"]), _about(asked["about"]), seen_revision=None)
        return meeting_answer(w, meeting_id, 201)

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.patch("/meetings/<meeting_id>/agenda/<item_id>")
@takes(schemas.AgendaItemPatch)
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def change_agenda_item(meeting_id: str, item_id: str, **_: Any) -> Response:
    """Its title, what it is bound to, or its place in the order."""

    def do(w: Work) -> None:
        asked = sent(schemas.AgendaItemPatch)
        meetings.change_item(
            w,
            meeting_id,
            item_id,
            title=Both(**asked["title"]) if asked["title"] is not None else None,
            about=_about(asked["about"]) if asked["about"] is not None else None,
            ordinal=asked["ordinal"],
            seen_revision=seen_revision(),
        )

    return step(meeting_id, do)


@bp.delete("/meetings/<meeting_id>/agenda/<item_id>")
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def remove_agenda_item(meeting_id: str, item_id: str) -> Response:
    """Takes it off the agenda before the meeting is opened."""
    return step(meeting_id, lambda w: meetings.remove_item(w, meeting_id, item_id, seen_revision=seen_revision()))


# --- Between requests and use cases -------------------------------------------------------------------


def check_holds(w: Work, meeting_id: str) -> None:
    """Not found before not permitted."""
    find_meeting(w, meeting_id)
    permissions.need(w.actor, Permit.HOLD_MEETING)


def step(meeting_id: str, do: Callable[[Work], Any]) -> Response:
    """A change of the meeting that was seen; answers the meeting."""

    def acted(w: Work) -> tuple[Any, int, int]:
        do(w)
        return meeting_answer(w, meeting_id, 200)

    return act(
        acted,
        check=lambda w: check_holds(w, meeting_id),
        lock=lambda w, seen: w.lock(MeetingRow, meeting_id, seen),
    )


def meeting_answer(w: Work, meeting_id: str, status: int) -> tuple[Any, int, int]:
    w.session.flush()
    view = view_meeting(w, meeting_id)
    return render(view), status, view.revision


def _particulars(asked: dict[str, Any]) -> Particulars:
    place = Both(**asked["place"]) if asked["place"] else Both()
    return Particulars(Both(**asked["title"]), asked["starts_on"], asked["ends_on"], place, asked["number"])


def _about(asked: list[dict[str, Any]]) -> list[About]:
    return [About(one["amendment"], one["program"], one["version"], one["clause"]) for one in asked]


def render(view: MeetingView) -> dict[str, Any]:
    return {
        "id": view.id,
        "number": view.number,
        "title": dict(view.title),
        "name": view.name,
        "place": dict(view.place),
        "starts_on": view.starts_on,
        "ends_on": view.ends_on,
        "state": view.state.value,
        "announced_at": instant(view.announced_at),
        "opened_at": instant(view.opened_at),
        "closed_at": instant(view.closed_at),
        "cancelled_at": instant(view.cancelled_at),
        "cancel_reason": view.cancel_reason,
        "participants": [_participant(one) for one in view.participants],
        "agenda": [render_item(one, view.is_full) for one in view.items],
        **({"recorded": [render_entry(one) for one in view.general]} if view.is_full else {}),
        "papers": [_paper(one) for one in view.papers],
        "blocks": [phrases.fill(one.template, one.params) for one in view.blocks],
        "next_actions": [one.value for one in view.actions],
        "revision": view.revision,
    }


def _participant(one: ParticipantView) -> dict[str, Any]:
    return {
        "delegation": one.delegation.code,
        "is_observer": one.delegation.is_observer,
        "head": dict(one.head),
        "attendees": list(one.attendees),
        "is_present": one.is_present,
    }


def render_item(one: ItemView, full: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.id,
        "ordinal": one.ordinal,
        "title": dict(one.title),
        "about": [
            {
                "subject": link.subject.value,
                "id": link.id,
                "program": link.program,
                "version": link.version,
                "reference": link.reference,
            }
            for link in one.about
        ],
    }
    return {**found, "recorded": [render_entry(each) for each in one.entries]} if full else found


def render_entry(one: EntryView) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "item": one.item,
        "delegation": one.delegation.code if one.delegation else None,
        "text": dict(one.text),
        "subject": one.subject.value if one.subject else None,
        "subject_id": one.subject_id,
        "action": one.action,
        "reference": one.reference,
        "text_hash": one.text_hash,
        "at": instant(one.at),
        "stands": one.stands,
        "struck_at": instant(one.struck_at),
        "struck_reason": one.struck_reason,
    }


def _paper(one: PaperView) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "number": one.number,
        "state": one.state.value,
        "revision": one.current.number,
        "hash": one.current.hash,
    }
