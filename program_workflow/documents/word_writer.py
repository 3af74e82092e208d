"""Writes a publication as a Word document (.docx): raw XML, marks as native tracked changes.

All changes accepted give the new text, all rejected the old one, for Word, LibreOffice and pandoc alike.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Final

from program_workflow.documents import word_template as template
from program_workflow.documents.identity import PROPERTIES
from program_workflow.documents.publication_words import attached, instants_of
from program_workflow.documents.word_marks import Marks, escaped, instant, run
from program_workflow.documents.word_tables import Table, TableWriter, laid_out
from program_workflow.domain.publication import FieldSpans, Piece, Publication, Span
from program_workflow.domain.terms import LANGUAGES, ClauseKind
from program_workflow.i18n import gettext, speaking

#: A clause is known by the bookmark of its identity; where it has moved from, by another.
BOOKMARK: Final = "c_"
BOOKMARK_LEFT: Final = "m_"

_STYLES: Final[Mapping[ClauseKind, str]] = {
    ClauseKind.TITLE: "ProgramTitle",
    ClauseKind.ANNEX: "Annex",
    ClauseKind.NOTE: "Note",
    ClauseKind.TABLE_HEADING: "CellHead",
}
_CENTRED: Final = frozenset({"ProgramTitle", "Annex", "CellHead"})
_DEEPEST: Final = 4
_OPENING: Final = f'{template.HEAD}<w:document xmlns:w="{template.W}" xmlns:r="{template.R}"><w:body>'
_CLOSING: Final = f"{template.SECTION}</w:body></w:document>"


def write_word(publication: Publication) -> bytes:
    """The same bytes for the same publication, whenever they are written."""
    with speaking(publication.language if publication.language in LANGUAGES else "en"):
        return _WordWriter(publication).write()


class _WordWriter:
    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._marks = Marks(publication, _called(publication))
        self._names = _field_names()
        self._tables = TableWriter(self._marks, self._names, self._bookmarked, self._move_ends)
        self._moves: dict[tuple[str, str], int] = {}
        self._first, self._last = _ends_of_moves(publication.pieces)
        self._heading_depth = -1
        self._noted = not publication.unplaced

    def write(self) -> bytes:
        blocks = _settled([*laid_out(self._publication.pieces)])
        body = []
        for before, block in pairwise([None, *blocks]):
            if isinstance(block, Table):
                if isinstance(before, Table):
                    body.append(_SEPARATOR)
                body.append(self._tables.write(block))
            elif block is not None:
                body.append(self._paragraph(block))
        body.extend(self._attached())
        if not blocks or isinstance(blocks[-1], Table) or blocks[-1].whole or not self._noted:
            body.append(self._ending())
        return _packed(self._parts("".join(body)))

    def _parts(self, body: str) -> dict[str, str]:
        publication = self._publication
        comments = "".join(self._marks.comments)
        return {
            "[Content_Types].xml": template.CONTENT_TYPES,
            "_rels/.rels": template.PACKAGE_RELATIONS,
            "word/document.xml": _OPENING + body + _CLOSING,
            "word/_rels/document.xml.rels": template.DOCUMENT_RELATIONS,
            "word/styles.xml": template.STYLES.get(publication.language, template.STYLES["en"]),
            "word/settings.xml": template.SETTINGS,
            "word/comments.xml": f'{template.HEAD}<w:comments xmlns:w="{template.W}">{comments}</w:comments>',
            "word/header1.xml": _header(publication),
            "word/footer1.xml": _footer(publication),
            "docProps/core.xml": _core(publication),
            "docProps/app.xml": template.APP,
            "docProps/custom.xml": _custom(publication),
        }

    # --- Paragraphs -------------------------------------------------------------------------------

    def _paragraph(self, piece: Piece) -> str:
        marks, style = self._marks, self._style(piece)
        said = marks.printed_number(piece, " " if style in _CENTRED else "\t")
        said = self._bookmarked(piece, said + marks.spans(piece.spans, piece))
        before, after = self._move_ends(piece)
        paragraphs = [self._closed(style, said, piece)]
        for one in piece.fields:
            name = Span(_mark_of(piece, one), f"{one.heading or self._names[one.name]}: ", piece.by)
            called = marks.span(name, properties=_FIELD_NAME)
            paragraphs.append(self._closed("Field", called + marks.spans(one.spans, piece), piece))
        paragraphs[0] = paragraphs[0].replace("</w:pPr>", f"</w:pPr>{before}", 1)
        return "".join(paragraphs) + marks.beside(piece) + after

    def _closed(self, style: str, said: str, piece: Piece) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{self._marks.paragraph_mark(piece)}</w:pPr>{said}</w:p>'

    def _style(self, piece: Piece) -> str:
        if piece.kind is ClauseKind.HEADING:
            self._heading_depth = piece.depth
            return f"Heading{min(piece.depth + 1, _DEEPEST)}"
        if piece.kind in _STYLES:
            return _STYLES[piece.kind]
        if not (piece.number or piece.number_old):
            return "Clause"
        return f"Clause{max(1, min(piece.depth - self._heading_depth, _DEEPEST))}"

    def _attached(self) -> Iterator[str]:
        """Reservations on signing and the signature page: paragraphs beside the text, which are no clauses of it."""
        for part in attached(self._publication):
            yield _beside(run(part.heading, _BOLD), "<w:pageBreakBefore/><w:keepNext/>")
            for words in (one for one in (part.intro,) if one):
                yield _beside(run(words), "<w:keepNext/>")
            for who, what, words in part.lines:
                yield _beside(run(who, _BOLD) + run(f": {what}"), "<w:keepNext/>" if words.strip() else "")
                yield from (_beside(run(line)) for line in words.splitlines() if line.strip())

    def _ending(self) -> str:
        """A paragraph that stays whatever goes, and tells which amendments do not fit the text."""
        if self._noted:
            return _SEPARATOR
        proposals = self._publication.proposals or {}
        names = ", ".join(proposals[one].number or proposals[one].delegation for one in self._publication.unplaced)
        note = gettext(
            "Amendments that do not fit this text, or are worded in another language, and are not shown: {names}",
            names=names,
        )
        said = self._marks.note(note)
        return f'<w:p><w:pPr><w:pStyle w:val="Separator"/></w:pPr>{said}</w:p>'

    # --- Identities and moves ---------------------------------------------------------------------

    def _bookmarked(self, piece: Piece, said: str) -> str:
        if not self._publication.code or (piece.copy and piece.whole != ">"):
            return said  # of the places of a clause one is known by its name, or Word drops both
        number = self._marks.number()
        name = (BOOKMARK_LEFT if piece.whole == "<" else BOOKMARK) + piece.clause_id
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{said}<w:bookmarkEnd w:id="{number}"/>'

    def _move_ends(self, piece: Piece) -> tuple[str, str]:
        """What opens and closes a move, where it begins or ends with this piece."""
        if piece.whole not in ("<", ">"):
            return "", ""
        key = piece.whole, piece.move
        tag = "w:moveFromRange" if piece.whole == "<" else "w:moveToRange"
        before = after = ""
        if self._first[key] is piece:
            self._moves[key] = self._marks.number()
            signature = self._marks.signature(piece.by, piece.amendments)
            name = escaped(piece.move)
            before = f'<{tag}Start w:id="{self._moves[key]}"{signature} w:name="{name}"/>'
        if self._last[key] is piece:
            after = f'<{tag}End w:id="{self._moves[key]}"/>'
        return before, after


_BOLD: Final = "<w:rPr><w:b/></w:rPr>"


def _beside(said: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Beside"/>{properties}</w:pPr>{said}</w:p>'


def _settled(blocks: list[Piece | Table]) -> list[Piece | Table]:
    """The blocks, with every clause before a new paragraph ended in place."""
    for at, (block, following) in enumerate(pairwise(blocks)):
        if isinstance(block, Piece) and isinstance(following, Piece) and following.whole == "+":
            blocks[at] = _ended_in_place(block)
    return blocks


def _ended_in_place(piece: Piece) -> Piece:
    """The same clause with no new words at its very end.

    LibreOffice, when it rejects all, takes those for one with the new paragraph that follows, and joins
    what stands before and after: so the words struck come last, or the last word is shown as replaced.
    """
    if piece.whole or piece.fields or len(piece.spans) < 2 or piece.spans[-1].op != "+":
        return piece
    *others, last, new = piece.spans
    if last.op == "-":
        return replace(piece, spans=(*others, new, last))
    if last.op != "=":
        return piece
    kept, space, word = last.text.rpartition(" ")
    again = replace(new, text=word + new.text)
    return replace(piece, spans=(*others, replace(last, text=kept + space), again, replace(new, op="-", text=word)))


def _mark_of(piece: Piece, field: FieldSpans) -> str:
    """The mark that the name of a field has: the one of all its words."""
    ops = {span.op for span in field.spans}
    return piece.whole or (ops.pop() if len(ops) == 1 else "=")


_FIELD_NAME: Final = '<w:rPr><w:rStyle w:val="FieldName"/></w:rPr>'
_SEPARATOR: Final = '<w:p><w:pPr><w:pStyle w:val="Separator"/></w:pPr></w:p>'


def _ends_of_moves(pieces: Sequence[Piece]) -> tuple[dict[tuple[str, str], Piece], dict[tuple[str, str], Piece]]:
    first: dict[tuple[str, str], Piece] = {}
    last: dict[tuple[str, str], Piece] = {}
    for piece in pieces:
        if piece.whole in ("<", ">"):
            first.setdefault((piece.whole, piece.move), piece)
            last[piece.whole, piece.move] = piece
    return first, last


def _field_names() -> dict[str, str]:
    return {
        "number": gettext("No."),
        "text": gettext("Measure"),
        "label": gettext("Label"),
        "executing_bodies": gettext("Executing bodies"),
        "timeframe": gettext("Timeframe"),
        "funding": gettext("Funding"),
        "other": "",
    }


# --- What stands around the text --------------------------------------------------------------------


def _called(publication: Publication) -> str:
    """What the document is, in a line; also the author of marks that no delegation proposes."""
    if not publication.code:
        return publication.title
    if publication.against is not None:
        return gettext(
            "{code}, version {version} compared with version {old}",
            code=publication.code,
            version=publication.version,
            old=publication.against,
        )
    if publication.is_rolling:
        return gettext("{code}, version {version}, rolling text", code=publication.code, version=publication.version)
    if publication.proposals is not None:
        return gettext("{code}, version {version} with amendments", code=publication.code, version=publication.version)
    return gettext("{code}, version {version}", code=publication.code, version=publication.version)


def _header(publication: Publication) -> str:
    """The marking; above it the title, where no clause says it: as a paragraph it would be taken for one."""
    has_title = not publication.code or any(piece.kind is ClauseKind.TITLE for piece in publication.pieces[:1])
    lines = ([] if has_title else [publication.title]) + [publication.marking]
    return f'{template.HEAD}<w:hdr xmlns:w="{template.W}">' + "".join(map(_header_line, lines)) + "</w:hdr>"


def _header_line(said: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run(said)}</w:p>'


def _footer(publication: Publication) -> str:
    facts = [_called(publication), *publication.standing[:1], *instants_of(publication)]
    before, between = gettext("page {page} of {pages}").split("{page}")
    between = between.partition("{pages}")[0]
    return (
        f'{template.HEAD}<w:ftr xmlns:w="{template.W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{run(' · '.join(facts))}<w:r><w:tab/></w:r>{run(before)}{template.PAGE}{run(between)}{template.PAGES}"
        "</w:p></w:ftr>"
    )


def _core(publication: Publication) -> str:
    made = instant(publication.circulated_at)
    created = f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>' if made else ""
    return (
        f'{template.HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(publication.title)}</dc:title><dc:subject>{escaped(_called(publication))}</dc:subject>"
        f"<dc:creator>Program Workflow</dc:creator><dc:language>{escaped(publication.language)}</dc:language>{created}"
        "</cp:coreProperties>"
    )


def _custom(publication: Publication) -> str:
    """By what an edited copy is known again: program, version, language and hash of the text."""
    said = {
        "Program": publication.code,
        "Version": str(publication.version),
        "Language": publication.language,
        "TextHash": publication.text_hash,
        "Against": str(publication.against) if publication.against is not None else "",
    }
    properties = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{PROPERTIES}{name}">'
        f"<vt:lpwstr>{escaped(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(said.items() if publication.code else (), 2)
        if value
    )
    return (
        f'{template.HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{properties}</Properties>'
    )


#: Bytes; to set up the packing of less takes longer than to write all of the text.
_WORTH_PACKING: Final = 4096


def _packed(parts: Mapping[str, str]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            data = content.encode("utf-8")
            entry = zipfile.ZipInfo(name)  # of the first day that a zip file knows
            entry.compress_type = zipfile.ZIP_DEFLATED if len(data) > _WORTH_PACKING else zipfile.ZIP_STORED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, data, compresslevel=2)
    return made.getvalue()
