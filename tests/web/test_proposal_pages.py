"""Proposing: the form without script, its redline, saving, several changes, a phrase throughout, somebody faster."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from program_workflow.domain.clause import NO_FIELDS, ClauseDraft, Fields, Timeframe
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, OperationKind, VersionAction
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import amending, deciding, programs, versions
from program_workflow.usecases.operations import OperationInput, load_operations
from program_workflow.usecases.reading import view_version
from program_workflow.wiring import open_work
from tests.people import Clock

MEASURE = Fields(executing_bodies=("Coordination Service",), timeframe=Timeframe("2011", "2011", "2011"))


@pytest.fixture
def circulated(settings, clock: Clock, people) -> dict[str, str]:
    """CIS-2011, version 1 circulated for two weeks; number → identity of its clauses."""
    draft = ClauseDraft(
        ClauseKind.HEADING,
        "Practical measures",
        "2",
        children=(
            ClauseDraft(ClauseKind.MEASURE, "To hold joint operations once a year.", "2.1", MEASURE),
            ClauseDraft(ClauseKind.MEASURE, "To exchange information on illegal migration.", "2.2"),
            ClauseDraft(ClauseKind.PARAGRAPH, "Illegal migrations are studied.", "2.3"),
        ),
    )
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        programs.create_program(
            w,
            code="CIS-2011",
            title={"en": "Measures"},
            language="en",
            clauses=(draft,),
            rules={"decision_rule": "coordinator"},
        )
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        versions.take_step(
            w, "CIS-2011", 1, VersionAction.CIRCULATE, seen_revision=None, closes_at=clock.now.replace(day=15)
        )
        return {one.number: one.id for one in view_version(w, "CIS-2011", 1).clauses}


NEW = "/programs/CIS-2011/amendments/new"


def typed(clause: str, text: str, **more: str) -> dict[str, str]:
    return {
        "changes": "1",
        "clause-0": clause,
        "what-0": "change",
        "shown-0": "change",
        "text-0": text,
        "bodies-0": "Coordination Service",
        "timeframe-0": "2011",
        "funding-0": "",
        "rationale": "Once is too little.",
        **more,
    }


def drafts(settings, clock, actor) -> list[Any]:
    with open_work(actor, settings=settings, clock=clock) as w:
        rows = w.session.query(AmendmentRow).all()
        return [(row, load_operations(w, [row])[row.id]) for row in rows]


@pytest.fixture
def kaz(logged_in: Callable[[str], Any], circulated):
    browser = logged_in("kaz")
    browser.get(f"{NEW}?clause={circulated['2.1']}")
    return browser


def test_the_form_begins_with_the_words_of_the_clause(kaz):
    assert kaz.page.count("<h1>") == 1
    assert "Amend clause 2.1 of version 1" in kaz.page
    assert "To hold joint operations once a year.</textarea>" in kaz.page
    assert "Nothing differs from version 1 yet" in kaz.page
    assert kaz.page.count("btn primary") == 1
    assert "style=" not in kaz.page.replace("data-style=", "")


def test_without_script_a_button_shows_the_change_and_saves_nothing(kaz, circulated, settings, clock, people):
    answer = kaz.post(NEW, typed(circulated["2.1"], "To hold joint operations twice a year.", do="show"))
    assert answer.status_code == 200
    assert "[inserted: </span>twice" in answer.text
    assert "1 word added, 1 word taken out" in answer.text
    assert "Once is too little.</textarea>" in answer.text
    assert drafts(settings, clock, people.kaz) == []


def test_the_count_of_words_counts_the_fields_too(kaz, circulated):
    sent = typed(
        circulated["2.1"], "To hold joint operations once a year.", do="show", **{"timeframe-0": "2011 to 2013"}
    )
    assert "2 words added, 0 words taken out" in kaz.post(NEW, sent).text


def test_a_move_adds_no_word(kaz, circulated):
    sent = {"what-0": "move", "shown-0": "move", "target-0": circulated["2.3"], "place-0": "after", "do": "show"}
    assert "No word is added or taken out." in kaz.post(NEW, typed(circulated["2.1"], "", **sent)).text


def test_a_clause_at_the_beginning_of_the_text_is_called_so(kaz):
    page = kaz.get(f"{NEW}?what=first").text
    assert "insert at the beginning" in page
    assert "insert first under it" not in page
    sent = {"changes": "1", "clause-0": "", "what-0": "first", "shown-0": "first", "kind-0": "paragraph"}
    saved = kaz.post(NEW, {**sent, "text-0": "A new one.", "do": "save"})
    assert "Edit: KAZ on the beginning of the text" in kaz.get(saved.location).text


def test_the_box_alone_answers_to_typing(kaz, circulated):
    fields = typed(circulated["2.1"], "To hold joint operations twice a year.")
    answer = kaz.post("/programs/CIS-2011/amendments/preview", fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "[inserted: </span>twice" in answer.text
    assert re.search(r'id="redline-count"[^>]* hx-swap-oob="morph"', answer.text)
    assert "X-Saved" not in answer.headers


def test_a_wrong_character_is_said_in_the_box(kaz, circulated):
    fields = typed(circulated["2.1"], "To hold \u202e operations.")
    answer = kaz.post("/programs/CIS-2011/amendments/preview", fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "a character that is not allowed" in answer.text


def test_a_saved_draft_is_kept_with_fields_that_changed_only(kaz, circulated, settings, clock, people):
    answer = kaz.post(
        NEW, typed(circulated["2.1"], "To hold them twice.", do="save", **{"bodies-0": "Coordination Service\nATC"})
    )
    assert answer.status_code == 303
    ((row, (operation,)),) = drafts(settings, clock, people.kaz)
    assert answer.location == f"/amendments/{row.id}/edit"
    assert row.state is AmendmentState.DRAFT
    assert operation.text == "To hold them twice."
    assert operation.fields.executing_bodies == ("Coordination Service", "ATC")
    assert operation.fields.timeframe == MEASURE.timeframe
    page = kaz.get(answer.location).text
    assert "Only your delegation sees it" in page
    assert "To hold them twice.</textarea>" in page


def test_the_same_form_sent_twice_makes_one_draft(kaz, circulated, settings, clock, people):
    fields = {**kaz.hidden(NEW), **typed(circulated["2.1"], "To hold them twice.", do="save")}
    first, second = (kaz.client.post(NEW, data=fields) for _ in range(2))
    assert first.location == second.location
    assert len(drafts(settings, clock, people.kaz)) == 1


def test_review_and_submit_saves_and_asks(kaz, circulated):
    answer = kaz.post(NEW, typed(circulated["2.1"], "To hold them twice.", do="review"))
    assert answer.status_code == 303
    assert answer.location.endswith("/steps/submit")
    page = kaz.get(answer.location).text
    assert "Submit this amendment?" in page
    assert "Who will see it" in page
    sent = kaz.post(answer.location)
    assert sent.status_code == 303
    assert "Submitted. The secretariat has had it since" in kaz.get(sent.location).text


def test_another_kind_starts_from_its_own_fields_and_keeps_what_was_typed(kaz, circulated):
    words = typed(circulated["2.1"], "To hold joint operations once a year.", do="kind", **{"what-0": "after"})
    inserted = kaz.post(NEW, words).text
    assert "Kind of the new clause" in inserted
    assert "once a year.</textarea>" not in inserted
    mine = kaz.post(NEW, typed(circulated["2.1"], "My own words.", do="kind", **{"what-0": "after"})).text
    assert "My own words.</textarea>" in mine


def test_a_look_at_another_kind_loses_nothing_that_was_typed(kaz, circulated):
    mine = typed(circulated["2.1"], "My own words.", do="kind", **{"what-0": "delete", "timeframe-0": "2012"})
    assert "The clause goes" in kaz.post(NEW, mine).text
    kept = {name: said for name, said in kaz.hidden(NEW).items() if name.endswith("-0")}
    assert kept["text-0"] == "My own words."
    assert "bodies-0" not in kept, "the clause's own words are no words of mine"
    back = kaz.post(NEW, {**kept, "changes": "1", "what-0": "change", "do": "kind"}).text
    assert "My own words.</textarea>" in back
    assert 'value="2012"' in back
    assert "Coordination Service</textarea>" in back


@pytest.mark.parametrize("asked", [{"do": "add"}, {"do": "find", "phrase": ""}])
def test_a_refused_button_leaves_the_rationale_and_the_phrase(kaz, circulated, asked):
    sent = {**typed(circulated["2.1"], "My own words.", replacement="another word"), **asked}
    answer = kaz.post(NEW, sent)
    assert answer.status_code == 422
    assert "My own words.</textarea>" in answer.text
    assert "Once is too little.</textarea>" in answer.text
    assert 'value="another word"' in answer.text


@pytest.mark.parametrize(
    ("what", "fields", "says"),
    [
        ("after", {"text-0": "A new one.", "kind-0": "measure"}, "A new clause after 2.1"),
        ("first", {"text-0": "A new one.", "kind-0": "measure"}, "A new clause, first under 2.1"),
        ("delete", {}, "Deletes 2.1"),
        ("move", {"target-0": "2.3", "place-0": "after"}, "Moves 2.1 after 2.3"),
    ],
)
def test_every_kind_of_change_is_saved_and_opens_again(kaz, circulated, settings, clock, people, what, fields, says):
    fields = {name: circulated.get(said, said) for name, said in fields.items()}
    sent = {**typed(circulated["2.1"], "", do="save"), "what-0": what, "shown-0": what, **fields}
    answer = kaz.post(NEW, sent)
    assert answer.status_code == 303, answer.text
    page = kaz.get(answer.location).text
    assert says in page
    assert re.search(rf'name="shown-0" value="{what}"', page)


def test_several_changes_are_one_amendment(kaz, circulated, settings, clock, people):
    added = kaz.post(NEW, typed(circulated["2.1"], "Twice.", do="add", add=circulated["2.2"])).text
    assert 'name="changes" value="2"' in added
    assert "Twice.</textarea>" in added
    two = {**typed(circulated["2.1"], "Twice.", do="save"), "changes": "2"}
    two |= {"clause-1": circulated["2.2"], "what-1": "change", "shown-1": "change", "text-1": "To exchange more."}
    assert kaz.post(NEW, two).status_code == 303
    ((_, operations),) = drafts(settings, clock, people.kaz)
    assert [one.clause_id for one in operations] == [circulated["2.1"], circulated["2.2"]]


def test_a_phrase_throughout_the_text_is_listed_with_its_forms_and_becomes_changes(kaz, circulated):
    fields = {"changes": "0", "phrase": "illegal migration", "replacement": "trafficking", "rationale": ""}
    listed = kaz.post(NEW, {**fields, "do": "find"}).text
    assert "2 clauses have it" in listed
    assert "illegal migrations" in listed
    both = [circulated["2.2"], circulated["2.3"]]
    made = kaz.post(NEW, {**fields, "do": "replace", "place": both}).text
    assert "To exchange information on trafficking.</textarea>" in made
    assert "Trafficking are studied.</textarea>" in made


def test_an_empty_phrase_is_refused_at_its_field(kaz):
    answer = kaz.post(NEW, {"changes": "0", "phrase": "  ", "do": "find"})
    assert answer.status_code == 422
    assert 'href="#phrase"' in answer.text


def test_nothing_to_change_is_refused_and_the_rationale_kept(kaz):
    answer = kaz.post(NEW, {"changes": "0", "rationale": "A long reason of mine.", "do": "save"})
    assert answer.status_code == 422
    assert "A long reason of mine." in answer.text


def test_an_expert_saves_and_is_told_who_submits(logged_in, circulated):
    page = logged_in("kaz_expert").get(f"{NEW}?clause={circulated['2.1']}").text
    assert "a representative of your delegation submits" in page
    assert "Review and submit" not in page


@pytest.mark.parametrize("name", ["reviewer", "observer"])
def test_those_who_do_not_draft_are_told(logged_in, circulated, name):
    assert logged_in(name).get(NEW).status_code == 403


def test_a_window_that_closed_while_typing_leaves_the_text_to_copy(logged_in, circulated, clock):
    clock.advance(days=13, hours=23)
    kaz = logged_in("kaz")
    kaz.get(f"{NEW}?clause={circulated['2.1']}")
    clock.advance(hours=2)
    answer = kaz.post(NEW, typed(circulated["2.1"], "Words typed in time but sent late.", do="save"))
    assert answer.status_code == 409
    assert "closed on 15 March 2011" in answer.text
    assert "Words typed in time but sent late.</textarea>" in answer.text


def test_a_draft_changed_by_a_colleague_shows_both_texts_and_who(kaz, circulated, logged_in, settings, clock, people):
    place = kaz.post(NEW, typed(circulated["2.1"], "Mine at first.", do="save")).location
    kaz.get(place)
    colleague = logged_in("kaz_expert")
    colleague.get(place)
    assert colleague.post(place, typed(circulated["2.1"], "Words of the expert.", do="save")).status_code == 303
    answer = kaz.post(place, typed(circulated["2.1"], "Words of mine.", do="save"))
    assert answer.status_code == 412
    assert "Expert of Kazakhstan changed this at" in answer.text
    assert "Words of the expert." in answer.text
    assert "Words of mine.</textarea>" in answer.text
    again = kaz.post(place, typed(circulated["2.1"], "Words of mine.", do="save"))
    assert again.status_code == 303


def test_typing_saves_a_draft_that_was_saved_some_time_ago(kaz, circulated, clock, settings, people):
    place = kaz.post(NEW, typed(circulated["2.1"], "Mine at first.", do="save")).location
    kaz.get(place)
    fields = {**kaz.hidden(place), **typed(circulated["2.1"], "Mine at last.")}
    preview = f"{place}/preview"
    soon = kaz.client.post(preview, data=fields, headers={"HX-Request": "true"})
    assert "X-Saved" not in soon.headers
    clock.advance(minutes=1)
    later = kaz.client.post(preview, data=fields, headers={"HX-Request": "true"})
    assert later.headers["X-Saved"] == "1"
    ((row, (operation,)),) = drafts(settings, clock, people.kaz)
    assert operation.text == "Mine at last."
    assert f'name="revision" value="{row.revision}"' in later.text


def test_a_draft_of_another_delegation_is_not_there(kaz, circulated, logged_in):
    place = kaz.post(NEW, typed(circulated["2.1"], "Ours.", do="save")).location
    blr = logged_in("blr")
    assert blr.get(place).status_code == 404
    assert blr.get(place.removesuffix("/edit")).status_code == 404


def test_an_equal_wording_is_named(kaz, circulated, logged_in, settings, clock, people):
    with open_work(people.blr, settings=settings, clock=clock) as w:
        change = OperationInput(OperationKind.MODIFY, circulated["2.1"], text="To hold joint operations twice a year.")
        made = amending.draft_amendment(w, "CIS-2011", [change], rationale="More.")
        amending.submit_amendment(w, made.id, seen_revision=None)
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        deciding.decide(w, made.id, AmendmentAction.REVIEW, seen_revision=None)
    answer = kaz.post(NEW, typed(circulated["2.1"], "To hold joint operations  twice a year", do="show")).text
    assert "The same as BLR’s wording" in answer
    other = kaz.post(NEW, typed(circulated["2.1"], "To hold joint operations thrice a year.", do="show")).text
    assert "Collides with BLR" in other


def test_a_collision_over_a_field_names_it(kaz, circulated, logged_in, settings, clock, people):
    with open_work(people.blr, settings=settings, clock=clock) as w:
        change = OperationInput(OperationKind.MODIFY, circulated["2.1"], fields={"timeframe": "2012"})
        rival = amending.draft_amendment(w, "CIS-2011", [change], rationale="Later.").id
        amending.submit_amendment(w, rival, seen_revision=None)
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        deciding.decide(w, rival, AmendmentAction.REVIEW, seen_revision=None)
    mine = typed(circulated["2.1"], "To hold joint operations once a year.", **{"timeframe-0": "2013"})
    assert "Both change the field: Timeframe." in kaz.post(NEW, {**mine, "do": "show"}).text
    saved = kaz.post(NEW, {**mine, "do": "save"}).location
    assert "Both change the field: Timeframe." in kaz.get(saved.removesuffix("/edit")).text


def test_a_proposal_is_written_on_the_text_that_was_read(logged_in, settings, clock: Clock, people):
    draft = ClauseDraft(ClauseKind.POINT, "О докладе.", "1", texts={"en": ("On the report.", NO_FIELDS)})
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        programs.create_program(
            w, code="TWO", title={"ru": "Две"}, language="ru", languages=("ru", "en"), clauses=(draft,)
        )
        versions.take_step(
            w, "TWO", 1, VersionAction.CIRCULATE, seen_revision=None, closes_at=clock.now.replace(day=15)
        )
        clause = view_version(w, "TWO", 1).clauses[0].id
    browser = logged_in("kaz")
    for read, text in (("ru", "О докладе."), ("en", "On the report.")):
        browser.get(f"/programs/TWO/clauses/{clause}?language={read}")
        link = re.search(r'href="([^"]*/amendments/new[^"]*)"', browser.page)
        assert link
        browser.get(link[1].replace("&amp;", "&"))
        assert re.search(rf"<textarea[^>]*>\s*{text}</textarea>", browser.page)


def test_a_timeframe_that_ends_before_it_begins_is_refused_at_its_field(logged_in, circulated):
    kaz = logged_in("kaz")
    kaz.get(f"{NEW}?clause={circulated['2.1']}")
    fields = {"do": "save", "timeframe-0": "2013-2011"}
    assert kaz.post(NEW, typed(circulated["2.1"], "To hold operations.", **fields)).status_code == 422
    assert 'href="#timeframe-0"' in kaz.page
    assert "The timeframe ends before it begins." in kaz.page


def test_a_change_in_another_window_of_the_same_person_is_called_so(logged_in, circulated):
    first, second = logged_in("kaz"), logged_in("kaz")
    clause = circulated["2.1"]
    first.get(f"{NEW}?clause={clause}")
    place = first.post(NEW, typed(clause, "First words.", do="save")).location
    for one in (first, second):
        one.get(place)
    assert first.post(place, typed(clause, "Second words.", do="save")).status_code == 303
    answer = second.post(place, typed(clause, "Third words.", do="save"))
    assert answer.status_code == 412
    assert "You changed this in another window at 1 March 2011, 09:00 UTC." in answer.text
    assert "theirs" not in answer.text


# --- Who has left -------------------------------------------------------------------------------

LEFT = "KAZ has not taken part in CIS-2011 since 1 March 2011, 09:00 UTC."


@pytest.fixture
def kaz_left(settings, clock: Clock, people, circulated) -> None:
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        programs.add_participant(w, "CIS-2011", "KAZ", until=clock.now)


def test_pages_say_in_place_of_the_button_that_the_delegation_has_left(logged_in, circulated, kaz_left):
    kaz, blr = logged_in("kaz"), logged_in("blr")
    clause = circulated["2.1"]
    home = "/programs/CIS-2011"
    for path in (
        home,
        f"{home}/versions/1",
        f"{home}/clauses/{clause}",
        f"{home}/amendments",
        f"{NEW}?clause={clause}",
    ):
        kaz.get(path)
        assert LEFT in kaz.page, path
        assert "Propose an amendment</a>" not in kaz.page, path
        assert 'name="do"' not in kaz.page, path
        blr.get(path)
        assert LEFT not in blr.page, path
    side = f"{home}/versions/1?clause={clause}"
    kaz.get(side)
    assert "Propose an amendment</a>" not in kaz.page


def test_what_was_typed_when_the_part_ended_stays_on_the_page(logged_in, circulated, settings, clock, people):
    kaz = logged_in("kaz")
    kaz.get(f"{NEW}?clause={circulated['2.1']}")
    with open_work(people.coordinator, settings=settings, clock=clock) as w:
        programs.add_participant(w, "CIS-2011", "KAZ", until=clock.now)
    answer = kaz.post(NEW, typed(circulated["2.1"], "To hold joint operations twice a year.", do="save"))
    assert answer.status_code == 403
    assert LEFT in kaz.page
    assert "twice a year." in kaz.page
    assert 'value="save"' not in kaz.page
