"""A program from a file: what was understood is shown before anything is kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.bounded import read_bounded
from program_workflow.documents.gate import check_size
from program_workflow.domain import permissions
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import N_, Conflict, FileRefused, Invalid, NotFound, TooLarge, WorkflowError
from program_workflow.domain.job import is_long, seconds_to_read
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, JobKind, VersionState
from program_workflow.i18n import gettext
from program_workflow.usecases import importing
from program_workflow.usecases.importing import Upload
from program_workflow.usecases.reading import view_program, view_version
from program_workflow.usecases.views import VersionView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, files, forms
from program_workflow.web.clause_words import excerpt, fields_shown
from program_workflow.web.session import current_actor, needs, open_reading, open_work

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")
_PLACE: Final = re.compile(
    r"(?:beginning|начало)|(?:after|после) (?P<after>.+)|(?:table|таблица) (?P<table>\d+), (?:row|строка) (?P<row>\d+)"
)


@bp.get("/programs/import")
@needs(Permit.IMPORT_PROGRAM)
def import_program() -> ResponseReturnValue:
    """The page to send a file; with the code of a program in its address, as the text of its working version."""
    return context.render("pages/import.html", problems=[], replaced=_replaced())


@bp.post("/programs/import")
@needs(Permit.IMPORT_PROGRAM)
def upload_program() -> ResponseReturnValue:
    """Reads the file in a process of its own and keeps it aside for the review; a worker reads a large one."""
    permissions.need(current_actor(), Permit.IMPORT_PROGRAM)
    try:
        name, data = sent_file()
        if is_long(seconds_to_read(name, len(data))):
            check_size(data, name=name)
            return files.to_job(JobKind.IMPORT, {"name": name, "program": request.args.get("program")}, data)
        understood = read_bounded(name, data)
        if not understood.clauses:
            raise FileRefused(N_("{name} contains no text."), name=name)
    except (FileRefused, Invalid, TooLarge) as refusal:
        problems = [(errors.spoken(refusal), "file")]
        return context.render(
            "pages/import.html", errors.STATUSES[refusal.code], problems=problems, replaced=_replaced()
        )
    with open_work() as w:
        place = forms.once(w, lambda: _keep(w, name, data, understood))
    return redirect(place, 303)


def sent_file() -> tuple[str, bytes]:
    """Name and content of the file of a form. Raises Invalid where there is none."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(N_("Choose a file."), pointer="/file")
    return sent.filename.rpartition("/")[2].rpartition("\\")[2], sent.read()


def _keep(w: Work, name: str, data: bytes, understood: Any) -> str:
    upload = importing.keep_upload(w, name, data, understood)
    return url_for("web.import_review", upload_id=upload.id, program=request.args.get("program"))


def _replaced() -> VersionView | None:
    """The working version that the address names for a new text, by the code of its program. Raises NotFound."""
    code = request.args.get("program")
    if not code:
        return None
    with open_reading() as w:
        latest = view_program(w, code).latest
        if latest.state is not VersionState.WORKING:
            raise NotFound
        return view_version(w, code, latest.number)


@bp.get("/programs/import/<upload_id>")
@needs(Permit.IMPORT_PROGRAM)
def import_review(upload_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        upload = importing.view_upload(w, upload_id)
    understood = upload.understood
    typed = {
        "code": _UNFIT.sub("-", upload.name.rpartition(".")[0]).strip("-.")[:32],
        "title": understood.title,
        "period": understood.period,
        "language": understood.language,
    }
    return _review(upload, typed)


@bp.post("/programs/import/<upload_id>")
@needs(Permit.IMPORT_PROGRAM)
def create_program(upload_id: str) -> ResponseReturnValue:
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _create(w, upload_id))
    except (Invalid, Conflict) as refusal:
        with open_reading() as w:
            upload = importing.view_upload(w, upload_id)
        return _review(upload, request.form, _problems(refusal))
    flash(gettext("The program is created. Its version 1 is a working version: only coordinators see it."), "done")
    return redirect(place, 303)


def _create(w: Work, upload_id: str) -> str:
    upload = importing.view_upload(w, upload_id)
    _check_seen(upload)
    fields = {name: forms.text(name).strip() for name in ("code", "title", "period", "language")}
    program = importing.create_from_upload(w, upload_id, **fields)
    return url_for("web.program", code=program.code)


def _check_seen(upload: Upload) -> None:
    if upload.understood.left_out and not forms.is_ticked("seen"):
        raise Invalid(N_("Say that you have seen what was left out."), pointer="/seen")


def _problems(refusal: WorkflowError) -> list[tuple[str, str]]:
    """A code that is taken concerns the field of the code."""
    if isinstance(refusal, Conflict):
        return [(errors.spoken(refusal), "code")]
    return errors.field_errors(refusal)


@bp.post("/programs/import/<upload_id>/replace")
@needs(Permit.IMPORT_PROGRAM)
def replace_text(upload_id: str) -> ResponseReturnValue:
    """The file becomes the text of the working version that the page showed."""

    def replace() -> str:
        upload = importing.view_upload(w, upload_id)
        _check_seen(upload)
        code = forms.text("program")
        version = importing.replace_from_upload(w, upload_id, code, seen_revision=forms.seen_revision())
        flash(
            gettext(
                "The text of version {version} is the one of {file} now.", version=version.number, file=upload.name
            ),
            "done",
        )
        return url_for("web.version", code=code, number=version.number)

    try:
        with open_work() as w:
            place = forms.once(w, replace)
    except Invalid as refusal:
        with open_reading() as w:
            upload = importing.view_upload(w, upload_id)
        return _review(upload, request.form, errors.field_errors(refusal))
    return redirect(place, 303)


@bp.post("/programs/import/<upload_id>/discard")
@needs(Permit.IMPORT_PROGRAM)
def discard_upload(upload_id: str) -> ResponseReturnValue:
    with open_work() as w:
        importing.discard_upload(w, upload_id)
    flash(gettext("The file is discarded; nothing of it is kept."), "done")
    return redirect(url_for("web.import_program"), 303)


def _review(upload: Upload, typed: Mapping[str, str], problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    understood = upload.understood
    outline = list(_outline(understood.clauses))
    return context.render(
        "pages/import_review.html",
        422 if problems else 200,
        upload=upload,
        replaced=_replaced(),
        understood=understood,
        outline=outline,
        excerpt=excerpt,
        place_words=place_words,
        typed=typed,
        problems=list(problems),
        wrong={field: message for message, field in problems},
        languages=[(code, gettext(name)) for code, name in zip(LANGUAGES, (N_("English"), N_("Russian")), strict=True)],
    )


def _outline(clauses: Sequence[ClauseDraft], depth: int = 0) -> Any:
    """(depth, clause, how many of its fields are filled, these fields to be shown) in reading order."""
    for one in clauses:
        fields = one.fields
        filled = [fields.executing_bodies, fields.timeframe, fields.funding, *fields.other]
        yield min(depth, 3), one, sum(bool(each) for each in filled), fields_shown(fields, one.kind)
        yield from _outline(one.children, depth + 1)


def place_words(place: str) -> str:
    """Where something stands, in the language of the interface; the account says it in that of the document."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return place
    if found["table"]:
        return gettext("table {table}, row {row}", table=found["table"], row=found["row"])
    return gettext("after {place}", place=found["after"]) if found["after"] else gettext("beginning")
