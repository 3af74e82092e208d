"""Reopened clauses held against the record."""

from sqlalchemy import select

from program_workflow.storage import ReopeningRow
from program_workflow.usecases.reopening import facts_of_reopening
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_reopenings(w: Work, told: Told, broken: list[str]) -> None:
    """The event of a reopening names the clause, its text, the reason and the instant."""
    there = set()
    for row in w.session.scalars(select(ReopeningRow)):
        there.add(row.id)
        now, was = facts_of_reopening(row), told.last.get(("reopening", row.id), {}).get("facts", {})
        name = f"reopening of clause {row.clause_id}"
        broken += [
            f"{name}: {what} is {now[what]}, recorded as {was.get(what)}" for what in now if now[what] != was.get(what)
        ]
        if told.programs.get(("reopening", row.id)) != row.program_id:
            broken.append(f"{name}: it is of another program than recorded")
    for _, last in told.missing("reopening", there):
        broken.append(f"reopening of clause {last.get('facts', {}).get('clause')}: it is no longer there")
