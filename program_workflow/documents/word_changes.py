"""Lists the tracked changes and comments of a Word document, before they are carried out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from program_workflow.documents.word_package import WordPackage
from program_workflow.documents.word_revisions import (
    DELETING,
    FORMATS,
    INSERTING,
    author_of,
    in_fallback,
    sources_of,
    words_of,
)
from program_workflow.documents.xml import Element, M, W, tag_of
from program_workflow.domain.revised import Story, Tracked

_UTC_DATE: Final = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}dateUtc"
_MOST_OPEN: Final = 30  # comments that may stand on one change
_LONGEST_WORDS: Final = 20_000
_CELLS: Final = {
    W + "cellIns": Tracked.CELL_INSERTED,
    W + "cellDel": Tracked.CELL_DELETED,
    W + "cellMerge": Tracked.CELLS_MERGED,
}
_WORDS: Final = {
    W + "ins": Tracked.INSERTED,
    W + "del": Tracked.DELETED,
    W + "moveFrom": Tracked.MOVED_FROM,
    W + "moveTo": Tracked.MOVED_TO,
}
_STARTS: Final = (W + "moveFromRangeStart", W + "moveToRangeStart")
_ENDS: Final = (W + "moveFromRangeEnd", W + "moveToRangeEnd")
_COMMENT: Final = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
_NOTES: Final = (W + "footnoteReference", W + "endnoteReference")
#: A content control put in or taken out: nothing is said by it.
_CONTROLS: Final = tuple(W + f"customXml{what}RangeStart" for what in ("Ins", "Del", "MoveFrom", "MoveTo"))
_MET: Final = (*_CONTROLS, *_WORDS, *_CELLS, *FORMATS, *_STARTS, *_ENDS, *_COMMENT, *_NOTES)


def rename_authors(package: WordPackage, names: Mapping[str, str]) -> None:
    """Puts changes and comments in other names, so that those of several people are read as of one."""
    for story in package.stories():
        for element in story.iter(*_MET, W + "comment"):
            name = names.get(author_of(element))
            if name is not None:
                element.set(W + "author", name)


@dataclass(slots=True)
class FoundChange:
    """A change with the numbers of the paragraphs it stands in.

    joins: of a closing mark, the paragraph behind it. comments: by their identifiers in the file.
    """

    kind: Tracked
    author: str
    date: datetime | None
    sources: tuple[int, ...]
    old: str
    new: str
    story: Story
    move: str = ""
    comments: set[str] = field(default_factory=set)
    joins: tuple[int, ...] = ()


@dataclass(slots=True)
class FoundComment:
    author: str
    date: datetime | None
    text: str
    sources: tuple[int, ...] = ()


@dataclass(slots=True)
class Found:
    """Everything tracked. moved: paragraph put in by a move → paragraph it was taken from."""

    changes: list[FoundChange] = field(default_factory=list)
    comments: dict[str, FoundComment] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)


def find_changes(package: WordPackage) -> Found:
    """The changes of every story, the text first; paragraphs must have been numbered."""
    return _Finder(package).find()


class _Finder:
    def __init__(self, package: WordPackage) -> None:
        self.package = package
        self.found = Found()
        self.open: set[str] = set()  # comments whose range is open
        self.ranges: dict[str, tuple[str, bool]] = {}  # open moves by the range's id: name, whether it puts in
        self.ends: dict[str, tuple[list[int], list[int]]] = {}  # name of a move → paragraphs taken, put in
        self.noted: dict[tuple[str, str], tuple[int, ...]] = {}  # note by kind and id → where it is called

    def find(self) -> Found:
        package = self.package
        self._read_comments()
        self._walk(package.body, Story.TEXT)
        for root in (package.footnotes, package.endnotes):
            for note in root if root is not None else ():
                kind = tag_of(note).rpartition("}")[2]
                self._walk(note, Story.NOTE, self.noted.get((kind, note.get(W + "id") or ""), ()))
        if package.comments is not None:
            self._walk(package.comments, Story.COMMENT)
        for root in package.around:
            self._walk(root, Story.HEADER_FOOTER)
        for taken, put in self.ends.values():
            if len(taken) == len(put):
                self.found.moved |= dict(zip(put, taken, strict=True))
        return self.found

    def _read_comments(self) -> None:
        root = self.package.comments
        for comment in root.findall(W + "comment") if root is not None else ():
            lines = [words_of(paragraph).strip() for paragraph in comment.iter(W + "p")]
            text = "\n".join(line for line in lines if line)
            found = FoundComment(author_of(comment), date_of(comment), text)
            self.found.comments.setdefault(comment.get(W + "id") or "", found)

    def _walk(self, root: Element, story: Story, at: tuple[int, ...] = ()) -> None:
        """at: the paragraphs a note is called from."""
        within: list[FoundChange] = []
        depth: list[Element] = []
        for event, element in etree.iterwalk(root, events=("start", "end"), tag=_MET):
            if event == "end":
                if depth and depth[-1] is element:
                    depth.pop()
                    within.pop()
                continue
            if in_fallback(element):
                continue
            tag = tag_of(element)
            if tag in _COMMENT:
                self._meet_comment(element, tag, within)
            elif tag in _NOTES:
                kind = tag.rpartition("}")[2].removesuffix("Reference")
                self.noted[kind, element.get(W + "id") or ""] = _paragraph_of(element)
            elif tag in _STARTS:
                self.ranges[element.get(W + "id") or ""] = (element.get(W + "name") or "", tag == _STARTS[1])
            elif tag in _ENDS:
                self.ranges.pop(element.get(W + "id") or "", None)
            else:
                change = self._change(element, tag, story, at)
                self.found.changes.append(change)
                if tag in _WORDS and len(element):
                    within.append(change)
                    depth.append(element)

    def _meet_comment(self, element: Element, tag: str, within: list[FoundChange]) -> None:
        key = element.get(W + "id") or ""
        if tag == W + "commentRangeEnd":
            self.open.discard(key)
            return
        if tag == W + "commentRangeStart" and len(self.open) < _MOST_OPEN:
            self.open.add(key)
        for change in within:
            change.comments.add(key)
        comment = self.found.comments.get(key)
        if comment is not None and not comment.sources:
            comment.sources = _paragraph_of(element)

    def _change(self, element: Element, tag: str, story: Story, at: tuple[int, ...]) -> FoundChange:
        kind, holder = _kind_of(element, tag)
        words = words_of(holder)[:_LONGEST_WORDS].strip() if kind is not Tracked.FORMATTED else ""
        if tag in INSERTING or tag in DELETING:
            words = _own_words(element) if holder is element else words
        if kind in (Tracked.PARAGRAPH_INSERTED, Tracked.PARAGRAPH_DELETED, Tracked.CELLS_MERGED):
            words = ""
        goes = tag in DELETING or kind is Tracked.CELL_DELETED
        sources = at or _sources_under(holder) or _paragraph_of(element)
        return FoundChange(
            kind,
            author_of(element),
            date_of(element),
            sources,
            words if goes else "",
            "" if goes else words,
            Story.TEXT_BOX if story is Story.TEXT and _in_box(element) else story,
            self._move(tag, kind, sources),
            set(self.open),
            _next_paragraph(element) if kind in (Tracked.PARAGRAPH_INSERTED, Tracked.PARAGRAPH_DELETED) else (),
        )

    def _move(self, tag: str, kind: Tracked, sources: tuple[int, ...]) -> str:
        """The name of the move it is part of; its paragraphs are noted."""
        if tag not in (W + "moveFrom", W + "moveTo"):
            return ""
        puts = tag == W + "moveTo"
        name = next((name for name, putting in reversed(self.ranges.values()) if putting is puts), "")
        if name and kind in (Tracked.MOVED_FROM, Tracked.MOVED_TO):
            ends = self.ends.setdefault(name, ([], []))[puts]
            ends += [number for number in sources if number not in ends[-1:]]
        return name


def _kind_of(element: Element, tag: str) -> tuple[Tracked, Element]:
    """What it is, and the element whose words it concerns."""
    parent = element.getparent()
    holder = tag_of(parent) if parent is not None else ""
    grand = parent.getparent() if parent is not None else None
    if tag in _CELLS:
        return _CELLS[tag], grand if grand is not None else element
    if tag in FORMATS or tag in _CONTROLS or holder in (W + "numPr", M + "ctrlPr"):
        return Tracked.FORMATTED, element
    if holder == W + "trPr" and grand is not None:
        return (Tracked.ROW_INSERTED if tag in INSERTING else Tracked.ROW_DELETED), grand
    if holder == W + "rPr":
        closing = grand is not None and tag_of(grand) == W + "pPr"
        kind = Tracked.PARAGRAPH_INSERTED if tag in INSERTING else Tracked.PARAGRAPH_DELETED
        return (kind if closing else Tracked.FORMATTED), element
    return _WORDS[tag], element


def _own_words(element: Element) -> str:
    """The words it brings or takes, without those that a change within it takes again."""
    inner = [child for child in element.iter(*DELETING) if child is not element]
    said = words_of(element)
    if inner and element.tag in INSERTING:
        taken = {run for child in inner for run in child.iter(W + "r")}
        said = "".join(words_of(run) for run in element.iter(W + "r") if run not in taken)
    return said[:_LONGEST_WORDS]


def _paragraph_of(element: Element) -> tuple[int, ...]:
    """The outermost paragraph it stands in: that of the text, also for what stands in a box."""
    sources: tuple[int, ...] = ()
    for parent in element.iterancestors(W + "p"):
        sources = sources_of(parent)
    return sources


def _next_paragraph(mark: Element) -> tuple[int, ...]:
    """The paragraph that one runs on into without its closing mark."""
    paragraph = next(mark.iterancestors(W + "p"), None)
    following = next(paragraph.itersiblings(W + "p"), None) if paragraph is not None else None
    return sources_of(following) if following is not None else ()


def _sources_under(holder: Element) -> tuple[int, ...]:
    if holder.tag not in (W + "tr", W + "tc"):
        return () if next(holder.iterancestors(W + "p"), None) is not None else tuple(_numbers(holder))
    return tuple(_numbers(holder))


def _numbers(holder: Element) -> Iterator[int]:
    for paragraph in holder.iter(W + "p"):
        yield from sources_of(paragraph)


def _in_box(element: Element) -> bool:
    return next(element.iterancestors(W + "txbxContent"), None) is not None


def date_of(element: Element) -> datetime | None:
    """When, in UTC. Word writes the clock on the wall and calls it UTC; where it adds the true one, that counts."""
    said = element.get(_UTC_DATE) or element.get(W + "date") or ""
    try:
        when = datetime.fromisoformat(said)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
