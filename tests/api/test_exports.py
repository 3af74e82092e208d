"""Versions as files over the API."""

import zipfile
from io import BytesIO

import pytest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def body_of(answer):
    return zipfile.ZipFile(BytesIO(answer.data)).read("word/document.xml").decode()


def test_a_version_comes_as_a_file_with_a_name_of_its_own(callers, talks):
    talks.circulated()
    answer = callers.observer.get("/programs/P1/export?version=1&as=docx")
    assert (answer.status_code, answer.mimetype) == (200, WORD)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"P1-v1-en.docx\"; filename*=UTF-8''P1%2C%20version%201.docx"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The parties exchange information on threats." in body_of(answer)


def test_live_amendments_come_as_tracked_changes_of_their_delegation(callers, talks, people):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    body = body_of(callers.arm.get("/programs/P1/export?version=latest&as=docx&amendments=true"))
    assert body.count('w:author="Kazakhstan"') == 2
    assert "states" not in body_of(callers.observer.get("/programs/P1/export?as=docx&amendments=true"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("as=doc", 422),
        ("version=1", 422),
        ("version=9&as=docx", 404),
        ("version=1&as=docx&amendment=nobody", 404),
        ("version=1&as=docx&redline_from=1&brackets=true", 422),
        ("version=1&as=docx&amendments=perhaps", 422),
    ],
)
def test_what_cannot_be_written_is_refused(query, status, callers, talks):
    talks.circulated()
    assert callers.kaz.get(f"/programs/P1/export?{query}").status_code == status


def test_a_program_that_is_not_there_is_not_found_before_anything_else(callers, talks):
    assert callers.kaz.get("/programs/P9/export?as=doc").status_code == 404
