"""What is attached to an adopted text stands in every file of it, and the marking on all sheets of every file."""

import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from program_workflow.documents.reading import read
from program_workflow.documents.table_files import write_table
from program_workflow.documents.writing import write_file
from program_workflow.domain.publication import Reservation, Signature
from program_workflow.domain.terms import Adoption, SignatureKind, VersionState
from tests.documents.consolidated import table as consolidated
from tests.documents.published import publication, text_of

NAMES = {"KAZ": "Казахстан", "BLR": "Беларусь", "ARM": "Армения"}
SCHEMA = Path(__file__).parents[1] / "data" / "akoma-ntoso" / "akomantoso30.xsd"
MARKING = "Для служебного пользования"


def adopted(**more):
    made = publication(text_of())
    return replace(
        made,
        language="ru",
        marking=MARKING,
        state=VersionState.ADOPTED,
        delegations=NAMES,
        adopted_at=datetime(2011, 10, 28, 12, tzinfo=UTC),
        adopted_by=Adoption.DECISION,
        ground="Решение Совета, пункт 4.",
        reservations=(
            Reservation("ARM", "С учётом закона о персональных данных.", ("1.1",)),
            Reservation("KAZ", "Снимаемая оговорка.", (), is_maintained=False),
        ),
        signatures=(
            Signature("KAZ", SignatureKind.SIGNED, place="Алматы", signed_on=date(2011, 10, 28)),
            Signature("BLR", SignatureKind.SPECIAL_OPINION, "Пункт 2.1 понимается с 2012 года."),
            Signature("ARM", SignatureKind.BLANK),
        ),
        **more,
    )


def words(form, made):
    written = write_file(made, form).data
    if form == "docx":
        with zipfile.ZipFile(BytesIO(written)) as package:
            parts = [package.read(f"word/{name}.xml").decode() for name in ("header1", "document")]
        return "".join("".join(etree.fromstring(one.encode()).itertext()) for one in parts)
    if form == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(written)).active
        return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    if form == "pdf":
        made_text = subprocess.run(["pdftotext", "-", "-"], input=written, capture_output=True, check=True)
        return " ".join(made_text.stdout.decode().split())
    return written.decode()


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "txt", "md"])
def test_reservations_and_signatures_are_printed_after_the_text(form):
    said = " ".join(words(form, adopted()).split())
    for one in (
        "Оговорки при подписании",
        "С учётом закона о персональных данных.",
        "Лист подписания",
        "Решение Совета, пункт 4.",
        "Алматы, 28 октября 2011",
        "с особым мнением",
        "Пункт 2.1 понимается с 2012 года.",
        "при подписании не подтверждена",
    ):
        assert one.replace(" ", "") in said.replace("\\", "").replace("\u00a0", " ").replace(" ", ""), one
    blank = said.replace("\\", "")
    assert "Армения" in blank
    assert "______" in blank


def test_json_has_them_as_data():
    found = json.loads(write_file(adopted(), "json").data)
    assert found["adoption"] == {"at": "2011-10-28T12:00:00Z", "by": "decision", "ground": "Решение Совета, пункт 4."}
    assert [(one["delegation"], one["kind"]) for one in found["signatures"]] == [
        ("KAZ", "signed"),
        ("BLR", "special_opinion"),
        ("ARM", "blank"),
    ]
    assert [one["maintained"] for one in found["reservations"]] == [True, False]


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "txt", "md", "json"])
def test_a_text_that_is_not_adopted_has_nothing_attached(form):
    said = words(form, publication(text_of()))
    assert "signature" not in said.casefold()
    assert "подписан" not in said.casefold()


def test_a_word_file_that_comes_back_has_the_same_clauses():
    plain = replace(adopted(), reservations=(), signatures=())
    both = [read("a.docx", write_file(made, "docx").data).clauses for made in (plain, adopted())]
    assert both[0] == both[1]


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "txt", "md", "xlsx", "json", "akn"])
def test_the_marking_stands_in_every_file(form):
    assert MARKING in words(form, adopted()).replace("\\", "")


def test_the_marking_of_akoma_ntoso_is_valid_metadata():
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    root = etree.fromstring(write_file(adopted(), "akn").data)
    assert schema.validate(root), schema.error_log
    [alias] = root.findall(".//{*}FRBRExpression/{*}FRBRalias")
    assert (alias.get("name"), alias.get("value")) == ("marking", MARKING)


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "json"])
def test_the_marking_stands_in_every_file_of_the_table(form):
    data = write_table(replace(consolidated(), marking={"en": "Draft", "ru": "Проект"}), form)
    if form in ("docx", "xlsx"):
        with zipfile.ZipFile(BytesIO(data)) as package:
            said = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    else:
        said = data.decode()
    assert "Draft" in said
