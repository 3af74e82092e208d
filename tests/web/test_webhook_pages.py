"""The pages of webhooks: the list with its form, the one page that shows a secret, the log, who may keep any."""

import re
from html import unescape

import pytest

URL = "https://receiver.example.org/hook"


def words(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


@pytest.fixture
def made(logged_in):
    """A webhook of the representative of Kazakhstan: the browser, its address, the page that added it."""
    browser = logged_in("kaz")
    browser.get("/webhooks")
    answer = browser.post("/webhooks", {"url": URL, "events": ["amendment_decided"]})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    (path,) = {*re.findall(r'action="(/webhooks/[^"/]+)"', answer.get_data(as_text=True))}
    return browser, path, answer


def test_the_secret_stands_on_the_page_that_made_it_and_on_no_other(made):
    browser, path, answer = made
    secret = re.search(r"whsec_[\w+/=]+", answer.get_data(as_text=True))
    assert secret
    for page in ("/webhooks", path):
        shown = browser.get(page)
        assert URL in words(shown)
        assert "amendment_decided" in words(shown)
        assert "whsec_" not in words(shown)
    rotated = browser.post(f"{path}/secret")
    assert re.search(r"whsec_[\w+/=]+", rotated.get_data(as_text=True))
    assert secret[0] not in rotated.get_data(as_text=True)


def test_the_form_sent_twice_adds_one(logged_in):
    browser = logged_in("kaz")
    browser.get("/webhooks")
    fields = {**browser.hidden("/webhooks"), "url": URL}
    assert browser.client.post("/webhooks", data=fields).status_code == 200
    again = browser.client.post("/webhooks", data=fields)
    assert again.status_code == 303
    assert "whsec_" not in words(browser.get(again.headers["Location"]))
    assert browser.get("/webhooks").get_data(as_text=True).count(URL) == 1


@pytest.mark.parametrize("url", ["", "ftp://example.org", "https://user:word@example.org/", "http://127.0.0.1:9/x"])
def test_what_is_no_address_is_said_at_its_field_and_nothing_is_kept(logged_in, url):
    browser = logged_in("kaz")
    browser.get("/webhooks")
    answer = browser.post("/webhooks", {"url": url, "events": ["amendment_decided"]})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'href="#url"' in page
    assert 'value="amendment_decided" checked' in page
    assert "There is no webhook yet." in words(browser.get("/webhooks"))


def test_it_is_tried_stopped_resumed_and_deleted(made):
    browser, path, _ = made
    browser.get(path)
    assert browser.post(f"{path}/test").status_code == 303
    page = words(browser.get(path))
    assert "webhook_test" in page
    assert "queued" in page
    assert browser.post(path, {"active": "0"}).status_code == 303
    assert "stopped" in words(browser.get(path))
    seen = browser.hidden(path)
    assert browser.post(path, {"active": "1"}).status_code == 303
    stale = browser.client.post(path, data={**seen, "active": "0"})
    assert stale.status_code == 412
    browser.get(path)
    assert browser.post(f"{path}/delete").status_code == 303
    assert browser.get(path).status_code == 404


def test_another_person_finds_nothing_and_an_administrator_stops_it_without_its_secret(made, logged_in):
    _, path, _ = made
    other = logged_in("blr")
    assert other.get(path).status_code == 404
    other.get("/webhooks")
    assert URL not in other.page
    for act in ("", "/test", "/secret", "/delete"):
        assert other.post(f"{path}{act}", {"revision": "1"}).status_code == 404
    administrator = logged_in("administrator")
    page = words(administrator.get(path))
    assert "Representative of Kazakhstan" in page
    assert "Make a new secret" not in page
    assert administrator.post(path, {"active": "0"}).status_code == 303
    administrator.get(path)
    assert administrator.post(f"{path}/secret", {"revision": "2"}).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "observer", "kaz_expert"])
def test_who_may_keep_none_is_not_led_there(logged_in, who):
    browser = logged_in(who)
    browser.get("/account")
    assert 'href="/webhooks"' not in browser.page
    assert browser.get("/webhooks").status_code == 403
