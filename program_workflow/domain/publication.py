"""A version as it is published: one value from which every writer of files makes its own, clean or with marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from program_workflow.domain.terms import Adoption, ClauseKind, SignatureKind, VersionState


@dataclass(frozen=True, slots=True)
class Span:
    """Whole words of a text. op: "=" stays, "-" deleted, "+" inserted, "<" moved from here, ">" moved here.

    by: codes of the delegations that propose it, amendments: identities in `Publication.proposals`;
    both empty in a redline of two versions. In a rolling text all spans are "=", and those with
    `by` are words that these delegations propose or, with is_bracket, their brackets and tags;
    amendments are empty at the brackets of an objection or reservation.
    """

    op: str
    text: str
    by: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()
    is_bracket: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpans:
    """A field of a measure or row. name: as in `Fields`; heading: of a further column ("other"), else None."""

    name: str
    heading: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause, in reading order.

    number, number_old: as printed; number_old differs where a redline shows another number, else it
    is the same. whole: "+", "-", "<" or ">" where the clause as a whole was inserted, deleted, moved
    from here or moved here; "" else. move: names both ends of one move, which may be several pieces in
    a row. by, amendments: of what was done to the whole, as in `Span`. copy: 0 where the clause stands
    or a move left it; else which of the further places it is at which proposals would put it.
    apart: codes of delegations that do not participate in the clause. package: title of the package it is in,
    of a rolling text. stands_in: language of the text that stands here, where there is none in that of the
    publication; stood_in: the same of the words struck, where the older version of a redline has none.
    """

    clause_id: str
    parent_id: str | None
    kind: ClauseKind
    depth: int
    number: str
    number_old: str
    spans: tuple[Span, ...]
    fields: tuple[FieldSpans, ...] = ()
    whole: str = ""
    move: str = ""
    revision: str = ""
    by: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()
    copy: int = 0
    apart: tuple[str, ...] = ()
    package: str = ""
    stands_in: str = ""
    stood_in: str = ""

    @property
    def place(self) -> str:
        """What tells this place from every other of the text: the clause, and which of its places it is."""
        if self.whole == "<":
            return f"{self.clause_id}__from"
        return self.clause_id if self.whole == ">" or not self.copy else f"{self.clause_id}__{self.copy}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An amendment whose changes a publication shows. filed_at: aware, UTC; author and date of its marks.

    language: of its wording, "" where nobody asked.
    """

    id: str
    number: str | None
    delegation: str
    rationale: str
    filed_at: datetime | None
    language: str = ""
    co_sponsors: tuple[str, ...] = ()

    @property
    def delegations(self) -> tuple[str, ...]:
        """Codes: its author's, then those of its co-sponsors."""
        return (self.delegation, *self.co_sponsors)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation on signing. references: as in `Text.references`; none is the whole text.

    is_maintained: False where the state signed without it.
    """

    delegation: str
    text: str
    references: tuple[str, ...] = ()
    is_maintained: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of the signature page; of kind BLANK where the state has not signed."""

    delegation: str
    kind: SignatureKind
    text: str = ""
    place: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """title, period, marking («Проект»): in the language. against: the older version of a redline, None if clean.

    at: the instant it was made, UTC; of one version the same file comes out whenever it is made, so
    writers print circulated_at and closes_at, and `at` only where a reader needs it. delegations:
    names in the language, by code. is_rolling: alternatives stand in square brackets, see `Span`.
    unplaced: proposals that were asked for and do not fit this text, in the order of their filing.
    standing: of a document that is no version of a program, what it is instead ("Adopted, revision 3").
    reservations, signatures: attached to an agreed or adopted text. ground: of its adoption, in words.
    finalised_at: when the text was agreed.
    """

    code: str
    title: str
    period: str
    language: str
    marking: str
    version: int
    state: VersionState
    text_hash: str
    circulated_at: datetime | None
    closes_at: datetime | None
    at: datetime
    pieces: tuple[Piece, ...]
    against: int | None = None
    proposals: Mapping[str, Proposal] | None = None
    delegations: Mapping[str, str] | None = None
    is_rolling: bool = False
    unplaced: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    signatures: tuple[Signature, ...] = ()
    finalised_at: datetime | None = None
    adopted_at: datetime | None = None
    adopted_by: Adoption | None = None
    ground: str = ""

    @property
    def is_tabled(self) -> bool:
        """Laid before a meeting: it had no window."""
        return self.circulated_at is not None and self.circulated_at == self.closes_at


def unversioned(title: str, language: str, pieces: tuple[Piece, ...]) -> Publication:
    """A redline of two files, which are versions of no program: it has no code, no number and no instant."""
    return Publication(
        code="",
        title=title,
        period="",
        language=language,
        marking="",
        version=0,
        state=VersionState.WORKING,
        text_hash="",
        circulated_at=None,
        closes_at=None,
        at=datetime.fromtimestamp(0, UTC),
        pieces=pieces,
    )
