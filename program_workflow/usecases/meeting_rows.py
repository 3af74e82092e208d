"""A meeting as rows: finding and locking it, writing its events down with all that changed, telling of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, NotFound, StepNotAllowed
from program_workflow.domain.meeting import MEETING_STEPS, Ground, called
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Event, MeetingAction
from program_workflow.i18n import gettext, speaking
from program_workflow.storage import (
    AgendaItemRow,
    EventRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    PaperRevisionRow,
    PaperRow,
    ReadingRow,
)
from program_workflow.usecases.meeting_sight import find_meeting, name_of
from program_workflow.usecases.notifying import MEETING, tell
from program_workflow.usecases.work import Work

#: Tables of what belongs to a meeting, and by what a row of it is known.
PARTS: Final[Mapping[str, tuple[type[Any], tuple[str, ...]]]] = {
    MeetingParticipantRow.__tablename__: (MeetingParticipantRow, ("meeting_id", "delegation_id")),
    AgendaItemRow.__tablename__: (AgendaItemRow, ("id",)),
    MeetingEntryRow.__tablename__: (MeetingEntryRow, ("id",)),
    ReadingRow.__tablename__: (ReadingRow, ("id",)),
    PaperRow.__tablename__: (PaperRow, ("id",)),
    PaperRevisionRow.__tablename__: (PaperRevisionRow, ("paper_id", "number")),
}
#: No persons stand in the body of an event, and no counters.
LEFT_OUT: Final = frozenset({"entered_by", "revision"})


def begin_step(w: Work, meeting_id: str, action: MeetingAction, seen_revision: int | None = None) -> MeetingRow:
    """The meeting, locked, where the step is this person's and follows from its state.

    Raises NotFound, NotPermitted, StaleRevision, StepNotAllowed in this order.
    """
    find_meeting(w, meeting_id)
    permissions.need(w.actor, Permit.HOLD_MEETING)
    row: MeetingRow = w.lock(MeetingRow, meeting_id, seen_revision)
    if (row.state, action) not in MEETING_STEPS:
        raise StepNotAllowed(N_("The meeting is {state}; this step does not follow from it."), state=row.state)
    return row


def participants_in(w: Work, meeting_id: str) -> list[MeetingParticipantRow]:
    asked = select(MeetingParticipantRow).where(MeetingParticipantRow.meeting_id == meeting_id)
    return list(w.session.scalars(asked))


def items_in(w: Work, meeting_id: str) -> list[AgendaItemRow]:
    """The agenda in its order."""
    asked = select(AgendaItemRow).where(AgendaItemRow.meeting_id == meeting_id)
    return list(w.session.scalars(asked.order_by(AgendaItemRow.ordinal, AgendaItemRow.id)))


def entries_in(w: Work, meeting_id: str) -> list[MeetingEntryRow]:
    """What is recorded, in its order, with what was struck out."""
    asked = select(MeetingEntryRow).where(MeetingEntryRow.meeting_id == meeting_id)
    return list(w.session.scalars(asked.order_by(MeetingEntryRow.ordinal)))


def readings_in(w: Work, meeting_id: str) -> list[ReadingRow]:
    asked = select(ReadingRow).where(ReadingRow.meeting_id == meeting_id)
    return list(w.session.scalars(asked.order_by(ReadingRow.at, ReadingRow.id)))


def papers_in(w: Work, meeting_id: str) -> list[PaperRow]:
    asked = select(PaperRow).where(PaperRow.meeting_id == meeting_id)
    return list(w.session.scalars(asked.order_by(PaperRow.kind, PaperRow.number)))


def find_item(w: Work, meeting: MeetingRow, item_id: str) -> AgendaItemRow:
    """Raises NotFound for an item of another meeting."""
    row = w.session.get(AgendaItemRow, item_id)
    if row is None or row.meeting_id != meeting.id:
        raise NotFound
    return row


def ground_of(w: Work, meeting: MeetingRow, item: AgendaItemRow) -> Ground:
    language = w.actor.language
    with speaking(language):
        said = gettext("{meeting}, item {item}", meeting=name_of(meeting, language), item=item.ordinal)
    return Ground(meeting.id, item.id, said)


# --- The record ---------------------------------------------------------------------------------------


def row_facts(row: Any) -> dict[str, Any]:
    """Everything of a row that counts, as JSON keeps it: enough to make the row again."""
    found = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in LEFT_OUT}
    return {name: _kept(value) for name, value in found.items() if value not in (None, "", False)}


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, dict | list | int) else getattr(value, "value", value)


def key_of_row(row: Any) -> list[Any]:
    return [getattr(row, name) for name in PARTS[row.__tablename__][1]]


def note_meeting(
    w: Work,
    row: MeetingRow,
    action: MeetingAction,
    changed: Sequence[Any] = (),
    *,
    removed: Iterable[Any] = (),
    reason: str = "",
    program_id: str | None = None,
) -> EventRow:
    """Records a step with the facts of the meeting and of every row that was added, changed or taken away."""
    flag_modified(row, "state")  # every step raises the revision
    gone = [{"table": one.__tablename__, "key": key_of_row(one)} for one in removed]
    w.session.flush()
    rows = [{"table": one.__tablename__, "key": key_of_row(one), "facts": row_facts(one)} for one in changed]
    body: dict[str, Any] = {"facts": row_facts(row)}
    if rows:
        body["rows"] = rows
    if gone:
        body["removed"] = gone
    return w.record(MEETING, row.id, action, program_id=program_id, reason=reason, body=body)


def tell_of_meeting(w: Work, row: MeetingRow, event: Event, *, key: str = "", **said: Any) -> int:
    """Tells those who take part. key: what makes the event one of its kind in the meeting."""
    return tell(
        w,
        event,
        key=f"{event}:{row.id}{':' if key else ''}{key}",
        program_id=None,
        subject_type=MEETING,
        subject_id=row.id,
        payload={
            "meeting": {language: called(row.number, words) for language, words in row.title.items()},
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "place": row.place,
            **said,
        },
    )


@dataclass(frozen=True, slots=True)
class Both:
    """Words in English and Russian, as a person sends them; "" where one is missing."""

    en: str = ""
    ru: str = ""

    def words(self) -> dict[str, str]:
        return {name: said.strip() for name, said in (("en", self.en), ("ru", self.ru)) if said.strip()}
