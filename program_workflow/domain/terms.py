"""Every word of the field that code, screens and documents share, once.

Values are what the database, the API and the templates carry; labels in English and Russian
stand in ``domain/words.py``.
"""

from enum import StrEnum
from typing import Final

LANGUAGES: Final = ("en", "ru")


class Role(StrEnum):
    """A person has one role, in one delegation or in the secretariat."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    REPRESENTATIVE = "representative"
    EXPERT = "expert"
    OBSERVER = "observer"


#: Roles that belong to a delegation; the others belong to the secretariat.
DELEGATION_ROLES: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT, Role.OBSERVER})


class ClauseKind(StrEnum):
    """What a clause is; anything that can be amended is a clause."""

    TITLE = "title"
    PREAMBLE = "preamble"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"
    PASSPORT_ROW = "passport_row"
    TABLE_HEADING = "table_heading"
    MEASURE = "measure"
    NOTE = "note"
    ANNEX = "annex"


class ClauseStatus(StrEnum):
    """Derived from the live amendments and the version, never stored."""

    OPEN = "open"
    BRACKETED = "bracketed"
    AGREED_AD_REFERENDUM = "agreed_ad_referendum"
    PROVISIONALLY_AGREED = "provisionally_agreed"
    AGREED = "agreed"
    FROZEN = "frozen"
    DELETED = "deleted"


class NumberStyle(StrEnum):
    """How the number of a clause follows from its place in the tree."""

    NONE = "none"  # prints no number
    FIXED = "fixed"  # the imported text fixes it: 2¹, 312a, Article 5
    DECIMAL = "decimal"  # 2.3: the number of the parent, a dot, the ordinal
    ORDINAL = "ordinal"  # 3: the ordinal alone, anew under each parent
    LATIN = "latin"  # 2.3(b)
    CYRILLIC = "cyrillic"  # 2.3(б)
    ROMAN = "roman"  # IV


class Numbering(StrEnum):
    """The rule `numbering` of a program."""

    FROZEN = "frozen"
    RUNNING = "running"


class DecisionRule(StrEnum):
    """What it takes to agree; see ``domain/deciding.py``."""

    CONSENSUS = "consensus"
    COORDINATOR = "coordinator"
    MAJORITY = "majority"
    QUALIFIED_MAJORITY = "qualified_majority"


class MajorityBase(StrEnum):
    """Of whom a majority is counted."""

    PARTICIPATING = "participating"  # all delegations that take part and are not disinterested
    VOTING = "voting"  # those that said yes or no, and abstentions where the rule counts them


class Abstention(StrEnum):
    """What "does not object" is in a vote."""

    FOR = "for"
    IGNORED = "ignored"
    AGAINST = "against"


class PositionKind(StrEnum):
    """What a delegation says of an exact text."""

    AGREES = "agrees"
    AGREES_WITH_STATEMENT = "agrees_with_statement"
    DOES_NOT_OBJECT = "does_not_object"
    NO_OBJECTION_RECEIVED = "no_objection_received"  # filled in by a silence procedure alone
    AD_REFERENDUM = "ad_referendum"
    SCRUTINY_RESERVATION = "scrutiny_reservation"
    GENERAL_RESERVATION = "general_reservation"
    LINGUISTIC_RESERVATION = "linguistic_reservation"
    OBJECTS = "objects"
    DECLARES_DISINTEREST = "declares_disinterest"
    NONE = "none"  # takes back what was said


class PositionOrigin(StrEnum):
    """How a position came to be."""

    OWN = "own"
    OUTSIDE = "outside"  # received by letter, note or from the floor, entered by a coordinator
    SILENCE = "silence"
    CARRIED = "carried"  # passed on from the agreed wording that exactly produced the text


class OutsideChannel(StrEnum):
    """How an act was received outside."""

    LETTER = "letter"
    NOTE = "note"
    FLOOR = "floor"


class Lack(StrEnum):
    """What is missing for a text to be agreed."""

    OBJECTION = "objection"
    RESERVATION = "reservation"  # of any kind, and ad referendum
    NO_POSITION = "no_position"
    TO_RECONFIRM = "to_reconfirm"
    VOTES = "votes"


class VersionState(StrEnum):
    WORKING = "working"
    CIRCULATED = "circulated"
    CLOSED = "closed"
    FINALISED = "finalised"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    RETURNED = "returned"
    REISSUED = "reissued"
    ABANDONED = "abandoned"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"


class VersionAction(StrEnum):
    CIRCULATE = "circulate"
    EXTEND = "extend"
    CLOSE = "close"
    REISSUE = "reissue"
    NEXT = "next"  # make the next working version; POST …/versions
    RENUMBER = "renumber"  # once, before finalisation, where numbers were frozen
    FINALISE = "finalise"
    SUBMIT = "submit"
    ADOPT = "adopt"
    RETURN = "return"
    ABANDON = "abandon"
    CORRECT = "correct"
    SUPERSEDE = "supersede"  # by the system, when a correction or successor is adopted


class AmendmentState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_REVIEW = "under_review"
    AGREED_AD_REFERENDUM = "agreed_ad_referendum"
    AGREED = "agreed"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"
    INCORPORATED = "incorporated"
    LAPSED = "lapsed"


#: Live: decided on or to be decided, seen by every delegation, not yet in a text.
LIVE: Final = frozenset(
    {
        AmendmentState.UNDER_REVIEW,
        AmendmentState.AGREED_AD_REFERENDUM,
        AmendmentState.DEFERRED,
        AmendmentState.AGREED,
    }
)
#: Open: live, submitted or returned.
OPEN: Final = LIVE | {AmendmentState.SUBMITTED, AmendmentState.RETURNED}


class AmendmentAction(StrEnum):
    SAVE = "save"  # a new wording of a draft or a returned amendment
    DISCARD = "discard"  # delete a draft that was never filed
    SUBMIT = "submit"
    REQUEST_LATE = "request_late"  # shows a draft to the secretariat and asks to file it after the window
    ADMIT_LATE = "admit_late"
    RETURN = "return"
    REVIEW = "review"
    AGREE = "agree"
    AGREE_AD_REFERENDUM = "agree_ad_referendum"
    REJECT = "reject"
    DEFER = "defer"
    WITHDRAW = "withdraw"
    INCORPORATE = "incorporate"
    REOPEN = "reopen"
    CONFIRM_REBASE = "confirm_rebase"
    ANNUL = "annul"
    MOOT = "moot"  # by the system
    LAPSE = "lapse"  # by the system
    REBASE = "rebase"  # by the system: the base clause changed


class PositionSubject(StrEnum):
    """What a position is about."""

    CLAUSE = "clause"
    AMENDMENT = "amendment"


class SilenceState(StrEnum):
    PREPARED = "prepared"
    RUNNING = "running"
    ADOPTED = "adopted"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class SilenceAction(StrEnum):
    SERVE = "serve"  # a note to a delegation, recorded
    ANNOUNCE = "announce"
    AGREE = "agree"
    BREAK = "break"
    CLARIFY = "clarify"  # a question or an answer; the clock runs on
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"  # by the system, at the instant
    ANNUL = "annul"  # two coordinators


class SilenceScope(StrEnum):
    """What a silence procedure is on."""

    VERSION = "version"
    CLAUSES = "clauses"
    AMENDMENTS = "amendments"


class MessageKind(StrEnum):
    """What reached the secretariat, or left it, in a silence procedure."""

    AGREEMENT = "agreement"
    OBJECTION = "objection"
    RESERVATION = "reservation"
    AMENDMENT = "amendment"
    CLARIFICATION = "clarification"
    NOTE = "note"  # served on a delegation that no mail reaches


class DayOff(StrEnum):
    """Why a delegation may not be at work on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class OperationKind(StrEnum):
    MODIFY = "modify"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"


class Rebase(StrEnum):
    """What a new version does to an open amendment."""

    NONE = "none"
    CLEAN = "clean"
    CONFLICT = "conflict"
    ORPHANED = "orphaned"


class WordingOrigin(StrEnum):
    """How a wording of an amendment came to be."""

    SAVED = "saved"  # typed by the delegation while drafting
    REBASED = "rebased"  # the filed change carried over to a new base and confirmed
    REFILED = "refiled"  # filed anew by the delegation after a conflict
    MODIFIED = "modified"  # agreed as modified


class Change(StrEnum):
    """What happened to a clause between two versions."""

    EQUAL = "equal"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"


class Provenance(StrEnum):
    """What brought words into a text."""

    DRAFT = "draft"  # the text the program began with
    AMENDMENT = "amendment"
    EDITORIAL = "editorial"  # a text put in from a file, where no amendment explains it


class Channel(StrEnum):
    """The ways a notification is delivered."""

    APP = "app"
    MAIL = "mail"
    WEBHOOK = "webhook"


class Concern(StrEnum):
    """What an event is to the person who is told of it; for each of these a person chooses a way."""

    ACT = "act"  # an act of the person is needed
    OWN = "own"  # what becomes of an amendment of the person's delegation
    SILENCE = "silence"
    DEADLINE = "deadline"
    TEXT = "text"  # programs and versions
    AMENDMENT = "amendment"  # of others
    POSITION = "position"
    FOLLOWED = "followed"
    OTHER = "other"


class Way(StrEnum):
    """How a person is told, besides the product, where everything stands."""

    AT_ONCE = "at_once"  # a mail of its own
    DIGEST = "digest"  # in the one mail of the day
    PRODUCT = "product"  # only in the product


class Followed(StrEnum):
    """What a person may follow."""

    CLAUSE = "clause"
    AMENDMENT = "amendment"
    DELEGATION = "delegation"


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # at least once; will be tried again
    PARKED = "parked"  # tried too often; waits for an administrator
    DROPPED = "dropped"  # no longer concerned the person when it was to be sent


class JobKind(StrEnum):
    """Work that may be too long for an answer at once."""

    IMPORT = "import"  # a file is read for the review of a coordinator
    CREATE = "create"  # a file becomes a program, as asked over the API
    AMENDMENTS = "amendments"  # a file of amendments is read for the review of who sent it
    EXPORT = "export"  # a version becomes a file
    TABLE = "table"  # the consolidated table becomes a file


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobAction(StrEnum):
    TAKE = "take"  # by a worker
    FINISH = "finish"
    FAIL = "fail"
    GIVE_BACK = "give_back"  # the worker ended in the middle; another one takes it
    CANCEL = "cancel"
    PUT_BACK = "put_back"  # by an administrator, what failed through no fault of the person


class JobStep(StrEnum):
    """What a job is doing now."""

    READ_FILE = "read_file"
    READ_TEXT = "read_text"
    READ_AMENDMENTS = "read_amendments"
    WRITE_FILE = "write_file"
    KEEP = "keep"


class Event(StrEnum):
    """What concerns people; who is told of which stands in ``domain/recipients.py``."""

    VERSION_CIRCULATED = "version_circulated"
    WINDOW_EXTENDED = "window_extended"
    WINDOW_REOPENED = "window_reopened"  # for one delegation
    WINDOW_ENDS = "window_ends"  # the ladder: 7 days, 2 days, the day
    VERSION_CLOSED = "version_closed"
    VERSION_REISSUED = "version_reissued"
    VERSION_MADE = "version_made"
    VERSION_FINALISED = "version_finalised"
    VERSION_SUBMITTED = "version_submitted"
    VERSION_ADOPTED = "version_adopted"
    VERSION_RETURNED = "version_returned"
    VERSION_ABANDONED = "version_abandoned"
    VERSION_CORRECTED = "version_corrected"
    AMENDMENT_SUBMITTED = "amendment_submitted"
    LATE_ADMISSION_REQUESTED = "late_admission_requested"
    LATE_ADMITTED = "late_admitted"
    AMENDMENT_RETURNED = "amendment_returned"
    AMENDMENT_UNDER_REVIEW = "amendment_under_review"
    AMENDMENT_DECIDED = "amendment_decided"  # agreed, ad referendum, rejected, deferred
    AMENDMENT_REOPENED = "amendment_reopened"
    AMENDMENT_ANNULLED = "amendment_annulled"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    AMENDMENT_MOOT = "amendment_moot"
    AMENDMENT_INCORPORATED = "amendment_incorporated"
    AMENDMENT_LAPSED = "amendment_lapsed"
    AMENDMENT_REBASED = "amendment_rebased"  # a flag waits for the delegation
    REBASE_CONFIRMED = "rebase_confirmed"
    POSITION_TAKEN = "position_taken"
    POSITION_AGAINST = "position_against"  # an objection or a reservation
    POSITION_ENTERED = "position_entered"  # by a coordinator, as received outside
    REOPENING_REQUESTED = "reopening_requested"  # a position against what is agreed
    SILENCE_ANNOUNCED = "silence_announced"
    SILENCE_ANSWERED = "silence_answered"  # a delegation agrees
    SILENCE_CLARIFIED = "silence_clarified"  # a question or an answer
    SILENCE_EXTENDED = "silence_extended"
    SILENCE_ENDS = "silence_ends"  # the ladder, to those who are silent
    SILENCE_ADOPTED = "silence_adopted"
    SILENCE_BROKEN = "silence_broken"
    SILENCE_WITHDRAWN = "silence_withdrawn"
    SILENCE_LATE = "silence_late"  # a late communication
    SILENCE_ANNULMENT = "silence_annulment"  # one coordinator asks, another one confirms
    SILENCE_ANNULLED = "silence_annulled"
    TURN_ENDS = "turn_ends"  # the ladder of an open item, to the party it waits for
    TURN_OVERDUE = "turn_overdue"
    TURN_ESCALATED = "turn_escalated"  # overdue for days: to the head of the side
    TURN_STALLED = "turn_stalled"  # the same of the secretariat's own, to administrators
