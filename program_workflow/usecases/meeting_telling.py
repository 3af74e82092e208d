"""What the documents of a meeting have in common: what was recorded, told in one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from program_workflow.domain.cases import Gathering
from program_workflow.domain.errors import N_
from program_workflow.domain.meeting import AGREES
from program_workflow.domain.paper import Block, paragraph, written
from program_workflow.domain.terms import (
    AgendaSubject,
    AmendmentAction,
    AmendmentState,
    EntryKind,
)
from program_workflow.i18n import gettext, ngettext, speaking
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    DelegationRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    ReadingRow,
)
from program_workflow.usecases.calendar_words import days_words
from program_workflow.usecases.meeting_rows import entries_in, items_in, participants_in, readings_in
from program_workflow.usecases.meeting_sentences import agreed_so
from program_workflow.usecases.meeting_sight import name_of, said_in
from program_workflow.usecases.outcome_joint import Joint, joint_of
from program_workflow.usecases.outcome_twins import twin_of
from program_workflow.usecases.work import Work

#: The state an amendment is in while the decision on it stands.
_STANDS: Final[Mapping[str, frozenset[AmendmentState]]] = {
    AmendmentAction.AGREE: frozenset({AmendmentState.AGREED, AmendmentState.INCORPORATED}),
    AmendmentAction.AGREE_AD_REFERENDUM: frozenset({AmendmentState.AGREED_AD_REFERENDUM}),
    AmendmentAction.REJECT: frozenset({AmendmentState.REJECTED}),
    AmendmentAction.DEFER: frozenset({AmendmentState.DEFERRED}),
}
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


def spoken(language: str, blocks: Iterator[Block]) -> str:
    with speaking(language):
        return written(list(blocks))


def opening(told: Told, language: str, short: Gathering) -> Iterator[Block]:
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


def words_of(entry: MeetingEntryRow, language: str) -> str:
    """What was recorded, in the language of the document; what was not written in it is marked."""
    if language in entry.text:
        return str(entry.text[language])
    return f"{gettext(_UNTRANSLATED)} {said_in(entry.text, language)}"


def decided_words(w: Work, entry: MeetingEntryRow, language: str) -> str:
    """A decision; on a text agreed in the other language quotes the text of this one, once that is aligned.

    Where the meeting agreed a further amendment to the same clause, the text that both make is quoted, as the next
    version has it: no two wordings of one clause stand in a document.
    """
    if entry.subject is not AgendaSubject.AMENDMENT or entry.subject_id is None or entry.action not in AGREES:
        return words_of(entry, language)
    amendment = w.get(AmendmentRow, entry.subject_id)
    joint = joint_of(w, entry.meeting_id, amendment)
    twin = twin_of(w, amendment, language, joint.operation if joint else None)
    quoted = twin or (joint.operation if joint else None)
    if quoted is None:
        return words_of(entry, language)
    worded = language if twin else amendment.language
    said = agreed_so(w, amendment, quoted, AmendmentAction(entry.action), language, worded)
    return f"{said} {_together(joint)}" if joint else said


def _together(joint: Joint) -> str:
    return ngettext(
        "This text also includes what was agreed on amendment {numbers}.",
        "This text also includes what was agreed on amendments {numbers}.",
        len(joint.others),
        numbers=", ".join(joint.others),
    )


def said_by(told: Told, found: Sequence[MeetingEntryRow], language: str) -> Iterator[str]:
    names = {row.id: row.name_ru if language == "ru" else row.name_en for row, _ in told.parts}
    items = {one.id: one.ordinal for one in told.items}
    for one in found:
        name = names.get(one.delegation_id or "", "")
        said = words_of(one, language)
        if one.item_id in items:
            yield gettext("{delegation} (item {item}): “{said}”", delegation=name, item=items[one.item_id], said=said)
        else:
            yield gettext("{delegation}: “{said}”", delegation=name, said=said)
