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
    RESERVATION_ON_SIGNING = "reservation_on_signing"  # a standing reservation converted: attached, does not block
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
    REOPENING = "reopening"  # of a text that stood agreed
    ASKED_ON_JOINING = "asked_on_joining"  # of a delegation that joined later, on what was agreed before


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


#: Versions that are neither ended nor in force: what is said of their text can still count.
IN_WORK: Final = frozenset(
    {
        VersionState.WORKING,
        VersionState.CIRCULATED,
        VersionState.CLOSED,
        VersionState.FINALISED,
        VersionState.SUBMITTED,
        VersionState.RETURNED,
    }
)


class VersionAction(StrEnum):
    CIRCULATE = "circulate"
    EXTEND = "extend"
    CLOSE = "close"
    REISSUE = "reissue"
    TABLE = "table"  # laid before a meeting: frozen like a circulated one, without a window
    NEXT = "next"  # make the next working version; POST …/versions
    RENUMBER = "renumber"  # once, before finalisation, where numbers were frozen
    FINALISE = "finalise"
    SUBMIT = "submit"
    ADOPT = "adopt"
    RETURN = "return"
    ABANDON = "abandon"
    CORRECT = "correct"
    SUPERSEDE = "supersede"  # by the system, when a correction or successor is adopted
    ANNUL = "annul"  # by the system: an adoption by silence was annulled


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


class SponsorState(StrEnum):
    """Where a delegation stands as a co-sponsor of an amendment."""

    INVITED = "invited"
    CONSENTED = "consented"  # to one very wording
    DECLINED = "declined"
    LEFT = "left"
    DROPPED = "dropped"  # the author took the invitation back, or submitted without it
    TOOK_OVER = "took_over"  # it is the author now


class SponsorAction(StrEnum):
    INVITE = "invite"
    CONSENT = "consent"
    DECLINE = "decline"
    LEAVE = "leave"
    DROP = "drop"
    OFFER = "offer"  # the author withdraws: its co-sponsors may take the amendment over
    TAKE_OVER = "take_over"


class CounterState(StrEnum):
    """What became of a change that is proposed to a wording of an amendment."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"  # its amendment fell, or the wording it was written against gave way to another


class CounterAction(StrEnum):
    OFFER = "offer_counter_text"
    ACCEPT = "accept_counter_text"
    REFUSE = "refuse_counter_text"
    WITHDRAW = "withdraw_counter_text"
    ASK_APPROVAL = "ask_approval"  # puts it before the approver of the author's delegation
    APPROVE = "approve"  # the approver accepts that very wording


class MergerState(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"  # one of the two fell, or was worded anew


class MergerAction(StrEnum):
    PROPOSE = "propose_merger"
    ACCEPT = "accept_merger"
    REFUSE = "refuse_merger"
    WITHDRAW = "withdraw_merger"


class AmendmentAction(StrEnum):
    SAVE = "save"  # a new wording of a draft or a returned amendment
    DISCARD = "discard"  # delete a draft that was never filed
    ASK_APPROVAL = "ask_approval"  # puts the wording before the approver of the delegation
    APPROVE = "approve"  # the approver accepts the very wording
    SUBMIT = "submit"
    REQUEST_LATE = "request_late"  # shows a draft to the secretariat and asks to file it after the window
    ADMIT_LATE = "admit_late"
    RETURN = "return"
    REVIEW = "review"
    AGREE = "agree"
    AGREE_AD_REFERENDUM = "agree_ad_referendum"
    REJECT = "reject"
    DEFER = "defer"
    MERGE = "merge"  # into another one, once both authors have accepted
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


class PackageState(StrEnum):
    """Of clauses that are agreed together; whether they are is derived."""

    LIVE = "live"
    REOPENED = "reopened"
    DISSOLVED = "dissolved"


class PackageAction(StrEnum):
    REOPEN = "reopen"
    CONCLUDE = "conclude"  # the review of a reopened package is over
    DISSOLVE = "dissolve"


class Adoption(StrEnum):
    """How a version was adopted."""

    DECISION = "decision"
    SILENCE = "silence"


class SignatureKind(StrEnum):
    """How a state signed."""

    SIGNED = "signed"
    SPECIAL_OPINION = "special_opinion"
    RESERVATION = "reservation"
    STATEMENT = "statement"
    BLANK = "blank"  # its line stays blank; also takes back what was entered


class CorrigendumState(StrEnum):
    PROPOSED = "proposed"
    IN_EFFECT = "in_effect"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class CorrigendumAction(StrEnum):
    OBJECT = "object"
    WITHDRAW = "withdraw"
    TAKE_EFFECT = "take_effect"  # by the system, at the instant


class Audience(StrEnum):
    """Who reads a comment, beside the delegation of who wrote it; from the narrowest to the widest."""

    DELEGATION = "delegation"  # nobody
    SECRETARIAT = "secretariat"  # the coordinators
    ALL = "all"  # all delegations, once they may know of what it is about


class ProposalOutcome(StrEnum):
    """What became of a position proposed inside a delegation."""

    TAKEN = "taken"
    SET_ASIDE = "set_aside"
    REPLACED = "replaced"  # by another proposal on the same text


class ReceivedKind(StrEnum):
    """What was received outside and entered by a coordinator."""

    POSITION = "position"
    AMENDMENT = "amendment"


class ContestOutcome(StrEnum):
    """How the contest of an act ended."""

    TAKEN_BACK = "taken_back"  # by the delegation: the act stands
    WITHDRAWN = "withdrawn"  # by a coordinator: the entry no longer counts


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


class RemarkKind(StrEnum):
    """What a delegation or observer organisation says of a text without proposing another one."""

    NO_COMMENTS = "no_comments"
    QUESTION = "question"
    REMARK = "remark"


class RemarkState(StrEnum):
    OPEN = "open"  # waits for the answer of the secretariat
    ANSWERED = "answered"
    NOTED = "noted"  # "no comments": there is nothing to answer
    WITHDRAWN = "withdrawn"


class RemarkAction(StrEnum):
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class AdviceKind(StrEnum):
    """In which respect a reviewer looks at a wording or a version."""

    LEGAL = "legal"
    LINGUISTIC = "linguistic"
    FINANCIAL = "financial"


class Recommendation(StrEnum):
    ACCEPT = "accept"
    ACCEPT_MODIFIED = "accept_modified"
    REJECT = "reject"
    NONE = "none"


class AdviceAction(StrEnum):
    RELEASE = "release"  # to all delegations


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
    MODIFIED = "modified"  # a counter-text that the author accepted


class Alignment(StrEnum):
    """How the texts of a clause in the authentic languages stand to each other."""

    ALIGNED = "aligned"
    PENDING = "pending"  # one of them has changed since they were last confirmed together
    MISSING = "missing"  # there is none in one of the languages


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


class MeetingState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"  # it was planned, and is not held


class MeetingAction(StrEnum):
    """What is done with a meeting and what belongs to it."""

    PLAN = "plan"
    CHANGE = "change"  # its title, place or dates
    INVITE = "invite"  # a delegation or organisation takes part; also its people and whether it is present
    UNINVITE = "uninvite"
    ADD_ITEM = "add_item"
    CHANGE_ITEM = "change_item"
    REMOVE_ITEM = "remove_item"
    ANNOUNCE = "announce"
    OPEN = "open"
    CLOSE = "close"
    READ_OUT = "read_out"  # a wording, before it is agreed
    RECORD = "record"  # a decision, a statement, a next step
    STRIKE = "strike"  # a recorded one, as a mistake
    WRITE = "write"  # a revision of minutes or outcome document
    ADOPT = "adopt"  # minutes or outcome document
    ISSUE = "issue"  # a corrigendum
    CANCEL = "cancel"  # a meeting that was planned and is not held


class AgendaSubject(StrEnum):
    """What an item of an agenda is bound to."""

    CLAUSE = "clause"
    AMENDMENT = "amendment"
    VERSION = "version"


class EntryKind(StrEnum):
    """What is recorded under an item of an agenda."""

    DECISION = "decision"
    STATEMENT = "statement"  # of a delegation
    NEXT_STEP = "next_step"


class PaperKind(StrEnum):
    """The documents of a meeting."""

    MINUTES = "minutes"
    OUTCOME = "outcome"
    CORRIGENDUM = "corrigendum"


class PaperState(StrEnum):
    WORKING = "working"
    ADOPTED = "adopted"


class Event(StrEnum):
    """What concerns people; who is told of which stands in ``domain/recipients.py``."""

    VERSION_CIRCULATED = "version_circulated"
    WINDOW_EXTENDED = "window_extended"
    WINDOW_REOPENED = "window_reopened"  # for one delegation
    WINDOW_ENDS = "window_ends"  # the ladder: 7 days, 2 days, the day
    VERSION_CLOSED = "version_closed"
    VERSION_REISSUED = "version_reissued"
    VERSION_TABLED = "version_tabled"  # laid before a meeting
    VERSION_MADE = "version_made"
    VERSION_FINALISED = "version_finalised"
    VERSION_SUBMITTED = "version_submitted"
    VERSION_ADOPTED = "version_adopted"
    VERSION_RETURNED = "version_returned"
    VERSION_ABANDONED = "version_abandoned"
    VERSION_CORRECTED = "version_corrected"
    AMENDMENT_SUBMITTED = "amendment_submitted"
    AMENDMENT_ENTERED = "amendment_entered"  # by a coordinator, as received outside
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
    SPONSOR_INVITED = "sponsor_invited"
    SPONSOR_ASKED_AGAIN = "sponsor_asked_again"  # the wording changed after the consent
    SPONSOR_ANSWERED = "sponsor_answered"  # consented, declined or left
    TAKEOVER_OFFERED = "takeover_offered"
    AMENDMENT_TAKEN_OVER = "amendment_taken_over"
    COUNTER_TEXT_OFFERED = "counter_text_offered"
    COUNTER_TEXT_ANSWERED = "counter_text_answered"  # accepted or refused
    COUNTER_TEXT_WITHDRAWN = "counter_text_withdrawn"
    MERGER_PROPOSED = "merger_proposed"
    MERGER_ENDED = "merger_ended"  # refused, or taken back
    AMENDMENT_MERGED = "amendment_merged"
    POSITION_TAKEN = "position_taken"
    POSITION_AGAINST = "position_against"  # an objection or a reservation
    POSITION_ENTERED = "position_entered"  # by a coordinator, as received outside
    REOPENING_REQUESTED = "reopening_requested"  # a position against what is agreed
    CLAUSE_REOPENED = "clause_reopened"  # for those who asked
    APPROVAL_ASKED = "approval_asked"  # inside a delegation
    WORDING_APPROVED = "wording_approved"  # inside a delegation
    POSITION_PROPOSED = "position_proposed"  # inside a delegation
    COMMENTED = "commented"  # inside a delegation
    COMMENTED_TO_SECRETARIAT = "commented_to_secretariat"
    COMMENTED_TO_ALL = "commented_to_all"
    ACT_CONTESTED = "act_contested"  # received outside
    CONTEST_ENDED = "contest_ended"
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
    PACKAGE_MADE = "package_made"
    PACKAGE_REOPENED = "package_reopened"
    PACKAGE_CONCLUDED = "package_concluded"
    PACKAGE_DISSOLVED = "package_dissolved"
    SIGNATURE_ENTERED = "signature_entered"
    CORRIGENDUM_PROPOSED = "corrigendum_proposed"
    CORRIGENDUM_STOPPED = "corrigendum_stopped"  # by an objection
    CORRIGENDUM_WITHDRAWN = "corrigendum_withdrawn"
    CORRIGENDUM_LATE = "corrigendum_late"  # an objection after the instant
    ALIGNMENT_PENDING = "alignment_pending"  # a text changed in one language alone
    TEXTS_ALIGNED = "texts_aligned"
    MEETING_ANNOUNCED = "meeting_announced"
    MEETING_CHANGED = "meeting_changed"  # its dates, place, title or agenda, after it was announced
    MEETING_CLOSED = "meeting_closed"
    MEETING_CANCELLED = "meeting_cancelled"
    MINUTES_ADOPTED = "minutes_adopted"
    OUTCOME_ADOPTED = "outcome_adopted"
    OUTCOME_CORRECTED = "outcome_corrected"
    REMARK_MADE = "remark_made"  # a remark or question
    NO_COMMENTS_MADE = "no_comments_made"
    REMARK_ENTERED = "remark_entered"  # by a coordinator, as received outside
    REMARK_ANSWERED = "remark_answered"
    REMARK_WITHDRAWN = "remark_withdrawn"
    ADVICE_REQUESTED = "advice_requested"
    ADVICE_DUE = "advice_due"  # the ladder, to the reviewers who are asked
    ADVICE_REQUEST_WITHDRAWN = "advice_request_withdrawn"
    ADVICE_GIVEN = "advice_given"
    ADVICE_RELEASED = "advice_released"
    ASKED_ON_JOINING = "asked_on_joining"
    TURN_ENDS = "turn_ends"  # the ladder of an open item, to the party it waits for
    TURN_OVERDUE = "turn_overdue"
    TURN_ESCALATED = "turn_escalated"  # overdue for days: to the head of the side
    TURN_STALLED = "turn_stalled"  # the same of the secretariat's own, to administrators
