"""Tells a recorded negotiation anew: every step through the same use case a person's act goes through.

The format "program-workflow negotiation 1" stands in ``docs/sample.md``. Each step is a transaction
of its own, of its own actor, at its own time; what is refused is collected, and the rest goes on.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from program_workflow.domain.actor import CONSOLE, Actor, console_as
from program_workflow.domain.clause import ClauseDraft, Fields, fields_from_json
from program_workflow.domain.errors import N_, Conflict, Invalid, NotFound, WorkflowError
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    OperationKind,
    Role,
    VersionAction,
    VersionState,
)
from program_workflow.storage import AmendmentRow, ProgramRow
from program_workflow.usecases import amending, deciding, people, programs, versions
from program_workflow.usecases.finding import find_program, find_version, versions_of
from program_workflow.usecases.operations import OperationInput, load_operations
from program_workflow.usecases.people_views import find_delegation, find_user_by_email
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

FORMAT: Final = "program-workflow negotiation 1"

#: Opens a unit of work of an actor at an instant; commits at its end.
OpenWork = Callable[[Actor, datetime], AbstractContextManager[Work]]
#: Told after each step: how many are done, how many there are, what was done.
Progress = Callable[[int, int, str], None]

_OFFSET: Final = re.compile(r"([+-])P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_AUTHOR: Final = {
    "submit": amending.submit_amendment,
    "request_late": amending.request_late_admission,
    "withdraw": amending.withdraw_amendment,
    "confirm_rebase": amending.confirm_rebase,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that was not taken. step: its place in the file, from 1. error: why."""

    step: int
    act: str
    by: str
    about: str
    error: WorkflowError


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay left behind. amendments: by state. versions: program → (number, state) of each."""

    title: str
    steps: int
    delegations: int
    people: int
    amendments: Mapping[AmendmentState, int]
    versions: Mapping[str, Sequence[tuple[int, VersionState]]]
    refusals: Sequence[Refusal]


@dataclass
class _Story:
    """Where the telling stands: names of the file on one side, identities on the other."""

    negotiation: Mapping[str, Any]
    open_work: OpenWork
    now: datetime
    password: str | None
    actors: dict[str, Actor] = field(default_factory=dict)
    clauses: dict[str, dict[str, str]] = field(default_factory=dict)  # program → key → identity
    amendments: dict[tuple[str, str], str] = field(default_factory=dict)
    at: datetime | None = None  # of the last step: times never go back

    @property
    def programs(self) -> list[Mapping[str, Any]]:
        several = self.negotiation.get("programs")
        return list(several) if several is not None else [self.negotiation["program"]]

    def code_of(self, step: Mapping[str, Any]) -> str:
        return str(step.get("program") or self.programs[0]["code"])

    def instant(self, said: str) -> datetime:
        return instant_of(said, self.now)


def replay(
    negotiation: Mapping[str, Any],
    open_work: OpenWork,
    *,
    now: datetime,
    progress: Progress | None = None,
    password: str | None = None,
) -> Report:
    """Adds the people, creates the programs and takes every step.

    now: the instant from which offsets are counted, aware. password: for the accounts that are new.
    Raises Invalid for a file that is not of the format, Conflict when a program's code is taken;
    nothing is written then.
    """
    check_format(negotiation)
    story = _Story(negotiation, open_work, now, password)
    steps = negotiation["steps"]
    start = min((story.instant(step["at"]) for step in steps), default=now) - timedelta(days=2)
    with open_work(CONSOLE, start) as w:
        for program in story.programs:
            if w.session.scalars(select(ProgramRow.id).where(ProgramRow.code == program["code"])).first():
                raise Conflict(N_("There is already a program with the code {code}."), code=program["code"])
    _add_people(story, start)
    refusals: list[Refusal] = []
    for place, step in enumerate(steps):
        about = str(step.get("amendment") or step.get("key") or step.get("version") or "")
        try:
            _take(story, step)
        except WorkflowError as error:
            refusals.append(Refusal(place + 1, step["act"], step["by"], about, error))
        if progress is not None:
            progress(place + 1, len(steps), f"{step['act']} {about}")
    for program in story.programs:
        if program["code"] not in story.clauses:  # nobody did anything to it
            _create_program(story, program, start)
    return _report(story, len(steps), refusals)


# --- The form -----------------------------------------------------------------------------------


def check_format(negotiation: Mapping[str, Any]) -> None:
    """Raises Invalid with a pointer to the first thing that is not of the format."""
    if not isinstance(negotiation, Mapping) or negotiation.get("format") != FORMAT:
        raise Invalid(
            N_("This is not a recorded negotiation: its format is not {format}."), pointer="/format", format=FORMAT
        )
    for name, needed in _NEEDED.items():
        records = negotiation.get(name)
        if name == "programs" and records is None:
            records = [negotiation.get("program")]
        if not isinstance(records, list):
            raise Invalid(N_("{where} is missing or of a wrong form."), pointer=f"/{name}", where=name)
        for place, record in enumerate(records):
            missing = needed if not isinstance(record, Mapping) else [one for one in needed if one not in record]
            if missing:
                pointer = f"/{name}/{place}/{missing[0]}"
                raise Invalid(N_("{where} is missing or of a wrong form."), pointer=pointer, where=pointer)
    for place, step in enumerate(negotiation["steps"]):
        if step["act"] not in _ACTS:
            raise Invalid(N_("There is no act {act}."), pointer=f"/steps/{place}/act", act=str(step["act"]))


_NEEDED: Final[Mapping[str, Sequence[str]]] = {
    "delegations": ("code", "name_en", "name_ru"),
    "people": ("email", "name", "role"),
    "programs": ("code", "title", "languages", "clauses"),
    "steps": ("act", "by", "at"),
}


def instant_of(said: str, now: datetime) -> datetime:
    """An instant as the format writes it: RFC 3339, or a duration with a sign counted from now."""
    offset = _OFFSET.fullmatch(said)
    if offset is not None:
        sign, *parts = offset.groups()
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return now + span if sign == "+" else now - span
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(N_("{said} is no instant: 2011-03-01T12:00:00Z, or -P3D counted from now."), said=said)
    return found


# --- People and programs ------------------------------------------------------------------------


def _add_people(story: _Story, at: datetime) -> None:
    """Delegations and accounts; those that are there already take part as they are."""
    with story.open_work(CONSOLE, at) as w:
        for one in story.negotiation["delegations"]:
            if find_delegation(w, one["code"]) is None:
                people.add_delegation(w, one["code"], one["name_en"], one["name_ru"], bool(one.get("observer")))
        for one in story.negotiation["people"]:
            known = find_user_by_email(w, one["email"])
            if known is None:
                _add_person(w, one, story.password)
            elif (known.role, known.delegation.code if known.delegation else None) != (
                one["role"],
                one.get("delegation"),
            ):
                raise Conflict(N_("There is already an account with the e-mail {email}."), email=one["email"])
            story.actors[one["email"]] = people.actor_for_email(w, one["email"])


def _add_person(w: Work, one: Mapping[str, Any], password: str | None) -> None:
    language = one.get("language", "en")
    name = (
        one["name"] if isinstance(one["name"], str) else one["name"].get(language) or next(iter(one["name"].values()))
    )
    people.add_user(
        w,
        one["email"],
        name,
        one["role"],
        one.get("delegation"),
        language,
        one.get("timezone", "UTC"),
        password,
    )


def _create_program(story: _Story, program: Mapping[str, Any], at: datetime) -> None:
    """Version 1 of a program, in all its languages."""
    languages = list(program["languages"])
    keys: list[str] = []
    drafts = tuple(_draft(clause, languages, keys) for clause in program["clauses"])
    by = next((one for one in story.actors.values() if one.is_coordinator), console_as(Role.COORDINATOR))
    rules = dict(program.get("rules") or {})
    if program.get("marking"):
        rules["marking"] = program["marking"]
    with story.open_work(by, at) as w:
        programs.create_program(
            w,
            code=program["code"],
            title=program["title"],
            language=languages[0],
            languages=languages,
            period=program.get("period", ""),
            rules=rules,
            clauses=drafts,
        )
        text = load_text(w, find_version(w, find_program(w, program["code"]), 1).id)
    story.clauses[program["code"]] = dict(zip(keys, (node.id for node in text.nodes), strict=True))


def _draft(clause: Mapping[str, Any], languages: Sequence[str], keys: list[str]) -> ClauseDraft:
    """A clause of the file; keys: filled in reading order."""
    keys.append(str(clause["key"]))
    texts = {language: (clause["text"][language], _fields(clause, language)) for language in languages}
    first = texts.pop(languages[0])
    return ClauseDraft(
        kind=ClauseKind(clause["kind"]),
        text=first[0],
        number=clause.get("number", ""),
        fields=first[1],
        children=tuple(_draft(child, languages, keys) for child in clause.get("children", ())),
        texts=texts,
    )


def _fields(clause: Mapping[str, Any], language: str) -> Fields:
    return fields_from_json((clause.get("fields") or {}).get(language) or {})


# --- Steps --------------------------------------------------------------------------------------


def _take(story: _Story, step: Mapping[str, Any]) -> None:
    actor = story.actors.get(step["by"])
    if actor is None:
        raise NotFound(N_("Nobody has the e-mail {email}."), email=step["by"])
    at = story.instant(step["at"])
    code = story.code_of(step)
    if code not in story.clauses:
        program = next((one for one in story.programs if one["code"] == code), None)
        if program is None:
            raise NotFound(N_("The file has no program {code}."), code=code)
        _create_program(story, program, max(at - timedelta(days=1), story.at or at - timedelta(days=1)))
    story.at = at
    with story.open_work(actor, at) as w:
        _ACTS[step["act"]](story, w, step)


def _propose(story: _Story, w: Work, step: Mapping[str, Any]) -> None:
    code = story.code_of(step)
    base = find_version(w, find_program(w, code), step["base_version"])
    text = load_text(w, base.id)
    inputs = [_operation(story, code, text, one, step["language"]) for one in step["operations"]]
    amendment = amending.draft_amendment(
        w,
        code,
        inputs,
        base_version=step["base_version"],
        language=step["language"],
        rationale=step.get("rationale", ""),
    )
    story.amendments[code, step["key"]] = amendment.id
    made = load_operations(w, [amendment])[amendment.id]
    for one, operation in zip(step["operations"], made, strict=True):
        if operation.kind is OperationKind.INSERT and one.get("key"):
            story.clauses[code][one["key"]] = operation.clause_id


def _operation(story: _Story, code: str, text: Any, one: Mapping[str, Any], language: str) -> OperationInput:
    kind = OperationKind(one["kind"])

    def identity(name: str) -> str | None:
        if one.get(name) is None:
            return None
        found = story.clauses[code].get(one[name])
        if found is None:
            raise Invalid(N_("The file has no clause {key}."), key=one[name])
        return found

    parent = identity("parent")
    if kind is OperationKind.INSERT:
        return OperationInput(
            kind,
            text=one["text"],
            fields=one.get("fields"),
            parent_id=parent,
            after_clause_id=identity("clause"),
            clause_kind=ClauseKind(one["clause_kind"]) if one.get("clause_kind") else None,
        )
    clause = identity("clause")
    said = one.get("text")
    if one.get("replace") and clause is not None and clause in text:
        content = text.node(clause).content(language)
        said = replaced(content.text if content else "", one["replace"])
    return OperationInput(
        kind,
        clause,
        text=said,
        fields=one.get("fields"),
        parent_id=parent,
        after_clause_id=identity("after"),
    )


def replaced(text: str, pairs: Sequence[Sequence[str]]) -> str:
    """The text with each pair's first words replaced by its second. Raises Invalid unless they stand in it once."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise Invalid(
                N_("“{words}” stands in the clause {count} times, not once."), words=old, count=text.count(old)
            )
        text = text.replace(old, new)
    return text


def _author_step(story: _Story, w: Work, step: Mapping[str, Any]) -> None:
    more = {"reason": step.get("reason", "")} if step["act"] == "withdraw" else {}
    if step["act"] == "confirm_rebase" and step.get("text") is not None:
        more = {"text": step["text"]}
    _AUTHOR[step["act"]](w, _identity(story, step), seen_revision=None, **more)


def _decider_step(story: _Story, w: Work, step: Mapping[str, Any]) -> None:
    until = step.get("until")
    if until is not None:
        try:
            until = story.instant(until).isoformat()
        except Invalid:
            until = str(until)  # the meeting, in words
    deciding.decide(
        w,
        _identity(story, step),
        AmendmentAction(step["act"]),
        seen_revision=None,
        reason=step.get("reason", ""),
        until=until,
    )


def _identity(story: _Story, step: Mapping[str, Any]) -> str:
    found = story.amendments.get((story.code_of(step), step.get("amendment", "")))
    if found is None:
        raise NotFound(N_("The amendment {key} was not proposed before."), key=str(step.get("amendment")))
    return found


def _version_step(story: _Story, w: Work, step: Mapping[str, Any]) -> None:
    closes_at = story.instant(step["closes_at"]) if step.get("closes_at") else None
    versions.take_step(
        w,
        story.code_of(step),
        step["version"],
        VersionAction(step["act"]),
        seen_revision=None,
        closes_at=closes_at,
        reason=step.get("reason", ""),
    )


def _next_version(story: _Story, w: Work, step: Mapping[str, Any]) -> None:
    versions.next_version(w, story.code_of(step))


_ACTS: Final[Mapping[str, Callable[[_Story, Work, Mapping[str, Any]], None]]] = {
    "propose": _propose,
    "next_version": _next_version,
    **dict.fromkeys(("circulate", "extend", "close", "reissue", "finalise", "abandon"), _version_step),
    **dict.fromkeys(_AUTHOR, _author_step),
    **dict.fromkeys(
        (
            "review",
            "return",
            "agree",
            "agree_ad_referendum",
            "reject",
            "defer",
            "reopen",
            "incorporate",
            "annul",
            "admit_late",
        ),
        _decider_step,
    ),
}


# --- What came of it ----------------------------------------------------------------------------


def _report(story: _Story, steps: int, refusals: Sequence[Refusal]) -> Report:
    codes = [program["code"] for program in story.programs]
    with story.open_work(console_as(Role.COORDINATOR), story.now) as w:
        states, numbered = summary_of(w, codes)
    return Report(
        title=str(story.negotiation.get("title", "")),
        steps=steps,
        delegations=len(story.negotiation["delegations"]),
        people=len(story.negotiation["people"]),
        amendments=states,
        versions=numbered,
        refusals=tuple(refusals),
    )


def summary_of(
    w: Work, codes: Sequence[str]
) -> tuple[Mapping[AmendmentState, int], Mapping[str, Sequence[tuple[int, VersionState]]]]:
    """Amendments of programs by state, and the state of each of their versions."""
    found = {code: find_program(w, code) for code in codes}
    counted: Counter[AmendmentState] = Counter()
    for state, count in w.session.execute(
        select(AmendmentRow.state, func.count())
        .where(AmendmentRow.program_id.in_([program.id for program in found.values()]))
        .group_by(AmendmentRow.state)
    ):
        counted[state] = count
    states = {state: counted[state] for state in AmendmentState if counted[state]}
    return states, {
        code: [(one.number, one.state) for one in versions_of(w, program)] for code, program in found.items()
    }
