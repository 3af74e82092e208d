"""How a person is told: by which way for each concern, at which hour the digest of the day goes, on which days no mail.

Everything stands in the product whatever is chosen here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import Concern, Way

#: What goes at once unless the person says otherwise; the rest goes into one digest a day.
AT_ONCE: Final = frozenset({Concern.ACT, Concern.OWN, Concern.SILENCE, Concern.DEADLINE})
DIGEST_HOUR: Final = 7
#: A mail with a deadline waits for no quiet day to end if less than this would be left then.
LEFT_AFTER_QUIET: Final = timedelta(hours=24)
_WEEKEND: Final = frozenset({5, 6})
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preferences:
    """ways: what was chosen; what is not in it goes the usual way. digest_hour: 0 to 23, in the person's time zone."""

    ways: Mapping[Concern, Way] = field(default_factory=dict)
    digest_hour: int = DIGEST_HOUR
    quiet_weekend: bool = False

    def way_of(self, concern: Concern) -> Way:
        return self.ways.get(concern) or usual_way(concern)


def usual_way(concern: Concern) -> Way:
    return Way.AT_ONCE if concern in AT_ONCE else Way.DIGEST


def offered(concern: Concern) -> tuple[Way, ...]:
    """The ways there are: what needs an act is not for the product alone."""
    return (Way.AT_ONCE, Way.DIGEST) if concern is Concern.ACT else tuple(Way)


def checked(ways: Mapping[str, str], digest_hour: int) -> tuple[dict[Concern, Way], int]:
    """What was chosen, read. Raises Invalid for an unknown concern, way or hour."""
    found = {}
    for name, said in ways.items():
        if name not in set(Concern):
            raise Invalid(N_("There is no kind of event {name}."), pointer=f"/events/{name}", name=name)
        if said not in set(Way):
            raise Invalid(
                N_("It is told at once, in the digest or in the product only."), pointer=f"/events/{name}", name=name
            )
        if Way(said) not in offered(Concern(name)):
            raise Invalid(
                N_("What needs an act of yours cannot be left to the product alone."), pointer=f"/events/{name}"
            )
        found[Concern(name)] = Way(said)
    if not 0 <= digest_hour <= 23:
        raise Invalid(N_("The hour of the digest is a whole number from 0 to 23."), pointer="/digest_hour")
    return found, digest_hour


def digest_instant(day: date, zone: str, hour: int) -> datetime:
    """When the digest of a day goes; an hour that a change of clocks leaves out is that much later."""
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def is_quiet(day: date, preferences: Preferences) -> bool:
    return preferences.quiet_weekend and day.weekday() in _WEEKEND


def next_digest(now: datetime, zone: str, preferences: Preferences) -> datetime:
    """The first instant of a digest after now."""
    day = now.astimezone(ZoneInfo(zone)).date()
    while is_quiet(day, preferences) or digest_instant(day, zone, preferences.digest_hour) <= now:
        day += _DAY
    return digest_instant(day, zone, preferences.digest_hour)


def mail_instant(now: datetime, deadline: datetime | None, zone: str, preferences: Preferences) -> datetime:
    """When a mail of its own may go: now, or when the quiet days end – unless its deadline would be too near then."""
    if not is_quiet(now.astimezone(ZoneInfo(zone)).date(), preferences):
        return now
    after = next_digest(now, zone, preferences)
    is_pressing = deadline is not None and now < deadline < after + LEFT_AFTER_QUIET
    return now if is_pressing else after
