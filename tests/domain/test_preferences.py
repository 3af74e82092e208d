"""When a mail goes: at once, in the digest of the day, after the quiet days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.errors import Invalid
from program_workflow.domain.preferences import Preferences, checked, mail_instant, next_digest, offered
from program_workflow.domain.recipients import RECIPIENTS, Group, concern_of
from program_workflow.domain.terms import Concern, Event, Way

ALMATY = "Asia/Almaty"
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SATURDAY = FRIDAY + timedelta(days=1)
QUIET = Preferences(quiet_weekend=True)
ZONES = st.sampled_from(["UTC", ALMATY, "Europe/Chisinau", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
MOMENTS = st.integers(0, 20 * 365 * 86400).map(lambda one: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(seconds=one))


@pytest.mark.parametrize(
    ("event", "group", "concern"),
    [
        pytest.param(Event.VERSION_CIRCULATED, Group.DELEGATIONS, Concern.ACT, id="a text to amend"),
        pytest.param(Event.VERSION_CIRCULATED, Group.OBSERVERS, Concern.TEXT, id="the same text, to an observer"),
        pytest.param(Event.AMENDMENT_DECIDED, Group.AUTHORS, Concern.OWN, id="a decision on my own"),
        pytest.param(Event.AMENDMENT_DECIDED, Group.DELEGATIONS, Concern.AMENDMENT, id="a decision on another one"),
        pytest.param(Event.AMENDMENT_RETURNED, Group.AUTHORS, Concern.ACT, id="a return"),
        pytest.param(Event.SILENCE_BROKEN, Group.DELEGATIONS, Concern.SILENCE, id="a silence procedure"),
        pytest.param(Event.WINDOW_EXTENDED, Group.DELEGATIONS, Concern.DEADLINE, id="another deadline"),
        pytest.param(Event.POSITION_AGAINST, Group.AUTHORS, Concern.POSITION, id="an objection of another delegation"),
        pytest.param(Event.AMENDMENT_DECIDED, Group.FOLLOWERS, Concern.FOLLOWED, id="something that is followed"),
    ],
)  # fmt: skip
def test_what_an_event_is_to_a_person(event, group, concern):
    assert concern_of(event, group, RECIPIENTS[event]) is concern


def test_at_once_go_acts_decisions_on_ones_own_silence_and_deadlines_and_nothing_else():
    usual = Preferences()
    assert {one for one in Concern if usual.way_of(one) is Way.AT_ONCE} == {
        Concern.ACT,
        Concern.OWN,
        Concern.SILENCE,
        Concern.DEADLINE,
    }
    assert {usual.way_of(one) for one in Concern} == {Way.AT_ONCE, Way.DIGEST}


def test_what_needs_an_act_is_never_for_the_product_alone():
    assert offered(Concern.ACT) == (Way.AT_ONCE, Way.DIGEST)
    assert checked({"act": "digest"}, 7)[0] == {Concern.ACT: Way.DIGEST}
    with pytest.raises(Invalid) as refused:
        checked({"act": "product"}, 7)
    assert refused.value.pointer == "/events/act"


@pytest.mark.parametrize(
    ("ways", "hour", "pointer"),
    [
        pytest.param({"weather": "digest"}, 7, "/events/weather", id="no such kind"),
        pytest.param({"own": "pigeon"}, 7, "/events/own", id="no such way"),
        pytest.param({}, 24, "/digest_hour", id="no such hour"),
        pytest.param({}, -1, "/digest_hour", id="an hour before the day"),
    ],
)
def test_what_cannot_be_chosen_is_refused(ways, hour, pointer):
    with pytest.raises(Invalid) as refused:
        checked(ways, hour)
    assert refused.value.pointer == pointer


def test_the_digest_goes_at_seven_where_the_person_is():
    assert next_digest(FRIDAY, ALMATY, Preferences()).astimezone(UTC) == datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
    assert next_digest(FRIDAY, "UTC", Preferences(digest_hour=10)) == FRIDAY + timedelta(hours=1)
    assert next_digest(FRIDAY, "UTC", Preferences(digest_hour=9)) == SATURDAY  # its hour is now: that digest is over


def test_after_a_quiet_weekend_the_digest_comes_on_monday():
    assert next_digest(FRIDAY, "UTC", QUIET) == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_a_mail_waits_for_the_end_of_quiet_days_unless_that_would_be_too_late():
    monday = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert mail_instant(FRIDAY, None, "UTC", QUIET) == FRIDAY
    assert mail_instant(SATURDAY, None, "UTC", Preferences()) == SATURDAY
    assert mail_instant(SATURDAY, None, "UTC", QUIET) == monday
    assert mail_instant(SATURDAY, monday + timedelta(hours=23), "UTC", QUIET) == SATURDAY
    assert mail_instant(SATURDAY, monday + timedelta(hours=25), "UTC", QUIET) == monday
    assert mail_instant(SATURDAY, SATURDAY - timedelta(days=9), "UTC", QUIET) == monday  # over: nothing presses


@given(now=MOMENTS, zone=ZONES, hour=st.integers(0, 23), quiet=st.booleans())
def test_the_next_digest_is_ahead_within_days_at_its_hour_and_on_no_quiet_day(now, zone, hour, quiet):
    moment = next_digest(now, zone, Preferences(digest_hour=hour, quiet_weekend=quiet))
    local = moment.astimezone(ZoneInfo(zone))
    assert now < moment <= now + timedelta(days=4, hours=2)
    assert not (quiet and moment.date().weekday() in (5, 6))
    there = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
    assert there.hour == hour or there.utcoffset() != (local - timedelta(hours=3)).utcoffset()  # clocks went on then
