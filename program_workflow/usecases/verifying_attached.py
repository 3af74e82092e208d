"""What hangs on amendments held against the record: other wordings that were proposed, and mergers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from program_workflow.storage import AmendmentRow, CounterTextRow, MergerRow, WordingRow
from program_workflow.usecases.attached import facts_of_counter_text, facts_of_merger
from program_workflow.usecases.counter_texts import worded_by
from program_workflow.usecases.operations import wording_hash
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_attached(w: Work, told: Told, broken: list[str]) -> None:
    """The last event about each names what counts of it; its words give the hash that was recorded."""
    verify_proposed_words(w, broken)
    rows = w.session.scalars(select(CounterTextRow))
    counters = {(row.amendment_id, row.number): facts_of_counter_text(row) for row in rows}
    mergers = {row.id: facts_of_merger(row) for row in w.session.scalars(select(MergerRow))}
    _compare("proposed wording", counters, told.counter_texts, broken)
    _compare("merger", mergers, told.mergers, broken)


def verify_proposed_words(w: Work, broken: list[str]) -> None:
    """The words of each proposed wording give the hash that was recorded."""
    both = select(CounterTextRow, AmendmentRow).join(AmendmentRow, AmendmentRow.id == CounterTextRow.amendment_id)
    broken += [
        f"amendment {amendment.number}: the words of proposed wording {row.number} were changed"
        for row, amendment in w.session.execute(both)
        if _hash(w, amendment, row) != row.hash
    ]


def _hash(w: Work, amendment: AmendmentRow, row: CounterTextRow) -> str:
    wording = w.session.get(WordingRow, (row.amendment_id, row.wording))
    rationale = wording.rationale if wording is not None else ""
    try:
        return wording_hash(amendment.language, worded_by(w, row), rationale)
    except (KeyError, TypeError, ValueError):  # no longer of the form it was written in
        return ""


def _compare(
    name: str, now: Mapping[Any, Mapping[str, Any]], was: Mapping[Any, Mapping[str, Any]], broken: list[str]
) -> None:
    for key in sorted(now.keys() | was.keys(), key=str):
        here, there = now.get(key), was.get(key)
        if here is None:
            broken.append(f"{name} {key}: it is no longer there")
        elif there is None:
            broken.append(f"{name} {key}: it was never recorded")
        else:
            broken += [
                f"{name} {key}: {what} is {here.get(what)}, recorded as {there.get(what)}"
                for what in sorted(here.keys() | there.keys())
                if here.get(what) != there.get(what)
            ]
