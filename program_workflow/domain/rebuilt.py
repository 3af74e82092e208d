"""Tables made anew from the record, and what differs between them and the tables that are kept."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: What names a row within its table, as JSON keeps it.
Key = tuple[Any, ...]
#: The columns of a row, as JSON keeps them.
Row = dict[str, Any]


@dataclass
class Rebuilt:
    """Rows by table and key. A column that is not in a row is one that the record does not tell."""

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)

    def rows(self, table: str) -> dict[Key, Row]:
        return self.tables.setdefault(table, {})

    def put(self, table: str, key: Key, columns: Mapping[str, Any]) -> Row:
        """Writes these columns of a row, which is made if it is not there."""
        row = self.rows(table).setdefault(key, {})
        row.update(columns)
        return row

    def take(self, table: str, key: Key) -> None:
        self.rows(table).pop(key, None)

    def find(self, table: str, column: str, value: Any) -> Row | None:
        """The first row with this value."""
        return next((row for row in self.rows(table).values() if row.get(column) == value), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not as the record tells it. column None: the row is not there at all, or should not be."""

    table: str
    key: Key
    column: str | None
    kept: Any
    told: Any


def differences(
    table: str, told: Mapping[Key, Row], kept: Mapping[Key, Row], left_out: Sequence[str], silent: Counter[str]
) -> Iterator[Difference]:
    """Every difference between the rows that are kept and those that the record tells.

    left_out: columns that the record does not hold. silent: counts, by column, the rows of which an entry
    of an earlier release did not tell it.
    """
    for key in sorted(told.keys() | kept.keys(), key=repr):
        was, now = told.get(key), kept.get(key)
        if was is None or now is None:
            yield Difference(table, key, None, now, was)
            continue
        for column in sorted(now.keys() - set(left_out)):
            if column not in was:
                silent[f"{table}.{column}"] += 1
            elif was[column] != now[column]:
                yield Difference(table, key, column, now[column], was[column])
