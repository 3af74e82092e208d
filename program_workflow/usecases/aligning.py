"""Bringing the texts of a version in its languages into line: confirmed as they are, or the one that lags given anew.

Neither is a change of what was agreed, so that positions on the texts so far pass over; see decision 25.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, or_, select
from sqlalchemy.orm.attributes import flag_modified

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS, Position, key_of, standing
from program_workflow.domain.terms import (
    Alignment,
    Event,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    VersionState,
)
from program_workflow.domain.text import Content, Text, content
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import AlignmentRow, EventRow, PositionRow, ProgramRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import carrying
from program_workflow.usecases.alignment import ENDED, Aligned, is_in_force, is_newest, pending_count
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.operations import checked_text, merged_fields
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.standings import position_of
from program_workflow.usecases.texts import load_text, store_text
from program_workflow.usecases.work import Work

#: What the record calls the subject of an act of alignment.
ALIGNMENT: Final = "alignment"


def confirm_alignment(
    w: Work, code: str, number: int | str, clauses: Sequence[str], *, seen_revision: int | None
) -> VersionRow:
    """The texts of these clauses say the same as they stand. Refused whole where one of them is not pending."""
    program, version = _locked(w, code, number, seen_revision, confirms=True)
    found = Aligned.of(w, program, version)
    if not clauses:
        raise Invalid(N_("Choose the clauses whose texts are aligned."), pointer="/clauses")
    references = load_text(w, version.id).references
    for one in clauses:
        if one not in found.now:
            raise NotFound
        state = found.of_clause(one).state
        if state is Alignment.MISSING:
            raise StepNotAllowed(
                N_("{reference} has no text in one of the languages; give it first."), reference=references[one]
            )
        if state is Alignment.ALIGNED:
            raise StepNotAllowed(N_("The texts of {reference} are aligned already."), reference=references[one])
    write_pairs(w, "confirm", program, version, {one: found.now[one] for one in dict.fromkeys(clauses)})
    _touch(w, version)
    return version


def supply_text(
    w: Work,
    code: str,
    number: int | str,
    clause_id: str,
    language: str,
    *,
    text: str,
    fields: Mapping[str, Any] | None = None,
    seen_revision: int | None,
) -> VersionRow:
    """The text of a clause in the language that lags, given by the secretariat; with it the texts are aligned.

    fields: partial; what is absent stays. Raises Invalid, and StepNotAllowed where only an amendment changes it.
    """
    program, version = _locked(w, code, number, seen_revision)
    found = Aligned.of(w, program, version)
    if clause_id not in found.now:
        raise NotFound
    if language not in found.languages:
        raise Invalid(N_("The program has no authentic text in this language."), pointer="/language")
    if version.state is not VersionState.WORKING:
        raise StepNotAllowed(
            N_("Version {version} is {state}; a text is aligned in the next working version."),
            version=version.number,
            state=state_at(version.state, version.closes_at, w.now),
        )
    if not found.may_supply(clause_id, language):
        raise StepNotAllowed(N_("This text is aligned, or was itself agreed; propose an amendment to it."))
    before = load_text(w, version.id)
    node = before.node(clause_id)
    text = checked_text(text)
    known = node.content(language)
    other = next(iter(node.contents.values()))
    if redline.is_blank(text) and not redline.is_blank(other.text):
        raise Invalid(N_("Give the text of the clause."), pointer="/text")
    made = merged_fields(known.fields if known else type(other.fields)(), fields, node.kind, "")
    give_texts(w, "supply", program, version, language, {clause_id: content(language, text, made)})
    return version


def give_texts(
    w: Work,
    action: str,
    program: ProgramRow,
    version: VersionRow,
    language: str,
    given: Mapping[str, Content],
    *,
    source: Mapping[str, Any] | None = None,
) -> None:
    """Puts texts of one language into a working version, aligned with those that stand beside them.

    given: by clause. source: name and hash of the file they were read from, for the record.
    """
    before = load_text(w, version.id)
    after = before
    for clause_id, one in given.items():
        after = after.replace_content(clause_id, language, one)
    store_text(w, version, carrying.numbered(w, program, version, after))
    w.session.flush()
    w.record(
        "version",
        version.id,
        "edit_text",
        program_id=program.id,
        body={"number": version.number, "text_hash": version.text_hash, **(source or {})},
    )
    pairs = {one: {lang: each.hash for lang, each in after.node(one).contents.items()} for one in given}
    write_pairs(w, action, program, version, pairs, language=language)
    _pass_positions(w, program, version, before, after, list(given))
    carrying.flag_rebases(w, program, version)
    _touch(w, version)


def write_pairs(
    w: Work,
    action: str,
    program: ProgramRow,
    version: VersionRow,
    pairs: Mapping[str, Mapping[str, str]],
    *,
    language: str = "",
    is_informational: bool = False,
) -> EventRow:
    """Keeps texts that stand together, writes the act into the record and tells the secretariat.

    pairs: by clause, the revision of each language. language: whose text was given with it.
    """
    act_id = new_id()
    common = {
        "act_id": act_id,
        "program_id": program.id,
        "version_id": version.id,
        "language": language,
        "is_informational": is_informational,
        "at": w.now,
        "confirmed_by": w.actor.user_id,
    }
    rows = [{**common, "clause_id": one, "revisions": dict(pair)} for one, pair in pairs.items()]
    w.session.execute(insert(AlignmentRow), rows)
    kept = w.session.scalars(select(AlignmentRow).where(AlignmentRow.act_id == act_id).order_by(AlignmentRow.ordinal))
    event = w.record(
        ALIGNMENT,
        act_id,
        action,
        program_id=program.id,
        body={"number": version.number, "facts": facts_of_alignment(list(kept))},
    )
    tell(
        w,
        Event.TEXTS_ALIGNED,
        key=f"{Event.TEXTS_ALIGNED}:{event.seq}",
        program_id=program.id,
        subject_type="version",
        subject_id=version.id,
        payload={"version": version.number, "count": len(pairs)},
    )
    return event


def facts_of_alignment(rows: Sequence[AlignmentRow]) -> dict[str, Any]:
    """The facts of the rows of one act, as JSON keeps them."""
    first = rows[0]
    return {
        "version": first.version_id,
        "language": first.language,
        "is_informational": first.is_informational,
        "at": first.at.isoformat(),
        "pairs": [[one.clause_id, dict(sorted(one.revisions.items()))] for one in rows],
    }


def tell_pending(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """Tells the secretariat, once for a version, that texts changed in one language alone."""
    count = pending_count(w, program, version)
    if count:
        tell(
            w,
            Event.ALIGNMENT_PENDING,
            key=f"{Event.ALIGNMENT_PENDING}:{version.id}",
            program_id=program.id,
            subject_type="version",
            subject_id=version.id,
            payload={"version": version.number, "count": count},
        )


def lock_for_alignment(w: Work, code: str, number: int | str, seen_revision: int | None) -> VersionRow:
    """The version, locked after its program, if the page the person saw is current."""
    return _locked(w, code, number, seen_revision)[1]


def _locked(
    w: Work, code: str, number: int | str, seen_revision: int | None, *, confirms: bool = False
) -> tuple[ProgramRow, VersionRow]:
    """confirms: no text changes, so that it may be the adopted one in force."""
    program = find_program(w, code)
    find_version(w, program, number)
    permissions.need(w.actor, Permit.ALIGN)
    program = w.lock(ProgramRow, program.id)
    version = w.lock(VersionRow, find_version(w, program, number).id, seen_revision)
    state = state_at(version.state, version.closes_at, w.now)
    if state in ENDED and not (confirms and is_in_force(w, version)):
        raise StepNotAllowed(
            N_("Version {version} is {state}; its text is fixed."), version=version.number, state=state
        )
    if not is_newest(w, version):
        raise StepNotAllowed(N_("A later version has been made; its texts are aligned there."))
    return program, version


def _touch(w: Work, version: VersionRow) -> None:
    """Another page of the alignment is out of date now, also where the text itself stayed."""
    flag_modified(version, "state")
    w.session.flush()


# --- Positions -----------------------------------------------------------------------------------------


def _pass_positions(
    w: Work, program: ProgramRow, version: VersionRow, before: Text, after: Text, clauses: Sequence[str]
) -> None:
    """What delegations said of the texts so far holds of the aligned ones too, except of their language itself.

    It counts from the circulation of the version on. A linguistic reservation is about the very words, so
    that it is to be reconfirmed; disinterest survives by itself.
    """
    passed: dict[tuple[str, PositionKind, str, str | None, str, str], list[tuple[str, str]]] = defaultdict(list)
    said = _said(w, program.id, version.id, clauses)
    for clause_id in clauses:
        old, new = key_of(before.node(clause_id)), key_of(after.node(clause_id))
        for delegation_id, positions in said.get(clause_id, {}).items() if old != new else ():
            stands = standing(delegation_id, positions, old)
            one = stands.position
            if one is None or stands.is_to_reconfirm or not _passes(one.kind):
                continue
            key = (delegation_id, one.kind, one.reason, one.due, one.lifts_when, one.except_words)
            passed[key].append((clause_id, new))
    for (delegation_id, kind, reason, due, lifts_when, except_words), about in passed.items():
        write_act(
            w.acting_system(),
            "pass_on",
            [(PositionSubject.CLAUSE, one, key) for one, key in about],
            program_id=program.id,
            delegation_id=delegation_id,
            version_id=version.id,
            kind=kind,
            origin=PositionOrigin.CARRIED,
            reason=reason,
            due=due,
            lifts_when=lifts_when,
            except_words=except_words,
        )


def _passes(kind: PositionKind) -> bool:
    return not TRAITS[kind].survives and kind not in (PositionKind.LINGUISTIC_RESERVATION, PositionKind.NONE)


def _said(
    w: Work, program_id: str, version_id: str, clauses: Sequence[str]
) -> Mapping[str, Mapping[str, list[Position]]]:
    """By clause and delegation, oldest first; with what has passed to this working version already."""
    wanted = set(clauses)
    rows = w.session.scalars(
        select(PositionRow)
        .join(VersionRow, VersionRow.id == PositionRow.version_id)
        .where(PositionRow.program_id == program_id, PositionRow.subject == PositionSubject.CLAUSE)
        .where(or_(VersionRow.opened_at.is_not(None), VersionRow.id == version_id))
        .order_by(PositionRow.at, PositionRow.ordinal)
    )
    found: dict[str, dict[str, list[Position]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.subject_id in wanted:
            found[row.subject_id][row.delegation_id].append(position_of(row))
    return found
