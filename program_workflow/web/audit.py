"""The record: every change of state, newest first."""

from flask import request
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit
from program_workflow.domain.words import sentence
from program_workflow.usecases import recording
from program_workflow.web import bp, context
from program_workflow.web.record_words import act_words, capacity_words, subject_words
from program_workflow.web.session import needs, open_reading


@bp.get("/audit")
@needs(Permit.READ_AUDIT)
def audit() -> ResponseReturnValue:
    before = request.args.get("before", "")
    with open_reading() as w:
        page = recording.list_events(w, before=int(before) if before.isdecimal() and len(before) < 12 else None)
    return context.render(
        "pages/audit.html",
        page=page,
        is_first=not before,
        act=lambda event: sentence(act_words(event.subject_type, event.action)),
        capacity=capacity_words,
        subject=subject_words,
    )
