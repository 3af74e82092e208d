"""The text of a program in another language from a file: sent, looked at pair by pair, kept."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.bounded import read_bounded
from program_workflow.domain.errors import N_, FileRefused, Invalid, NotFound, TooLarge
from program_workflow.domain.pairing import Doubt
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES
from program_workflow.domain.words import sentence
from program_workflow.i18n import gettext, ngettext
from program_workflow.usecases import twin_texts
from program_workflow.usecases.reading import view_program
from program_workflow.usecases.twin_texts import Outcome, PairedFile, PairedText
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.alignment import difference_rows, language_name
from program_workflow.web.clause_words import fields_shown, name_clause
from program_workflow.web.importing import sent_file
from program_workflow.web.session import needs, open_reading, open_work

#: What keeping the file does to a clause, in words.
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.NEW: N_("This text is added."),
    Outcome.REPLACES: N_("This text takes the place of the one there is."),
    Outcome.SAME: N_("This text is there already."),
    Outcome.STAYS: N_("Another text stands there and stays; an amendment changes it."),
    Outcome.NO_TEXT: N_("The file has no text for this clause."),
    Outcome.NO_CLAUSE: N_("The program has no clause for this part of the file; it is left out."),
}
DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.NUMBER: N_("The number differs."),
    Doubt.KIND: N_("The kind differs."),
    Doubt.LEVEL: N_("It stands on another level."),
}


@bp.get("/programs/<code>/texts/add")
@needs(Permit.ALIGN)
def add_texts(code: str) -> ResponseReturnValue:
    return _sending(code)


@bp.post("/programs/<code>/texts/add")
@needs(Permit.ALIGN)
def send_texts(code: str) -> ResponseReturnValue:
    """Reads the file in a process of its own and keeps it aside for the review."""
    lang = forms.text("language")
    with open_reading() as w:
        view_program(w, code)
    try:
        name, data = sent_file()
        understood = read_bounded(name, data, language=lang if lang in LANGUAGES else None)
        if not understood.clauses:
            raise FileRefused(N_("{name} contains no text."), name=name)
        with open_work() as w:
            place = forms.once(w, lambda: _keep(w, code, name, data, understood))
    except (FileRefused, Invalid, TooLarge) as refusal:
        field = "language" if isinstance(refusal, Invalid) and refusal.pointer == "/language" else "file"
        return _sending(code, [(errors.spoken(refusal), field)], errors.STATUSES[refusal.code])
    return redirect(place, 303)


def _keep(w: Work, code: str, name: str, data: bytes, understood: Any) -> str:
    upload = twin_texts.keep_texts_upload(
        w,
        name,
        data,
        understood,
        code,
        forms.text("language"),
        is_informational=forms.text("standing") == "informational",
    )
    return url_for("web.texts_review", code=code, upload_id=upload.id)


def _sending(code: str, problems: Sequence[tuple[str, str]] = (), status: int = 200) -> ResponseReturnValue:
    with open_reading() as w:
        program = view_program(w, code)
    draft = program.languages[0]
    choices = [(one, language_name(one)) for one in LANGUAGES if one != draft]
    chosen = request.values.get("language")
    return context.render(
        "pages/texts_add.html",
        status,
        program=program,
        version=program.latest,
        draft=language_name(draft),
        choices=choices,
        language=chosen if chosen in dict(choices) else choices[0][0],
        standing=request.form.get("standing", "authentic"),
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


@bp.get("/programs/<code>/texts/<upload_id>")
@needs(Permit.ALIGN)
def texts_review(code: str, upload_id: str) -> ResponseReturnValue:
    return _review(code, upload_id)


@bp.post("/programs/<code>/texts/<upload_id>")
@needs(Permit.ALIGN)
def keep_texts(code: str, upload_id: str) -> ResponseReturnValue:
    """The ticked texts of the file stand beside their clauses."""

    def keep(w: Work) -> str:
        found = _paired(w, code, upload_id)
        if found.unmatched and not forms.is_ticked("seen"):
            raise Invalid(N_("Say that you have seen what has no counterpart."), pointer="/seen")
        kept = {one.clause_id for one in found.kept if one.clause_id}
        without = kept - set(request.form.getlist("clauses"))
        made = twin_texts.add_from_upload(w, upload_id, without=without, seen_revision=forms.seen_revision())
        count = len(kept) - len(without)
        flash(ngettext("The text of {n} clause is added.", "The texts of {n} clauses are added.", count), "done")
        if made.is_informational:
            return url_for("web.version", code=code, number=made.version, twin="1")
        return url_for("web.alignment", code=code, version=made.version)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: keep(w))
    except Invalid as refusal:
        return _review(code, upload_id, errors.field_errors(refusal))
    return redirect(place, 303)


@bp.post("/programs/<code>/texts/<upload_id>/discard")
@needs(Permit.ALIGN)
def discard_texts(code: str, upload_id: str) -> ResponseReturnValue:
    with open_work() as w:
        upload = twin_texts.discard_texts_upload(w, upload_id)
        if upload.program != code:
            raise NotFound
    flash(gettext("The file is discarded; nothing of it is kept."), "done")
    return redirect(url_for("web.add_texts", code=upload.program, language=upload.language), 303)


def _paired(w: Work, code: str, upload_id: str) -> PairedFile:
    upload = twin_texts.view_texts_upload(w, upload_id)
    if upload.program != code:
        raise NotFound
    return twin_texts.pair_file(w, code, upload.understood, upload.language, is_informational=upload.is_informational)


def _review(code: str, upload_id: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        upload = twin_texts.view_texts_upload(w, upload_id)
        found = _paired(w, code, upload_id)
    chosen = set(request.form.getlist("clauses")) if request.method == "POST" else None
    return context.render(
        "pages/texts_review.html",
        422 if problems else 200,
        upload=upload,
        found=found,
        rows=[_row(one, found, chosen) for one in found.items],
        order=sorted((found.draft_language, found.language)),
        language_name=language_name,
        typed=request.form,
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )


def _row(one: PairedText, found: PairedFile, chosen: set[str] | None) -> dict[str, Any]:
    sides = {found.draft_language: one.here, found.language: one.given}
    return {
        "id": one.clause_id or f"left-{id(one)}",
        "number": one.number or one.printed,
        "name": sentence(name_clause(one.reference)) if one.reference else one.printed,
        "heading": False,
        "state": None,
        "why": "",
        "columns": [
            {
                "lang": lang,
                "runs": [("=", content.text)] if content else [],
                "fields": fields_shown(content.fields, one.kind) if content else [],
                "label": content.fields.label if content else None,
                "is_there": content is not None,
            }
            for lang, content in sorted(sides.items())
        ],
        "differences": difference_rows(one.differences, found.draft_language, sorted(sides)),
        "outcome": gettext(OUTCOMES[one.outcome]) if one.outcome is not Outcome.NEW else "",
        "is_unmatched": one.outcome in (Outcome.NO_TEXT, Outcome.NO_CLAUSE),
        "doubts": [gettext(DOUBTS[each]) for each in one.doubts],
        "printed": one.printed if Doubt.NUMBER in one.doubts else "",
        "is_kept": one.is_kept,
        "is_ticked": chosen is None or one.clause_id in chosen,
    }
