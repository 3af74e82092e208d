"""The account of an import: what was left out, and what deserves a second look, each with its place."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from program_workflow.documents.blocks import Reading, Table, shorten
from program_workflow.documents.characters import check_characters, doubts_of
from program_workflow.documents.outline import Node, Outline
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import read_timeframe
from program_workflow.domain.understood import Doubt, Finding, Left

_MOST_OF_A_KIND: Final = 300


def account(reading: Reading, outline: Outline, language: str) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Left out, doubts; each in the order of the document. Raises FileRefused for forbidden characters."""
    places = _Places(reading, outline, language)
    left_out: list[Finding] = []
    doubts: list[Finding] = []
    for remark in reading.remarks:
        finding = Finding(remark.reason, places.of_remark(remark.block, remark.table, remark.row), remark.excerpt)
        (left_out if isinstance(remark.reason, Left) else doubts).append(finding)
    for number, (_, table) in enumerate(outline.tables, 1):
        for reason, row, excerpt in table.remarks:
            finding = Finding(reason, places.of_row(number, row), shorten(excerpt))
            (left_out if isinstance(reason, Left) else doubts).append(finding)
    for node in outline.order:
        doubts += _doubts_of_node(node, places)
    for number, note in enumerate(reading.notes, 1):
        check_characters(note, place=f"[{number}]")
    doubts += _doubts_of_numbers(outline.roots, places)
    return _bounded(left_out), _bounded(doubts)


def _doubts_of_node(node: Node, places: "_Places") -> Iterator[Finding]:
    place = places.of_node(node)
    for text in (node.text, node.number, *_field_texts(node)):
        check_characters(text, place=place)
        for reason, excerpt in doubts_of(text):
            yield Finding(reason, place, shorten(excerpt))
    if node.fields.timeframe and (read := read_timeframe(node.fields.timeframe.text)) and read.is_reversed:
        yield Finding(Doubt.TIMEFRAME_REVERSED, place, shorten(node.fields.timeframe.text))


def _field_texts(node: Node) -> list[str]:
    fields = node.fields
    texts = [*fields.executing_bodies, fields.funding or "", fields.label or ""]
    texts += [fields.timeframe.text if fields.timeframe else ""]
    return texts + [part for pair in fields.other for part in pair]


def _doubts_of_numbers(roots: Sequence[Node], places: "_Places") -> Iterator[Finding]:
    """Among siblings: a number given twice, a number passed over."""
    stack = [list(roots)]
    while stack:
        siblings = stack.pop()
        seen: set[tuple[str, str]] = set()
        last: dict[str, tuple[int, str]] = {}
        for node in siblings:
            if node.children:
                stack.append(node.children)
            if not node.number or (node.label is None and node.kind is not ClauseKind.MEASURE):
                continue
            form, value = _form_and_value(node)
            if (form, node.number) in seen:
                yield Finding(Doubt.NUMBER_REPEATED, places.of_node(node), node.number)
            seen.add((form, node.number))
            if value and form in last and not last[form][0] <= value <= last[form][0] + 1:
                yield Finding(Doubt.NUMBER_JUMP, places.of_node(node), f"{last[form][1]} → {node.number}")
            if value:
                last[form] = (value, node.number)


def _form_and_value(node: Node) -> tuple[str, int]:
    if node.label is not None:
        return node.label.form, node.label.value
    tail = node.number.rpartition(".")[2]
    return f"table{node.block}", int(tail) if tail.isascii() and tail.isdigit() and len(tail) < 9 else 0


def _bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """At most so many of a kind; the rest is counted in a last one."""
    counts: Counter[Left | Doubt] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        counts[finding.reason] += 1
        if counts[finding.reason] <= _MOST_OF_A_KIND:
            kept.append(finding)
    kept += [
        Finding(reason, "…", f"+{count - _MOST_OF_A_KIND}")
        for reason, count in counts.items()
        if count > _MOST_OF_A_KIND
    ]
    return tuple(kept)


class _Places:
    """Says where something stands: by the nearest number, or by table and row."""

    def __init__(self, reading: Reading, outline: Outline, language: str) -> None:
        self.after, self.table, self.row, self.beginning = (
            ("после ", "таблица", "строка", "начало") if language == "ru" else ("after ", "table", "row", "beginning")
        )
        self.starts: list[int] = []
        self.said: list[str] = []
        self.by_node: dict[int, str] = {}
        current = ""
        for node in outline.order:
            if node.number:
                current = node.number
                here = node.number
            else:
                here = f"{self.after}{current}" if current else self.beginning
            self.by_node[id(node)] = here
            self.starts.append(node.block)
            self.said.append(here)
        self.tables = [at for at, block in enumerate(reading.blocks) if isinstance(block, Table)]
        self.read_tables = {at: number for number, (at, _) in enumerate(outline.tables, 1)}

    def of_node(self, node: Node) -> str:
        return self.by_node.get(id(node), self.beginning)

    def of_row(self, table: int, row: int) -> str:
        return f"{self.table} {table}, {self.row} {row}"

    def of_remark(self, block: int, table: int, row: int) -> str:
        """A remark belongs to the block that was being read, or follows the last one."""
        if table and block in self.read_tables:
            return self.of_row(self.read_tables[block], row)
        at = bisect_right(self.starts, block) - 1
        if at < 0:
            return self.beginning
        if self.starts[at] == block:
            return self.said[at]
        said = self.said[at]
        return said if said == self.beginning or said.startswith(self.after) else f"{self.after}{said}"
