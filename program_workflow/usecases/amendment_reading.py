"""Read models of amendments for one reader: one, a page of the queue, counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import Operation, near, operations_collide, same_proposal
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import (
    LIVE,
    OPEN,
    AmendmentState,
    OperationKind,
    Rebase,
    SponsorState,
    WordingOrigin,
)
from program_workflow.domain.text import Text
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    NodeRow,
    OperationRow,
    ProgramRow,
    VersionRow,
    WordingRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.attached import asked_of_authors
from program_workflow.usecases.awaited import silent_on
from program_workflow.usecases.finding import delegation_views, find_program, sees_version, visible_to
from program_workflow.usecases.operations import amendments_near, current_wording, load_operations
from program_workflow.usecases.received import contested_among
from program_workflow.usecases.sponsor_rows import (
    co_sponsors,
    is_of_its_side,
    newest_wording,
    shown_as_sponsor,
    sponsored_by,
    sponsorship,
)
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import (
    SECRETARIAT,
    AmendmentView,
    CollisionView,
    DelegationView,
    NextAction,
    OperationView,
    OutsideView,
    Page,
    Party,
    SponsorView,
)
from program_workflow.usecases.waiting import of_author, of_positions, of_secretariat, of_sponsors, parties_of, party
from program_workflow.usecases.work import Work

#: Of what waits for one of these, nothing is decided yet.
_OPEN_TO = (Party.AUTHOR, Party.SECRETARIAT, Party.POSITIONS, Party.SPONSORS)
#: States in which nothing is left to be done.
SETTLED = frozenset(AmendmentState) - OPEN - {AmendmentState.DRAFT}


def view_amendment(w: Work, amendment_id: str) -> AmendmentView:
    """One amendment with collisions and next steps."""
    amendment = guards.find_amendment(w, amendment_id)
    return _views(w, [amendment], full=True)[0]


def view_of(w: Work, amendment: AmendmentRow) -> AmendmentView:
    """The view after an act, for its answer."""
    w.session.flush()
    return _views(w, [amendment], full=True)[0]


def list_views(w: Work, rows: Sequence[AmendmentRow]) -> list[AmendmentView]:
    """Views of these rows, in their order, without next steps."""
    return _views(w, rows, full=False)


_SORTS = {
    "clause": (AmendmentRow.sort_key, AmendmentRow.id),
    "filed": (func.coalesce(AmendmentRow.filed_at, AmendmentRow.created_at), AmendmentRow.id),
    "state": (AmendmentRow.state, AmendmentRow.id),
}


def list_amendments(
    w: Work,
    code: str,
    *,
    tab: str = "all",
    state: str | None = None,
    delegation: str | None = None,
    clause: str | None = None,
    kind: str | None = None,
    q: str | None = None,
    sort: str = "clause",
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of amendments the reader may know of.

    tab: mine, secretariat, delegations, decided (waits for neither of them), settled (waits for nothing), all.
    q: clause number, amendment number or words.
    sort: clause, filed, state, with "-" before it descending. cursor: as the page before gave it.
    """
    program = find_program(w, code)
    statement = _filtered(w, program, tab, state, delegation, clause, kind, q)
    total = w.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    descending = sort.startswith("-")
    if sort.lstrip("-") not in _SORTS:
        raise Invalid(N_("This list cannot be sorted by {sort}."), pointer="/sort", sort=sort)
    keys = _SORTS[sort.lstrip("-")]
    if cursor:
        after = w.session.execute(select(*keys).where(AmendmentRow.id == cursor, visible_to(w))).one_or_none()
        if after is None:
            raise Invalid(N_("This page of the list no longer exists; start again."), pointer="/cursor")
        place = tuple_(*keys)
        statement = statement.where(place < tuple_(*after) if descending else place > tuple_(*after))
    order = [key.desc() if descending else key for key in keys]
    rows = list(w.session.scalars(statement.order_by(*order).limit(limit + 1)))
    views = _views(w, rows[:limit], full=False)
    return Page(tuple(views), rows[limit - 1].id if len(rows) > limit else None, total)


def _filtered(
    w: Work,
    program: ProgramRow,
    tab: str,
    state: str | None,
    delegation: str | None,
    clause: str | None,
    kind: str | None,
    q: str | None,
) -> Select[AmendmentRow]:
    statement = select(AmendmentRow).where(AmendmentRow.program_id == program.id, visible_to(w), _tab(w, tab))
    if state:
        if state not in set(AmendmentState):
            raise Invalid(N_("There is no state called {state}."), pointer="/state", state=state)
        statement = statement.where(AmendmentRow.state == AmendmentState(state))
    if delegation == SECRETARIAT.code:
        statement = statement.where(AmendmentRow.delegation_id.is_(None))
    elif delegation:
        statement = statement.where(
            or_(
                AmendmentRow.delegation_id.in_(select(DelegationRow.id).where(DelegationRow.code == delegation)),
                sponsored_by(delegation),
            )
        )
    if clause:
        statement = statement.where(_has_operation(OperationRow.anchor_id == clause))
    if kind:
        if kind not in set(OperationKind):
            raise Invalid(N_("There is no kind called {kind}."), pointer="/kind", kind=kind)
        statement = statement.where(_has_operation(OperationRow.kind == OperationKind(kind)))
    if q and q.strip():
        statement = statement.where(_matches(q.strip()))
    return statement


def _has_operation(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(OperationRow.ordinal)
        .where(OperationRow.amendment_id == AmendmentRow.id, OperationRow.wording == AmendmentRow.wording, condition)
        .exists()
    )


def _matches(q: str) -> ColumnElement[bool]:
    """Words in the proposal or its number, or the number of the clause it is about."""
    like = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    on_clause = select(NodeRow.clause_id).where(
        NodeRow.version_id == AmendmentRow.version_id, NodeRow.clause_id == OperationRow.anchor_id, NodeRow.number == q
    )
    return or_(
        AmendmentRow.number.ilike(like, escape="\\"),
        _has_operation(or_(OperationRow.text.ilike(like, escape="\\"), on_clause.exists())),
    )


def _tab(w: Work, tab: str) -> ColumnElement[bool]:
    match tab:
        case "mine" if w.actor.is_coordinator:
            return of_secretariat(w)
        case "mine" if not w.actor.drafts:
            return false()
        case "mine":
            return or_(AmendmentRow.delegation_id == w.actor.delegation_id, shown_as_sponsor(w.actor.delegation_id))
        case "secretariat":
            return of_secretariat(w)
        case "delegations":
            return or_(of_author(w), of_positions(w), of_sponsors(w))
        case "decided":
            return and_(AmendmentRow.state != AmendmentState.DRAFT, party(w).not_in(_OPEN_TO))
        case "settled":
            return AmendmentRow.state.in_(list(SETTLED))
        case _:
            return AmendmentRow.id.is_not(None)


def count_tabs(w: Work, code: str) -> Mapping[str, int]:
    """How many amendments stand behind each tab, for this reader."""
    program = find_program(w, code)
    tabs = ("mine", "secretariat", "delegations", "decided", "all")
    columns = [func.count().filter(_tab(w, tab)).label(tab) for tab in tabs]
    row = w.session.execute(
        select(*columns).select_from(AmendmentRow).where(AmendmentRow.program_id == program.id, visible_to(w))
    ).one()
    return dict(zip(tabs, row, strict=True))


def amendments_on(w: Work, code: str, clause_id: str) -> tuple[AmendmentView, ...]:
    """Live amendments of a clause and, beside them, what else the reader may see open on it."""
    program = find_program(w, code)
    statement = (
        select(AmendmentRow)
        .where(AmendmentRow.program_id == program.id, visible_to(w))
        .where(AmendmentRow.state.in_([*OPEN, AmendmentState.DRAFT]))
        .where(_has_operation(OperationRow.anchor_id == clause_id))
        .order_by(AmendmentRow.filed_at, AmendmentRow.created_at)
    )
    return tuple(_views(w, list(w.session.scalars(statement)), full=False))


def live_amendments(w: Work, code: str, versions: Iterable[int], most: int) -> tuple[AmendmentView, ...] | None:
    """The live amendments to versions with these numbers, with what collides; None if there are more than ``most``."""
    program = find_program(w, code)
    about = select(VersionRow.id).where(VersionRow.program_id == program.id, VersionRow.number.in_(list(versions)))
    statement = (
        select(AmendmentRow)
        .where(AmendmentRow.program_id == program.id, visible_to(w), AmendmentRow.state.in_(list(LIVE)))
        .where(AmendmentRow.version_id.in_(about))
        .order_by(AmendmentRow.filed_at, AmendmentRow.id)
        .limit(most + 1)
    )
    rows = list(w.session.scalars(statement))
    return tuple(_views(w, rows, full=False)) if len(rows) <= most else None


def _views(w: Work, rows: Sequence[AmendmentRow], *, full: bool) -> list[AmendmentView]:
    """Views of many amendments in a constant number of queries; full: with next steps."""
    if not rows:
        return []
    operations = load_operations(w, rows)
    delegations = delegation_views(w)
    versions = {
        one.id: one
        for one in w.session.scalars(select(VersionRow).where(VersionRow.program_id.in_({r.program_id for r in rows})))
    }
    programs = {
        one.id: one
        for one in w.session.scalars(select(ProgramRow).where(ProgramRow.id.in_({r.program_id for r in rows})))
    }
    texts = {one: load_text(w, one) for one in {row.version_id for row in rows}}
    rationales, origins = _worded(w, rows)
    asked = asked_of_authors(w, rows)
    merged = _merged(w, rows)
    parties = parties_of(w, rows)
    silent = silent_on(w, [row for row in rows if parties[row.id] is Party.POSITIONS])
    colliding = _collisions(w, rows, operations, texts, delegations)
    contested = contested_among(w, [row.id for row in rows if row.received_at is not None])
    return [
        _view(w, row, operations[row.id], delegations, versions, programs, texts, rationales)(
            waits_for=parties[row.id],
            silent=silent.get(row.id, ()),
            collisions=colliding.get(row.id, ()),
            next_actions=guards.next_actions(w, row, operations[row.id]) if full else (),
            asked_of_author=asked.get(row.id, ""),
            merged_into=merged.get(row.merged_into or ""),
            is_modified=origins.get(row.id) is WordingOrigin.MODIFIED,
            outside=_outside(row, contested),
        )
        for row in rows
    ]


def _worded(w: Work, rows: Sequence[AmendmentRow]) -> tuple[Mapping[str, str], Mapping[str, WordingOrigin]]:
    """Rationale and origin of the wording that the reader sees of each."""
    numbers = {row.id: current_wording(w, row) for row in rows}
    found = w.session.execute(
        select(WordingRow.amendment_id, WordingRow.number, WordingRow.rationale, WordingRow.origin).where(
            WordingRow.amendment_id.in_(list(numbers))
        )
    )
    current = [one for one in found if numbers[one.amendment_id] == one.number]
    return {one.amendment_id: one.rationale for one in current}, {one.amendment_id: one.origin for one in current}


def _merged(w: Work, rows: Sequence[AmendmentRow]) -> Mapping[str, tuple[str, str]]:
    """(identity, number) of those into which any of these was merged."""
    wanted = {row.merged_into for row in rows if row.merged_into}
    if not wanted:
        return {}
    found = w.session.execute(select(AmendmentRow.id, AmendmentRow.number).where(AmendmentRow.id.in_(wanted)))
    return {one.id: (one.id, one.number or "") for one in found}


def _view(
    w: Work,
    row: AmendmentRow,
    operations: Sequence[Operation],
    delegations: Mapping[str | None, DelegationView],
    versions: Mapping[str, VersionRow],
    programs: Mapping[str, ProgramRow],
    texts: Mapping[str, Text],
    rationales: Mapping[str, str],
) -> Any:
    """A maker of the view, waiting for what costs queries of its own."""
    target = versions.get(row.rebase_version_id or "")
    flag = row.rebase if target is not None and sees_version(w, target) else Rebase.NONE
    incorporated = versions.get(row.incorporated_in or "")

    def make(
        *,
        waits_for: Party,
        silent: tuple[str, ...],
        collisions: tuple[CollisionView, ...],
        next_actions: tuple[NextAction, ...],
        asked_of_author: str,
        merged_into: tuple[str, str] | None,
        is_modified: bool,
        outside: OutsideView | None,
    ) -> AmendmentView:
        return AmendmentView(
            id=row.id,
            program_code=programs[row.program_id].code,
            number=row.number,
            state=row.state,
            delegation=delegations[row.delegation_id],
            language=row.language,
            base_version=versions[row.version_id].number,
            operations=tuple(_view_of_operation(one, texts[row.version_id]) for one in operations),
            rationale=rationales.get(row.id, ""),
            wording=current_wording(w, row),
            revision=row.revision,
            created_at=row.created_at,
            updated_at=row.updated_at,
            filed_at=row.filed_at,
            refile_until=row.refile_until,
            is_tabled=row.agenda_item_id is not None,
            is_admitted_late=row.is_admitted_late,
            late_requested_at=row.late_requested_at,
            deferred_until=row.deferred_until,
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            rebase=flag,
            rebase_version=target.number if target is not None and flag is not Rebase.NONE else None,
            incorporated_in=incorporated.number if incorporated is not None and sees_version(w, incorporated) else None,
            waits_for=waits_for,
            silent=silent,
            collisions=collisions,
            next_actions=next_actions,
            sponsors=_sponsors(w, row, delegations),
            takeover_until=row.takeover_until,
            asked_of_author=asked_of_author,
            merged_into=merged_into,
            is_modified=is_modified,
            outside=outside,
        )

    return make


def _outside(row: AmendmentRow, contested: Collection[str]) -> OutsideView | None:
    if row.channel is None or row.received_at is None:
        return None
    return OutsideView(row.channel, row.received_at, row.reference or "", row.id in contested)


def _sponsors(w: Work, row: AmendmentRow, delegations: Mapping[str | None, DelegationView]) -> tuple[SponsorView, ...]:
    """Who co-sponsors it; its author also sees who was asked, a delegation what was asked of it."""
    is_own = permissions.is_own(w.actor, row.delegation_id) or w.actor.role is None
    wording = newest_wording(row) if is_of_its_side(w.actor, row) else row.wording
    return tuple(
        SponsorView(delegations[one.delegation_id], one.state, one.at, sponsorship(one).is_to_reconfirm(wording))
        for one in row.sponsors
        if one.state is SponsorState.CONSENTED
        or (one.state is not SponsorState.TOOK_OVER and (is_own or one.delegation_id == w.actor.delegation_id))
    )


def _view_of_operation(one: Operation, text: Text) -> OperationView:
    anchor = one.anchor
    return OperationView(
        kind=one.kind,
        clause_id=one.clause_id,
        anchor_id=anchor,
        reference=text.references.get(anchor, "") if anchor else "",
        parent_id=one.parent,
        after_clause_id=one.after,
        clause_kind=one.clause_kind or (text.node(one.clause_id).kind if one.clause_id in text else None),
        base_revision=one.base.hash if one.base else None,
        base_text=one.base.text if one.base else "",
        base_fields=one.base.fields if one.base else NO_FIELDS,
        text=one.text,
        fields=one.fields,
    )


def _collisions(
    w: Work,
    rows: Sequence[AmendmentRow],
    operations: Mapping[str, tuple[Operation, ...]],
    texts: Mapping[str, Text],
    delegations: Mapping[str | None, Any],
) -> Mapping[str, tuple[CollisionView, ...]]:
    """Live ones the reader may see that collide with open amendments or say the same, by amendment."""
    waiting = [row for row in rows if row.state in OPEN or row.state is AmendmentState.DRAFT]
    found: dict[str, tuple[CollisionView, ...]] = {}
    for program_id in {row.program_id for row in waiting}:
        mine = [row for row in waiting if row.program_id == program_id]
        close = {row.id: near(texts[row.version_id], operations[row.id]) for row in mine}
        others = [
            one
            for one in amendments_near(
                w, program_id, [*LIVE, AmendmentState.SUBMITTED], set[str]().union(*close.values())
            )
            if guards.sees_amendment(w.actor, one)
        ]
        theirs = load_operations(w, others)
        by_clause: dict[str, list[AmendmentRow]] = {}
        for other in others:
            for clause_id in {c for one in theirs[other.id] for c in (one.clause_id, one.anchor, one.parent) if c}:
                by_clause.setdefault(clause_id, []).append(other)
        for row in mine:
            candidates = {one.id: one for clause_id in close[row.id] for one in by_clause.get(clause_id, ())}
            candidates.pop(row.id, None)
            same = {
                one.id
                for one in candidates.values()
                if one.language == row.language and same_proposal(operations[row.id], theirs[one.id])
            }
            found[row.id] = tuple(
                collision_with(one, operations[row.id], theirs[one.id], delegations, is_same=one.id in same)
                for one in sorted(candidates.values(), key=lambda one: (one.number or "", one.id))
                if one.id in same or _collide(texts[row.version_id], row, operations[row.id], one, theirs[one.id])
            )
    return found


def _collide(
    text: Text, row: AmendmentRow, mine: Sequence[Operation], other: AmendmentRow, theirs: Sequence[Operation]
) -> bool:
    same = row.language == other.language
    return any(operations_collide(text, one, two, same_language=same) for one in mine for two in theirs)


def collision_with(
    other: AmendmentRow,
    mine: Sequence[Operation],
    theirs: Sequence[Operation],
    delegations: Mapping[str | None, Any],
    *,
    is_same: bool = False,
) -> CollisionView:
    """Which words and fields both change, where it is words and fields."""
    words: list[str] = []
    fields: list[str] = []
    places: list[tuple[str, int, int]] = []
    for one in mine:
        for two in theirs:
            if (
                {one.kind, two.kind} == {OperationKind.MODIFY}
                and one.clause_id == two.clause_id
                and one.base
                and two.base
            ) and one.base.hash == two.base.hash:
                shared = redline.collide(one.base.text, one.text, two.text)
                words += [overlap.base_text.strip() for overlap in shared]
                for overlap in shared:
                    start, end = redline.utf16_positions(one.base.text, (overlap.start, overlap.end))
                    places.append((one.clause_id, start, end))
                fields += redline.collide_fields(one.base.fields, one.fields, two.fields)
    return CollisionView(
        amendment_id=other.id,
        number=other.number,
        delegation=delegations[other.delegation_id].code,
        co_sponsors=tuple(delegations[one.delegation_id].code for one in co_sponsors(other)),
        words=tuple(word for word in words if word),
        fields=tuple(fields),
        is_same=is_same,
        places=tuple(places),
    )
