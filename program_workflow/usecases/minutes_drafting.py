"""The minutes drafted from what a meeting recorded, in official English and Russian."""

from collections.abc import Iterator

from program_workflow.domain.cases import gathering_of
from program_workflow.domain.paper import Block, heading, paragraph, point, title
from program_workflow.domain.terms import (
    EntryKind,
    PositionKind,
)
from program_workflow.domain.words import label
from program_workflow.i18n import gettext
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    MeetingRow,
    ReadingRow,
)
from program_workflow.usecases.meeting_sentences import LANGUAGES
from program_workflow.usecases.meeting_sight import said_in
from program_workflow.usecases.meeting_telling import Told, decided_words, opening, said_by, spoken, told_of, words_of
from program_workflow.usecases.paper_corrigenda import in_genitive
from program_workflow.usecases.work import Work


def draft_minutes(w: Work, meeting: MeetingRow) -> dict[str, str]:
    told = told_of(w, meeting)
    return {language: spoken(language, _minutes(w, told, language)) for language in LANGUAGES}


def _minutes(w: Work, told: Told, language: str) -> Iterator[Block]:
    short = gathering_of(said_in(told.meeting.title, language), language)
    yield title(gettext("MINUTES"))
    yield title(gettext("of the {meeting}", meeting=in_genitive(told.meeting, language)))
    yield from opening(told, language, short)
    yield from _attendance(told, language)
    for item in told.items:
        yield heading(said_in(item.title, language), f"{item.ordinal}.")
        yield from _course(w, told, item, language)
    general = [*told.under(None, EntryKind.STATEMENT), *told.under(None, EntryKind.NEXT_STEP)]
    if general:
        yield heading(gettext("Other matters"))
        yield from (paragraph(said) for said in said_by(told, told.under(None, EntryKind.STATEMENT), language))
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
        yield from (paragraph(said) for said in said_by(told, spoken, language))
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
