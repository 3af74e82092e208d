"""The first of the three steps on the floor: a wording is recorded for the delegation that proposes it."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import floor as deciding
from program_workflow.usecases.proposing import ground_of
from program_workflow.usecases.work import Work
from program_workflow.web import bp, errors, forms
from program_workflow.web.floor import show_floor
from program_workflow.web.floor_forms import field_of_wording, typed_operation
from program_workflow.web.session import needs, open_work


@bp.post("/meetings/<meeting_id>/floor/wording")
@needs(Permit.HOLD_MEETING)
def record_wording(meeting_id: str) -> ResponseReturnValue:
    """The second step, the reading, follows at once."""
    item, clause = forms.text("item"), forms.text("clause")

    def record(w: Work) -> str:
        code, said_in = forms.text("program"), forms.text("language") or None
        row = deciding.table_wording(
            w,
            meeting_id,
            item,
            code,
            [typed_operation(ground_of(w, code, language=said_in), clause)],
            delegation=forms.text("delegation"),
            language=said_in,
            rationale=forms.text("rationale"),
        )
        return url_for(
            "web.floor_reading", meeting_id=meeting_id, item_id=item, amendment_id=row.id, clause=clause or None
        )

    try:
        with open_work() as w:
            place = forms.once(w, lambda: record(w))
    except Invalid as refusal:
        problems = [(said, field_of_wording(field)) for said, field in errors.field_errors(refusal)]
        return show_floor(meeting_id, problems)
    return redirect(place, 303)
