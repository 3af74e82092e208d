"""The digest of the day: what is not for a mail of its own, in one mail a day for each person, never an empty one.

An entry waits in the outbox until the person's hour. Then, in one transaction, one mail is queued for the day and the
entries are put into it; from there it is a mail like any other, under a lease and one Message-ID.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from program_workflow import i18n
from program_workflow.domain.preferences import next_digest
from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.outgoing.digest import Digest, DigestClause, DigestProgram
from program_workflow.outgoing.mail import Letter
from program_workflow.storage import OutboxRow, ProgramRow, UserRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.leasing import OpenWork
from program_workflow.usecases.letters import title_of_program, write_letter
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.preferring import preferences_of, waits_for_digest
from program_workflow.usecases.work import Work

#: The event of the mail that a digest is, in the outbox; it is told to nobody else.
DIGEST: Final = "digest"
#: A digest quotes the texts of so many entries; of the rest it says what happened and where it stands.
MAX_QUOTED: Final = 60


def gather_due(open_work: OpenWork) -> int:
    """Makes the digests that are due, each person's in a transaction of its own. Returns how many."""
    with open_work() as w:
        people = _with_entries_due(w)
    made = 0
    for user_id in people:
        with open_work() as w:
            made += gather(w, user_id)
    return made


def _with_entries_due(w: Work) -> Sequence[str]:
    asked = select(OutboxRow.user_id).where(*waits_for_digest(), OutboxRow.due_at <= w.now).distinct()
    return w.session.scalars(asked.order_by(OutboxRow.user_id).limit(1000)).all()


def gather(w: Work, user_id: str) -> bool:
    """Puts the entries of a person that are due into the mail of the day; whether there is one.

    A day that had its mail leaves them to the next.
    """
    entries = w.session.scalars(
        select(OutboxRow)
        .where(*waits_for_digest(), OutboxRow.user_id == user_id, OutboxRow.due_at <= w.now)
        .order_by(OutboxRow.created_at, OutboxRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    if not entries:
        return False
    user = w.get(UserRow, user_id)
    day = w.now.astimezone(ZoneInfo(user.timezone)).date()
    digest_id = _queue_mail(w, user, day)
    moment = None if digest_id else next_digest(w.now, user.timezone, preferences_of(w, [user_id])[user_id])
    for entry in entries:
        entry.digest_id = digest_id
        entry.due_at = moment or entry.due_at
    w.session.flush()
    return digest_id is not None


def _queue_mail(w: Work, user: UserRow, day: date) -> str | None:
    """The identity of the new mail; None where the person had one of this day."""
    row = {
        "id": new_id(),
        "event_key": f"{DIGEST}:{user.id}:{day.isoformat()}",
        "event": DIGEST,
        "user_id": user.id,
        "channel": Channel.MAIL,
        "program_id": None,
        "subject_type": DIGEST,
        "subject_id": user.id,
        "payload": {"day": day.isoformat()},
        "created_at": w.now,
        "state": DeliveryState.QUEUED,
        "due_at": w.now,
        "attempts": 0,
        "message_id": f"<{new_id()}@program-workflow>",
    }
    statement = insert_once(w, OutboxRow, ("event_key", "user_id", "channel")).returning(OutboxRow.id)
    made: str | None = w.session.execute(statement, [row]).scalar_one_or_none()
    return made


# --- Writing ------------------------------------------------------------------------------------


def write_digest(w: Work, item: OutboxRow) -> Digest | None:
    """The mail as its person may read it now; None when nothing in it concerns them any more.

    An entry that does not is dropped here, for good.
    """
    user = w.get(UserRow, item.user_id)
    letters: list[tuple[OutboxRow, Letter]] = []
    for entry in _entries(w, item):
        letter = write_letter(w, entry, quotes=len(letters) < MAX_QUOTED)
        if letter is None:
            entry.state = DeliveryState.DROPPED
        else:
            letters.append((entry, letter))
    w.session.flush()
    if not letters:
        return None
    with i18n.speaking(user.language):
        return Digest(
            address=user.email,
            name=user.name,
            language=user.language,
            timezone=user.timezone,
            message_id=item.message_id,
            at=item.created_at,
            day=date.fromisoformat(item.payload["day"]),
            programs=_grouped(w, letters, user.language),
        )


def _entries(w: Work, item: OutboxRow) -> Sequence[OutboxRow]:
    asked = select(OutboxRow).where(OutboxRow.digest_id == item.id, OutboxRow.state == DeliveryState.QUEUED)
    return w.session.scalars(asked.order_by(OutboxRow.created_at, OutboxRow.id)).all()


def _grouped(w: Work, letters: Sequence[tuple[OutboxRow, Letter]], language: str) -> tuple[DigestProgram, ...]:
    """By program, and in it by clause, both in the order of the first event; what concerns no clause stands first."""
    found: dict[str | None, dict[str, list[Letter]]] = defaultdict(lambda: defaultdict(list))
    for entry, letter in letters:
        found[entry.program_id][str(entry.payload.get("clause") or "")].append(letter)
    return tuple(
        DigestProgram(
            _title(w, program_id, language),
            tuple(DigestClause(one, tuple(clauses[one])) for one in sorted(clauses, key=bool)),
        )
        for program_id, clauses in found.items()
    )


def _title(w: Work, program_id: str | None, language: str) -> str:
    program = w.session.get(ProgramRow, program_id) if program_id else None
    return title_of_program(program, language) if program else ""


def mark_entries(w: Work, item: OutboxRow) -> None:
    """What became of the mail became of what is in it; one that will be tried again leaves them as they are."""
    if item.state in (DeliveryState.SENT, DeliveryState.DROPPED):
        w.session.execute(
            update(OutboxRow)
            .where(OutboxRow.digest_id == item.id, OutboxRow.state == DeliveryState.QUEUED)
            .values(state=item.state, sent_at=item.sent_at)
            .execution_options(synchronize_session=False)
        )
