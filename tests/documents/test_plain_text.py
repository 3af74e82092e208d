"""Plain text: encodings, paragraphs, broken lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.documents import read
from program_workflow.domain.errors import FileRefused, WorkflowError
from program_workflow.domain.understood import walk
from tests.documents.outlines import outline_of

RUSSIAN = "1. Стороны обмениваются информацией.\n2. Центр ведет отчетность.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_the_encoding_is_recognised(encoding: str) -> None:
    found = read("a.txt", RUSSIAN.encode(encoding))
    assert found.language == "ru"
    assert [clause.text for clause in found.clauses] == ["Стороны обмениваются информацией.", "Центр ведет отчетность."]


def test_english_with_typographic_marks_in_a_code_page_stays_english() -> None:
    text = "1. The “Center” coordinates – and café owners report."
    assert read("a.txt", text.encode("cp1252")).clauses[0].text == text.removeprefix("1. ")


def test_lines_broken_at_the_margin_are_joined() -> None:
    text = (
        "1. The competent bodies of the member states exchange their\n"
        "experience of joint staff exercises at least once a year, and\n"
        "report on it.\n"
        "2. The Center coordinates the implementation of the Program and\n"
        "reports on it every year.\n\n"
        "3. Short.\n4. Short too.\n"
    )
    assert outline_of(text.encode(), "a.txt") == [
        "point 1: The competent bodies of the member states exchange their experience of joint staff exercises"
        " at least once a year, and report on it.",
        "point 2: The Center coordinates the implementation of the Program and reports on it every year.",
        "point 3: Short.",
        "point 4: Short too.",
    ]


def test_control_characters_are_refused() -> None:
    with pytest.raises(FileRefused):
        read("a.txt", b"1. The Center\x07 acts and reports.")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefused):
        read("a.txt", bytes(range(256)) * 20)


@given(st.binary(max_size=400))
def test_any_bytes_give_clauses_or_a_refusal(data: bytes) -> None:
    for name in ("a.txt", "a.md", "a.docx"):
        refusal = "read"
        try:
            walk(read(name, data).clauses)
        except WorkflowError as refused:
            refusal = str(refused)
        assert refusal


@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1), max_size=6))
def test_every_letter_of_a_text_is_found_again(lines: list[str]) -> None:
    data = "\n\n".join(lines).encode()
    try:
        found = read("a.txt", data)
    except WorkflowError:
        return
    kept = "".join(clause.number + clause.text for clause in walk(found.clauses)) + "".join(
        finding.excerpt for finding in found.left_out
    )
    assert {sign for line in lines for sign in line if sign.isalpha()} <= set(kept)
