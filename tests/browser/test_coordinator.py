"""The main way of a coordinator: a Word file becomes a text, amendments are decided, a next version comes out."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from program_workflow.domain.terms import AmendmentAction
from program_workflow.usecases import amendment_reading, deciding
from tests.browser.sites import COORDINATOR, SAMPLE, Site, Visit, open_program, take

DRAFT = Path(__file__).parents[2] / "examples" / "cis-2011-draft-ru.docx"
CLOSES = "2031-03-14T18:00"


def step(page: Page, action: str) -> None:
    """From the page of a program to a step of its latest version."""
    page.locator(f"main a[href$='/steps/{action}']").first.click()


def test_a_coordinator_makes_a_program_from_a_word_file_and_circulates_it(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    secretariat = visit(site, COORDINATOR, language, has_script=has_script)
    page = secretariat.page()
    page.goto("/programs")
    page.locator("main a[href='/programs/import']").first.click()
    page.locator("input[type=file]").set_input_files(DRAFT)
    page.locator("main form button[type=submit]").click()

    expect(page.locator("h1")).to_contain_text(DRAFT.name)
    outline = page.locator(".as-read tbody tr")
    assert outline.count() > 60
    expect(outline.filter(has_text="совместное штабное учение").first).to_be_visible()
    page.locator("input[name=code]").fill("CIS-2012")
    seen = page.locator("input[name=seen]")
    if seen.count():
        seen.check()
    page.locator("form[action^='/programs/import/']:not([action$=discard]) button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("CIS-2012")

    step(page, "circulate")
    expect(page.locator("main")).to_contain_text("KAZ")
    page.locator("input[name=closes_at]").fill(CLOSES)
    take(page)
    expect(page.locator(".flash")).to_contain_text(re.compile("2031"))
    expect(page.locator("main .head .chip").first).to_have_text(secretariat.say_label("circulated"))


def test_a_coordinator_reviews_decides_and_makes_the_next_version(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    secretariat = visit(site, COORDINATOR, language, has_script=has_script)
    page = secretariat.page()
    page.goto("/")
    open_program(page)

    # Two submitted amendments are taken under review together, over a page that says what follows.
    page.locator("main .head a[href$='/amendments']").click()
    page.locator("select[name=state]").select_option("submitted")
    page.locator("form.filters button[type=submit]").click()
    page.wait_for_url("**state=submitted**")
    for row in page.locator("tr[data-row]").all()[:2]:
        row.locator("input[name=pick]").check()
    if has_script:
        expect(page.locator("[data-count-ticks]")).to_have_text("2")
        fits = secretariat.say("{fitting} of {ticked}", fitting=2, ticked=2)
        expect(page.locator("[data-fits=review]")).to_have_text(fits)
        expect(page.locator("[data-fits=agree]")).to_have_text(fits.replace("2", "0", 1))
    page.locator("#bulk button[value=review]").click()
    expect(page.locator("table.queue tbody tr")).to_have_count(2)
    take(page)
    expect(page.locator(".flash")).to_be_visible()

    # One is agreed.
    page.goto(f"/amendments/{site.amendment('CIS-2011/3.5/BLR/6')}")
    page.locator("input[name=action][value=agree]").check()
    page.locator(".panel form button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text(secretariat.say("Agree to this amendment?"))
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(secretariat.say_label("agreed"))

    # The window is closed, what is agreed makes the next version.
    open_program(page)
    step(page, "close")
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(secretariat.say_label("closed"))
    decide_what_waits(site)
    open_program(page)
    step(page, "next")
    take(page)
    expect(page.locator("h1")).to_contain_text("3")

    # What changed can be walked through.
    page.locator("main .head a[href*='/compare']:not([href*='opened'])").click()
    changes = page.locator("[data-change]")
    expect(changes.first).to_be_visible()
    assert changes.count() >= 2
    walk = page.locator("main form a.btn[href*='at=']")
    walk.last.click()
    current = page.locator(".clause.is-current")
    expect(current).to_have_count(1)
    first = current.get_attribute("id") or ""
    walk.last.click()
    expect(current).not_to_have_id(first)
    walk.first.click()
    expect(current).to_have_id(first)

    open_program(page)
    step(page, "circulate")
    page.locator("input[name=closes_at]").fill(CLOSES)
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(secretariat.say_label("circulated"))


def decide_what_waits(site: Site) -> None:
    """What was submitted and not yet looked at has to be taken under review before a next version."""
    with site.work(COORDINATOR) as w:
        waiting = amendment_reading.list_amendments(w, SAMPLE, state="submitted", limit=50).items
        for one in waiting:
            deciding.decide(w, one.id, AmendmentAction.REVIEW, seen_revision=None)


def test_a_decision_on_what_changed_meanwhile_is_refused_with_who_changed_it(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    secretariat = visit(site, COORDINATOR, language)
    first = secretariat.page()
    address = f"/amendments/{site.amendment('CIS-2011/6.4/RUS/2')}"
    first.goto(address)
    first.locator("input[name=action][value=agree]").check()
    first.locator(".panel form button[type=submit]").first.click()

    deputy = visit(site, "deputy.coordinator", language)
    second = deputy.page()
    second.goto(address)
    second.locator("input[name=action][value=reject]").check()
    second.locator(".panel form button[type=submit]").first.click()
    take(second)
    expect(second.locator("main .head .chip").first).to_have_text(deputy.say_label("rejected"))

    first.locator("textarea[name=reason]").fill("Typed before the other decided.")
    first.locator(".consequences form[method=post] button[type=submit]").click()
    expect(first.locator("h1")).to_have_text(secretariat.say("Changed since you opened it"))
    expect(first.locator("main")).to_contain_text("Deputy Coordinator")
    expect(first.locator("main .chip")).to_have_text(secretariat.say_label("rejected"))
    assert "Typed before the other decided." in first.content()  # what was typed is kept
