"""A text cut into the pieces a lawyer reads: words, numbers, spaces, signs; never inside a letter."""

import re
from collections.abc import Sequence
from typing import Final

import regex

#: Letters, marks and digits, and the invisible characters that stand inside words.
_CORE: Final = r"[\p{L}\p{M}\p{N}_\u00AD\u200B-\u200D\u2060\uFEFF]"
#: Joins the parts of one word: hyphens (not dashes) and apostrophes.
_JOINT: Final = r"[-\u2010\u2011'\u2019]"

_TOKEN: Final = regex.compile(
    rf"""
      \((?:\p{{L}}|[ivxlc]{{1,6}}|\p{{Nd}}{{1,3}})\)          # (a), (iv), (12)
    | «\p{{L}}»                                              # подпункт «а»
    | (?:(?<=^|\n|;\ )\p{{L}}\))                              # а) at the head of an item
    | \p{{Nd}}{{1,3}}(?:[\x20\u00A0\u202F]\p{{Nd}}{{3}})+(?!\p{{Nd}})(?:[.,]\p{{Nd}}+)?   # 1 000 000,50
    | {_CORE}+(?:(?:{_JOINT}(?={_CORE})|(?<=\p{{Nd}})[.,:/](?=\p{{Nd}})){_CORE}+)*
    | \.(?:[\x20\u00A0]?\.){{2,}}                             # dotted lines to be filled in
    | \r\n | \n | \r
    | [^\S\r\n]+
    | \X
    """,
    regex.VERBOSE,
)

#: Letters as `re` knows them: what is alphanumeric, but for figures of any kind.
_LETTER: Final = r"[^\W\d_\xB2\xB3\xB9\xBC-\xBE\u2150-\u218F]"
#: The same pieces for plain texts, most frequent first: `re` cuts them in less than half the time.
_PLAIN_TOKEN: Final = re.compile(
    rf"""
      [^\W\d_]{{2,}}(?![\w\-\u2010\u2011'\u2019])      # a word of letters alone
    | \x20(?!\s)
    | \((?:{_LETTER}|[ivxlc]{{1,6}}|\d{{1,3}})\)
    | «{_LETTER}»
    | (?:^|(?<=\n)|(?<=;\ )){_LETTER}\)
    | \d{{1,3}}(?:[\x20\u00A0\u202F]\d{{3}})+(?!\d)(?:[.,]\d+)?
    | \w+(?:(?:{_JOINT}(?=\w)|(?<=\d)[.,:/](?=\d))\w+)*
    | \.(?:[\x20\u00A0]?\.){{2,}}
    | \n
    | [^\S\n]+
    | .
    """,
    re.VERBOSE,
)
#: Texts made of these alone have no grapheme of two code points.
_PLAIN: Final = regex.compile(
    r"[\t\n\x20-\x7E\xA0-\xAC\xAE-\u02FF\u0370-\u0482\u048A-\u0530\u2010-\u2027\u202F-\u205E\u20A0-\u20BF\u2100-\u218F]*+"
)
_GRAPHEME: Final = regex.compile(r"\X")
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}\p{N}]")

#: Signs that come in pairs. The closing single quote is left out: it is an apostrophe too.
OPENING: Final = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "„": "“"}
BRACKETS: Final = frozenset({*OPENING, *OPENING.values(), '"'})
SENTENCE_END: Final = frozenset(".;!?…")


def tokens(text: str) -> list[str]:
    """The pieces of a text in order; joined they are the text, code point for code point."""
    if _PLAIN.fullmatch(text):
        return _PLAIN_TOKEN.findall(text)
    return _whole_graphemes(text, _TOKEN.findall(text))


def _whole_graphemes(text: str, found: list[str]) -> list[str]:
    """Joins pieces whose border falls inside a grapheme of the text."""
    borders = {match.start() for match in _GRAPHEME.finditer(text)}
    whole: list[str] = []
    position = 0
    for piece in found:
        if position in borders:
            whole.append(piece)
        else:
            whole[-1] += piece
        position += len(piece)
    return whole


def is_word(token: str) -> bool:
    """Whether the piece has a letter or digit."""
    return _LETTERS.search(token) is not None


def mates(pieces: Sequence[str]) -> dict[int, int | None]:
    """The place of the other half of each bracket and quote; None where it has none."""
    partners: dict[int, int | None] = {}
    waiting: list[tuple[str, int]] = []
    for place, piece in enumerate(pieces):
        if piece not in BRACKETS:
            continue
        partners[place] = None
        depth = next(
            (d for d in range(len(waiting) - 1, max(-1, len(waiting) - 9), -1) if waiting[d][0] == piece), None
        )
        if depth is not None:
            opened = waiting[depth][1]
            partners[place], partners[opened] = opened, place
            del waiting[depth:]
        elif piece in OPENING or piece == '"':
            waiting.append((OPENING.get(piece, piece), place))
    return partners
