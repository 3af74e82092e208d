"""Corrigenda held against the record: what each is in, what it corrects, and who objected."""

from typing import Any

from sqlalchemy import select

from program_workflow.domain.corrigendum import corrigendum_hash
from program_workflow.storage import CorrigendumObjectionRow, CorrigendumRow, EventRow
from program_workflow.usecases.corrigendum_rows import corrections_of, facts_of_corrigendum, facts_of_objection
from program_workflow.usecases.notifying import CORRIGENDUM
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_corrigenda(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a corrigendum name everything that counts of it and of each objection."""
    there = set()
    for row in w.session.scalars(select(CorrigendumRow)):
        there.add(row.id)
        name = f"corrigendum {row.number}"
        _compare(name, facts_of_corrigendum(row), told.last.get((CORRIGENDUM, row.id), {}).get("facts", {}), broken)
        if told.programs.get((CORRIGENDUM, row.id)) != row.program_id:
            broken.append(f"{name}: it is of another program than recorded")
    broken += [f"corrigendum {one}: it is no longer there" for one, _ in told.missing(CORRIGENDUM, there)]
    verify_corrections(w, broken)
    _verify_objections(w, broken)


def verify_corrections(w: Work, broken: list[str]) -> None:
    """What each corrects gives the hash that was recorded."""
    broken += [
        f"corrigendum {row.number}: what it corrects was changed"
        for row in w.session.scalars(select(CorrigendumRow))
        if corrigendum_hash(corrections_of(w, row.id)) != row.text_hash
    ]


def _verify_objections(w: Work, broken: list[str]) -> None:
    was: dict[int, dict[str, Any]] = {}
    for body in w.session.scalars(select(EventRow.body).where(EventRow.subject_type == CORRIGENDUM)):
        if "objection" in body:
            said = dict(body["objection"])
            was[said.pop("ordinal")] = said
    now = {row.ordinal: facts_of_objection(row) for row in w.session.scalars(select(CorrigendumObjectionRow))}
    for ordinal in sorted(was.keys() | now.keys()):
        _compare(f"objection {ordinal} to a corrigendum", now.get(ordinal, {}), was.get(ordinal, {}), broken)


def _compare(name: str, now: dict[str, Any], was: dict[str, Any], broken: list[str]) -> None:
    broken += [
        f"{name}: {what} is {now.get(what)}, recorded as {was.get(what)}"
        for what in sorted(now.keys() | was.keys())
        if now.get(what) != was.get(what)
    ]
