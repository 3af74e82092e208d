"""What a proposal meets while it is typed."""

import pytest

from program_workflow.domain.errors import Invalid, NotPermitted
from program_workflow.usecases.previewing import preview


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
