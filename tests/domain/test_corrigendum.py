"""A corrigendum: its instant decides, and nothing leads out of an end but what is kept as late."""

from datetime import UTC, datetime, timedelta

import pytest

from program_workflow.domain.corrigendum import CORRIGENDUM_STEPS, Correction, corrigendum_hash, is_due, standing
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import CorrigendumAction, CorrigendumState
from program_workflow.domain.text import content

END = datetime(2011, 3, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "state", "due"),
    [
        (-0.1, CorrigendumState.PROPOSED, False),
        (0, CorrigendumState.IN_EFFECT, False),
        (SETTLING.total_seconds(), CorrigendumState.IN_EFFECT, True),
    ],
)
def test_the_instant_itself_is_outside_and_what_came_before_has_its_turn(seconds, state, due):
    now = END + timedelta(seconds=seconds)
    assert standing(CorrigendumState.PROPOSED, END, now) is state
    assert is_due(CorrigendumState.PROPOSED, END, now) is due


@pytest.mark.parametrize("state", [CorrigendumState.STOPPED, CorrigendumState.WITHDRAWN, CorrigendumState.IN_EFFECT])
def test_what_has_ended_does_not_begin_again(state):
    assert standing(state, END, END + timedelta(days=1)) is state
    assert not is_due(state, END, END + timedelta(days=1))
    assert {step.to for (at, _), step in CORRIGENDUM_STEPS.items() if at is state} <= {state}


def test_every_action_has_a_step():
    assert {action for _, action in CORRIGENDUM_STEPS} == set(CorrigendumAction)


def test_another_word_gives_another_hash():
    one = Correction("c", "en", "0" * 64, content("en", "exercises"))
    other = Correction("c", "en", "0" * 64, content("en", "exercise"))
    assert corrigendum_hash([one]) != corrigendum_hash([other])
