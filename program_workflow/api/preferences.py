"""How the person behind the token is told."""

from typing import Any

from flask import Response

from program_workflow.api import telling_schemas as schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, actor, bp, needs, open_reading, sent, takes
from program_workflow.domain.permissions import Permit
from program_workflow.domain.preferences import next_digest
from program_workflow.domain.terms import Concern
from program_workflow.usecases import people, preferring
from program_workflow.usecases.work import Work


@bp.get("/me/preferences")
@bp.output(schemas.PreferencesOut)
@needs(Permit.READ_OWN)
def my_preferences() -> Response:
    """How you are told: by mail at once, in the digest of the day, or only in the product."""
    with open_reading() as w:
        return answer(_preferences(w))


@bp.patch("/me/preferences")
@takes(schemas.PreferencesIn)
@bp.output(schemas.PreferencesOut)
@needs(Permit.READ_OWN)
def choose_preferences(**_: Any) -> Response:
    """Changes what is named. It counts from the next event on; what waits for a digest goes at the new hour.

    What needs an act of yours goes by mail at once; into the digest only if you say so here.
    """

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(schemas.PreferencesIn)
        people.set_preferences(
            w, language=asked.get("language"), timezone=asked.get("timezone"), mail_on=asked.get("mail")
        )
        preferring.choose(
            w,
            ways=asked.get("events"),
            digest_hour=asked.get("digest_hour"),
            quiet_weekend=asked.get("quiet_weekend"),
        )
        return _preferences(w), 200, None

    return act(do)


def _preferences(w: Work) -> dict[str, Any]:
    view, chosen = people.read_user(w, str(actor().user_id)), preferring.my_preferences(w)
    return {
        "language": view.language,
        "timezone": view.timezone,
        "mail": view.mail_on,
        "digest_hour": chosen.digest_hour,
        "quiet_weekend": chosen.quiet_weekend,
        "next_digest": instant(next_digest(w.now, view.timezone, chosen)),
        "events": {concern.value: chosen.way_of(concern).value for concern in Concern},
    }
