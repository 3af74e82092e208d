"""Clauses agreed together: none is agreed until all are, and one takes all of them back."""

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.package import LIVE, PACKAGE_STEPS, SETTLED, Package, is_whole, status_in
from program_workflow.domain.terms import ClauseStatus, PackageAction, PackageState

OWN = st.lists(st.sampled_from(list(ClauseStatus)), min_size=2, max_size=6)
ALIVE = st.sampled_from(sorted(LIVE))


def of(own, state=PackageState.LIVE):
    package = Package("p", "Budget", state, tuple(map(str, range(len(own)))))
    whole = is_whole(package, own)
    return [status_in(one, whole=whole) for one in own]


@given(OWN, ALIVE)
def test_none_is_agreed_until_all_are(own, state):
    found = of(own, state)
    agreed = [one for one in found if one is ClauseStatus.AGREED]
    assert not agreed or (state is PackageState.LIVE and all(one in SETTLED for one in own))


@given(OWN)
def test_one_that_is_taken_back_takes_all_back_and_nothing_else_changes(own):
    before = of([ClauseStatus.AGREED] * len(own))
    assert set(before) == {ClauseStatus.AGREED}
    after = of([ClauseStatus.BRACKETED, *[ClauseStatus.AGREED] * (len(own) - 1)])
    assert after == [ClauseStatus.BRACKETED, *[ClauseStatus.PROVISIONALLY_AGREED] * (len(own) - 1)]


@given(OWN, ALIVE)
def test_what_is_not_agreed_of_its_own_keeps_its_status(own, state):
    for mine, shown in zip(own, of(own, state), strict=True):
        assert shown is mine or (mine, shown) == (ClauseStatus.AGREED, ClauseStatus.PROVISIONALLY_AGREED)


def test_every_step_leads_on_and_a_dissolved_package_stays_so():
    assert {action for _, action in PACKAGE_STEPS} == set(PackageAction)
    assert not [state for state, _ in PACKAGE_STEPS if state is PackageState.DISSOLVED]
