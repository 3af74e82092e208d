"""A version as a page that needs nothing beside it, and as what the PDF is printed from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from program_workflow.documents import publication_words as words
from program_workflow.documents.pages import render_file
from program_workflow.domain.publication import FieldSpans, Piece, Publication
from program_workflow.domain.terms import ClauseKind
from program_workflow.phrases import FIELD_LABELS

#: Kinds whose neighbours make a table together.
_TABLES: Final = {
    ClauseKind.MEASURE: "measures",
    ClauseKind.TABLE_HEADING: "measures",
    ClauseKind.PASSPORT_ROW: "passport",
}
_COLUMNS: Final = ("executing_bodies", "timeframe", "funding")
Column = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Block:
    """Clauses that stand in one table, or one clause by itself. columns: (field, heading) beside number and text."""

    form: str
    pieces: tuple[Piece, ...]
    columns: tuple[Column, ...] = ()

    def field(self, piece: Piece, column: Column) -> FieldSpans | None:
        return next((one for one in piece.fields if (one.name, one.heading) == column), None)


def write_html(publication: Publication) -> bytes:
    return page_of(publication).encode()


def page_of(publication: Publication, *, fonts: str = "") -> str:
    """The page. fonts: address of the folder of fonts; with it the page is laid out for paper."""
    with words.said_in(publication):
        return render_file(
            "publication.html",
            publication=publication,
            front=words.front_of(publication),
            blocks=list(_blocks(publication.pieces)),
            has_marks=words.has_marks(publication),
            proposals=words.proposals_of(publication),
            words=words,
            fonts=fonts,
            labels=FIELD_LABELS,
            level=_level,
        )


def _blocks(pieces: Sequence[Piece]) -> Iterator[Block]:
    for form, group in groupby(pieces, key=lambda piece: _TABLES.get(piece.kind, "")):
        found = tuple(group)
        if form == "measures" and any(piece.kind is ClauseKind.MEASURE for piece in found):
            yield Block(form, found, tuple(_columns(found)))
        elif form == "passport":
            yield Block(form, found)
        else:
            yield from (Block("clause", (piece,)) for piece in found)


def _columns(pieces: Sequence[Piece]) -> Iterator[Column]:
    there = dict.fromkeys((one.name, one.heading) for piece in pieces for one in piece.fields)
    yield from ((name, None) for name in _COLUMNS if (name, None) in there)
    yield from (column for column in there if column[1] is not None)


def _level(piece: Piece) -> int:
    """Of a heading in the page."""
    return 1 if piece.kind is ClauseKind.TITLE else min(piece.depth + 2, 6)
