"""Positions on pages: taken in a form, shown where they matter, and never to observers."""

import re
from html import unescape
from itertools import pairwise

import pytest

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.errors import StepNotAllowed
from program_workflow.domain.terms import PositionKind
from program_workflow.usecases import notifying, position_views, positions
from program_workflow.usecases.position_checks import Said
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


@pytest.fixture
def clause(meeting):
    return f"/programs/P1/clauses/{meeting.ids['2.1']}"


def words(answer):
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r" ([:;,.»])", r"\1", re.sub(r"\s+", " ", unescape(said)))


def take(browser, path, **typed):
    browser.get(f"{path}/position")
    return browser.post(f"{path}/position", typed)


def test_a_representative_takes_a_position_and_everybody_who_may_reads_it(logged_in, clause):
    assert "A declared disinterest stays whatever becomes of the text" in words(
        logged_in("blr").get(f"{clause}/position")
    )
    done = take(
        logged_in("blr"), clause, kind="objects", reason="Beyond the mandate.", except_words="staff", scope="clause"
    )
    assert done.status_code == 303
    for who in ("kaz", "kaz_expert", "reviewer", "coordinator"):
        page = words(logged_in(who).get(clause))
        assert "objects" in page
        assert "Except the words: «staff»" in page
        assert "Belarus: objects, since 1 March 2011" in page
    observer = words(logged_in("observer").get(clause))
    assert "objects" not in observer
    assert "Positions" not in observer


def test_a_position_that_follows_an_objection_or_a_reservation_takes_nothing_of_it_along(logged_in, clause):
    """The form comes filled in with what was said before."""
    blr, kaz = logged_in("blr"), logged_in("kaz")
    said = {"scope": "clause", "reason": "Beyond the mandate.", "except_words": "staff", "due": "", "lifts_when": ""}
    assert take(blr, clause, **said, kind="objects").status_code == 303
    assert take(blr, clause, **said, kind="does_not_object").status_code == 303
    current = words(kaz.get(clause)).partition("1 earlier position")[0]
    assert "Belarus: objects" not in current
    assert "Beyond the mandate." not in current
    assert "Except the words" not in current
    said |= {"except_words": "", "due": "2011-03-20", "lifts_when": "The law is passed."}
    assert take(blr, clause, **said, kind="scrutiny_reservation").status_code == 303
    assert take(blr, clause, **{**said, "reason": "All is settled."}, kind="agrees").status_code == 303
    current = words(kaz.get(clause)).partition("3 earlier positions")[0]
    assert "All is settled." in current
    assert "The law is passed." not in current


@pytest.mark.parametrize("path", ["positions", "missing", "position"])
def test_observers_find_no_page_of_positions(logged_in, meeting, path):
    assert logged_in("observer").get(f"/programs/P1/{path}").status_code == 404


def test_experts_read_and_are_told_that_representatives_take_positions(logged_in, clause):
    expert = logged_in("kaz_expert")
    assert "Take a position" not in words(expert.get(clause))
    refused = expert.get(f"{clause}/position")
    assert refused.status_code == 403
    assert "Positions are taken by representatives" in words(refused)


def test_an_objection_without_a_reason_keeps_what_was_typed(logged_in, clause):
    answer = take(logged_in("blr"), clause, kind="objects", except_words="staff of the parties", scope="clause")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Give the reason" in text
    assert "staff of the parties</textarea>" in text


def test_agreeing_with_a_statement_asks_for_the_statement(logged_in, clause):
    text = words(take(logged_in("blr"), clause, kind="agrees_with_statement", scope="clause"))
    assert "Position on clause 2.1, version 1" in text
    assert "Write the statement. It is shown to all delegations." in text
    assert "Give the reason" not in text


def test_a_position_without_a_kind_is_asked_for_in_words(logged_in, clause):
    answer = take(logged_in("blr"), clause)
    assert answer.status_code == 422
    assert "Choose a position." in words(answer)


def test_a_form_of_a_text_that_changed_takes_no_position(logged_in, meeting, clause):
    browser = logged_in("blr")
    answer = take(browser, clause, kind="agrees", scope="clause", clause_revision="0" * 64)
    assert answer.status_code == 412
    assert "has been circulated since" in words(answer)


def test_a_form_opened_before_the_delegation_spoke_overwrites_nothing_unseen(logged_in, clause):
    """Two tabs, or two representatives: the second reads first what the other one said."""
    browser = logged_in("blr")
    typed = {"kind": "agrees", "scope": "clause", "seen_position": ""}
    assert take(browser, clause, kind="objects", reason="Beyond the mandate.", scope="clause").status_code == 303
    answer = take(browser, clause, **typed)
    assert answer.status_code == 412
    assert "Your delegation has said something else here since you opened the page: objects." in words(answer)
    assert "Belarus: objects" in words(logged_in("kaz").get(clause))
    seen = re.search(r'name="seen_position" value="(\w+)"', answer.get_data(as_text=True))
    assert take(browser, clause, **typed | {"seen_position": seen[1]}).status_code == 303
    assert "Belarus: objects" not in words(logged_in("kaz").get(clause)).partition("earlier position")[0]


def test_the_matrix_finds_objections_where_the_coordinator_decides_too(logged_in, talks):
    talks.circulated(rules={"decision_rule": "coordinator"})
    asked = "/programs/P1/positions?only_blocking=1"
    assert "Nobody objects or reserves a position." in words(logged_in("kaz").get(asked))
    clause = f"/programs/P1/clauses/{talks.ids['2.1']}"
    assert (
        take(logged_in("blr"), clause, kind="objects", reason="Beyond the mandate.", scope="clause").status_code == 303
    )
    page = words(logged_in("kaz").get(asked))
    assert "Nobody objects" not in page
    assert "BLR: objects" in page


def test_one_position_on_a_section_holds_for_all_under_it(logged_in, meeting):
    section = f"/programs/P1/clauses/{meeting.ids['2']}"
    assert (
        take(logged_in("blr"), section, kind="scrutiny_reservation", due="2011-03-20", scope="under").status_code == 303
    )
    page = words(logged_in("kaz").get("/programs/P1/positions?only_blocking=1"))
    assert page.count("Belarus: scrutiny reservation, since 1 March 2011, due 20 March 2011") == 4


def test_the_matrix_shows_one_section_and_one_delegation_at_a_time(logged_in, meeting):
    browser, section = logged_in("kaz"), meeting.ids["2"]
    whole = browser.get("/programs/P1/positions").get_data(as_text=True)
    assert f'<option value="{section}">2</option>' in whole
    asked = f"/programs/P1/positions?section={section}&delegation=BLR"
    shown = browser.get(asked).get_data(as_text=True)
    heads = re.findall(r'<th scope="(col|row)">(.*?)</th>', shown)
    rows = [re.sub(r"<[^>]+>", "", said) for kind, said in heads if kind == "row"]
    assert rows == ["2", "2.1", "2.2", "2.3"]
    assert sum(kind == "col" for kind, _ in heads) == 5  # the tick, clause, status, BLR, what blocks
    assert '<option value="BLR" selected>' in shown
    assert browser.get("/programs/P1/positions?delegation=XXX").status_code == 404
    assert browser.get("/programs/P1/positions?section=0").status_code == 404


def test_one_position_on_the_ticked_clauses_is_taken_over_a_page_with_their_texts(logged_in, meeting):
    browser = logged_in("kaz")
    matrix = browser.get("/programs/P1/positions").get_data(as_text=True)
    place = dict(re.findall(r'name="row" value="(\d+)" aria-label="Choose ([^"]+)"', matrix))
    assert set(place.values()) == {"1", "1.1", "1.2", "2", "2.1", "2.2", "2.3"}
    ticked = "&".join(f"row={row}" for row, clause in place.items() if clause in ("1.2", "2.1"))
    path = "/programs/P1/positions/chosen"
    page = words(browser.get(f"{path}?version=1&{ticked}"))
    assert "Position on 2 clauses of version 1" in page
    assert "The parties exchange information on threats." not in page  # 1.1 was not ticked
    chosen = [meeting.ids[number] for number in ("1.2", "2.1")]
    assert browser.post(path, {"kind": "agrees", "clause": chosen, "version": 1}).status_code == 303
    with meeting.work(meeting.people.kaz) as w:
        rows = position_views.matrix(w, "P1", delegation="KAZ").rows
    assert [one.reference for one in rows if one.positions[0].kind is PositionKind.AGREES] == ["1.2", "2.1"]


@pytest.mark.parametrize("query", ["version=1", "version=2&row=1", "version=x&row=", "version=1&row=99"])
def test_where_nothing_is_ticked_or_another_version_is_read_no_position_is_asked_for(logged_in, meeting, query):
    answer = logged_in("kaz").get(f"/programs/P1/positions/chosen?{query}")
    assert (answer.status_code, answer.location) == (303, "/programs/P1/positions")


def test_nothing_is_ticked_once_no_position_can_be_taken(logged_in, meeting):
    meeting.step("close", reason="all is said")
    assert 'name="row"' in logged_in("kaz").get("/programs/P1/positions").get_data(as_text=True)
    assert 'name="row"' not in logged_in("kaz_expert").get("/programs/P1/positions").get_data(as_text=True)
    meeting.step("abandon", reason="no")
    page = logged_in("kaz").get("/programs/P1/positions").get_data(as_text=True)
    assert 'name="row"' not in page
    assert "Take a position on the whole" not in page


def test_a_coordinator_enters_what_was_received_and_the_delegation_is_told(logged_in, meeting, clause, settings):
    done = take(
        logged_in("coordinator"),
        clause,
        kind="agrees",
        delegation="ARM",
        channel="note",
        received_at="2011-03-01T08:00",
        reference="note 12",
        scope="clause",
    )
    assert done.status_code == 303
    assert "received outside" in words(logged_in("kaz").get(clause))
    notifying.deliver_due(lambda actor=SYSTEM: meeting.work(actor), settings, owner="here:1")
    told = words(logged_in("arm").get("/notifications"))
    assert "Version 1 of P1, 2.1: the secretariat entered a position of ARM: agrees." in told


def test_a_coordinator_who_does_not_say_when_it_was_received_is_asked(logged_in, meeting, clause):
    answer = take(logged_in("coordinator"), clause, kind="agrees", delegation="ARM", channel="note")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'href="#received_at"' in page
    assert 'id="received_at"' in page
    assert words(answer).count("Give date and time") == 2  # in the summary, and at the field


def test_the_page_of_an_amendment_says_what_is_missing_and_why_it_is_not_agreed(logged_in, meeting, people):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
    page = words(logged_in("coordinator").get(f"/amendments/{made}"))
    assert "By the rule of this program (consensus) it cannot be agreed yet. Belarus: no position yet; Armenia" in page
    assert take(logged_in("blr"), f"/amendments/{made}", kind="agrees").status_code == 303
    assert "Belarus: no position yet" not in words(logged_in("coordinator").get(f"/amendments/{made}"))


def test_what_is_missing_is_grouped_by_the_delegations_that_are_silent(logged_in, meeting, people):
    for one in (people.kaz, people.blr):
        meeting.stand(one, "agrees")
    meeting.stand(people.blr, "ad_referendum", "1.1")
    page = words(logged_in("kaz").get("/programs/P1/missing"))
    assert "Armenia: 7 clauses and amendments" in page
    assert "Belarus: 1 clause" not in page
    assert "1.1: Belarus: ad referendum, since 1 March 2011" in page


def test_nothing_is_missing_where_the_coordinator_decides(logged_in, talks):
    talks.circulated()
    assert "the coordinator decides" in words(logged_in("kaz").get("/programs/P1/missing"))


def test_a_position_before_the_first_circulation_is_refused_in_words(logged_in, talks, people):
    talks.begin()
    with talks.work(people.coordinator) as w, pytest.raises(StepNotAllowed):
        positions.position_on_clauses(w, "P1", Said(PositionKind.AGREES))
    assert logged_in("coordinator").get("/programs/P1/position").status_code == 409


def test_my_turn_asks_for_each_position_on_an_amendment_and_once_for_the_clauses(logged_in, meeting, people):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
    answer = logged_in("blr").get("/")
    assert "Take a position on P1/1.1/KAZ/1" in words(answer)
    assert f'href="/amendments/{made}/position"' in answer.get_data(as_text=True)
    assert "Positions missing on clauses of P1: 6" in words(answer)
    assert "Take a position on" not in words(logged_in("coordinator").get("/"))
    assert "position of BLR, ARM" in words(logged_in("kaz").get("/programs/P1/amendments?tab=delegations"))
    button = '<a class="btn primary" href="/amendments/'
    assert button in logged_in("blr").get(f"/amendments/{made}").get_data(as_text=True)
    meeting.position(people.blr, made, "objects")
    assert "Take a position on" not in words(logged_in("arm").get("/"))
    assert "Decide on P1/1.1/KAZ/1" in words(logged_in("coordinator").get("/"))


def test_who_does_not_participate_in_a_clause_stands_under_it_on_every_page_for_everybody(
    logged_in, meeting, people, clause
):
    meeting.stand(people.arm, "declares_disinterest", "2.1")
    said = "Armenia does not participate in this clause."
    for who in ("kaz", "observer", "coordinator"):
        assert words(logged_in(who).get(clause)).count(said) == 1
        assert words(logged_in(who).get("/programs/P1/versions/1")).count(said) == 1
    assert words(logged_in("kaz").get("/programs/P1/rolling-text")).count(said) == 1
    meeting.reviewed(people.kaz, meeting.modify("2.1", "Other words."))
    for view in ("", "?view=each"):
        assert words(logged_in("kaz").get(clause + view)).count(said) == 1


def test_the_headings_of_the_page_leave_no_level_out(logged_in, meeting, people):
    inserted = meeting.reviewed(people.blr, meeting.insert("The parties train their staff.", after="1.1"))
    for address in (f"/amendments/{inserted}", f"/programs/P1/clauses/{meeting.ids['2.1']}"):
        page = logged_in("kaz").get(f"{address}/position").get_data(as_text=True)
        levels = [int(one) for one in re.findall(r"<h([1-6])", page)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
