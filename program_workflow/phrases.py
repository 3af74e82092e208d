"""Instants, distances in time, clauses and refusals as a person reads them: their language, their time zone."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from program_workflow.domain.errors import N_, DayOf, Saying, WorkflowError
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.words import Label, label
from program_workflow.i18n import gettext, language

_NBSP: Final = "\N{NO-BREAK SPACE}"
FIELD_LABELS: Final[Mapping[str, str]] = {
    "label": N_("Label"),
    "executing_bodies": N_("Executing bodies"),
    "timeframe": N_("Timeframe"),
    "funding": N_("Funding"),
}
#: Which text is missing and which stands in its place; of any other pair the sentence below.
_STANDS_IN: Final[Mapping[tuple[str, str], str]] = {
    ("en", "ru"): N_("No English text; the Russian text stands here."),
    ("ru", "en"): N_("No Russian text; the English text stands here."),
}
_STANDS_IN_ELSE: Final = N_("No text in this language; the one in another language stands here.")
_STOOD_IN: Final[Mapping[tuple[str, str], str]] = {
    ("en", "ru"): N_("Version {version} has no English text; the words struck are of the Russian text."),
    ("ru", "en"): N_("Version {version} has no Russian text; the words struck are of the English text."),
}
_STOOD_IN_ELSE: Final = N_("Version {version} has no text in this language; the words struck are of another.")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")
#: Kinds that mostly have numbers: one without must not read like the one with that number.
_WITHOUT_NUMBER: Final[Mapping[ClauseKind, str]] = {
    ClauseKind.HEADING: N_("unnumbered heading {ordinal}"),
    ClauseKind.POINT: N_("unnumbered point {ordinal}"),
    ClauseKind.MEASURE: N_("unnumbered measure {ordinal}"),
    ClauseKind.ANNEX: N_("unnumbered annex {ordinal}"),
}
_UNNUMBERED: Final = re.compile(rf"(?:(.+?)-)??({'|'.join(kind.replace('_', '-') for kind in ClauseKind)})-(\d+)")
_YEAR: Final = f"{_NBSP}г."  # how a day ends in Russian
_DATE_FORMATS: Final[Mapping[str, str]] = {"en": "d MMMM y", "ru": f"d{_NBSP}MMMM{_NBSP}y{_NBSP}'г'."}


def day(value: datetime, timezone: str = "UTC") -> str:
    """The date in a time zone: "14 March 2011", «14 марта 2011 г.» (with no-break spaces)."""
    said = language()
    return format_date(value.astimezone(ZoneInfo(timezone)).date(), _DATE_FORMATS[said], locale=said)


def calendar_day(value: date) -> str:
    """A day of the calendar, of no time zone: "14 March 2011"."""
    return format_date(value, _DATE_FORMATS[language()], locale=language())


def until_when(said: str) -> str:
    """Until when something is deferred: a day as the language writes it, else the meeting in the words it was given."""
    if len(said) != len("2011-03-20") and not _INSTANT.fullmatch(said):
        return said
    try:
        return format_date(date.fromisoformat(said[:10]), "d MMMM y", locale=language()).replace(" ", _NBSP)
    except ValueError:
        return said


def instant(value: datetime, timezone: str = "UTC") -> str:
    """Date, time and offset: "14 March 2011, 18:00 UTC+05:00". value: aware."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(value, timezone)}, {local:%H:%M}{_NBSP if language() == 'ru' else ' '}{offset(local)}"


def exact_instant(value: datetime, timezone: str = "UTC") -> str:
    """The same to the second, where seconds decide: "14 March 2011, 18:00:07 UTC+05:00"."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(value, timezone)}, {local:%H:%M:%S}{_NBSP if language() == 'ru' else ' '}{offset(local)}"


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


def stands_in(missing: str, here: str, before: str = "", version: int | None = None) -> tuple[str, ...]:
    """That a text is missing and which one stands there. missing, here: languages; here "" where none is missing.

    before: the same of the older version of a redline, said where its text alone is missing.
    """
    if here:
        return (gettext(_STANDS_IN.get((missing, here), _STANDS_IN_ELSE)),)
    if before:
        return (gettext(_STOOD_IN.get((missing, before), _STOOD_IN_ELSE), version=version),)
    return ()


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
    said = gettext(template, **{name: _word(value, timezone) for name, value in (params or {}).items()})
    return said.replace(f"{_YEAR}.", _YEAR)  # a sentence that ends with a day has one full stop


def _word(value: Any, timezone: str) -> Any:
    match value:
        case datetime():
            return instant(value, timezone)
        case date():
            return calendar_day(value)
        case DayOf():
            return day(value.at, timezone)
        case StrEnum():
            return label(value, language())
        case Label():
            return value.to(language())
        case Saying():
            return fill(value.template, value.params, timezone)
        case list() | tuple() if value and isinstance(value[0], Saying):
            return "; ".join(str(_word(one, timezone)) for one in value)
        case list() | tuple():
            return ", ".join(str(_word(one, timezone)) for one in value)
        case _:
            return value


# --- Clauses -------------------------------------------------------------------------------------


def name_clause(reference: str) -> str:
    """What a clause is called: its number as printed, else kind and place ("paragraph 1 of 2")."""
    found = _UNNUMBERED.fullmatch(reference)
    if found is None:
        return reference
    kind = ClauseKind(found[2].replace("-", "_"))
    if kind in _WITHOUT_NUMBER:
        said = gettext(_WITHOUT_NUMBER[kind], ordinal=found[3])
    else:
        said = gettext("{kind} {ordinal}", kind=label(kind, language()), ordinal=found[3])
    return gettext("{clause} of {place}", clause=said, place=name_clause(found[1])) if found[1] else said


def head_operation(kind: OperationKind, reference: str, place: str | None, *, is_first: bool) -> str:
    """What an operation does, as the heading of its redline. reference, place: of clauses, as in `Text.references`."""
    name = name_clause(reference) if reference else ""
    beside = name_clause(place) if place else ""
    match kind:
        case OperationKind.INSERT:
            if not name:
                return gettext("A new clause at the beginning of the text")
            if is_first:
                return gettext("A new clause, first under {clause}", clause=name)
            return gettext("A new clause after {clause}", clause=name)
        case OperationKind.DELETE:
            return gettext("Deletes {clause}", clause=name)
        case OperationKind.MOVE:
            if not beside:
                return gettext("Moves {clause} to the beginning of the text", clause=name)
            if is_first:
                return gettext("Moves {clause}, first under {place}", clause=name, place=beside)
            return gettext("Moves {clause} after {place}", clause=name, place=beside)
        case _:
            return gettext("Changes {clause}", clause=name)
