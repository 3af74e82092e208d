"""The floor screen: what an item is about, in force and in brackets, and where each alternative stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound, Saying
from program_workflow.domain.meeting import counting_present
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import Standing
from program_workflow.domain.publication import Piece
from program_workflow.domain.terms import AgendaSubject, OperationKind, VersionState
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, MeetingRow
from program_workflow.usecases.amendment_reading import amendments_on, view_amendment
from program_workflow.usecases.amendment_redlines import AmendmentRedline, redline_of_amendment
from program_workflow.usecases.finding import filing_version, find_program, language_in, latest_version
from program_workflow.usecases.floor import TAKES_WORDINGS, UNDECIDED, last_reading, present_in, silent_ones
from program_workflow.usecases.meeting_sight import find_meeting
from program_workflow.usecases.meeting_views import ItemView, MeetingView, view_of
from program_workflow.usecases.missing import no_ad_referendum
from program_workflow.usecases.rolling_text import rolling_text
from program_workflow.usecases.standings import on_amendment, wording_hashes
from program_workflow.usecases.statuses import touches
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Alternative:
    """A live amendment to a clause. answers: of the last reading of its wording, None where it was not read out.
    reading_id: of that reading, "" where there is none.

    lacks: what is missing to agree it once those present are counted. ad_referendum: why it cannot be agreed so.
    standings: by code of the delegation.
    """

    view: AmendmentView
    redline: AmendmentRedline
    answers: Mapping[str, str] | None
    reading_id: str
    lacks: tuple[Saying, ...]
    ad_referendum: tuple[Saying, ...]
    standings: Mapping[str, Standing]
    is_undecided: bool


@dataclass(frozen=True, slots=True)
class FloorClause:
    """A clause with its alternatives. pieces: its text in square brackets, where anything is live."""

    id: str
    reference: str
    kind: str
    language: str
    text: str
    pieces: tuple[Piece, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class FloorProgram:
    """options: (identity, reference) of every clause. waiting: those on which something is live."""

    code: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    language: str
    version: int
    state: VersionState
    latest: int
    latest_state: VersionState
    latest_revision: int
    takes_wordings: bool
    options: tuple[tuple[str, str], ...]
    waiting: tuple[tuple[str, str], ...]
    clauses: tuple[FloorClause, ...]


@dataclass(frozen=True, slots=True)
class FloorView:
    """item: None until one is chosen. present: codes of the delegations in the room."""

    meeting: MeetingView
    item: ItemView | None
    programs: tuple[FloorProgram, ...]
    present: tuple[str, ...]


def view_floor(
    w: Work, meeting_id: str, item_id: str | None = None, clauses: Sequence[str] = (), language: str | None = None
) -> FloorView:
    """clauses: chosen beside those that the item is bound to. language: of the texts, by default that of the draft.

    Raises NotFound, NotPermitted."""
    meeting = find_meeting(w, meeting_id)
    permissions.need(w.actor, Permit.HOLD_MEETING)
    view = view_of(w, meeting)
    item = view.item(item_id) if item_id else (view.items[0] if view.items else None)
    codes = dict.fromkeys(one.program for one in item.about) if item else {}
    programs = tuple(
        found for code in codes if item and (found := _program(w, meeting, item, code, clauses, language)) is not None
    )
    return FloorView(view, item, programs, tuple(present_in(w, meeting)))


def _program(
    w: Work, meeting: MeetingRow, item: ItemView, code: str, chosen: Sequence[str], language: str | None
) -> FloorProgram | None:
    program = find_program(w, code)
    filing = filing_version(w, program.id)
    if filing is None:
        return None
    text = load_text(w, filing.id)
    latest = latest_version(w, program.id)
    shown = language_in(program.languages, language)
    made = rolling_text(w, code, filing.number, shown).publication
    live = {piece.clause_id for piece in made.pieces if any(span.is_bracket for span in piece.spans)}
    live |= {one for one in touches(w, program.id) if one in text}
    wanted = {one.id for one in item.about if one.subject is AgendaSubject.CLAUSE and one.program == code}
    wanted |= {*chosen} | {anchor for anchor in _bound_by_amendments(w, item, code) if anchor}
    return FloorProgram(
        code=code,
        title=program.title,
        languages=tuple(program.languages),
        language=shown,
        version=filing.number,
        state=standing(filing.state, filing.closes_at, w.now),
        latest=latest.number,
        latest_state=standing(latest.state, latest.closes_at, w.now),
        latest_revision=latest.revision,
        takes_wordings=filing.state in TAKES_WORDINGS,
        options=tuple((node.id, text.references[node.id]) for node in text.nodes),
        waiting=tuple((node.id, text.references[node.id]) for node in text.nodes if node.id in live),
        clauses=tuple(
            _clause(w, meeting, code, text, node.id, shown, made.pieces) for node in text.nodes if node.id in wanted
        ),
    )


def _bound_by_amendments(w: Work, item: ItemView, code: str) -> list[str | None]:
    found: list[str | None] = []
    for one in item.about:
        if one.subject is AgendaSubject.AMENDMENT and one.program == code:
            found += [each.anchor_id for each in redline_of_amendment(w, one.id).operations]
    return found


def _clause(
    w: Work, meeting: MeetingRow, code: str, text: Text, clause_id: str, language: str, pieces: Sequence[Piece]
) -> FloorClause:
    node = text.node(clause_id)
    shown, content = node.shown(language)
    beside = {clause_id} | {
        each.clause_id
        for one in amendments_on(w, code, clause_id)
        for each in one.operations
        if each.kind is OperationKind.INSERT and each.clause_id
    }
    return FloorClause(
        id=clause_id,
        reference=text.references[clause_id],
        kind=node.kind.value,
        language=shown,
        text=content.text,
        pieces=tuple(one for one in pieces if one.clause_id in beside),
        alternatives=tuple(_alternative(w, meeting, one) for one in amendments_on(w, code, clause_id) if one.number),
    )


def _alternative(w: Work, meeting: MeetingRow, view: AmendmentView) -> Alternative:
    amendment = w.get(AmendmentRow, view.id)
    on, found = on_amendment(w, amendment)
    reading = last_reading(w, meeting, view.id, wording_hashes(w, [amendment])[amendment.id])
    counted = counting_present(found, silent_ones(w, meeting, reading), w.now) if reading else found
    lacks = on.missing(counted)
    return Alternative(
        view,
        redline_of_amendment(w, view.id),
        dict(reading.answers) if reading is not None else None,
        reading.id if reading is not None else "",
        tuple(on.say(one) for one in lacks),
        no_ad_referendum(on, counted),
        {on.delegations[one.delegation_id].code: one for one in found},
        view.state in UNDECIDED,
    )


def find_alternative(w: Work, meeting_id: str, amendment_id: str) -> tuple[MeetingView, Alternative, tuple[str, ...]]:
    """One amendment for the pages of its steps, with who is present. Raises NotFound, NotPermitted."""
    meeting = find_meeting(w, meeting_id)
    permissions.need(w.actor, Permit.HOLD_MEETING)
    view = view_amendment(w, amendment_id)
    if view.number is None:
        raise NotFound
    return view_of(w, meeting), _alternative(w, meeting, view), tuple(present_in(w, meeting))
