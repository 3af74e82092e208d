"""The sample keeps to its format, and its story can be told: every step is legal where it stands."""

import json
import re
import runpy
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from program_workflow.domain.states import AMENDMENT_STEPS, VERSION_STEPS, Side
from program_workflow.domain.terms import (
    DELEGATION_ROLES,
    OPEN,
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    OperationKind,
    Role,
    VersionAction,
    VersionState,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLE: dict[str, Any] = json.loads((ROOT / "program_workflow/sample/cis-2011.json").read_text(encoding="utf-8"))
PEOPLE = {person["email"]: person for person in SAMPLE["people"]}
LANGUAGES = {"ru", "en"}
NO_BREAK = "\u00a0"

Json = dict[str, Any]


def walk(clauses: list[Json], parent: str | None = None) -> Iterator[tuple[Json, str | None]]:
    for clause in clauses:
        yield clause, parent
        yield from walk(clause.get("children", []), clause["key"])


CLAUSES = [clause for program in SAMPLE["programs"] for clause, _ in walk(program["clauses"])]


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


def minutes(offset: str) -> int:
    """The instant of an offset in minutes from the run's now."""
    found = re.fullmatch(r"([+-])P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", offset)
    assert found, f"{offset} is not an offset"
    sign, days, hours, rest = found.groups()
    return (1 if sign == "+" else -1) * (int(days or 0) * 1440 + int(hours or 0) * 60 + int(rest or 0))


class Story:
    """The negotiation told without any database: texts by version, states, and why a step is wrong."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, int], dict[str, dict[str, Json]]] = {}
        self.parents: dict[str, str | None] = {}
        self.versions: dict[tuple[str, int], VersionState] = {}
        self.windows: dict[tuple[str, int], int] = {}
        self.amendments: dict[str, Json] = {}
        for program in SAMPLE["programs"]:
            key = (program["code"], 1)
            self.versions[key] = VersionState.WORKING
            self.texts[key] = {}
            for clause, parent in walk(program["clauses"]):
                fields = clause.get("fields", {})
                contents = {at: {"text": clause["text"][at], **fields.get(at, {})} for at in LANGUAGES}
                self.texts[key][clause["key"]] = contents
                self.parents[clause["key"]] = parent

    def tell(self, steps: list[Json]) -> None:
        for number, step in enumerate(steps):
            try:
                self._take(step)
            except (AssertionError, KeyError) as refusal:
                pytest.fail(f"step {number}: {step['act']} {step.get('amendment', '')}: {refusal!r}")

    def _take(self, step: Json) -> None:
        assert step["by"] in PEOPLE, f"nobody is called {step['by']}"
        if step["act"] == "propose":
            self._propose(step)
        elif "amendment" in step:
            self._step(step)
        else:
            self._version_step(step)

    def _propose(self, step: Json) -> None:
        base = (step["program"], step["base_version"])
        assert self.versions[base] is VersionState.CIRCULATED
        assert minutes(step["at"]) < self.windows[base]
        assert step["key"] not in self.amendments, "this key was used before"
        assert step["rationale"].strip()
        assert step["operations"]
        for operation in step["operations"]:
            self._check_operation(operation, self.texts[base], step["language"])
        self.amendments[step["key"]] = {
            **step,
            "state": AmendmentState.DRAFT,
            "before": None,
            "admitted": False,
            "owner": PEOPLE[step["by"]].get("delegation"),
        }

    def _check_operation(self, operation: Json, text: dict[str, dict[str, Json]], language: str) -> None:
        kind = OperationKind(operation["kind"])
        if kind is OperationKind.MODIFY:
            now = text[operation["clause"]][language]["text"]
            for old, new in operation.get("replace", []):
                assert now.count(old) == 1, f"{old!r} stands {now.count(old)} times in {operation['clause']}"
                assert old != new
            assert operation.get("replace") or operation.get("fields")
            for name, value in operation.get("fields", {}).items():
                assert text[operation["clause"]][language][name] != value
        elif kind is OperationKind.INSERT:
            assert operation.get("clause", operation.get("parent")) in text
            assert ClauseKind(operation["clause_kind"])
            assert operation["text"].strip()
            assert operation["key"] not in self.parents, "this clause key was used before"
            self.parents[operation["key"]] = operation.get("parent") or self.parents[operation["clause"]]
        elif kind is OperationKind.MOVE:
            assert operation["clause"] in text
            assert operation.get("after", operation.get("parent")) in text
        else:
            assert operation["clause"] in text

    def _step(self, step: Json) -> None:
        amendment = self.amendments[step["amendment"]]
        assert amendment["program"] == step["program"]
        action = AmendmentAction(step["act"])
        rule = AMENDMENT_STEPS[amendment["state"], action]
        person = PEOPLE[step["by"]]
        assert person["role"] in rule.roles
        own = person.get("delegation") == amendment["owner"] and (amendment["owner"] or step["by"] == amendment["by"])
        assert own if rule.side is Side.AUTHOR else not own
        assert step.get("reason") or not rule.needs_reason
        if action is AmendmentAction.ANNUL:
            assert step["by"] != amendment["decided_by"], "another coordinator annuls"
            amendment["state"] = amendment["before"]
            return
        if action is AmendmentAction.SUBMIT:
            base = (amendment["program"], amendment["base_version"])
            open_still = minutes(step["at"]) < self.windows[base] and self.versions[base] is VersionState.CIRCULATED
            assert open_still or amendment["admitted"]
        amendment["admitted"] = amendment["admitted"] or action is AmendmentAction.ADMIT_LATE
        amendment.update(before=amendment["state"], state=rule.to, decided_by=step["by"])
        if rule.to is AmendmentState.AGREED:
            self._make_moot(amendment)

    def _make_moot(self, agreed: Json) -> None:
        gone = {one["clause"] for one in agreed["operations"] if one["kind"] == "delete"}
        for other in self.amendments.values():
            touched = {one["clause"] for one in other["operations"] if one["kind"] in ("modify", "move")}
            if other is not agreed and other["state"] in OPEN and touched & gone:
                other["state"] = AmendmentState.MOOT

    def _version_step(self, step: Json) -> None:
        assert PEOPLE[step["by"]]["role"] == Role.COORDINATOR
        version = (step["program"], step["version"])
        action = VersionAction.NEXT if step["act"] == "next_version" else VersionAction(step["act"])
        rule = VERSION_STEPS[self.versions[version], action]
        assert step.get("reason") or not rule.needs_reason
        self.versions[version] = rule.to
        if action in (VersionAction.CIRCULATE, VersionAction.EXTEND):
            self.windows[version] = minutes(step["closes_at"])
            assert self.windows[version] > minutes(step["at"])
        elif action is VersionAction.CLOSE:
            assert minutes(step["at"]) < self.windows[version], "it had closed by itself"
        elif action is VersionAction.ABANDON:
            self._all(step["program"], OPEN, AmendmentState.LAPSED)
        elif action is VersionAction.NEXT:
            self._next_version(version)

    def _all(self, program: str, states: frozenset[AmendmentState], to: AmendmentState) -> list[Json]:
        concerned = [one for one in self.amendments.values() if one["program"] == program and one["state"] in states]
        for one in concerned:
            one["state"] = to
        return concerned

    def _next_version(self, version: tuple[str, int]) -> None:
        program, number = version
        waiting = [key for key, one in self.amendments.items() if one["state"] is AmendmentState.SUBMITTED]
        assert not waiting, f"neither reviewed nor returned: {waiting}"
        text = {key: {at: dict(of) for at, of in contents.items()} for key, contents in self.texts[version].items()}
        for one in self._all(program, frozenset({AmendmentState.AGREED}), AmendmentState.INCORPORATED):
            for operation in one["operations"]:
                self._apply(operation, text, one["language"])
        self.texts[program, number + 1] = text
        self.versions[program, number + 1] = VersionState.WORKING

    def _apply(self, operation: Json, text: dict[str, dict[str, Json]], language: str) -> None:
        if operation["kind"] == "modify":
            now = text[operation["clause"]][language]
            for old, new in operation.get("replace", []):
                assert now["text"].count(old) == 1, f"two agreed amendments touch {old!r}"
                now["text"] = now["text"].replace(old, new)
            now.update(operation.get("fields", {}))
        elif operation["kind"] == "insert":
            text[operation["key"]] = {language: {"text": operation["text"], **operation.get("fields", {})}}
        elif operation["kind"] == "delete":
            for key in [key for key in text if key == operation["clause"] or self.parents[key] == operation["clause"]]:
                del text[key]


@pytest.fixture(scope="module")
def story() -> Story:
    told = Story()
    told.tell(SAMPLE["steps"])
    return told


def test_the_file_has_the_parts_of_its_format_and_says_that_it_is_illustrative() -> None:
    assert SAMPLE["format"] == "program-workflow negotiation 1"
    assert set(SAMPLE) == {"format", "title", "note", "delegations", "people", "programs", "steps"}
    assert "Illustrative text" in SAMPLE["note"]
    assert "Иллюстративный текст" in SAMPLE["note"]
    for program in SAMPLE["programs"]:
        assert set(program["title"]) == set(program["marking"]) == set(program["languages"]) == LANGUAGES
        assert program["rules"]["decision_rule"] == "coordinator"


def test_ten_delegations_and_three_observers_each_have_the_people_they_need() -> None:
    members = [one["code"] for one in SAMPLE["delegations"] if not one["observer"]]
    assert members == ["ARM", "AZE", "BLR", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB"]
    assert [one["code"] for one in SAMPLE["delegations"] if one["observer"]] == ["EXC", "CSTO", "RATS"]
    roles = Counter((one.get("delegation"), one["role"]) for one in SAMPLE["people"])
    assert all(roles[code, "representative"] == 1 for code in members)
    assert all(roles[code, "expert"] == 1 for code in ("KAZ", "BLR", "RUS", "UZB"))
    assert all(roles[code, "observer"] == 1 for code in ("EXC", "CSTO", "RATS"))
    assert (roles[None, "coordinator"], roles[None, "reviewer"], roles[None, "administrator"]) == (2, 2, 1)


def test_every_person_is_complete_and_named_by_role_alone() -> None:
    codes = {one["code"] for one in SAMPLE["delegations"]}
    assert len(PEOPLE) == len(SAMPLE["people"])
    for person in SAMPLE["people"]:
        assert person["email"].endswith("@example.org")
        assert set(person["name"]) == LANGUAGES
        assert person["language"] in LANGUAGES
        assert ZoneInfo(person["timezone"])
        assert (Role(person["role"]) in DELEGATION_ROLES) == (person.get("delegation") in codes)


def test_every_clause_has_an_identity_of_its_own_and_stands_in_both_languages() -> None:
    keys = Counter(clause["key"] for clause in CLAUSES)
    assert max(keys.values()) == 1
    for clause in CLAUSES:
        assert set(clause["text"]) == LANGUAGES
        assert all(text.strip() == text and text for text in clause["text"].values())
        fields = clause.get("fields", {"ru": {}, "en": {}})
        assert set(fields["ru"]) == set(fields["en"])
        measured = {"executing_bodies", "timeframe", "funding"}
        expected = {ClauseKind.MEASURE: measured, ClauseKind.PASSPORT_ROW: {"label"}}
        assert set(fields["ru"]) == expected.get(ClauseKind(clause["kind"]), set())
        if "executing_bodies" in fields["ru"]:
            assert len(fields["ru"]["executing_bodies"]) == len(fields["en"]["executing_bodies"]) > 0


def test_the_draft_has_about_sixty_clauses_of_every_kind() -> None:
    clauses = [clause for clause, _ in walk(SAMPLE["programs"][-1]["clauses"])]
    assert 60 <= len(clauses) <= 66
    assert {ClauseKind(clause["kind"]) for clause in clauses} == set(ClauseKind) - {ClauseKind.PARAGRAPH}


def test_russian_is_typed_as_official_papers_are() -> None:
    russian = [
        text
        for clause in CLAUSES
        for text in texts_in({"t": clause["text"]["ru"], "f": clause.get("fields", {}).get("ru")})
    ]
    russian += [
        text for step in SAMPLE["steps"] if step.get("language") == "ru" for text in texts_in(step["operations"])
    ]
    for text in russian:
        assert "ё" not in text.lower(), text
        assert '"' not in text, text
        assert " – " not in text, f"no-break space before the dash: {text}"
        assert "№ " not in text, text
        assert not re.search("[A-Za-z][а-я]|[а-я][A-Za-z]", text), f"two alphabets in one word: {text}"


def test_english_holds_no_russian() -> None:
    for clause in CLAUSES:
        for text in texts_in({"t": clause["text"]["en"], "f": clause.get("fields", {}).get("en")}):
            assert not re.search("[А-Яа-я]", text), text
            assert NO_BREAK not in text


def test_steps_stand_in_the_order_of_time_and_the_last_window_is_open() -> None:
    instants = [minutes(step["at"]) for step in SAMPLE["steps"]]
    assert instants == sorted(instants)
    assert instants[-1] < 0
    last = [step for step in SAMPLE["steps"] if step["act"] == "circulate"][-1]
    assert (last["program"], last["version"]) == ("CIS-2011", 2)
    assert minutes(last["closes_at"]) > 0


def test_every_step_is_legal_where_it_stands(story: Story) -> None:
    assert story.versions == {
        ("CIS-2008", 1): VersionState.ABANDONED,
        ("CIS-2011", 1): VersionState.CLOSED,
        ("CIS-2011", 2): VersionState.CIRCULATED,
    }


def test_the_story_ends_with_an_amendment_in_every_state_that_can_be_reached(story: Story) -> None:
    states = {one["state"] for one in story.amendments.values()}
    assert states == set(AmendmentState) - {AmendmentState.MERGED}
    current = {one["state"] for one in story.amendments.values() if one["program"] == "CIS-2011"}
    assert states - current == {AmendmentState.LAPSED}


def test_drafts_of_several_delegations_are_still_private(story: Story) -> None:
    drafts = {one["owner"] for one in story.amendments.values() if one["state"] is AmendmentState.DRAFT}
    assert len(drafts) >= 4


def test_four_live_amendments_stand_on_the_exercise_and_one_is_of_a_field_alone(story: Story) -> None:
    live = [
        one for one in story.amendments.values() if one["state"] in OPEN and one["operations"][0].get("clause") == "2.7"
    ]
    assert sorted(one["owner"] for one in live) == ["BLR", "KAZ", "RUS", "UZB"]
    assert [one["owner"] for one in live if "replace" not in one["operations"][0]] == ["UZB"]


def test_two_delegations_propose_the_same_words_but_for_case_and_punctuation(story: Story) -> None:
    folded = [
        re.sub(r"\W+", " ", new).casefold().strip()
        for key in ("arm-3.4", "mda-3.4")
        for _, new in story.amendments[key]["operations"][0]["replace"]
    ]
    assert folded[0] == folded[1]
    assert story.amendments["arm-3.4"]["operations"] != story.amendments["mda-3.4"]["operations"]


def test_the_change_throughout_the_text_lists_every_place(story: Story) -> None:
    before = story.texts["CIS-2011", 2]
    places = {
        key
        for key, contents in before.items()
        if re.search("(?i)ежегодн[а-я]+ отчет", contents.get("ru", {}).get("text", ""))
    }
    assert {one["clause"] for one in story.amendments["tjk-report"]["operations"]} == places
    for operation in story.amendments["tjk-report"]["operations"]:
        text = before[operation["clause"]]["ru"]["text"]
        for old, new in operation["replace"]:
            text = text.replace(old, new)
        assert not re.search("(?i)ежегодн[а-я]+ отчет", text)


def test_the_word_files_are_those_made_from_the_sample() -> None:
    made = dict(runpy.run_path(str(HERE / "make_word_files.py"))["word_files"]())
    assert sorted(made) == ["cis-2011-draft-en.docx", "cis-2011-draft-ru.docx"]
    for name, content in made.items():
        with zipfile.ZipFile(BytesIO(content)) as new, zipfile.ZipFile(ROOT / "examples" / name) as kept:
            for part in ("word/document.xml", "word/numbering.xml", "word/header1.xml"):
                assert new.read(part) == kept.read(part), f"{name}: run tests/sample/make_word_files.py"
