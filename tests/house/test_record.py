"""Every table is replayed from the record, or says why not; so does every column of one that is."""

from program_workflow import storage
from program_workflow.storage import Base
from program_workflow.usecases.record_nouns import KEPT, NOT_REPLAYED, NOUNS

TABLES = Base.metadata.tables


def test_every_table_is_replayed_or_says_why_not() -> None:
    assert storage
    assert set(TABLES) == set(KEPT) | set(NOT_REPLAYED)
    assert not set(KEPT) & set(NOT_REPLAYED)
    assert all(reason.strip() for reason in NOT_REPLAYED.values())


def test_what_is_left_out_of_a_table_is_one_of_its_columns_and_says_why() -> None:
    for name, kept in KEPT.items():
        columns = set(TABLES[name].columns.keys())
        assert {*kept.left_out, *kept.key} <= columns, name
        assert all(reason.strip() for reason in kept.left_out.values()), name


def test_the_name_of_a_subject_fits_where_it_is_written() -> None:
    """Only PostgreSQL would refuse it."""
    length = TABLES["events"].columns["subject_type"].type.length  # type: ignore[attr-defined] - a String
    assert [name for name in NOUNS if len(name) > length] == []
