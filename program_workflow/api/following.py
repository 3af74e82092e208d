"""What the person behind the token follows."""

from typing import Any

from flask import Response

from program_workflow.api import rendering, telling_schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, needs, open_reading, sent, takes
from program_workflow.api.schemas import listed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Followed
from program_workflow.usecases import following
from program_workflow.usecases.work import Work


@bp.post("/me/follows")
@takes(telling_schemas.FollowIn)
@bp.output(telling_schemas.FollowOut, status_code=201)
@needs(Permit.READ_AMENDMENTS)
def follow(**_: Any) -> Response:
    """Follows a clause, an amendment or a delegation: what is told of it openly comes to you too."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(telling_schemas.FollowIn)
        return _follow(following.follow(w, Followed(asked["kind"]), asked["id"])), 201, None

    return act(do)


@bp.get("/me/follows")
@bp.output(listed(telling_schemas.FollowOut))
@needs(Permit.READ_OWN)
def my_follows() -> Response:
    """What you follow and may know of now."""
    with open_reading() as w:
        found = following.follows(w)
    return answer(rendering.page([_follow(one) for one in found]))


@bp.delete("/me/follows/<follow_id>")
@needs(Permit.READ_OWN)
def unfollow(follow_id: str) -> Response:
    """Ends following."""

    def do(w: Work) -> tuple[Any, int, None]:
        following.unfollow(w, follow_id)
        return {"deleted": follow_id}, 200, None

    return act(do)


def _follow(one: following.FollowView) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "subject": one.subject,
        "name": one.name,
        "link": one.link,
        "since": instant(one.since),
    }
