"""What a document with tracked changes says: before them, after them, and who changed what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.understood import Understood


class Tracked(StrEnum):
    """What a word processor recorded."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved_from"
    MOVED_TO = "moved_to"
    PARAGRAPH_INSERTED = "paragraph_inserted"
    PARAGRAPH_DELETED = "paragraph_deleted"
    ROW_INSERTED = "row_inserted"
    ROW_DELETED = "row_deleted"
    CELL_INSERTED = "cell_inserted"
    CELL_DELETED = "cell_deleted"
    CELLS_MERGED = "cells_merged"
    FORMATTED = "formatted"


class Story(StrEnum):
    """Which text of a file a change stands in."""

    TEXT = "text"
    NOTE = "note"
    TEXT_BOX = "text_box"
    COMMENT = "comment"
    HEADER_FOOTER = "header_footer"


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """One change as the word processor recorded it.

    date: aware UTC, None where the file does not tell. original, final: the clause by its place
    (from 0) in reading order, None where it does not stand in that text; of a change in a note, the
    clause the note belongs to. old, new: the words that went and came. move: the same for the two
    ends of a move. comments: places of the comments that stand on it.
    """

    kind: Tracked
    author: str
    date: datetime | None
    original: int | None
    final: int | None
    old: str = ""
    new: str = ""
    move: str = ""
    comments: tuple[int, ...] = ()
    story: Story = Story.TEXT


@dataclass(frozen=True, slots=True)
class DocumentComment:
    """A comment in the margin, and the clause its words stand in."""

    author: str
    date: datetime | None
    text: str
    original: int | None
    final: int | None


@dataclass(frozen=True, slots=True)
class ClauseEdit:
    """What one author alone would make of a clause of the original text.

    original: its place in reading order, None for a new clause. clause: without its children, as it
    would read; None for a clause taken out. parent, after: where it would stand, as the key of a
    clause ("5" of the original, "+1" of a new one); after None is the first place. moved: read
    elsewhere than it was. changes: places of the tracked changes it is made of.
    """

    key: str
    original: int | None
    clause: ClauseDraft | None
    parent: str | None = None
    after: str | None = None
    moved: bool = False
    changes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """The version that a file says it was made from. text_hash: of the text of that version."""

    program: str
    version: int
    language: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class RevisedReading:
    """A document before and after its tracked changes. edits: by author, in reading order.

    identity: of a file that this program wrote, also when it was edited since.
    """

    original: Understood
    final: Understood
    changes: tuple[TrackedChange, ...] = ()
    comments: tuple[DocumentComment, ...] = ()
    edits: Mapping[str, tuple[ClauseEdit, ...]] = field(default_factory=dict)
    identity: Identity | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """Those who changed or commented, in the order they are first met."""
        said = [change.author for change in self.changes] + [comment.author for comment in self.comments]
        return tuple(dict.fromkeys(said))

    def counts(self) -> dict[str, dict[Tracked, int]]:
        """By author, how many changes of each kind, as the file holds them."""
        found: dict[str, Counter[Tracked]] = {author: Counter() for author in self.authors}
        for change in self.changes:
            found[change.author][change.kind] += 1
        return {author: {kind: counted[kind] for kind in Tracked if counted[kind]} for author, counted in found.items()}
