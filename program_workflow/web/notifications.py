"""The notices of the person: newest first, each with why and until when."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit
from program_workflow.usecases import notifications as notices
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.addresses import own_path
from program_workflow.web.session import needs, open_reading, open_work


@context.counts("unread_count")
def count_unread(w: Work) -> int:
    return notices.unread_count(w)


@bp.get("/notifications")
@needs(Permit.READ_OWN)
def notifications() -> ResponseReturnValue:
    unread_only = request.args.get("show") == "unread"
    with open_reading() as w:
        page = notices.notifications(w, request.args.get("after"), unread_only=unread_only)
        unread = notices.unread_count(w)
    return context.render("pages/notifications.html", page=page, unread=unread, unread_only=unread_only)


@bp.post("/notifications/<notification_id>/open")
@needs(Permit.READ_OWN)
def open_notification(notification_id: str) -> ResponseReturnValue:
    """Notes that the person read it, and goes where it leads."""
    with open_work() as w:
        link = notices.mark_read(w, notification_id).link
    return redirect(own_path(link), 303)


@bp.post("/notifications/read")
@needs(Permit.READ_OWN)
def read_notifications() -> ResponseReturnValue:
    """All are read, or the one that is named."""
    one = forms.text("notification")
    with open_work() as w:
        if one:
            notices.mark_read(w, one)
        else:
            notices.mark_all_read(w)
    return redirect(url_for("web.notifications"), 303)
