"""A version read side by side in its languages."""

from typing import Any

from flask.typing import ResponseReturnValue

from program_workflow.domain.text import Content
from program_workflow.usecases import reading
from program_workflow.usecases.alignment import TwinItem, view_alignment
from program_workflow.usecases.translations import Translation, view_translations
from program_workflow.web import context
from program_workflow.web.alignment import language_name, twin_languages, twin_row
from program_workflow.web.clause_words import fields_shown
from program_workflow.web.session import open_reading


def twin_page(code: str, number: str) -> ResponseReturnValue:
    """Columns: the authentic languages; in a program of one, its informational translation beside it."""
    with open_reading() as w:
        program = reading.view_program(w, code)
        view = view_alignment(w, code, number)
        translations = {} if view.is_bilingual else view_translations(w, code, number)
    order = twin_languages([*view.languages, *translations])
    return context.render(
        "pages/version_twin.html",
        program=program,
        view=view,
        rows=[_row(one, order, translations) for one in view.items],
        order=order,
        translated=list(translations),
        language_name=language_name,
    )


def _row(one: TwinItem, order: list[str], translations: Any) -> dict[str, Any]:
    row = twin_row(one, order, marked=False)
    row["stale"] = False
    for place, column in enumerate(row["columns"]):
        found: Translation | None = translations.get(column["lang"], {}).get(one.id)
        if found is not None:
            row["columns"][place] = _column(column["lang"], found.content, one)
            row["stale"] = row["stale"] or not found.is_current
    return row


def _column(lang: str, content: Content, one: TwinItem) -> dict[str, Any]:
    return {
        "lang": lang,
        "runs": [("=", content.text)],
        "fields": fields_shown(content.fields, one.kind),
        "label": content.fields.label,
        "is_there": True,
    }
