"""Reads a file with tracked changes: the text before them, after them, and what each author alone would make of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.documents.characters import check_characters
from program_workflow.documents.odt import open_odt
from program_workflow.documents.reading import (
    NO_TEXT,
    is_open_document,
    may_track_changes,
    read,
    refuse_macros,
    understand,
)
from program_workflow.documents.word import read_package
from program_workflow.documents.word_changes import FoundChange, find_changes, rename_authors
from program_workflow.documents.word_package import WordPackage, open_word
from program_workflow.documents.word_revisions import Accepts, every_change, no_change, number_paragraphs, resolve
from program_workflow.documents.xml import W
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.edits import Placed, edits_between, in_order, pair_with_rest
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.revised import (
    ClauseEdit,
    DocumentComment,
    RevisedReading,
    Story,
    Tracked,
    TrackedChange,
)
from program_workflow.domain.understood import Understood

MOST_CHANGES: Final = 20_000
MOST_AUTHORS: Final = 60
MOST_WORK: Final = 80_000  # paragraphs times authors: each author is read alone

_TOO_MANY_CHANGES: Final = N_(
    "{name} has more than {limit} tracked changes. Accept those that are settled and try again."
)
_TOO_MANY_AUTHORS: Final = N_("{name} has tracked changes by more than {limit} authors.")

_TOO_MUCH: Final = N_(
    "{name} is too long for the number of authors whose changes it holds. "
    "Send the changes of each author in a file of its own."
)


def read_revised(
    name: str, data: bytes, *, language: str | None = None, names: Mapping[str, str] | None = None
) -> RevisedReading:
    """What a file says with its tracked changes rejected and accepted, and the changes. Raises FileRefused, TooLarge.

    A format without tracked changes says the same twice. names: author → the name their changes are read under.
    """
    refuse_macros(name)
    if not may_track_changes(name, data):
        understood = read(name, data, language=language)
        return RevisedReading(understood, understood)
    opener = open_odt if is_open_document(name, data) else open_word
    package = opener(name, data)
    rename_authors(package, names or {})
    return _Reviser(name, package, language).read()


@dataclass(frozen=True, slots=True)
class _Side:
    """One text of the file. sources: of each clause in reading order."""

    understood: Understood
    placed: list[Placed]
    sources: list[tuple[int, ...]]
    place_of: Mapping[int, int]


class _Reviser:
    def __init__(self, name: str, package: WordPackage, language: str | None) -> None:
        self.name, self.package, self.language = name, package, language
        number_paragraphs(package.stories())
        self.found = find_changes(package)
        self.by_author: dict[str, list[int]] = defaultdict(list)
        for place, change in enumerate(self.found.changes):
            self.by_author[change.author].append(place)
        if len(self.found.changes) > MOST_CHANGES:
            raise FileRefused(_TOO_MANY_CHANGES, name=name, limit=MOST_CHANGES)
        if len(self.by_author) > MOST_AUTHORS:
            raise FileRefused(_TOO_MANY_AUTHORS, name=name, limit=MOST_AUTHORS)
        if len(self.by_author) * sum(1 for _ in package.body.iter(W + "p")) > MOST_WORK:
            raise FileRefused(_TOO_MUCH, name=name)

    def read(self) -> RevisedReading:
        final = self._side(every_change)
        self.language = final.understood.language if final.placed else self.language
        original = self._side(no_change) if self.found.changes else final
        if not final.placed and not original.placed:
            raise FileRefused(NO_TEXT, name=self.name)
        order = {key: place for place, key in enumerate(self.found.comments)}
        changes = tuple(self._change(change, original, final, order) for change in self.found.changes)
        comments = tuple(
            DocumentComment(one.author, one.date, one.text, _place(one.sources, original), _place(one.sources, final))
            for one in self.found.comments.values()
        )
        edits = {}
        for author, places in self.by_author.items():
            if any(change.kind is not Tracked.FORMATTED for change in map(self.found.changes.__getitem__, places)):
                edits[author] = self._edits(author, original, final)
        for place, text in enumerate(_said(changes, comments), 1):
            check_characters(text, place=f"#{place}")
        return RevisedReading(original.understood, final.understood, changes, comments, edits, self.package.identity)

    def _side(self, accepts: Accepts) -> _Side:
        package = _copied(self.package)
        for story in package.stories():
            resolve(story, accepts)
        reading = read_package(package)
        if not reading.blocks:
            return _Side(Understood((), self.language or "en"), [], [], {})
        understood, outline = understand(self.name, reading, self.language)
        sources = [node.sources for node in outline.order]
        place_of: dict[int, int] = {}
        for place, numbers in enumerate(sources):
            for number in numbers:
                place_of.setdefault(number, place)
        return _Side(understood, in_order(understood.clauses), sources, place_of)

    def _edits(self, author: str, original: _Side, final: _Side) -> tuple[ClauseEdit, ...]:
        alone = len(self.by_author) == 1
        mine = final if alone else self._side(lambda one: one == author)
        known, carried = self._same_paragraphs(original, mine)
        pairs = pair_with_rest(original.placed, mine.placed, known)
        because: dict[int, list[int]] = defaultdict(list)
        gone: dict[int, list[int]] = defaultdict(list)
        for place in self.by_author[author]:
            change = self.found.changes[place]
            if change.story is Story.TEXT and change.kind is not Tracked.FORMATTED:
                stood = any(number in original.place_of for number in change.sources)
                touched = (*change.sources, *change.joins) if stood else change.sources
                for side, clauses in ((mine, because), (original, gone)):
                    for at in {side.place_of[number] for number in touched if number in side.place_of}:
                        clauses[at].append(place)
        edits = edits_between(original.placed, mine.placed, pairs, _frozen(because), _frozen(gone), carried)
        return tuple(edit for edit in edits if edit.changes)  # the rest follows from numbers that count on

    def _same_paragraphs(self, original: _Side, mine: _Side) -> tuple[dict[int, int], set[int]]:
        """Clauses that come from the same paragraph, and the places of those that a move carried there.

        Where several come from one, the one that shares most of its words.
        """
        candidates: list[tuple[bool, int, int, int, bool]] = []
        for j, numbers in enumerate(mine.sources):
            for number in numbers:
                own = original.place_of.get(number)
                i = own if own is not None else original.place_of.get(self.found.moved.get(number, -1))
                if i is not None:
                    old, new = original.placed[i].clause, mine.placed[j].clause
                    candidates.append((old.text != new.text, -_shared(old, new), i, j, own is None))
        pairs: dict[int, int] = {}
        carried: set[int] = set()
        taken: set[int] = set()
        for _, _, i, j, by_move in sorted(candidates):
            if i not in pairs and j not in taken:
                pairs[i] = j
                taken.add(j)
                carried |= {j} if by_move else set()
        return pairs, carried

    def _change(self, change: FoundChange, original: _Side, final: _Side, order: Mapping[str, int]) -> TrackedChange:
        comments = tuple(sorted(order[key] for key in change.comments if key in order))
        return TrackedChange(
            change.kind,
            change.author,
            change.date,
            _place(change.sources, original),
            _place(change.sources, final),
            change.old,
            change.new,
            change.move,
            comments,
            change.story,
        )


def _said(changes: Sequence[TrackedChange], comments: Sequence[DocumentComment]) -> list[str]:
    said = ["\n".join((change.author, change.old, change.new, change.move)) for change in changes]
    return said + [f"{comment.author}\n{comment.text}" for comment in comments]


def _copied(package: WordPackage) -> WordPackage:
    """With stories of its own; what no change touches is shared."""
    return replace(
        package,
        body=deepcopy(package.body),
        footnotes=deepcopy(package.footnotes),
        endnotes=deepcopy(package.endnotes),
        comments=deepcopy(package.comments),
        around=deepcopy(package.around),
    )


def _place(sources: Sequence[int], side: _Side) -> int | None:
    return next((side.place_of[number] for number in sources if number in side.place_of), None)


def _shared(old: ClauseDraft, new: ClauseDraft) -> int:
    words = set(old.text.split())
    return sum(len(word) for word in set(new.text.split()) if word in words)


def _frozen(lists: Mapping[int, list[int]]) -> dict[int, tuple[int, ...]]:
    return {place: tuple(changes) for place, changes in lists.items()}
