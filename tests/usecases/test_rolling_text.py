"""The rolling text: what stands in brackets, of whom, how much of it, and for whom."""

import pytest

from program_workflow.domain.errors import NotFound
from program_workflow.usecases.rolling_text import rolling_text
from tests.negotiation import heading, point, window
from tests.usecases.test_reading_counts import queries

CONSENSUS = {"decision_rule": "consensus"}


@pytest.fixture
def rolling(work, people):
    def read(by=None, **asked):
        with work(by or people.reviewer) as w:
            return rolling_text(w, "P1", **asked)

    return read


def said(found, number):
    (piece,) = [one for one in found.publication.pieces if one.number == number]
    return "".join(span.text for span in piece.spans)


def test_a_text_without_amendments_is_clean(talks, rolling):
    talks.circulated()
    found = rolling()
    assert (found.is_clean, found.tally.brackets, found.tally.percent) == (True, 0, 0)


def test_each_bracket_names_its_amendment_and_delegation(talks, people, rolling):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    found = rolling()
    assert said(found, "1.1") == "The [parties] (KAZ: delete) [states] (KAZ) exchange information on threats."
    marks = [span for piece in found.publication.pieces for span in piece.spans if span.is_bracket]
    assert {(span.by, span.amendments) for span in marks} == {(("KAZ",), (made,))}
    assert (found.is_clean, found.tally.brackets, found.tally.bracketed) == (False, 2, 2)


def test_words_in_brackets_are_counted_once_however_deep_and_tags_are_no_words(talks, people, rolling):
    talks.circulated(point("1", "One two three four."))
    talks.reviewed(people.kaz, talks.delete("1"))
    talks.reviewed(people.blr, talks.modify("1", "One four."))
    tally = rolling().tally
    assert (tally.words, tally.bracketed, tally.percent) == (4, 4, 100)


def test_square_brackets_of_a_proposed_wording_are_no_brackets_of_the_rolling_text(talks, people, rolling):
    talks.circulated(point("1", "The parties act."))
    talks.reviewed(people.kaz, talks.modify("1", "The parties [shall] act."))
    tally = rolling().tally
    assert (tally.brackets, tally.words, tally.bracketed) == (1, 4, 1)


def test_by_consensus_an_objection_and_a_reservation_put_the_clause_in_brackets(talks, people, rolling):
    talks.circulated(rules=CONSENSUS)
    talks.stand(people.arm, "objects", "1.1")
    talks.stand(people.blr, "scrutiny_reservation", "1.1")
    talks.stand(people.kaz, "ad_referendum", "1.2")
    found = rolling()
    assert said(found, "1.1") == (
        "[The parties exchange information on threats.] (BLR: scrutiny reservation, ARM: objects)"
    )
    assert said(found, "1.2") == "The parties hold joint exercises every year."
    assert found.publication.delegations == {"BLR": "Belarus", "ARM": "Armenia"}
    talks.stand(people.arm, "agrees", "1.1")
    talks.stand(people.blr, "agrees", "1.1")
    assert rolling().is_clean


def test_a_reservation_stands_around_the_alternatives(talks, people, rolling):
    talks.circulated(point("1", "The parties act."), rules=CONSENSUS)
    talks.reviewed(people.kaz, talks.modify("1", "The states act."))
    talks.stand(people.blr, "general_reservation", "1")
    assert said(rolling(), "1").startswith("[The [parties] (KAZ: delete) [states] (KAZ) act.] (BLR: general")


def test_where_the_coordinator_decides_or_enough_agree_an_objection_makes_no_bracket(talks, people, rolling):
    talks.circulated(rules={"decision_rule": "majority"})
    talks.stand(people.arm, "objects", "1.1")
    assert "(ARM: objects)" in said(rolling(), "1.1")
    for one in (people.kaz, people.blr):
        talks.stand(one, "agrees", "1.1")
    assert rolling().is_clean


def test_what_does_not_fit_is_named_and_the_text_is_not_clean(talks, people, rolling, clock):
    talks.circulated()
    first = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    second = talks.reviewed(people.blr, talks.modify("1.1", "The governments exchange information on threats."))
    talks.take(people.coordinator, first, "agree")
    talks.close()
    talks.next()
    assert rolling(people.coordinator).publication.version == 1  # a working version is nobody's text yet
    talks.step("circulate", closes_at=window(clock))
    found = rolling()
    assert ([one.id for one in found.unplaced], found.tally.brackets, found.is_clean) == ([second], 0, False)


def test_nobody_finds_in_it_what_is_not_theirs_to_know(talks, people, rolling):
    talks.circulated()
    talks.submitted(people.kaz, talks.modify("1.1", "Secret so far."))
    for one in (people.blr, people.coordinator, people.kaz):
        assert rolling(one).is_clean
    with pytest.raises(NotFound):
        rolling(people.observer)


def test_queries_do_not_grow_with_clauses_and_positions(talks, people, database):
    counts = []
    for code, size in (("SHORT", 5), ("LONG", 60)):
        talks.code = code
        talks.circulated(
            heading("1", "All", *(point(f"1.{i}", f"Point {i}.") for i in range(1, size))), rules=CONSENSUS
        )
        talks.reviewed(people.kaz, talks.modify("1.1", "A."))
        talks.stand(people.blr, "objects")
        counts.append(queries(talks, database, people.arm, lambda w, code=code: rolling_text(w, code)))
    assert counts[0] == counts[1]
