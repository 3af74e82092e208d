"""Where the words of a version come from, as each reader may know it."""

import pytest

from program_workflow.domain.clause import ClauseDraft, Fields
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import ClauseKind, OperationKind, Provenance
from program_workflow.domain.timeframe import read_timeframe
from program_workflow.domain.understood import Understood
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.importing import replace_text
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.provenance import trace_version
from tests.negotiation import heading, point, two_sections, window
from tests.usecases.test_reading_counts import counting

SAID = "The parties exchange information on threats."


def told(found, clause):
    """The words of a clause with whom they come from: {+…+} brought in, [-…-] struck."""

    def who(indexes):
        return ",".join(name(found.origins[index]) for index in indexes)

    said = ""
    for run in clause.runs:
        if run.struck:
            said += f"[-{who(run.struck)}:{run.text}-]"
        else:
            said += run.text if who(run.origins) == "draft 1" else f"{{+{who(run.origins)}:{run.text}+}}"
    return said


def name(origin):
    if origin.kind is None:
        return f"version {origin.version}"
    return f"{origin.delegation.code if origin.delegation else origin.kind.value} {origin.version}"


def clause_of(found, clause_id):
    return next(one for one in (*found.clauses, *found.deleted) if one.id == clause_id)


def traced(talks, by, **asked):
    with talks.work(by) as w:
        return trace_version(w, talks.code, **asked)


def next_round(talks, clock):
    talks.close()
    clock.advance(minutes=1)
    talks.next()
    talks.step("circulate", closes_at=window(clock))


def test_each_word_is_of_the_amendment_that_brought_it_through_several_versions(talks, people, clock):
    talks.circulated()
    one = talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    agreed_at = clock.now
    clock.advance(minutes=1)
    two = talks.agreed(people.blr, talks.modify("1.1", "The parties exchange information on all threats."))
    next_round(talks, clock)
    three = talks.agreed(people.arm, talks.modify("1.1", "The states exchange full information on all threats."))
    next_round(talks, clock)
    found = traced(talks, people.kaz)
    said = told(found, clause_of(found, talks.ids["1.1"]))
    assert said == "The {+KAZ 2:states+} exchange {+ARM 3:full +}information on {+BLR 2:all +}threats."
    assert [origin.amendment_id for origin in found.origins] == [None, one, two, three]
    assert [origin.kind for origin in found.origins] == [Provenance.DRAFT, *[Provenance.AMENDMENT] * 3]
    origin = found.origins[1]
    assert (origin.decided_by, origin.capacity, origin.decided_at) == (
        people.coordinator.name,
        "coordinator",
        agreed_at,
    )
    assert told(found, clause_of(found, talks.ids["1.2"])) == "The parties hold joint exercises every year."
    earlier = traced(talks, people.kaz, number=2)
    assert told(earlier, clause_of(earlier, talks.ids["1.1"])) == (
        "The {+KAZ 2:states+} exchange information on {+BLR 2:all +}threats."
    )


def test_a_change_that_two_propose_alike_is_of_both(talks, people, clock):
    talks.circulated()
    for by in (people.kaz, people.blr):
        talks.agreed(by, talks.modify("1.1", "The states exchange information on threats."))
        clock.advance(minutes=1)
    next_round(talks, clock)
    found = traced(talks, people.arm, with_struck=True)
    assert told(found, clause_of(found, talks.ids["1.1"])) == (
        "The [-KAZ 2,BLR 2:parties-]{+KAZ 2,BLR 2:states+} exchange information on threats."
    )


def test_struck_words_and_clauses_are_told_where_they_are_asked_for(talks, people, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The parties exchange information."))
    talks.agreed(people.blr, talks.delete("2"))
    next_round(talks, clock)
    plain = traced(talks, people.kaz)
    assert told(plain, clause_of(plain, talks.ids["1.1"])) == "The parties exchange information."
    assert plain.deleted == ()
    found = traced(talks, people.kaz, with_struck=True)
    assert told(found, clause_of(found, talks.ids["1.1"])) == "The parties exchange information[-KAZ 2: on threats-]."
    assert [(one.number, one.version) for one in found.deleted] == [("2", 1), ("2.1", 1), ("2.2", 1), ("2.3", 1)]
    assert {name(found.origins[one.struck[0]]) for one in found.deleted} == {"BLR 2"}
    assert told(found, found.deleted[1]) == "[-BLR 2:Training is given to staff of the parties.-]"
    alone = traced(talks, people.kaz, clause_id=talks.ids["2.1"], with_struck=True)
    assert [one.id for one in alone.deleted] == [talks.ids["2.1"]]
    assert name(alone.origins[alone.deleted[0].struck[0]]) == "BLR 2"
    with pytest.raises(NotFound):
        traced(talks, people.kaz, clause_id=talks.ids["2.1"])


def test_a_move_keeps_the_provenance_of_the_words_and_an_insertion_is_its_authors(talks, people, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("2.1", "Training is given to all staff of the parties."))
    next_round(talks, clock)
    talks.agreed(people.blr, talks.move("2.1", under="1"))
    talks.agreed(people.arm, talks.insert("Results are published.", after="1.2"))
    next_round(talks, clock)
    found = traced(talks, people.kaz)
    moved = clause_of(found, talks.ids["2.1"])
    assert told(found, moved) == "Training is given to {+KAZ 2:all +}staff of the parties."
    assert [name(found.origins[index]) for index in (*moved.brought, *moved.moved)] == ["draft 1", "BLR 3"]
    inserted = next(one for one in found.clauses if one.id not in talks.ids.values())
    assert told(found, inserted) == "{+ARM 3:Results are published.+}"
    assert [name(found.origins[index]) for index in inserted.brought] == ["ARM 3"]


def test_a_clause_put_in_for_one_that_said_the_same_takes_the_provenance_of_its_words_along(talks, people, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("2.1", "Training is given to all staff of the parties."))
    next_round(talks, clock)
    words = "Training is given to all staff of the parties."
    note = OperationInput(OperationKind.INSERT, parent_id=talks.ids["1"], text=words, clause_kind=ClauseKind.NOTE)
    talks.agreed(people.blr, talks.delete("2.1"), note)
    clock.advance(minutes=1)
    talks.agreed(people.arm, talks.insert("Meetings are held.", after="1.2"))  # somebody else's, beside 2.3
    talks.agreed(people.kaz, talks.delete("2.3"))
    next_round(talks, clock)
    found = traced(talks, people.arm, with_struck=True)
    placed = next(one for one in found.clauses if one.kind is ClauseKind.NOTE)
    assert told(found, placed) == "Training is given to {+KAZ 2:all +}staff of the parties."
    assert [name(found.origins[index]) for index in placed.brought] == ["BLR 3"]
    assert [one.number for one in found.deleted] == ["2.3"]
    other = next(one for one in found.clauses if told(found, one).endswith("Meetings are held.+}"))
    assert told(found, other) == "{+ARM 3:Meetings are held.+}"
    alone = traced(talks, people.arm, clause_id=placed.id)
    assert told(alone, alone.clauses[0]) == told(found, placed)


def test_the_fields_of_a_measure_are_traced_body_by_body_and_word_by_word(talks, people, clock):
    fields = Fields(("ATC", "SIC"), read_timeframe("2011–2013"), "national budgets")
    measure = ClauseDraft(ClauseKind.MEASURE, "Hold exercises.", "1.1", fields)
    talks.circulated(heading("1", "All", measure))
    talks.agreed(people.kaz, talks.modify("1.1", "Hold exercises.", fields={"executing_bodies": ["ATC", "CSTO"]}))
    talks.agreed(people.blr, talks.modify("1.1", "Hold exercises.", fields={"funding": "national and other budgets"}))
    next_round(talks, clock)
    found = traced(talks, people.kaz, with_struck=True)
    said = {field.name: told(found, field) for field in clause_of(found, talks.ids["1.1"]).fields}
    assert said == {
        "executing_bodies": "ATC[-KAZ 2:SIC-]{+KAZ 2:CSTO+}",
        "timeframe": "2011–2013",
        "funding": "national {+BLR 2:and other +}budgets",
    }


def test_what_no_amendment_explains_is_an_editorial_change_of_whoever_put_the_text_in(talks, people, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.close()
    talks.next()
    first, second = two_sections()
    words = "The states exchange timely information on threats."
    clauses = (heading("1", "Section 1", point("1.1", words), *first.children[1:]), second)
    with talks.work(people.other_coordinator) as w:
        replace_text(w, talks.code, Understood(language="en", clauses=clauses))
    found = traced(talks, people.coordinator)
    assert told(found, clause_of(found, talks.ids["1.1"])) == (
        "The {+KAZ 2:states+} exchange {+editorial 2:timely +}information on threats."
    )
    editorial = next(one for one in found.origins if one.kind is Provenance.EDITORIAL)
    assert (editorial.decided_by, editorial.decided_at) == (people.other_coordinator.name, clock.now)


def test_words_that_stood_in_no_version_are_not_told_as_struck(talks, people, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange secret information on threats."))
    talks.close()
    talks.next()
    first, second = two_sections()
    words = "The states exchange information on threats."
    clauses = (heading("1", "Section 1", point("1.1", words), *first.children[1:]), second)
    with talks.work(people.coordinator) as w:
        replace_text(w, talks.code, Understood(language="en", clauses=clauses))
    found = traced(talks, people.coordinator, with_struck=True)
    assert told(found, clause_of(found, talks.ids["1.1"])) == (
        "The [-KAZ 2:parties-]{+KAZ 2:states+} exchange information on threats."
    )


@pytest.mark.parametrize("who", ["observer", "administrator"])
def test_whoever_may_not_read_amendments_gets_versions_and_nothing_of_amendments(talks, people, clock, who):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.agreed(people.blr, talks.modify("1.1", "The parties trade information on threats."))
    next_round(talks, clock)
    found = traced(talks, getattr(people, who), with_struck=True)
    assert [name(origin) for origin in found.origins] == ["version 1", "version 2"]
    assert "KAZ" not in repr(found.origins)
    assert "mendment" not in repr([one for one in found.origins if one.amendment_id])
    runs = clause_of(found, talks.ids["1.1"]).runs
    assert [(run.text, run.origins, run.struck) for run in runs if run.origins == (1,)] == [
        ("states", (1,), ()),
        ("trade", (1,), ()),
    ]


def test_drafts_and_undecided_amendments_leave_no_trace(talks, people, clock):
    talks.circulated()
    talks.propose(people.blr, talks.modify("1.1", "A draft."))
    talks.reviewed(people.arm, talks.modify("1.1", "Under review."))
    before = traced(talks, people.kaz, with_struck=True)
    assert [name(one) for one in before.origins] == ["draft 1"]
    next_round(talks, clock)
    assert [name(one) for one in traced(talks, people.kaz, with_struck=True).origins] == ["draft 1"]


def test_a_working_version_is_not_found_by_anybody_but_coordinators(talks, people):
    talks.circulated()
    talks.close()
    talks.next()
    assert traced(talks, people.coordinator).version.number == 2
    assert traced(talks, people.kaz).version.number == 1
    with pytest.raises(NotFound):
        traced(talks, people.kaz, number=2)


def test_words_that_an_amendment_gives_in_another_language_are_its_own(talks, people, clock):
    talks.begin()
    with talks.work() as w:
        find_program(w, talks.code).languages = ["en", "ru"]
    talks.step("circulate", closes_at=window(clock))
    change = OperationInput(OperationKind.MODIFY, talks.ids["1.1"], text="Стороны обмениваются сведениями.")
    made = talks.propose(people.kaz, change, language="ru")
    talks.take(people.kaz, made, "submit")
    for action in ("review", "agree"):
        talks.take(people.coordinator, made, action)
    next_round(talks, clock)
    found = traced(talks, people.kaz, language="ru")
    assert told(found, clause_of(found, talks.ids["1.1"])) == "{+KAZ 2:Стороны обмениваются сведениями.+}"
    english = traced(talks, people.kaz, language="en")
    assert told(english, clause_of(english, talks.ids["1.1"])) == SAID


def test_as_many_queries_for_200_clauses_and_many_changes_as_for_20(talks, people, database, clock):
    counts = []
    for code, size in (("SHORT", 20), ("LONG", 200)):
        talks.code = code
        talks.circulated(heading("1", "All", *(point(f"1.{i}", f"Point {i}.") for i in range(1, size))))
        for i in range(1, size // 10):
            talks.agreed(people.kaz, talks.modify(f"1.{i}", f"Point {i} changed."))
        next_round(talks, clock)
        talks.agreed(people.kaz, talks.delete(f"1.{size - 1}"))
        next_round(talks, clock)
        with talks.work(people.blr) as w, counting(database) as statements:
            trace_version(w, code, with_struck=True)
        counts.append(len(statements))
    assert counts[0] == counts[1]
