"""Propose an amendment and edit a draft: the form, what it would change, saving it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import redline
from program_workflow.domain.errors import (
    N_,
    Invalid,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    WindowClosed,
    WorkflowError,
)
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentAction, AmendmentState
from program_workflow.domain.throughout import find_phrase, put_instead
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import amending
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.proposing import Ground, ground_of
from program_workflow.usecases.throughout import find_places
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms, session
from program_workflow.web.clause_words import name_clause
from program_workflow.web.proposal_form import (
    Change,
    What,
    begin,
    changes_of,
    field_of,
    inputs_of,
    typed_changes,
)
from program_workflow.web.proposal_page import Proposal, preview_typed, proposal_page, redline_box
from program_workflow.web.session import needs, open_reading, open_work

#: While a draft is typed on, it is saved with a redline at most so often.
SAVED_EVERY: Final = timedelta(seconds=20)


# --- A new one ----------------------------------------------------------------------------------


@bp.get("/programs/<code>/amendments/new")
@needs(Permit.PROPOSE)
def propose(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        ground = ground_of(w, code, language=request.args.get("language") or language())
        clause, asked = request.args.get("clause", ""), request.args.get("what", "")
        what = What(asked) if asked in set(What) else What.CHANGE
        changes = [begin(ground, clause, what)] if clause or what is What.FIRST else []
        return proposal_page(w, Proposal(ground, changes))


@bp.post("/programs/<code>/amendments/new")
@needs(Permit.PROPOSE)
def change_proposal(code: str) -> ResponseReturnValue:
    proposal, answer = read_proposal(lambda w: Proposal(ground_typed(w, code)))
    if answer is not None:
        return answer

    def save(w: Work) -> str:
        ground = proposal.ground
        made = amending.draft_amendment(
            w,
            code,
            inputs_of(ground, proposal.changes),
            base_version=ground.version,
            language=ground.language,
            rationale=proposal.rationale,
        )
        return made.id

    return _saved(proposal, save)


@bp.post("/programs/<code>/amendments/preview")
@needs(Permit.PROPOSE)
def preview_proposal(code: str) -> ResponseReturnValue:
    """The redline of what is typed, for the box beside the text."""
    with open_reading() as w:
        ground = ground_typed(w, code)
        shown, problem = preview_typed(w, ground, None)
    return redline_box(shown, problem, ground)


def ground_typed(w: Work, code: str) -> Ground:
    return ground_of(w, code, version=_version_typed(), language=request.form.get("language"))


def _version_typed() -> int | None:
    said = request.form.get("base_version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


# --- A draft ------------------------------------------------------------------------------------


@bp.get("/amendments/<amendment_id>/edit")
@needs(Permit.PROPOSE)
def edit_amendment(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = _editable(w, amendment_id)
        ground = ground_of(w, view.program_code, version=view.base_version, language=view.language)
        return proposal_page(w, Proposal(ground, changes_of(view), view.rationale, view, view.revision))


@bp.post("/amendments/<amendment_id>/edit")
@needs(Permit.PROPOSE)
def change_draft(amendment_id: str) -> ResponseReturnValue:
    proposal, answer = read_proposal(lambda w: _draft(w, amendment_id))
    if answer is not None:
        return answer
    revision = forms.seen_revision()

    def save(w: Work) -> str:
        saved = amending.save_wording(
            w,
            amendment_id,
            inputs_of(proposal.ground, proposal.changes),
            seen_revision=revision,
            rationale=proposal.rationale,
            base_version=proposal.ground.version,
        )
        return saved.id

    return _saved(proposal, save)


@bp.post("/amendments/<amendment_id>/edit/preview")
@needs(Permit.PROPOSE)
def preview_draft(amendment_id: str) -> ResponseReturnValue:
    """The redline of what is typed; a draft that was last saved some time ago is saved with it."""
    with open_reading() as w:
        draft = _draft(w, amendment_id)
        shown, problem = preview_typed(w, draft.ground, amendment_id)
    view = draft.amendment
    if problem or view is None or view.state is not AmendmentState.DRAFT:
        return redline_box(shown, problem, draft.ground)
    if session.now() - view.updated_at < SAVED_EVERY:
        return redline_box(shown, None, draft.ground)
    try:
        with open_work() as w:
            saved = amending.save_wording(
                w,
                amendment_id,
                inputs_of(draft.ground, typed_changes(draft.ground)),
                seen_revision=forms.seen_revision(),
                rationale=forms.text("rationale"),
                base_version=draft.ground.version,
            )
            revision = saved.revision
    except (StaleRevision, NotPermitted) as refusal:
        return redline_box(shown, errors.spoken(refusal), draft.ground)
    return redline_box(shown, None, draft.ground, saved=revision)


def _draft(w: Work, amendment_id: str) -> Proposal:
    view = _editable(w, amendment_id)
    ground = ground_of(w, view.program_code, version=_version_typed() or view.base_version, language=view.language)
    return Proposal(ground, amendment=view, revision=view.revision)


def _editable(w: Work, amendment_id: str) -> AmendmentView:
    """The amendment, if a wording of it is this person's to save."""
    view = view_amendment(w, amendment_id)
    if not any(one.action is AmendmentAction.SAVE for one in view.next_actions):
        raise StepNotAllowed(
            N_("This amendment is {state}; this step does not follow from it."), state=label(view.state, language())
        )
    return view


# --- What was typed -----------------------------------------------------------------------------


def read_proposal(start: Callable[[Work], Proposal]) -> tuple[Proposal, ResponseReturnValue | None]:
    """The form as sent; an answer where the button only asked for another look at it."""
    with open_reading() as w:
        proposal = _read(start(w))
        try:
            proposal = replace(proposal, changes=typed_changes(proposal.ground))
            asked = _asked(w, proposal)
        except Invalid as refusal:
            said = with_problem(proposal, refusal)
            return said, proposal_page(w, said)
        return proposal, proposal_page(w, asked) if asked is not None else None


def _read(empty: Proposal) -> Proposal:
    """What was typed beside the changes: none of it is lost when something is wrong with them."""
    return replace(
        empty,
        rationale=forms.text("rationale"),
        revision=forms.seen_revision() if empty.amendment is not None else None,
        is_unsaved=True,
        phrase=forms.text("phrase").strip(),
        replacement=forms.text("replacement").strip(),
    )


def _asked(w: Work, proposal: Proposal) -> Proposal | None:
    """The form after a button that saves nothing; None where it is to be saved."""
    said, _, index = request.form.get("do", "show").partition("-")
    ground, changes = proposal.ground, list(proposal.changes)
    match said:
        case "save" | "review" | "enter":
            return None
        case "add":
            return replace(proposal, changes=_with_one_more(ground, changes))
        case "remove" if index.isdigit() and int(index) < len(changes):
            del changes[int(index)]
            return replace(proposal, changes=changes)
        case "find":
            places = find_places(w, ground.program_code, ground.version, ground.language, proposal.phrase)
            return replace(proposal, places=places)
        case "replace":
            return replace(proposal, changes=_throughout(proposal), phrase="", replacement="")
        case _:
            return proposal


def _with_one_more(ground: Ground, changes: list[Change]) -> list[Change]:
    clause = forms.text("add")
    if not clause:
        raise Invalid(N_("Choose the clause that is to change."), pointer="/add")
    if any(one.clause == clause and one.what is What.CHANGE for one in changes):
        raise Invalid(N_("This clause is among the changes already."), pointer="/add")
    return [*changes, begin(ground, clause)]


def _throughout(proposal: Proposal) -> list[Change]:
    """The changes with the phrase replaced in every ticked clause, also where the clause is among them already."""
    ground = proposal.ground
    made = {one.clause: one for one in proposal.changes if one.what is What.CHANGE}
    for clause in request.form.getlist("place"):
        if clause not in ground.text:
            raise Invalid(N_("There is no such clause in this version."), pointer="/phrase")
        one = made.get(clause) or begin(ground, clause)
        found = find_phrase(one.text, proposal.phrase)
        made[clause] = replace(one, text=put_instead(one.text, found, proposal.replacement))
    others = [one for one in proposal.changes if one.what is not What.CHANGE]
    return sorted(made.values(), key=lambda one: ground.text.index(one.clause)) + others


# --- Saving -------------------------------------------------------------------------------------


def _saved(proposal: Proposal, save: Callable[[Work], str]) -> ResponseReturnValue:
    """Saves and goes on; a refusal shows the form again with everything that was typed."""
    goes_on = request.form.get("do") == "review"

    def act() -> str:
        made = save(w)
        if goes_on:
            return url_for("web.amendment_step", amendment_id=made, action=AmendmentAction.SUBMIT.value)
        return url_for("web.edit_amendment", amendment_id=made)

    try:
        with open_work() as w:
            place = forms.once(w, act)
    except (Invalid, WindowClosed, StaleRevision, NotPermitted) as refusal:
        with open_reading() as w:
            return proposal_page(w, _refused(w, proposal, refusal))
    if not goes_on:
        flash(gettext("Saved {instant}. Only your delegation sees it.", instant=context.instant(session.now())), "done")
    return redirect(place, 303)


def _refused(w: Work, proposal: Proposal, refusal: WorkflowError) -> Proposal:
    match refusal:
        case Invalid():
            return with_problem(proposal, refusal)
        case WindowClosed():
            closed = proposal.ground.closes_at
            said = gettext(
                "The window for proposals on version {version} closed on {time}. "
                "Nothing was saved; your text stands below, copy what you need.",
                version=proposal.ground.newest,
                time=context.instant(closed) if closed else "—",
            )
            return replace(proposal, refusal=said, status=errors.STATUSES[refusal.code])
        case StaleRevision():
            return _beside_the_other(w, proposal, refusal)
        case _:
            return replace(proposal, refusal=errors.spoken(refusal), status=errors.STATUSES[refusal.code])


def _beside_the_other(w: Work, proposal: Proposal, refusal: StaleRevision) -> Proposal:
    """What was typed, and what somebody else saved meanwhile; saving again puts the one in the place of the other."""
    view = _editable(w, proposal.amendment.id) if proposal.amendment else None
    if view is None:
        return replace(proposal, refusal=errors.spoken(refusal), status=errors.STATUSES[refusal.code])
    mine = {one.clause: one.text for one in proposal.changes if one.writes}
    standing = [
        {
            "name": name_clause(one.reference),
            "text": one.text,
            "runs": redline.compare(one.text, mine.get(one.anchor_id or "", "")),
        }
        for one in view.operations
    ]
    return replace(
        proposal,
        amendment=view,
        revision=view.revision,
        refusal=errors.spoken(refusal),
        standing=standing,
        status=errors.STATUSES[refusal.code],
    )


def with_problem(proposal: Proposal, refusal: Invalid) -> Proposal:
    return replace(proposal, problems=[(errors.spoken(refusal), field_of(refusal.pointer))], status=422)
