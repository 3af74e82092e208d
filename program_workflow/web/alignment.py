"""The texts of a version in its languages: side by side, what is to be aligned, what they name differently."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import redline
from program_workflow.domain.alignment import Standing
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Alignment, ClauseKind, VersionState
from program_workflow.domain.text import Content
from program_workflow.domain.twins import Difference
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language, ngettext
from program_workflow.usecases import aligning
from program_workflow.usecases import alignment as alignments
from program_workflow.usecases.alignment import AlignmentView, TwinItem
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import field_names, fields_compared, fields_shown, label_compared, name_clause
from program_workflow.web.session import needs, open_reading, open_work

LANGUAGE_NAMES: Final[Mapping[str, str]] = {"en": N_("English"), "ru": N_("Russian")}
#: What a person may see of a text.
SHOWN: Final = ("open", "differences", "all")


@bp.get("/programs/<code>/alignment")
@needs(Permit.READ_PROGRAMS)
def alignment(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(code: str, problems: Sequence[tuple[str, str]] = (), status: int = 200) -> ResponseReturnValue:
    with open_reading() as w:
        view = alignments.view_alignment(w, code, request.args.get("version") or "latest")
    show = request.args.get("show", "open")
    show = show if show in SHOWN else "open"
    order = twin_languages(view.languages)
    items = _chosen(view, show)
    return context.render(
        "pages/alignment.html",
        status,
        view=view,
        show=show,
        rows=[_with_when(twin_row(one, order), one, view) for one in items],
        order=order,
        language_name=language_name,
        problems=list(problems),
        addable=_addable(view),
    )


def _chosen(view: AlignmentView, show: str) -> Sequence[TwinItem]:
    """Pending ones first, then those that differ; or all in reading order."""
    if show == "all":
        return view.items
    differing = [one for one in view.differing if not one.is_pending]
    return differing if show == "differences" else [*view.pending, *differing]


def _with_when(row: dict[str, Any], one: TwinItem, view: AlignmentView) -> dict[str, Any]:
    """Of a text that is missing while the version is before the delegations: when it is given."""
    if one.standing.missing and view.state in _GIVEN_NEXT:
        when = gettext("It is given in the next working version.")
        row["why"] = f"{row['why']} {when}"
    return row


#: Versions whose texts stay as they are, and after which a working one is made.
_GIVEN_NEXT: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED, VersionState.RETURNED})


def _addable(view: AlignmentView) -> list[tuple[str, str]]:
    """Languages of which the coordinator may add texts from a file: (code, name in a sentence)."""
    if not view.may_align or view.state is not VersionState.WORKING:
        return []
    return [(one, language_name(one)) for one in LANGUAGE_NAMES if one != view.languages[0]]


def language_name(code: str) -> str:
    return gettext(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else code


def twin_languages(languages: Sequence[str]) -> list[str]:
    """The order of the columns: English first, as everywhere, whatever the draft was written in."""
    return sorted(languages)


def twin_row(one: TwinItem, order: Sequence[str], *, marked: bool = True) -> dict[str, Any]:
    """A clause for the template: one column a language.

    marked: a text that changed is shown as a redline against the one last aligned, and differences are told.
    """
    return {
        "id": one.id,
        "number": one.number,
        "name": sentence(name_clause(one.reference)),
        "heading": one.kind in (ClauseKind.TITLE, ClauseKind.HEADING, ClauseKind.ANNEX),
        "state": one.standing.state if one.standing.state is not Alignment.ALIGNED else None,
        "why": why_pending(one.standing),
        "columns": [_column(one if marked else replace(one, was={}), each) for each in order],
        "differences": difference_rows(one.differences if marked else (), next(iter(one.contents)), order),
        "may_confirm": one.may_confirm,
        "suppliable": one.suppliable if one.is_pending else (),
    }


def _column(one: TwinItem, lang: str) -> dict[str, Any]:
    content, was = one.contents.get(lang), one.was.get(lang)
    if content is None:
        return {"lang": lang, "runs": [], "fields": [], "label": None, "is_there": False}
    if was is None:
        return {
            "lang": lang,
            "runs": [("=", content.text)],
            "fields": fields_shown(content.fields, one.kind),
            "label": content.fields.label,
            "is_there": True,
        }
    changes = redline.compare_fields(was.fields, content.fields)
    changed = {change.name for change in changes}
    names = field_names()
    kept = [
        each for each in fields_shown(content.fields, one.kind) if each["label"] not in {names.get(n) for n in changed}
    ]
    return {
        "lang": lang,
        "runs": redline.compare(was.text, content.text),
        "fields": [*fields_compared(changes), *kept],
        "label": label_compared(changes) or content.fields.label,
        "is_there": True,
    }


def why_pending(found: Standing) -> str:
    """Which language changed and which waits, in a sentence; "" for aligned texts."""
    if found.missing:
        return gettext(_MISSING[found.missing[0]])
    if len(found.changed) > 1:
        return gettext("The texts of both languages changed, each by itself.")
    if found.changed:
        return gettext(_CHANGED[found.changed[0]])
    return ""


_MISSING: Final[Mapping[str, str]] = {
    "en": N_("There is no text in English."),
    "ru": N_("There is no text in Russian."),
}
_CHANGED: Final[Mapping[str, str]] = {
    "en": N_("The English text changed, the Russian one did not."),
    "ru": N_("The Russian text changed, the English one did not."),
}


def difference_rows(found: Sequence[Difference], first: str, order: Sequence[str]) -> list[dict[str, Any]]:
    """Differences for the template: what each is, and the words of each column ("" where it is not there).

    first: the language whose words stand first in a difference.
    """
    names = field_names()
    return [
        {
            "kind": sentence(label(one.kind, language())),
            "field": names.get(one.field or "", ""),
            "sides": [(lang, one.one if lang == first else one.other) for lang in order],
        }
        for one in found
    ]


# --- Confirming ------------------------------------------------------------------------------------------


@bp.get("/programs/<code>/alignment/confirm")
@needs(Permit.ALIGN)
def alignment_confirmation(code: str) -> ResponseReturnValue:
    """The page between the ticks and the act."""
    chosen = list(dict.fromkeys(request.args.getlist("clauses")))
    if not chosen:
        return _page(code, [(gettext("Choose the clauses whose texts are aligned."), "clauses")], 422)
    with open_reading() as w:
        view = alignments.view_alignment(w, code, request.args.get("version") or "latest")
    items = [one for one in view.items if one.id in chosen]
    if not items:
        raise NotFound
    order = twin_languages(view.languages)
    question = ngettext(
        "Confirm that the texts of {n} clause are aligned?",
        "Confirm that the texts of {n} clauses are aligned?",
        len(items),
    )
    return context.render(
        "pages/alignment_confirm.html",
        view=view,
        question=question,
        rows=[twin_row(one, order) for one in items],
        order=order,
        language_name=language_name,
        button=ngettext("Confirm {n} clause", "Confirm {n} clauses", len(items)),
    )


@bp.post("/programs/<code>/alignment/confirm")
@needs(Permit.ALIGN)
def confirm_alignment(code: str) -> ResponseReturnValue:
    chosen, version = request.form.getlist("clauses"), forms.number("version")

    def confirm(w: Work) -> str:
        aligning.confirm_alignment(w, code, version, chosen, seen_revision=forms.seen_revision())
        flash(
            ngettext(
                "The texts of {n} clause are confirmed as aligned.",
                "The texts of {n} clauses are confirmed as aligned.",
                len(set(chosen)),
            ),
            "done",
        )
        return url_for("web.alignment", code=code, version=version)

    with open_work() as w:
        place = forms.once(w, lambda: confirm(w))
    return redirect(place, 303)


# --- Giving the text that lags ---------------------------------------------------------------------------


@bp.get("/programs/<code>/alignment/<clause_id>")
@needs(Permit.ALIGN)
def aligned_text(code: str, clause_id: str) -> ResponseReturnValue:
    return _text_page(code, clause_id)


@bp.post("/programs/<code>/alignment/<clause_id>")
@needs(Permit.ALIGN)
def give_aligned_text(code: str, clause_id: str) -> ResponseReturnValue:
    version, lang = forms.number("version"), forms.text("language")

    def give(w: Work) -> str:
        aligning.supply_text(
            w,
            code,
            version,
            clause_id,
            lang,
            text=forms.text("text"),
            fields=_typed_fields(),
            seen_revision=forms.seen_revision(),
        )
        flash(gettext("The text is given; the texts of the clause are aligned."), "done")
        return url_for("web.alignment", code=code, version=version)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: give(w))
    except Invalid as refusal:
        return _text_page(code, clause_id, errors.field_errors(refusal))
    return redirect(place, 303)


_FIELDS: Final = ("label", "executing_bodies", "timeframe", "funding")


def _typed_fields() -> dict[str, Any]:
    """The fields that the form has."""
    found: dict[str, Any] = {name: forms.text(name).strip() for name in _FIELDS if name in request.form}
    if "executing_bodies" in found:
        found["executing_bodies"] = [one.strip() for one in found["executing_bodies"].split("\n") if one.strip()]
    return found


def _text_page(code: str, clause_id: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        view = alignments.view_alignment(w, code, request.values.get("version") or "latest")
    one = next((each for each in view.items if each.id == clause_id), None)
    lang = request.values.get("language") or next(iter(one.suppliable), "") if one else ""
    if one is None or lang not in view.languages:
        raise NotFound
    others = [each for each in view.languages if each != lang]
    typed = dict(request.form) if request.method == "POST" else _typed(one, lang)
    problems = [(message, field.removeprefix("fields/")) for message, field in problems]
    return context.render(
        "pages/alignment_text.html",
        422 if problems else 200,
        view=view,
        item=one,
        name=sentence(name_clause(one.reference)),
        lang=lang,
        may_give=lang in one.suppliable,
        columns=[_column(one, each) for each in others if each in one.contents],
        why=why_pending(one.standing),
        fields=_form_fields(one),
        typed=typed,
        language_name=language_name,
        problems=problems,
        wrong={field: message for message, field in problems},
    )


def _form_fields(one: TwinItem) -> list[str]:
    """The fields that a text of the clause has or may have."""
    contents = one.contents.values()
    is_measure = one.kind is ClauseKind.MEASURE
    return [
        name
        for name in _FIELDS
        if (is_measure and name != "label") or any(getattr(each.fields, name) for each in contents)
    ]


def _typed(one: TwinItem, lang: str) -> dict[str, str]:
    content: Content | None = one.contents.get(lang)
    if content is None:
        return {"text": ""}
    return {
        "text": content.text,
        "label": content.fields.label or "",
        "executing_bodies": "\n".join(content.fields.executing_bodies),
        "timeframe": content.fields.timeframe.text if content.fields.timeframe else "",
        "funding": content.fields.funding or "",
    }
