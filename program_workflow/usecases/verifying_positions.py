"""Positions held against the record: each act with what it said, of which text, and for whom."""

from itertools import groupby

from sqlalchemy import select

from program_workflow.domain.words import label
from program_workflow.storage import DelegationRow, PositionRow
from program_workflow.usecases.position_acts import facts_of_act
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_positions(w: Work, told: Told, broken: list[str]) -> None:
    """The event of an act names everything that counts of it."""
    there = set()
    codes = {row.id: row.code for row in w.session.scalars(select(DelegationRow))}
    rows = w.session.scalars(
        select(PositionRow).order_by(PositionRow.act_id, PositionRow.ordinal).execution_options(yield_per=500)
    )
    for act_id, found in groupby(rows, key=lambda row: row.act_id):
        there.add(act_id)
        act = list(found)
        now, was = facts_of_act(act), told.last.get(("position", act_id), {}).get("facts", {})
        name = f"position of {codes.get(act[0].delegation_id, act[0].delegation_id)} ({label(act[0].kind, 'en')})"
        broken += [
            f"{name}: {what} is {now[what]}, recorded as {was.get(what)}" for what in now if now[what] != was.get(what)
        ]
        if any(told.programs.get(("position", act_id)) != row.program_id for row in act):
            broken.append(f"{name}: it is of another program than recorded")
    for subject, last in told.missing("position", there):
        facts = last.get("facts", {})
        broken.append(f"position of {codes.get(facts.get('delegation'), subject)}: it is no longer there")
