"""A question asked and answered, and advice requested, given and released: each seen by those it is open to alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sites import COORDINATOR, OBSERVER, REPRESENTATIVE, REVIEWER, Site, Visit, open_program

QUESTION = "Which bodies are meant here?"
ANSWER = "Those that the law of the member state names."
ADVICE = "A reference to the treaty is missing."
TABLE = "/programs/CIS-2011/table"


def open_clause(page: Page, number: str) -> None:
    open_program(page)
    page.locator("main .head a[href*='/versions/']").first.click()
    page.locator(".clause .number a").get_by_text(number, exact=True).click()
    expect(page.locator("h1")).to_contain_text(number)


def test_a_delegation_asks_the_secretariat_answers_and_other_observers_know_nothing_of_it(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    kaz = visit(site, REPRESENTATIVE, language, has_script=has_script).page()
    kaz.goto("/")
    open_clause(kaz, "2.7")
    kaz.locator("section[aria-labelledby=remarks] a[href*='/remarks/new']").click()
    kaz.locator("input[name=kind][value=question]").check()
    kaz.locator("textarea[name=text]").fill(QUESTION)
    kaz.locator("main form button[type=submit]").click()
    expect(kaz.locator(".flash")).to_be_visible()
    remark = kaz.url

    observer = visit(site, OBSERVER, language, has_script=has_script).page()
    observer.goto("/programs/CIS-2011/remarks")
    expect(observer.locator("main")).not_to_contain_text(QUESTION)
    observer.goto("/")
    open_clause(observer, "2.7")
    expect(observer.locator("main")).not_to_contain_text(QUESTION)

    coordinator = visit(site, COORDINATOR, language, has_script=has_script).page()
    coordinator.goto("/")
    coordinator.locator("a.btn[href*='/remarks/'][href$='/answer']").click()
    expect(coordinator.locator("main")).to_contain_text(QUESTION)
    coordinator.locator("textarea[name=text]").fill(ANSWER)
    coordinator.locator("main form button[type=submit]").click()
    expect(coordinator.locator(".flash")).to_be_visible()
    coordinator.goto("/")
    expect(coordinator.locator("a[href*='/remarks/']")).to_have_count(0)

    kaz.goto(remark)
    expect(kaz.locator("main")).to_contain_text(ANSWER)
    kaz.goto(TABLE)
    row = kaz.locator("tr", has_text=QUESTION)
    expect(row).to_contain_text(ANSWER)


def test_advice_is_the_secretariats_own_until_a_coordinator_releases_it(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    coordinator = visit(site, COORDINATOR, language, has_script=has_script).page()
    coordinator.goto("/programs/CIS-2011/amendments?state=under_review")
    coordinator.locator("table a[href^='/amendments/']").first.click()
    amendment = coordinator.url
    coordinator.locator("a[href$='/advice/request']").click()
    coordinator.locator("input[name=due]").fill("2100-03-01T18:00")
    coordinator.locator("main form button[type=submit]").click()
    expect(coordinator.locator(".flash")).to_be_visible()

    reviewer = visit(site, REVIEWER, language, has_script=has_script).page()
    reviewer.goto("/")
    reviewer.locator("a.btn[href$='/advice/new']").click()
    reviewer.locator("input[name=recommendation][value=accept_modified]").check()
    reviewer.locator("textarea[name=text]").fill(ADVICE)
    reviewer.locator("main form button[type=submit]").click()
    expect(reviewer.locator("section[aria-labelledby=advice]")).to_contain_text(ADVICE)

    kaz = visit(site, REPRESENTATIVE, language, has_script=has_script).page()
    kaz.goto(amendment)
    expect(kaz.locator("main")).not_to_contain_text(ADVICE)
    coordinator.goto(amendment)
    coordinator.locator("a[href^='/advice/'][href$='/release']").click()
    coordinator.locator("main form button[type=submit]").click()
    expect(coordinator.locator(".flash")).to_be_visible()
    kaz.goto(amendment)
    expect(kaz.locator("section[aria-labelledby=advice]")).to_contain_text(ADVICE)
    kaz.goto(TABLE)
    expect(kaz.locator("main")).to_contain_text(ADVICE)
