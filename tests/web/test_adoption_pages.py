"""The pages of finalising, adoption, signatures and corrigenda."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from program_workflow.storage import VersionRow
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

VERSION = "/programs/P1/versions/1"
WORDS = "The parties hold joint exercises each year."


@pytest.fixture
def talks(settings, people, clock):
    """Version 1 is closed; ARM reserves its position on 2.1, and all agree to the rest."""

    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    rules = {"decision_rule": "consensus", "marking": {"en": "Draft. Restricted"}}
    found = Negotiation(work, people, clock).circulated(rules=rules)
    for one in (people.kaz, people.blr, people.arm):
        found.stand(one, "agrees")
    found.stand(people.arm, "scrutiny_reservation", "2.1")
    found.close()
    return found


@pytest.fixture
def adopted(talks, people):
    talks.stand(people.arm, "reservation_on_signing", "2.1", reason="Subject to our law.")
    for action in ("finalise", "submit"):
        talks.step(action)
    talks.step("adopt", decision="Decision of the Council, item 4.")
    return talks


def test_what_blocks_finalising_is_a_list_of_links(logged_in, talks):
    page = logged_in("coordinator").get(f"{VERSION}/steps/finalise").get_data(as_text=True)
    assert "Not possible now." in page
    assert f"/programs/P1/clauses/{talks.ids['2.1']}#positions" in page
    assert "Armenia: asks to reopen what was agreed (scrutiny reservation" in page


def test_a_reservation_is_converted_where_it_stands(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['2.1']}"
    browser = logged_in("arm")
    assert "Convert into a reservation on signing" in browser.get(path).get_data(as_text=True)
    assert "Convert into" not in logged_in("blr").get(f"{path}/position").get_data(as_text=True)
    browser.get(f"{path}/position?kind=reservation_on_signing")
    fields = {"kind": "reservation_on_signing", "reason": "Subject to our law.", "scope": "clause"}
    assert browser.post(f"{path}/position", fields).status_code == 303
    coordinator = logged_in("coordinator")
    coordinator.get(f"{VERSION}/steps/finalise")
    assert coordinator.post(f"{VERSION}/steps/finalise", {}).status_code == 303
    shown = logged_in("observer").get(VERSION).get_data(as_text=True)
    assert "Reservations on signing" in shown
    assert "Subject to our law." in shown


def test_an_adopted_version_says_on_what_ground_and_who_signed_how(logged_in, adopted):
    browser = logged_in("coordinator")
    page = browser.get(f"{VERSION}/signatures/ARM").get_data(as_text=True)
    assert "It is taken over where the state signs with reservation." in page
    fields = {"kind": "reservation", "text": "", "place": "Almaty", "signed_on": "2011-03-01", "channel": "floor"}
    assert browser.post(f"{VERSION}/signatures/ARM", fields).status_code == 303
    shown = logged_in("observer").get(VERSION).get_data(as_text=True)
    assert "Decision of the Council, item 4." in shown
    assert "Signed with reservation" in shown
    assert "Almaty, 1 March 2011" in shown
    assert "Restricted" in shown
    assert "Draft" not in shown
    assert logged_in("kaz").get(f"{VERSION}/signatures/KAZ").status_code == 403


def test_a_version_says_when_its_text_was_agreed_and_when_it_was_adopted(logged_in, adopted):
    page = logged_in("observer").get(VERSION).get_data(as_text=True)
    about = page[page.index("About this version") :]
    names = re.findall(r"<dt>([^<]*)</dt>", about[: about.index("</dl>")])
    assert names == ["Program", "Circulated", "Proposals until", "Text agreed", "Adopted", "Hash of the text"]


def test_a_version_laid_before_a_meeting_names_no_window(logged_in, adopted, settings, clock):
    with open_work(settings=settings, clock=clock) as w:
        version = w.session.scalars(select(VersionRow)).one()
        version.closes_at = version.opened_at
    page = logged_in("observer").get(VERSION).get_data(as_text=True)
    assert "Laid before the meeting" in page
    assert "Proposals until" not in page


def test_what_is_wrong_with_a_signature_is_said_at_its_field(logged_in, adopted):
    browser = logged_in("coordinator")
    browser.get(f"{VERSION}/signatures/KAZ")
    answer = browser.post(f"{VERSION}/signatures/KAZ", {"kind": "statement", "text": " "})
    assert answer.status_code == 422
    assert "Give the text of the special opinion, reservation or statement." in answer.get_data(as_text=True)
    plain = browser.post(f"{VERSION}/signatures/KAZ", {"kind": "signed", "text": "Subject to our law."})
    assert plain.status_code == 422
    assert "Only a special opinion, a reservation or a statement has a text." in plain.get_data(as_text=True)


def test_a_text_that_was_emptied_does_not_come_back_on_the_form(logged_in, adopted):
    browser = logged_in("coordinator")
    assert "Subject to our law.</textarea>" in browser.get(f"{VERSION}/signatures/ARM").get_data(as_text=True)
    again = browser.post(f"{VERSION}/signatures/ARM", {"kind": "statement", "text": ""})
    assert (again.status_code, "Subject to our law.</textarea>" in again.get_data(as_text=True)) == (422, False)


def test_a_corrigendum_is_proposed_objected_to_and_stopped(logged_in, adopted, clock):
    browser = logged_in("coordinator")
    assert browser.get(f"{VERSION}/steps/correct").headers["Location"] == f"{VERSION}/corrigendum"
    clause = adopted.ids["1.2"]
    path = f"{VERSION}/corrigendum"
    assert "every year" in browser.get(f"{path}?clause={clause}").get_data(as_text=True)
    fields = {"clause": clause, f"text-{clause}": WORDS, "closes_at": "2011-03-12T10:00", "reason": "A slip."}
    answer = browser.post(path, fields)
    assert answer.status_code == 422
    assert "14 days" in answer.get_data(as_text=True)
    end = (clock.now + timedelta(days=15)).strftime("%Y-%m-%dT%H:%M")
    answer = browser.post(path, {**fields, "closes_at": end})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    made = answer.headers["Location"]
    assert "It takes effect if no delegation objects" in logged_in("observer").get(made).get_data(as_text=True)
    delegate = logged_in("blr")
    delegate.get(f"{made}/object")
    assert delegate.post(f"{made}/object", {"reason": ""}).status_code == 422
    delegate.get(f"{made}/object")
    assert delegate.post(f"{made}/object", {"reason": "It changes the sense."}).status_code == 303
    assert "It changes the sense." in logged_in("kaz").get(made).get_data(as_text=True)
    assert "It changes the sense." not in logged_in("observer").get(made).get_data(as_text=True)
    assert "Corrigendum 1" in browser.get(VERSION).get_data(as_text=True)


def test_a_corrigendum_corrects_single_fields(logged_in, adopted, clock):
    clause = adopted.ids["1.2"]
    browser, path = logged_in("coordinator"), f"{VERSION}/corrigendum"
    browser.get(f"{path}?clause={clause}")
    end = (clock.now + timedelta(days=15)).strftime("%Y-%m-%dT%H:%M")
    sent = {"clause": clause, "closes_at": end, "reason": "A slip.", f"timeframe-{clause}": "2013-2011"}
    answer = browser.post(path, sent)
    assert answer.status_code == 422
    assert f'href="#timeframe-{clause}"' in answer.get_data(as_text=True)
    answer = browser.post(path, {**sent, f"timeframe-{clause}": "2012"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Timeframe" in page
    assert "2012" in page


def test_a_clause_more_in_a_corrigendum_keeps_what_is_typed(logged_in, adopted):
    one, other = adopted.ids["1.1"], adopted.ids["1.2"]
    typed = {"clause": one, f"text-{one}": "As it was agreed.", "reason": "A slip."}
    browser, path = logged_in("coordinator"), f"{VERSION}/corrigendum"
    browser.get(path)
    answer = browser.post(path, {**typed, "wanted": [one, other], "take": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "As it was agreed." in page
    assert "A slip." in page
    assert f'name="text-{other}"' in page


def test_a_corrigendum_that_is_not_possible_says_why(logged_in, talks):
    page = logged_in("coordinator").get(f"{VERSION}/corrigendum").get_data(as_text=True)
    assert "Not possible now." in page
    assert logged_in("kaz").get(f"{VERSION}/corrigendum").status_code == 403


def test_the_corrected_text_is_in_force_beside_the_original(logged_in, adopted):
    adopted.corrected("1.2", WORDS)
    browser = logged_in("kaz")
    assert "Corrected" in browser.get(VERSION).get_data(as_text=True)
    page = browser.get("/programs/P1/versions/2").get_data(as_text=True)
    assert WORDS in page
    assert "Subject to our law." in page
