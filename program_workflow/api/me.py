"""The person behind the token: account, turn, notifications."""

from typing import Any

from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, actor, bp, needs, open_reading, query
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import notifications, people, turn
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
            "silence": one.silence_id,
            "remark": one.remark.id if one.remark else None,
            "advice": one.advice.value if one.advice else None,
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
