"""Holding the rows of the present against the record of how they came to be."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import kept_fields, revision_hash
from program_workflow.domain.terms import AmendmentAction, VersionAction, VersionState
from program_workflow.storage import (
    AmendmentRow,
    ClauseRevisionRow,
    DelegationRow,
    EventRow,
    NodeRow,
    NodeTextRow,
    OperationRow,
    ProgramRow,
    VersionRow,
    WindowRow,
    WordingRow,
)
from program_workflow.usecases.operations import operation_of_row, wording_hash
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

_GONE = AmendmentAction.DISCARD.value


@dataclass(slots=True)
class Told:
    """What the record says of the rows now.

    last: what the last event of a subject that says so says, by (subject type, identity). wordings:
    hash of each wording, by (amendment, number). windows: end, by (version, delegation code).
    """

    last: dict[tuple[str, str], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    wordings: dict[tuple[str, int], str] = field(default_factory=dict)
    windows: dict[tuple[str, str], str] = field(default_factory=dict)
    circulated: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


def recorded_rows(w: Work) -> Told:
    """The record read from its beginning."""
    told = Told()
    columns = (EventRow.subject_type, EventRow.subject_id, EventRow.action, EventRow.body)
    for kind, subject, action, body in w.session.execute(select(*columns).order_by(EventRow.seq)):
        if kind == "version" and "delegation" in body:
            told.windows[subject, body["delegation"]] = body["closes_at"]
            continue
        told.last[kind, subject].update(body)
        if kind == "amendment" and body.get("wording_hash"):
            told.wordings.setdefault((subject, body["wording"]), body["wording_hash"])
        if kind == "version" and action == VersionAction.CIRCULATE:
            told.circulated[subject] = body["text_hash"]
        if kind == "amendment" and action == _GONE:
            told.gone.add(subject)
    return told


def verify_amendments(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of an amendment names its state, number, delegation and wording."""
    there = set()
    for row in w.session.scalars(select(AmendmentRow)):
        there.add(row.id)
        last = told.last.get(("amendment", row.id), {})
        name = f"amendment {last.get('number') or row.number or row.id}"
        for what, now in (
            ("state", row.state.value),
            ("number", row.number),
            ("delegation", row.delegation_id),
            ("wording", row.wording),
        ):
            if last.get(what) != now:
                broken.append(f"{name}: {what} is {now}, recorded as {last.get(what)}")
    for kind, subject in told.last:
        if kind == "amendment" and subject not in there and subject not in told.gone:
            broken.append(f"amendment {told.last[kind, subject].get('number') or subject}: it is no longer there")


def verify_versions(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a version name its state, number, text and windows."""
    rows = w.session.execute(
        select(VersionRow, ProgramRow.code).join(ProgramRow, ProgramRow.id == VersionRow.program_id)
    )
    for row, code in rows.all():
        name = f"version {row.number} of {code}"
        last = told.last.get(("version", row.id), {})
        closes_at = row.closes_at.isoformat() if row.closes_at else None
        for what, now, said in (
            ("state", row.state.value, last.get("to", VersionState.WORKING.value if last else None)),
            ("number", row.number, last.get("number")),
            ("end of the window", closes_at, last.get("closes_at")),
            ("text", row.text_hash, last.get("text_hash")),
        ):
            if now != said:
                broken.append(f"{name}: {what} is {now}, recorded as {said}")
        if told.circulated.get(row.id, row.text_hash) != row.text_hash:
            broken.append(f"{name}: circulated with another text")
    _verify_windows(w, told, broken)


def _verify_windows(w: Work, told: Told, broken: list[str]) -> None:
    rows = w.session.execute(
        select(WindowRow, DelegationRow.code).join(DelegationRow, DelegationRow.id == WindowRow.delegation_id)
    )
    for row, code in rows:
        said = told.windows.get((row.version_id, code))
        if said != row.closes_at.isoformat():
            broken.append(f"window of {code}: ends {row.closes_at.isoformat()}, recorded as {said}")


def verify_programs(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a program name its rules and title."""
    for row in w.session.scalars(select(ProgramRow)):
        last = told.last.get(("program", row.id), {})
        for what, now in (("rules", row.rules), ("title", row.title)):
            if last.get(what) != now:
                broken.append(f"program {row.code}: {what} not as recorded")


def verify_wordings(w: Work, told: Told, broken: list[str]) -> None:
    """Every wording has the hash that its words give and that was recorded when it was saved."""
    operations = _all_operations(w)
    rows = w.session.execute(
        select(WordingRow, AmendmentRow.language, AmendmentRow.number).join(
            AmendmentRow, AmendmentRow.id == WordingRow.amendment_id
        )
    )
    there = set()
    for row, language, number in rows:
        key = (row.amendment_id, row.number)
        there.add(key)
        made = wording_hash(language, operations.get(key, []), row.rationale)
        if made != row.hash or told.wordings.get(key, row.hash) != row.hash:
            broken.append(f"amendment {number or row.amendment_id}: wording {row.number} was changed")
    for amendment_id, wording in told.wordings:
        if amendment_id not in told.gone and (amendment_id, wording) not in there:
            number = told.last["amendment", amendment_id].get("number")
            broken.append(f"amendment {number or amendment_id}: wording {wording} is no longer there")


def _all_operations(w: Work) -> Mapping[tuple[str, int], list[Operation]]:
    rows = w.session.execute(
        select(OperationRow, ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .outerjoin(ClauseRevisionRow, ClauseRevisionRow.hash == OperationRow.base_hash)
        .order_by(OperationRow.amendment_id, OperationRow.wording, OperationRow.ordinal)
        .execution_options(yield_per=500)
    )
    found: dict[tuple[str, int], list[Operation]] = defaultdict(list)
    for row, text, fields in rows:
        found[row.amendment_id, row.wording].append(operation_of_row(row, text, fields))
    return found


def verify_texts(w: Work, broken: list[str]) -> None:
    """Every clause revision has the hash its words give, and every version that of its clauses."""
    changed = [
        row.hash
        for row in w.session.scalars(select(ClauseRevisionRow).execution_options(yield_per=500))
        if revision_hash(row.language, row.text, kept_fields(row.fields)) != row.hash
    ]
    for revision in changed:
        broken.append(f"{_clause_with(w, revision)}: its text was changed")
    rows = w.session.execute(
        select(VersionRow, ProgramRow.code).join(ProgramRow, ProgramRow.id == VersionRow.program_id)
    )
    for version, code in rows.all():
        if load_text(w, version.id).hash() != version.text_hash:
            broken.append(f"version {version.number} of {code}: its text was changed")


def _clause_with(w: Work, revision: str) -> str:
    """The clause by the number under which the revision stands, newest version first."""
    row = w.session.execute(
        select(ProgramRow.code, VersionRow.number, NodeRow.number, NodeRow.clause_id)
        .join(VersionRow, VersionRow.program_id == ProgramRow.id)
        .join(NodeRow, NodeRow.version_id == VersionRow.id)
        .join(
            NodeTextRow, (NodeTextRow.version_id == NodeRow.version_id) & (NodeTextRow.clause_id == NodeRow.clause_id)
        )
        .where(NodeTextRow.revision_hash == revision)
        .order_by(VersionRow.number.desc(), NodeRow.position)
        .limit(1)
    ).first()
    if row is None:
        return f"clause revision {revision[:12]}"
    code, version, number, clause_id = row
    return f"clause {number or clause_id} of {code}, version {version} (revision {revision[:12]})"
