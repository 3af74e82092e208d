"""What a changed text does to the amendments written against an earlier one: incorporate, rebase, take out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from program_workflow.domain.amendment import (
    Act,
    Operation,
    Unappliable,
    apply_operations,
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
    Rebase,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases import passing_on
from program_workflow.usecases.announcing import note_amendment, rebase_noted
from program_workflow.usecases.finding import latest_version
from program_workflow.usecases.operations import amendments_of, load_operations
from program_workflow.usecases.texts import circulated_numbers, load_text, store_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the amendments when a version was made."""

    incorporated: tuple[str, ...]
    not_applied: tuple[str, ...]


def acts_of(w: Work, amendments: Sequence[AmendmentRow]) -> dict[str, list[Act]]:
    """The operations of amendments with the texts they were written against, by amendment."""
    operations = load_operations(w, amendments)
    texts = {one: load_text(w, one) for one in {amendment.version_id for amendment in amendments}}
    return {
        one.id: [Act(operation, one.language, texts[one.version_id]) for operation in operations[one.id]]
        for one in amendments
    }


def numbered(w: Work, program: ProgramRow, version: VersionRow, text: Text) -> Text:
    """The text with its numbers by the rule of the program; numbers that letters quote stay."""
    if version.is_renumbered:
        return text.renumbered(Numbering.RUNNING, quoted={})
    quoted, used = circulated_numbers(w, program.id, version.number - 1)
    return text.renumbered(Numbering(program.rules["numbering"]), quoted=quoted, used=used)


def incorporate_all(w: Work, program: ProgramRow, version: VersionRow, text: Text) -> tuple[Text, Carried]:
    """Carries out every agreed amendment together on the text of a working version.

    One that does not apply any more is left out whole, and stays agreed; so does one that its author
    has withdrawn while its co-sponsors may still take it over.
    """
    agreed = [one for one in amendments_of(w, program.id, [AmendmentState.AGREED]) if one.takeover_until is None]
    made, left = applied_together(text, acts_of(w, agreed))
    done = [one for one in agreed if one.id not in left]
    passing_on.pass_on(w, program, version, made, done)
    for amendment in done:
        mark_incorporated(w, amendment, version)
    return made, Carried(tuple(one.id for one in done), tuple(left))


def applied_together(text: Text, acts: Mapping[str, Sequence[Act]]) -> tuple[Text, list[str]]:
    """The text with all operations of these amendments, and those that had to be left out whole."""
    batch = dict(acts)
    left: list[str] = []
    while True:
        try:
            return apply_operations(text, [act for one in batch.values() for act in one]), left
        except Unappliable as refusal:
            failed = next(key for key, one in batch.items() for act in one if act.operation is refusal.operation)
            left.append(failed)
            del batch[failed]


def applied(text: Text, operations: Sequence[Operation], language: str) -> Text:
    """The text with all operations of one amendment. Raises Unappliable; then nothing is to be kept."""
    return apply_operations(text, [Act(one, language) for one in operations])


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
    try:
        text = apply_operations(text, acts_of(w, [amendment])[amendment.id])
    except Unappliable:
        raise StepNotAllowed(
            N_("The text has changed where this amendment applies; the delegation files it again first.")
        ) from None
    _edit(w, program, version, text)
    passing_on.pass_on(w, program, version, text, [amendment])
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
    text = _rebuilt_without(w, program, amendment, version, before)
    if text is None:
        text = load_text(w, version.id)
        try:
            for operation in reversed(load_operations(w, [amendment])[amendment.id]):
                text = undo_operation(text, operation, amendment.language, before)
        except Unappliable:
            raise StepNotAllowed(N_("Later changes stand on this one; take them out first.")) from None
    _edit(w, program, version, text)
    amendment.text_version_id = amendment.incorporated_in = None
    flag_rebases(w, program, version)


def _rebuilt_without(
    w: Work, program: ProgramRow, amendment: AmendmentRow, version: VersionRow, before: Text
) -> Text | None:
    """The working text made anew from the other amendments in it; None where it holds more than amendments.

    What two amendments changed alike stays while one of them stands.
    """
    acts = acts_of(
        w,
        [
            one
            for one in amendments_of(w, program.id, [AmendmentState.INCORPORATED])
            if one.text_version_id == version.id
        ],
    )
    everything, left = applied_together(before, acts)
    if left or amendment.id not in acts or numbered(w, program, version, everything).hash() != version.text_hash:
        return None
    acts.pop(amendment.id)
    return applied_together(before, acts)[0]


def _edit(w: Work, program: ProgramRow, version: VersionRow, text: Text) -> None:
    """Another text for a working version, and the record of it."""
    store_text(w, version, numbered(w, program, version, text))
    w.session.flush()
    w.record(
        "version",
        version.id,
        "edit_text",
        program_id=program.id,
        body={"number": version.number, "text_hash": version.text_hash},
    )


def flag_rebases(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """Flags every open amendment and draft by what the text of this version does to it.

    A flag about a circulated version waits for its delegation and is left alone by a working one.
    """
    waiting = amendments_of(w, program.id, _WAITING)
    if version.opened_at is None:
        opened = set(
            w.session.scalars(
                select(VersionRow.id).where(VersionRow.program_id == program.id, VersionRow.opened_at.is_not(None))
            )
        )
        waiting = [one for one in waiting if one.rebase is Rebase.NONE or one.rebase_version_id not in opened]
    with rebase_noted(w, version, waiting):
        flag(w, waiting, version)


_WAITING = (*sorted(OPEN), AmendmentState.DRAFT)


def flag(w: Work, amendments: Sequence[AmendmentRow], version: VersionRow) -> None:
    """Flags these amendments by what the text of this version does to them."""
    waiting = [one for one in amendments if one.version_id != version.id and one.state in _WAITING]
    if not waiting:
        return
    text, acts = load_text(w, version.id), acts_of(w, waiting)
    flagged: dict[Rebase, list[AmendmentRow]] = defaultdict(list)
    for amendment in waiting:
        mine = acts[amendment.id]
        found, _ = rebase_operations(
            text, [act.operation for act in mine], amendment.language, mine[0].before if mine else None
        )
        if (amendment.rebase, amendment.rebase_version_id) != (found, version.id):
            flagged[found].append(amendment)
    for found, amendments in flagged.items():
        _keep_flag(w, amendments, found, version)


def _keep_flag(w: Work, amendments: Sequence[AmendmentRow], found: Rebase, version: VersionRow) -> None:
    """Not the author's doing: the revision they saw stays good, and nothing of a working text shows."""
    w.session.flush()
    for start in range(0, len(amendments), 500):
        w.session.execute(
            update(AmendmentRow)
            .where(AmendmentRow.id.in_([one.id for one in amendments[start : start + 500]]))
            .values(rebase=found, rebase_version_id=version.id)
            .execution_options(synchronize_session=False)
        )
    for amendment in amendments:
        set_committed_value(amendment, "rebase", found)
        set_committed_value(amendment, "rebase_version_id", version.id)


def flag_anew(w: Work, amendments: Sequence[AmendmentRow]) -> None:
    """Flags amendments that are open again, or worded anew, against the newest version of their program."""
    for amendment in amendments:
        latest = latest_version(w, amendment.program_id)
        with rebase_noted(w, latest, [amendment]):
            _flag_one_anew(w, amendment, latest)


def _flag_one_anew(w: Work, amendment: AmendmentRow, latest: VersionRow) -> None:
    if latest.id == amendment.version_id:
        amendment.rebase, amendment.rebase_version_id = Rebase.NONE, None
        return
    if amendment.rebase is not Rebase.NONE and latest.opened_at is None:
        target = w.session.get(VersionRow, amendment.rebase_version_id or "")
        latest = target if target is not None and target.opened_at is not None else latest
    flag(w, [amendment], latest)
    if latest.opened_at is not None and amendment.rebase is Rebase.NONE:
        amendment.version_id, amendment.rebase_version_id = latest.id, None


def carry_over(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """On circulation: what nothing has happened to now stands against this version; the rest asks its author."""
    flag_rebases(w, program, version)
    waiting = amendments_of(w, program.id, _WAITING)
    operations = load_operations(w, waiting)
    places = {node.id: place for place, node in enumerate(load_text(w, version.id).nodes)}
    waiting = [one for one in waiting if one.version_id != version.id]
    with rebase_noted(w, version, waiting):
        for amendment in waiting:
            if amendment.rebase is Rebase.NONE:
                amendment.version_id, amendment.rebase_version_id = version.id, None
                amendment.sort_key = places.get(operations[amendment.id][0].anchor or "", 0)
    for amendment in waiting:
        if amendment.rebase is Rebase.NONE:
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
