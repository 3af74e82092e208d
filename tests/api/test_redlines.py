"""Redlines over the API."""

from tests.negotiation import window


def test_changes_that_cannot_be_seen_are_named_in_a_redline(callers, talks, people, clock):
    talks.circulated()
    said = "The parties exchange infоrmation on threats."  # with one Cyrillic letter
    made = talks.agreed(people.kaz, talks.modify("1.1", said, fields={"funding": "\u200bThe states"}))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    letter = {"position": 24, "was": "LATIN SMALL LETTER O", "now": "CYRILLIC SMALL LETTER O"}
    space = {"position": 0, "was": "", "now": "ZERO WIDTH SPACE"}
    clauses = callers.blr.get("/programs/P1/redline?from=1&to=2").json["clauses"]
    assert [one["unseen"] for one in clauses if one["unseen"]] == [[letter]]
    operation = callers.blr.get(f"/amendments/{made}/redline").json["operations"][0]
    for one in (operation, next(one for one in clauses if one["unseen"])):
        assert one["unseen"] == [letter]
        assert [field["unseen"] for field in one["fields"]] == [[space]]
