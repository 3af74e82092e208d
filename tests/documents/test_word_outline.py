"""What a Word draft is understood as: headings, points, numbers typed and automatic."""

from program_workflow.documents import read
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.understood import walk
from tests.documents.outlines import outline, outline_of
from tests.documents.word_files import (
    level,
    numbering,
    paragraph,
    paragraphs,
    part,
    raised,
    run,
    style,
    table,
    word_file,
)


def test_typed_numbers_make_headings_points_and_letters() -> None:
    data = paragraphs(
        "PROGRAM",
        "This Program is prepared by the member states.",
        "1. General provisions",
        "1.1. The Program rests on international law.",
        "2. Tasks",
        "2.1. The main tasks are:",
        "a) to improve the legal basis;",
        "b) to raise the level of training;",
        "2.2. The bodies meet once a year.",
    )
    assert outline_of(data) == [
        "title: PROGRAM",
        "preamble: This Program is prepared by the member states.",
        "heading 1: General provisions",
        "  point 1.1: The Program rests on international law.",
        "heading 2: Tasks",
        "  point 2.1: The main tasks are:",
        "    point 2.1(a): to improve the legal basis;",
        "    point 2.1(b): to raise the level of training;",
        "  point 2.2: The bodies meet once a year.",
    ]


def test_articles_number_their_points_anew() -> None:
    data = paragraphs(
        "Глава 1. Общие положения",
        "Статья 1. Цели",
        "1. Целью является сотрудничество.",
        "2. Сотрудничество осуществляется в формах:",
        "а) обмена опытом;",
        "б) обучения.",
        "Статья 2",
        "1. Стороны обмениваются информацией.",
        "Приложение № 1 к Программе",
        "1. Форма отчета утверждается Советом.",
    )
    assert outline_of(data) == [
        "heading Глава 1: Общие положения",
        "  heading Статья 1: Цели",
        "    point 1: Целью является сотрудничество.",
        "    point 2: Сотрудничество осуществляется в формах:",
        "      point 2(а): обмена опытом;",
        "      point 2(б): обучения.",
        "  heading Статья 2: ",
        "    point 1: Стороны обмениваются информацией.",
        "annex Приложение № 1: к Программе",
        "  point 1: Форма отчета утверждается Советом.",
    ]


def test_automatic_numbers_are_counted_as_word_prints_them() -> None:
    lists = numbering(
        {1: [level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "russianLower", "%3)")]},
        restarts={2: (1, 5)},
    )
    data = word_file(
        paragraph("Цели и задачи", listed=(1, 0), style="H1"),
        paragraph("Целью является сотрудничество.", listed=(1, 1)),
        paragraph("Задачи следующие:", listed=(1, 1)),
        paragraph("обмен опытом;", listed=(1, 2)),
        paragraph("обучение.", listed=(1, 2)),
        paragraph("Реализация", listed=(1, 0), style="H1"),
        paragraph("Центр ведет отчетность.", listed=(1, 1)),
        paragraph("Контроль", listed=(2, 0), style="H1"),
        numbering=lists,
        styles=part("styles", style("H1", "heading 1")),
    )
    assert outline_of(data) == [
        "heading 1: Цели и задачи",
        "  point 1.1: Целью является сотрудничество.",
        "  point 1.2: Задачи следующие:",
        "    point 1.2(а): обмен опытом;",
        "    point 1.2(б): обучение.",
        "heading 2: Реализация",
        "  point 2.1: Центр ведет отчетность.",
        "heading 5: Контроль",
    ]


def test_a_list_bound_to_a_style_numbers_its_paragraphs() -> None:
    data = word_file(
        paragraph("Scope", style="Clause"),
        paragraph("The Program applies to all member states.", style="Sub"),
        numbering=numbering(
            {7: [level(0, "upperRoman", "%1.", style="Clause"), level(1, "decimal", "%2.", style="Sub")]}
        ),
        styles=part(
            "styles",
            style("Clause", "heading 1", '<w:numPr><w:numId w:val="7"/></w:numPr>')
            + style("Sub", "Sub", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'),
        ),
    )
    assert outline_of(data) == ["heading I: Scope", "  point 1: The Program applies to all member states."]


def test_bullets_and_dashes_have_no_number() -> None:
    data = word_file(
        paragraph("1. Tasks of the Program are the following:"),
        paragraph("— exchange of experience;"),
        paragraph("training.", listed=(3, 0)),
        paragraph("2. The Center reports every year."),
        numbering=numbering({3: [level(0, "bullet", "\uf0b7")]}),
    )
    found = [(clause.kind, clause.number, clause.text) for clause in walk(read("a.docx", data).clauses)]
    assert found[1:3] == [
        (ClauseKind.POINT, "", "— exchange of experience;"),
        (ClauseKind.POINT, "", "training."),
    ]


def test_superscript_figures_of_a_number_are_kept() -> None:
    data = word_file(
        paragraph("1. General provisions of the Program are set out below."),
        paragraph("2. The Center coordinates."),
        paragraph(run("2"), raised("1"), run(". The Center reports.")),
        paragraph("312a. Old points keep their numbers."),
    )
    assert [clause.number for clause in walk(read("a.docx", data).clauses)] == ["1", "2", "2¹", "312a"]


def test_years_and_sums_at_the_beginning_are_no_numbers() -> None:
    texts = [
        "1. The bodies meet.",
        "2012 is the year of the first report.",
        "30 March is the day.",
        "1.5 million are spent.",
    ]
    numbers = [clause.number for clause in walk(read("a.docx", paragraphs(*texts)).clauses)]
    assert numbers == ["1", "", "", ""]


def test_short_decisions_of_a_list_are_points_not_headings() -> None:
    data = paragraphs(
        "РЕШЕНИЕ",
        "Совет решил:",
        "1. Утвердить Программу",
        "2. Просить Центр доложить о ходе работ.",
        "3. Контроль возложить на Центр.",
    )
    kinds = [clause.kind for clause in read("a.docx", data).clauses]
    assert kinds.count(ClauseKind.POINT) == 3
    assert ClauseKind.HEADING not in kinds
    names = paragraphs("The aims are:", "1. Peace", "2. Security", "3. Development", "4. Trade")
    assert [clause.kind for clause in read("a.docx", names).clauses][1:] == [ClauseKind.POINT] * 4


def test_roman_figures_and_letters_are_told_apart_by_what_they_count_on_from() -> None:
    data = paragraphs(
        "1. Each Party shall:", "(a) prevent:", "(i) production;", "(ii) use;", "(iii) trade;", "(b) report;",
        *(f"({letter}) act {letter};" for letter in "cdefghij"),
    )  # fmt: skip
    numbers = [clause.number for clause in walk(read("a.docx", data).clauses)]
    assert numbers[:6] == ["1", "1(a)", "1(a)(i)", "1(a)(ii)", "1(a)(iii)", "1(b)"]
    assert numbers[-2:] == ["1(i)", "1(j)"]


def test_a_cited_wording_keeps_its_own_numbers_in_its_text() -> None:
    data = paragraphs(
        "Статья 1", "1. Статью 79 изложить в следующей редакции:", '"Статья 79', "1. Страна участвует в объединениях.",
        '2. Участие определяется законом.";', "2. Статью 80 исключить.",
    )  # fmt: skip
    assert outline_of(data) == [
        "heading Статья 1: ",
        "  point 1: Статью 79 изложить в следующей редакции:",
        '    paragraph: "Статья 79',
        "    paragraph: 1. Страна участвует в объединениях.",
        '    paragraph: 2. Участие определяется законом.";',
        "  point 2: Статью 80 исключить.",
    ]


def test_clauses_in_heading_styles_that_read_as_sentences_are_points() -> None:
    styles = part("styles", style("H1", "heading 1") + style("H2", "heading 2"))
    sentence = "The Parties shall keep each other informed of every measure which they take under this Program."
    data = word_file(paragraph("1. Information", style="H1"), paragraph(f"1.1. {sentence}", style="H2"), styles=styles)
    assert outline_of(data) == ["heading 1: Information", f"  point 1.1: {sentence}"]


def test_stamps_before_the_title_are_no_title() -> None:
    data = word_file(
        paragraph("Draft", align="right"),
        paragraph("PROGRAM OF COOPERATION", align="center"),
        paragraph("of the member states for 2011–2013", align="center"),
        paragraph("The member states agree to the following."),
        paragraph("1. Aims"),
        paragraph("1.1. Cooperation is the aim."),
    )
    found = read("a.docx", data)
    assert found.title == "PROGRAM OF COOPERATION of the member states for 2011–2013"
    assert found.period == "2011–2013"
    assert outline(found)[0] == "preamble: Draft"


def test_a_title_runs_on_in_small_letters_and_approval_is_no_title() -> None:
    data = paragraphs(
        "УТВЕРЖДЕНА",
        "Решением Совета",
        "ПРОГРАММА",
        "сотрудничества государств-участников на 2011–2013 годы",
        "ПАСПОРТ ПРОГРАММЫ",
        "Сведения приведены ниже.",
    )
    assert outline_of(data)[:5] == [
        "preamble: УТВЕРЖДЕНА",
        "preamble: Решением Совета",
        "title: ПРОГРАММА",
        "title: сотрудничества государств-участников на 2011–2013 годы",
        "heading: ПАСПОРТ ПРОГРАММЫ",
    ]


def test_a_dash_after_a_finished_letter_belongs_to_the_point() -> None:
    data = paragraphs("2.1. Задачи:", "а) развитие базы;", "б) подготовка кадров;", "— обмен опытом.", "2.2. Контроль.")
    assert outline_of(data)[3] == "  point: — обмен опытом."


def test_an_annex_without_a_number_is_an_annex() -> None:
    data = paragraphs("1. Отчет представляется ежегодно.", "Приложение. Форма отчета", "1. Сведения о мероприятиях.")
    assert outline_of(data)[1:] == ["annex: Приложение. Форма отчета", "  point 1: Сведения о мероприятиях."]


def test_notes_and_annexes_have_their_kinds() -> None:
    data = paragraphs(
        "1. Aims of the Program are peaceful.", "Note: the aims are not exhaustive.", "Annex 2", "Form of the report."
    )
    assert [clause.kind for clause in walk(read("a.docx", data).clauses)][1:3] == [ClauseKind.NOTE, ClauseKind.ANNEX]


def test_a_whole_draft_keeps_every_word_of_every_paragraph() -> None:
    texts = [
        "Text — with «quotes», no-break\u00a0spaces, soft\u00adhyphens.",
        "1. Double  spaces stay; H₂O and ГОСТ ISO stay.",
    ]
    flat = [clause.text for clause in walk(read("a.docx", paragraphs(*texts)).clauses)]
    assert flat == [texts[0], texts[1].removeprefix("1. ")]


def test_a_frame_of_one_column_only_holds_text() -> None:
    data = word_file(table(["1. The Center coordinates."], ["2. The Center reports."]))
    assert outline_of(data) == ["point 1: The Center coordinates.", "point 2: The Center reports."]
