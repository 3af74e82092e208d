"""The main way of a reviewer: reading redlines; and of an observer: reading the text alone."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.sites import OBSERVER, REVIEWER, Site, Visit, open_program

COMPARE = "/programs/CIS-2011/compare?from=1&to=2"


def test_a_reviewer_reads_what_changed_inline_and_side_by_side(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    reviewer = visit(shared_site, REVIEWER, language, has_script=has_script)
    page = reviewer.page()
    page.goto("/")
    open_program(page)
    page.locator("main .head a[href*='/compare']").click()
    expect(page.locator(".clause ins").first).to_be_visible()
    expect(page.locator(".clause del").first).to_be_visible()
    changed = page.locator("[data-change]").count()
    assert changed >= 5

    page.locator("[data-key=view]:not([aria-current])").click()
    expect(page.locator(".clause.side").first).to_be_visible()
    assert page.locator("[data-change]").count() >= changed

    shown = page.locator(".clause:not(.side-head)").count()
    page.locator("input[type=checkbox][name=only]").uncheck()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".folded")).to_have_count(0)
    assert page.locator(".clause:not(.side-head)").count() > shown + 30


def test_unchanged_clauses_are_unfolded_where_they_stand(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    page = visit(shared_site, REVIEWER, language, has_script=has_script).page()
    page.goto(COMPARE)
    folded, shown = page.locator(".folded").count(), page.locator(".clause").count()
    page.locator(".folded a").first.click()
    expect(page.locator(".folded")).to_have_count(folded - 1)
    assert page.locator(".clause").count() > shown


def test_a_reviewer_sees_whose_words_are_whose_and_decides_nothing(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    reviewer = visit(shared_site, REVIEWER, language, has_script=has_script)
    page = reviewer.page()
    page.goto("/programs/CIS-2011/versions/2?language=ru")
    page.locator(".clause .number a").get_by_text("2.7", exact=True).click()
    expect(page.locator("h1")).to_contain_text("2.7")
    together = page.locator("section[aria-labelledby=together]")
    if page.locator("html").get_attribute("lang") == "en":
        page.locator("main a[href*='language=ru']").first.click()
    for code in ("KAZ", "BLR", "RUS", "UZB"):
        expect(together.locator("abbr", has_text=code).first).to_be_visible()
    expect(page.locator("main [data-key=propose]")).to_have_count(0)
    page.locator("input[name=with]").first.check()
    if not has_script:
        page.locator("main form[action$='#trial'] button[type=submit]").click()
    expect(page.locator("#trial [role=status]")).to_be_visible()
    assert "with=" in page.url

    page.goto("/programs/CIS-2011/amendments?tab=all")
    expect(page.locator("input[name=pick]")).to_have_count(0)
    texts = page.locator("tbody").inner_text()
    assert "CIS-2011/2.7/KAZ/2" in texts
    assert reviewer.say("no number yet") not in texts  # neither drafts nor what is not yet under review
    page.locator("[data-open]", has_text="2.7/KAZ/2").click()
    expect(page.locator("main .redline ins, main .legal ins").first).to_be_visible()
    decides = "main input[name=action], main a[href*='/steps/'], main form[method=post]:not([action$='/follow'])"
    expect(page.locator(decides)).to_have_count(0)  # whoever reads it may follow it


def test_an_observer_reads_the_text_and_knows_of_no_amendment(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    page = visit(shared_site, OBSERVER, language, has_script=has_script).page()
    page.goto("/")
    open_program(page)
    expect(page.locator("main a[href*='/amendments']")).to_have_count(0)
    page.locator("main .head a[href*='/versions/']").first.click()
    page.locator(".clause .number a").get_by_text("2.7", exact=True).click()
    expect(page.locator("main ins, main del, main a[href*='/amendments']")).to_have_count(0)
    answer = page.goto("/programs/CIS-2011/amendments")
    assert answer is not None
    assert answer.status == 404
