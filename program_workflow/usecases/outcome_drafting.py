"""The outcome document drafted from what a meeting recorded, in official English and Russian."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.cases import gathering_of
from program_workflow.domain.meeting import AGREES
from program_workflow.domain.paper import Block, heading, paragraph, point, title
from program_workflow.domain.positions import Stance
from program_workflow.domain.terms import (
    AgendaSubject,
    AmendmentAction,
    AmendmentState,
    EntryKind,
    OperationKind,
    PositionKind,
    VersionAction,
)
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, ngettext
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    MeetingEntryRow,
    MeetingRow,
    ProgramRow,
    VersionRow,
)
from program_workflow.usecases.meeting_sentences import LANGUAGES, clause_names, quoted
from program_workflow.usecases.meeting_sight import said_in
from program_workflow.usecases.meeting_telling import Told, decided_words, opening, said_by, spoken, told_of, words_of
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.paper_corrigenda import in_genitive
from program_workflow.usecases.standings import on_amendment
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

_OPEN: Final = (
    AmendmentState.UNDER_REVIEW,
    AmendmentState.AGREED_AD_REFERENDUM,
    AmendmentState.DEFERRED,
)
#: Decisions by which a text is agreed; a version that is made or laid before the meeting is not agreed yet.
_AGREED: Final = frozenset({AmendmentAction.AGREE, AmendmentAction.AGREE_AD_REFERENDUM, VersionAction.FINALISE})


def draft_outcome(w: Work, meeting: MeetingRow) -> dict[str, str]:
    told = told_of(w, meeting)
    return {language: spoken(language, _outcome(w, told, language)) for language in LANGUAGES}


def _outcome(w: Work, told: Told, language: str) -> Iterator[Block]:
    short = gathering_of(said_in(told.meeting.title, language), language)
    yield title(gettext("OUTCOME DOCUMENT"))
    yield title(gettext("of the {meeting}", meeting=in_genitive(told.meeting, language)))
    yield from opening(told, language, short)
    yield paragraph(
        gettext("The participants of the {meeting} considered the following subjects:", meeting=short.genitive)
    )
    yield from _subjects(told, language)
    yield paragraph(gettext("As a result of the consideration the following was recorded."))
    for item in told.items:
        yield heading(said_in(item.title, language), f"{item.ordinal}.")
        yield from _decisions(w, told, item, language)
    yield from _statements(told, language)
    yield from _next_steps(w, told, language)
    yield paragraph(gettext("This document is drawn up in English and Russian."))
    yield from _hashes(w, told, language)


def _subjects(told: Told, language: str) -> Iterator[Block]:
    for place, item in enumerate(told.items, 1):
        end = "." if place == len(told.items) else ";"
        yield paragraph(f"{place}) {_lower(said_in(item.title, language)).rstrip('.;')}{end}")


def _lower(said: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is an abbreviation."""
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def _decisions(w: Work, told: Told, item: AgendaItemRow, language: str) -> Iterator[Block]:
    place = 0
    for one in told.under(item, EntryKind.DECISION):
        place += 1
        yield point(decided_words(w, one, language), f"{item.ordinal}.{place}.")
        said = _positions(w, one, language)
        if said:
            place += 1
            yield point(said, f"{item.ordinal}.{place}.")
    if not place:
        yield paragraph(gettext("No decision was taken on this item."))


def _positions(w: Work, entry: MeetingEntryRow, language: str) -> str:
    """Reservations and statements that stand beside an agreed wording; "" where there are none."""
    if entry.subject is not AgendaSubject.AMENDMENT or entry.subject_id is None:
        return ""
    if entry.action not in AGREES:
        return ""
    amendment = w.get(AmendmentRow, entry.subject_id)
    on, found = on_amendment(w, amendment)
    said = []
    for one in found:
        if one.position is None or one.is_to_reconfirm:
            continue
        beside = one.stance is Stance.HELD or one.position.kind is PositionKind.AGREES_WITH_STATEMENT
        if beside:
            row = on.delegations[one.delegation_id]
            name = row.name_ru if language == "ru" else row.name_en
            reason = f" ({quoted(one.position.reason.rstrip('.'), language)})" if one.position.reason else ""
            said.append(f"{name} – {label(one.position.kind, language)}{reason}")
    if not said:
        return ""
    return gettext("Positions on amendment {number}: {positions}.", number=entry.reference, positions="; ".join(said))


def _statements(told: Told, language: str) -> Iterator[Block]:
    found = [one for one in told.entries if one.kind is EntryKind.STATEMENT]
    if not found:
        return
    yield heading(gettext("Statements of delegations"))
    yield from (paragraph(said) for said in said_by(told, found, language))


def _next_steps(w: Work, told: Told, language: str) -> Iterator[Block]:
    said = [words_of(one, language) for one in told.entries if one.kind is EntryKind.NEXT_STEP]
    said += _following(w, told)
    if said:
        yield heading(gettext("Next steps"))
        yield from (point(one, f"{place}.") for place, one in enumerate(said, 1))


def _following(w: Work, told: Told) -> Iterator[str]:
    """What follows from the decisions themselves: confirmations and open amendments, program by program."""
    programs = {one["program"]: None for item in told.items for one in item.about}
    for program_id in programs:
        program = w.session.get(ProgramRow, program_id)
        if program is None:
            continue
        rows = w.session.scalars(
            select(AmendmentRow).where(
                AmendmentRow.program_id == program_id,
                AmendmentRow.number.is_not(None),
                AmendmentRow.state.in_(_OPEN),
            )
        )
        counted = [row.state for row in rows]
        held = sum(state is AmendmentState.AGREED_AD_REFERENDUM for state in counted)
        rest = len(counted) - held
        if held:
            yield ngettext(
                "Delegations that agreed ad referendum confirm their position on {n} amendment to draft "
                "program {program} under their national procedures.",
                "Delegations that agreed ad referendum confirm their positions on {n} amendments to draft "
                "program {program} under their national procedures.",
                held,
                program=program.code,
            )
        if rest:
            yield ngettext(
                "Work on {n} amendment to draft program {program} that remains open continues.",
                "Work on {n} amendments to draft program {program} that remain open continues.",
                rest,
                program=program.code,
            )


def _hashes(w: Work, told: Told, language: str) -> Iterator[Block]:
    """What each agreed text can be known by."""
    last = {one.subject_id: one for one in told.entries if one.text_hash and one.action in _AGREED}
    if not last:
        return
    yield heading(gettext("Annex. Hashes of the agreed texts (SHA-256)"))
    for place, one in enumerate(last.values(), 1):
        yield point(f"{_subject(w, one, language)}: {_grouped(one.text_hash or '')}", f"{place}.")


def _grouped(text_hash: str) -> str:
    """A hash in groups that a line can be broken between."""
    return " ".join(text_hash[place : place + 16] for place in range(0, len(text_hash), 16))


def _subject(w: Work, entry: MeetingEntryRow, language: str) -> str:
    if entry.subject is AgendaSubject.VERSION and entry.subject_id is not None:
        version = w.get(VersionRow, entry.subject_id)
        program = w.get(ProgramRow, version.program_id)
        return gettext("draft program {program}, version {version}", program=program.code, version=version.number)
    amendment = w.get(AmendmentRow, entry.subject_id or "")
    operations = load_operations(w, [amendment])[amendment.id]
    text = load_text(w, amendment.version_id)
    names = ", ".join(_named(clause_names(text, one, language), one) for one in operations)
    return gettext("{clause}, amendment {number}", clause=names, number=entry.reference)


def _named(names: Mapping[str, str], operation: Operation) -> str:
    if operation.kind is OperationKind.INSERT:
        return gettext("new clause{after}", after=names["after"]).rstrip(",")
    return names["clause_nominative"]
