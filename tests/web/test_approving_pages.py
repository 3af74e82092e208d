"""A text that is filed anew after a conflict, put before the approver and accepted on pages."""

import pytest

from program_workflow.usecases import approvals
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation, window


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


def test_the_representative_asks_with_the_text_and_files_what_was_accepted(logged_in, talks, people, clock):
    talks.circulated(rules={"decision_rule": "coordinator"})
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information on threats."))
    talks.take(people.coordinator, made, "defer", until="later")
    talks.agreed(people.blr, talks.modify("1.1", "The parties give each other information on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    with talks.work(people.kaz) as w:
        approvals.name_approver(w, people.kaz_expert.user_id, is_approver=True)
    author, approver, steps = logged_in("kaz"), logged_in("kaz_expert"), f"/amendments/{made}/steps"

    def page(browser, step):
        return browser.get(f"{steps}/{step}").get_data(as_text=True)

    assert f'href="{steps}/ask_approval"' in page(author, "confirm_rebase")
    assert "<textarea" in page(author, "ask_approval")
    assert author.post(f"{steps}/ask_approval", {"text": "New words."}).status_code == 303
    assert "New words." in page(approver, "approve")
    assert approver.post(f"{steps}/approve", {"text": "New words."}).status_code == 303
    assert "New words." in page(author, "confirm_rebase")
