"""My turn: what waits for the person, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import RemarkAction, VersionAction
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import claiming
from program_workflow.usecases import turn as turns
from program_workflow.usecases.claiming import ClaimView
from program_workflow.usecases.turn import Task, TurnItem, When
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.amendment_words import clauses_of, title_of
from program_workflow.web.clause_words import name_clause
from program_workflow.web.remark_words import place_of
from program_workflow.web.session import needs, now, open_reading, open_work

GROUPS: Final[Mapping[When, str]] = {
    When.OVERDUE: N_("Overdue"),
    When.TODAY: N_("Today"),
    When.THIS_WEEK: N_("This week"),
    When.LATER: N_("Later"),
}
#: What waits, in words, and what its button says.
TASKS: Final[Mapping[Task, tuple[str, str]]] = {
    Task.APPROVE_WORDING: (N_("Accept the wording on {clause}"), N_("Open")),
    Task.SUBMIT_DRAFT: (N_("Submit the draft on {clause}"), N_("Open")),
    Task.FINISH_DRAFT: (N_("Finish the draft on {clause}; a representative submits it"), N_("Open")),
    Task.REFILE: (N_("Change and submit again: {amendment}"), N_("Open")),
    Task.CONFIRM_REBASE: (N_("Confirm the rebased wording of {amendment}"), N_("Confirm…")),
    Task.FILE_ANEW: (N_("Settle {amendment}: the new text does not agree with it"), N_("Open")),
    Task.REVIEW: (N_("Take under review: {amendment}"), N_("Open")),
    Task.ADMIT_LATE: (N_("Decide on late filing: {amendment}"), N_("Open")),
    Task.DECIDE: (N_("Decide on {amendment}"), N_("Decide…")),
    Task.TAKE_PROPOSED: (N_("A position is proposed inside your delegation on {text}, {program}"), N_("Open")),
    Task.APPROVE_POSITION: (N_("Accept the position proposed inside your delegation on {text}, {program}"), N_("Open")),
    Task.TAKE_POSITION: (N_("Take a position on {amendment}"), N_("Take a position…")),
    Task.TAKE_POSITIONS: (N_("Positions missing on clauses of {program}: {clauses}"), N_("What is missing")),
    Task.ANSWER_ON_JOINING: (
        N_("Take a position on what was agreed in {program} before your delegation joined: {clauses}"),
        N_("Take a position…"),
    ),
    Task.INCORPORATE: (N_("Incorporate {amendment}"), N_("Open")),
    Task.CIRCULATE: (N_("Circulate version {version} of {program}"), N_("Circulate…")),
    Task.MAKE_NEXT: (
        N_("Decide on what is left of version {version} of {program}, then make the next one"),
        N_("Make the next version…"),
    ),
    Task.READ_VERSION: (N_("Read version {version} of {program}"), N_("Read")),
    Task.SETTLE_CONTEST: (N_("Settle the contested entry, {program}"), N_("Open")),
    Task.ANSWER_REQUESTS: (N_("Agreed clauses of {program} asked to be reopened: {clauses}"), N_("What is missing")),
    Task.ANSWER_REMARK: (N_("Answer {delegation}: {place}"), N_("Answer…")),
    Task.GIVE_ADVICE: (N_("Give {advice} advice on {amendment}"), N_("Give advice…")),
    Task.ANSWER_SILENCE: (N_("Answer the silence procedure on version {version} of {program}"), N_("Answer")),
    Task.CONFIRM_ANNULMENT: (
        N_("Decide whether the adoption by silence of version {version} of {program} is annulled"),
        N_("Open"),
    ),
    Task.ANSWER_CORRIGENDUM: (
        N_("Look at the corrigendum to version {version} of {program}: it takes effect unless a delegation objects"),
        N_("Open"),
    ),
    Task.ALIGN: (N_("Align the texts of version {version} of {program} in its languages: {clauses}"), N_("Align…")),
    Task.FINISH_OUTCOME: (N_("Finish the outcome document: {meeting}"), N_("Open")),
    Task.ANSWER_INVITATION: (N_("Answer as a co-sponsor: {amendment}"), N_("Open")),
    Task.TAKE_OVER: (N_("Take over, or let it be withdrawn: {amendment}"), N_("Open")),
    Task.ANSWER_COUNTER_TEXT: (N_("Answer another wording proposed for {amendment}"), N_("Compare…")),
    Task.ANSWER_MERGER: (N_("Answer the proposed merger of {amendment}"), N_("Compare…")),
}
#: Of a version, not of an amendment.
_ADVISE_ON_VERSION: Final = N_("Give {advice} advice on version {version} of {program}")


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One row of the page. url: the page of the thing; act_url: where its button leads. until: what ends then."""

    sentence: str
    url: str
    act: str
    act_url: str
    since: datetime
    deadline: datetime | None
    until: str
    program: str
    amendment: AmendmentView | None
    age: int
    subject: tuple[str, str]
    claim: ClaimView | None


@context.counts("turn_count")
def count_turn(w: Work) -> int:
    return turns.turn_count(w)


@bp.get("/")
@needs(Permit.READ_OWN)
def turn() -> ResponseReturnValue:
    with open_reading() as w:
        found = turns.my_turn(w)
        total = turns.turn_count(w)
    groups = [
        (gettext(GROUPS[when]), when, [_row(item) for item in found.items if item.when is when])
        for when in When
        if any(item.when is when for item in found.items)
    ]
    return context.render("pages/turn.html", turn=found, total=total, groups=groups)


@bp.get("/turn/news")
@needs(Permit.READ_OWN)
def turn_news() -> ResponseReturnValue:
    """A line that says how many items came since the page was read; empty where none did."""
    seen = request.args.get("seen", "0")
    with open_reading() as w:
        total = turns.turn_count(w)
    fresh = total - int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    return context.render("pages/turn_news.html", fresh=max(fresh, 0), seen=seen)


def _row(item: TurnItem) -> TurnRow:
    said, act = TASKS[item.task]
    names: dict[str, Any] = {
        "program": item.program_code,
        "version": item.version_number,
        "clauses": item.clauses,
        "meeting": item.meeting,
    }
    place: dict[str, Any] = {"code": item.program_code, "number": item.version_number}
    if item.amendment is not None:
        url = url_for("web.amendment", amendment_id=item.amendment.id)
        names |= {"clause": clauses_of(item.amendment), "amendment": title_of(item.amendment)}
        names["text"] = names["amendment"]
        act_url = url
        if item.task in (Task.TAKE_PROPOSED, Task.APPROVE_POSITION):
            url = act_url = f"{url}#comments"
        if item.advice is not None:
            names["advice"] = label(item.advice, language())
            act_url = url_for("web.advice_form", amendment_id=item.amendment.id)
        if item.task is Task.TAKE_POSITION:
            act_url = url_for("web.position_on_amendment", amendment_id=item.amendment.id)
    elif item.task in (Task.TAKE_POSITIONS, Task.ANSWER_REQUESTS):
        url = act_url = url_for("web.missing", code=item.program_code)
    elif item.meeting_id is not None:
        url = act_url = url_for("web.meeting", meeting_id=item.meeting_id)
    elif item.task is Task.ANSWER_ON_JOINING:
        url = act_url = url_for("web.joining", code=item.program_code)
    elif item.remark is not None:
        names |= {"delegation": item.remark.delegation.code, "place": place_of(item.remark)}
        url = url_for("web.remark", remark_id=item.remark.id)
        act_url = url_for("web.remark_step", remark_id=item.remark.id, action=RemarkAction.ANSWER.value)
    elif item.place is not None:
        names["text"] = name_clause(item.reference) if item.reference else ""
        url = act_url = _place_of(item.program_code, *item.place)
    elif item.corrigendum_id is not None:
        url = act_url = url_for("web.corrigendum", corrigendum_id=item.corrigendum_id)
    elif item.silence_id is not None:
        url = act_url = url_for("web.silence", silence_id=item.silence_id)
    elif item.task is Task.GIVE_ADVICE and item.advice is not None:
        said = _ADVISE_ON_VERSION
        names["advice"] = label(item.advice, language())
        url, act_url = url_for("web.version", **place), url_for("web.advice_on_version_form", **place)
    else:
        url = act_url = url_for("web.version", **place)
        if item.task is Task.ALIGN:
            url = act_url = url_for("web.alignment", code=item.program_code, version=item.version_number)
        elif item.task is Task.CIRCULATE:
            act_url = url_for("web.version_step", **place, action=VersionAction.CIRCULATE.value)
        elif item.task is Task.MAKE_NEXT:
            act_url = url_for("web.version_step", **place, action=VersionAction.NEXT.value)
    return TurnRow(
        sentence=gettext(said, **names),
        url=url,
        act=gettext(act),
        act_url=act_url,
        since=item.since,
        deadline=item.deadline,
        until=_until(item),
        program=item.program_code,
        amendment=item.amendment,
        age=item.age(now()),
        subject=item.subject,
        claim=item.claim,
    )


def _place_of(code: str, subject: str, identity: str) -> str:
    if subject == Task.SETTLE_CONTEST:
        return url_for("web.received_act", act_id=identity)
    return url_for("web.clause", code=code, clause_id=identity, _anchor="comments")


@bp.post("/turn/claims")
@needs(Permit.CLAIM_TURN)
def claim_turn() -> ResponseReturnValue:
    """Marks an item as one the person is on, or takes the mark away."""
    subject_type, subject_id = forms.text("subject_type"), forms.text("subject_id")
    with open_work() as w:
        if forms.is_ticked("release"):
            claiming.release(w, subject_type, subject_id)
            said = gettext("The mark is taken away.")
        else:
            claiming.claim(w, subject_type, subject_id)
            said = gettext("Your colleagues see now that you are on it.")
    flash(said, "done")
    return redirect(url_for("web.turn"), 303)


def _until(item: TurnItem) -> str:
    """What ends with the deadline."""
    amendment = item.amendment
    if item.is_by_rule:
        return gettext("To be done until")
    if item.silence_id:
        return gettext("Expires")
    if item.corrigendum_id:
        return gettext("Objections until")
    if item.advice is not None:
        return gettext("Due")
    if amendment is not None and amendment.takeover_until is not None:
        return gettext("Take over until")
    if amendment is not None and amendment.refile_until is not None:
        return gettext("Submit again until")
    return gettext("Proposals until")
