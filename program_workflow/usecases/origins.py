"""What brought the texts of a program: drafts, amendments and editorial changes, with who decided and when."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from sqlalchemy import func, select, tuple_

from program_workflow.domain import permissions
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import kept_fields
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, Provenance
from program_workflow.domain.text import Content
from program_workflow.storage import (
    AmendmentRow,
    ClauseRevisionRow,
    EventRow,
    NodeRow,
    NodeTextRow,
    OperationRow,
    VersionRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.operations import operation_of_row
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work

FIRST_VERSION: Final = 1
#: Identities that are named in one query; of more it is quicker to read all.
LONGEST_LIST: Final = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """What brought words or took them out. version: in which that first shows.

    kind None: the reader may know the version alone. decided_at, decided_by, capacity: of the
    agreement to an amendment, else of the act that put the text in.
    """

    version: int
    kind: Provenance | None = None
    amendment_id: str | None = None
    number: str | None = None
    delegation: DelegationView | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    capacity: str | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it is the text that the program began with, as far as the reader can tell."""
        return self.kind is Provenance.DRAFT or (self.kind is None and self.version == FIRST_VERSION)

    def to_json(self) -> dict[str, Any]:
        amendment = decided = None
        if self.amendment_id is not None and self.delegation is not None:
            amendment = {"id": self.amendment_id, "number": self.number, "delegation": self.delegation.code}
        if self.decided_at is not None:
            at = self.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
            decided = {"at": at, "actor": self.decided_by, "capacity": self.capacity}
        kind = self.kind.value if self.kind is not None else None
        return {"version": self.version, "kind": kind, "amendment": amendment, "decided": decided}


@dataclass(frozen=True, slots=True)
class Carried:
    """An operation that was carried out, and the index of its amendment among the origins."""

    origin: int
    language: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause as it stood in the last version that had it."""

    clause_id: str
    parent_id: str | None
    version: int
    number: str
    kind: ClauseKind


@dataclass(frozen=True)
class History:
    """How the texts of a program came about, up to a version.

    origins: in the order of time. otherwise: version → the origin of what no amendment explains in
    it. revisions: clause → language → contents with the version in which each first stood.
    carried: (clause, version) → the operations carried out there. gone: clauses of earlier versions
    that the last one has not, the latest first. left: (version, language, words) → clauses that said just
    these words in the version before it and are not in it.
    """

    origins: tuple[Origin, ...]
    otherwise: Mapping[int, int]
    revisions: Mapping[str, Mapping[str, Sequence[tuple[int, Content]]]]
    carried: Mapping[tuple[str, int], Sequence[Carried]]
    gone: Mapping[str, Standing]

    def acts(self, clause_id: str, version: int, language: str | None = None) -> list[Carried]:
        found = self.carried.get((clause_id, version), ())
        return [one for one in found if language in (None, one.language)]

    def first_version(self, clause_id: str) -> int:
        return min(revisions[0][0] for revisions in self.revisions[clause_id].values())

    @cached_property
    def left(self) -> Mapping[tuple[int, str, str], Sequence[Standing]]:
        found: dict[tuple[int, str, str], list[Standing]] = defaultdict(list)
        for one in self.gone.values():
            for language, revisions in self.revisions[one.clause_id].items():
                found[one.version + 1, language, revisions[-1][1].text].append(one)
        return found


def read_history(w: Work, version: VersionRow, clause_id: str | None = None) -> History:
    """The history up to a version, as far as the actor may know of amendments.

    clause_id: with the contents of this clause, and of those that are gone, alone.
    """
    numbers = w.session.scalars(
        select(VersionRow.number)
        .where(VersionRow.program_id == version.program_id, VersionRow.number <= version.number)
        .order_by(VersionRow.number)
    ).all()
    incorporated, decisions = _incorporated(w, version), _decisions(w, version.program_id)
    delegations = delegation_views(w)
    origins: list[Origin] = []
    otherwise: dict[int, int] = {}
    carried: dict[tuple[str, int], list[Carried]] = defaultdict(list)
    for number in numbers:
        index_of: dict[str, int] = {}
        for amendment, operation in incorporated.get(number, ()):
            if amendment.id not in index_of:
                index_of[amendment.id] = len(origins)
                decided = decisions.get(("amendment", amendment.id))
                origins.append(_of_amendment(w, amendment, number, delegations[amendment.delegation_id], decided))
            done = Carried(index_of[amendment.id], amendment.language, operation)
            carried[operation.clause_id, number].append(done)
        otherwise[number] = len(origins)
        origins.append(_of_text(w, number, decisions, version.program_id))
    gone = _last_standing(w, version)
    return History(tuple(origins), otherwise, _revisions(w, version, clause_id, gone), carried, gone)


def _of_amendment(
    w: Work, amendment: AmendmentRow, version: int, delegation: DelegationView, decided: EventRow | None
) -> Origin:
    """An amendment, or nothing but the version for a reader who may not know of it."""
    if not guards.sees_amendment(w.actor, amendment):
        return Origin(version)
    origin = Origin(version, Provenance.AMENDMENT, amendment.id, amendment.number, delegation)
    return _decided(origin, decided)


def _of_text(w: Work, version: int, decisions: Mapping[tuple[str, str], EventRow], program_id: str) -> Origin:
    """A text put in as it was. Whoever may not read amendments cannot tell it from one."""
    if not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return Origin(version)
    put_in = decisions.get(("version", str(version)))
    if version == FIRST_VERSION:
        return _decided(Origin(version, Provenance.DRAFT), put_in or decisions.get(("program", program_id)))
    return _decided(Origin(version, Provenance.EDITORIAL), put_in)


def _decided(origin: Origin, event: EventRow | None) -> Origin:
    if event is None:
        return origin
    return replace(origin, decided_at=event.at, decided_by=event.actor_name, capacity=event.capacity)


def _incorporated(w: Work, version: VersionRow) -> dict[int, list[tuple[AmendmentRow, Operation]]]:
    """Amendments in the texts up to a version with their operations, by version, in the order of incorporation."""
    rows = w.session.execute(
        select(VersionRow.number, AmendmentRow, OperationRow, ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .join(AmendmentRow, AmendmentRow.incorporated_in == VersionRow.id)
        .join(
            OperationRow,
            (OperationRow.amendment_id == AmendmentRow.id) & (OperationRow.wording == AmendmentRow.wording),
        )
        .outerjoin(ClauseRevisionRow, ClauseRevisionRow.hash == OperationRow.base_hash)
        .where(VersionRow.program_id == version.program_id, VersionRow.number <= version.number)
        .where(AmendmentRow.state == AmendmentState.INCORPORATED)
        .order_by(AmendmentRow.filed_at, AmendmentRow.number, AmendmentRow.id, OperationRow.ordinal)
    )
    found: dict[int, list[tuple[AmendmentRow, Operation]]] = defaultdict(list)
    for number, amendment, operation, base_text, base_fields in rows:
        found[number].append((amendment, operation_of_row(operation, base_text, base_fields)))
    return found


def _decisions(w: Work, program_id: str) -> dict[tuple[str, str], EventRow]:
    """The last agreement to each amendment and the last text put into each version, by kind and identity or number."""
    rows = w.session.scalars(
        select(EventRow)
        .where(EventRow.program_id == program_id)
        .where(
            tuple_(EventRow.subject_type, EventRow.action).in_(
                [("amendment", AmendmentAction.AGREE.value), ("version", "replace_text"), ("program", "create")]
            )
        )
        .order_by(EventRow.seq)
    )
    return {
        (row.subject_type, str(row.body["number"]) if row.subject_type == "version" else row.subject_id): row
        for row in rows
    }


def _revisions(
    w: Work, version: VersionRow, clause_id: str | None, gone: Collection[str]
) -> dict[str, dict[str, list[tuple[int, Content]]]]:
    """What each clause said in each language, with the version from which it said so."""
    before = func.lag(NodeTextRow.revision_hash).over(
        partition_by=(NodeTextRow.clause_id, NodeTextRow.language), order_by=VersionRow.number
    )
    standing = (
        select(NodeTextRow.clause_id, NodeTextRow.language, NodeTextRow.revision_hash, VersionRow.number)
        .add_columns(before.label("before"))
        .join(VersionRow, VersionRow.id == NodeTextRow.version_id)
        .where(VersionRow.program_id == version.program_id, VersionRow.number <= version.number)
    )
    if clause_id is not None and len(gone) < LONGEST_LIST:
        standing = standing.where(NodeTextRow.clause_id.in_([clause_id, *gone]))
    each = standing.subquery()
    rows = w.session.execute(
        select(each.c.clause_id, each.c.language, each.c.number, each.c.revision_hash)
        .add_columns(ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .join(ClauseRevisionRow, ClauseRevisionRow.hash == each.c.revision_hash)
        .where(each.c.before.is_(None) | (each.c.before != each.c.revision_hash))
        .order_by(each.c.number, each.c.language)
    )
    found: dict[str, dict[str, list[tuple[int, Content]]]] = defaultdict(lambda: defaultdict(list))
    for one, language, number, revision, text, fields in rows:
        found[one][language].append((number, Content(text, kept_fields(fields), revision)))
    return found


def _last_standing(w: Work, version: VersionRow) -> dict[str, Standing]:
    """Clauses that earlier versions had and this one has not, the latest deleted first, in the order of their text."""
    last = (
        select(NodeRow.clause_id, func.max(VersionRow.number).label("number"))
        .join(VersionRow, VersionRow.id == NodeRow.version_id)
        .where(VersionRow.program_id == version.program_id, VersionRow.number <= version.number)
        .group_by(NodeRow.clause_id)
        .having(func.max(VersionRow.number) < version.number)
        .subquery()
    )
    rows = w.session.execute(
        select(NodeRow, last.c.number)
        .join(last, last.c.clause_id == NodeRow.clause_id)
        .join(VersionRow, (VersionRow.id == NodeRow.version_id) & (VersionRow.number == last.c.number))
        .order_by(last.c.number.desc(), NodeRow.position)
    )
    return {
        node.clause_id: Standing(node.clause_id, node.parent_id, number, node.number, node.kind)
        for node, number in rows
    }
