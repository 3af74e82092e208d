"""Who does not participate in a clause is printed under it in every file, and is no part of its text."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from program_workflow.documents.reading import read
from program_workflow.documents.writing import write_file
from tests.conftest import missing
from tests.documents.oracles.libreoffice import missing_libreoffice, saved_by_libreoffice
from tests.documents.published import piece, publication, text_of
from tests.documents.test_publication_files import read as read_akoma_ntoso
from tests.documents.word_lines import lines

SAID = "Таджикистан не участвует в этом пункте."
NAMES = {"TJK": "Таджикистан", "UKR": "Украина"}
EVERY_KIND = ("t1", "pr", "r1", "h1", "p1", "p2", "th", "m1", "m2", "n1", "a1")
SCHEMA = Path(__file__).parents[1] / "data" / "akoma-ntoso" / "akomantoso30.xsd"


def apart(*clauses, codes=("TJK",), pieces=None):
    return [replace(one, apart=codes) if one.clause_id in clauses else one for one in pieces or text_of()]


def words(form, made):
    written = write_file(made, form).data
    if form == "docx":
        return "\n".join(lines(written))
    if form == "xlsx":
        rows = openpyxl.load_workbook(BytesIO(written)).active.iter_rows(min_row=5, values_only=True)
        return "\n".join(str(cell) for row in rows for cell in row if cell)
    return written.decode()


@pytest.mark.parametrize("form", ["docx", "html", "txt", "md", "xlsx", "akn"])
@pytest.mark.parametrize("clauses", [*((one,) for one in EVERY_KIND), EVERY_KIND], ids=str)
def test_it_is_said_once_under_each_clause(form, clauses):
    assert words(form, publication(apart(*clauses), delegations=NAMES)).count(SAID) == len(clauses)


def test_each_delegation_has_a_sentence_and_the_data_has_its_code():
    made = publication(apart("p1", codes=("TJK", "UKR")), delegations=NAMES)
    assert f"  ({SAID})\n    (Украина не участвует в этом пункте.)" in words("txt", made)
    clauses = json.loads(write_file(made, "json").data)["clauses"]
    assert {one["id"]: one["not_participating"] for one in clauses if one["not_participating"]} == {
        "p1": ["TJK", "UKR"]
    }


def test_akoma_ntoso_with_notes_stays_valid():
    made = publication(apart(*EVERY_KIND), delegations=NAMES)
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(read_akoma_ntoso(made))


def test_a_word_file_that_comes_back_has_the_same_clauses():
    with_notes, without = (
        read("text.docx", write_file(publication(pieces, delegations=NAMES), "docx").data)
        for pieces in (apart(*EVERY_KIND), text_of())
    )
    assert with_notes.clauses == without.clauses


@pytest.mark.parametrize("kind", ["point", "measure"])
def test_it_goes_with_a_clause_whose_deletion_is_accepted(kind):
    gone = piece("x", kind, [("-", "Gone.")], "9", whole="-", by=("KAZ",), amendments=("k",), apart=("TJK",))
    written = write_file(publication([*text_of(), gone], delegations=NAMES, proposals={}), "docx").data
    assert SAID not in "\n".join(lines(written, "accept"))
    assert SAID in "\n".join(lines(written, "reject"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_file_that_libreoffice_saved_has_the_same_clauses(kind, tmp_path):
    absent = missing_libreoffice()
    if absent:
        missing(absent)
    found = []
    for name, pieces in (("with", apart(*EVERY_KIND)), ("without", text_of())):
        file = tmp_path / f"{name}.docx"
        file.write_bytes(write_file(publication(pieces, delegations=NAMES), "docx").data)
        saved = saved_by_libreoffice(file, kind, tmp_path)
        found.append(read(saved.name, saved.read_bytes()).clauses)
    assert found[0] == found[1]
