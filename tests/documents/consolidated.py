"""Consolidated tables made by hand, for the tests of their files."""

from datetime import UTC, datetime

from program_workflow.domain.clause import Fields
from program_workflow.domain.consolidated import (
    ConsolidatedTable,
    LayeredChange,
    ProposedChange,
    TableCounter,
    TablePosition,
    TableRow,
)
from program_workflow.domain.positions import Position
from program_workflow.domain.redline import compare, compare_fields, layered
from program_workflow.domain.terms import (
    AmendmentState,
    ClauseKind,
    OperationKind,
    OutsideChannel,
    PositionKind,
    VersionState,
)
from program_workflow.domain.timeframe import read_timeframe

AT = datetime(2011, 3, 15, 9, 0, tzinfo=UTC)


def change(old="Hold it once a year.", new="Hold it twice a year.", kind=OperationKind.MODIFY, **more):
    values = {
        "clause_id": "c1",
        "reference": "2.7",
        "clause_kind": ClauseKind.MEASURE,
        "fields": (),
        "place": None,
        "is_first": False,
    } | more
    return ProposedChange(kind=kind, runs=tuple(compare(old, new)), **values)


def measured():
    """A change of a measure's words and of one of its fields."""
    old = Fields(("The Centre",), read_timeframe("2011"))
    return change(fields=compare_fields(old, Fields(("The Centre",), read_timeframe("2011–2013"))))


def row(name="P1/2.7/KAZ/1", *changes, **more):
    values = {
        "number": name,
        "state": AmendmentState.UNDER_REVIEW,
        "delegations": ("KAZ",),
        "language": "en",
        "base_version": 2,
        "changes": changes or (change(),),
        "rationale": "It is needed.",
        "filed_at": AT,
        "is_admitted_late": False,
        "decided_at": None,
        "reason": "",
        "deferred_until": None,
        "incorporated_in": None,
    } | more
    return TableRow(amendment_id=name, **values)


def counter(by="BLR", new="Hold it thrice a year.", **more):
    """Another wording of what `change` proposes."""
    layers = layered("Hold it once a year.", "Hold it twice a year.", new)
    values = {"number": 1, "reason": "Rarely is enough.", "changes": (LayeredChange("2.7", layers),)} | more
    return TableCounter(by=by, **values)


def said(by, kind, *, again=False, **more):
    return TablePosition(by, Position(by, PositionKind(kind), "", AT, **more), again)


def table(*rows, **more):
    values = {
        "code": "P1",
        "title": {"en": "A program", "ru": "Программа"},
        "marking": {"en": "Draft", "ru": "Проект"},
        "as_of": AT,
        "is_past": False,
        "version": 2,
        "state": VersionState.CIRCULATED,
        "rows": rows,
        "delegations": {"KAZ": {"en": "Kazakhstan", "ru": "Казахстан"}, "BLR": {"en": "Belarus", "ru": "Беларусь"}},
    } | more
    return ConsolidatedTable(**values)


def varied():
    """Rows of every kind: several operations, an insertion, a deletion twice, a decision, a collision, positions."""
    stands = (
        said("KAZ", "objects", reason="Too often.\nToo dear.", except_words="twice"),
        said("BLR", "scrutiny_reservation", due="2011-03-20", lifts_when="the ministry agrees"),
        said("XYZ", "agrees", again=True),
    )
    agreed = {"state": AmendmentState.AGREED, "decided_at": AT, "reason": "Good.\nAll agree."}
    deletion = change("Gone.", "", OperationKind.DELETE, reference="paragraph-1")
    return table(
        row("P1/2.7/KAZ/1", measured(), group=1, collides_with=("P1/2.7/BLR/1",)),
        row(
            "P1/2.7/BLR/1",
            change(new="Hold it."),
            delegations=("BLR",),
            group=1,
            collides_with=("P1/2.7/KAZ/1",),
            positions=stands,
        ),
        row("P1/2.7/KAZ/2", counters=(counter(),), channel=OutsideChannel.LETTER, reference="No. 7"),
        row("P1/2.8/KAZ/1", change(), change("", "A new one.", OperationKind.INSERT, reference="2.9"), **agreed),
        row("x", deletion, number=None, rationale="a\n\nb", group=2, same_as=("P1/1/BLR/2",)),
        row("P1/1/BLR/2", deletion, delegations=("BLR",), group=2, same_as=("x",)),
    )
