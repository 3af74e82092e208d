"""Repeated work by keys; nothing that others see by a single key."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sites import COORDINATOR, REPRESENTATIVE, REVIEWER, Site, Visit

#: Where the focus is: whether it has a ring, and whether something lies over it.
_STOP = """() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    const shown = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
        html: at.outerHTML.slice(0, 120),
        ring: style.boxShadow !== "none" || style.outlineStyle !== "none",
        covered: !(shown && (at.contains(shown) || shown.contains(at) || shown.closest("label"))),
    };
}"""


def focused_row(page: Page) -> str:
    return str(page.evaluate("document.querySelector('[data-row][aria-current]')?.innerText || ''"))


def test_n_and_p_walk_through_the_changes_v_changes_the_view(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REVIEWER).page()
    page.goto("/programs/CIS-2011/compare?from=1&to=2")
    changes = page.locator("[data-change]")
    page.keyboard.press("n")
    expect(changes.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("n")
    expect(changes.nth(1)).to_have_attribute("aria-current", "true")
    expect(changes.nth(1)).to_be_in_viewport()
    page.keyboard.press("p")
    expect(changes.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("v")
    page.wait_for_url("**view=side**")


def test_j_and_k_walk_through_a_list_x_ticks_and_o_opens(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, COORDINATOR, "ru").page()
    page.goto("/programs/CIS-2011/amendments")
    page.keyboard.press("j")
    first = focused_row(page)
    page.keyboard.press("j")
    second = focused_row(page)
    assert first
    assert second
    assert first != second
    page.keyboard.press("x")
    expect(page.locator("[data-tick]:checked")).to_have_count(1)
    page.keyboard.press("k")
    assert focused_row(page) == first
    page.keyboard.press("o")
    page.wait_for_url("**/amendments/*")


def test_keys_follow_their_place_on_a_russian_layout(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, COORDINATOR, "ru").page()
    page.goto("/programs/CIS-2011/amendments")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    assert focused_row(page)


def test_keys_do_nothing_while_somebody_types(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REPRESENTATIVE).page()
    page.goto("/programs/CIS-2011/amendments?tab=all")
    page.keyboard.press("/")
    field = page.locator("[data-key=search]")
    expect(field).to_be_focused()
    page.keyboard.type("jkxo?")
    expect(field).to_have_value("jkxo?")
    assert not focused_row(page)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_question_mark_lists_the_keys_and_turns_them_off(site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(site, COORDINATOR).page()
    page.goto("/programs/CIS-2011/amendments")
    page.keyboard.press("Shift+Slash")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.locator("#keys-off").check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("j")
    assert not focused_row(page)


def test_focus_is_seen_at_every_stop_and_goes_through_the_page(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REPRESENTATIVE).page()
    page.goto("/programs/CIS-2011/compare?from=1&to=2")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        stops.append(stop)
    assert stops[0]["html"].startswith('<a class="skip"')
    assert len({stop["html"] for stop in stops}) > 25  # no trap
    wrong = [stop for stop in stops if not stop["ring"] or stop["covered"]]
    assert not wrong
