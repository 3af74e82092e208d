"""Advice and requests for it held against the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from program_workflow.storage import AdviceRequestRow, AdviceRow
from program_workflow.usecases.advice_rows import ADVICE, REQUEST, facts_of_advice, facts_of_request
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_advice(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of each names everything that counts of it."""
    given = [(row.id, row.program_id, facts_of_advice(row)) for row in w.session.scalars(select(AdviceRow))]
    asked = [(row.id, row.program_id, facts_of_request(row)) for row in w.session.scalars(select(AdviceRequestRow))]
    _verify(ADVICE, "advice", given, told, broken)
    _verify(REQUEST, "request for advice", asked, told, broken)


def _verify(
    subject: str, name: str, rows: Iterable[tuple[str, str, Mapping[str, Any]]], told: Told, broken: list[str]
) -> None:
    there = set()
    for identity, program_id, now in rows:
        there.add(identity)
        was = told.last.get((subject, identity), {}).get("facts", {})
        broken += [
            f"{name} {identity}: {what} is {now.get(what)}, recorded as {was.get(what)}"
            for what in sorted(now.keys() | was.keys())
            if now.get(what) != was.get(what)
        ]
        if told.programs.get((subject, identity)) != program_id:
            broken.append(f"{name} {identity}: it is of another program than recorded")
    broken += [f"{name} {one}: it is no longer there" for one, _ in told.missing(subject, there)]
