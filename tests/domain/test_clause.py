"""The content of a clause: its hash, its fields as sent and as kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.clause import Fields, Timeframe, fields_from_json, kept_fields, revision_hash
from program_workflow.domain.errors import Invalid
from program_workflow.domain.terms import ClauseKind

words = st.text(max_size=12)
DAYS = st.sampled_from([None, "2011", "2011-03", "2011-03-01"])
FIELDS = st.builds(
    Fields,
    executing_bodies=st.lists(words, max_size=3).map(tuple),
    timeframe=st.none() | st.builds(Timeframe, words | st.just("2011–2013"), DAYS, DAYS),
    funding=st.none() | words,
    label=st.none() | words,
    other=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)


@given(FIELDS, st.sampled_from(list(ClauseKind)))
def test_fields_come_back_from_the_database_exactly_as_they_went(fields, kind):
    assert kept_fields(fields.to_json(kind)) == fields


@given(words, FIELDS, words, FIELDS)
def test_two_contents_share_a_hash_only_if_they_are_the_same(text, fields, other_text, other_fields):
    same = (text, fields) == (other_text, other_fields)
    assert (revision_hash("en", text, fields) == revision_hash("en", other_text, other_fields)) is same
    assert revision_hash("en", text, fields) != revision_hash("ru", text, fields)


def test_a_composed_letter_is_not_a_decomposed_one():
    assert revision_hash("ru", "й", Fields()) != revision_hash("ru", "и\u0306", Fields())


def test_a_plain_text_is_a_timeframe_and_named_days_are_kept():
    assert fields_from_json({"timeframe": "2011–2013"}).timeframe == Timeframe("2011–2013", "2011", "2013")
    said = {"text": "order of 2011", "from": None, "to": None}
    assert fields_from_json({"timeframe": said}).timeframe == Timeframe("order of 2011", None, None)


@pytest.mark.parametrize("day", ["2011-13", "2011-02-30", "11", "٢٠١١", "2011-3", 2011])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(Invalid):
        fields_from_json({"timeframe": {"text": "x", "from": day}})
