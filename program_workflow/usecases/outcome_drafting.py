"""Outcome document and minutes drafted from what a meeting recorded, in official English and Russian."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.cases import Gathering, gathering_of
from program_workflow.domain.errors import N_
from program_workflow.domain.meeting import AGREES
from program_workflow.domain.paper import Block, heading, paragraph, point, title, written
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
from program_workflow.i18n import gettext, ngettext, speaking
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    DelegationRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    ProgramRow,
    ReadingRow,
    VersionRow,
)
from program_workflow.usecases.calendar_words import days_words
from program_workflow.usecases.meeting_rows import entries_in, items_in, participants_in, readings_in
from program_workflow.usecases.meeting_sentences import LANGUAGES, agreed_in_twin, clause_names, quoted
from program_workflow.usecases.meeting_sight import name_of, said_in
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.outcome_twins import twin_of
from program_workflow.usecases.paper_corrigenda import in_genitive
from program_workflow.usecases.standings import on_amendment
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: The state an amendment is in while the decision on it stands.
_STANDS: Final[Mapping[str, frozenset[AmendmentState]]] = {
    AmendmentAction.AGREE: frozenset({AmendmentState.AGREED, AmendmentState.INCORPORATED}),
    AmendmentAction.AGREE_AD_REFERENDUM: frozenset({AmendmentState.AGREED_AD_REFERENDUM}),
    AmendmentAction.REJECT: frozenset({AmendmentState.REJECTED}),
    AmendmentAction.DEFER: frozenset({AmendmentState.DEFERRED}),
}
_OPEN: Final = (
    AmendmentState.UNDER_REVIEW,
    AmendmentState.AGREED_AD_REFERENDUM,
    AmendmentState.DEFERRED,
)
#: Decisions by which a text is agreed; a version that is made or laid before the meeting is not agreed yet.
_AGREED: Final = frozenset({AmendmentAction.AGREE, AmendmentAction.AGREE_AD_REFERENDUM, VersionAction.FINALISE})
_UNTRANSLATED: Final = N_("[to be translated]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a document of a meeting is made of."""

    meeting: MeetingRow
    parts: Sequence[tuple[DelegationRow, MeetingParticipantRow]]
    items: Sequence[AgendaItemRow]
    entries: Sequence[MeetingEntryRow]
    readings: Sequence[ReadingRow]

    def under(self, item: AgendaItemRow | None, kind: EntryKind) -> list[MeetingEntryRow]:
        wanted = item.id if item is not None else None
        return [one for one in self.entries if one.item_id == wanted and one.kind is kind]


def stands(w: Work, entry: MeetingEntryRow) -> bool:
    """Whether a recorded decision still is one: what it was taken on was not reopened or decided otherwise since."""
    if entry.struck_at is not None:
        return False
    if entry.subject is not AgendaSubject.AMENDMENT or entry.subject_id is None:
        return True
    amendment = w.session.get(AmendmentRow, entry.subject_id)
    return amendment is not None and amendment.state in _STANDS.get(entry.action, frozenset(AmendmentState))


def told_of(w: Work, meeting: MeetingRow) -> Told:
    delegations = {row.id: row for row in w.session.scalars(select(DelegationRow))}
    parts = [(delegations[one.delegation_id], one) for one in participants_in(w, meeting.id)]
    return Told(
        meeting,
        sorted(parts, key=lambda pair: pair[0].position),
        items_in(w, meeting.id),
        [one for one in entries_in(w, meeting.id) if stands(w, one)],
        readings_in(w, meeting.id),
    )


def draft_outcome(w: Work, meeting: MeetingRow) -> dict[str, str]:
    told = told_of(w, meeting)
    return {language: _spoken(language, _outcome(w, told, language)) for language in LANGUAGES}


def draft_minutes(w: Work, meeting: MeetingRow) -> dict[str, str]:
    told = told_of(w, meeting)
    return {language: _spoken(language, _minutes(w, told, language)) for language in LANGUAGES}


def _spoken(language: str, blocks: Iterator[Block]) -> str:
    with speaking(language):
        return written(list(blocks))


# --- The outcome document -----------------------------------------------------------------------------


def _outcome(w: Work, told: Told, language: str) -> Iterator[Block]:
    short = gathering_of(said_in(told.meeting.title, language), language)
    yield title(gettext("OUTCOME DOCUMENT"))
    yield title(gettext("of the {meeting}", meeting=in_genitive(told.meeting, language)))
    yield from _opening(told, language, short)
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


def _opening(told: Told, language: str, short: Gathering) -> Iterator[Block]:
    """Place and dates, who took part, who observed."""
    meeting = told.meeting
    when = days_words(meeting.starts_on, meeting.ends_on, language)
    place = said_in(meeting.place, language)
    yield paragraph(f"{place}, {when}" if place else when)
    yield paragraph(
        gettext(
            "The {meeting} (hereinafter – the {short}) {held} on {days}.",
            meeting=name_of(meeting, language),
            short=short.name,
            days=when,
            held=short.taken_place,
        )
    )
    members = [pair for pair in told.parts if not pair[0].is_observer]
    observers = [pair for pair in told.parts if pair[0].is_observer]
    if members:
        yield paragraph(
            gettext(
                "The delegations of the following states took part in {its} work: {states}.",
                its=short.its,
                states=_listed(members, language),
            )
        )
    if observers:
        yield paragraph(
            gettext(
                "Representatives of the following organisations attended as observers: {organisations}.",
                organisations=_listed(observers, language),
            )
        )


def _listed(pairs: Sequence[tuple[DelegationRow, MeetingParticipantRow]], language: str) -> str:
    """Names, with the post of each head; a post that all have is said once."""
    heads = [said_in(part.head, language) for _, part in pairs]
    names = [row.name_ru if language == "ru" else row.name_en for row, _ in pairs]
    if len(pairs) > 1 and len(set(heads)) == 1 and heads[0]:
        return gettext("{names} (head of each delegation – {post})", names=", ".join(names), post=heads[0])
    said = [
        gettext("{name} (head of delegation – {post})", name=name, post=head) if head else name
        for name, head in zip(names, heads, strict=True)
    ]
    return ("; " if any(heads) else ", ").join(said)


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


def words_of(entry: MeetingEntryRow, language: str) -> str:
    """What was recorded, in the language of the document; what was not written in it is marked."""
    if language in entry.text:
        return str(entry.text[language])
    return f"{gettext(_UNTRANSLATED)} {said_in(entry.text, language)}"


def decided_words(w: Work, entry: MeetingEntryRow, language: str) -> str:
    """A decision; on a text agreed in the other language quotes the text of this one, once that is aligned."""
    if entry.subject is AgendaSubject.AMENDMENT and entry.subject_id is not None and entry.action in AGREES:
        amendment = w.get(AmendmentRow, entry.subject_id)
        twin = twin_of(w, amendment, language)
        if twin is not None:
            return agreed_in_twin(w, amendment, twin, AmendmentAction(entry.action), language)
    return words_of(entry, language)


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
    yield from (paragraph(said) for said in _said_by(told, found, language))


def _said_by(told: Told, found: Sequence[MeetingEntryRow], language: str) -> Iterator[str]:
    names = {row.id: row.name_ru if language == "ru" else row.name_en for row, _ in told.parts}
    items = {one.id: one.ordinal for one in told.items}
    for one in found:
        name = names.get(one.delegation_id or "", "")
        said = words_of(one, language)
        if one.item_id in items:
            yield gettext("{delegation} (item {item}): “{said}”", delegation=name, item=items[one.item_id], said=said)
        else:
            yield gettext("{delegation}: “{said}”", delegation=name, said=said)


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


# --- The minutes --------------------------------------------------------------------------------------


def _minutes(w: Work, told: Told, language: str) -> Iterator[Block]:
    short = gathering_of(said_in(told.meeting.title, language), language)
    yield title(gettext("MINUTES"))
    yield title(gettext("of the {meeting}", meeting=in_genitive(told.meeting, language)))
    yield from _opening(told, language, short)
    yield from _attendance(told, language)
    for item in told.items:
        yield heading(said_in(item.title, language), f"{item.ordinal}.")
        yield from _course(w, told, item, language)
    general = [*told.under(None, EntryKind.STATEMENT), *told.under(None, EntryKind.NEXT_STEP)]
    if general:
        yield heading(gettext("Other matters"))
        yield from (paragraph(said) for said in _said_by(told, told.under(None, EntryKind.STATEMENT), language))
        yield from (paragraph(words_of(one, language)) for one in told.under(None, EntryKind.NEXT_STEP))


def _attendance(told: Told, language: str) -> Iterator[Block]:
    for row, part in told.parts:
        if part.attendees:
            name = row.name_ru if language == "ru" else row.name_en
            yield paragraph(gettext("{delegation}: {people}.", delegation=name, people="; ".join(part.attendees)))
    absent = [
        row.name_ru if language == "ru" else row.name_en
        for row, part in told.parts
        if not part.is_present and not row.is_observer
    ]
    if absent:
        yield paragraph(gettext("Absent: {delegations}.", delegations=", ".join(absent)))


def _course(w: Work, told: Told, item: AgendaItemRow, language: str) -> Iterator[Block]:
    """What was read out, what was said, what was decided under an item."""
    readings = [one for one in told.readings if one.item_id == item.id]
    if readings:
        yield paragraph(gettext("READ OUT:"))
        yield from (paragraph(_read(w, told, one, language)) for one in readings)
    spoken = told.under(item, EntryKind.STATEMENT)
    if spoken:
        yield paragraph(gettext("STATEMENTS:"))
        yield from (paragraph(said) for said in _said_by(told, spoken, language))
    decided = told.under(item, EntryKind.DECISION)
    yield paragraph(gettext("DECIDED:") if decided else gettext("No decision was taken on this item."))
    for place, one in enumerate(decided, 1):
        yield point(decided_words(w, one, language), f"{item.ordinal}.{place}.")
    for one in told.under(item, EntryKind.NEXT_STEP):
        yield paragraph(words_of(one, language))


def _read(w: Work, told: Told, reading: ReadingRow, language: str) -> str:
    amendment = w.session.get(AmendmentRow, reading.subject_id)
    number = (amendment.number if amendment else None) or ""
    names = {row.code: row.name_ru if language == "ru" else row.name_en for row, _ in told.parts}
    said = [f"{names.get(code, code)} – {_answer(kind, language)}" for code, kind in reading.answers.items()]
    if not said:
        return gettext("Amendment {number}. No objection or reservation was stated.", number=number)
    return gettext("Amendment {number}. {answers}.", number=number, answers="; ".join(said))


def _answer(kind: str, language: str) -> str:
    return label(PositionKind(kind), language) if kind in set(PositionKind) else gettext("absent")
