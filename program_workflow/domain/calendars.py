"""Weekends and holidays of the member states, each by its own clock. They are named; nothing moves by them."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from program_workflow.domain.terms import DayOff

#: Code of a delegation → country of the calendar, zone of the capital.
CALENDARS: Final = {
    "ARM": ("AM", "Asia/Yerevan"),
    "AZE": ("AZ", "Asia/Baku"),
    "BLR": ("BY", "Europe/Minsk"),
    "KAZ": ("KZ", "Asia/Almaty"),
    "KGZ": ("KG", "Asia/Bishkek"),
    "MDA": ("MD", "Europe/Chisinau"),
    "RUS": ("RU", "Europe/Moscow"),
    "TJK": ("TJ", "Asia/Dushanbe"),
    "TKM": ("TM", "Asia/Ashgabat"),
    "UKR": ("UA", "Europe/Kyiv"),
    "UZB": ("UZ", "Asia/Tashkent"),
}


def zone_of(code: str) -> str | None:
    """The zone of the capital of a member state; None where it is not known."""
    found = CALENDARS.get(code)
    return found[1] if found else None


def day_off(code: str, at: datetime) -> DayOff | None:
    """Why the state of this code is not at work on the day of an instant, by its own clock; None if it is."""
    if code not in CALENDARS:
        return None
    country, zone = CALENDARS[code]
    day = at.astimezone(ZoneInfo(zone)).date()
    calendar = _calendar(country, day.year)
    if day in calendar:
        return DayOff.HOLIDAY
    return DayOff.WEEKEND if _is_weekend(calendar, day) else None


def days_off(codes: Iterable[str], at: datetime) -> tuple[tuple[str, DayOff], ...]:
    """Those of these states that are not at work on the day of the instant, in their order."""
    found = ((code, day_off(code, at)) for code in codes)
    return tuple((code, why) for code, why in found if why is not None)


@cache
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year, expand=False)


def _is_weekend(calendar: holidays.HolidayBase, day: date) -> bool:
    """A Saturday that was made a working day is none."""
    return bool(calendar.is_weekend(day)) and not calendar.is_working_day(day)
