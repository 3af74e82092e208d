"""The provenance of words over the API: whole for those who read amendments, versions alone for the others."""

from tests.negotiation import window


def amended(talks, people, clock):
    """Version 2 with one agreed amendment of Kazakhstan in 1.1, circulated; gives the amendment."""
    talks.circulated()
    made = talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    return made


def test_each_run_names_its_origin(callers, talks, people, clock):
    made = amended(talks, people, clock)
    body = callers.blr.get(f"/programs/P1/provenance?version=2&clause={talks.ids['1.1']}").json
    assert (body["version"], body["language"], body["deleted"]) == (2, "en", [])
    assert [one["number"] for one in body["clauses"]] == ["1.1"]
    assert body["clauses"][0]["runs"] == [
        {"text": "The ", "origins": [0], "struck": []},
        {"text": "states", "origins": [1], "struck": []},
        {"text": " exchange information on threats.", "origins": [0], "struck": []},
    ]
    assert body["origins"][0]["kind"] == "draft"
    assert body["origins"][1] == {
        "version": 2,
        "kind": "amendment",
        "amendment": {"id": made, "number": "P1/1.1/KAZ/1", "delegation": "KAZ"},
        "decided": {
            "at": "2011-03-01T09:00:00Z",
            "actor": people.coordinator.name,
            "capacity": "coordinator",
        },
    }


def test_struck_words_come_when_they_are_asked_for(callers, talks, people, clock):
    amended(talks, people, clock)
    body = callers.blr.get(f"/programs/P1/provenance?clause={talks.ids['1.1']}&struck=true").json
    assert {"text": "parties", "origins": [0], "struck": [1]} in body["clauses"][0]["runs"]


def test_an_observer_gets_versions_and_no_amendment(callers, talks, people, clock):
    made = amended(talks, people, clock)
    answer = callers.observer.get("/programs/P1/provenance?version=2&struck=true")
    assert [(one["version"], one["kind"], one["amendment"], one["decided"]) for one in answer.json["origins"]] == [
        (1, None, None, None),
        (2, None, None, None),
    ]
    text = answer.get_data(as_text=True)
    assert not [word for word in (made, "KAZ", "oordinator", "Kazakhstan") if word in text]


def test_what_is_not_there_or_not_known_is_not_found(callers, talks, people, clock):
    talks.circulated()
    talks.close()
    talks.next()
    for path in ("P2/provenance", "P1/provenance?version=2", "P1/provenance?version=7", "P1/provenance?clause=x"):
        assert callers.kaz.get(f"/programs/{path}").status_code == 404, path
    assert callers.coordinator.get("/programs/P1/provenance?version=2").status_code == 200
    assert callers.kaz.get("/programs/P1/provenance?struck=perhaps").status_code == 422


def test_the_description_names_every_field_of_the_answer(callers, talks, people, clock):
    amended(talks, people, clock)
    schemas = callers.kaz.get("/openapi.json").json["components"]["schemas"]
    body = callers.kaz.get("/programs/P1/provenance").json
    described = {"ProvenanceOut": body, "ClauseProvenanceOut": body["clauses"][0], "OriginOut": body["origins"][1]}
    for name, said in described.items():
        assert schemas[name]["properties"].keys() == said.keys(), name
