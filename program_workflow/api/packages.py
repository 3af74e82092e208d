"""Packages: clauses that are agreed together."""

from typing import Any

from flask import Response

from program_workflow import phrases
from program_workflow.api import package_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import PackageAction
from program_workflow.usecases import packages
from program_workflow.usecases.package_rows import find_package, lock_package
from program_workflow.usecases.package_views import PackageView, events_of_package, packages_in, view_package
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/packages")
@bp.output(schemas.PackagesOut)
@needs(Permit.READ_PROGRAMS)
def list_packages(code: str) -> Response:
    """The packages of a program with what is missing for each to be whole, the live ones first."""
    with open_reading() as w:
        found = packages_in(w, code)
    return answer(rendering.page([render(one) for one in found]))


@bp.post("/programs/<code>/packages")
@takes(schemas.PackageIn)
@bp.output(schemas.PackageOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def make_package(code: str, **_: Any) -> Response:
    """Clauses of the version circulated last, agreed together from now on. A clause is in one package at most."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.PackageIn)
        row = packages.make(w, code, asked["title"], asked["clauses"])
        return render(view_package(w, code, row.id)), 201, row.revision

    return act(do, check=lambda w: check_program(w, code, Permit.MAKE_PACKAGE))


@bp.get("/programs/<code>/packages/<package_id>")
@bp.output(schemas.PackageOut)
@needs(Permit.READ_PROGRAMS)
def get_package(code: str, package_id: str) -> Response:
    """A package: its clauses, where each stands, and what is missing."""
    with open_reading() as w:
        found = view_package(w, code, package_id)
    return answer(render(found), revision=found.revision)


@bp.get("/programs/<code>/packages/<package_id>/events")
@needs(Permit.READ_PROGRAMS)
def package_events(code: str, package_id: str) -> Response:
    """The record of a package, oldest first."""
    with open_reading() as w:
        found = events_of_package(w, code, package_id)
    return answer(rendering.page([rendering.event(one) for one in found]))


@bp.post("/programs/<code>/packages/<package_id>/steps")
@takes(schemas.PackageStepIn)
@bp.output(schemas.PackageOut)
@needs(Permit.READ_PROGRAMS)
def step_package(code: str, package_id: str, **_: Any) -> Response:
    """Reopen a package, conclude its review, or dissolve it."""

    def check(w: Work) -> None:
        find_package(w, code, package_id)
        permissions.need(w.actor, Permit.MAKE_PACKAGE)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.PackageStepIn)
        action = PackageAction(asked["action"])
        row = packages.take_step(w, code, package_id, action, seen_revision=seen, reason=asked["reason"])
        w.session.flush()
        return render(view_package(w, code, package_id)), 200, row.revision

    def lock(w: Work, seen: int) -> Any:
        return lock_package(w, find_package(w, code, package_id), seen)

    return act(do, check=check, lock=lock)


def render(view: PackageView) -> dict[str, Any]:
    return {
        "id": view.id,
        "program": view.program,
        "title": view.title,
        "state": view.state.value,
        "whole": view.is_whole,
        "version": view.version,
        "clauses": [
            {
                "id": one.clause_id,
                "reference": one.reference,
                "status": one.status.value,
                "own": one.own.value,
                "missing": [phrases.fill(said.template, said.params) for said in one.lacks],
            }
            for one in view.members
        ],
        "made_at": instant(view.made_at),
        "ended_at": instant(view.ended_at),
        "revision": view.revision,
        "next_actions": [one.value for one in view.actions],
    }
