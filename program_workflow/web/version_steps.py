"""Steps of a version: the page of consequences before each, and what is said when it is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    AmendmentState,
    Numbering,
    VersionAction,
    VersionState,
)
from program_workflow.domain.words import action_label, sentence
from program_workflow.i18n import gettext, language, ngettext
from program_workflow.phrases import offset
from program_workflow.usecases import amendment_reading, reading, recording
from program_workflow.usecases import versions as stepping
from program_workflow.usecases.finalising import CLAUSE, Obstacle, obstacles_to
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.views import ProgramView, VersionView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import name_clause
from program_workflow.web.session import needs, now, open_reading, open_work
from program_workflow.web.typed import typed_instant

#: Superseded when a later version is adopted.
_IN_FORCE: Final = frozenset({VersionState.ADOPTED, VersionState.CORRECTED})


@dataclass(frozen=True, slots=True)
class StepWords:
    """What the page before a step says. question, done, facts, cannot_undo: templates with {version}, {next}."""

    question: str
    done: str
    facts: tuple[str, ...] = ()
    cannot_undo: str | None = None


STEPS: Final[Mapping[VersionAction, StepWords]] = {
    VersionAction.CIRCULATE: StepWords(
        N_("Circulate version {version}?"),
        N_("Version {version} is circulated. Proposals are taken until {until}."),
        (
            N_("Version {version} becomes readable, and amendments to it can be submitted until the instant below."),
            N_("Everybody named below is told at once."),
        ),
        N_("the text of version {version} does not change any more. A wrong file is put right by reissuing it."),
    ),
    VersionAction.EXTEND: StepWords(
        N_("Extend the window of version {version}?"),
        N_("The window of version {version} is extended until {until}."),
        (N_("Amendments can be submitted until the new instant."),),
    ),
    VersionAction.CLOSE: StepWords(
        N_("Close version {version} now?"),
        N_("Version {version} is closed. Amendments are no longer taken."),
        (
            N_("From this minute no amendment to version {version} can be submitted; drafts stay drafts."),
            N_("What was submitted is decided on afterwards."),
        ),
        N_("a closed window can be reopened for named delegations only."),
    ),
    VersionAction.REISSUE: StepWords(
        N_("Reissue version {version}?"),
        N_("Version {version} is no longer valid. Version {next} is made to replace it."),
        (
            N_("Version {version} is marked as no longer valid; it stays readable."),
            N_("Version {next} is made with the same text, for you to replace by the right file and circulate."),
            N_("All amendments carry over to it."),
        ),
        N_("version {version} does not become valid again."),
    ),
    VersionAction.NEXT: StepWords(
        N_("Make version {next} from version {version}?"),
        N_("Version {next} is made. Only coordinators see it until it is circulated."),
        (
            N_("The agreed amendments are incorporated in version {next}."),
            N_("The others stay and are carried to the new text: clean, in conflict, or without their clause."),
            N_("Delegations are asked to confirm once version {next} is circulated."),
        ),
    ),
    VersionAction.RENUMBER: StepWords(
        N_("Number the clauses of version {version} anew?"),
        N_("The clauses of version {version} are numbered anew. Compare it with an earlier version for the table."),
        (
            N_("Every number follows from the place of its clause; superscript numbers and gaps disappear."),
            N_("The table of concordance stands in the record and beside the comparison with an earlier version."),
        ),
        N_("letters that quote the numbers so far have to be read with the table."),
    ),
    VersionAction.FINALISE: StepWords(
        N_("Finalise version {version}?"),
        N_("Version {version} is the agreed draft."),
        (N_("Version {version} becomes the agreed draft; its clauses are frozen."),),
        N_("amendments can no longer be made to it."),
    ),
    VersionAction.SUBMIT: StepWords(
        N_("Submit version {version} for adoption?"),
        N_("Version {version} is submitted for adoption."),
        (N_("Version {version} goes to the body that adopts it."),),
    ),
    VersionAction.ADOPT: StepWords(
        N_("Record version {version} as adopted?"),
        N_("Version {version} is adopted."),
        (
            N_("Version {version} is the text in force."),
            N_("Amendments that are still open lapse."),
        ),
        N_("an adopted version is changed by a corrigendum only."),
    ),
    VersionAction.RETURN: StepWords(
        N_("Record version {version} as returned?"),
        N_("Version {version} is returned. The next working version can be made from it."),
        (N_("Version {version} was not adopted; work goes on with a next version."),),
    ),
    VersionAction.ABANDON: StepWords(
        N_("Abandon work on version {version}?"),
        N_("Work on version {version} is abandoned."),
        (N_("Amendments that are still open lapse, and their authors are told."),),
        N_("an abandoned version is not taken up again."),
    ),
}


@bp.get("/programs/<code>/versions/<number>/steps/<action>")
@needs(Permit.STEP_VERSION)
def version_step(code: str, number: str, action: str) -> ResponseReturnValue:
    if action == VersionAction.CORRECT:  # what is corrected is listed on a page of its own
        return redirect(url_for("web.corrigendum_form", code=code, number=number), 303)
    return _step_page(code, number, _action(action))


@bp.post("/programs/<code>/versions/<number>/steps/<action>")
@needs(Permit.STEP_VERSION)
def take_version_step(code: str, number: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _take(w, code, number, step))
    except Invalid as refusal:
        return _step_page(code, number, step, dict(request.form), errors.field_errors(refusal))
    return redirect(place, 303)


def _action(word: str) -> VersionAction:
    if word not in set(STEPS):
        raise NotFound
    return VersionAction(word)


def _take(w: Work, code: str, number: str, step: VersionAction) -> str:
    """Takes the step and says what is now true, with the receipt of the record."""
    if step is VersionAction.NEXT:
        reached = stepping.next_version(w, code, seen_revision=forms.seen_revision())
        facts: dict[str, Any] = {"version": reached.number - 1, "next": reached.number}
    else:
        until = _closing(step)
        reached = stepping.take_step(
            w,
            code,
            number,
            step,
            seen_revision=forms.seen_revision(),
            closes_at=until,
            delegations=request.form.getlist("delegations"),
            reason=forms.text("reason"),
            decision=forms.text("ground"),
        )
        facts = {"version": reached.number, "next": reached.number + 1}
        facts |= {"until": context.instant(until)} if until else {}
    named = ", ".join(request.form.getlist("delegations")) if step is VersionAction.EXTEND else ""
    done = N_("The window of version {version} is open for {delegations} until {until}.") if named else STEPS[step].done
    w.session.flush()
    last = recording.events_of_version(w, code, reached.number)[-1]
    receipt = gettext(
        "Record: entry {count}, hash {hash}, {instant}.",
        count=last.seq,
        hash=last.hash[:16],
        instant=context.instant(last.at),
    )
    flash(f"{gettext(done, **facts, delegations=named)} {receipt}", "done")
    return url_for("web.version", code=code, number=reached.number)


def _closing(step: VersionAction) -> datetime | None:
    """The instant typed, in the person's time zone. Raises Invalid."""
    return typed_instant("closes_at") if step in (VersionAction.CIRCULATE, VersionAction.EXTEND) else None


def _step_page(
    code: str,
    number: str,
    step: VersionAction,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    """The page of consequences; where the step does not hold now, why not."""
    with open_reading() as w:
        program = reading.view_program(w, code)
        found = reading.view_version(w, code, number)
        agreed = amendment_reading.list_amendments(w, code, state=AmendmentState.AGREED, limit=1).total or 0
        obstacles = _obstacles(w, code, found) if step is VersionAction.FINALISE else []
    offered = next((one for one in found.next_actions if one.action is step), None)
    words = STEPS[step]
    facts = {"version": found.number, "next": found.number + 1}
    zone = now().astimezone(ZoneInfo(context.timezone()))
    return context.render(
        "pages/version_step.html",
        422 if problems else 200,
        program=program,
        version=found,
        step=step,
        offered=offered,
        blocking=_blocking(step, code) if offered is not None and not offered.is_allowed else None,
        obstacles=obstacles,
        asks_ground=step is VersionAction.ADOPT,
        title=gettext(words.question, **facts),
        button=_button(step, found.number),
        facts=[gettext(one, **facts) for one in words.facts] + _further(step, program, found, agreed),
        cannot_undo=gettext(words.cannot_undo, **facts) if words.cannot_undo else None,
        who_sees=_who(step, program, found),
        needs_closing=step in (VersionAction.CIRCULATE, VersionAction.EXTEND),
        names_delegations=step is VersionAction.EXTEND,
        must_name=found.state is VersionState.CLOSED,
        typed=typed or {},
        ticked=request.form.getlist("delegations"),
        problems=list(problems),
        wrong={field: message for message, field in problems},
        zone=f"{context.timezone()} ({offset(zone)})",
    )


def _button(step: VersionAction, number: int) -> str:
    """The verb again, with the number it is about."""
    if step is VersionAction.NEXT:
        return gettext("Make version {version}", version=number + 1)
    return gettext("{act}: version {version}", act=action_label(step, language()), version=number)


def _blocking(step: VersionAction, code: str) -> dict[str, str] | None:
    """Where what stands in the way of a step can be seen."""
    if step is VersionAction.NEXT:
        url = url_for("web.amendments", code=code, tab="secretariat")
        return {"label": gettext("Amendments that wait for the secretariat"), "url": url}
    return None


def _obstacles(w: Work, code: str, found: VersionView) -> list[dict[str, Any]]:
    """Everything that stands in the way of finalising, each with the page where it is seen."""
    if found.state is not VersionState.CLOSED:
        return []
    version = find_version(w, find_program(w, code), found.number)
    return [
        {
            "says": one.says,
            "obstacles": [
                {
                    "name": sentence(name_clause(each.reference)) if each.about == CLAUSE else each.reference,
                    "url": _address(code, each),
                    "says": each.says,
                }
                for each in one.obstacles
            ],
        }
        for one in obstacles_to(w, version)
    ]


def _address(code: str, one: Obstacle) -> str:
    match one.about:
        case "amendment":
            return url_for("web.amendment", amendment_id=one.subject_id)
        case "package":
            return url_for("web.package", code=code, package_id=one.subject_id)
        case _:
            return url_for("web.clause", code=code, clause_id=one.subject_id, _anchor="positions")


def _further(step: VersionAction, program: ProgramView, found: VersionView, agreed: int) -> list[str]:
    """What follows from how this program and version stand now."""
    said: list[str] = []
    if step is VersionAction.NEXT:
        said.append(ngettext("{n} amendment is agreed.", "{n} amendments are agreed.", agreed))
    if step is VersionAction.CIRCULATE:
        said.append(ngettext("It has {n} clause.", "It has {n} clauses.", len(found.clauses)))
        if found.number == 1 and program.rules["numbering"] == Numbering.FROZEN:
            said.append(gettext("From now on clauses keep their numbers; an inserted one prints 2.3¹."))
        hours = int(program.rules["min_window_hours"])
        if hours:
            said.append(gettext("The shortest window of this program is {hours} hours.", hours=hours))
    if step is VersionAction.ADOPT:
        before = [one.number for one in program.versions if one.state in _IN_FORCE]
        said += [gettext("Version {version} is superseded by it.", version=one) for one in before]
    if step is VersionAction.EXTEND and found.closes_at:
        if found.state is VersionState.CLOSED:
            said.append(gettext("What the delegations you tick submit then is marked as admitted late."))
        else:
            said.append(gettext("At present the window ends {instant}.", instant=context.instant(found.closes_at)))
    return said


def _who(step: VersionAction, program: ProgramView, found: VersionView) -> list[str]:
    """Who sees what the step does."""
    if step is VersionAction.NEXT or (found.opened_at is None and step is not VersionAction.CIRCULATE):
        return [gettext("Coordinators only, until the version is circulated.")]
    names = ", ".join(f"{one.code} ({one.name(language())})" for one in program.participants)
    count = len(program.participants)
    return [
        ngettext("{n} delegation: {names}", "{n} delegations: {names}", count, names=names),
        gettext("Coordinators and reviewers"),
        gettext("Observers"),
    ]
