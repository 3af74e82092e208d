"""Whose turn it is and how one is told: marks on open items, what is followed and how, digests, webhooks."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from playwright.sync_api import expect

from program_workflow.domain.terms import DeliveryState, Event
from program_workflow.domain.words import label
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import notifying
from program_workflow.usecases.leasing import Delivered
from program_workflow.wiring import open_work
from tests.browser.sites import COORDINATOR, REPRESENTATIVE, Site, Visit, look
from tests.webhook_server import Receiver

OTHERS = "CIS-2011/3.5/BLR/6"
SAID = "Said at the meeting."


def test_a_followed_amendment_comes_in_the_digest_as_the_person_chose(
    site: Site, visit: Callable[..., Visit], language: str
) -> None:
    kaz = visit(site, REPRESENTATIVE, language, has_script=language == "en")
    page, amendment = kaz.page(), site.amendment(OTHERS)

    # What is followed stands in the account, under the number of the amendment.
    page.goto(f"/amendments/{amendment}")
    page.get_by_role("button", name=kaz.say("Follow"), exact=True).click()
    expect(page.locator(".flash")).to_be_visible()
    expect(page.get_by_role("button", name=kaz.say("Stop following"))).to_be_visible()
    page.goto("/account")
    expect(page.locator("#following")).to_contain_text(OTHERS)

    # What needs an act is never for the product alone; other amendments are, what is followed goes into the digest.
    telling = page.locator("#telling")
    expect(telling.locator("select[name=act] option")).to_have_count(2)
    telling.locator("select[name=amendment]").select_option("product")
    telling.locator("select[name=followed]").select_option("digest")
    telling.locator("select[name=digest_hour]").select_option("6")
    telling.locator("button[type=submit]").click()
    expect(page.locator("#telling select[name=amendment]")).to_have_value("product")
    expect(page.locator("#telling select[name=digest_hour]")).to_have_value("6")

    deliver(site, timedelta())
    with site.work() as w:
        row = w.get(AmendmentRow, amendment)
        notifying.tell(
            w,
            Event.AMENDMENT_DECIDED,
            key="told:1",
            program_id=row.program_id,
            subject_type="amendment",
            subject_id=amendment,
            delegation_id=row.delegation_id,
            numbered=True,
            payload={"number": OTHERS, "state": "agreed", "reason": SAID},
        )
    assert not [one for one in deliver(site, timedelta()) if SAID in text_of(one)], "nothing of it goes at once"
    digests = [one for one in deliver(site, timedelta(days=2)) if SAID in text_of(one)]
    assert len(digests) == 1
    assert digests[0]["Content-Language"] == language
    assert OTHERS in text_of(digests[0])
    assert "<+" in text_of(digests[0]), "the text stands in it as a redline"
    assert kaz.say("You are told because you follow it.") not in text_of(digests[0])  # it takes part in the program
    assert kaz.problems == []


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def deliver(site: Site, later: timedelta) -> list[EmailMessage]:
    """A worker runs at that distance from now. All mails to the representative, as files."""
    at = datetime.now(UTC) + later
    while notifying.deliver_due(
        lambda: open_work(settings=site.settings, clock=lambda: at), site.settings, owner="here:1"
    ).taken:
        pass
    files = sorted((site.settings.home / "mail").glob("*.eml"))
    mails = [message_from_bytes(one.read_bytes(), EmailMessage, policy=policy.default) for one in files]
    return [one for one in mails if f"<{REPRESENTATIVE}@" in str(one["To"])]


def test_who_is_on_an_item_is_seen_by_colleagues_alone(site: Site, visit: Callable[..., Visit], language: str) -> None:
    first, second = (
        visit(site, one, language, has_script=language == "en") for one in (COORDINATOR, "deputy.coordinator")
    )
    page, other = first.page(), second.page()
    page.goto("/")
    item = page.locator("li[data-row]").first
    said = item.locator("[data-open]").inner_text()
    item.locator("form[action='/turn/claims'] button").click()
    expect(page.locator(".flash")).to_have_text(first.say("Your colleagues see now that you are on it."))
    expect(item.locator("input[name=release]")).to_have_count(1)
    look(page, f"claimed-{language}")

    other.goto("/")
    theirs = other.locator("li[data-row]", has=other.get_by_role("link", name=said, exact=True)).first
    expect(theirs).to_contain_text(site.actor(COORDINATOR).name)
    theirs.locator("form[action='/turn/claims'] button").click()  # a colleague takes it over
    expect(theirs.locator("input[name=release]")).to_have_count(1)
    theirs.locator("form[action='/turn/claims'] button").click()
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(site.actor("deputy.coordinator").name)
    expect(item.locator("input[name=release]")).to_have_count(0)


def test_a_webhook_is_added_tried_and_stopped(site: Site, visit: Callable[..., Visit], language: str) -> None:
    secretariat = visit(site, COORDINATOR, language, has_script=language == "en")
    page = secretariat.page()
    page.goto("/account")
    page.locator("main a[href='/webhooks']").click()
    page.locator("input[name=url]").fill("https://10.1.2.3/hook")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#url[aria-invalid=true]")).to_be_visible()
    look(page, f"webhooks-wrong-{language}")
    with Receiver() as receiver:
        page.locator("input[name=url]").fill(receiver.url)
        page.locator("details:has(input[name=events]) > summary").click()
        page.locator("input[name=events][value=amendment_decided]").check()
        page.locator("main form button[type=submit]").click()
        secret = page.locator("#secret").inner_text()
        look(page, f"webhook-added-{language}")
        page.goto("/webhooks")
        page.locator("main table a").click()
        assert secret not in page.content(), "it is shown this once"
        page.locator("main form[action$='/test'] button").click()
        sent = notifying.call_due(lambda: open_work(settings=site.settings), site.settings, owner="here:1")
        assert sent == Delivered(sent=1)
        ((_, headers, body),) = receiver.calls
        assert headers["webhook-signature"].startswith("v1,")
        assert json.loads(body)["type"] == "webhook_test"
    page.reload()
    expect(page.locator("tbody tr")).to_contain_text(label(DeliveryState.SENT, language))
    look(page, f"webhook-tried-{language}")
    page.locator("main form:has(input[name=active]) button").click()
    expect(page.locator("main .head")).to_contain_text(secretariat.say("stopped"))
    page.locator("main form[action$='/delete'] button").click()
    expect(page.locator("main")).to_contain_text(secretariat.say("There is no webhook yet."))
