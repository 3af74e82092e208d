"""Days of the calendar as official documents write them."""

from datetime import date
from typing import Final

from babel.dates import format_date

_NBSP: Final = "\N{NO-BREAK SPACE}"


def days_words(starts_on: str, ends_on: str, language: str) -> str:
    """ "20–21 March 2011", «30 марта – 1 апреля 2011 г.»."""
    begin, end = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
    year = f"{_NBSP}г." if language == "ru" else ""

    def said(day: date, form: str) -> str:
        return format_date(day, form, locale=language).replace(" ", _NBSP)

    if begin == end:
        return f"{said(end, 'd MMMM y')}{year}"
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day}–{said(end, 'd MMMM y')}{year}"
    if begin.year == end.year:
        return f"{said(begin, 'd MMMM')} – {said(end, 'd MMMM y')}{year}"
    return f"{said(begin, 'd MMMM y')}{year} – {said(end, 'd MMMM y')}{year}"
