"""Redlines of versions, what a choice of amendments would make of a clause, what a proposal meets while it is typed."""

import pytest

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted
from program_workflow.usecases.comparing import clause_page, compare_versions, preview, redline_of_amendment


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


def test_a_choice_of_amendments_is_tried_as_it_would_be_carried_out(talks, people, clock):
    talks.circulated()
    one = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    two = talks.reviewed(people.blr, talks.modify("1.1", "The parties exchange information on all threats."))
    clock.advance(minutes=1)
    three = talks.reviewed(people.arm, talks.modify("1.1", "The members exchange information on threats."))
    with talks.work(people.kaz) as w:
        together = clause_page(w, "P1", talks.ids["1.1"], chosen=[one, two]).trial
        assert together.text == "The states exchange information on all threats."
        apart = clause_page(w, "P1", talks.ids["1.1"], chosen=[one, two, three]).trial
        assert (apart.text, apart.collisions) == (None, ((one, three),))


def test_a_proposal_being_typed_meets_what_its_author_may_see(talks, people):
    talks.circulated()
    talks.propose(people.arm, talks.modify("1.1", "A draft of Armenia."))
    deletion = talks.reviewed(people.blr, talks.delete("1"))
    with talks.work(people.kaz) as w:
        found = preview(w, "P1", [talks.modify("1.1", "The states exchange information on threats.")])
        assert [one.amendment_id for one in found.collisions] == [deletion]
        assert (found.differs, found.added, found.removed) == (True, 1, 1)
        assert not preview(w, "P1", [talks.modify("1.1", "The parties exchange information on threats.")]).differs
        with pytest.raises(Invalid):
            preview(w, "P1", [talks.modify("1.1", "a\u202eb")])
    with talks.work(people.observer) as w, pytest.raises(NotPermitted):
        preview(w, "P1", [talks.modify("1.1", "x")])


def test_the_same_wording_of_another_is_offered_as_a_joint_proposal(talks, people):
    talks.circulated()
    other = talks.reviewed(people.blr, talks.modify("1.1", "Nothing, is exchanged."))
    with talks.work(people.kaz) as w:
        found = preview(w, "P1", [talks.modify("1.1", "NOTHING is exchanged")])
    assert [one.amendment_id for one in found.same_as] == [other]


def test_the_redline_of_an_amendment_shows_each_operation_against_its_base(talks, people):
    talks.circulated()
    made = talks.reviewed(
        people.kaz, talks.delete("1.2"), talks.insert("New.", after="1.1"), talks.move("2.1", under="1")
    )
    with talks.work(people.blr) as w:
        found = redline_of_amendment(w, made)
    assert [{op for op, _ in one.runs} for one in found.operations] == [{"-"}, {"+"}, {"="}]
