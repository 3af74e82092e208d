"""A phrase throughout a text: every inflected form as a whole word, nothing else touched by the replacement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.errors import Invalid
from program_workflow.domain.throughout import find_phrase, put_instead, stem_of


@pytest.mark.parametrize(
    ("text", "phrase", "forms"),
    [
        (
            "О незаконной миграции. Незаконная миграция; незаконной миграцией.",
            "незаконная миграция",
            ["незаконной миграции", "Незаконная миграция", "незаконной миграцией"],
        ),
        ("миграционный учёт и миграция", "миграция", ["миграция"]),
        ("The program, programs and programming.", "program", ["program", "programs"]),
        ("illegal\nmigration", "illegal migration", ["illegal\nmigration"]),
        ("АТЦ СНГ и СНГ", "СНГ", ["СНГ", "СНГ"]),
        ("СНГовский", "СНГ", []),
    ],
)
def test_every_form_is_found_and_no_other_word(text: str, phrase: str, forms: list[str]) -> None:
    assert [one.form for one in find_phrase(text, phrase)] == forms


@pytest.mark.parametrize("phrase", ["", "   ", "– ,", "x" * 201])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(Invalid):
        find_phrase("text", phrase)


def test_a_replacement_takes_the_capital_of_what_it_replaces() -> None:
    text = "Reports are sent. All reports are read."
    assert put_instead(text, find_phrase(text, "report"), "surveys") == "Surveys are sent. All surveys are read."


def test_without_a_replacement_the_space_before_goes_too() -> None:
    text = "joint illegal acts, illegal"
    assert put_instead(text, find_phrase(text, "illegal"), "") == "joint acts,"
    assert put_instead("Illegal acts", find_phrase("Illegal acts", "illegal"), "") == "acts"


@given(st.text(), st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_each_form_put_back_gives_the_text_again(text: str, phrase: str) -> None:
    found = find_phrase(text, phrase)
    assert all(text[one.start : one.end] == one.form for one in found)
    back, at = "", 0
    for one in found:
        back += text[at : one.start] + put_instead(one.form, find_phrase(one.form, phrase)[:1], one.form)
        at = one.end
    assert back + text[at:] == text


@given(st.text(st.characters(categories=["L"]), min_size=1))
def test_a_stem_begins_its_word(word: str) -> None:
    assert word.startswith(stem_of(word))
    assert stem_of(word)
