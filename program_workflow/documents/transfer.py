"""Understood documents and refusals as JSON, for the way between two processes."""

from typing import Any

from program_workflow.domain import errors
from program_workflow.domain.clause import ClauseDraft, Fields
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import Doubt, Finding, Left, Understood


def understood_to_json(read: Understood) -> dict[str, Any]:
    """The whole reading; understood_from_json gives an equal one back."""
    return {
        "clauses": [_clause_to_json(clause) for clause in read.clauses],
        "language": read.language,
        "title": read.title,
        "period": read.period,
        "tables": read.tables,
        "left_out": [[finding.reason.value, finding.place, finding.excerpt] for finding in read.left_out],
        "doubts": [[finding.reason.value, finding.place, finding.excerpt] for finding in read.doubts],
    }


def understood_from_json(body: dict[str, Any]) -> Understood:
    return Understood(
        tuple(_clause_from_json(clause) for clause in body["clauses"]),
        body["language"],
        body["title"],
        body["period"],
        body["tables"],
        tuple(Finding(Left(reason), place, excerpt) for reason, place, excerpt in body["left_out"]),
        tuple(Finding(Doubt(reason), place, excerpt) for reason, place, excerpt in body["doubts"]),
    )


def refusal_to_json(refusal: WorkflowError) -> dict[str, Any]:
    params = {key: value if isinstance(value, int) else str(value) for key, value in refusal.params.items()}
    return {"refused": type(refusal).__name__, "template": refusal.template, "params": params}


def refusal_from_json(body: dict[str, Any]) -> WorkflowError:
    kind = errors.TooLarge if body["refused"] == errors.TooLarge.__name__ else errors.FileRefused
    return kind(body["template"], **body["params"])


def _clause_to_json(clause: ClauseDraft) -> list[Any]:
    fields = clause.fields
    timeframe = fields.timeframe
    said = [
        list(fields.executing_bodies),
        [timeframe.text, timeframe.start, timeframe.end] if timeframe else None,
        fields.funding,
        fields.label,
        [list(pair) for pair in fields.other],
    ]
    children = [_clause_to_json(child) for child in clause.children]
    return [clause.kind.value, clause.text, clause.number, said, children]


def _clause_from_json(body: list[Any]) -> ClauseDraft:
    kind, text, number, (bodies, timeframe, funding, label, other), children = body
    fields = Fields(
        tuple(bodies),
        Timeframe(*timeframe) if timeframe else None,
        funding,
        label,
        tuple((heading, said) for heading, said in other),
    )
    return ClauseDraft(ClauseKind(kind), text, number, fields, tuple(_clause_from_json(child) for child in children))
