"""A comparison walked through by keys and buttons, and its links, with and without script."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.sites import OBSERVER, REPRESENTATIVE, REVIEWER, Site, Visit

COMPARE = "/programs/CIS-2011/compare?from=1&to=2"
#: What lies at the upper edge of an element, a bit inside: something of its own, or a bar that covers it.
_IS_COVERED = """row => {
    const box = row.getBoundingClientRect();
    const shown = document.elementFromPoint(box.left + 40, Math.max(box.top, 0) + 12);
    return !(shown && (row.contains(shown) || shown.contains(row)));
}"""


def current(page: Page) -> str | None:
    return page.locator("[data-row][aria-current]").first.get_attribute("id")


def test_keys_walk_through_the_changes_and_count_address_and_strip_follow(
    shared_site: Site, visit: Callable[..., Visit]
) -> None:
    page = visit(shared_site, REVIEWER, "ru").page()
    for view in ("inline", "side"):
        page.goto(f"{COMPARE}&view={view}")
        changes = page.locator("[data-change]")
        total = changes.count()
        for place in (1, 2, 3):
            page.keyboard.press("n")
            assert current(page) == changes.nth(place - 1).get_attribute("id")
            expect(page.locator("[data-change-count]")).to_have_text(f"Изменение {place} из {total}")
        assert urlsplit(page.url).fragment == current(page)
        assert parse_qs(urlsplit(page.url).query)["at"] == ["3"]
        expect(page.locator(".strip .t-here")).to_have_count(1)
        page.keyboard.press("p")
        assert current(page) == changes.nth(1).get_attribute("id")
        page.reload()
        assert current(page) == changes.nth(1).get_attribute("id")


def test_another_view_begins_where_the_keys_have_led_to(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REVIEWER).page()
    page.goto(COMPARE)
    page.keyboard.press("n")
    page.keyboard.press("n")
    reached = current(page)
    page.keyboard.press("v")
    expect(page.locator(".side-head")).to_be_visible()
    assert current(page) == reached
    assert urlsplit(page.url).fragment == reached


def test_brackets_walk_through_the_sections(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REVIEWER).page()
    page.goto(COMPARE)
    addresses = page.locator(".strip a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    stops = [one[1:] for one in addresses if one.startswith("#")]
    seen = []
    for _ in stops:
        page.keyboard.press("]")
        seen.append(current(page))
    assert seen == stops
    page.keyboard.press("[")
    assert current(page) == stops[-2]


def test_the_buttons_step_without_a_new_page_and_end_at_the_ends(
    shared_site: Site, visit: Callable[..., Visit]
) -> None:
    page = visit(shared_site, REVIEWER).page()
    page.goto(COMPARE)
    total = page.locator("[data-change]").count()
    page.evaluate("window.stays = true")
    following, previous = page.locator("[data-change-by='1']"), page.locator("[data-change-by='-1']")
    expect(previous).to_be_hidden()
    for _ in range(total):
        following.click()
    expect(following).to_be_hidden()
    previous.click()
    expect(page.locator("[data-change-count]")).to_have_text(f"Change {total - 1} of {total}")
    assert page.evaluate("window.stays")


def test_without_script_the_buttons_are_links_from_change_to_change(
    shared_site: Site, visit: Callable[..., Visit]
) -> None:
    page = visit(shared_site, REVIEWER, has_script=False).page()
    page.goto(COMPARE)
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Next").click()
    assert current(page) == page.locator("[data-change]").nth(1).get_attribute("id")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("[data-change-count]")).to_contain_text("Change 1 of")
    page.get_by_label("Fold typographical differences").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("typographical differences folded")).to_be_checked()


def test_the_link_of_a_change_leads_to_it_and_no_bar_lies_over_it(
    shared_site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    seen = visit(shared_site, REPRESENTATIVE, language, has_script=has_script)
    page = seen.page()
    page.goto("/programs/CIS-2011/compare?from=circulated&to=2&only=all&typography=ignore")
    link = page.get_by_role("link", name=seen.say("Link to this change")).last
    address = link.get_attribute("href") or ""
    assert re.search(r"from=1&to=2&language=(en|ru)#c-[0-9a-f]+$", address)
    page.goto(address)
    target = page.locator(f"[id='{urlsplit(address).fragment}']")
    expect(target).to_be_in_viewport()
    assert target.evaluate("row => row.matches(':target')")
    if has_script:
        assert not target.evaluate(_IS_COVERED)


def test_a_folded_part_opens_in_place_and_the_keys_go_on_from_there(
    shared_site: Site, visit: Callable[..., Visit]
) -> None:
    page = visit(shared_site, OBSERVER).page()
    page.goto(COMPARE)
    fold = page.locator(".folded a").nth(1)
    first = urlsplit(fold.get_attribute("href") or "").fragment
    fold.click()
    opened = page.locator(f"[id='{first}']")
    expect(opened.locator(":focus")).to_have_count(1)
    page.keyboard.press("j")
    assert current(page) != first


def test_what_changed_since_one_last_opened_is_one_link_away(site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(site, REPRESENTATIVE).page()
    page.goto("/programs/CIS-2011/versions/1")
    page.goto("/programs/CIS-2011")
    page.get_by_role("link", name="What changed since you last opened").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"from version 1, which you last opened on \d+ \w+ \d{4}"))
    expect(page.locator("select[name=from]")).to_have_value("opened")
