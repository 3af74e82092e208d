"""A version as a PDF: every letter of its languages, tagged, marked on every sheet, from our own fonts alone."""

import builtins
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine

from program_workflow.documents import publication_pdf
from program_workflow.documents.publication_html import page_of
from program_workflow.documents.publication_pdf import NoPrinter, write_pdf
from tests.conftest import missing
from tests.documents.published import KAZAKH, RUSSIAN, UZBEK, amended, piece, publication, redlined


@pytest.fixture(scope="module")
def print_pdf():
    """Writes a PDF, or says that the libraries are missing."""

    def written(made):
        try:
            return write_pdf(made)
        except NoPrinter:
            missing("libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 are not installed")

    return written


@pytest.fixture
def told(tmp_path):
    """``told("pdftotext", data, …)``: what a program of poppler-utils says of a PDF."""

    def run(program, data, *options):
        if shutil.which(program) is None:
            missing("poppler-utils is not installed")
        file = tmp_path / "read.pdf"
        file.write_bytes(data)
        after = ["-"] if program == "pdftotext" else []
        return subprocess.run([program, *options, file, *after], capture_output=True, check=True, text=True).stdout

    return run


@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, UZBEK], ids=["Russian", "Kazakh", "Uzbek"])
def test_every_letter_can_be_copied_from_it(print_pdf, told, text):
    pieces = (piece("t", "title", text), piece("p", "point", text, "1"), piece("n", "note", text))
    said = _letters(told("pdftotext", print_pdf(publication(pieces))))
    assert said.count(_letters(text)) == 3


def _letters(text):
    """Without what a line end does: pdftotext takes out a hyphen there."""
    return "".join(text.split()).replace("-", "")


def test_only_fonts_of_the_product_are_in_it(print_pdf, told):
    _, _, *lines = told("pdffonts", print_pdf(redlined())).splitlines()
    assert lines
    assert [line for line in lines if "IBM-Plex" not in line or " yes yes yes " not in line] == []


def test_it_is_tagged_and_says_what_it_is(print_pdf, told):
    said = told("pdfinfo", print_pdf(publication()))
    assert "Tagged:          yes" in said
    assert "CIS-2011. Программа сотрудничества. Редакция 2" in said
    structure = told("pdfinfo", print_pdf(publication()), "-struct")
    for element in ("H1", "Table", "TH", "TD", "P"):
        assert element in structure


def test_every_sheet_has_version_instant_marking_and_number(print_pdf, told):
    long = publication([piece(str(at), "point", RUSSIAN * 6, str(at)) for at in range(30)])
    sheets = told("pdftotext", print_pdf(long), "-layout").split("\f")[:-1]
    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, 1):
        assert "Редакция 2, разослана 1 марта 2011 г., 09:00 UTC" in sheet.replace("\xa0", " ")
        assert "Проект" in sheet
        assert f"{number}/{len(sheets)}" in "".join(sheet.split())


def test_the_same_version_gives_the_same_bytes_whenever_it_is_written(print_pdf):
    written = []
    for year in (2011, 2012):
        publication_pdf._font.cache_clear()  # as another process would begin
        with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC), tick=False):
            written.append(print_pdf(amended()))
    assert written[0] == written[1]


def test_what_no_line_holds_may_be_parted_and_words_are_not():
    made = publication([piece("x", "point", "é" * 200 + " внутригосударственных", "1")])
    paper = page_of(made, fonts="fonts:")
    assert [len(part) for part in paper.partition("é")[2].partition(" ")[0].split("\u200b")][:2] == [79, 80]
    assert "внутригосударственных" in paper
    assert "\u200b" not in page_of(made)


def test_a_text_cannot_make_it_fetch_anything(print_pdf, told, tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("secret")
    hostile = (
        f'<img src="{file.as_uri()}"><link rel="attachment" href="{file.as_uri()}"><style>@import "{file.as_uri()}"'
    )
    made = publication([piece("x", "point", hostile, "1")], title=hostile, marking=hostile)
    data = print_pdf(made)
    assert "<img src=" in told("pdftotext", data, "-raw").replace("\n", " ")
    assert b"EmbeddedFile" not in data


def test_without_the_system_libraries_it_says_what_to_install(monkeypatch):
    genuine = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return genuine(name, *args, **kwargs)

    for name in [one for one in sys.modules if one.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoPrinter, match="apt-get install libpango"):
        write_pdf(publication())
