"""The rolling text over the API."""


def test_brackets_come_with_their_delegations_and_amendments(callers, talks, people):
    talks.circulated()
    assert callers.arm.get("/programs/P1/rolling-text").json["is_clean"] is True
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    body = callers.arm.get("/programs/P1/rolling-text").json
    assert (body["version"], body["is_clean"], body["brackets"], body["bracketed_words"]) == (1, False, 2, 2)
    assert body["share"] == round(2 / body["words"], 4)
    clause = next(one for one in body["clauses"] if one["number"] == "1.1")
    assert clause["text"] == "The [parties] (KAZ: delete) [states] (KAZ) exchange information on threats."
    bracket = {"is_bracket": True, "delegations": ["KAZ"], "amendments": [made]}
    assert {"text": "[", **bracket} in clause["spans"]


def test_observers_and_those_who_name_no_version_of_theirs_find_nothing(callers, talks):
    talks.circulated()
    assert callers.observer.get("/programs/P1/rolling-text").status_code == 404
    assert callers.kaz.get("/programs/P1/rolling-text?version=2").status_code == 404
