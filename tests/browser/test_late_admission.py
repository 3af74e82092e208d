"""A late draft: its delegation asks, a coordinator admits it with a reason, and it is filed after the window."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from program_workflow.domain.chips import flag
from tests.browser.short_program import CODE, HOME, short_program
from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit, look, take


def decide(page: Page, action: str) -> None:
    page.locator(f"input[name=action][value={action}]").check()
    page.locator("form:has(input[name=action]) button[type=submit]").click()
    take(page)


def test_a_late_draft_is_seen_by_the_secretariat_once_it_asks_and_by_the_others_once_it_is_under_review(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    talks = short_program(site, "KAZ", "BLR")
    made = talks.propose(talks.people.kaz, talks.modify("1.1", "What was not ready in time."))
    talks.step("close", reason="All have spoken.")
    kaz, secretariat, blr = (
        visit(site, one, language, has_script=has_script) for one in (REPRESENTATIVE, COORDINATOR, "blr.representative")
    )
    address = f"/amendments/{made}"

    def learns_nothing(one: Visit) -> bool:
        """Neither the page nor the queue of the program has a trace of it."""
        asked = one.context.request
        queue = asked.get(f"{HOME}/amendments?tab=all").text()
        return asked.get(address).status == 404 and address not in queue

    assert learns_nothing(secretariat)
    theirs = kaz.page()
    theirs.goto(address)
    expect(theirs.locator("main a[href*='/steps/submit']")).to_have_count(0)
    theirs.locator("main a[href*='/steps/request_late']").click()
    look(theirs, f"late-asked-{language}")
    take(theirs)
    expect(theirs.locator(".flash")).to_be_visible()

    page = secretariat.page()
    page.goto("/")
    page.locator(f"main a.btn[href='{address}']").click()
    decide(page, "admit_late")
    expect(page.locator(".flash")).to_contain_text("KAZ")
    assert learns_nothing(blr)

    theirs.goto("/")
    theirs.locator(f"main a.btn[href='{address}']").click()
    theirs.locator("main a[href*='/steps/submit']").click()
    take(theirs)
    late = flag("late", language)
    expect(theirs.locator("main .head")).to_contain_text(late)
    assert learns_nothing(blr)

    page.goto(address)
    look(page, f"late-filed-{language}")
    decide(page, "review")
    others = blr.page()
    others.goto(address)
    expect(others.locator("h1")).to_contain_text(f"{CODE}/1.1/KAZ/1")
    expect(others.locator("main .head")).to_contain_text(late)
