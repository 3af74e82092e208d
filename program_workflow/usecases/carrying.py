"""What a changed text does to the amendments written against an earlier one: incorporate, rebase, take out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from program_workflow.domain.amendment import (
    Operation,
    Unappliable,
    apply_operation,
    rebase_operations,
    undo_operation,
)
from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.terms import (
    OPEN,
    AmendmentAction,
    AmendmentState,
    Event,
    Numbering,
    OperationKind,
    Rebase,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.operations import amendments_of, load_operations
from program_workflow.usecases.texts import circulated_numbers, load_text, store_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the amendments when a version was made."""

    incorporated: tuple[str, ...]
    not_applied: tuple[str, ...]


def numbered(w: Work, program: ProgramRow, version: VersionRow, text: Text) -> Text:
    """The text with its numbers by the rule of the program; numbers that letters quote stay."""
    if version.is_renumbered:
        return text.renumbered(Numbering.RUNNING, quoted={})
    quoted, used = circulated_numbers(w, program.id, version.number - 1)
    return text.renumbered(Numbering(program.rules["numbering"]), quoted=quoted, used=used)


def incorporate_all(w: Work, program: ProgramRow, version: VersionRow, text: Text) -> tuple[Text, Carried]:
    """Carries out every agreed amendment on the text of a working version, deletions last."""
    agreed = amendments_of(w, program.id, [AmendmentState.AGREED])
    operations = load_operations(w, agreed)
    agreed.sort(key=lambda one: any(op.kind is OperationKind.DELETE for op in operations[one.id]))
    done, left = [], []
    for amendment in agreed:
        try:
            text = applied(text, operations[amendment.id], amendment.language)
        except Unappliable as refusal:
            amendment.rebase, amendment.rebase_version_id = refusal.flag, version.id
            left.append(amendment.id)
            continue
        mark_incorporated(w, amendment, version)
        done.append(amendment.id)
    return text, Carried(tuple(done), tuple(left))


def applied(text: Text, operations: Sequence[Operation], language: str) -> Text:
    """The text with all operations of one amendment. Raises Unappliable; then nothing is to be kept."""
    for operation in operations:
        text = apply_operation(text, operation, language)
    return text


def mark_incorporated(w: Work, amendment: AmendmentRow, version: VersionRow) -> None:
    """The amendment's change stands in the text of this version."""
    amendment.state_before, amendment.state = amendment.state, AmendmentState.INCORPORATED
    amendment.incorporated_in = amendment.text_version_id = version.id
    amendment.decided_at, amendment.decided_by = w.now, w.actor.user_id
    amendment.rebase, amendment.rebase_version_id = Rebase.NONE, None
    amendment.updated_at = w.now
    w.session.flush()
    note_amendment(
        w,
        amendment,
        AmendmentAction.INCORPORATE,
        Event.AMENDMENT_INCORPORATED,
        body={"version": version.number},
        payload={"version": version.number},
    )


def incorporate_one(w: Work, amendment: AmendmentRow, version: VersionRow) -> None:
    """Puts one agreed amendment into a working version.

    Raises StepNotAllowed where the base has changed under it.
    """
    program = w.get(ProgramRow, amendment.program_id)
    text = load_text(w, version.id)
    operations = load_operations(w, [amendment])[amendment.id]
    try:
        text = applied(text, operations, amendment.language)
    except Unappliable:
        raise StepNotAllowed(
            N_("The text has changed where this amendment applies; the delegation files it again first.")
        ) from None
    store_text(w, version, numbered(w, program, version, text))
    mark_incorporated(w, amendment, version)
    flag_rebases(w, program, version)


def take_out(w: Work, amendment: AmendmentRow) -> None:
    """Takes an incorporated change out of the working version it stands in.

    Raises StepNotAllowed where its version is circulated, or later changes stand on it.
    """
    version = w.get(VersionRow, amendment.text_version_id)
    if version.state is not VersionState.WORKING:
        raise StepNotAllowed(
            N_("Version {version} has been circulated with this change; propose an amendment to it."),
            version=version.number,
        )
    program = w.get(ProgramRow, amendment.program_id)
    before = load_text(w, version.made_from) if version.made_from else Text()
    text = load_text(w, version.id)
    try:
        for operation in reversed(load_operations(w, [amendment])[amendment.id]):
            text = undo_operation(text, operation, amendment.language, before)
    except Unappliable:
        raise StepNotAllowed(N_("Later changes stand on this one; take them out first.")) from None
    store_text(w, version, numbered(w, program, version, text))
    amendment.text_version_id = amendment.incorporated_in = None
    flag_rebases(w, program, version)


def flag_rebases(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """Flags every open amendment and draft by what the text of this version does to it."""
    text = load_text(w, version.id)
    waiting = amendments_of(w, program.id, [*OPEN, AmendmentState.DRAFT])
    operations = load_operations(w, waiting)
    for amendment in waiting:
        if amendment.version_id == version.id:
            continue
        flag, _ = rebase_operations(text, operations[amendment.id], amendment.language)
        if (amendment.rebase, amendment.rebase_version_id) != (flag, version.id):
            # Not the author's doing: the revision they saw stays good, and nothing of a working text shows.
            w.session.execute(
                update(AmendmentRow)
                .where(AmendmentRow.id == amendment.id)
                .values(rebase=flag, rebase_version_id=version.id)
            )
    w.session.flush()


def carry_over(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """On circulation: what nothing has happened to now stands against this version; the rest asks its author."""
    flag_rebases(w, program, version)
    for amendment in amendments_of(w, program.id, [*OPEN, AmendmentState.DRAFT]):
        if amendment.version_id == version.id:
            continue
        if amendment.rebase is Rebase.NONE:
            amendment.version_id, amendment.rebase_version_id = version.id, None
            continue
        note_amendment(
            w.acting_system(),
            amendment,
            AmendmentAction.REBASE,
            Event.AMENDMENT_REBASED,
            body={"flag": amendment.rebase, "version": version.number},
            payload={"version": version.number, "flag": amendment.rebase},
            to_author_only=True,
        )
    w.session.flush()
