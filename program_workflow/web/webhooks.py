"""Webhooks: the list with a form, and the page of each with its log."""

from collections.abc import Sequence

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Conflict, Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Event
from program_workflow.i18n import gettext
from program_workflow.usecases import webhooks
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.session import needs, open_reading, open_work, settings

Problems = Sequence[tuple[str, str]]


@bp.get("/webhooks")
@needs(Permit.KEEP_WEBHOOKS)
def list_webhooks() -> ResponseReturnValue:
    return _list_page()


@bp.post("/webhooks")
@needs(Permit.KEEP_WEBHOOKS)
def add_webhook() -> ResponseReturnValue:
    """The secret stands on this one answer and nowhere else; the same form sent again adds nothing."""
    made: list[webhooks.WebhookView] = []

    def make() -> str:
        view = webhooks.add(
            w,
            forms.text("url"),
            request.form.getlist("events"),
            key=settings().secret_key,
            allowed=settings().webhook_networks,
        )
        made.append(view)
        return url_for("web.show_webhook", webhook_id=view.id)

    try:
        with open_work() as w:
            place = forms.once(w, make)
    except (Invalid, Conflict) as refused:
        problems = errors.field_errors(refused) if isinstance(refused, Invalid) else [(errors.spoken(refused), "url")]
        return _list_page(422, problems)
    return _page(made[0].id, secret=made[0].secret) if made else redirect(place, 303)


@bp.get("/webhooks/<webhook_id>")
@needs(Permit.KEEP_WEBHOOKS)
def show_webhook(webhook_id: str) -> ResponseReturnValue:
    return _page(webhook_id)


@bp.post("/webhooks/<webhook_id>")
@needs(Permit.KEEP_WEBHOOKS)
def change_webhook(webhook_id: str) -> ResponseReturnValue:
    """Stops the calls, or resumes them."""
    with open_work() as w:
        webhooks.change(w, webhook_id, seen_revision=forms.seen_revision(), is_active=forms.text("active") == "1")
    flash(gettext("Saved."), "done")
    return redirect(url_for("web.show_webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<webhook_id>/test")
@needs(Permit.KEEP_WEBHOOKS)
def test_webhook(webhook_id: str) -> ResponseReturnValue:
    with open_work() as w:
        webhooks.try_out(w, webhook_id)
    flash(gettext("A test call is on its way. The log below says what came of it."), "done")
    return redirect(url_for("web.show_webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<webhook_id>/secret")
@needs(Permit.KEEP_WEBHOOKS)
def rotate_secret(webhook_id: str) -> ResponseReturnValue:
    with open_work() as w:
        view = webhooks.rotate(w, webhook_id, seen_revision=forms.seen_revision(), key=settings().secret_key)
    return _page(webhook_id, secret=view.secret)


@bp.post("/webhooks/<webhook_id>/delete")
@needs(Permit.KEEP_WEBHOOKS)
def delete_webhook(webhook_id: str) -> ResponseReturnValue:
    with open_work() as w:
        webhooks.remove(w, webhook_id, seen_revision=forms.seen_revision())
    flash(gettext("The webhook is deleted."), "done")
    return redirect(url_for("web.list_webhooks"), 303)


def _list_page(status: int = 200, problems: Problems = ()) -> Response:
    with open_reading() as w:
        found = webhooks.webhooks(w)
    return context.render(
        "pages/webhooks.html",
        status,
        problems=list(problems),
        wrong={field: message for message, field in problems},
        webhooks=found,
        events=[one.value for one in Event],
        typed=request.form,
        ticked=request.form.getlist("events"),
    )


def _page(webhook_id: str, *, secret: str = "") -> Response:
    with open_reading() as w:
        view = webhooks.webhook(w, webhook_id)
        log = webhooks.calls(w, webhook_id, request.args.get("after"))
    return context.render("pages/webhook.html", hook=view, log=log, secret=secret)
