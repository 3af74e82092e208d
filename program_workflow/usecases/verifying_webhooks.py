"""Holding webhooks against the record of who changed them."""

from sqlalchemy import select

from program_workflow.storage import WebhookRow
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.webhooks import facts_of_webhook
from program_workflow.usecases.work import Work


def verify_webhooks(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of a webhook says whose it is, where it leads, and whether it is called."""
    there = set()
    for row in w.session.scalars(select(WebhookRow)):
        there.add(row.id)
        if told.last.get(("webhook", row.id), {}).get("facts") != facts_of_webhook(row):
            broken.append(f"webhook {row.id}: it is not as the record says")
    for subject, _ in told.missing("webhook", there):
        broken.append(f"webhook {subject}: it is no longer there")
