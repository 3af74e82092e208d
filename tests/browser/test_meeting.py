"""A meeting from its plan to its outcome document, as a coordinator holds it before the projector."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sites import COORDINATOR, OBSERVER, SAMPLE, Site, Visit, take

WORDING = "Стороны обмениваются сведениями об угрозах."


def test_a_meeting_is_planned_held_and_leaves_an_outcome_document(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    secretariat = visit(site, COORDINATOR, language, has_script=has_script)
    page = secretariat.page()
    meeting = planned(page)

    # A wording is recorded for a delegation whatever the window, read out to those present, and decided on.
    page.locator("main .head a[href$='/floor']").click()
    page.locator(".floor-choice select[name=clause]").select_option(index=12)
    page.locator(".floor-choice button[type=submit]").click()
    page.wait_for_url("**/floor?*clause=*")
    recording = page.locator("form[action$='/floor/wording']").first
    if not recording.is_visible():
        page.locator("details:has(form[action$='/floor/wording']) > summary").first.click()
    recording.locator("select[name=delegation]").select_option("KAZ")
    recording.locator("textarea[name=text]").fill(WORDING)
    recording.locator("button[type=submit]").click()
    page.locator("select[name=heard_BLR]").select_option("objects")
    page.locator("input[name=reason_BLR]").fill("рано")
    page.locator("main form .actions button[type=submit]").click()
    mine = page.locator(".floor-alternative").filter(has_text=WORDING)
    expect(mine.locator("ins")).not_to_have_count(0)
    expect(mine.locator(".three-steps")).to_contain_text("BLR")  # what was heard
    mine.locator("a[href*='action=reject']").click()
    take(page)
    expect(page.locator(".entries")).to_contain_text("KAZ")

    # The outcome document is drafted in both languages from what was decided, adopted, and open to observers.
    page.goto(meeting)
    page.locator("main a[href$='/outcome/edit']").click()
    expect(page.locator("textarea[name=text_en]")).to_have_value(re.compile("was not supported"))
    expect(page.locator("textarea[name=text_ru]")).to_have_value(re.compile("не получила поддержки"))
    page.locator("main form .actions button[type=submit]").click()
    page.locator("main a[href$='/outcome/adopt']").click()
    take(page)
    expect(page.locator("main .head .chip").first).to_have_text(re.compile(r"^\s*(adopted|принят)\s*$", re.IGNORECASE))
    observer = visit(site, OBSERVER, language, has_script=has_script).page()
    observer.goto(meeting)
    expect(observer.locator(".agenda")).not_to_contain_text("KAZ")
    observer.locator("main a[href*='/outcome']").first.click()
    expect(observer.locator(".paper")).to_be_visible()


def test_a_meeting_that_was_announced_is_cancelled_and_its_agenda_stays_readable(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    page = visit(site, COORDINATOR, language, has_script=has_script).page()
    meeting = planned(page, steps=("announce",))
    page.locator("main .head a[href$='/steps/cancel']").click()
    page.locator("textarea[name=reason]").fill("The host is not ready.")
    page.locator("main form .actions button[type=submit]").click()

    # Nothing can be done with it any more: no step, no item, no participant, no document.
    expect(page.locator("main .head .chip").first).to_have_text(
        re.compile(r"^\s*(cancelled|отменено)\s*$", re.IGNORECASE)
    )
    expect(page.locator("main a.btn, main form")).to_have_count(0)

    # Who was to take part reads why, and the agenda.
    observer = visit(site, OBSERVER, language, has_script=has_script).page()
    observer.goto(meeting)
    expect(observer.locator("main")).to_contain_text("The host is not ready.")
    expect(observer.locator(".agenda")).to_contain_text(re.compile("On the draft|О проекте"))


def planned(page: Page, *, steps: tuple[str, ...] = ("announce", "open")) -> str:
    """A meeting with KAZ, BLR and an observer, on the sample program, after these steps: its address."""
    page.goto("/meetings")
    page.locator("main a[href='/meetings/plan']").click()
    for name, said in {
        "number": "3",
        "title_en": "Meeting of the heads of the centers",
        "title_ru": "Совещание руководителей центров",
        "starts_on": "2031-03-20",
    }.items():
        page.locator(f"input[name={name}]").fill(said)
    page.locator("main form .actions button[type=submit]").click()
    for code in ("KAZ", "BLR", "EXC"):
        page.locator(f"input[name=takes_part][value={code}]").check()
    page.locator("main form .actions button[type=submit]").click()
    page.locator("main a[href$='/agenda/new']").click()
    page.locator("input[name=title_en]").fill("On the draft")
    page.locator("input[name=title_ru]").fill("О проекте")
    page.locator("textarea[name=about]").fill(SAMPLE)
    page.locator("main form .actions button[type=submit]").click()
    for step in steps:
        page.locator(f"main .head a[href$='/steps/{step}']").first.click()
        take(page)
    return page.url
