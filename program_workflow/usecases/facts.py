"""What of a row its events repeat, so that a change made behind the application's back is found.

No persons stand here: who filed and who decided follows from the events themselves.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow, WordingRow

AMENDMENT_FACTS: Final = (
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
    "takeover_until",
    "first_delegation_id",
    "merged_into",
    "agenda_item_id",
    "channel",
    "reference",
    "received_at",
)
VERSION_FACTS: Final = (
    "made_from",
    "opened_at",
    "closed_at",
    "is_renumbered",
    "finalised_at",
    "adopted_at",
    "adopted_by",
    "ground",
    "meeting_id",
    "silence_id",
)
PROGRAM_FACTS: Final = ("code", "period", "languages", "rules", "title")


#: What an event of an amendment tells beside its facts, whether it is set or not.
MORE: Final = "more"
_MORE: Final = (
    "version_id",
    "draft_wording",
    "sort_key",
    "updated_at",
    "rebase",
    "rebase_version_id",
    "import_key",
)
#: The subject of events that tell what a changed text did to amendments: many at once, drafts among them.
REBASE: Final = "rebase"
REBASE_FACTS: Final = ("version_id", "sort_key", "rebase", "rebase_version_id")


def facts_of(row: AmendmentRow | VersionRow | ProgramRow) -> dict[str, Any]:
    """The facts of a row that are set, by name, as JSON keeps them."""
    names: Sequence[str] = PROGRAM_FACTS
    if isinstance(row, AmendmentRow):
        names = AMENDMENT_FACTS
    elif isinstance(row, VersionRow):
        names = VERSION_FACTS
    found = {name: getattr(row, name) for name in names}
    return {name: _kept(value) for name, value in found.items() if value is not None and value is not False}


def more_of(row: AmendmentRow, names: Sequence[str] = _MORE) -> dict[str, Any]:
    """What else of an amendment its events tell, so that replaying them gives the row."""
    return {name: _kept(getattr(row, name)) for name in names}


def facts_of_wording(row: WordingRow) -> dict[str, Any]:
    """What an event tells of a wording beside its words, which are held by its hash."""
    names = ("number", "hash", "version_id", "origin", "made_at")
    return {name: _kept(getattr(row, name)) for name in names}


def _kept(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
