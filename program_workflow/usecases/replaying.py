"""Tells a recorded negotiation anew: every step through the same use case a person's act goes through.

The format stands in ``replay_format``. Each step is a transaction of its own, of its own actor, at
its own time; what is refused is collected, and the rest goes on.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import func, select

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor, console_as
from program_workflow.domain.errors import N_, Conflict, Invalid, NotFound, WorkflowError
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    OperationKind,
    PositionKind,
    Role,
    VersionAction,
    VersionState,
)
from program_workflow.storage import AmendmentRow, ProgramRow
from program_workflow.usecases import (
    aligning,
    amending,
    corrigenda,
    deciding,
    entering,
    people,
    positions,
    programs,
    silence_expiry,
    versions,
)
from program_workflow.usecases.finding import find_program, find_version, versions_of
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.people_views import find_delegation, find_user_by_email
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.replay_agreeing import AGREEING, amendment_named, clause_named
from program_workflow.usecases.replay_consulting import CONSULTING
from program_workflow.usecases.replay_format import (
    AUTHOR_ACTS,
    DECIDER_ACTS,
    VERSION_ACTS,
    check_format,
    draft_of,
    instant_of,
    operation_of,
    programs_of,
)
from program_workflow.usecases.replay_meetings import ACTS as MEETING_ACTS
from program_workflow.usecases.replay_remarks import REMARK_ACTS, outside_of_step
from program_workflow.usecases.replay_sponsoring import SPONSORING
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: Opens a unit of work of an actor at an instant; commits at its end.
OpenWork = Callable[[Actor, datetime], AbstractContextManager[Work]]
#: Told after each step: how many are done, how many there are, what was done.
Progress = Callable[[int, int, str], None]

_AUTHOR: Final[Mapping[str, Callable[..., AmendmentRow]]] = {
    "ask_approval": partial(amending.put_before_approver, action=AmendmentAction.ASK_APPROVAL),
    "approve": partial(amending.put_before_approver, action=AmendmentAction.APPROVE),
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
class Story:
    """Where the telling stands: names of the file on one side, identities on the other."""

    negotiation: Mapping[str, Any]
    open_work: OpenWork
    now: datetime
    password: str | None
    actors: dict[str, Actor] = field(default_factory=dict)
    clauses: dict[str, dict[str, str]] = field(default_factory=dict)  # program → key → identity
    amendments: dict[tuple[str, str], str] = field(default_factory=dict)
    remarks: dict[tuple[str, str], str] = field(default_factory=dict)
    made: dict[tuple[str, str], str] = field(default_factory=dict)  # packages, silence procedures: by program, key
    meetings: dict[str, str] = field(default_factory=dict)  # key → identity
    items: dict[tuple[str, str], str] = field(default_factory=dict)  # meeting, key → identity
    at: datetime | None = None  # of the last step: times never go back

    @property
    def programs(self) -> list[Mapping[str, Any]]:
        return programs_of(self.negotiation)

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
    story = Story(negotiation, open_work, now, password)
    steps = negotiation["steps"]
    start = min((story.instant(step["at"]) for step in steps), default=now) - timedelta(days=2)
    with open_work(CONSOLE, start) as w:
        for program in story.programs:
            if w.session.scalars(select(ProgramRow.id).where(ProgramRow.code == program["code"])).first():
                raise Conflict(N_("There is already a program with the code {code}."), code=program["code"])
    add_people(story, start)
    refusals: list[Refusal] = []
    for place, step in enumerate(steps):
        about = str(step.get("amendment") or step.get("key") or step.get("version") or "")
        try:
            take_step(story, step)
        except WorkflowError as error:
            refusals.append(Refusal(place + 1, step["act"], step["by"], about, error))
        if progress is not None:
            progress(place + 1, len(steps), f"{step['act']} {about}")
    for program in story.programs:
        if program["code"] not in story.clauses:  # nobody did anything to it
            _create_program(story, program, start)
    return _report(story, len(steps), refusals)


# --- People and programs ------------------------------------------------------------------------


def add_people(story: Story, at: datetime) -> None:
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


def _create_program(story: Story, program: Mapping[str, Any], at: datetime) -> None:
    """Version 1 of a program, in all its languages."""
    languages = list(program["languages"])
    keys: list[str] = []
    drafts = tuple(draft_of(clause, languages, keys) for clause in program["clauses"])
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


# --- Steps --------------------------------------------------------------------------------------


def take_step(story: Story, step: Mapping[str, Any]) -> None:
    """One step of the file, with the program created before its first. Raises what the use case refuses."""
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
    _settle(story, at)
    with story.open_work(actor, at) as w:
        _ACTS[step["act"]](story, w, step)


def _settle(story: Story, at: datetime) -> None:
    """What an instant has decided since the step before is written down first, as before every act of a person."""
    with story.open_work(SYSTEM, at) as w:
        if silence_expiry.has_due(w) or corrigenda.has_due(w):
            silence_expiry.settle_due(w)
            corrigenda.settle_due(w)


def _propose(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    code = story.code_of(step)
    base = find_version(w, find_program(w, code), step["base_version"])
    text = load_text(w, base.id)
    inputs = [operation_of(one, text, step["language"], story.clauses[code]) for one in step["operations"]]
    more: dict[str, Any] = {
        "base_version": step["base_version"],
        "language": step["language"],
        "rationale": step.get("rationale", ""),
        "co_sponsors": step.get("co_sponsors", ()),
    }
    outside = outside_of_step(story, step)
    if outside is None:
        amendment = amending.draft_amendment(w, code, inputs, **more)
    else:
        amendment = entering.enter_amendment(w, code, inputs, outside, **more)
    story.amendments[code, step["key"]] = amendment.id
    made = load_operations(w, [amendment])[amendment.id]
    for one, operation in zip(step["operations"], made, strict=True):
        if operation.kind is OperationKind.INSERT and one.get("key"):
            story.clauses[code][one["key"]] = operation.clause_id


def _author_step(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    more: dict[str, Any] = {"reason": step.get("reason", "")} if step["act"] == "withdraw" else {}
    if step["act"] == "withdraw" and step.get("until"):
        more["until"] = story.instant(step["until"])
    if step["act"] == "submit" and step.get("without"):
        more["without"] = step["without"]
    if step["act"] == "confirm_rebase" and step.get("text") is not None:
        more = {"text": step["text"]}
    _AUTHOR[step["act"]](w, amendment_named(story, step), seen_revision=None, **more)


def _decider_step(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    until = step.get("until")
    if until is not None:
        try:
            until = story.instant(until).isoformat()
        except Invalid:
            until = str(until)  # the meeting, in words
    deciding.decide(
        w,
        amendment_named(story, step),
        AmendmentAction(step["act"]),
        seen_revision=None,
        reason=step.get("reason", ""),
        until=until,
    )


def _version_step(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    closes_at = story.instant(step["closes_at"]) if step.get("closes_at") else None
    versions.take_step(
        w,
        story.code_of(step),
        step["version"],
        VersionAction(step["act"]),
        seen_revision=None,
        closes_at=closes_at,
        reason=step.get("reason", ""),
        decision=step.get("ground", ""),
    )


def _next_version(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    versions.next_version(w, story.code_of(step))


def _position(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    """On an amendment; on clauses; on the version as a whole where none is named."""
    said = Said(PositionKind(step["kind"]), step.get("reason", ""), step.get("due"))
    outside = outside_of_step(story, step)
    if step.get("amendment") is None:
        named = [clause_named(story, step, key) for key in step.get("clauses", ())]
        positions.position_on_clauses(w, story.code_of(step), said, clauses=named, outside=outside)
    else:
        named_one = amendment_named(story, step)
        positions.position_on_amendment(w, named_one, said, seen_revision=None, outside=outside)


def _align(story: Story, w: Work, step: Mapping[str, Any]) -> None:
    """Confirms the texts of a clause, or gives the one that lags."""
    code = story.code_of(step)
    clause_id = clause_named(story, step, step["clause"])
    if step.get("text") is None:
        aligning.confirm_alignment(w, code, step["version"], [clause_id], seen_revision=None)
        return
    aligning.supply_text(
        w,
        code,
        step["version"],
        clause_id,
        str(step.get("language", "en")),
        text=step["text"],
        fields=step.get("fields"),
        seen_revision=None,
    )


_ACTS: Final[Mapping[str, Callable[[Story, Work, Mapping[str, Any]], None]]] = {
    **dict.fromkeys(VERSION_ACTS, _version_step),
    **dict.fromkeys(AUTHOR_ACTS, _author_step),
    **dict.fromkeys(DECIDER_ACTS, _decider_step),
    "propose": _propose,
    "next_version": _next_version,
    "position": _position,
    **REMARK_ACTS,
    **AGREEING,
    **SPONSORING,
    **CONSULTING,
    "align": _align,
    **MEETING_ACTS,
}


# --- What came of it ----------------------------------------------------------------------------


def _report(story: Story, steps: int, refusals: Sequence[Refusal]) -> Report:
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
