"""The consolidated table as JSON: its cells as the page has them, and the data they are made from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from program_workflow.documents.table_cells import Column, LaidRow, Sheet
from program_workflow.domain.consolidated import (
    ProposedChange,
    TableAdvice,
    TableCounter,
    TablePosition,
    TableRemark,
    TableRow,
)
from program_workflow.domain.redline import Layer


def table_json(sheet: Sheet) -> dict[str, Any]:
    """items: a row each. cells: text of every column by its name, lines parted by line ends."""
    table = sheet.table
    return {
        "program": table.code,
        "title": dict(table.title),
        "marking": {said: words for said, words in table.marking.items() if words},
        "as_of": _instant(table.as_of),
        "version": table.version,
        "state": table.state,
        "columns": [column.value for column in Column],
        "items": [_row(row, row.row) if isinstance(row.row, TableRow) else _remark(row, row.row) for row in sheet.rows],
        "advice": [_advice(one) for one in table.advice],
        "clauses": [
            {"id": one.clause_id, "reference": one.reference, "positions": [_position(each) for each in one.positions]}
            for one in table.clauses
        ],
        "next": None,
    }


def _remark(laid: LaidRow, row: TableRemark) -> dict[str, Any]:
    return {
        "kind": "remark",
        "id": row.remark_id,
        "number": row.number,
        "remark_kind": row.kind.value,
        "clause": laid.text(Column.CLAUSE),
        "clause_id": row.clause_id,
        "current_text": laid.text(Column.CURRENT),
        "text": row.text,
        "delegations": list(row.delegations),
        "decision": {"state": row.state.value, "at": _instant(row.decided_at), "reason": row.answer},
        "answer": row.answer,
        "answered_at": _instant(row.answered_at),
        "filed_at": _instant(row.filed_at),
        "is_late": row.is_late,
        "base_version": row.version,
        "cells": {column.value: laid.text(column) for column in Column},
    }


def _row(laid: LaidRow, row: TableRow) -> dict[str, Any]:
    return {
        "kind": "amendment",
        "id": row.amendment_id,
        "number": row.number,
        "clause": laid.text(Column.CLAUSE),
        "current_text": laid.text(Column.CURRENT),
        "proposed_text": "\n".join(
            "".join(text for op, text in line.runs if op != "-")
            for line in laid.cells[Column.PROPOSED]
            if not (line.is_heading or line.is_beside)
        ),
        "delegations": list(row.delegations),
        "rationale": row.rationale,
        "advice": [_advice(one) for one in row.advice],
        "positions": [_position(one) for one in row.positions],
        "decision": {
            "state": row.state.value,
            "at": _instant(row.decided_at),
            "reason": row.reason,
            "deferred_until": row.deferred_until,
            "incorporated_in": row.incorporated_in,
        },
        "filed_at": _instant(row.filed_at),
        "is_admitted_late": row.is_admitted_late,
        "received_outside": {"channel": row.channel.value, "reference": row.reference} if row.channel else None,
        "language": row.language,
        "base_version": row.base_version,
        "rebase": row.rebase.value,
        "group": row.group,
        "collides_with": list(row.collides_with),
        "same_as": list(row.same_as),
        "operations": [_operation(one) for one in row.changes],
        "counter_texts": [_counter(one) for one in row.counters],
        "cells": {column.value: laid.text(column) for column in Column},
    }


def _advice(one: TableAdvice) -> Mapping[str, Any]:
    return {
        "kind": one.kind.value,
        "recommendation": one.recommendation.value,
        "text": one.text,
        "wording": one.wording,
        "stale": one.is_stale,
    }


def _position(one: TablePosition) -> Mapping[str, Any]:
    said = one.position
    return {
        "delegation": one.delegation,
        "kind": said.kind.value,
        "since": _instant(said.at),
        "reason": said.reason,
        "due": said.due,
        "lifts_when": said.lifts_when,
        "except_words": said.except_words,
        "origin": said.origin.value,
        "to_reconfirm": one.is_to_reconfirm,
        "request_to_reopen": one.is_request,
    }


def _operation(one: ProposedChange) -> Mapping[str, Any]:
    return {
        "kind": one.kind.value,
        "clause_id": one.clause_id,
        "clause": one.reference,
        "clause_kind": one.clause_kind.value if one.clause_kind else None,
        "place": one.place,
        "runs": [list(run) for run in one.runs],
        "fields": [{"name": field.name, "runs": [list(run) for run in field.runs]} for field in one.fields],
    }


def _counter(one: TableCounter) -> Mapping[str, Any]:
    """Another wording that waits for the author, in three layers."""
    return {
        "number": one.number,
        "by": one.by,
        "reason": one.reason,
        "operations": [
            {
                "clause": change.reference,
                "layers": [_layer(layer) for layer in change.layers],
                "fields": [
                    {"name": name, "layers": [_layer(layer) for layer in layers]} for name, layers in change.fields
                ],
            }
            for change in one.changes
        ],
    }


def _layer(one: Layer) -> Mapping[str, Any]:
    return {"text": one.text, "base": one.in_base, "wording": one.in_wording, "counter": one.in_counter}


def _instant(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value is not None else None
