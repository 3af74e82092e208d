"""What stands around the text of a published version, in its language: head, notes, legend, names of fields."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from program_workflow import i18n, phrases
from program_workflow.domain.errors import N_
from program_workflow.domain.publication import (
    FieldSpans,
    Piece,
    Proposal,
    Publication,
    Reservation,
    Signature,
    Span,
)
from program_workflow.domain.terms import LANGUAGES, Adoption, ClauseKind, SignatureKind, VersionState
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language

HEADINGS: Final = frozenset({ClauseKind.TITLE, ClauseKind.HEADING, ClauseKind.ANNEX})
_WHOLE: Final = {
    "+": N_("inserted clause"),
    "-": N_("deleted clause"),
    "<": N_("moved from here"),
    ">": N_("moved here"),
}
_UNFIT: Final = N_("It does not fit this text and is not marked in it.")
#: Why an amendment whose wording is in another language has no marks.
_UNPLACED: Final = {
    "en": N_("It is worded in English and is not marked in this text."),
    "ru": N_("It is worded in Russian and is not marked in this text."),
}
#: A column: the field it shows and, of a further one, its heading and which of several with that heading.
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Front:
    """The head of a file. title: "" where the text begins with its own. facts: version, instants, what is marked."""

    title: str
    program: str
    period: str
    facts: tuple[str, ...]


@contextmanager
def said_in(publication: Publication) -> Iterator[None]:
    """Words around the text are in its language, where the catalogue has it."""
    with i18n.speaking(publication.language if publication.language in LANGUAGES else LANGUAGES[0]):
        yield


def front_of(publication: Publication) -> Front:
    if publication.standing:
        return Front(title="", program="", period="", facts=publication.standing)
    has_title = bool(publication.pieces) and publication.pieces[0].kind is ClauseKind.TITLE
    return Front(
        title="" if has_title else publication.title,
        program=publication.code if has_title else f"{publication.code} – {publication.title}",
        period=gettext("Period {period}", period=publication.period) if publication.period else "",
        facts=tuple(_facts(publication)),
    )


def _facts(publication: Publication) -> Iterator[str]:
    yield standing_words(publication)
    said = instants_of(publication)
    yield from said[1:] if publication.state in (VersionState.CIRCULATED, VersionState.ADOPTED) else said
    if publication.against is not None:
        yield gettext("changes against version {version} are marked", version=publication.against)
    if publication.is_rolling:
        yield gettext("amendments stand in square brackets as of {instant}", instant=phrases.instant(publication.at))
    elif publication.proposals:
        yield gettext("amendments are marked as of {instant}", instant=phrases.instant(publication.at))


def instants_of(publication: Publication) -> tuple[str, ...]:
    """When it was adopted; before that, when agreed; before that, when circulated, and the end of its window."""
    instant = phrases.instant
    if publication.adopted_at is not None:
        return (f"{label(VersionState.ADOPTED, language())} {instant(publication.adopted_at)}",)
    if publication.finalised_at is not None:
        return (gettext("text agreed {instant}", instant=instant(publication.finalised_at)),)
    if publication.circulated_at is None:
        return ()
    if publication.is_tabled:
        return (gettext("laid before the meeting {instant}", instant=instant(publication.circulated_at)),)
    until = publication.closes_at
    window = (gettext("proposals until {instant}", instant=instant(until)),) if until is not None else ()
    return (gettext("circulated {instant}", instant=instant(publication.circulated_at)), *window)


def version_words(publication: Publication) -> str:
    if publication.standing:
        return publication.standing[0]
    return gettext(
        "Version {version}, {state}", version=publication.version, state=label(publication.state, language())
    )


def standing_words(publication: Publication) -> str:
    """The version and its state; of a circulated or adopted one, since when."""
    if publication.standing:
        return publication.standing[0]
    began = {VersionState.CIRCULATED: publication.circulated_at, VersionState.ADOPTED: publication.adopted_at}
    since = began.get(publication.state)
    return f"{version_words(publication)} {phrases.instant(since)}" if since else version_words(publication)


def has_marks(publication: Publication) -> bool:
    return any(piece.whole or piece.number != piece.number_old or _is_marked(piece) for piece in publication.pieces)


def _is_marked(piece: Piece) -> bool:
    return any(span.op != "=" for spans in (piece.spans, *(one.spans for one in piece.fields)) for span in spans)


def whole_words(piece: Piece) -> str:
    """What happened to the clause as a whole; "" where nothing did."""
    return gettext(_WHOLE[piece.whole]) if piece.whole else ""


def field_words(field: FieldSpans) -> str:
    return field.heading if field.heading is not None else gettext(phrases.FIELD_LABELS[field.name])


def marked_spans(piece: Piece, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans as they are marked: of a clause that is one change as a whole, all alike."""
    if not piece.whole:
        return tuple(spans)
    return tuple(
        Span(piece.whole, span.text, span.by or piece.by, span.amendments or piece.amendments) for span in spans
    )


def tags_of(span: Span) -> tuple[str, ...]:
    """Codes that are printed after a marked span; in a rolling text they are in the text itself."""
    return span.by if span.op != "=" else ()


def label_of(piece: Piece) -> FieldSpans | None:
    """The left column of a row of the passport."""
    return next((field for field in piece.fields if field.name == "label"), None)


def fields_of(piece: Piece) -> tuple[FieldSpans, ...]:
    """The fields beside the text, without the label of a row; empty ones are left out."""
    return tuple(field for field in piece.fields if field.name != "label" and any(span.text for span in field.spans))


def keyed(fields: Sequence[FieldSpans]) -> Iterator[tuple[Key, FieldSpans]]:
    """Fields with what tells them apart."""
    seen: dict[tuple[str, str], int] = {}
    for one in fields:
        name = one.name, one.heading or ""
        seen[name] = seen.get(name, -1) + 1
        yield (*name, seen[name]), one


def columns_of(pieces: Sequence[Piece], usual: Sequence[str]) -> tuple[Key, ...]:
    """Columns for the fields that any clause has: the usual ones in their order, then further ones of tables."""
    there = dict.fromkeys(key for piece in pieces for key, _ in keyed(piece.fields))
    known = [key for name in usual if (key := (name, "", 0)) in there]
    return (*known, *(key for key in there if key[0] == "other"))


def column_words(column: Key) -> str:
    name, heading, _ = column
    return heading if name == "other" else gettext(phrases.FIELD_LABELS[name])


def apart_words(publication: Publication, piece: Piece) -> tuple[str, ...]:
    """What is said under a clause: a text missing, the package it is in, each delegation that does not participate."""
    names = publication.delegations or {}
    missing = phrases.stands_in(publication.language, piece.stands_in, piece.stood_in, publication.against)
    bundled = [gettext("In the package “{title}”, agreed together.", title=piece.package)] if piece.package else []
    return (
        *missing,
        *bundled,
        *(
            gettext("{delegation} does not participate in this clause.", delegation=names.get(code, code))
            for code in piece.apart
        ),
    )


@dataclass(frozen=True, slots=True)
class Attached:
    """A part after the text: its heading, then (who, what, further words) a line each."""

    heading: str
    lines: tuple[tuple[str, str, str], ...]
    intro: str = ""


def attached(publication: Publication) -> tuple[Attached, ...]:
    """What is attached to an agreed or adopted text: how it was adopted, reservations on signing, signatures."""
    found = []
    adopted = adoption_words(publication)
    if publication.reservations:
        found.append(
            Attached(
                gettext("Annex. Reservations on signing"),
                tuple(
                    (_named(publication, one.delegation), _reserved(one), one.text) for one in publication.reservations
                ),
            )
        )
    if publication.signatures:
        lines = tuple((_named(publication, one.delegation), _signed(one), one.text) for one in publication.signatures)
        found.append(Attached(gettext("Signature page"), lines, adopted))
    return tuple(found)


def adoption_words(publication: Publication) -> str:
    """When and how the text was adopted; "" before it was."""
    if publication.adopted_at is None:
        return ""
    at = phrases.instant(publication.adopted_at)
    by_silence = publication.adopted_by is Adoption.SILENCE
    said = (
        gettext("Adopted by silence {instant}.", instant=at)
        if by_silence
        else gettext("Adopted {instant}.", instant=at)
    )
    return f"{said} {publication.ground}".strip()


def _named(publication: Publication, code: str) -> str:
    return (publication.delegations or {}).get(code, code)


def _reserved(one: Reservation) -> str:
    """What a reservation is on, and whether the state signed without it."""
    where = ", ".join(phrases.name_clause(each) for each in one.references) or gettext("on the text as a whole")
    return where if one.is_maintained else f"{where} ({gettext(_NOT_MAINTAINED)})"


_NOT_MAINTAINED: Final = N_("not maintained on signing")


def _signed(one: Signature) -> str:
    """How a state signed, where and when; a line to be filled in where it has not."""
    if one.kind is SignatureKind.BLANK:
        return "_" * 24
    day = phrases.calendar_day(one.signed_on) if one.signed_on else ""
    return ", ".join(part for part in (sentence(label(one.kind, language())), one.place, day) if part)


def rationale_words(publication: Publication, one: Proposal) -> str:
    """The rationale; of an amendment that is not marked in the text, why its marks are not there."""
    if one.id not in publication.unplaced:
        return one.rationale
    said = _UNPLACED.get(one.language if one.language != publication.language else "", _UNFIT)
    return f"{gettext(said)} {one.rationale}".strip()


def proposals_of(publication: Publication) -> tuple[tuple[str, str, Proposal], ...]:
    """(number, delegation by name, amendment) of each that the file is about, in the order of their filing."""
    names = publication.delegations or {}
    found = sorted(
        (publication.proposals or {}).values(), key=lambda one: (str(one.filed_at or ""), one.number or "", one.id)
    )
    return tuple(
        (one.number or gettext("no number yet"), ", ".join(names.get(code, code) for code in one.delegations), one)
        for one in found
    )
