"""Positions count as a browser counts."""

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.redline import utf16_positions


def test_a_character_beyond_the_basic_plane_counts_two_units() -> None:
    assert utf16_positions("а𝔸б", (0, 1, 2, 3)) == [0, 1, 3, 4]


@given(st.text(), st.data())
def test_a_position_is_the_length_of_what_stands_before_in_utf_16(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert utf16_positions(text, (place,)) == [len(text[:place].encode("utf-16-le", "surrogatepass")) // 2]
