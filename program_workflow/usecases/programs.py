"""Programs: created from a draft, with rules and participants."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.deciding import share_from
from program_workflow.domain.errors import N_, Conflict, Invalid
from program_workflow.domain.ladder import MOST_DAYS
from program_workflow.domain.permissions import Part, Permit
from program_workflow.domain.terms import (
    LANGUAGES,
    Abstention,
    DecisionRule,
    MajorityBase,
    Numbering,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.storage import DelegationRow, ParticipantRow, ProgramRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.finding import find_program, parts_in
from program_workflow.usecases.guards import LAST_INSTANT
from program_workflow.usecases.joining import note_joining
from program_workflow.usecases.texts import store_text, text_of_drafts
from program_workflow.usecases.work import Work

_CODE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")  # of a text; that of pages is a matter of its own
_FIRST: Final = datetime(1900, 1, 1, tzinfo=UTC)
#: The longest that a shortest window or silence procedure may be: a year.
MOST_HOURS: Final = 24 * 365
MAX_TITLE: Final = 500  # characters
DEFAULT_RULES: Final[Mapping[str, Any]] = {
    "decision_rule": DecisionRule.CONSENSUS.value,
    "numbering": Numbering.FROZEN.value,
    "min_window_hours": 0,
    "min_silence_hours": 72,
    "min_corrigendum_days": 14,
}


def create_program(
    w: Work,
    *,
    code: str,
    title: Mapping[str, str],
    language: str,
    clauses: tuple[ClauseDraft, ...],
    period: str = "",
    languages: Sequence[str] = (),
    rules: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
) -> ProgramRow:
    """A new program with its first version, working.

    language: of the draft; languages: all authentic ones, the draft's first. source: name and hash
    of the file it was read from, for the record.
    """
    permissions.need(w.actor, Permit.IMPORT_PROGRAM)
    if not _CODE.fullmatch(code):
        raise Invalid(N_("A code has up to 32 letters, digits, dots and hyphens, as in CIS-2011."), pointer="/code")
    if not all(_LANGUAGE.fullmatch(one) for one in (language, *languages)):
        raise Invalid(N_("A language is named by two letters, as en or ru."), pointer="/language")
    if not clauses:
        raise Invalid(N_("There is no text in it."), pointer="/clauses")
    if w.session.scalars(select(ProgramRow.id).where(ProgramRow.code == code)).first():
        raise Conflict(N_("There is already a program with the code {code}."), code=code)
    text = text_of_drafts(clauses, language)
    program = ProgramRow(
        id=new_id(),
        code=code,
        title=dict(title) if any(title.values()) else {language: code},
        period=period,
        languages=list(dict.fromkeys([language, *languages])),
        rules=checked_rules(rules or {}),
        created_at=w.now,
    )
    w.session.add(program)
    w.session.flush()
    version = add_version(w, program, number=1, text=text, made_from=None)
    w.record(
        "program",
        program.id,
        "create",
        program_id=program.id,
        body={"code": code, "text_hash": version.text_hash, "facts": facts_of(program), **(source or {})},
    )
    return program


def add_version(w: Work, program: ProgramRow, *, number: int, text: Text, made_from: str | None) -> VersionRow:
    """A working version with this text."""
    version = VersionRow(
        id=new_id(),
        program_id=program.id,
        number=number,
        state=VersionState.WORKING,
        made_from=made_from,
        created_at=w.now,
        text_hash="",
    )
    w.session.add(version)
    w.session.flush()
    store_text(w, version, text)
    w.session.flush()
    w.record(
        "version",
        version.id,
        "make",
        program_id=program.id,
        body={"number": number, "text_hash": version.text_hash, "facts": facts_of(version)},
    )
    return version


def lock_program(w: Work, code: str, seen_revision: int) -> ProgramRow:
    """The program, locked, if the page the person saw is current."""
    return w.lock(ProgramRow, find_program(w, code).id, seen_revision)


def update_program(
    w: Work,
    code: str,
    *,
    seen_revision: int,
    title: str | Mapping[str, str] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> ProgramRow:
    """Merges title and rules into what stands. Raises Invalid, also for a title without words."""
    find_program(w, code)
    permissions.need(w.actor, Permit.EDIT_PROGRAM)
    program = lock_program(w, code, seen_revision)
    if title:
        new = {program.languages[0]: title} if isinstance(title, str) else dict(title)
        if not all(one.strip() for one in new.values()):
            raise Invalid(N_("Give the title of the program."), pointer="/title")
        if any(len(one) > MAX_TITLE for one in new.values()):
            raise Invalid(N_("At most {count} characters."), pointer="/title", count=MAX_TITLE)
        program.title = {**program.title, **new}
    if rules:
        program.rules = checked_rules({**program.rules, **rules})
    w.session.flush()
    w.record("program", program.id, "edit", program_id=program.id, body={"facts": facts_of(program)})
    return program


def checked_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules with defaults filled in. Raises Invalid for an unknown rule or value."""
    checked = {**DEFAULT_RULES, **rules}
    for name, value in checked.items():
        if not _rule_holds(name, value):
            raise Invalid(
                N_("The rule {name} cannot be {value}."), pointer=f"/rules/{name}", name=name, value=str(value)
            )
    return checked


def _rule_holds(name: str, value: Any) -> bool:
    match name:
        case "decision_rule":
            return isinstance(value, str) and value in set(DecisionRule)
        case "majority_base":
            return isinstance(value, str) and value in set(MajorityBase)
        case "abstention":
            return isinstance(value, str) and value in set(Abstention)
        case "majority_share":
            return isinstance(value, str) and share_from(value) is not None
        case "unamended_not_objected":
            return isinstance(value, bool)
        case "numbering":
            return isinstance(value, str) and value in set(Numbering)
        case "min_window_hours" | "min_silence_hours":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_HOURS
        case "min_corrigendum_days":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_HOURS // 24
        case "turn_days" | "escalation_days" | "claim_days":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS
        case "marking":
            return isinstance(value, Mapping) and all(
                k in LANGUAGES and isinstance(v, str) and len(v) <= MAX_TITLE for k, v in value.items()
            )
        case _:
            return False


def add_participant(
    w: Work, code: str, delegation_code: str, *, since: datetime | None = None, until: datetime | None = None
) -> None:
    """Names a delegation as taking part; the first one named ends the default that all members do."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.EDIT_PROGRAM)
    for name, instant in (("from", since), ("to", until)):
        if instant is not None and (instant.tzinfo is None or not _FIRST < instant < LAST_INSTANT):
            raise Invalid(N_("Say when with a date, a time and a zone."), pointer=f"/{name}")
    if since is not None and until is not None and until <= since:
        raise Invalid(N_("It ends before it begins."), pointer="/to")
    delegation = w.session.scalars(select(DelegationRow).where(DelegationRow.code == delegation_code)).one_or_none()
    if delegation is None:
        raise Invalid(N_("There is no delegation {code}."), pointer="/delegation", code=delegation_code)
    w.lock(ProgramRow, program.id)
    parts = parts_in(w, program.id)
    takes_part_already = permissions.takes_part(parts, delegation.id, max(since or w.now, w.now))
    if until is not None:
        mine = [one for one in parts if one.delegation_id == delegation.id]
        is_over = all(one.until is not None and one.until <= w.now for one in mine)
        if since is None and is_over and not permissions.takes_part(parts, delegation.id, w.now):
            raise Conflict(N_("{delegation} takes no part any more."), delegation=delegation_code)
        _name_all_members(w, program)
    started = _open_part(w, program, delegation, is_ended=until is not None and since is None)
    if started and until:
        started.until = until
    elif not started:
        w.session.add(
            ParticipantRow(program_id=program.id, delegation_id=delegation.id, since=since or w.now, until=until)
        )
    w.session.flush()
    w.record(
        "program",
        program.id,
        "participant",
        program_id=program.id,
        body={"delegation": delegation_code, "participants": participants_recorded(w, program.id)},
    )
    if until is None and not started and not takes_part_already:
        note_joining(w, program, delegation, since or w.now)


def _open_part(w: Work, program: ProgramRow, delegation: DelegationRow, *, is_ended: bool) -> ParticipantRow | None:
    """The part without an end; where it is being ended, also one of now whose end is still to come."""
    rows = w.session.scalars(
        select(ParticipantRow)
        .where(ParticipantRow.program_id == program.id, ParticipantRow.delegation_id == delegation.id)
        .order_by(ParticipantRow.since)
    ).all()
    of_now = [one for one in rows if is_ended and one.since <= w.now and (one.until is None or one.until > w.now)]
    return next(iter(of_now), next((one for one in rows if one.until is None), None))


def parts_now(w: Work, code: str) -> Mapping[str, Part]:
    """By code of the delegation, the part that it takes now where it was named."""
    program = find_program(w, code)
    codes = {row.id: row.code for row in w.session.scalars(select(DelegationRow))}
    return {
        codes[one.delegation_id]: one
        for one in parts_in(w, program.id)
        if permissions.takes_part([one], one.delegation_id, w.now)
    }


def participants_recorded(w: Work, program_id: str) -> list[list[str | None]]:
    """Who takes part from when until when, as the record keeps it."""
    rows = w.session.execute(
        select(DelegationRow.code, ParticipantRow.since, ParticipantRow.until)
        .join(DelegationRow, DelegationRow.id == ParticipantRow.delegation_id)
        .where(ParticipantRow.program_id == program_id)
    )
    return sorted([code, since.isoformat(), until.isoformat() if until else None] for code, since, until in rows)


def _name_all_members(w: Work, program: ProgramRow) -> None:
    """Who leaves ends the default that all members take part: the others are named, and stay."""
    if w.session.scalars(select(ParticipantRow).where(ParticipantRow.program_id == program.id).limit(1)).first():
        return
    for member in w.session.scalars(select(DelegationRow).where(DelegationRow.is_observer.is_(False))):
        w.session.add(ParticipantRow(program_id=program.id, delegation_id=member.id, since=program.created_at))
    w.session.flush()
