"""The consolidated table of remarks and proposals as a value: what pages and files of it are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from program_workflow.domain.positions import Position
from program_workflow.domain.redline import FieldChange, Layer, Run
from program_workflow.domain.terms import (
    AdviceKind,
    AmendmentState,
    ClauseKind,
    OperationKind,
    OutsideChannel,
    Rebase,
    Recommendation,
    RemarkKind,
    RemarkState,
    VersionState,
)


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One operation of an amendment against its base; "=" and "-" of the runs are the current text.

    reference: of the clause it is shown at, "" for the beginning of the text. place: after or under
    which clause (insert, move), as in `Text.references`. is_first: it stands first there.
    stands_in: language of the current text, where there is none in that of the amendment.
    """

    kind: OperationKind
    clause_id: str
    reference: str
    clause_kind: ClauseKind | None
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]
    place: str | None
    is_first: bool
    stands_in: str = ""


@dataclass(frozen=True, slots=True)
class TablePosition:
    """What a delegation had said by the instant of the table. delegation: its code.

    is_request: by it the delegation asks to reopen what stands agreed.
    """

    delegation: str
    position: Position
    is_to_reconfirm: bool = False
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class ClausePositions:
    """Positions on a clause of the version of the table. reference: as in `Text.references`."""

    clause_id: str
    reference: str
    positions: tuple[TablePosition, ...]


@dataclass(frozen=True, slots=True)
class TableAdvice:
    """Advice that was released by the instant of the table. filed: number of the wording that counted then.

    It is stale where it was given on another one. On a version there are no wordings; has_changed: it was given
    on another text of it, before it was circulated.
    """

    kind: AdviceKind
    recommendation: Recommendation
    text: str
    wording: int | None
    filed: int | None = None
    has_changed: bool = False

    @property
    def is_stale(self) -> bool:
        return self.wording != self.filed or self.has_changed


@dataclass(frozen=True, slots=True)
class LayeredChange:
    """What another wording would make of one operation: base, amendment and proposed wording as one; fields by name."""

    reference: str
    layers: tuple[Layer, ...]
    fields: tuple[tuple[str, tuple[Layer, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class TableCounter:
    """Another wording that waited for the author at the instant of the table. by: code of who proposes it."""

    number: int
    by: str
    reason: str
    changes: tuple[LayeredChange, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """An amendment as it stood at the instant of the table.

    delegations: codes, the author's first. base_version: number of the version it is written
    against. rebase: what the version of the table does to it, NONE where it is the same or nothing
    it touches has changed. decided_at: of the decision, or of what ended it. group: rows with the
    same one hang together, as colliding or as saying the same; None where a row stands alone. collides_with,
    same_as: identities of those. advice: what was released. positions: on the wording of then; that a
    delegation agrees to what it proposes is not among them. packages: titles of those its clauses were in then.
    channel, reference: of one that was received outside. counters: other wordings that waited for its author.
    """

    amendment_id: str
    number: str | None
    state: AmendmentState
    delegations: tuple[str, ...]
    language: str
    base_version: int
    changes: tuple[ProposedChange, ...]
    rationale: str
    filed_at: datetime | None
    is_admitted_late: bool
    decided_at: datetime | None
    reason: str
    deferred_until: str | None
    incorporated_in: int | None
    rebase: Rebase = Rebase.NONE
    group: int | None = None
    collides_with: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    advice: tuple[TableAdvice, ...] = ()
    positions: tuple[TablePosition, ...] = ()
    packages: tuple[str, ...] = ()
    channel: OutsideChannel | None = None
    reference: str = ""
    counters: tuple[TableCounter, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRemark:
    """A remark as it stood at the instant of the table, with the answer to it.

    number: in the program. version: number of the version it is on. clause_id None: the whole. reference:
    as in `Text.references`. current: the clause as it stood in that version. filed_at: when it was received.
    """

    remark_id: str
    number: int
    kind: RemarkKind
    state: RemarkState
    delegation: str
    version: int
    clause_id: str | None
    reference: str
    is_section: bool
    current: str
    language: str
    text: str
    filed_at: datetime
    is_late: bool
    answer: str
    answered_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def delegations(self) -> tuple[str, ...]:
        return (self.delegation,)

    @property
    def group(self) -> None:
        """Remarks collide with nothing and are not held against each other."""
        return None

    @property
    def decided_at(self) -> datetime | None:
        """When it was answered, or what ended it."""
        return self.withdrawn_at or self.answered_at


@dataclass(frozen=True, slots=True)
class ConsolidatedTable:
    """as_of: aware, UTC. is_past: whether an instant was asked for. version: the newest circulated one then.

    title, marking: by language. delegations: code → name by language. clauses: those on which something
    was said, in reading order. advice: on that version as a whole, as far as it was released.
    """

    code: str
    title: Mapping[str, str]
    marking: Mapping[str, str]
    as_of: datetime
    is_past: bool
    version: int | None
    state: VersionState | None
    rows: tuple[TableRow | TableRemark, ...]
    delegations: Mapping[str, Mapping[str, str]]
    clauses: tuple[ClausePositions, ...] = ()
    advice: tuple[TableAdvice, ...] = ()
