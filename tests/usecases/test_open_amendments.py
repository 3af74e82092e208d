"""Amendments of real lists go through the use cases: read, placed, drafted, submitted, numbered, decided."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.amendment_counts import Counts
from bench.amendment_sources import first_of, sources
from bench.open_amendments import put_forward
from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.terms import AmendmentState
from program_workflow.storage import AmendmentRow
from program_workflow.storage.database import engine_for
from program_workflow.usecases.replaying import OpenWork
from program_workflow.usecases.work import Work
from tests.repository import ROOT

#: Groups of the Senate with one that says it in other words: "du I ci-dessus" for "du I", "base de calcul" for "base au
#: calcul". No folding of signs makes them one.
PARTED = ((("10",), ("32",)), (("302", "547", "549"), ("346",)))
SOURCES = {source.code: source for source in sources(ROOT / "tests/data/amendment-lists")}


@pytest.fixture
def opening(sqlite_url: str) -> Iterator[OpenWork]:
    """Units of work of any actor at any instant, on a fresh database."""
    engine = engine_for(sqlite_url)

    @contextmanager
    def opened(actor: Actor, at: datetime) -> Iterator[Work]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield Work(session, actor, lambda: at)

    def open_work(actor: Actor, at: datetime) -> AbstractContextManager[Work]:
        return opened(actor, at)

    yield open_work
    engine.dispose()


def test_every_amendment_of_the_parliament_comes_under_review_in_its_language(opening: OpenWork) -> None:
    counts = put_forward(first_of(SOURCES["GDPR"], 25), opening)
    assert (counts.read, counts.placed + counts.unlanded.total()) == (50, 50)
    assert counts.placed == counts.drafted == counts.submitted
    assert counts.states == {AmendmentState.UNDER_REVIEW: counts.placed}
    assert not counts.refused
    with opening(SYSTEM, datetime(2013, 4, 1, tzinfo=UTC)) as w:
        languages = set(w.session.scalars(select(AmendmentRow.language)))
    assert {"en", "es"} <= languages


def test_amendments_of_the_senate_end_as_they_ended_there(opening: OpenWork) -> None:
    counts = put_forward(first_of(SOURCES["SENAT-1"], 25), opening)
    assert counts.read == 25
    assert counts.placed + counts.unlanded.total() == counts.read
    assert counts.submitted == counts.placed
    assert counts.decided + counts.refused.total() == counts.placed
    assert {AmendmentState.INCORPORATED, AmendmentState.WITHDRAWN} <= counts.states.keys()


def test_what_the_senate_calls_identical_is_found_and_its_outcomes_are_those_on_record(opening: OpenWork) -> None:
    counts = put_forward(SOURCES["SENAT-1"], opening)
    assert counts.alike.parted == PARTED
    assert counts.alike.joined == ()
    assert counts.alike.groups[2] == counts.alike.groups[0] - len(PARTED) >= 4
    assert counts.told == counts.tabled
    assert counts.told.total() == counts.decided == counts.read > 57
    assert counts.wordless == 12
    assert {outcome for outcome, _ in counts.told} >= {
        "Adopté",
        "Rejeté",
        "Retiré",
        "Cet amendement est retiré avant séance",
    }
    assert counts.reported


def test_what_was_adopted_on_an_article_stands_in_the_next_version(opening: OpenWork) -> None:
    counts = put_forward(SOURCES["ARTICLES"], opening)
    assert counts.read == counts.decided + counts.refused.total()
    assert counts.states[AmendmentState.INCORPORATED] == counts.decided


def test_the_account_names_every_count_and_every_refusal() -> None:
    counts = Counts(read=3, placed=2, drafted=2, submitted=1)
    counts.unlanded["no_clause"] += 1
    counts.refused["submit: Give a rationale."] += 1
    said = "\n".join(counts.lines("A list"))
    assert "3 amendments read, 2 placed, 1 not found" in said
    assert "Refused, 1: submit: Give a rationale." in said
