"""How a state, a change or a position is shown: its family of colour, its shape, its word.

The shape and the word carry the meaning, the family only helps; so no two states of one kind share
both shape and family.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import (
    Alignment,
    AmendmentState,
    Change,
    ClauseStatus,
    CorrigendumState,
    DeliveryState,
    MeetingState,
    PackageState,
    PaperState,
    PositionKind,
    Rebase,
    RemarkState,
    SilenceState,
    VersionState,
)
from program_workflow.domain.words import Label, action_label, label, sentence


class Family(StrEnum):
    """The families of chips; the stylesheet has one class for each."""

    OWN = "own"
    INFO = "info"
    WAIT = "wait"
    GOOD = "good"
    BAD = "bad"
    DONE = "done"
    MUTE = "mute"
    GONE = "gone"
    INSERTED = "ins"
    DELETED = "del"
    MOVED = "mov"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as shown. icon: the symbol in icons.svg without its "i-"; word: with a capital."""

    family: Family
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Position:
    """A position as shown. letter: the sign of the matrix; word: inside a sentence."""

    family: Family
    icon: str
    letter: str
    word: str


Shapes = Mapping[StrEnum, tuple[Family, str]]

FAMILIES: Final[Mapping[type[StrEnum], Shapes]] = {
    AmendmentState: {
        AmendmentState.DRAFT: (Family.OWN, "pencil"),
        AmendmentState.SUBMITTED: (Family.INFO, "triangle"),
        AmendmentState.UNDER_REVIEW: (Family.INFO, "clock"),
        AmendmentState.RETURNED: (Family.WAIT, "undo-2"),
        AmendmentState.DEFERRED: (Family.WAIT, "pause"),
        AmendmentState.AGREED_AD_REFERENDUM: (Family.GOOD, "half"),
        AmendmentState.AGREED: (Family.GOOD, "check"),
        AmendmentState.REJECTED: (Family.BAD, "x"),
        AmendmentState.INCORPORATED: (Family.DONE, "check-filled"),
        AmendmentState.MERGED: (Family.GONE, "merge"),
        AmendmentState.WITHDRAWN: (Family.GONE, "arrow-left"),
        AmendmentState.MOOT: (Family.GONE, "unlink"),
        AmendmentState.LAPSED: (Family.GONE, "circle-dashed"),
    },
    VersionState: {
        VersionState.WORKING: (Family.OWN, "pencil"),
        VersionState.CIRCULATED: (Family.INFO, "send"),
        VersionState.SUBMITTED: (Family.INFO, "triangle"),
        VersionState.RETURNED: (Family.WAIT, "undo-2"),
        VersionState.FINALISED: (Family.GOOD, "square-check-big"),
        VersionState.ADOPTED: (Family.DONE, "badge-check"),
        VersionState.CORRECTED: (Family.DONE, "badge-plus"),
        VersionState.CLOSED: (Family.MUTE, "lock-filled"),
        VersionState.REISSUED: (Family.GONE, "send"),
        VersionState.SUPERSEDED: (Family.GONE, "files"),
        VersionState.ABANDONED: (Family.GONE, "ban"),
    },
    MeetingState: {
        MeetingState.PLANNED: (Family.OWN, "pencil"),
        MeetingState.OPEN: (Family.INFO, "clock"),
        MeetingState.CLOSED: (Family.MUTE, "lock-filled"),
        MeetingState.CANCELLED: (Family.GONE, "ban"),
    },
    PaperState: {
        PaperState.WORKING: (Family.OWN, "pencil"),
        PaperState.ADOPTED: (Family.DONE, "badge-check"),
    },
    SilenceState: {
        SilenceState.PREPARED: (Family.OWN, "pencil"),
        SilenceState.RUNNING: (Family.INFO, "hourglass"),
        SilenceState.ADOPTED: (Family.DONE, "badge-check"),
        SilenceState.BROKEN: (Family.BAD, "octagon-x"),
        SilenceState.WITHDRAWN: (Family.GONE, "arrow-left"),
    },
    PackageState: {
        PackageState.LIVE: (Family.INFO, "link-2"),
        PackageState.REOPENED: (Family.WAIT, "undo-2"),
        PackageState.DISSOLVED: (Family.GONE, "unlink"),
    },
    CorrigendumState: {
        CorrigendumState.PROPOSED: (Family.INFO, "hourglass"),
        CorrigendumState.IN_EFFECT: (Family.DONE, "badge-plus"),
        CorrigendumState.STOPPED: (Family.BAD, "octagon-x"),
        CorrigendumState.WITHDRAWN: (Family.GONE, "arrow-left"),
    },
    RemarkState: {
        RemarkState.OPEN: (Family.WAIT, "clock"),
        RemarkState.ANSWERED: (Family.GOOD, "check"),
        RemarkState.NOTED: (Family.MUTE, "check"),
        RemarkState.WITHDRAWN: (Family.GONE, "arrow-left"),
    },
    ClauseStatus: {
        ClauseStatus.BRACKETED: (Family.WAIT, "brackets"),
        ClauseStatus.AGREED_AD_REFERENDUM: (Family.GOOD, "half"),
        ClauseStatus.PROVISIONALLY_AGREED: (Family.GOOD, "link-2"),
        ClauseStatus.AGREED: (Family.GOOD, "check"),
        ClauseStatus.OPEN: (Family.MUTE, "circle"),
        ClauseStatus.FROZEN: (Family.MUTE, "lock-filled"),
        ClauseStatus.DELETED: (Family.GONE, "minus"),
    },
    Change: {
        Change.EQUAL: (Family.GONE, "circle"),
        Change.CHANGED: (Family.MUTE, "equal-not"),
        Change.INSERTED: (Family.INSERTED, "plus"),
        Change.DELETED: (Family.DELETED, "minus"),
        Change.MOVED: (Family.MOVED, "arrow-left-right"),
    },
    Alignment: {
        Alignment.ALIGNED: (Family.GOOD, "check"),
        Alignment.PENDING: (Family.WAIT, "equal-not"),
        Alignment.MISSING: (Family.WAIT, "circle-dashed"),
    },
    Rebase: {
        Rebase.NONE: (Family.MUTE, "check"),
        Rebase.CLEAN: (Family.INFO, "check"),
        Rebase.CONFLICT: (Family.BAD, "triangle-alert"),
        Rebase.ORPHANED: (Family.BAD, "unlink"),
    },
    DeliveryState: {
        DeliveryState.QUEUED: (Family.INFO, "clock"),
        DeliveryState.SENT: (Family.GOOD, "check"),
        DeliveryState.FAILED: (Family.WAIT, "triangle-alert"),
        DeliveryState.PARKED: (Family.BAD, "octagon-x"),
        DeliveryState.DROPPED: (Family.GONE, "ban"),
    },
}

KINDS: Final[Mapping[str, type[StrEnum]]] = {
    "amendment": AmendmentState,
    "version": VersionState,
    "silence": SilenceState,
    "meeting": MeetingState,
    "paper": PaperState,
    "remark": RemarkState,
    "clause": ClauseStatus,
    "package": PackageState,
    "corrigendum": CorrigendumState,
    "change": Change,
    "alignment": Alignment,
    "rebase": Rebase,
    "delivery": DeliveryState,
}

#: What stands beside a chip, in words.
FLAGS: Final[Mapping[str, Label]] = {
    "clean": Label("rebase clean", "перенос без конфликта"),
    "conflict": Label("conflict", "конфликт при переносе"),
    "orphaned": Label("orphaned", "пункт исключён"),
    "collides": Label("collides with {code}", "пересекается с {code}"),
    "same": Label("same wording as {code}", "тот же текст, что у {code}"),
    "reconfirm": Label("to be reconfirmed", "требует подтверждения"),
    "unseen": Label("a change you cannot see", "невидимое изменение"),
    "late": Label("admitted late", "допущена после срока"),
    "tabled": Label("tabled under an agenda item", "внесена по вопросу повестки дня"),
    "letter": Label("received by letter", "получена письмом"),
    "note": Label("received by note", "получена нотой"),
    "floor": Label("received from the floor", "заявлена с места"),
    "contested": Label("entry contested", "внесённое оспорено"),
    "extended": Label("extended", "продлена"),
    "late_remark": Label("received after the window", "поступило после срока"),
    "late_communication": Label("late communication", "поступило после срока"),
}

#: kind: (family, icon, letter in English and Russian).
POSITIONS: Final[Mapping[PositionKind, tuple[Family, str, Label]]] = {
    PositionKind.AGREES: (Family.GOOD, "check-filled", Label("A", "С")),
    PositionKind.AGREES_WITH_STATEMENT: (Family.GOOD, "speech-check", Label("A+", "С+")),
    PositionKind.DOES_NOT_OBJECT: (Family.GOOD, "circle-check", Label("N", "Н")),
    PositionKind.NO_OBJECTION_RECEIVED: (Family.GOOD, "dashed-check", Label("N~", "Н~")),
    PositionKind.AD_REFERENDUM: (Family.INFO, "half", Label("R", "Р")),
    PositionKind.SCRUTINY_RESERVATION: (Family.WAIT, "diamond-open", Label("S", "И")),
    PositionKind.GENERAL_RESERVATION: (Family.WAIT, "diamond-filled", Label("G", "Ц")),
    PositionKind.LINGUISTIC_RESERVATION: (Family.WAIT, "diamond", Label("L", "Я")),
    PositionKind.OBJECTS: (Family.BAD, "octagon-filled", Label("O", "В")),
    PositionKind.RESERVATION_ON_SIGNING: (Family.INFO, "pencil", Label("P", "П")),
    PositionKind.DECLARES_DISINTEREST: (Family.MUTE, "bar", Label("D", "—")),
    PositionKind.NONE: (Family.MUTE, "circle-dashed", Label("·", "·")),
}


def chip_of(kind: str, state: str, language: str) -> Chip:
    """The chip of a state. kind: a key of KINDS. Raises KeyError or ValueError for what there is not."""
    value = KINDS[kind](state)
    family, icon = FAMILIES[type(value)][value]
    return Chip(family, icon, sentence(label(value, language)))


def flag(name: str, language: str, **params: str) -> str:
    """A flag beside a chip, with a capital. Raises KeyError for an unknown flag or a missing parameter."""
    return sentence(FLAGS[name].to(language).format(**params))


def position_of(kind: str, language: str) -> Position:
    """A position as shown. Raises ValueError for an unknown kind."""
    value = PositionKind(kind)
    family, icon, letter = POSITIONS[value]
    return Position(family, icon, letter.to(language), label(value, language))


def template_words(language: Callable[[], str]) -> dict[str, Callable[..., object]]:
    """The functions that the page macros call; language: answers "en" or "ru" at the moment of the call."""
    return {
        "interface_language": language,
        "label": lambda value: label(value, language()),
        "action_label": lambda value: action_label(value, language()),
        "chip_of": lambda kind, state: chip_of(kind, state, language()),
        "flag": lambda name, **params: flag(name, language(), **params),
        "position_of": lambda kind: position_of(kind, language()),
    }
