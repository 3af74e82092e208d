"""Your turn: each open item waits for exactly one kind of party; here are mine, oldest first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from program_workflow.domain.ladder import due_by_rule
from program_workflow.domain.terms import (
    OPEN,
    AdviceKind,
    AmendmentState,
    PositionSubject,
    Rebase,
    Role,
    VersionState,
)
from program_workflow.domain.window import standing
from program_workflow.storage import (
    AdviceRequestRow,
    AmendmentRow,
    EventRow,
    ProgramRow,
    ProposedPositionRow,
    VersionRow,
)
from program_workflow.usecases.advice_rows import waiting_requests
from program_workflow.usecases.alignment import waiting_alignments
from program_workflow.usecases.amendment_reading import list_views
from program_workflow.usecases.approvals import asks_approver, awaits_approval
from program_workflow.usecases.awaited import clauses_awaited
from program_workflow.usecases.claiming import ClaimView, claims_of
from program_workflow.usecases.corrigendum_turn import waiting_corrigenda
from program_workflow.usecases.finding import visible_to
from program_workflow.usecases.joining import questions_for
from program_workflow.usecases.meeting_sight import name_of, waiting_meetings
from program_workflow.usecases.proposed_positions import reference_of, waiting_proposals
from program_workflow.usecases.received import contested_acts
from program_workflow.usecases.remark_views import RemarkView, count_waiting, waiting_remarks
from program_workflow.usecases.reopening_turn import requests_awaiting
from program_workflow.usecases.silence_turn import waiting_silences
from program_workflow.usecases.sponsor_rows import asks_sponsor
from program_workflow.usecases.views import AmendmentView, Party
from program_workflow.usecases.waiting import of_author, of_position_of, of_secretariat
from program_workflow.usecases.work import Work


class Task(StrEnum):
    """What waits for a person."""

    APPROVE_WORDING = "approve_wording"  # the approver of a delegation
    SUBMIT_DRAFT = "submit_draft"
    FINISH_DRAFT = "finish_draft"  # an expert
    REFILE = "refile"
    CONFIRM_REBASE = "confirm_rebase"
    FILE_ANEW = "file_anew"  # conflict or orphaned
    REVIEW = "review"
    ADMIT_LATE = "admit_late"
    DECIDE = "decide"
    TAKE_PROPOSED = "take_proposed"  # a position proposed inside the delegation
    APPROVE_POSITION = "approve_position"
    TAKE_POSITION = "take_position"
    TAKE_POSITIONS = "take_positions"  # on clauses
    ANSWER_ON_JOINING = "answer_on_joining"  # on what was agreed before the delegation joined
    INCORPORATE = "incorporate"
    CIRCULATE = "circulate"
    MAKE_NEXT = "make_next"
    READ_VERSION = "read_version"
    SETTLE_CONTEST = "settle_contest"  # an entry that its delegation contests
    ANSWER_REQUESTS = "answer_requests"  # to reopen agreed clauses
    ANSWER_SILENCE = "answer_silence"
    CONFIRM_ANNULMENT = "confirm_annulment"
    ANSWER_CORRIGENDUM = "answer_corrigendum"  # object, or it takes effect
    ALIGN = "align"  # the texts of a version in its languages
    ANSWER_INVITATION = "answer_invitation"  # to co-sponsor, or to reconfirm it
    TAKE_OVER = "take_over"  # or let it be withdrawn
    FINISH_OUTCOME = "finish_outcome"  # of a closed meeting
    ANSWER_REMARK = "answer_remark"
    ANSWER_COUNTER_TEXT = "answer_counter_text"
    ANSWER_MERGER = "answer_merger"
    GIVE_ADVICE = "give_advice"


#: What waits inside a delegation: the amendment itself does not.
_INSIDE: Final = frozenset({Task.TAKE_PROPOSED, Task.APPROVE_POSITION})


class When(StrEnum):
    """The groups of the page."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TurnItem:
    """One open item. since: from when it waits. deadline: until when, if there is an end. clauses: how many.

    place: of a contested entry, or of a clause on which a position is proposed: what it is, and identity.
    reference: of that clause. is_by_rule: the deadline is that of the program for
    all that waits. claim: who of the side is on it.
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
    corrigendum_id: str | None = None
    meeting_id: str | None = None
    meeting: str = ""
    remark: RemarkView | None = None
    place: tuple[str, str] | None = None
    reference: str = ""
    advice: AdviceKind | None = None
    version_id: str | None = None
    is_by_rule: bool = False
    claim: ClaimView | None = None

    @property
    def subject(self) -> tuple[str, str]:
        """What a mark on it is on; without an identity none is made."""
        if self.task in _INSIDE:
            return "version", ""
        if self.amendment is not None:
            return "amendment", self.amendment.id
        if self.remark is not None:
            return "remark", self.remark.id
        if self.meeting_id is not None:
            return "meeting", self.meeting_id
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
    items += [one for kind in _others() for one in kind(w)] + _of_remarks(w, limit)
    rules = _rules_of(w, items)
    items = [_due(w, item, rules.get(item.program_code, {})) for item in items]
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


def _rules_of(w: Work, items: Iterable[TurnItem]) -> Mapping[str, Mapping[str, Any]]:
    """The rules of the programs of these items, by code."""
    codes = {item.program_code for item in items}
    rows = w.session.execute(select(ProgramRow.code, ProgramRow.rules).where(ProgramRow.code.in_(codes)))
    return dict(iter(rows))


def _due(w: Work, item: TurnItem, rules: Mapping[str, Any]) -> TurnItem:
    """With the end that the program sets for what has none of its own; a draft may wait."""
    if item.deadline is not None or item.task in (Task.SUBMIT_DRAFT, Task.FINISH_DRAFT, Task.READ_VERSION):
        return item
    since = item.since if item.amendment is None or item.task in _INSIDE else item.amendment.updated_at
    deadline = due_by_rule(rules, since)
    return replace(item, deadline=deadline, when=_when(w, deadline), is_by_rule=True) if deadline else item


def _mark_on(item: TurnItem, marks: Mapping[tuple[str, str], ClaimView]) -> ClaimView | None:
    """A mark made for another task is over."""
    mark = marks.get(item.subject)
    return mark if mark is not None and mark.task == item.task.value else None


def turn_count(w: Work) -> int:
    """How many items wait for the actor."""
    amendments = w.session.scalar(select(func.count()).select_from(AmendmentRow).where(visible_to(w), _mine(w)))
    others = sum(len(kind(w)) for kind in _others() if kind is not _of_proposed)
    return (amendments or 0) + others + len(_proposed(w)) + count_waiting(w)


def _others() -> tuple[Callable[[Work], list[TurnItem]], ...]:
    """What waits for a person beside amendments and remarks, of which there may be many."""
    return (
        _of_versions,
        _of_clauses,
        _of_requests,
        _of_proposed,
        _of_contests,
        _of_silences,
        _of_corrigenda,
        _of_alignments,
        _of_meetings,
        _of_advice,
    )


def _mine(w: Work) -> ColumnElement[bool]:
    """Amendments that wait for this person, by the rule of the queue."""
    if w.actor.is_coordinator:
        return of_secretariat(w)
    mine = AmendmentRow.delegation_id == w.actor.delegation_id
    own = and_(of_author(w), mine, ~awaits_approval())
    if w.actor.is_approver:
        own = or_(own, and_(mine, awaits_approval()))
    if w.actor.role is Role.REPRESENTATIVE:
        return or_(own, of_position_of(w, w.actor.delegation_id), asks_sponsor(w.actor.delegation_id))
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
    deadline = row.refile_until if task is not Task.TAKE_OVER else row.takeover_until
    if deadline is None and task in (Task.SUBMIT_DRAFT, Task.FINISH_DRAFT, Task.REFILE):
        deadline = deadlines.get(row.program_id)
    since = row.filed_at or row.late_requested_at or row.created_at
    if task is Task.TAKE_POSITION:
        since = row.updated_at  # of the state and the wording it is about
    return TurnItem(task, _when(w, deadline), since, deadline, view.program_code, amendment=view)


def _task(w: Work, row: AmendmentRow, view: AmendmentView) -> Task:
    flag = view.rebase
    if w.actor.is_approver and asks_approver(w, row):
        return Task.APPROVE_WORDING
    if view.waits_for is Party.AUTHOR and view.asked_of_author and flag is Rebase.NONE:
        return Task.ANSWER_COUNTER_TEXT if view.asked_of_author == "counter_text" else Task.ANSWER_MERGER
    if w.actor.is_coordinator:
        if row.state is AmendmentState.DRAFT:
            return Task.SUBMIT_DRAFT if row.delegation_id is None else Task.ADMIT_LATE
        if view.waits_for is Party.AUTHOR and view.rebase is not Rebase.NONE:
            return Task.CONFIRM_REBASE if row.rebase is Rebase.CLEAN else Task.FILE_ANEW
        return {AmendmentState.SUBMITTED: Task.REVIEW, AmendmentState.AGREED: Task.INCORPORATE}.get(
            row.state, Task.DECIDE
        )
    if w.actor.delegation_code != view.delegation.code and any(
        one.is_awaited for one in view.sponsors if one.delegation.code == w.actor.delegation_code
    ):
        return Task.ANSWER_INVITATION
    if view.waits_for is Party.SPONSORS:
        return Task.TAKE_OVER
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
    asked = [
        TurnItem(
            Task.ANSWER_ON_JOINING,
            When.LATER,
            one.asked_at,
            None,
            one.program,
            version_number=one.version,
            clauses=len(one.about),
        )
        for one in questions_for(w, w.actor.delegation_id)
    ]
    return asked + [
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


def _of_requests(w: Work) -> list[TurnItem]:
    """Requests to reopen agreed clauses, all of a program in one."""
    if not w.actor.is_coordinator:
        return []
    task = Task.ANSWER_REQUESTS
    return [
        TurnItem(task, When.LATER, one.since, None, one.code, version_number=one.version, clauses=one.clauses)
        for one in w.once(("requests", ""), lambda: requests_awaiting(w))
    ]


def _proposed(w: Work) -> Sequence[tuple[ProposedPositionRow, str]]:
    return w.once(("proposals", ""), lambda: waiting_proposals(w))


def _of_proposed(w: Work) -> list[TurnItem]:
    """Positions proposed inside the delegation that wait for this person."""
    found = []
    waiting = _proposed(w)
    of_amendments = [one.subject_id for one, _ in waiting if one.subject is PositionSubject.AMENDMENT]
    views = {one.id: one for one in list_views(w, [w.get(AmendmentRow, one) for one in dict.fromkeys(of_amendments)])}
    for row, program in waiting:
        waits = row.asks_approval and row.approved_at is None and w.actor.is_approver
        task = Task.APPROVE_POSITION if waits else Task.TAKE_PROPOSED
        view = views.get(row.subject_id)
        clause: dict[str, Any] = (
            {} if view else {"place": (row.subject.value, row.subject_id), "reference": reference_of(w, row)}
        )
        found.append(TurnItem(task, When.LATER, row.made_at, None, program, amendment=view, **clause))
    return found


def _of_contests(w: Work) -> list[TurnItem]:
    """Entries of what was received outside that stand contested."""
    if not w.actor.is_coordinator:
        return []
    return [
        TurnItem(
            Task.SETTLE_CONTEST,
            When.LATER,
            row.at,
            None,
            w.get(ProgramRow, row.program_id).code,
            place=(Task.SETTLE_CONTEST.value, row.act_id),
        )
        for row in w.once(("contests", ""), lambda: contested_acts(w))
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


def _of_corrigenda(w: Work) -> list[TurnItem]:
    """Corrigenda that take effect at their instant unless the delegation, or another, objects before."""
    return [
        TurnItem(
            Task.ANSWER_CORRIGENDUM,
            _when(w, row.takes_effect_at),
            row.proposed_at,
            row.takes_effect_at,
            w.get(ProgramRow, row.program_id).code,
            version_number=version.number,
            corrigendum_id=row.id,
        )
        for row, version in waiting_corrigenda(w)
    ]


def _of_alignments(w: Work) -> list[TurnItem]:
    """Versions in which a text changed in one language alone."""
    return [
        TurnItem(Task.ALIGN, When.LATER, row.created_at, None, code, version_number=row.number, clauses=count)
        for row, code, count in waiting_alignments(w)
    ]


def _of_meetings(w: Work) -> list[TurnItem]:
    """Closed meetings whose outcome document is not adopted: they wait for the coordinators."""
    return [
        TurnItem(
            Task.FINISH_OUTCOME,
            When.LATER,
            row.closed_at or row.created_at,
            None,
            "",
            meeting_id=row.id,
            meeting=name_of(row, w.actor.language),
        )
        for row in waiting_meetings(w)
    ]


def _of_advice(w: Work) -> list[TurnItem]:
    """Advice that a reviewer is asked for."""
    rows = waiting_requests(w)
    amendments = [w.get(AmendmentRow, row.amendment_id) for row in rows if row.amendment_id]
    views = {one.id: one for one in list_views(w, amendments)}
    return [_of_advice_asked(w, row, views.get(row.amendment_id or "")) for row in rows]


def _of_advice_asked(w: Work, row: AdviceRequestRow, amendment: AmendmentView | None) -> TurnItem:
    version = w.get(VersionRow, row.version_id) if amendment is None else None
    return TurnItem(
        Task.GIVE_ADVICE,
        _when(w, row.due),
        row.requested_at,
        row.due,
        w.get(ProgramRow, row.program_id).code,
        amendment=amendment,
        version_number=version.number if version is not None else None,
        version_id=row.version_id,
        advice=row.kind,
    )


def _of_remarks(w: Work, limit: int) -> list[TurnItem]:
    """Remarks that wait for the answer of a coordinator."""
    return [
        TurnItem(
            Task.ANSWER_REMARK, When.LATER, one.entered_at, None, one.program, version_number=one.version, remark=one
        )
        for one in waiting_remarks(w, limit)
    ]


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
