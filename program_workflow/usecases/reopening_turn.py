"""Requests to reopen agreed clauses that wait for a coordinator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain.positions import TRAITS
from program_workflow.domain.reopening import AGAINST
from program_workflow.domain.terms import PositionSubject
from program_workflow.storage import PositionRow
from program_workflow.usecases.awaited import counted_programs
from program_workflow.usecases.finding import filing_version
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.work import Work

_KINDS: Final = [kind for kind, trait in TRAITS.items() if trait.stance in AGAINST]


@dataclass(frozen=True, slots=True)
class RequestsAwaiting:
    """How many clauses of the newest circulated version of a program are asked to be reopened, since when."""

    code: str
    version: int
    clauses: int
    since: datetime


def requests_awaiting(w: Work) -> tuple[RequestsAwaiting, ...]:
    """One a program; only where somebody ever turned against a clause is anything computed."""
    counted = counted_programs(w)
    said = select(PositionRow.program_id).where(
        PositionRow.program_id.in_([one.program.id for one in counted]),
        PositionRow.subject == PositionSubject.CLAUSE,
        PositionRow.kind.in_(_KINDS),
    )
    against = set(w.session.scalars(said.distinct())) if counted else set()
    found = []
    for one in counted:
        version = filing_version(w, one.program.id) if one.program.id in against else None
        if version is None:
            continue
        status = statuses(w, one.program, version)
        asked = [requests for each in status.agreed if (requests := status.requests(each))]
        if asked:
            since = min(requests[0].at for requests in asked)
            found.append(RequestsAwaiting(one.program.code, version.number, len(asked), since))
    return tuple(found)
