"""A version as HTML, Markdown, text, JSON, a spreadsheet and Akoma Ntoso: whole, valid, readable without colour."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from program_workflow.documents.akoma_ntoso import NAMESPACE, write_akoma_ntoso
from program_workflow.documents.publication_html import write_html
from program_workflow.documents.publication_json import publication_json, write_json
from program_workflow.documents.publication_text import write_markdown, write_text
from program_workflow.documents.publication_xlsx import write_xlsx
from program_workflow.documents.word_writer import write_word
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.proposed import Proposed, amended_pieces
from program_workflow.domain.publication import Proposal, Span
from program_workflow.domain.redline import Entry
from program_workflow.domain.rolling import rolling_pieces
from program_workflow.domain.terms import ClauseKind, OperationKind, VersionState
from tests.documents.published import KAZAKH, RUSSIAN, UZBEK, amended, field, piece, publication, redlined, text_of

SCHEMA = Path(__file__).parents[1] / "data" / "akoma-ntoso" / "akomantoso30.xsd"
A = f"{{{NAMESPACE}}}"
WRITERS = (write_html, write_markdown, write_text, write_json, write_akoma_ntoso, write_xlsx)
KINDS = {"clean": publication, "redlined": redlined, "amended": amended}


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def entry(name, text, parent=None, depth=0):
    return Entry(name, "", ClauseKind.POINT, text, NO_FIELDS, text, depth, parent)


def read(made):
    return etree.fromstring(write_akoma_ntoso(made))


# --- Every format -----------------------------------------------------------------------------------


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_every_text_is_there(write):
    written = write(publication())
    if write is write_xlsx:
        rows = openpyxl.load_workbook(BytesIO(written)).active.iter_rows(values_only=True)
        written = "\n".join(str(cell) for row in rows for cell in row).encode()
    said = html.fromstring(written).text_content() if write is write_html else written.decode()
    for text in (KAZAKH, UZBEK, RUSSIAN, "Программа сотрудничества", "2011–2013 годы", "АТЦ СНГ, Бюро", "Итог"):
        assert text in said or write is write_markdown


@pytest.mark.parametrize("write", [one for one in WRITERS if one is not write_xlsx], ids=lambda write: write.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_version_gives_the_same_bytes_whenever_it_is_written(write, kind):
    later = {"at": datetime(2012, 1, 1, tzinfo=UTC)} if kind != "amended" else {}
    made = KINDS[kind]()
    again = publication(
        made.pieces, against=made.against, proposals=made.proposals, delegations=made.delegations, **later
    )
    assert write(made) == write(again)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_control_characters_and_signs_break_nothing(write):
    hostile = "a\x00b\x0b\ud800\uffff<script>&]]>=1"
    fields = (field("executing_bodies", hostile), field("other", hostile, heading=hostile))
    pieces = (piece("x\x00 y", "measure", hostile, hostile, fields=fields),)
    written = write(publication(pieces, code=hostile, title=hostile, marking=hostile))
    if write is write_xlsx:
        with ZipFile(BytesIO(written)) as archive:
            for name in archive.namelist():
                etree.fromstring(archive.read(name))
    elif write is write_json:
        assert json.loads(written)["clauses"][0]["number"].startswith("a\x00b")
    else:
        assert "\x00" not in written.decode()
        assert "<script>" not in written.decode() or write is write_text


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_a_version_without_clauses_is_written(write):
    assert write(publication(()))


# --- HTML -------------------------------------------------------------------------------------------


def test_the_page_is_one_file():
    written = write_html(redlined()).decode()
    assert not re.search(r"<script|<link|src=|url\(|@import", written)
    assert 'lang="ru"' in written


def test_measures_and_the_passport_are_tables():
    page = html.fromstring(write_html(publication()))
    passport, measures = page.iter("table")
    assert [row.find("th").text_content() for row in passport.iter("tr")] == ["Цель", "Задачи"]
    heads = [head.text_content() for head in measures.find("thead").iter("th")]
    assert heads == ["№", "Мероприятие", "Исполнители", "Срок исполнения", "Источник финансирования", "Итог"]
    assert measures.xpath('.//th[@scope="rowgroup"]')[0].text_content() == "Мероприятия"


@pytest.mark.parametrize("drop", ["del", "ins"])
def test_marks_taken_out_give_one_side_of_the_redline(drop):
    page = html.fromstring(write_html(redlined()))
    for mark in list(page.iter(drop)):
        mark.drop_tree()
    said = page.get_element_by_id("c-p1").text_content()
    assert " ".join(said.split()) == f"1.1 Провести {'совместные' if drop == 'del' else 'ежегодные'} учения."


def test_what_happened_to_a_whole_clause_is_said_in_words():
    said = html.fromstring(write_html(redlined())).text_content()
    for words in ("пункт включён", "пункт исключён", "перемещено отсюда", "перемещено сюда"):
        assert words in said


def test_a_mark_names_its_delegations_and_the_amendments_follow():
    page = html.fromstring(write_html(amended()))
    assert [(one.text.strip("\u2060"), one.get("title")) for one in page.xpath('//abbr[@class="by"]')] == [
        ("KAZ", "Казахстан"),
        ("BLR", "Беларусь"),
        ("KAZ", "Казахстан"),
        ("BLR", "Беларусь"),
    ]
    assert "CIS-2011/1.1/KAZ/1" in page.text_content()
    assert "Так точнее." in page.text_content()


# --- Text and Markdown ------------------------------------------------------------------------------


def test_text_marks_with_signs():
    said = write_text(redlined()).decode()
    assert "1.1 Провести [-ежегодные-]{+совместные+} учения." in said
    assert "[-1.3-]{+1.4+} Разработать проект." in said
    assert "Срок исполнения: [-2011-]{+2011–2013+} годы" in said
    assert "(пункт включён) {+1.2+} {+Новый пункт.+}" in said


def test_markdown_shows_each_text_as_it_is():
    rows = ["# не заголовок", "1) не перечень", "- не перечень", "> нет", "2. x", "+ y", "==="]
    rows.append("*a* _b_ `c` [d](e) <f> & g|h ~~i~~ \\j")
    pieces = [piece(str(at), "paragraph", text) for at, text in enumerate(rows)]
    written = write_markdown(publication(pieces)).decode()
    shown = html.fromstring(MarkdownIt("commonmark", {"html": True}).render(written))
    assert [p.text_content() for p in shown.iter("p")][-len(rows) :] == rows
    assert not list(shown.iter("ul", "ol", "blockquote", "h2"))


def test_markdown_keeps_marks_and_headings():
    made = MarkdownIt("commonmark", {"html": True}).render(write_markdown(redlined()).decode())
    shown = html.fromstring(made)
    assert [one.text for one in shown.iter("h1", "h2")] == ["Программа сотрудничества", "1 Организационные мероприятия"]
    assert ("ежегодные", "совместные") in list(
        zip([d.text for d in shown.iter("del")], [i.text for i in shown.iter("ins")], strict=False)
    )


# --- JSON -------------------------------------------------------------------------------------------


def test_json_has_everything_of_the_publication():
    body = publication_json(amended())
    assert (body["program"], body["version"], body["state"]) == ("CIS-2011", 2, "circulated")
    (title, point) = body["clauses"]
    assert (title["kind"], point["number"], point["text"]) == ("title", "1.1", "Провести совместныеобщие учения.")
    assert point["runs"][1] == ["-", "ежегодные", ["KAZ", "BLR"], ["a1", "a2"]]
    assert [one["number"] for one in body["amendments"]] == ["CIS-2011/1.1/KAZ/1", None]
    assert json.loads(write_json(amended())) == body


# --- A spreadsheet ----------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_column_for_each_field():
    sheet = openpyxl.load_workbook(BytesIO(write_xlsx(publication()))).active
    heads = [cell.value for cell in sheet[4]]
    assert heads == [
        "№",
        "Вид",
        "Текст",
        "Наименование строки",
        "Исполнители",
        "Срок исполнения",
        "Источник финансирования",
        "Итог",
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", f"A4:H{4 + len(text_of())}")
    assert sheet["C5"].value == "Программа сотрудничества"


def test_two_columns_of_one_name_are_two_columns():
    fields = (field("other", ("=", "один"), heading="Итог"), field("other", ("=", "два"), heading="Итог"))
    made = publication([piece("m", "measure", "Учения.", "1", fields=fields)])
    page = html.fromstring(write_html(made).decode())
    assert [one.text_content() for one in page.xpath("//table[@class='measures']//td")] == ["Учения.", "один", "два"]
    sheet = openpyxl.load_workbook(BytesIO(write_xlsx(made))).active
    assert [cell.value for cell in sheet[5]][3:] == ["один", "два"]


def test_an_amendment_in_another_language_is_not_said_not_to_fit():
    made = amended()
    proposals = {name: replace(one, language="en") for name, one in made.proposals.items()}
    said = write_text(replace(made, proposals=proposals, unplaced=("a1",))).decode()
    assert "Предложена на английском языке и в этом тексте не выделена. Так точнее." in said


def test_the_title_is_said_once():
    said = write_text(publication([piece("p", "point", "Учения.", "1")])).decode()
    assert said.count("Программа сотрудничества") == 1


def test_the_head_of_an_adopted_text_says_when_it_was_adopted_and_of_no_window():
    adopted = {"state": VersionState.ADOPTED, "adopted_at": datetime(2011, 4, 1, 9, tzinfo=UTC)}
    said = write_text(publication([piece("p", "point", "Учения.", "1")], **adopted)).decode()
    assert "Редакция 2, утверждена 1\xa0апреля" in said
    assert said.count("1\xa0апреля") == 1
    assert "предложения" not in said.lower()


# --- Akoma Ntoso ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_akoma_ntoso_is_valid(schema, kind):
    assert schema.validate(read(KINDS[kind]())), schema.error_log


def test_clauses_of_every_kind_and_depth_are_valid_and_named_by_their_identity(schema):
    kinds = ["heading", "point", "paragraph", "measure", "note", "annex", "passport_row", "table_heading", "preamble"]
    pieces = [piece(f"{a}-{depth}", b, b, "1", depth, None) for a in kinds for depth, b in enumerate([a, *kinds])]
    found = read(publication([*pieces, piece("t", "title", "T", depth=1)]))
    assert schema.validate(found), schema.error_log
    identities = [one.get("eId") for one in found.iter() if (one.get("eId") or "").startswith("clause_")]
    assert identities == [f"clause_{one.clause_id}" for one in pieces] + ["clause_t"]


def test_identities_do_not_change_with_numbers_and_places():
    first = {one.get("eId") for one in read(publication()).iter() if one.get("wId")}
    moved = publication([*text_of()[4:], *text_of()[:4]], version=3)
    assert {one.get("eId") for one in read(moved).iter() if one.get("wId")} == first


def test_the_place_a_clause_left_has_an_identity_of_its_own_and_names_the_same_clause():
    places = [one.get("eId") for one in read(redlined()).iter() if one.get("wId") == "clause_p5"]
    assert places == ["clause_p5__from", "clause_p5"]


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("rolling", [False, True])
def test_every_place_a_clause_is_proposed_at_has_an_identity_of_its_own(schema, deleted, rolling):
    base = [entry("s", "Section"), entry("t", "Operations", "s", 1), entry("u", "Reports", "s", 1)]
    asked = [
        *([Operation(OperationKind.DELETE, "t")] if deleted else []),
        Operation(OperationKind.MOVE, "t", parent="s", after="u"),
        Operation(OperationKind.MOVE, "t"),
    ]
    proposed = [Proposed(f"a{at}", "KAZ", one) for at, one in enumerate(asked)]
    proposals = {one.amendment: Proposal(one.amendment, None, "KAZ", "", None) for one in proposed}
    pieces = amended_pieces(base, proposed)
    made = publication(
        rolling_pieces(pieces, proposals, "en") if rolling else pieces,
        proposals=proposals,
        delegations={"KAZ": "K"},
        is_rolling=rolling,
    )
    found = read(made)
    assert schema.validate(found), schema.error_log
    places = [one.get("eId") for one in found.iter() if one.get("wId") == "clause_t"]
    assert len(places) == len(set(places)) == 3
    assert "clause_t" in places
    names = html.fromstring(write_html(made).decode()).xpath("//@id")
    assert len(names) == len(set(names))
    body = ZipFile(BytesIO(write_word(made))).read("word/document.xml").decode()
    bookmarks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert len(bookmarks) == len(set(bookmarks))


@pytest.mark.parametrize(("drop", "said"), [("del", "совместные"), ("ins", "ежегодные")])
def test_ins_and_del_taken_out_give_one_side(drop, said):
    found = read(redlined())
    (point,) = found.xpath("//*[@eId='clause_p1']")
    etree.strip_elements(point, A + drop, with_tail=False)
    assert "".join(point.itertext()) == f"1.1Провести {said} учения."


def test_a_mark_refers_to_delegation_and_amendment():
    found = read(amended())
    (deleted,) = found.iter(f"{A}del")
    referred = deleted.get("refersTo").split()
    assert referred == ["#delegation_KAZ", "#delegation_BLR", "#amendment_a1", "#amendment_a2"]
    identities = {one.get("eId") for one in found.iter() if one.get("eId")}
    assert {one.removeprefix("#") for one in referred} <= identities
    assert {one.get("source").removeprefix("#") for one in found.iter(f"{A}eventRef")} <= identities


def test_line_ends_are_kept():
    found = read(publication([piece("x", "paragraph", "one\ntwo")]))
    assert [child.tag for child in next(found.iter(f"{A}content"))[0]] == [f"{A}br"]


def test_in_a_rolling_text_brackets_are_part_of_the_text():
    spans = (Span("=", "Hold it "), Span("=", "[KAZ: twice]", ("KAZ",)), Span("=", " a year."))
    made = publication([piece("x", "point", [], "1.1")], is_rolling=True, language="en")
    made = replace(made, pieces=(replace(made.pieces[0], spans=spans),))
    said = write_text(made).decode()
    assert "1.1 Hold it [KAZ: twice] a year." in said
    assert "amendments stand in square brackets as of" in said
    shown = html.fromstring(write_html(made)).get_element_by_id("c-x").text_content()
    assert " ".join(shown.split()) == "1.1 Hold it [KAZ: twice] a year."
