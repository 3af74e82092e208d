"""Makes the tree of clauses from paragraphs and tables in reading order."""

from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.blocks import Paragraph, Reading, Table, shorten
from program_workflow.documents.headings import heading_ranks, is_first_heading, title_lines
from program_workflow.documents.items import Item, items_of, open_frames
from program_workflow.documents.labels import Label
from program_workflow.documents.tables import TableReading, read_table
from program_workflow.domain.clause import NO_FIELDS, ClauseDraft, Fields
from program_workflow.domain.terms import ClauseKind

_LONGEST_TITLE: Final = 300


@dataclass(slots=True)
class Node:
    """A clause being built. rank: of a heading, None for everything else. sources: as of a paragraph."""

    kind: ClauseKind
    text: str
    number: str = ""
    fields: Fields = NO_FIELDS
    children: list["Node"] = field(default_factory=list)
    rank: int | None = None
    item: Item | None = None
    block: int = 0
    sources: tuple[int, ...] = ()

    def frozen(self) -> ClauseDraft:
        """The finished clause; the tree is never deeper than the open list of headings and points."""
        children = tuple(child.frozen() for child in self.children)
        return ClauseDraft(self.kind, self.text, self.number, self.fields, children)

    @property
    def label(self) -> Label | None:
        return self.item.label if self.item else None


@dataclass(slots=True)
class Outline:
    """The tree, the places of blocks in the reader's terms, and what the tables raised."""

    roots: list[Node] = field(default_factory=list)
    tables: list[tuple[int, TableReading]] = field(default_factory=list)
    order: list[Node] = field(default_factory=list)
    title: str = ""


def build_outline(reading: Reading, *, russian: bool) -> Outline:
    """Headings over points over subpoints; the order is that of the document."""
    return _Builder(reading, russian=russian).build()


class _Builder:
    def __init__(self, reading: Reading, *, russian: bool) -> None:
        self.reading = reading
        self.russian = russian
        self.items = items_of(open_frames(reading.blocks), russian=russian)
        self.ranks = heading_ranks(self.items, by_mark_up=reading.by_mark_up)
        self.outline = Outline()
        self.open: list[Node] = []  # from the outermost heading to the innermost point
        self.started = False  # the first heading, point or table is behind us

    def build(self) -> Outline:
        after_title = self._take_title()
        for index, item in enumerate(self.items):
            if index < after_title:
                continue
            if isinstance(item.block, Table):
                self._add_table(item.block, item.index)
            elif index in self.ranks:
                self._add_heading(item, self.ranks[index])
            elif item.label and not item.is_note:
                self._add_point(item, item.label)
            else:
                self._add_plain(item)
        return self.outline

    # --- the title ---------------------------------------------------------------------------------------

    def _take_title(self) -> int:
        """Takes the lines before the text proper, the title among them; returns how many."""
        if self.reading.by_mark_up:
            count = int(self._is_only_top_heading())
            titles = set(range(count))
        else:
            count, titles = title_lines(self.items, self.ranks)
        for at, item in enumerate(self.items[:count]):
            kind = ClauseKind.TITLE if at in titles else ClauseKind.PREAMBLE
            self._put(_node(kind, item.paragraph.text, "", item), None)
        said = " ".join(self.items[at].paragraph.text for at in sorted(titles))
        opens = 0 in self.ranks and not self.items[0].label and not is_first_heading(self.items[0].body)
        opening = self.items[0].body if opens else ""
        self.outline.title = shorten(self.reading.title or said or opening, _LONGEST_TITLE)
        return count

    def _is_only_top_heading(self) -> bool:
        """Whether the file begins with the one heading of its highest level."""
        first = self.items[0] if self.items else None
        if first is None or first.paragraph.heading is None or first.label or self.reading.title:
            return False
        levels = [block.heading for block in self.reading.blocks if isinstance(block, Paragraph) and block.heading]
        return levels.count(min(levels)) == 1 and first.paragraph.heading == min(levels) and len(levels) > 1

    # --- headings, points, paragraphs --------------------------------------------------------------------

    def _add_heading(self, item: Item, rank: int) -> None:
        self.started = True
        while self.open and (self.open[-1].rank is None or self.open[-1].rank >= rank):
            self.open.pop()
        label = item.label
        is_annex = label is not None and label.is_annex
        number = label.printed if label else ""
        kind = ClauseKind.ANNEX if is_annex else ClauseKind.HEADING
        node = _node(kind, item.body, number, item, rank=rank)
        self._put(node, self._top())
        self.open.append(node)

    def _add_point(self, item: Item, label: Label) -> None:
        self.started = True
        self._pop_to_parent(item, label)
        parent = self._top()
        number = self._full_number(label)
        node = _node(ClauseKind.POINT, item.body, number, item)
        self._put(node, parent)
        self.open.append(node)

    def _full_number(self, label: Label) -> str:
        """As quoted: letters and bracketed figures follow the number of what they stand in."""
        above = next((node for node in reversed(self.open) if node.number), None)
        if not label.printed.startswith("("):
            restarts = above is not None and above.rank is None and above is self._top() and label.form == "dec1"
            return f"{above.number}({label.printed})" if above and restarts else label.printed
        in_division = above is None or (above.label is not None and above.label.rank is not None)
        if (in_division and label.form.endswith("dec)")) or (label.form == "(dec)" and in_division):
            return label.printed.strip("()")
        return f"{above.number}{label.printed}" if above else label.printed

    def _pop_to_parent(self, item: Item, label: Label) -> None:
        """Leaves open the clause that the point belongs to."""
        if item.paragraph.inside is not None:
            self._pop_by_nesting(item)
            return
        depth = self._depth_by_chain(item)
        if depth is None:
            depth = self._depth_by_number(item, label)
        del self.open[depth:]

    def _pop_by_nesting(self, item: Item) -> None:
        inside = item.paragraph.inside or 0
        for depth, node in enumerate(self.open):
            counts_on = node.item is not None and item.series and node.item.series == item.series
            if node.rank is None and counts_on and _nesting(node) >= inside:
                del self.open[depth:]  # also over letters between, which Markdown takes for paragraphs
                return
        while self.open and self.open[-1].rank is None and _nesting(self.open[-1]) >= inside:
            self.open.pop()

    def _depth_by_chain(self, item: Item) -> int | None:
        """Position in the open list by the automatic list and its levels."""
        chain, level = item.paragraph.chain, item.paragraph.level
        if not chain:
            return None
        for depth in range(len(self.open) - 1, -1, -1):
            node = self.open[depth]
            if node.item is None or node.item.paragraph.chain != chain:
                continue
            if node.item.paragraph.level < level:
                return self._under_own_parent(item, depth + 1)
            if node.item.paragraph.level == level:
                return depth if node.rank is None else depth + 1
        return None

    def _under_own_parent(self, item: Item, depth: int) -> int:
        """A list nested by level still goes under the point whose number it carries on."""
        by_number = self._depth_by_prefix(item.label) if item.label else None
        return max(depth, by_number) if by_number is not None else depth

    def _depth_by_number(self, item: Item, label: Label) -> int:
        if len(label.parts) > 1:
            return self._depth_of_decimal(label)
        if label.form.startswith("dash"):
            return self._depth_of_dash(label)
        for depth in range(len(self.open) - 1, -1, -1):
            node = self.open[depth]
            if node.rank is None and node.item and item.series and node.item.series == item.series:
                return depth
        top = self._top()
        if top and top.rank is None and not top.text.rstrip().endswith(":"):
            for depth in range(len(self.open) - 1, -1, -1):
                node_label = self.open[depth].label
                if self.open[depth].rank is None and node_label and node_label.form == label.form:
                    return depth
        return self._without_dashes(len(self.open))

    def _depth_of_decimal(self, label: Label) -> int:
        by_prefix = self._depth_by_prefix(label)
        if by_prefix is not None:
            return by_prefix
        for depth, node in enumerate(self.open):
            if node.rank is None and node.label and len(node.label.parts) >= len(label.parts):
                return depth
        return self._without_dashes(len(self.open), headings_only=True)

    def _depth_by_prefix(self, label: Label) -> int | None:
        if len(label.parts) < 2:
            return None
        wanted = label.parts[:-1]
        for depth in range(len(self.open) - 1, -1, -1):
            node_label = self.open[depth].label
            if node_label and node_label.parts == wanted:
                return depth + 1
        return None

    def _depth_of_dash(self, label: Label) -> int:
        for depth in range(len(self.open) - 1, -1, -1):
            node_label = self.open[depth].label
            if self.open[depth].rank is None and node_label and node_label.form == label.form:
                return depth
        depth = len(self.open)
        while depth and self._is_finished_item(self.open[depth - 1]):
            depth -= 1
        return depth

    def _without_dashes(self, depth: int, *, headings_only: bool = False) -> int:
        while depth and self.open[depth - 1].rank is None:
            node_label = self.open[depth - 1].label
            if not headings_only and node_label and not node_label.form.startswith("dash"):
                break
            depth -= 1
        return depth

    def _add_plain(self, item: Item) -> None:
        paragraph = item.paragraph
        kind = ClauseKind.PARAGRAPH if self.started else ClauseKind.PREAMBLE
        if item.is_note:
            kind = ClauseKind.NOTE
        if paragraph.inside is not None:
            while self.open and self.open[-1].rank is None and _nesting(self.open[-1]) >= max(paragraph.inside, 0):
                self.open.pop()
        if not paragraph.inside:
            self._close_finished_items()
        self._put(_node(kind, item.body, "", item), self._top())

    def _close_finished_items(self) -> None:
        """A paragraph without a number continues the point, not the last letter or dash of its list."""
        while self.open and self._is_finished_item(self.open[-1]):
            self.open.pop()

    def _is_finished_item(self, node: Node) -> bool:
        """A letter, a bracketed figure or a dash that announces nothing further."""
        if node.rank is not None or node.text.rstrip().endswith(":"):
            return False
        return node.label is None or not node.label.form.startswith("dec") or node.label.form == "dec)"

    # --- tables ------------------------------------------------------------------------------------------

    def _add_table(self, table: Table, index: int) -> None:
        while self.open and self.open[-1].rank is None:
            self.open.pop()
        near = self._top()
        about = " ".join([near.text if near else "", *[node.text for node in self.outline.order[-2:]]])
        read = read_table(table, about=about, russian=self.russian)
        self.outline.tables.append((index, read))
        self.started = True
        sections: list[tuple[int, Node]] = []
        for row in read.rows:
            node = Node(row.kind, row.text, row.number, row.fields, block=index, sources=row.sources)
            while sections and (row.section is not None and sections[-1][0] >= row.section):
                sections.pop()
            self._put(node, sections[-1][1] if sections else near)
            if row.section is not None:
                sections.append((row.section, node))

    # --- the tree ----------------------------------------------------------------------------------------

    def _top(self) -> Node | None:
        return self.open[-1] if self.open else None

    def _put(self, node: Node, parent: Node | None) -> None:
        (parent.children if parent else self.outline.roots).append(node)
        self.outline.order.append(node)


def _node(kind: ClauseKind, text: str, number: str, item: Item, *, rank: int | None = None) -> Node:
    sources = item.paragraph.sources
    return Node(kind, text, number, rank=rank, item=item, block=item.index, sources=sources)


def _nesting(node: Node) -> int:
    inside = node.item.paragraph.inside if node.item else None
    return inside if inside is not None else -1
