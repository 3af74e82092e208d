"""A version as a page that needs nothing beside it, and as what the PDF is printed from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import regex

from program_workflow.documents import publication_words as words
from program_workflow.documents.pages import render_file
from program_workflow.domain.publication import FieldSpans, Piece, Publication
from program_workflow.domain.terms import ClauseKind

#: Kinds whose neighbours make a table together.
_TABLES: Final = {
    ClauseKind.MEASURE: "measures",
    ClauseKind.TABLE_HEADING: "measures",
    ClauseKind.PASSPORT_ROW: "passport",
}
#: What no word of any language is; never parted before a combining mark.
_ENDLESS: Final = regex.compile(r"\S{80}(?![\p{M}\u200d\ufe0f])(?=\S)")
_COLUMNS: Final = ("executing_bodies", "timeframe", "funding")


@dataclass(frozen=True, slots=True)
class Block:
    """Clauses that stand in one table, or one clause by itself. columns: beside number and text."""

    form: str
    pieces: tuple[Piece, ...]
    columns: tuple[words.Key, ...] = ()

    def field(self, piece: Piece, column: words.Key) -> FieldSpans | None:
        return dict(words.keyed(piece.fields)).get(column)


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
            level=_level,
            shown=_breakable if fonts else str,
        )


def _blocks(pieces: Sequence[Piece]) -> Iterator[Block]:
    for form, group in groupby(pieces, key=lambda piece: _TABLES.get(piece.kind, "")):
        found = tuple(group)
        if form == "measures" and any(piece.kind is ClauseKind.MEASURE for piece in found):
            yield Block(form, found, words.columns_of(found, _COLUMNS))
        elif form == "passport":
            yield Block(form, found)
        else:
            yield from (Block("clause", (piece,)) for piece in found)


def _breakable(text: str) -> str:
    """The text with places to break words that no line holds: to find one letter by letter takes minutes."""
    return _ENDLESS.sub("\\g<0>\u200b", text)


def _level(piece: Piece) -> int:
    """Of a heading in the page."""
    return 1 if piece.kind is ClauseKind.TITLE else min(piece.depth + 2, 6)
