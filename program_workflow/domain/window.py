"""The window for proposals: decided by the stored instant, whatever runs or not."""

from datetime import datetime

from program_workflow.domain.terms import VersionState


def standing(state: VersionState, closes_at: datetime | None, now: datetime) -> VersionState:
    """The state a version is in at an instant: circulated ends at closes_at, also before anybody noted it."""
    if state is VersionState.CIRCULATED and closes_at is not None and now >= closes_at:
        return VersionState.CLOSED
    return state


def is_open(
    state: VersionState, closes_at: datetime | None, now: datetime, *, own_closes_at: datetime | None = None
) -> bool:
    """Whether a delegation may file: the window of the version, or one reopened for it.

    own_closes_at: end of the window reopened for this delegation. The instant itself is outside.
    """
    at = standing(state, closes_at, now)
    if at is VersionState.CIRCULATED:
        return True
    return at is VersionState.CLOSED and own_closes_at is not None and now < own_closes_at


def was_open(state: VersionState, opened_at: datetime, closes_at: datetime | None, at: datetime) -> bool:
    """Whether the window was open at an instant that has passed, of a version that still takes what came in it."""
    takes = state in (VersionState.CIRCULATED, VersionState.CLOSED)
    return takes and closes_at is not None and opened_at <= at < closes_at
