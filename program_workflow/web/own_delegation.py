"""The people of one's own delegation, and its approver."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit, may
from program_workflow.i18n import gettext
from program_workflow.usecases import approvals
from program_workflow.web import bp, context, forms
from program_workflow.web.session import needs, open_reading, open_work


@bp.get("/account/delegation")
@needs(Permit.READ_OWN)
def own_delegation() -> ResponseReturnValue:
    with open_reading() as w:
        found = approvals.people_of_delegation(w)
        may_name = may(w.actor, Permit.NAME_APPROVER)
        code = w.actor.delegation_code
    return context.render("pages/own_delegation.html", people=found, may_name=may_name, code=code)


@bp.post("/account/delegation/<user_id>/approver")
@needs(Permit.NAME_APPROVER)
def name_approver(user_id: str) -> ResponseReturnValue:
    is_approver = forms.is_ticked("is_approver")

    def name() -> str:
        seen = forms.seen_revision()
        named = approvals.name_approver(w, user_id, is_approver=is_approver, seen_revision=seen)
        said = (
            gettext("{name} is the approver of your delegation.", name=named.name)
            if is_approver
            else gettext("{name} is no longer the approver of your delegation.", name=named.name)
        )
        flash(said, "done")
        return url_for("web.own_delegation")

    with open_work() as w:
        place = forms.once(w, name)
    return redirect(place, 303)
