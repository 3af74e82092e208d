"""Programs: the list, and the home of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import ClauseStatus, Role, VersionAction, VersionState
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import amendment_reading, bases, reading
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.views import ClauseView, ProgramView, VersionView
from program_workflow.web import bp, context, session
from program_workflow.web.clause_words import HEADINGS, excerpt, language_of, name_clause, tags_of
from program_workflow.web.session import needs, open_reading

PAGE: Final = 50
#: The family of colour of each part of the bar.
FAMILIES: Final[Mapping[ClauseStatus, str]] = {
    ClauseStatus.AGREED: "good",
    ClauseStatus.PROVISIONALLY_AGREED: "good",
    ClauseStatus.AGREED_AD_REFERENDUM: "info",
    ClauseStatus.BRACKETED: "wait",
    ClauseStatus.OPEN: "mute",
    ClauseStatus.FROZEN: "mute",
    ClauseStatus.DELETED: "rest",
}
#: The step of a coordinator that each state waits for first.
NEXT_STEPS: Final[Mapping[VersionState, VersionAction]] = {
    VersionState.WORKING: VersionAction.CIRCULATE,
    VersionState.CLOSED: VersionAction.NEXT,
    VersionState.FINALISED: VersionAction.SUBMIT,
    VersionState.SUBMITTED: VersionAction.ADOPT,
    VersionState.RETURNED: VersionAction.NEXT,
}


@dataclass(frozen=True, slots=True)
class ClauseList:
    """Clauses of a version that fit the filter, one page of them. sections: (id, name) to choose from."""

    clauses: Sequence[ClauseView]
    total: int
    page: int
    sections: Sequence[tuple[str, str]]
    section: str
    status: str
    words: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def is_filtered(self) -> bool:
        return bool(self.section or self.status or self.words)


@bp.get("/programs")
@needs(Permit.READ_PROGRAMS)
def programs() -> ResponseReturnValue:
    with open_reading() as w:
        found = reading.list_programs(w)
    return context.render("pages/programs.html", programs=found, families=FAMILIES, language_of=language_of)


@bp.get("/programs/<code>")
@needs(Permit.READ_PROGRAMS)
def program(code: str) -> ResponseReturnValue:
    if request.args.get("as_of", "").strip() and permissions.may(session.current_actor(), Permit.READ_AMENDMENTS):
        # what stood then is shown by the rolling text
        return redirect(url_for("web.rolling", code=code, as_of=request.args["as_of"]))
    with open_reading() as w:
        found = reading.view_program(w, code)
        version = reading.view_version(
            w, code, found.latest.number, language=request.args.get("language") or language()
        )
        reads = permissions.may(w.actor, Permit.READ_AMENDMENTS)
        tabs = amendment_reading.count_tabs(w, code) if reads else None
        tags = tags_of(w)
        since = bases.opened_before(w, code, unread=True)
        lacks = missing_in(w, code) if permissions.may(w.actor, Permit.READ_POSITIONS) else None
    return context.render(
        "pages/program.html",
        since=since,
        program=found,
        title_language=language_of(found.title),
        version=version,
        tabs=tabs,
        missing=lacks if lacks and not lacks.holds else None,
        named=lambda reference: sentence(name_clause(reference)),
        tags=tags,
        families=FAMILIES,
        listed=_listed(version),
        called=_called,
        excerpt=excerpt,
        actions=step_links(found, version),
        primary=_primary(found, version),
    )


def step_links(found: ProgramView, version: VersionView) -> list[dict[str, str]]:
    """The steps of the version that hold now, as links to their pages of consequences."""
    return [
        {
            "label": action_label(one.action, language()) + "…",
            "url": url_for("web.version_step", code=found.code, number=version.number, action=one.action.value),
            "action": one.action.value,
        }
        for one in version.next_actions
        if one.is_allowed
    ]


def _primary(found: ProgramView, version: VersionView) -> dict[str, str] | None:
    """The one step that waits for this person here."""
    actor = session.current_actor()
    filing = found.filing
    if actor.role in (Role.REPRESENTATIVE, Role.EXPERT):
        if filing is not None and filing.state is VersionState.CIRCULATED and not found.outside:
            return {"label": gettext("Propose an amendment"), "url": url_for("web.propose", code=found.code)}
    elif actor.is_coordinator:
        wanted = NEXT_STEPS.get(version.state)
        return next((one for one in step_links(found, version) if one["action"] == wanted), None)
    return {
        "label": gettext("Read version {version}", version=version.number),
        "url": url_for("web.version", code=found.code, number=version.number),
    }


def _listed(version: VersionView) -> ClauseList:
    """The clauses that the filter of the address lets through."""
    section, status = request.args.get("section", ""), request.args.get("status", "")
    words = request.args.get("words", "").strip()
    within = _within(version.clauses, section)
    fitting = [
        one
        for one in version.clauses
        if (not section or one.id in within)
        and (not status or one.status == status)
        and (not words or one.number == words or words.casefold() in one.text.casefold())
    ]
    asked = request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return ClauseList(
        clauses=fitting[(page - 1) * PAGE : page * PAGE],
        total=len(fitting),
        page=page,
        sections=[
            (one.id, excerpt(f"{one.number} {one.text}".strip(), 60))
            for one in version.clauses
            if one.kind in HEADINGS and one.depth <= 1
        ],
        section=section,
        status=status,
        words=words,
    )


def _called(clause: ClauseView) -> str:
    """What a row of the list is called; an unnumbered heading stands beside its own words and is not counted."""
    if clause.number:
        return clause.number
    kind_alone = clause.kind in HEADINGS
    return sentence(label(clause.kind, language()) if kind_alone else name_clause(clause.reference))


def _within(clauses: Sequence[ClauseView], section: str) -> set[str]:
    """The section itself and all clauses under it; clauses stand in reading order."""
    found = {section}
    for one in clauses:
        if one.parent_id in found:
            found.add(one.id)
    return found
