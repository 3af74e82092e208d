"""Frozen read models of programs, versions and amendments, as pages and API show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from program_workflow.domain.clause import Fields
from program_workflow.domain.errors import NotPermitted
from program_workflow.domain.terms import (
    Adoption,
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    ClauseStatus,
    OperationKind,
    OutsideChannel,
    Rebase,
    SponsorState,
    VersionAction,
    VersionState,
)


@dataclass(frozen=True, slots=True)
class DelegationView:
    """index: order of joining, from 1; decides the ground of the code on pages. code "SEC": the secretariat."""

    code: str
    name_en: str
    name_ru: str
    index: int
    is_observer: bool = False

    def name(self, language: str) -> str:
        return self.name_ru if language == "ru" else self.name_en


SECRETARIAT = DelegationView("SEC", "Secretariat", "Секретариат", 0)


class Party(StrEnum):
    """What an open amendment waits for: exactly one of these."""

    AUTHOR = "author"
    SECRETARIAT = "secretariat"
    POSITIONS = "positions"  # the delegations that have said nothing of its wording
    SPONSORS = "co_sponsors"  # withdrawn by its author: they may take it over
    END_OF_WINDOW = "end_of_window"  # agreed; it is incorporated when the version is closed
    DATE = "date"  # deferred to a date that has not come, or to a meeting
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class NextAction:
    """A step the person could take; why_not: the template and values of the reason it is refused now."""

    action: AmendmentAction | VersionAction
    needs_reason: bool = False
    why_not: str | None = None
    params: Mapping[str, Any] | None = None

    @property
    def is_allowed(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version in a list. state: as it stands at this instant. made_from: number of that version."""

    number: int
    state: VersionState
    created_at: datetime
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    clauses: int
    text_hash: str
    revision: int
    made_from: int | None = None


@dataclass(frozen=True, slots=True)
class ProgramView:
    """title: language → title. progress: clauses of the latest visible version by status.

    latest: the newest version the reader may see; filing: the newest circulated one. outside: why the
    reader's delegation may put nothing forward here, where it takes no part.
    """

    id: str
    code: str
    title: Mapping[str, str]
    period: str
    languages: tuple[str, ...]
    rules: Mapping[str, Any]
    participants: tuple[DelegationView, ...]
    versions: tuple[VersionCard, ...]
    progress: Mapping[ClauseStatus, int]
    revision: int
    outside: NotPermitted | None = None

    @property
    def latest(self) -> VersionCard:
        return self.versions[-1]

    @property
    def filing(self) -> VersionCard | None:
        return next((v for v in reversed(self.versions) if v.opened_at is not None), None)

    def title_in(self, language: str) -> str:
        return self.title.get(language) or next(iter(self.title.values()), self.code)


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause in a version. reference: its number, or what it is called without one.

    amendments: how many live amendments the reader may see touch it. delegations: their codes.
    apart: codes of those that do not participate in it. package: identity and title of its live one.
    language: of the text shown; stands_in: the same where it stands for a missing text in the one asked for, else "".
    """

    id: str
    parent_id: str | None
    kind: ClauseKind
    depth: int
    number: str
    reference: str
    language: str
    text: str
    fields: Fields
    revision: str
    status: ClauseStatus
    amendments: int = 0
    delegations: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    package: tuple[str, str] | None = None
    stands_in: str = ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with its text in one language. next_actions: what the reader may do with it."""

    program_code: str
    number: int
    state: VersionState
    created_at: datetime
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    text_hash: str
    revision: int
    language: str
    languages: tuple[str, ...]
    clauses: tuple[ClauseView, ...]
    next_actions: tuple[NextAction, ...] = ()
    windows: tuple[tuple[str, datetime], ...] = ()
    made_from: int | None = None
    finalised_at: datetime | None = None
    adopted_at: datetime | None = None
    adopted_by: Adoption | None = None
    ground: str = ""
    silence_id: str | None = None

    @property
    def is_tabled(self) -> bool:
        """Laid before a meeting: it had no window."""
        return self.opened_at is not None and self.opened_at == self.closes_at


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation with what it was written against. reference: of the clause it is shown at."""

    kind: OperationKind
    clause_id: str
    anchor_id: str | None
    reference: str
    parent_id: str | None
    after_clause_id: str | None
    clause_kind: ClauseKind | None
    base_revision: str | None
    base_text: str
    base_fields: Fields
    text: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class CollisionView:
    """Another amendment of which only one can be accepted, or that says the same.

    words: what both change, where it is words; places: where that stands in the base of which clause, as positions
    from and to in UTF-16 code units, the way a browser counts. is_same: both come to the same wording but for case,
    space and punctuation; to accept one is enough.
    """

    amendment_id: str
    number: str | None
    delegation: str
    co_sponsors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    is_same: bool = False
    places: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SponsorView:
    """A delegation named with an amendment beside its author. since: when it came to stand where it stands.

    is_to_reconfirm: it consented to an earlier wording.
    """

    delegation: DelegationView
    state: SponsorState
    since: datetime
    is_to_reconfirm: bool = False

    @property
    def is_co_sponsor(self) -> bool:
        return self.state is SponsorState.CONSENTED

    @property
    def is_awaited(self) -> bool:
        """Whether it has not answered yet, or not to the present wording."""
        return self.state is SponsorState.INVITED or self.is_to_reconfirm


@dataclass(frozen=True, slots=True)
class OutsideView:
    """How an amendment was received that a coordinator entered. is_contested: its delegation says it is not its own."""

    channel: OutsideChannel
    received_at: datetime
    reference: str
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment as one reader may see it.

    base_version: number of the version it is written against. rebase: NONE while the version the
    flag is about is not visible to the reader. silent: where it waits for positions, codes of those
    that have taken none. sponsors: who is named beside its author; for others than those only who
    co-sponsors it. takeover_until: until when its co-sponsors may take it over. is_tabled: under an
    item of a meeting's agenda. asked_of_author: "counter_text" or "merger", which waits for its author; ""
    for neither. merged_into: (identity, number). is_modified: the wording is a counter-text that the
    author accepted. outside: of one that was received outside.
    """

    id: str
    program_code: str
    number: str | None
    state: AmendmentState
    delegation: DelegationView
    language: str
    base_version: int
    operations: tuple[OperationView, ...]
    rationale: str
    wording: int
    revision: int
    created_at: datetime
    updated_at: datetime
    filed_at: datetime | None
    refile_until: datetime | None
    is_admitted_late: bool
    late_requested_at: datetime | None
    deferred_until: str | None
    decided_at: datetime | None
    decision_reason: str | None
    rebase: Rebase
    rebase_version: int | None
    incorporated_in: int | None
    waits_for: Party
    silent: tuple[str, ...] = ()
    collisions: tuple[CollisionView, ...] = ()
    next_actions: tuple[NextAction, ...] = ()
    sponsors: tuple[SponsorView, ...] = ()
    takeover_until: datetime | None = None
    is_tabled: bool = False
    asked_of_author: str = ""
    merged_into: tuple[str, str] | None = None
    is_modified: bool = False
    outside: OutsideView | None = None

    @property
    def first(self) -> OperationView:
        return self.operations[0]

    @property
    def delegations(self) -> tuple[DelegationView, ...]:
        """Its author, then its co-sponsors: printed wherever its delegations are."""
        return (self.delegation, *(one.delegation for one in self.sponsors if one.is_co_sponsor))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.delegations)


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What an event is about, as it is called now. name: number, code or name, "" of an amendment without a number.

    delegation: code of the amendment's side. program: code of the program it belongs to.
    """

    name: str
    delegation: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class EventView:
    """An event of the record, as histories show it. subject: in the record alone, None of a thing that is gone."""

    seq: int
    at: datetime
    actor: str
    capacity: str
    action: str
    reason: str
    hash: str
    subject_type: str
    subject_id: str
    body: Mapping[str, Any]
    subject: SubjectView | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """items of a list and the cursor of the next page, None at the end. total: of the whole list, where counted."""

    items: tuple[Any, ...]
    next: str | None = None
    total: int | None = None
