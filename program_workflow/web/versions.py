"""A version as a reading room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    ClauseStatus,
    VersionState,
)
from program_workflow.i18n import gettext, language
from program_workflow.usecases import bases, opening, reading, recording
from program_workflow.usecases.clause_reading import ClausePage
from program_workflow.usecases.corrigendum_views import corrigenda_of
from program_workflow.usecases.finding import find_program, find_version, outside_of
from program_workflow.usecases.signing import end_of
from program_workflow.usecases.views import ClauseView, ProgramView, VersionView
from program_workflow.web import bp, context
from program_workflow.web.adoption import whole_or_named
from program_workflow.web.advice import advice_here_on_version
from program_workflow.web.clause_words import HEADINGS, excerpt, fields_shown, language_of, name_clause, tags_of
from program_workflow.web.clauses import clause_page_in
from program_workflow.web.programs import NEXT_STEPS, step_links
from program_workflow.web.provenance import provenance_page
from program_workflow.web.record_words import told
from program_workflow.web.remarks_here import on_version
from program_workflow.web.session import current_actor, needs, note_opening, open_reading
from program_workflow.web.twin_reading import twin_page

#: Statuses that stand at every clause and would only repeat what the head of the page says.
_UNSAID: Final = frozenset({ClauseStatus.OPEN, ClauseStatus.FROZEN})


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading in the outline. amendments: live ones on it and on what stands under it. level: 0 or 1."""

    id: str
    number: str
    text: str
    language: str
    level: int
    amendments: int


@bp.get("/programs/<code>/versions/<number>")
@needs(Permit.READ_PROGRAMS)
def version(code: str, number: str) -> ResponseReturnValue:
    if request.args.get("view") == "provenance":
        return provenance_page(code, number)
    if request.args.get("twin", "") not in ("", "0"):
        return twin_page(code, number)
    chosen = request.args.get("clause")
    wanted = request.args.get("language") or language()
    with open_reading() as w:
        of_program = find_program(w, code)
        outside = outside_of(w, of_program, w.actor.delegation_id)
        beside = clause_page_in(w, code, chosen, version=number) if chosen else None
        tags = tags_of(w)
        if beside is not None and request.headers.get("HX-Target") == "side":
            return context.render("pages/version_side.html", code=code, tags=tags, outside=outside, **_side(beside))
        program = reading.view_program(w, code)
        found = reading.view_version(w, code, number, language=wanted)
        events = recording.events_of_version(w, code, number)
        since = bases.opened_before(w, code)
        remarks = on_version(w, code, found.number)
        row = find_version(w, of_program, number)
        advice = advice_here_on_version(w, code, row)
        due = opening.due_opening(w, code, found.number)
        end = end_of(w, of_program, row)
        corrigenda = [one for one in corrigenda_of(w, code) if found.number in (one.version, one.made_version)]
    note_opening(due)
    return context.render(
        "pages/version.html",
        program=program,
        code=code,
        title_language=language_of(program.title),
        version=found,
        outside=outside,
        outline=_outline(found.clauses),
        excerpt=excerpt,
        unsaid=_UNSAID,
        tags=tags,
        actions=[*step_links(program, found), *_replacing(found)],
        primary=_primary(program, found, chosen),
        refusals=[one for one in found.next_actions if not one.is_allowed],
        history=[told(one) for one in reversed(events)],
        since=since,
        remarks=remarks,
        advice=advice,
        end=end,
        corrigenda=corrigenda,
        may_sign=bool(end.signatures) and permissions.may(current_actor(), Permit.ENTER_SIGNATURE),
        whole=whole_or_named,
        **_side(beside),
    )


def _replacing(found: VersionView) -> list[dict[str, str]]:
    """The way to another text, while the version is a working one and the newest."""
    if found.state is not VersionState.WORKING or not permissions.may(current_actor(), Permit.IMPORT_PROGRAM):
        return []
    url = url_for("web.import_program", program=found.program_code)
    return [{"label": gettext("Replace the text from a file…"), "url": url, "action": "replace_text"}]


def _side(beside: ClausePage | None) -> dict[str, Any]:
    return {"beside": beside, "name_clause": name_clause, "fields_shown": fields_shown}


def _primary(program: ProgramView, found: VersionView, chosen: str | None) -> dict[str, str] | None:
    actor = current_actor()
    if actor.is_coordinator:
        wanted = NEXT_STEPS.get(found.state)
        return next((one for one in step_links(program, found) if one["action"] == wanted), None)
    if permissions.may(actor, Permit.PROPOSE) and not program.outside and found.state is VersionState.CIRCULATED:
        clause: dict[str, Any] = {"clause": chosen} if chosen else {}
        return {
            "label": gettext("Propose an amendment"),
            "url": url_for("web.propose", code=program.code, language=found.language, **clause),
        }
    return None


def _outline(clauses: Sequence[ClauseView]) -> list[OutlineEntry]:
    """The headings of the first two levels, each with the live amendments on it and under it."""
    counts: dict[str, int] = {}
    parents = {one.id: one.parent_id for one in clauses}
    for one in clauses:
        at: str | None = one.id if one.amendments else None
        while at is not None:
            counts[at] = counts.get(at, 0) + one.amendments
            at = parents.get(at)
    return [
        OutlineEntry(one.id, one.number, excerpt(one.text, 60), one.language, one.depth, counts.get(one.id, 0))
        for one in clauses
        if one.kind in HEADINGS and one.depth <= 1
    ]
