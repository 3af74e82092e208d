"""What a column of a table of measures holds, by its heading in English or Russian."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from program_workflow.documents.blocks import Cell


class Column(Enum):
    """The typed fields of a measure, and the columns kept as they stand."""

    NUMBER = "number"
    MEASURE = "measure"
    BODIES = "bodies"
    TIMEFRAME = "timeframe"
    FUNDING = "funding"
    OTHER = "other"
    NONE = "none"


#: Tried in this order: "Срок исполнения" is a timeframe though it also speaks of execution.
_HEADINGS: Final = (
    (Column.NUMBER, r"(№|no\b\.?|n\b|nos\b|#|п\s*/\s*п|номер|number\b|item no|пункт\b)"),
    (
        Column.TIMEFRAME,
        r".*\b(срок\w*|период\w*|дата|даты|годы|time\s*-?frames?|time\s*-?limits?|period|deadlines?|dates?|"
        r"timing|schedule|terms? of (implementation|execution)|years?|when)\b",
    ),
    (
        Column.FUNDING,
        r".*\b(финанс\w*|бюджет\w*|стоимость|затрат\w*|расход\w*|funding|financ\w*|budgets?|costs?|resources)\b",
    ),
    (
        Column.BODIES,
        r".*\b(исполнител\w*|соисполнител\w*|ответственн\w*|организатор\w*|участник\w*|organi[sz]ers?|execut\w*|"
        r"implementing|responsible|responsib\w*|lead (agency|body|bodies)|bodies|who)\b",
    ),
    (
        Column.MEASURE,
        r".*\b(мероприяти\w*|содержание|наименование|работ\w*|measures?|activit(y|ies)|actions?|tasks?|what)\b",
    ),
)
_READERS: Final = tuple((column, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for column, pattern in _HEADINGS)
_PASSPORT_LABELS: Final = re.compile(
    r"(наименовани|полное наименовани|основани|цел[ьи]\b|основн\w+ (цел|задач|мероприяти|направлени|исполнител)|"
    r"задач|срок|этап|исполнител|соисполнител|объ[её]м|источник|финансов|финансиров|ожидаем|разработчик|заказчик|"
    r"государственн\w+ заказчик|координатор|система (организации )?контрол|контроль|целевые (показател|индикатор)|"
    r"механизм|участник|организация управлени|"
    r"name\b|title\b|full name|basis|legal basis|grounds?\b|purpose|aims?\b|goals?\b|objectives?|"
    r"main (tasks?|goals?|objectives?|measures|activities|developers?)|tasks?\b|period|time\s*-?frame|term\b|stages|"
    r"execut|implement|developers?\b|customers?\b|participants|fund|financ|sources?|volume|expected|results|control|"
    r"monitoring|coordinat|management)",
    re.IGNORECASE,
)


def read_header(row: Sequence[Cell]) -> list[tuple[Column, str]] | None:
    """For every column of the grid what it holds and its heading; None if the row heads no table of measures."""
    filled = [cell for cell in row if cell.text.strip()]
    if len(filled) < 3 or any(len(cell.text) > 150 for cell in filled):
        return None
    width = max(cell.start + cell.span for cell in row)
    columns = [(Column.NONE, "")] * width
    taken: set[Column] = set()
    for cell in row:
        heading = " ".join(cell.text.split())
        column = _column_of(heading)
        if column in taken:
            column = Column.OTHER
        columns[cell.start] = (column, heading)
        if column is not Column.OTHER:
            taken.add(column)
        for further in range(cell.start + 1, cell.start + cell.span):
            columns[further] = (Column.NONE, heading)
    known = taken & {Column.BODIES, Column.TIMEFRAME, Column.FUNDING}
    if Column.MEASURE not in taken and len(known) >= 2:
        return _with_measure(columns)
    return columns if Column.MEASURE in taken and known else None


def is_passport_label(text: str) -> bool:
    return len(text) <= 150 and _PASSPORT_LABELS.match(text.strip()) is not None


def _column_of(heading: str) -> Column:
    return next((column for column, reader in _READERS if heading and reader.match(heading)), Column.OTHER)


def _with_measure(columns: list[tuple[Column, str]]) -> list[tuple[Column, str]] | None:
    """The first column nobody claims holds the measure."""
    for at, (column, heading) in enumerate(columns):
        if column is Column.OTHER and heading:
            columns[at] = (Column.MEASURE, heading)
            return columns
    return None
