"""The text in another language from a file: laid beside its clauses, kept, and an informational translation."""

import pytest
from sqlalchemy import select

from program_workflow.documents.reading import read
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.positions import key_of
from program_workflow.domain.terms import Alignment, PositionOrigin
from program_workflow.storage import PositionRow, ProgramRow
from program_workflow.usecases import alignment, importing, reading, recording, translations, twin_texts
from program_workflow.usecases.twin_texts import Outcome
from tests.twins import ENGLISH, amend, begin, begin_in_russian, circulate

pytestmark = pytest.mark.usefixtures("database")


def understood(text=ENGLISH, language="en"):
    return read("text.txt", text.encode(), language=language)


def add(talks, text=ENGLISH, by=None, language="en", **more):
    with talks.work(by or talks.people.coordinator) as w:
        return twin_texts.add_texts(w, talks.code, understood(text), language, **more)


def view(talks, number="latest"):
    with talks.work(talks.people.coordinator) as w:
        return alignment.view_alignment(w, talks.code, number)


def verified(talks):
    with talks.work() as w:
        return recording.verify(w).broken


class TestPairing:
    def test_each_clause_stands_beside_what_the_file_has_for_it(self, talks, people):
        begin_in_russian(talks)
        with talks.work(people.coordinator) as w:
            found = twin_texts.pair_file(w, talks.code, understood(), "en")
        paired = [(one.number, one.printed, one.outcome) for one in found.items]
        assert paired[:2] == [("1", "1", Outcome.NEW), ("2", "2", Outcome.NEW)]
        assert set(paired[2:]) == {("3", "", Outcome.NO_TEXT), ("", "4", Outcome.NO_CLAUSE)}
        assert [(one.one, one.other) for one in found.items[1].differences] == [("1 марта 2012", "1 April 2012")]
        with talks.work(people.coordinator) as w:
            assert w.session.scalars(select(ProgramRow.languages)).one() == ["ru"]


class TestAdding:
    def test_the_language_is_authentic_and_its_texts_are_aligned(self, talks):
        begin_in_russian(talks)
        add(talks)
        found = view(talks)
        assert found.languages == ("ru", "en")
        assert [one.standing.state for one in found.items] == [
            Alignment.ALIGNED,
            Alignment.ALIGNED,
            Alignment.MISSING,
        ]
        assert talks.text().node(talks.ids["1"]).contents["en"].text == "The parties meet once a year."
        assert verified(talks) == ()

    def test_a_text_that_is_not_taken_is_missing(self, talks):
        begin_in_russian(talks)
        add(talks, without={talks.ids["2"]})
        assert view(talks).items[1].standing.state is Alignment.MISSING

    def test_only_texts_that_lag_are_replaced_once_the_version_was_circulated(self, talks):
        circulate(begin(talks))
        amend(talks)
        made = add(talks, "1. The parties meet twice a year.\n2. Reports are sent by 1 May 2012.\n")
        assert [one.outcome for one in made.items] == [Outcome.REPLACES, Outcome.STAYS, Outcome.NO_TEXT]
        contents = [node.contents["en"].text for node in talks.text().nodes]
        assert contents[:2] == ["The parties meet twice a year.", "Reports are sent by 1 March 2012."]
        assert not view(talks).pending

    def test_positions_pass_to_the_text_in_two_languages(self, talks, people):
        circulate(begin_in_russian(talks))
        talks.stand(people.blr, "agrees", "2")
        talks.close()
        talks.next()
        add(talks)
        key = key_of(talks.text().node(talks.ids["2"]))
        with talks.work() as w:
            [row] = w.session.scalars(select(PositionRow).where(PositionRow.text_hash == key)).all()
        assert (row.delegation_id, row.origin) == (people.blr.delegation_id, PositionOrigin.CARRIED)

    def test_a_file_for_a_circulated_version_is_refused(self, talks):
        circulate(begin_in_russian(talks))
        with pytest.raises(StepNotAllowed, match="added to a working version"):
            add(talks)

    @pytest.mark.parametrize(("language", "pointer"), [("ru", "/language"), ("fr", "/language")])
    def test_a_language_that_cannot_be_added_is_refused(self, talks, language, pointer):
        begin_in_russian(talks)
        with pytest.raises(Invalid) as refusal:
            add(talks, language=language)
        assert refusal.value.pointer == pointer

    def test_a_file_with_nothing_new_is_refused(self, talks):
        begin_in_russian(talks)
        add(talks)
        before = talks.text().hash()
        with pytest.raises(Invalid, match="Nothing in the file is a new text"):
            add(talks)
        assert talks.text().hash() == before

    def test_only_a_coordinator_adds_a_text_to_the_version_they_saw(self, talks, people):
        circulate(begin_in_russian(talks))
        with pytest.raises(NotPermitted):
            add(talks, by=people.kaz)
        talks.close()
        talks.next()
        with pytest.raises(StaleRevision):
            add(talks, seen_revision=99)

    def test_an_upload_is_its_persons_alone(self, talks, people):
        begin_in_russian(talks)
        with talks.work(people.coordinator) as w:
            made = twin_texts.keep_texts_upload(
                w, "en.txt", b"x", understood(), talks.code, "en", is_informational=False
            )
        with talks.work(people.other_coordinator) as w, pytest.raises(NotFound):
            twin_texts.view_texts_upload(w, made.id)
        with talks.work(people.coordinator) as w, pytest.raises(NotFound):
            importing.view_upload(w, made.id)
        with talks.work(people.coordinator) as w:
            revision = twin_texts.pair_file(w, talks.code, made.understood, "en").revision
            twin_texts.add_from_upload(w, made.id, without=(), seen_revision=revision)
        with talks.work(people.coordinator) as w, pytest.raises(NotFound):
            twin_texts.view_texts_upload(w, made.id)


class TestInformationalTranslation:
    def test_it_stands_beside_a_circulated_version_and_is_no_part_of_it(self, talks, people):
        circulate(begin_in_russian(talks))
        before = talks.text().hash()
        add(talks, is_informational=True)
        assert talks.text().hash() == before
        with talks.work(people.observer) as w:
            found = translations.view_translations(w, talks.code)
            assert reading.view_version(w, talks.code, 1).languages == ("ru",)
        assert found["en"][talks.ids["1"]].content.text == "The parties meet once a year."
        assert found["en"][talks.ids["1"]].is_current
        assert verified(talks) == ()

    def test_it_never_blocks(self, talks, people):
        circulate(begin_in_russian(talks))
        add(talks, is_informational=True)
        for one in (people.kaz, people.blr, people.arm):
            talks.stand(one, "agrees")
        talks.close()
        assert talks.step("finalise").state == "finalised"

    def test_of_an_amended_clause_it_is_of_an_earlier_text(self, talks, people):
        circulate(begin_in_russian(talks))
        add(talks, is_informational=True)
        amend(talks)
        with talks.work(people.coordinator) as w:
            found = translations.view_translations(w, talks.code)["en"]
        assert (found[talks.ids["1"]].is_current, found[talks.ids["2"]].is_current) == (False, True)

    def test_what_was_laid_beside_a_working_version_is_not_known_outside(self, talks, people):
        circulate(begin_in_russian(talks))
        talks.close()
        talks.next()
        add(talks, is_informational=True)
        with talks.work(people.kaz) as w:
            assert translations.view_translations(w, talks.code) == {}

    def test_a_language_that_is_authentic_has_none(self, talks):
        begin(talks)
        with pytest.raises(Invalid, match="authentic"):
            add(talks, is_informational=True)


def test_a_new_russian_file_leaves_the_english_text_pending(talks, people):
    circulate(begin(talks))
    talks.close()
    talks.next()
    with talks.work(people.coordinator) as w:
        said = understood(
            "1. Стороны встречаются два раза в год.\n2. Отчеты направляются до 1 марта 2012 г.\n", language="ru"
        )
        importing.replace_text(w, talks.code, said)
    found = {one.number: one for one in view(talks).items}
    assert found["1"].standing.state is Alignment.PENDING
    assert found["1"].contents["en"].text == "The parties meet once a year."
    assert found["2"].standing.state is Alignment.ALIGNED
