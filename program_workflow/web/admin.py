"""People and delegations: lists for coordinators and administrators, changes by administrators."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import Conflict, Invalid, NotFound, StaleRevision, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Role
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import delivery_log, job_log, people
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.account import timezone_choices
from program_workflow.web.session import current_actor, needs, open_reading, open_work

Problems = Sequence[tuple[str, str]]


@bp.get("/admin")
@needs(Permit.READ_PEOPLE)
def admin() -> ResponseReturnValue:
    with open_reading() as w:
        manages = permissions.may(w.actor, Permit.MANAGE_PEOPLE)
        return context.render(
            "pages/admin.html",
            manages=manages,
            delegations=people.list_delegations(w),
            users=people.list_users(w),
            parked=delivery_log.parked(w) if manages else (),
            given_up=job_log.given_up(w) if manages else (),
        )


# --- Delegations --------------------------------------------------------------------------------


@bp.get("/admin/delegations/new")
@needs(Permit.MANAGE_PEOPLE)
def new_delegation() -> ResponseReturnValue:
    return _delegation_page()


@bp.post("/admin/delegations")
@needs(Permit.MANAGE_PEOPLE)
def add_delegation() -> ResponseReturnValue:
    def add() -> str:
        made = people.add_delegation(
            w,
            request.form.get("code", ""),
            request.form.get("name_en", ""),
            request.form.get("name_ru", ""),
            forms.is_ticked("is_observer"),
        )
        flash(gettext("The delegation {code} is added.", code=made.code), "done")
        return url_for("web.admin")

    try:
        with open_work() as w:
            place = forms.once(w, add)
    except (Invalid, Conflict) as refused:
        return _delegation_page(errors.STATUSES[refused.code], _problems(refused, "code"))
    return redirect(place, 303)


@bp.get("/admin/delegations/<code>")
@needs(Permit.MANAGE_PEOPLE)
def delegation(code: str) -> ResponseReturnValue:
    return _names_page(code)


@bp.post("/admin/delegations/<code>")
@needs(Permit.MANAGE_PEOPLE)
def rename_delegation(code: str) -> ResponseReturnValue:
    """Corrects the names, if they are still those that were seen."""
    seen = forms.text("seen_en"), forms.text("seen_ru")

    def rename() -> str:
        people.rename_delegation(w, code, forms.text("name_en"), forms.text("name_ru"), seen=seen)
        return url_for("web.admin")

    try:
        with open_work() as w:
            place = forms.once(w, rename)
    except (Invalid, StaleRevision) as refused:
        return _names_page(code, errors.STATUSES[refused.code], _problems(refused, "name_en"))
    flash(gettext("The names of the delegation {code} are corrected.", code=code), "done")
    return redirect(place, 303)


# --- People -------------------------------------------------------------------------------------


@bp.get("/admin/people/new")
@needs(Permit.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    return _person_page(None)


@bp.post("/admin/people")
@needs(Permit.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    def add() -> str:
        made = people.add_user(
            w,
            request.form.get("email", ""),
            request.form.get("name", ""),
            request.form.get("role", ""),
            request.form.get("delegation") or None,
            request.form.get("language", ""),
            request.form.get("timezone", ""),
            request.form.get("password") or None,
        )
        flash(gettext("{name} is added.", name=made.name), "done")
        return url_for("web.admin")

    try:
        with open_work() as w:
            place = forms.once(w, add)
    except (Invalid, Conflict) as refused:
        return _person_page(None, errors.STATUSES[refused.code], _problems(refused, "email"))
    return redirect(place, 303)


@bp.get("/admin/people/<user_id>")
@needs(Permit.MANAGE_PEOPLE)
def person(user_id: str) -> ResponseReturnValue:
    return _person_page(user_id)


@bp.post("/admin/people/<user_id>")
@needs(Permit.MANAGE_PEOPLE)
def change_person(user_id: str) -> ResponseReturnValue:
    def change() -> str:
        changed = people.update_user(
            w,
            user_id,
            name=request.form.get("name", ""),
            role=request.form.get("role", ""),
            delegation_code=request.form.get("delegation") or None,
            is_active=forms.is_ticked("is_active"),
            is_approver=forms.is_ticked("is_approver"),
            seen_revision=forms.seen_revision(),
        )
        flash(gettext("The account of {name} is changed.", name=changed.name), "done")
        return url_for("web.admin")

    try:
        with open_work() as w:
            place = forms.once(w, change)
    except Invalid as refused:
        return _person_page(user_id, 422, _problems(refused, "name"))
    return redirect(place, 303)


@bp.post("/admin/people/<user_id>/password")
@needs(Permit.MANAGE_PEOPLE)
def set_password(user_id: str) -> ResponseReturnValue:
    try:
        with open_work() as w:
            people.set_password(w, user_id, request.form.get("password", ""))
    except Invalid as refused:
        return _person_page(user_id, 422, _problems(refused, "password"))
    flash(gettext("The new password is set. All log-ins of this person have ended."), "done")
    return redirect(url_for("web.person", user_id=user_id), 303)


@bp.post("/admin/deliveries/<delivery_id>/requeue")
@needs(Permit.MANAGE_PEOPLE)
def requeue(delivery_id: str) -> ResponseReturnValue:
    with open_work() as w:
        delivery_log.requeue(w, delivery_id)
    flash(gettext("Put back into the queue."), "done")
    return redirect(url_for("web.admin"), 303)


@bp.post("/admin/jobs/<job_id>/put-back")
@needs(Permit.MANAGE_PEOPLE)
def put_back_job(job_id: str) -> ResponseReturnValue:
    with open_work() as w:
        job_log.put_back(w, job_id)
    flash(gettext("Put back into the queue."), "done")
    return redirect(url_for("web.admin"), 303)


# --- Forms --------------------------------------------------------------------------------------


def _problems(refused: WorkflowError, otherwise: str) -> list[tuple[str, str]]:
    """The refusal at its field, or at the one it is most likely about."""
    return [(message, field or otherwise) for message, field in errors.field_errors(refused)]


def _delegation_page(status: int = 200, problems: Problems = ()) -> Response:
    typed = {name: request.form.get(name, "") for name in ("code", "name_en", "name_ru", "is_observer")}
    return context.render("pages/admin_delegation.html", status, known=None, typed=typed, **_shown(problems))


def _names_page(code: str, status: int = 200, problems: Problems = ()) -> Response:
    with open_reading() as w:
        found = next((one for one in people.list_delegations(w) if one.code == code), None)
    if found is None:
        raise NotFound
    typed = {name: request.form.get(name, getattr(found, name)) for name in ("name_en", "name_ru")}
    return context.render("pages/admin_delegation.html", status, known=found, typed=typed, **_shown(problems))


def _person_page(user_id: str | None, status: int = 200, problems: Problems = ()) -> Response:
    with open_reading() as w:
        user = people.read_user(w, user_id) if user_id else None
        delegations = people.list_delegations(w)
    said = language()
    nobody = ("", gettext("Secretariat"))
    return context.render(
        "pages/admin_person.html",
        status,
        user=user,
        typed=_typed_person(user),
        roles=[(role.value, sentence(label(role, said))) for role in Role],
        delegation_choices=[nobody, *((one.code, f"{one.code} – {one.name(said)}") for one in delegations)],
        timezones=timezone_choices(),
        is_self=user is not None and user.id == current_actor().user_id,
        **_shown(problems),
    )


def _typed_person(user: Any) -> Mapping[str, Any]:
    """What stands in the fields: what was typed, else what is kept, else the usual."""
    if request.method == "POST" and "name" in request.form:
        return {
            **request.form.to_dict(),
            "is_active": forms.is_ticked("is_active"),
            "is_approver": forms.is_ticked("is_approver"),
            "password": "",
        }
    if user is not None:
        kept = {"is_active": user.is_active, "is_approver": user.is_approver}
        return {"name": user.name, "role": user.role, "delegation": user.delegation_code, **kept}
    return {"role": Role.REPRESENTATIVE, "language": "ru", "timezone": "Europe/Moscow"}


def _shown(problems: Problems) -> dict[str, Any]:
    return {"problems": list(problems), "wrong": {field: message for message, field in problems}}
