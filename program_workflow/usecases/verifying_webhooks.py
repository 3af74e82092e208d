"""Holding webhooks against the record of who changed them."""

from sqlalchemy import select

from program_workflow.storage import EventRow, WebhookRow
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.webhooks import facts_of_webhook
from program_workflow.usecases.work import Work


def verify_addresses(w: Work, broken: list[str]) -> None:
    """The address of each has the hash that was recorded last."""
    asked = select(EventRow.subject_id, EventRow.body).where(EventRow.subject_type == "webhook").order_by(EventRow.seq)
    hashes = {webhook_id: body["facts"]["url_hash"] for webhook_id, body in w.session.execute(asked)}
    broken += [
        f"webhook {row.id}: its address was changed"
        for row in w.session.scalars(select(WebhookRow))
        if row.id in hashes and facts_of_webhook(row)["url_hash"] != hashes[row.id]
    ]


def verify_webhooks(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of a webhook says whose it is, where it leads, and whether it is called."""
    there = set()
    for row in w.session.scalars(select(WebhookRow)):
        there.add(row.id)
        if told.last.get(("webhook", row.id), {}).get("facts") != facts_of_webhook(row):
            broken.append(f"webhook {row.id}: it is not as the record says")
    for subject, _ in told.missing("webhook", there):
        broken.append(f"webhook {subject}: it is no longer there")
