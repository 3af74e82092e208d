"""A document of a meeting as a file: the same writers as for versions of programs."""

import re

from program_workflow.documents.writing import File, find_writer
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.marking import marked_together
from program_workflow.domain.meeting import called
from program_workflow.domain.paper import pieces_of
from program_workflow.domain.publication import Publication
from program_workflow.domain.terms import PaperKind, PaperState, VersionState
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, speaking
from program_workflow.storage import MeetingRow, ProgramRow
from program_workflow.usecases.meeting_rows import items_in
from program_workflow.usecases.meeting_sight import find_meeting, said_in
from program_workflow.usecases.papers import PaperView, find_paper
from program_workflow.usecases.work import Work

#: Formats in which documents of a meeting are written; the others say what only versions have.
FORMATS = ("docx", "pdf", "html", "txt", "md")


def paper_file(
    w: Work,
    meeting_id: str,
    kind: PaperKind,
    form: str,
    *,
    number: int = 0,
    language: str = "en",
    revision: int | None = None,
    redline_from: int | None = None,
) -> File:
    """A revision of a document as a file, by default the last; with the changes since another one marked."""
    meeting = find_meeting(w, meeting_id)
    view = find_paper(w, meeting.id, kind, number)
    if form not in FORMATS:
        raise Invalid(
            N_("There is no format called {format}. There are: {formats}."),
            pointer="/as",
            format=form,
            formats=FORMATS,
        )
    publication = publish_paper(w, meeting, view, language, revision or view.current.number, redline_from)
    writer = find_writer(form)
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "-", publication.title)
    plain = f"meeting-{meeting.number or meeting.starts_on}-{kind.value}-{language}"
    return File(f"{name}.{form}", f"{plain}.{form}", writer.media_type, writer.write(publication))


def publish_paper(
    w: Work, meeting: MeetingRow, view: PaperView, language: str, number: int, redline_from: int | None = None
) -> Publication:
    """A revision for the writers of files, with the marking of the programs that the meeting was about."""
    shown = view.revision(number)
    language = language if language in shown.texts else next(iter(shown.texts))
    text = shown.texts[language]
    against = view.revision(redline_from).texts.get(language, "") if redline_from is not None else None
    with speaking(language):
        what = sentence(label(view.kind, language))
        name = called(meeting.number, said_in(meeting.title, language))
        facts = [_standing(view, number)]
        if redline_from is not None:
            facts.append(gettext("changes against revision {revision} are marked", revision=redline_from))
    return Publication(
        code="",
        title=f"{what}. {name}",
        period="",
        language=language,
        marking=_marking(w, meeting, view, language),
        version=0,
        state=VersionState.ADOPTED if view.state is PaperState.ADOPTED else VersionState.WORKING,
        text_hash=shown.hash,
        circulated_at=None,
        closes_at=None,
        at=w.now,
        pieces=pieces_of(text, against),
        against=redline_from,
        standing=tuple(facts),
    )


def _standing(view: PaperView, number: int) -> str:
    if view.state is PaperState.ADOPTED and number == view.current.number:
        return gettext("Adopted, revision {revision}", revision=number)
    return gettext("Working text, revision {revision}", revision=number)


def _marking(w: Work, meeting: MeetingRow, view: PaperView, language: str) -> str:
    """That of all programs on the agenda; what is adopted is not marked as a draft."""
    codes = dict.fromkeys(one["program"] for item in items_in(w, meeting.id) for one in item.about)
    programs = [row for code in codes if (row := w.session.get(ProgramRow, code)) is not None]
    state = VersionState.ADOPTED if view.state is PaperState.ADOPTED else None
    return marked_together([row.rules for row in programs], language, state)
