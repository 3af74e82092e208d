"""The consolidated table of a program: on the page, on paper, and as files."""

from typing import Final
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.table_cells import TITLES, Column, LaidRow, laid_out
from program_workflow.documents.table_files import TABLE_FORMS
from program_workflow.domain.errors import Invalid
from program_workflow.domain.job import is_long
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind
from program_workflow.i18n import language
from program_workflow.phrases import say
from program_workflow.usecases import exporting, reading
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.web import bp, context, files
from program_workflow.web.clause_words import language_of, tags_of
from program_workflow.web.past import typed_instant
from program_workflow.web.session import needs, open_reading

PAGE: Final = 200
#: A row with so many characters may be parted between two sheets; shorter ones stay whole.
_LONG_ROW: Final = 900


@bp.get("/programs/<code>/table")
@needs(Permit.READ_AMENDMENTS)
def table(code: str) -> ResponseReturnValue:
    try:
        typed = typed_instant()
        if typed is not None:
            return redirect(url_for("web.table", code=code, as_of=typed, show=request.args.getlist("show")))
        return _answered(code, request.args.get("as_of"))
    except Invalid as refusal:
        return _page(code, None, say(refusal, context.timezone()))


def _answered(code: str, as_of: str | None) -> ResponseReturnValue:
    form = request.args.get("as", "")
    if form not in TABLE_FORMS:
        return _page(code, as_of)
    asked = exporting.TableFile(code, form, as_of, language(), context.timezone())
    with open_reading() as w:
        asked = exporting.settled_table(w, asked)
        found = None if is_long(exporting.seconds_to_table(w, asked)) else exporting.tabled(w, asked)
    if found is None:
        return files.to_job(JobKind.TABLE, asked.to_json())
    return files.as_file(exporting.table_file(found, asked))


def _page(code: str, as_of: str | None, problem: str = "") -> ResponseReturnValue:
    """problem: why the instant asked for is none; the table is then not shown."""
    with open_reading() as w:
        program = reading.view_program(w, code)
        sheet = laid_out(consolidated_table(w, code, as_of), context.timezone())
        tags = tags_of(w)
    shown = [one for one in sheet.printed if not _wanted() or one.value in _wanted()]
    whole, number = request.args.get("page") == "all", request.args.get("page", "1")
    pages = max(1, -(-len(sheet.rows) // PAGE))
    at = 1 if whole or not number.isascii() or not number.isdigit() else min(max(int(number[:6]), 1), pages)
    kept = {"as_of": as_of or None, "show": sorted(_wanted()) or None}
    return context.render(
        "pages/table.html",
        422 if problem else 200,
        program=program,
        title_language=language_of(program.title),
        sheet=sheet,
        rows=[] if problem else sheet.rows if whole else sheet.rows[(at - 1) * PAGE : at * PAGE],
        first=0 if whole else (at - 1) * PAGE,
        page=None if whole else at,
        pages=pages,
        columns=shown,
        titles=TITLES,
        Column=Column,
        tags=tags,
        problem=problem,
        typed=request.args.get("at") or request.args.get("as_of") or "",
        local=sheet.table.as_of.astimezone(ZoneInfo(context.timezone())).strftime("%Y-%m-%dT%H:%M"),
        edge=_edge,
        is_long=_is_long,
        address=lambda **changes: url_for("web.table", code=code, **{**kept, **changes}),
    )


def _wanted() -> set[str]:
    """Columns the address asks for; none named are all of them."""
    return set(request.args.getlist("show")) & {column.value for column in Column}


def _edge(rows: tuple[LaidRow, ...], index: int) -> str:
    """Class of a row for the bracket at the left of those that collide or say the same."""
    group = rows[index].row.group
    if group is None:
        return ""
    is_first = index == 0 or rows[index - 1].row.group != group
    is_last = index == len(rows) - 1 or rows[index + 1].row.group != group
    return f"joined{' joined-first' if is_first else ''}{' joined-last' if is_last else ''}"


def _is_long(row: LaidRow) -> bool:
    return any(len(row.text(column)) > _LONG_ROW for column in Column)
