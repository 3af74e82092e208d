"""The end of a silence procedure in two hundred situations: what was down, who ran, what the clock did, who was late.

Each row says what happens at which distance from the instant, and what has come of it in the end. Whatever the
way there: one outcome, one closing in the record, one notice for each person.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.silence import standing as state_at
from program_workflow.domain.terms import Event, PositionKind, PositionOrigin, SilenceAction, SilenceState
from program_workflow.storage import EventRow, OutboxRow, PositionRow, SilenceRow
from program_workflow.usecases import recording, silence_answers, silence_expiry, silences
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.work import Work
from tests.usecases.test_silence import CONSENSUS, Procedure

ADOPTED, BROKEN, RUNNING = SilenceState.ADOPTED, SilenceState.BROKEN, SilenceState.RUNNING
#: Distance of the message from the instant in seconds, and what comes of it.
DISTANCES = [(-1.0, BROKEN), (-0.1, BROKEN), (-0.000001, BROKEN), (0.0, ADOPTED), (0.1, ADOPTED), (1.0, ADOPTED)]
KINDS = ["objection", "reservation", "clause page", "letter", "amendment"]
#: When a scan for what is due ran, in seconds from the instant; none ran before.
SCANS = {
    "all up": (-15, 0, 3, 18, 33),
    "worker down across the instant": (-15, 3600),
    "beat down for a day": (86400,),
    "database down until a week later": (604800,),
    "two schedulers": (-15, -15, 3, 3, 18, 18),
    "scan in the very instant": (0, 2, 2.5),
}
ZONES = {  # the instant, by the clock of a capital whose clock jumps, or does not
    "Moscow 2011, summer time for ever": datetime(2011, 3, 27, 0, 0, tzinfo=UTC),
    "Chisinau, the hour that is not": datetime(2011, 3, 27, 1, 0, tzinfo=UTC),
    "Chisinau, the hour that is twice": datetime(2011, 10, 30, 0, 30, tzinfo=UTC),
    "Yerevan, the last summer time": datetime(2011, 10, 29, 22, 30, tzinfo=UTC),
}


@dataclass(frozen=True)
class Scene:
    """message: what comes, and when; None: nothing. clock: jumps of the server's clock, (at, to), from the instant."""

    message: str | None
    at: float
    scans: tuple[float, ...]
    outcome: SilenceState
    extends_at: float | None = None
    clock: tuple[tuple[float, float], ...] = ()
    end: datetime | None = None


def scenes():
    for name, (at, outcome), kind in product(SCANS, DISTANCES, KINDS):
        yield pytest.param(Scene(kind, at, SCANS[name], outcome), id=f"{name}, {kind} {at:+g} s")
    for name in SCANS:
        yield pytest.param(Scene(None, 0, SCANS[name], ADOPTED), id=f"{name}, silence")
    # An extension by an hour that races the expiry, and an objection after the old instant.
    for at, holds in ((-1, True), (-0.1, True), (0, False), (0.1, False), (1, False)):
        outcome = BROKEN if holds else ADOPTED
        scene = Scene("objection", 5, (3, 18, 7200), outcome, extends_at=at)
        yield pytest.param(scene, id=f"extended {at:+g} s, objection +5 s")
    # The clock of the server set back by an hour before the instant, or forward over it.
    for name, jump, at, outcome in (
        ("back", (-10, -3610), -5, BROKEN),
        ("back, then late", (-10, -3610), 5, ADOPTED),
        ("forward, before its objection", (-1800, 60), 120, ADOPTED),
        ("forward, not as far as the instant", (-1800, -60), -30, BROKEN),
    ):
        scene = Scene("objection", at, (3, 18, 3600), outcome, clock=(jump,))
        yield pytest.param(scene, id=f"clock set {name}")
    for (name, end), (at, outcome) in product(ZONES.items(), [(-0.1, BROKEN), (0.1, ADOPTED)]):
        yield pytest.param(Scene("objection", at, SCANS["all up"], outcome, end=end), id=f"{name}, objection {at:+g} s")


ALL = list(scenes())


def test_there_are_two_hundred_and_more():
    assert len(ALL) >= 200
    assert len({one.id for one in ALL}) == len(ALL)


@pytest.mark.parametrize("scene", ALL)
def test_the_instant_decides(meeting, scene):
    made = begin(meeting, scene)
    play(made, scene)
    assert_outcome(meeting, made, scene.outcome)


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules=CONSENSUS, days=400)


def begin(talks, scene):
    days = 4.0
    if scene.end is not None:
        talks.clock.now = scene.end - timedelta(days=4)
    made = Procedure(talks, "1", days=days).announced()
    assert scene.end in (None, made.end)
    return made


def play(made, scene):
    """Everything in the order of its instants; of two at the same, the message comes first."""
    instant = made.end
    happenings = [(at, 1, "scan") for at in scene.scans]
    if scene.message is not None:
        draft = None
        if scene.message == "amendment":
            talks = made.talks
            draft = talks.propose(made.people.blr, talks.modify("1.1", "The parties share information."))
        happenings.append((scene.at, 0, (scene.message, draft)))
    if scene.extends_at is not None:
        happenings.append((scene.extends_at, 0, "extend"))
    happenings += [(at, -1, to) for at, to in scene.clock]
    for at, _, what in sorted(happenings, key=lambda one: one[:2]):
        made.clock.now = instant + timedelta(seconds=at)
        if what == "scan":
            made.settle()
        elif what == "extend":
            extend(made, instant)
        elif isinstance(what, tuple):
            say(made, *what)
        else:
            made.clock.now = instant + timedelta(seconds=what)
            made.settle()


def extend(made, instant):
    try:
        made.step("extend", expires_at=instant + timedelta(hours=1))
    except WorkflowError:
        assert made.clock.now >= instant


def say(made, kind, draft):
    blr, now = made.people.blr, made.clock.now
    match kind:
        case "objection":
            made.breaks(blr)
        case "reservation":
            made.breaks(blr, kind=PositionKind.SCRUTINY_RESERVATION)
        case "clause page":
            made.talks.stand(blr, "objects", "1.1")
        case "letter":
            made.breaks(made.people.coordinator, outside=Outside("BLR", "letter", now, "No. 1"))
        case "amendment":
            made.breaks(blr, amendment_id=draft)


def assert_outcome(talks, made, outcome):
    row = made.row
    assert state_at(row.state, row.expires_at, made.clock.now) is outcome
    assert row.state is outcome
    with talks.work() as w:
        actions = Counter(w.session.scalars(select(EventRow.action).where(EventRow.subject_id == made.id)))
        told = Counter(
            w.session.execute(
                select(OutboxRow.event, OutboxRow.user_id, OutboxRow.channel).where(
                    OutboxRow.subject_id == made.id,
                    OutboxRow.event.in_([Event.SILENCE_ADOPTED.value, Event.SILENCE_BROKEN.value]),
                )
            ).all()
        )
        given = w.session.scalars(select(PositionRow).where(PositionRow.origin == PositionOrigin.SILENCE)).all()
        assert recording.verify(w).broken == ()
    event = Event.SILENCE_ADOPTED if outcome is ADOPTED else Event.SILENCE_BROKEN
    assert {one[0] for one in told} == {event.value}
    assert set(told.values()) == {1}
    assert actions["expire"] == (1 if outcome is ADOPTED else 0)
    # three delegations, three texts in scope; one that objected on a page after the instant is filled in as well
    assert len(given) == (9 if outcome is ADOPTED else 0)


# --- At the same moment ------------------------------------------------------------------------------


def at_once(database, clock, *acts):
    """Each in a connection of its own, all let go at once. Returns what each gave or refused."""
    barrier, found = Barrier(len(acts)), [None] * len(acts)

    def run(place, actor, act):
        with Session(database, expire_on_commit=False) as session:
            now = clock.now
            barrier.wait()
            try:
                with session.begin():
                    found[place] = act(Work(session, actor, lambda: now))
            except WorkflowError as refusal:
                found[place] = refusal

    threads = [Thread(target=run, args=(place, *act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_two_schedulers_at_the_same_moment_close_once(meeting, database, clock):
    made = Procedure(meeting, "1").announced()
    clock.now = made.end + SETTLING
    assert sum(at_once(database, clock, *[(SYSTEM, silence_expiry.settle_due)] * 4)) == 1
    assert_outcome(meeting, made, ADOPTED)


def test_an_extension_and_an_objection_at_the_same_moment_before_the_instant_both_count(meeting, database, clock):
    made = Procedure(meeting, "1").announced()
    clock.now = made.end - timedelta(seconds=0.1)
    later = made.end + timedelta(hours=1)
    at_once(
        database,
        clock,
        (made.people.blr, lambda w: silence_answers.break_silence(w, made.id, "no")),
        (
            made.people.coordinator,
            lambda w: silences.take_step(
                w, made.id, SilenceAction.EXTEND, seen_revision=None, reason="x", expires_at=later
            ),
        ),
        (SYSTEM, silence_expiry.settle_due),
    )
    assert_outcome(meeting, made, BROKEN)


def test_two_objections_at_the_same_moment_break_it_once(meeting, database, clock):
    made = Procedure(meeting, "1").announced()
    acts = [
        (one, lambda w: silence_answers.break_silence(w, made.id, "no")) for one in (made.people.blr, made.people.arm)
    ]
    at_once(database, clock, *acts)
    assert len(made.messages()) == 2
    with meeting.work() as w:
        assert w.get(SilenceRow, made.id).state is BROKEN
    assert_outcome(meeting, made, BROKEN)
