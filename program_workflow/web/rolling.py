"""The rolling text of a program: each bracket leads to the amendment or the positions it stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit
from program_workflow.domain.publication import FieldSpans, Piece, Proposal, Span
from program_workflow.i18n import gettext, language
from program_workflow.phrases import FIELD_LABELS
from program_workflow.usecases import reading
from program_workflow.usecases.rolling_text import rolling_text
from program_workflow.web import bp, context
from program_workflow.web.clause_words import language_of, tags_of
from program_workflow.web.past import open_reading_as_of, past_of, typed_instant
from program_workflow.web.session import needs

_TAG = "] ("


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a rolling text. url: of a bracket or tag, where it leads; title: what to."""

    text: str
    url: str = ""
    title: str = ""
    is_bracket: bool = False


@bp.get("/programs/<code>/rolling-text")
@needs(Permit.READ_AMENDMENTS)
def rolling(code: str) -> ResponseReturnValue:
    only = request.args.get("only_bracketed", "") not in ("", "0")
    typed = typed_instant()
    if typed is not None:
        names = ("version", "language", "only_bracketed")
        kept: dict[str, Any] = {name: request.args[name] for name in names if name in request.args}
        return redirect(url_for("web.rolling", code=code, **{**kept, "as_of": typed}))
    with open_reading_as_of(code) as w:
        found = rolling_text(w, code, request.args.get("version") or None, request.args.get("language") or language())
        program = reading.view_program(w, code)
        tags = tags_of(w)
        past = past_of(w)
    made = found.publication
    rows = [_row(code, piece, made.proposals or {}, tags, past.said) for piece in made.pieces]
    return context.render(
        "pages/rolling_text.html",
        program=program,
        title_language=language_of(program.title),
        found=found,
        made=made,
        rows=[row for row in rows if row["is_bracketed"] or not only],
        only_bracketed=only,
        past=past,
    )


def unlinked(piece: Piece) -> list[Part]:
    """The words of one clause with their brackets, none of which leads anywhere."""
    return [Part(span.text, is_bracket=span.is_bracket) for span in piece.spans]


def _row(
    code: str, piece: Piece, proposals: Mapping[str, Proposal], tags: Mapping[str, Any], as_of: str | None
) -> dict[str, Any]:
    url = url_for("web.clause", code=code, clause_id=piece.clause_id, as_of=as_of)

    def said(spans: Sequence[Span]) -> list[Part]:
        return [part for span in spans for part in _parts(span, proposals, lambda: f"{url}#positions")]

    label = next((one for one in piece.fields if one.name == "label"), None)
    return {
        "id": piece.clause_id,
        "number": piece.number,
        "kind": piece.kind,
        "url": url if any(not span.by for span in piece.spans) else "",
        "label": said(label.spans) if label else [],
        "parts": said(piece.spans),
        "fields": [(_name(one), said(one.spans)) for one in piece.fields if one is not label and one.spans],
        "apart": [tags[one]["name"] for one in piece.apart],
        "package": piece.package,
        "stands_in": piece.stands_in,
        "is_bracketed": any(span.is_bracket for spans in _all(piece) for span in spans),
    }


def _all(piece: Piece) -> tuple[tuple[Span, ...], ...]:
    return (piece.spans, *(one.spans for one in piece.fields))


def _name(field: FieldSpans) -> str:
    return field.heading if field.heading is not None else gettext(FIELD_LABELS[field.name])


def _parts(span: Span, proposals: Mapping[str, Proposal], positions: Callable[[], str]) -> list[Part]:
    """The words of a span; of a tag with several amendments each delegation leads to its own."""
    if not span.is_bracket:
        return [Part(span.text)]
    if not span.amendments:
        return [Part(span.text, positions(), gettext("Positions"), is_bracket=True)]
    about = [proposals[one] for one in span.amendments]
    if len(about) == 1 or not span.text.startswith(_TAG):
        return [_link(span.text, about[0])]
    codes = ", ".join(span.by)
    rest = span.text.removeprefix(_TAG + codes)
    links = [part for one in about for part in (Part(", ", is_bracket=True), _link(", ".join(one.delegations), one))]
    return [Part(_TAG, is_bracket=True), *links[1:], Part(rest, is_bracket=True)]


def _link(text: str, one: Proposal) -> Part:
    return Part(text, url_for("web.amendment", amendment_id=one.id), one.number or one.delegation, is_bracket=True)
