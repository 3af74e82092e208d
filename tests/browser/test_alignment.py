"""Two languages: an agreed amendment of the Russian text leaves the English one pending until it is given."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.sites import Site, Visit, axe, sideways, take

COORDINATOR = "coordinator"
PATH = "/programs/CIS-2011/alignment"


def test_the_coordinator_confirms_a_text_that_needs_no_change(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    coordinator = visit(site, COORDINATOR, language, has_script=has_script)
    page = coordinator.page()
    page.goto("/programs/CIS-2011/versions/2")
    page.locator("main .head a[href*='/alignment']").click()
    expect(page.locator(".clause.side ins").first).to_be_visible()
    if has_script:
        assert axe(page) == []
    assert sideways(page) == []
    pending = page.locator("input[name=clauses]").count()
    assert pending >= 5
    # Version 2 is circulated: its texts stay, and may be confirmed.
    expect(page.locator("main a[href*='language=en']")).to_have_count(0)
    page.locator("input[name=clauses]").first.check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("1")
    take(page)
    expect(page.locator(".flash.done")).to_be_visible()
    expect(page.locator("input[name=clauses]")).to_have_count(pending - 1)


def test_a_version_is_read_side_by_side(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    page = visit(shared_site, "exc.observer", language, has_script=has_script).page()
    page.goto("/programs/CIS-2011/versions/2")
    page.locator("main a[href*='twin=1']").first.click()
    row = page.locator(".clause.side", has_text="2.7").first
    expect(row.locator("[lang=en]").first).to_be_visible()
    expect(row.locator("[lang=ru]").first).to_be_visible()
    assert sideways(page) == []
