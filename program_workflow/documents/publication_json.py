"""A version as JSON: everything a publication holds."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from program_workflow.domain.publication import Piece, Publication, Span


def write_json(publication: Publication) -> bytes:
    return (json.dumps(publication_json(publication), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def publication_json(publication: Publication) -> dict[str, Any]:
    """clauses: text is what stands with all marks accepted; runs are [op, text], with codes and amendments if any."""
    return {
        "program": publication.code,
        "title": publication.title,
        "period": publication.period,
        "language": publication.language,
        "marking": publication.marking,
        "version": publication.version,
        "state": publication.state.value,
        "against": publication.against,
        "is_rolling": publication.is_rolling,
        "text_hash": publication.text_hash,
        "circulated_at": _instant(publication.circulated_at),
        "closes_at": _instant(publication.closes_at),
        "clauses": [_clause(piece) for piece in publication.pieces],
        "amendments": [
            {
                "id": one.id,
                "number": one.number,
                "delegation": one.delegation,
                "co_sponsors": list(one.co_sponsors),
                "language": one.language or publication.language,
                "rationale": one.rationale,
                "filed_at": _instant(one.filed_at),
                "is_placed": one.id not in publication.unplaced,
            }
            for one in (publication.proposals or {}).values()
        ],
        "delegations": dict(publication.delegations or {}),
        **_attached(publication),
    }


def _attached(publication: Publication) -> dict[str, Any]:
    """Of an agreed or adopted text."""
    found: dict[str, Any] = {}
    if publication.adopted_at is not None:
        by = publication.adopted_by.value if publication.adopted_by else None
        found["adoption"] = {"at": _instant(publication.adopted_at), "by": by, "ground": publication.ground}
    if publication.reservations:
        found["reservations"] = [
            {
                "delegation": one.delegation,
                "text": one.text,
                "references": list(one.references),
                "maintained": one.is_maintained,
            }
            for one in publication.reservations
        ]
    if publication.signatures:
        found["signatures"] = [
            {
                "delegation": one.delegation,
                "kind": one.kind.value,
                "text": one.text,
                "place": one.place,
                "signed_on": one.signed_on.isoformat() if one.signed_on else None,
            }
            for one in publication.signatures
        ]
    return found


def _clause(piece: Piece) -> dict[str, Any]:
    return {
        "id": piece.clause_id,
        "parent_id": piece.parent_id,
        "kind": piece.kind.value,
        "depth": piece.depth,
        "number": piece.number,
        "number_old": piece.number_old,
        "revision": piece.revision,
        "whole": piece.whole,
        "move": piece.move,
        "copy": piece.copy,
        "by": list(piece.by),
        "amendments": list(piece.amendments),
        "not_participating": list(piece.apart),
        **({"package": piece.package} if piece.package else {}),
        **({"stands_in": piece.stands_in} if piece.stands_in else {}),
        **({"stood_in": piece.stood_in} if piece.stood_in else {}),
        "text": "" if piece.whole in ("-", "<") else _text(piece.spans),
        "runs": _runs(piece.spans),
        "fields": [
            {"name": one.name, "heading": one.heading, "text": _text(one.spans), "runs": _runs(one.spans)}
            for one in piece.fields
        ],
    }


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans if span.op in "=+>")


def _runs(spans: Sequence[Span]) -> list[list[Any]]:
    return [
        [span.op, span.text, list(span.by), list(span.amendments)] if span.by else [span.op, span.text]
        for span in spans
    ]


def _instant(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value is not None else None
