"""Holding the rows of the present against the record of how they came to be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import kept_fields, revision_hash
from program_workflow.domain.states import DECISIONS
from program_workflow.domain.terms import AmendmentAction, VersionAction, VersionState
from program_workflow.storage import (
    AmendmentRow,
    ClauseRevisionRow,
    ClauseRow,
    DelegationRow,
    EventRow,
    NodeRow,
    NodeTextRow,
    OperationRow,
    ProgramRow,
    UserRow,
    VersionRow,
    WindowRow,
    WordingRow,
)
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.operations import operation_of_row, wording_hash
from program_workflow.usecases.people import capacity_recorded
from program_workflow.usecases.programs import participants_recorded
from program_workflow.usecases.sponsor_rows import facts_of_sponsors
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: What an entry of an earlier release does not name, and what it was then.
_UNSAID = {"is_approver": False}
_GONE = AmendmentAction.DISCARD.value


@dataclass(slots=True)
class Told:
    """What the record says of the rows now.

    last: what the last event of a subject that says so says, by (subject type, identity). programs:
    of which program it is, by the same. acted: who did it last, by (what, amendment). wordings: hash
    of each wording, by (amendment, number). windows: end and reason, by (version, delegation code).
    counter_texts: by (amendment, number); mergers: by identity.
    """

    last: dict[tuple[str, str], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    programs: dict[tuple[str, str], str | None] = field(default_factory=dict)
    acted: dict[tuple[str, str], str | None] = field(default_factory=dict)
    wordings: dict[tuple[str, int], str] = field(default_factory=dict)
    windows: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    counter_texts: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    mergers: dict[str, dict[str, Any]] = field(default_factory=dict)
    circulated: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def missing(self, kind: str, there: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Subjects of a kind that the record knows and the tables do not."""
        for (said, subject), last in list(self.last.items()):
            if said == kind and subject not in there and subject not in self.gone:
                yield subject, last


def recorded_rows(w: Work) -> Told:
    """The record read from its beginning."""
    told = Told()
    for event in w.session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)):
        kind, subject, body = event.subject_type, event.subject_id, event.body
        if kind == "version" and "delegation" in body:
            told.windows[subject, body["delegation"]] = (body["closes_at"], event.reason)
            continue
        told.last[kind, subject].update(body)
        told.programs[kind, subject] = event.program_id
        if kind == "amendment":
            _note_amendment(told, event)
        if kind == "version" and event.action in (VersionAction.CIRCULATE, VersionAction.TABLE):
            told.circulated[subject] = body["text_hash"]
    return told


def _note_amendment(told: Told, event: EventRow) -> None:
    subject, body = event.subject_id, event.body
    told.acted.setdefault(("created", subject), event.actor_id)
    if event.action == AmendmentAction.SUBMIT:
        told.acted["filed", subject] = event.actor_id
    if event.action in DECISIONS:
        told.acted["decided", subject] = event.actor_id
    if event.action == _GONE:
        told.gone.add(subject)
    for one in body.get("counter_texts", ()):
        told.counter_texts[subject, one["number"]] = one
    for one in body.get("mergers", ()):
        told.mergers[one["id"]] = one
    if body.get("wording_hash"):
        told.wordings.setdefault((subject, body["wording"]), body["wording_hash"])


def verify_amendments(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of an amendment names its state, number, delegation, wording and dates."""
    there = set()
    for row in w.session.scalars(select(AmendmentRow)):
        there.add(row.id)
        last = told.last.get(("amendment", row.id), {})
        _compare(
            f"amendment {last.get('number') or row.number or row.id}",
            (
                ("state", row.state.value, last.get("state")),
                ("number", row.number, last.get("number")),
                ("delegation", row.delegation_id, last.get("delegation")),
                ("wording", row.wording, last.get("wording")),
                ("program", row.program_id, told.programs.get(("amendment", row.id))),
                ("co-sponsors", facts_of_sponsors(row), last.get("sponsors", [])),
                *_persons(row, told),
                *_facts(row, last),
            ),
            broken,
        )
    for subject, last in told.missing("amendment", there):
        broken.append(f"amendment {last.get('number') or subject}: it is no longer there")


def _persons(row: AmendmentRow, told: Told) -> Iterator[tuple[str, Any, Any]]:
    """Who acted, where the record still names the person: a name can be erased from it."""
    for what, now in (("created", row.created_by), ("filed", row.filed_by), ("decided", row.decided_by)):
        was = told.acted.get((what, row.id))
        if was is not None and (what != "decided" or row.decided_at is not None):
            yield f"{what}_by", now, was


def _compare(name: str, said: Iterable[tuple[str, Any, Any]], broken: list[str]) -> None:
    """said: what it is called, what stands now, what was recorded."""
    broken += [f"{name}: {what} is {now}, recorded as {was}" for what, now, was in said if now != was]


def _facts(row: AmendmentRow | VersionRow | ProgramRow, last: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    now, was = facts_of(row), last.get("facts", {})
    for name in sorted(now.keys() | was.keys()):
        yield name, now.get(name), was.get(name)


def verify_versions(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a version name its state, number, text and windows."""
    there = set()
    for row, code in _versions(w):
        there.add(row.id)
        name = f"version {row.number} of {code}"
        last = told.last.get(("version", row.id), {})
        _compare(
            name,
            (
                ("state", row.state.value, last.get("to", VersionState.WORKING.value if last else None)),
                ("number", row.number, last.get("number")),
                ("end of the window", row.closes_at.isoformat() if row.closes_at else None, last.get("closes_at")),
                ("text", row.text_hash, last.get("text_hash")),
                ("program", row.program_id, told.programs.get(("version", row.id))),
                *_facts(row, last),
            ),
            broken,
        )
        if told.circulated.get(row.id, row.text_hash) != row.text_hash:
            broken.append(f"{name}: circulated with another text")
    for subject, last in told.missing("version", there):
        broken.append(f"version {last.get('number')} ({subject}): it is no longer there")
    _verify_windows(w, told, broken)


def _versions(w: Work) -> list[tuple[VersionRow, str | None]]:
    """Every version with the code of its program, None where that is gone."""
    rows = w.session.execute(
        select(VersionRow, ProgramRow.code).outerjoin(ProgramRow, ProgramRow.id == VersionRow.program_id)
    )
    return [(version, code) for version, code in rows]


def _verify_windows(w: Work, told: Told, broken: list[str]) -> None:
    rows = w.session.execute(
        select(WindowRow, DelegationRow.code).join(DelegationRow, DelegationRow.id == WindowRow.delegation_id)
    )
    now = {(row.version_id, code): (row.closes_at.isoformat(), row.reason) for row, code in rows}
    for key in sorted(now.keys() | told.windows.keys()):
        _compare(f"window of {key[1]}", [("its end and reason", now.get(key), told.windows.get(key))], broken)


def verify_programs(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a program name its rules, title, period and participants."""
    there = set()
    for row in w.session.scalars(select(ProgramRow)):
        there.add(row.id)
        last = told.last.get(("program", row.id), {})
        name = f"program {last.get('code') or row.code}"
        _compare(name, _facts(row, last), broken)
        participants = ("participants", participants_recorded(w, row.id), last.get("participants", []))
        _compare(name, [participants], broken)
    for subject, last in told.missing("program", there):
        broken.append(f"program {last.get('code') or subject}: it is no longer there")


def verify_people(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a person name their role, delegation and access, those of a delegation its code and names."""
    there = set()
    for row in w.session.scalars(select(DelegationRow)):
        there.add(row.id)
        last = told.last.get(("delegation", row.id), {})
        said: list[tuple[str, Any, Any]] = [
            (name, getattr(row, name), last.get(name)) for name in ("code", "is_observer")
        ]
        names = ("name_en", "name_ru")  # an entry of an earlier release does not name them
        said += [(name, getattr(row, name), last[name]) for name in names if name in last]
        _compare(f"delegation {last.get('code') or row.code}", said, broken)
    for user in w.session.scalars(select(UserRow)):
        there.add(user.id)
        last = told.last.get(("user", user.id), {})
        was = last.get("after", last)
        _compare(
            f"account {user.email}",
            ((k, now, was.get(k, _UNSAID.get(k))) for k, now in capacity_recorded(user).items()),
            broken,
        )
    for kind in ("delegation", "user"):
        for subject, last in told.missing(kind, there):
            broken.append(f"{kind} {last.get('code') or subject}: it is no longer there")


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
    for version, code in _versions(w):
        if load_text(w, version.id).hash() != version.text_hash:
            broken.append(f"version {version.number} of {code}: its text was changed")
    lost = (
        select(NodeRow.clause_id)
        .outerjoin(ClauseRow, ClauseRow.id == NodeRow.clause_id)
        .join(VersionRow, VersionRow.id == NodeRow.version_id)
        .where(ClauseRow.id.is_(None) | (ClauseRow.program_id != VersionRow.program_id))
        .distinct()
    )
    broken += [f"clause {one}: its identity was changed" for one in w.session.scalars(lost)]


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
