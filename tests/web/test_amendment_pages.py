"""The queue, an amendment's page and its steps: what each may see, what comes first, all or none, somebody faster."""

import re
from typing import Any

import pytest

from program_workflow.domain.clause import ClauseDraft, Fields, Timeframe
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, OperationKind, VersionAction
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import amending, programs, stepping, versions
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.reading import view_version
from program_workflow.wiring import open_work

QUEUE = "/programs/CIS-2011/amendments"
BULK = f"{QUEUE}/steps"
HOLD = "To hold joint operations once a year."


class Negotiation:
    """CIS-2011 with version 1 circulated; proposals and steps by use cases. clauses: number → identity."""

    def __init__(self, settings, clock, people) -> None:
        self.settings, self.clock, self.people = settings, clock, people
        measure = Fields(executing_bodies=("Coordination Service",), timeframe=Timeframe("2011", "2011", "2011"))
        draft = ClauseDraft(
            ClauseKind.HEADING,
            "Practical measures",
            "2",
            children=(
                ClauseDraft(ClauseKind.MEASURE, HOLD, "2.1", measure),
                ClauseDraft(ClauseKind.MEASURE, "To exchange information.", "2.2"),
            ),
        )
        with self.work(people.coordinator) as w:
            programs.create_program(
                w,
                code="CIS-2011",
                title={"en": "Measures"},
                language="en",
                clauses=(draft,),
                rules={"decision_rule": "coordinator"},
            )
        with self.work(people.coordinator) as w:
            closes_at = clock.now.replace(day=15)
            versions.take_step(w, "CIS-2011", 1, VersionAction.CIRCULATE, seen_revision=None, closes_at=closes_at)
            self.clauses = {one.number: one.id for one in view_version(w, "CIS-2011", 1).clauses}

    def work(self, actor) -> Any:
        return open_work(actor, settings=self.settings, clock=self.clock)

    def propose(self, actor, text: str, number: str = "2.1", kind: OperationKind = OperationKind.MODIFY) -> str:
        change = OperationInput(kind, self.clauses[number], text=text or None)
        with self.work(actor) as w:
            return amending.draft_amendment(w, "CIS-2011", [change], rationale="Because.").id

    def submit(self, actor, text: str, number: str = "2.1") -> str:
        made = self.propose(actor, text, number)
        self.step(actor, made, AmendmentAction.SUBMIT)
        return made

    def review(self, actor, text: str, number: str = "2.1") -> str:
        made = self.submit(actor, text, number)
        self.step(self.people.coordinator, made, AmendmentAction.REVIEW)
        return made

    def step(self, actor, amendment_id: str, action: AmendmentAction, reason: str = "Because.") -> None:
        with self.work(actor) as w:
            stepping.take_step(w, amendment_id, action, seen_revision=None, reason=reason)

    def circulate_next(self) -> None:
        """Closes version 1, makes version 2 from what is agreed and circulates it."""
        with self.work(self.people.coordinator) as w:
            versions.take_step(w, "CIS-2011", 1, VersionAction.CLOSE, seen_revision=None, reason="All in.")
        with self.work(self.people.coordinator) as w:
            versions.next_version(w, "CIS-2011")
        with self.work(self.people.coordinator) as w:
            closes_at = self.clock.now.replace(day=25)
            versions.take_step(w, "CIS-2011", 2, VersionAction.CIRCULATE, seen_revision=None, closes_at=closes_at)

    def row(self, amendment_id: str) -> AmendmentRow:
        with self.work(self.people.coordinator) as w:
            return w.get(AmendmentRow, amendment_id)

    def pick(self, amendment_id: str) -> str:
        return f"{amendment_id}:{self.row(amendment_id).revision}"


@pytest.fixture
def negotiation(settings, clock, people) -> Negotiation:
    return Negotiation(settings, clock, people)


# --- The queue ----------------------------------------------------------------------------------


def test_a_coordinator_sees_what_waits_with_ticks_and_a_count(negotiation, logged_in, people):
    negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    negotiation.propose(people.kaz, HOLD.replace("once", "never"))
    page = logged_in("coordinator").get(QUEUE).text
    assert re.search(r'aria-current="page">Wait for me <span>1</span>', page)
    assert "[inserted: </span>twice" in page
    assert "never" not in page
    assert 'name="pick"' in page
    assert page.count("btn primary") == 1
    assert 'aria-sort="ascending"' in page


def test_another_delegation_sees_nothing_of_drafts_and_submissions_and_no_ticks(negotiation, logged_in, people):
    negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    negotiation.review(people.blr, "To exchange more.", "2.2")
    page = logged_in("arm").get(QUEUE).text
    assert "twice" not in page
    assert re.search(r"All <span>1</span>", page)
    assert 'name="pick"' not in page


def test_an_observer_finds_no_queue(negotiation, logged_in):
    assert logged_in("observer").get(QUEUE).status_code == 404


def test_the_list_is_filtered_sorted_and_says_when_nothing_fits(negotiation, logged_in, people):
    negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    negotiation.review(people.blr, "To exchange more.", "2.2")
    browser = logged_in("reviewer")
    assert "To exchange" not in browser.get(f"{QUEUE}?q=twice").text
    assert "CIS-2011/2.2/BLR/1" in browser.get(f"{QUEUE}?delegation=BLR&sort=-clause").text
    assert 'aria-sort="descending"' in browser.page
    assert "No amendment fits this filter" in browser.get(f"{QUEUE}?q=nowhere").text
    assert browser.get(f"{QUEUE}?sort=colour").status_code == 303
    assert browser.get(f"{QUEUE}?cursor=nothing").status_code == 303


def test_the_next_page_goes_on_after_the_last_row(negotiation, logged_in, people, monkeypatch):
    monkeypatch.setattr("program_workflow.web.amendments.PAGE", 1)
    negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    negotiation.review(people.blr, "To exchange more.", "2.2")
    browser = logged_in("reviewer")
    first = browser.get(QUEUE).text
    assert "1–1 of 2" in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = browser.get(following.replace("&amp;", "&")).text
    assert "2–2 of 2" in second
    assert re.findall(r"/amendments/(\w{32})", first) != re.findall(r"/amendments/(\w{32})", second)


# --- A step on several --------------------------------------------------------------------------


def test_a_preview_says_who_gets_which_number_and_who_is_left_out(negotiation, logged_in, people):
    one = negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    two = negotiation.submit(people.kaz, "To exchange more.", "2.2")
    done = negotiation.review(people.blr, "To exchange all.", "2.2")
    picks = "".join(f"&pick={negotiation.pick(made)}" for made in (one, two, done))
    page = logged_in("coordinator").get(f"{BULK}?action=review{picks}").text
    assert "CIS-2011/2.1/KAZ/1" in page
    assert "CIS-2011/2.2/KAZ/2" in page
    assert "This amendment is under review" in page
    assert "Take under review: 2 of 3</button>" in page
    assert "the number is given once" in page
    assert negotiation.row(one).state is AmendmentState.SUBMITTED


def test_each_row_says_which_steps_of_the_bar_fit_it(negotiation, logged_in, people):
    negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    negotiation.review(people.blr, "To exchange all.", "2.2")
    page = logged_in("coordinator").get(QUEUE).text
    assert set(re.findall(r'data-steps="([^"]*)"', page)) == {"review return", "agree defer"}
    assert 'data-fits="return" data-words="{fitting} of {ticked}" hidden' in page


def test_the_step_is_taken_on_all_once(negotiation, logged_in, people):
    made = [negotiation.submit(people.kaz, HOLD.replace("once", word)) for word in ("twice", "thrice")]
    browser = logged_in("coordinator")
    browser.get(f"{BULK}?action=review&pick={negotiation.pick(made[0])}&pick={negotiation.pick(made[1])}")
    fields = {**browser.hidden(BULK), "pick": [negotiation.pick(one) for one in made]}
    first, second = (browser.client.post(BULK, data=fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert [negotiation.row(one).number for one in made] == ["CIS-2011/2.1/KAZ/1", "CIS-2011/2.1/KAZ/2"]
    assert "2 amendments are under review" in browser.get(first.location).text


def test_one_that_changed_stops_all_and_is_named(negotiation, logged_in, people):
    made = [negotiation.submit(people.kaz, HOLD.replace("once", word)) for word in ("twice", "thrice")]
    picks = [negotiation.pick(one) for one in made]
    browser = logged_in("coordinator")
    browser.get(f"{BULK}?action=review&pick={picks[0]}&pick={picks[1]}")
    negotiation.step(people.kaz, made[1], AmendmentAction.WITHDRAW)
    answer = browser.post(BULK, {"pick": picks, "ticked": picks})
    assert answer.status_code == 412
    assert "Nothing was done" in answer.text
    assert "Representative of Kazakhstan changed this at" in answer.text
    assert "Take under review: 1 of 2</button>" in answer.text
    assert negotiation.row(made[0]).state is AmendmentState.SUBMITTED


def test_a_return_of_several_asks_for_the_reason(negotiation, logged_in, people):
    made = negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    browser = logged_in("coordinator")
    browser.get(f"{BULK}?action=return&pick={negotiation.pick(made)}")
    assert 'name="reason"' in browser.page
    answer = browser.post(BULK, {"reason": " "})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert browser.post(BULK, {"reason": "Say which operations."}).status_code == 303
    assert negotiation.row(made).state is AmendmentState.RETURNED


def test_nothing_ticked_is_said(negotiation, logged_in):
    browser = logged_in("coordinator")
    assert "Tick at least one" in browser.get(browser.get(f"{BULK}?action=review").location).text


@pytest.mark.parametrize("query", ["action=submit&pick=x:1", "action=review&pick=x", "action=review&pick=x:1"])
def test_what_is_no_step_or_no_amendment_is_not_found(negotiation, logged_in, query):
    assert logged_in("coordinator").get(f"{BULK}?{query}").status_code == 404


def test_a_delegation_takes_no_step_of_the_secretariat_on_several(negotiation, logged_in, people):
    made = negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    browser = logged_in("kaz")
    page = browser.get(f"{BULK}?action=review&pick={negotiation.pick(made)}").text
    assert "Only a coordinator may do this" in page
    assert "under review</button>" not in page


# --- One amendment ------------------------------------------------------------------------------


def test_the_page_says_state_change_rationale_and_who_is_next(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    page = logged_in("coordinator").get(f"/amendments/{made}").text
    assert page.count("<h1>") == 1
    assert "<title>CIS-2011/2.1/KAZ/1: Under review" in page
    assert "[deleted: </span>once" in page
    assert "Because." in page
    assert page.count("btn primary") == 1
    assert "Go on</button>" in page


def test_its_own_delegation_never_sees_the_panel_to_decide(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    page = logged_in("kaz").get(f"/amendments/{made}").text
    assert 'id="decide"' not in page
    assert "Withdraw…" in page
    assert "btn primary" not in page


def test_a_step_that_does_not_hold_is_listed_with_its_reason_and_no_button(negotiation, logged_in, people):
    deletion = negotiation.propose(people.blr, "", kind=OperationKind.DELETE)
    negotiation.step(people.blr, deletion, AmendmentAction.SUBMIT)
    negotiation.step(people.coordinator, deletion, AmendmentAction.REVIEW)
    agreed = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    other = negotiation.review(people.arm, HOLD.replace("once", "thrice"))
    negotiation.step(people.coordinator, agreed, AmendmentAction.AGREE)
    page = logged_in("coordinator").get(f"/amendments/{other}").text
    assert re.search(r"<strong>Agree</strong> – not now: .*CIS-2011/2.1/KAZ/1", page)
    assert 'value="agree"' not in page
    assert "Collisions" in page


def test_clean_text_can_be_read(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    page = logged_in("reviewer").get(f"/amendments/{made}?view=clean").text
    shown = page[page.index('id="redline"') : page.index('id="rationale"')]
    assert "To hold joint operations twice a year." in shown
    assert "[inserted: " not in shown


def test_others_read_no_wording_from_before_the_filing(negotiation, logged_in, people):
    made = negotiation.propose(people.kaz, "Secret first thought.")
    with negotiation.work(people.kaz) as w:
        change = OperationInput(OperationKind.MODIFY, negotiation.clauses["2.1"], text="The wording that was filed.")
        amending.save_wording(w, made, [change], seen_revision=negotiation.row(made).revision)
    negotiation.step(people.kaz, made, AmendmentAction.SUBMIT)
    negotiation.step(people.coordinator, made, AmendmentAction.REVIEW)
    assert "Secret" in logged_in("kaz").get(f"/amendments/{made}").text
    for name in ("blr", "coordinator", "reviewer"):
        page = logged_in(name).get(f"/amendments/{made}").text
        assert "wording that was filed" in page
        assert "Secret" not in page
        assert "Wording 1 " not in page
    stale = logged_in("coordinator").get(f"/amendments/{made}/steps/agree?revision=1&wording=1")
    assert stale.status_code == 412
    assert "Secret" not in stale.text


# --- Its steps ----------------------------------------------------------------------------------


def test_from_the_panel_over_the_consequences_to_the_decision(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    browser = logged_in("coordinator")
    revision = negotiation.row(made).revision
    asked = browser.get(f"/amendments/{made}/steps?action=reject&revision={revision}")
    place = f"/amendments/{made}/steps/reject"
    assert asked.location == f"{place}?revision={revision}"
    assert "Reject this amendment?" in browser.get(asked.location).text
    assert negotiation.row(made).state is AmendmentState.UNDER_REVIEW
    missing = browser.post(place, {"reason": ""})
    assert missing.status_code == 422
    assert 'href="#reason"' in missing.text
    fields = {**browser.hidden(place), "reason": "It is dealt with in 2.2."}
    first, second = (browser.client.post(place, data=fields) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, f"/amendments/{made}")
    page = browser.get(first.location).text
    assert "Rejected 1 March 2011" in page
    assert "It is dealt with in 2.2." in page


def test_an_organisation_that_takes_part_as_an_observer_is_not_said_to_see_a_decision(negotiation, logged_in, people):
    code = people.observer.delegation_code
    for one in ("KAZ", "BLR", code):
        with negotiation.work(people.coordinator) as w:
            programs.add_participant(w, "CIS-2011", one)
    made = negotiation.review(people.kaz, "Other words.")
    page = logged_in("coordinator").get(f"/amendments/{made}/steps/reject").get_data(as_text=True)
    assert "KAZ, BLR" in page
    assert code not in page


def test_a_choice_that_was_not_made_is_asked_for(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    browser = logged_in("coordinator")
    assert "Choose what is to be done" in browser.get(browser.get(f"/amendments/{made}/steps").location).text


def test_a_review_foretells_the_number(negotiation, logged_in, people):
    made = negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    page = logged_in("coordinator").get(f"/amendments/{made}/steps/review").text
    assert "Its number will be CIS-2011/2.1/KAZ/1" in page
    assert "Every delegation that takes part: " in page


def test_a_decision_on_a_page_that_is_stale_shows_what_stands_and_keeps_what_was_typed(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    place = f"/amendments/{made}/steps/reject"
    browser = logged_in("coordinator")
    browser.get(place)
    negotiation.step(people.other_coordinator, made, AmendmentAction.DEFER)
    answer = browser.post(place, {"reason": "Words of mine."})
    assert answer.status_code == 412
    assert "Second coordinator changed this at 1 March 2011" in answer.text
    assert "Deferred" in answer.text
    assert "Words of mine." in answer.text
    assert negotiation.row(made).state is AmendmentState.DEFERRED


def test_until_when_to_defer_is_kept_too_when_somebody_was_faster(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    place = f"/amendments/{made}/steps/defer"
    browser = logged_in("coordinator")
    browser.get(place)
    negotiation.step(people.other_coordinator, made, AmendmentAction.REJECT)
    answer = browser.post(place, {"reason": "Words of mine.", "until": "IV Meeting"})
    assert answer.status_code == 412
    assert "IV Meeting\nWords of mine." in answer.text


def test_what_collides_is_foretold_as_far_as_it_will_be_so(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    other = negotiation.row(negotiation.review(people.blr, HOLD.replace("once", "thrice"))).number
    browser = logged_in("coordinator")
    assert f"It collides with {other}, which could then" in browser.get(f"/amendments/{made}/steps/agree").text
    foretold = browser.get(f"/amendments/{made}/steps/agree_ad_referendum").text
    assert f"It collides with {other}: only one of the two can be agreed." in foretold


def test_an_annulled_decision_is_no_decision_any_more(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    negotiation.step(people.coordinator, made, AmendmentAction.AGREE)
    browser = logged_in("coordinator")
    assert 'id="decision"' in browser.get(f"/amendments/{made}").text
    assert "working version" not in browser.get(f"/amendments/{made}/steps/reopen").text
    negotiation.step(people.other_coordinator, made, AmendmentAction.ANNUL)
    assert 'id="decision"' not in browser.get(f"/amendments/{made}").text


def test_a_step_that_does_not_follow_says_so(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    page = logged_in("coordinator").get(f"/amendments/{made}/steps/incorporate").text
    assert "This amendment is under review; this step does not follow from it." in page
    assert "<form class" not in page


def test_a_step_of_others_is_refused(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    assert logged_in("blr").get(f"/amendments/{made}/steps/withdraw").status_code == 403
    assert logged_in("kaz").get(f"/amendments/{made}/steps/agree").status_code == 403
    assert logged_in("kaz").get(f"/amendments/{made}/steps/lapse").status_code == 404


def test_an_expert_is_told_who_submits(negotiation, logged_in, people):
    made = negotiation.propose(people.kaz_expert, HOLD.replace("once", "twice"))
    page = logged_in("kaz_expert").get(f"/amendments/{made}").text
    assert "An expert drafts; a representative submits." in page
    assert "Review and submit" not in page


def test_a_draft_is_deleted_over_its_page(negotiation, logged_in, people):
    made = negotiation.propose(people.kaz, HOLD.replace("once", "twice"))
    browser = logged_in("kaz")
    place = f"/amendments/{made}/steps/discard"
    assert "Only KAZ knew of it." in browser.get(place).text
    gone = browser.post(place)
    assert "The draft is deleted." in browser.get(gone.location).text
    assert browser.get(f"/amendments/{made}").status_code == 404


def test_after_the_window_a_draft_leads_to_late_admission(negotiation, logged_in, people, clock):
    made = negotiation.propose(people.kaz, HOLD.replace("once", "twice"))
    clock.advance(days=20)
    browser = logged_in("kaz")
    blocked = browser.get(f"/amendments/{made}/steps/submit").text
    assert "closed on 15 March 2011" in blocked
    assert "Request late filing…" in blocked
    place = f"/amendments/{made}/steps/request_late"
    browser.get(place)
    assert browser.post(place).status_code == 303
    page = logged_in("coordinator").get(f"/amendments/{made}").text
    assert "Admit late" in page


def test_a_conflict_shows_three_texts_and_is_submitted_again(negotiation, logged_in, people, clock):
    mine = negotiation.review(people.kaz, HOLD.replace("once", "twice"))
    theirs = negotiation.review(people.blr, HOLD.replace("once a year", "at least once a year"))
    rival = negotiation.review(people.arm, HOLD.replace("once", "thrice"))
    for one in (mine, theirs):
        negotiation.step(people.coordinator, one, AmendmentAction.DEFER)
    negotiation.step(people.coordinator, rival, AmendmentAction.AGREE)
    negotiation.circulate_next()
    browser = logged_in("kaz")
    page = browser.get(f"/amendments/{mine}").text
    assert "The three texts" in page
    assert "Submit again" in page
    place = f"/amendments/{mine}/steps/confirm_rebase"
    asked = browser.get(place).text
    assert "Text of version 2" in asked
    blank = browser.post(place, {"text": "  "})
    assert blank.status_code == 422
    assert 'href="#text"' in blank.text
    assert "A clause would be left without text." in blank.text
    assert browser.post(place, {"text": "To hold joint operations four times a year."}).status_code == 303
    assert "four times" in browser.get(f"/amendments/{mine}").text
    flagged = r"<li>(Conflict|Rebase clean)</li>"
    listed = f"{QUEUE}?tab=all&delegation=BLR"
    assert re.search(flagged, browser.get(listed).text)
    negotiation.step(people.coordinator, theirs, AmendmentAction.REJECT)
    assert not re.search(flagged, browser.get(listed).text)  # it waits for nobody any more
    assert "has changed the clause" not in browser.get(f"/amendments/{theirs}").text


def test_a_conflict_over_a_field_shows_it_in_all_three_texts(negotiation, logged_in, people, clock):
    def proposed(actor, funding: str) -> str:
        change = OperationInput(OperationKind.MODIFY, negotiation.clauses["2.1"], fields={"funding": funding})
        with negotiation.work(actor) as w:
            made = amending.draft_amendment(w, "CIS-2011", [change], rationale="Because.").id
        negotiation.step(actor, made, AmendmentAction.SUBMIT)
        negotiation.step(people.coordinator, made, AmendmentAction.REVIEW)
        return made

    mine, rival = proposed(people.kaz, "The budget"), proposed(people.arm, "The states")
    negotiation.step(people.coordinator, mine, AmendmentAction.DEFER)
    negotiation.step(people.coordinator, rival, AmendmentAction.AGREE)
    negotiation.circulate_next()
    browser = logged_in("kaz")
    for path in (f"/amendments/{mine}", f"/amendments/{mine}/steps/confirm_rebase"):
        page = browser.get(path).text
        three = page[page.index("Base: version 1") :]
        assert re.search("Base: version 1.*Text of version 2.*The states.*Proposal.*The budget", three, re.DOTALL)


def test_who_decides_is_told_what_cannot_be_seen(negotiation, logged_in, people):
    made = negotiation.review(people.kaz, HOLD.replace("once", "оnce"))  # its first letter is Cyrillic
    told = "A change you cannot see: LATIN SMALL LETTER O became CYRILLIC SMALL LETTER O."
    browser = logged_in("coordinator")
    clause = f"/programs/CIS-2011/clauses/{negotiation.clauses['2.1']}"
    decide = f"/amendments/{made}/steps/agree"
    for path in (f"/amendments/{made}", decide, clause, f"{clause}?view=each"):
        assert told in browser.get(path).text, path
    assert "A change you cannot see" in browser.get(f"{QUEUE}?tab=all").text
    seen = negotiation.review(people.blr, HOLD.replace("once", "twice"))
    assert "A change you cannot see" not in browser.get(f"/amendments/{seen}").text


def test_a_draft_on_a_clause_that_is_gone_says_so_and_offers_no_confirmation(negotiation, logged_in, people, clock):
    mine = negotiation.propose(people.kaz, HOLD.replace("once", "twice"))
    gone = negotiation.propose(people.blr, "", kind=OperationKind.DELETE)
    for actor, action in (
        (people.blr, AmendmentAction.SUBMIT),
        (people.coordinator, AmendmentAction.REVIEW),
        (people.coordinator, AmendmentAction.AGREE),
    ):
        negotiation.step(actor, gone, action)
    negotiation.circulate_next()
    browser = logged_in("kaz")
    page = browser.get(f"/amendments/{mine}").text
    assert "Version 2 no longer has the clause" in page
    assert "has changed the clause" not in page
    assert "KAZ decides what becomes of it" in page
    assert f"/amendments/{mine}/steps/confirm_rebase" not in page
    assert "no longer in the text; its words can be copied" in page
    assert "no longer has the clause." in browser.get(f"/amendments/{mine}/edit").text


def test_confirming_the_rebase_of_a_draft_shows_it_to_nobody(negotiation, logged_in, people, clock):
    mine = negotiation.propose(people.kaz, HOLD.replace("once", "twice"))
    rival = negotiation.review(people.arm, HOLD.replace("joint", "common"))
    negotiation.step(people.coordinator, rival, AmendmentAction.AGREE)
    negotiation.circulate_next()
    page = logged_in("kaz").get(f"/amendments/{mine}/steps/confirm_rebase").text
    assert "Only KAZ sees this." in page
    assert "The coordinators of the secretariat" not in page


def test_a_returned_amendment_begins_with_the_reason(negotiation, logged_in, people):
    mine = negotiation.submit(people.kaz, HOLD.replace("once", "twice"))
    negotiation.step(people.coordinator, mine, AmendmentAction.RETURN, reason="The rationale names no source.")
    page = logged_in("kaz").get(f"/amendments/{mine}").text
    assert page.index("The rationale names no source.") < page.index('id="redline"')
    assert 'id="decision"' not in page
