"""After a clause is agreed a changed position is a request to reopen; an approver accepts the very wording."""

from collections.abc import Callable

from playwright.sync_api import expect

from program_workflow.domain.terms import AmendmentState, PositionKind, Role
from program_workflow.domain.words import label
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import positions, programs
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.texts import load_text
from tests.browser.sites import COORDINATOR, EXPERT, REPRESENTATIVE, SAMPLE, Site, Visit

STATES = ("arm", "aze", "blr", "kaz", "kgz", "mda", "rus", "tjk", "ukr", "uzb")


def agreed_by_all(site: Site, number: str) -> str:
    """The clause of that number, agreed to by every state where consensus decides. Returns its identity."""
    with site.work(COORDINATOR) as w:
        program = find_program(w, SAMPLE)
        programs.update_program(w, SAMPLE, seen_revision=program.revision, rules={"decision_rule": "consensus"})
        version = filing_version(w, program.id)
        assert version is not None
        clause_id = next(node.id for node in load_text(w, version.id).nodes if node.number == number)
    for state in STATES:
        with site.work(f"{state}.representative") as w:
            said = Said(PositionKind.AGREES)
            positions.position_on_clauses(w, SAMPLE, said, clauses=[clause_id], alone=True)
    return clause_id


def test_what_stood_agreed_is_objected_to_and_reopened(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    clause = f"/programs/{SAMPLE}/clauses/{agreed_by_all(site, '5.2')}"
    blr = visit(site, "blr.representative", language, has_script=has_script)
    page = blr.page()
    page.goto(f"{clause}/position")
    page.locator("input[name=kind][value=objects]").check()
    page.locator("textarea[name=reason]").fill("Новые обстоятельства.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(blr.say("request to reopen"))
    expect(page.locator("main a[href$='/agreed/take_back']")).to_be_visible()

    coordinator = visit(site, COORDINATOR, language, has_script=has_script)
    page = coordinator.page()
    page.goto("/")
    page.locator("main a[href$='/missing']").first.click()
    page.locator(f"main a[href*='{clause}']").first.click()
    page.locator("main a[href$='/agreed/reopen']").click()
    page.locator("textarea[name=reason]").fill("Довод обоснован.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).not_to_contain_text(coordinator.say("request to reopen"))
    expect(page.locator(".flash")).to_contain_text(coordinator.say("The clause is reopened."))


def test_the_approver_accepts_the_very_wording_before_it_is_submitted(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    kaz = visit(site, REPRESENTATIVE, language, has_script=False)
    page = kaz.page()
    page.goto("/account")
    page.locator("main a[href$='/account/delegation']").click()
    page.locator("tr", has=page.locator("td", has_text=label(Role.EXPERT, language))).locator("button").click()
    page.goto("/")
    page.locator("main a[href*='/amendments/']").first.click()
    page.locator("main a[href*='/steps/ask_approval']").click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#approval")).to_be_visible()
    expect(page.locator("main a[href*='/steps/submit']")).to_have_count(0)
    address = page.url.split("?")[0]

    page = visit(site, EXPERT, language, has_script=False).page()
    page.goto(address)
    page.locator("main a[href*='/steps/approve']").click()
    page.locator("main form button[type=submit]").click()

    page = kaz.page()
    page.goto(address)
    page.locator("main a[href*='/steps/submit']").click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".flash")).to_be_visible()
    with site.work() as w:
        assert w.get(AmendmentRow, address.rpartition("/")[2]).state is AmendmentState.SUBMITTED
