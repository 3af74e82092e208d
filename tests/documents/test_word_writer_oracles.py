"""Pandoc, LibreOffice and our own reader of tracked changes show the same of what the writer wrote."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.documents.word_writer import write_word
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.proposed import Proposed, amended_pieces
from program_workflow.domain.publication import Piece, Proposal, Publication, Span
from program_workflow.domain.redline import Entry
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import walk
from tests.conftest import missing
from tests.documents.oracles.libreoffice import ask_libreoffice, missing_libreoffice
from tests.documents.oracles.pandoc import ask_pandoc, missing_pandoc
from tests.documents.publications import publication, redline_of
from tests.documents.word_lines import lines, plain

NAMES: Final = {"KAZ": "Kazakhstan", "BLR": "Belarus", "ARM": "Armenia"}
FILED: Final = datetime(2011, 3, 2, 14, 30, tzinfo=UTC)
_SAID: Final = ["parties", "exchange", "information", "on", "threats", "and", "hold", "exercises", "«Рубеж»", "twice"]


def _text(chance: Random) -> str:
    return "The " + " ".join(chance.choices(_SAID, k=chance.randrange(4, 20))) + "."


def _program(chance: Random) -> list[Entry]:
    """A text with a passport, sections of points, and a table of measures."""
    made = [Entry("t", "", ClauseKind.TITLE, "A program of cooperation", NO_FIELDS, "")]
    made += [
        Entry(f"r{at}", "", ClauseKind.PASSPORT_ROW, _text(chance), Fields(label=label), "")
        for at, label in enumerate(("Name of the Program", "Purpose", "Period", "Expected results"))
    ]
    for section in range(1, 4):
        made.append(Entry(f"s{section}", f"{section}", ClauseKind.HEADING, f"Section {section}", NO_FIELDS, ""))
        made += [
            Entry(
                f"p{section}{at}", f"{section}.{at}", ClauseKind.POINT, _text(chance), NO_FIELDS, "", 1, f"s{section}"
            )
            for at in range(1, 5)
        ]
    columns = "No. | Measure | Executing bodies | Period | Funding"
    made.append(Entry("h", "", ClauseKind.TABLE_HEADING, columns, NO_FIELDS, ""))
    made += [
        Entry(
            f"m{at}",
            f"4.{at}",
            ClauseKind.MEASURE,
            _text(chance),
            Fields(("Ministry", f"Agency {at}"), Timeframe(f"201{at}", None, None), "without funding"),
            "",
        )
        for at in range(1, 6)
    ]
    made.append(Entry("z", "", ClauseKind.NOTE, "The last note.", NO_FIELDS, ""))
    return made


def _edited(text: list[Entry], chance: Random) -> list[Entry]:
    """Clauses changed, deleted, inserted and moved among those of their kind."""
    made: list[Entry] = []
    for entry in text:
        dice = 0 if entry.kind is ClauseKind.TABLE_HEADING else chance.random()
        if dice < 0.15 and entry.kind in (ClauseKind.POINT, ClauseKind.MEASURE, ClauseKind.NOTE):
            continue
        said = entry.text.split()
        if dice > 0.6:
            said[chance.randrange(1, len(said))] = "twice"
        made.append(
            Entry(entry.id, entry.number, entry.kind, " ".join(said), entry.fields, "", entry.depth, entry.parent)
        )
        if 0.3 < dice < 0.45:
            made.append(
                Entry(f"{entry.id}n", "", entry.kind, _text(chance), entry.fields, "", entry.depth, entry.parent)
            )
    points = [at for at, entry in enumerate(made) if entry.kind is ClauseKind.POINT]
    one, other = chance.sample(points, 2)
    made.insert(other, made.pop(one))
    return made


def _amended(text: list[Entry], chance: Random) -> Publication:
    """Every third clause with an amendment of some delegation, one with two that collide."""
    points = [entry for entry in text if entry.kind in (ClauseKind.POINT, ClauseKind.MEASURE)]
    proposed = [
        Proposed(f"x{code}", code, Operation(OperationKind.MODIFY, points[-1].id, _text(chance), points[-1].fields))
        for code in NAMES
    ]
    for at, entry in enumerate(points[:-1:2]):
        beside = next(one for one in points[at * 2 + 1 :] if one.kind is entry.kind)
        operation = (
            Operation(OperationKind.MODIFY, entry.id, _text(chance), entry.fields),
            Operation(OperationKind.DELETE, entry.id),
            Operation(OperationKind.MOVE, entry.id, parent=beside.parent, after=beside.id),
            Operation(
                OperationKind.INSERT, f"n{at}", _text(chance), entry.fields, None, entry.parent, entry.id, entry.kind
            ),
        )[chance.randrange(4)]
        proposed.append(Proposed(f"a{at}", [*NAMES][at % 3], operation))
    proposals = {
        one.amendment: Proposal(one.amendment, None, one.delegation, f"Because of {one.amendment}.", FILED)
        for one in proposed
    }
    return publication(amended_pieces(text, proposed), proposals=proposals, delegations=NAMES)


def _files() -> dict[str, Publication]:
    found = {}
    for seed in range(12):
        chance = Random(seed)  # noqa: S311 - repeatable, not secret
        old = _program(chance)
        found[f"redline{seed}.docx"] = redline_of(old, _edited(old, chance))
        found[f"amended{seed}.docx"] = _amended(old, chance)
    longer = [
        Entry("s1", "1", ClauseKind.HEADING, "Section 1 and more", NO_FIELDS, ""),
        Entry("n", "", ClauseKind.POINT, "A new paragraph.", NO_FIELDS, ""),
        Entry("p", "1.1", ClauseKind.POINT, "What stood there.", NO_FIELDS, ""),
    ]
    found["longer.docx"] = redline_of([replace(longer[0], text="Section 1"), longer[2]], longer)
    return found


PUBLISHED: Final = _files()
SIDES: Final = {"accept": "-<", "reject": "+>"}


def _one_side(made: Publication, side: str) -> Publication:
    """What stands when one kind of marks is taken out, as a clean text."""

    def kept(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(Span("=", span.text) for span in spans if span.op not in SIDES[side])

    def standing(piece: Piece) -> Piece:
        fields = tuple(replace(one, spans=kept(one.spans)) for one in piece.fields)
        number = piece.number if side == "accept" else piece.number_old
        return replace(
            piece, spans=kept(piece.spans), fields=fields, whole="", move="", number=number, number_old=number
        )

    return publication([standing(one) for one in made.pieces if not one.whole or one.whole not in SIDES[side]])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """name → file of each publication."""
    found = {name: tmp_path / name for name in PUBLISHED}
    for name, path in found.items():
        path.write_bytes(write_word(PUBLISHED[name]))
    return found


def _expected(name: str, side: str) -> list[str]:
    return lines(write_word(_one_side(PUBLISHED[name], side)))


def _said(paragraphs: list[str]) -> list[str]:
    return [line for line in map(plain, paragraphs) if line]


@pytest.mark.parametrize("side", SIDES)
def test_the_small_reader_of_these_tests_shows_them(side: str) -> None:
    for name, made in PUBLISHED.items():
        assert lines(write_word(made), side) == _expected(name, side), name


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
def test_pandoc_shows_them(side: str, files: dict[str, Path]) -> None:
    absent = missing_pandoc()
    if absent:
        missing(absent)
    for name, path in files.items():
        assert _said(ask_pandoc(path, side)["body"]) == _expected(name, side), name


@pytest.mark.slow
@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_shows_them(files: dict[str, Path], tmp_path: Path) -> None:
    absent = missing_libreoffice()
    if absent:
        missing(absent)
    office = tmp_path / "office"
    office.mkdir()
    shown = ask_libreoffice(list(files.values()), office)
    for name, path in files.items():
        for side in SIDES:
            assert _said(shown[str(path)][side]["body"]) == _expected(name, side), (name, side)


def test_our_own_reader_shows_them_with_their_authors() -> None:
    for name, made in PUBLISHED.items():
        read = read_revised(name, write_word(made), language="en")
        for understood, side in ((read.original, "reject"), (read.final, "accept")):
            said = [plain(one.text) for one in walk(understood.clauses)]
            assert said == [plain("".join(s.text for s in one.spans)) for one in _one_side(made, side).pieces], name
        if made.proposals:
            assert set(read.authors) == set(NAMES.values())
            shown = {one.delegation for one in made.proposals.values()}
            assert {comment.author for comment in read.comments} == {NAMES[code] for code in shown}
