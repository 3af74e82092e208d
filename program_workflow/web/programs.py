"""Programs: the list, the home of one, its settings and participants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, ClauseStatus, Numbering, Role, VersionAction, VersionState
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import amendment_reading, bases, reading
from program_workflow.usecases import programs as changing
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.programs import MOST_HOURS
from program_workflow.usecases.views import ClauseView, ProgramView, VersionView
from program_workflow.web import bp, context, errors, forms, session
from program_workflow.web.clause_words import HEADINGS, excerpt, language_of, name_clause, tags_of
from program_workflow.web.session import needs, open_reading, open_work

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


# --- Settings -----------------------------------------------------------------------------------


@bp.get("/programs/<code>/settings")
@needs(Permit.EDIT_PROGRAM)
def program_settings(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = reading.view_program(w, code)
    return _settings_page(found, _values(found))


@bp.post("/programs/<code>/settings")
@needs(Permit.EDIT_PROGRAM)
def save_program_settings(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = reading.view_program(w, code)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _save(w, found))
    except Invalid as refusal:
        return _settings_page(found, dict(request.form), errors.field_errors(refusal))
    flash(gettext("The settings of the program are saved."), "done")
    return redirect(place, 303)


def _save(w: Any, found: ProgramView) -> str:
    titles = {code: forms.text(f"title-{code}").strip() for code in found.languages}
    marking = {code: forms.text(f"marking-{code}").strip() for code in LANGUAGES}
    if not any(titles.values()):
        raise Invalid(N_("Give the title of the program."), pointer=f"/title-{found.languages[0]}")
    changing.update_program(
        w,
        found.code,
        seen_revision=forms.seen_revision(),
        title={code: title for code, title in titles.items() if title},
        rules={
            "numbering": forms.text("numbering"),
            "min_window_hours": _hours(),
            "marking": {code: words for code, words in marking.items() if words},
        },
    )
    return url_for("web.program", code=found.code)


def _hours() -> int:
    """The shortest window. Raises Invalid."""
    hours = forms.number("min_window_hours")
    if hours > MOST_HOURS:
        raise Invalid(N_("At most {hours} hours, which is a year."), pointer="/min_window_hours", hours=MOST_HOURS)
    return hours


@bp.get("/programs/<code>/participants/<delegation>/end")
@needs(Permit.EDIT_PROGRAM)
def end_participation(code: str, delegation: str) -> ResponseReturnValue:
    """The page of consequences before a delegation leaves the program."""
    with open_reading() as w:
        found = reading.view_program(w, code)
    leaving = next((one for one in found.participants if one.code == delegation), None)
    if leaving is None:
        raise NotFound
    return context.render("pages/participant_end.html", program=found, leaving=leaving)


@bp.post("/programs/<code>/participants")
@needs(Permit.EDIT_PROGRAM)
def change_participant(code: str) -> ResponseReturnValue:
    """Names a delegation as taking part, or ends its part."""
    delegation = forms.text("delegation").strip()
    ends = forms.text("act") == "end"

    def act() -> str:
        changing.add_participant(w, code, delegation, until=w.now if ends else None)
        return url_for("web.program_settings", code=code)

    with open_work() as w:
        place = forms.once(w, act)
    said = N_("{delegation} no longer takes part.") if ends else N_("{delegation} takes part.")
    flash(gettext(said, delegation=delegation), "done")
    return redirect(place, 303)


def _values(found: ProgramView) -> dict[str, Any]:
    marking = found.rules.get("marking") or {}
    return {
        **{f"title-{code}": found.title.get(code, "") for code in found.languages},
        **{f"marking-{code}": marking.get(code, "") for code in LANGUAGES},
        "numbering": found.rules["numbering"],
        "min_window_hours": found.rules["min_window_hours"],
        "revision": found.revision,
    }


def _settings_page(
    found: ProgramView, values: Mapping[str, Any], problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    with open_reading() as w:
        known = [one for one in delegation_views(w).values() if one.index and not one.is_observer]
    taking_part = {one.code for one in found.participants}
    return context.render(
        "pages/program_settings.html",
        422 if problems else 200,
        program=found,
        values=values,
        problems=list(problems),
        wrong={field: message for message, field in problems},
        numberings=[(one.value, sentence(label(one, language()))) for one in Numbering],
        others=[one for one in known if one.code not in taking_part],
        language_names={"en": gettext("English"), "ru": gettext("Russian")},
    )
