"""Amendments that come to the same words: offered as joint ones on every page and in the API, guarded as before."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, OperationKind, VersionAction
from program_workflow.usecases import amending, deciding, programs, versions
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.reading import view_version
from program_workflow.wiring import open_work

CODE = "P1"
POINTS = ("The parties meet every year.", "The parties report to the Council.")
ONE = "The parties meet twice a year, in spring and autumn."
SAME = "The Parties meet twice a year in spring and autumn."


@pytest.fixture
def act(settings, clock) -> Callable[..., Any]:
    def acting(actor: Any, usecase: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with open_work(actor, settings=settings, clock=clock) as w:
            return usecase(w, *args, **kwargs)

    return acting


@pytest.fixture
def clauses(act, people, clock) -> dict[str, str]:
    """P1 circulated; number → identity."""
    drafts = [ClauseDraft(ClauseKind.POINT, text, str(i)) for i, text in enumerate(POINTS, 1)]
    rules = {"decision_rule": "coordinator"}
    title = {"en": "P"}
    act(people.coordinator, programs.create_program, code=CODE, title=title, language="en", clauses=drafts, rules=rules)
    ends = clock.now.replace(day=15)
    circulate = VersionAction.CIRCULATE
    act(people.coordinator, versions.take_step, CODE, 1, circulate, seen_revision=None, closes_at=ends)
    return {one.number: one.id for one in act(people.coordinator, view_version, CODE, 1).clauses}


@pytest.fixture
def propose(act, people) -> Callable[..., str]:
    """``propose(who, operation)``: under review; its identity."""

    def proposing(who: str, operation: OperationInput) -> str:
        made = str(act(getattr(people, who), amending.draft_amendment, CODE, [operation], rationale="So.").id)
        act(getattr(people, who), amending.submit_amendment, made, seen_revision=None)
        act(people.coordinator, deciding.decide, made, AmendmentAction.REVIEW, seen_revision=None)
        return made

    return proposing


def same_of(act, people, amendment: str) -> list[tuple[str, bool]]:
    view = act(people.coordinator, view_amendment, amendment)
    return [(one.delegation, one.is_same) for one in view.collisions]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


@pytest.fixture
def pair(clauses, propose) -> tuple[str, str]:
    return (
        propose("kaz", OperationInput(OperationKind.MODIFY, clauses["1"], ONE)),
        propose("blr", OperationInput(OperationKind.MODIFY, clauses["1"], SAME)),
    )


def test_the_same_words_are_told_from_a_collision_on_either_side(act, people, pair, clauses, propose):
    other = propose("arm", OperationInput(OperationKind.MODIFY, clauses["1"], "The parties meet four times a year."))
    assert same_of(act, people, pair[0]) == [("ARM", False), ("BLR", True)]
    assert same_of(act, people, pair[1]) == [("ARM", False), ("KAZ", True)]
    assert same_of(act, people, other) == [("BLR", False), ("KAZ", False)]


def test_the_very_same_change_and_the_same_new_clause_are_offered_too(act, people, clauses, propose):
    first = propose("kaz", OperationInput(OperationKind.MODIFY, clauses["1"], ONE))
    propose("blr", OperationInput(OperationKind.MODIFY, clauses["1"], ONE))
    new = {"after_clause_id": clauses["2"], "clause_kind": ClauseKind.POINT}
    added = propose("arm", OperationInput(OperationKind.INSERT, None, "A glossary is kept.", **new))
    propose("kaz", OperationInput(OperationKind.INSERT, None, "a glossary is kept", **new))
    propose("blr", OperationInput(OperationKind.INSERT, None, "A map is kept.", **new))
    assert same_of(act, people, first) == [("BLR", True)]
    assert same_of(act, people, added) == [("KAZ", True)]


def test_of_two_with_the_same_words_only_one_can_still_be_agreed(act, people, pair):
    act(people.coordinator, deciding.decide, pair[0], AmendmentAction.AGREE, seen_revision=None)
    view = act(people.coordinator, view_amendment, pair[1])
    assert not next(one for one in view.next_actions if one.action is AmendmentAction.AGREE).is_allowed
    assert view.state is AmendmentState.UNDER_REVIEW


def test_clause_queue_amendment_and_step_say_the_same_words_instead_of_a_collision(logged_in, pair, clauses):
    browser = logged_in("coordinator")
    browser.get(f"/programs/{CODE}/clauses/{clauses['1']}")
    said = words(browser.page)
    assert "BLR and KAZ propose the same words" in said or "KAZ and BLR propose the same words" in said
    assert " collide" not in said
    for one in pair:
        assert f'href="/amendments/{one}"' in browser.page.partition("propose the same words")[2]
    browser.get(f"/programs/{CODE}/amendments?tab=secretariat")
    assert "Same wording as BLR" in browser.page
    assert "Same wording as KAZ" in browser.page
    assert "Collides with" not in browser.page
    browser.get(f"/amendments/{pair[0]}")
    said = words(browser.page)
    assert "Same wording" in said
    assert "Collisions" not in said
    browser.get(f"/amendments/{pair[0]}/steps/agree")
    assert "proposes the same words: to agree to one of the two is enough" in words(browser.page)


def test_the_flag_and_the_box_speak_russian(logged_in, pair, clauses):
    browser = logged_in("coordinator")
    browser.get("/account")
    fields = {"language": "ru", "timezone": "UTC", "theme": "auto", "mail_on": "1"}
    browser.post("/account", fields)
    browser.get(f"/programs/{CODE}/clauses/{clauses['1']}")
    assert "предлагают один и тот же текст" in words(browser.page)
    browser.get(f"/programs/{CODE}/amendments")
    assert "Тот же текст, что у KAZ" in browser.page
