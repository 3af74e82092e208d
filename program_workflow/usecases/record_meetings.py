"""How events of meetings change their rows: each tells whole rows that were added, changed or taken away."""

from typing import Any, Final

from program_workflow.domain.rebuilt import Rebuilt, Row
from program_workflow.storage import Base, EventRow
from program_workflow.usecases.meeting_rows import LEFT_OUT, PARTS
from program_workflow.usecases.record_changes import columns, put_by

#: Tables of which a row names who entered it: who acted when it was added.
_ENTERED: Final = frozenset(name for name in PARTS if "entered_by" in Base.metadata.tables[name].columns)


def change_meeting(to: Rebuilt, event: EventRow) -> None:
    to.put("meetings", (event.subject_id,), _row("meetings", event.body["facts"]))
    for one in event.body.get("rows", ()):
        table, key = one["table"], tuple(one["key"])
        if table in _ENTERED:
            put_by(to, event, table, key, _row(table, one["facts"]), "entered_by")
        else:
            to.put(table, key, _row(table, one["facts"]))
    for one in event.body.get("removed", ()):
        to.take(one["table"], tuple(one["key"]))


def _row(table: str, facts: dict[str, Any]) -> Row:
    return columns(table, facts, [one.name for one in Base.metadata.tables[table].columns if one.name not in LEFT_OUT])
