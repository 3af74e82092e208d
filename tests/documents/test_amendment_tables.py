"""Documents of amendments set in columns are read, a table for each or a row for each."""

import pytest

from program_workflow.documents.listing import read_listed
from program_workflow.domain.listed import ListedAmendment
from tests.documents.word_files import cell, deleted, inserted, paragraph, paragraphs, row, table, word_file
from tests.repository import ROOT

FOLDER = ROOT / "tests/data/amendment-lists/ep-gdpr-amendments"


def amendments(*blocks: str) -> tuple[ListedAmendment, ...]:
    found = read_listed("proposals.docx", word_file(*blocks))
    assert found is not None
    return found


def test_a_document_of_the_european_parliament_says_what_its_own_marks_say() -> None:
    document = read_listed("929512XM.docx", (FOLDER / "929512XM.docx").read_bytes())
    marked = read_listed("929512XM.json", (FOLDER / "929512XM.json").read_bytes())
    assert document is not None
    assert marked is not None
    assert len(document) == 40

    def told(one: ListedAmendment) -> tuple[str, ...]:
        parts = (one.number, one.place, one.old, one.new, one.rationale, one.language)
        return tuple(" ".join(part.split()) for part in parts)

    assert [told(one) for one in document] == [told(one) for one in marked]
    assert all(one.author.startswith(other.author) for one, other in zip(document, marked, strict=True))
    assert document[5].author == "Timothy Kirkhope, on behalf of the ECR Group"


def test_marks_are_not_needed_where_the_headings_tell() -> None:
    found = amendments(
        paragraph("Amendment 7"),
        paragraph("Representative of Kazakhstan"),
        paragraph("Article 5 – paragraph 1 a (new)"),
        table(row(cell("Present text", span=1), cell("Amendment")), row(cell(""), cell("1a. First.", "Second."))),
        paragraph("Or. en"),
        paragraph("Justification"),
        paragraph("Because it is missing."),
        paragraph("And wanted."),
        paragraph("Amendment 8"),
        paragraph("Article 6"),
        table(row("Text proposed by the Commission", "Amendment"), row("Old.", "deleted")),
    )
    assert found == (
        ListedAmendment(
            number="7",
            author="Representative of Kazakhstan",
            place="Article 5 – paragraph 1 a (new)",
            new="1a. First.\nSecond.",
            rationale="Because it is missing.\nAnd wanted.",
            language="en",
        ),
        ListedAmendment(number="8", place="Article 6", old="Old.", new="deleted"),
    )


def test_a_russian_table_has_a_row_for_each_amendment() -> None:
    found = amendments(
        paragraph("Предложения Республики Казахстан к проекту Программы"),
        table(
            row("Текст проекта", "Предлагаемая редакция", "Обоснование"),
            row("1", "2", "3"),
            row(cell("Раздел II", span=3)),
            row("2.3. Старые слова.", "2.3. Новые слова.", "Так точнее."),
            row("", "2.4. Добавленные слова.", ""),
            row("2.5. Лишние слова.", "Исключить", "Лишнее."),
        ),
    )
    author = "Республики Казахстан"
    assert found == (
        ListedAmendment("", author, "2.3", "2.3. Старые слова.", "2.3. Новые слова.", "Так точнее.", "ru"),
        ListedAmendment("", author, "Раздел II", "", "2.4. Добавленные слова.", "", "ru"),
        ListedAmendment("", author, "2.5", "2.5. Лишние слова.", "Исключить", "Лишнее.", "ru"),
    )


def test_a_russian_amendment_has_its_place_in_its_heading_and_its_reasons_behind_its_columns() -> None:
    found = amendments(
        paragraph("Поправка № 5 к пункту 2.3"),
        paragraph("Внесена: Представитель Казахстана"),
        table(row("Действующая редакция", "Предлагаемая редакция"), row("Было.", "Стало.")),
        paragraph("Обоснование: так точнее."),
    )
    assert found == (
        ListedAmendment("5", "Представитель Казахстана", "пункту 2.3", "Было.", "Стало.", "так точнее.", "ru"),
    )


def test_columns_name_number_place_and_author() -> None:
    heading = ("№ п/п", "Структурный элемент", "Редакция проекта", "Предложение", "Кем внесено", "Примечание")
    found = amendments(
        table(
            row(*heading),
            row("1.", cell("п. 2.3", merge="restart"), "Было.", "Стало.", "Беларусь", "Почему."),
            row("2.", cell("", merge="continue"), "Было.", "Станет.", "Армения", ""),
            row(*heading),
        )
    )
    assert [(one.number, one.place, one.author, one.old, one.new, one.rationale) for one in found] == [
        ("1", "п. 2.3", "Беларусь", "Было.", "Стало.", "Почему."),
        ("2", "п. 2.3", "Армения", "Было.", "Станет.", ""),
    ]


def test_a_row_across_says_whose_the_rows_after_it_are() -> None:
    found = amendments(
        table(
            row("Current text", "Proposed text"),
            row(cell("Representative of Armenia", span=2)),
            row("A.", "B."),
            row(cell("Representative of Belarus", span=2)),
            row("C.", "D."),
        )
    )
    assert [one.author for one in found] == ["Representative of Armenia", "Representative of Belarus"]


def test_tracked_changes_in_a_column_are_read_as_what_they_come_to() -> None:
    new = paragraph("The bodies ", deleted("may"), inserted("shall"), " meet.")
    found = amendments(table(row("Current text", "Proposed text"), row(cell("The bodies may meet."), cell(new))))
    assert found[0].new == "The bodies shall meet."


@pytest.mark.parametrize(
    "blocks",
    [
        (paragraph("1. A text without a table."),),
        (table(row("№", "Мероприятие", "Срок", "Исполнители"), row("1", "Учения", "2011", "МВД")),),
        (table(row("Пункт", "Срок"), row("2.3", "2011")),),
        (table(row("Предложения", "Срок"), row("Учения", "2011")),),
        (table(row("Наименование", "Программа"), row("Цель", "Цель программы")),),
    ],
    ids=["no table", "measures", "places alone", "proposals alone", "passport"],
)
def test_a_document_without_such_columns_lists_no_amendments(blocks: tuple[str, ...]) -> None:
    assert read_listed("program.docx", word_file(*blocks)) is None


def test_a_text_without_tables_lists_no_amendments() -> None:
    assert read_listed("program.txt", b"1. Words.") is None
    assert read_listed("program.docx", paragraphs("1. Words.")) is None
