"""Fields compared one by one, bodies as sets of whole bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.redline import Collides, collide_fields, combine_fields, compare_fields, rebase_fields
from program_workflow.domain.terms import Change, Rebase
from program_workflow.domain.timeframe import Timeframe

MEASURE = Fields(
    executing_bodies=("Ministry of Labour", "Ministry of Health, Almaty", "Secretariat"),
    timeframe=Timeframe("2011–2013", "2011", "2013"),
    funding="10 000 euros",
    label="Measure",
    other=(("Remarks", "as agreed"), ("Remarks", "twice")),
)
BODIES = st.lists(st.sampled_from(["A", "B", "C", "D", "E"]), unique=True, max_size=5).map(tuple)
FIELDS = st.builds(
    Fields,
    executing_bodies=BODIES,
    timeframe=st.sampled_from([None, Timeframe("2011", "2011", "2011"), Timeframe("2012")]),
    funding=st.sampled_from([None, "1", "2"]),
    label=st.sampled_from([None, "x"]),
    other=st.lists(st.tuples(st.sampled_from(["h", "g"]), st.sampled_from(["1", "2"])), max_size=2).map(tuple),
)


def with_bodies(*bodies: str) -> Fields:
    return Fields(executing_bodies=bodies)


def test_unchanged_fields_are_shown_as_equal_in_the_order_of_the_table() -> None:
    found = compare_fields(MEASURE, MEASURE)
    assert [one.name for one in found] == ["label", "executing_bodies", "timeframe", "funding", "other", "other"]
    assert all(one.kind is Change.EQUAL and {op for op, _ in one.runs} == {"="} for one in found)
    assert compare_fields(NO_FIELDS, NO_FIELDS) == ()


def test_bodies_are_marked_whole() -> None:
    new = Fields(executing_bodies=("Ministry of Labour", "Ministry of Justice, Almaty", "Secretariat", "Council"))
    bodies = compare_fields(Fields(executing_bodies=MEASURE.executing_bodies), new)[0]
    assert bodies.runs == (
        ("=", "Ministry of Labour, "),
        ("-", "Ministry of Health, Almaty"),
        ("+", "Ministry of Justice, Almaty"),
        ("=", ", Secretariat"),
        ("+", ", Council"),
    )
    assert (bodies.kind, bodies.old, bodies.new) == (Change.CHANGED, MEASURE.executing_bodies, new.executing_bodies)


@given(BODIES, BODIES)
def test_the_redline_of_bodies_rebuilds_both_lists(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    for change in compare_fields(Fields(executing_bodies=old), Fields(executing_bodies=new)):
        assert "".join(text for op, text in change.runs if op != "+") == ", ".join(old)
        assert "".join(text for op, text in change.runs if op != "-") == ", ".join(new)


def test_a_field_put_in_or_taken_out_is_so_named() -> None:
    names = [one.name for one in compare_fields(MEASURE, MEASURE)]
    assert [(one.name, one.kind) for one in compare_fields(NO_FIELDS, MEASURE)] == [(n, Change.INSERTED) for n in names]
    assert [(one.name, one.kind) for one in compare_fields(MEASURE, NO_FIELDS)] == [(n, Change.DELETED) for n in names]
    timeframe = compare_fields(Fields(timeframe=Timeframe("2011")), Fields(timeframe=Timeframe("2012")))[0]
    assert (timeframe.kind, timeframe.runs) == (Change.CHANGED, (("-", "2011"), ("+", "2012")))
    column = compare_fields(Fields(other=(("h", "1"),)), Fields(other=(("h", "2"),)))[0]
    assert (column.kind, column.runs) == (Change.CHANGED, (("-", "1"), ("+", "2")))
    column = compare_fields(Fields(other=(("h", "1"),)), NO_FIELDS)[0]
    assert (column.name, column.old, column.new) == ("other", ("h", "1"), None)


@pytest.mark.parametrize(
    ("base", "first", "second", "combined"),
    [
        pytest.param("AB", "ABC", "ABD", "ABDC", id="different bodies added"),
        pytest.param("AB", "ABC", "ABC", "ABC", id="the same body added"),
        pytest.param("ABC", "AC", "AB", "A", id="different bodies struck out"),
        pytest.param("ABC", "AC", "AC", "AC", id="the same body struck out"),
        pytest.param("ABC", "ADC", "ABC", "ADC", id="one replaced"),
        pytest.param("ABC", "ADC", "AC", "ADC", id="replaced by one, struck out by the other"),
        pytest.param("ABC", "BAC", "ABCD", "BACD", id="reordered by one"),
        pytest.param("AB", "CAB", "AB", "CAB", id="put first"),
        pytest.param("ABC", "ABCD", "BAC", "BACD", id="reordered by the other"),
        pytest.param("AB", "ABC", "ABCD", "ABCD", id="the same body and another added"),
    ],
)
def test_bodies_combine_as_sets(base: str, first: str, second: str, combined: str) -> None:
    old, one, other = with_bodies(*base), with_bodies(*first), with_bodies(*second)
    assert collide_fields(old, one, other) == ()
    assert combine_fields(old, [one, other]).executing_bodies == tuple(combined)


@pytest.mark.parametrize(
    ("base", "first", "second"),
    [
        pytest.param("AB", "AC", "AD", id="one body replaced by two others"),
        pytest.param("ABC", "BAC", "CAB", id="two orders"),
    ],
)
def test_bodies_put_in_the_same_place_collide(base: str, first: str, second: str) -> None:
    old, one, other = with_bodies(*base), with_bodies(*first), with_bodies(*second)
    assert collide_fields(old, one, other) == collide_fields(old, other, one) == ("executing_bodies",)
    with pytest.raises(Collides):
        combine_fields(old, [one, other])


def test_fields_that_both_change_differently_are_named() -> None:
    first = Fields(MEASURE.executing_bodies, Timeframe("2012"), "1", "x", (("Remarks", "new"), ("Remarks", "twice")))
    second = Fields(MEASURE.executing_bodies, Timeframe("2013"), "2", "y", (("Remarks", "as agreed"), ("Remarks", "3")))
    assert collide_fields(MEASURE, first, second) == ("timeframe", "funding", "label")
    third = Fields(other=(("Remarks", "other"), ("Remarks", "twice")))
    assert "other" in collide_fields(MEASURE, first, third)


def test_one_body_put_in_the_place_of_another_by_both_is_no_collision() -> None:
    old, new = with_bodies("A", "B"), with_bodies("A", "C")
    assert collide_fields(old, new, with_bodies("A", "C")) == ()
    assert collide_fields(old, new, with_bodies("C", "A")) == ()
    assert combine_fields(old, [new, new]) == new


def test_a_label_is_marked_as_any_text() -> None:
    found = compare_fields(Fields(label="Measure"), Fields(label="Action"))[0]
    assert (found.old, found.new, found.runs) == ("Measure", "Action", (("-", "Measure"), ("+", "Action")))


def test_bodies_taken_out_are_shown_as_deleted() -> None:
    found = compare_fields(with_bodies("A", "B"), NO_FIELDS)
    assert [(one.name, one.kind, one.runs, one.new) for one in found] == [
        ("executing_bodies", Change.DELETED, (("-", "A, B"),), None)
    ]


def test_columns_that_both_change_combine_in_their_order_and_one_struck_out_is_gone() -> None:
    base = Fields(other=(("h", "1"), ("h", "2"), ("g", "3")))
    first, second = (
        Fields(other=(("h", "1"), ("h", "2"))),
        Fields(other=(("h", "1"), ("h", "4"), ("g", "3"), ("f", "5"))),
    )
    assert collide_fields(base, first, second) == collide_fields(base, second, first) == ()
    assert combine_fields(base, [first, second]).other == (("h", "1"), ("h", "4"), ("f", "5"))
    third = Fields(other=(("h", "1"), ("h", "2"), ("g", "6")))
    assert collide_fields(base, first, third) == ("other",)
    assert collide_fields(base, third, Fields(other=(("h", "9"), *base.other[1:]))) == ()
    turned, more = Fields(other=base.other[::-1]), Fields(other=(("f", "5"), *base.other))
    assert combine_fields(base, [turned, base]) == turned
    assert combine_fields(base, [more, third]).other == (("h", "1"), ("h", "2"), ("g", "6"), ("f", "5"))
    assert [one.new for one in compare_fields(base, more)] == [*base.other, ("f", "5")]


def test_different_fields_combine() -> None:
    first = Fields(MEASURE.executing_bodies, Timeframe("2012"), MEASURE.funding, "Measure", MEASURE.other)
    second = Fields(MEASURE.executing_bodies, MEASURE.timeframe, None, "Measure", MEASURE.other[:1])
    combined = combine_fields(MEASURE, [first, second])
    assert combined == Fields(MEASURE.executing_bodies, Timeframe("2012"), None, "Measure", MEASURE.other[:1])
    assert rebase_fields(MEASURE, first, second).fields == combined


@given(FIELDS, FIELDS, FIELDS)
def test_fields_collide_from_both_sides_or_combine(base: Fields, first: Fields, second: Fields) -> None:
    names = collide_fields(base, first, second)
    assert names == collide_fields(base, second, first)
    assert collide_fields(base, first, first) == collide_fields(base, first, base) == ()
    assert combine_fields(base, [first]) == combine_fields(base, [first, base]) == first
    rebased = rebase_fields(base, first, second)
    if base == first:
        assert (rebased.flag, rebased.fields) == (Rebase.NONE, second)
    else:
        assert rebased.flag is (Rebase.CONFLICT if names else Rebase.CLEAN)
        assert (rebased.fields is None) == bool(names)
