"""What delegations that joined later are asked, held against the record."""

from sqlalchemy import select

from program_workflow.storage import JoiningItemRow, JoiningRow
from program_workflow.usecases.joining import JOINING, facts_of_joining
from program_workflow.usecases.position_acts import About
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_joinings(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of each names who is asked, since when, and about which texts."""
    about: dict[str, list[About]] = {}
    for item in w.session.scalars(select(JoiningItemRow).order_by(JoiningItemRow.joining_id, JoiningItemRow.ordinal)):
        about.setdefault(item.joining_id, []).append((item.subject, item.subject_id, item.text_hash))
    there = set()
    for row in w.session.scalars(select(JoiningRow)):
        there.add(row.id)
        now = facts_of_joining(row, about.get(row.id, ()))
        was = told.last.get((JOINING, row.id), {}).get("facts", {})
        broken += [
            f"joining {row.id}: {what} is {now[what]}, recorded as {was.get(what)}"
            for what in now
            if now[what] != was.get(what)
        ]
        if told.programs.get((JOINING, row.id)) != row.program_id:
            broken.append(f"joining {row.id}: it is of another program than recorded")
    broken += [f"joining {one}: it is no longer there" for one, _ in told.missing(JOINING, there)]
