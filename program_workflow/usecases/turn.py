"""Your turn: each open item waits for exactly one kind of party; here are mine, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from program_workflow.domain.ladder import due_by_rule
from program_workflow.domain.terms import (
    OPEN,
    AmendmentState,
    Rebase,
    Role,
    VersionState,
)
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, EventRow, ProgramRow, VersionRow
from program_workflow.usecases.amendment_reading import list_views
from program_workflow.usecases.awaited import clauses_awaited
from program_workflow.usecases.claiming import ClaimView, claims_of
from program_workflow.usecases.finding import visible_to
from program_workflow.usecases.silence_turn import waiting_silences
from program_workflow.usecases.views import AmendmentView, Party
from program_workflow.usecases.waiting import of_author, of_position_of, of_secretariat
from program_workflow.usecases.work import Work


class Task(StrEnum):
    """What waits for a person."""

    SUBMIT_DRAFT = "submit_draft"
    FINISH_DRAFT = "finish_draft"  # an expert
    REFILE = "refile"
    CONFIRM_REBASE = "confirm_rebase"
    FILE_ANEW = "file_anew"  # conflict or orphaned
    REVIEW = "review"
    ADMIT_LATE = "admit_late"
    DECIDE = "decide"
    TAKE_POSITION = "take_position"
    TAKE_POSITIONS = "take_positions"  # on clauses
    INCORPORATE = "incorporate"
    CIRCULATE = "circulate"
    MAKE_NEXT = "make_next"
    READ_VERSION = "read_version"
    ANSWER_SILENCE = "answer_silence"
    CONFIRM_ANNULMENT = "confirm_annulment"


class When(StrEnum):
    """The groups of the page."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TurnItem:
    """One open item. since: from when it waits. deadline: until when, if there is an end. clauses: how many.

    is_by_rule: the deadline is that of the program for all that waits. claim: who of the side is on it.
    """

    task: Task
    when: When
    since: datetime
    deadline: datetime | None
    program_code: str
    amendment: AmendmentView | None = None
    version_number: int | None = None
    clauses: int = 0
    silence_id: str | None = None
    version_id: str | None = None
    is_by_rule: bool = False
    claim: ClaimView | None = None

    @property
    def subject(self) -> tuple[str, str]:
        """What a mark on it is on."""
        if self.amendment is not None:
            return "amendment", self.amendment.id
        return ("silence", self.silence_id) if self.silence_id else ("version", self.version_id or "")

    def age(self, now: datetime) -> int:
        """Whole days since it waits."""
        return max((now - self.since).days, 0)


@dataclass(frozen=True, slots=True)
class Turn:
    """items: overdue, today, this week, later; inside oldest first. waiting_for_others: open, but not mine."""

    items: tuple[TurnItem, ...]
    waiting_for_others: int
    done_this_week: int
    next_known: datetime | None

    @property
    def oldest(self) -> datetime | None:
        return min((item.since for item in self.items), default=None)


def my_turn(w: Work, limit: int = 200) -> Turn:
    """What waits for the actor, at most ``limit`` amendments of it."""
    rows = list(
        w.session.scalars(
            select(AmendmentRow)
            .where(visible_to(w), _mine(w))
            .order_by(func.coalesce(AmendmentRow.filed_at, AmendmentRow.created_at), AmendmentRow.id)
            .limit(limit)
        )
    )
    deadlines = _deadlines(w)
    items = [_item(w, row, view, deadlines) for row, view in zip(rows, list_views(w, rows), strict=True)]
    items += _of_versions(w) + _of_clauses(w) + _of_silences(w)
    items = [_due(w, item) for item in items]
    marks = claims_of(w)
    items = [replace(item, claim=_mark_on(item, marks)) for item in items]
    order = list(When)
    items.sort(key=lambda item: (order.index(item.when), item.since))
    others = w.session.scalar(
        select(func.count())
        .select_from(AmendmentRow)
        .where(visible_to(w), AmendmentRow.state.in_(list(OPEN)), ~_mine(w))
    )
    return Turn(tuple(items), others or 0, _done_this_week(w), min(deadlines.values(), default=None))


def _due(w: Work, item: TurnItem) -> TurnItem:
    """With the end that the program sets for what has none of its own; a draft may wait."""
    if item.deadline is not None or item.task in (Task.SUBMIT_DRAFT, Task.FINISH_DRAFT, Task.READ_VERSION):
        return item
    rules = w.once(
        ("rules", item.program_code),
        lambda: w.session.scalars(select(ProgramRow.rules).where(ProgramRow.code == item.program_code)).one(),
    )
    since = item.amendment.updated_at if item.amendment is not None else item.since
    deadline = due_by_rule(rules, since)
    return replace(item, deadline=deadline, when=_when(w, deadline), is_by_rule=True) if deadline else item


def _mark_on(item: TurnItem, marks: Mapping[tuple[str, str], ClaimView]) -> ClaimView | None:
    """A mark made for another task is over."""
    mark = marks.get(item.subject)
    return mark if mark is not None and mark.task == item.task.value else None


def turn_count(w: Work) -> int:
    """How many items wait for the actor."""
    amendments = w.session.scalar(select(func.count()).select_from(AmendmentRow).where(visible_to(w), _mine(w)))
    return (amendments or 0) + len(_of_versions(w)) + len(_of_clauses(w)) + len(_of_silences(w))


def _mine(w: Work) -> ColumnElement[bool]:
    """Amendments that wait for this person, by the rule of the queue."""
    if w.actor.is_coordinator:
        return of_secretariat(w)
    own = and_(of_author(w), AmendmentRow.delegation_id == w.actor.delegation_id)
    if w.actor.role is Role.REPRESENTATIVE:
        return or_(own, of_position_of(w, w.actor.delegation_id))
    return own if w.actor.role is Role.EXPERT else false()


def _deadlines(w: Work) -> dict[str, datetime]:
    """The end of the open window of each program."""
    rows = w.session.execute(
        select(VersionRow.program_id, VersionRow.closes_at).where(
            VersionRow.state == VersionState.CIRCULATED, VersionRow.closes_at > w.now
        )
    )
    return {program: closes_at for program, closes_at in rows if closes_at is not None}


def _item(w: Work, row: AmendmentRow, view: AmendmentView, deadlines: dict[str, datetime]) -> TurnItem:
    task = _task(w, row, view)
    deadline = row.refile_until
    if deadline is None and task in (Task.SUBMIT_DRAFT, Task.FINISH_DRAFT, Task.REFILE):
        deadline = deadlines.get(row.program_id)
    since = row.filed_at or row.late_requested_at or row.created_at
    if task is Task.TAKE_POSITION:
        since = row.updated_at  # of the state and the wording it is about
    return TurnItem(task, _when(w, deadline), since, deadline, view.program_code, amendment=view)


def _task(w: Work, row: AmendmentRow, view: AmendmentView) -> Task:
    flag = view.rebase
    if w.actor.is_coordinator:
        if row.state is AmendmentState.DRAFT:
            return Task.SUBMIT_DRAFT if row.delegation_id is None else Task.ADMIT_LATE
        if view.waits_for is Party.AUTHOR and view.rebase is not Rebase.NONE:
            return Task.CONFIRM_REBASE if row.rebase is Rebase.CLEAN else Task.FILE_ANEW
        return {AmendmentState.SUBMITTED: Task.REVIEW, AmendmentState.AGREED: Task.INCORPORATE}.get(
            row.state, Task.DECIDE
        )
    if view.waits_for is Party.POSITIONS:
        return Task.TAKE_POSITION
    if flag is Rebase.CLEAN:
        return Task.CONFIRM_REBASE
    if flag in (Rebase.CONFLICT, Rebase.ORPHANED):
        return Task.FILE_ANEW
    if row.state is AmendmentState.RETURNED:
        return Task.REFILE
    return Task.SUBMIT_DRAFT if w.actor.role is Role.REPRESENTATIVE else Task.FINISH_DRAFT


def _when(w: Work, deadline: datetime | None) -> When:
    if deadline is None:
        return When.LATER
    if deadline <= w.now:
        return When.OVERDUE
    if deadline <= w.now + timedelta(days=1):
        return When.TODAY
    return When.THIS_WEEK if deadline <= w.now + timedelta(days=7) else When.LATER


def _of_versions(w: Work) -> list[TurnItem]:
    """Steps of versions that wait for a coordinator; texts just circulated, for an observer."""
    if w.actor.role not in (Role.COORDINATOR, Role.OBSERVER):
        return []
    rows = w.session.execute(
        select(VersionRow, ProgramRow.code)
        .join(ProgramRow, ProgramRow.id == VersionRow.program_id)
        .order_by(VersionRow.program_id, VersionRow.number)
    ).all()
    latest = {version.program_id: (version, code) for version, code in rows}
    found = []
    for version, code in latest.values():
        state = standing(version.state, version.closes_at, w.now)
        if w.actor.role is Role.OBSERVER:
            if state is VersionState.CIRCULATED and version.opened_at is not None:
                found.append(_of_version(w, Task.READ_VERSION, version, code, version.opened_at, version.closes_at))
        elif state is VersionState.WORKING:
            found.append(_of_version(w, Task.CIRCULATE, version, code, version.created_at, None))
        elif state is VersionState.CLOSED:
            found.append(
                _of_version(w, Task.MAKE_NEXT, version, code, version.closed_at or version.closes_at or w.now, None)
            )
    return found


def _of_clauses(w: Work) -> list[TurnItem]:
    """Positions that a representative has still to take on clauses, all of a program in one."""
    if w.actor.role is not Role.REPRESENTATIVE:
        return []
    return [
        TurnItem(
            Task.TAKE_POSITIONS,
            When.LATER,
            one.since,
            None,
            one.code,
            version_number=one.version,
            version_id=one.version_id,
            clauses=one.clauses,
        )
        for one in clauses_awaited(w, w.actor.delegation_id)
    ]


def _of_version(
    w: Work, task: Task, version: VersionRow, code: str, since: datetime, deadline: datetime | None
) -> TurnItem:
    return TurnItem(
        task, _when(w, deadline), since, deadline, code, version_number=version.number, version_id=version.id
    )


def _of_silences(w: Work) -> list[TurnItem]:
    """Procedures that wait for an answer of the delegation, or for the second coordinator of an annulment."""
    found = []
    for row, version in waiting_silences(w):
        task = Task.CONFIRM_ANNULMENT if w.actor.is_coordinator else Task.ANSWER_SILENCE
        since = (row.annul_asked_at if w.actor.is_coordinator else row.announced_at) or row.prepared_at
        deadline = None if w.actor.is_coordinator else row.expires_at
        code = w.get(ProgramRow, row.program_id).code
        found.append(
            TurnItem(task, _when(w, deadline), since, deadline, code, version_number=version, silence_id=row.id)
        )
    return found


def _done_this_week(w: Work) -> int:
    return (
        w.session.scalar(
            select(func.count())
            .select_from(EventRow)
            .where(EventRow.actor_id == w.actor.user_id, EventRow.at >= w.now - timedelta(days=7))
            .where(EventRow.action != "save")
        )
        or 0
    )
