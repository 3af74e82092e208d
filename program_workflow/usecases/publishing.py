"""A version as it is published: clean, redlined against another, with its amendments as marks or in brackets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import and_, select

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import Operation, rebase_operations
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.marking import marking_of
from program_workflow.domain.permissions import Permit
from program_workflow.domain.pieces import clean_pieces, redlined_pieces
from program_workflow.domain.proposed import Proposed, amended_pieces
from program_workflow.domain.publication import Piece, Proposal, Publication, Reservation, Signature
from program_workflow.domain.rolling import Held, rolling_pieces
from program_workflow.domain.stand_ins import with_stand_ins
from program_workflow.domain.terms import LIVE, OperationKind, Rebase, SignatureKind
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, VersionRow, WordingRow
from program_workflow.usecases.bases import find_base
from program_workflow.usecases.comparing import entries
from program_workflow.usecases.finding import (
    delegation_views,
    find_program,
    find_version,
    language_in,
    view_of_delegation,
    visible_to,
)
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.package_rows import live_packages
from program_workflow.usecases.signing import end_of
from program_workflow.usecases.sponsor_rows import delegations_of
from program_workflow.usecases.standings import apart_from
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class _Shown:
    """What amendments make of a text."""

    pieces: tuple[Piece, ...]
    proposals: Mapping[str, Proposal]
    delegations: dict[str, str]
    unplaced: tuple[str, ...]


def publish(
    w: Work,
    code: str,
    version: int | str,
    *,
    language: str | None = None,
    redline_from: int | str | None = None,
    amendments: bool = False,
    chosen: Sequence[str] = (),
    brackets: bool = False,
) -> Publication:
    """A version for the writers of files, as far as the reader may see it; queries do not grow with the text.

    version, redline_from: a number, "latest", of the older also a name of ``Base``. amendments: those live
    now as marks; chosen: these alone; brackets: as rolling text. None for whoever may not read them.
    """
    check_one_redline(redline_from, bool(amendments or chosen or brackets))
    program = find_program(w, code)
    row = find_version(w, program, version)
    language = language_in(program.languages, language)
    made = _published(w, program, row, language, redline_from, amendments=amendments, chosen=chosen, brackets=brackets)
    return _with_apart(made, apart_from(w, program))


def _published(
    w: Work,
    program: ProgramRow,
    row: VersionRow,
    language: str,
    redline_from: int | str | None,
    *,
    amendments: bool,
    chosen: Sequence[str],
    brackets: bool,
) -> Publication:
    text = load_text(w, row.id)
    made = _unwritten(w, program, row, language)
    if not (amendments or chosen or brackets):
        made = _with_end(w, program, row, made, text)
    if redline_from is not None:
        old, _ = find_base(w, program, redline_from, row)
        before = load_text(w, old.id)
        sides = entries(before, language), entries(text, language)
        pieces = redlined_pieces(*sides, redline.compare_clauses(*sides))
        return replace(made, pieces=with_stand_ins(pieces, text, language, before=before), against=old.number)
    if not (amendments or chosen or brackets):
        return replace(made, pieces=with_stand_ins(clean_pieces(entries(text, language)), text, language))
    shown = _amended(w, program, row, text, language, chosen)
    held = _held(w, program, row) if brackets else {}
    if brackets:
        shown = replace(shown, pieces=_with_packages(w, program, row, shown.pieces))
    return replace(
        made,
        pieces=rolling_pieces(shown.pieces, shown.proposals, language, held) if brackets else shown.pieces,
        proposals=shown.proposals,
        delegations=shown.delegations | _names(w, (code for by in held.values() for code, _ in by), language),
        unplaced=shown.unplaced,
        is_rolling=brackets,
    )


def _with_end(w: Work, program: ProgramRow, row: VersionRow, made: Publication, text: Text) -> Publication:
    """With what is attached to an agreed or adopted text: reservations on signing, the signature page."""
    end = end_of(w, program, row)
    order = [node.id for node in text.nodes]
    signed = {one.delegation.code: one.kind for one in end.signatures}
    reservations = tuple(
        Reservation(
            one.delegation.code,
            one.text,
            () if one.is_whole or len(one.clauses) == len(order) else one.references,
            signed.get(one.delegation.code, SignatureKind.BLANK) in _MAINTAINS,
        )
        for one in end.reservations
    )
    signatures = tuple(
        Signature(one.delegation.code, one.kind, one.text, one.place, one.signed_on) for one in end.signatures
    )
    named = [one.delegation for one in end.reservations] + [one.delegation for one in end.signatures]
    return replace(
        made,
        reservations=reservations,
        signatures=signatures,
        adopted_by=row.adopted_by,
        ground=row.ground or "",
        delegations={**(made.delegations or {}), **{one.code: one.name(made.language) for one in named}} or None,
    )


#: A state that signed in one of these ways, or has not signed, keeps the reservations it attached.
_MAINTAINS: Final = frozenset({SignatureKind.BLANK, SignatureKind.RESERVATION})


def _with_packages(w: Work, program: ProgramRow, row: VersionRow, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """With the title of the live package of each clause that is in one, for whoever may know of it."""
    if row.finalised_at is not None or not permissions.may(w.actor, Permit.READ_POSITIONS):
        return pieces
    found = live_packages(w, program.id)
    return tuple(
        replace(one, package=found[one.clause_id].title) if one.clause_id in found and one.whole != "<" else one
        for one in pieces
    )


def check_one_redline(redline_from: int | str | None, has_amendments: bool) -> None:
    """Raises Invalid where both are asked for."""
    if redline_from is not None and has_amendments:
        raise Invalid(
            N_("A redline of two versions and one with amendments are two files. Ask for one of them."),
            pointer="/redline_from",
        )


def _with_apart(made: Publication, apart: Mapping[str, Sequence[DelegationRow]]) -> Publication:
    """With the delegations that do not participate in a clause, where the clause stands."""
    if not apart:
        return made
    pieces = tuple(
        replace(piece, apart=tuple(one.code for one in apart[piece.clause_id]))
        if piece.clause_id in apart and piece.whole != "<"
        else piece
        for piece in made.pieces
    )
    named = {one.code: view_of_delegation(one).name(made.language) for those in apart.values() for one in those}
    return replace(made, pieces=pieces, delegations={**(made.delegations or {}), **named})


def _unwritten(w: Work, program: ProgramRow, row: VersionRow, language: str) -> Publication:
    """What every publication of a version says about it, without its text."""
    title = program.title
    return Publication(
        code=program.code,
        title=title.get(language) or next(iter(title.values()), program.code),
        period=program.period,
        language=language,
        marking=marking_of(program.rules, language, standing(row.state, row.closes_at, w.now)),
        version=row.number,
        state=standing(row.state, row.closes_at, w.now),
        text_hash=row.text_hash,
        circulated_at=row.opened_at,
        closes_at=row.closes_at,
        at=w.now,
        pieces=(),
        finalised_at=row.finalised_at,
        adopted_at=row.adopted_at,
    )


def _amended(w: Work, program: ProgramRow, row: VersionRow, text: Text, language: str, chosen: Sequence[str]) -> _Shown:
    found = _live(w, program, row, chosen)
    operations = load_operations(w, [amendment for amendment, _ in found])
    delegations = delegation_views(w)
    before = {one: load_text(w, one) for one in {amendment.version_id for amendment, _ in found} - {row.id}}
    proposed: list[Proposed] = []
    proposals: dict[str, Proposal] = {}
    unplaced: list[str] = []
    for amendment, rationale in found:
        by, *beside = (delegations[one].code for one in delegations_of(amendment))
        proposals[amendment.id] = Proposal(
            *(amendment.id, amendment.number, by, rationale, amendment.filed_at, amendment.language),
            co_sponsors=tuple(beside),
        )
        placed = _placed(text, operations[amendment.id], amendment, before.get(amendment.version_id), language)
        proposed += [Proposed(amendment.id, by, one, tuple(beside)) for one in placed or ()]
        unplaced += [amendment.id] if placed is None else []
    spoken = {one.id: one.language for one in proposals.values()}
    return _Shown(
        with_stand_ins(amended_pieces(entries(text, language), proposed), text, language, spoken=spoken),
        proposals,
        _names(w, (code for one in proposals.values() for code in one.delegations), language),
        tuple(unplaced),
    )


def _names(w: Work, codes: Iterable[str], language: str) -> dict[str, str]:
    """Names of these delegations by code, in their order."""
    named = set(codes)
    return {one.code: one.name(language) for one in delegation_views(w).values() if one.code in named} if named else {}


def _held(w: Work, program: ProgramRow, row: VersionRow) -> Held:
    """Who objects to which clause or reserves its position, where positions count and the reader may know them."""
    if not permissions.may(w.actor, Permit.READ_POSITIONS):
        return {}
    found = statuses(w, program, row)
    if found.ground is None:
        return {}
    codes = {one.id: one.code for one in found.ground.delegations.values()}
    held = {one: [(codes[each.delegation_id], each.kind) for each in found.bracketing(one)] for one in found.keys}
    return {clause_id: by for clause_id, by in held.items() if by}


def _live(w: Work, program: ProgramRow, row: VersionRow, chosen: Sequence[str]) -> list[tuple[AmendmentRow, str]]:
    """The live amendments to this version or an earlier one, or the chosen ones, with their rationale.

    Raises NotFound where a chosen one is not live, or not the reader's to see.
    """
    about = select(VersionRow.id).where(VersionRow.program_id == program.id, VersionRow.number <= row.number)
    statement = (
        select(AmendmentRow, WordingRow.rationale)
        .join(WordingRow, and_(WordingRow.amendment_id == AmendmentRow.id, WordingRow.number == AmendmentRow.wording))
        .where(AmendmentRow.program_id == program.id, visible_to(w), AmendmentRow.state.in_(list(LIVE)))
        .where(AmendmentRow.id.in_(chosen) if chosen else AmendmentRow.version_id.in_(about))
        .order_by(AmendmentRow.filed_at, AmendmentRow.number, AmendmentRow.id)
    )
    found = [(amendment, rationale) for amendment, rationale in w.session.execute(statement)]
    if set(chosen) - {amendment.id for amendment, _ in found}:
        raise NotFound
    return found


def _placed(
    text: Text, operations: Sequence[Operation], amendment: AmendmentRow, before: Text | None, language: str
) -> tuple[Operation, ...] | None:
    """The operations as they apply to this text in this language; None if one of them does not."""
    flag, placed = rebase_operations(text, operations, amendment.language, before)
    if flag not in (Rebase.NONE, Rebase.CLEAN):
        return None
    words = [one.clause_id for one in placed if one.kind is OperationKind.MODIFY]
    if any(text.node(one).shown(language)[0] != amendment.language for one in words):
        return None
    return placed
