"""Acts of a recorded negotiation that propose nothing: remarks, advice, participants."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import select

from program_workflow.domain.errors import N_, NotFound
from program_workflow.domain.terms import (
    AdviceKind,
    OutsideChannel,
    PositionKind,
    Recommendation,
    RemarkAction,
    RemarkKind,
)
from program_workflow.storage import AdviceRequestRow, AdviceRow
from program_workflow.usecases import advising, guards, programs, remarks
from program_workflow.usecases.advice_rows import Advised, about, open_requests
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.joining_answers import answer_on_joining
from program_workflow.usecases.position_checks import Outside, Said
from program_workflow.usecases.work import Work

Step = Mapping[str, Any]


class Telling(Protocol):
    """What of a `replaying.Story` these acts need."""

    clauses: dict[str, dict[str, str]]
    amendments: dict[tuple[str, str], str]
    remarks: dict[tuple[str, str], str]

    def code_of(self, step: Step) -> str: ...

    def instant(self, said: str) -> datetime: ...


def _remark(story: Telling, w: Work, step: Step) -> None:
    """On a clause, by its key; of the version as a whole where none is named."""
    code, clause = story.code_of(step), None
    if step.get("clause") is not None:
        clause = story.clauses[code].get(step["clause"])
        if clause is None:
            raise NotFound(N_("The file has no clause {key}."), key=str(step["clause"]))
    row = remarks.make_remark(
        w,
        code,
        remarks.Remark(RemarkKind(step["kind"]), step.get("text", ""), clause),
        answer=step.get("answer", ""),
        outside=outside_of_step(story, step),
    )
    w.session.flush()
    story.remarks[code, step["key"]] = row.id


def outside_of_step(story: Telling, step: Step) -> Outside | None:
    """How the act was received outside that a coordinator enters in this step."""
    one = step.get("on_behalf")
    if one is None:
        return None
    at = story.instant(one["received_at"])
    return Outside(one["delegation"], OutsideChannel(one["channel"]), at, one.get("reference", ""))


def _remark_step(story: Telling, w: Work, step: Step) -> None:
    found = story.remarks.get((story.code_of(step), step["remark"]))
    if found is None:
        raise NotFound(N_("The remark {key} was not made before."), key=str(step["remark"]))
    action = RemarkAction.ANSWER if step["act"] == "answer_remark" else RemarkAction.WITHDRAW
    remarks.take_step(w, found, action, seen_revision=None, text=step.get("text", ""))


def _amendment(story: Telling, step: Step) -> str:
    found = story.amendments.get((story.code_of(step), step["amendment"]))
    if found is None:
        raise NotFound(N_("The amendment {key} was not proposed before."), key=str(step["amendment"]))
    return found


def _advised(story: Telling, w: Work, step: Step) -> Advised:
    """The amendment that the step names; else the version as a whole."""
    if step.get("amendment") is not None:
        return guards.find_amendment(w, _amendment(story, step))
    return find_version(w, find_program(w, story.code_of(step)), step["version"])


def _request_advice(story: Telling, w: Work, step: Step) -> None:
    kind, due = AdviceKind(step["kind"]), story.instant(step["due"])
    reviewer, note = step.get("reviewer"), step.get("note", "")
    if step.get("amendment") is not None:
        advising.request_advice(w, _amendment(story, step), kind, due=due, reviewer=reviewer, note=note)
        return
    asked = advising.Asked(kind, due, reviewer, note)
    advising.request_advice_on_version(w, story.code_of(step), step["version"], asked)


def _advise(story: Telling, w: Work, step: Step) -> None:
    said = advising.Advice(AdviceKind(step["kind"]), Recommendation(step["recommendation"]), step.get("text", ""))
    if step.get("amendment") is not None:
        advising.give_advice(w, _amendment(story, step), said)
    else:
        advising.give_advice_on_version(w, story.code_of(step), step["version"], said)


def _release_advice(story: Telling, w: Work, step: Step) -> None:
    """All advice of the kind on it that is not released yet."""
    asked = select(AdviceRow.id).where(
        about(AdviceRow, _advised(story, w, step)),
        AdviceRow.kind == AdviceKind(step["kind"]),
        AdviceRow.released_at.is_(None),
    )
    found = w.session.scalars(asked.order_by(AdviceRow.given_at, AdviceRow.id)).all()
    if not found:
        raise NotFound(N_("There is no such advice that could be released."))
    for one in found:
        advising.release_advice(w, one, seen_revision=None)


def _withdraw_advice_request(story: Telling, w: Work, step: Step) -> None:
    """All requests of the kind on it that nobody has answered."""
    asked = select(AdviceRequestRow.id).where(
        about(AdviceRequestRow, _advised(story, w, step)),
        AdviceRequestRow.kind == AdviceKind(step["kind"]),
        open_requests(),
    )
    found = w.session.scalars(asked.order_by(AdviceRequestRow.requested_at, AdviceRequestRow.id)).all()
    if not found:
        raise NotFound(N_("There is no such request that could be withdrawn."))
    for one in found:
        advising.withdraw_request(w, one, seen_revision=None)


def _participant(story: Telling, w: Work, step: Step) -> None:
    since = story.instant(step["from"]) if step.get("from") else None
    until = story.instant(step["to"]) if step.get("to") else None
    programs.add_participant(w, story.code_of(step), step["delegation"], since=since, until=until)


def _answer_on_joining(story: Telling, w: Work, step: Step) -> None:
    said = Said(PositionKind(step["kind"]), step.get("reason", ""), step.get("due"))
    answer_on_joining(w, story.code_of(step), said, seen_version=None)


REMARK_ACTS: Final[Mapping[str, Callable[[Any, Work, Step], None]]] = {
    "remark": _remark,
    "answer_remark": _remark_step,
    "withdraw_remark": _remark_step,
    "request_advice": _request_advice,
    "advise": _advise,
    "release_advice": _release_advice,
    "withdraw_advice_request": _withdraw_advice_request,
    "participant": _participant,
    "answer_on_joining": _answer_on_joining,
}
