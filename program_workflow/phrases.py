"""Instants, distances in time and refusals as a person reads them: their language, their time zone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language

_NBSP: Final = "\N{NO-BREAK SPACE}"
_DATE_FORMATS: Final[Mapping[str, str]] = {"en": "d MMMM y", "ru": f"d{_NBSP}MMMM{_NBSP}y{_NBSP}'г'."}


def day(value: datetime, timezone: str = "UTC") -> str:
    """The date in a time zone: "14 March 2011", «14 марта 2011 г.» (with no-break spaces)."""
    said = language()
    return format_date(value.astimezone(ZoneInfo(timezone)).date(), _DATE_FORMATS[said], locale=said)


def instant(value: datetime, timezone: str = "UTC") -> str:
    """Date, time and offset: "14 March 2011, 18:00 UTC+05:00". value: aware."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(value, timezone)}, {local:%H:%M}{_NBSP if language() == 'ru' else ' '}{offset(local)}"


def short_instant(value: datetime, timezone: str = "UTC") -> str:
    """For rows of a dense table, never for a deadline: "14 Mar 2011, 18:00"."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{format_date(local.date(), 'd MMM y', locale=language()).replace(' ', _NBSP)}, {local:%H:%M}"


def offset(local: datetime) -> str:
    """The distance from UTC: "UTC+05:00"; plain "UTC" where there is none."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def relative(value: datetime, now: datetime) -> str:
    """How far an instant is: "in 3 days", "5 hours ago". Never more than is left: 2.9 days are 2 days."""
    seconds = int((value - now).total_seconds())
    left, sign = abs(seconds), -1 if seconds < 0 else 1
    if left < 60:
        return gettext("in less than a minute") if sign > 0 else gettext("just now")
    unit, length = ("day", 86400) if left >= 2 * 86400 else ("hour", 3600) if left >= 3600 else ("minute", 60)
    whole = timedelta(seconds=sign * (left // length) * length)
    return format_timedelta(
        whole,
        granularity=unit,  # type: ignore[arg-type]  # the literals of the library, picked above
        threshold=float("inf"),
        add_direction=True,
        locale=language(),
    )


def say(error: WorkflowError, timezone: str = "UTC") -> str:
    """The refusal's sentence in the language of the moment, its times in the person's zone."""
    return fill(error.template, error.params, timezone)


def fill(template: str, params: Mapping[str, Any] | None, timezone: str = "UTC") -> str:
    """A template of a sentence with its values said in words. template: English, with named braces."""
    return gettext(template, **{name: _word(value, timezone) for name, value in (params or {}).items()})


def _word(value: Any, timezone: str) -> Any:
    match value:
        case datetime():
            return instant(value, timezone)
        case StrEnum():
            return label(value, language())
        case list() | tuple():
            return ", ".join(str(_word(one, timezone)) for one in value)
        case _:
            return value
