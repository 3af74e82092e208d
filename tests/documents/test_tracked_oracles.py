"""Accepting all and rejecting all gives the texts that pandoc and LibreOffice show, in body, tables and notes."""

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.domain.edits import words_of_clause
from program_workflow.domain.understood import Left, walk
from tests.conftest import missing
from tests.documents.oracles.libreoffice import Shown, ask_libreoffice, missing_libreoffice
from tests.documents.oracles.pandoc import ask_pandoc, missing_pandoc
from tests.documents.oracles.texts import body_of, notes_of, words
from tests.repository import ROOT

FILES: Final = sorted([*(ROOT / "tests/data/tracked").glob("*.docx"), *(ROOT / "tests/data/odt").glob("*.odt")])
SIDES: Final = ("accept", "reject")

_FORMULA: Final = "shows a formula as TeX"
_OBJECT: Final = "keeps a formula as an object and shows none of its signs"
_ROWS: Final = "does not undo a tracked row: words in it that are not tracked themselves stay"
_TODAY: Final = "shows the date of today for a field that kept another"
#: What differs, and why ours is right.
PANDOC: Final = {
    "WC012-Math-After.docx": _FORMULA,
    "pt-HC031-Complicated-Document.docx": _FORMULA,
    "pt-RA001-Tracked-Revisions-01.docx": _ROWS,
    "pt-Jupiter.docx": "leaves out what a field shows that counts (SEQ)",
}
LIBREOFFICE: Final = {
    "WC012-Math-After.docx": _OBJECT,
    "WC018-Field-Simple-After-1.docx": _TODAY,
    "pt-HC031-Complicated-Document.docx": f"{_TODAY}; {_OBJECT}",
    "pt-RA001-Tracked-Revisions-01.docx": f"{_ROWS}; joins a paragraph with one behind the table that follows it",
    "pt-RP018-MoveFrom-MoveTo-CC.docx": "keeps both ends of a move of a content control",
    "pt-RP051-Arabic.docx": "reads most of the changes of this file as untracked text",
    "pt-TestDocument.docx": "shows signs of a private font, which have no meaning outside it",
}


@pytest.fixture(scope="module")
def shown_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    absent = missing_libreoffice()
    if absent:
        missing(absent)
    return ask_libreoffice(FILES, tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def pandoc() -> None:
    absent = missing_pandoc()
    if absent:
        missing(absent)


@pytest.mark.slow
@pytest.mark.xdist_group("libreoffice")
@pytest.mark.parametrize("side", SIDES)
def test_libreoffice_shows_the_same_words(shown_by_libreoffice: Shown, side: str) -> None:
    different = [
        (file.name, story)
        for file in FILES
        for story, ours in (("body", body_of(file, side)), ("notes", notes_of(file, side)))
        if file.name not in LIBREOFFICE
        and words(ours) != words(shown_by_libreoffice.get(str(file), {}).get(side, {}).get(story, []))
    ]
    assert different == []


@pytest.mark.slow
@pytest.mark.usefixtures("pandoc")
@pytest.mark.parametrize("side", SIDES)
def test_pandoc_shows_the_same_words(side: str) -> None:
    different: list[tuple[str, str]] = []
    for file in FILES:
        if file.name in PANDOC or file.suffix == ".odt":  # of OpenDocument pandoc reads no tracked changes
            continue
        shown = ask_pandoc(file, side)
        if words(body_of(file, side)) != words(shown["body"]):
            different.append((file.name, "body"))
        if Counter(words(notes_of(file, side))) != Counter(words(shown["notes"])):  # in the order of the text
            different.append((file.name, "notes"))
    assert different == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_word_of_the_body_is_missing_from_the_clauses(file: Path) -> None:
    read = read_revised(file.name, file.read_bytes())
    for side, text in (("reject", read.original), ("accept", read.final)):
        said = words([part for clause in walk(text.clauses) for part in (words_of_clause(clause), clause.number)])
        lacking = Counter(words(body_of(file, side))) - Counter(said)
        letters = [sign for sign in lacking if sign.isalnum()]
        listed = {finding.reason for finding in text.left_out}
        assert not letters or Left.TABLE_OF_CONTENTS in listed
