"""A Word file of 500 clauses with 1,000 tracked changes, written by our writer and with python-docx in the same run."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bench.measuring import bar, interleaved
from program_workflow.documents.word_writer import write_word
from program_workflow.domain.publication import Piece, Proposal, Publication, Span
from program_workflow.domain.terms import ClauseKind, VersionState

CLAUSES = 500
BAR_TIMES = 50
RUNS = 12
_WORDS = ["exchange", "of", "information", "on", "threats", "and", "joint", "exercises", "of", "the", "states"]
_FILED = datetime(2011, 3, 2, tzinfo=UTC)
_TAGS = {"-": "w:del", "+": "w:ins"}


def marked_publication() -> Publication:
    """Each clause of 60 words has a word struck and another put in by one delegation."""
    chance = Random(7)
    pieces = tuple(_piece(at, chance) for at in range(1, CLAUSES + 1))
    proposal = Proposal("k", "B/1/KAZ/1", "KAZ", "", _FILED)
    return Publication(
        code="B",
        title="A program",
        period="2011",
        language="en",
        marking="",
        version=1,
        state=VersionState.CIRCULATED,
        text_hash="",
        circulated_at=_FILED,
        closes_at=None,
        at=_FILED,
        pieces=pieces,
        proposals={"k": proposal},
        delegations={"KAZ": "Kazakhstan"},
    )


def _piece(at: int, chance: Random) -> Piece:
    by, amendments = ("KAZ",), ("k",)
    spans = (
        Span("=", " ".join(chance.choices(_WORDS, k=30)) + " "),
        Span("-", "once", by, amendments),
        Span("+", "twice", by, amendments),
        Span("=", " " + " ".join(chance.choices(_WORDS, k=29)) + "."),
    )
    return Piece(f"{at:032x}", None, ClauseKind.POINT, 0, f"{at}", f"{at}", spans)


def with_python_docx(publication: Publication) -> bytes:
    """The same words and marks by the library's own means; tracked changes it leaves to its XML."""
    document = docx.Document()
    count = 0
    for piece in publication.pieces:
        paragraph = document.add_paragraph(f"{piece.number}.\t", style="List Number")
        for span in piece.spans:
            run = paragraph.add_run(span.text)
            if span.op == "=":
                continue
            count += 1
            mark = OxmlElement(_TAGS[span.op])
            mark.set(qn("w:id"), str(count))
            mark.set(qn("w:author"), "Kazakhstan")
            mark.set(qn("w:date"), "2011-03-02T00:00:00Z")
            run._r.addprevious(mark)
            mark.append(run._r)
            if span.op == "-":
                run._r.find(qn("w:t")).tag = qn("w:delText")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _marks(data: bytes) -> tuple[int, int]:
    body = zipfile.ZipFile(BytesIO(data)).read("word/document.xml")
    return body.count(b"<w:ins "), body.count(b"<w:del ")


def run() -> dict[str, Any]:
    publication = marked_publication()
    files = {"ours": write_word(publication), "python_docx": with_python_docx(publication)}
    if {_marks(data) for data in files.values()} != {(CLAUSES, CLAUSES)}:
        raise AssertionError("the files do not hold the same marks")
    times = interleaved(
        {"ours": lambda: write_word(publication), "python_docx": lambda: with_python_docx(publication)}, RUNS
    )
    ratio = times["python_docx"] / times["ours"]
    return {
        **{f"{name}_seconds": round(seconds, 4) for name, seconds in times.items()},
        "ratio": round(ratio, 1),
        "bars": [
            bar(
                "a Word file of 500 clauses with 1,000 tracked changes written",
                f"≥ {BAR_TIMES} × faster than python-docx",
                f"{ratio:.0f} ×, {1000 * times['ours']:.0f} ms",
                ratio >= BAR_TIMES,
            )
        ],
    }
