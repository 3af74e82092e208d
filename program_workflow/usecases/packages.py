"""Making, reopening and dissolving packages: clauses that are agreed together."""

from collections.abc import Sequence
from typing import Final

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Conflict, Invalid, StepNotAllowed
from program_workflow.domain.package import LIVE, PACKAGE_STEPS, PackageStep
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Event, PackageAction, PackageState, VersionState
from program_workflow.domain.window import standing
from program_workflow.storage import PackageClauseRow, PackageRow, ProgramRow
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.notifying import PACKAGE, tell
from program_workflow.usecases.package_rows import facts_of_package, find_package, live_packages, lock_package
from program_workflow.usecases.position_checks import MAX_WORDS
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

MAX_TITLE: Final = 200
#: A version on whose clauses agreement is sought.
_SOUGHT: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED})
_EVENTS: Final = {
    PackageAction.REOPEN: Event.PACKAGE_REOPENED,
    PackageAction.CONCLUDE: Event.PACKAGE_CONCLUDED,
    PackageAction.DISSOLVE: Event.PACKAGE_DISSOLVED,
}


def make(w: Work, code: str, title: str, clauses: Sequence[str]) -> PackageRow:
    """A package of at least two clauses of the version circulated last, each without what stands under it.

    Raises NotFound, NotPermitted, Invalid, StepNotAllowed, Conflict where a clause is in another one.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.MAKE_PACKAGE)
    w.lock(ProgramRow, program.id)
    redline.refuse_control(title)
    title = " ".join(title.split())
    if not title:
        raise Invalid(N_("Give the package a title."), pointer="/title")
    if len(title) > MAX_TITLE:
        raise Invalid(N_("At most {count} characters."), pointer="/title", count=MAX_TITLE)
    wanted = set(clauses)
    if len(wanted) < 2:
        raise Invalid(N_("A package has at least two clauses."), pointer="/clauses")
    version = filing_version(w, program.id)
    if version is None:
        raise StepNotAllowed(N_("No version has been circulated yet."))
    text = load_text(w, version.id)
    if any(one not in text for one in wanted):
        raise Invalid(N_("Version {version} has no such clause."), pointer="/clauses", version=version.number)
    state = standing(version.state, version.closes_at, w.now)
    if state not in _SOUGHT:
        raise StepNotAllowed(N_("Version {version} is {state}."), version=version.number, state=state)
    taken = live_packages(w, program.id)
    for node in text.nodes:
        if node.id in wanted and node.id in taken:
            raise Conflict(
                N_("{reference} is already in the package “{title}”."),
                reference=text.references[node.id],
                title=taken[node.id].title,
            )
    row = PackageRow(program_id=program.id, title=title, state=PackageState.LIVE, made_at=w.now)
    w.session.add(row)
    w.session.flush()
    members = [node.id for node in text.nodes if node.id in wanted]
    w.session.add_all(
        PackageClauseRow(package_id=row.id, ordinal=place, clause_id=one) for place, one in enumerate(members)
    )
    _note(w, row, "make", Event.PACKAGE_MADE)
    return row


def take_step(
    w: Work, code: str, package_id: str, action: PackageAction, *, seen_revision: int | None, reason: str = ""
) -> PackageRow:
    """Reopens a package, concludes its review, or dissolves it; what its clauses are then follows.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    found = find_package(w, code, package_id)
    permissions.need(w.actor, Permit.MAKE_PACKAGE)
    row = lock_package(w, found, seen_revision)
    step = check_step(row, action, reason)
    row.state = step.to
    row.ended_at = None if step.to in LIVE else w.now
    _note(w, row, action, _EVENTS[action], reason=reason)
    return row


def check_step(row: PackageRow, action: PackageAction, reason: str) -> PackageStep:
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer="/reason", count=MAX_WORDS)
    needs_reason = any(one.needs_reason for (_, named), one in PACKAGE_STEPS.items() if named is action)
    if needs_reason and not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    step = PACKAGE_STEPS.get((row.state, action))
    if step is None:
        raise StepNotAllowed(N_("This package is {state}; this step does not follow from it."), state=row.state)
    return step


def _note(w: Work, row: PackageRow, action: PackageAction | str, event: Event, *, reason: str = "") -> None:
    """Records a step with the facts of the package, and tells those concerned."""
    w.session.flush()
    facts = facts_of_package(w, row)
    noted = w.record(PACKAGE, row.id, action, program_id=row.program_id, reason=reason, body={"facts": facts})
    version = filing_version(w, row.program_id)
    tell(
        w,
        event,
        key=f"{event}:{noted.seq}",
        program_id=row.program_id,
        subject_type=PACKAGE,
        subject_id=row.id,
        payload={
            "title": row.title,
            "clauses": len(facts["clauses"]),
            "version": version.number if version else None,
            "reason": reason,
        },
    )
