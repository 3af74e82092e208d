"""A request that is sent again has one effect."""

from datetime import timedelta
from threading import Thread

import pytest

from program_workflow.domain.errors import Conflict, Invalid
from program_workflow.usecases.idempotency import Kept, forget_old_answers, recall, remember


def test_the_same_key_and_request_get_the_same_answer(work, people):
    with work(people.kaz) as w:
        assert recall(w, "key", "a" * 64) is None
        remember(w, "key", "a" * 64, 201, {"Location": "/x"}, "body")
    with work(people.kaz) as w:
        assert recall(w, "key", "a" * 64) == Kept(201, {"Location": "/x"}, "body")


def test_another_request_with_the_same_key_is_a_conflict(work, people):
    with work(people.kaz) as w:
        recall(w, "key", "a" * 64)
        remember(w, "key", "a" * 64, 201, {}, "")
    with work(people.kaz) as w, pytest.raises(Conflict):
        recall(w, "key", "b" * 64)


def test_keys_of_two_people_are_apart(work, people):
    with work(people.kaz) as w:
        recall(w, "key", "a" * 64)
        remember(w, "key", "a" * 64, 201, {}, "")
    with work(people.blr) as w:
        assert recall(w, "key", "b" * 64) is None


def test_a_refused_request_is_not_kept(work, people):
    def refused():
        with work(people.kaz) as w:
            recall(w, "key", "a" * 64)
            raise Invalid("no")

    with pytest.raises(Invalid):
        refused()
    with work(people.kaz) as w:
        assert recall(w, "key", "b" * 64) is None


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb"])
def test_what_is_no_key_is_refused(work, people, key):
    with work(people.kaz) as w, pytest.raises(Invalid):
        recall(w, key, "a" * 64)


def test_answers_are_forgotten_after_two_days(work, people, clock):
    with work(people.kaz) as w:
        recall(w, "key", "a" * 64)
        remember(w, "key", "a" * 64, 201, {}, "")
    clock.now += timedelta(hours=48)
    with work() as w:
        assert forget_old_answers(w) == 0
    clock.now += timedelta(seconds=1)
    with work() as w:
        assert forget_old_answers(w) == 1


def test_two_requests_at_once_stand_in_a_line(work, people):
    """The second waits for the first and gets its answer, on both databases."""
    answers = []

    def second():
        with work(people.kaz) as w:
            answers.append(recall(w, "key", "a" * 64))

    other = Thread(target=second)
    with work(people.kaz) as w:
        assert recall(w, "key", "a" * 64) is None
        other.start()
        other.join(timeout=0.3)
        assert other.is_alive()
        assert answers == []
        remember(w, "key", "a" * 64, 201, {"Location": "/x"}, "body")
    other.join(timeout=30)
    assert answers == [Kept(201, {"Location": "/x"}, "body")]
