"""Acts of a recorded negotiation inside a delegation and on what was agreed: comments, approvals, reopening."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import Audience, PositionKind
from program_workflow.usecases import approvals, comments, people, proposed_positions, reopening
from program_workflow.usecases.people_views import find_user_by_email
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.replay_agreeing import amendment_named, clause_named
from program_workflow.usecases.work import Work

if TYPE_CHECKING:
    from program_workflow.usecases.replaying import Story


def _reopen_clause(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    reopening.reopen_clause(w, story.code_of(step), clause_named(story, step, step["clause"]), reason=step["reason"])


def _name_approver(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    found = find_user_by_email(w, step["person"])
    if found is None:
        raise NotFound
    approvals.name_approver(w, found.id, is_approver=step.get("is_approver", True))
    story.actors[found.email] = people.actor_for_email(w, found.email)


def _about(story: "Story", w: Work, step: Mapping[str, Any]) -> comments.About:
    if step.get("amendment") is not None:
        return comments.amendment_about(w, amendment_named(story, step))
    return comments.clause_about(w, story.code_of(step), clause_named(story, step, step["clause"]))


def _comment(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    comments.comment(w, _about(story, w, step), step["text"], Audience(step["audience"]))


def _propose_position(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    said = Said(
        PositionKind(step["kind"]),
        step.get("reason", ""),
        step.get("due"),
        step.get("lifts_when", ""),
        step.get("except_words", ""),
    )
    proposed_positions.propose_position(
        w,
        _about(story, w, step),
        said,
        is_section=bool(step.get("section")),
        asks_approval=bool(step.get("asks_approval")),
    )


#: By the name of the act.
CONSULTING: Final[Mapping[str, Callable[["Story", Work, Mapping[str, Any]], None]]] = {
    "reopen_clause": _reopen_clause,
    "name_approver": _name_approver,
    "comment": _comment,
    "propose_position": _propose_position,
}
