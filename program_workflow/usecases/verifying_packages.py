"""Packages held against the record: what each is in, and which clauses it is made of."""

from sqlalchemy import select

from program_workflow.storage import PackageRow
from program_workflow.usecases.notifying import PACKAGE
from program_workflow.usecases.package_rows import facts_of_package
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_packages(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of a package names everything that counts of it."""
    there = set()
    for row in w.session.scalars(select(PackageRow)):
        there.add(row.id)
        now, was = facts_of_package(w, row), told.last.get((PACKAGE, row.id), {}).get("facts", {})
        name = f"package “{was.get('title', row.title)}”"
        broken += [
            f"{name}: {what} is {now[what]}, recorded as {was.get(what)}" for what in now if now[what] != was.get(what)
        ]
        if told.programs.get((PACKAGE, row.id)) != row.program_id:
            broken.append(f"{name}: it is of another program than recorded")
    for subject, last in told.missing(PACKAGE, there):
        broken.append(f"package “{last.get('facts', {}).get('title', subject)}”: it is no longer there")
