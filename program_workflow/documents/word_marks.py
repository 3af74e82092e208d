"""Words and tracked changes as WordprocessingML: runs, marks in the name of their delegation, comments."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from program_workflow.documents.publication_words import apart_words
from program_workflow.domain.publication import Piece, Proposal, Publication, Span

_TAGS: Final = {"+": "w:ins", "-": "w:del", "<": "w:moveFrom", ">": "w:moveTo"}
#: Beyond what XML takes: what has an element of its own in a run.
_SPECIAL: Final = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_BREAKS: Final = re.compile("(\r\n|[\n\r\t\v])")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BARE: Final = re.compile(r"[^\W_]+")
_TAB: Final = "\t"
_BRACKET: Final = '<w:rPr><w:rStyle w:val="Bracket"/></w:rPr>'

#: The name of what this program itself has to say.
PRODUCT: Final = "Program Workflow"


def escaped(text: str) -> str:
    """Text as the content or an attribute of an element; what XML cannot hold is shown as such."""
    if not _SPECIAL.search(text):
        return text
    text = _UNWRITABLE.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def words(text: str, *, deleted: bool = False) -> str:
    """The content of a run. deleted: inside w:del."""
    tag = "w:delText" if deleted else "w:t"
    if not _SPECIAL.search(text):
        return f'<{tag} xml:space="preserve">{text}</{tag}>'
    found = []
    for place, part in enumerate(_BREAKS.split(text)):
        if place % 2:
            found.append("<w:tab/>" if part == _TAB else "<w:br/>")
        elif part:
            found.append(f'<{tag} xml:space="preserve">{escaped(part)}</{tag}>')
    return "".join(found)


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}{words(text)}</w:r>" if text else ""


def instant(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value is not None else ""


class Marks:
    """The marks of one document; every one has a number of its own."""

    def __init__(self, publication: Publication, author: str) -> None:
        """author: of marks that no delegation proposes."""
        self._publication = publication
        self._proposals = publication.proposals or {}
        self._delegations = publication.delegations or {}
        self._signatures: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {
            ((), ()): _signature(author, publication.circulated_at)
        }
        self._count = 0
        self._said: set[tuple[str, str]] = set()
        self.comments: list[str] = []

    def number(self) -> int:
        self._count += 1
        return self._count

    def opening(self, op: str, by: tuple[str, ...], amendments: tuple[str, ...], *, closed: bool = False) -> str:
        """The tag that opens a mark. closed: of a paragraph or row, which hold nothing."""
        self._count += 1
        return f'<{_TAGS[op]} w:id="{self._count}"{self.signature(by, amendments)}{"/" if closed else ""}>'

    def signature(self, by: tuple[str, ...], amendments: tuple[str, ...]) -> str:
        """Who proposes it and since when: of several amendments the first filed, for Word knows one author."""
        known = self._signatures.get((by, amendments))
        if known is None:
            proposal = self._proposals.get(amendments[0]) if amendments else None
            codes = proposal.delegations if proposal else by[:1]
            name = ", ".join(self._delegations.get(code, code) for code in codes)
            known = _signature(name, proposal.filed_at if proposal else None)
            self._signatures[by, amendments] = known
        return known

    def marked(self, content: str, op: str, by: tuple[str, ...], amendments: tuple[str, ...]) -> str:
        return f"{self.opening(op, by, amendments)}{content}</{_TAGS[op]}>"

    def spans(self, spans: Sequence[Span], piece: Piece | None = None) -> str:
        """Words with their marks. piece: the clause they are of, at which rationales are told."""
        return "".join([self.span(one, piece) for one in spans])

    def span(self, span: Span, piece: Piece | None = None, *, properties: str = "") -> str:
        if not span.text:
            return ""
        told = self._untold(span, piece) if span.amendments and piece is not None else ()
        if span.op == "=":
            properties = _BRACKET if span.is_bracket else properties
            return self._told(f"<w:r>{properties}{words(span.text)}</w:r>", told, "", "")
        said = f"<w:r>{properties}{words(span.text, deleted=span.op == '-')}</w:r>"
        opening, closing = self.opening(span.op, span.by, span.amendments), f"</{_TAGS[span.op]}>"
        if not told:
            return f"{opening}{said}{closing}"
        if piece is not None and piece.whole:  # the sign of the comment goes with the words
            return self._told(said, told, opening, closing)
        return self._told(f"{opening}{said}{closing}", told, "", "")

    # --- Comments ---------------------------------------------------------------------------------

    def _untold(self, span: Span, piece: Piece) -> Sequence[Proposal]:
        """The amendments whose rationale belongs here: each once a clause, at its first change there."""
        found = []
        for amendment in span.amendments:
            proposal = self._proposals.get(amendment)
            if proposal is None or (amendment, piece.clause_id) in self._said or not proposal.rationale.strip():
                continue
            self._said.add((amendment, piece.clause_id))
            found.append(proposal)
        return found

    def _told(self, said: str, proposals: Sequence[Proposal], opening: str, closing: str) -> str:
        """Words with a comment for each rationale, all in the mark that opens and closes."""
        starts = ends = ""
        for proposal in proposals:
            signature = self.signature(proposal.delegations, (proposal.id,))
            start, end = self._comment(proposal.rationale, signature, proposal.delegation)
            starts, ends = starts + start, ends + end
        return f"{starts}{opening}{said}{ends}{closing}"

    def note(self, text: str) -> str:
        """A comment of the program itself, where it stands."""
        return "".join(self._comment(text, _signature(PRODUCT, None), ""))

    def _comment(self, text: str, signature: str, initials: str) -> tuple[str, str]:
        """What stands before and after the words it is about."""
        number = len(self.comments)
        paragraphs = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>{run(line)}</w:p>' for line in text.split("\n")
        )
        self.comments.append(
            f'<w:comment w:id="{number}"{signature} w:initials="{escaped(initials)}">{paragraphs}</w:comment>'
        )
        sign = f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
        return f'<w:commentRangeStart w:id="{number}"/>', f'<w:commentRangeEnd w:id="{number}"/>{sign}'

    def beside(self, piece: Piece) -> str:
        """Paragraphs under the clause: what is said of it that is no part of its text. They go with it."""
        said = (Span(piece.whole or "=", one, piece.by) for one in apart_words(self._publication, piece))
        opening = '<w:p><w:pPr><w:pStyle w:val="Beside"/>'
        return "".join(f"{opening}{self.paragraph_mark(piece)}</w:pPr>{self.span(one)}</w:p>" for one in said)

    # --- Wholes -----------------------------------------------------------------------------------

    def paragraph_mark(self, piece: Piece) -> str:
        """The mark on the end of a paragraph, so that it goes with its words."""
        if not piece.whole:
            return ""
        return f"<w:rPr>{self.opening(piece.whole, piece.by, piece.amendments, closed=True)}</w:rPr>"

    def row_mark(self, piece: Piece) -> str:
        """The mark on a row; rows know no moves of their own, their words do."""
        if not piece.whole:
            return ""
        op = {"<": "-", ">": "+"}.get(piece.whole, piece.whole)
        return self.opening(op, piece.by, piece.amendments, closed=True)

    def printed_number(self, piece: Piece, between: str) -> str:
        """The number as text. between: what stands between it and the words; "" in a cell of its own."""
        new, old = piece.number, piece.number_old
        if between:
            new, old = _dotted(new), _dotted(old)
        if piece.whole:
            return self._number(piece.whole, new + between if new else "", piece)
        if new == old:
            return run(new + between) if new else ""
        if not (new and old):
            return self._number("+" if new else "-", (new or old) + between, piece)
        return self._number("-", old, piece) + self._number("+", new, piece) + run(between)

    def _number(self, op: str, said: str, piece: Piece) -> str:
        if not said:
            return ""
        return self.marked(f"<w:r>{words(said, deleted=op == '-')}</w:r>", op, piece.by, piece.amendments)


def _dotted(number: str) -> str:
    """A bare "1" or "IV" before words is taken for one of them, by people and by readers of files; "1." is not."""
    return number + "." if _BARE.fullmatch(number) else number


def _signature(author: str, at: datetime | None) -> str:
    date = f' w:date="{instant(at)}"' if at is not None else ""
    return f' w:author="{escaped(author or PRODUCT)}"{date}'
