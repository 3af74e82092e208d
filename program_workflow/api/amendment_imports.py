"""Amendments from a file: tracked changes, or an edited copy, become drafts of the delegations of their authors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from program_workflow.api import schemas
from program_workflow.api.requests import act, bp, check_program, loaded, needs, open_reading, takes
from program_workflow.domain.errors import N_, Invalid, TooLarge, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.phrases import say
from program_workflow.usecases.proposal_authors import NOT_TAKEN
from program_workflow.usecases.proposal_rows import Row, not_taken, rows_of
from program_workflow.usecases.proposals_in import Arrival, Asked, read_and_land
from program_workflow.usecases.proposals_kept import Choices, keep
from program_workflow.usecases.work import Work


@bp.post("/programs/<code>/amendments/import")
@takes(schemas.AmendmentsUpload)
@bp.output(schemas.AmendmentsImported, 201)
@needs(Permit.READ_PROGRAMS)
def import_amendments(code: str, **_: Any) -> Response:
    """Drafts from a file (multipart); with `dry_run` nothing is kept and the answer is 200.

    A draft of the same delegation on a clause stays as it is; the same file twice adds nothing.
    """
    read = _read(code)
    return act(lambda w: _keep(w, read), check=lambda w: check_program(w, code, Permit.PROPOSE))


@dataclass(frozen=True, slots=True)
class _Read:
    asked: Mapping[str, Any]
    arrival: Arrival


def _read(code: str) -> _Read | WorkflowError:
    """Reads the file before the transaction begins, which is not to wait for it; a refusal is kept for its turn."""
    try:
        with open_reading() as w:
            check_program(w, code, Permit.PROPOSE)
            asked = loaded(schemas.AmendmentsUpload, {**request.form.to_dict(), **request.files.to_dict()})
            data = asked["file"].read()
            asked["file"].seek(0)
            said = Asked(
                base_version=asked["base_version"],
                language=asked["language"],
                delegation=asked["delegation"],
                authors=_authors(asked["authors"]),
            )
            return _Read(asked, read_and_land(w, code, asked["file"].filename or "file", data, said))
    except (Invalid, TooLarge) as refusal:
        return refusal


def _authors(said: str | None) -> dict[str, str]:
    """The JSON of the form. Raises Invalid."""
    wrong = N_("Authors are a JSON object: the name of each with the code of a delegation, or null.")
    try:
        authors = json.loads(said or "{}")
    except (ValueError, RecursionError):
        raise Invalid(wrong, pointer="/authors") from None
    if not isinstance(authors, dict) or not all(isinstance(code, str | None) for code in authors.values()):
        raise Invalid(wrong, pointer="/authors")
    return {author: code or NOT_TAKEN for author, code in authors.items()}


def _keep(w: Work, read: _Read | WorkflowError) -> tuple[Any, int, None]:
    if isinstance(read, WorkflowError):
        raise read
    arrival, dry = read.arrival, read.asked["dry_run"]
    body = _arrived(arrival, rows_of(w, arrival))
    body["created"] = []
    if not dry:
        body["created"] = list(keep(w, arrival, Choices(rationale=read.asked["rationale"] or "")).created)
    return body, 200 if dry else 201, None


def _arrived(arrival: Arrival, rows: list[Row]) -> dict[str, Any]:
    return {
        "version": arrival.version,
        "base_version": arrival.base,
        "made_from": arrival.made_from,
        "language": arrival.language,
        "authors": [
            {
                "name": one.name,
                "delegation": one.delegation or None,
                "is_decided": one.delegation is not None,
                "changes": {kind.value: count for kind, count in one.changes.items()},
            }
            for one in arrival.authors
        ],
        "amendments": [_amendment(one) for one in rows],
        "not_landed": [
            {
                "author": one.author,
                "reason": one.reason.value,
                "old": one.old,
                "new": one.new,
                "nearest": one.nearest,
                "likeness": one.likeness,
            }
            for one in arrival.landing.unlanded
            if arrival.taken.get(one.author) != NOT_TAKEN
        ],
        "not_taken": not_taken(arrival),
        "comments": [{"author": one.author, "text": one.text} for one in arrival.comments],
        "left_out": {kind.value: count for kind, count in arrival.left_out.items()},
    }


def _amendment(one: Row) -> dict[str, Any]:
    return {
        "delegation": one.delegation,
        "standing": one.standing.value,
        "amendment": one.amendment_id,
        "problem": say(one.problem) if one.problem is not None else None,
        "rationale": one.proposal.rationale,
        "operations": [
            {
                "kind": operation.kind.value,
                "clause_id": None if operation.kind.value == "insert" else operation.clause_id,
                "parent_id": operation.parent,
                "after_clause_id": operation.after,
                "text": operation.text,
            }
            for operation in one.operations
        ],
    }
