"""Following a clause, an amendment or a delegation, and no longer."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Followed
from program_workflow.i18n import gettext, language
from program_workflow.usecases import following, people
from program_workflow.usecases.work import Work
from program_workflow.web import account, bp, forms
from program_workflow.web.addresses import own_path
from program_workflow.web.session import needs, open_work


@bp.post("/follow")
@needs(Permit.READ_AMENDMENTS)
def follow() -> ResponseReturnValue:
    kind = forms.text("kind")
    if kind not in set(Followed):
        raise NotFound
    with open_work() as w:
        following.follow(w, Followed(kind), forms.text("subject"))
    flash(gettext("You follow this now: what happens to it comes to you as chosen under Account."), "done")
    return redirect(_back(), 303)


@bp.post("/follow/<follow_id>/end")
@needs(Permit.READ_OWN)
def unfollow(follow_id: str) -> ResponseReturnValue:
    with open_work() as w:
        following.unfollow(w, follow_id)
    flash(gettext("You do not follow this any more."), "done")
    return redirect(_back(), 303)


def _back() -> str:
    """The page the button stood on."""
    return own_path(forms.text("back") or url_for("web.account", _anchor="following"))


@account.section
def followed(w: Work) -> dict[str, Any]:
    """The list, and the delegations that can be added."""
    if not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return {"follows": None, "followable": ()}
    listed, said = following.follows(w), language()
    present = {one.subject for one in listed}
    return {
        "follows": listed,
        "followable": [
            (one.code, f"{one.code} – {one.name(said)}")
            for one in people.list_delegations(w)
            if one.code not in present and one.code != w.actor.delegation_code
        ],
    }
