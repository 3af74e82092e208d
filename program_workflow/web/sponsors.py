"""Co-sponsors on pages: inviting one, answering an invitation, leaving, taking a withdrawn amendment over."""

from collections.abc import Mapping
from typing import Final

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import SponsorAction
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import guards, sponsor_views, sponsors
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.amendment_acts import act_page
from program_workflow.web.amendment_words import is_hidden
from program_workflow.web.session import needs, open_reading, open_work

#: Of the page before each step: its question, what happens, and what is then true. {code}: the delegation concerned.
STEPS: Final[Mapping[SponsorAction, tuple[str, tuple[str, ...], str]]] = {
    SponsorAction.CONSENT: (
        N_("Co-sponsor this amendment?"),
        (
            N_("{code} consents to this very wording, and by that agrees to it."),
            N_("When the wording changes, {code} is asked again. A co-sponsor may leave at any time."),
        ),
        N_("{code} co-sponsors this wording since {time}."),
    ),
    SponsorAction.DECLINE: (
        N_("Decline to co-sponsor this amendment?"),
        (N_("{code} is not named as a co-sponsor, and does not see the amendment before it is under review."),),
        N_("{code} declined {time}."),
    ),
    SponsorAction.LEAVE: (
        N_("Leave the co-sponsors of this amendment?"),
        (N_("{code} is no longer named as a co-sponsor, and no longer agrees by being one."),),
        N_("{code} left the co-sponsors {time}."),
    ),
    SponsorAction.DROP: (
        N_("Take the invitation of {code} back?"),
        (N_("{code} is not named as a co-sponsor, and does not see the amendment before it is under review."),),
        N_("The invitation of {code} was taken back {time}."),
    ),
    SponsorAction.TAKE_OVER: (
        N_("Take this amendment over?"),
        (
            N_("{code} becomes its author. It keeps its number and the time of its first filing."),
            N_("Its further co-sponsors stay."),
        ),
        N_("{code} took the amendment over {time}."),
    ),
}


@bp.get("/amendments/<amendment_id>/co-sponsors/invite")
@needs(Permit.STEP_AMENDMENT)
def sponsor_invitation(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _invitation(w, amendment_id)


@bp.post("/amendments/<amendment_id>/co-sponsors/invite")
@needs(Permit.STEP_AMENDMENT)
def invite_sponsor(amendment_id: str) -> ResponseReturnValue:
    def act(w: Work) -> str:
        code = forms.text("delegation")
        sponsors.invite(w, amendment_id, code, seen_revision=forms.seen_revision())
        flash(gettext("{code} is invited to co-sponsor, and sees the amendment from now on.", code=code), "done")
        return url_for("web.amendment", amendment_id=amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _invitation(w, amendment_id, refusal)
    return redirect(place, 303)


def _invitation(w: Work, amendment_id: str, refusal: Invalid | None = None) -> ResponseReturnValue:
    view = view_amendment(w, amendment_id)
    sponsors.check_author(w, guards.find_amendment(w, amendment_id))
    invitable = sponsor_views.sponsor_steps(w, amendment_id).invitable
    facts = [
        gettext("The delegation you invite sees the amendment from now on, and every later wording of it."),
        gettext("It is named as a co-sponsor once it has consented to the very wording."),
    ]
    return act_page(
        view,
        title=gettext("Invite a co-sponsor?"),
        button=action_label(SponsorAction.INVITE, language()),
        action=url_for("web.invite_sponsor", amendment_id=amendment_id),
        facts=facts,
        who_sees=[gettext("Only the delegation you invite, beside those that see it already.")],
        operations=redline_of_amendment(w, amendment_id).operations,
        refusal=refusal,
        asks_reason=False,
        choices={
            "name": "delegation",
            "label": gettext("Delegation"),
            "options": [(one.code, f"{one.code} – {one.name(language())}") for one in invitable],
            "value": forms.text("delegation"),
            "hint": None,
        },
    )


@bp.get("/amendments/<amendment_id>/co-sponsors/<delegation>/<action>")
@needs(Permit.STEP_AMENDMENT)
def sponsor_step(amendment_id: str, delegation: str, action: str) -> ResponseReturnValue:
    step = _action(action)
    with open_reading() as w:
        return _step_page(w, amendment_id, delegation, step)


@bp.post("/amendments/<amendment_id>/co-sponsors/<delegation>/<action>")
@needs(Permit.STEP_AMENDMENT)
def take_sponsor_step(amendment_id: str, delegation: str, action: str) -> ResponseReturnValue:
    step = _action(action)

    def act(w: Work) -> str:
        row = sponsors.step(
            w,
            amendment_id,
            delegation,
            step,
            seen_revision=forms.seen_revision(),
            reason=forms.text("reason").strip(),
        )
        flash(gettext(STEPS[step][2], code=delegation, time=context.instant(w.now)), "done")
        if not guards.sees_amendment(w.actor, row):
            return url_for("web.turn")
        return url_for("web.amendment", amendment_id=amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _step_page(w, amendment_id, delegation, step, refusal)
    return redirect(place, 303)


def _action(word: str) -> SponsorAction:
    if word not in set(STEPS):
        raise NotFound
    return SponsorAction(word)


def _step_page(
    w: Work, amendment_id: str, code: str, step: SponsorAction, refusal: Invalid | None = None
) -> ResponseReturnValue:
    view = view_amendment(w, amendment_id)
    sponsors.check_side(w, guards.find_amendment(w, amendment_id), code, step)
    question, happens, _ = STEPS[step]
    return act_page(
        view,
        title=gettext(question, code=code),
        button=action_label(step, language()),
        action=url_for("web.take_sponsor_step", amendment_id=amendment_id, delegation=code, action=step.value),
        facts=[gettext(one, code=code) for one in happens],
        who_sees=_who_sees(view, code, step),
        operations=redline_of_amendment(w, amendment_id).operations,
        why_not=sponsor_views.why_not(w, amendment_id, code, step),
        refusal=refusal,
    )


def _who_sees(view: AmendmentView, code: str, step: SponsorAction) -> list[str]:
    """An answer is the author's to know; what others read of it are the names of those that consented."""
    if step in (SponsorAction.DECLINE, SponsorAction.DROP):
        return [view.delegation.code, code] if code != view.delegation.code else [code]
    if view.number is not None:
        return [gettext("Every delegation that takes part, and the secretariat")]
    seen = [", ".join(dict.fromkeys([*view.codes, code]))]
    return seen if is_hidden(view) else [*seen, gettext("The coordinators of the secretariat")]
