"""A version as Akoma Ntoso 3.0: identities of clauses as eIds, its life, and ins and del where it is redlined."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from program_workflow.documents.characters import writable
from program_workflow.documents.publication_words import (
    apart_words,
    field_words,
    label_of,
    marked_spans,
    said_in,
)
from program_workflow.domain.publication import FieldSpans, Piece, Publication, Span
from program_workflow.domain.terms import ClauseKind
from program_workflow.i18n import gettext

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
#: Element of each kind; the others are an hcontainer with the kind as its name.
_ELEMENTS: Final[Mapping[ClauseKind, str]] = {
    ClauseKind.HEADING: "section",
    ClauseKind.POINT: "point",
    ClauseKind.PARAGRAPH: "paragraph",
}
#: Kinds whose text is a heading and not a content.
_HEADED: Final = frozenset({ClauseKind.HEADING, ClauseKind.ANNEX, ClauseKind.TITLE})
_LANGUAGES: Final = {"ru": "rus", "en": "eng", "kk": "kaz", "uz": "uzb"}
_SECRETARIAT: Final = "#secretariat"
_MARKS: Final = {"+": "ins", "-": "del", ">": "ins", "<": "del"}


def write_akoma_ntoso(publication: Publication) -> bytes:
    """UTF-8, valid against the schema. Of one version the same bytes come out whenever it is written."""
    with said_in(publication):
        root = etree.Element(_name("akomaNtoso"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default namespace
        document = _add(root, "doc", name="program", contains="singleVersion")
        _describe(document, publication)
        _fill(document, publication)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written + b"\n"


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, _name(tag), {name: writable(value) for name, value in attributes.items()})
    if text:
        made.text = writable(text)
    return made


# --- What it is -------------------------------------------------------------------------------------


def _describe(document: Any, publication: Publication) -> None:
    meta = _add(document, "meta")
    _identify(_add(meta, "identification", source=_SECRETARIAT), publication)
    life = _add(meta, "lifecycle", source=_SECRETARIAT)
    for number, (instant, kind, source) in enumerate(_events(publication), 1):
        _add(life, "eventRef", eId=f"event_{number}", date=_date(instant), source=f"#{source}", type=kind)
    references = _add(meta, "references", source=_SECRETARIAT)
    for identity, uri in _originals(publication):
        _add(references, "original", eId=identity, href=uri, showAs=publication.title)
    for code, name in (publication.delegations or {}).items():
        _add(references, "TLCOrganization", eId=f"delegation_{_token(code)}", href=_organization(code), showAs=name)
    for one in (publication.proposals or {}).values():
        said = one.number or gettext("no number yet")
        identity = f"amendment_{_token(one.id)}"
        _add(references, "TLCReference", eId=identity, name="amendment", href=_uri_of(one.id), showAs=said)
    _add(references, "TLCOrganization", eId="secretariat", href=_organization("SEC"), showAs=gettext("Secretariat"))


def _identify(identification: Any, publication: Publication) -> None:
    work = f"/akn/int/program/{_token(publication.code)}"
    language = _LANGUAGES.get(publication.language, "und")
    expression = f"{work}/{language}@v{publication.version}"
    if publication.against is not None:
        expression += f"-against-v{publication.against}"
    elif publication.is_rolling:
        expression += "-rolling"
    elif publication.proposals is not None:
        expression += "-amendments"
    instant = publication.circulated_at or publication.at
    for tag, uri in (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml")):
        level = _add(identification, tag)
        _add(level, "FRBRthis", value=uri)
        _add(level, "FRBRuri", value=uri)
        if tag == "FRBRWork":
            _add(level, "FRBRalias", name="code", value=publication.code)
        if tag == "FRBRExpression" and publication.marking:
            _add(level, "FRBRalias", name="marking", value=publication.marking)
        _add(level, "FRBRdate", date=_date(instant), name=publication.state.value)
        _add(level, "FRBRauthor", href=_SECRETARIAT)
        if tag == "FRBRWork":
            _add(level, "FRBRcountry", value="int")
        elif tag == "FRBRExpression":
            _add(level, "FRBRversionNumber", value=str(publication.version))
            _add(level, "FRBRlanguage", language=language)
        else:
            _add(level, "FRBRformat", value="application/akn+xml")


def _events(publication: Publication) -> Iterator[tuple[datetime, str, str]]:
    """(instant, kind, eId of the source) of what made the text what it is."""
    if publication.against is not None:
        yield publication.circulated_at or publication.at, "amendment", "version"
    else:
        yield publication.circulated_at or publication.at, "generation", "version"
    for one in (publication.proposals or {}).values():
        if one.filed_at is not None:
            yield one.filed_at, "amendment", f"amendment_{_token(one.id)}"


def _originals(publication: Publication) -> Iterator[tuple[str, str]]:
    work = f"/akn/int/program/{_token(publication.code)}"
    yield "version", f"{work}/@v{publication.version}"
    if publication.against is not None:
        yield "version_against", f"{work}/@v{publication.against}"


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _organization(code: str) -> str:
    return f"/akn/ontology/organization/int/{_token(code)}"


def _uri_of(amendment: str) -> str:
    return f"/akn/ontology/reference/int/amendment.{_token(amendment)}"


def _token(said: str) -> str:
    """The text as a part of an address or identity."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else f"~{ord(sign):x}" for sign in said)


# --- The text ---------------------------------------------------------------------------------------


def _fill(document: Any, publication: Publication) -> None:
    """Titles and recitals at the beginning go before the body; the rest is a tree by depth."""
    start, pieces = 0, publication.pieces
    for kind, tag in ((ClauseKind.TITLE, "preface"), (ClauseKind.PREAMBLE, "preamble")):
        end = start
        while end < len(pieces) and pieces[end].kind is kind and _stands_alone(pieces, end):
            end += 1
        if end > start:
            container = _add(document, tag)
            for piece in pieces[start:end]:
                _front(container, piece)
        start = end
    body = _add(document, "mainBody")
    if start == len(pieces):
        _add(body, "p")
    for at in _tops(pieces, start, len(pieces)):
        _clause(body, publication, at)


def _front(container: Any, piece: Piece) -> None:
    """A title or recital, one paragraph; its number, should it have one, stands before the words."""
    block = _add(container, "p", **_identity(piece))
    into = _add(block, "docTitle") if piece.kind is ClauseKind.TITLE else block
    if piece.number or piece.number_old:
        _number(_add(into, "span", **{"class": "num"}), piece)
    _write(into, marked_spans(piece, piece.spans))


def _stands_alone(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a clause is words alone, without fields, notes and clauses under it."""
    return (
        not pieces[at].fields
        and not pieces[at].apart
        and not (pieces[at].package or pieces[at].stands_in or pieces[at].stood_in)
        and (at + 1 == len(pieces) or pieces[at + 1].depth <= pieces[at].depth)
    )


def _tops(pieces: Sequence[Piece], start: int, end: int) -> Iterator[int]:
    """Places of the clauses that stand under no other of the range."""
    at = start
    while at < end:
        yield at
        depth = pieces[at].depth
        at += 1
        while at < end and pieces[at].depth > depth:
            at += 1


def _clause(parent: Any, publication: Publication, at: int) -> None:
    pieces = publication.pieces
    piece, apart = pieces[at], apart_words(publication, pieces[at])
    tag = _ELEMENTS.get(piece.kind, "hcontainer")
    named = {"name": _camel(piece.kind)} if tag == "hcontainer" else {}
    element = _add(parent, tag, **named, **_identity(piece))
    if piece.number or piece.number_old:
        _number(_add(element, "num"), piece)
    name = label_of(piece)
    if piece.kind in _HEADED:
        _write(_add(element, "heading"), marked_spans(piece, piece.spans))
    elif name is not None:
        _write(_add(element, "heading"), marked_spans(piece, name.spans))
    end = at + 1
    while end < len(pieces) and pieces[end].depth > piece.depth:
        end += 1
    if end == at + 1:
        _blocks(_add(element, "content"), piece, apart)
        return
    if piece.kind not in _HEADED or piece.fields or apart:
        _blocks(_add(element, "intro"), piece, apart)
    for child in _tops(pieces, at + 1, end):
        _clause(element, publication, child)


def _identity(piece: Piece) -> dict[str, str]:
    """eId from the place, wId from the identity of the clause, which is the same at every place it is shown."""
    found = {"eId": f"clause_{_token(piece.place)}", "wId": f"clause_{_token(piece.clause_id)}"}
    said = {"+": "inserted", "-": "deleted", "<": "movedFrom", ">": "movedTo"}.get(piece.whole)
    if said:
        found["class"] = said
    if piece.whole in ("-", "<"):
        found["status"] = "removed"
    return found


def _camel(kind: ClauseKind) -> str:
    first, *rest = kind.value.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _blocks(container: Any, piece: Piece, apart: Sequence[str]) -> None:
    """The text of a clause, its fields and what is said under it, a paragraph each."""
    text = _add(container, "p")
    if piece.kind not in _HEADED:
        _write(text, marked_spans(piece, piece.spans))
    for field in piece.fields:
        if field.name != "label" and any(span.text for span in field.spans):
            _field(container, piece, field)
    for said in apart:
        _add(container, "p", said, **{"class": "notParticipating"})


def _field(container: Any, piece: Piece, field: FieldSpans) -> None:
    name = "".join(word.capitalize() for word in field.name.split("_"))
    block = _add(container, "p", **{"class": name[0].lower() + name[1:], "title": field_words(field)})
    _write(block, marked_spans(piece, field.spans))


def _number(element: Any, piece: Piece) -> None:
    if piece.number == piece.number_old:
        element.text = writable(piece.number)
        return
    for tag, said in (("del", piece.number_old), ("ins", piece.number)):
        if said:
            _add(element, tag, said)


def _write(element: Any, spans: Sequence[Span]) -> None:
    """Runs as text and marks; who proposes a mark stands in refersTo."""
    for span in spans:
        tag = _MARKS.get(span.op)
        into = element
        if tag is not None:
            into = _add(element, tag, **_proposed(span))
        _append(into, span.text)


def _proposed(span: Span) -> dict[str, str]:
    found = {"class": "moved"} if span.op in "<>" else {}
    about = [f"#delegation_{_token(code)}" for code in span.by]
    about += [f"#amendment_{_token(one)}" for one in span.amendments]
    return found | ({"refersTo": " ".join(about)} if about else {})


def _append(element: Any, text: str) -> None:
    """Text at the end of an element; a line end is one in the file as well."""
    for number, line in enumerate(writable(text).split("\n")):
        if number:
            _add(element, "br")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line
