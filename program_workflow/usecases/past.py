"""A program as it stood at an instant: its rows replayed from the record, with the content they point at.

What reads the present reads the past as well: every page and file shows of then what it shows of now, by the same
code and the same rights. Left out are drafts, what passes inside a delegation, and versions that had not been
circulated by then.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, select

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.rebuilt import Rebuilt, Row
from program_workflow.domain.terms import AmendmentState, Rebase
from program_workflow.storage import (
    Base,
    ClauseRevisionRow,
    ClauseRow,
    CorrectionRow,
    CounterTextRow,
    EventRow,
    NodeRow,
    NodeTextRow,
    OperationRow,
    ProgramRow,
    SilenceItemRow,
    UserRow,
    WordingRow,
)
from program_workflow.storage.base import Instant
from program_workflow.storage.memory import in_memory
from program_workflow.usecases.as_of import instant_asked
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.record_nouns import KEPT
from program_workflow.usecases.record_replay import rebuild
from program_workflow.usecases.work import Work

#: So many rows are asked for at once.
_CHUNK: Final = 500
#: Rows that are not made anew, but copied: names of persons are those of today; wordings are content.
_COPIED: Final = frozenset({"users", "wordings"})
#: What passes inside a delegation, and what is nobody's but its owner's.
_INSIDE: Final = frozenset({"approvals", "comments", "proposed_positions", "webhooks"})
#: Of drafts and of versions that are left out, nothing else is shown either: by table the column that names them.
_OF_AMENDMENTS: Final[Mapping[str, str]] = {
    "sponsors": "amendment_id",
    "counter_texts": "amendment_id",
    "mergers": "source_id",
    "advice": "amendment_id",
    "advice_requests": "amendment_id",
}
_OF_VERSIONS: Final[Mapping[str, str]] = {
    "alignments": "version_id",
    "corrigenda": "version_id",
    "remarks": "version_id",
    "reopenings": "version_id",
    "signatures": "version_id",
    "advice": "version_id",
    "advice_requests": "version_id",
}
#: Rows in the order in which they were entered, which is counted anew.
_COUNTED: Final = ("positions", "alignments")
#: What an entry of an earlier release does not tell.
_UNTOLD: Final[Mapping[str, Any]] = {
    "revision": 1,
    "sort_key": 0,
    "rebase": Rebase.NONE.value,
    "wording": 1,
    "data": b"",
}


@contextmanager
def at_instant(w: Work, code: str, as_of: str | None) -> Iterator[Work]:
    """The work itself where no instant is asked for; else one that reads the program as it stood then.

    as_of: see ``instant_asked``. Raises NotFound, Invalid where it is none or nothing was circulated yet.
    """
    program = find_program(w, code)
    at = instant_asked(as_of, w.now)
    if at is None:
        yield w
        return
    with in_memory() as session:
        _fill(Work(session, w.actor, lambda: at), w, program, at)
        yield Work(session, w.actor, lambda: at, only_reads=True, is_past=True)


def _fill(then: Work, w: Work, program: ProgramRow, at: datetime) -> None:
    told = rebuild(w, [], until=at, program_id=program.id)
    _leave_out(told)
    if not told.rows("versions"):
        raise Invalid(N_("No version had been circulated by {instant}."), pointer="/as_of", instant=at)
    _complete(w, told)
    for name in KEPT:
        if name not in _COPIED | _INSIDE:
            _put(then, Base.metadata.tables[name], list(told.rows(name).values()))
    _copy_content(then, w, told, program.id, at)


def _leave_out(told: Rebuilt) -> None:
    """Drafts, and what had not been circulated."""
    for key, row in list(told.rows("versions").items()):
        if row.get("opened_at") is None:
            told.take("versions", key)
    for key, row in list(told.rows("amendments").items()):
        if row["state"] == AmendmentState.DRAFT:
            told.take("amendments", key)
    for table, those in (("amendments", _OF_AMENDMENTS), ("versions", _OF_VERSIONS)):
        for name, column in those.items():
            for key, row in list(told.rows(name).items()):
                if row[column] is not None and (row[column],) not in told.rows(table):
                    told.take(name, key)


def _complete(w: Work, told: Rebuilt) -> None:
    """What events do not tell: order of positions, drafts of what was returned, flags about texts left out."""
    versions = {key[0] for key in told.rows("versions")}
    bases = _bases(w, {(key[0], row["wording"]) for key, row in told.rows("amendments").items()})
    for key, row in told.rows("amendments").items():
        row["draft_wording"] = None
        row.setdefault("version_id", bases.get((key[0], row["wording"])))
        if row.get("rebase_version_id") not in versions:
            row["rebase"], row["rebase_version_id"] = Rebase.NONE.value, None
        for column in ("incorporated_in", "text_version_id"):
            if row.get(column) not in versions:
                row[column] = None
        row.setdefault("updated_at", row.get("filed_at") or row["created_at"])
    for name in _COUNTED:
        for ordinal, row in enumerate(told.rows(name).values(), 1):
            row["ordinal"] = ordinal
    for one in _chosen(w, CounterTextRow.__table__, "amendment_id", {key[0] for key in told.rows("counter_texts")}):
        told.rows("counter_texts").get((one["amendment_id"], one["number"]), {})["texts"] = one["texts"]


def _bases(w: Work, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    rows = _chosen(w, WordingRow.__table__, "amendment_id", {one for one, _ in keys})
    return {(row["amendment_id"], row["number"]): row["version_id"] for row in rows}


# --- Rows ------------------------------------------------------------------------------------------


def _put(then: Work, table: Any, rows: list[Row]) -> None:
    """Writes rows as the record keeps them."""
    if rows:
        then.session.execute(insert(table), [{one.name: _typed(one, row) for one in table.columns} for row in rows])


def _typed(column: Any, row: Row) -> Any:
    value = row.get(column.name, _UNTOLD.get(column.name))
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    kind = getattr(column.type, "enum_class", None)
    return kind(value) if kind is not None else value


def _copy_content(then: Work, w: Work, told: Rebuilt, program_id: str, at: datetime) -> None:
    """What the rows point at, which is only ever added."""
    versions = {key[0] for key in told.rows("versions")}
    amendments = {key[0]: row["wording"] for key, row in told.rows("amendments").items()}
    _copy(then, w, ClauseRow.__table__, ClauseRow.program_id == program_id)
    _copy(then, w, EventRow.__table__, EventRow.program_id == program_id, EventRow.at <= at)
    _copy(then, w, UserRow.__table__)
    revisions: set[str] = set()
    for table in (NodeRow.__table__, NodeTextRow.__table__):
        rows = _chosen(w, table, "version_id", versions)
        revisions |= {row["revision_hash"] for row in rows if "revision_hash" in row}
        _store(then, table, rows)
    wordings = _chosen(w, WordingRow.__table__, "amendment_id", amendments)
    _store(then, WordingRow.__table__, [one for one in wordings if one["number"] <= amendments[one["amendment_id"]]])
    operations = _chosen(w, OperationRow.__table__, "amendment_id", amendments)
    _store(then, OperationRow.__table__, operations)
    revisions |= {one["base_hash"] for one in operations if one["base_hash"]}
    _store(then, ClauseRevisionRow.__table__, _chosen(w, ClauseRevisionRow.__table__, "hash", revisions))
    silences = {key[0] for key in told.rows("silences")}
    _store(then, SilenceItemRow.__table__, _chosen(w, SilenceItemRow.__table__, "silence_id", silences))
    corrigenda = {key[0] for key in told.rows("corrigenda")}
    _store(then, CorrectionRow.__table__, _chosen(w, CorrectionRow.__table__, "corrigendum_id", corrigenda))


def _chosen(w: Work, table: Any, column: str, values: Collection[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    wanted = sorted(values)
    for start in range(0, len(wanted), _CHUNK):
        rows = w.session.execute(select(table).where(table.c[column].in_(wanted[start : start + _CHUNK])))
        found += [dict(row) for row in rows.mappings()]
    return found


def _copy(then: Work, w: Work, table: Any, *chosen: ColumnElement[bool]) -> None:
    _store(then, table, [dict(row) for row in w.session.execute(select(table).where(*chosen)).mappings()])


def _store(then: Work, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        then.session.execute(insert(table), rows)
