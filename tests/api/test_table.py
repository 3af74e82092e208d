"""The consolidated table over the API."""

import pytest


@pytest.fixture
def made(talks, people):
    talks.circulated()
    return talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))


def test_a_row_comes_with_its_data_and_its_cells(callers, talks, made, clock):
    body = callers.blr.get("/programs/P1/table").json
    assert (body["program"], body["as_of"], body["version"], body["next"]) == ("P1", "2011-03-01T09:00:00Z", 1, None)
    (row,) = body["items"]
    assert (row["id"], row["number"], row["clause"], row["delegations"]) == (made, "P1/1.1/KAZ/1", "1.1", ["KAZ"])
    assert row["current_text"] == "The parties exchange information on threats."
    assert row["proposed_text"] == "The states exchange information on threats."
    assert row["operations"][0]["runs"][1:3] == [["-", "parties"], ["+", "states"]]
    assert row["decision"]["state"] == "under_review"
    assert (row["advice"], row["positions"]) == ([], [])


def test_positions_come_as_data_on_rows_and_on_clauses(callers, talks, people, made):
    talks.position(people.arm, made, "scrutiny_reservation", due="2011-03-20")
    talks.stand(people.blr, "agrees", "2.1")
    body = callers.reviewer.get("/programs/P1/table").json
    ((stand,), (clause,)) = body["items"][0]["positions"], body["clauses"]
    assert (stand["delegation"], stand["kind"], stand["due"]) == ("ARM", "scrutiny_reservation", "2011-03-20")
    assert (stand["since"], stand["to_reconfirm"]) == ("2011-03-01T09:00:00Z", False)
    assert (clause["reference"], clause["positions"][0]["delegation"]) == ("2.1", "BLR")


@pytest.mark.parametrize("said", ["2011-03-01T09:00:00", "soon", "2999-01-01T00:00:00Z"])
def test_an_instant_that_is_none_is_invalid(callers, made, said):
    answer = callers.kaz.get(f"/programs/P1/table?as_of={said}")
    assert (answer.status_code, answer.json["code"], answer.json["errors"][0]["pointer"]) == (422, "invalid", "/as_of")


def test_as_of_an_instant_before_it_was_filed_there_is_no_row(callers, talks, people, clock):
    talks.circulated()
    clock.advance(hours=1)
    talks.reviewed(people.kaz, talks.modify("1.1", "X"))
    assert callers.kaz.get("/programs/P1/table?as_of=2011-03-01T09:30:00Z").json["items"] == []
    assert len(callers.kaz.get("/programs/P1/table?as_of=2011-03-01T15:00:00%2B05:00").json["items"]) == 1


def test_it_comes_as_a_file_too(callers, made):
    answer = callers.kaz.get("/programs/P1/table?as=xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="P1-table-20110301T0900Z.xlsx"'
    assert answer.data.startswith(b"PK")
    assert callers.kaz.get("/programs/P1/table?as=pdf").status_code == 422


def test_it_is_not_found_by_whoever_may_not_read_amendments(callers, made):
    assert callers.observer.get("/programs/P1/table").status_code == 404
    assert callers.kaz.get("/programs/P2/table").status_code == 404
