"""What a file of proposals brings to a version: one row for each kind of file, the first that knows it reads it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from program_workflow.documents.bounded import read_revised_bounded
from program_workflow.documents.reading import may_track_changes
from program_workflow.domain.edits import edits_between, in_order, pair_with_rest
from program_workflow.domain.landing import Landing, land_copy, land_revisions
from program_workflow.domain.revised import DocumentComment, Identity, RevisedReading, Tracked
from program_workflow.domain.text import Text
from program_workflow.domain.understood import Left, Understood
from program_workflow.usecases.listed_proposals import listed_proposals

_TOLD_OTHERWISE: Final = frozenset({Left.COMMENT, Left.TRACKED_DELETION, Left.TRACKED_INSERTION})


@dataclass(frozen=True)
class ProposalsFile:
    """A file as it was sent. names: author → the name under which their changes are read."""

    name: str
    data: bytes
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def reading(self) -> RevisedReading:
        """Its text before and after its tracked changes. Raises FileRefused, TooLarge."""
        return read_revised_bounded(self.name, self.data, names=self.names)

    @property
    def identity(self) -> Identity | None:
        """The version it says it was made from."""
        return self.reading.identity if may_track_changes(self.name, self.data) else None

    @property
    def language(self) -> str | None:
        """The one it says it is in, else that of its letters; None of a list, which is no text."""
        if self.name.lower().endswith(".json"):
            return None
        return self.identity.language if self.identity is not None else self.reading.final.language


@dataclass(frozen=True, slots=True)
class Onto:
    """What the file is held against. exported: the same text as a file of ours says it, where the file is one."""

    text: Text
    language: str
    exported: Callable[[], Understood] | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings, and what of it is no proposal.

    counts: by author, the tracked changes of each kind. original: its text before the changes.
    left_out: what stands in the file beside its text, by kind.
    """

    landing: Landing
    counts: Mapping[str, Mapping[Tracked, int]] = field(default_factory=dict)
    comments: tuple[DocumentComment, ...] = ()
    original: Understood | None = None
    left_out: Mapping[Left, int] = field(default_factory=dict)


#: None where the file is not of this kind. Raises FileRefused, TooLarge.
Reader = Callable[[ProposalsFile, Onto], Brought | Landing | None]


def tracked_changes(file: ProposalsFile, onto: Onto) -> Brought | None:
    """A Word or OpenDocument text with tracked changes."""
    reading = file.reading
    if not any(change.kind is not Tracked.FORMATTED for change in reading.changes):
        return None
    return _brought(reading, land_revisions(onto.text, onto.language, reading))


def edited_copy(file: ProposalsFile, onto: Onto) -> Brought:
    """A text without tracked changes, held against the version it came from."""
    reading = file.reading
    if onto.exported is None:
        return _brought(reading, land_copy(onto.text, onto.language, reading.final))
    was = onto.exported()
    old, new = in_order(was.clauses), in_order(reading.final.clauses)
    edits = edits_between(old, new, pair_with_rest(old, new, {}))
    edited = RevisedReading(was, reading.final, edits={"": edits})
    return _brought(reading, land_revisions(onto.text, onto.language, edited), was)


def _brought(reading: RevisedReading, landing: Landing, original: Understood | None = None) -> Brought:
    left_out = Counter(one.reason for one in reading.final.left_out if isinstance(one.reason, Left))
    rest = tuple(reading.comments[place] for place in landing.comments) if reading.edits else reading.comments
    return Brought(
        landing,
        reading.counts(),
        rest,
        original or reading.original,
        {kind: count for kind, count in left_out.items() if kind not in _TOLD_OTHERWISE},
    )


def listed_amendments(file: ProposalsFile, onto: Onto) -> Landing | None:
    """A list in JSON, or a document that sets proposals in columns."""
    return listed_proposals(file.name, file.data, onto.text, onto.language)


READERS: Final[tuple[Reader, ...]] = (listed_amendments, tracked_changes, edited_copy)


def read_proposals(file: ProposalsFile, onto: Onto) -> Brought:
    """What the first reader that knows the file makes of it. Raises FileRefused, TooLarge."""
    for reader in READERS:
        found = reader(file, onto)
        if found is not None:
            return found if isinstance(found, Brought) else Brought(found)
    raise AssertionError("the last reader takes every file, or refuses it")
