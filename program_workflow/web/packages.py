"""Packages: those of a program, the page of one, making one, and the pages before its steps."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.package import PACKAGE_STEPS
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import PackageAction
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import packages, reading
from program_workflow.usecases.package_views import events_of_package, packages_in, view_package
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import excerpt, name_clause
from program_workflow.web.record_words import told
from program_workflow.web.session import current_actor, needs, open_reading, open_work

#: Of each page of a step: its question, and what happens.
STEPS: Final[Mapping[PackageAction, tuple[str, tuple[str, ...]]]] = {
    PackageAction.REOPEN: (
        N_("Reopen the package “{title}”?"),
        (
            N_("Its clauses are provisionally agreed until the review is concluded and nothing is missing on any."),
            N_("All delegations that take part are told at once. Nothing is finalised meanwhile."),
        ),
    ),
    PackageAction.CONCLUDE: (
        N_("Conclude the review of the package “{title}”?"),
        (N_("Its clauses are agreed together as soon as nothing is missing on any of them."),),
    ),
    PackageAction.DISSOLVE: (
        N_("Dissolve the package “{title}”?"),
        (N_("Its clauses are agreed each of its own again. Positions stay as they are."),),
    ),
}


@bp.get("/programs/<code>/packages")
@needs(Permit.READ_POSITIONS)
def packages_of_program(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        found = packages_in(w, code)
    return context.render(
        "pages/packages.html",
        program=program,
        found=found,
        may_make=current_actor().is_coordinator and program.filing is not None,
    )


@bp.get("/programs/<code>/packages/<package_id>")
@needs(Permit.READ_POSITIONS)
def package(code: str, package_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        view = view_package(w, code, package_id)
        events = events_of_package(w, code, package_id)
    return context.render(
        "pages/package.html",
        program=program,
        view=view,
        named=_named,
        history=[told(one) for one in reversed(events)],
    )


@bp.get("/programs/<code>/packages/new")
@needs(Permit.MAKE_PACKAGE)
def package_form(code: str) -> ResponseReturnValue:
    return _form(code)


@bp.post("/programs/<code>/packages/new")
@needs(Permit.MAKE_PACKAGE)
def make_package(code: str) -> ResponseReturnValue:
    def make(w: Work) -> str:
        row = packages.make(w, code, forms.text("title"), request.form.getlist("clauses"))
        return url_for("web.package", code=code, package_id=row.id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: make(w))
    except Invalid as refusal:
        return _form(code, errors.field_errors(refusal))
    flash(gettext("The package is made. None of its clauses is agreed until all are."), "done")
    return redirect(place, 303)


@bp.get("/programs/<code>/packages/<package_id>/<action>")
@needs(Permit.MAKE_PACKAGE)
def package_step(code: str, package_id: str, action: str) -> ResponseReturnValue:
    return _step_page(code, package_id, _action(action))


@bp.post("/programs/<code>/packages/<package_id>/<action>")
@needs(Permit.MAKE_PACKAGE)
def take_package_step(code: str, package_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)

    def take(w: Work) -> str:
        seen, reason = forms.seen_revision(), forms.text("reason").strip()
        packages.take_step(w, code, package_id, step, seen_revision=seen, reason=reason)
        return url_for("web.package", code=code, package_id=package_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except Invalid as refusal:
        return _step_page(code, package_id, step, errors.field_errors(refusal))
    flash(gettext("It stands in the record: {act}.", act=label(step, language())), "done")
    return redirect(place, 303)


def _action(word: str) -> PackageAction:
    if word not in set(STEPS):
        raise NotFound
    return PackageAction(word)


def _named(reference: str) -> str:
    return sentence(name_clause(reference))


def _form(code: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        if program.filing is None:
            raise NotFound
        version = reading.view_version(w, code, program.filing.number, language=language())
        taken = {
            one.clause_id: each.title for each in packages_in(w, code) if each.ended_at is None for one in each.members
        }
    return context.render(
        "pages/package_make.html",
        422 if problems else 200,
        program=program,
        version=version,
        taken=taken,
        named=_named,
        excerpt=excerpt,
        typed={"title": forms.text("title")},
        ticked=set(request.form.getlist("clauses")),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


def _step_page(
    code: str, package_id: str, step: PackageAction, problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        view = view_package(w, code, package_id)
    question, facts = STEPS[step]
    return context.render(
        "pages/package_step.html",
        422 if problems else 200,
        program=program,
        view=view,
        step=step,
        question=gettext(question, title=view.title),
        facts=[gettext(one) for one in facts],
        button=action_label(step, language()),
        needs_reason=any(one.needs_reason for (_, named), one in PACKAGE_STEPS.items() if named is step),
        typed={"reason": forms.text("reason")},
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )
