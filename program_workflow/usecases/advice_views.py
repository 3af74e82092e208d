"""Advice on an amendment as one reader sees it, and in the consolidated table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.consolidated import TableAdvice
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, AdviceKind, Recommendation
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, ProgramRow, UserRow
from program_workflow.usecases import guards
from program_workflow.usecases.advice_rows import visible_advice
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class AdviceView:
    """wording: on which it was given; filed_wording: the one that is filed now. by: a name, "" for delegations.

    is_current: the reviewer gave no later one of the kind.
    """

    id: str
    kind: AdviceKind
    recommendation: Recommendation
    text: str
    wording: int
    filed_wording: int
    given_at: datetime
    by: str
    released_at: datetime | None
    is_current: bool
    may_release: bool
    revision: int

    @property
    def is_stale(self) -> bool:
        return self.wording != self.filed_wording


@dataclass(frozen=True, slots=True)
class RequestView:
    """reviewer: name of the one who is asked; "" where any may answer. waits: for an answer, now."""

    id: str
    kind: AdviceKind
    wording: int
    reviewer: str
    note: str
    due: datetime
    requested_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None
    waits: bool
    may_withdraw: bool
    revision: int


@dataclass(frozen=True, slots=True)
class AdviceOn:
    """advice: newest first. requests: open ones first; none for delegations. may_give, may_request: now."""

    advice: tuple[AdviceView, ...]
    requests: tuple[RequestView, ...]
    may_give: bool
    may_request: bool
    wording: int


def advice_on(w: Work, amendment_id: str) -> AdviceOn:
    """Raises NotFound."""
    amendment = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, Permit.READ_ADVICE)
    asked = select(AdviceRow).where(AdviceRow.amendment_id == amendment.id, visible_advice(w))
    rows = w.session.scalars(asked.order_by(AdviceRow.given_at.desc(), AdviceRow.wording.desc(), AdviceRow.id)).all()
    is_live = amendment.number is not None and amendment.state in LIVE
    return AdviceOn(
        advice=_advice(w, amendment, rows),
        requests=_requests(w, amendment, is_live=is_live),
        may_give=is_live and permissions.may(w.actor, Permit.GIVE_ADVICE) and w.actor.role is not None,
        may_request=is_live and permissions.may(w.actor, Permit.REQUEST_ADVICE),
        wording=amendment.wording,
    )


def _advice(w: Work, amendment: AmendmentRow, rows: Sequence[AdviceRow]) -> tuple[AdviceView, ...]:
    is_internal = permissions.sees_advice(w.actor, is_released=False)
    releases = permissions.may(w.actor, Permit.REQUEST_ADVICE)
    newest: set[tuple[str | None, AdviceKind]] = set()
    found = []
    for row in rows:
        name = w.session.get(UserRow, row.given_by) if is_internal and row.given_by else None
        found.append(
            AdviceView(
                id=row.id,
                kind=row.kind,
                recommendation=row.recommendation,
                text=row.text,
                wording=row.wording,
                filed_wording=amendment.wording,
                given_at=row.given_at,
                by=name.name if name else "",
                released_at=row.released_at,
                is_current=(row.given_by, row.kind) not in newest,
                may_release=releases and row.released_at is None,
                revision=row.revision,
            )
        )
        newest.add((row.given_by, row.kind))
    return tuple(found)


def _requests(w: Work, amendment: AmendmentRow, *, is_live: bool) -> tuple[RequestView, ...]:
    if not permissions.sees_advice(w.actor, is_released=False):
        return ()
    withdraws = permissions.may(w.actor, Permit.REQUEST_ADVICE)
    asked = select(AdviceRequestRow).where(AdviceRequestRow.amendment_id == amendment.id)
    found = []
    for row in w.session.scalars(asked.order_by(AdviceRequestRow.requested_at.desc(), AdviceRequestRow.id)):
        name = w.session.get(UserRow, row.reviewer_id) if row.reviewer_id else None
        is_open = row.answered_at is None and row.withdrawn_at is None
        found.append(
            RequestView(
                id=row.id,
                kind=row.kind,
                wording=row.wording,
                reviewer=name.name if name else "",
                note=row.note,
                due=row.due,
                requested_at=row.requested_at,
                answered_at=row.answered_at,
                withdrawn_at=row.withdrawn_at,
                waits=is_open and is_live,
                may_withdraw=is_open and withdraws,
                revision=row.revision,
            )
        )
    return tuple(sorted(found, key=lambda one: not one.waits))


def released_advice(w: Work, program: ProgramRow, at: datetime) -> Mapping[str, tuple[TableAdvice, ...]]:
    """By amendment: of each reviewer and kind the newest that was given and released by the instant, in one query."""
    rows = w.session.scalars(
        select(AdviceRow)
        .where(AdviceRow.program_id == program.id, AdviceRow.released_at <= at)
        .order_by(AdviceRow.given_at, AdviceRow.wording, AdviceRow.id)
    )
    newest: dict[tuple[str, str | None, AdviceKind], AdviceRow] = {}
    for row in rows:
        newest[row.amendment_id, row.given_by, row.kind] = row
    found: dict[str, list[TableAdvice]] = defaultdict(list)
    for row in sorted(newest.values(), key=lambda one: (list(AdviceKind).index(one.kind), one.given_at)):
        found[row.amendment_id].append(TableAdvice(row.kind, row.recommendation, row.text, row.wording))
    return {one: tuple(advice) for one, advice in found.items()}
