"""Advice on an amendment or a version as one reader sees it, and in the consolidated table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.consolidated import TableAdvice
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, AdviceKind, Recommendation
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, ProgramRow, UserRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.advice_rows import (
    Advised,
    about,
    is_in_work,
    may_be_released,
    overtaking,
    visible_advice,
)
from program_workflow.usecases.finding import find_program, find_version, sees_version
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class AdviceView:
    """wording: on which it was given; filed_wording: the one that is filed now. by: a name, "" for delegations.

    On a version there is its number instead; newer: of the newest that has come after it, as far as the reader
    knows. has_changed: a working version reads otherwise by now. is_current: the reviewer gave no later one of
    the kind.
    """

    id: str
    kind: AdviceKind
    recommendation: Recommendation
    text: str
    wording: int | None
    filed_wording: int | None
    version: int | None
    newer: int | None
    has_changed: bool
    text_hash: str | None
    given_at: datetime
    by: str
    released_at: datetime | None
    is_current: bool
    may_release: bool
    revision: int

    @property
    def is_stale(self) -> bool:
        return self.wording != self.filed_wording or self.has_changed or self.newer is not None


@dataclass(frozen=True, slots=True)
class RequestView:
    """reviewer: name of the one who is asked; "" where any may answer. waits: for an answer, now.

    wording, version: as in `AdviceView`.
    """

    id: str
    kind: AdviceKind
    wording: int | None
    version: int | None
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
    """advice: newest first. requests: open ones first; none for delegations. may_give, may_request: now.

    amendment_id and its filed wording, or the version and the hash of its text. earlier: numbers of the versions
    before it on which there is advice too, the newest first. is_known: to delegations.
    """

    program: str
    amendment_id: str | None
    version: int | None
    advice: tuple[AdviceView, ...]
    requests: tuple[RequestView, ...]
    may_give: bool
    may_request: bool
    wording: int | None = None
    text_hash: str | None = None
    earlier: tuple[int, ...] = ()
    is_known: bool = True

    @property
    def actions(self) -> tuple[str, ...]:
        """What the reader may do now."""
        offered = (("give_advice", self.may_give), ("request_advice", self.may_request))
        return tuple(name for name, may in offered if may)


def advice_on(w: Work, amendment_id: str) -> AdviceOn:
    """Raises NotFound."""
    amendment = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, Permit.READ_ADVICE)
    return advice_about(w, amendment)


def advice_on_version(w: Work, code: str, number: int | str) -> AdviceOn:
    """Raises NotFound."""
    version = find_version(w, find_program(w, code), number)
    permissions.need(w.actor, Permit.READ_ADVICE)
    return advice_about(w, version)


def advice_about(w: Work, on: Advised) -> AdviceOn:
    """What the reader may know of the advice on something that the reader sees."""
    asked = select(AdviceRow).where(about(AdviceRow, on), visible_advice(w))
    rows = w.session.scalars(asked.order_by(AdviceRow.given_at.desc(), AdviceRow.wording.desc(), AdviceRow.id)).all()
    counts = _counts(w, on)
    return AdviceOn(
        program=w.get(ProgramRow, on.program_id).code,
        amendment_id=on.id if isinstance(on, AmendmentRow) else None,
        version=on.number if isinstance(on, VersionRow) else None,
        advice=_advice(w, on, rows),
        requests=_requests(w, on, counts=counts),
        may_give=counts and permissions.may(w.actor, Permit.GIVE_ADVICE) and w.actor.role is not None,
        may_request=counts and permissions.may(w.actor, Permit.REQUEST_ADVICE),
        wording=on.wording if isinstance(on, AmendmentRow) else None,
        text_hash=on.text_hash if isinstance(on, VersionRow) else None,
        earlier=_earlier(w, on) if isinstance(on, VersionRow) and on.number > 1 else (),
        is_known=may_be_released(on),
    )


def _counts(w: Work, on: Advised) -> bool:
    """Whether something may still be decided on it."""
    if isinstance(on, VersionRow):
        return not w.is_past and is_in_work(w, on)
    return on.number is not None and on.state in LIVE


def _earlier(w: Work, version: VersionRow) -> tuple[int, ...]:
    asked = (
        select(VersionRow)
        .where(VersionRow.program_id == version.program_id, VersionRow.number < version.number)
        .where(VersionRow.id.in_(select(AdviceRow.version_id).where(visible_advice(w))))
        .order_by(VersionRow.number.desc())
    )
    return tuple(one.number for one in w.session.scalars(asked) if sees_version(w, one))


def _standing(w: Work, on: Advised) -> dict[str, Any]:
    """Of what it is on: which wording is filed now, or which version it is and what came after it."""
    if isinstance(on, VersionRow):
        return {"filed_wording": None, "version": on.number, "newer": overtaking(w, on)}
    return {"filed_wording": on.wording, "version": None, "newer": None}


def _advice(w: Work, on: Advised, rows: Sequence[AdviceRow]) -> tuple[AdviceView, ...]:
    is_internal = permissions.sees_advice(w.actor, is_released=False)
    releases = permissions.may(w.actor, Permit.REQUEST_ADVICE) and may_be_released(on)
    standing = _standing(w, on) if rows else {}
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
                has_changed=isinstance(on, VersionRow) and row.text_hash != on.text_hash,
                text_hash=row.text_hash,
                given_at=row.given_at,
                by=name.name if name else "",
                released_at=row.released_at,
                is_current=(row.given_by, row.kind) not in newest,
                may_release=releases and row.released_at is None,
                revision=row.revision,
                **standing,
            )
        )
        newest.add((row.given_by, row.kind))
    return tuple(found)


def _requests(w: Work, on: Advised, *, counts: bool) -> tuple[RequestView, ...]:
    if not permissions.sees_advice(w.actor, is_released=False):
        return ()
    withdraws = permissions.may(w.actor, Permit.REQUEST_ADVICE)
    asked = select(AdviceRequestRow).where(about(AdviceRequestRow, on))
    found = []
    for row in w.session.scalars(asked.order_by(AdviceRequestRow.requested_at.desc(), AdviceRequestRow.id)):
        name = w.session.get(UserRow, row.reviewer_id) if row.reviewer_id else None
        is_open = row.answered_at is None and row.withdrawn_at is None
        found.append(
            RequestView(
                id=row.id,
                kind=row.kind,
                wording=row.wording,
                version=on.number if isinstance(on, VersionRow) else None,
                reviewer=name.name if name else "",
                note=row.note,
                due=row.due,
                requested_at=row.requested_at,
                answered_at=row.answered_at,
                withdrawn_at=row.withdrawn_at,
                waits=is_open and counts,
                may_withdraw=is_open and withdraws,
                revision=row.revision,
            )
        )
    return tuple(sorted(found, key=lambda one: not one.waits))


@dataclass(frozen=True, slots=True)
class Released:
    """Advice that had been released by an instant: by amendment, and on one version as a whole."""

    by_amendment: Mapping[str, tuple[TableAdvice, ...]]
    on_version: tuple[TableAdvice, ...]


def released_advice(w: Work, program: ProgramRow, version_id: str, at: datetime) -> Released:
    """Of each reviewer and kind the newest that was given and released by the instant, in one query."""
    text_hash = w.get(VersionRow, version_id).text_hash
    rows = w.session.scalars(
        select(AdviceRow)
        .where(AdviceRow.program_id == program.id, AdviceRow.released_at <= at)
        .where(AdviceRow.amendment_id.is_not(None) | (AdviceRow.version_id == version_id))
        .order_by(AdviceRow.given_at, AdviceRow.wording, AdviceRow.id)
    )
    newest: dict[tuple[str | None, str | None, AdviceKind], AdviceRow] = {}
    for row in rows:
        newest[row.amendment_id, row.given_by, row.kind] = row
    found: dict[str | None, list[TableAdvice]] = defaultdict(list)
    for row in sorted(newest.values(), key=lambda one: (list(AdviceKind).index(one.kind), one.given_at)):
        is_old = row.text_hash is not None and row.text_hash != text_hash
        found[row.amendment_id].append(
            TableAdvice(row.kind, row.recommendation, row.text, row.wording, has_changed=is_old)
        )
    on_version = tuple(found.pop(None, ()))
    return Released({one: tuple(advice) for one, advice in found.items() if one is not None}, on_version)
