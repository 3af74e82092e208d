"""Clauses agreed together and reopened together; in the rolling text a bracket leads to what it stands for."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from program_workflow.domain.terms import ClauseStatus
from program_workflow.domain.words import label, sentence
from tests.browser.short_program import HOME, short_program
from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit, look, take

REASON = {"en": "The budget has changed since.", "ru": "С тех пор изменился бюджет."}


def status_of(page: Page, clause: str) -> Locator:
    """The status of a clause on the page of its package."""
    return page.locator("tbody tr", has=page.locator(f"a[href$='/clauses/{clause}']")).locator(".chip").first


def test_a_package_is_agreed_together_and_the_reopening_of_one_clause_takes_all_back(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    talks, has_script = short_program(site, "KAZ", "BLR", "ARM"), language == "en"
    for one in (talks.people.kaz, talks.people.blr):
        talks.stand(one, "agrees", reason="")
    talks.stand(talks.people.arm, "agrees", "1.1", reason="")
    amendment = talks.reviewed(talks.people.kaz, talks.modify("2.3", "Meetings are held every year."))
    secretariat, arm = (
        visit(site, one, language, has_script=has_script) for one in (COORDINATOR, "arm.representative")
    )
    word = {one: sentence(label(one, language)) for one in ClauseStatus}

    page = secretariat.page()
    page.goto(f"{HOME}/packages/new")
    page.locator("input[name=title]").fill("Exchange and reports")
    for number in ("1.1", "2.2"):
        page.locator(f"input[value='{talks.ids[number]}']").check()
    page.locator("form.form button[type=submit]").click()
    expect(status_of(page, talks.ids["1.1"])).to_have_text(word[ClauseStatus.PROVISIONALLY_AGREED])
    package = page.url

    # ARM agrees to the last clause of it: both stand agreed. Then it asks for it to be reopened.
    theirs = arm.page()
    for kind, reason in (("agrees", ""), ("objects", REASON[language])):
        theirs.goto(f"{HOME}/clauses/{talks.ids['2.2']}/position")
        theirs.locator(f"input[name=kind][value={kind}]").check()
        theirs.locator("textarea[name=reason]").fill(reason)
        theirs.locator("main form button[type=submit]").click()
        expect(theirs.locator(".flash")).to_be_visible()
        page.goto(package)
        for number in ("1.1", "2.2"):
            expect(status_of(page, talks.ids[number])).to_have_text(word[ClauseStatus.AGREED])
    asked = secretariat.say("Its clauses are agreed together. Before it can be finalised:")
    expect(page.locator("section[aria-labelledby=missing]")).to_contain_text(asked)
    page.locator(f"main a[href*='/clauses/{talks.ids['2.2']}']").first.click()
    page.locator("main a[href$='/agreed/reopen']").click()
    look(page, f"reopen-{language}")
    take(page)
    page.goto(package)
    expect(status_of(page, talks.ids["1.1"])).to_have_text(word[ClauseStatus.PROVISIONALLY_AGREED])
    expect(status_of(page, talks.ids["2.2"])).to_have_text(word[ClauseStatus.BRACKETED])
    look(page, f"package-reopened-{language}")

    # In the rolling text the brackets of the reopened clause lead to its positions, others to their amendment.
    page = visit(site, REPRESENTATIVE, language, has_script=has_script).page()
    page.goto(f"{HOME}/rolling-text")
    look(page, f"rolling-{language}")
    page.locator(f"#c-{talks.ids['2.2']} a.bracket").first.click()
    expect(page.locator(".positions").first).to_contain_text(REASON[language])
    page.go_back()
    page.locator(f"#c-{talks.ids['2.3']} a.bracket").first.click()
    expect(page).to_have_url(f"{site.address}/amendments/{amendment}")
    expect(page.locator("h1")).to_contain_text("CIS-2013/2.3/KAZ/1")
