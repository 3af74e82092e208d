"""Proposals of a file as JSON, to be kept until a person has decided on them."""

from typing import Any

from program_workflow.documents.transfer import clause_from_json, clause_to_json
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.landing import LandedProposal, Landing, NotLanded, Unlanded
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Text


def landing_to_json(landing: Landing) -> dict[str, Any]:
    """Everything but what the text itself says; landing_from_json gives an equal one back."""
    return {
        "proposals": [_proposal_to_json(one) for one in landing.proposals],
        "unlanded": [_unlanded_to_json(one) for one in landing.unlanded],
        "comments": landing.comments,
    }


def landing_from_json(body: dict[str, Any], base: Text, language: str) -> Landing:
    """base: the text the proposals are made on. language: that of the file."""
    return Landing(
        tuple(_proposal_from_json(one, base, language) for one in body["proposals"]),
        tuple(_unlanded_from_json(one) for one in body["unlanded"]),
        tuple(body["comments"]),
    )


def _proposal_to_json(one: LandedProposal) -> list[Any]:
    operations = [_operation_to_json(each) for each in one.operations]
    return [one.author, one.clause_id, operations, one.rationale, one.changes, one.language, one.number, one.place]


def _proposal_from_json(body: list[Any], base: Text, language: str) -> LandedProposal:
    author, clause_id, operations, rationale, changes, said, number, place = body
    read = tuple(_operation_from_json(one, base, said or language) for one in operations)
    return LandedProposal(author, clause_id, read, rationale, tuple(changes), said, number, place)


def _unlanded_to_json(one: Unlanded) -> list[Any]:
    sides = [clause_to_json(side) if side else None for side in (one.before, one.after)]
    of_list = [one.rationale, one.language, one.number, one.place]
    return [one.author, one.reason, one.old, one.new, one.nearest, one.likeness, one.changes, *sides, *of_list]


def _unlanded_from_json(body: list[Any]) -> Unlanded:
    author, reason, old, new, nearest, likeness, changes, before, after, *of_list = body
    kept = author, NotLanded(reason), old, new, nearest, likeness, tuple(changes)
    return Unlanded(*kept, _side(before), _side(after), *of_list)


def _side(body: list[Any] | None) -> ClauseDraft | None:
    return clause_from_json(body) if body else None


def _operation_to_json(one: Operation) -> list[Any]:
    said = ClauseDraft(one.clause_kind or ClauseKind.PARAGRAPH, one.text, fields=one.fields)
    return [one.kind, one.clause_id, clause_to_json(said), one.clause_kind, one.parent, one.after]


def _operation_from_json(body: list[Any], base: Text, language: str) -> Operation:
    kind, clause_id, said, clause_kind, parent, after = body
    clause = clause_from_json(said)
    stood = kind in (OperationKind.MODIFY, OperationKind.DELETE) and clause_id in base
    return Operation(
        OperationKind(kind),
        clause_id,
        clause.text,
        clause.fields,
        base.node(clause_id).content(language) if stood else None,
        parent,
        after,
        ClauseKind(clause_kind) if clause_kind else None,
    )
