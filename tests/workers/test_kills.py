"""Real processes that are killed: what was queued arrives, in the product exactly once."""

import email
import email.policy
import shutil
import threading
from collections import Counter

import pytest
import redis
from sqlalchemy import select

from program_workflow.domain.terms import Channel
from program_workflow.outgoing import queue
from program_workflow.storage import NotificationRow, OutboxRow
from tests.workers.conftest import PEOPLE, Instance, kill

pytestmark = pytest.mark.slow


def message_ids(instance: Instance) -> list[str]:
    return [
        str(email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Message-ID"])
        for file in instance.mails()
    ]


def assert_all_arrived(instance: Instance) -> None:
    """Every event once in the product for every person, and every mail under its one Message-ID."""
    with instance.work() as w:
        shown = Counter(
            tuple(row) for row in w.session.execute(select(NotificationRow.event_key, NotificationRow.user_id))
        )
        ids = set(w.session.scalars(select(OutboxRow.message_id).where(OutboxRow.channel == Channel.MAIL)))
    assert len(shown) == instance.events * PEOPLE
    assert set(shown.values()) == {1}
    sent = message_ids(instance)
    assert set(sent) == ids
    assert len(sent) == instance.events * PEOPLE


def test_200_notices_all_arrive_though_the_worker_is_killed_in_the_middle(instance: Instance) -> None:
    instance.tell(20)
    everything = instance.events * PEOPLE
    assert everything == 200
    worker, _ = instance.start("worker", "beat")
    instance.wait(lambda: instance.shown() > 0, "the first notice")
    kill(worker)
    shown, mailed = instance.shown(), len(instance.mails())
    (worker,) = instance.start("worker")
    instance.wait(lambda: len(instance.mails()) >= 25, "some mails")
    kill(worker)
    assert len(instance.mails()) < everything, "the worker was too fast to be killed in the middle"
    assert shown <= everything
    assert mailed < everything
    instance.start("worker")
    instance.wait(lambda: instance.unsent() == 0, "the rest")
    assert_all_arrived(instance)


def test_a_lost_wake_is_a_delay(instance: Instance) -> None:
    instance.start("worker", "beat")
    instance.tell(1)  # wakes nobody: the sweep finds it
    instance.wait(lambda: instance.unsent() == 0, "delivery without a wake")
    assert_all_arrived(instance)


def test_a_wake_delivers_without_any_scheduler(instance: Instance) -> None:
    instance.start("worker")
    instance.tell(1)
    assert queue.wake_workers(instance.settings)
    instance.wait(lambda: instance.unsent() == 0, "delivery after a wake")
    assert_all_arrived(instance)


def test_a_wiped_broker_loses_nothing(instance: Instance) -> None:
    instance.start("worker", "beat")
    instance.tell(1)
    assert queue.wake_workers(instance.settings)
    instance.wait(lambda: instance.unsent() == 0, "the first delivery")
    wipe(instance)
    instance.tell(3)
    queue.wake_workers(instance.settings)
    instance.wait(lambda: instance.unsent() == 0, "delivery after the broker was wiped")
    assert_all_arrived(instance)


def wipe(instance: Instance) -> None:
    if instance.settings.is_embedded_broker:
        for file in queue.queue_folder(instance.settings).parent.rglob("*"):
            if file.is_file():
                file.unlink(missing_ok=True)
        return
    with redis.Redis.from_url(instance.settings.broker_url) as client:
        client.flushdb()


def test_a_queue_that_is_gone_altogether_is_made_again(embedded: Instance) -> None:
    shutil.rmtree(queue.queue_folder(embedded.settings).parent, ignore_errors=True)
    embedded.tell(1)
    embedded.start("worker", "beat")
    embedded.wait(lambda: embedded.unsent() == 0, "delivery")
    assert_all_arrived(embedded)


def test_two_workers_share_the_work_and_send_nothing_twice(instance: Instance) -> None:
    instance.tell(8)
    instance.start("worker", "worker", "beat")
    wakes = [threading.Thread(target=queue.wake_workers, args=(instance.settings,)) for _ in range(8)]
    for wake in wakes:
        wake.start()
    for wake in wakes:
        wake.join()
    instance.wait(lambda: instance.unsent() == 0, "all of it")
    assert_all_arrived(instance)
