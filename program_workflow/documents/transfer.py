"""Understood documents, lists of amendments and refusals as JSON, for the way between two processes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from program_workflow.domain import errors
from program_workflow.domain.clause import ClauseDraft, Fields
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.revised import (
    ClauseEdit,
    DocumentComment,
    Identity,
    RevisedReading,
    Story,
    Tracked,
    TrackedChange,
)
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import Doubt, Finding, Left, Understood


def understood_to_json(read: Understood) -> dict[str, Any]:
    """The whole reading; understood_from_json gives an equal one back."""
    return {
        "clauses": [clause_to_json(clause) for clause in read.clauses],
        "language": read.language,
        "title": read.title,
        "period": read.period,
        "tables": read.tables,
        "left_out": [[finding.reason.value, finding.place, finding.excerpt] for finding in read.left_out],
        "doubts": [[finding.reason.value, finding.place, finding.excerpt] for finding in read.doubts],
        "notes": list(read.notes),
    }


def understood_from_json(body: dict[str, Any]) -> Understood:
    return Understood(
        tuple(clause_from_json(clause) for clause in body["clauses"]),
        body["language"],
        body["title"],
        body["period"],
        body["tables"],
        tuple(Finding(Left(reason), place, excerpt) for reason, place, excerpt in body["left_out"]),
        tuple(Finding(Doubt(reason), place, excerpt) for reason, place, excerpt in body["doubts"]),
        tuple(body.get("notes", ())),  # kept uploads of an earlier release have none
    )


def revised_to_json(read: RevisedReading) -> dict[str, Any]:
    """The whole reading; revised_from_json gives an equal one back."""
    same = read.original == read.final
    return {
        "final": understood_to_json(read.final),
        "original": None if same else understood_to_json(read.original),
        "changes": [_change_to_json(change) for change in read.changes],
        "comments": [[one.author, _date_to_json(one.date), one.text, one.original, one.final] for one in read.comments],
        "identity": [one.program, one.version, one.language, one.text_hash] if (one := read.identity) else None,
        "edits": {author: [_edit_to_json(edit) for edit in edits] for author, edits in read.edits.items()},
    }


def revised_from_json(body: dict[str, Any]) -> RevisedReading:
    final = understood_from_json(body["final"])
    return RevisedReading(
        final if body["original"] is None else understood_from_json(body["original"]),
        final,
        tuple(_change_from_json(change) for change in body["changes"]),
        tuple(DocumentComment(author, _date_from_json(date), *rest) for author, date, *rest in body["comments"]),
        {author: tuple(_edit_from_json(edit) for edit in edits) for author, edits in body["edits"].items()},
        Identity(*body["identity"]) if body["identity"] else None,
    )


def _change_to_json(change: TrackedChange) -> list[Any]:
    where = [change.original, change.final, change.old, change.new, change.move, list(change.comments)]
    return [change.kind.value, change.author, _date_to_json(change.date), change.story.value, *where]


def _change_from_json(body: list[Any]) -> TrackedChange:
    kind, author, date, story, original, final, old, new, move, comments = body
    return TrackedChange(
        Tracked(kind), author, _date_from_json(date), original, final, old, new, move, tuple(comments), Story(story)
    )


def _edit_to_json(edit: ClauseEdit) -> list[Any]:
    clause = clause_to_json(edit.clause) if edit.clause else None
    return [edit.key, edit.original, clause, edit.parent, edit.after, edit.moved, list(edit.changes)]


def _edit_from_json(body: list[Any]) -> ClauseEdit:
    key, original, clause, parent, after, moved, changes = body
    return ClauseEdit(key, original, clause_from_json(clause) if clause else None, parent, after, moved, tuple(changes))


def _date_to_json(date: datetime | None) -> str | None:
    return date.isoformat() if date else None


def _date_from_json(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def listed_to_json(listed: Sequence[ListedAmendment] | None) -> dict[str, Any]:
    """The amendments of a list, or that the file holds none; listed_from_json gives equal ones back."""
    return {"listed": None if listed is None else [asdict(one) for one in listed]}


def listed_from_json(body: dict[str, Any]) -> tuple[ListedAmendment, ...] | None:
    if body["listed"] is None:
        return None
    return tuple(_listed_from_json(one) for one in body["listed"])


def _listed_from_json(one: dict[str, Any]) -> ListedAmendment:
    kind, clause_kind = one.pop("kind"), one.pop("clause_kind")
    return ListedAmendment(
        kind=OperationKind(kind) if kind else None, clause_kind=ClauseKind(clause_kind) if clause_kind else None, **one
    )


def refusal_to_json(refusal: WorkflowError) -> dict[str, Any]:
    params = {key: value if isinstance(value, int) else str(value) for key, value in refusal.params.items()}
    return {"refused": type(refusal).__name__, "template": refusal.template, "params": params}


def refusal_from_json(body: dict[str, Any]) -> WorkflowError:
    kind = errors.TooLarge if body["refused"] == errors.TooLarge.__name__ else errors.FileRefused
    return kind(body["template"], **body["params"])


def clause_to_json(clause: ClauseDraft) -> list[Any]:
    """A clause with all that stands under it; clause_from_json gives an equal one back."""
    fields = clause.fields
    timeframe = fields.timeframe
    said = [
        list(fields.executing_bodies),
        [timeframe.text, timeframe.start, timeframe.end] if timeframe else None,
        fields.funding,
        fields.label,
        [list(pair) for pair in fields.other],
    ]
    children = [clause_to_json(child) for child in clause.children]
    return [clause.kind.value, clause.text, clause.number, said, children]


def clause_from_json(body: list[Any]) -> ClauseDraft:
    kind, text, number, (bodies, timeframe, funding, label, other), children = body
    fields = Fields(
        tuple(bodies),
        Timeframe(*timeframe) if timeframe else None,
        funding,
        label,
        tuple((heading, said) for heading, said in other),
    )
    return ClauseDraft(ClauseKind(kind), text, number, fields, tuple(clause_from_json(child) for child in children))
