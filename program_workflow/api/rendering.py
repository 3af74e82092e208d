"""Read models as the JSON of the contract."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g

from program_workflow import phrases
from program_workflow.api.answers import instant
from program_workflow.domain.redline import ClauseRedline, FieldChange, Folded, Run, unseen_in
from program_workflow.domain.terms import ClauseKind, JobState, OperationKind
from program_workflow.i18n import gettext
from program_workflow.usecases.amendment_redlines import AmendmentRedline, OperationRedline
from program_workflow.usecases.jobs import Job
from program_workflow.usecases.views import (
    AmendmentView,
    ClauseView,
    EventView,
    NextAction,
    OperationView,
    OutsideView,
    ProgramView,
    VersionCard,
    VersionView,
)


def page(items: Iterable[Any], cursor: str | None = None) -> dict[str, Any]:
    return {"items": list(items), "next": cursor}


def program(view: ProgramView) -> dict[str, Any]:
    return {
        "code": view.code,
        "title": view.title_in(view.languages[0]),
        "titles": dict(view.title),
        "period": view.period,
        "languages": list(view.languages),
        "rules": dict(view.rules),
        "participants": [one.code for one in view.participants],
        "latest_version": view.latest.number,
        "progress": {status.value: count for status, count in view.progress.items()},
    }


def version_card(card: VersionCard) -> dict[str, Any]:
    return {
        "number": card.number,
        "state": card.state.value,
        "opened_at": instant(card.opened_at),
        "closes_at": instant(card.closes_at),
        "closed_at": instant(card.closed_at),
        "clauses": card.clauses,
        "text_hash": card.text_hash,
        "made_from": card.made_from,
    }


def version(view: VersionView) -> dict[str, Any]:
    return {
        "number": view.number,
        "state": view.state.value,
        "opened_at": instant(view.opened_at),
        "closes_at": instant(view.closes_at),
        "closed_at": instant(view.closed_at),
        "text_hash": view.text_hash,
        "language": view.language,
        "languages": list(view.languages),
        "made_from": view.made_from,
        "finalised_at": instant(view.finalised_at),
        "adopted_at": instant(view.adopted_at),
        "adopted_by": view.adopted_by.value if view.adopted_by else None,
        "ground": view.ground,
        "clauses": [clause(one) for one in view.clauses],
        "next_actions": [next_action(one) for one in view.next_actions],
    }


def clause(view: ClauseView) -> dict[str, Any]:
    return {
        "id": view.id,
        "parent_id": view.parent_id,
        "number": view.number,
        "depth": view.depth,
        "kind": view.kind.value,
        "text": view.text,
        "fields": view.fields.to_json(view.kind),
        "language": view.language,
        "revision": view.revision,
        "status": view.status.value,
        "amendments": view.amendments,
        "not_participating": list(view.apart),
        "package": {"id": view.package[0], "title": view.package[1]} if view.package else None,
    }


def next_action(one: NextAction) -> dict[str, Any]:
    why_not = None
    if one.why_not is not None:
        why_not = phrases.fill(one.why_not, one.params or {})
    return {
        "action": one.action.value,
        "allowed": one.is_allowed,
        "needs_reason": one.needs_reason,
        "why_not": why_not,
    }


def amendment(view: AmendmentView) -> dict[str, Any]:
    first = operation(view.first)
    return {
        "id": view.id,
        "program": view.program_code,
        "number": view.number,
        "kind": first["kind"],
        "state": view.state.value,
        "delegation": view.delegation.code,
        "co_sponsors": [
            {
                "delegation": one.delegation.code,
                "state": one.state.value,
                "since": instant(one.since),
                "to_be_reconfirmed": one.is_to_reconfirm,
            }
            for one in view.sponsors
        ],
        "takeover_until": instant(view.takeover_until),
        "merged_into": view.merged_into[0] if view.merged_into else None,
        "modified": view.is_modified,
        "clause_id": first["clause_id"],
        "base_version": view.base_version,
        "base_revision": first["base_revision"],
        "language": view.language,
        "text": first["text"],
        "fields": first["fields"],
        "operations": [operation(one) for one in view.operations],
        "rationale": view.rationale,
        "wording": view.wording,
        "revision": view.revision,
        "rebase": view.rebase.value,
        "rebase_version": view.rebase_version,
        "waits_for": view.waits_for,
        "waits_for_delegations": list(view.silent),
        "filed_at": instant(view.filed_at),
        "refile_until": instant(view.refile_until),
        "admitted_late": view.is_admitted_late,
        "tabled_at_meeting": view.is_tabled,
        "received_outside": _outside(view.outside),
        "decided_at": instant(view.decided_at),
        "decision_reason": view.decision_reason,
        "incorporated_in": view.incorporated_in,
        "collisions": [
            {
                "amendment": one.amendment_id,
                "number": one.number,
                "delegation": one.delegation,
                "co_sponsors": list(one.co_sponsors),
                "words": list(one.words),
                "places": [{"clause_id": name, "start": start, "end": end} for name, start, end in one.places],
                "fields": list(one.fields),
                "same_wording": one.is_same,
            }
            for one in view.collisions
        ],
        "next_actions": [next_action(one) for one in view.next_actions],
    }


def _outside(one: OutsideView | None) -> dict[str, Any] | None:
    """How it was received; its papers stand under /received with the identity of the amendment."""
    if one is None:
        return None
    return {
        "channel": one.channel.value,
        "reference": one.reference,
        "received_at": instant(one.received_at),
        "contested": one.is_contested,
    }


def operation(one: OperationView) -> dict[str, Any]:
    """clause_id of an insertion: the clause it follows, else the parent."""
    body = {
        "kind": one.kind.value,
        "clause_id": one.anchor_id,
        "parent_id": one.parent_id,
        "after_clause_id": one.after_clause_id,
        "clause_kind": one.clause_kind.value if one.clause_kind else None,
        "base_revision": one.base_revision,
        "text": one.text,
        "fields": one.fields.to_json(one.clause_kind or ClauseKind.PARAGRAPH),
    }
    if one.kind is OperationKind.INSERT:
        body["new_clause_id"] = one.clause_id
    return body


def runs(found: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[op, text] for op, text in found]


def fields(found: Sequence[FieldChange]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "change": one.kind.value,
            "runs": runs(one.runs),
            "folded": folded(one.folded),
            "unseen": unseen(one.runs),
        }
        for one in found
    ]


def folded(found: Sequence[Folded]) -> list[dict[str, Any]]:
    return [{"position": one.position, "was": one.was, "now": one.now} for one in found]


def unseen(found: Sequence[Run]) -> list[dict[str, Any]]:
    return [{"position": position, "was": was, "now": now} for position, was, now in unseen_in([found])]


def clause_redline(one: ClauseRedline) -> dict[str, Any]:
    return {
        "id": one.id_new or one.id_old,
        "change": one.change.value,
        "kind": one.kind.value,
        "number_old": one.number_old,
        "number_new": one.number_new,
        "moved_from": one.from_place,
        "runs": runs(one.runs),
        "folded": folded(one.folded),
        "unseen": unseen(one.runs),
        "fields": fields(one.fields),
    }


def operation_redline(one: OperationRedline) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "clause_id": one.anchor_id,
        "runs": runs(one.runs),
        "unseen": unseen(one.runs),
        "fields": fields(one.fields),
    }


def amendment_redline(one: AmendmentRedline) -> dict[str, Any]:
    """runs and fields are those of the first operation."""
    operations = [operation_redline(op) for op in one.operations]
    return {
        "runs": operations[0]["runs"],
        "fields": operations[0]["fields"],
        "operations": operations,
        "rebased": [operation_redline(op) for op in one.rebased] if one.rebased is not None else None,
    }


def event(one: EventView) -> dict[str, Any]:
    return {
        "at": instant(one.at),
        "actor": one.actor,
        "capacity": one.capacity,
        "action": one.action,
        "reason": one.reason,
        "hash": one.hash,
    }


def job(view: Job) -> dict[str, Any]:
    href = f"/api/v1/jobs/{view.id}"
    has_result = view.is_file or "program" in view.result
    return {
        "id": view.id,
        "href": href,
        "kind": view.kind.value,
        "state": view.state.value,
        "asked_at": instant(view.asked_at),
        "started_at": instant(view.started_at),
        "ended_at": instant(view.ended_at),
        "progress": {
            "step": view.step.value if view.step else None,
            "done": view.done,
            "total": view.total,
            "count": view.count,
        },
        "refusal": _refusal(view),
        "result": f"{href}/result" if has_result else None,
    }


def _refusal(view: Job) -> dict[str, str] | None:
    if view.state is not JobState.FAILED:
        return None
    if view.refusal is None:
        return {"code": "failure", "detail": gettext("This broke off several times and was given up.")}
    return {"code": view.refusal.code, "detail": phrases.fill(view.refusal.template, view.refusal.params, g.timezone)}
