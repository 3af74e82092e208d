"""The consolidated table: which rows there are, for whom, in which order, and as of an instant."""

import pytest

from program_workflow.domain.errors import Invalid, NotFound
from program_workflow.domain.terms import AmendmentState, CounterAction, OutsideChannel, Rebase
from program_workflow.usecases import amending, counter_texts, programs
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.position_checks import Outside
from tests.negotiation import window
from tests.usecases.test_reading_counts import counting

SAID = "The parties exchange information on threats."


@pytest.fixture
def table(work, people):
    def read(as_of=None, by=None):
        with work(by or people.coordinator) as w:
            return consolidated_table(w, "P1", as_of.isoformat() if hasattr(as_of, "isoformat") else as_of)

    return read


def named(found):
    return [row.number or row.amendment_id for row in found.rows]


def test_a_row_says_what_the_amendment_says(talks, people, table, clock):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    clock.advance(days=1)
    talks.take(people.coordinator, made, "reject", reason="Other states are not bound.")
    (row,) = table().rows
    assert (row.number, row.state, row.delegations, row.base_version) == (
        "P1/1.1/KAZ/1",
        AmendmentState.REJECTED,
        ("KAZ",),
        1,
    )
    assert (row.rationale, row.reason, row.decided_at) == ("because", "Other states are not bound.", clock.now)
    (change,) = row.changes
    assert change.reference == "1.1"
    assert "".join(text for op, text in change.runs if op != "+") == SAID
    assert "".join(text for op, text in change.runs if op != "-") == "The states exchange information on threats."


def test_another_wording_stands_in_three_layers_while_it_waits_also_at_a_past_instant(talks, people, table, clock):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    before = clock.now
    clock.advance(days=1)
    with talks.work(people.arm) as w:
        words = [counter_texts.Reworded("The states share information on threats.")]
        counter_texts.offer(w, made, words, "Shorter.", seen_revision=None)
    (row,) = table().rows
    (one,) = row.counters
    assert (one.by, one.number, one.reason) == ("ARM", 1, "Shorter.")
    (change,) = one.changes
    assert "".join(each.text for each in change.layers if each.in_base) == SAID
    assert "".join(each.text for each in change.layers if each.in_counter) == "The states share information on threats."
    then = clock.now
    clock.advance(days=1)
    with talks.work(people.kaz) as w:
        counter_texts.answer(w, made, 1, CounterAction.REFUSE, seen_revision=None, reason="No.")
    assert [len(table(at).rows[0].counters) for at in (None, then, before)] == [0, 1, 0]


def test_drafts_stand_in_nobodys_table(talks, people, table):
    talks.circulated()
    talks.propose(people.kaz, talks.modify("1.1", "X"))
    assert table().rows == table(by=people.kaz).rows == ()


def test_what_is_filed_and_not_reviewed_is_seen_by_its_delegation_and_the_secretariat(talks, people, table):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "X"))
    assert [named(table(by=who)) for who in (people.coordinator, people.kaz, people.kaz_expert)] == [[made]] * 3
    assert [named(table(by=who)) for who in (people.blr, people.reviewer)] == [[], []]
    talks.take(people.coordinator, made, "review")
    assert [named(table(by=who)) for who in (people.blr, people.reviewer)] == [["P1/1.1/KAZ/1"]] * 2


def test_whoever_may_not_read_amendments_does_not_find_the_table(talks, people, table):
    talks.circulated()
    for who in (people.observer, people.administrator):
        with pytest.raises(NotFound):
            table(by=who)


def test_rows_follow_the_text_and_colliding_ones_stand_together(talks, people, table):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("2.1", "Training is given to all staff of the parties."))
    first = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.reviewed(people.arm, talks.modify("1.1", "The parties exchange information on all threats."))
    second = talks.reviewed(people.blr, talks.modify("1.1", "The members exchange information on threats."))
    rows = table().rows
    assert named(table()) == ["P1/1.1/ARM/1", "P1/1.1/BLR/1", "P1/1.1/KAZ/2", "P1/2.1/KAZ/1"]
    assert [row.group for row in rows] == [None, 1, 1, None]
    assert [row.collides_with for row in rows] == [(), (first,), (second,), ()]


def test_those_that_say_the_same_stand_together_and_name_each_other_also_when_decided(talks, people, table):
    talks.circulated()
    alone = talks.reviewed(people.arm, talks.modify("1.1", "The parties exchange all information on threats."))
    first = talks.reviewed(people.blr, talks.delete("1.2"))
    talks.reviewed(people.kaz, talks.modify("2.1", "Nobody is trained."))
    second = talks.reviewed(people.kaz, talks.delete("1.2"))
    expected = [(alone, (), None), (first, (second,), 1), (second, (first,), 1)]
    assert [(row.amendment_id, row.same_as, row.group) for row in table().rows][:3] == expected
    talks.take(people.coordinator, second, "reject", reason="Not needed twice.")
    assert [(row.amendment_id, row.same_as, row.group) for row in table().rows][:3] == expected
    assert all(row.collides_with == () for row in table().rows)


def test_the_same_wording_that_the_reader_may_not_know_of_is_not_told(talks, people, table):
    talks.circulated()
    said = talks.modify("1.1", "The states exchange information on threats.")
    talks.reviewed(people.kaz, said)
    talks.submitted(people.blr, said)
    assert [row.same_as for row in table(by=people.kaz).rows] == [()]
    assert [len(row.same_as) for row in table().rows] == [1, 1]


def test_a_group_stands_where_its_first_stands(talks, people, table):
    talks.circulated()
    talks.reviewed(people.arm, talks.modify("1.2", "The parties hold joint exercises."))
    talks.reviewed(people.blr, talks.modify("2.1", "Training is given to the staff of states."))
    talks.reviewed(people.kaz, talks.modify("1.1", "X"), talks.modify("2.1", "Training is given to nobody."))
    assert [(row.delegations[0], row.group) for row in table().rows] == [("KAZ", 1), ("BLR", 1), ("ARM", None)]


def test_a_collision_with_what_the_reader_may_not_know_of_is_not_told(talks, people, table):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.submitted(people.blr, talks.modify("1.1", "The members exchange information on threats."))
    assert [row.group for row in table(by=people.kaz).rows] == [None]
    assert [row.group for row in table().rows] == [1, 1]


def test_an_instant_gives_states_numbers_filings_and_decisions_of_then(talks, people, table, clock):
    start = clock.now
    talks.circulated()
    clock.advance(hours=1)
    made = talks.submitted(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    filed = clock.now
    clock.advance(hours=1)
    talks.take(people.coordinator, made, "review")
    reviewed = clock.now
    clock.advance(hours=1)
    talks.take(people.coordinator, made, "agree", reason="Good.")
    agreed = clock.now
    clock.advance(hours=1)
    talks.take(people.coordinator, made, "reopen", reason="Once more.")
    told = [
        [(row.number, row.state.value, row.reason, row.decided_at) for row in table(at).rows]
        for at in (start, filed, reviewed, agreed, None)
    ]
    assert told == [
        [],
        [(None, "submitted", "", None)],
        [("P1/1.1/KAZ/1", "under_review", "", None)],
        [("P1/1.1/KAZ/1", "agreed", "Good.", agreed)],
        [("P1/1.1/KAZ/1", "under_review", "", None)],
    ]
    assert named(table(filed, by=people.blr)) == []  # nobody is told now what was not theirs to know then


def test_an_instant_gives_the_wording_that_was_filed_then(talks, people, table, clock, work):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "First."))
    then = clock.now
    clock.advance(hours=1)
    talks.take(people.coordinator, made, "return", reason="No clause is named.", until=window(clock).isoformat())
    seen = talks.row(made).revision
    with work(people.kaz) as w:
        amending.save_wording(w, made, [talks.modify("1.1", "Second.")], seen_revision=seen, rationale="new")
    in_rework = table(by=people.kaz)
    clock.advance(hours=1)
    talks.take(people.kaz, made, "submit")

    def proposed(found):
        return ["".join(text for op, text in row.changes[0].runs if op != "-") for row in found.rows]

    assert (proposed(table(then)), proposed(in_rework), proposed(table())) == (["First."], ["First."], ["Second."])
    assert [row.rationale for row in table(then).rows] == ["because"]


def test_an_instant_gives_the_version_of_then(talks, people, table, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.reviewed(people.blr, talks.modify("1.1", "The parties exchange information on all threats."))
    then = clock.now
    talks.close()
    clock.advance(hours=1)
    closed = clock.now
    talks.next()
    assert table().version == 1  # a working version is nobody's text yet
    clock.advance(hours=1)
    talks.step("circulate", closes_at=window(clock))
    assert [(table(at).version, table(at).state.value) for at in (then, closed, None)] == [
        (1, "circulated"),
        (1, "closed"),
        (2, "circulated"),
    ]
    blr = next(row for row in table().rows if row.delegations == ("BLR",))
    assert (blr.base_version, blr.rebase) == (1, Rebase.CLEAN)
    assert [row.rebase for row in table(then).rows] == [Rebase.NONE] * 2


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("2011-03-01T09:00:00", "does not say in which time zone"),
        ("2011-03-01", "does not say in which time zone"),
        ("yesterday", "is no instant"),
        ("2011-13-01T09:00:00Z", "is no instant"),
        ("0001-01-01T00:00:00+23:59", "is no instant"),
        ("2999-01-01T00:00:00Z", "is still to come"),
    ],
)
def test_an_instant_that_is_none_is_refused_in_words(talks, table, said, refusal):
    talks.circulated()
    with pytest.raises(Invalid, match=refusal) as refused:
        table(said)
    assert refused.value.pointer == "/as_of"


def test_a_plus_that_an_address_made_a_space_is_read(talks, table, clock):
    talks.circulated()
    clock.advance(days=1)
    assert table("2011-03-01T14:00:00 05:00").as_of == table("2011-03-01T09:00:00Z").as_of


def test_queries_do_not_grow_with_the_table(talks, people, table, database):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("1.1", "X"))
    with counting(database) as few:
        table()
    for number in ("1.2", "2.1", "2.2", "2.3"):
        talks.reviewed(people.kaz, talks.modify(number, "X"))
    with counting(database) as many:
        assert len(table().rows) == 5
    assert len(many) == len(few)


# --- Positions -------------------------------------------------------------------------------------


def said(found):
    return [[(one.delegation, one.position.kind.value, one.is_to_reconfirm) for one in row.positions] for row in found]


def test_a_row_has_the_positions_on_the_wording_and_not_that_its_author_agrees(talks, people, table):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "X"))
    talks.reviewed(people.kaz, talks.modify("1.2", "Y"))
    talks.position(people.arm, made, "objects")
    talks.position(people.blr, made, "agrees")
    assert said(table(by=people.reviewer).rows) == [[("BLR", "agrees", False), ("ARM", "objects", False)], []]


def test_an_instant_gives_the_positions_that_had_been_entered_by_then(talks, people, table, clock):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "X"))
    received = clock.now
    clock.advance(hours=1)
    talks.position(people.blr, made, "objects")
    before = clock.now
    clock.advance(hours=1)
    note = Outside("ARM", OutsideChannel.NOTE, received, "note 12")
    talks.position(people.coordinator, made, "agrees", outside=note)  # received before, entered now
    talks.position(people.blr, made, "agrees")
    entered = clock.now
    clock.advance(hours=1)
    talks.position(people.blr, made, "none")
    assert [said(table(at).rows) for at in (received, before, entered, None)] == [
        [[]],
        [[("BLR", "objects", False)]],
        [[("BLR", "agrees", False), ("ARM", "agrees", False)]],
        [[("ARM", "agrees", False)]],
    ]


def test_an_instant_before_a_new_wording_does_not_ask_to_reconfirm(talks, people, table, clock):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
    talks.position(people.arm, made, "agrees")
    talks.agreed(people.blr, talks.modify("1.1", "The parties exchange all information on threats."))
    then = clock.now
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    clock.advance(hours=1)
    talks.take(people.kaz, made, "confirm_rebase", text="The parties share all information.")
    assert [("ARM", "agrees", False)] in said(table(then).rows)
    assert [("ARM", "agrees", True)] in said(table().rows)


def test_who_takes_no_part_at_the_instant_is_not_in_it(talks, people, table, clock):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "X"))
    talks.position(people.arm, made, "objects")
    then = clock.now
    clock.advance(hours=1)
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, talks.code, "ARM", until=clock.now)
    clock.advance(hours=1)
    assert (said(table(then).rows), said(table().rows)) == ([[("ARM", "objects", False)]], [[]])


def test_clauses_on_which_something_was_said_stand_beside_the_rows(talks, people, table, clock):
    talks.circulated()
    then = clock.now
    clock.advance(hours=1)
    talks.stand(people.arm, "objects", "2.1")
    talks.stand(people.blr, "agrees", "1.1")
    found = table().clauses
    assert [(one.reference, [each.delegation for each in one.positions]) for one in found] == [
        ("1.1", ["BLR"]),
        ("2.1", ["ARM"]),
    ]
    assert table(then).clauses == ()
