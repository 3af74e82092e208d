"""The marking of pages: what says that a text is a draft ends with its adoption, the rest stays."""

import pytest

from program_workflow.domain.marking import NO_DRAFT, marked_together, marking_of
from program_workflow.domain.terms import VersionState

RULES = {"marking": {"ru": "Проект. Для служебного пользования", "en": "Draft; For official use only"}}


@pytest.mark.parametrize("state", list(VersionState))
def test_a_draft_is_marked_so_until_it_is_adopted(state):
    adopted = state in NO_DRAFT
    assert ("Проект" in marking_of(RULES, "ru", state)) is not adopted
    assert "Для служебного пользования" in marking_of(RULES, "ru", state)
    assert ("Draft" in marking_of(RULES, "en", state)) is not adopted
    assert "For official use only" in marking_of(RULES, "en", state)


@pytest.mark.parametrize("words", ["Проект", "«Проект»", "ПРОЕКТ.", "Draft", "“Draft”"])
def test_nothing_is_left_of_a_marking_that_only_says_draft(words):
    assert marking_of({"marking": {"ru": words}}, "ru", VersionState.ADOPTED) == ""
    assert marking_of({"marking": {"ru": words}}, "ru", None) == words


@pytest.mark.parametrize("words", ["", "Для служебного пользования", "Проектная группа", "Restricted, not for release"])
def test_other_words_stay_as_they_are(words):
    assert marking_of({"marking": {"ru": words}}, "ru", VersionState.ADOPTED) == words
    assert marking_of({}, "ru", VersionState.ADOPTED) == ""


def test_a_document_about_several_programs_is_as_guarded_as_the_most_guarded_of_them():
    draft, both = {"marking": {"ru": "Проект"}}, {"marking": {"ru": "Проект. Для служебного пользования"}}
    assert marked_together([draft, {}, both], "ru", None) == "Проект. Для служебного пользования"
    assert marked_together([draft, both], "ru", VersionState.ADOPTED) == "Для служебного пользования"
