"""As of a past instant: the rolling text, a clause, the matrix and the table read as they stood then."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from program_workflow.storage import AmendmentRow, UserRow
from tests.browser.sites import REPRESENTATIVE, SAMPLE, Site, Visit, look

HOME = f"/programs/{SAMPLE}"
LATER = "CIS-2011/3.5/BLR/6"


def test_the_text_and_its_brackets_are_read_as_they_stood(
    shared_site: Site, visit: Callable[..., Visit], language: str
) -> None:
    amendment = shared_site.amendment(LATER)
    with shared_site.work() as w:
        filed = w.get(AmendmentRow, amendment).filed_at
        zone = w.get(UserRow, shared_site.actor(REPRESENTATIVE).user_id).timezone
    assert filed is not None
    before = filed - timedelta(minutes=1)
    kaz = visit(shared_site, REPRESENTATIVE, language, has_script=language == "en")
    page = kaz.page()

    page.goto(f"{HOME}/rolling-text")
    brackets = page.locator(f"a.bracket[href='/amendments/{amendment}']")
    expect(brackets).not_to_have_count(0)
    page.locator("details:has(input[name=at]) > summary").click()
    page.locator("input[name=at]").fill(before.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("form:has(input[name=at]) button[type=submit]").click()
    expect(page.locator(".flash.past")).to_be_visible()
    expect(brackets).to_have_count(0)
    look(page, f"rolling-past-{language}")

    # What it leads to stays in the past; the page says so, and leads back.
    page.locator(".clause .number a", has_text="3.5").first.click()
    expect(page.locator(".flash.past")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(LATER)
    look(page, f"clause-past-{language}")
    page.locator(".flash.past a").click()
    expect(page.locator(".flash.past")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(LATER)
    for path in ("positions", "table"):
        page.goto(f"{HOME}/{path}?as_of={before.isoformat().replace('+', '%2B')}")
        expect(page.locator(".flash.past, .flash.wait").first).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(LATER)
