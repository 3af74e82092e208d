"""A recorded negotiation goes from a package and a silence procedure to adoption, signatures and a corrigendum."""

from collections import Counter

import pytest

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.errors import Invalid
from program_workflow.domain.terms import SignatureKind, VersionState
from program_workflow.storage import CorrigendumRow, PackageRow, SignatureRow
from program_workflow.usecases import recording
from program_workflow.usecases.replaying import replay
from tests.usecases.test_replaying import NOW, opening  # noqa: F401 - a fixture

C = "c@example.org"


def told():
    """Two states, two clauses; a first silence is broken, a second one adopts, and a slip is corrected."""
    steps = [
        {"act": "circulate", "by": C, "at": "-P99D", "version": 1, "closes_at": "-P90D"},
        {"act": "package", "by": C, "at": "-P98D", "key": "both", "title": "Exchange", "clauses": ["a", "b"]},
        {"act": "position", "by": "k@example.org", "at": "-P97D", "kind": "agrees"},
        {"act": "position", "by": "r@example.org", "at": "-P97D", "kind": "agrees", "clauses": ["a"]},
        {"act": "position", "by": "r@example.org", "at": "-P97D", "kind": "scrutiny_reservation", "clauses": ["b"]},
        {"act": "finalise", "by": C, "at": "-P89D", "version": 1},
        {
            "act": "position",
            "by": "r@example.org",
            "at": "-P88D",
            "clauses": ["b"],
            "kind": "reservation_on_signing",
            "reason": "Subject to our law.",
        },
        {"act": "reopen_package", "by": C, "at": "-P88D", "package": "both", "reason": "A question."},
        {"act": "conclude_package", "by": C, "at": "-P87D", "package": "both"},
        {"act": "finalise", "by": C, "at": "-P86D", "version": 1},
        {"act": "silence", "by": C, "at": "-P85D", "key": "first", "version": 1, "expires_at": "-P80D"},
        {"act": "withdraw_silence", "by": C, "at": "-P84D", "silence": "first", "reason": "The wrong hour."},
        {"act": "silence", "by": C, "at": "-P83D", "key": "second", "version": 1, "expires_at": "-P75D"},
        {"act": "agree_silence", "by": "k@example.org", "at": "-P80D", "silence": "second"},
        {
            "act": "sign",
            "by": C,
            "at": "-P70D",
            "version": 1,
            "delegation": "KAZ",
            "kind": "signed",
            "place": "Almaty",
        },
        {"act": "sign", "by": C, "at": "-P70D", "version": 1, "delegation": "RUS", "kind": "reservation"},
        {
            "act": "correct",
            "by": C,
            "at": "-P60D",
            "version": 1,
            "takes_effect_at": "-P40D",
            "reason": "A slip.",
            "corrections": [{"clause": "a", "text": "Once each year."}],
        },
        {"act": "next_version", "by": C, "at": "-P30D", "version": 2},
    ]
    delegations = [
        {"code": "KAZ", "name_en": "Kazakhstan", "name_ru": "Казахстан"},
        {"code": "RUS", "name_en": "Russia", "name_ru": "Россия"},
    ]
    people = [
        {"email": C, "name": "Coordinator", "role": "coordinator"},
        {"email": "k@example.org", "name": "K", "role": "representative", "delegation": "KAZ"},
        {"email": "r@example.org", "name": "R", "role": "representative", "delegation": "RUS"},
    ]
    clauses = [
        {"key": "a", "kind": "point", "number": "1", "text": {"en": "Once a year."}},
        {"key": "b", "kind": "point", "number": "2", "text": {"en": "Data are exchanged."}},
    ]
    rules = {"decision_rule": "consensus"}
    program = {"code": "P1", "title": {"en": "P"}, "languages": ["en"], "rules": rules, "clauses": clauses}
    return {
        "format": "program-workflow negotiation 1",
        "title": "To adoption",
        "delegations": delegations,
        "people": people,
        "program": program,
        "steps": steps,
    }


def test_it_is_told_to_its_end_and_only_what_is_not_agreed_is_refused(opening):  # noqa: F811 - the fixture
    report = replay(told(), opening, now=NOW)
    assert [(one.step, one.act) for one in report.refusals] == [(6, "finalise")]
    assert report.versions["P1"] == [
        (1, VersionState.CORRECTED),
        (2, VersionState.ADOPTED),
        (3, VersionState.WORKING),
    ]
    with opening(SYSTEM, NOW) as w:
        kinds = Counter(one.kind for one in w.session.query(SignatureRow))
        assert kinds == {SignatureKind.SIGNED: 1, SignatureKind.RESERVATION: 1}
        assert w.session.query(SignatureRow).filter_by(kind="reservation").one().text == "Subject to our law."
        assert (w.session.query(PackageRow).count(), w.session.query(CorrigendumRow).count()) == (1, 1)
        assert recording.verify(w).broken == ()


@pytest.mark.parametrize(
    ("act", "pointer"),
    [
        ({"act": "sign", "version": 1, "delegation": "KAZ", "kind": "sealed"}, "/steps/0/kind"),
        ({"act": "package", "key": "x", "title": "t"}, "/steps/0/clauses"),
        ({"act": "silence", "key": "x", "version": 1}, "/steps/0/expires_at"),
        (
            {"act": "correct", "version": 1, "takes_effect_at": "+P1D", "corrections": [{"clause": "a"}]},
            "/steps/0/corrections/0/text",
        ),
        ({"act": "break_silence", "reason": "x"}, "/steps/0/silence"),
    ],
)
def test_a_step_of_a_wrong_form_is_refused_before_anything_is_written(opening, act, pointer):  # noqa: F811
    file = told() | {"steps": [{"by": C, "at": "-P1D", **act}]}
    with pytest.raises(Invalid) as refusal:
        replay(file, opening, now=NOW)
    assert refusal.value.pointer == pointer
