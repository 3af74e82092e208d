"""Amendments made together: a co-sponsor of the very wording, another wording of the coordinator, a merger of two."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.short_program import short_program
from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit, look, take

OTHER = "blr.representative"
FILED = "The parties share information on threats."
REWORDED = "The parties share verified information on threats."


def test_a_co_sponsor_consents_to_the_very_wording_and_is_asked_again_when_it_changes(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    talks, has_script = short_program(site, "KAZ", "BLR", "ARM"), language == "en"
    amendment = talks.propose(talks.people.kaz, talks.modify("1.1", FILED))
    address = f"/amendments/{amendment}"
    visits = [visit(site, one, language, has_script=has_script) for one in (REPRESENTATIVE, OTHER, COORDINATOR)]
    kaz, blr, secretariat = (one.page() for one in visits)

    # KAZ invites BLR to its draft, and does not submit it before BLR has consented.
    kaz.goto(address)
    kaz.locator("main a[href$='/co-sponsors/invite']").click()
    kaz.locator("select[name=delegation]").select_option("BLR")
    look(kaz, f"invite-{language}")
    take(kaz)
    expect(kaz.locator("main a[href*='/steps/submit']:not([href*='without'])")).to_have_count(0)
    expect(kaz.locator("main a[href*='/steps/submit'][href*='without=BLR']")).to_be_visible()
    look(kaz, f"submit-barred-{language}")
    blr.goto("/")
    blr.locator(f"main a.btn[href='{address}']").click()
    blr.locator("main a[href$='/consent']").click()
    look(blr, f"consent-{language}")
    take(blr)
    kaz.goto(address)
    kaz.locator("main a[href*='/steps/submit']").click()
    take(kaz)
    talks.take(talks.people.coordinator, amendment, "review")

    # The coordinator proposes another wording; it is the amendment's once its author has accepted it.
    secretariat.goto(address)
    secretariat.locator("main a[href$='/counter-texts/new']").click()
    secretariat.locator("textarea[name=text-0]").fill(REWORDED)
    secretariat.locator("textarea[name=reason]").fill("Only what is verified.")
    look(secretariat, f"counter-{language}")
    secretariat.locator(".consequences form button[type=submit]").click()
    kaz.goto("/")
    kaz.locator(f"main a.btn[href='{address}']").click()
    kaz.locator("main a[href$='/accept']").click()
    expect(kaz.locator("main ins")).not_to_have_count(0)
    look(kaz, f"counter-accept-{language}")
    take(kaz)

    # BLR consented to another wording: it is asked again, and consents to this one.
    blr.goto("/")
    blr.locator(f"main a.btn[href='{address}']").click()
    expect(blr.locator("#co-sponsors ~ ul").first).to_contain_text(visits[1].say("to be reconfirmed"))
    look(blr, f"asked-again-{language}")
    blr.locator("main a[href$='/consent']").click()
    expect(blr.locator("main ins")).to_contain_text(["verified"])
    take(blr)
    blr.goto("/")
    expect(blr.locator(f"main a.btn[href='{address}']")).to_have_count(0)


def test_two_amendments_are_merged_once_both_authors_have_accepted(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    talks, has_script = short_program(site, "KAZ", "BLR", "ARM"), language == "en"
    into = f"/amendments/{talks.reviewed(talks.people.kaz, talks.modify('1.1', FILED))}"
    merged = f"/amendments/{talks.reviewed(talks.people.blr, talks.modify('1.1', FILED))}"
    visits = [visit(site, one, language, has_script=has_script) for one in (REPRESENTATIVE, OTHER, COORDINATOR)]
    kaz, blr, secretariat = (one.page() for one in visits)

    secretariat.goto(merged)
    secretariat.locator(f"main a[href*='/steps/merge'][href*='into={into.rpartition('/')[2]}']").click()
    look(secretariat, f"merge-{language}")
    take(secretariat)

    # BLR accepts and wants to be named beside KAZ; nothing is merged before KAZ has accepted too.
    blr.goto("/")
    blr.locator(f"main a.btn[href='{merged}']").click()
    blr.locator("main a[href$='/merger/accept']").click()
    blr.locator("input[name=joins]").check()
    look(blr, f"merger-accept-{language}")
    take(blr)
    expect(blr.locator("main .head .chip").first).to_have_text(visits[1].say_label("under_review"))
    kaz.goto("/")
    kaz.locator(f"main a.btn[href='{into}']").click()
    kaz.locator("main a[href$='/merger/accept']").click()
    take(kaz)
    expect(kaz.locator("main .head .chip").first).to_have_text(visits[0].say_label("merged"))
    look(kaz, f"merged-{language}")
    kaz.locator(f"main .head a[href='{into}']").first.click()
    expect(kaz.locator("main .head")).to_contain_text("BLR")
