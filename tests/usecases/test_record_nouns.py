"""Every noun is replayed: what is kept follows from the events, and a row changed behind their back is named."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Boolean, Integer, select, text

from program_workflow.storage import Base
from program_workflow.usecases import record_replay, recording
from program_workflow.usecases.record_nouns import KEPT
from tests.every_noun import EveryNoun

TABLES = {name: Base.metadata.tables[name] for name in KEPT}


@pytest.fixture
def told(talks):
    return EveryNoun(talks).told()


def test_every_table_has_rows_and_replaying_gives_them(told):
    with told.work() as w:
        assert [one for one, table in TABLES.items() if w.session.execute(select(table)).first() is None] == []
        found = record_replay.replay(w)
        assert recording.verify(w).broken == ()
    assert (found.broken, dict(found.silent)) == ((), {})


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
def test_every_column_that_is_changed_behind_the_back_is_named(told):
    """At once one column of a row of each table, then the next one of each, until none is left."""
    columns = {name: [one for one in TABLES[name].columns if one.name not in KEPT[name].left_out] for name in TABLES}
    for place in range(max(map(len, columns.values()))):
        changed = {name: those[place] for name, those in columns.items() if place < len(those)}
        named = broken_with(told, changed)
        missed = [(name, column.name) for name, column in changed.items() if not says(named, name)]
        assert missed == [], named


def broken_with(talks, changed):
    with talks.work() as w:
        for setting in ("defer_foreign_keys", "ignore_check_constraints"):
            w.session.connection().exec_driver_sql(f"PRAGMA {setting} = ON")
        for name, column in changed.items():
            table = TABLES[name]
            row = w.session.execute(select(table).limit(1)).mappings().one()
            same = [table.c[key.name] == row[key.name] for key in table.primary_key]
            w.session.execute(table.update().where(*same).values({column.name: another(column, row[column.name])}))
        named = record_replay.compare(w).broken
        w.session.rollback()
    return named


def says(named, table):
    return any(one.startswith(f"{table}: ") for one in named)


def another(column, value):
    """Another value of the kind that the column takes."""
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, Integer):
        return (value or 0) + 77
    if isinstance(value, datetime) or "Instant" in repr(column.type) or "DateTime" in repr(column.type):
        return (value or datetime.fromisoformat("2011-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(value, dict):
        return {**value, "x": "y"}
    if isinstance(value, list):
        return [*value, "xx"]
    enums = getattr(column.type, "enum_class", None)
    if enums is not None:
        return next(one for one in enums if one != value)
    return "x" if value != "x" else "y"


CONTENT = {
    "counter_texts": ("texts = '[]'", "the words of proposed wording"),
    "corrections": ("text = 'x'", "what it corrects was changed"),
    "meeting_paper_revisions": ("texts = '{}'", "its text was changed"),
    "scans": ("data = x'00'", "its content was changed"),
    "comments": ("text = 'x'", "its words were changed"),
    "webhooks": ("url = 'https://example.net/'", "its address was changed"),
}


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
def test_content_that_the_record_holds_by_hash_is_verified_as_it_is_replayed(told):
    for table, (change, words) in CONTENT.items():
        with told.work() as w:
            w.session.execute(text(f"UPDATE {table} SET {change}"))  # noqa: S608 - words of this test
            assert any(words in one for one in record_replay.replay(w).broken), table
            w.session.rollback()


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
def test_a_row_of_each_noun_that_is_gone_is_named(told):
    for name, table in TABLES.items():
        with told.work() as w:
            w.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            row = w.session.execute(select(table).limit(1)).mappings().one()
            w.session.execute(table.delete().where(*(table.c[one.name] == row[one.name] for one in table.primary_key)))
            named = record_replay.compare(w).broken
            w.session.rollback()
        assert says(named, name), name
