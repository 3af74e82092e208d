"""What a person chose of how they are told."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from program_workflow.domain.errors import NotFound
from program_workflow.domain.preferences import Preferences, checked, next_digest
from program_workflow.domain.terms import Channel, Concern, DeliveryState, Way
from program_workflow.storage import OutboxRow, PreferenceRow, UserRow
from program_workflow.usecases.people_views import find_user
from program_workflow.usecases.work import Work


def preferences_of(w: Work, user_ids: Collection[str]) -> Mapping[str, Preferences]:
    """Of each of these people, in one query; who chose nothing has the usual ones."""
    found = dict.fromkeys(user_ids, Preferences())
    for row in w.session.scalars(select(PreferenceRow).where(PreferenceRow.user_id.in_(user_ids))):
        found[row.user_id] = _read(row)
    return found


def _read(row: PreferenceRow) -> Preferences:
    """A word that is no longer one is taken as not chosen."""
    known = {name: said for name, said in row.ways.items() if name in set(Concern) and said in set(Way)}
    ways = {Concern(name): Way(said) for name, said in known.items()}
    return Preferences(ways, row.digest_hour, row.quiet_weekend)


def my_preferences(w: Work) -> Preferences:
    if w.actor.user_id is None:
        raise NotFound
    return preferences_of(w, [w.actor.user_id])[w.actor.user_id]


def choose(
    w: Work,
    *,
    ways: Mapping[str, str] | None = None,
    digest_hour: int | None = None,
    quiet_weekend: bool | None = None,
) -> Preferences:
    """Changes what is named and leaves the rest. Raises Invalid.

    It counts from the next event on; what already waits for a digest stays in it and goes at the new hour.
    """
    present = my_preferences(w)
    user = find_user(w, str(w.actor.user_id))
    hour = present.digest_hour if digest_hour is None else digest_hour
    chosen, hour = checked(ways or {}, hour)
    kept = Preferences(
        {**present.ways, **chosen}, hour, present.quiet_weekend if quiet_weekend is None else quiet_weekend
    )
    values: dict[str, Any] = {
        "ways": {concern.value: way.value for concern, way in kept.ways.items()},
        "digest_hour": kept.digest_hour,
        "quiet_weekend": kept.quiet_weekend,
        "changed_at": w.now,
    }
    row = w.session.get(PreferenceRow, user.id)
    if row is None:
        w.session.add(PreferenceRow(user_id=user.id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    w.session.flush()
    replan(w, user)
    return kept


# --- What waits for a digest --------------------------------------------------------------------


def waits_for_digest() -> Sequence[ColumnElement[bool]]:
    """Entries of the outbox that are in no mail yet."""
    return (
        OutboxRow.channel == Channel.MAIL,
        OutboxRow.in_digest.is_(True),
        OutboxRow.state == DeliveryState.QUEUED,
        OutboxRow.digest_id.is_(None),
    )


def replan(w: Work, user: UserRow) -> None:
    """The person chose another hour, zone or quiet days: what waits goes with the next digest as it is now."""
    moment = next_digest(w.now, user.timezone, preferences_of(w, [user.id])[user.id])
    w.session.execute(
        update(OutboxRow)
        .where(*waits_for_digest(), OutboxRow.user_id == user.id)
        .values(due_at=moment)
        .execution_options(synchronize_session=False)
    )
