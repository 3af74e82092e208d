"""The forms in which the consolidated table leaves as a file: one table for pages, API and command line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from program_workflow.documents.pages import render_file
from program_workflow.documents.table_cells import TITLES, Sheet, laid_out
from program_workflow.documents.table_json import table_json
from program_workflow.documents.table_word import write_table_docx
from program_workflow.documents.table_xlsx import write_table_xlsx
from program_workflow.domain.consolidated import ConsolidatedTable


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a form is written. The writer takes the cells and the time zone of their dates."""

    media_type: str
    write: Callable[[Sheet, str], bytes]


def _html(sheet: Sheet, _timezone: str) -> bytes:
    return render_file("table.html", sheet=sheet, titles=TITLES).encode()


def _json(sheet: Sheet, _timezone: str) -> bytes:
    return (json.dumps(table_json(sheet), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


TABLE_FORMS: Final[Mapping[str, TableForm]] = {
    "docx": TableForm(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda sheet, _timezone: write_table_docx(sheet),
    ),
    "xlsx": TableForm("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_table_xlsx),
    "html": TableForm("text/html; charset=utf-8", _html),
    "json": TableForm("application/json", _json),
}


def write_table(table: ConsolidatedTable, form: str, timezone: str = "UTC") -> bytes:
    """The file in the language of the moment. form: a key of ``TABLE_FORMS``."""
    return TABLE_FORMS[form].write(laid_out(table, timezone), timezone)


def table_file_name(table: ConsolidatedTable, form: str) -> str:
    return f"{table.code}-table-{table.as_of:%Y%m%dT%H%MZ}.{form}"
