"""What every route of the API keeps to: forms, revisions, keys, refusals in order."""

import json
from datetime import timedelta

import pytest

from program_workflow.usecases import programs
from tests.negotiation import SECTIONS, heading, point

PROGRAM = {
    "code": "P2",
    "title": "Second",
    "language": "en",
    "clauses": [
        {
            "kind": "heading",
            "text": "Measures",
            "children": [
                {
                    "kind": "measure",
                    "text": "Hold exercises",
                    "fields": {"executing_bodies": ["ATC"], "timeframe": "2011–2013", "funding": "own"},
                },
                {"kind": "measure", "text": "Report"},
            ],
        }
    ],
}


def problem(answer, status, code):
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert answer.json["code"] == code
    assert answer.json["status"] == status
    assert answer.json["detail"]
    return answer.json


def pointers(answer):
    return [one["pointer"] for one in problem(answer, 422, "invalid")["errors"]]


def test_a_program_from_json_has_numbers_and_typed_fields(callers):
    made = callers.coordinator.post("/programs", PROGRAM)
    assert made.status_code == 201, made.text
    assert made.json["code"] == "P2"
    assert made.json["latest_version"] == 1
    version = callers.coordinator.get("/programs/P2/versions/1").json
    assert [(one["number"], one["depth"], one["kind"]) for one in version["clauses"]] == [
        ("1", 0, "heading"),
        ("1.1", 1, "measure"),
        ("1.2", 1, "measure"),
    ]
    assert version["clauses"][1]["fields"] == {
        "executing_bodies": ["ATC"],
        "timeframe": {"text": "2011–2013", "from": "2011", "to": "2013"},
        "funding": "own",
    }


def test_the_main_way_of_an_amendment(callers, talks, clock):
    talks.begin()
    coordinator, kaz = callers.coordinator, callers.kaz
    problem(kaz.get("/programs/P1"), 404, "not_found")
    closes_at = (clock.now + timedelta(days=5)).isoformat()
    assert coordinator.step("/programs/P1/versions/1", "circulate", closes_at=closes_at).status_code == 200
    clause = talks.ids["1.1"]
    made = kaz.post(
        "/programs/P1/amendments",
        {"kind": "modify", "clause_id": clause, "text": "New words.", "rationale": "r", "base_version": 1},
    )
    assert made.status_code == 201, made.text
    me = f"/amendments/{made.json['id']}"
    assert (made.json["state"], made.json["number"], made.json["delegation"]) == ("draft", None, "KAZ")
    problem(callers.blr.get(me), 404, "not_found")
    assert kaz.step(me, "submit").json["state"] == "submitted"
    assert coordinator.step(me, "review").json["number"] == "P1/1.1/KAZ/1"
    assert (
        callers.blr.get(f"{me}/redline").json["runs"]
        == [
            ["-", SECTIONS["1"][0][:-1]],
            ["+", "New words"],
            ["=", "."],
        ]
        or "".join(text for op, text in callers.blr.get(f"{me}/redline").json["runs"] if op != "-") == "New words."
    )
    assert coordinator.step(me, "agree").json["state"] == "agreed"
    assert coordinator.step("/programs/P1/versions/1", "close", reason="all said").json["state"] == "closed"
    made = coordinator.post("/programs/P1/versions")
    assert (made.status_code, made.json["number"], made.json["state"]) == (201, 2, "working")
    assert made.json["clauses"][1]["text"] == "New words."
    assert coordinator.get(me).json["incorporated_in"] == 2
    changed = coordinator.get("/programs/P1/redline?from=1&to=2").json
    assert changed["summary"]["changed"] == 1
    assert [one["action"] for one in coordinator.get(f"{me}/events").json["items"]] == [
        "submit",
        "review",
        "agree",
        "incorporate",
    ]


def test_a_redline_takes_the_older_version_by_what_it_is_and_can_leave_typography_aside(callers, talks, people):
    talks.circulated()
    path = "/programs/P1/redline?from=circulated&to=latest"
    refused = callers.kaz.get(path)
    assert (refused.status_code, refused.json["detail"]) == (404, "No version before version 1 was circulated.")
    talks.agreed(people.kaz, talks.modify("1.1", "The parties\u00a0exchange information on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=3))
    found = callers.kaz.get(path).json
    assert (found["from"], found["to"], found["summary"]["changed"], found["folded"]) == (1, 2, 1, 0)
    found = callers.kaz.get(f"{path}&typography=ignore").json
    assert (found["summary"]["changed"], found["folded"]) == (0, 1)
    assert found["clauses"][1]["folded"] == [{"position": 11, "was": " ", "now": "\u00a0"}]
    assert callers.kaz.get(f"{path}&typography=keep").status_code == 422
    assert callers.kaz.get("/programs/P1/redline?from=opened&to=2").status_code == 404


def test_a_collision_says_where_it_stands_as_a_browser_counts(callers, talks, people):
    talks.circulated(heading("1", "Aims", point("1.1", "The 𝔸 Parties meet once a year.")))
    mine = talks.reviewed(people.kaz, talks.modify("1.1", "The 𝔸 Parties meet twice a year."))
    talks.reviewed(people.arm, talks.modify("1.1", "The 𝔸 Parties meet thrice a year."))
    (found,) = callers.kaz.get(f"/amendments/{mine}").json["collisions"]
    assert found["words"] == ["once"]
    assert [(place["start"], place["end"]) for place in found["places"]] == [(20, 24)]


# --- Revisions ------------------------------------------------------------------------------------


def test_an_answer_that_is_known_is_not_sent_again(callers, talks):
    talks.circulated()
    for path in ("/programs/P1", "/programs/P1/versions/1"):
        tag = callers.kaz.etag(path)
        assert callers.kaz.get(path, If_None_Match=tag).status_code == 304
    talks.reviewed(talks.people.blr, talks.modify("1.1", "A."))
    assert callers.kaz.get("/programs/P1/versions/1", If_None_Match=tag).status_code == 200


def test_the_order_of_refusals(callers, talks, people):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "A."))
    steps = f"/amendments/{made}/steps"
    kaz, blr, coordinator = callers.kaz, callers.blr, callers.coordinator
    nonsense = {"action": "fly"}
    problem(kaz.call("POST", steps, nonsense, Authorization="Bearer no"), 401, "not_authenticated")
    problem(blr.post(steps, nonsense), 404, "not_found")
    problem(kaz.post(steps, {"action": "review"}), 403, "not_permitted")
    problem(coordinator.post(steps, nonsense), 428, "precondition_required")
    problem(coordinator.post(steps, nonsense, If_Match='"99.0"'), 412, "stale_revision")
    problem(coordinator.post(steps, {"action": "return"}, If_Match='"99.0"'), 412, "stale_revision")
    tag = coordinator.etag(f"/amendments/{made}")
    assert pointers(coordinator.post(steps, {"action": "return"}, If_Match=tag)) == ["/reason"]
    assert pointers(coordinator.post(steps, {"action": "agree_ad_referendum"}, If_Match=tag)) == ["/reason"]
    problem(coordinator.post(steps, {"action": "agree"}, If_Match=tag), 409, "step_not_allowed")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/programs/{}"),
        ("POST", "/programs/{}/participants"),
        ("POST", "/programs/{}/versions"),
        ("POST", "/programs/{}/versions/1/steps"),
        ("POST", "/programs/{}/amendments"),
    ],
)
def test_what_is_not_there_is_said_before_what_is_not_permitted(callers, talks, method, path):
    talks.circulated()
    problem(callers.reviewer.call(method, path.format("NONE"), {}), 404, "not_found")
    problem(callers.reviewer.call(method, path.format("P1"), {}), 403, "not_permitted")


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/programs/P1"), ("POST", "/programs/P1/versions/1/steps"), ("PUT", "/amendments/{}")],
)
def test_a_page_out_of_date_is_said_before_what_is_wrong_with_the_body(callers, talks, people, method, path):
    talks.circulated()
    path = path.format(talks.propose(people.coordinator, talks.modify("1.1", "A.")))
    problem(callers.coordinator.call(method, path, {"x": 1}, If_Match='"99.0"'), 412, "stale_revision")
    tag = callers.coordinator.etag(path.removesuffix("/steps"))
    problem(callers.coordinator.call(method, path, {"x": 1}, If_Match=tag), 422, "invalid")


def test_a_window_that_has_ended_since_makes_no_page_out_of_date(callers, talks):
    talks.circulated()
    tag = callers.coordinator.etag("/programs/P1/versions/1")
    talks.close()
    steps = "/programs/P1/versions/1/steps"
    assert pointers(callers.coordinator.post(steps, {"action": "extend"}, If_Match=tag)) == ["/reason"]


def test_a_stale_wording_is_refused_with_both_texts(callers, talks, people):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "Mine at first."))
    path = f"/amendments/{made}"
    tag = callers.kaz.etag(path)
    body = {"kind": "modify", "clause_id": talks.ids["1.1"], "rationale": "r"}
    assert callers.kaz_expert.call("PUT", path, {**body, "text": "Theirs."}, If_Match=tag).status_code == 200
    refused = problem(callers.kaz.call("PUT", path, {**body, "text": "Mine."}, If_Match=tag), 412, "stale_revision")
    assert (refused["yours"], refused["current"]) == ("Mine.", "Theirs.")


@pytest.mark.parametrize("tag", ["", "*", "1", '"x"', "W/", '"1"x', "🙂", '"999999999999999999999"'])
def test_odd_etags_are_refused_in_words(callers, talks, people, tag):
    talks.circulated()
    made = talks.propose(people.kaz, talks.modify("1.1", "A."))
    answer = callers.kaz.post(
        f"/amendments/{made}/steps", {"action": "submit"}, If_Match=tag.encode().decode("latin-1")
    )
    assert answer.status_code in (412, 428)


# --- Keys -----------------------------------------------------------------------------------------


def test_a_repeated_key_gives_the_same_answer_and_one_effect(callers, talks, people):
    talks.circulated()
    body = {"kind": "delete", "clause_id": talks.ids["1.1"], "rationale": "r"}
    first, second = (callers.kaz.post("/programs/P1/amendments", body, Idempotency_Key="k1") for _ in "12")
    assert (first.status_code, first.data) == (second.status_code, second.data) == (201, first.data)
    assert first.headers["ETag"] == second.headers["ETag"]
    assert len(callers.kaz.get("/programs/P1/amendments").json["items"]) == 1
    other = callers.kaz.post("/programs/P1/amendments", {**body, "rationale": "x"}, Idempotency_Key="k1")
    problem(other, 409, "conflict")
    assert callers.kaz_expert.post("/programs/P1/amendments", body, Idempotency_Key="k1").status_code == 201
    path = f"/amendments/{first.json['id']}"
    tag = callers.kaz.etag(path)
    done = [callers.kaz.post(f"{path}/steps", {"action": "submit"}, If_Match=tag, Idempotency_Key="k2") for _ in "12"]
    assert [one.status_code for one in done] == [200, 200]
    assert done[0].data == done[1].data


def test_a_refused_request_leaves_its_key_free(callers, talks):
    talks.circulated()
    body = {"kind": "delete", "clause_id": "nothing", "rationale": "r"}
    assert pointers(callers.kaz.post("/programs/P1/amendments", body, Idempotency_Key="k")) == ["/clause_id"]
    body["clause_id"] = talks.ids["1.1"]
    assert callers.kaz.post("/programs/P1/amendments", body, Idempotency_Key="k").status_code == 201


# --- Bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("", "/"),
        ("{", ""),
        ("[]", ""),
        ("null", ""),
        (b"\xff\xfe{}", ""),
        ('{"a":' * 5000, ""),
        ({"unknown": 1}, "/unknown"),
        ({"a/b~c": 1, "kind": "delete"}, "/a~1b~0c"),
        ({"kind": "delete", "text": 5}, "/text"),
        ({"kind": "fly"}, "/kind"),
        ({"kind": "delete", "operations": []}, "/kind"),
        ({"operations": [{"kind": "delete", "x": 1}]}, "/operations/0/x"),
        ({"operations": []}, "/kind"),
        ({"kind": "modify", "text": "\ud800"}, ""),
        ({"kind": "modify", "text": "a\0b"}, ""),
        ({"kind": "modify", "base_version": 10**30}, "/base_version"),
        ({"kind": "modify", "base_version": 1.5}, "/base_version"),
        ({"kind": "modify", "language": "xx"}, "/language"),
        ({"kind": "modify", "co_sponsors": ["a code too long"]}, "/co_sponsors/0"),
    ],
)
def test_what_is_wrong_in_a_body_is_pointed_at(callers, talks, body, pointer):
    talks.circulated()
    found = pointers(callers.kaz.post("/programs/P1/amendments", body))
    assert pointer in found or pointer == "/"


def test_every_wrong_field_is_pointed_at(callers, talks):
    talks.circulated()
    body = {"kind": "fly", "text": 5, "x": 1}
    assert set(pointers(callers.kaz.post("/programs/P1/amendments", body))) == {"/kind", "/text", "/x"}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"executing_bodies": 5}, "/fields/executing_bodies"),
        ({"executing_bodies": {"a": 1}}, "/fields/executing_bodies"),
        ({"executing_bodies": "ATC"}, "/fields/executing_bodies"),
        ({"timeframe": 5}, "/fields/timeframe"),
        ({"timeframe": {"text": "x", "from": "2011-99"}}, "/fields/timeframe"),
        ({"funding": []}, "/fields/funding"),
        ({"other": 5}, "/fields/other"),
        ({"other": [{"heading": 1, "text": "x"}]}, "/fields/other"),
        ({"unknown": 5}, "/fields/unknown"),
        ({"funding": "a\u202eb"}, None),
        ({"other": [{"heading": "a\u202eb", "text": "x"}]}, None),
    ],
)
def test_odd_fields_are_refused_in_words(callers, talks, fields, pointer):
    talks.circulated()
    body = {"kind": "modify", "clause_id": talks.ids["1.1"], "fields": fields, "rationale": "r"}
    answer = callers.kaz.post("/programs/P1/amendments", body)
    assert problem(answer, 422, "invalid").get("errors", [{}])[0].get("pointer") == pointer
    nested = callers.kaz.post(
        "/programs/P1/amendments",
        {
            "operations": [
                {"kind": "delete", "clause_id": talks.ids["1.2"]},
                {"kind": "modify", "clause_id": talks.ids["1.1"], "fields": fields},
            ]
        },
    )
    if pointer:
        assert pointers(nested) == [f"/operations/1{pointer}"]


@pytest.mark.parametrize(
    "operations",
    [
        [("modify", "1.1", {"text": "x"}), ("delete", "1.1", {})],
        [("modify", "1.1", {"text": "x"}), ("delete", "1", {})],
        [("move", "1.1", {"parent_id": "2"}), ("delete", "2", {})],
        [("move", "1", {"parent_id": "2"}), ("move", "2", {"parent_id": "1"})],
        [("modify", "1.1", {"text": "x"}), ("modify", "1.1", {"text": "y"})],
    ],
)
def test_changes_of_one_amendment_that_contradict_each_other_are_refused(callers, talks, operations):
    talks.circulated()
    body = {
        "operations": [
            {"kind": kind, "clause_id": talks.ids[number], **{k: talks.ids.get(v, v) for k, v in more.items()}}
            for kind, number, more in operations
        ],
        "rationale": "r",
    }
    assert pointers(callers.kaz.post("/programs/P1/amendments", body)) == ["/operations"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"rules": {"numbering": []}}, "/rules/numbering"),
        ({"rules": {"decision_rule": {}}}, "/rules/decision_rule"),
        ({"rules": {"min_window_hours": True}}, "/rules/min_window_hours"),
        ({"rules": {"x": 1}}, "/rules/x"),
        ({"title": 5}, "/title"),
        ({"title": {"xx": "t"}}, "/title"),
        ({"code": "a b"}, "/code"),
        ({"language": "de"}, "/language"),
        ({"clauses": []}, "/clauses"),
        ({"clauses": [{"kind": "point", "text": "a\u202eb"}]}, None),
        ({"clauses": [{"kind": "point", "texts": {"ru": 5}}]}, "/clauses"),
    ],
)
def test_odd_programs_are_refused_in_words(callers, change, pointer):
    answer = callers.coordinator.post("/programs", {**PROGRAM, **change})
    assert problem(answer, 422, "invalid").get("errors", [{}])[0].get("pointer") == pointer
    assert callers.coordinator.get("/programs").json["items"] == []


def test_clauses_nested_without_end_are_refused_in_words(callers):
    clause = {"kind": "point", "text": "x"}
    for _ in range(300):
        clause = {"kind": "point", "text": "x", "children": [clause]}
    problem(callers.coordinator.post("/programs", {**PROGRAM, "clauses": [clause]}), 422, "invalid")


def test_what_is_called_so_that_no_database_keeps_it_is_not_found(callers, talks):
    talks.circulated()
    for path in ("/programs/%00", "/programs/a%00b/amendments", "/amendments/%00", "/programs/P1/clauses/%00"):
        problem(callers.kaz.get(path), 404, "not_found")
    assert pointers(callers.kaz.get("/programs/P1/amendments?q=%00")) == [""]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("POST", "/programs/P1"), ("PUT", "/programs"), ("DELETE", "/me"), ("PATCH", "/x/y/z")],
)
def test_other_addresses_and_methods_are_not_found_in_the_form_of_the_api(callers, talks, method, path):
    talks.circulated()
    problem(callers.kaz.call(method, path), 404, "not_found")
    problem(callers.kaz.call(method, path, Authorization=None), 404, "not_found")


def test_a_participant_is_named_with_an_instant_that_has_a_zone(callers, talks):
    talks.circulated()
    path = "/programs/P1/participants"
    assert pointers(callers.coordinator.post(path, {"delegation": "KAZ", "from": "2011-01-01T00:00:00"})) == ["/from"]
    assert pointers(callers.coordinator.post(path, {"delegation": "X"})) == ["/delegation"]
    assert callers.coordinator.post(path, {"delegation": "KAZ"}).json["participants"] == ["KAZ"]


@pytest.mark.parametrize("body", ["{", "", "[]", "nonsense", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused_after_what_is_not_there_and_not_permitted(
    callers, talks, people, body
):
    talks.circulated()
    made = talks.submitted(people.kaz, talks.modify("1.1", "A."))
    kaz, blr, coordinator = callers.kaz, callers.blr, callers.coordinator
    problem(kaz.call("POST", "/programs", body, Authorization="Bearer no"), 401, "not_authenticated")
    problem(kaz.call("POST", "/programs/none/amendments", body), 404, "not_found")
    problem(kaz.call("POST", "/programs/none/versions/1/steps", body), 404, "not_found")
    problem(kaz.call("PATCH", "/programs/none", body), 404, "not_found")
    problem(blr.call("PUT", f"/amendments/{made}", body), 404, "not_found")
    problem(blr.call("POST", f"/amendments/{made}/steps", body), 404, "not_found")
    problem(kaz.call("POST", "/programs/P1/versions/1/steps", body), 403, "not_permitted")
    problem(kaz.call("POST", "/programs/P1/participants", body), 403, "not_permitted")
    problem(kaz.call("PATCH", "/programs/P1", body), 403, "not_permitted")
    problem(callers.reviewer.call("POST", "/programs/P1/amendments", body), 403, "not_permitted")
    problem(kaz.call("PUT", f"/amendments/{made}", body), 428, "precondition_required")
    problem(kaz.call("PUT", f"/amendments/{made}", body, If_Match='"99.0"'), 412, "stale_revision")
    problem(coordinator.call("POST", f"/amendments/{made}/steps", body, If_Match='"99.0"'), 412, "stale_revision")
    problem(kaz.call("POST", "/programs/P1/amendments", body), 422, "invalid")


def test_a_timeframe_that_ends_before_it_begins_is_refused_at_its_field(callers, talks):
    talks.circulated()
    body = {"kind": "modify", "clause_id": talks.ids["1.1"], "language": "en", "fields": {"timeframe": "2013-2011"}}
    assert pointers(callers.kaz.post("/programs/P1/amendments", body)) == ["/fields/timeframe"]
    measure = {
        "kind": "measure",
        "text": "Report",
        "fields": {"timeframe": {"text": "x", "from": "2013", "to": "2011-12"}},
    }
    program = {**PROGRAM, "clauses": [measure]}
    assert pointers(callers.coordinator.post("/programs", program)) == ["/clauses/0/fields/timeframe"]


def test_who_has_left_is_refused_with_program_and_instant(callers, talks, clock):
    talks.circulated()
    with talks.work(talks.people.coordinator) as w:
        programs.add_participant(w, "P1", "KAZ", until=clock.now)
    body = {"kind": "modify", "clause_id": talks.ids["1.1"], "text": "Other words.", "language": "en"}
    said = problem(callers.kaz.post("/programs/P1/amendments", body), 403, "not_permitted")
    assert said["detail"].startswith("KAZ has not taken part in P1 since 1 March 2011, 09:00 UTC.")


# --- Lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["clause", "-clause", "filed", "-filed", "state", "-state"])
def test_pages_of_a_list_join_to_the_whole_without_repetition(callers, talks, people, clock, sort):
    talks.circulated()
    for i, number in enumerate(["2.3", "1.1", "2.1", "1.1", "1.2"]):
        clock.advance(minutes=1)
        talks.submitted(people.kaz, talks.modify(number, f"{i}."))
    whole = callers.kaz.get(f"/programs/P1/amendments?sort={sort}").json
    assert whole["next"] is None
    found, cursor = [], ""
    for _ in range(5):
        page = callers.kaz.get(f"/programs/P1/amendments?sort={sort}&limit=2{cursor}").json
        found += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == whole["items"]
    assert len(found) == 5


def test_programs_are_paged_in_one_order(callers, talks):
    for code in ("b1", "A1", "a-1", "B2", "a.1"):
        body = json.loads(json.dumps({**PROGRAM, "code": code}))
        assert callers.coordinator.post("/programs", body).status_code == 201
    found, cursor = [], ""
    while True:
        page = callers.coordinator.get(f"/programs?limit=2{cursor}").json
        found += [one["code"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == sorted(["b1", "A1", "a-1", "B2", "a.1"])


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=99999999999999999999", "cursor=x", "sort=x", "state=x"])
def test_odd_queries_are_refused_in_words(callers, talks, query):
    talks.circulated()
    problem(callers.kaz.get(f"/programs/P1/amendments?{query}"), 422, "invalid")
