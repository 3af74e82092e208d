"""Which versions a person has opened, so that they can see what changed since."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.dialects import postgresql, sqlite

from program_workflow.storage import OpeningRow, ProgramRow, VersionRow
from program_workflow.usecases.work import Work

#: A version read on is noted again after so long; the day of it is what is shown.
AGAIN: Final = timedelta(minutes=15)


def last_opened(w: Work, program_id: str) -> dict[str, datetime]:
    """The versions of a program that the reader has opened, by identity, with the last time."""
    rows = w.session.execute(
        select(OpeningRow.version_id, OpeningRow.at)
        .join(VersionRow, VersionRow.id == OpeningRow.version_id)
        .where(OpeningRow.user_id == w.actor.user_id, VersionRow.program_id == program_id)
    )
    return {one.version_id: one.at for one in rows}


def due_opening(w: Work, code: str, number: int) -> str | None:
    """The identity of a version the reader has before them, where that is to be written down (again)."""
    mine = and_(OpeningRow.version_id == VersionRow.id, OpeningRow.user_id == w.actor.user_id)
    version_id, at = w.session.execute(
        select(VersionRow.id, OpeningRow.at)
        .join(ProgramRow, ProgramRow.id == VersionRow.program_id)
        .outerjoin(OpeningRow, mine)
        .where(ProgramRow.code == code, VersionRow.number == number)
    ).one()
    return version_id if w.actor.user_id is not None and (at is None or w.now - at >= AGAIN) else None


def note_opening(w: Work, version_id: str) -> None:
    """Writes down that the reader has this version open now."""
    dialect = postgresql if w.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(OpeningRow).values(user_id=w.actor.user_id, version_id=version_id, at=w.now)
    w.session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "version_id"], set_={"at": statement.excluded.at})
    )
