"""Files of proposals: from a version of ours to drafts and back, with authors, versions and what is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.documents.word_writer import write_word
from program_workflow.domain.actor import Actor, console_as
from program_workflow.domain.clause import ClauseDraft, Fields
from program_workflow.domain.errors import (
    FileRefused,
    Invalid,
    NotFound,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    WindowClosed,
)
from program_workflow.domain.landing import NotLanded
from program_workflow.domain.terms import AmendmentState, ClauseKind, Role
from program_workflow.domain.timeframe import read_timeframe
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import importing, programs, proposal_uploads, recording
from program_workflow.usecases.amendment_reading import list_amendments
from program_workflow.usecases.proposal_rows import Standing, not_taken, rows_of
from program_workflow.usecases.proposals_in import Arrival, Asked, read_and_land
from program_workflow.usecases.proposals_kept import Choices, Kept, keep
from program_workflow.usecases.publishing import publish
from program_workflow.usecases.views import AmendmentView
from tests.conftest import missing
from tests.documents.oracles.libreoffice import missing_libreoffice, saved_by_libreoffice
from tests.documents.word_editing import Editor, without_identity
from tests.negotiation import Negotiation, heading, two_sections

YEARLY = "The parties hold joint exercises every year."


def measure(number: str, text: str, bodies: str, period: str) -> ClauseDraft:
    fields = Fields((bodies,), read_timeframe(period), "national budgets")
    return ClauseDraft(ClauseKind.MEASURE, text, number, fields)


def with_measures() -> tuple[ClauseDraft, ...]:
    return (
        *two_sections(),
        heading(
            "3",
            "Measures",
            measure("3.1", "Publish a bulletin on cyber threats.", "Bureau", "2011–2013"),
            measure("3.2", "Train customs officers.", "Council", "2012"),
        ),
    )


def exported(talks: Negotiation, by: Actor, number: int = 1, **kwargs: bool) -> bytes:
    with talks.work(by) as w:
        return write_word(publish(w, talks.code, number, **kwargs))


def arrive(talks: Negotiation, by: Actor, data: bytes, name: str = "draft.docx", **asked: object) -> Arrival:
    with talks.work(by) as w:
        return read_and_land(w, talks.code, name, data, Asked(**asked))  # type: ignore[arg-type]


def kept(talks: Negotiation, by: Actor, arrival: Arrival, choices: Choices | None = None) -> Kept:
    with talks.work(by) as w:
        return keep(w, arrival, choices)


def bring(talks: Negotiation, by: Actor, data: bytes, name: str = "draft.docx", **asked: object) -> Kept:
    return kept(talks, by, arrive(talks, by, data, name, **asked))


def drafts(talks: Negotiation, by: Actor) -> list[AmendmentView]:
    with talks.work(by) as w:
        return list(list_amendments(w, talks.code).items)


def said(talks: Negotiation, by: Actor) -> list[tuple[str, str, str, str]]:
    """(delegation, what, clause, text) of everything the person may know of."""
    return sorted(
        (one.delegation.code, operation.kind.value, operation.reference, operation.text)
        for one in drafts(talks, by)
        for operation in one.operations
    )


def standing(talks: Negotiation, by: Actor, arrival: Arrival, **choices: object) -> list[tuple[str | None, Standing]]:
    with talks.work(by) as w:
        return [(row.delegation, row.standing) for row in rows_of(w, arrival, **choices)]  # type: ignore[arg-type]


def by_three(data: bytes) -> bytes:
    """Changes by Kazakhstan, Belarus and Armenia, each named in its own way."""
    kaz = Editor(data, "Kazakhstan", "2011-03-02T10:00:00Z").reword("every year", "twice a year", "As in 2010.")
    kaz.reword("Bureau", "Secretariat").embolden("Meetings are held")
    blr = Editor(kaz.data, "BLR", "2011-03-03T10:00:00Z").reword("joint exercises", "combined exercises")
    blr.strike("Reports are sent to the Council.")
    arm = Editor(blr.data, "Армения", "2011-03-04T10:00:00Z").add_after("Meetings are held.", "2.4\tAdvice is given.")
    return arm.reword("2012", "2012–2013").data


EXPECTED = [
    ("ARM", "insert", "2.3", "Advice is given."),
    ("ARM", "modify", "3.2", "Train customs officers."),
    ("BLR", "delete", "2.2", ""),
    ("BLR", "modify", "1.2", "The parties hold combined exercises every year."),
    ("KAZ", "modify", "1.2", "The parties hold joint exercises twice a year."),
    ("KAZ", "modify", "3.1", "Publish a bulletin on cyber threats."),
]


def all_said(talks: Negotiation) -> list[tuple[str, str, str, str]]:
    people = talks.people
    return sorted({one for by in (people.kaz, people.blr, people.arm) for one in said(talks, by)})


# --- The round trip -----------------------------------------------------------------------------


def test_an_unedited_file_of_ours_brings_nothing(talks: Negotiation) -> None:
    talks.circulated(*with_measures())
    found = arrive(talks, talks.people.kaz, exported(talks, talks.people.kaz))
    assert (found.landing.proposals, found.landing.unlanded, found.made_from) == ((), (), 1)


def test_three_authors_come_as_drafts_of_three_delegations(talks: Negotiation) -> None:
    talks.circulated(*with_measures())
    coordinator = talks.people.coordinator
    arrival = arrive(talks, coordinator, by_three(exported(talks, coordinator)))
    assert {one.name: one.delegation for one in arrival.authors} == {
        "Kazakhstan": "KAZ",
        "BLR": "BLR",
        "Армения": "ARM",
    }
    assert arrival.landing.unlanded == ()
    assert len(kept(talks, coordinator, arrival).created) == 6
    assert all_said(talks) == EXPECTED
    assert [one.rationale for one in drafts(talks, talks.people.kaz)] == ["As in 2010.", ""]
    with talks.work(talks.people.administrator) as w:
        assert recording.verify(w).broken == ()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_what_libreoffice_opened_and_saved_comes_as_the_same_drafts(
    talks: Negotiation, kind: str, tmp_path: Path
) -> None:
    if absent := missing_libreoffice():
        missing(absent)
    talks.circulated(*with_measures())
    coordinator = talks.people.coordinator
    file = tmp_path / "tracked.docx"
    file.write_bytes(by_three(exported(talks, coordinator)))
    saved = saved_by_libreoffice(file, kind, tmp_path)
    arrival = arrive(talks, coordinator, saved.read_bytes(), saved.name)
    assert (arrival.made_from, arrival.landing.unlanded) == (1, ())
    kept(talks, coordinator, arrival)
    assert all_said(talks) == EXPECTED
    assert kept(talks, coordinator, arrive(talks, coordinator, file.read_bytes())).created == ()


def test_out_again_there_are_the_same_changes_authors_and_dates_and_a_second_round_changes_nothing(
    talks: Negotiation,
) -> None:
    talks.circulated(*with_measures())
    people = talks.people
    bring(talks, people.coordinator, by_three(exported(talks, people.coordinator)))
    for by in (people.kaz, people.blr, people.arm):
        talks.clock.advance(hours=1)
        for one in [one for one in drafts(talks, by) if one.state is AmendmentState.DRAFT]:
            with_rationale(talks, by, one)
            talks.take(by, one.id, "submit")
            talks.take(people.coordinator, one.id, "review")
    first = exported(talks, people.coordinator, amendments=True)
    told = _told(first)
    assert {author for author, *_ in told} == {"Kazakhstan", "Belarus", "Armenia"}
    before = all_said(talks)
    again = arrive(talks, people.coordinator, first)
    assert again.landing.unlanded == ()
    assert {one for _, one in standing(talks, people.coordinator, again)} == {Standing.EXISTS}
    assert bring(talks, people.coordinator, first) == Kept((), (), 6, 0)
    assert all_said(talks) == before == EXPECTED
    assert _told(exported(talks, people.coordinator, amendments=True)) == told


def with_rationale(talks: Negotiation, by: Actor, one: AmendmentView) -> None:
    from program_workflow.usecases import amending
    from program_workflow.usecases.operations import load_operations
    from program_workflow.usecases.proposal_rows import inputs_of

    with talks.work(by) as w:
        row = w.get(AmendmentRow, one.id)
        inputs = inputs_of(load_operations(w, [row])[one.id])
        amending.save_wording(w, one.id, inputs, seen_revision=row.revision, rationale=one.rationale or "because")


def _told(data: bytes) -> list[tuple[str, str, str, str]]:
    changes = read_revised("again.docx", data).changes
    return [(one.author, one.date.isoformat() if one.date else "", one.old, one.new) for one in changes]


# --- The same file, and what stands there already -------------------------------------------------


def test_the_same_file_twice_adds_nothing(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    file = Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data
    assert len(bring(talks, kaz, file).created) == 1
    assert bring(talks, kaz, file) == Kept((), (), 1, 0)
    assert bring(talks, talks.people.kaz_expert, file) == Kept((), (), 1, 0)


def test_what_was_typed_in_the_form_is_known_again(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    talks.propose(kaz, talks.modify("1.2", "The parties hold joint exercises twice a year."))
    file = Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data
    assert bring(talks, kaz, file) == Kept((), (), 1, 0)


def test_another_draft_on_the_clause_is_told_and_stays(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    mine = talks.propose(kaz, talks.modify("1.2", "The parties hold exercises."))
    arrival = arrive(talks, kaz, Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data)
    assert standing(talks, kaz, arrival) == [("KAZ", Standing.DRAFT)]
    assert kept(talks, kaz, arrival) == Kept((), (), 0, 1)
    with talks.work(kaz) as w:
        (row,) = rows_of(w, arrival)
    assert row.amendment_id == mine
    done = kept(talks, kaz, arrival, Choices(rewritten=[row.key]))
    assert done.rewritten == (mine,)
    assert [one[3] for one in said(talks, kaz)] == ["The parties hold joint exercises twice a year."]


def test_a_coordinator_learns_nothing_of_the_drafts_of_a_delegation(talks: Negotiation) -> None:
    talks.circulated()
    kaz, coordinator = talks.people.kaz, talks.people.coordinator
    talks.propose(kaz, talks.modify("1.2", "The parties hold joint exercises twice a year."))
    file = Editor(exported(talks, kaz), "KAZ").reword("every year", "twice a year").data
    assert standing(talks, coordinator, arrive(talks, coordinator, file)) == [("KAZ", Standing.NEW)]
    assert len(bring(talks, coordinator, file).created) == 1
    assert said(talks, coordinator) == []
    assert bring(talks, talks.people.other_coordinator, file) == Kept((), (), 1, 0)


# --- Authors ------------------------------------------------------------------------------------


def test_in_its_own_file_all_is_a_delegations_own_but_what_bears_the_name_of_another(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    file = Editor(exported(talks, kaz), "Office").reword("every year", "twice a year")
    file = Editor(Editor(file.data, "Second office").reword("twice a", "each").data, "Belarus").reword(
        "Training", "Schooling"
    )
    arrival = arrive(talks, kaz, file.data)
    assert {one.name: one.delegation for one in arrival.authors} == {
        "Office": "KAZ",
        "Second office": "KAZ",
        "Belarus": "",
    }
    assert not_taken(arrival) == 1
    assert len(kept(talks, kaz, arrival).created) == 1
    mapped = arrive(talks, kaz, file.data, authors={"Belarus": "KAZ"})
    assert not_taken(mapped) == 0
    assert len(kept(talks, kaz, mapped).created) == 1


def test_several_people_of_one_delegation_make_one_draft_for_a_clause(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    file = Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data
    bring(talks, kaz, Editor(file, "Ministry").reword("joint", "combined").data)
    assert [one[1:] for one in said(talks, kaz)] == [
        ("modify", "1.2", "The parties hold combined exercises twice a year.")
    ]


def test_a_coordinator_says_whose_an_unknown_author_is(talks: Negotiation) -> None:
    talks.circulated()
    coordinator = talks.people.coordinator
    file = Editor(exported(talks, coordinator), "Office").reword("every year", "twice a year").data
    with pytest.raises(Invalid, match="changes by Office"):
        bring(talks, coordinator, file)
    with pytest.raises(Invalid, match="XYZ does not take part"):
        bring(talks, coordinator, file, authors={"Office": "XYZ"})
    assert bring(talks, coordinator, file, authors={"Office": ""}) == Kept((), (), 0, 0)
    bring(talks, coordinator, file, authors={"Office": "ARM"})
    bring(talks, coordinator, file, delegation="BLR")
    assert [one[0] for one in all_said(talks)] == ["ARM", "BLR"]
    bring(talks, coordinator, file, authors={"Office": "SEC"})
    assert [one[0] for one in said(talks, coordinator)] == ["SEC"]


# --- Versions -----------------------------------------------------------------------------------


def next_circulated(talks: Negotiation, **agreed: str) -> None:
    for number, text in agreed.items():
        talks.agreed(talks.people.arm, talks.modify(number.replace("_", ".").strip("."), text))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=10))


def test_changes_to_an_earlier_version_are_carried_over(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    old = exported(talks, kaz)
    next_circulated(talks, _1_2="The states hold joint exercises every year.", _2_3="Meetings take place.")
    file = Editor(old, "Office").reword("every year", "twice a year").reword("Meetings are held", "Meetings are called")
    arrival = arrive(talks, kaz, file.data)
    assert (arrival.made_from, arrival.base, arrival.version) == (1, 1, 2)
    assert [(one.reason, one.nearest) for one in arrival.landing.unlanded] == [(NotLanded.CONFLICT, talks.ids["2.3"])]
    kept(talks, kaz, arrival)
    assert [one[3] for one in said(talks, kaz) if one[0] == "KAZ"] == ["The states hold joint exercises twice a year."]


def test_a_clean_copy_of_an_earlier_version_is_held_against_that_one(talks: Negotiation) -> None:
    talks.circulated(*with_measures())
    kaz = talks.people.kaz
    old = exported(talks, kaz)
    next_circulated(talks, _2_3="Meetings take place.")
    bring(talks, kaz, Editor(old, "").silently("every year", "twice a year").silently("Bureau", "Secretariat").data)
    assert [one[1:3] for one in said(talks, kaz) if one[0] == "KAZ"] == [("modify", "1.2"), ("modify", "3.1")]


def test_a_file_without_identity_tells_which_version_it_fits(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    old = exported(talks, kaz)
    next_circulated(talks, _1_2="Nothing of the kind is done.", _2_3="Meetings take place.")
    file = without_identity(Editor(old, "Office").reword("Training", "Schooling").data)
    arrival = arrive(talks, kaz, file)
    assert (arrival.made_from, arrival.base) == (None, 2)
    assert [number for number, _ in arrival.fits] == [1, 2]
    assert arrive(talks, kaz, file, base_version=1).base == 1
    with pytest.raises(Invalid, match="no version 7"):
        arrive(talks, kaz, file, base_version=7)


# --- What found no clause -------------------------------------------------------------------------


def test_a_person_chooses_the_clause_of_a_change_that_found_none(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    file = b"1.1 Entirely different words about a subject that nobody ever heard of."
    arrival = arrive(talks, kaz, file, "notes.txt")
    at = next(i for i, one in enumerate(arrival.landing.proposals or arrival.landing.unlanded))
    assert at == 0
    stranger = replace(arrival, landing=replace(arrival.landing, proposals=(), unlanded=(_stranger(arrival),)))
    assert standing(talks, kaz, stranger) == []
    placed = {0: talks.ids["1.2"]}
    assert standing(talks, kaz, stranger, placed=placed) == [("KAZ", Standing.NEW)]
    kept(talks, kaz, stranger, Choices(placed=placed, rationale="because"))
    assert [one[1:] for one in said(talks, kaz)] == [("modify", "1.2", "The parties hold joint drills every year.")]
    with pytest.raises(Invalid):
        standing(talks, kaz, stranger, placed={0: "nowhere"})


def _stranger(arrival: Arrival):  # type: ignore[no-untyped-def]
    from program_workflow.domain.landing import Unlanded

    return Unlanded(arrival.authors[0].name, NotLanded.NO_PLACE, "exercises", "drills")


# --- Refusals -------------------------------------------------------------------------------------


def test_a_file_of_another_program_is_refused(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    file = exported(talks, kaz)
    other = Negotiation(talks.work, talks.people, talks.clock, code="P2").circulated()
    with pytest.raises(FileRefused, match="made from version 1 of P1, not of P2"):
        arrive(other, kaz, file)


def test_a_damaged_file_is_refused(talks: Negotiation) -> None:
    talks.circulated()
    with pytest.raises(FileRefused):
        arrive(talks, talks.people.kaz, exported(talks, talks.people.kaz)[:-900])


def test_nothing_is_kept_when_one_of_the_drafts_is_refused(talks: Negotiation) -> None:
    talks.circulated()
    people = talks.people
    file = Editor(exported(talks, people.coordinator), "KAZ").reword("every year", "twice a year").data
    arrival = arrive(talks, people.coordinator, Editor(file, "BLR").reword("Training", "Schooling").data)
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, talks.code, "KAZ")
    with pytest.raises(NotPermitted, match="BLR does not take part"):
        kept(talks, people.coordinator, arrival)
    assert all_said(talks) == []


def test_a_closed_window_is_told_and_nothing_kept(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    arrival = arrive(talks, kaz, Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data)
    talks.close()
    with pytest.raises(WindowClosed):
        kept(talks, kaz, arrival)
    assert said(talks, kaz) == []


def test_only_those_who_draft_may_bring_a_file(talks: Negotiation) -> None:
    talks.begin()
    with pytest.raises(StepNotAllowed):
        arrive(talks, talks.people.coordinator, b"1.1 Text", "a.txt")
    with pytest.raises(NotFound):
        arrive(talks, talks.people.kaz, b"1.1 Text", "a.txt")
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=3))
    for by in (talks.people.observer, talks.people.reviewer, talks.people.administrator):
        with pytest.raises(NotPermitted):
            arrive(talks, by, b"1.1 Text", "a.txt")
    stranger = console_as(Role.REPRESENTATIVE)
    with pytest.raises(NotPermitted):
        arrive(talks, stranger, b"1.1 Text", "a.txt")
    with talks.work(talks.people.coordinator) as w:
        programs.add_participant(w, talks.code, "KAZ")
    with pytest.raises(NotPermitted, match="BLR does not take part"):
        arrive(talks, talks.people.blr, b"1.1 Text", "a.txt")


# --- Uploads --------------------------------------------------------------------------------------


def test_an_upload_comes_back_as_it_was_read_and_is_nobody_elses(talks: Negotiation) -> None:
    talks.circulated(*with_measures())
    people = talks.people
    data = by_three(exported(talks, people.coordinator))
    arrival = arrive(talks, people.coordinator, data)
    with talks.work(people.coordinator) as w:
        made = proposal_uploads.keep_upload(w, "draft.docx", data, Asked(), arrival)
    with talks.work(people.coordinator) as w:
        upload = proposal_uploads.view_upload(w, talks.code, made)
        assert upload.arrival.landing == arrival.landing
        assert (upload.arrival.taken, upload.arrival.fits) == (arrival.taken, arrival.fits)
        assert upload.arrival.authors == arrival.authors
    with talks.work(people.other_coordinator) as w, pytest.raises(NotFound):
        proposal_uploads.view_upload(w, talks.code, made)
    with talks.work(people.coordinator) as w, pytest.raises(NotFound):
        importing.view_upload(w, made)
    with talks.work(people.coordinator) as w:
        upload = proposal_uploads.view_upload(w, talks.code, made)
        assert len(proposal_uploads.keep_drafts(w, upload, Choices()).created) == 6
    with talks.work(people.coordinator) as w, pytest.raises(NotFound):
        proposal_uploads.view_upload(w, talks.code, made)


def test_a_draft_that_somebody_saved_meanwhile_is_not_rewritten(talks: Negotiation) -> None:
    talks.circulated()
    kaz = talks.people.kaz
    talks.propose(kaz, talks.modify("1.2", "The parties hold exercises."))
    arrival = arrive(talks, kaz, Editor(exported(talks, kaz), "Office").reword("every year", "twice a year").data)
    with talks.work(kaz) as w:
        (row,) = rows_of(w, arrival)
    seen = {row.key: int(row.revision or 0)}
    with_rationale(talks, kaz, drafts(talks, kaz)[0])
    with pytest.raises(StaleRevision):
        kept(talks, kaz, arrival, Choices(rewritten=[row.key], seen=seen))
