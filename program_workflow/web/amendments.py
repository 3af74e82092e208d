"""The queue: tabs, filters, sorting, pages; and one step on several amendments, with a preview of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.chips import flag
from program_workflow.domain.errors import Invalid, NotFound, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.domain.states import AMENDMENT_STEPS
from program_workflow.domain.terms import AmendmentAction, AmendmentState, OperationKind, Role
from program_workflow.domain.words import action_label, label, sentence
from program_workflow.i18n import gettext, language, ngettext
from program_workflow.usecases import bulk, deciding
from program_workflow.usecases.amendment_reading import count_tabs, list_amendments
from program_workflow.usecases.reading import view_program
from program_workflow.usecases.views import SECRETARIAT, AmendmentView, Page, ProgramView
from program_workflow.web import bp, context, errors, forms, session
from program_workflow.web.amendment_words import (
    CANNOT_UNDO,
    CONSEQUENCES,
    clauses_of,
    excerpt_of,
    flags_of,
    title_of,
    waits_for,
    who_sees,
)
from program_workflow.web.clause_words import tags_of
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.step_fields import step_fields, typed_until

PAGE: Final = 50
SORTS: Final = ("clause", "state", "filed")
_FILTERS: Final = ("state", "delegation", "kind", "q")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list."""

    tab: str
    filters: Mapping[str, str]
    sort: str
    cursor: str | None
    before: int

    def url(self, code: str, **changed: Any) -> str:
        """The address of the same list with something else asked; without a cursor it begins anew."""
        values: dict[str, Any] = {"tab": self.tab, **self.filters, "sort": self.sort, **changed}
        return url_for("web.amendments", code=code, **{name: said for name, said in values.items() if said})


@bp.get("/programs/<code>/amendments")
@needs(Permit.READ_QUEUE)
def amendments(code: str) -> ResponseReturnValue:
    asked = _asked()
    with open_reading() as w:
        program = view_program(w, code)
        tabs = count_tabs(w, code)
        try:
            page = list_amendments(
                w, code, tab=asked.tab, sort=asked.sort, cursor=asked.cursor, limit=PAGE, **_wanted(asked)
            )
        except Invalid as refusal:  # an address typed by hand, or a page that is gone
            flash(errors.spoken(refusal), "note")
            return redirect(url_for("web.amendments", code=code, tab=asked.tab), 303)
        tags = tags_of(w)
    return context.render(
        "pages/amendments.html",
        program=program,
        asked=asked,
        page=page,
        tabs=_tabs(code, asked, tabs),
        rows=[shown_row(one, tags) for one in page.items],
        columns=_columns(code, asked),
        options=_options(program),
        actions=bulk.BULK_ACTIONS if session.current_actor().is_coordinator else (),
        waiting=tabs["mine"] if session.current_actor().is_coordinator else tabs["secretariat"],
        counted=_counted(page, asked),
        next_url=asked.url(code, cursor=page.next, before=asked.before + len(page.items)) if page.next else None,
    )


def _asked() -> Asked:
    actor = session.current_actor()
    usual = "mine" if actor.is_coordinator else "all"
    before = request.args.get("before", "0")
    return Asked(
        tab=request.args.get("tab") or usual,
        filters={name: request.args.get(name, "").strip() for name in _FILTERS},
        sort=request.args.get("sort") or ("filed" if actor.is_coordinator else "clause"),
        cursor=request.args.get("cursor") or None,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 9 else 0,
    )


def _wanted(asked: Asked) -> dict[str, str | None]:
    return {name: said or None for name, said in asked.filters.items()}


def _tabs(code: str, asked: Asked, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    actor = session.current_actor()
    if actor.is_coordinator:
        names = {"mine": gettext("Wait for me")}
    elif actor.role is Role.REVIEWER:
        names = {"secretariat": gettext("Wait for the secretariat")}
    else:
        names = {"mine": gettext("Mine"), "secretariat": gettext("Wait for the secretariat")}
    names |= {"delegations": gettext("Wait for delegations"), "decided": gettext("Decided"), "all": gettext("All")}
    return [
        {
            "label": name,
            "url": asked.url(code, tab=tab),
            "count": counts[tab],
            "current": tab == asked.tab or (tab == "mine" and asked.tab == "secretariat" and actor.is_coordinator),
        }
        for tab, name in names.items()
    ]


def shown_row(view: AmendmentView, tags: Mapping[str, Any]) -> dict[str, Any]:
    """An amendment as a row of the queue or of a preview."""
    return {
        "view": view,
        "clauses": clauses_of(view),
        "name": title_of(view),
        "delegations": [tags[code] for code in view.codes],
        "excerpt": excerpt_of(view),
        "flags": flags_of(view, lambda name, **params: flag(name, language(), **params)),
        "waits": waits_for(view),
        "at": view.filed_at or view.created_at,
        "tick": f"{view.id}:{view.revision}",
        "steps": " ".join(one.value for one in bulk.BULK_ACTIONS if (view.state, one) in AMENDMENT_STEPS),
    }


def _columns(code: str, asked: Asked) -> list[dict[str, Any]]:
    names = {
        "clause": gettext("Clause"),
        "delegations": gettext("Delegations"),
        "change": gettext("Change"),
        "state": gettext("State"),
        "waits": gettext("What it waits for"),
        "filed": gettext("Submitted"),
    }
    return [
        {
            "key": key,
            "label": name,
            "url": asked.url(code, sort=f"-{key}" if asked.sort == key else key) if key in SORTS else None,
            "sorted": asked.sort.lstrip("-") == key,
            "descending": asked.sort == f"-{key}",
        }
        for key, name in names.items()
    ]


def _options(program: ProgramView) -> dict[str, list[tuple[str, str]]]:
    secretariat = SECRETARIAT.code
    return {
        "state": [("", gettext("any")), *((one.value, sentence(label(one, language()))) for one in AmendmentState)],
        "delegation": [
            ("", gettext("all")),
            *((one.code, one.code) for one in program.participants),
            (secretariat, secretariat),
        ],
        "kind": [("", gettext("any")), *((one.value, action_label(one, language())) for one in OperationKind)],
    }


def _counted(page: Page, asked: Asked) -> str:
    """ "51–100 of 182"."""
    first = asked.before + 1
    return gettext("{first}–{last} of {total}", first=first, last=asked.before + len(page.items), total=page.total)


# --- One step on several ------------------------------------------------------------------------


@bp.get("/programs/<code>/amendments/steps")
@needs(Permit.STEP_AMENDMENT)
def preview_steps(code: str) -> ResponseReturnValue:
    """What the step would do to each ticked amendment."""
    action = _action(request.args.get("action", ""))
    seen = _seen(request.args.getlist("pick"))
    if not seen:
        flash(gettext("Tick at least one amendment."), "note")
        return redirect(url_for("web.amendments", code=code, tab="mine"), 303)
    return _preview_page(code, action, seen)


@bp.post("/programs/<code>/amendments/steps")
@needs(Permit.STEP_AMENDMENT)
def take_steps(code: str) -> ResponseReturnValue:
    """The step on each of them, all or none."""
    action = _action(request.form.get("action", ""))
    seen = _seen(request.form.getlist("pick"))
    ticked = _seen(request.form.getlist("ticked")) or seen

    def act() -> str:
        done = deciding.decide_many(w, seen, action, reason=forms.text("reason").strip(), until=typed_until(action))
        flash(_done(action, len(done)), "done")
        return url_for("web.amendments", code=code, tab="mine")

    try:
        with open_work() as w:
            bulk.foresee(w, code, seen, action)  # whether all are of this program and may be known of
            place = forms.once(w, act)
    except NotFound:
        raise
    except WorkflowError as refusal:
        return _preview_page(code, action, ticked, refusal)
    return redirect(place, 303)


def _action(word: str) -> AmendmentAction:
    if word not in set(bulk.BULK_ACTIONS):
        raise NotFound
    return AmendmentAction(word)


def _seen(picks: Sequence[str]) -> list[tuple[str, int]]:
    """ "identity:revision" of each tick, each amendment once."""
    found: dict[str, int] = {}
    for one in picks:
        identity, _, revision = one.partition(":")
        if not revision.isascii() or not revision.isdigit() or len(revision) > 9:
            raise NotFound
        found[identity] = int(revision)
    return list(found.items())


def _done(action: AmendmentAction, count: int) -> str:
    return {
        AmendmentAction.REVIEW: ngettext("{n} amendment is under review.", "{n} amendments are under review.", count),
        AmendmentAction.RETURN: ngettext("{n} amendment is returned.", "{n} amendments are returned.", count),
        AmendmentAction.AGREE: ngettext("{n} amendment is agreed.", "{n} amendments are agreed.", count),
        AmendmentAction.DEFER: ngettext("{n} amendment is deferred.", "{n} amendments are deferred.", count),
        AmendmentAction.INCORPORATE: ngettext(
            "{n} amendment is incorporated.", "{n} amendments are incorporated.", count
        ),
    }[action]


def _preview_page(
    code: str, action: AmendmentAction, seen: Sequence[tuple[str, int]], refusal: WorkflowError | None = None
) -> ResponseReturnValue:
    with open_reading() as w:
        program = view_program(w, code)
        outlooks = bulk.foresee(w, code, seen, action)
        tags = tags_of(w)
    able = [one for one in outlooks if one.refusal is None]
    problems = errors.field_errors(refusal) if isinstance(refusal, Invalid) else []
    return context.render(
        "pages/amendments_preview.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        program=program,
        action=action,
        title=_button(action, len(outlooks)) + "?",
        button=_button(action, len(able), len(outlooks)),
        able=[{**shown_row(one.view, tags), "number": one.number} for one in able],
        unable=[{**shown_row(one.view, tags), "why": errors.spoken(one.refusal)} for one in outlooks if one.refusal],
        ticked=[f"{identity}:{revision}" for identity, revision in seen],
        facts=[sentence(gettext(one, code=gettext("its delegation"))) for one in CONSEQUENCES[action]],
        who=_who(able, action, program),
        cannot_undo=gettext(CANNOT_UNDO[action]) if action in CANNOT_UNDO else None,
        fields=step_fields(action, needs_reason=_needs_reason(action), problems=problems),
        problems=problems,
        refusal=errors.spoken(refusal) if refusal and not problems else None,
        zone=context.timezone(),
    )


def _needs_reason(action: AmendmentAction) -> bool:
    return action in (AmendmentAction.RETURN, AmendmentAction.DEFER)


def _button(action: AmendmentAction, count: int, ticked: int | None = None) -> str:
    """The verb and for how many; with how many were ticked where it does not fit all of them."""
    if ticked is not None and ticked != count:
        return gettext(
            "{act}: {fitting} of {ticked}", act=action_label(action, language()), fitting=count, ticked=ticked
        )
    return {
        AmendmentAction.REVIEW: ngettext("Take {n} under review", "Take {n} under review", count),
        AmendmentAction.RETURN: ngettext("Return {n} for rework", "Return {n} for rework", count),
        AmendmentAction.AGREE: ngettext("Agree to {n}", "Agree to {n}", count),
        AmendmentAction.DEFER: ngettext("Defer {n}", "Defer {n}", count),
        AmendmentAction.INCORPORATE: ngettext("Incorporate {n}", "Incorporate {n}", count),
    }[action]


def _who(able: Sequence[bulk.Outlook], action: AmendmentAction, program: ProgramView) -> list[str]:
    codes = [one.code for one in program.participants]
    return list(dict.fromkeys(said for one in able for said in who_sees(one.view, action, codes)))
