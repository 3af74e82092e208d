"""A silence procedure in the browser: prepared, announced; one delegation agrees, another breaks it, and all read it.

Then where the delegations stand: on the page of the clause, in the matrix, and as it stood before it was broken.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.sites import COORDINATOR, REPRESENTATIVE, SAMPLE, Site, Visit, open_program, take

OTHER = "blr.representative"
REASON = {"en": "The exchange needs a legal basis first.", "ru": "Обмену сначала нужно правовое основание."}


def prepare(page: Page) -> tuple[str, str]:
    """On the last clause of the text. Returns the address of the procedure and the identity of the clause."""
    page.locator("main a[href$='/silence/prepare']").first.click()
    ends = datetime.now(UTC) + timedelta(days=20)
    page.locator("input[name=expires_at]").fill(ends.strftime("%Y-%m-%dT%H:%M"))
    page.locator("input[name=scope][value=clauses]").check()
    page.locator("details:has(input[name=items]) summary").click()
    chosen = page.locator("input[name=items]").last
    clause = chosen.get_attribute("value") or ""
    chosen.check()
    page.locator("main form[method=post] button[type=submit]").click()
    return page.url, clause


def state_of(page: Page, who: Visit, state: str) -> None:
    expect(page.locator("main .head .chip").first).to_have_text(who.say_label(state))


def test_silence_is_announced_agreed_to_and_broken(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    chair, kaz, blr = (
        visit(site, one, language, has_script=has_script) for one in (COORDINATOR, REPRESENTATIVE, OTHER)
    )
    page = chair.page()
    page.goto("/programs")
    open_program(page)
    page.goto(f"/programs/{SAMPLE}/silence")
    address, clause = prepare(page)
    expect(page.locator(".flash.done")).to_be_visible()
    state_of(page, chair, "prepared")

    theirs = kaz.page()
    assert theirs.goto(address).status == 404, "nobody is told before it is announced"  # type: ignore[union-attr]
    page.locator("main a[href$='/announce']").click()
    take(page)
    state_of(page, chair, "running")

    theirs.goto(address)
    state_of(theirs, kaz, "running")
    theirs.locator("main a[href$='/agree']").click()
    take(theirs)
    expect(theirs.locator("main")).to_contain_text(kaz.say("Answers: {n} of {total}", n=1, total=10))
    before = datetime.now(UTC)

    others = blr.page()
    others.goto(address)
    others.locator("main a[href$='/break']").click()
    others.locator(".consequences textarea[name=reason]").fill(REASON[language])
    others.locator(".consequences form[method=post] button[type=submit]").click()
    state_of(others, blr, "broken")

    theirs.goto(address)
    state_of(theirs, kaz, "broken")
    expect(theirs.locator("main")).to_contain_text(REASON[language])

    theirs.goto(f"/programs/{SAMPLE}/positions")
    theirs.locator(f"main a[href*='/clauses/{clause}']").first.click()
    expect(theirs.locator("main")).to_contain_text(REASON[language])
    theirs.goto(f"/programs/{SAMPLE}/clauses/{clause}?as_of={quote(before.isoformat())}")
    expect(theirs.locator(".flash.past")).to_be_visible()
    expect(theirs.locator("main")).not_to_contain_text(REASON[language])
    theirs.locator(".flash.past a").click()
    expect(theirs.locator("main")).to_contain_text(REASON[language])
