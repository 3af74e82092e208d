"""The window is decided by the instant."""

from datetime import UTC, datetime, timedelta

import pytest

from program_workflow.domain.terms import VersionState as V
from program_workflow.domain.window import is_open, standing

END = datetime(2011, 3, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


@pytest.mark.parametrize(("now", "state"), [(END - MICRO, V.CIRCULATED), (END, V.CLOSED), (END + MICRO, V.CLOSED)])
def test_a_circulated_version_is_closed_from_its_instant_on(now, state):
    assert standing(V.CIRCULATED, END, now) is state
    assert is_open(V.CIRCULATED, END, now) is (state is V.CIRCULATED)


@pytest.mark.parametrize("state", list(V))
def test_a_window_of_its_own_counts_while_the_version_is_closed_and_no_longer(state):
    assert is_open(state, END, END, own_closes_at=END + MICRO) is (state in (V.CIRCULATED, V.CLOSED))
    assert not is_open(state, END, END, own_closes_at=END)
