"""Pandoc, LibreOffice and our own reader of tracked changes show the same of what the writer wrote."""

from pathlib import Path
from random import Random
from typing import Final

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.documents.word_writer import write_word
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.publication import Publication
from program_workflow.domain.redline import Entry
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import walk
from tests.conftest import missing
from tests.documents.oracles.libreoffice import ask_libreoffice, missing_libreoffice
from tests.documents.oracles.pandoc import ask_pandoc, missing_pandoc
from tests.documents.publications import clean, redline_of
from tests.documents.word_lines import lines, plain

SIDES: Final = ("accept", "reject")
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


def _redlines() -> dict[str, tuple[Publication, list[Entry], list[Entry]]]:
    found = {}
    for seed in range(12):
        chance = Random(seed)  # noqa: S311 - repeatable, not secret
        old = _program(chance)
        new = _edited(old, chance)
        found[f"{seed}.docx"] = redline_of(old, new), old, new
    return found


REDLINES: Final = _redlines()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """name → file of each redline."""
    found = {name: tmp_path / name for name in REDLINES}
    for name, path in found.items():
        path.write_bytes(write_word(REDLINES[name][0]))
    return found


def _expected(name: str, side: str) -> list[str]:
    _, old, new = REDLINES[name]
    return lines(write_word(clean(new if side == "accept" else old)))


def _said(paragraphs: list[str]) -> list[str]:
    return [line for line in map(plain, paragraphs) if line]


@pytest.mark.parametrize("side", SIDES)
def test_the_small_reader_of_these_tests_shows_them(side: str) -> None:
    for name, (made, _, _) in REDLINES.items():
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


def test_our_own_reader_shows_them(files: dict[str, Path]) -> None:
    for name, (made, old, new) in REDLINES.items():
        read = read_revised(name, write_word(made), language="en")
        for understood, text in ((read.original, old), (read.final, new)):
            said = [plain(one.text) for one in walk(understood.clauses)]
            assert said == [plain(one.text) for one in text], name
