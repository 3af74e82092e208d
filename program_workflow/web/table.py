"""The consolidated table of a program: on the page, on paper, and as files."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from program_workflow.documents.table_cells import TITLES, Column, LaidRow, laid_out
from program_workflow.documents.table_files import TABLE_FORMS, table_file_name, write_table
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.phrases import say
from program_workflow.usecases import reading
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.web import bp, context
from program_workflow.web.clause_words import language_of, tags_of
from program_workflow.web.session import needs, open_reading

PAGE: Final = 200
#: A row with so many characters may be parted between two sheets; shorter ones stay whole.
_LONG_ROW: Final = 900


@bp.get("/programs/<code>/table")
@needs(Permit.READ_AMENDMENTS)
def table(code: str) -> ResponseReturnValue:
    try:
        typed = _typed()
        if typed is not None:
            return redirect(url_for("web.table", code=code, as_of=typed, show=request.args.getlist("show")))
        return _answered(code, request.args.get("as_of"))
    except Invalid as refusal:
        return _page(code, None, say(refusal, context.timezone()))


def _typed() -> str | None:
    """The instant of the form, in the person's time zone, with its offset. Raises Invalid."""
    said = request.args.get("at", "").strip()
    if not said:
        return None
    try:
        local = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid(N_("Give date and time, as in 2011-03-14T18:00."), pointer="/at") from None
    return (local if local.tzinfo else local.replace(tzinfo=ZoneInfo(context.timezone()))).isoformat()


def _answered(code: str, as_of: str | None) -> ResponseReturnValue:
    form = request.args.get("as", "")
    if form not in TABLE_FORMS:
        return _page(code, as_of)
    with open_reading() as w:
        found = consolidated_table(w, code, as_of)
    disposition = dump_options_header("attachment", {"filename": table_file_name(found, form)})
    return Response(
        write_table(found, form, context.timezone()),
        content_type=TABLE_FORMS[form].media_type,
        headers={"Content-Disposition": disposition},
    )


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
    """Class of a row for the bracket at the left of those that collide."""
    group = rows[index].row.group
    if group is None:
        return ""
    is_first = index == 0 or rows[index - 1].row.group != group
    is_last = index == len(rows) - 1 or rows[index + 1].row.group != group
    return f"joined{' joined-first' if is_first else ''}{' joined-last' if is_last else ''}"


def _is_long(row: LaidRow) -> bool:
    return any(len(row.text(column)) > _LONG_ROW for column in Column)
