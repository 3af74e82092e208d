"""What a person sends to take a position or to enter one received outside, and what of it cannot be meant."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from program_workflow.domain import redline
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.positions import TRAITS, Stance
from program_workflow.domain.terms import OutsideChannel, PositionKind
from program_workflow.storage import VersionRow
from program_workflow.usecases.work import Work

MAX_WORDS: Final = 20_000
_A_DAY: Final = timedelta(days=1)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Said:
    """A position as a person sends it. due: a day, "2011-03-20". except_words: of an objection."""

    kind: PositionKind
    reason: str = ""
    due: str | None = None
    lifts_when: str = ""
    except_words: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """An act received outside, as a coordinator enters it. received_at: aware; the time that counts."""

    delegation: str
    channel: OutsideChannel
    received_at: datetime
    reference: str = ""


def check_said(w: Work, said: Said, outside: Outside | None) -> None:
    trait = TRAITS[said.kind]
    if not trait.offered:
        raise Invalid(N_("Only a silence procedure gives this position."), pointer="/kind")
    for name, words in (("reason", said.reason), ("lifts_when", said.lifts_when), ("except_words", said.except_words)):
        redline.refuse_control(words.replace("\r", ""))
        if len(words) > MAX_WORDS:
            raise Invalid(N_("At most {count} characters."), pointer=f"/{name}", count=MAX_WORDS)
    if trait.needs_reason and not said.reason.strip():
        if said.kind is PositionKind.AGREES_WITH_STATEMENT:
            raise Invalid(N_("Write the statement. It is shown to all delegations."), pointer="/reason")
        raise Invalid(N_("Give the reason. It is shown to all delegations."), pointer="/reason")
    if said.due is not None:
        _check_day(w, said.due, outside.received_at if outside else w.now)
        if trait.stance is not Stance.HELD:
            raise Invalid(N_("Only a reservation or ad referendum has a day by which it is lifted."), pointer="/due")
    if said.except_words and trait.stance is not Stance.AGAINST:
        raise Invalid(N_("Only an objection names words."), pointer="/except_words")
    if outside is not None:
        check_outside(w, outside)


def _check_day(w: Work, due: str, said_at: datetime) -> None:
    try:
        if not _DAY.fullmatch(due):
            raise ValueError(due)
        day = date.fromisoformat(due)
    except ValueError:
        raise Invalid(N_("Write the day as in 2011-03-20."), pointer="/due") from None
    if day < said_at.astimezone(ZoneInfo(w.actor.timezone)).date():
        raise Invalid(N_("This day is past already. Give a day that is still to come, or none."), pointer="/due")


def check_outside(w: Work, outside: Outside) -> None:
    redline.refuse_control(outside.reference)
    if len(outside.reference) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer="/on_behalf/reference", count=MAX_WORDS)
    at = outside.received_at
    if at.tzinfo is None or at > w.now:
        raise Invalid(
            N_("Say when it was received, with a zone; that cannot be in the future."),
            pointer="/on_behalf/received_at",
        )


def check_circulated(w: Work, program_id: str, outside: Outside) -> None:
    """Nothing is received on a program before its first text is before the delegations.

    The day before is let pass: a letter has a day, which begins and ends elsewhere than here. Raises Invalid.
    """
    first = w.session.scalars(
        select(VersionRow)
        .where(VersionRow.program_id == program_id, VersionRow.opened_at.is_not(None))
        .order_by(VersionRow.number)
        .limit(1)
    ).first()
    if first is None or first.opened_at is None or outside.received_at + _A_DAY >= first.opened_at:
        return
    raise Invalid(
        N_("Version {version} was circulated after that, on {time}."),
        pointer="/on_behalf/received_at",
        version=first.number,
        time=first.opened_at,
    )
