"""The pages of a meeting: planning it, the floor, its documents, and what observers see of it."""

import re

import pytest

from program_workflow.domain.terms import AmendmentState
from program_workflow.usecases import meetings
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meetings import About
from program_workflow.usecases.proposing import ground_of
from program_workflow.wiring import open_work
from tests.gathering import Gathering
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    made = Negotiation(work, people, clock).circulated(rules={"decision_rule": "consensus"}, days=30)
    made.close()
    return made


@pytest.fixture
def gathering(talks):
    return Gathering(talks).opened()


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_coordinator_plans_a_meeting_names_who_takes_part_and_announces_it(logged_in, talks):
    browser = logged_in("coordinator")
    browser.get("/meetings/plan")
    particulars = {
        "number": "3",
        "title_en": "Meeting of the heads of the centers",
        "title_ru": "Совещание руководителей центров",
        "starts_on": "2011-03-20",
        "ends_on": "2011-03-21",
        "place_en": "Minsk",
        "place_ru": "г. Минск",
    }
    answer = browser.post("/meetings/plan", {**particulars, "ends_on": "2011-03-19"})
    assert answer.status_code == 422
    assert "does not end before it begins" in text_of(answer)
    answer = browser.post("/meetings/plan", particulars)
    assert answer.status_code == 303, text_of(answer)
    participants = answer.headers["Location"]
    page = text_of(browser.get(participants))
    answer = browser.post(
        participants,
        {"revision": revision(page), "takes_part": ["KAZ", "BLR", "CSTO"], "present": ["KAZ", "CSTO"]},
    )
    assert answer.status_code == 303, text_of(answer)
    path = answer.headers["Location"]
    page = text_of(browser.get(f"{path}/agenda/new"))
    item = {"title_en": "On the draft", "title_ru": "О проекте", "about": "P1, version 1\nP1, 1.1"}
    answer = browser.post(f"{path}/agenda/new", {**item, "revision": revision(page), "about": "P1, 9.9"})
    assert "names no amendment, clause or version" in text_of(answer)
    for line in ("P9", "P1, version 7"):
        answer = browser.post(f"{path}/agenda/new", {**item, "revision": revision(page), "about": f"P1, 1.1\n{line}"})
        assert f"“{line}” names no amendment, clause or version" in text_of(answer)
    answer = browser.post(f"{path}/agenda/new", {**item, "revision": revision(page)})
    assert answer.status_code == 303, text_of(answer)
    page = text_of(browser.get(path))
    assert "III Meeting of the heads of the centers" in page
    assert "only coordinators see it" in page
    assert "P1, 1.1" in page
    assert logged_in("kaz").get(path).status_code == 404
    page = text_of(browser.get(f"{path}/steps/announce"))
    assert "Delegations: KAZ, BLR" in page
    assert browser.post(f"{path}/steps/announce", {"revision": revision(page)}).status_code == 303
    assert logged_in("kaz").get(path).status_code == 200
    assert logged_in("arm").get(path).status_code == 404


def revision(page):
    return re.search(r'name="revision" value="(\d+)"', page)[1]


def test_a_wording_is_recorded_read_out_and_agreed_on_the_floor(logged_in, gathering, talks):
    browser = logged_in("coordinator")
    floor = f"/meetings/{gathering.id}/floor?item={gathering.item}&clause={talks.ids['1.1']}"
    page = text_of(browser.get(floor))
    assert "The parties exchange information on threats." in page
    form = {
        "item": gathering.item,
        "program": "P1",
        "clause": talks.ids["1.1"],
        "kind": "modify",
        "language": "en",
    }
    answer = browser.post(f"/meetings/{gathering.id}/floor/wording", {**form, "delegation": "KAZ", "text": " "})
    assert answer.status_code == 422
    answer = browser.post(
        f"/meetings/{gathering.id}/floor/wording", {**form, "delegation": "KAZ", "text": "The parties exchange data."}
    )
    assert answer.status_code == 303, text_of(answer)
    reading = answer.headers["Location"]
    page = text_of(browser.get(reading))
    assert "nothing heard: does not object" in page
    seen = {"revision": revision(page)}
    answer = browser.post(reading, {**seen, "heard_BLR": "objects"})
    assert 'id="answers-BLR-error"' in text_of(answer)
    assert text_of(answer).count("give the reason") == 2  # above, and at its field
    answer = browser.post(reading, {**seen, "heard_BLR": "objects", "reason_BLR": "By our law."})
    page = text_of(browser.get(reading))
    assert page.count("nothing heard: its position stands") == 1  # of the one that objected
    page = text_of(browser.get(answer.headers["Location"]))
    assert re.search(r"Agree ad referendum</strong> – not now: Belarus: objects", page)  # the act is named once
    talks.clock.advance(minutes=1)  # the last reading is the later one
    answer = browser.post(reading, {**seen, "heard_BLR": "does_not_object"})
    assert answer.status_code == 303, text_of(answer)
    page = text_of(browser.get(answer.headers["Location"]))
    assert "Nobody has reserved its position" in page
    assert "action=agree_ad_referendum" not in page
    answer = browser.post(reading, {**seen, "seen_reading": "", "heard_BLR": "agrees"})
    assert answer.status_code == 422
    assert "It was read out: BLR – does not object" in text_of(answer)
    assert "what was heard was recorded" in text_of(answer)
    decision = re.search(r'href="(/meetings/[^"]*/decide\?action=agree&amp;[^"]*)"', page)[1].replace("&amp;", "&")
    page = text_of(browser.get(decision))
    answer = browser.post(decision, {"revision": revision(page), "action": "agree", "clause": talks.ids["1.1"]})
    assert answer.status_code == 303, text_of(answer)
    amendment_id = decision.split("/")[5]
    assert talks.state(amendment_id) is AmendmentState.AGREED
    page = text_of(browser.get(answer.headers["Location"]))
    assert "The delegations agreed point" in page
    assert "Tabled under an agenda item" in text_of(browser.get(f"/amendments/{amendment_id}"))


def test_the_floor_takes_fields_new_clauses_moves_and_deletions(logged_in, gathering, talks):
    browser = logged_in("coordinator")
    sent = {"item": gathering.item, "program": "P1", "language": "en", "delegation": "KAZ"}

    def record(number, kind, **typed):
        clause = talks.ids[number]
        browser.get(f"/meetings/{gathering.id}/floor?item={gathering.item}&clause={clause}")
        return browser.post(
            f"/meetings/{gathering.id}/floor/wording", {**sent, "clause": clause, "kind": kind, **typed}
        )

    def operation(answer):
        assert answer.status_code == 303, text_of(answer)
        with talks.work(talks.people.coordinator) as w:
            return view_amendment(w, answer.headers["Location"].split("/")[5]).operations[0]

    changed = operation(record("2.1", "modify", text=said_in(talks, "2.1"), timeframe="2012"))
    assert (changed.text, changed.fields.timeframe.text) == (changed.base_text, "2012")
    assert operation(record("1.1", "insert", place="after", text="To meet.")).after_clause_id == talks.ids["1.1"]
    assert operation(record("1.1", "insert", place="under", text="To meet.")).parent_id == talks.ids["1.1"]
    assert operation(record("1.1", "move", target=talks.ids["1.2"])).after_clause_id == talks.ids["1.2"]
    assert operation(record("1.2", "delete")).kind == "delete"

    answer = record("2.1", "modify", text=said_in(talks, "2.1"), timeframe="2013-2011")
    assert answer.status_code == 422
    assert 'href="#timeframe"' in text_of(answer)
    assert re.search(r'id="timeframe"[^>]*value="2013-2011"', text_of(answer))


def said_in(talks, number):
    with talks.work(talks.people.coordinator) as w:
        return ground_of(w, "P1").content(talks.ids[number]).text


def test_only_what_collides_falls_with_a_decision_unless_more_is_ticked(logged_in, gathering, talks):
    ours = gathering.table("KAZ", talks.modify("1.1", text="The parties exchange information on dangers."))
    against = gathering.table("BLR", talks.modify("1.1", text="The parties exchange information on perils."))
    beside = gathering.table("ARM", talks.modify("1.1", text="The states exchange information on threats."))
    gathering.read_out(ours)
    clause = talks.ids["1.1"]
    page = text_of(
        logged_in("coordinator").get(
            f"/meetings/{gathering.id}/floor/{gathering.item}/{ours}/decide?action=agree&clause={clause}"
        )
    )
    assert re.search(rf'value="{against}" checked', page)
    assert re.search(rf'value="{beside}">', page)
    assert "only one of the two can be agreed" in page
    assert "changes something else; both can be agreed" in page


def test_the_list_of_clauses_on_the_floor_stands_at_the_clause_that_is_shown(logged_in, talks):
    gathering = Gathering(talks)
    item = gathering.do(
        meetings.add_item, Both("On 2.1", "О пункте 2.1"), [About(program="P1", clause=talks.ids["2.1"])]
    )
    gathering.opened()
    page = text_of(logged_in("coordinator").get(f"/meetings/{gathering.id}/floor?item={item.id}"))
    assert re.findall(r'<option value="(\w+)" selected>', page)[0] == talks.ids["2.1"]


def test_the_floor_is_the_coordinators(logged_in, gathering):
    assert logged_in("kaz").get(f"/meetings/{gathering.id}/floor").status_code == 403


def test_the_outcome_document_is_drafted_revised_adopted_and_downloaded(logged_in, gathering):
    gathering.record("The Meeting took note.", "Совещание приняло к сведению.")
    browser = logged_in("coordinator")
    path = f"/meetings/{gathering.id}/outcome"
    page = text_of(browser.get(f"{path}/edit"))
    assert "Drafted from what is recorded" in page
    assert "1.1. Совещание приняло к сведению." in page
    texts = {"text_en": "# OUTCOME\n1. One.\n", "text_ru": "# ИТОГ\n1. Один.\n"}
    assert browser.post(f"{path}/edit", {**texts, "revision": "0"}).status_code == 303
    browser.get(f"{path}/edit")
    answer = browser.post(f"{path}/edit", {**texts, "revision": "0", "text_en": "Mine."})
    assert answer.status_code == 412
    assert "Mine." in text_of(answer)
    second = {**texts, "text_en": "# OUTCOME\n1. One and a half.\n", "revision": "1", "note": "a half"}
    browser.get(f"{path}/edit")
    assert browser.post(f"{path}/edit", second).status_code == 303
    page = text_of(browser.get(f"{path}?from=1&revision=2"))
    assert "<ins>" in page
    page = text_of(browser.get(f"{path}/adopt"))
    assert browser.post(f"{path}/adopt", {"revision": revision(page)}).status_code == 303
    page = text_of(browser.get(path))
    assert re.search(r"written <time", page)
    assert re.search(r"adopted <time", page)
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype"), ("txt", "Принят".encode())):
        answer = browser.get(f"{path}/export?as={form}&language=ru")
        assert answer.status_code == 200
        assert answer.get_data().startswith(begins), form
    observer = logged_in("observer")
    assert "One and a half" in text_of(observer.get(path))
    page = text_of(observer.get(f"/meetings/{gathering.id}"))
    assert "On new trends" in page
    assert "took note" not in page
    assert observer.get(f"/meetings/{gathering.id}/minutes").status_code == 404


def test_an_observer_finds_no_amendment_on_the_agenda(logged_in, gathering, talks):
    made = gathering.table("KAZ", talks.modify("1.1", "Another text."))
    number = talks.row(made).number
    page = text_of(logged_in("observer").get(f"/meetings/{gathering.id}"))
    assert number not in page
    assert made not in page


def test_a_planned_meeting_is_cancelled_and_its_agenda_stays_readable(logged_in, talks):
    gathering = Gathering(talks).announced()
    path = f"/meetings/{gathering.id}"
    coordinator = logged_in("coordinator")
    page = text_of(coordinator.get(f"{path}/steps/cancel"))
    assert "Cancel the meeting?" in page
    answer = coordinator.post(f"{path}/steps/cancel", {"revision": revision(page), "reason": " "})
    assert (answer.status_code, "Give a reason." in text_of(answer)) == (422, True)
    answer = coordinator.post(f"{path}/steps/cancel", {"revision": revision(page), "reason": "The host is not ready."})
    assert answer.status_code == 303, text_of(answer)
    for name in ("coordinator", "kaz", "observer"):
        page = text_of(logged_in(name).get(path))
        assert "The host is not ready." in page
        assert "On new trends" in page
        assert "Add an item" not in page
    page = text_of(coordinator.get(f"{path}/steps/announce"))
    answer = coordinator.post(f"{path}/steps/announce", {"revision": revision(page)})
    assert answer.status_code == 409
    assert "cancelled" in text_of(answer)
