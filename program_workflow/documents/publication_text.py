"""A version as plain text and as Markdown."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from program_workflow.documents.characters import writable
from program_workflow.documents.publication_words import (
    HEADINGS,
    apart_words,
    attached,
    field_words,
    fields_of,
    front_of,
    has_marks,
    label_of,
    marked_spans,
    proposals_of,
    rationale_words,
    said_in,
    tags_of,
    whole_words,
)
from program_workflow.domain.publication import Piece, Publication, Span
from program_workflow.domain.terms import ClauseKind
from program_workflow.i18n import gettext

Marker = Callable[[Sequence[Span]], str]
#: Signs of a redline in plain text; of moved words the sign of what is shown there.
_SIGNS: Final = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}", "<": "[-{}-]", ">": "{{+{}+}}"}
_ELEMENTS: Final = {"-": "del", "+": "ins", "<": "del", ">": "ins"}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]~|])")
#: What at the beginning of a line would make it a heading, a quotation or a list.
_LEADING: Final = re.compile(r"^(\s*\d*)([#>+=.)-])", re.MULTILINE)


# --- Plain text -------------------------------------------------------------------------------------


def write_text(publication: Publication) -> bytes:
    """UTF-8, a clause a paragraph; [-deleted-] and {+inserted+} with the codes of delegations after them."""
    with said_in(publication):
        return writable("\n".join(_text_lines(publication)) + "\n").encode()


def _text_lines(publication: Publication) -> Iterator[str]:
    front = front_of(publication)
    yield from filter(None, (publication.marking, front.program, front.period))
    yield "; ".join(front.facts)
    if has_marks(publication):
        yield gettext("What the marks mean") + ": " + _legend(_in_signs)
    for piece in publication.pieces:
        yield ""
        yield from _text_of(piece)
        yield from (f"{'  ' * piece.depth}  ({said})" for said in apart_words(publication, piece))
    for number, name, one in _after(publication):
        yield f"{number}, {name}: {one}"
    for part in attached(publication):
        yield from ("", part.heading)
        if part.intro:
            yield part.intro
        for who, what, words in part.lines:
            yield f"{who}: {what}"
            yield from (f"  {line}" for line in words.splitlines() if line.strip())


def _text_of(piece: Piece) -> Iterator[str]:
    indent = "  " * piece.depth
    said = _in_signs(marked_spans(piece, piece.spans))
    name = label_of(piece)
    if name is not None:
        said = f"{_in_signs(marked_spans(piece, name.spans))}: {said}"
    number = _number(piece, "[-{}-]", "{{+{}+}}")
    note = f"({whole_words(piece)}) " if piece.whole else ""
    lines = f"{note}{number + ' ' if number else ''}{said}".split("\n")
    yield from (f"{indent}{line}".rstrip() for line in lines)
    for field in fields_of(piece):
        yield f"{indent}  {field_words(field)}: {_in_signs(marked_spans(piece, field.spans))}"


def _number(piece: Piece, old: str, new: str) -> str:
    if piece.number == piece.number_old:
        return piece.number
    return "".join(form.format(said) for form, said in ((old, piece.number_old), (new, piece.number)) if said)


def _in_signs(spans: Sequence[Span]) -> str:
    return "".join(_SIGNS[span.op].format(span.text) + _tags(span) for span in spans)


def _tags(span: Span) -> str:
    codes = tags_of(span)
    return f"[{', '.join(codes)}]" if codes else ""


def _legend(mark: Marker) -> str:
    return "; ".join(mark((Span(op, said),)) for op, said in _marks())


def _marks() -> tuple[tuple[str, str], ...]:
    return ("-", gettext("deleted words")), ("+", gettext("inserted words"))


def _after(publication: Publication) -> Iterator[tuple[str, str, str]]:
    for number, name, one in proposals_of(publication):
        yield number, name, " ".join(rationale_words(publication, one).split()) or "—"


# --- Markdown ---------------------------------------------------------------------------------------


def write_markdown(publication: Publication) -> bytes:
    """CommonMark; marks are the elements ``ins`` and ``del``, which it lets through."""
    with said_in(publication):
        return writable("\n".join(_markdown_lines(publication)) + "\n").encode()


def _markdown_lines(publication: Publication) -> Iterator[str]:
    front = front_of(publication)
    if publication.marking:
        yield from (f"**{_escaped(publication.marking)}**", "")
    if front.title:
        yield from (f"# {_escaped(front.title)}", "")
    about = [*([publication.code] if publication.code else []), *([front.period] if front.period else []), *front.facts]
    yield f"*{_escaped('; '.join(about))}*"
    if has_marks(publication):
        yield from ("", f"{gettext('What the marks mean')}: {_legend(_in_elements)}")
    for piece in publication.pieces:
        yield ""
        yield from _markdown_of(piece)
        for said in apart_words(publication, piece):
            yield from ("", f"*{_escaped(said)}*")
    shown = list(_after(publication))
    if shown:
        yield from ("", f"## {gettext('Amendments')}", "")
        yield from (f"- **{_escaped(number)}**, {_escaped(name)}: {_escaped(said)}" for number, name, said in shown)
    for part in attached(publication):
        yield from ("", f"## {_escaped(part.heading)}", "")
        if part.intro:
            yield from (_escaped(part.intro), "")
        for who, what, words in part.lines:
            said = f": {_escaped(' '.join(words.split()))}" if words.strip() else ""
            yield f"- **{_escaped(who)}**, {_escaped(what)}{said}"


def _markdown_of(piece: Piece) -> Iterator[str]:
    said = _in_elements(marked_spans(piece, piece.spans))
    number = _number_in_elements(piece)
    note = f"*({whole_words(piece)})* " if piece.whole else ""
    if piece.kind in HEADINGS:
        level = 1 if piece.kind is ClauseKind.TITLE else min(piece.depth + 2, 6)
        yield f"{'#' * level} {note}{number + ' ' if number else ''}{' '.join(said.split())}"
    else:
        name = label_of(piece)
        title = f"**{_in_elements(marked_spans(piece, name.spans))}:** " if name is not None else ""
        number = f"**{number}** " if number else ""
        yield f"{note}{number}{title}{_in_lines(said)}"
    for index, field in enumerate(fields_of(piece)):
        if not index:
            yield ""
        yield f"- {_escaped(field_words(field))}: {_in_lines(_in_elements(marked_spans(piece, field.spans)))}"


def _in_lines(said: str) -> str:
    """Line ends of a clause are line ends of its paragraph."""
    return said.replace("\n", "\\\n")


def _number_in_elements(piece: Piece) -> str:
    return _number(
        Piece(
            piece.clause_id,
            None,
            piece.kind,
            0,
            escape(piece.number, quote=False),
            escape(piece.number_old, quote=False),
            (),
        ),
        "<del>{}</del>",
        "<ins>{}</ins>",
    )


def _in_elements(spans: Sequence[Span]) -> str:
    said = ""
    for index, span in enumerate(spans):
        text = _escaped(span.text, at_line=not index)
        element = _ELEMENTS.get(span.op)
        said += f"<{element}>{text}</{element}>{_escaped(_tags(span))}" if element else text
    return said


def _escaped(text: str, *, at_line: bool = False) -> str:
    """A text that CommonMark shows as it is."""
    said = _SPECIAL.sub(r"\\\1", escape(text, quote=False))
    return _LEADING.sub(r"\1\\\2", said) if at_line or "\n" in said else said
