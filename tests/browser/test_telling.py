"""A representative follows an amendment, chooses how to be told, and finds it in the digest of the next day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from playwright.sync_api import expect

from program_workflow.domain.terms import Event
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import notifying
from program_workflow.wiring import open_work
from tests.browser.sites import REPRESENTATIVE, Site, Visit

OTHERS = "CIS-2011/3.5/BLR/6"
SAID = "Said at the meeting."


def test_a_followed_amendment_comes_in_the_digest_as_the_person_chose(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    kaz = visit(site, REPRESENTATIVE, language, has_script=has_script)
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
