"""Writing an act on an amendment into the record, and telling those it concerns, in one stroke."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from program_workflow.domain.terms import AmendmentAction, CounterAction, Event, MergerAction, SponsorAction
from program_workflow.storage import AmendmentRow, EventRow, VersionRow, WordingRow
from program_workflow.usecases.attached import Attached, attached_facts, end_attached
from program_workflow.usecases.facts import MORE, REBASE, REBASE_FACTS, facts_of, facts_of_wording, more_of
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.silence_ends import end_without_object
from program_workflow.usecases.sponsor_rows import co_sponsors, facts_of_sponsors, newest_wording
from program_workflow.usecases.work import Work

Act = AmendmentAction | SponsorAction | CounterAction | MergerAction


def note_amendment(
    w: Work,
    amendment: AmendmentRow,
    action: Act,
    event: Event | None = None,
    *,
    reason: str = "",
    body: dict[str, Any] | None = None,
    payload: dict[str, Any] | None = None,
    to_author_only: bool = False,
    sponsors: Collection[str] | None = None,
    changed: Sequence[Attached] = (),
) -> EventRow:
    """Records the act with number, state and wording, and queues the notifications of the event.

    What hung on the amendment and has lost its point ends with the act, and a silence procedure on it where it
    has gone. to_author_only: the numbered
    amendment concerns nobody but its delegation, its co-sponsors and the coordinators. sponsors: those
    told as co-sponsors; None is all. changed: what hangs on the amendment and the act has changed.
    """
    ended = end_attached(w, amendment)
    wording = w.session.get(WordingRow, (amendment.id, amendment.wording))
    noted = w.record(
        "amendment",
        amendment.id,
        action,
        program_id=amendment.program_id,
        reason=reason,
        body={
            "number": amendment.number,
            "state": amendment.state,
            "wording": amendment.wording,
            "wording_hash": wording.hash if wording is not None else None,
            "delegation": amendment.delegation_id,
            "facts": facts_of(amendment),
            **({"sponsors": facts_of_sponsors(amendment)} if amendment.sponsors else {}),
            **attached_facts([*changed, *ended]),
            MORE: more_of(amendment),
            **_newest(w, amendment),
            **(body or {}),
        },
    )
    if event is not None:
        said = {"reason": reason, **(payload or {})}
        _tell(w, amendment, event, f"{event}:{noted.seq}", sponsors, said, to_author_only=to_author_only)
    _ask_again(w, amendment)
    end_without_object(w, amendment)
    return noted


def _tell(
    w: Work,
    amendment: AmendmentRow,
    event: Event,
    key: str,
    sponsors: Collection[str] | None,
    payload: dict[str, Any],
    *,
    to_author_only: bool = False,
) -> None:
    tell(
        w,
        event,
        key=key,
        program_id=amendment.program_id,
        subject_type="amendment",
        subject_id=amendment.id,
        delegation_id=amendment.delegation_id,
        numbered=amendment.number is not None and not to_author_only,
        sponsors=sponsors,
        payload={"number": amendment.number, "state": amendment.state, **payload},
    )


def _ask_again(w: Work, amendment: AmendmentRow) -> None:
    """Co-sponsors whose wording gave way to another are asked once for each consent they had given."""
    for one in co_sponsors(amendment):
        if one.wording != newest_wording(amendment):
            key = f"{Event.SPONSOR_ASKED_AGAIN}:{amendment.id}:{one.delegation_id}:{one.wording}"
            _tell(w, amendment, Event.SPONSOR_ASKED_AGAIN, key, {one.delegation_id}, {}, to_author_only=True)


def _newest(w: Work, amendment: AmendmentRow) -> dict[str, Any]:
    """The wording saved last, which may still be a draft of its delegation."""
    row = w.session.get(WordingRow, (amendment.id, amendment.draft_wording or amendment.wording))
    return {"newest": facts_of_wording(row)} if row is not None else {}


@contextmanager
def rebase_noted(w: Work, version: VersionRow, amendments: Sequence[AmendmentRow]) -> Iterator[None]:
    """Records what happens in it to the flags and bases of amendments: one entry of the system, seen by nobody.

    The amendments may be drafts, and the version a working one; neither is anybody's to know.
    """
    before = {one.id: more_of(one, REBASE_FACTS) for one in amendments}
    yield
    w.session.flush()
    after = {one.id: more_of(one, REBASE_FACTS) for one in amendments}
    changed = {key: told for key, told in after.items() if told != before[key]}
    if changed:
        w.acting_system().record(
            REBASE, version.id, "flag", program_id=version.program_id, body={"amendments": changed}
        )
