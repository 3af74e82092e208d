"""Minutes, outcome document and corrigenda: reading, revising, adopting, downloading."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid, NotFound, StaleRevision
from program_workflow.domain.paper import read
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import MeetingAction, PaperKind, PaperState
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import papers
from program_workflow.usecases.meeting_files import FORMATS, paper_file
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_views import MeetingView, view_meeting
from program_workflow.usecases.papers import PaperView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, files, forms
from program_workflow.web.meeting_words import said
from program_workflow.web.session import needs, open_reading, open_work


@bp.get("/meetings/<meeting_id>/<kind>")
@needs(Permit.READ_MEETINGS)
def paper(meeting_id: str, kind: str) -> ResponseReturnValue:
    """A document, one of its revisions, or what changed between two."""
    number = _number("number") or (1 if kind == PaperKind.CORRIGENDUM else 0)
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
        found = papers.find_paper(w, meeting_id, _kind(kind), number)
    shown = found.revision(_number("revision") or found.current.number)
    code = request.args.get("language") or language()
    code = code if code in shown.texts else next(iter(shown.texts))
    old = _number("from")
    rows = papers.redline_of_paper(found, code, old, shown.number) if old else ()
    return context.render(
        "pages/paper.html",
        view=view,
        paper=found,
        name=sentence(label(found.kind, language())),
        shown=shown,
        blocks=read(shown.texts[code]),
        text_language=code,
        old=old,
        rows=rows,
        formats=FORMATS,
        may_write=MeetingAction.WRITE in view.actions and found.state is PaperState.WORKING,
        may_correct=MeetingAction.ISSUE in view.actions
        and found.state is PaperState.ADOPTED
        and found.kind is PaperKind.OUTCOME,
        said=said,
    )


def _kind(word: str) -> PaperKind:
    if word not in set(PaperKind):
        raise NotFound
    return PaperKind(word)


def _number(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None


@bp.get("/meetings/<meeting_id>/<kind>/export")
@needs(Permit.READ_MEETINGS)
def paper_export(meeting_id: str, kind: str) -> ResponseReturnValue:
    with open_reading() as w:
        file = paper_file(
            w,
            meeting_id,
            _kind(kind),
            request.args.get("as", "docx"),
            number=_number("number") or (1 if kind == PaperKind.CORRIGENDUM else 0),
            language=request.args.get("language") or language(),
            revision=_number("revision"),
            redline_from=_number("from"),
        )
    return files.as_file(file)


# --- Writing ------------------------------------------------------------------------------------------


@bp.get("/meetings/<meeting_id>/<kind>/edit")
@needs(Permit.HOLD_MEETING)
def paper_edit(meeting_id: str, kind: str) -> ResponseReturnValue:
    """The texts as they stand; drafted anew from what is recorded where there are none, or that is asked for."""
    return _edit(meeting_id, _kind(kind))


@bp.post("/meetings/<meeting_id>/<kind>/edit")
@needs(Permit.HOLD_MEETING)
def write_paper(meeting_id: str, kind: str) -> ResponseReturnValue:
    def write(w: Work) -> str:
        texts = Both(forms.text("text_en"), forms.text("text_ru"))
        papers.write_paper(
            w, meeting_id, _kind(kind), texts, seen=forms.seen_revision(), note=forms.text("note").strip()
        )
        return url_for("web.paper", meeting_id=meeting_id, kind=kind)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: write(w))
    except Invalid as refusal:
        return _edit(meeting_id, _kind(kind), errors.field_errors(refusal))
    except StaleRevision as refusal:
        return _edit(meeting_id, _kind(kind), [(errors.spoken(refusal), "")], stale=True)
    flash(gettext("A new revision is saved; the one before stays readable."), "done")
    return redirect(place, 303)


def _edit(
    meeting_id: str, kind: PaperKind, problems: Sequence[tuple[str, str]] = (), *, stale: bool = False
) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
        found = _found(view, kind)
        drafted = papers.draft(w, meeting_id, kind) if found is None or request.args.get("draft") else None
    typing = request.method == "POST"
    standing = dict(found.current.texts) if found else {}
    texts = {code: forms.text(f"text_{code}") for code in ("en", "ru")} if typing else drafted or standing
    return context.render(
        "pages/paper_edit.html",
        (412 if stale else 422) if problems else 200,
        view=view,
        kind=kind,
        name=sentence(label(kind, language())),
        paper=found,
        texts=texts,
        theirs=standing if stale else None,
        note=forms.text("note"),
        seen=found.current.number if found else 0,
        drafted=drafted is not None and not typing,
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


def _found(view: MeetingView, kind: PaperKind) -> PaperView | None:
    return next((one for one in view.papers if one.kind is kind), None)


@bp.get("/meetings/<meeting_id>/<kind>/adopt")
@needs(Permit.HOLD_MEETING)
def paper_adoption(meeting_id: str, kind: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
        found = papers.find_paper(w, meeting_id, _kind(kind))
    return context.render(
        "pages/paper_adopt.html", view=view, paper=found, name=sentence(label(found.kind, language()))
    )


@bp.post("/meetings/<meeting_id>/<kind>/adopt")
@needs(Permit.HOLD_MEETING)
def adopt_paper(meeting_id: str, kind: str) -> ResponseReturnValue:
    def adopt(w: Work) -> str:
        papers.adopt_paper(w, meeting_id, _kind(kind), seen=forms.seen_revision())
        return url_for("web.paper", meeting_id=meeting_id, kind=kind)

    with open_work() as w:
        place = forms.once(w, lambda: adopt(w))
    flash(gettext("It is adopted; its text does not change any more."), "done")
    return redirect(place, 303)


@bp.get("/meetings/<meeting_id>/outcome/correct")
@needs(Permit.HOLD_MEETING)
def outcome_correction(meeting_id: str) -> ResponseReturnValue:
    return _correction(meeting_id)


@bp.post("/meetings/<meeting_id>/outcome/correct")
@needs(Permit.HOLD_MEETING)
def correct_outcome(meeting_id: str) -> ResponseReturnValue:
    def correct(w: Work) -> str:
        texts = Both(forms.text("text_en"), forms.text("text_ru"))
        row = papers.issue_corrigendum(w, meeting_id, texts, forms.text("reason"), seen=forms.seen_revision())
        return url_for("web.paper", meeting_id=meeting_id, kind=PaperKind.CORRIGENDUM.value, number=row.number)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: correct(w))
    except Invalid as refusal:
        return _correction(meeting_id, errors.field_errors(refusal))
    flash(gettext("The corrigendum is issued; the original stays as it was adopted."), "done")
    return redirect(place, 303)


def _correction(meeting_id: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    found = _found(view, PaperKind.OUTCOME)
    if found is None or found.state is not PaperState.ADOPTED:
        raise NotFound
    typed: dict[str, Any] = {code: forms.text(f"text_{code}") for code in ("en", "ru")}
    return context.render(
        "pages/paper_correct.html",
        422 if problems else 200,
        view=view,
        texts=typed if request.method == "POST" else dict(found.current.texts),
        reason=forms.text("reason"),
        issued=sum(one.kind is PaperKind.CORRIGENDUM for one in view.papers),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )
