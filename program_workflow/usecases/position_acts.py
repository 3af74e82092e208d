"""An act by which a delegation comes to stand on one text or many: its rows, and what the record keeps of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from program_workflow.domain.terms import PositionSubject
from program_workflow.storage import EventRow, PositionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.work import Work

#: What a position is on: clause or amendment, its identity, the hash of the text.
About = tuple[PositionSubject, str, str]

_BLANK = {
    "reason": "",
    "due": None,
    "lifts_when": "",
    "except_words": "",
    "channel": None,
    "reference": "",
    "entered_by": None,
}


def write_act(w: Work, action: str, about: Sequence[About], *, program_id: str, **said: Any) -> EventRow:
    """Writes one position on each of these texts down and records the act.

    said: columns of `PositionRow`; delegation_id, version_id, kind and origin at least. at: the instant
    that counts, by default now. The identity of the act is the subject of the event.
    """
    act_id = new_id()
    common = {**_BLANK, "at": w.now, **said, "program_id": program_id, "act_id": act_id, "entered_at": w.now}
    rows = [{**common, "subject": subject, "subject_id": one, "text_hash": key} for subject, one, key in about]
    w.session.execute(insert(PositionRow), rows)
    kept = w.session.scalars(select(PositionRow).where(PositionRow.act_id == act_id).order_by(PositionRow.ordinal))
    return w.record(
        "position",
        act_id,
        action,
        program_id=program_id,
        reason=common["reason"],
        body={"facts": facts_of_act(list(kept))},
    )


def facts_of_act(rows: Sequence[PositionRow]) -> dict[str, Any]:
    """The facts of the rows of one act, as JSON keeps them."""
    first = rows[0]
    return {
        "delegation": first.delegation_id,
        "version": first.version_id,
        "kind": first.kind.value,
        "origin": first.origin.value,
        "reason": first.reason,
        "due": first.due,
        "lifts_when": first.lifts_when,
        "except_words": first.except_words,
        "channel": first.channel.value if first.channel else None,
        "reference": first.reference,
        "at": first.at.isoformat(),
        "entered_at": first.entered_at.isoformat(),
        "about": [[one.subject.value, one.subject_id, one.text_hash] for one in rows],
    }
