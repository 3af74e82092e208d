"""Instants, distances and refusals as a person reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow import phrases
from program_workflow.domain.errors import Conflict, DayOf, Saying
from program_workflow.domain.terms import Role
from program_workflow.i18n import speaking

INSTANT = datetime(2011, 3, 14, 13, 0, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "timezone", "said"),
    [
        ("en", "UTC", "14 March 2011, 13:00 UTC"),
        ("en", "Asia/Tashkent", "14 March 2011, 18:00 UTC+05:00"),
        ("en", "Asia/Kolkata", "14 March 2011, 18:30 UTC+05:30"),
        ("en", "America/New_York", "14 March 2011, 09:00 UTC-04:00"),
        ("ru", "Asia/Tashkent", "14_марта_2011_г., 18:00_UTC+05:00"),
        ("ru", "UTC", "14_марта_2011_г., 13:00_UTC"),
    ],
)
def test_an_instant_has_its_date_time_and_zone(language, timezone, said):
    with speaking(language):
        assert phrases.instant(INSTANT, timezone) == said.replace("_", NBSP)


@pytest.mark.parametrize("said", ["2011-03-20", "2011-03-20T11:48:51.094448+00:00", "2011-03-20T10:00:00Z"])
def test_a_day_until_which_something_is_deferred_is_written_as_one(said):
    with speaking("en"):
        assert phrases.until_when(said) == "20 March 2011".replace(" ", NBSP)
    with speaking("ru"):
        assert phrases.until_when(said) == "20 марта 2011".replace(" ", NBSP)


@pytest.mark.parametrize("said", ["", "III Meeting", "2011-13-40", "2011-03-20, Minsk", "the 3rd day"])
def test_what_is_no_day_is_said_in_the_words_it_was_given(said):
    with speaking("ru"):
        assert phrases.until_when(said) == said


def test_a_row_of_a_dense_table_says_date_and_time_shortly():
    with speaking("en"):
        assert phrases.short_instant(INSTANT, "Asia/Tashkent") == "14 Mar 2011, 18:00".replace(" ", NBSP, 2)
    with speaking("ru"):
        assert phrases.short_instant(INSTANT, "UTC") == "14 мар. 2011, 13:00".replace(" ", NBSP, 2)


def test_the_date_is_that_of_the_zone():
    late = datetime(2011, 3, 14, 22, 0, tzinfo=UTC)
    assert phrases.day(late, "UTC") == "14 March 2011"
    assert phrases.day(late, "Asia/Tashkent") == "15 March 2011"


@pytest.mark.parametrize(
    ("distance", "english", "russian"),
    [
        (timedelta(days=3), "in 3 days", "через 3 дня"),
        (timedelta(days=5), "in 5 days", "через 5 дней"),
        (timedelta(days=2, hours=23), "in 2 days", "через 2 дня"),
        (timedelta(hours=47), "in 47 hours", "через 47 часов"),
        (timedelta(hours=1), "in 1 hour", "через 1 час"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes", "через 59 минут"),
        (timedelta(days=-1), "24 hours ago", "24 часа назад"),
        (timedelta(days=-400), "400 days ago", "400 дней назад"),
    ],
    ids=str,
)
def test_a_distance_is_never_more_than_what_is_left(distance, english, russian):
    with speaking("en"):
        assert phrases.relative(INSTANT + distance, INSTANT) == english
    with speaking("ru"):
        assert phrases.relative(INSTANT + distance, INSTANT) == russian


def test_less_than_a_minute_is_said_so():
    assert phrases.relative(INSTANT + timedelta(seconds=59), INSTANT) == "in less than a minute"
    assert phrases.relative(INSTANT - timedelta(seconds=59), INSTANT) == "just now"


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["en", "ru"]))
def test_no_instant_contains_a_space_that_looks_like_another(instant, language):
    with speaking(language):
        said = phrases.instant(instant.replace(year=2011), "Asia/Almaty")
    assert "\N{NARROW NO-BREAK SPACE}" not in said
    assert "UTC" in said


def test_a_refusal_says_its_values_in_words():
    refusal = Conflict("{role} since {time}: {codes}", role=Role.EXPERT, time=INSTANT, codes=["KAZ", "BLR"])
    assert phrases.say(refusal, "Asia/Tashkent") == "expert since 14 March 2011, 18:00 UTC+05:00: KAZ, BLR"
    with speaking("ru"):
        assert phrases.say(refusal).startswith("эксперт")


def test_the_day_of_an_instant_is_that_of_the_reader():
    late = {"since": DayOf(INSTANT.replace(hour=20))}
    assert phrases.fill("since {since}", late, "Europe/London") == "since 14 March 2011"
    assert phrases.fill("since {since}", late, "Asia/Almaty") == "since 15 March 2011"


def test_a_sentence_that_ends_with_a_day_has_one_full_stop():
    with speaking("ru"):
        said = phrases.fill("{what}.", {"what": Saying("c {since}", {"since": DayOf(INSTANT)})})
    assert said == "c 14\N{NO-BREAK SPACE}марта\N{NO-BREAK SPACE}2011\N{NO-BREAK SPACE}г."
