"""The silence procedure: what it is in at an instant, which messages count, who is at work on a day."""

from datetime import UTC, datetime, timedelta

import pytest

from program_workflow.domain.calendars import day_off, days_off, zone_of
from program_workflow.domain.positions import Position, standing
from program_workflow.domain.silence import (
    SETTLING,
    SILENCE_STEPS,
    Item,
    is_due,
    is_late,
    proves_in_time,
    scope_hash,
)
from program_workflow.domain.silence import standing as state_at
from program_workflow.domain.terms import (
    DayOff,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    SilenceAction,
    SilenceScope,
    SilenceState,
)

END = datetime(2011, 3, 21, 13, tzinfo=UTC)
TENTH = timedelta(seconds=0.1)


@pytest.mark.parametrize(
    ("state", "at", "found"),
    [
        (SilenceState.RUNNING, END - TENTH, SilenceState.RUNNING),
        (SilenceState.RUNNING, END, SilenceState.ADOPTED),
        (SilenceState.RUNNING, END + TENTH, SilenceState.ADOPTED),
        (SilenceState.PREPARED, END + TENTH, SilenceState.PREPARED),
        (SilenceState.BROKEN, END + TENTH, SilenceState.BROKEN),
        (SilenceState.WITHDRAWN, END + TENTH, SilenceState.WITHDRAWN),
        (SilenceState.ADOPTED, END - TENTH, SilenceState.ADOPTED),
    ],
)
def test_the_stored_instant_says_what_a_procedure_is_in(state, at, found):
    assert state_at(state, END, at) is found


def test_its_end_is_written_down_when_what_came_in_time_has_had_its_turn():
    assert not is_due(SilenceState.RUNNING, END, END)
    assert is_due(SilenceState.RUNNING, END, END + SETTLING)
    assert not is_due(SilenceState.BROKEN, END, END + SETTLING)


def test_a_message_at_the_instant_is_late_and_so_is_one_after_the_end_was_written_down():
    assert not is_late(SilenceState.RUNNING, END, END - TENTH)
    assert is_late(SilenceState.RUNNING, END, END)
    assert is_late(SilenceState.ADOPTED, END, END - TENTH)


def test_a_late_communication_proves_in_time_by_its_receipt_alone():
    begin = END - timedelta(days=3)
    assert proves_in_time(END - TENTH, begin, END)
    assert not proves_in_time(END, begin, END)
    assert not proves_in_time(begin - TENTH, begin, END)


def test_only_an_adoption_can_be_annulled_and_an_ended_procedure_goes_nowhere_else():
    ended = {SilenceState.BROKEN, SilenceState.WITHDRAWN}
    assert {state for state, action in SILENCE_STEPS if action is SilenceAction.ANNUL} == {SilenceState.ADOPTED}
    assert all(step.to is state for (state, _), step in SILENCE_STEPS.items() if state in ended)


def test_what_is_frozen_has_another_hash_when_a_text_its_place_or_the_scope_differs():
    one, two = (Item(PositionSubject.CLAUSE, name, "a" * 64) for name in ("one", "two"))
    found = {
        scope_hash(SilenceScope.CLAUSES, [one, two]),
        scope_hash(SilenceScope.CLAUSES, [two, one]),
        scope_hash(SilenceScope.VERSION, [one, two]),
        scope_hash(SilenceScope.CLAUSES, [one]),
        scope_hash(SilenceScope.CLAUSES, [one, Item(PositionSubject.CLAUSE, "two", "b" * 64)]),
    }
    assert len(found) == 5


class TestAnnulment:
    """What an annulled adoption filled in is void, and what stood before stands again."""

    def said(self, kind, day, *, origin=PositionOrigin.OWN, text="x"):
        return Position("d", kind, text, END + timedelta(days=day), origin=origin)

    def test_nothing_stands_where_nothing_stood(self):
        filled = self.said(PositionKind.NO_OBJECTION_RECEIVED, 0, origin=PositionOrigin.SILENCE)
        void = self.said(PositionKind.NONE, 1, origin=PositionOrigin.SILENCE)
        assert standing("d", [filled], "x").position == filled
        assert standing("d", [filled, void], "x").position is None

    def test_an_objection_received_before_the_instant_counts(self):
        objection = self.said(PositionKind.OBJECTS, -1, origin=PositionOrigin.OUTSIDE)
        filled = self.said(PositionKind.NO_OBJECTION_RECEIVED, 0, origin=PositionOrigin.SILENCE)
        void = self.said(PositionKind.NONE, 1, origin=PositionOrigin.SILENCE)
        assert standing("d", [objection, filled, void], "x").position == objection

    def test_what_was_to_be_reconfirmed_is_so_again(self):
        old = self.said(PositionKind.AGREES, -1, text="old")
        filled = self.said(PositionKind.NO_OBJECTION_RECEIVED, 0, origin=PositionOrigin.SILENCE)
        void = self.said(PositionKind.NONE, 1, origin=PositionOrigin.SILENCE)
        found = standing("d", [old, filled, void], "x")
        assert found.is_to_reconfirm
        assert found.position == old

    def test_a_second_procedure_on_the_same_text_counts(self):
        filled = self.said(PositionKind.NO_OBJECTION_RECEIVED, 0, origin=PositionOrigin.SILENCE)
        void = self.said(PositionKind.NONE, 1, origin=PositionOrigin.SILENCE)
        again = self.said(PositionKind.NO_OBJECTION_RECEIVED, 2, origin=PositionOrigin.SILENCE)
        assert standing("d", [filled, void, again], "x").position == again


class TestDaysOff:
    @pytest.mark.parametrize("code", ["ARM", "AZE", "BLR", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UZB", "UKR", "TKM"])
    def test_every_member_state_has_its_weekend(self, code):
        assert day_off(code, datetime(2011, 4, 9, 9, tzinfo=UTC)) is DayOff.WEEKEND
        assert zone_of(code)

    def test_the_day_is_that_of_the_capital(self):
        friday_night = datetime(2011, 4, 8, 20, 30, tzinfo=UTC)
        assert day_off("KGZ", friday_night) is DayOff.WEEKEND  # Saturday, 02:30 in Bishkek
        assert day_off("MDA", friday_night) is None  # Friday, 23:30 in Chisinau

    def test_a_saturday_that_was_made_a_working_day_is_none(self):
        saturday = datetime(2011, 3, 5, 9, tzinfo=UTC)
        assert day_off("RUS", saturday) is None
        assert day_off("BLR", saturday) is DayOff.WEEKEND

    def test_a_holiday_names_the_states_that_have_it(self):
        found = dict(days_off(["KAZ", "BLR", "ARM"], datetime(2011, 3, 22, 9, tzinfo=UTC)))  # Nauryz
        assert found == {"KAZ": DayOff.HOLIDAY}

    def test_a_state_without_a_calendar_is_not_named(self):
        assert day_off("XYZ", datetime(2011, 4, 9, 9, tzinfo=UTC)) is None
