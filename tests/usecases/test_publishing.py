"""A version as it is published: what each reader finds in it."""

import pytest

from program_workflow.domain.errors import Invalid, NotFound
from program_workflow.usecases.publishing import publish
from tests.negotiation import window


def marked(publication):
    """The pieces with marks as (whole, number, [(op, text, by), …])."""
    return [
        (piece.whole, piece.number, [(one.op, one.text, one.by) for one in piece.spans if one.op != "="])
        for piece in publication.pieces
        if piece.whole or any(one.op != "=" for one in piece.spans)
    ]


def test_a_clean_version_is_its_text(talks, people, work):
    talks.circulated()
    with work(people.observer) as w:
        made = publish(w, "P1", "latest")
    assert [(one.number, "".join(span.text for span in one.spans)) for one in made.pieces] == talks.words()
    assert (made.version, made.against, made.proposals) == (1, None, None)
    assert {one.whole for one in made.pieces} == {""}


def test_a_redline_marks_what_changed_since_a_version(talks, people, work, clock):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.agreed(people.blr, talks.delete("2.3"))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    with work(people.observer) as w:
        made = publish(w, "P1", 2, redline_from=1)
    assert marked(made) == [
        ("", "1.1", [("-", "parties", ()), ("+", "states", ())]),
        ("-", "2.3", [("-", "Meetings are held.", ())]),
    ]
    assert made.against == 1


def test_live_amendments_stand_in_the_name_of_their_delegations(talks, people, work):
    talks.circulated()
    kaz = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    blr = talks.reviewed(people.blr, talks.insert("New point.", after="2.1"), talks.delete("2.3"))
    with work(people.arm) as w:
        made = publish(w, "P1", 1, amendments=True)
        one = publish(w, "P1", 1, chosen=[kaz])
    assert marked(made) == [
        ("", "1.1", [("-", "parties", ("KAZ",)), ("+", "states", ("KAZ",))]),
        ("+", "", [("+", "New point.", ("BLR",))]),
        ("-", "2.3", [("-", "Meetings are held.", ("BLR",))]),
    ]
    assert made.delegations == {"KAZ": "Kazakhstan", "BLR": "Belarus"}
    assert [made.proposals[each].rationale for each in (kaz, blr)] == ["because", "because"]
    assert [piece[1] for piece in marked(one)] == ["1.1"]


def test_rolling_text_puts_alternatives_in_brackets(talks, people, work):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    with work(people.arm) as w:
        made = publish(w, "P1", 1, brackets=True)
    said = "".join(span.text for span in made.pieces[1].spans)
    assert said == "The [parties] (KAZ: delete) [states] (KAZ) exchange information on threats."


@pytest.mark.parametrize("asked", [{"amendments": True}, {"brackets": True}])
def test_what_one_may_not_know_of_is_in_no_file(asked, talks, people, work):
    talks.circulated()
    talks.propose(people.kaz, talks.modify("1.1", "A draft."))
    talks.submitted(people.kaz, talks.modify("1.2", "Without a number."))
    talks.reviewed(people.blr, talks.modify("2.1", "Under review."))
    for reader in (people.kaz, people.kaz_expert, people.blr, people.coordinator, people.reviewer):
        with work(reader) as w:
            made = publish(w, "P1", 1, **asked)
        assert [one.number for one in made.proposals.values()] == ["P1/2.1/BLR/1"], reader.role
    with work(people.observer) as w:
        made = publish(w, "P1", 1, **asked)
        clean = publish(w, "P1", 1)
    assert (made.pieces, made.proposals, made.unplaced) == (clean.pieces, {}, ())


def test_a_draft_cannot_be_chosen_and_a_working_version_not_be_read(talks, people, work):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "A draft."))
    live = talks.reviewed(people.blr, talks.modify("2.1", "Under review."))
    with work(people.kaz) as w, pytest.raises(NotFound):
        publish(w, "P1", 1, chosen=[draft])
    with work(people.observer) as w, pytest.raises(NotFound):
        publish(w, "P1", 1, chosen=[live])
    talks.close()
    talks.next()
    with work(people.kaz) as w:
        assert publish(w, "P1", "latest").version == 1
        with pytest.raises(NotFound):
            publish(w, "P1", 2)


def test_what_no_longer_fits_is_named_and_not_shown(talks, people, work, clock):
    talks.circulated()
    first = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    fits = talks.reviewed(people.arm, talks.modify("1.1", "The parties exchange information on all threats."))
    second = talks.reviewed(people.blr, talks.modify("1.1", "The governments exchange information on threats."))
    talks.take(people.coordinator, first, "agree")
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    with work(people.arm) as w:
        made = publish(w, "P1", 2, amendments=True)
    assert made.unplaced == (second,)
    assert marked(made) == [("", "1.1", [("+", "all ", ("ARM",))])]
    assert list(made.proposals) == [fits, second]


def test_a_redline_with_amendments_is_refused(talks, people, work):
    talks.circulated()
    with work(people.kaz) as w, pytest.raises(Invalid):
        publish(w, "P1", 1, redline_from=1, amendments=True)


def test_every_publication_names_who_does_not_participate_in_a_clause_to_every_reader(talks, people, work, clock):
    talks.circulated()
    talks.stand(people.arm, "declares_disinterest", "2.1")
    talks.stand(people.blr, "declares_disinterest", "2.1", "2.2")
    talks.stand(people.blr, "agrees", "2.2")  # participates again
    talks.agreed(people.kaz, talks.modify("2.1", "Other words."))
    expected = {"2.1": ("BLR", "ARM")}
    for reader, asked in ((people.observer, {}), (people.kaz, {"amendments": True}), (people.kaz, {"brackets": True})):
        with work(reader) as w:
            made = publish(w, "P1", 1, **asked)
        assert {one.number: one.apart for one in made.pieces if one.apart} == expected
        assert {"BLR": "Belarus", "ARM": "Armenia"}.items() <= made.delegations.items()
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    with work(people.observer) as w:
        made = publish(w, "P1", 2, redline_from=1)
    assert {one.number: one.apart for one in made.pieces if one.apart} == expected
