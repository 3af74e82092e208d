"""Pages take as many queries for a long text or a full queue as for a short one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event

from program_workflow.usecases import amendment_reading, previewing, reading, turn
from program_workflow.usecases.publishing import publish
from program_workflow.usecases.texts import load_text
from tests.negotiation import heading, point, window


@contextmanager
def counting(database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(database, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database, "before_cursor_execute", note)


def queries(talks, database, by, read: Callable[[Any], Any]) -> int:
    with talks.work(by) as w, counting(database) as statements:
        read(w)
    return len(statements)


def test_the_page_of_a_version_takes_as_many_queries_for_500_clauses_as_for_50(talks, people, database):
    counts = []
    for code, size in (("SHORT", 50), ("LONG", 500)):
        talks.code = code
        talks.circulated(heading("1", "All", *(point(f"1.{i}", f"Point {i}.") for i in range(1, size))))
        talks.reviewed(people.kaz, talks.modify("1.1", "A."))
        counts.append(queries(talks, database, people.blr, lambda w, code=code: reading.view_version(w, code, 1)))
    assert counts[0] == counts[1]


def test_a_page_of_the_queue_and_the_turn_take_as_many_queries_for_one_amendment_as_for_many(talks, people, database):
    talks.circulated()
    reads = {
        "queue": (people.blr, lambda w: amendment_reading.list_amendments(w, "P1")),
        "tabs": (people.blr, lambda w: amendment_reading.count_tabs(w, "P1")),
        "turn": (people.coordinator, turn.my_turn),
        "preview": (people.blr, lambda w: previewing.preview(w, "P1", [talks.modify("1.1", "x")])),
    }
    talks.reviewed(people.kaz, talks.modify("1.1", "First words."))
    before = {name: queries(talks, database, by, read) for name, (by, read) in reads.items()}
    for i in range(8):
        talks.reviewed(people.arm, talks.modify("1.1", f"Words {i}."))
    assert {name: queries(talks, database, by, read) for name, (by, read) in reads.items()} == before


def test_what_waits_for_positions_takes_as_many_queries_for_one_amendment_as_for_many(talks, people, database):
    talks.circulated(rules={"decision_rule": "consensus"})
    reads = {
        "queue": (people.blr, lambda w: amendment_reading.list_amendments(w, "P1")),
        "tabs": (people.blr, lambda w: amendment_reading.count_tabs(w, "P1")),
        "turn": (people.blr, turn.my_turn),
        "count": (people.blr, turn.turn_count),
    }
    talks.reviewed(people.kaz, talks.modify("1.1", "First words."))
    before = {name: queries(talks, database, by, read) for name, (by, read) in reads.items()}
    for i in range(8):
        made = talks.reviewed(people.arm, talks.modify("1.1", f"Words {i}."))
        talks.position(people.kaz, made, "agrees")
        talks.stand(people.blr, "agrees", "2")
    assert {name: queries(talks, database, by, read) for name, (by, read) in reads.items()} == before


def test_the_history_of_a_clause_takes_as_many_queries_for_many_versions_as_for_one(talks, people, database):
    talks.circulated()
    clause = talks.ids["1.1"]

    def read(w):
        return reading.revisions_of_clause(w, "P1", clause)

    before = queries(talks, database, people.coordinator, read)
    for number in range(2, 5):
        talks.close()
        talks.next()
        talks.step("circulate", number, closes_at=window(talks.clock))
    assert queries(talks, database, people.coordinator, read) == before
    with talks.work(people.coordinator) as w:
        found = read(w)
        assert [(version.number, node.number) for version, node in found] == [(n, "1.1") for n in range(1, 5)]
        assert found[0][1] == load_text(w, found[0][0].id).node(clause)


def test_a_publication_takes_as_many_queries_for_many_clauses_and_amendments_as_for_few(talks, people, database):
    counts = []
    for code, size, amendments in (("SHORT", 20, 2), ("LONG", 200, 40)):
        talks.code = code
        talks.circulated(heading("1", "All", *(point(f"1.{i}", f"Point {i}.") for i in range(1, size))))
        for at in range(1, amendments + 1):
            talks.reviewed(people.kaz, talks.modify(f"1.{at % 19 + 1}", f"Wording {at}."))
        read = partial(publish, code=code, version=1, amendments=True)
        counts.append(queries(talks, database, people.blr, read))
    assert counts[0] == counts[1]
