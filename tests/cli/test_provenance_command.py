"""``provenance`` at the command line."""

import json

import pytest

from program_workflow.domain.actor import CONSOLE, SYSTEM
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation, window
from tests.people import Clock, make_people


@pytest.fixture
def amended(run):
    """Version 2 of P1: Kazakhstan put a word of 1.1 in another's place, Belarus deleted 2.3."""
    run("db", "upgrade")
    clock = Clock()
    with open_work(CONSOLE, clock=clock) as w:
        people = make_people(w)
    talks = Negotiation(lambda actor=SYSTEM: open_work(actor, clock=clock), people, clock)
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    clock.advance(minutes=1)
    talks.agreed(people.blr, talks.delete("2.3"))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    return talks


def test_the_sources_are_listed_and_the_words_marked(run, amended):
    assert run("provenance", "P1").stdout == (
        "P1, version 2\n"
        "  1  version 1: imported draft, put in by First coordinator (coordinator), 2011-03-01 09:00 UTC\n"
        "  2  version 2: amendment P1/1.1/KAZ/1 of KAZ, "
        "agreed by First coordinator (coordinator), 2011-03-01 09:00 UTC\n"
        "\n"
        "1.1\n"
        "    The {2:states} exchange information on threats.\n"
        "\n"
        "Clauses as in the draft: 5.\n"
    )


def test_what_was_taken_out_is_told_when_asked_for(run, amended):
    said = run("provenance", "P1", "--struck").stdout
    assert "    The [-2:parties-]{2:states} exchange information on threats.\n" in said
    assert "Deleted:\n\n2.3 (deleted by 3)\n    [-3:Meetings are held.-]\n" in said


def test_one_clause_is_told_also_where_nothing_changed(run, amended):
    said = run("provenance", "P1", "--clause", "1.2").stdout
    assert said.endswith("\n1.2\n    The parties hold joint exercises every year.\n")
    assert "KAZ" not in said


def test_json_is_what_the_api_gives(run, amended):
    body = json.loads(run("provenance", "P1", "--version", "2", "--clause", "1.1", "--format", "json").stdout)
    assert [run["text"] for run in body["clauses"][0]["runs"]] == [
        "The ",
        "states",
        " exchange information on threats.",
    ]
    assert body["origins"][1]["amendment"]["delegation"] == "KAZ"


@pytest.mark.parametrize(
    "words", [("P2",), ("P1", "--version", "9"), ("P1", "--clause", "7.7")], ids=["program", "version", "clause"]
)
def test_what_is_not_there_is_refused_in_a_line(run, amended, words):
    result = run("provenance", *words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
