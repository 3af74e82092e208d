"""An amendment received by letter: entered for its delegation, whatever the hour of the entry, and contested by it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit

REFERENCE = "No. 12-4"
TABLE = "/programs/CIS-2011/table"


@pytest.mark.parametrize(("language", "has_script"), [("en", True), ("ru", False)], ids=["en-script", "ru-no-script"])
def test_a_letter_is_entered_its_delegation_contests_the_entry_and_the_table_names_the_letter(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    coordinator = visit(site, COORDINATOR, language, has_script=has_script).page()
    coordinator.goto("/programs/CIS-2011/amendments")
    coordinator.locator("a[href$='/amendments/received']").click()
    coordinator.locator("select[name=add]").select_option(index=4)
    coordinator.locator("button[value=add]").click()
    coordinator.locator("select[name=delegation]").select_option("KAZ")
    coordinator.locator("select[name=channel]").select_option("letter")
    coordinator.locator("input[name=received_at]").fill(f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M}")
    coordinator.locator("input[name=reference]").fill(REFERENCE)
    coordinator.locator("textarea[name='text-0']").fill("The text as the letter has it.")
    coordinator.locator("textarea[name=rationale]").fill("As the letter gives it.")
    coordinator.locator("button[value=enter]").click()
    expect(coordinator.locator(".flash")).to_be_visible()
    expect(coordinator.locator("section[aria-labelledby=received]")).to_contain_text(REFERENCE)
    amendment = coordinator.url

    kaz = visit(site, REPRESENTATIVE, language, has_script=has_script).page()
    kaz.goto(amendment)
    kaz.locator("section[aria-labelledby=received] a.btn").click()
    kaz.locator("section[aria-labelledby=contest] textarea").fill("Not ours.")
    kaz.locator("section[aria-labelledby=contest] button[type=submit]").click()
    expect(kaz.locator(".bad-box")).to_contain_text("Not ours.")

    coordinator.goto("/")
    coordinator.locator(f"a.btn[href='/received/{amendment.rsplit('/', 1)[-1]}']").click()
    expect(coordinator.locator("main")).to_contain_text("Not ours.")
    coordinator.goto(TABLE)
    expect(coordinator.locator("tr", has_text="The text as the letter has it")).to_contain_text(REFERENCE)
