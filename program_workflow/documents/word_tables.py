"""Pieces that are rows as tables of a Word document: the passport, measures, and rows of another kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.documents.blocks import Cell
from program_workflow.documents.columns import Column, read_header
from program_workflow.documents.publication_words import Key, keyed
from program_workflow.documents.word_marks import Marks, run
from program_workflow.documents.word_template import TEXT_WIDTH
from program_workflow.domain.publication import FieldSpans, Piece, Span
from program_workflow.domain.terms import ClauseKind

#: Between the cells of a heading of columns, where a table was read.
_BETWEEN: Final = " | "
#: Shares of the width.
_SHARES: Final = {
    "number": 5,
    "text": 21,
    "executing_bodies": 16,
    "timeframe": 11,
    "funding": 15,  # room for the longest Russian words that are usual here
    "label": 13,
    "other": 11,
}
_FIELD_OF: Final = {
    Column.NUMBER: "number",
    Column.MEASURE: "text",
    Column.BODIES: "executing_bodies",
    Column.TIMEFRAME: "timeframe",
    Column.FUNDING: "funding",
}

#: Words with the bookmark of their clause around them.
BookmarkMaker = Callable[[Piece, str], str]
#: What opens and closes a move at a piece.
MoveMaker = Callable[[Piece], tuple[str, str]]


@dataclass(slots=True)
class Table:
    """Pieces that stand in one table. heading: the piece that says what the columns hold, if one does."""

    kind: ClauseKind
    rows: list[Piece] = field(default_factory=list)
    columns: list[Key] = field(default_factory=list)
    heading: Piece | None = None


def laid_out(pieces: Sequence[Piece]) -> Iterator[Piece | Table]:
    """Pieces in order, those that are rows gathered in tables."""
    table: Table | None = None
    waiting: list[Piece] = []  # headings that belong to the table that follows, if one does
    for piece in pieces:
        if piece.kind is ClauseKind.TABLE_HEADING:
            waiting.append(piece)
            continue
        kind = _row_kind(piece)
        if kind is None:
            yield from _ended(table, waiting)
            table, waiting = None, []
            yield piece
            continue
        starts = next(
            (at for at, one in enumerate(waiting) if _names_columns(one) and kind is ClauseKind.MEASURE), None
        )
        if table is None or table.kind is not kind or starts is not None:
            if table is not None:
                table.rows += waiting[: starts or 0]
                yield _with_columns(table)
                waiting = waiting[starts or 0 :]
            table = Table(kind)
        table.rows += [*waiting, piece]
        waiting = []
    yield from _ended(table, waiting)


def _ended(table: Table | None, waiting: Sequence[Piece]) -> Iterator[Piece | Table]:
    if table is None:
        yield from waiting
        return
    table.rows += waiting
    yield _with_columns(table)


def _row_kind(piece: Piece) -> ClauseKind | None:
    if piece.kind in (ClauseKind.MEASURE, ClauseKind.PASSPORT_ROW):
        return piece.kind
    return ClauseKind.PARAGRAPH if any(one.name == "other" for one in piece.fields) else None


# --- Columns ----------------------------------------------------------------------------------------


def _names_columns(piece: Piece) -> bool:
    return _columns_named(piece) is not None


def _columns_named(piece: Piece) -> list[tuple[Column, str]] | None:
    """What a heading "№ | Measure | Executing bodies" says of each column, as the reader of tables takes it."""
    said = [part.strip() for part in _standing(piece.spans).split(_BETWEEN)]
    if len(said) < 3 or piece.number:
        return None
    return read_header([Cell(text, at) for at, text in enumerate(said)])


def _standing(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans if span.op not in ("+", ">")) or "".join(span.text for span in spans)


def _with_columns(table: Table) -> Table:
    rows = [piece for piece in table.rows if piece.kind is not ClauseKind.TABLE_HEADING]
    wanted = list(dict.fromkeys(key for piece in rows for key, _ in keyed(piece.fields) if key[0] == "other"))
    numbers: list[Key] = [("number", "", 0)] if any(piece.number or piece.number_old for piece in rows) else []
    if table.kind is ClauseKind.PASSPORT_ROW:
        table.columns = [("label", "", 0), ("text", "", 0), *wanted]
        return table
    if table.kind is not ClauseKind.MEASURE:
        table.columns = [*numbers, ("text", "", 0), *wanted]
        table.heading = next((one for one in table.rows if _fits(one, table.columns)), None)
        return table
    usual: list[Key] = [(name, "", 0) for name in ("text", "executing_bodies", "timeframe", "funding")]
    table.columns = [*numbers, *usual, *wanted]
    for piece in table.rows:
        if piece.kind is not ClauseKind.TABLE_HEADING:
            break
        named = _columns_named(piece)
        if named is not None and len(_parts(piece.spans)) == len(named):
            used = {key for row in rows for key, _ in keyed(row.fields)} | {*numbers, ("text", "", 0)}
            table.heading = piece
            table.columns = _as_named(named, [key for key in table.columns if key in used])
            break
    return table


def _fits(piece: Piece, columns: Sequence[Key]) -> bool:
    return piece.kind is ClauseKind.TABLE_HEADING and not piece.number and len(_parts(piece.spans)) == len(columns)


def _as_named(named: Sequence[tuple[Column, str]], wanted: Sequence[Key]) -> list[Key]:
    """The columns in the order of their heading, then what has no column there and yet is said."""
    columns: list[Key] = []
    for column, heading in named:
        key: Key = (_FIELD_OF[column], "", 0) if column in _FIELD_OF else ("other", heading, 0)
        while key in columns:
            key = (key[0], key[1], key[2] + 1)
        columns.append(key)
    return columns + [key for key in wanted if key not in columns and key[0] != "number"]


def _parts(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The cells of a heading of columns, each with its marks."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        pieces = span.text.split(_BETWEEN)
        for at, text in enumerate(pieces):
            if at:
                parts.append([])
            if text:
                parts[-1].append(replace(span, text=text))
    return [tuple(part) for part in parts]


# --- XML --------------------------------------------------------------------------------------------


class TableWriter:
    """names: of the columns, in the language of the text, by field."""

    def __init__(self, marks: Marks, names: Mapping[str, str], bookmark: BookmarkMaker, moves: MoveMaker) -> None:
        self._marks, self._names, self._bookmark, self._moves = marks, names, bookmark, moves

    def write(self, table: Table) -> str:
        shares = [_SHARES[key[0]] for key in table.columns]
        widths = [TEXT_WIDTH * share // sum(shares) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [] if table.kind is not ClauseKind.MEASURE or table.heading else [self._own_heading(table, widths)]
        rows += [self._row(table, piece, widths) for piece in table.rows]
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
        )

    def _own_heading(self, table: Table, widths: Sequence[int]) -> str:
        """A heading that is no clause; it comes and goes with the rows, and its names with their columns."""
        kinds = [(piece, _sides(piece.whole)) for piece in table.rows]
        sign = kinds[0][0] if len({sides for _, sides in kinds}) == 1 and kinds[0][0].whole else None
        mark = self._marks.row_mark(sign) if sign is not None else ""
        cells = []
        for key, width in zip(table.columns, widths, strict=True):
            name = key[1] or self._names[key[0]]
            sides = _sides(sign.whole) if sign is not None else _sides_of_column(table, key)
            op = {"old": "-", "new": "+"}.get(sides, "=")
            said = self._marks.span(Span(op, name, sign.by if sign is not None else ()))
            cells.append(_cell(width, _paragraph("CellHead", said)))
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/>{mark}</w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, table: Table, piece: Piece, widths: Sequence[int]) -> str:
        is_heading = piece is table.heading
        repeated = "<w:tblHeader/>" if is_heading else ""
        opening = f"<w:tr><w:trPr><w:cantSplit/>{repeated}{self._marks.row_mark(piece)}</w:trPr>"
        if is_heading:
            parts = _parts(piece.spans)
            parts += [()] * (len(widths) - len(parts))
            contents = [self._marks.spans(part, piece) for part in parts]
            styles = ["CellHead"] * len(widths)
        elif piece.kind is ClauseKind.TABLE_HEADING:
            said = self._marks.printed_number(piece, " ") + self._marks.spans(piece.spans, piece)
            return opening + self._cells(piece, [said], ["CellHead"], [sum(widths)], span=len(widths)) + "</w:tr>"
        else:
            contents, styles = self._contents(table, piece)
        return opening + self._cells(piece, contents, styles, widths) + "</w:tr>"

    def _contents(self, table: Table, piece: Piece) -> tuple[list[str], list[str]]:
        fields = dict(keyed(piece.fields))
        has_number = ("number", "", 0) in table.columns
        contents, styles = [], []
        for key in table.columns:
            styles.append("CellLabel" if key[0] == "label" else "Cell")
            if key[0] == "number":
                contents.append(self._marks.printed_number(piece, ""))
            elif key[0] == "text":
                number = "" if has_number else self._marks.printed_number(piece, " ")
                contents.append(number + self._marks.spans(piece.spans, piece) + self._unplaced(table, piece, fields))
            else:
                one = fields.get(key)
                contents.append(self._marks.spans(one.spans, piece) if one else "")
        return contents, styles

    def _unplaced(self, table: Table, piece: Piece, fields: Mapping[Key, FieldSpans]) -> str:
        """Fields that this kind of table has no column for."""
        return "".join(
            f"<w:r><w:br/></w:r>{run(self._names[key[0]] + ': ')}{self._marks.spans(one.spans, piece)}"
            for key, one in fields.items()
            if key not in table.columns
        )

    def _cells(
        self, piece: Piece, contents: Sequence[str], styles: Sequence[str], widths: Sequence[int], *, span: int = 1
    ) -> str:
        before, after = self._moves(piece)
        name_at = next((at for at, said in enumerate(contents) if said), 0)
        beside_at = max(range(len(widths)), key=widths.__getitem__)
        cells = []
        for at, (said, style, width) in enumerate(zip(contents, styles, widths, strict=True)):
            if at == name_at:
                said = self._bookmark(piece, said)
            said = (before if at == 0 else "") + said + (after if at == len(contents) - 1 else "")
            beside = self._marks.beside(piece) if at == beside_at else ""
            cells.append(_cell(width, _paragraph(style, said, self._marks.paragraph_mark(piece)) + beside, span))
        return "".join(cells)


def _sides(op: str) -> str:
    """On which side of a redline something with this mark stands."""
    return "new" if op in ("+", ">") else "old" if op in ("-", "<") else "both"


def _sides_of_column(table: Table, key: Key) -> str:
    """On which side a column that not every table has says anything."""
    if key[0] not in ("number", "other"):
        return "both"
    found = set()
    for piece in table.rows:
        if key[0] == "number":
            found |= {_sides(piece.whole)} if piece.number and piece.number_old else set()
            found |= {"new"} if piece.number and not piece.number_old else set()
            found |= {"old"} if piece.number_old and not piece.number else set()
        else:
            said = dict(keyed(piece.fields)).get(key)
            found |= {_sides(span.op) for span in said.spans} if said else set()
    return found.pop() if len(found) == 1 else "both"


def _cell(width: int, content: str, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}</w:tcPr>{content}</w:tc>'


def _paragraph(style: str, said: str, mark: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{mark}</w:pPr>{said}</w:p>'
