"""Names of places are read in the languages lists of amendments come in."""

import pytest

from program_workflow.domain.places import PlaceName, Step, Unit, read_place

A, P, S, I, C = Unit.ARTICLE, Unit.PARAGRAPH, Unit.POINT, Unit.INDENT, Unit.CHAPTER  # noqa: E741 - indent

STEPS = {
    "Article 6 – paragraph 1 – point f a (new)": [Step(A, "6"), Step(P, "1"), Step(S, "f", "a")],
    "Article 2 – paragraph 2 – point a a(new)": [Step(A, "2"), Step(P, "2"), Step(S, "a", "a")],
    "Article 20 – paragraph 2 bis (new)": [Step(A, "20"), Step(P, "2", "bis")],
    "Article 6 paragraph 1 a (new)": [Step(A, "6"), Step(P, "1", "a")],
    "Article 6(1)(f)": [Step(A, "6"), Step(P, "1"), Step(S, "f")],
    "point (a) of paragraph 1": [Step(P, "1"), Step(S, "a")],
    "Recital 24 a (new)": [Step(Unit.RECITAL, "24", "a")],
    "Chapter 3 – section 4 – title": [Step(C, "3"), Step(Unit.SECTION, "4")],
    "Title 1": [Step(Unit.TITLE, "1")],
    "Article 7 – alinéa 31": [Step(A, "7"), Step(Unit.SUBPARAGRAPH, "31")],
    "art. add. après Article 34\u00a0bis": [Step(A, "34", "bis")],
    "Article 1er": [Step(A, "1")],
    "пункт 2.3": [Step(P, "2.3")],
    "п. 2.3 абзац второй": [Step(P, "2.3"), Step(I, "2")],
    "абз. 2 п. 2.3": [Step(P, "2.3"), Step(I, "2")],
    "первый абзац пункта 1.1": [Step(P, "1.1"), Step(I, "1")],
    "подпункт «б» пункта 2.1 раздела II": [Step(Unit.SECTION, "ii"), Step(P, "2.1"), Step(S, "б")],
    "в абзаце втором пункта 2.3": [Step(P, "2.3"), Step(I, "2")],
    "часть 2 статьи 5": [Step(A, "5"), Step(P, "2")],
    "2.1(б)": [Step(None, "2.1"), Step(S, "б")],
    "пункт 2¹": [Step(P, "2¹")],
    "Приложение № 2, пункт 4": [Step(Unit.ANNEX, "2"), Step(P, "4")],
    "мероприятие 2.1.3": [Step(P, "2.1.3")],
    "Введение": [],
}


@pytest.mark.parametrize(("said", "steps"), STEPS.items(), ids=STEPS)
def test_a_place_is_read_from_the_outermost_step_to_the_innermost(said: str, steps: list[Step]) -> None:
    assert list(read_place(said).steps) == steps


@pytest.mark.parametrize(
    ("said", "marks"),
    {
        "Article 3 a (new)": (True, False, False, False),
        "пункт 2.4 (новый)": (True, False, False, False),
        "Дополнить пунктом 2.4": (True, False, False, False),
        "пункт 2.3 в новой редакции": (False, False, False, False),
        "после пункта 2.3": (False, True, False, False),
        "Article 18 – title": (False, False, True, True),
        "Article 53 – paragraph 1 – introductory part": (False, False, True, False),
        "Наименование программы": (False, False, False, True),
    }.items(),
)
def test_what_is_meant_of_a_place_is_read_with_it(said: str, marks: tuple[bool, ...]) -> None:
    found: PlaceName = read_place(said)
    assert (found.is_new, found.is_after, found.is_part, found.is_title) == marks
