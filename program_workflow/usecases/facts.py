"""What of a row its events repeat, so that a change made behind the application's back is found.

No persons stand here: who filed and who decided follows from the events themselves.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow

_AMENDMENT: Final = (
    "sequence",
    "language",
    "filed_at",
    "refile_until",
    "late_requested_at",
    "late_reason",
    "is_admitted_late",
    "deferred_until",
    "state_before",
    "decided_at",
    "decision_reason",
    "moot_by",
    "incorporated_in",
    "text_version_id",
    "agenda_item_id",
)
_VERSION: Final = ("made_from", "opened_at", "closed_at", "is_renumbered")
_PROGRAM: Final = ("code", "period", "languages", "rules", "title")


def facts_of(row: AmendmentRow | VersionRow | ProgramRow) -> dict[str, Any]:
    """The facts of a row that are set, by name, as JSON keeps them."""
    names: Sequence[str] = _PROGRAM
    if isinstance(row, AmendmentRow):
        names = _AMENDMENT
    elif isinstance(row, VersionRow):
        names = _VERSION
    found = {name: getattr(row, name) for name in names}
    return {name: _kept(value) for name, value in found.items() if value is not None and value is not False}


def _kept(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
