"""How a person is told: the part of the account that says it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.preferences import offered
from program_workflow.domain.terms import Concern
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import preferring
from program_workflow.usecases.work import Work
from program_workflow.web import account, bp, errors, forms
from program_workflow.web.session import needs, open_work


@bp.post("/account/preferences")
@needs(Permit.READ_OWN)
def choose_preferences() -> ResponseReturnValue:
    try:
        with open_work() as w:
            preferring.choose(
                w,
                ways={one.value: request.form[one.value] for one in Concern if one.value in request.form},
                digest_hour=forms.number("digest_hour"),
                quiet_weekend=forms.is_ticked("quiet_weekend"),
            )
    except Invalid as refused:
        return account.account_page(422, errors.field_errors(refused))
    flash(gettext("Saved."), "done")
    return redirect(url_for("web.account", _anchor="telling"), 303)


@account.section
def shown(w: Work) -> dict[str, Any]:
    """What the form shows."""
    chosen = preferring.my_preferences(w)
    said = language()
    return {
        "preferences": chosen,
        "concerns": [
            (one.value, label(one, said), [(way.value, label(way, said)) for way in offered(one)], chosen.way_of(one))
            for one in Concern
        ],
        "hours": [(hour, f"{hour:02}:00") for hour in range(24)],
    }
