"""The sample is told without a refusal; a step that is refused costs itself alone; a wrong file is refused whole."""

import copy
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from program_workflow import resources
from program_workflow.domain.actor import SYSTEM, console_as
from program_workflow.domain.errors import Conflict, Invalid
from program_workflow.domain.terms import AmendmentState, PaperKind, Role, SignatureKind, VersionState
from program_workflow.storage import AdviceRequestRow, AmendmentRow, EventRow, ProgramRow, UserRow, VersionRow
from program_workflow.storage.database import engine_for
from program_workflow.usecases import people, recording
from program_workflow.usecases.alignment import view_alignment
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.finding import find_program, latest_version
from program_workflow.usecases.meeting_views import meetings_of
from program_workflow.usecases.replay_format import instant_of, joined, replaced
from program_workflow.usecases.replaying import replay
from program_workflow.usecases.signing import end_of
from program_workflow.usecases.work import Work
from tests.repository import ROOT

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SAMPLE = json.loads((resources.folder("sample") / "cis-2011.json").read_text(encoding="utf-8"))


class Opening:
    """Units of work of any actor at any instant, on a fresh database; counts those that were kept."""

    def __init__(self, address):
        self.engine = engine_for(address)
        self.session = None

    def __call__(self, actor, at):
        return _Opened(self.engine, actor, at)


class _Opened:
    def __init__(self, engine, actor, at):
        self.session = Session(engine, expire_on_commit=False)
        self.work = Work(self.session, actor, lambda: at)

    def __enter__(self):
        self.transaction = self.session.begin()
        self.transaction.__enter__()
        return self.work

    def __exit__(self, *failure):
        self.transaction.__exit__(*failure)
        self.session.close()


@pytest.fixture
def opening(sqlite_url):
    opened = Opening(sqlite_url)
    yield opened
    opened.engine.dispose()


def small():
    """A negotiation of one program with one clause."""
    return {
        "format": "program-workflow negotiation 1",
        "title": "Small",
        "delegations": [{"code": "KAZ", "name_en": "Kazakhstan", "name_ru": "Казахстан"}],
        "people": [
            {"email": "c@example.org", "name": "Coordinator", "role": "coordinator"},
            {"email": "k@example.org", "name": {"en": "R", "ru": "П"}, "role": "representative", "delegation": "KAZ"},
        ],
        "program": {
            "code": "P1",
            "title": {"en": "Program"},
            "languages": ["en"],
            "clauses": [{"key": "a", "kind": "paragraph", "text": {"en": "Once a year."}}],
        },
        "steps": [
            {"act": "circulate", "by": "c@example.org", "at": "-P9D", "version": 1, "closes_at": "+P9D"},
            {
                "act": "propose",
                "by": "k@example.org",
                "at": "-P8D",
                "key": "x",
                "base_version": 1,
                "language": "en",
                "rationale": "Because.",
                "operations": [{"kind": "modify", "clause": "a", "replace": [["Once", "Twice"]]}],
            },
            {"act": "submit", "by": "k@example.org", "at": "-P7D", "amendment": "x"},
        ],
    }


def count(opening, row):
    with opening(SYSTEM, NOW) as w:
        return w.session.scalar(select(func.count()).select_from(row))


def test_the_sample_is_told_without_a_refusal(database_url):
    opening = Opening(database_url)
    heard = []
    report = replay(SAMPLE, opening, now=NOW, progress=lambda *said: heard.append(said))
    assert [str(one.error) for one in report.refusals] == []
    assert [done for done, _, _ in heard] == list(range(1, len(SAMPLE["steps"]) + 1))
    proposals = sum(step["act"] == "propose" for step in SAMPLE["steps"])
    assert sum(report.amendments.values()) == proposals
    assert set(report.amendments) == set(AmendmentState) - {AmendmentState.MERGED}
    assert report.versions == {
        "CIS-2008": [(1, VersionState.ABANDONED)],
        "CIS-2011": [(1, VersionState.CLOSED), (2, VersionState.CIRCULATED)],
    }
    with opening(SYSTEM, NOW) as w:
        assert recording.verify(w).broken == ()
        assert w.session.scalar(select(func.max(EventRow.at))) <= NOW
    opening.engine.dispose()


def test_each_step_is_of_its_own_person_and_time(opening):
    replay(small(), opening, now=NOW)
    with opening(SYSTEM, NOW) as w:
        amendment = w.session.scalars(select(AmendmentRow)).one()
        assert amendment.filed_at == NOW - timedelta(days=7)
        event = w.session.scalars(select(EventRow).where(EventRow.action == "submit")).one()
        assert (event.actor_name, event.capacity) == ("R", "representative KAZ")
        version = w.session.scalars(select(VersionRow)).one()
        assert (version.opened_at, version.closes_at) == (NOW - timedelta(days=9), NOW + timedelta(days=9))


def test_a_refused_step_costs_itself_alone(opening):
    told = small()
    told["steps"].insert(2, {"act": "review", "by": "k@example.org", "at": "-P8D", "amendment": "x"})
    told["steps"].append({"act": "withdraw", "by": "nobody@example.org", "at": "-P6D", "amendment": "x"})
    told["steps"].append({"act": "review", "by": "c@example.org", "at": "-P6D", "amendment": "y"})
    report = replay(told, opening, now=NOW)
    assert [(one.step, one.act) for one in report.refusals] == [(3, "review"), (5, "withdraw"), (6, "review")]
    assert report.amendments == {AmendmentState.SUBMITTED: 1}


def test_a_code_that_is_taken_is_refused_and_nothing_written(opening):
    replay(small(), opening, now=NOW)
    before = count(opening, EventRow)
    again = small()
    again["people"].append({"email": "new@example.org", "name": "New", "role": "reviewer"})
    with pytest.raises(Conflict):
        replay(again, opening, now=NOW)
    assert (count(opening, EventRow), count(opening, UserRow), count(opening, ProgramRow)) == (before, 2, 1)


def test_people_who_are_there_take_part_as_they_are(opening):
    replay(small(), opening, now=NOW)
    other = small()
    other["program"]["code"] = "P2"
    assert replay(other, opening, now=NOW).refusals == ()
    assert count(opening, UserRow) == 2
    other["program"]["code"] = "P3"
    other["people"][0]["role"] = "reviewer"
    with pytest.raises(Conflict):
        replay(other, opening, now=NOW)


def test_new_accounts_get_the_password(opening):
    replay(small(), opening, now=NOW, password="amber-river-seven-lamps")
    with opening(console_as(Role.ADMINISTRATOR), NOW) as w:
        assert all(one.has_password for one in people.list_users(w))


WRONG = [
    pytest.param(lambda told: told.update(format="something else"), "/format", id="another format"),
    pytest.param(lambda told: told.pop("steps"), "/steps", id="no steps"),
    pytest.param(lambda told: told.pop("program"), "/programs/0", id="no program"),
    pytest.param(lambda told: told["people"][1].pop("role"), "/people/1/role", id="a person without a role"),
    pytest.param(lambda told: told["steps"][0].update(act="dance"), "/steps/0/act", id="an unknown act"),
    pytest.param(lambda told: told["steps"][0].pop("version"), "/steps/0/version", id="a step without its version"),
    pytest.param(lambda told: told["steps"][0].pop("closes_at"), "/steps/0/closes_at", id="a window without an end"),
    pytest.param(
        lambda told: told["steps"][1]["operations"][0].update(kind="burn"),
        "/steps/1/operations/0/kind",
        id="an unknown operation",
    ),
    pytest.param(
        lambda told: told["program"]["clauses"][0].update(kind="poem"), "/programs/0/clauses/0/kind", id="unknown kind"
    ),
    pytest.param(
        lambda told: told["program"]["clauses"][0]["text"].clear(), "/programs/0/clauses/0/text/en", id="no text"
    ),
    pytest.param(
        lambda told: told["program"]["clauses"].append(dict(told["program"]["clauses"][0])),
        "/programs/0/clauses/1/key",
        id="a key twice",
    ),
]


@pytest.mark.parametrize(("spoil", "pointer"), WRONG)
def test_a_wrong_file_is_refused_whole_with_the_place(opening, spoil, pointer):
    told = copy.deepcopy(small())
    spoil(told)
    with pytest.raises(Invalid) as refusal:
        replay(told, opening, now=NOW)
    assert refusal.value.pointer == pointer
    assert count(opening, EventRow) == 0


def test_words_that_stand_twice_are_not_replaced():
    with pytest.raises(Invalid, match="2 times"):
        replaced("once and once", [["once", "twice"]])
    assert replaced("once", [["once", "once more"]]) == "once more"


@given(st.sampled_from("+-"), st.integers(0, 9), st.integers(0, 400), st.integers(0, 99), st.integers(0, 99))
def test_an_offset_counts_from_now(sign, weeks, days, hours, minutes):
    said = f"{sign}P{weeks}W{days}DT{hours}H{minutes}M"
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    assert instant_of(said, NOW) == (NOW + span if sign == "+" else NOW - span)


@pytest.mark.parametrize("said", ["2011-03-01T12:00:00", "tomorrow", "P3D", ""])
def test_what_is_no_instant_is_refused(said):
    with pytest.raises(Invalid):
        instant_of(said, NOW)


def test_an_instant_with_a_zone_is_taken():
    assert instant_of("2011-03-01T12:00:00+03:00", NOW) == datetime(2011, 3, 1, 9, tzinfo=UTC)


def test_the_acts_of_the_sample_are_those_of_the_format():
    assert Counter(step["act"] for step in SAMPLE["steps"])["propose"] >= 50


def test_remarks_advice_and_those_who_join_are_told_too(opening):
    told = small()
    told["program"]["rules"] = {"decision_rule": "consensus"}
    told["delegations"] += [
        {"code": "BLR", "name_en": "Belarus", "name_ru": "Беларусь"},
        {"code": "CSTO", "name_en": "Organisation", "name_ru": "Организация", "observer": True},
    ]
    told["people"] += [
        {"email": "b@example.org", "name": "B", "role": "representative", "delegation": "BLR"},
        {"email": "r@example.org", "name": "Reviewer", "role": "reviewer"},
    ]
    c, k, b, r = ({"by": f"{one}@example.org"} for one in "ckbr")
    letter = {"delegation": "CSTO", "channel": "letter", "received_at": "-P8D", "reference": "12"}
    advice = {"amendment": "m", "kind": "legal"}
    whole = {"version": 1, "kind": "linguistic"}
    told["steps"] = [
        {"act": "participant", **c, "at": "-P10D", "delegation": "KAZ"},
        {"act": "circulate", **c, "at": "-P9D", "version": 1, "closes_at": "+P9D"},
        {"act": "remark", **k, "at": "-P8D", "key": "q", "kind": "question", "text": "Why?", "clause": "a"},
        {"act": "answer_remark", **c, "at": "-P8D", "remark": "q", "text": "So."},
        {"act": "remark", **c, "at": "-P7D", "key": "l", "kind": "remark", "text": "By letter", "on_behalf": letter},
        {"act": "position", **k, "at": "-P7D", "kind": "agrees"},
        {"act": "participant", **c, "at": "-P6D", "delegation": "BLR"},
        {"act": "answer_on_joining", **b, "at": "-P5D", "kind": "agrees"},
        {"act": "remark", **b, "at": "-P5D", "key": "n", "kind": "no_comments"},
        {"act": "withdraw_remark", **b, "at": "-P4D", "remark": "n"},
        {
            "act": "propose",
            **k,
            "at": "-P4D",
            "key": "m",
            "base_version": 1,
            "language": "en",
            "rationale": "More often",
            "operations": [{"kind": "modify", "clause": "a", "text": "Twice a year."}],
        },
        {"act": "submit", **k, "at": "-P4D", "amendment": "m"},
        {"act": "review", **c, "at": "-P3D", "amendment": "m"},
        {"act": "request_advice", **c, "at": "-P3D", **advice, "due": "+P1D", "reviewer": "r@example.org"},
        {"act": "advise", **r, "at": "-P2D", **advice, "recommendation": "accept"},
        {"act": "release_advice", **c, "at": "-P1D", **advice},
        {"act": "request_advice", **c, "at": "-P1D", **advice, "due": "+P1D"},
        {"act": "withdraw_advice_request", **c, "at": "-P1D", **advice},
        {"act": "request_advice", **c, "at": "-P3D", **whole, "due": "+P1D", "note": "The whole text"},
        {"act": "advise", **r, "at": "-P2D", **whole, "recommendation": "reject", "text": "Two terms for one thing"},
        {"act": "release_advice", **c, "at": "-P1D", **whole},
        {"act": "request_advice", **c, "at": "-P1D", **whole, "due": "+P1D"},
        {"act": "withdraw_advice_request", **c, "at": "-P1D", **whole},
    ]
    report = replay(told, opening, now=NOW)
    assert [(one.act, str(one.error)) for one in report.refusals] == []
    with opening(console_as(Role.COORDINATOR), NOW) as w:
        table = consolidated_table(w, "P1")
        rows, requests = table.rows, w.session.scalars(select(AdviceRequestRow)).all()
        assert recording.verify(w).broken == ()
    assert [(one.answered_at is None, one.withdrawn_at is None) for one in requests] == [
        (False, True),
        (True, False),
    ] * 2
    assert [one.text for one in table.advice] == ["Two terms for one thing"]
    assert [type(one).__name__ for one in rows] == ["TableRemark", "TableRemark", "TableRow", "TableRemark"]
    assert [one.kind for one in rows[2].advice] == ["legal"]


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        ({"act": "remark", "key": "q", "kind": "poem"}, "/steps/0/kind"),
        ({"act": "advise", "amendment": "m", "kind": "legal", "recommendation": "maybe"}, "/steps/0/recommendation"),
        (
            {"act": "remark", "key": "q", "kind": "remark", "on_behalf": {"delegation": "KAZ"}},
            "/steps/0/on_behalf/channel",
        ),
        ({"act": "participant"}, "/steps/0/delegation"),
        ({"act": "release_advice", "kind": "legal"}, "/steps/0/amendment"),
    ],
    ids=["kind", "recommendation", "on_behalf", "delegation", "on"],
)
def test_a_wrong_remark_advice_or_participant_is_refused_with_the_place(opening, step, pointer):
    told = small()
    told["steps"] = [{"by": "c@example.org", "at": "-P1D", **step}]
    with pytest.raises(Invalid) as refusal:
        replay(told, opening, now=NOW)
    assert refusal.value.pointer == pointer


PROVISIONS = json.loads((resources.folder("sample") / "main-provisions.json").read_text(encoding="utf-8"))


def test_the_main_provisions_go_from_the_first_draft_to_adoption_in_both_languages(opening):
    report = replay(PROVISIONS, opening, now=NOW)
    assert [f"{one.step} {one.act}: {one.error}" for one in report.refusals] == []
    closed = VersionState.CLOSED
    assert report.versions == {"CIS-2011-MP": [(1, closed), (2, closed), (3, VersionState.ADOPTED)]}
    with opening(console_as(Role.COORDINATOR), NOW) as w:
        assert recording.verify(w).broken == ()
        assert not view_alignment(w, "CIS-2011-MP", 3).pending
        (meeting,) = meetings_of(w)
        assert (len(meeting.members), len(meeting.observers), len(meeting.items)) == (10, 12, 4)
        outcome = next(one for one in meeting.papers if one.kind is PaperKind.OUTCOME)
        assert set(outcome.current.texts) == {"en", "ru"}
        kinds = Counter(one.kind for one in end_of_latest(w).signatures)
    assert kinds == {
        SignatureKind.SIGNED: 7,
        SignatureKind.STATEMENT: 1,
        SignatureKind.SPECIAL_OPINION: 1,
        SignatureKind.BLANK: 1,
    }


def end_of_latest(w):
    program = find_program(w, "CIS-2011-MP")
    return end_of(w, program, latest_version(w, program.id))


def test_negotiations_are_joined_in_the_order_of_time():
    told = joined([SAMPLE, PROVISIONS], NOW)
    instants = [instant_of(step["at"], NOW) for step in told["steps"]]
    assert instants == sorted(instants)
    assert len(told["steps"]) == len(SAMPLE["steps"]) + len(PROVISIONS["steps"])
    assert [one["email"] for one in told["people"]] == [one["email"] for one in SAMPLE["people"]]
    codes = [one["code"] for one in told["delegations"]]
    assert codes[:13] == [one["code"] for one in SAMPLE["delegations"]]
    assert len(codes) == len(set(codes)) == 22


THIRD_MEETING = json.loads((ROOT / "tests" / "data" / "third-meeting.json").read_text(encoding="utf-8"))


def test_a_meeting_is_told_from_its_agenda_to_a_corrigendum(opening):
    report = replay(THIRD_MEETING, opening, now=NOW)
    assert [f"{one.step} {one.act}: {one.error}" for one in report.refusals] == []
    assert report.amendments == {AmendmentState.REJECTED: 2, AmendmentState.INCORPORATED: 3}
    assert report.versions == {"ATC-2011": [(1, VersionState.CLOSED), (2, VersionState.FINALISED)]}
    with opening(console_as(Role.COORDINATOR), NOW) as w:
        assert recording.verify(w).broken == ()
        (meeting,) = meetings_of(w)
    assert (len(meeting.members), len(meeting.observers), len(meeting.items)) == (10, 12, 4)
    assert [one.kind.value for one in meeting.papers] == ["minutes", "outcome", "corrigendum"]
    assert "«участников и наблюдателей»" in meeting.papers[-1].current.texts["ru"]


@pytest.mark.parametrize(
    ("spoil", "pointer"),
    [
        ({"act": "decide_at_meeting", "decision": "perhaps"}, "decision"),
        ({"act": "version_at_meeting", "step": "adopt"}, "step"),
        ({"act": "draft_paper", "paper": "letter"}, "paper"),
        ({"act": "record", "kind": "song"}, "kind"),
    ],
)
def test_a_wrong_act_of_a_meeting_is_refused_with_the_place(opening, spoil, pointer):
    told = copy.deepcopy(THIRD_MEETING)
    place = next(place for place, one in enumerate(told["steps"]) if one["act"] == spoil["act"])
    told["steps"][place] |= spoil
    with pytest.raises(Invalid) as refusal:
        replay(told, opening, now=NOW)
    assert refusal.value.pointer == f"/steps/{place}/{pointer}"


def test_texts_of_two_languages_are_aligned_by_a_step(opening):
    told = small()
    told["program"] |= {
        "languages": ["en", "ru"],
        "title": {"en": "Program", "ru": "Программа"},
        "rules": {"decision_rule": "coordinator"},
        "clauses": [{"key": "a", "kind": "paragraph", "text": {"en": "Once a year.", "ru": "Один раз в год."}}],
    }
    by = {"by": "c@example.org"}
    align = {"act": "align", **by, "version": 2, "clause": "a", "language": "ru"}
    told["steps"] += [
        {"act": "review", **by, "at": "-P6D", "amendment": "x"},
        {"act": "agree", **by, "at": "-P5D", "amendment": "x"},
        {"act": "close", **by, "at": "-P4D", "version": 1, "reason": "agreed"},
        {"act": "next_version", **by, "at": "-P3D", "version": 1},
        {**align, "at": "-P2D", "text": "Два раза в год."},
        {**align, "at": "-P1D", "clause": "b", "text": "Два раза в год."},
    ]
    report = replay(told, opening, now=NOW)
    assert [(one.step, one.act) for one in report.refusals] == [(9, "align")]
    with opening(SYSTEM, NOW) as w:
        assert not view_alignment(w, "P1", 2).pending
        assert recording.verify(w).broken == ()
