"""My turn: what waits for the person, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import VersionAction
from program_workflow.i18n import gettext
from program_workflow.usecases import claiming
from program_workflow.usecases import turn as turns
from program_workflow.usecases.claiming import ClaimView
from program_workflow.usecases.turn import Task, TurnItem, When
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.amendment_words import clauses_of, title_of
from program_workflow.web.session import needs, now, open_reading, open_work

GROUPS: Final[Mapping[When, str]] = {
    When.OVERDUE: N_("Overdue"),
    When.TODAY: N_("Today"),
    When.THIS_WEEK: N_("This week"),
    When.LATER: N_("Later"),
}
#: What waits, in words, and what its button says.
TASKS: Final[Mapping[Task, tuple[str, str]]] = {
    Task.SUBMIT_DRAFT: (N_("Submit the draft on {clause}"), N_("Open")),
    Task.FINISH_DRAFT: (N_("Finish the draft on {clause}; a representative submits it"), N_("Open")),
    Task.REFILE: (N_("Change and submit again: {amendment}"), N_("Open")),
    Task.CONFIRM_REBASE: (N_("Confirm the rebased wording of {amendment}"), N_("Confirm…")),
    Task.FILE_ANEW: (N_("Settle {amendment}: the new text does not agree with it"), N_("Open")),
    Task.REVIEW: (N_("Take under review: {amendment}"), N_("Open")),
    Task.ADMIT_LATE: (N_("Decide on late filing: {amendment}"), N_("Open")),
    Task.DECIDE: (N_("Decide on {amendment}"), N_("Decide…")),
    Task.TAKE_POSITION: (N_("Take a position on {amendment}"), N_("Take a position…")),
    Task.TAKE_POSITIONS: (N_("Positions missing on clauses of {program}: {clauses}"), N_("What is missing")),
    Task.INCORPORATE: (N_("Incorporate {amendment}"), N_("Open")),
    Task.CIRCULATE: (N_("Circulate version {version} of {program}"), N_("Circulate…")),
    Task.MAKE_NEXT: (
        N_("Decide on what is left of version {version} of {program}, then make the next one"),
        N_("Make the next version…"),
    ),
    Task.READ_VERSION: (N_("Read version {version} of {program}"), N_("Read")),
    Task.ANSWER_SILENCE: (N_("Answer the silence procedure on version {version} of {program}"), N_("Answer")),
    Task.CONFIRM_ANNULMENT: (
        N_("Decide whether the adoption by silence of version {version} of {program} is annulled"),
        N_("Open"),
    ),
}


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
    }
    if item.amendment is not None:
        url = url_for("web.amendment", amendment_id=item.amendment.id)
        names |= {"clause": clauses_of(item.amendment), "amendment": title_of(item.amendment)}
        act_url = url
        if item.task is Task.TAKE_POSITION:
            act_url = url_for("web.position_on_amendment", amendment_id=item.amendment.id)
    elif item.task is Task.TAKE_POSITIONS:
        url = act_url = url_for("web.missing", code=item.program_code)
    elif item.silence_id is not None:
        url = act_url = url_for("web.silence", silence_id=item.silence_id)
    else:
        place: dict[str, Any] = {"code": item.program_code, "number": item.version_number}
        url = act_url = url_for("web.version", **place)
        if item.task is Task.CIRCULATE:
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
        until=gettext("Expires") if item.silence_id else _until(item),
        program=item.program_code,
        amendment=item.amendment,
        age=item.age(now()),
        subject=item.subject,
        claim=item.claim,
    )


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
    if amendment is not None and amendment.refile_until is not None:
        return gettext("Submit again until")
    return gettext("Proposals until")
