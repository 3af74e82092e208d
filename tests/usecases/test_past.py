"""The past is what was shown then: text, brackets, positions and table at every instant of a negotiation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from program_workflow.domain.errors import Invalid, NotFound
from program_workflow.usecases import position_views, programs
from program_workflow.usecases.clause_reading import clause_page
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.rolling_text import rolling_text
from tests.negotiation import window

READERS = ("kaz", "coordinator")


def rolling(w, _talks):
    found = rolling_text(w, "P1")
    return found.publication.version, found.publication.state, found.publication.pieces, found.tally, found.unplaced


def matrix(w, _talks):
    found = position_views.matrix(w, "P1")
    return found.version, found.rule, found.delegations, found.rows


def clauses(w, talks):
    found = []
    for number in ("1.1", "1.2"):
        try:
            page = clause_page(w, "P1", talks.ids[number], version=rolling_text(w, "P1").publication.version)
        except NotFound:
            found.append(None)
            continue
        live = [(one.number, one.state, [x.text for x in one.operations]) for one in page.live]
        found.append((page.version_state, page.clause, live, page.together, page.fields_together))
    return found


def table(w, _talks):
    found = consolidated_table(w, "P1")
    seen = w.actor.is_coordinator  # the number of a working version, which is no part of the past
    rows = tuple(replace(one, incorporated_in=None) if seen else one for one in found.rows)
    return found.title, found.marking, found.version, found.state, rows, found.clauses


VIEWS = {"rolling": rolling, "matrix": matrix, "clauses": clauses, "table": table}


def shown(talks, people, as_of=None):
    """What each reader sees on each page, now or as of an instant."""
    found = {}
    for who in READERS:
        with talks.work(getattr(people, who)) as w, at_instant(w, "P1", as_of) as then:
            for name, view in VIEWS.items():
                try:
                    found[who, name] = view(then, talks)
                except NotFound:
                    found[who, name] = None
    return found


def script(talks, people):
    """Acts of every kind, one after another."""
    yield lambda: talks.circulated(rules={"decision_rule": "consensus"})
    held = {}
    propose = lambda name, by, *ops: lambda: held.__setitem__(name, talks.propose(by, *ops))  # noqa: E731
    take = lambda name, by, action, **given: lambda: talks.take(by, held[name], action, **given)  # noqa: E731
    yield propose("a", people.kaz, talks.modify("1.1", "The parties exchange all information on threats."))
    yield take("a", people.kaz, "submit")
    yield take("a", people.coordinator, "review")
    yield lambda: held.__setitem__("b", talks.reviewed(people.blr, talks.delete("1.2")))
    yield lambda: held.__setitem__("c", talks.reviewed(people.arm, talks.insert("A new one.", after="2.1")))
    yield lambda: talks.position(people.blr, held["a"], "scrutiny_reservation")
    yield lambda: talks.stand(people.arm, "objects", "2.1")
    yield lambda: talks.stand(people.arm, "declares_disinterest", "2.2")
    yield lambda: talks.position(people.arm, held["a"], "agrees")
    yield lambda: talks.position(people.blr, held["a"], "agrees")
    yield take("a", people.coordinator, "agree")
    yield lambda: talks.position(people.kaz, held["b"], "objects")
    yield take("b", people.coordinator, "reject")
    yield lambda: talks.reviewed(people.blr, talks.modify("2.3", "Meetings are held twice."))
    yield lambda: settings_change(talks, people)
    yield take("b", people.coordinator, "reopen")
    yield lambda: talks.position(people.kaz, held["b"], "agrees")
    yield lambda: leave(talks, people)
    yield lambda: talks.take(people.coordinator, late_one(talks, people), "return")
    yield lambda: talks.close()
    yield lambda: talks.next()
    yield lambda: talks.step("circulate", closes_at=window(talks.clock))
    yield lambda: talks.stand(people.arm, "agrees")
    yield take("c", people.arm, "withdraw")
    yield lambda: talks.step("close", reason="all is said")


def settings_change(talks, people):
    with talks.work(people.coordinator) as w:
        row = programs.find_program(w, "P1")
        programs.update_program(
            w, "P1", seen_revision=row.revision, title="Another title", rules={"marking": {"en": "X"}}
        )


def leave(talks, people):
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "ARM", until=talks.clock.now + timedelta(days=60))


def late_one(talks, people):
    return talks.submitted(people.kaz, talks.modify("2.2", "Reports are sent every year."))


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
def test_as_of_each_instant_is_what_was_shown_then_and_now_is_now(talks, people):
    told = []
    for act in script(talks, people):
        talks.clock.advance(seconds=1)
        act()
        told.append((talks.clock.now, shown(talks, people)))
    talks.clock.advance(seconds=1)
    for at, before in told:
        again = shown(talks, people, at.isoformat())
        for key, found in before.items():
            assert again[key] == found, (at, key)
    assert shown(talks, people, talks.clock.now.isoformat()) == shown(talks, people)


def test_a_working_version_and_drafts_are_no_part_of_the_past(talks, people):
    talks.circulated()
    talks.propose(people.kaz, talks.modify("1.1", "A draft of Kazakhstan."))
    talks.close()
    talks.next()
    now = talks.clock.now.isoformat()
    for who in (people.kaz, people.coordinator):
        with talks.work(who) as w, at_instant(w, "P1", now) as then:
            assert rolling_text(then, "P1", "latest").publication.version == 1
            assert clause_page(then, "P1", talks.ids["1.1"]).drafts == ()


def test_before_anything_was_circulated_there_is_nothing_to_show(talks, people):
    begun = talks.clock.now
    talks.clock.advance(days=1)
    talks.circulated()
    with talks.work(people.kaz) as w, pytest.raises(Invalid), at_instant(w, "P1", begun.isoformat()):
        pass
    with talks.work(people.kaz) as w, pytest.raises(Invalid), at_instant(w, "P1", "2999-01-01T00:00:00Z"):
        pass


def test_the_past_of_a_program_that_is_not_theirs_is_not_found(talks, people):
    talks.begin()
    with talks.work(people.kaz) as w, pytest.raises(NotFound), at_instant(w, "P1", talks.clock.now.isoformat()):
        pass


def test_nothing_of_the_past_is_written_into_the_present(talks, people):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "Other words."))
    at = talks.clock.now.isoformat()
    talks.clock.advance(days=1)
    talks.take(people.coordinator, made, "defer")
    with talks.work(people.coordinator) as w, at_instant(w, "P1", at) as then:
        assert then.session is not w.session
        rolling_text(then, "P1")
    assert talks.state(made) == "deferred"
