"""How the texts of a version in its languages stand to each other, and what they name differently."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.alignment import Confirmed, Standing, may_supply, standing
from program_workflow.domain.clause import kept_fields
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Alignment, ClauseKind, VersionState
from program_workflow.domain.text import Content, Node, Text
from program_workflow.domain.twins import Difference, differences
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import AlignmentRow, ClauseRevisionRow, NodeRow, NodeTextRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import find_program, find_version, latest_version
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: A refusal names so many of the clauses.
_NAMED: Final = 5
#: In these no text is aligned any more; those of an adopted one are still confirmed, as a corrigendum changes one.
ENDED: Final = frozenset(
    {
        VersionState.FINALISED,
        VersionState.SUBMITTED,
        VersionState.ADOPTED,
        VersionState.CORRECTED,
        VersionState.SUPERSEDED,
        VersionState.REISSUED,
        VersionState.ABANDONED,
    }
)


@dataclass(frozen=True, slots=True)
class TwinItem:
    """A clause with its texts side by side. contents: by language, of those there are.

    suppliable: languages whose text the reader may give; may_confirm: the texts stand together as they are.
    was: by language, the text last aligned of those that have changed since.
    """

    id: str
    kind: ClauseKind
    number: str
    reference: str
    standing: Standing
    contents: Mapping[str, Content]
    was: Mapping[str, Content]
    differences: tuple[Difference, ...] = ()
    suppliable: tuple[str, ...] = ()
    may_confirm: bool = False

    @property
    def is_pending(self) -> bool:
        return self.standing.is_pending


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """items: in reading order; revision: of the version. languages: the authentic ones, that of the draft first."""

    program: str
    version: int
    state: VersionState
    languages: tuple[str, ...]
    revision: int
    items: tuple[TwinItem, ...]
    may_align: bool = False

    @property
    def pending(self) -> tuple[TwinItem, ...]:
        return tuple(one for one in self.items if one.is_pending)

    @property
    def differing(self) -> tuple[TwinItem, ...]:
        return tuple(one for one in self.items if one.differences)

    @property
    def is_bilingual(self) -> bool:
        return len(self.languages) > 1


def view_alignment(w: Work, code: str, number: int | str = "latest") -> AlignmentView:
    """The alignment of a version the reader may see. Raises NotFound."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_PROGRAMS)
    version = find_version(w, program, number)
    text = load_text(w, version.id)
    found = Aligned.of(w, program, version)
    was = _earlier_contents(w, found)
    state = state_at(version.state, version.closes_at, w.now)
    may_align = permissions.may(w.actor, Permit.ALIGN) and (state not in ENDED or is_in_force(w, version))
    return AlignmentView(
        program=program.code,
        version=version.number,
        state=state,
        languages=tuple(program.languages),
        revision=version.revision,
        items=tuple(_item(found, was, text, node, may_align=may_align) for node in text.nodes),
        may_align=may_align,
    )


def _item(found: "Aligned", was: Mapping[str, Content], text: Text, node: Node, *, may_align: bool) -> TwinItem:
    stands = found.of_clause(node.id)
    return TwinItem(
        id=node.id,
        kind=node.kind,
        number=node.number,
        reference=text.references[node.id],
        standing=stands,
        contents={one: node.contents[one] for one in found.languages if one in node.contents},
        was={one: was[(stands.with_ or {})[one]] for one in stands.changed if one in (stands.with_ or {})},
        differences=twin_differences(node, found.languages),
        suppliable=found.suppliable(node.id) if may_align else (),
        may_confirm=may_align and stands.state is Alignment.PENDING,
    )


def _earlier_contents(w: Work, found: "Aligned") -> dict[str, Content]:
    """The texts last aligned of everything that has changed since, by hash."""
    wanted = [
        stands.with_[one]
        for clause_id in found.pending()
        if (stands := found.of_clause(clause_id)).with_
        for one in stands.changed
        if one in stands.with_
    ]
    contents: dict[str, Content] = {}
    for start in range(0, len(wanted), 500):
        rows = w.session.scalars(
            select(ClauseRevisionRow).where(ClauseRevisionRow.hash.in_(wanted[start : start + 500]))
        )
        contents |= {row.hash: Content(row.text, kept_fields(row.fields), row.hash) for row in rows}
    return contents


def twin_differences(node: Node, languages: Sequence[str]) -> tuple[Difference, ...]:
    """What the texts of a clause name differently, the first language against each other one."""
    first = node.contents.get(languages[0])
    found: list[Difference] = []
    for other in languages[1:]:
        content = node.contents.get(other)
        if first is not None and content is not None:
            found += _differences(first, content, languages[0], other)
    return tuple(found)


@lru_cache(maxsize=20_000)
def _differences(one: Content, other: Content, language: str, other_language: str) -> tuple[Difference, ...]:
    return differences(one, other, (language, other_language))


@dataclass(frozen=True, slots=True)
class Aligned:
    """The texts of a version by clause, those they came with, and those they were confirmed with."""

    languages: tuple[str, ...]
    version: VersionRow
    now: Mapping[str, Mapping[str, str]]
    first: Mapping[str, Mapping[str, str]]
    confirmed: Mapping[str, Sequence[Confirmed]]
    is_first: bool

    @classmethod
    def of(cls, w: Work, program: ProgramRow, version: VersionRow) -> "Aligned":
        """In three queries, whatever the length of the text; in one where the program has one language."""
        now = _revisions(w, version.id)
        languages = tuple(program.languages)
        is_first = version.made_from is None and version.opened_at is None
        if len(languages) < 2:
            return cls(languages, version, now, now, {}, is_first)
        first = _first_revisions(w, program.id) if version.made_from else now
        return cls(languages, version, now, first, _confirmed(w, program.id), is_first)

    def of_clause(self, clause_id: str) -> Standing:
        confirmed = self.confirmed.get(clause_id, ())
        return standing(self.now[clause_id], self.languages, self.first.get(clause_id, {}), confirmed)

    def pending(self) -> list[str]:
        """Clauses that are not aligned."""
        return [one for one in self.now if self.of_clause(one).is_pending] if len(self.languages) > 1 else []

    def may_supply(self, clause_id: str, language: str) -> bool:
        """Whether the secretariat may give the text of this language; never that of the draft's language alone."""
        return (
            self.version.state is VersionState.WORKING
            and not (self.is_first and language == self.languages[0])
            and may_supply(
                language,
                self.now[clause_id],
                self.of_clause(clause_id),
                self.confirmed.get(clause_id, ()),
                version_id=self.version.id,
                is_first=self.is_first,
            )
        )

    def suppliable(self, clause_id: str) -> tuple[str, ...]:
        return (
            tuple(one for one in self.languages if self.may_supply(clause_id, one)) if len(self.languages) > 1 else ()
        )


def _revisions(w: Work, version_id: str) -> dict[str, dict[str, str]]:
    """Of every clause of a version, in reading order."""
    rows = w.session.execute(
        select(NodeTextRow.clause_id, NodeTextRow.language, NodeTextRow.revision_hash)
        .join(NodeRow, (NodeRow.version_id == NodeTextRow.version_id) & (NodeRow.clause_id == NodeTextRow.clause_id))
        .where(NodeTextRow.version_id == version_id)
        .order_by(NodeRow.position)
    )
    found: dict[str, dict[str, str]] = {}
    for clause_id, language, revision in rows:
        found.setdefault(clause_id, {})[language] = revision
    return found


def _first_revisions(w: Work, program_id: str) -> dict[str, dict[str, str]]:
    """Of every clause, in the first version of the program that has it."""
    first = (
        select(NodeRow.clause_id, func.min(VersionRow.number).label("number"))
        .join(VersionRow, VersionRow.id == NodeRow.version_id)
        .where(VersionRow.program_id == program_id)
        .group_by(NodeRow.clause_id)
        .subquery()
    )
    rows = w.session.execute(
        select(NodeTextRow.clause_id, NodeTextRow.language, NodeTextRow.revision_hash)
        .join(VersionRow, VersionRow.id == NodeTextRow.version_id)
        .join(first, (first.c.clause_id == NodeTextRow.clause_id) & (first.c.number == VersionRow.number))
        .where(VersionRow.program_id == program_id)
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for clause_id, language, revision in rows:
        found[clause_id][language] = revision
    return found


def _confirmed(w: Work, program_id: str) -> dict[str, list[Confirmed]]:
    rows = w.session.execute(
        select(AlignmentRow.clause_id, AlignmentRow.revisions, AlignmentRow.version_id, AlignmentRow.language)
        .where(AlignmentRow.program_id == program_id, AlignmentRow.is_informational.is_(False))
        .order_by(AlignmentRow.ordinal)
    )
    found: dict[str, list[Confirmed]] = defaultdict(list)
    for clause_id, revisions, version_id, language in rows:
        found[clause_id].append(Confirmed(revisions, version_id, language))
    return found


# --- What waits, and what does not go on without it ------------------------------------------------------


def pending_count(w: Work, program: ProgramRow, version: VersionRow) -> int:
    """How many clauses of a version are not aligned; remembered while neither text nor confirmations change."""
    if len(program.languages) < 2:
        return 0
    last = w.session.scalar(select(func.max(AlignmentRow.ordinal)).where(AlignmentRow.program_id == program.id))
    key = (version.id, version.text_hash, tuple(program.languages), last or 0)
    if key not in _counted:
        if len(_counted) >= _KEPT:
            _counted.clear()
        _counted[key] = len(Aligned.of(w, program, version).pending())
    return _counted[key]


_KEPT: Final = 1000
_counted: dict[tuple[str, str, tuple[str, ...], int], int] = {}


def waiting_alignments(w: Work) -> list[tuple[VersionRow, str, int]]:
    """Working versions, and adopted ones in force, whose texts are to be aligned.

    Returns (version, code of the program, how many clauses).
    """
    if not permissions.may(w.actor, Permit.ALIGN):
        return []
    newest = select(func.max(VersionRow.number)).where(VersionRow.program_id == ProgramRow.id).scalar_subquery()
    in_force = (VersionRow.state == VersionState.ADOPTED) & (VersionRow.number == newest.correlate(ProgramRow))
    rows = w.session.execute(
        select(VersionRow, ProgramRow)
        .join(ProgramRow, ProgramRow.id == VersionRow.program_id)
        .where((VersionRow.state == VersionState.WORKING) | in_force)
        .order_by(ProgramRow.code, VersionRow.number)
    ).all()
    found = [(version, program.code, pending_count(w, program, version)) for version, program in rows]
    return [one for one in found if one[2]]


def is_newest(w: Work, version: VersionRow) -> bool:
    return latest_version(w, version.program_id).id == version.id


def is_in_force(w: Work, version: VersionRow) -> bool:
    """Whether it is adopted and nothing followed: a corrigendum to one language leaves the other to be confirmed."""
    return version.state is VersionState.ADOPTED and is_newest(w, version)
