"""Minutes and outcome document of a meeting: revisions, adoption, and the corrigendum to what was adopted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from program_workflow.domain import redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision, StepNotAllowed
from program_workflow.domain.paper import compared, corrections, paper_hash, read, written
from program_workflow.domain.redline import ClauseRedline
from program_workflow.domain.terms import Event, MeetingAction, MeetingState, PaperKind, PaperState
from program_workflow.storage import MeetingRow, PaperRevisionRow, PaperRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.meeting_rows import Both, begin_step, note_meeting, papers_in, tell_of_meeting
from program_workflow.usecases.meeting_sight import find_meeting, reads_all
from program_workflow.usecases.minutes_drafting import draft_minutes
from program_workflow.usecases.outcome_drafting import draft_outcome
from program_workflow.usecases.paper_corrigenda import corrigendum_texts
from program_workflow.usecases.work import Work

MAX_TEXT: Final = 500_000
_ADOPTED: Final = {PaperKind.MINUTES: Event.MINUTES_ADOPTED, PaperKind.OUTCOME: Event.OUTCOME_ADOPTED}


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision of a document. texts: language → lines, see ``domain.paper``."""

    number: int
    texts: Mapping[str, str]
    hash: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperView:
    """A document of a meeting as the reader may see it. number: of a corrigendum.

    revisions: the first first; to observers the adopted one alone.
    """

    id: str
    meeting_id: str
    kind: PaperKind
    number: int
    state: PaperState
    adopted_at: datetime | None
    revisions: tuple[RevisionView, ...]

    @property
    def current(self) -> RevisionView:
        return self.revisions[-1]

    def revision(self, number: int) -> RevisionView:
        """Raises NotFound."""
        for one in self.revisions:
            if one.number == number:
                return one
        raise NotFound


# --- Reading ------------------------------------------------------------------------------------------


def papers_of(w: Work, meeting: MeetingRow) -> tuple[PaperView, ...]:
    """The documents that the reader may see: observers what was adopted of the outcome, nobody outside the
    secretariat anything before the meeting is open."""
    found = [_view(w, row) for row in papers_in(w, meeting.id) if _sees(w, meeting, row)]
    order = list(PaperKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.number)))


def _sees(w: Work, meeting: MeetingRow, row: PaperRow) -> bool:
    if w.actor.is_coordinator or w.actor.role is None:
        return True
    if reads_all(w):
        return meeting.state is not MeetingState.PLANNED
    return row.kind is not PaperKind.MINUTES and row.state is PaperState.ADOPTED


def _view(w: Work, row: PaperRow) -> PaperView:
    asked = select(PaperRevisionRow).where(PaperRevisionRow.paper_id == row.id).order_by(PaperRevisionRow.number)
    if not reads_all(w):
        asked = asked.where(PaperRevisionRow.number == row.adopted_revision)
    revisions = tuple(
        RevisionView(one.number, one.texts, one.hash, one.note, one.at) for one in w.session.scalars(asked)
    )
    return PaperView(row.id, row.meeting_id, row.kind, row.number, row.state, row.adopted_at, revisions)


def find_paper(w: Work, meeting_id: str, kind: PaperKind, number: int = 0) -> PaperView:
    """Raises NotFound where there is none, or none for this reader."""
    meeting = find_meeting(w, meeting_id)
    for one in papers_of(w, meeting):
        if one.kind is kind and one.number == number:
            return one
    raise NotFound


def redline_of_paper(view: PaperView, language: str, old: int, new: int) -> tuple[ClauseRedline, ...]:
    """What changed between two revisions in a language, block by block. Raises NotFound."""
    texts = [view.revision(number).texts.get(language, "") for number in (old, new)]
    return compared(texts[0], texts[1])


# --- Writing ------------------------------------------------------------------------------------------


def draft(w: Work, meeting_id: str, kind: PaperKind) -> dict[str, str]:
    """The text that follows from what is recorded now, in both languages; nothing is kept."""
    meeting = find_meeting(w, meeting_id)
    if kind is PaperKind.MINUTES:
        return draft_minutes(w, meeting)
    if kind is PaperKind.OUTCOME:
        return draft_outcome(w, meeting)
    raise NotFound


def write_paper(
    w: Work, meeting_id: str, kind: PaperKind, texts: Both, *, seen: int, note: str = ""
) -> PaperRevisionRow:
    """A new revision of minutes or outcome document. seen: number of the revision
    the person saw; 0 where there was none.

    Raises StaleRevision with both texts where somebody wrote another one since.
    """
    meeting = begin_step(w, meeting_id, MeetingAction.WRITE)
    if kind is PaperKind.CORRIGENDUM:
        raise Invalid(N_("A corrigendum is issued, not written."), pointer="/kind")
    row = _row(w, meeting, kind)
    last = _last(w, row)
    if (last.number if last else 0) != seen:
        raise _stale(texts, last)
    said = _checked(texts, note)
    if row is not None and row.state is PaperState.ADOPTED:
        raise StepNotAllowed(N_("It is adopted; it is corrected by a corrigendum."))
    if last is not None and dict(last.texts) == said:
        raise Invalid(N_("This is what the last revision says."), pointer="/text")
    changed: list[object] = []
    if row is None:
        row = PaperRow(id=new_id(), meeting_id=meeting.id, kind=kind, number=0, state=PaperState.WORKING)
        w.session.add(row)
        w.session.flush()
        changed.append(row)
    made = _add(w, row, seen + 1, said, note)
    note_meeting(w, meeting, MeetingAction.WRITE, [*changed, made])
    return made


def write_drafted(w: Work, meeting_id: str, kind: PaperKind, *, seen: int) -> PaperRevisionRow:
    """A new revision that says what is recorded now."""
    texts = draft(w, meeting_id, kind)
    return write_paper(w, meeting_id, kind, Both(texts["en"], texts["ru"]), seen=seen)


def check_last(w: Work, meeting_id: str, kind: PaperKind, seen: int) -> None:
    """Raises StaleRevision where another revision than the one seen is the last."""
    last = _last(w, _row(w, find_meeting(w, meeting_id), kind))
    if (last.number if last else 0) != seen:
        raise _stale(Both(), last)


def _row(w: Work, meeting: MeetingRow, kind: PaperKind) -> PaperRow | None:
    return next((one for one in papers_in(w, meeting.id) if one.kind is kind), None)


def _last(w: Work, row: PaperRow | None) -> PaperRevisionRow | None:
    if row is None:
        return None
    asked = select(PaperRevisionRow).where(PaperRevisionRow.paper_id == row.id)
    return w.session.scalars(asked.order_by(PaperRevisionRow.number.desc()).limit(1)).first()


def _stale(texts: Both, last: PaperRevisionRow | None) -> StaleRevision:
    mine = "\n\n".join(one for one in (texts.en, texts.ru) if one)
    theirs = "\n\n".join(last.texts.values()) if last is not None else None
    return StaleRevision(
        N_("Another revision was saved after you opened it. Yours was not saved."), mine=mine, theirs=theirs
    )


def _checked(texts: Both, note: str) -> dict[str, str]:
    """The texts as they are kept: line ends of the product, no empty lines."""
    found = {}
    for language, text in texts.words().items():
        text = text.replace("\r\n", "\n")
        redline.refuse_control(text)
        if len(text) > MAX_TEXT:
            raise Invalid(N_("At most {count} characters."), pointer=f"/text/{language}", count=MAX_TEXT)
        found[language] = written(read(text))
    if not found:
        raise Invalid(N_("Write the text."), pointer="/text")
    if len(note) > 2000:
        raise Invalid(N_("At most {count} characters."), pointer="/note", count=2000)
    redline.refuse_control(note)
    return found


def _add(w: Work, row: PaperRow, number: int, texts: Mapping[str, str], note: str) -> PaperRevisionRow:
    made = PaperRevisionRow(
        paper_id=row.id,
        number=number,
        texts=dict(texts),
        hash=paper_hash(texts),
        note=note.strip(),
        at=w.now,
        entered_by=w.actor.user_id,
    )
    w.session.add(made)
    w.session.flush()
    return made


def adopt_paper(w: Work, meeting_id: str, kind: PaperKind, *, seen: int) -> PaperRow:
    """The meeting has adopted the revision the person saw; from then on it does not change."""
    meeting = begin_step(w, meeting_id, MeetingAction.ADOPT)
    row = _row(w, meeting, kind)
    last = _last(w, row)
    if row is None or last is None or kind is PaperKind.CORRIGENDUM:
        raise NotFound
    if last.number != seen:
        raise _stale(Both(), last)
    if row.state is PaperState.ADOPTED:
        raise StepNotAllowed(N_("It is adopted already."))
    if set(last.texts) != {"en", "ru"}:
        raise StepNotAllowed(N_("It is adopted in English and Russian together; one of the two texts is missing."))
    row.state, row.adopted_at, row.adopted_revision = PaperState.ADOPTED, w.now, last.number
    note_meeting(w, meeting, MeetingAction.ADOPT, [row])
    tell_of_meeting(w, meeting, _ADOPTED[kind], hash=last.hash)
    return row


def issue_corrigendum(w: Work, meeting_id: str, corrected: Both, reason: str, *, seen: int | None = None) -> PaperRow:
    """A corrigendum that says what of the adopted outcome document is corrected; the original stays as it was.

    corrected: the whole text as it should read; a language left out is right as it stands. seen: how many
    corrigenda there were when it was written, so that the same slip is not corrected twice.
    """
    meeting = begin_step(w, meeting_id, MeetingAction.ISSUE)
    original = _row(w, meeting, PaperKind.OUTCOME)
    if original is None or original.adopted_revision is None:
        raise StepNotAllowed(N_("There is no adopted outcome document to correct."))
    count = w.session.scalar(
        select(func.count())
        .select_from(PaperRow)
        .where(PaperRow.meeting_id == meeting.id, PaperRow.kind == PaperKind.CORRIGENDUM)
    )
    if seen is not None and seen != count:
        raise StepNotAllowed(N_("Another corrigendum was issued after you opened the page; read it first."))
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    texts = _checked(corrected, reason)
    adopted = w.get(PaperRevisionRow, (original.id, original.adopted_revision))
    if not any(corrections(adopted.texts.get(language, ""), text) for language, text in texts.items()):
        raise Invalid(N_("Nothing is corrected: this is what was adopted."), pointer="/text")
    row = PaperRow(
        id=new_id(),
        meeting_id=meeting.id,
        kind=PaperKind.CORRIGENDUM,
        number=(count or 0) + 1,
        state=PaperState.ADOPTED,
        adopted_at=w.now,
        adopted_revision=1,
    )
    w.session.add(row)
    w.session.flush()
    made = _add(w, row, 1, corrigendum_texts(meeting, row.number, adopted.texts, texts, original.adopted_at), reason)
    note_meeting(w, meeting, MeetingAction.ISSUE, [row, made], reason=reason.strip())
    tell_of_meeting(w, meeting, Event.OUTCOME_CORRECTED, key=row.id, reason=reason.strip())
    return row
