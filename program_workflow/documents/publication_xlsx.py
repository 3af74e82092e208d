"""A version as a spreadsheet: a clause a row, its fields in columns of their own."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from program_workflow.documents import spreadsheet
from program_workflow.documents.publication_words import (
    apart_words,
    column_words,
    columns_of,
    front_of,
    keyed,
    marked_spans,
    said_in,
    tags_of,
    version_words,
    whole_words,
)
from program_workflow.domain.publication import Piece, Publication, Span
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language

_FIELDS: Final = ("label", "executing_bodies", "timeframe", "funding")


def write_xlsx(publication: Publication) -> bytes:
    """Changes are formats inside the cells; what happened to a clause as a whole stands in a column."""
    with said_in(publication):
        front = front_of(publication)
        title = f"{publication.code}: {version_words(publication)}"
        book, sheet = spreadsheet.new_book(publication.code, title, publication.circulated_at or publication.at)
        columns = columns_of(publication.pieces, _FIELDS)
        titles = [(gettext("No."), 10), (gettext("Kind"), 16), (gettext("Text"), 70)]
        titles += [(column_words(column), 26) for column in columns]
        is_changed = any(piece.whole for piece in publication.pieces)
        titles += [(gettext("Change"), 18)] if is_changed else []
        is_noted = any(piece.package or piece.stands_in or piece.stood_in for piece in publication.pieces)
        is_apart = is_noted or any(piece.apart for piece in publication.pieces)
        titles += [(gettext("Notes") if is_noted else gettext("Not participating"), 26)] if is_apart else []
        facts = [part for part in (publication.marking, front.period, *front.facts) if part]
        first = spreadsheet.head(sheet, (front.program, publication.title, "; ".join(facts)), titles)
        for row, piece in enumerate(publication.pieces, first):
            spreadsheet.put_runs(sheet.cell(row, 1), _number(piece))
            spreadsheet.put(sheet.cell(row, 2), sentence(label(piece.kind, language())))
            spreadsheet.put_runs(sheet.cell(row, 3), list(_runs(piece, piece.spans)))
            fields = dict(keyed(piece.fields))
            for place, column in enumerate(columns, 4):
                spans = fields[column].spans if column in fields else ()
                spreadsheet.put_runs(sheet.cell(row, place), list(_runs(piece, spans)))
            if is_changed:
                spreadsheet.put(sheet.cell(row, len(titles) - is_apart), whole_words(piece))
            if is_apart:
                spreadsheet.put(sheet.cell(row, len(titles)), "\n".join(apart_words(publication, piece)))
        foot = f"{publication.code}. {version_words(publication)}"
        spreadsheet.finish(sheet, first, len(publication.pieces), len(titles), mark=publication.marking, foot=foot)
        written = BytesIO()
        book.save(written)
    return written.getvalue()


def _runs(piece: Piece, spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    for span in marked_spans(piece, spans):
        yield span.op, span.text
        codes = tags_of(span)
        if codes:
            yield "=", f" [{', '.join(codes)}] "


def _number(piece: Piece) -> list[tuple[str, str]]:
    if piece.number == piece.number_old:
        return [("=", piece.number)]
    return [("-", piece.number_old), ("+", piece.number)]
