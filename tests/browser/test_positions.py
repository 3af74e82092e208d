"""Positions on a section and on a wording; a decision that the rule does not bear is refused with what is missing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from program_workflow.domain.terms import PositionKind
from program_workflow.domain.words import label
from tests.browser.short_program import HOME, short_program
from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit, look

WORDING = "The parties exchange verified information on threats."
REASON = {"en": "Nobody can verify it in time.", "ru": "Проверить в срок невозможно."}


def take_position(page: Page, kind: str) -> None:
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".flash")).to_be_visible()


def test_a_decision_is_refused_with_what_is_missing_until_those_who_objected_agree(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    talks, has_script = short_program(site, "KAZ", "BLR", "ARM"), language == "en"
    amendment = talks.reviewed(talks.people.kaz, talks.modify("1.1", WORDING))
    talks.position(talks.people.arm, amendment, "does_not_object", reason="")
    kaz, blr, secretariat = (
        visit(site, one, language, has_script=has_script) for one in (REPRESENTATIVE, "blr.representative", COORDINATOR)
    )

    # One position on a section is one on every clause under it.
    page = kaz.page()
    page.goto(f"{HOME}/clauses/{talks.ids['2']}")
    page.locator("main a[href$='/position']").first.click()
    page.locator("input[name=scope][value=under]").check()
    take_position(page, "agrees")
    page.goto(f"{HOME}/positions")
    agrees = page.locator("tbody tr", has_text=label(PositionKind.AGREES, language))
    expect(agrees).to_have_count(4)  # section 2 with its three points, and nothing of section 1

    # BLR objects to one word of the wording.
    theirs = blr.page()
    theirs.goto("/")
    theirs.locator(f"main a.btn[href='/amendments/{amendment}/position']").click()
    theirs.locator("textarea[name=reason]").fill(REASON[language])
    theirs.locator("details:has(textarea[name=except_words]) > summary").click()
    theirs.locator("textarea[name=except_words]").fill("verified")
    look(theirs, f"position-words-{language}")
    take_position(theirs, "objects")
    expect(theirs.locator(".positions")).to_contain_text("«verified»")

    # The decision is refused in words, and the page of what is missing leads to where it stands.
    page = secretariat.page()
    page.goto(f"/amendments/{amendment}/steps/agree")
    barred = page.locator(".inset")
    expect(barred).to_contain_text({"en": "Belarus", "ru": "Беларусь"}[language])
    look(page, f"barred-{language}")
    page.goto(HOME)
    page.locator(f"main a[href='{HOME}/missing']").first.click()
    lacks = page.locator("main li", has_text="CIS-2013/1.1/KAZ/1").filter(
        has_text={"en": "objects", "ru": "возражает"}[language]
    )
    expect(lacks).to_have_count(1)
    look(page, f"missing-{language}")
    lacks.locator("a").first.click()
    expect(page.locator(".positions")).to_contain_text(REASON[language])
    expect(page.locator("input[name=action][value=agree]")).to_have_count(0)

    # Once BLR no longer objects, nothing is missing.
    theirs.locator("main a[href$='/position']").first.click()
    take_position(theirs, "does_not_object")
    page.reload()
    expect(page.locator("input[name=action][value=agree]")).to_have_count(1)
