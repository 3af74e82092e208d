"""Log-in and log-out in the browser: where it leads, what it refuses, what it sets."""

import json
from datetime import timedelta

import pytest

from program_workflow.domain.actor import CONSOLE
from program_workflow.usecases import entrance
from program_workflow.usecases import people as accounts
from program_workflow.wiring import open_work
from tests.people import PASSWORD


def log_in(browser, email="kaz@example.org", password=PASSWORD, place="/account"):
    browser.get(f"/login?next={place}")
    return browser.post("/login", {"email": email, "password": password})


def test_a_page_leads_over_the_log_in_and_back(browser, people):
    assert browser.get("/account?a=1").headers["Location"] == "/login?next=/account?a%3D1"
    answer = log_in(browser, place="/account?a%3D1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?a=1")
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    "place", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\tevil", "", "x"]
)
def test_only_own_paths_are_followed(browser, people, place):
    browser.get("/login")
    answer = browser.post("/login", {"email": "kaz@example.org", "password": PASSWORD, "next": place})
    assert answer.headers["Location"] == "/"


def test_every_wrong_pair_gets_the_same_page(browser, people):
    known = log_in(browser, password="wrong password")
    unknown = log_in(browser, email="nobody@example.org", password="wrong password")
    assert known.status_code == unknown.status_code == 401
    assert "The e-mail or the password is wrong." in known.text
    assert 'value="kaz@example.org"' in known.text
    assert (
        known.text.replace("kaz@", "nobody@").partition("<main")[2].partition("csrf_token")[0]
        == (unknown.text.partition("<main")[2].partition("csrf_token")[0])
    )


def test_after_too_many_attempts_the_page_says_how_long_to_wait(browser, people):
    for _ in range(entrance.PER_ACCOUNT):
        log_in(browser, password="wrong password")
    answer = log_in(browser)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Try again in 15 min." in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, people):
    cookies = log_in(browser).headers.getlist("Set-Cookie")
    (key,) = [cookie for cookie in cookies if cookie.startswith("session_key=")]
    assert "HttpOnly" in key
    assert "SameSite=Lax" in key


def test_each_log_in_is_a_new_session_and_ends_the_old_one(browser, people):
    log_in(browser)
    first = browser.client.get_cookie("session_key").value
    browser.get("/account")
    browser.post("/login", {"email": "blr@example.org", "password": PASSWORD})
    assert browser.client.get_cookie("session_key").value != first
    browser.client.set_cookie("session_key", first)
    assert browser.get("/account").status_code == 303


def test_a_session_ends_with_the_log_out(browser, people):
    log_in(browser)
    key = browser.client.get_cookie("session_key").value
    browser.get("/account")
    answer = browser.post("/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert "You are logged out." in browser.get("/login").text
    browser.client.set_cookie("session_key", key)
    assert browser.get("/account").status_code == 303


def test_an_expired_log_in_says_so(browser, people, clock):
    log_in(browser)
    clock.advance(hours=8)
    answer = browser.get("/account")
    assert "expired=1" in answer.headers["Location"]
    assert "Your session has ended." in browser.get(answer.headers["Location"]).text


def test_what_was_typed_survives_an_expired_log_in(browser, people, clock):
    log_in(browser)
    browser.get("/account")
    clock.advance(hours=8)
    answer = browser.post("/account", {"text": "To hold joint exercises twice a year <b>"})
    assert answer.status_code == 401
    assert "To hold joint exercises twice a year &lt;b&gt;" in answer.text
    assert "You are no longer logged in." in answer.text


def test_what_was_typed_stands_under_the_names_of_its_fields(browser, people, clock):
    log_in(browser)
    browser.get("/account")
    clock.advance(hours=8)
    sent = {
        "text-0": "To hold joint exercises.",
        "bodies-2": "Coordination Service",
        "rationale": "Once is too little.",
        "words_ru": "Приветствуем проект.",
        "reason_KAZ": "Once is too little.",
    }
    page = browser.post("/account", {**sent, "unknown": "Some other words."}).text
    for name in (
        ">Text<",
        ">Change 3: Executing bodies<",
        ">Rationale<",
        ">Words, in Russian<",
        ">Reason, KAZ<",
        ">Field “unknown”<",
    ):
        assert name in page


def test_a_log_in_that_ends_while_somebody_types_leaves_the_form_alone(browser, people, clock):
    log_in(browser)
    browser.get("/account")
    clock.advance(hours=8)
    headers = {"HX-Request": "true", "HX-Target": "redline"}
    answer = browser.post("/programs/CIS-2011/amendments/preview", {"text-0": "Words."}, headers=headers)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert "<main" not in answer.text
    assert 'target="_blank"' in answer.text
    assert "What you typed stays on this page" in answer.text


def test_a_removed_person_loses_access_with_the_next_request(browser, people, settings):
    log_in(browser)
    with open_work(CONSOLE, settings=settings) as w:
        accounts.update_user(
            w, people.kaz.user_id, name="R", role="representative", delegation_code="KAZ", is_active=False
        )
    assert browser.get("/account").status_code == 303


def test_whoever_is_logged_in_is_led_past_the_log_in(browser, people):
    log_in(browser)
    assert browser.get("/login?next=/account").headers["Location"] == "/account"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(browser, people, headers):
    browser.get("/login")
    answer = browser.post("/login", {"email": "kaz@example.org", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert browser.client.get_cookie("session_key") is None


def test_a_form_without_its_token_is_refused(browser, people):
    log_in(browser)
    assert browser.client.post("/logout").status_code == 403
    assert browser.get("/account").status_code == 200


def test_the_language_is_kept_in_the_browser_and_for_the_person(browser, people):
    browser.get("/language/ru?next=/login")
    assert '<html lang="ru">' in browser.get("/login").text
    log_in(browser)
    assert '<html lang="en">' in browser.get("/account").text
    assert browser.get("/language/ru?next=/account").headers["Location"] == "/account"
    assert '<html lang="ru">' in browser.get("/account").text
    assert browser.get("/language/de").status_code == 404


def test_the_browsers_language_counts_until_one_is_chosen(browser):
    russian = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"}
    assert '<html lang="ru">' in browser.get("/login", headers=russian).text
    assert '<html lang="en">' in browser.get("/login", headers={"Accept-Language": "fr"}).text


def test_the_people_of_the_demonstration_are_shown(browser, settings):
    names = {"en": "Representative of Kazakhstan", "ru": "Представитель Казахстана"}
    people = [{"email": "kaz@example.org", "names": names, "role": "representative"}]
    (settings.home / "demo.json").write_text(json.dumps({"password": "a sample", "people": people}))
    page = browser.get("/login").text
    assert "Demo data" in page
    assert "Representative of Kazakhstan" in page
    browser.get("/language/ru")
    assert "Представитель Казахстана" in browser.get("/login").text


def test_the_last_use_of_a_session_is_noted(browser, people, clock):
    log_in(browser)
    for _ in range(3):
        clock.now += timedelta(hours=7)
        assert browser.get("/account").status_code == 200
