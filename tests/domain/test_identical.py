"""Amendments that say the same, among many: as comparing each with each tells."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.amendment import Operation, same_proposal
from program_workflow.domain.identical import identical
from program_workflow.domain.terms import ClauseKind, OperationKind

K = OperationKind
_ids = st.sampled_from(["a", "b"])
_words = st.sampled_from(
    ["A joint exercise.", "a joint  exercise", "A joint exercise: 1.5", "A joint exercise: 15", ""]
)
_modified = st.builds(Operation, st.just(K.MODIFY), _ids, _words)
_deleted = st.builds(Operation, st.just(K.DELETE), _ids)
_inserted = st.builds(
    lambda new, text, parent: Operation(K.INSERT, new, text, parent=parent, clause_kind=ClauseKind.POINT),
    st.sampled_from(["+1", "+2"]),
    _words,
    _ids,
)
_proposals = st.lists(
    st.tuples(
        st.sampled_from(["en", "ru"]), st.lists(st.one_of(_modified, _deleted, _inserted), min_size=1, max_size=2)
    ),
    max_size=12,
)


def test_they_name_each_other_in_the_order_given_and_who_is_alone_is_left_out() -> None:
    gone, said = Operation(K.DELETE, "a"), Operation(K.MODIFY, "a", "A joint exercise.")
    among = [("1", "en", [gone]), ("2", "en", [said]), ("3", "ru", [gone]), ("4", "en", [gone]), ("5", "en", [gone])]
    assert identical(among) == {"1": ("4", "5"), "4": ("1", "5"), "5": ("1", "4")}


@given(_proposals)
def test_they_are_those_that_comparing_each_with_each_finds(proposals: list[tuple[str, list[Operation]]]) -> None:
    named = [(str(place), language, tuple(said)) for place, (language, said) in enumerate(proposals)]
    found = identical(named)
    for (one, spoken, mine), (other, theirs_spoken, theirs) in permutations(named, 2):
        assert (other in found.get(one, ())) == (spoken == theirs_spoken and same_proposal(mine, theirs))
