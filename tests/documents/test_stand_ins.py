"""A clause without a text in the language of the file says so in words under the text that stands there."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from program_workflow.documents.reading import read
from program_workflow.documents.writing import write_file
from tests.documents.published import publication, text_of
from tests.documents.test_not_participating import EVERY_KIND, SCHEMA, words
from tests.documents.test_publication_files import read as read_akoma_ntoso

SAID = "No English text; the Russian text stands here."
STRUCK = "Version 1 has no English text; the words struck are of the Russian text."


def made(*clauses, **more):
    marks = {"stands_in": "ru"} | more
    pieces = [replace(one, **marks) if one.clause_id in clauses else one for one in text_of()]
    return publication(pieces, language="en", against=1 if "stood_in" in more else None)


@pytest.mark.parametrize("form", ["docx", "html", "txt", "md", "xlsx", "akn"])
@pytest.mark.parametrize("clauses", [*((one,) for one in EVERY_KIND), EVERY_KIND], ids=str)
def test_it_is_said_once_under_each_clause(form, clauses):
    assert words(form, made(*clauses)).count(SAID) == len(clauses)


@pytest.mark.parametrize("form", ["docx", "html", "txt", "md", "xlsx", "akn"])
def test_of_an_older_version_the_words_struck_are_named(form):
    said = words(form, made("p1", stands_in="", stood_in="ru"))
    assert (said.count(STRUCK), said.count(SAID)) == (1, 0)


@pytest.mark.parametrize("form", ["docx", "html", "txt", "md", "xlsx", "akn", "json"])
def test_nothing_is_said_where_no_text_is_missing(form):
    assert words(form, made()) == words(form, publication(text_of(), language="en"))
    assert "stands here" not in words(form, made())


def test_the_data_has_the_language():
    clauses = json.loads(write_file(made("p1"), "json").data)["clauses"]
    assert {one["id"]: one["stands_in"] for one in clauses if "stands_in" in one} == {"p1": "ru"}


def test_it_is_no_part_of_the_text_in_a_word_file_that_comes_back():
    files = (write_file(one, "docx").data for one in (made(*EVERY_KIND), made()))
    with_notes, without = (read("text.docx", data).clauses for data in files)
    assert with_notes == without


def test_akoma_ntoso_with_it_stays_valid():
    schema = etree.XMLSchema(etree.parse(str(Path(SCHEMA))))
    schema.assertValid(read_akoma_ntoso(made(*EVERY_KIND)))
