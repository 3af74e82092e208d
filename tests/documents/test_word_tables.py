"""The passport, the plan of measures, and tables of another kind."""

import pytest

from program_workflow.documents import read
from program_workflow.documents.tables import split_bodies
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import Doubt, Left, walk
from tests.documents.outlines import outline_of, reasons
from tests.documents.word_files import cell, paragraph, row, table, word_file

ENGLISH = ["No.", "Measure", "Executing bodies", "Timeframe", "Funding"]
RUSSIAN = ["№ п/п", "Содержание мероприятия", "Ответственные исполнители", "Срок исполнения", "Источник финансирования"]


def test_rows_under_a_header_are_measures_with_typed_fields() -> None:
    data = word_file(
        paragraph("4. Plan of measures"),
        table(
            ENGLISH, ["4.1", "Hold a joint staff exercise", "member states, Center", "2011-2013", "national budgets"]
        ),
    )
    heading = read("a.docx", data).clauses[0]
    measure = heading.children[1]
    assert (heading.kind, measure.kind, measure.number) == (ClauseKind.HEADING, ClauseKind.MEASURE, "4.1")
    assert measure.text == "Hold a joint staff exercise"
    assert measure.fields.executing_bodies == ("member states", "Center")
    assert measure.fields.timeframe == Timeframe("2011-2013", "2011", "2013")
    assert measure.fields.funding == "national budgets"


def test_russian_headings_are_known_in_any_order_and_further_columns_kept() -> None:
    header = [RUSSIAN[0], RUSSIAN[3], RUSSIAN[1], RUSSIAN[2], "Ожидаемый эффект"]
    data = word_file(table(header, ["1.", "2012 год", "Провести учения", "Центр;\nСтороны", "Навыки"]))
    found = read("a.docx", data)
    measure = found.clauses[1]
    assert (measure.number, measure.text) == ("1", "Провести учения")
    assert measure.fields.executing_bodies == ("Центр", "Стороны")
    assert measure.fields.other == (("Ожидаемый эффект", "Навыки"),)
    assert reasons(found.doubts) == [Doubt.COLUMN_NOT_RECOGNISED]


def test_a_row_across_the_table_heads_the_measures_under_it() -> None:
    data = word_file(
        table(
            RUSSIAN,
            row(cell("Раздел I. Обмен информацией", span=5)),
            ["1", "Подготовить положение", "Центр", "2011", "бюджеты"],
            row(cell("Раздел II. Учения", span=5)),
            ["2", "Провести учения", "Центр", "2012", "бюджеты"],
        )
    )
    assert outline_of(data)[1:] == [
        "table_heading Раздел I: Обмен информацией",
        "  measure 1: Подготовить положение",
        "table_heading Раздел II: Учения",
        "  measure 2: Провести учения",
    ]


def test_a_heading_that_stands_in_the_number_column_heads_the_measures() -> None:
    data = word_file(
        table(RUSSIAN, ["1. Правовая база", "", "", "", ""], ["1.1.", "Подготовить положение", "Центр", "2011", ""])
    )
    assert outline_of(data)[1:] == ["table_heading 1: Правовая база", "  measure 1.1: Подготовить положение"]


def test_a_cell_merged_downwards_holds_for_each_row_and_is_a_doubt() -> None:
    data = word_file(
        table(
            ENGLISH,
            row("1", "One", cell("Center", merge="restart"), "2011", "budgets"),
            row("2", "Two", cell(merge="continue"), "2012", "budgets"),
        )
    )
    found = read("a.docx", data)
    assert [clause.fields.executing_bodies for clause in found.clauses[1:]] == [("Center",), ("Center",)]
    assert [(finding.reason, finding.place) for finding in found.doubts] == [(Doubt.MERGED_CELL, "table 1, row 3")]


def test_the_passport_has_labels_and_contents() -> None:
    data = word_file(
        paragraph("ПАСПОРТ ПРОГРАММЫ"),
        table(
            ["Наименование Программы", "Программа сотрудничества на 2011–2013 годы"],
            ["Основание", "Решение Совета"],
            ["Задачи", cell("обмен опытом;", "обучение")],
        ),
    )
    found = read("a.docx", data)
    rows = [clause for clause in walk(found.clauses) if clause.kind is ClauseKind.PASSPORT_ROW]
    assert [clause.fields.label for clause in rows] == ["Наименование Программы", "Основание", "Задачи"]
    assert rows[2].text == "обмен опытом;\nобучение"
    assert found.period == "2011–2013"


def test_a_table_of_another_kind_loses_no_cell() -> None:
    data = word_file(table(["Term", "Meaning"], ["ETL", "extract, transform, load"], ["", "a continuation"]))
    found = read("a.docx", data)
    assert found.clauses[0].kind is ClauseKind.TABLE_HEADING
    assert found.clauses[1].fields.other == (("Meaning", "extract, transform, load"),)
    assert found.clauses[2].text == "a continuation"


def test_a_table_within_a_cell_is_read_where_it_stands() -> None:
    inner = table(row("in", cell(table(row("deeper")), "after")))
    found = read("a.docx", word_file(table(ENGLISH, row("1", cell("Hold", inner, "behind"), "Center", "2011", "b"))))
    assert found.clauses[1].text == "Hold\nin\ndeeper\nafter\nbehind"


def test_a_nested_table_keeps_its_text_and_is_a_doubt() -> None:
    inner = table(["inside", "the cell"])
    found = read("a.docx", word_file(table(ENGLISH, row("1", cell("Hold", inner), "Center", "2011", "budgets"))))
    assert found.clauses[1].text == "Hold\ninside\nthe cell"
    assert reasons(found.doubts) == [Doubt.NESTED_TABLE]


def test_a_deleted_row_is_gone_and_reported() -> None:
    found = read(
        "a.docx",
        word_file(
            table(ENGLISH, row("1", "One", "Center", "2011", "b", removed=True), ["2", "Two", "Center", "2012", "b"])
        ),
    )
    assert [clause.text for clause in found.clauses[1:]] == ["Two"]
    assert [(finding.reason, finding.excerpt) for finding in found.left_out] == [
        (Left.TRACKED_DELETION, "1 One Center 2011 b")
    ]


@pytest.mark.parametrize(
    ("cell_text", "bodies"),
    [
        ("Center, Executive Committee", ("Center", "Executive Committee")),
        ("Center;\nbodies (Armenia, Belarus)", ("Center", "bodies (Armenia, Belarus)")),
        ("", ()),
        ("МВД, ФСБ.", ("МВД", "ФСБ")),
    ],
)
def test_bodies_are_split_but_not_inside_brackets(cell_text: str, bodies: tuple[str, ...]) -> None:
    assert split_bodies(cell_text) == bodies


def test_a_timeframe_that_ends_before_it_begins_is_kept_as_text_and_is_a_doubt() -> None:
    data = word_file(table(ENGLISH, ["1.", "Hold an exercise", "Center", "2013-2011", "own"]))
    found = read("a.docx", data)
    measure = next(one for one in walk(found.clauses) if one.kind is ClauseKind.MEASURE)
    assert measure.fields.timeframe == Timeframe("2013-2011")
    assert "timeframe_reversed" in reasons(found.doubts)
