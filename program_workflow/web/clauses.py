"""A clause with everything that is proposed to it, and what a combination of it would read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions, redline
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import Run, Tagged
from program_workflow.domain.terms import Followed, OperationKind, VersionState
from program_workflow.domain.text import Content
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import amendment_reading, clause_reading, following, opening, reading
from program_workflow.usecases.amendment_redlines import AmendmentRedline, OperationRedline
from program_workflow.usecases.clause_reading import ClausePage, FieldTogether
from program_workflow.usecases.comments import clause_about
from program_workflow.usecases.position_views import PositionsView, of_clause
from program_workflow.usecases.provenance import trace_version
from program_workflow.usecases.silence_running import running_on
from program_workflow.usecases.views import AmendmentView, ClauseView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context
from program_workflow.web.clashes import clashes_among
from program_workflow.web.clause_words import (
    FIELD_LABELS,
    Unseen,
    excerpt,
    field_names,
    fields_compared,
    fields_shown,
    label_compared,
    name_clause,
    tags_of,
    title_clause,
    unseen_in,
)
from program_workflow.web.consultation import consultation_of
from program_workflow.web.past import open_reading_as_of, past_of, typed_instant
from program_workflow.web.provenance import fields_traced, marks_of
from program_workflow.web.remarks_here import on_clause
from program_workflow.web.session import current_actor, needs, note_opening

_SHORT = 48  # characters of the words that tell an amendment from another


@dataclass(frozen=True, slots=True)
class Wording:
    """What the clause said in a version. runs: against the version before it; None where nothing changed."""

    version: int
    state: VersionState
    number: str
    runs: Sequence[Run] | None
    fields: Sequence[Mapping[str, Any]]
    unseen: tuple[Sequence[Unseen], int] = ((), 0)


@bp.get("/programs/<code>/clauses/<clause_id>")
@needs(Permit.READ_PROGRAMS)
def clause(code: str, clause_id: str) -> ResponseReturnValue:
    chosen = request.args.getlist("with")
    version = request.args.get("version")
    typed = typed_instant()
    if typed is not None:
        return redirect(url_for("web.clause", code=code, clause_id=clause_id, as_of=typed))
    with open_reading_as_of(code) as w:
        page = clause_page_in(w, code, clause_id, version=version, wanted=request.args.get("language"), chosen=chosen)
        program = reading.view_program(w, code)
        reads = permissions.may(w.actor, Permit.READ_AMENDMENTS)
        decided = amendment_reading.list_amendments(w, code, clause=clause_id, tab="settled").items if reads else ()
        wordings = _wordings(w, code, clause_id, page.clause.language)
        found = trace_version(
            w, code, page.version_number, clause_id=clause_id, language=page.clause.language, with_struck=True
        )
        tags = tags_of(w)
        positions = _positions(w, code, page)
        remarks = on_clause(w, code, clause_id, page.version_number)
        past = past_of(w)
        consultation = consultation_of(w, clause_about(w, code, clause_id)) if reads and not past.at else None
        follow = following.follow_of(w, Followed.CLAUSE, clause_id) if not past.at else None
        due = None if past.at else opening.due_opening(w, code, page.version_number)
        running = () if past.at else running_on(w, code, [clause_id])
    note_opening(due)
    shown = page.live + page.submitted + page.drafts
    return context.render(
        "pages/clause.html",
        code=code,
        program=program,
        page=page,
        title=title_clause(page.clause),
        one_by_one=request.args.get("view") == "each",
        chosen=chosen,
        clashes=clashes_among(page.live, chosen),
        ticked=[one for one in page.live if one.id in chosen],
        together_fields=_fields_together(page.clause, page.fields_together),
        trial_fields=_fields_together(page.clause, page.trial.fields_together if page.trial else ()),
        fields_compared=fields_compared,
        in_others=[one for one in page.live if one.language != page.clause.language],
        gists={one.id: _gist(page.redlines[one.id], clause_id) for one in shown},
        elsewhere={one.id: _elsewhere(one, clause_id) for one in shown},
        redlines={one.id: [_shown(each) for each in page.redlines[one.id].operations] for one in shown},
        decided=decided,
        wordings=wordings,
        traced_clause=found.clauses[0],
        marks=marks_of(found, code),
        fields_traced=fields_traced,
        tags=tags,
        positions=positions,
        remarks=remarks,
        consultation=consultation,
        follow=follow,
        running=running,
        field_names=field_names(),
        fields_shown=fields_shown,
        name_clause=name_clause,
        own_code=current_actor().delegation_code,
        primary=_primary(code, page) if not program.outside and not past.at else None,
        past=past,
        address=lambda **changes: url_for("web.clause", code=code, clause_id=clause_id, **{**_kept(), **changes}),
    )


def _positions(w: Work, code: str, page: ClausePage) -> PositionsView | None:
    """None for whom they are not open, and on a text that was not circulated."""
    if page.version_state is VersionState.WORKING or not permissions.may(w.actor, Permit.READ_POSITIONS):
        return None
    return of_clause(w, code, page.clause.id, version=page.version_number)


def clause_page_in(
    w: Work,
    code: str,
    clause_id: str,
    *,
    version: str | None = None,
    wanted: str | None = None,
    chosen: Sequence[str] = (),
) -> ClausePage:
    """The clause in the language wanted; else in that of the interface, unless all live is written in another one."""
    page = clause_reading.clause_page(w, code, clause_id, version=version, language=wanted or language(), chosen=chosen)
    said = {one.language for one in page.live}
    if wanted or not said or page.clause.language in said:
        return page
    return clause_reading.clause_page(w, code, clause_id, version=version, language=min(said), chosen=chosen)


def _kept() -> dict[str, Any]:
    """What the address of this page keeps when one thing of it changes."""
    args = request.args
    return {name: args.getlist(name) for name in ("with", "version", "view", "language", "as_of") if args.getlist(name)}


def _primary(code: str, page: ClausePage) -> dict[str, str] | None:
    actor = current_actor()
    if not permissions.may(actor, Permit.PROPOSE) or page.version_state is not VersionState.CIRCULATED:
        return None
    return {
        "label": gettext("Propose an amendment"),
        "url": url_for("web.propose", code=code, clause=page.clause.id, language=page.clause.language),
    }


def _fields_together(clause: ClauseView, together: Sequence[FieldTogether]) -> list[dict[str, Any]]:
    """The fields as they stand, each followed by what is proposed for it, with the codes of the delegations."""
    proposed = {name: (old, said) for name, old, said in together}
    shown = fields_shown(clause.fields, clause.kind)
    names = {gettext(said): name for name, said in FIELD_LABELS.items()}
    known = {names.get(one["label"]) for one in shown}
    shown += [
        {"label": gettext(FIELD_LABELS[name]), "text": ""}
        for name in proposed
        if name not in known and name in FIELD_LABELS
    ]
    found = []
    for one in shown:
        old, said = proposed.get(names.get(one["label"], ""), (one.get("text", ""), ()))
        if not said:
            found.append(one)
            continue
        codes = tuple(dict.fromkeys(tag for tag, _ in said))
        by_text: dict[str, list[str]] = {}
        for tag, text in said:
            by_text.setdefault(text, []).append(tag)
        runs = [Tagged("-", old, codes)] if old else []
        runs += [Tagged("+", text, tuple(tags)) for text, tags in by_text.items() if text]
        found.append({"label": one["label"], "runs": runs})
    return found


def _gist(found: AmendmentRedline, clause_id: str) -> str:
    """An amendment in a few words: what it puts in, or what it takes out."""
    one = next((op for op in found.operations if clause_id in (op.clause_id, op.anchor_id)), found.operations[0])
    match one.kind:
        case OperationKind.INSERT:
            return gettext("inserts “{text}”", text=excerpt(_joined(one.runs, "+"), _SHORT))
        case OperationKind.DELETE:
            return gettext("deletes the clause")
        case OperationKind.MOVE:
            return gettext("moves the clause")
    added, removed = _joined(one.runs, "+"), _joined(one.runs, "-")
    if added:
        return gettext("“{text}”", text=excerpt(added, _SHORT))
    if removed:
        return gettext("deletes “{text}”", text=excerpt(removed, _SHORT))
    changed = next((field for field in one.fields if field.old != field.new), None)
    if changed is None:
        return label(one.kind, language())
    name = gettext(FIELD_LABELS[changed.name]) if changed.name in FIELD_LABELS else ""
    said = "".join(text for op, text in changed.runs if op != "-")
    return f"{name}: {excerpt(said or '—', _SHORT)}"


def _joined(runs: Sequence[Run], op: str) -> str:
    return " … ".join(text.strip(" ,;.") for one, text in runs if one == op and text.strip(" ,;."))


def _elsewhere(amendment: AmendmentView, clause_id: str) -> list[str]:
    """The other clauses that an amendment of several operations changes."""
    others = [one for one in amendment.operations if clause_id not in (one.clause_id, one.anchor_id)]
    return list(dict.fromkeys(name_clause(one.reference) for one in others if one.reference))


def _shown(one: OperationRedline) -> dict[str, Any]:
    """One operation for the template."""
    whole = {OperationKind.INSERT: "+", OperationKind.DELETE: "-", OperationKind.MOVE: ">"}.get(one.kind)
    return {
        "what": label(one.kind, language()),
        "where": name_clause(one.reference) if one.reference else "",
        "place": name_clause(one.place) if one.place else "",
        "runs": one.runs,
        "whole": whole,
        "fields": fields_compared(one.fields) if one.kind is not OperationKind.MOVE else [],
        "label": label_compared(one.fields),
        "unseen": unseen_in(one.runs, one.fields),
    }


def _wordings(w: Work, code: str, clause_id: str, said: str) -> list[Wording]:
    """What the clause said in each version, newest first; only versions in which it changed."""
    found = [
        (version, node.number, node.shown(said)[1]) for version, node in reading.revisions_of_clause(w, code, clause_id)
    ]
    told: list[Wording] = []
    first = found[0]
    told.append(Wording(first[0].number, first[0].state, first[1], None, ()))
    for (_, _, before), (version, number, now) in pairwise(found):
        if before.hash != now.hash:
            told.append(Wording(version.number, version.state, number, *_changed(before, now)))
    return told[::-1]


def _changed(
    before: Content, now: Content
) -> tuple[Sequence[Run], Sequence[Mapping[str, Any]], tuple[Sequence[Unseen], int]]:
    runs, fields = redline.compare(before.text, now.text), redline.compare_fields(before.fields, now.fields)
    return runs, fields_compared(fields), unseen_in(runs, fields)
