"""A delegation that joined later answers, at once for all, on what was agreed before."""

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.storage import ProgramRow
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.joining import question_for
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.positions import NOT_CIRCULATED, position_on_texts, speaking_for
from program_workflow.usecases.work import Work


def answer_on_joining(w: Work, code: str, said: Said, *, seen_version: int | None) -> str:
    """One position on everything the delegation is asked about. Returns the identity of the act.

    Raises NotFound, NotPermitted, StaleRevision, StepNotAllowed, Invalid.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.TAKE_POSITION)
    w.lock(ProgramRow, program.id)
    delegation = speaking_for(w, program, None)
    question = question_for(w, program, delegation.id)
    if question is None:
        raise StepNotAllowed(N_("Your delegation is not asked about anything that was agreed before it joined."))
    if seen_version is not None and seen_version != question.version:
        raise StaleRevision(
            N_("Version {version} has been circulated since. Read what it says before you take a position."),
            version=question.version,
        )
    version = filing_version(w, program.id)
    if version is None:
        raise StepNotAllowed(NOT_CIRCULATED)
    return position_on_texts(w, program, version, delegation, question.about, said, None, is_agreed=True)
