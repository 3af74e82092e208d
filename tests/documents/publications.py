"""Publications for the tests of writers: texts with rows and measures, and redlines of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.pieces import clean_pieces, redlined_pieces
from program_workflow.domain.publication import Piece, Publication
from program_workflow.domain.redline import Entry, compare_clauses
from program_workflow.domain.terms import ClauseKind, VersionState
from program_workflow.domain.timeframe import Timeframe

WORDS: Final = [
    *("the", "parties", "meet", "once", "twice", "a", "year", "обмен", "данными", "«Вестник»", "(all)", "& <b>"),
    *("=1+1", "2¹", "1.2", "two\nlines", "tab\there", 'says "no"', "за́мок", "\u00adsoft"),
]
TEXTS: Final = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
_KINDS: Final = st.sampled_from(
    [ClauseKind.PARAGRAPH, ClauseKind.POINT, ClauseKind.HEADING, ClauseKind.NOTE, ClauseKind.TABLE_HEADING]
    + [ClauseKind.MEASURE, ClauseKind.PASSPORT_ROW] * 3
)


def publication(pieces: Sequence[Piece], **further: Any) -> Publication:
    made = Publication(
        code="P1",
        title="A program",
        period="2011",
        language="en",
        marking="Draft",
        version=2,
        state=VersionState.CIRCULATED,
        text_hash="ab" * 32,
        circulated_at=datetime(2011, 3, 1, 9, tzinfo=UTC),
        closes_at=datetime(2011, 3, 14, 18, tzinfo=UTC),
        at=datetime(2011, 3, 2, tzinfo=UTC),
        pieces=tuple(pieces),
    )
    return replace(made, **further)


@st.composite
def entries(draw: st.DrawFn, names: str = "abcdefghijklm") -> list[Entry]:
    """A text in which some clauses stand in tables; a name is always of one kind."""
    found: list[Entry] = []
    for name in draw(st.lists(st.sampled_from(names), unique=True, max_size=9)):
        kind = KIND_OF[name]
        number = draw(st.sampled_from(["", "1", "2.1", "3.1(а)"])) if kind in _NUMBERED else ""
        text = draw(TEXTS)
        found.append(Entry(name, number, kind, text, draw(_fields(kind)), f"{number}{text}"))
    return [replace(one, hash=f"{one.text}\0{one.fields}") for one in found]


_NUMBERED: Final = {ClauseKind.POINT, ClauseKind.HEADING, ClauseKind.MEASURE}
KIND_OF: Final = dict(
    zip(
        "abcdefghijklm",
        [
            *(ClauseKind.HEADING, ClauseKind.POINT, ClauseKind.PARAGRAPH, ClauseKind.POINT, ClauseKind.NOTE),
            *(ClauseKind.MEASURE, ClauseKind.MEASURE, ClauseKind.TABLE_HEADING, ClauseKind.MEASURE),
            *(ClauseKind.PASSPORT_ROW, ClauseKind.PASSPORT_ROW, ClauseKind.PREAMBLE, ClauseKind.ANNEX),
        ],
        strict=True,
    )
)


def _fields(kind: ClauseKind) -> st.SearchStrategy[Fields]:
    if kind is ClauseKind.PASSPORT_ROW:
        return st.builds(Fields, label=TEXTS.filter(bool))
    if kind is not ClauseKind.MEASURE:
        return st.just(NO_FIELDS)
    return st.builds(
        Fields,
        executing_bodies=st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple),
        timeframe=st.sampled_from([None, Timeframe("2011", None, None), Timeframe("2011–2013", None, None)]),
        funding=st.one_of(st.none(), TEXTS.filter(bool)),
        other=st.sampled_from([(), (("Result", "a report"),), (("Result", "none"),)]),
    )


def redline_of(old: Sequence[Entry], new: Sequence[Entry]) -> Publication:
    return publication(redlined_pieces(old, new, compare_clauses(old, new)), against=1)


def clean(text: Sequence[Entry]) -> Publication:
    return publication(clean_pieces(text))
