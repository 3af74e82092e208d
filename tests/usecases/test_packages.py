"""Packages: clauses agreed together, what is missing for one, and what each step makes of the clauses."""

import re
from contextlib import contextmanager

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import ClauseStatus, Event, PackageAction
from program_workflow.storage import OutboxRow, PackageClauseRow, PackageRow
from program_workflow.usecases import packages, position_views, reading, recording, reopening
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.package_rows import live_packages, packages_at
from program_workflow.usecases.package_views import packages_in, view_package
from program_workflow.usecases.publishing import publish

CONSENSUS = {"decision_rule": "consensus"}
AGREED, PROVISIONAL = ClauseStatus.AGREED, ClauseStatus.PROVISIONALLY_AGREED


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


@pytest.fixture
def agreed(talks):
    """Everything is agreed by all but 1.2, on which ARM says nothing."""
    talks.circulated(rules=CONSENSUS)
    for one in (talks.people.kaz, talks.people.blr):
        talks.stand(one, "agrees")
    talks.stand(talks.people.arm, "agrees", "2")
    talks.stand(talks.people.arm, "agrees", "1.1")
    return talks


def make(talks, *numbers, title="Exchange and exercises", by=None):
    with talks.work(by or talks.people.coordinator) as w:
        return packages.make(w, talks.code, title, [talks.ids[one] for one in numbers]).id


def step(talks, package_id, action, by=None, reason="a reason", seen=None):
    with talks.work(by or talks.people.coordinator) as w:
        return packages.take_step(
            w, talks.code, package_id, PackageAction(action), seen_revision=seen, reason=reason
        ).revision


def view(talks, package_id, by=None):
    with talks.work(by or talks.people.kaz) as w:
        return view_package(w, talks.code, package_id)


def statuses(talks, *numbers, by=None):
    with talks.work(by or talks.people.kaz) as w:
        found = {one.id: one.status for one in reading.view_version(w, talks.code, "latest").clauses}
    return [found[talks.ids[one]] for one in numbers]


def told(talks, event):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter_by(event=event.value, channel="app").all()
        return len(rows)


def test_no_clause_of_a_package_is_agreed_until_all_are(agreed):
    assert statuses(agreed, "1.1", "1.2") == [AGREED, ClauseStatus.OPEN]
    made = make(agreed, "1.1", "1.2")
    assert statuses(agreed, "1.1", "1.2", "2.1") == [PROVISIONAL, ClauseStatus.OPEN, AGREED]
    agreed.stand(agreed.people.arm, "does_not_object", "1.2")
    assert statuses(agreed, "1.1", "1.2") == [AGREED, AGREED]
    assert view(agreed, made).is_whole


def reopen(talks, number):
    with talks.work(talks.people.coordinator) as w:
        reopening.reopen_clause(w, "P1", talks.ids[number], reason="Asked for.")


def test_the_reopening_of_one_takes_all_back_and_its_agreement_brings_all_again(agreed):
    made = make(agreed, "1.1", "2.1")
    assert statuses(agreed, "1.1", "2.1") == [AGREED, AGREED]
    agreed.stand(agreed.people.blr, "objects", "2.1")
    assert statuses(agreed, "1.1", "2.1") == [AGREED, AGREED]  # a request to reopen
    reopen(agreed, "2.1")
    assert statuses(agreed, "1.1", "2.1") == [PROVISIONAL, ClauseStatus.BRACKETED]
    found = view(agreed, made)
    assert (found.is_whole, found.settled) == (False, 1)
    agreed.stand(agreed.people.blr, "agrees", "2.1")
    assert statuses(agreed, "1.1", "2.1") == [AGREED, AGREED]


def test_what_is_missing_for_a_package_is_said_in_words(agreed):
    made = make(agreed, "1.1", "1.2", "2.1")
    agreed.reviewed(agreed.people.kaz, agreed.modify("2.1", "Training is given every year."))
    found = view(agreed, made)
    said = {one.reference: [phrases.fill(x.template, x.params) for x in one.lacks] for one in found.lacking}
    assert set(said) == {"1.2", "2.1"}
    assert said["1.2"] == ["Armenia: no position yet"]
    assert said["2.1"][0] == "P1/2.1/KAZ/1 is under review"
    assert "Belarus: no position yet" in said["2.1"]


def test_an_amendment_to_one_clause_takes_all_back_where_the_coordinator_decides_too(talks):
    talks.circulated()
    talks.close()
    made = make(talks, "1.1", "2.1")
    assert statuses(talks, "1.1", "2.1") == [AGREED, AGREED]
    talks.step("extend", closes_at=talks.clock.now.replace(year=2012), delegations=["KAZ"], reason="asked for")
    talks.reviewed(talks.people.kaz, talks.modify("2.1", "Training is given every year."))
    assert statuses(talks, "1.1", "2.1") == [PROVISIONAL, ClauseStatus.BRACKETED]
    assert not view(talks, made).is_whole


def test_a_reopened_package_is_provisionally_agreed_until_its_review_is_concluded(agreed):
    made = make(agreed, "1.1", "2.1")
    step(agreed, made, "reopen", reason="New facts on 2.1.")
    assert statuses(agreed, "1.1", "2.1") == [PROVISIONAL, PROVISIONAL]
    with refused("is reopened; this step does not follow"):
        step(agreed, made, "reopen")
    step(agreed, made, "conclude", reason="")
    assert statuses(agreed, "1.1", "2.1") == [AGREED, AGREED]
    step(agreed, made, "dissolve", reason="No longer needed.")
    agreed.stand(agreed.people.blr, "objects", "2.1")
    reopen(agreed, "2.1")
    assert statuses(agreed, "1.1", "2.1") == [AGREED, ClauseStatus.BRACKETED]


def test_a_clause_is_in_one_live_package_at_most(agreed):
    made = make(agreed, "1.1", "2.1")
    with refused("2.1 is already in the package “Exchange and exercises”", Conflict):
        make(agreed, "2.1", "2.2")
    step(agreed, made, "dissolve")
    make(agreed, "2.1", "2.2")
    with agreed.work() as w:
        assert len(live_packages(w, w.get(PackageRow, made).program_id)) == 2


def test_what_cannot_be_meant_and_what_is_not_ones_own_is_refused(agreed):
    with refused("at least two", Invalid):
        make(agreed, "1.1", "1.1")
    with refused("title", Invalid):
        make(agreed, "1.1", "1.2", title="  ")
    with refused("no such clause", Invalid), agreed.work(agreed.people.coordinator) as w:
        packages.make(w, agreed.code, "x", ["unknown", agreed.ids["1.1"]])
    with refused("Only a coordinator", NotPermitted):
        make(agreed, "1.1", "1.2", by=agreed.people.kaz)
    with pytest.raises(NotFound):
        make(agreed, "1.1", "1.2", by=agreed.people.observer)
    made = make(agreed, "1.1", "1.2")
    with refused("reason", Invalid):
        step(agreed, made, "reopen", reason=" ")
    with pytest.raises(NotPermitted):
        step(agreed, made, "reopen", by=agreed.people.kaz)
    with pytest.raises(StaleRevision):
        step(agreed, made, "reopen", seen=17)
    with pytest.raises(NotFound):
        view(agreed, made, by=agreed.people.observer)


def test_nothing_is_bound_together_before_a_circulation_or_after_finalisation(talks):
    talks.begin()
    with refused("No version has been circulated yet"):
        make(talks, "1.1", "1.2")
    talks.step("circulate", closes_at=talks.clock.now.replace(month=4))
    talks.close()
    talks.step("finalise")
    with refused("Version 1 is finalised"):
        make(talks, "1.1", "1.2")


def test_all_are_told_and_the_observer_is_not(agreed):
    made = make(agreed, "1.1", "2.1")
    people_told = told(agreed, Event.PACKAGE_MADE)
    assert people_told == 6 + 1 + 1  # representatives and experts, the other coordinator, the reviewer
    step(agreed, made, "reopen")
    assert told(agreed, Event.PACKAGE_REOPENED) == people_told
    with agreed.work(agreed.people.observer) as w:
        clause = next(x for x in reading.view_version(w, agreed.code, 1).clauses if x.id == agreed.ids["1.1"])
        assert clause.package is None


def test_it_is_seen_on_clause_matrix_progress_rolling_text_and_table_as_of_any_instant(agreed):
    before = agreed.clock.now
    agreed.reviewed(agreed.people.blr, agreed.modify("1.2", "The parties hold exercises."))
    agreed.clock.advance(hours=1)
    made = make(agreed, "1.1", "1.2")
    with agreed.work(agreed.people.kaz) as w:
        clause = next(x for x in reading.view_version(w, agreed.code, 1).clauses if x.id == agreed.ids["1.1"])
        assert clause.package == (made, "Exchange and exercises")
        row = next(x for x in position_views.matrix(w, agreed.code).rows if x.clause_id == agreed.ids["1.1"])
        assert (row.status, row.package) == (PROVISIONAL, (made, "Exchange and exercises"))
        assert reading.view_program(w, agreed.code).progress[PROVISIONAL] == 1
        rolling = publish(w, agreed.code, 1, brackets=True)
        assert {one.package for one in rolling.pieces if one.clause_id == agreed.ids["1.1"]} == {
            "Exchange and exercises"
        }
        assert not any(one.package for one in publish(w, agreed.code, 1).pieces)
        assert consolidated_table(w, agreed.code).rows[0].packages == ("Exchange and exercises",)
        assert consolidated_table(w, agreed.code, before.isoformat()).rows[0].packages == ()
        program = w.get(PackageRow, made).program_id
        assert packages_at(w, program, before) == []
    step(agreed, made, "dissolve")
    with agreed.work(agreed.people.kaz) as w:
        assert not live_packages(w, program)
        assert len(packages_in(w, agreed.code)) == 1


def test_the_record_finds_a_package_that_was_changed_behind_its_back(agreed):
    made = make(agreed, "1.1", "2.1")
    with agreed.work() as w:
        assert recording.verify(w).broken == ()
        w.get(PackageRow, made).title = "Something else"
        w.session.query(PackageClauseRow).filter_by(package_id=made, ordinal=1).update({"clause_id": agreed.ids["2.2"]})
    with agreed.work() as w:
        assert len(recording.verify(w).broken) == 2
