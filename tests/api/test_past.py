"""The rolling text, positions and clauses over the API as of an instant."""

import pytest


@pytest.fixture
def then(talks, people):
    talks.circulated(rules={"decision_rule": "consensus"})
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    at = talks.clock.advance(hours=1)
    talks.clock.advance(hours=1)
    talks.reviewed(people.blr, talks.delete("1.1"))
    talks.stand(people.arm, "objects", "1.2")
    return at.isoformat().replace("+00:00", "Z")


def test_everything_is_as_it_stood(callers, talks, then):
    rolling = callers.kaz.get(f"/programs/P1/rolling-text?as_of={then}").json
    assert (rolling["as_of"], rolling["brackets"]) == (then, 2)
    assert callers.kaz.get("/programs/P1/rolling-text").json["as_of"] is None
    matrix = callers.kaz.get(f"/programs/P1/positions?as_of={then}").json
    assert {one["kind"] for row in matrix["items"] for one in row["positions"]} == {"none"}
    clause = callers.kaz.get(f"/programs/P1/clauses/{talks.ids['1.1']}?as_of={then}").json
    assert [(one["number"], one["next_actions"]) for one in clause["amendments"]] == [("P1/1.1/KAZ/1", [])]
    positions = callers.kaz.get(f"/programs/P1/clauses/{talks.ids['1.2']}/positions?as_of={then}").json
    assert (positions["earlier"], positions["may_take"]) == ([], False)
    export = callers.kaz.get(f"/programs/P1/export?as=txt&brackets=true&as_of={then}").get_data(as_text=True)
    assert "[states] (KAZ)" in export
    assert "BLR" not in export


def test_the_program_is_as_it_stood(callers, talks, then):
    talks.close()
    talks.next()
    past = callers.kaz.get(f"/programs/P1?as_of={then}")
    assert (past.status_code, past.json["latest_version"], past.headers.get("ETag")) == (200, 1, None)
    assert callers.kaz.get("/programs/P1?as_of=yesterday").status_code == 422


def test_as_of_now_is_now(callers, talks, then):
    now = talks.clock.now.isoformat().replace("+00:00", "Z")
    for path in ("/programs/P1/rolling-text", "/programs/P1/positions"):
        past = callers.kaz.get(f"{path}?as_of={now}").json
        assert {**past, "as_of": None} == {**callers.kaz.get(path).json, "as_of": None}


def test_an_instant_that_is_none_is_named(callers, then):
    for said in ("yesterday", "2011-03-01T10:00:00", "2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z"):
        answer = callers.kaz.get(f"/programs/P1/rolling-text?as_of={said}")
        assert answer.status_code == 422, said
