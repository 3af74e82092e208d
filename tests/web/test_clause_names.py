"""A clause without a number is called by its kind, also where one kind's name ends like another's."""

import pytest
from flask import Flask

from program_workflow.i18n import speaking
from program_workflow.web.clause_words import name_clause


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("2.7", "2.7"),
        ("paragraph-1", "paragraph 1"),
        ("table-heading-1", "table heading 1"),
        ("2-table-heading-3", "table heading 3 of 2"),
        ("heading-1", "unnumbered heading 1"),
        ("annex-2", "unnumbered annex 2"),
        ("2-heading-1-paragraph-2", "paragraph 2 of unnumbered heading 1 of 2"),
    ],
)
def test_a_clause_without_a_number_is_called_by_its_own_kind(app: Flask, reference: str, name: str) -> None:
    with app.test_request_context(), speaking("en"):
        assert name_clause(reference) == name


def test_a_section_without_a_number_is_not_called_like_the_one_with_that_number(app: Flask) -> None:
    with app.test_request_context(), speaking("ru"):
        assert name_clause("heading-1") == "ненумерованный раздел 1"
        assert name_clause("heading-1-paragraph-2") == "абзац 2 (ненумерованный раздел 1)"
