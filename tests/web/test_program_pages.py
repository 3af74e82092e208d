"""Programs, versions, comparisons, clauses, what waits, notices, the record, import: what the pages say to whom."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import event

from program_workflow.domain.clause import ClauseDraft, Fields, Timeframe
from program_workflow.domain.terms import AmendmentAction, ClauseKind, OperationKind, VersionAction
from program_workflow.i18n import speaking
from program_workflow.storage import VersionRow
from program_workflow.usecases import amending, deciding, delivering, programs, reading, versions
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.reading import view_version
from program_workflow.web.importing import place_words
from program_workflow.wiring import engine, open_work
from tests.people import Clock

CODE = "CIS-2011"
HOME = f"/programs/{CODE}"
MEASURE = Fields(executing_bodies=("Coordination Service",), timeframe=Timeframe("2011", "2011", "2011"))
Act = Callable[..., Any]


def draft(measures: int = 3) -> ClauseDraft:
    texts = ["To hold joint operations once a year.", "To exchange information monthly.", "To publish a glossary."]
    texts += [f"To carry out measure {index}." for index in range(4, measures + 1)]
    return ClauseDraft(
        ClauseKind.HEADING,
        "Practical measures",
        "2",
        children=tuple(
            ClauseDraft(ClauseKind.MEASURE, text, f"2.{index}", MEASURE) for index, text in enumerate(texts, 1)
        ),
    )


@pytest.fixture
def act(settings, clock: Clock) -> Act:
    """``act(actor, usecase, …)``: one transaction; answers what the use case does."""

    def acting(actor: Any, usecase: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with open_work(actor, settings=settings, clock=clock) as w:
            return usecase(w, *args, **kwargs)

    return acting


@pytest.fixture
def working(act: Act, people) -> None:
    """CIS-2011, version 1 working."""
    act(
        people.coordinator,
        programs.create_program,
        code=CODE,
        title={"en": "Joint measures"},
        language="en",
        clauses=(draft(),),
        rules={"decision_rule": "coordinator"},
    )


@pytest.fixture
def clauses(working, act: Act, people, clock: Clock) -> dict[str, str]:
    """Version 1 circulated for two weeks; number → identity of its clauses."""
    act(
        people.coordinator,
        versions.take_step,
        CODE,
        1,
        VersionAction.CIRCULATE,
        seen_revision=None,
        closes_at=clock.now.replace(day=15),
    )
    return {one.number: one.id for one in act(people.coordinator, view_version, CODE, 1).clauses}


def propose(act: Act, actor: Any, clause: str, text: str, submit: bool = True) -> str:
    operation = OperationInput(OperationKind.MODIFY, clause, text)
    amendment = act(actor, amending.draft_amendment, CODE, [operation], rationale="It is needed.").id
    if submit:
        act(actor, amending.submit_amendment, amendment, seen_revision=None)
    return str(amendment)


@pytest.fixture
def reviewed(clauses, act: Act, people) -> dict[str, str]:
    """KAZ and BLR change the same word of 2.1, ARM changes 2.2; all under review. Delegation → amendment."""
    made = {
        "KAZ": propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year."),
        "BLR": propose(act, people.blr, clauses["2.1"], "To hold joint operations four times a year."),
        "ARM": propose(act, people.arm, clauses["2.2"], "To exchange information weekly."),
    }
    for one in made.values():
        act(people.coordinator, deciding.decide, one, AmendmentAction.REVIEW, seen_revision=None)
    return made


@pytest.fixture
def second(reviewed, act: Act, people, clock: Clock) -> None:
    """ARM agreed and incorporated: version 2 circulated."""
    act(people.coordinator, deciding.decide, reviewed["ARM"], AmendmentAction.AGREE, seen_revision=None)
    clock.advance(days=20)
    act(people.coordinator, versions.next_version, CODE)
    act(
        people.coordinator,
        versions.take_step,
        CODE,
        2,
        VersionAction.CIRCULATE,
        seen_revision=None,
        closes_at=clock.now.replace(month=4),
    )


def words(page: str) -> str:
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


# --- Every page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["coordinator", "kaz", "kaz_expert", "reviewer", "observer", "administrator"])
def test_every_page_has_one_heading_one_filled_button_at_most_and_nothing_inline(
    logged_in, second, clauses, person: str
):
    browser = logged_in(person)
    paths = ["/", "/programs", HOME, f"{HOME}/versions/2", f"{HOME}/compare", f"{HOME}/compare?view=side&only=all"]
    for path in [*paths, f"{HOME}/clauses/{clauses['2.1']}", "/notifications"]:
        assert browser.get(path).status_code == 200, path
        assert browser.page.count("<h1>") == 1, path
        assert browser.page.count("btn primary") <= 1, path
        assert not re.search(r"<[^>]+ (style|onclick)=", browser.page), path
        assert browser.page.count("<script") == browser.page.count("<script src="), path


# --- Program ------------------------------------------------------------------------------------


def test_a_working_version_is_nobodys_business_but_the_coordinators(logged_in, working):
    assert logged_in("kaz").get(HOME).status_code == 404
    observer = logged_in("observer")
    assert observer.get("/programs").status_code == 200
    assert CODE not in observer.page
    coordinator = logged_in("coordinator")
    assert coordinator.get(HOME).status_code == 200
    assert re.search(r'btn primary" href="[^"]+/steps/circulate"', coordinator.page)


@pytest.mark.parametrize(("person", "primary"), [("kaz", "Propose an amendment"), ("observer", "Read version 1")])
def test_the_home_of_a_program_offers_each_role_its_own_first_step(logged_in, clauses, person: str, primary: str):
    browser = logged_in(person)
    browser.get(HOME)
    assert re.search(rf'btn primary"[^>]*>{primary}<', browser.page)


def test_the_clauses_of_a_program_can_be_filtered_by_status_and_words(logged_in, reviewed):
    browser = logged_in("kaz")
    browser.get(f"{HOME}?status=bracketed")
    assert "1–2 of 2" in browser.page
    browser.get(f"{HOME}?words=GLOSSARY")
    assert "To publish a glossary." in browser.page
    assert "1–1 of 1" in browser.page
    browser.get(f"{HOME}?words=unheard-of")
    assert "No clause fits this filter." in browser.page


def test_an_observer_finds_no_trace_of_amendments(logged_in, reviewed, clauses):
    browser = logged_in("observer")
    for path in (HOME, f"{HOME}/versions/1", f"{HOME}/clauses/{clauses['2.1']}"):
        assert browser.get(path).status_code == 200
        said = words(browser.page)
        assert "amendment" not in said.casefold(), path
        assert "KAZ" not in said
        assert "twice" not in said


def test_settings_are_kept_and_a_wrong_one_is_said_at_its_field(logged_in, working):
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/settings")
    typed = {"title-en": "A better title", "numbering": "running", "min_window_hours": "many"}
    answer = browser.post(f"{HOME}/settings", typed)
    assert answer.status_code == 422
    assert 'href="#min_window_hours"' in browser.page
    assert "A better title" in browser.page
    browser.post(f"{HOME}/settings", {**typed, "min_window_hours": "99999"})
    assert "At most 8760 hours, which is a year." in browser.page
    answer = browser.post(f"{HOME}/settings", {**typed, "min_window_hours": "48"})
    assert (answer.status_code, answer.location) == (303, HOME)
    browser.get(f"{HOME}/settings")
    assert "A better title" in browser.page
    assert 'value="48"' in browser.page


def test_the_rules_in_days_are_set_on_the_page_and_a_page_without_them_leaves_them(logged_in, working, act, people):
    browser = logged_in("coordinator")
    rules = {"turn_days": "10", "escalation_days": "5", "claim_days": "2"}
    rules |= {"min_corrigendum_days": "30", "min_silence_hours": "96"}
    browser.get(f"{HOME}/settings")
    typed = {"title-en": "A title", "numbering": "frozen", "min_window_hours": "0"}
    for name, wrong, said in (
        ("turn_days", "367", "At most 366 days."),
        ("min_corrigendum_days", "366", "At most 365 days, which is a year."),
        ("claim_days", "-1", "This takes a whole number."),
    ):
        assert browser.post(f"{HOME}/settings", {**typed, **rules, name: wrong}).status_code == 422
        assert said in browser.page
        assert f'href="#{name}"' in browser.page
    assert browser.post(f"{HOME}/settings", {**typed, **rules}).status_code == 303
    browser.get(f"{HOME}/settings")
    assert browser.post(f"{HOME}/settings", typed).status_code == 303
    kept = act(people.coordinator, reading.view_program, CODE).rules
    assert {name: kept[name] for name in rules} == {name: int(value) for name, value in rules.items()}


def test_the_decision_rule_is_chosen_with_what_it_counts(logged_in, working):
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/settings")
    assert "Agreed when nobody objects" in browser.page
    typed = {
        "title-en": "A title",
        "numbering": "frozen",
        "min_window_hours": "0",
        "decision_rule": "qualified_majority",
    }
    typed |= {"majority_share": "3 / 4", "majority_base": "voting", "abstention": "against"}
    for wrong in ("1/2", "5/4", "most"):
        answer = browser.post(f"{HOME}/settings", {**typed, "majority_share": wrong, "unamended_not_objected": "1"})
        assert (answer.status_code, 'href="#majority_share"' in browser.page) == (422, True)
        assert re.search(r'name="unamended_not_objected" value="1" checked', browser.page)
    assert browser.post(f"{HOME}/settings", {**typed, "majority_base": "everybody"}).status_code == 422
    assert 'href="#rules-majority_base"' in browser.page
    assert browser.post(f"{HOME}/settings", {**typed, "unamended_not_objected": "1"}).status_code == 303
    browser.get(f"{HOME}/settings")
    for name, value in (
        ("decision_rule", "qualified_majority"),
        ("majority_base", "voting"),
        ("abstention", "against"),
    ):
        assert re.search(rf'name="{name}" value="{value}" id="[^"]+" checked', browser.page), name
    assert 'value="3/4"' in browser.page
    assert browser.post(f"{HOME}/settings", typed).status_code == 303  # unticked
    browser.get(f"{HOME}/settings")
    assert not re.search(r'name="unamended_not_objected" value="1" checked', browser.page)


def test_one_delegation_leaves_over_a_page_of_consequences_and_the_others_stay(logged_in, working):
    coordinator = logged_in("coordinator")
    coordinator.get(f"{HOME}/settings")
    assert "Name as taking part" not in coordinator.page  # naming one would have ended the part of all others
    leave = f"{HOME}/participants/BLR/end"
    assert leave in coordinator.page
    coordinator.get(leave)
    assert "BLR (Belarus) is no longer counted" in words(coordinator.page)
    assert coordinator.post(f"{HOME}/participants").location == f"{HOME}/settings"
    coordinator.get(f"{HOME}/settings")
    assert leave not in coordinator.page
    assert f"{HOME}/participants/KAZ/end" in coordinator.page
    assert "Name as taking part" in coordinator.page
    assert coordinator.get(leave).status_code == 404
    assert logged_in("kaz").get(f"{HOME}/participants/KAZ/end").status_code == 403


def test_unnumbered_clauses_of_a_program_are_told_apart(logged_in, act, people):
    rows = tuple(ClauseDraft(ClauseKind.PASSPORT_ROW, text, "", Fields(label=text)) for text in ("Aim", "Tasks"))
    passport = ClauseDraft(ClauseKind.HEADING, "Passport", "", children=rows)
    title = {"en": "Joint measures"}
    act(people.coordinator, programs.create_program, code=CODE, title=title, language="en", clauses=(passport,))
    said = words(logged_in("coordinator").get(HOME).text)
    assert "Heading Passport" in said
    assert "Row of the passport 1 Aim" in said
    assert "Row of the passport 2 Tasks" in said


@pytest.mark.parametrize("page", ["", "/amendments", "/versions/1"])
def test_every_printed_sheet_carries_the_marking_of_the_program(logged_in, clauses, act, people, page: str):
    rules = {"marking": {"en": "For official use only"}}
    act(people.coordinator, programs.update_program, CODE, seen_revision=1, rules=rules)
    printed = logged_in("kaz").get(f"{HOME}{page}").text
    assert '<span class="marking">For official use only</span>' in printed


def test_settings_changed_by_somebody_else_meanwhile_are_not_overwritten(logged_in, working, act, people):
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/settings")
    act(people.other_coordinator, programs.update_program, CODE, seen_revision=1, title="The other title")
    answer = browser.post(f"{HOME}/settings", {"title-en": "Mine", "numbering": "frozen", "min_window_hours": "0"})
    assert answer.status_code == 412
    assert "Second coordinator" in browser.page


# --- Version ------------------------------------------------------------------------------------


def test_a_version_reads_with_its_outline_fields_and_margin_links(logged_in, reviewed, clauses):
    browser = logged_in("kaz")
    browser.get(f"{HOME}/versions/1")
    assert f'href="#c-{clauses["2"]}"' in browser.page
    assert f'id="c-{clauses["2.1"]}"' in browser.page
    assert "Coordination Service" in browser.page
    assert "2 amendments" in browser.page
    assert 'lang="en"' in browser.page


def test_the_panel_beside_the_text_is_a_fragment_for_htmx_and_a_page_without(logged_in, reviewed, clauses):
    browser = logged_in("kaz")
    path = f"{HOME}/versions/1?clause={clauses['2.1']}"
    whole = browser.get(path)
    assert "<html" in whole.text
    assert "[inserted: </span>twice" in whole.text
    part = browser.get(path, headers={"HX-Request": "true", "HX-Target": "side"})
    assert "<html" not in part.text
    assert "[inserted: </span>twice" in part.text


@pytest.fixture
def queries(settings) -> Iterator[list[str]]:
    """Every statement sent to the database."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(engine(settings), "before_cursor_execute", note)
    yield sent
    event.remove(engine(settings), "before_cursor_execute", note)


def test_five_hundred_clauses_cost_as_many_queries_as_five(logged_in, act, people, queries):
    browser = logged_in("coordinator")
    counted = []
    for code, size in (("SMALL", 5), ("LARGE", 500)):
        clauses = (draft(size),)
        act(people.coordinator, programs.create_program, code=code, title={"en": code}, language="en", clauses=clauses)
        queries.clear()
        assert browser.get(f"/programs/{code}/versions/1").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[1] < 52


# --- Steps --------------------------------------------------------------------------------------

CIRCULATE = f"{HOME}/versions/1/steps/circulate"


def test_the_page_before_a_step_names_who_will_see_it_and_what_cannot_be_undone(logged_in, working):
    browser = logged_in("coordinator")
    browser.get(CIRCULATE)
    said = words(browser.page)
    assert "KAZ (Kazakhstan), BLR (Belarus), ARM (Armenia)" in said
    assert "Cannot be undone" in said
    assert "Circulate: version 1" in said
    assert "revision" in browser.hidden(CIRCULATE)
    assert "idempotency_key" in browser.hidden(CIRCULATE)


def test_the_page_before_a_step_counts_in_the_language_of_the_person(logged_in, working):
    coordinator = logged_in("coordinator")
    coordinator.get("/language/ru")
    page = coordinator.get(f"{HOME}/versions/1/steps/circulate").text
    assert "В ней 4 пункта." in page
    assert re.search(r"\d+ делегац[а-я]+: KAZ", page)


def test_circulating_takes_an_instant_in_the_persons_zone_and_happens_once(logged_in, working, settings):
    browser = logged_in("coordinator")
    browser.get(CIRCULATE)
    assert browser.post(CIRCULATE, {"closes_at": ""}).status_code == 422
    assert 'href="#closes_at"' in browser.page
    fields = {**browser.hidden(CIRCULATE), "closes_at": "2011-03-14T18:00"}
    first = browser.client.post(CIRCULATE, data=fields)
    again = browser.client.post(CIRCULATE, data=fields)
    assert first.location == again.location == f"{HOME}/versions/1"
    assert first.status_code == again.status_code == 303
    browser.get(f"{HOME}/versions/1")
    assert "Version 1 is circulated. Proposals are taken until 14 March 2011, 18:00 UTC." in browser.page
    with open_work(settings=settings) as w:
        assert w.session.query(VersionRow).one().closes_at.isoformat() == "2011-03-14T18:00:00+00:00"


def test_a_step_on_a_page_that_is_out_of_date_is_refused_with_who_and_when(logged_in, clauses, act, people):
    path = f"{HOME}/versions/1/steps/close"
    browser = logged_in("coordinator")
    browser.get(path)
    act(
        people.other_coordinator,
        versions.take_step,
        CODE,
        1,
        VersionAction.EXTEND,
        seen_revision=None,
        reason="A holiday.",
        closes_at=Clock().now.replace(day=20),
    )
    answer = browser.post(path, {"reason": "All delegations have answered already."})
    assert answer.status_code == 412
    assert "Second coordinator" in browser.page
    assert "All delegations have answered already." in browser.page
    assert ">Reason</label>" in browser.page


def test_whom_to_reopen_the_window_for_is_asked_at_its_field_and_nothing_typed_is_lost(logged_in, clauses, clock):
    clock.advance(days=20)
    path = f"{HOME}/versions/1/steps/extend"
    browser = logged_in("coordinator")
    browser.get(path)
    closes_at = (clock.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(path, {"reason": "Two asked for it.", "closes_at": closes_at}).status_code == 422
    assert 'href="#delegations"' in browser.page
    assert "Two asked for it." in browser.page
    assert closes_at in browser.page
    fields = {"reason": "Two asked for it.", "closes_at": closes_at, "delegations": ["KAZ", "BLR"]}
    browser.get(browser.post(path, fields).location)
    assert "The window of version 1 is open for KAZ, BLR until" in browser.page


def test_what_stands_in_the_way_of_finalising_is_one_link_away(logged_in, clauses, act, people, clock):
    made = propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year.")
    clock.advance(days=20)
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/versions/1/steps/finalise")
    assert "Amendments still open: 1." in browser.page
    assert f'href="/amendments/{made}"' in browser.page


def test_a_step_that_does_not_hold_says_why_instead_of_a_form(logged_in, clauses, act, people, clock):
    propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year.")
    clock.advance(days=20)
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/versions/1/steps/next")
    assert "without a number" in words(browser.page)
    assert 'method="post" action="/programs' not in browser.page


def test_only_a_coordinator_sees_the_page_of_a_step(logged_in, clauses):
    assert logged_in("kaz").get(f"{HOME}/versions/1/steps/close").status_code == 403


def test_the_next_version_is_made_from_its_page(logged_in, reviewed, act, people, clock):
    act(people.coordinator, deciding.decide, reviewed["ARM"], AmendmentAction.AGREE, seen_revision=None)
    clock.advance(days=20)
    path = f"{HOME}/versions/1/steps/next"
    browser = logged_in("coordinator")
    browser.get(path)
    assert "1 amendment is agreed." in words(browser.page)
    assert browser.post(path).location == f"{HOME}/versions/2"
    browser.get(f"{HOME}/versions/2")
    assert "To exchange information weekly." in browser.page


# --- Compare ------------------------------------------------------------------------------------


def test_a_comparison_shows_what_changed_and_from_which_amendment(logged_in, second, reviewed):
    browser = logged_in("kaz")
    browser.get(f"{HOME}/compare")
    said = words(browser.page)
    assert "1 changed, 0 inserted, 0 deleted, 0 moved" in said
    assert "[inserted: </span>weekly" in browser.page
    assert f'href="/amendments/{reviewed["ARM"]}"' in browser.page
    assert "To publish a glossary." not in browser.page
    browser.get(f"{HOME}/compare?only=all")
    assert "To publish a glossary." in browser.page


def test_folded_clauses_open_by_a_link_that_keeps_the_rest(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{HOME}/compare")
    links = re.findall(r'<p class="folded"><a href="([^"#]+)', browser.page)
    browser.get(links[-1].replace("&amp;", "&"))
    assert "To publish a glossary." in browser.page


def test_side_by_side_stands_the_old_words_left_and_the_new_ones_right(logged_in, second):
    browser = logged_in("observer")
    browser.get(f"{HOME}/compare?view=side")
    row = browser.page[browser.page.index("[deleted: </span>monthly") :]
    assert row.index("side-new") < row.index("[inserted: </span>weekly")
    assert "/amendments/" not in browser.page


def test_a_version_one_may_not_see_cannot_be_compared(logged_in, reviewed, act, people, clock):
    clock.advance(days=20)
    act(people.coordinator, versions.next_version, CODE)
    assert logged_in("kaz").get(f"{HOME}/compare?from=1&to=2").status_code == 404
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/compare?from=1&to=2")
    assert "These versions have the same text." in browser.page


# --- Clause -------------------------------------------------------------------------------------


def test_a_clause_shows_all_live_amendments_as_one_redline_and_what_collides(logged_in, reviewed, clauses):
    browser = logged_in("reviewer")
    browser.get(f"{HOME}/clauses/{clauses['2.1']}")
    said = words(browser.page)
    assert "2 live amendments" in said
    assert "KAZ and BLR collide" in said or "BLR and KAZ collide" in said
    assert "[inserted: </span>twice" in browser.page
    assert "[inserted: </span>four times" in browser.page


def test_ticked_amendments_have_an_address_and_show_their_result(logged_in, reviewed, clauses):
    browser = logged_in("kaz")
    path = f"{HOME}/clauses/{clauses['2.1']}"
    browser.get(f"{path}?with={reviewed['KAZ']}")
    assert ">To hold joint operations twice a year.<" in browser.page
    browser.get(f"{path}?with={reviewed['KAZ']}&with={reviewed['BLR']}")
    assert "cannot be accepted together" in browser.page


def test_a_draft_is_shown_to_its_own_delegation_alone(logged_in, clauses, act, people):
    propose(act, people.kaz, clauses["2.3"], "To publish a secret glossary.", submit=False)
    path = f"{HOME}/clauses/{clauses['2.3']}"
    own = logged_in("kaz_expert")
    own.get(path)
    assert "Only KAZ sees this." in own.page
    for other in ("blr", "coordinator", "reviewer", "observer"):
        browser = logged_in(other)
        browser.get(path)
        assert "secret" not in browser.page, other


def test_the_history_of_a_clause_shows_how_it_came_to_its_words(logged_in, second, clauses):
    browser = logged_in("kaz")
    browser.get(f"{HOME}/clauses/{clauses['2.2']}")
    history = browser.page.partition("History of the clause")[2]
    assert "[inserted: </span>weekly" in history
    assert "Version 1" in history


# --- Turn, notices, record ----------------------------------------------------------------------


def test_my_turn_says_what_waits_since_when_and_leads_there(logged_in, clauses, act, people):
    amendment = propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year.")
    browser = logged_in("coordinator")
    browser.get("/")
    assert "Take under review: KAZ on 2.1, no number yet" in browser.page
    assert f'href="/amendments/{amendment}"' in browser.page
    assert browser.get("/turn/news?seen=0").text.strip().startswith('<p class="inset info">')
    assert browser.get("/turn/news?seen=1").text.strip() == ""
    other = logged_in("blr")
    other.get("/")
    assert "Nothing waits for you. Next known date: " in words(other.page)


def test_the_record_says_who_did_what_and_nothing_of_drafts(logged_in, clauses, act, people):
    propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year.", submit=False)
    browser = logged_in("coordinator")
    browser.get("/audit")
    said = words(browser.page)
    assert "First coordinator" in said
    assert "Representative of Kazakhstan" not in said.partition("Account")[0]
    assert "Wording saved" not in said
    assert logged_in("kaz").get("/audit").status_code == 403


def test_the_record_names_things_as_they_are_called(logged_in, clauses, act, people):
    amendment = propose(act, people.kaz, clauses["2.1"], "To hold joint operations twice a year.")
    act(people.coordinator, programs.add_participant, CODE, "BLR")
    browser = logged_in("coordinator")
    browser.get("/audit")
    said = words(browser.page)
    assert "Amendment of KAZ, no number yet" in said
    assert f"Version 1 of {CODE}" in said
    assert f"Program {CODE}: BLR" in said
    act(people.coordinator, deciding.decide_many, [(amendment, 2)], AmendmentAction.REVIEW)
    assert f"Submitted Amendment {CODE}/2.1/KAZ/1" in words(browser.get("/audit").text)
    assert "Account Representative" in words(logged_in("administrator").get("/audit").text)


def test_a_notice_is_unread_until_it_is_opened_and_leads_to_its_page(logged_in, clauses, settings, clock):
    def work() -> Any:
        return open_work(settings=settings, clock=clock)

    delivering.deliver_due(work, settings, owner="a test")
    browser = logged_in("kaz")
    browser.get("/notifications")
    assert "Version 1 of CIS-2011 is circulated." in browser.page
    assert "Not read yet" in browser.page
    step = re.search(r'action="(/notifications/[^"]+/open)"', browser.page)
    assert step is not None
    assert browser.post(step[1]).location == f"{HOME}/versions/1"
    browser.get("/notifications")
    assert "Not read yet" not in browser.page
    assert "All are read" in browser.page


# --- Import -------------------------------------------------------------------------------------

IMPORT = "/programs/import"
TEXT = "Program of joint measures for 2011–2013\n\n1. General\n\n1.1. To hold joint operations.\n\n1.2. To report.\n"


def upload(browser: Any, text: str = TEXT, name: str = "CIS-2011.md", address: str = IMPORT) -> Any:
    browser.get(address)
    fields = {**browser.hidden(address), "file": (BytesIO(text.encode()), name)}
    answer = browser.client.post(address, data=fields, content_type="multipart/form-data")
    browser.page = answer.get_data(as_text=True)
    return answer


def test_a_file_is_shown_as_understood_before_a_program_is_made_of_it(logged_in, people):
    browser = logged_in("coordinator")
    review = upload(browser).location
    browser.get(review)
    assert "To hold joint operations." in browser.page
    assert 'value="CIS-2011"' in browser.page
    browser.get("/programs")
    assert "There is no program yet." in browser.page
    browser.get(review)
    fields = {"code": CODE, "title": "Joint measures", "period": "2011–2013", "language": "en", "seen": "1"}
    assert browser.post(review, fields).location == HOME
    browser.get(HOME)
    assert "Joint measures" in browser.page
    assert browser.get(review).status_code == 404


def test_a_code_that_is_taken_keeps_what_was_typed(logged_in, working):
    browser = logged_in("coordinator")
    review = upload(browser).location
    browser.get(review)
    fields = {"code": CODE, "title": "Another title", "period": "", "language": "en", "seen": "1"}
    assert browser.post(review, fields).status_code == 422
    assert 'href="#code"' in browser.page
    assert "Another title" in browser.page


def test_the_text_of_a_working_version_is_replaced_by_a_file_and_its_clauses_stay(logged_in, working, settings):
    browser = logged_in("coordinator")
    browser.get(f"{HOME}/versions/1")
    assert f"{IMPORT}?program={CODE}" in browser.page
    with open_work(settings=settings) as w:
        before = {one.number: one.id for one in view_version(w, CODE, 1).clauses}
    text = "2. Practical measures\n\n2.1. To hold joint operations twice a year.\n\n2.2. To exchange information.\n"
    review = upload(browser, text, address=f"{IMPORT}?program={CODE}").location
    said = words(browser.get(review).text)
    assert f"Version 1 of {CODE}" in said
    assert "Create program" not in said
    step = f"{review.partition('?')[0]}/replace?program={CODE}"
    stale = {**browser.hidden(step), "revision": "77"}
    assert browser.client.post(step, data=stale).status_code == 412
    assert browser.post(step).location == f"{HOME}/versions/1"
    assert "The text of version 1 is the one of CIS-2011.md now." in browser.get(f"{HOME}/versions/1").text
    with open_work(settings=settings) as w:
        after = {one.number: (one.id, one.text) for one in view_version(w, CODE, 1).clauses}
    assert after["2.1"] == (before["2.1"], "To hold joint operations twice a year.")
    assert browser.get(review).status_code == 404


def test_only_a_working_version_gets_another_text(logged_in, clauses):
    browser = logged_in("coordinator")
    assert "Replace the text" not in browser.get(f"{HOME}/versions/1").text
    assert browser.get(f"{IMPORT}?program={CODE}").status_code == 404
    assert logged_in("kaz").get(f"{IMPORT}?program={CODE}").status_code == 403


def test_an_upload_is_its_owners_alone_and_can_be_discarded(logged_in, people):
    browser = logged_in("coordinator")
    review = upload(browser).location
    assert logged_in("other_coordinator").get(review).status_code == 404
    browser.get(review)
    assert browser.post(f"{review}/discard").location == IMPORT
    assert browser.get(review).status_code == 404


@pytest.mark.parametrize(("name", "text"), [("draft.exe", "MZ"), ("draft.docx", "not a document"), ("draft.md", "")])
def test_a_file_that_cannot_be_read_is_refused_in_words_at_its_field(logged_in, people, name: str, text: str):
    browser = logged_in("coordinator")
    assert upload(browser, text, name).status_code == 422
    assert 'id="file-error"' in browser.page
    assert name in browser.page


def test_no_file_is_said_too(logged_in, people):
    browser = logged_in("coordinator")
    browser.get(IMPORT)
    assert browser.post(IMPORT).status_code == 422
    assert "Choose a file." in browser.page


def test_what_was_left_out_must_have_been_seen(logged_in, people):
    browser = logged_in("coordinator")
    review = upload(browser, TEXT + "\n![a map](map.png)\n\n<!-- a remark -->\n").location
    browser.get(review)
    assert "I have seen what was left out" in browser.page
    fields = {"code": CODE, "title": "Joint measures", "period": "", "language": "en"}
    assert browser.post(review, fields).status_code == 422
    assert 'href="#seen"' in browser.page


def test_the_account_of_an_import_says_places_in_the_language_of_the_reader(logged_in, people):
    browser = logged_in("coordinator")
    review = upload(browser, TEXT + "\n<!-- a remark -->\n").location
    browser.get("/language/ru")
    said = words(browser.get(review).text)
    assert "после 1.2" in said
    assert "after 1.2" not in said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("2.1", "2.1"),
        ("начало", "beginning"),
        ("после 2.1(б)", "after 2.1(б)"),
        ("таблица 2, строка 14", "table 2, row 14"),
        ("after 3", "after 3"),
    ],
)
def test_a_place_of_a_russian_document_is_said_in_english(place: str, said: str):
    with speaking("en"):
        assert place_words(place) == said


def test_the_whole_of_what_was_read_can_be_seen_before_it_is_kept(logged_in, people):
    browser = logged_in("coordinator")
    long = "To hold " + "joint " * 40 + "exercises at the end."
    page = browser.get(upload(browser, TEXT + f"\n2.9. {long}\n").location).text
    assert "at the end." in page
