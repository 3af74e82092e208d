"""People and delegations in the browser."""

import pytest

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.terms import Channel, DeliveryState, Role
from program_workflow.storage import OutboxRow
from program_workflow.usecases import people as accounts
from program_workflow.wiring import open_work


def test_an_administrator_adds_a_delegation_and_a_person(logged_in, settings):
    browser = logged_in("administrator")
    browser.get("/admin/delegations/new")
    added = browser.post("/admin/delegations", {"code": "uzb", "name_en": "Uzbekistan", "name_ru": "Узбекистан"})
    assert added.headers["Location"] == "/admin"
    browser.get("/admin/people/new")
    fields = {
        "email": "uzb@example.org", "name": "Representative of Uzbekistan", "role": "representative",
        "delegation": "UZB", "language": "ru", "timezone": "Asia/Tashkent", "password": "six words nobody knows",
    }  # fmt: skip
    assert browser.post("/admin/people", fields).headers["Location"] == "/admin"
    page = browser.get("/admin").text
    assert "Uzbekistan" in page
    assert "uzb@example.org" in page


def test_what_was_typed_stays_when_something_is_wrong(logged_in):
    browser = logged_in("administrator")
    browser.get("/admin/people/new")
    fields = {"email": "new@example.org", "name": "A name", "role": "expert", "language": "en", "timezone": "UTC"}
    answer = browser.post("/admin/people", fields)
    assert answer.status_code == 422
    assert 'value="new@example.org"' in answer.text
    assert 'href="#delegation"' in answer.text
    assert "This role belongs to a delegation; name it: expert." in answer.text


def test_an_address_is_taken_once(logged_in):
    browser = logged_in("administrator")
    browser.get("/admin/people/new")
    fields = {"email": "kaz@example.org", "name": "A", "role": "coordinator", "language": "en", "timezone": "UTC"}
    answer = browser.post("/admin/people", fields)
    assert answer.status_code == 409
    assert 'href="#email"' in answer.text


def test_a_person_is_moved_and_loses_the_log_ins(logged_in, people, settings):
    other = logged_in("kaz")
    browser = logged_in("administrator")
    place = f"/admin/people/{people.kaz.user_id}"
    browser.get(place)
    moved = browser.post(place, {"name": "Expert", "role": "expert", "delegation": "BLR", "is_active": "1"})
    assert moved.status_code == 303
    assert other.get("/account").status_code == 303
    with open_work(SYSTEM, settings=settings) as w:
        assert accounts.actor_for(w, people.kaz.user_id).role is Role.EXPERT


def test_a_page_that_is_out_of_date_changes_nothing(logged_in, people):
    place = f"/admin/people/{people.kaz.user_id}"
    first, second = logged_in("administrator"), logged_in("administrator")
    change = {"name": "Expert", "role": "expert", "delegation": "BLR", "is_active": "1"}
    first.get(place)
    second.get(place)
    assert first.post(place, change).status_code == 303
    refused = second.post(place, {**change, "name": "Another"})
    assert refused.status_code == 412
    assert "You changed this in another window at 1 March 2011, 09:00 UTC" in refused.text


def test_a_password_is_set_for_somebody_else(logged_in, people, browser):
    administrator = logged_in("administrator")
    place = f"/admin/people/{people.kaz.user_id}"
    administrator.get(place)
    assert administrator.post(f"{place}/password", {"password": "short"}).status_code == 422
    assert administrator.post(f"{place}/password", {"password": "six words nobody knows"}).status_code == 303
    browser.get("/login")
    fields = {"email": "kaz@example.org", "password": "six words nobody knows"}
    assert browser.post("/login", fields).status_code == 303


def test_coordinators_read_and_do_not_manage(logged_in, people):
    browser = logged_in("coordinator")
    page = browser.get("/admin").text
    assert "kaz@example.org" in page
    assert "/admin/people/" not in page
    assert "Mails that could not be sent" not in page
    assert browser.get("/admin/people/new").status_code == 403
    assert browser.get(f"/admin/people/{people.kaz.user_id}").status_code == 403


@pytest.mark.parametrize("who", ["kaz", "kaz_expert", "reviewer", "observer"])
def test_others_do_not_see_people(logged_in, who):
    answer = logged_in(who).get("/admin")
    assert answer.status_code == 403
    assert "kaz@example.org" not in answer.text


def test_a_parked_delivery_is_put_back(logged_in, people, settings, clock):
    with open_work(SYSTEM, settings=settings, clock=clock) as w:
        row = OutboxRow(
            event_key="trial:1", event="version_circulated", user_id=people.kaz.user_id, channel=Channel.MAIL,
            subject_type="version", subject_id="x", payload={}, created_at=w.now, state=DeliveryState.PARKED,
            due_at=w.now, attempts=9, message_id="<1@example.org>",
        )  # fmt: skip
        w.session.add(row)
        w.session.flush()
        delivery = row.id
    browser = logged_in("administrator")
    assert "Representative of Kazakhstan" in browser.get("/admin").text
    assert browser.post(f"/admin/deliveries/{delivery}/requeue").status_code == 303
    assert "Nothing is parked" in browser.get("/admin").text


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_the_record_is_one_step_away(logged_in, who):
    browser = logged_in(who)
    browser.get("/admin")
    assert 'href="/audit"' in browser.page


def test_an_administrator_corrects_the_names_of_a_delegation(logged_in, people):
    browser, other = logged_in("administrator"), logged_in("administrator")
    assert 'href="/admin/delegations/KAZ"' in browser.get("/admin").text
    place = "/admin/delegations/KAZ"
    for one in (browser, other):
        assert 'value="Казахстан"' in one.get(place).text
    assert browser.post(place, {"name_en": "", "name_ru": "К"}).status_code == 422
    browser.get(place)
    named = {"name_en": "Republic of Kazakhstan", "name_ru": "Республика Казахстан"}
    assert browser.post(place, named).headers["Location"] == "/admin"
    assert "Republic of Kazakhstan" in browser.get("/admin").text
    assert "ame of the delegation corrected" in browser.get("/audit").text
    late = other.post(place, {"name_en": "Another", "name_ru": "Другое"})
    assert late.status_code == 412
    assert 'value="Another"' in late.text
    assert browser.get("/admin/delegations/XXX").status_code == 404
    coordinator = logged_in("coordinator")
    assert 'href="/admin/delegations/KAZ"' not in coordinator.get("/admin").text
    assert coordinator.get(place).status_code == 403
