"""The page of a proposal and the box with its redline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import redline
from program_workflow.domain.errors import Invalid
from program_workflow.domain.terms import AmendmentAction, Role
from program_workflow.domain.throughout import put_instead
from program_workflow.i18n import gettext
from program_workflow.usecases import previewing
from program_workflow.usecases.previewing import Preview
from program_workflow.usecases.proposing import Ground
from program_workflow.usecases.throughout import Place
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work
from program_workflow.web import context, errors, session
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.clause_words import excerpt, field_names, name_clause, tags_of
from program_workflow.web.proposal_form import (
    CHOICES,
    INSERTED,
    WORDS,
    Change,
    field_of,
    inputs_of,
    shown_fields,
    typed_changes,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """How it was received, as typed. members, channels: what can be chosen. action: where the form is sent."""

    typed: Mapping[str, str]
    members: Sequence[tuple[str, str]]
    channels: Sequence[tuple[str, str]]
    action: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal on its way: what it is written on, what is typed, and what is to be said about it.

    amendment: the draft that is edited. standing: what somebody else saved meanwhile, beside what is typed.
    places: where the phrase was found; None before anybody looked. letter: what a coordinator enters.
    """

    ground: Ground
    changes: Sequence[Change] = ()
    rationale: str = ""
    amendment: AmendmentView | None = None
    revision: int | None = None
    is_unsaved: bool = False
    phrase: str = ""
    replacement: str = ""
    places: Sequence[Place] | None = None
    problems: Sequence[tuple[str, str]] = ()
    refusal: str | None = None
    standing: Sequence[dict[str, Any]] = ()
    status: int = 200
    letter: Letter | None = None


def preview_typed(w: Work, ground: Ground, amendment_id: str | None) -> tuple[Preview | None, str | None]:
    """The redline of what was sent, or why there is none."""
    try:
        changes = typed_changes(ground)
        return preview_of(w, ground, changes, amendment_id), None
    except Invalid as refusal:
        return None, errors.spoken(refusal)


def preview_of(w: Work, ground: Ground, changes: Sequence[Change], amendment_id: str | None) -> Preview | None:
    """The redline of these changes; None where there are none. Raises Invalid."""
    if not changes:
        return None
    return previewing.preview(
        w,
        ground.program_code,
        inputs_of(ground, changes),
        language=ground.language,
        base_version=ground.version,
        amendment_id=amendment_id,
    )


def redline_box(
    shown: Preview | None, problem: str | None, ground: Ground, saved: int | None = None
) -> ResponseReturnValue:
    """The box alone, as the answer to typing. saved: the revision, where the draft was saved with it."""
    response = context.render(
        "pages/proposal_redline.html",
        preview=shown,
        problem=problem,
        ground=ground,
        operations=shown_operations(shown.operations) if shown else [],
        field_names=field_names(),
        saved=saved,
    )
    if saved is not None:
        response.headers["X-Saved"] = "1"
    return response


def proposal_page(w: Work, proposal: Proposal) -> ResponseReturnValue:
    """The whole form with everything that was typed, its redline and what is wrong with it."""
    ground, view = proposal.ground, proposal.amendment
    amendment_id = view.id if view else None
    problems = list(proposal.problems)
    shown = None
    try:
        shown = preview_of(w, ground, proposal.changes, amendment_id)
    except Invalid as refusal:
        problems = problems or [(errors.spoken(refusal), field_of(refusal.pointer))]
    is_expert = session.current_actor().role is Role.EXPERT
    return context.render(
        "pages/propose.html",
        proposal.status,
        proposal=proposal,
        ground=ground,
        amendment=view,
        title=_title(proposal),
        amendment_title=title_of(view) if view else "",
        save=AmendmentAction.SAVE,
        rows=[_row(ground, one, index) for index, one in enumerate(proposal.changes)],
        clauses=[(node.id, _named(ground, node.id)) for node in ground.text.nodes],
        choices=CHOICES,
        kinds=INSERTED,
        words=WORDS,
        preview=shown,
        problem=None,
        saved=None,
        operations=shown_operations(shown.operations) if shown else [],
        field_names=field_names(),
        problems=problems,
        wrong={place: message for message, place in problems},
        found_places=_places(proposal),
        is_expert=is_expert,
        tags=tags_of(w),
        zone=context.timezone(),
        action=_action(proposal),
        preview_url=(
            url_for("web.preview_draft", amendment_id=amendment_id)
            if amendment_id
            else url_for("web.preview_proposal", code=ground.program_code)
        ),
    )


def _action(proposal: Proposal) -> str:
    """Where the form is sent."""
    if proposal.letter is not None:
        return proposal.letter.action
    if proposal.amendment is not None:
        return url_for("web.change_draft", amendment_id=proposal.amendment.id)
    return url_for("web.change_proposal", code=proposal.ground.program_code)


def _title(proposal: Proposal) -> str:
    if proposal.letter is not None:
        return gettext("Enter an amendment received outside, version {version}", version=proposal.ground.version)
    if proposal.amendment is not None:
        return gettext("Edit: {amendment}", amendment=title_of(proposal.amendment))
    if len(proposal.changes) == 1 and proposal.changes[0].clause:
        reference = proposal.ground.text.references[proposal.changes[0].clause]
        name, version = name_clause(reference), proposal.ground.version
        if name == reference:
            return gettext("Amend clause {clause} of version {version}", clause=name, version=version)
        return gettext("Amend version {version}: {clause}", clause=name, version=version)
    return gettext("Amend version {version}", version=proposal.ground.version)


def _row(ground: Ground, one: Change, index: int) -> dict[str, Any]:
    """A change as the template shows it. under: whether something can be put first under the clause."""
    said = ground.content(one.clause) if one.clause else None
    return {
        "index": index,
        "change": one,
        "name": name_clause(ground.text.references[one.clause]) if one.clause else gettext("the beginning of the text"),
        "base": said.text if said else "",
        "fields": shown_fields(ground, one),
    }


def _named(ground: Ground, clause_id: str) -> str:
    name = name_clause(ground.text.references[clause_id])
    said = ground.text.node(clause_id).shown(ground.language)[1]
    return f"{name} · {excerpt(said.text or said.fields.label or '', 60)}"


def _places(proposal: Proposal) -> list[dict[str, Any]] | None:
    """Where the phrase was found, with what would stand there."""
    if proposal.places is None:
        return None
    return [
        {
            "clause_id": one.clause_id,
            "name": name_clause(one.reference),
            "count": len(one.occurrences),
            "runs": redline.compare(one.text, put_instead(one.text, one.occurrences, proposal.replacement)),
            "forms": sorted({found.form.casefold() for found in one.occurrences}),
        }
        for one in proposal.places
    ]
