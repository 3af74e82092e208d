"""Positions in a text as a browser counts them."""

from bisect import bisect_left
from collections.abc import Iterable


def utf16_positions(text: str, places: Iterable[int]) -> list[int]:
    """Code point positions as positions in UTF-16 code units, in the order given.

    places: from 0 to the length of the text. A character beyond the basic plane counts two units,
    as in the strings of a browser.
    """
    astral = [place for place, character in enumerate(text) if character > "\uffff"]
    return [place + bisect_left(astral, place) for place in places]
