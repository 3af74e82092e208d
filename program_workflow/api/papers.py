"""Minutes, outcome document and corrigenda of a meeting."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response

from program_workflow.api import meeting_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.jobs import as_file
from program_workflow.api.meetings import check_holds
from program_workflow.api.requests import act, bp, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.documents.writing import WRITERS
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import PaperKind
from program_workflow.usecases import papers
from program_workflow.usecases.meeting_files import FORMATS, paper_file
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_sight import find_meeting
from program_workflow.usecases.papers import PaperView, RevisionView
from program_workflow.usecases.work import Work

_FILES: Final[Any] = {
    200: {
        "description": "The file.",
        "content": {WRITERS[one].media_type: {"schema": {"type": "string", "format": "binary"}} for one in FORMATS},
    }
}


@bp.get("/meetings/<meeting_id>/minutes")
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def get_minutes(meeting_id: str) -> Response:
    """The minutes, with their revisions."""
    return _get(meeting_id, PaperKind.MINUTES)


@bp.post("/meetings/<meeting_id>/minutes")
@takes(schemas.PaperIn)
@bp.output(schemas.PaperOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def begin_minutes(meeting_id: str, **_: Any) -> Response:
    """The first revision; without texts it says what is recorded now."""
    return _begin(meeting_id, PaperKind.MINUTES)


@bp.put("/meetings/<meeting_id>/minutes")
@takes(schemas.PaperIn)
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def revise_minutes(meeting_id: str, **_: Any) -> Response:
    """A new revision; the one before stays."""
    return _revise(meeting_id, PaperKind.MINUTES)


@bp.post("/meetings/<meeting_id>/minutes/steps")
@takes(schemas.PaperStepIn)
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def step_minutes(meeting_id: str, **_: Any) -> Response:
    """The minutes are adopted as they stand."""
    return _adopt(meeting_id, PaperKind.MINUTES)


@bp.get("/meetings/<meeting_id>/minutes/redline")
@bp.input(schemas.PaperRedlineQuery, location="query", validation=False)
@needs(Permit.READ_MEETINGS)
def minutes_redline(meeting_id: str, **_: Any) -> Response:
    """What changed between two revisions."""
    return _redline(meeting_id, PaperKind.MINUTES)


@bp.get("/meetings/<meeting_id>/minutes/export")
@bp.input(schemas.PaperQuery, location="query", validation=False)
@bp.doc(responses=_FILES)
@needs(Permit.READ_MEETINGS)
def export_minutes(meeting_id: str, **_: Any) -> Response:
    """The minutes as a file, clean or redlined against an older revision."""
    return _export(meeting_id, PaperKind.MINUTES)


@bp.get("/meetings/<meeting_id>/outcome")
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def get_outcome(meeting_id: str) -> Response:
    """The outcome document, with its revisions; observers see it once it is adopted."""
    return _get(meeting_id, PaperKind.OUTCOME)


@bp.post("/meetings/<meeting_id>/outcome")
@takes(schemas.PaperIn)
@bp.output(schemas.PaperOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def begin_outcome(meeting_id: str, **_: Any) -> Response:
    """The first revision; without texts it is drafted in English and Russian from what was decided."""
    return _begin(meeting_id, PaperKind.OUTCOME)


@bp.put("/meetings/<meeting_id>/outcome")
@takes(schemas.PaperIn)
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def revise_outcome(meeting_id: str, **_: Any) -> Response:
    """A new revision; the one before stays."""
    return _revise(meeting_id, PaperKind.OUTCOME)


@bp.post("/meetings/<meeting_id>/outcome/steps")
@takes(schemas.PaperStepIn)
@bp.output(schemas.PaperOut)
@needs(Permit.READ_MEETINGS)
def step_outcome(meeting_id: str, **_: Any) -> Response:
    """The outcome document is adopted in both languages; all who take part are told."""
    return _adopt(meeting_id, PaperKind.OUTCOME)


@bp.get("/meetings/<meeting_id>/outcome/redline")
@bp.input(schemas.PaperRedlineQuery, location="query", validation=False)
@needs(Permit.READ_MEETINGS)
def outcome_redline(meeting_id: str, **_: Any) -> Response:
    """What changed between two revisions."""
    return _redline(meeting_id, PaperKind.OUTCOME)


@bp.get("/meetings/<meeting_id>/outcome/export")
@bp.input(schemas.PaperQuery, location="query", validation=False)
@bp.doc(responses=_FILES)
@needs(Permit.READ_MEETINGS)
def export_outcome(meeting_id: str, **_: Any) -> Response:
    """The outcome document as a file, clean or redlined against an older revision."""
    return _export(meeting_id, PaperKind.OUTCOME)


@bp.get("/meetings/<meeting_id>/corrigenda")
@bp.output(schemas.PapersOut)
@needs(Permit.READ_MEETINGS)
def list_paper_corrigenda(meeting_id: str) -> Response:
    """The corrigenda to the outcome document, the first first."""
    with open_reading() as w:
        found = papers.papers_of(w, find_meeting(w, meeting_id))
    return answer(rendering.page([render(one) for one in found if one.kind is PaperKind.CORRIGENDUM]))


@bp.post("/meetings/<meeting_id>/corrigenda")
@takes(schemas.CorrigendumIn)
@bp.output(schemas.PaperOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def issue_corrigendum(meeting_id: str, **_: Any) -> Response:
    """A corrigendum that says what turns the adopted text into the one that is sent; the original stays."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.CorrigendumIn)
        row = papers.issue_corrigendum(w, meeting_id, Both(**asked["texts"]), asked["reason"])
        return _answer(w, meeting_id, PaperKind.CORRIGENDUM, 201, row.number)

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.get("/meetings/<meeting_id>/corrigenda/export")
@bp.input(schemas.PaperQuery, location="query", validation=False)
@bp.doc(responses=_FILES)
@needs(Permit.READ_MEETINGS)
def export_corrigendum(meeting_id: str, **_: Any) -> Response:
    """A corrigendum as a file."""
    return _export(meeting_id, PaperKind.CORRIGENDUM)


# --- The same for each kind ---------------------------------------------------------------------------


def _get(meeting_id: str, kind: PaperKind) -> Response:
    with open_reading() as w:
        found = papers.find_paper(w, meeting_id, kind)
    return answer(render(found), revision=found.current.number)


def _begin(meeting_id: str, kind: PaperKind) -> Response:
    def do(w: Work) -> tuple[Any, int, int]:
        _write(w, meeting_id, kind, 0)
        return _answer(w, meeting_id, kind, 201)

    return act(do, check=lambda w: check_holds(w, meeting_id))


def _revise(meeting_id: str, kind: PaperKind) -> Response:
    def do(w: Work) -> tuple[Any, int, int]:
        _write(w, meeting_id, kind, seen_revision())
        return _answer(w, meeting_id, kind, 200)

    return _changed(do, meeting_id, kind)


def _write(w: Work, meeting_id: str, kind: PaperKind, seen: int) -> None:
    asked = sent(schemas.PaperIn)
    if asked["texts"] is None:
        papers.write_drafted(w, meeting_id, kind, seen=seen)
    else:
        papers.write_paper(w, meeting_id, kind, Both(**asked["texts"]), seen=seen, note=asked["note"])


def _adopt(meeting_id: str, kind: PaperKind) -> Response:
    def do(w: Work) -> tuple[Any, int, int]:
        sent(schemas.PaperStepIn)
        papers.adopt_paper(w, meeting_id, kind, seen=seen_revision())
        return _answer(w, meeting_id, kind, 200)

    return _changed(do, meeting_id, kind)


def _changed(do: Callable[[Work], tuple[Any, int, int]], meeting_id: str, kind: PaperKind) -> Response:
    """A change of a document that was read; not found before not permitted, stale before invalid."""

    def check(w: Work) -> None:
        papers.find_paper(w, meeting_id, kind)
        check_holds(w, meeting_id)

    return act(do, check=check, lock=lambda w, seen: papers.check_last(w, meeting_id, kind, seen))


def _answer(w: Work, meeting_id: str, kind: PaperKind, status: int, number: int = 0) -> tuple[Any, int, int]:
    w.session.flush()
    view = papers.find_paper(w, meeting_id, kind, number)
    return render(view), status, view.current.number


def _redline(meeting_id: str, kind: PaperKind) -> Response:
    with open_reading() as w:
        view = papers.find_paper(w, meeting_id, kind)
    asked = query(schemas.PaperRedlineQuery)
    rows = papers.redline_of_paper(view, asked["language"], asked["from_"], asked["to"])
    return answer({"clauses": [rendering.clause_redline(one) for one in rows]})


def _export(meeting_id: str, kind: PaperKind) -> Response:
    with open_reading() as w:
        find_meeting(w, meeting_id)
        asked = query(schemas.PaperQuery)
        file = paper_file(
            w,
            meeting_id,
            kind,
            asked["as_"],
            number=asked["number"] if kind is PaperKind.CORRIGENDUM else 0,
            language=asked["language"],
            revision=asked["revision"],
            redline_from=asked["redline_from"],
        )
    return as_file(file)


def render(view: PaperView) -> dict[str, Any]:
    return {
        "kind": view.kind.value,
        "number": view.number,
        "state": view.state.value,
        "adopted_at": instant(view.adopted_at),
        "revision": view.current.number,
        "texts": dict(view.current.texts),
        "hash": view.current.hash,
        "revisions": [_revision(one) for one in view.revisions],
    }


def _revision(one: RevisionView) -> dict[str, Any]:
    return {"number": one.number, "hash": one.hash, "note": one.note, "at": instant(one.at)}
