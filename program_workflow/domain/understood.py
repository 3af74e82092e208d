"""What an import understood of a document, before anything is kept."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import ClauseKind


class Left(StrEnum):
    """Why a part of a document was left out of the text, or what to look at twice."""

    TEXT_BOX = "text_box"
    HIDDEN_TEXT = "hidden_text"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    COMMENT = "comment"
    PICTURE = "picture"
    HEADER_FOOTER = "header_footer"
    FIELD_CODE = "field_code"
    TABLE_OF_CONTENTS = "table_of_contents"
    TRACKED_DELETION = "tracked_deletion"
    TRACKED_INSERTION = "tracked_insertion"
    MARKUP = "markup"
    EMPTY_ROW = "empty_row"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """What was kept and deserves a second look."""

    NUMBER_JUMP = "number_jump"
    NUMBER_REPEATED = "number_repeated"
    MIXED_SCRIPT = "mixed_script"
    INVISIBLE_CHARACTER = "invisible_character"
    MERGED_CELL = "merged_cell"
    SUPERSCRIPT_AS_TEXT = "superscript_as_text"
    COLUMN_NOT_RECOGNISED = "column_not_recognised"
    NESTED_TABLE = "nested_table"
    TIMEFRAME_REVERSED = "timeframe_reversed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing left out, or kept with a doubt.

    place: where, in the reader's terms ("after 2.1", "table 2, row 4"), in the document's language
    or neutral. excerpt: at most 200 characters of what stands there.
    """

    reason: Left | Doubt
    place: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A document as clauses, with an account of everything that is not among them.

    clauses: the top level in order. tables: how many tables were read. title, period: as found in
    the text, "" where not. notes: what foot- and endnotes say, which are no clauses.
    """

    clauses: tuple[ClauseDraft, ...]
    language: str
    title: str = ""
    period: str = ""
    tables: int = 0
    left_out: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[ClauseKind, int]:
        """How many clauses of each kind, in the order of the kinds."""
        found = Counter(clause.kind for clause in walk(self.clauses))
        return {kind: found[kind] for kind in ClauseKind if found[kind]}


def walk(clauses: tuple[ClauseDraft, ...]) -> list[ClauseDraft]:
    """All clauses of a tree in reading order."""
    flat: list[ClauseDraft] = []
    stack = list(reversed(clauses))
    while stack:
        clause = stack.pop()
        flat.append(clause)
        stack.extend(reversed(clause.children))
    return flat
