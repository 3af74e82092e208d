"""The words for a time, read as its ends."""

import pytest

from program_workflow.domain.timeframe import Timeframe, read_period, read_timeframe


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2011", "2011", "2011"),
        ("2011-2013", "2011", "2013"),
        ("2011–2013 годы", "2011", "2013"),
        ("2011 г.", "2011", "2011"),
        ("I квартал 2012 г.", "2012-01", "2012-03"),
        ("II–III квартал 2012 года", "2012-04", "2012-09"),
        ("second quarter of 2012", "2012-04", "2012-06"),
        ("Q4 2013", "2013-10", "2013-12"),
        ("первое полугодие 2012 года", "2012-01", "2012-06"),
        ("до 1 марта 2012 г.", None, "2012-03-01"),
        ("by 1 March 2012", None, "2012-03-01"),
        ("не позднее 01.12.2013", None, "2013-12-01"),
        ("March 15, 2012", "2012-03-15", "2012-03-15"),
        ("с 2012 года", "2012", None),
        ("с 1 марта по 15 апреля 2012 г.", "2012-04-15", None),
        ("март–май 2012 г.", "2012-03", "2012-05"),
        ("10-12 сентября 2012 г.", "2012-09-10", "2012-09-12"),
        ("from 2011 to 2013", "2011", "2013"),
        ("ежегодно, 2011–2013 годы", "2011", "2013"),
        ("ежегодно", None, None),
        ("annually", None, None),
        ("в течение срока действия Программы", None, None),
        ("31.02.2012 and 45.99.2012", "2012-02-31", "2012-02-31"),
    ],
)
def test_the_ends_follow_from_the_words(text: str, start: str | None, end: str | None) -> None:
    read = read_timeframe(text)
    assert read is not None
    assert (read.text, read.start, read.end) == (text, start, end)


def test_an_empty_cell_names_no_time() -> None:
    assert read_timeframe("  ") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("на 2011–2013 годы", "2011–2013"),
        ("for 2011-2013", "2011–2013"),
        ("с 2011 по 2013 год", "2011–2013"),
        ("2013–2011", ""),
        ("in 2011", ""),
    ],
)
def test_a_period_is_two_years_in_order(text: str, period: str) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("text", "is_reversed"),
    [
        ("2013-2011", True),
        ("2012 - 2012", False),
        ("2011–2013", False),
        ("IV–I квартал 2012", True),
        ("by 2012", False),
    ],
)
def test_a_timeframe_knows_whether_it_ends_before_it_begins(text, is_reversed):
    assert read_timeframe(text).is_reversed is is_reversed


def test_an_end_named_by_its_year_lasts_to_the_end_of_it():
    assert not Timeframe("x", "2011-03-01", "2011").is_reversed
    assert Timeframe("x", "2011-03-02", "2011-03-01").is_reversed
