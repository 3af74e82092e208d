"""Scans and contests of acts received outside held against the record."""

import hashlib

from sqlalchemy import select

from program_workflow.storage import ContestRow, ScanRow
from program_workflow.usecases.received import facts_of_contest
from program_workflow.usecases.received_scans import facts_of_scan
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_received(w: Work, told: Told, broken: list[str]) -> None:
    """The event of each names everything that counts of it; the content of a scan has the hash that it names."""
    there: dict[str, set[str]] = {"scan": set(), "contest": set()}
    for scan in w.session.scalars(select(ScanRow).execution_options(yield_per=5)):
        there["scan"].add(scan.id)
        now = {**facts_of_scan(scan), "hash": hashlib.sha256(scan.data).hexdigest()}
        _compare(f"scan {scan.name}", now, told, ("scan", scan.id), broken)
    for row in w.session.scalars(select(ContestRow)):
        there["contest"].add(row.id)
        _compare(f"contest {row.id}", facts_of_contest(row), told, ("contest", row.id), broken)
    for kind, known in there.items():
        for subject, _ in told.missing(kind, known):
            broken.append(f"{kind} {subject}: it is no longer there")


def verify_scans(w: Work, broken: list[str]) -> None:
    """The content of each scan has the hash that stands beside it."""
    broken += [
        f"scan {scan.name} ({scan.id}): its content was changed"
        for scan in w.session.scalars(select(ScanRow).execution_options(yield_per=5))
        if hashlib.sha256(scan.data).hexdigest() != scan.hash
    ]


def _compare(name: str, now: dict[str, object], told: Told, key: tuple[str, str], broken: list[str]) -> None:
    was = told.last.get(key, {}).get("facts", {})
    broken += [
        f"{name}: {what} is {now[what]}, recorded as {was.get(what)}" for what in now if now[what] != was.get(what)
    ]
