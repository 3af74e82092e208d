"""Clauses that have no text in the language they are read in, with the language of the text that stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from program_workflow.domain.publication import Piece
from program_workflow.domain.text import Text

_NO_TEXT: Final = Text()
#: Of a redline, the pieces that are words of the older text.
_OLDER: Final = frozenset({"-", "<"})


def stand_ins(before: Text, after: Text, language: str) -> dict[str, tuple[str, str]]:
    """Of two versions, each clause with a missing text: which one stands in the newer and which in the older."""
    sides = {
        one: (
            after.node(one).stands_in(language) if one in after else "",
            before.node(one).stands_in(language) if one in before else "",
        )
        for one in before.by_id.keys() | after.by_id.keys()
    }
    return {one: pair for one, pair in sides.items() if any(pair)}


def with_stand_ins(
    pieces: Sequence[Piece],
    text: Text,
    language: str,
    *,
    before: Text = _NO_TEXT,
    spoken: Mapping[str, str] | None = None,
) -> tuple[Piece, ...]:
    """The pieces of a publication with the language of the text that stands for a missing one.

    before: the older text of a redline. spoken: language of each amendment, whose new clauses are in it.
    """
    found = stand_ins(before, text, language)
    return tuple(_with(piece, text, language, before, found, spoken or {}) for piece in pieces)


def _with(
    piece: Piece,
    text: Text,
    language: str,
    before: Text,
    found: Mapping[str, tuple[str, str]],
    spoken: Mapping[str, str],
) -> Piece:
    if piece.clause_id not in text and piece.clause_id not in before:
        said = next((spoken[one] for one in piece.amendments if one in spoken), language)
        return replace(piece, stands_in=said) if said != language else piece
    here, stood = found.get(piece.clause_id, ("", ""))
    if piece.whole in _OLDER and piece.clause_id in before:
        return replace(piece, stands_in=stood) if stood else piece
    if here or (stood and piece.whole != "+"):
        return replace(piece, stands_in=here, stood_in="" if here else stood)
    return piece
