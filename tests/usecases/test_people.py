"""Delegations and accounts: what is accepted, and whose rights end when."""

import pytest
from sqlalchemy import select

from program_workflow.domain.actor import CONSOLE
from program_workflow.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleRevision
from program_workflow.domain.terms import Role
from program_workflow.storage import EventRow, UserRow
from program_workflow.usecases import people as accounts

PASSWORD = "correct horse battery staple"


def test_an_address_is_kept_in_one_form_and_taken_once(work, people):
    with work(CONSOLE) as w:
        assert accounts.add_user(w, " New.Person@Example.ORG ", "N", "coordinator").email == "new.person@example.org"
    with work(CONSOLE) as w, pytest.raises(Conflict):
        accounts.add_user(w, "NEW.person@example.org", "N", "coordinator")


@pytest.mark.parametrize(
    ("role", "delegation", "pointer"),
    [
        pytest.param("representative", None, "/delegation", id="representative without a delegation"),
        pytest.param("expert", "", "/delegation", id="expert without a delegation"),
        pytest.param("coordinator", "KAZ", "/delegation", id="coordinator in a delegation"),
        pytest.param("expert", "XXX", "/delegation", id="unknown delegation"),
        pytest.param("representative", "CSTO", "/role", id="representative of an observer organisation"),
        pytest.param("king", None, "/role", id="unknown role"),
    ],
)
def test_a_role_and_its_delegation_belong_together(work, people, role, delegation, pointer):
    with work(CONSOLE) as w, pytest.raises(Invalid) as refused:
        accounts.add_user(w, "new@example.org", "New", role, delegation)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c", "a b@example.org", "a@exa\nmple.org", "<a@example.org>", "a" * 250 + "@x.org"]
)
def test_what_is_no_address_is_refused(work, email):
    with work(CONSOLE) as w, pytest.raises(Invalid) as refused:
        accounts.add_user(w, email, "New", "coordinator")
    assert refused.value.pointer == "/email"


@pytest.mark.parametrize("code", ["", "K", "каз", "SEC", "A B", "ABCDEFGHIJKLM", "-KAZ"])
def test_a_code_that_cannot_be_one_is_refused(work, code):
    with work(CONSOLE) as w, pytest.raises(Invalid):
        accounts.add_delegation(w, code, "Name", "Название")


def test_delegations_stand_in_the_order_of_joining(work, people):
    with work() as w:
        assert [(one.code, one.index) for one in accounts.list_delegations(w)] == [
            ("KAZ", 1), ("BLR", 2), ("ARM", 3), ("CSTO", 4),
        ]  # fmt: skip


def test_a_code_is_taken_once(work, people):
    with work(CONSOLE) as w, pytest.raises(Conflict):
        accounts.add_delegation(w, "kaz", "Again", "Снова")


@pytest.mark.parametrize("who", ["kaz", "coordinator", "reviewer", "observer"])
def test_only_an_administrator_manages_people(work, people, who):
    with work(getattr(people, who)) as w:
        with pytest.raises(NotPermitted):
            accounts.add_user(w, "new@example.org", "New", "coordinator")
        with pytest.raises(NotPermitted):
            accounts.add_delegation(w, "NEW", "New", "Новая")
        with pytest.raises(NotPermitted):
            accounts.set_password(w, people.kaz.user_id, PASSWORD)


def test_a_moved_person_loses_the_sessions_and_keeps_no_old_right(work, people):
    with work() as w:
        key = accounts.create_session(w, people.kaz.user_id)
    with work(people.administrator) as w:
        accounts.update_user(w, people.kaz.user_id, name="Expert", role="expert", delegation_code="BLR", is_active=True)
    with work() as w:
        assert accounts.read_session(w, key) is None
        moved = accounts.actor_for(w, people.kaz.user_id)
    assert (moved.role, moved.delegation_code) == (Role.EXPERT, "BLR")


def test_a_new_name_alone_ends_no_session(work, people):
    with work() as w:
        key = accounts.create_session(w, people.kaz.user_id)
    with work(people.administrator) as w:
        accounts.update_user(
            w, people.kaz.user_id, name="Another name", role="representative", delegation_code="KAZ", is_active=True
        )
    with work() as w:
        assert accounts.read_session(w, key).actor.name == "Another name"


def test_a_removed_person_has_neither_session_nor_token(work, people):
    with work(people.kaz) as w:
        token = accounts.create_token(w, "kaz@example.org")
        key = accounts.create_session(w, people.kaz.user_id)
    change = {"name": "R", "role": "representative", "delegation_code": "KAZ"}
    with work(people.administrator) as w:
        accounts.update_user(w, people.kaz.user_id, **change, is_active=False)
    with work(people.administrator) as w:
        accounts.update_user(w, people.kaz.user_id, **change, is_active=True)
    with work() as w:
        assert accounts.read_token(w, token) is None
        assert accounts.read_session(w, key) is None


def test_a_second_editor_gets_a_conflict(work, people):
    with work(people.administrator) as w:
        seen = accounts.read_user(w, people.kaz.user_id).revision
        change = {"role": "representative", "delegation_code": "KAZ", "is_active": True, "seen_revision": seen}
        accounts.update_user(w, people.kaz.user_id, name="First", **change)
    with work(people.administrator) as w, pytest.raises(StaleRevision):
        accounts.update_user(w, people.kaz.user_id, name="Second", **change)


def test_the_last_administrator_stays(work, people):
    change = {"name": "A", "role": "administrator", "delegation_code": None}
    with work(people.administrator) as w, pytest.raises(Invalid):
        accounts.update_user(w, people.administrator.user_id, **change, is_active=False)


def test_preferences_change_only_what_is_given(work, people):
    with work(people.kaz) as w:
        accounts.set_preferences(w, language="ru", timezone="Asia/Almaty", theme="dark", keys_on=False)
    with work(people.kaz) as w:
        view = accounts.set_preferences(w, marks_in_words=True)
    assert (view.language, view.timezone, view.theme) == ("ru", "Asia/Almaty", "dark")
    assert (view.keys_on, view.marks_in_words, view.mail_on) == (False, True, True)


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"timezone": "Mars/Olympus"}, {"theme": "pink"}])
def test_unknown_preferences_are_refused(work, people, wrong):
    with work(people.kaz) as w, pytest.raises(Invalid):
        accounts.set_preferences(w, **wrong)


def test_the_record_tells_of_accounts_without_names(work, people):
    with work() as w:
        events = w.session.scalars(select(EventRow).where(EventRow.subject_type == "user")).all()
        names = {value for user in w.session.scalars(select(UserRow)) for value in (user.email, user.name)}
    assert len(events) == 11
    assert not any(name in str(event.body) for event in events for name in names)


def test_nobody_is_found_who_is_not_there(work, people):
    with work(people.administrator) as w:
        with pytest.raises(NotFound):
            accounts.read_user(w, "nobody")
        with pytest.raises(NotFound):
            accounts.actor_for(w, "nobody")
        with pytest.raises(NotFound):
            accounts.actor_for_email(w, "nobody@example.org")


def test_a_person_reads_their_own_account_and_no_other(work, people):
    with work(people.kaz) as w:
        assert accounts.read_user(w, people.kaz.user_id).delegation_code == "KAZ"
        with pytest.raises(NotPermitted):
            accounts.read_user(w, people.coordinator.user_id)
