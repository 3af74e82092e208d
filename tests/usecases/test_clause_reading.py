"""What a choice of amendments would make of a clause."""

from program_workflow.usecases.clause_reading import clause_page


def test_a_choice_of_amendments_is_tried_as_it_would_be_carried_out(talks, people, clock):
    talks.circulated()
    one = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    two = talks.reviewed(people.blr, talks.modify("1.1", "The parties exchange information on all threats."))
    clock.advance(minutes=1)
    three = talks.reviewed(people.arm, talks.modify("1.1", "The members exchange information on threats."))
    with talks.work(people.kaz) as w:
        together = clause_page(w, "P1", talks.ids["1.1"], chosen=[one, two]).trial
        assert together.text == "The states exchange information on all threats."
        apart = clause_page(w, "P1", talks.ids["1.1"], chosen=[one, two, three]).trial
        assert (apart.text, apart.collisions) == (None, ((one, three),))


def test_of_a_delegation_with_two_amendments_only_the_chosen_one_stands_in_the_trial(talks, people):
    talks.circulated()
    one = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.reviewed(people.kaz, talks.modify("1.1", "The parties exchange data on threats."))
    rival = talks.reviewed(people.blr, talks.modify("1.1", "The members exchange information on threats."))
    with talks.work(people.kaz) as w:
        trial = clause_page(w, "P1", talks.ids["1.1"], chosen=[one, rival]).trial
    assert trial.text is None
    assert {(run.op, run.text) for run in trial.together if run.op != "="} == {
        ("-", "parties"),
        ("+", "states"),
        ("+", "members"),
    }
