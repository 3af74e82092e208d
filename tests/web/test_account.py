"""What a person settles for themselves."""

import re

from program_workflow.domain.actor import SYSTEM
from program_workflow.usecases import people as accounts
from program_workflow.wiring import open_work
from tests.people import PASSWORD


def test_preferences_are_kept_and_shown_at_once(logged_in):
    browser = logged_in("kaz")
    browser.get("/account")
    chosen = {"language": "ru", "timezone": "Asia/Almaty", "theme": "dark", "marks_in_words": "1", "mail_on": "1"}
    assert browser.post("/account", chosen).status_code == 303
    page = browser.get("/account").text
    assert '<html lang="ru">' in page
    assert 'media="screen"' in page
    assert 'class="marks-in-words" data-keys="off"' in page
    assert "1_марта_2011_г., 15:00_UTC+06:00".replace("_", "\N{NO-BREAK SPACE}") in page  # Almaty until 2024


def test_a_zone_that_is_none_is_refused(logged_in):
    browser = logged_in("kaz")
    browser.get("/account")
    answer = browser.post("/account", {"timezone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "There is no time zone Mars/Olympus." in answer.text
    assert 'href="#timezone"' in answer.text


def test_the_own_password_is_changed_and_other_log_ins_end(logged_in, browser):
    here, elsewhere = logged_in("kaz"), logged_in("kaz")
    here.get("/account")
    answer = here.post("/account/password", {"current": PASSWORD, "password": "another four words here"})
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    browser.get("/login")
    fields = {"email": "kaz@example.org", "password": "another four words here"}
    assert browser.post("/login", fields).status_code == 303


def test_a_weak_or_a_wrong_password_is_refused_at_its_field(logged_in):
    browser = logged_in("kaz")
    browser.get("/account")
    weak = browser.post("/account/password", {"current": PASSWORD, "password": "password1234"})
    assert weak.status_code == 422
    assert 'href="#password"' in weak.text
    wrong = browser.post("/account/password", {"current": "wrong", "password": "another four words here"})
    assert wrong.status_code == 422
    assert 'href="#current"' in wrong.text


def test_a_log_in_elsewhere_is_listed_and_ended(logged_in):
    here, elsewhere = logged_in("kaz"), logged_in("kaz")
    page = here.get("/account").text
    (end,) = re.findall(r'action="(/account/sessions/[0-9a-f]+/end)"', page)
    assert here.post(end).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_a_session_of_somebody_else_is_not_found(logged_in, people, settings):
    with open_work(people.blr, settings=settings) as w:
        accounts.create_session(w, people.blr.user_id)
        (other,) = accounts.list_sessions(w)
    browser = logged_in("kaz")
    browser.get("/account")
    assert browser.post(f"/account/sessions/{other.id}/end").status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(logged_in, people, settings, clock):
    browser = logged_in("kaz")
    browser.get("/account")
    fields = browser.hidden("/account/tokens")
    page = browser.client.post("/account/tokens", data={**fields, "days": "7"}).text
    token = re.search(r'<code id="new-token">([^<]+)</code>', page)[1]
    with open_work(SYSTEM, settings=settings, clock=clock) as w:
        assert accounts.read_token(w, token) == people.kaz
    assert browser.client.post("/account/tokens", data={**fields, "days": "7"}).status_code == 303
    page = browser.get("/account").text
    assert token not in page
    (revoke,) = re.findall(r'action="(/account/tokens/[0-9a-f]+/revoke)"', page)
    browser.post(revoke)
    with open_work(SYSTEM, settings=settings, clock=clock) as w:
        assert accounts.read_token(w, token) is None
