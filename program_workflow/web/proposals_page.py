"""The page on which a person decides what of a file becomes drafts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask.typing import ResponseReturnValue

from program_workflow.domain import redline
from program_workflow.domain.errors import Invalid, WorkflowError
from program_workflow.domain.landing import Unlanded
from program_workflow.domain.revised import Tracked
from program_workflow.domain.text import Text
from program_workflow.i18n import gettext, language
from program_workflow.usecases.amendment_redlines import redline_of_operation
from program_workflow.usecases.finding import find_program, find_version, visible_versions
from program_workflow.usecases.proposal_authors import NOT_TAKEN, takers
from program_workflow.usecases.proposal_rows import Row, Standing, not_taken, rows_of
from program_workflow.usecases.proposal_uploads import Upload
from program_workflow.usecases.proposals_in import Arrival
from program_workflow.usecases.proposals_kept import Choices
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work
from program_workflow.web import context, errors, session
from program_workflow.web.amendment_words import shown_operations
from program_workflow.web.clause_words import excerpt, name_clause, tags_of

#: What the select of an author says while nobody has chosen.
UNDECIDED: Final = "?"


def review_page(
    w: Work, upload: Upload, choices: Choices, *, place: int | None = None, refusal: WorkflowError | None = None
) -> ResponseReturnValue:
    """place: the unlanded change for which a clause is being chosen. refusal: why nothing was kept."""
    arrival = upload.arrival
    program = find_program(w, arrival.code)
    text = load_text(w, find_version(w, program, arrival.version).id)
    try:
        rows = rows_of(w, arrival, choices.placed)
    except Invalid as wrong:
        refusal, rows = wrong, rows_of(w, arrival)
    problems = errors.field_errors(refusal) if isinstance(refusal, Invalid) else []
    said = errors.spoken(refusal) if refusal is not None and not problems else None
    shown = [_shown(arrival, text, choices, row) for row in rows]
    return context.render(
        "pages/import_amendments_review.html",
        errors.STATUSES[refusal.code] if refusal is not None else 200,
        upload=upload,
        arrival=arrival,
        choices=choices,
        rows=shown,
        count=sum(one["ticked"] for one in shown),
        existing=sum(row.standing is Standing.EXISTS for row in rows),
        unlanded=_unlanded(arrival, text, choices, place),
        clauses=[(node.id, _named(text, arrival.language, node.id)) for node in text.nodes],
        authors=_authors(arrival),
        takers=_takers(w, program),
        versions=[one.number for one in visible_versions(w, program) if one.opened_at is not None][::-1],
        not_taken=not_taken(arrival),
        formatted=sum(one.changes.get(Tracked.FORMATTED, 0) for one in arrival.authors),
        tags=tags_of(w),
        is_coordinator=session.current_actor().is_coordinator,
        refusal=said,
        problems=[(message, _field_of(arrival, field)) for message, field in problems],
    )


def _field_of(arrival: Arrival, field: str) -> str:
    """The select of the first author that nobody has chosen for, where it is about authors."""
    if field != "authors":
        return field
    undecided = [at for at, one in enumerate(arrival.authors) if one.delegation is None]
    return f"author-{undecided[0]}" if undecided else "authors"


def _shown(arrival: Arrival, text: Text, choices: Choices, row: Row) -> dict[str, Any]:
    shown = shown_operations([redline_of_operation(one, text, arrival.language) for one in row.operations])
    wanted = row.key in choices.rewritten if row.standing is Standing.DRAFT else row.key not in choices.untaken
    can = row.standing in (Standing.NEW, Standing.DRAFT, Standing.UNDECIDED)
    return {
        "key": row.key,
        "row": row,
        "name": shown[0]["name"],
        "operations": shown,
        "can": can,
        "ticked": can and wanted,
        "rationale": choices.rationale_of(row),
        "problem": errors.spoken(row.problem) if row.problem is not None else None,
    }


def _unlanded(arrival: Arrival, text: Text, choices: Choices, place: int | None) -> list[dict[str, Any]]:
    """Changes that found no clause, but those of authors that are not taken."""
    return [
        {
            "at": at,
            "change": one,
            "delegation": arrival.taken.get(one.author),
            "runs": redline.compare(one.old, one.new),
            "nearest": _nearest(text, one),
            "percent": round(one.likeness * 100),
            "chosen": choices.placed.get(at) or (one.nearest if place == at else None) or "",
            "choosing": place == at or at in choices.placed,
        }
        for at, one in enumerate(arrival.landing.unlanded)
        if arrival.taken.get(one.author) != NOT_TAKEN
    ]


def _nearest(text: Text, one: Unlanded) -> str | None:
    return name_clause(text.references[one.nearest]) if one.nearest and one.nearest in text else None


def _named(text: Text, code: str, clause_id: str) -> str:
    said = text.node(clause_id).shown(code)[1]
    return f"{name_clause(text.references[clause_id])} · {excerpt(said.text or said.fields.label or '', 60)}"


def _authors(arrival: Arrival) -> Sequence[Mapping[str, Any]]:
    """Each author with what is to be chosen, and how many changes are theirs."""
    return [
        {
            "name": one.name or gettext("the file names no author"),
            "value": one.delegation if one.delegation is not None else UNDECIDED,
            "count": sum(count for kind, count in one.changes.items() if kind is not Tracked.FORMATTED),
            "undecided": one.delegation is None,
        }
        for one in arrival.authors
    ]


def _takers(w: Work, program: Any) -> list[tuple[str, str]]:
    named = [(one.code, f"{one.code} · {one.name(language())}") for one in takers(w, program)]
    return [*named, (NOT_TAKEN, gettext("not taken"))]
