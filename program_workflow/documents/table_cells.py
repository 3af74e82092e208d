"""The consolidated table laid out in cells, in the language of the moment: the same for the page and for every file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from program_workflow import phrases
from program_workflow.domain.chips import flag
from program_workflow.domain.consolidated import (
    ConsolidatedTable,
    ProposedChange,
    TableAdvice,
    TableCounter,
    TablePosition,
    TableRemark,
    TableRow,
)
from program_workflow.domain.errors import N_
from program_workflow.domain.redline import FieldChange, Layer, Run
from program_workflow.domain.terms import OPEN, AmendmentState, OperationKind, Rebase
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language


class Column(StrEnum):
    """The columns, in their order. What belongs to another column is printed in its cell, see `BELOW`."""

    NUMBER = "number"
    COLLIDES = "collides"
    SAME = "same"
    CLAUSE = "clause"
    CURRENT = "current"
    PROPOSED = "proposed"
    DELEGATIONS = "delegations"
    RATIONALE = "rationale"
    ADVICE = "advice"
    POSITIONS = "positions"
    DECISION = "decision"
    DECIDED = "decided"
    REASON = "reason"


TITLES: Final = {
    Column.NUMBER: N_("No."),
    Column.COLLIDES: N_("Collides with"),
    Column.SAME: N_("Same wording"),
    Column.CLAUSE: N_("Clause"),
    Column.CURRENT: N_("Current text"),
    Column.PROPOSED: N_("Proposed text"),
    Column.DELEGATIONS: N_("Delegations"),
    Column.RATIONALE: N_("Rationale"),
    Column.ADVICE: N_("Advice"),
    Column.POSITIONS: N_("Positions"),
    Column.DECISION: N_("Decision"),
    Column.DECIDED: N_("Date of decision"),
    Column.REASON: N_("Reason"),
}
#: On a page and on paper these stand under the cell of another column; a spreadsheet has a column for each.
BELOW: Final = {
    Column.COLLIDES: Column.NUMBER,
    Column.SAME: Column.NUMBER,
    Column.DECIDED: Column.DECISION,
    Column.REASON: Column.DECISION,
}
#: Columns that are left out while no row has anything in them.
_WHEN_FILLED: Final = (Column.SAME, Column.ADVICE, Column.POSITIONS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell. label: words of the interface before it. lang: of the runs, None for the interface's own.

    is_heading: it names what the lines after it are about. is_beside: no part of what the amendment proposes.
    """

    runs: tuple[Run, ...]
    label: str = ""
    lang: str | None = None
    is_heading: bool = False
    is_beside: bool = False

    @property
    def text(self) -> str:
        said = "".join(text for _, text in self.runs)
        return f"{self.label}: {said}" if self.label else said


@dataclass(frozen=True, slots=True)
class LaidRow:
    """cells: every column, empty ones too. decided: the same as its cell, as an instant."""

    row: TableRow | TableRemark
    cells: dict[Column, tuple[Line, ...]]

    @property
    def decided(self) -> datetime | None:
        return self.row.decided_at

    @property
    def is_remark(self) -> bool:
        return isinstance(self.row, TableRemark)

    def text(self, column: Column) -> str:
        return "\n".join(line.text for line in self.cells[column])

    def printed(self, column: Column) -> tuple[Line, ...]:
        """The cell of a page: with what stands under it."""
        return (*self.cells[column], *(line for one, at in BELOW.items() if at is column for line in self.cells[one]))


@dataclass(frozen=True, slots=True)
class Sheet:
    """columns: those that have something in them, in order. facts: what the head of every sheet says.

    advice: what was advised on the version as a whole, before the rows; under advice_title.
    """

    table: ConsolidatedTable
    title: str
    program: str
    marking: str
    as_of: str
    facts: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[LaidRow, ...]
    nothing: str
    advice_title: str = ""
    advice: tuple[Line, ...] = ()

    @property
    def standing(self) -> str:
        """The facts as one line."""
        return ". ".join(self.facts)

    @property
    def printed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column not in BELOW)


def laid_out(table: ConsolidatedTable, timezone: str = "UTC") -> Sheet:
    """The table in cells. timezone: of its dates."""
    said = language()
    names = {row.amendment_id: row.number or row.delegations[0] for row in table.rows if isinstance(row, TableRow)}
    rows = tuple(LaidRow(row, dict(_cells_of(table, row, names, timezone))) for row in table.rows)
    as_of = phrases.instant(table.as_of, timezone)
    facts = [gettext("As of {instant}", instant=as_of)]
    if table.version is not None and table.state is not None:
        facts.insert(0, gettext("Version {version}, {state}", version=table.version, state=label(table.state, said)))
    return Sheet(
        table=table,
        title=gettext("Consolidated table of remarks and proposals"),
        program=table.title.get(said) or next(iter(table.title.values()), table.code),
        marking=table.marking.get(said, ""),
        as_of=as_of,
        facts=tuple(facts),
        columns=tuple(one for one in Column if one not in _WHEN_FILLED or any(row.cells[one] for row in rows)),
        rows=rows,
        nothing=gettext("No amendment or remark is visible to you as of {instant}.", instant=as_of),
        advice_title=gettext("Advice on the version as a whole"),
        advice=tuple(line for one in table.advice for line in _advice(one)),
    )


def _cells_of(
    table: ConsolidatedTable, row: TableRow | TableRemark, names: Mapping[str, str], timezone: str
) -> Iterator[tuple[Column, tuple[Line, ...]]]:
    if isinstance(row, TableRow):
        return _cells(table, row, names, timezone)
    return _remark(table, row, timezone)


def _cells(
    table: ConsolidatedTable, row: TableRow, names: Mapping[str, str], timezone: str
) -> Iterator[tuple[Column, tuple[Line, ...]]]:
    """names: what each amendment of the table is called."""
    yield Column.NUMBER, _words(row.number or gettext("no number yet"))
    yield Column.COLLIDES, _words(*(flag("collides", language(), code=names[other]) for other in row.collides_with))
    yield Column.SAME, _words(*(flag("same", language(), code=names[other]) for other in row.same_as))
    yield Column.CLAUSE, _words(*_clauses(table, row))
    yield Column.CURRENT, tuple(_changes(row, "=-"))
    yield Column.PROPOSED, (*_changes(row, "=-+"), *(line for one in row.counters for line in _counter(row, one)))
    yield Column.DELEGATIONS, _words(*(_delegation(table, code) for code in row.delegations), *_outside(row))
    yield Column.RATIONALE, tuple(_quoted(row.rationale, row.language))
    yield Column.ADVICE, tuple(line for one in row.advice for line in _advice(one))
    yield Column.POSITIONS, tuple(line for one in row.positions for line in _position(table, one, timezone))
    yield Column.DECISION, _words(*_decision(row))
    yield Column.DECIDED, _words(phrases.day(row.decided_at, timezone) if row.decided_at else "")
    yield Column.REASON, tuple(_quoted(row.reason, None))


def _words(*said: str) -> tuple[Line, ...]:
    return tuple(Line((("=", one),)) for one in said if one)


def _quoted(text: str, lang: str | None) -> Iterator[Line]:
    """A text of somebody, a line a paragraph."""
    for paragraph in text.split("\n"):
        if paragraph.strip():
            yield Line((("=", paragraph),), lang=lang)


def _clauses(table: ConsolidatedTable, row: TableRow) -> Iterator[str]:
    """The clauses it is about; which version they are of, where that is not the version of the table."""
    yield from dict.fromkeys(_clause(one) for one in row.changes)
    if row.base_version != table.version:
        yield gettext("of version {version}", version=row.base_version)
    for title in row.packages:
        yield gettext("in the package “{title}”", title=title)
    if row.rebase is not Rebase.NONE and row.state in OPEN:
        yield gettext("in version {version}: {flag}", version=table.version, flag=label(row.rebase, language()))


def _clause(one: ProposedChange) -> str:
    return phrases.name_clause(one.reference) if one.reference else gettext("the beginning of the text")


def _delegation(table: ConsolidatedTable, code: str) -> str:
    name = table.delegations.get(code, {}).get(language(), "")
    return f"{code} – {name}" if name and name != code else code


def _outside(row: TableRow) -> Iterator[str]:
    """How it was received that a coordinator entered for the delegation, and what the letter is called."""
    if row.channel is not None:
        said = flag(row.channel.value, language())
        yield f"{said}: {row.reference}" if row.reference else said


def _position(table: ConsolidatedTable, one: TablePosition, timezone: str) -> Iterator[Line]:
    """Who says what since when, then what goes with it, in the words of the delegation."""
    said = one.position
    values = {
        "delegation": table.delegations.get(one.delegation, {}).get(language(), "") or one.delegation,
        "position": label(said.kind, language()),
        "since": phrases.day(said.at, timezone),
    }
    if one.is_request:
        yield from _words(gettext("{delegation}: asks to reopen what was agreed ({position}, since {since})", **values))
    elif one.is_to_reconfirm:
        yield from _words(gettext("{delegation}: {position}, since {since}, to be reconfirmed", **values))
    elif said.due:
        due = phrases.calendar_day(date.fromisoformat(said.due))
        yield from _words(gettext("{delegation}: {position}, since {since}, due {due}", **values, due=due))
    else:
        yield from _words(gettext("{delegation}: {position}, since {since}", **values))
    if said.lifts_when:
        yield Line((("=", said.lifts_when),), label=gettext("Lifted when"))
    if said.except_words:
        yield Line((("=", f"«{said.except_words}»"),), label=gettext("Except the words"))
    yield from _quoted(said.reason, None)


def _advice(one: TableAdvice) -> Iterator[Line]:
    """What is recommended in which respect, on which wording where that is not the filed one; then the grounds."""
    yield from _words(f"{sentence(label(one.kind, language()))}: {label(one.recommendation, language())}")
    if one.has_changed:
        yield from _words(gettext("advice on an earlier text of this version"))
    elif one.is_stale:
        wordings = {"wording": one.wording, "filed": one.filed}
        yield from _words(gettext("advice on wording {wording}; the filed wording is {filed}", **wordings))
    yield from _quoted(one.text, None)


def _decision(row: TableRow) -> Iterator[str]:
    yield sentence(label(row.state, language()))
    if row.deferred_until:
        yield gettext("until {until}", until=phrases.until_when(row.deferred_until))
    if row.incorporated_in is not None and row.state is AmendmentState.INCORPORATED:
        yield gettext("in version {version}", version=row.incorporated_in)
    if row.is_admitted_late:
        yield flag("late", language())


# --- Remarks ---------------------------------------------------------------------------------------


def _remark(table: ConsolidatedTable, row: TableRemark, timezone: str) -> Iterator[tuple[Column, tuple[Line, ...]]]:
    """A remark stands where an amendment has its proposal, the answer to it where that has its reason."""
    kind = sentence(label(row.kind, language()))
    yield Column.NUMBER, _words(f"{kind} {row.number}")
    yield Column.CLAUSE, _words(*_remarked(table, row))
    yield Column.CURRENT, tuple(_quoted(row.current, row.language))
    said = tuple(Line((("=", one),), label=kind if first else "") for first, one in _paragraphs(row.text))
    yield Column.PROPOSED, said or _words(kind)
    yield Column.DELEGATIONS, _words(_delegation(table, row.delegation))
    late = [flag("late_remark", language())] if row.is_late else []
    yield Column.DECISION, _words(sentence(label(row.state, language())), *late)
    yield Column.DECIDED, _words(phrases.day(row.decided_at, timezone) if row.decided_at else "")
    answer = gettext("Answer of the secretariat")
    yield (
        Column.REASON,
        tuple(Line((("=", one),), label=answer if first else "") for first, one in _paragraphs(row.answer)),
    )
    for column in (Column.COLLIDES, Column.SAME, Column.RATIONALE, Column.ADVICE, Column.POSITIONS):
        yield column, ()


def _remarked(table: ConsolidatedTable, row: TableRemark) -> Iterator[str]:
    """What it is on; of which version, where that is not the version of the table."""
    clause = phrases.name_clause(row.reference)
    if row.clause_id is None:
        yield gettext("the text as a whole")
    else:
        yield gettext("{clause} and all that stands under it", clause=clause) if row.is_section else clause
    if row.version != table.version:
        yield gettext("of version {version}", version=row.version)


def _paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """Each that has words, and whether it is the first."""
    for number, one in enumerate(one for one in text.split("\n") if one.strip()):
        yield number == 0, one


# --- What it changes -------------------------------------------------------------------------------


def _changes(row: TableRow, ops: str) -> Iterator[Line]:
    """ops: "=-" for the text as it stands, "=-+" for the redline of what is proposed."""
    is_proposal = "+" in ops
    alone = len(row.changes) == 1
    for one in row.changes:
        if is_proposal and not (alone and one.kind is OperationKind.MODIFY):
            said = phrases.head_operation(one.kind, one.reference, one.place, is_first=one.is_first)
            yield Line((("=", said),), is_heading=True)
        elif not is_proposal and not alone and one.kind is not OperationKind.INSERT:
            yield Line((("=", _clause(one)),), is_heading=True)
        if not is_proposal and one.kind is OperationKind.INSERT:
            continue
        yield from _change(one, ops, row.language)


def _change(one: ProposedChange, ops: str, lang: str) -> Iterator[Line]:
    runs = _side(one.runs, ops)
    if runs:
        yield Line(runs, lang=one.stands_in or lang)
    for field in one.fields:
        said = _side(field.runs, ops)
        if said:
            yield Line(said, label=_field_name(field), lang=one.stands_in or lang)
    if ops != "=-+":
        yield from _words(*phrases.stands_in(lang, one.stands_in))


def _side(runs: Sequence[Run], ops: str) -> tuple[Run, ...]:
    kept = [(op if ops == "=-+" else "=", text) for op, text in runs if op in ops and text]
    if ops == "=-+":
        return tuple(kept)
    return (("=", "".join(text for _, text in kept)),) if kept else ()


# --- Another wording of it -----------------------------------------------------------------------


def _counter(row: TableRow, one: TableCounter) -> Iterator[Line]:
    """In three layers, whose each mark is stands after it; then why it is proposed."""
    author = row.delegations[0]
    said = gettext(
        "Another wording, proposed by {by}; the marks of the amendment: [{author}]", by=one.by, author=author
    )
    yield Line((("=", said),), is_heading=True, is_beside=True)
    for change in one.changes:
        if len(one.changes) > 1:
            name = phrases.name_clause(change.reference) if change.reference else gettext("the beginning of the text")
            yield Line((("=", name),), is_heading=True, is_beside=True)
        if change.layers:
            yield Line(tuple(_layered(change.layers, author, one.by)), lang=row.language, is_beside=True)
        for field, layers in change.fields:
            label_of = phrases.FIELD_LABELS.get(field)
            runs = tuple(_layered(layers, author, one.by))
            yield Line(runs, label=gettext(label_of) if label_of else field, lang=row.language, is_beside=True)
    for first, paragraph in _paragraphs(one.reason):
        yield Line((("=", paragraph),), label=gettext("Reason") if first else "", is_beside=True)


#: (in the base, in the amendment, in the proposed wording): the mark, and whose it is. "±": inserted, then deleted.
_LAYERS: Final[Mapping[tuple[bool, bool, bool], tuple[str, str]]] = {
    (False, True, True): ("+", "{author}"),
    (True, False, False): ("-", "{author}"),
    (False, False, True): ("+", "{by}"),
    (True, True, False): ("-", "{by}"),
    (False, True, False): ("±", "{author} − {by}"),
    (True, False, True): ("+", "{author} + {by}"),
}
#: Of a run that is no text but says whose the mark before it is.
SIGN: Final = "#"


def _layered(layers: Sequence[Layer], author: str, by: str) -> Iterator[Run]:
    for one in layers:
        op, sign = _LAYERS.get((one.in_base, one.in_wording, one.in_counter), ("=", ""))
        words = one.text.rstrip() if sign else one.text
        if not words:
            yield op, one.text
            continue
        yield op, words
        if sign:
            yield SIGN, f"[{sign.format(author=author, by=by)}]"
        if words != one.text:
            yield op, one.text[len(words) :]


def _field_name(field: FieldChange) -> str:
    column: Any = field.new or field.old
    return str(column[0]) if field.name == "other" else gettext(phrases.FIELD_LABELS[field.name])
