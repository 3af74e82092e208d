"""The texts of a program in two languages: aligned, pending, given anew; what that does to positions and to the end."""

import pytest
from sqlalchemy import select

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.positions import key_of
from program_workflow.domain.terms import Alignment, Event, PositionOrigin
from program_workflow.storage import AlignmentRow, OutboxRow, PositionRow, VersionRow
from program_workflow.usecases import aligning, alignment, recording, turn
from tests.twins import amend, begin, circulate

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bilingual(talks):
    """Version 1 in Russian and English, circulated."""
    return circulate(begin(talks))


@pytest.fixture
def amended(bilingual):
    """Version 2, working: KAZ's Russian amendment of 1 is in it, the English text is as it was."""
    amend(bilingual)
    return bilingual


def view(talks, by=None, number="latest"):
    with talks.work(by or talks.people.coordinator) as w:
        return alignment.view_alignment(w, talks.code, number)


def states(talks, number="latest"):
    return {one.number: one.standing.state for one in view(talks, number=number).items}


def supply(talks, number, language, text, by=None, **more):
    with talks.work(by or talks.people.coordinator) as w:
        return aligning.supply_text(
            w, talks.code, "latest", talks.ids[number], language, text=text, **{"seen_revision": None, **more}
        )


def confirm(talks, *numbers, by=None, seen=None, version="latest"):
    with talks.work(by or talks.people.coordinator) as w:
        return aligning.confirm_alignment(
            w, talks.code, version, [talks.ids[one] for one in numbers], seen_revision=seen
        )


def verified(talks):
    with talks.work() as w:
        return recording.verify(w).broken


@pytest.fixture
def corrected(talks):
    """Version 1 adopted, version 2 with the corrected Russian text of 1 in force."""
    circulate(begin(talks, rule="coordinator")).close()
    for action in ("finalise", "submit", "adopt"):
        talks.step(action)
    talks.corrected("1", "Стороны встречаются ежегодно.")
    return talks


class TestCorrigendum:
    """A corrigendum to one language leaves its twin pending, until a coordinator confirms it or corrects it too."""

    def test_the_text_that_was_not_corrected_waits_for_the_coordinators(self, corrected):
        assert states(corrected) == {"1": Alignment.PENDING, "2": Alignment.ALIGNED, "3": Alignment.ALIGNED}
        with corrected.work(corrected.people.coordinator) as w:
            [waiting] = [one for one in turn.my_turn(w).items if one.task is turn.Task.ALIGN]
            assert (waiting.version_number, waiting.clauses) == (2, 1)
        with corrected.work() as w:
            told = w.session.scalars(select(OutboxRow.user_id).where(OutboxRow.event == Event.ALIGNMENT_PENDING)).all()
            assert corrected.people.coordinator.user_id in told
        assert not view(corrected, by=corrected.people.kaz).may_align

    def test_it_is_confirmed_as_it_stands_and_given_only_by_another_corrigendum(self, corrected):
        assert [one.suppliable for one in view(corrected).items] == [(), (), ()]
        with pytest.raises(StepNotAllowed):
            supply(corrected, "1", "en", "The parties meet yearly.")
        with pytest.raises(StepNotAllowed):
            confirm(corrected, "1", version=1)
        confirm(corrected, "1")
        assert set(states(corrected).values()) == {Alignment.ALIGNED}
        with corrected.work(corrected.people.coordinator) as w:
            assert not [one for one in turn.my_turn(w).items if one.task is turn.Task.ALIGN]
        assert verified(corrected) == ()


class TestStates:
    def test_texts_that_came_together_are_aligned(self, bilingual):
        assert set(states(bilingual).values()) == {Alignment.ALIGNED}

    def test_a_change_in_one_language_marks_the_twin_pending(self, amended):
        assert states(amended) == {"1": Alignment.PENDING, "2": Alignment.ALIGNED, "3": Alignment.ALIGNED}
        assert view(amended).items[0].standing.lagging == ("en",)
        assert set(states(amended, 1).values()) == {Alignment.ALIGNED}

    def test_it_is_pending_until_somebody_aligns_it(self, amended):
        amended.step("circulate", closes_at=amended.clock.now.replace(year=2013))
        amended.close()
        amended.next()
        assert states(amended)["1"] is Alignment.PENDING

    def test_an_inserted_clause_has_no_text_in_the_other_language(self, bilingual, people):
        made = bilingual.propose(people.kaz, bilingual.insert("Стороны обучают кадры.", after="1"), language="ru")
        bilingual.take(people.kaz, made, "submit")
        bilingual.take(people.coordinator, made, "review")
        for one in (people.kaz, people.blr, people.arm):
            bilingual.position(one, made, "agrees")
        bilingual.take(people.coordinator, made, "agree")
        bilingual.close()
        text = bilingual.next()
        bilingual.ids["new"] = next(node.id for node in text.nodes if node.id not in bilingual.ids.values())
        found = {one.id: one for one in view(bilingual).items}[bilingual.ids["new"]]
        assert (found.standing.state, found.suppliable) == (Alignment.MISSING, ("en",))
        with pytest.raises(StepNotAllowed, match="has no text in one of the languages"):
            confirm(bilingual, "new")
        supply(bilingual, "new", "en", "The parties train personnel.")
        assert bilingual.text().node(bilingual.ids["new"]).contents["en"].text == "The parties train personnel."
        assert Alignment.MISSING not in states(bilingual).values()

    def test_what_is_taken_out_again_is_aligned_as_before(self, amended, people):
        with amended.work(people.coordinator) as w:
            made = w.session.scalars(select(VersionRow.id).where(VersionRow.number == 2)).one()
        assert made
        amendment = _the_amendment(amended)
        amended.take(people.other_coordinator, amendment, "annul")
        assert states(amended)["1"] is Alignment.ALIGNED

    def test_a_program_of_one_language_is_aligned(self, talks):
        talks.circulated()
        assert not view(talks).pending
        assert not view(talks).is_bilingual


def _the_amendment(talks):
    from program_workflow.storage import AmendmentRow

    with talks.work() as w:
        return w.session.scalars(select(AmendmentRow.id)).one()


class TestAligning:
    def test_the_text_that_lags_is_given_and_stands_aligned(self, amended):
        supply(amended, "1", "en", "The parties meet twice a year.")
        assert states(amended)["1"] is Alignment.ALIGNED
        contents = amended.text().node(amended.ids["1"]).contents
        assert contents["en"].text == "The parties meet twice a year."
        assert contents["ru"].text == "Стороны встречаются два раза в год."
        assert verified(amended) == ()

    def test_what_was_given_for_a_version_may_be_given_again_in_it(self, amended):
        supply(amended, "1", "en", "The parties meet twice.")
        supply(amended, "1", "en", "The parties meet twice a year.")
        assert states(amended)["1"] is Alignment.ALIGNED

    def test_a_text_that_needs_no_change_is_confirmed(self, amended):
        confirm(amended, "1")
        assert states(amended)["1"] is Alignment.ALIGNED
        assert amended.text().node(amended.ids["1"]).contents["en"].text == "The parties meet once a year."
        assert verified(amended) == ()

    @pytest.mark.parametrize(("number", "language"), [("1", "ru"), ("2", "en"), ("2", "ru")])
    def test_a_text_that_was_agreed_or_is_aligned_is_changed_by_amendments_alone(self, amended, number, language):
        with pytest.raises(StepNotAllowed, match="propose an amendment"):
            supply(amended, number, language, "Anything else.")

    def test_a_field_is_aligned_too(self, bilingual, people):
        made = bilingual.propose(
            people.kaz, bilingual.modify("3", None, fields={"timeframe": "2012 год"}), language="ru"
        )
        bilingual.take(people.kaz, made, "submit")
        bilingual.take(people.coordinator, made, "review")
        for one in (people.blr, people.arm):
            bilingual.position(one, made, "agrees")
        bilingual.take(people.coordinator, made, "agree")
        bilingual.close()
        bilingual.next()
        found = next(one for one in view(bilingual).items if one.number == "3")
        assert [(one.one, one.other, one.field) for one in found.differences] == [("2012", "2011", "timeframe")]
        supply(bilingual, "3", "en", "To hold an exercise.", fields={"timeframe": "2012"})
        found = next(one for one in view(bilingual).items if one.number == "3")
        assert (found.standing.state, found.differences) == (Alignment.ALIGNED, ())

    def test_in_a_circulated_version_the_text_stays_and_may_be_confirmed(self, amended):
        amended.step("circulate", closes_at=amended.clock.now.replace(year=2013))
        with pytest.raises(StepNotAllowed, match="in the next working version"):
            supply(amended, "1", "en", "The parties meet twice a year.")
        confirm(amended, "1")
        assert states(amended)["1"] is Alignment.ALIGNED

    def test_only_a_coordinator_aligns(self, bilingual, people):
        for one in (people.kaz, people.reviewer, people.observer):
            with pytest.raises(NotPermitted):
                confirm(bilingual, "1", by=one)

    def test_a_working_version_is_not_known_to_a_delegation(self, amended, people):
        with pytest.raises(NotFound):
            view(amended, people.kaz, 2)
        with pytest.raises(NotFound):
            confirm(amended, "1", by=people.kaz, version=2)
        assert view(amended, people.observer).version == 1

    def test_the_version_the_person_saw_must_be_the_present_one(self, amended):
        seen = view(amended).revision
        supply(amended, "1", "en", "The parties meet twice.")
        with pytest.raises(StaleRevision):
            supply(amended, "1", "en", "The parties meet two times.", seen_revision=seen)
        with pytest.raises(StaleRevision):
            confirm(amended, "1", seen=seen)

    @pytest.mark.parametrize(
        ("language", "text", "pointer"), [("fr", "x", "/language"), ("en", " ", "/text"), ("en", "a\x07b", "")]
    )
    def test_what_is_wrong_is_refused_and_nothing_is_kept(self, amended, language, text, pointer):
        before = amended.text().hash()
        with pytest.raises(Invalid) as refusal:
            supply(amended, "1", language, text)
        assert (refusal.value.pointer or "").startswith(pointer)
        assert amended.text().hash() == before

    def test_confirming_what_is_aligned_refuses_the_whole_act(self, amended):
        with pytest.raises(StepNotAllowed, match="aligned already"):
            confirm(amended, "1", "2")
        assert states(amended)["1"] is Alignment.PENDING


class TestPositions:
    def test_positions_on_the_amended_text_pass_to_the_aligned_one(self, amended, people):
        supply(amended, "1", "en", "The parties meet twice a year.")
        key = key_of(amended.text().node(amended.ids["1"]))
        with amended.work() as w:
            rows = w.session.scalars(select(PositionRow).where(PositionRow.text_hash == key)).all()
        assert sorted(row.delegation_id for row in rows) == sorted(
            [people.kaz.delegation_id, people.blr.delegation_id, people.arm.delegation_id]
        )
        assert {row.origin for row in rows} == {PositionOrigin.CARRIED}
        assert verified(amended) == ()

    def test_a_reservation_passes_with_its_reason_and_a_linguistic_one_is_to_be_reconfirmed(self, bilingual, people):
        bilingual.ids = {node.number: node.id for node in bilingual.text(1).nodes}
        made = bilingual.propose(
            people.kaz, bilingual.modify("2", "Отчеты направляются до 1 мая 2012 г."), language="ru"
        )
        bilingual.take(people.kaz, made, "submit")
        bilingual.take(people.coordinator, made, "review")
        for one in (people.blr, people.arm):
            bilingual.position(one, made, "agrees")
        bilingual.take(people.coordinator, made, "agree")
        bilingual.close()
        bilingual.next()
        bilingual.step("circulate", closes_at=bilingual.clock.now.replace(year=2013))
        bilingual.stand(people.blr, "scrutiny_reservation", "2", reason="in the capital", due="2013-01-01")
        bilingual.stand(people.arm, "linguistic_reservation", "2", reason="the English text")
        bilingual.close()
        bilingual.next()
        supply(bilingual, "2", "en", "Reports are sent by 1 May 2012.")
        key = key_of(bilingual.text().node(bilingual.ids["2"]))
        with bilingual.work() as w:
            rows = {
                row.delegation_id: row
                for row in w.session.scalars(select(PositionRow).where(PositionRow.text_hash == key))
            }
        assert (rows[people.blr.delegation_id].reason, rows[people.blr.delegation_id].due) == (
            "in the capital",
            "2013-01-01",
        )
        assert people.arm.delegation_id not in rows


class TestTheEnd:
    def test_nothing_is_finalised_while_the_languages_are_not_aligned(self, amended, people):
        amended.step("circulate", closes_at=amended.clock.now.replace(year=2013))
        for one in (people.kaz, people.blr, people.arm):
            amended.stand(one, "agrees")
        amended.close()
        with pytest.raises(StepNotAllowed) as refusal:
            amended.step("finalise")
        assert (refusal.value.params["count"], str(refusal.value)) == (1, str(refusal.value))
        assert "languages are not aligned" in str(refusal.value)
        confirm(amended, "1")
        assert amended.step("finalise").state == "finalised"
        with pytest.raises(StepNotAllowed, match="its text is fixed"):
            confirm(amended, "1")

    def test_the_coordinator_is_told_and_has_it_on_the_first_page(self, amended, people):
        with amended.work(people.coordinator) as w:
            items = [one for one in turn.my_turn(w).items if one.task is turn.Task.ALIGN]
            assert [(one.version_number, one.clauses) for one in items] == [(2, 1)]
            told = w.session.scalars(select(OutboxRow.event).where(OutboxRow.event == Event.ALIGNMENT_PENDING)).all()
            assert told
            before = turn.turn_count(w)
        with amended.work(people.kaz) as w:
            assert not [one for one in turn.my_turn(w).items if one.task is turn.Task.ALIGN]
        supply(amended, "1", "en", "The parties meet twice a year.")
        with amended.work(people.coordinator) as w:
            assert turn.turn_count(w) == before - 1


class TestTheRecord:
    def test_a_confirmation_changed_behind_its_back_is_found(self, amended):
        confirm(amended, "1")
        with amended.work() as w:
            row = w.session.scalars(select(AlignmentRow)).one()
            row.revisions = {**row.revisions, "en": row.revisions["ru"]}
        assert any("pairs is" in one for one in verified(amended))

    def test_one_that_is_gone_is_found(self, amended):
        confirm(amended, "1")
        with amended.work() as w:
            w.session.delete(w.session.scalars(select(AlignmentRow)).one())
        assert any("it is no longer there" in one for one in verified(amended))
