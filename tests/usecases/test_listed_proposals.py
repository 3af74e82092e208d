"""A list of proposals goes the way of every file of proposals: shown with its clauses, then kept as drafts, once."""

import json

from program_workflow.domain.landing import NotLanded
from program_workflow.usecases import amendment_reading
from program_workflow.usecases.proposals_in import read_and_land
from program_workflow.usecases.proposals_kept import Choices, keep
from tests.negotiation import Negotiation, two_sections

LIST = [
    {"kind": "modify", "clause": "1.1", "text": "The parties share all information.", "rationale": "All of it."},
    {"kind": "insert", "clause": "2.4", "text": "Results are published."},
    {"kind": "delete", "clause": "2.2"},
    {"kind": "modify", "clause": "9.9", "text": "Nowhere."},
]


def test_a_list_in_json_becomes_drafts_of_a_delegation_once(talks: Negotiation) -> None:
    talks.circulated(*two_sections())
    data = json.dumps(LIST).encode()
    for created, existing in ((3, 0), (0, 3)):
        with talks.work(talks.people.kaz) as w:
            arrival = read_and_land(w, talks.code, "list.json", data)
            assert [(one.reason, one.place) for one in arrival.landing.unlanded] == [(NotLanded.NO_CLAUSE, "9.9")]
            kept = keep(w, arrival, Choices(rationale="As the list says."))
            assert (len(kept.created), kept.existing) == (created, existing)
    with talks.work(talks.people.kaz) as w:
        found = amendment_reading.list_amendments(w, talks.code).items
    texts = {one.operations[0].text for one in found}
    assert texts == {"The parties share all information.", "Results are published.", ""}
