"""A version in two languages with a text missing in one: what is read in that language says so, and where."""

import pytest

from program_workflow.documents.table_cells import Column, laid_out
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import ClauseKind
from program_workflow.usecases import aligning, clause_reading, comparing, consolidated, reading
from program_workflow.usecases.publishing import publish
from tests.twins import TWINS, begin, circulate

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def half(talks):
    """Version 1, circulated: the second of its clauses has no English text."""
    clauses = (TWINS[0], ClauseDraft(ClauseKind.POINT, "Отчеты направляются.", "2"), *TWINS[2:])
    return circulate(begin(talks, clauses=clauses))


def standing(made):
    return {one.number: (one.stands_in, one.stood_in) for one in made.pieces if one.stands_in or one.stood_in}


def published(talks, number="latest", language="en", **more):
    with talks.work(talks.people.arm) as w:
        return publish(w, talks.code, number, language=language, **more)


def test_an_export_names_the_clauses_that_have_another_text(half):
    assert standing(published(half)) == {"2": ("ru", "")}
    assert standing(published(half, language="ru")) == {}


def test_pages_know_it_too(half):
    with half.work(half.people.observer) as w:
        version = reading.view_version(w, half.code, 1, language="en")
        page = clause_reading.clause_page(w, half.code, half.ids["2"], language="en")
    assert {one.number: one.stands_in for one in version.clauses} == {"1": "", "2": "ru", "3": ""}
    assert (page.language, page.clause.language, page.clause.stands_in) == ("en", "ru", "ru")


def test_a_new_clause_proposed_in_another_language_is_named_where_it_stands(half):
    people = half.people
    made = half.propose(people.kaz, half.insert("Новый пункт.", after="1"), language="ru")
    half.take(people.kaz, made, "submit")
    half.take(people.coordinator, made, "review")
    for more in ({"amendments": True}, {"brackets": True}):
        assert standing(published(half, **more)) == {"": ("ru", ""), "2": ("ru", "")}
        assert standing(published(half, language="ru", **more)) == {}


def test_a_redline_names_the_side_whose_text_is_missing(half):
    half.close()
    half.next()
    with half.work(half.people.coordinator) as w:
        aligning.supply_text(w, half.code, "latest", half.ids["2"], "en", text="Reports are sent.", seen_revision=None)
    with half.work(half.people.coordinator) as w:
        made = publish(w, half.code, 2, language="en", redline_from=1)
        found = comparing.compare_versions(w, half.code, 1, 2, language="en")
        back = publish(w, half.code, 1, language="en", redline_from=2)
    assert standing(made) == {"2": ("", "ru")}
    assert found.stand_ins == {half.ids["2"]: ("", "ru")}
    assert standing(back) == {"2": ("ru", "")}


def test_the_table_names_it_where_a_clause_is_to_go(half):
    people = half.people
    made = half.propose(people.kaz, half.delete("2"), language="en")
    half.take(people.kaz, made, "submit")
    half.take(people.coordinator, made, "review")
    with half.work(people.arm) as w:
        (row,) = laid_out(consolidated.consolidated_table(w, half.code)).rows
    assert row.text(Column.CURRENT) == "Отчеты направляются.\nNo English text; the Russian text stands here."
    assert {line.lang for line in row.cells[Column.CURRENT]} == {"ru", None}
