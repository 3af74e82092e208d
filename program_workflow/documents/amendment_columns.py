"""What a column of a table of proposals holds, by its heading in the languages such tables come in."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from program_workflow.documents.blocks import Cell, Table


class Column(Enum):
    NUMBER = "number"
    PLACE = "place"
    AUTHOR = "author"
    OLD = "old"
    NEW = "new"
    RATIONALE = "rationale"


#: Tried in this order: "text proposed by the Commission" is the old text, though it speaks of a proposal.
_HEADINGS: Final = (
    (
        Column.RATIONALE,
        r"justification|rationale|reasons?\b|explanat|grounds|begründung|justificación|motivazione|uzasadnienie|"
        r"обосновани|пояснени|мотивиров|примечани|комментари",
    ),
    (
        Column.AUTHOR,
        r"authors?\b|delegations?\b|members?\b|states?\b|(proposed|submitted|signed|tabled) by|auteurs?\b|"
        r"автор|делегаци|государств|страна|сторона|кем (внес|предлож)|внес|подпис|орган|источник|"
        r"наименование (органа|государства)",
    ),
    (
        Column.OLD,
        r"text (proposed by|of) the|(present|current|existing|original|draft|base) (text|wording|version)|"
        r"texte (proposé|en vigueur|actuel|initial|du projet)|texto (de la|propuesto|vigente|en vigor)|"
        r"vorschlag der|geltende|testo (della|in vigore)|tekst (proponowany|door)|a bizottság|door de|"
        r"(текст|редакция|содержание|формулировка|положение|норма)\s(\w+\s){0,2}(проект|программ|документ|пункт|положени)|"
        r"(действующ|существующ|исходн|текущ|имеющ|первоначальн)\w+\s(редакция|текст|формулировка)|проект\b",
    ),
    (
        Column.PLACE,
        r"place|clauses?\b|articles?\b|provision|№ (пункт|стать|положени)|(номер )?пункт|стать|структурн|раздел|место|"
        r"положени",
    ),
    (Column.NUMBER, r"(amendment )?(no\b|number|nr\b)|№|n[°º]|номер|п\s*/\s*п"),
    (
        Column.NEW,
        r"amendment|proposed|proposals?\b|new (text|wording)|amendement|enmienda|änderungs|emendamento|poprawka|"
        r"módosítás|"
        r"(предлагаем|предложенн|нов|рекомендуем)\w+\s(редакция|текст|формулировка|изменени|вариант)|предложени|поправк|"
        r"замечани|изменени|редакция с уч[её]том",
    ),
)
_READERS: Final = tuple((column, re.compile(pattern, re.IGNORECASE)) for column, pattern in _HEADINGS)
_LONGEST_HEADING: Final = 120
_ROWS_ABOVE: Final = 4


def read_columns(table: Table) -> tuple[int, dict[Column, int]] | None:
    """(rows down to the heading, column of the grid by what it holds); None for a table of something else."""
    for place, row in enumerate(table.rows[:_ROWS_ABOVE]):
        found = _columns_of(row)
        beside = {Column.OLD, Column.PLACE} & found.keys()
        if Column.NEW in found and beside:
            return place + 1, found
    return None


def _columns_of(row: Sequence[Cell]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for cell in row:
        heading = " ".join(cell.text.split())
        if not heading or len(heading) > _LONGEST_HEADING:
            continue
        column = next((column for column, reader in _READERS if reader.match(heading)), None)
        if column is not None and column not in found:
            found[column] = cell.start
    return found
