"""Versions called by what they are to the reader, and what was opened when."""

from datetime import timedelta

import pytest

from program_workflow.domain.errors import NotFound
from program_workflow.usecases.bases import Base, Offer, offered_bases, opened_before
from program_workflow.usecases.comparing import compare_versions
from program_workflow.usecases.opening import AGAIN, due_opening, note_opening


def look(talks, who, number: int) -> bool:
    """The person reads a version; whether that was written down."""
    with talks.work(who) as w:
        due = due_opening(w, talks.code, number)
        if due is not None:
            note_opening(w, due)
        return due is not None


def next_circulated(talks, *, circulate: bool = True) -> None:
    talks.close()
    talks.next()
    if circulate:
        talks.step("circulate", closes_at=talks.clock.now + timedelta(days=10))


def offered(talks, who, to: int | str = "latest") -> dict[str, int | None]:
    with talks.work(who) as w:
        return {base.value: offer and offer.number for base, offer in offered_bases(w, talks.code, to).items()}


def test_the_first_version_has_nothing_before_it(talks, people):
    talks.circulated()
    look(talks, people.kaz, 1)
    assert offered(talks, people.kaz) == {"circulated": None, "adopted": None, "opened": None}
    with talks.work(people.kaz) as w:
        assert opened_before(w, "P1") is None
        for name in Base:
            with pytest.raises(NotFound, match="version 1"):
                compare_versions(w, "P1", name, 1)


def test_last_circulated_and_last_adopted_are_those_before_the_version_compared(talks, people):
    talks.circulated()
    for action in ("finalise", "submit", "adopt"):
        talks.clock.advance(days=11)
        talks.step(action)
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=10))
    next_circulated(talks, circulate=False)
    assert offered(talks, people.coordinator) == {"circulated": 2, "adopted": 1, "opened": None}
    assert offered(talks, people.coordinator, 2) == {"circulated": 1, "adopted": 1, "opened": None}
    assert offered(talks, people.kaz) == {"circulated": 1, "adopted": 1, "opened": None}
    with talks.work(people.coordinator) as w:
        found = compare_versions(w, "P1", "circulated", 3)
    assert (found.from_.number, found.base.number, found.base.base) == (2, 2, "circulated")


def test_what_was_opened_stays_the_one_before_the_newest_also_once_that_is_opened(talks, people):
    talks.circulated()
    opened_at = talks.clock.now
    look(talks, people.kaz, 1)
    next_circulated(talks)
    with talks.work(people.kaz) as w:
        assert opened_before(w, "P1", unread=True) == Offer(Base.OPENED, 1, opened_at)
    look(talks, people.kaz, 2)
    with talks.work(people.kaz) as w:
        assert opened_before(w, "P1", unread=True) is None
        assert opened_before(w, "P1") == Offer(Base.OPENED, 1, opened_at)
        assert compare_versions(w, "P1", "opened", "latest").from_.number == 1


def test_who_looks_again_at_an_old_text_has_still_read_the_newer_one(talks, people):
    talks.circulated()
    next_circulated(talks)
    look(talks, people.kaz, 2)
    talks.clock.advance(days=1)
    look(talks, people.kaz, 1)
    next_circulated(talks)
    assert offered(talks, people.kaz)["opened"] == 2


def test_what_one_person_opened_is_nothing_to_another(talks, people):
    talks.circulated()
    look(talks, people.kaz, 1)
    next_circulated(talks)
    assert offered(talks, people.kaz_expert)["opened"] is None


def test_an_opening_is_written_again_only_after_a_while(talks, people):
    talks.circulated()
    assert look(talks, people.kaz, 1)
    assert not look(talks, people.kaz, 1)
    talks.clock.now += AGAIN
    assert look(talks, people.kaz, 1)
    with talks.work() as w:
        assert due_opening(w, "P1", 1) is None  # the system reads nothing


def test_a_version_that_nobody_may_see_is_not_what_they_opened_last(talks, people):
    talks.circulated()
    look(talks, people.coordinator, 1)
    next_circulated(talks, circulate=False)
    look(talks, people.coordinator, 2)
    assert offered(talks, people.coordinator)["opened"] == 1
    with talks.work(people.kaz) as w, pytest.raises(NotFound):
        compare_versions(w, "P1", "opened", 2)
