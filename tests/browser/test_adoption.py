"""From a package over the agreed draft to the adopted text, its signature page and a corrigendum that is stopped."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import ClauseKind, PositionKind, VersionAction
from program_workflow.usecases import positions, programs, versions
from program_workflow.usecases.finding import find_program, find_version, participants_of
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.texts import load_text
from tests.browser.sites import COORDINATOR, Site, Visit, look, take

CODE = "CIS-2013"
_PATIENCE = 60_000  # milliseconds; the first page of a site is the slowest
TEXTS = ("The parties exchange information.", "Data are kept for five years.", "Reports are sent every year.")


def closed(site: Site) -> dict[str, str]:
    """A short program, closed: all agree, but RUS reserves its position on 2. Number → clause."""
    drafts = tuple(ClauseDraft(ClauseKind.POINT, text, str(n)) for n, text in enumerate(TEXTS, 1))
    with site.work(COORDINATOR) as w:
        programs.create_program(
            w,
            code=CODE,
            title={"en": "Joint measures", "ru": "Совместные меры"},
            language="en",
            clauses=drafts,
            rules={"decision_rule": "consensus", "marking": {"en": "Draft. Restricted"}},
        )
        members = [one.code.lower() for one in participants_of(w, find_program(w, CODE).id) if not one.is_observer]
    with site.work(COORDINATOR) as w:
        text = load_text(w, find_version(w, find_program(w, CODE), 1).id)
        ids = {node.number: node.id for node in text.nodes}
        ends = datetime.now(UTC) + timedelta(days=3)
        versions.take_step(w, CODE, 1, VersionAction.CIRCULATE, seen_revision=None, closes_at=ends)
    with site.work("rus.representative") as w:  # before the others have agreed: clause 2 never stands agreed
        held = Said(PositionKind.SCRUTINY_RESERVATION, "The law is under study.")
        positions.position_on_clauses(w, CODE, held, clauses=[ids["2"]])
        positions.position_on_clauses(w, CODE, Said(PositionKind.AGREES), clauses=[ids[n] for n in ids if n != "2"])
    for code in members:
        if code != "rus":
            with site.work(f"{code}.representative") as w:
                positions.position_on_clauses(w, CODE, Said(PositionKind.AGREES))
    with site.work(COORDINATOR) as w:
        versions.take_step(w, CODE, 1, VersionAction.CLOSE, seen_revision=None, reason="All have spoken.")
    return ids


def test_a_package_a_converted_reservation_and_signatures_lead_to_an_adopted_text(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    ids = closed(site)
    has_script = language == "en"
    secretariat = visit(site, COORDINATOR, language, has_script=has_script)
    page = secretariat.page()
    page.set_default_timeout(_PATIENCE)
    home, version = f"/programs/{CODE}", f"/programs/{CODE}/versions/1"

    # Clauses 1 and 2 are agreed together: 1 is only provisionally agreed, as 2 is reserved.
    page.goto(home)
    page.locator(f"main a[href='{home}/packages']").click()
    page.locator(f"main a[href='{home}/packages/new']").click()
    page.locator("input[name=title]").fill("Data")
    page.locator(f"input[value='{ids['1']}']").check()
    page.locator(f"input[value='{ids['2']}']").check()
    look(page, f"package-make-{language}")
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Data")
    expect(page.locator("main")).to_contain_text(secretariat.say("None of its clauses is agreed until all are."))
    look(page, f"package-{language}")

    # It cannot be finalised; the page lists what blocks, with links.
    page.goto(f"{version}/steps/finalise")
    expect(page.locator(f"main a[href='{home}/clauses/{ids['2']}#positions']").first).to_be_visible()
    expect(page.locator("main a", has_text="Data").first).to_be_visible()
    look(page, f"blocked-{language}")

    # The delegation converts its reservation; then nothing blocks.
    delegate = visit(site, "rus.representative", language, has_script=has_script)
    theirs = delegate.page()
    theirs.set_default_timeout(_PATIENCE)
    theirs.goto(f"{home}/clauses/{ids['2']}")
    theirs.locator("a[href*='kind=reservation_on_signing']").click()
    theirs.locator("textarea[name=reason]").fill("Subject to our law on personal data.")
    look(theirs, f"convert-{language}")
    theirs.locator("form.form button[type=submit]").click()
    expect(theirs.locator("#positions ~ *, .positions").first).to_be_visible()
    for action in ("finalise", "submit", "adopt"):
        page.goto(f"{version}/steps/{action}")
        if action == "adopt":
            page.locator("input[name=ground]").fill("Decision of the Council of 28 October, item 4.")
            look(page, f"adopt-{language}")
        take(page)
    expect(page.locator("main .head .chip").first).to_have_text(secretariat.say_label("adopted"))

    # Who signs with reservation takes it over; the line of one that did not sign stays blank.
    page.locator("a[href$='/signatures/KAZ']").click()
    page.locator("input[name=place]").fill("Almaty")
    look(page, f"signature-{language}")
    page.locator("form.form button[type=submit]").click()
    page.locator("a[href$='/signatures/RUS']").click()
    page.locator("textarea[name=text]").fill("")
    page.locator("form.form button[type=submit]").click()
    signed = page.locator("section[aria-labelledby=signatures]")
    expect(signed).to_contain_text("Almaty")
    line = signed.locator("tr", has=page.locator("a[href$='/signatures/RUS']"))
    expect(line).to_contain_text("Subject to our law on personal data.")
    expect(page.locator("main")).to_contain_text("Decision of the Council of 28 October, item 4.")
    look(page, f"adopted-{language}")

    # A corrigendum waits for objections; one stops it, and the text stays.
    page.goto(f"{version}/corrigendum")
    page.locator(f"input[name=wanted][value='{ids['3']}']").check()
    page.locator("button[name=take]").click()
    page.locator(f"textarea[name='text-{ids['3']}']").fill("Reports are sent each year.")
    ends = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    page.locator("input[name=closes_at]").fill(ends)
    page.locator("textarea[name=reason]").fill("A slip of the pen.")
    look(page, f"corrigendum-propose-{language}")
    page.locator("main .form > .actions button[type=submit]").click()
    expect(page.locator("main ins").first).to_contain_text("each")
    look(page, f"corrigendum-{language}")
    theirs.goto(page.url)
    theirs.locator("main a[href$='/object']").click()
    look(theirs, f"object-{language}")
    theirs.locator("textarea[name=reason]").fill("It changes the sense.")
    theirs.locator(".consequences form[method=post] button[type=submit]").click()
    expect(theirs.locator("main")).to_contain_text("It changes the sense.")
    theirs.goto(version)
    expect(theirs.locator("main")).to_contain_text(re.compile("Reports are sent every year"))
