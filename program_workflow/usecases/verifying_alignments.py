"""Confirmed alignments held against the record: each act with its texts."""

from itertools import groupby

from sqlalchemy import select

from program_workflow.storage import AlignmentRow, ClauseRevisionRow
from program_workflow.usecases.aligning import ALIGNMENT, facts_of_alignment
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_alignments(w: Work, told: Told, broken: list[str]) -> None:
    """The event of an act names every text of it, and each of these texts is there."""
    there, revisions = set(), set()
    rows = w.session.scalars(
        select(AlignmentRow).order_by(AlignmentRow.act_id, AlignmentRow.ordinal).execution_options(yield_per=500)
    )
    for act_id, found in groupby(rows, key=lambda row: row.act_id):
        there.add(act_id)
        act = list(found)
        revisions |= {revision for row in act for revision in row.revisions.values()}
        now, was = facts_of_alignment(act), told.last.get((ALIGNMENT, act_id), {}).get("facts", {})
        broken += [
            f"alignment {act_id}: {what} is {now[what]}, recorded as {was.get(what)}"
            for what in now
            if now[what] != was.get(what)
        ]
        if any(told.programs.get((ALIGNMENT, act_id)) != row.program_id for row in act):
            broken.append(f"alignment {act_id}: it is of another program than recorded")
        if any(
            (row.version_id, row.language, row.at) != (act[0].version_id, act[0].language, act[0].at) for row in act
        ):
            broken.append(f"alignment {act_id}: its rows are not of one act")
    known = set(w.session.scalars(select(ClauseRevisionRow.hash))) if revisions else set()
    broken += [f"alignment: its text {one} is no longer there" for one in sorted(revisions - known)]
    broken += [f"alignment {subject}: it is no longer there" for subject, _ in told.missing(ALIGNMENT, there)]
