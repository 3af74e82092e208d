"""Reads documents of amendments set in columns: a table for each ("Text proposed" | "Amendment"), or a row for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from program_workflow.documents.amendment_columns import Column, read_columns
from program_workflow.documents.amendment_lists import MOST_AMENDMENTS, TOO_MANY, check_listed
from program_workflow.documents.blocks import Block, Cell, Paragraph, Table
from program_workflow.domain.errors import TooLarge
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.numbered import label_of
from program_workflow.domain.places import read_place

_HEADING: Final = re.compile(
    r"(?:amendment|amendement|enmienda|änderungsantrag|emendamento|poprawka|módosítás|поправка|предложение|замечание)\s+"
    r"(?:№|no\.?|n[°º]|nr\.?)?\s*(?P<number>\d[\w./-]*)[.:]?"
    r"(?:\s+(?:к|to|on|à|zu)\s+(?P<place>.{1,200}))?",
    re.IGNORECASE,
)
_ORIGINAL: Final = re.compile(r"or\.\s*(?P<language>[a-z]{2})", re.IGNORECASE)
_REASONS: Final = re.compile(
    r"(?:justification|justificación|begründung|motivazione|uzasadnienie|indokolás|motivering|rationale|обоснование)"
    r"\s*[:.]?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED: Final = re.compile(
    r"(?:подписал\w*|внес\w*|автор\w*|signed(?: by)?|tabled by|author)\s*:?\s+(?P<who>.+)", re.IGNORECASE
)
_FROM: Final = re.compile(
    r"(?:предложени|замечани|поправк)\w*(?:\s+и\s+\w+)?\s+(?:от\s+|делегации\s+)?(?P<ru>.{3,80}?)(?:\s+(?:к|по)\s+проект.*)?|"
    r"(?:amendments|proposals|comments)(?: and \w+)?\s+(?:of|by|from)\s+(?P<en>.{3,80}?)(?:\s+(?:to|on) the .*)?",
    re.IGNORECASE,
)
_DOCUMENT: Final = re.compile(
    r"(?:proposal for an? |draft |proposition de |vorschlag für |propuesta de |проект )", re.IGNORECASE
)
_LONGEST_NAME: Final = 200


def read_amendment_tables(name: str, blocks: Sequence[Block]) -> tuple[ListedAmendment, ...] | None:
    """The amendments of a document, in their order; None where no table of it holds amendments. Raises TooLarge."""
    reader = _Reader()
    for block in blocks:
        reader.take(block)
        if len(reader.found) > MOST_AMENDMENTS:
            raise TooLarge(TOO_MANY, name=name, limit=MOST_AMENDMENTS)
    if not reader.found:
        return None
    reader.finish()
    for place, one in enumerate(reader.found, 1):
        check_listed(one, place)
    return tuple(_in_language(one) for one in reader.found)


@dataclass(slots=True)
class _Reader:
    """lines: paragraphs since the last table. is_open: the last amendment found may go on in them."""

    found: list[ListedAmendment] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    is_open: bool = False
    author: str = ""  # of the rows to come
    place: str = ""

    def take(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.lines.append(f"{block.label} {block.text}" if block.label else block.text)
            return
        columns = read_columns(block)
        if columns is None:
            return
        start, by_column = columns
        at = self._heading()
        if at is None:
            self.finish()
            self._read_rows(block, start, by_column)
        else:
            before, mine = self.lines[:at], self.lines[at:]
            self.lines = before
            self.finish()
            self.found.append(_with_columns(_headed(mine), block, start, by_column))
            self.is_open = True
        self.lines = []

    def _heading(self) -> int | None:
        """Where the last heading of an amendment stands in the lines before a table."""
        places = [place for place, line in enumerate(self.lines) if _HEADING.fullmatch(line)]
        return places[-1] if places else None

    def finish(self) -> None:
        """What stands behind the columns of the last amendment: its language, its reasons, who signed it."""
        if not self.is_open or not self.found:
            return
        one = self.found[-1]
        reasons: list[str] | None = None
        for line in self.lines:
            original, because, signed = _ORIGINAL.fullmatch(line), _REASONS.fullmatch(line), _SIGNED.fullmatch(line)
            if original:
                one = replace(one, language=original["language"].lower())
            elif (
                because
                and reasons is None
                and (not because["rest"] or line[: -len(because["rest"])].rstrip()[-1] in ":.")
            ):
                reasons = [because["rest"].strip()]
            elif signed and reasons is None:
                one = one if one.author else replace(one, author=signed["who"].strip())
            elif reasons is not None:
                reasons.append(line)
        if reasons is not None:
            one = replace(one, rationale="\n".join(filter(None, (one.rationale, *reasons))))
        self.found[-1] = one
        self.is_open = False

    # --- a row for each amendment ------------------------------------------------------------------------

    def _read_rows(self, table: Table, start: int, columns: dict[Column, int]) -> None:
        self.place = ""
        self.author = next((who for line in reversed(self.lines) if (who := _sender(line))), self.author)
        heading = [cell.text for cell in table.rows[start - 1]]
        for row in table.rows[start:]:
            texts = [cell.text for cell in row]
            if texts == heading or not any(text.strip() for text in texts):
                continue
            across = _across(row, columns)
            if across is not None:
                self._read_across(across)
            elif not _is_count(texts):
                self._add_row(row, columns)

    def _read_across(self, said: str) -> None:
        """A row across all columns says where the rows after it belong, or whose they are."""
        if read_place(said).steps:
            self.place = said
        elif len(said) <= _LONGEST_NAME:
            sender = _sender(said)
            self.author, self.place = (sender or said), ""

    def _add_row(self, row: Sequence[Cell], columns: dict[Column, int]) -> None:
        said = {column: _at(row, start) for column, start in columns.items()}
        old, new = said.get(Column.OLD, ""), said.get(Column.NEW, "")
        place = said.get(Column.PLACE, "") or label_of(old)[0] or self.place or label_of(new)[0]
        self.found.append(
            ListedAmendment(
                number=said.get(Column.NUMBER, "").strip(" ."),
                author=said.get(Column.AUTHOR, "").replace("\n", ", ") or self.author,
                place=" ".join(place.split()),
                old=old,
                new=new,
                rationale=said.get(Column.RATIONALE, ""),
            )
        )


def _headed(lines: Sequence[str]) -> ListedAmendment:
    """Number, members and place that stand before the columns of an amendment: the place comes last."""
    heading = _HEADING.fullmatch(lines[0])
    rest = [line for line in lines[1:] if not _DOCUMENT.match(line)]
    if heading is None or not heading["place"]:
        at = next((place for place in range(len(rest) - 1, -1, -1) if read_place(rest[place]).steps), len(rest) - 1)
        place = rest.pop(at) if rest else ""
    else:
        place = heading["place"]
    who = [signed["who"].strip() if (signed := _SIGNED.fullmatch(line)) else line for line in rest]
    return ListedAmendment(number=heading["number"] if heading else "", author=", ".join(who), place=place)


def _with_columns(one: ListedAmendment, table: Table, start: int, columns: dict[Column, int]) -> ListedAmendment:
    said = {
        column: "\n".join(text for row in table.rows[start:] if (text := _at(row, at)).strip())
        for column, at in columns.items()
    }
    return replace(
        one,
        old=said.get(Column.OLD, ""),
        new=said[Column.NEW],
        rationale=said.get(Column.RATIONALE, ""),
        place=said.get(Column.PLACE, "") or one.place,
        author=said.get(Column.AUTHOR, "").replace("\n", ", ") or one.author,
    )


def _at(row: Sequence[Cell], column: int) -> str:
    return next((cell.text.strip() for cell in row if cell.start <= column < cell.start + cell.span), "")


def _across(row: Sequence[Cell], columns: dict[Column, int]) -> str | None:
    """What a cell says that takes up the columns of both texts."""
    both = columns[Column.NEW], columns.get(Column.OLD, columns.get(Column.PLACE, 0))
    for cell in row:
        if all(cell.start <= column < cell.start + cell.span for column in both) and not cell.from_above:
            return " ".join(cell.text.split()) or None
    return None


def _is_count(texts: Sequence[str]) -> bool:
    """Whether a row only counts the columns: 1 | 2 | 3."""
    return len(texts) > 1 and [text.strip() for text in texts] == [str(place) for place in range(1, len(texts) + 1)]


def _sender(line: str) -> str:
    found = _FROM.fullmatch(line.strip())
    return (found["ru"] or found["en"]).strip() if found else ""


def _in_language(one: ListedAmendment) -> ListedAmendment:
    """Cyrillic letters tell the language where nothing else does."""
    if one.language:
        return one
    said = one.new + one.old
    cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in said)
    return replace(one, language="ru") if cyrillic * 2 > sum(sign.isalpha() for sign in said) else one
