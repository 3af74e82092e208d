"""Accepting all and rejecting all gives the texts that pandoc and LibreOffice show, in body, tables and notes."""

from pathlib import Path
from typing import Final

import pytest

from tests.conftest import missing
from tests.documents.oracles.libreoffice import Shown, ask_libreoffice, missing_libreoffice
from tests.documents.oracles.pandoc import missing_pandoc
from tests.documents.proofs import (
    LIBREOFFICE,
    PANDOC,
    differs_from_libreoffice,
    differs_from_pandoc,
    missing_from_clauses,
    not_rebuilt,
    pairs_in,
    write_redline,
)
from tests.repository import ROOT

FILES: Final = sorted([*(ROOT / "tests/data/tracked").glob("*.docx"), *(ROOT / "tests/data/odt").glob("*.odt")])
PAIRS: Final = list(pairs_in(ROOT / "tests/data/pairs"))


@pytest.fixture(scope="module")
def redlines(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("redlines")
    return [write_redline(old, new, folder / f"{at}.docx") for at, (old, new) in enumerate(PAIRS)]


@pytest.fixture(scope="module")
def shown_by_libreoffice(redlines: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Shown:
    absent = missing_libreoffice()
    if absent:
        missing(absent)
    return ask_libreoffice([*FILES, *redlines], tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def pandoc() -> None:
    absent = missing_pandoc()
    if absent:
        missing(absent)


@pytest.mark.slow
@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_shows_the_same_words(shown_by_libreoffice: Shown) -> None:
    different = {file.name: differs_from_libreoffice(file, shown_by_libreoffice) for file in FILES}
    assert {name for name, sides in different.items() if sides} == set(LIBREOFFICE) & set(different)


@pytest.mark.slow
@pytest.mark.usefixtures("pandoc")
def test_pandoc_shows_the_same_words() -> None:
    different = {file.name: differs_from_pandoc(file) for file in FILES if file.suffix == ".docx"}
    assert {name for name, sides in different.items() if sides} == set(PANDOC) & set(different)


@pytest.mark.slow
@pytest.mark.usefixtures("pandoc")
@pytest.mark.xdist_group("libreoffice")
def test_a_redline_of_two_files_has_both_in_it(redlines: list[Path], shown_by_libreoffice: Shown) -> None:
    wrong = {
        (old.name, new.name): not_rebuilt(old, new, made, shown_by_libreoffice)
        for (old, new), made in zip(PAIRS, redlines, strict=True)
    }
    assert {pair: who for pair, who in wrong.items() if who} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_word_of_the_body_is_missing_from_the_clauses(file: Path) -> None:
    assert missing_from_clauses(file) == []
