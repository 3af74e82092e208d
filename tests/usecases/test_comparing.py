"""Redlines of versions."""

import pytest

from program_workflow.domain.clause import NO_FIELDS, ClauseDraft
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import ClauseKind
from program_workflow.usecases import amending, programs
from program_workflow.usecases.comparing import compare_versions
from tests.negotiation import window


def test_two_versions_are_compared_and_each_change_is_traced_to_its_amendment(talks, people):
    talks.circulated()
    made = talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.close()
    talks.next()
    with talks.work(people.coordinator) as w:
        found = compare_versions(w, "P1", 1, 2)
    assert found.summary["changed"] == 1
    changed = next(one for one in found.clauses if one.change == "changed")
    assert "".join(text for op, text in changed.runs if op != "+") == "The parties exchange information on threats."
    assert "".join(text for op, text in changed.runs if op != "-") == "The states exchange information on threats."
    assert [one.amendment_id for one in found.sources[talks.ids["1.1"]]] == [made]
    with talks.work(people.kaz) as w, pytest.raises(NotFound):
        compare_versions(w, "P1", 1, 2)


def test_an_amendment_of_the_text_in_another_language_brought_no_change_of_this_one(talks, people):
    both = ClauseDraft(ClauseKind.POINT, "The parties meet.", "1", texts={"ru": ("Стороны собираются.", NO_FIELDS)})
    with talks.work(people.coordinator) as w:
        said = {"title": {"en": "P"}, "language": "en", "languages": ["ru"], "clauses": [both]}
        programs.create_program(w, code="P1", rules={"decision_rule": "coordinator"}, **said)
    talks.ids = {node.number: node.id for node in talks.text(1).nodes}
    talks.step("circulate", closes_at=window(talks.clock))
    english = talks.agreed(people.kaz, talks.modify("1", "The states meet."))
    with talks.work(people.blr) as w:
        change = talks.modify("1", "Государства собираются.")
        russian = amending.draft_amendment(w, "P1", [change], language="ru", rationale="So.").id
        amending.submit_amendment(w, russian, seen_revision=None)
    for step in ("review", "agree"):
        talks.take(people.coordinator, russian, step)
    talks.close()
    talks.next()
    with talks.work(people.coordinator) as w:
        for language, made in (("en", english), ("ru", russian)):
            found = compare_versions(w, "P1", 1, 2, language=language)
            assert [one.amendment_id for one in found.sources[talks.ids["1"]]] == [made]


def test_typography_is_compared_unless_it_is_to_be_ignored(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The parties exchange\u00a0information on threats."))
    talks.close()
    talks.next()
    with talks.work(people.coordinator) as w:
        assert compare_versions(w, "P1", 1, 2).summary["changed"] == 1
        found = compare_versions(w, "P1", 1, 2, ignore_typography=True)
    assert (found.summary["changed"], found.folded) == (0, 1)
