"""Small versions made of files, to bring changes to."""

from collections.abc import Sequence

from program_workflow.documents import read
from program_workflow.domain.edits import in_order
from program_workflow.domain.text import Node, Text, content
from tests.documents.word_files import paragraphs

LINES = (
    "1. General provisions of the Program",
    "1.1. The competent bodies may meet once a year.",
    "1.2. The Center reports to the Council on its work.",
    "2. Tasks of the Program",
    "2.1. To improve the legal basis of cooperation;",
    "2.2. To raise the level of training of officials.",
)


def version(lines: Sequence[str] = LINES) -> Text:
    return text_of(paragraphs(*lines))


def text_of(data: bytes) -> Text:
    """A version made of a file; its clauses are called c0, c1 and so on."""
    placed = in_order(read("version.docx", data).clauses)
    return Text(
        tuple(
            Node(
                f"c{place}",
                f"c{one.parent}" if one.parent is not None else None,
                one.clause.kind,
                number=one.clause.number,
                contents={"en": content("en", one.clause.text, one.clause.fields)},
            )
            for place, one in enumerate(placed)
        )
    )
