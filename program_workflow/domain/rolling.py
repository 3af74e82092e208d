"""Rolling text: every alternative in nested square brackets, tagged with the delegations that propose it.

A clause to which somebody objects, or on which a position is reserved, stands in brackets as well.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.domain.publication import Piece, Proposal, Span
from program_workflow.domain.terms import PositionKind
from program_workflow.domain.words import label

#: What a bracket proposes beyond new words, in the language of the text.
_DEEDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"-": "delete", "<": "move from here", ">": "move here"},
    "ru": {"-": "исключить", "<": "перенести отсюда", ">": "перенести сюда"},
}
_CLOSING: Final = "] ("
_WORD: Final = re.compile(r"\w+(?:[-.'’]\w+)*")
_Group = tuple[str, ...]
#: Of each clause, the codes of delegations that object or reserve their position.
Held = Mapping[str, Sequence[tuple[str, PositionKind]]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a rolling text: brackets, words in all without the tags, and words inside a bracket."""

    brackets: int = 0
    words: int = 0
    bracketed: int = 0

    @property
    def percent(self) -> int:
        """Share of the words in brackets, rounded up: 0 only where there are none."""
        return -(-100 * self.bracketed // self.words) if self.words else 0


def tally(pieces: Iterable[Piece]) -> Tally:
    brackets = words = bracketed = 0
    for piece in pieces:
        for spans in (piece.spans, *(one.spans for one in piece.fields)):
            depth = 0
            for span in spans:
                if span.is_bracket:
                    opens = span.text.startswith("[")
                    depth += 1 if opens else -1
                    brackets += opens
                else:
                    found = len(_WORD.findall(span.text))
                    words += found
                    bracketed += found if depth else 0
    return Tally(brackets, words, bracketed)


def rolling_pieces(
    pieces: Iterable[Piece], proposals: Mapping[str, Proposal], language: str, held: Held | None = None
) -> tuple[Piece, ...]:
    """Marked pieces as rolling text; the spans without ``by`` and those that stood before are the text as it stands."""
    made = _in_brackets(pieces, proposals, language)
    return tuple(
        replace(piece, spans=_held(piece.spans, held[piece.clause_id], language))
        if held and piece.clause_id in held
        else piece
        for piece in made
    )


def _held(spans: Sequence[Span], by: Sequence[tuple[str, PositionKind]], language: str) -> tuple[Span, ...]:
    codes = tuple(code for code, _ in by)
    said = ", ".join(f"{code}: {label(kind, language)}" for code, kind in by)
    opening, closing = (Span("=", text, codes, is_bracket=True) for text in ("[", f"] ({said})"))
    return (opening, *spans, closing)


def _in_brackets(pieces: Iterable[Piece], proposals: Mapping[str, Proposal], language: str) -> tuple[Piece, ...]:
    brackets = _Brackets(proposals, _DEEDS.get(language, _DEEDS["en"]))
    return tuple(
        replace(
            piece,
            spans=brackets.put(piece.spans),
            fields=tuple(replace(one, spans=brackets.put(one.spans)) for one in piece.fields),
            whole="",
            move="",
        )
        for piece in pieces
    )


class _Brackets:
    def __init__(self, proposals: Mapping[str, Proposal], deeds: Mapping[str, str]) -> None:
        self._proposals, self._deeds = proposals, deeds

    def put(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        if all(span.op == "=" for span in spans):
            return tuple(spans)
        found: list[Span] = []
        open_: list[tuple[str, _Group]] = []  # (op, amendments), the innermost last
        for place, span in enumerate(spans):
            wanted = self._around(spans, place)
            while open_ and not set(open_[-1][1]) <= wanted:
                found.append(self._close(*open_.pop()))
            opened = {one for _, group in open_ for one in group}
            for group in self._opened(spans, place, wanted - opened):
                op = "-" if span.op == "+" else span.op
                open_.append((op, group))
                found.append(self._mark("[", group))
            if span.op in "+":
                found += self._mark("[", span.amendments), replace(span, op="=", amendments=span.amendments)
                found.append(self._close("+", span.amendments))
            else:
                found.append(replace(span, op="=", by=(), amendments=()))
        found += [self._close(*one) for one in reversed(open_)]
        return tuple(_spaced(_outward(_outward(found[::-1], "[", str.lstrip)[::-1], _CLOSING, str.rstrip)))

    def _around(self, spans: Sequence[Span], place: int) -> set[str]:
        """Those whose deletion or move the words at this place are part of; new words only between such words."""
        if spans[place].op != "+":
            return _touched(spans[place])
        before = next((one for one in reversed(spans[:place]) if one.op != "+"), None)
        after = next((one for one in spans[place:] if one.op != "+"), None)
        return _touched(before) & _touched(after)

    def _opened(self, spans: Sequence[Span], place: int, new: set[str]) -> list[_Group]:
        """Brackets to open here: what reaches further stands outside, what reaches as far stands together."""
        reach = {one: self._reach(spans, place, one) for one in spans[place].amendments if one in new}
        ends = sorted(set(reach.values()), reverse=True)
        return [tuple(one for one, at in reach.items() if at == end) for end in ends]

    def _reach(self, spans: Sequence[Span], place: int, amendment: str) -> int:
        end = place
        for at in range(place, len(spans)):
            if spans[at].op == "+":
                continue
            if amendment not in _touched(spans[at]):
                break
            end = at
        return end

    def _mark(self, sign: str, group: _Group) -> Span:
        return Span("=", sign, self._codes(group), group, is_bracket=True)

    def _close(self, op: str, group: _Group) -> Span:
        codes, deed = self._codes(group), self._deeds.get(op)
        said = ", ".join(codes)
        return Span("=", f"] ({said}: {deed})" if deed else f"] ({said})", codes, group, is_bracket=True)

    def _codes(self, group: _Group) -> tuple[str, ...]:
        known = (self._proposals[one] for one in group if one in self._proposals)
        return tuple(dict.fromkeys(code for one in known for code in one.delegations))


def _touched(span: Span | None) -> set[str]:
    return set(span.amendments) if span is not None and span.op != "=" and span.op != "+" else set()


def _outward(spans: Sequence[Span], sign: str, strip: Callable[[str], str]) -> list[Span]:
    """Spaces between words and the brackets that follow them put behind these. strip: takes such spaces off."""
    moved: list[Span] = []
    held: Span | None = None
    for span in spans:
        if not _is_mark(span, sign):
            moved += [held] if held is not None else []
            held = None
        elif held is None and moved and not _is_mark(moved[-1]):
            said = moved[-1]
            core = strip(said.text)
            if core and core != said.text:
                held = replace(said, text=said.text.replace(core, "", 1))
                moved[-1] = replace(said, text=core)
        moved.append(span)
    return moved + ([held] if held is not None else [])


def _is_mark(span: Span, sign: str = "") -> bool:
    signs = (sign,) if sign else ("[", _CLOSING)
    return span.is_bracket and span.text.startswith(signs)


def _spaced(spans: Sequence[Span]) -> Iterable[Span]:
    """A space between a tag and the word or bracket that would touch it."""
    for place, span in enumerate(spans):
        following = spans[place + 1].text if place + 1 < len(spans) else ""
        if _is_mark(span, _CLOSING) and (following[:1].isalnum() or following[:1] == "["):
            yield replace(span, text=span.text + " ")
        else:
            yield span
