"""Amendments of a list are brought to their clauses by the place they name and the words they quote."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.amendment import Act, apply_operations
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.landing import LandedProposal, NotLanded, Unlanded
from program_workflow.domain.landing_list import land_list
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Node, Text, content
from program_workflow.domain.timeframe import Timeframe

K = ClauseKind
_CLAUSES = (
    ("t", None, K.TITLE, "", "Programme of cooperation against crime"),
    ("r1", None, K.PREAMBLE, "(1)", "The parties recall their common aims and the agreements that bind them."),
    ("a5", None, K.HEADING, "Article 5", "Meetings of the bodies"),
    ("a5-1", "a5", K.PARAGRAPH, "1.", "The competent bodies may meet once a year in the capital of a party:"),
    ("a5-1a", "a5-1", K.POINT, "(a)", "to prepare the annual report on the work that was done;"),
    ("a5-1b", "a5-1", K.POINT, "(b)", "to plan the exercises of the coming year."),
    ("a5-2", "a5", K.PARAGRAPH, "2.", "The Center reports to the Council on its work every year."),
    ("2", None, K.HEADING, "2", "Задачи программы"),
    ("2.3", "2", K.POINT, "2.3", "Совершенствование правовой основы сотрудничества сторон;"),
    ("2.3-p", "2.3", K.PARAGRAPH, "", "Стороны обмениваются опытом не реже одного раза в год."),
    ("2.4", "2", K.POINT, "2.4", "Повышение уровня подготовки сотрудников компетентных органов."),
)
BASE = Text(
    tuple(
        Node(
            one,
            parent,
            kind,
            number=number,
            contents={
                language: content(language, text, Fields(funding="own means") if one == "2.4" else NO_FIELDS)
                for language in ("en", "ru")
            },
        )
        for one, parent, kind, number, text in _CLAUSES
    )
)


def said(clause_id: str) -> str:
    return BASE.node(clause_id).contents["en"].text


def landed(place: str, old: str = "", new: str = "", **more: object) -> LandedProposal:
    found = land_list(BASE, "en", [replace(ListedAmendment(place=place, old=old, new=new), **more)])
    assert not found.unlanded, found.unlanded
    return found.proposals[0]


def listed(place: str, old: str = "", new: str = "", **more: object) -> Unlanded:
    found = land_list(BASE, "en", [replace(ListedAmendment(place=place, old=old, new=new), **more)])
    assert not found.proposals, found.proposals
    return found.unlanded[0]


def read_after(one: LandedProposal, language: str = "en") -> list[str]:
    after = apply_operations(BASE, [Act(operation, language) for operation in one.operations])
    return [node.contents[language].text for node in after.nodes if language in node.contents]


def test_place_and_words_that_agree_place_an_amendment() -> None:
    one = landed("Article 5 – paragraph 2", f"2. {said('a5-2')}", "2. The Center reports to the Council twice a year.")
    operation = one.operations[0]
    assert (operation.kind, operation.clause_id) == (OperationKind.MODIFY, "a5-2")
    assert operation.text == "The Center reports to the Council twice a year."


def test_words_of_another_place_are_listed_with_the_clause_they_are_of() -> None:
    one = listed("Article 5 – paragraph 2", said("r1"), "The parties recall nothing.")
    assert (one.reason, one.nearest, one.likeness) == (NotLanded.ELSEWHERE, "r1", 1.0)


def test_a_place_that_is_not_there_is_listed_with_the_nearest_clause() -> None:
    one = listed("Article 9 – paragraph 2", "The Center reports to nobody at all.", "It reports.")
    assert (one.reason, one.nearest) == (NotLanded.NO_CLAUSE, "a5-2")
    assert 0.3 < one.likeness < 0.9


def test_words_alone_place_an_amendment_that_names_no_place_or_an_old_number() -> None:
    for place in ("", "Article 12 – paragraph 7"):
        assert landed(place, said("a5-2"), "The Center reports to the Council.").clause_id == "a5-2"


def test_a_clause_is_named_less_exactly_than_it_is_quoted() -> None:
    assert landed("Article 5", said("a5-2"), "The Center reports to the Council.").clause_id == "a5-2"


def test_what_changed_in_words_of_an_earlier_text_is_carried_over() -> None:
    one = landed(
        "Article 5 – paragraph 2",
        "The Center reports to the Board on its work every year.",
        "The Center shall report to the Board on its work every year.",
    )
    assert one.operations[0].text == "The Center shall report to the Council on its work every year."


def test_a_change_of_the_very_words_that_changed_is_listed_as_a_conflict() -> None:
    old = "The Center reports to the Board on its work every year."
    one = listed("Article 5 – paragraph 2", old, "The Center reports to the Committee on its work every year.")
    assert (one.reason, one.nearest) == (NotLanded.CONFLICT, "a5-2")


@pytest.mark.parametrize(
    "new", ["deleted", "", "suprimido", "entfällt", "Исключить.", "—", "törölve", "Пункт 2.3 исключить", "[deleted]"]
)
def test_an_empty_column_or_the_word_for_it_is_a_deletion(new: str) -> None:
    one = landed("Article 5 – paragraph 2", said("a5-2"), new)
    assert [(o.kind, o.clause_id) for o in one.operations] == [(OperationKind.DELETE, "a5-2")]


def test_a_deletion_in_a_language_the_version_does_not_speak_is_placed_by_its_place() -> None:
    one = landed("Article 5 – paragraph 2", "El Centro informará al Consejo.", "suprimido", language="es")
    assert (one.operations[0].kind, one.language) == (OperationKind.DELETE, "")


def test_words_in_a_language_the_version_does_not_speak_are_listed_and_keep_it() -> None:
    one = listed("Article 5 – paragraph 2", "El Centro informará.", "El Centro no informará.", language="es")
    assert (one.reason, one.nearest, one.language) == (NotLanded.OTHER_LANGUAGE, "a5-2", "es")


def test_each_amendment_keeps_its_language() -> None:
    assert landed("п. 2.4", said("2.4"), "Повышение уровня подготовки.", language="ru").language == "ru"


def test_introductory_words_taken_out_leave_what_stands_under_them_without_a_place() -> None:
    one = listed("Article 5 – paragraph 1 – introductory part", f"1. {said('a5-1')}", "deleted")
    assert (one.reason, one.nearest) == (NotLanded.CHILDREN_STAY, "a5-1")


INSERTIONS = {
    "Article 5 – paragraph 1 – point a a (new)": ("a5-1", "a5-1a", K.POINT),
    "Article 5 – paragraph 1 a (new)": ("a5", "a5-1", K.PARAGRAPH),
    "Article 5 – paragraph 3 (new)": ("a5", "a5-2", K.PARAGRAPH),
    "Article 5 a (new)": (None, "a5", K.HEADING),
    "Recital 1 a (new)": (None, "r1", K.PREAMBLE),
    "после пункта 2.3": ("2", "2.3", K.POINT),
    "Дополнить пунктом 2.5": ("2", "2.4", K.POINT),
    "2.5": ("2", "2.4", K.POINT),
    "Annex 1 (new)": (None, "2", K.HEADING),
}


@pytest.mark.parametrize(("place", "where"), INSERTIONS.items(), ids=INSERTIONS)
def test_a_new_clause_stands_behind_the_one_its_place_tells(place: str, where: tuple[str | None, ...]) -> None:
    operation = landed(place, "", "An act in few words.").operations[0]
    assert (operation.kind, operation.text) == (OperationKind.INSERT, "An act in few words.")
    assert (operation.parent, operation.after, operation.clause_kind) == where


def test_the_number_of_a_new_clause_is_not_part_of_its_words() -> None:
    one = landed("Article 5 – paragraph 1 – point a a (new)", "", "(aa) to draft the rules;")
    assert one.operations[0].text == "to draft the rules;"


def test_a_new_article_stands_with_its_paragraphs_under_it() -> None:
    text = "Article 5a\nCosts\n1. Each party bears its own.\n2. The Council may decide otherwise."
    one = landed("Article 5 a (new)", "", text)
    assert [(o.text, o.parent, o.after) for o in one.operations] == [
        ("Costs", None, "a5"),
        ("1. Each party bears its own.", "+1", None),
        ("2. The Council may decide otherwise.", "+1", "+1.1"),
    ]


def test_a_clause_quoted_with_what_stands_under_it_is_changed_line_by_line() -> None:
    old = f"1. {said('a5-1')}\n(a) {said('a5-1a')}\n(b) {said('a5-1b')}"
    new = f"1. {said('a5-1')}\n(a) to prepare the annual report;\n(c) to name a chair for the coming session."
    one = landed("Article 5 – paragraph 1", old, new)
    assert {(o.kind.value, o.clause_id) for o in one.operations} == {
        ("modify", "a5-1a"),
        ("insert", "+a5-1.2"),
        ("delete", "a5-1b"),
    }
    assert "to prepare the annual report;" in read_after(one)


def test_an_indent_is_counted_from_the_words_of_its_clause() -> None:
    one = landed("п. 2.3 абзац второй", said("2.3-p"), "Стороны обмениваются опытом ежегодно.", language="ru")
    assert one.clause_id == "2.3-p"


ORDERS = {
    "слова «сотрудничества сторон» заменить словом «обмена»": "Совершенствование правовой основы обмена;",
    "слова «правовой основы» исключить": "Совершенствование сотрудничества сторон;",
    "после слов «правовой основы» дополнить словами «и практики»": (
        "Совершенствование правовой основы и практики сотрудничества сторон;"
    ),
    "изложить в следующей редакции: «Развитие правовой основы;»": "Развитие правовой основы;",
}


@pytest.mark.parametrize(("order", "text"), ORDERS.items())
def test_words_to_be_replaced_are_replaced(order: str, text: str) -> None:
    assert landed("пункт 2.3", "", order, kind=OperationKind.MODIFY, language="ru").operations[0].text == text


def test_an_order_that_fits_no_words_is_listed() -> None:
    one = listed("пункт 2.3", "", "слово «полиция» заменить словом «милиция»", language="ru")
    assert (one.reason, one.nearest) == (NotLanded.ORDER, "2.3")


def test_fields_that_are_not_proposed_stay() -> None:
    one = landed("2.4", kind=OperationKind.MODIFY, fields={"timeframe": "2011-2013"})
    operation = one.operations[0]
    assert (operation.text, operation.fields.funding) == (said("2.4"), "own means")
    assert isinstance(operation.fields.timeframe, Timeframe)
    assert landed("2.4", kind=OperationKind.MODIFY, fields={"funding": "none"}).operations[0].text == said("2.4")


def test_a_move_goes_behind_the_clause_it_names() -> None:
    one = landed("2.4", kind=OperationKind.MOVE, after="Article 5 – paragraph 1")
    assert (one.operations[0].parent, one.operations[0].after) == ("a5", "a5-1")


@pytest.mark.parametrize(
    ("place", "old", "new", "reason"),
    [
        ("2.4", said("2.4"), said("2.4"), NotLanded.ALREADY),
        ("2.4", "", "—", NotLanded.NOTHING),
        ("Preface", "", "Some words that stand nowhere.", NotLanded.NO_CLAUSE),
    ],
)
def test_what_becomes_no_proposal_is_listed_with_the_reason(place: str, old: str, new: str, reason: NotLanded) -> None:
    assert listed(place, old, new).reason is reason


_PLACES = st.sampled_from(
    [
        *("", "2.3", "2.4", "п. 2.3 абзац второй", "Article 5", "Article 5 – paragraph 1 – point a", "Article 77"),
        *("Article 5 a (new)", "Annex 1 (new)", "Recital 1", "после пункта 2.4", "Наименование", "(a)", "a5", "§ 9"),
    ]
)
_WORDS = st.sampled_from([*(text for *_, text in _CLAUSES), "", "—", "deleted", "Words.\nMore words.\n(a) and a point"])
_AMENDMENTS = st.builds(
    ListedAmendment,
    number=st.text(max_size=3),
    author=st.text(max_size=3),
    place=_PLACES | st.text(max_size=12),
    old=_WORDS | st.text(max_size=30),
    new=_WORDS | st.text(max_size=30),
    rationale=st.text(max_size=5),
    language=st.sampled_from(["", "en", "ru", "es"]),
    kind=st.none() | st.sampled_from(OperationKind),
    is_order=st.booleans(),
    clause_kind=st.none() | st.sampled_from(ClauseKind),
    parent=st.sampled_from(["", "2", "a5"]),
    after=st.sampled_from(["", "2.3", "nowhere"]),
)


@given(st.lists(_AMENDMENTS, max_size=6))
def test_nothing_is_lost_of_a_list(amendments: list[ListedAmendment]) -> None:
    found = land_list(BASE, "en", amendments)
    kept = [*found.proposals, *found.unlanded]
    assert sorted(place for one in kept for place in one.changes) == list(range(len(amendments)))
    for one in kept:
        mine = amendments[one.changes[0]]
        assert (one.author, one.number, one.place, one.rationale) == (
            mine.author,
            mine.number,
            mine.place,
            mine.rationale,
        )
    for proposal in found.proposals:
        acts = [Act(operation, proposal.language or "en") for operation in proposal.operations]
        apply_operations(BASE, acts)
