"""Remarks held against the record: what each says, on what, for whom, and the answer to it."""

from sqlalchemy import select

from program_workflow.storage import RemarkRow
from program_workflow.usecases.notifying import REMARK
from program_workflow.usecases.remark_rows import facts_of_remark
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_remarks(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of a remark names everything that counts of it."""
    there = set()
    for row in w.session.scalars(select(RemarkRow).order_by(RemarkRow.sequence)):
        there.add(row.id)
        now, was = facts_of_remark(row), told.last.get((REMARK, row.id), {}).get("facts", {})
        broken += [
            f"remark {row.sequence} ({row.id}): {what} is {now.get(what)}, recorded as {was.get(what)}"
            for what in sorted(now.keys() | was.keys())
            if now.get(what) != was.get(what)
        ]
        if told.programs.get((REMARK, row.id)) != row.program_id:
            broken.append(f"remark {row.sequence} ({row.id}): it is of another program than recorded")
    broken += [f"remark {one}: it is no longer there" for one, _ in told.missing(REMARK, there)]
