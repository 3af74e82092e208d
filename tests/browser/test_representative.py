"""The main way of a representative: what waits, the text, a proposal, its submission, what becomes of it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sites import COORDINATOR, EXPERT, PASSWORD, REPRESENTATIVE, Site, Visit, open_program, take

WORDS = {"en": "and to inform all delegations of it", "ru": "и информировать об этом все делегации"}
CLAUSE = "4.2"


def log_in(page: Page, person: str) -> None:
    page.goto("/programs")
    page.locator("input[name=email]").fill(f"{person}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def open_clause(page: Page, number: str) -> None:
    """From the program over its version to the page of the clause."""
    page.locator("main .head a[href*='/versions/']").first.click()
    page.locator(".clause .number a").get_by_text(number, exact=True).click()
    expect(page.locator("h1")).to_contain_text(number)


def propose(page: Page, visit: Visit) -> None:
    """Types a wording and looks at its redline: it appears by itself, or by a button where there is no script."""
    words = WORDS[visit.language]
    page.locator("main [data-key=propose]").click()
    wording = page.locator("textarea[name=text-0]")
    wording.fill(f"{wording.input_value().rstrip('.')} {words}.")
    if not visit.has_script:
        page.locator("button[name=do][value=show]").click()
    expect(page.locator("#redline ins")).to_contain_text(words)
    expect(page.locator("#redline-count")).to_contain_text("7" if visit.language == "en" else "6")


def test_a_representative_proposes_submits_and_withdraws(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    site.speak(REPRESENTATIVE, language)
    kaz = visit(site, None, language, has_script=has_script)
    page = kaz.page()
    log_in(page, REPRESENTATIVE)
    expect(page.locator("h1")).to_have_text(kaz.say("Programs"))
    page.locator("header nav:not(.who) [data-goto=t]:visible").click()
    expect(page.locator("h1")).to_have_text(kaz.say("My turn"))
    open_program(page)
    open_clause(page, CLAUSE)
    propose(page, kaz)

    page.locator("button[name=do][value=save]").click()
    expect(page.locator(".flash")).to_be_visible()
    assert "/edit" in page.url
    page.locator("button[name=do][value=review]").click()  # no rationale yet: said on the page that asks
    expect(page.locator("main")).to_contain_text(
        kaz.say("Give a rationale. It is shown to all delegations from review on.")
    )
    page.go_back()
    page.locator("textarea[name=rationale]").fill("Delegations learn of it late.")
    page.locator("button[name=do][value=review]").click()
    expect(page.locator("h1")).to_have_text(kaz.say("Submit this amendment?"))
    expect(page.locator("main ins")).to_contain_text(WORDS[language])
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(kaz.say_label("submitted"))

    page.locator("nav.breadcrumb a").last.click()
    page.locator("a[href*='tab=mine']").first.click()
    mine = page.locator("tr[data-row]", has_text=WORDS[language])
    expect(mine).to_have_count(1)
    mine.locator("[data-open]").click()
    page.locator("main a[href*='/steps/withdraw']").click()
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(kaz.say_label("withdrawn"))


def test_a_representative_confirms_what_was_carried_over(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    tjk = visit(site, "tjk.representative", language, has_script=has_script)
    page = tjk.page()
    page.goto("/")
    waiting = page.locator("li[data-row]", has_text="3.2/TJK/1")
    waiting.locator("a.btn").click()
    page.locator("main a[href*='/steps/confirm_rebase']").click()
    expect(page.locator("h1")).to_have_text(tjk.say("Confirm the rebase?"))
    take(page)
    expect(page.locator(".flash")).to_be_visible()
    page.goto("/")
    expect(waiting).to_have_count(0)


def test_an_expert_drafts_and_leaves_submission_to_the_representative(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    expert = visit(site, EXPERT, language)
    page = expert.page()
    page.goto("/programs/CIS-2011")
    open_clause(page, CLAUSE)
    propose(page, expert)
    expect(page.locator("button[name=do][value=review]")).to_have_count(0)
    page.locator("textarea[name=rationale]").fill("Delegations learn of it late.")
    page.locator("button[name=do][value=save]").click()
    expect(page.locator(".flash")).to_be_visible()
    draft = page.url.removesuffix("/edit")

    representative = visit(site, REPRESENTATIVE, language).page()
    representative.goto(draft)
    expect(representative.locator("main a[href*='/steps/submit']")).to_be_visible()


def test_another_delegations_draft_leaves_no_trace(site: Site, visit: Callable[..., Visit]) -> None:
    """Neither in what a page says nor in what it counts: the pages of BLR are the same with it and without it."""
    pages = (
        "/",
        "/programs/CIS-2011",
        "/programs/CIS-2011/versions/2",
        "/programs/CIS-2011/amendments?tab=all",
        "/notifications",
    )
    others = [visit(site, person, has_script=False).page() for person in ("blr.representative", COORDINATOR)]
    kaz = visit(site, REPRESENTATIVE)
    page = kaz.page()
    page.goto("/programs/CIS-2011")
    open_clause(page, CLAUSE)
    clause = page.url

    def seen() -> list[str]:
        found = []
        for other in others:
            for address in (*pages, clause):
                other.goto(address)
                found.append(other.locator("main").inner_text() + other.title())
        return found

    before = seen()
    propose(page, kaz)
    page.locator("button[name=do][value=save]").click()
    expect(page.locator(".flash")).to_be_visible()
    assert seen() == before
    for other in others:
        answer = other.goto(page.url.removesuffix("/edit"))
        assert answer is not None
        assert answer.status == 404
        assert WORDS["en"] not in other.content()
