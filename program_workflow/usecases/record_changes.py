"""What the functions that follow events have in common: instants, facts by name, who acted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Boolean, String

from program_workflow.domain.rebuilt import Key, Rebuilt, Row
from program_workflow.storage import Base, EventRow

#: One event changes the rows made so far.
Change = Callable[[Rebuilt, EventRow], None]

_UNSET: Final = {"is_admitted_late": False, "is_renumbered": False}


def instant(said: str | datetime | None) -> str | None:
    """One spelling of an instant, whatever zone the entry was written in."""
    at = datetime.fromisoformat(said) if isinstance(said, str) else said
    return at.astimezone(UTC).isoformat() if at is not None else None


def named(facts: Mapping[str, Any], names: Sequence[str], unset: Any = None) -> Row:
    """Facts by name: what an entry does not name was not set."""
    return {name: facts.get(name, _UNSET.get(name, unset)) for name in names}


def columns(table: str, facts: Mapping[str, Any], names: Sequence[str]) -> Row:
    """Columns of these names from facts that leave out what is empty: None, no words, false, nought."""
    return {name: facts[name] if name in facts else _empty(table, name) for name in names}


def _empty(table: str, name: str) -> Any:
    column = Base.metadata.tables[table].columns[name]
    if column.nullable:
        return None
    if isinstance(column.type, Boolean):
        return False
    return "" if isinstance(column.type, String) else 0


def person(event: EventRow, column: str) -> Row:
    """Who acted; nothing where the name was erased from the record."""
    return {column: event.actor_id} if event.actor_id or event.actor_name else {}


def put_by(to: Rebuilt, event: EventRow, table: str, key: Key, told: Mapping[str, Any], column: str) -> Row:
    """Writes a row whose column names who made it: who acted when it was first told of."""
    is_new = key not in to.rows(table)
    row = to.put(table, key, told)
    if is_new:
        row.update(person(event, column))
    return row


def delegation_of(to: Rebuilt, code: str | None) -> str | None:
    row = to.find("delegations", "code", code) if code else None
    return row["id"] if row else None
