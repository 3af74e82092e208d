"""Comments and consultation inside a delegation, on pages."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    made = Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)
    return made.circulated(rules={"decision_rule": "consensus"})


def words(answer):
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r" ([:;,.»])", r"\1", re.sub(r"\s+", " ", unescape(said)))


def send(browser, path, **fields):
    browser.get(path)
    return browser.post(path, fields)


def test_an_expert_is_named_approver_asked_and_accepts_and_then_it_is_submitted(logged_in, talks, people):
    kaz, expert = logged_in("kaz"), logged_in("kaz_expert")
    kaz.get("/account/delegation")
    naming = f"/account/delegation/{people.kaz_expert.user_id}/approver"
    assert kaz.post(naming, {"is_approver": "1"}).status_code == 303
    made = talks.propose(people.kaz, talks.modify("1.1", "The parties share information."))
    page = words(kaz.get(f"/amendments/{made}"))
    assert "not now: Approver: Expert of Kazakhstan has not accepted this wording yet." in page
    assert send(kaz, f"/amendments/{made}/steps/ask_approval").status_code == 303
    assert "The wording waits for the approver" in words(kaz.get(f"/amendments/{made}"))
    assert "Accept the wording on 1.1" in words(expert.get("/"))
    assert send(expert, f"/amendments/{made}/steps/approve").status_code == 303
    assert "The approver has accepted this wording" in words(kaz.get(f"/amendments/{made}"))
    assert send(kaz, f"/amendments/{made}/steps/submit").status_code == 303
    page = words(logged_in("coordinator").get(f"/amendments/{made}"))
    assert "approver" not in page.lower()


def test_an_administrator_names_the_approver_on_the_page_of_the_person(logged_in, people):
    admin, path = logged_in("administrator"), f"/admin/people/{people.kaz_expert.user_id}"
    admin.get(path)
    fields = {"name": "Expert of Kazakhstan", "role": "expert", "delegation": "KAZ", "is_active": "1"}
    assert admin.post(path, {**fields, "is_approver": "1"}).status_code == 303
    assert re.search(r'name="is_approver"[^>]*checked', admin.get(path).get_data(as_text=True))
    wrong = admin.post(path, {**fields, "role": "coordinator", "delegation": "", "is_approver": "1"})
    assert (wrong.status_code, "Only a representative or an expert" in words(wrong)) == (422, True)


def test_a_comment_reaches_its_audience_on_the_page_of_the_clause(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    blr = logged_in("blr")
    empty = send(blr, f"{path}/comments", text="", audience="all")
    assert (empty.status_code, "Write the comment." in words(empty)) == (422, True)
    for audience in ("delegation", "secretariat", "all"):
        assert send(blr, f"{path}/comments", text=f"for {audience}", audience=audience).status_code == 303
    assert all(f"for {one}" in words(blr.get(path)) for one in ("delegation", "secretariat", "all"))
    coordinator = words(logged_in("coordinator").get(path))
    assert ("for delegation" in coordinator, "for secretariat" in coordinator) == (False, True)
    kaz = words(logged_in("kaz").get(path))
    assert ("for secretariat" in kaz, "for all" in kaz) == (False, True)
    observer = logged_in("observer")
    assert "for all" not in words(observer.get(path))
    assert observer.get(f"{path}/comments").status_code == 404


def test_an_expert_proposes_a_position_that_the_representative_takes(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    expert, blr = logged_in("blr_expert"), logged_in("blr")
    expert.get(f"{path}/comments")
    refused = expert.post(f"{path}/proposed-position", {"kind": "objects", "reason": ""})
    assert (refused.status_code, "Give the reason" in words(refused)) == (422, True)
    expert.get(f"{path}/comments")
    assert (
        expert.post(
            f"{path}/proposed-position", {"kind": "objects", "reason": "Costs.", "except_words": "of funds"}
        ).status_code
        == 303
    )
    assert "A position is proposed inside your delegation on 1.1, P1" in words(blr.get("/"))
    page = blr.get(path).get_data(as_text=True)
    assert "of funds" in page
    action = re.search(r'action="(/proposed-positions/\w+/take)"', page).group(1)
    done = blr.post(action)
    assert (done.status_code, done.headers["Location"]) == (303, f"{path}/comments")
    assert "Belarus: objects" in words(logged_in("kaz").get(path))


def test_a_reservation_on_signing_is_proposed_where_one_can_be_converted_alone(logged_in, talks):
    path, expert, blr = f"/programs/P1/clauses/{talks.ids['1.1']}", logged_in("blr_expert"), logged_in("blr")
    offered = '<option value="reservation_on_signing">'
    assert offered not in expert.get(f"{path}/comments").get_data(as_text=True)
    assert send(blr, f"{path}/position", kind="scrutiny_reservation", scope="clause").status_code == 303
    assert offered in expert.get(f"{path}/comments").get_data(as_text=True)
    assert offered not in logged_in("kaz_expert").get(f"{path}/comments").get_data(as_text=True)


def test_the_page_a_proposal_leads_back_to_is_of_this_site(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    expert, blr = logged_in("blr_expert"), logged_in("blr")
    expert.get(f"{path}/comments")
    expert.post(f"{path}/proposed-position", {"kind": "agrees", "reason": ""})
    page = blr.get(path).get_data(as_text=True)
    action = re.search(r'action="(/proposed-positions/\w+/set_aside)"', page).group(1)
    assert blr.post(action, {"back": "//evil.example"}).headers["Location"] == "/"
