"""One effect for a request that is sent again: its answer is kept in the transaction of the act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.exc import IntegrityError

from program_workflow.domain.errors import N_, Conflict, Invalid
from program_workflow.storage import IdempotencyRow
from program_workflow.usecases.work import Work

LONGEST_KEY: Final = 200
KEPT: Final = timedelta(hours=48)
_UNANSWERED: Final = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that was given."""

    status: int
    headers: Mapping[str, str]
    body: str


def recall(w: Work, key: str, request_hash: str) -> Kept | None:
    """The answer kept for the key of this person; None for a new key, which is reserved for this transaction.

    Two requests with one key stand in a line: the second gets the answer of the first, or goes its
    own way if the first was refused. After None the caller acts and calls ``remember``.
    Raises Conflict when the key was used for another request, Invalid for a key that is none.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid(N_("An Idempotency-Key has 1 to 200 printable characters."))
    row = w.session.get(IdempotencyRow, (w.actor.user_id, key))
    if row is None:
        try:
            with w.session.begin_nested():
                w.session.add(_row(w, key, request_hash))
            return None
        except IntegrityError:
            row = w.session.get_one(IdempotencyRow, (w.actor.user_id, key), populate_existing=True)
    if row.request_hash != request_hash or row.status == _UNANSWERED:
        raise Conflict(N_("This Idempotency-Key was used for another request."))
    return Kept(row.status, row.headers, row.body)


def remember(w: Work, key: str, request_hash: str, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keeps the answer of an act beside the act itself."""
    row = w.session.get(IdempotencyRow, (w.actor.user_id, key)) or _row(w, key, request_hash)
    row.status, row.headers, row.body = status, dict(headers), body
    w.session.add(row)
    w.session.flush()


def _row(w: Work, key: str, request_hash: str) -> IdempotencyRow:
    return IdempotencyRow(
        user_id=w.actor.user_id,
        key=key,
        request_hash=request_hash,
        status=_UNANSWERED,
        headers={},
        body="",
        at=w.now,
    )


def forget_old_answers(w: Work) -> int:
    """Deletes answers that are older than two days; returns how many."""
    old = delete(IdempotencyRow).where(IdempotencyRow.at < w.now - KEPT)
    return cast("CursorResult[Any]", w.session.execute(old)).rowcount
