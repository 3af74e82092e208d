"""The person behind the token: account, turn, notifications."""

from typing import Any

from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, actor, bp, needs, open_reading, query, sent, takes
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import claiming, notifications, people, turn
from program_workflow.usecases.work import Work


@bp.get("/me")
@bp.output(schemas.PersonOut)
@needs(Permit.READ_OWN)
def me() -> Response:
    """Who you are and in which capacity."""
    with open_reading() as w:
        view = people.read_user(w, str(actor().user_id))
    return answer(
        {
            "id": view.id,
            "email": view.email,
            "name": view.name,
            "role": view.role.value,
            "delegation": view.delegation_code,
            "language": view.language,
            "timezone": view.timezone,
        }
    )


@bp.post("/me/turn/claims")
@takes(schemas.ClaimIn)
@bp.output(schemas.ClaimOut, status_code=201)
@needs(Permit.CLAIM_TURN)
def claim_turn(**_: Any) -> Response:
    """Marks an item of your turn as one you are on: your own side sees it, and nobody is locked out."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(schemas.ClaimIn)
        return _claim(claiming.claim(w, asked["type"], asked["id"])), 201, None

    return act(do)


@bp.delete("/me/turn/claims/<kind>/<subject_id>")
@needs(Permit.CLAIM_TURN)
def release_turn(kind: str, subject_id: str) -> Response:
    """Takes the mark away, whoever of your side made it."""

    def do(w: Work) -> tuple[Any, int, None]:
        claiming.release(w, kind, subject_id)
        return {"deleted": subject_id}, 200, None

    return act(do)


def _claim(mark: claiming.ClaimView | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {"by": mark.by, "mine": mark.is_mine, "at": instant(mark.at), "until": instant(mark.until)}


@bp.get("/me/turn")
@bp.output(schemas.listed(schemas.TurnItemOut))
@needs(Permit.READ_OWN)
def my_turn() -> Response:
    """What waits for you, most pressing first."""
    with open_reading() as w:
        found = turn.my_turn(w)
    items = [
        {
            "task": one.task.value,
            "when": one.when.value,
            "since": instant(one.since),
            "deadline": instant(one.deadline),
            "program": one.program_code,
            "amendment": one.amendment.id if one.amendment else None,
            "version": one.version_number,
            "clauses": one.clauses,
            "clause": one.place[1] if one.place and one.reference else None,
            "silence": one.silence_id,
            "corrigendum": one.corrigendum_id,
            "remark": one.remark.id if one.remark else None,
            "advice": one.advice.value if one.advice else None,
            "subject": {"type": one.subject[0], "id": one.subject[1]},
            "age_days": one.age(w.now),
            "claim": _claim(one.claim),
        }
        for one in found.items
    ]
    return answer(rendering.page(items))


@bp.get("/me/notifications")
@bp.input(schemas.PageQuery, location="query", validation=False)
@bp.output(schemas.listed(schemas.NotificationOut))
@needs(Permit.READ_OWN)
def my_notifications(**_: Any) -> Response:
    """Your notifications, newest first."""
    asked = query(schemas.PageQuery)
    with open_reading() as w:
        found = notifications.notifications(w, asked["cursor"], asked["limit"])
    return answer(rendering.page(map(_notification, found.items), found.next))


@bp.post("/me/notifications/<notification_id>/read")
@bp.output(schemas.NotificationReadOut)
@needs(Permit.READ_OWN)
def read_notification(notification_id: str) -> Response:
    """Marks a notification as read."""

    def do(w: Work) -> tuple[Any, int, None]:
        return _notification(notifications.mark_read(w, notification_id)), 200, None

    return act(do)


def _notification(one: notifications.NotificationView) -> dict[str, Any]:
    return {
        "id": one.id,
        "event": one.event.value,
        "text": one.sentence,
        "link": one.link,
        "reason": one.reason,
        "deadline": instant(one.deadline),
        "created_at": instant(one.created_at),
        "read_at": instant(one.read_at),
    }
