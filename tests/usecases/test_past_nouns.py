"""What stands beside the text as of an instant: packages, remarks, co-sponsors and reopened clauses of then."""

import pytest

from program_workflow.domain.terms import (
    ClauseStatus,
    PackageAction,
    RemarkAction,
    RemarkKind,
    RemarkState,
    SponsorAction,
    SponsorState,
)
from program_workflow.usecases import packages, position_views, reading, remark_views, remarks, reopening, sponsors
from program_workflow.usecases.clause_reading import clause_page
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.remarks import Remark
from program_workflow.usecases.rolling_text import rolling_text

pytestmark = pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)


@pytest.fixture
def talks(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


def told(talks, reader, view, *acts):
    """What the reader saw after each act; the same is shown as of each instant once all is done."""
    seen = []
    for act in (lambda: None, *acts):
        talks.clock.advance(minutes=1)
        act()
        with talks.work(reader) as w:
            seen.append((talks.clock.now.isoformat(), view(w)))
    talks.clock.advance(minutes=1)
    for at, before in seen:
        with talks.work(reader) as w, at_instant(w, "P1", at) as then:
            assert view(then) == before, at
    return [before for _, before in seen]


def do(talks, by, act, *args, **kwargs):
    with talks.work(by) as w:
        found = act(w, *args, **kwargs)
        w.session.flush()
        return found


def test_packages_of_then_hold_their_clauses_together(talks, people):
    both = [talks.ids["1.1"], talks.ids["1.2"]]
    made = []

    def view(w):
        titles = [one.package and one.package[1] for one in position_views.matrix(w, "P1").rows]
        return titles, [one.package for one in rolling_text(w, "P1").publication.pieces]

    def make(title):
        made.append(do(talks, people.coordinator, packages.make, "P1", title, both).id)

    def dissolve():
        step = PackageAction.DISSOLVE
        do(talks, people.coordinator, packages.take_step, "P1", made[0], step, seen_revision=None, reason="not now")

    seen = told(talks, people.arm, view, lambda: make("Exchange"), dissolve, lambda: make("Once more"))
    assert [[title for title in titles if title] for titles, _ in seen] == [
        [],
        ["Exchange", "Exchange"],
        [],
        ["Once more", "Once more"],
    ]


def test_remarks_of_then_stand_with_the_answers_of_then(talks, people):
    made = []

    def view(w):
        found = remark_views.remarks_of(w, "P1", clause_id=talks.ids["1.1"])
        return [(one.text, one.state, one.answer) for one in found]

    def make():
        said = Remark(RemarkKind.QUESTION, "What does this mean?", talks.ids["1.1"])
        made.append(do(talks, people.kaz, remarks.make_remark, "P1", said).id)

    def answer():
        step = RemarkAction.ANSWER
        do(talks, people.coordinator, remarks.take_step, made[0], step, seen_revision=None, text="Just so.")

    seen = told(talks, people.kaz, view, make, answer)
    assert [[(state, said) for _, state, said in one] for one in seen] == [
        [],
        [(RemarkState.OPEN, "")],
        [(RemarkState.ANSWERED, "Just so.")],
    ]
    with talks.work(people.blr) as w, at_instant(w, "P1", talks.clock.now.isoformat()) as then:
        assert view(w) == view(then)


def test_co_sponsors_of_then_are_named_with_an_amendment(talks, people):
    made = talks.propose(people.kaz, talks.modify("1.1", "The parties share."), co_sponsors=["BLR", "ARM"])
    step = lambda by, code, action: do(  # noqa: E731
        talks, by, sponsors.step, made, code, SponsorAction(action), seen_revision=None, reason="as it is"
    )
    step(people.blr, "BLR", "consent")
    step(people.arm, "ARM", "decline")
    talks.take(people.kaz, made, "submit")
    talks.take(people.coordinator, made, "review")

    def view(w):
        live = clause_page(w, "P1", talks.ids["1.1"]).live
        return [[(one.delegation.code, one.state) for one in each.sponsors] for each in live]

    seen = told(talks, people.blr, view, lambda: step(people.blr, "BLR", "leave"))
    assert ("BLR", SponsorState.CONSENTED) in seen[0][0]
    assert ("BLR", SponsorState.CONSENTED) not in seen[1][0]
    other = told(talks, people.arm, lambda w: rolling_text(w, "P1").publication.pieces)
    assert other


def test_clauses_reopened_then_and_those_that_were_not_yet(talks, people):
    for one in (people.kaz, people.blr, people.arm):
        talks.stand(one, "agrees")

    def view(w):
        found = position_views.of_clause(w, "P1", talks.ids["1.1"])
        status = {one.id: one.status for one in reading.view_version(w, "P1", "latest").clauses}
        return status[talks.ids["1.1"]], [one.delegation.code for one in found.requests]

    def reopen():
        do(talks, people.coordinator, reopening.reopen_clause, "P1", talks.ids["1.1"], reason="New facts.")

    seen = told(talks, people.kaz, view, lambda: talks.stand(people.arm, "objects", "1.1"), reopen)
    assert seen[0] == (ClauseStatus.AGREED, [])
    assert seen[1] == (ClauseStatus.AGREED, ["ARM"])
    assert seen[2][0] is not ClauseStatus.AGREED
    assert seen[2][1] == []
