"""Who may do and see what, as tables."""

import pytest

from program_workflow.domain import permissions
from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.errors import NotAuthenticated, NotFound, NotPermitted
from program_workflow.domain.permissions import PERMITS, Permit, may, need, sees_amendment, sees_version
from program_workflow.domain.terms import DELEGATION_ROLES, AmendmentState, Role, VersionState

KAZ, BLR = "kaz-id", "blr-id"


def person(role: Role, delegation: str | None = None) -> Actor:
    if role in DELEGATION_ROLES and delegation is None:
        delegation = KAZ
    return Actor("id", "name", role, delegation, delegation and delegation[:3].upper())


def test_every_permit_stands_in_the_table_and_is_given_to_somebody():
    assert set(PERMITS) == set(Permit)
    assert all(PERMITS.values())


@pytest.mark.parametrize("permit", [p for p in Permit if p is not Permit.ANYBODY])
def test_whoever_is_not_logged_in_may_nothing(permit):
    assert not may(None, permit)
    with pytest.raises(NotAuthenticated):
        need(None, permit)


def test_anybody_may_log_in():
    assert may(None, Permit.ANYBODY)


@pytest.mark.parametrize("permit", list(Permit))
@pytest.mark.parametrize("role", list(Role))
def test_every_refusal_has_words_or_no_trace(role, permit):
    actor = person(role)
    if may(actor, permit):
        need(actor, permit)
        return
    with pytest.raises((NotPermitted, NotFound)) as refused:
        need(actor, permit)
    assert str(refused.value)


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ADMINISTRATOR])
def test_observers_and_administrators_do_not_learn_of_amendments(role):
    for permit in (Permit.READ_AMENDMENTS, Permit.READ_QUEUE, Permit.STEP_AMENDMENT):
        with pytest.raises(NotFound):
            need(person(role), permit)


@pytest.mark.parametrize(
    ("permit", "roles"),
    [
        (Permit.IMPORT_PROGRAM, {Role.COORDINATOR}),
        (Permit.PROPOSE, {Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR}),
        (Permit.MANAGE_PEOPLE, {Role.ADMINISTRATOR}),
        (Permit.READ_AUDIT, {Role.ADMINISTRATOR, Role.COORDINATOR}),
        (Permit.READ_AMENDMENTS, {Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR, Role.REVIEWER}),
        (Permit.READ_PROGRAMS, set(Role)),
    ],
    ids=lambda value: value.value if isinstance(value, Permit) else "",
)
def test_a_permit_is_given_to_these_roles_alone(permit, roles):
    assert {role for role in Role if may(person(role), permit)} == roles


@pytest.mark.parametrize("state", list(VersionState))
@pytest.mark.parametrize("role", list(Role))
def test_a_version_that_was_never_circulated_is_the_secretariats(role, state):
    assert sees_version(person(role), state, False) is (role is Role.COORDINATOR)


@pytest.mark.parametrize("role", list(Role))
def test_a_circulated_version_is_open_to_everyone(role):
    assert sees_version(person(role), VersionState.CLOSED, True)


OWN = person(Role.REPRESENTATIVE, KAZ)
OWN_EXPERT = person(Role.EXPERT, KAZ)
OWN_OBSERVER = person(Role.OBSERVER, KAZ)
OTHER = person(Role.REPRESENTATIVE, BLR)
COORDINATOR = person(Role.COORDINATOR)
REVIEWER = person(Role.REVIEWER)
OBSERVER = person(Role.OBSERVER, "csto-id")
ADMINISTRATOR = person(Role.ADMINISTRATOR)
ALL = {
    "own": OWN,
    "own expert": OWN_EXPERT,
    "own observer": OWN_OBSERVER,
    "other": OTHER,
    "coordinator": COORDINATOR,
    "reviewer": REVIEWER,
    "observer": OBSERVER,
    "administrator": ADMINISTRATOR,
}
S = AmendmentState


@pytest.mark.parametrize(
    ("state", "delegation", "has_number", "late", "seen_by"),
    [
        pytest.param(S.DRAFT, KAZ, False, False, {"own", "own expert"}, id="draft"),
        pytest.param(S.DRAFT, None, False, False, {"coordinator"}, id="secretariat's own draft"),
        pytest.param(
            S.DRAFT, KAZ, False, True, {"own", "own expert", "coordinator"}, id="draft shown to be admitted late"
        ),
        pytest.param(S.SUBMITTED, KAZ, False, False, {"own", "own expert", "coordinator"}, id="submitted"),
        pytest.param(S.SUBMITTED, None, False, False, {"coordinator"}, id="secretariat's own, submitted"),
        pytest.param(S.RETURNED, KAZ, False, True, {"own", "own expert", "coordinator"}, id="returned"),
        pytest.param(
            S.WITHDRAWN, KAZ, False, False, {"own", "own expert", "coordinator"}, id="withdrawn before review"
        ),
        pytest.param(S.LAPSED, KAZ, False, False, {"own", "own expert", "coordinator"}, id="lapsed before review"),
        *(
            pytest.param(
                state,
                KAZ,
                True,
                False,
                {"own", "own expert", "other", "coordinator", "reviewer"},
                id=f"{state}, numbered",
            )
            for state in S
            if state not in (S.DRAFT, S.SUBMITTED, S.RETURNED)
        ),
    ],
)
def test_an_amendment_is_seen_by_these_alone(state, delegation, has_number, late, seen_by):
    seen = {name for name, actor in ALL.items() if sees_amendment(actor, state, delegation, has_number, late)}
    assert seen == seen_by


def test_the_system_sees_and_may_everything():
    assert sees_amendment(SYSTEM, S.DRAFT, KAZ, False, False)
    assert sees_version(SYSTEM, VersionState.WORKING, False)
    assert all(may(SYSTEM, permit) for permit in Permit)


def test_the_sides_of_an_amendment():
    assert permissions.is_own(OWN, KAZ)
    assert not permissions.is_own(OWN, BLR)
    assert not permissions.is_own(OWN_OBSERVER, KAZ)
    assert permissions.is_own(COORDINATOR, None)
    assert not permissions.is_own(REVIEWER, None)
