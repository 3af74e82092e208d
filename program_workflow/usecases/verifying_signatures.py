"""The signature page held against the record: each line with what it says, in the order it was entered."""

from typing import Any

from sqlalchemy import select

from program_workflow.storage import DelegationRow, EventRow, SignatureRow
from program_workflow.usecases.signing import facts_of_signature
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_signatures(w: Work, _told: Told, broken: list[str]) -> None:
    """Every event has its row, every row its event, and both say the same."""
    codes = {row.id: row.code for row in w.session.scalars(select(DelegationRow))}
    was: dict[int, dict[str, Any]] = {}
    for body in w.session.scalars(select(EventRow.body).where(EventRow.subject_type == "signature")):
        was[body["facts"]["ordinal"]] = body["facts"]
    now = {row.ordinal: facts_of_signature(row) for row in w.session.scalars(select(SignatureRow))}
    for ordinal in sorted(was.keys() | now.keys()):
        facts = was.get(ordinal) or now[ordinal]
        name = f"signature of {codes.get(facts['delegation'], facts['delegation'])}"
        if ordinal not in now:
            broken.append(f"{name}: it is no longer there")
        elif ordinal not in was:
            broken.append(f"{name}: it was never recorded")
        else:
            broken += [
                f"{name}: {what} is {said}, recorded as {was[ordinal].get(what)}"
                for what, said in now[ordinal].items()
                if said != was[ordinal].get(what)
            ]
