"""Silence procedures: the page of one, its certificate, those of a program, and preparing one."""

from collections.abc import Sequence

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.silence_pdf import write_certificate
from program_workflow.domain.calendars import zone_of
from program_workflow.domain.errors import Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, SilenceScope
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import exact_instant, instant
from program_workflow.usecases import reading, silence_views, silences
from program_workflow.usecases.amendment_reading import list_amendments
from program_workflow.usecases.silence_views import SilenceView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import shown_operations
from program_workflow.web.amendment_words import title_of as title_of_amendment
from program_workflow.web.clause_words import excerpt, fields_shown, name_clause, tags_of
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.silence_certificate import certificate_of
from program_workflow.web.silence_words import served_words, title_of, zone_of_person
from program_workflow.web.typed import typed_instant


@bp.get("/silence/<silence_id>")
@needs(Permit.READ_PROGRAMS)
def silence(silence_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        view = silence_views.view_silence(w, silence_id)
        tags = tags_of(w)
        mine = w.actor.delegation_code
        now = w.now
    return context.render(
        "pages/silence.html",
        view=view,
        title=title_of(view),
        tags=tags,
        mine=mine,
        server_time=now,
        named=lambda reference: sentence(name_clause(reference)),
        fields_shown=fields_shown,
        shown_operations=shown_operations,
        capitals=capitals(view),
        served=served_words,
        exact=lambda at: exact_instant(at, context.timezone()),
        days_off=[(code, label(why, language())) for code, why in view.days_off],
    )


@bp.get("/silence/<silence_id>/certificate")
@needs(Permit.READ_POSITIONS)
def silence_certificate(silence_id: str) -> ResponseReturnValue:
    """The certificate as a PDF, in the language of the reader."""
    with open_reading() as w:
        view = silence_views.view_silence(w, silence_id)
        program = reading.view_program(w, view.program)
        events = silence_views.events_of_silence(w, silence_id)
    if view.announced_at is None:
        raise NotFound
    data = write_certificate(certificate_of(view, program, events[-1]))
    headers = {"Content-Disposition": f'attachment; filename="silence-{silence_id[:8]}.pdf"'}
    return Response(data, mimetype="application/pdf", headers={**headers, "Cache-Control": "no-store"})


def capitals(view: SilenceView) -> list[tuple[str, str]]:
    """The instant by the clock of each capital: code, date and time with its offset."""
    found = ((one.delegation.code, zone_of(one.delegation.code)) for one in view.answers)
    return [(code, instant(view.expires_at, zone)) for code, zone in found if zone is not None]


# --- Preparing ---------------------------------------------------------------------------------------


@bp.get("/programs/<code>/silence")
@needs(Permit.READ_PROGRAMS)
def silences_of_program(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        found = silence_views.silences_of(w, code)
        may_prepare = w.actor.is_coordinator and program.filing is not None
    return context.render(
        "pages/silences.html", program=program, found=found, title_of=title_of, may_prepare=may_prepare
    )


@bp.get("/programs/<code>/silence/prepare")
@needs(Permit.PREPARE_SILENCE)
def silence_preparation(code: str) -> ResponseReturnValue:
    return _preparation(code)


@bp.post("/programs/<code>/silence/prepare")
@needs(Permit.PREPARE_SILENCE)
def prepare_silence(code: str) -> ResponseReturnValue:
    def prepare(w: Work) -> str:
        scope, chosen = forms.text("scope"), request.form.getlist("items")
        row = silences.prepare(
            w,
            code,
            expires_at=typed_instant("expires_at"),
            version=forms.number("version") if scope == SilenceScope.VERSION else None,
            clauses=chosen if scope == SilenceScope.CLAUSES else (),
            amendments=request.form.getlist("amendments") if scope == SilenceScope.AMENDMENTS else (),
        )
        return url_for("web.silence", silence_id=row.id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: prepare(w))
    except Invalid as refusal:
        return _preparation(code, errors.field_errors(refusal))
    flash(gettext("The silence procedure is prepared. Look at it, then announce it."), "done")
    return redirect(place, 303)


def _preparation(code: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        if program.filing is None:
            raise NotFound
        text = reading.view_version(w, code, program.filing.number)
        live = [one for one in list_amendments(w, code, limit=500).items if one.state in LIVE]
    return context.render(
        "pages/silence_prepare.html",
        422 if problems else 200,
        program=program,
        version=text,
        excerpt=excerpt,
        amendments=[(one.id, title_of_amendment(one)) for one in live],
        typed={"scope": forms.text("scope") or SilenceScope.VERSION.value, "expires_at": forms.text("expires_at")},
        ticked=set(request.form.getlist("items")) | set(request.form.getlist("amendments")),
        problems=list(problems),
        wrong={field: message for message, field in problems},
        zone=zone_of_person(),
    )
