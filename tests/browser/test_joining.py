"""A delegation that joins is asked once about what was agreed before; what was agreed stays so meanwhile."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.short_program import HOME, short_program
from tests.browser.sites import COORDINATOR, Site, Visit, look, take


def test_who_joins_is_asked_about_what_was_agreed_and_its_answer_completes_it(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    talks, has_script = short_program(site, "KAZ", "BLR"), language == "en"
    for one in (talks.people.kaz, talks.people.blr):
        talks.stand(one, "agrees", "1", reason="")
    secretariat, arm = (
        visit(site, one, language, has_script=has_script) for one in (COORDINATOR, "arm.representative")
    )

    page = secretariat.page()
    page.goto(f"{HOME}/settings")
    page.locator("select[name=delegation]").select_option("ARM")
    page.locator("form[action$='/participants'] button[type=submit]").click()
    expect(page.locator(".flash")).to_contain_text("ARM")

    theirs = arm.page()
    theirs.goto("/")
    theirs.locator(f"main a.btn[href='{HOME}/joining']").click()
    expect(theirs.locator(".consequences li .legal")).to_have_count(3)  # section 1 with its two points
    look(theirs, f"joining-{language}")
    page.goto(f"{HOME}/missing")
    expect(page.locator("main")).to_contain_text(
        secretariat.say("Joined later, and asked about what was agreed before")
    )
    look(page, f"missing-joined-{language}")

    theirs.locator("input[name=kind][value=agrees]").check()
    take(theirs)
    expect(theirs.locator(".flash")).to_be_visible()
    theirs.goto(f"{HOME}/joining")
    expect(theirs.locator("form[action$='/joining']")).to_have_count(0)
    page.goto(f"{HOME}/missing")
    expect(page.locator("main")).not_to_contain_text(
        secretariat.say("Joined later, and asked about what was agreed before")
    )
