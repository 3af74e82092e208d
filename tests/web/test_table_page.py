"""The consolidated table as a page and as downloads: the same cells, and nothing the reader may not know of."""

import json
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote, unquote

import openpyxl
import pytest
from docx import Document
from lxml import html

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

PAGE = "/programs/P1/table"


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


@pytest.fixture
def filed(talks, people, clock):
    """Two that collide, the first with positions, one that inserts, one rejected later, one only its side knows of."""
    talks.circulated()
    first = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    clock.advance(minutes=1)
    talks.position(people.arm, first, "objects", reason="Too wide.\nAnd too early.")
    talks.position(people.blr, first, "scrutiny_reservation", due="2011-03-20")
    talks.reviewed(people.blr, talks.modify("1.1", "The members exchange information on threats."))
    talks.reviewed(people.blr, talks.insert("A new point.", after="2.1"))
    made = talks.reviewed(people.arm, talks.delete("2.3"), talks.modify("2.2", "Reports are sent <weekly>."))
    clock.advance(days=1)
    talks.take(people.coordinator, made, "reject", reason="Not now.\nLater perhaps.")
    talks.submitted(people.arm, talks.modify("1.2", "Secret so far."))
    return made


def cells_of(page):
    tree = html.fromstring(page)
    for hidden in tree.xpath('//*[@class="w" or @class="hush" or @aria-hidden="true"]'):
        hidden.drop_tree()
    return [
        {cell.get("data-label"): "\n".join(p.text_content() for p in cell.iter("p")) for cell in line}
        for line in tree.xpath('//table[contains(@class, "cards")]/tbody/tr')
    ]


def test_page_and_files_agree_cell_by_cell(logged_in, filed):
    browser = logged_in("coordinator")
    page = cells_of(browser.get(PAGE).get_data(as_text=True))
    (table,) = Document(BytesIO(browser.get(f"{PAGE}?as=docx").data)).tables
    lines = [["\n".join(p.text for p in cell.paragraphs) for cell in line.cells] for line in table.rows]
    assert [dict(zip(lines[0], line, strict=True)) for line in lines[1:]] == page
    assert len(page) == 5

    sheet = openpyxl.load_workbook(BytesIO(browser.get(f"{PAGE}?as=xlsx").data)).active
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    in_sheet = [{name: "" if said is None else said for name, said in zip(head, row, strict=True)} for row in rows]
    as_data = json.loads(browser.get(f"{PAGE}?as=json").data)["items"]
    for shown, row, one in zip(page, in_sheet, as_data, strict=True):
        for title, name in (("Clause", "clause"), ("Current text", "current"), ("Proposed text", "proposed")):
            assert shown[title] == row[title] == one["cells"][name]
        for title in ("Delegations", "Rationale", "Positions"):
            assert shown[title] == row[title] == one["cells"][title.lower()]
        assert shown["No."] == "\n".join(filter(None, [row["No."], row["Collides with"]]))
        decided = one["cells"]["decided"]
        assert shown["Decision"] == "\n".join(filter(None, [row["Decision"], decided, row["Reason"]]))
        assert (row["Date of decision"].strftime("%-d %B %Y") if decided else "") == decided


def test_colliding_rows_are_joined_and_say_so(logged_in, filed):
    page = logged_in("kaz").get(PAGE).get_data(as_text=True)
    assert page.count('class="joined joined-first') == page.count('class="joined joined-last') == 1
    assert "Collides with P1/1.1/BLR/1" in page


def test_positions_of_a_past_instant_agree_cell_by_cell_too(logged_in, filed, talks, people, clock):
    then = clock.now
    clock.advance(hours=1)
    talks.position(people.arm, rows_of(logged_in)[0]["id"], "agrees")
    asked = f"as_of={quote(then.isoformat())}"
    browser = logged_in("reviewer")
    shown = [row["Positions"] for row in cells_of(browser.get(f"{PAGE}?{asked}").get_data(as_text=True))]
    (table,) = Document(BytesIO(browser.get(f"{PAGE}?{asked}&as=docx").data)).tables
    place = [cell.text for cell in table.rows[0].cells].index("Positions")
    assert [line.cells[place].text for line in table.rows[1:]] == shown
    assert [one["cells"]["positions"] for one in rows_of(logged_in, asked)] == shown
    assert "Armenia: objects, since 1 March 2011\nToo wide." in shown[0]
    assert "Armenia: agrees, since 2 March 2011" in rows_of(logged_in)[0]["cells"]["positions"]


def rows_of(logged_in, asked=""):
    return json.loads(logged_in("kaz").get(f"{PAGE}?as=json&{asked}").data)["items"]


def test_what_a_reader_may_not_know_of_leaves_no_trace(logged_in, filed):
    for who in ("kaz", "blr", "reviewer"):
        for form in ("", "?as=json", "?as=html"):
            assert "Secret so far" not in logged_in(who).get(PAGE + form).get_data(as_text=True)
    assert logged_in("observer").get(PAGE).status_code == 404
    assert "Secret so far" in logged_in("arm").get(PAGE).get_data(as_text=True)


def test_a_file_says_once_how_it_is_encoded(logged_in, filed):
    for page in ("/programs/P1/table?as=html", "/programs/P1/export?version=1&as=txt"):
        said = logged_in("kaz").get(page).headers["Content-Type"]
        assert said in ("text/html; charset=utf-8", "text/plain; charset=utf-8")


def test_the_table_of_an_instant_says_so(logged_in, filed, clock):
    then = clock.now - timedelta(hours=1)
    page = logged_in("coordinator").get(f"{PAGE}?as_of={quote(then.isoformat())}").get_data(as_text=True)
    assert "This is the table as it stood on" in page
    assert "Not now." not in page
    assert "Not now." in logged_in("coordinator").get(PAGE).get_data(as_text=True)


def test_an_instant_typed_in_the_form_is_of_the_persons_time_zone(logged_in, filed):
    answer = logged_in("coordinator").get(f"{PAGE}?at=2011-03-01T12:00")
    assert answer.status_code == 302
    assert unquote(answer.location).endswith("as_of=2011-03-01T12:00:00+00:00")


@pytest.mark.parametrize("asked", ["as_of=2011-03-01T12:00:00", "as_of=soon", "as_of=2999-01-01T00:00:00Z", "at=soon"])
def test_an_instant_that_is_none_is_refused_on_the_page(logged_in, filed, asked):
    answer = logged_in("coordinator").get(f"{PAGE}?{asked}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="error-summary"' in page
    assert "<tbody>" not in page


def test_columns_are_hidden_by_the_address(logged_in, filed):
    page = logged_in("coordinator").get(f"{PAGE}?show=clause&show=proposed").get_data(as_text=True)
    assert list(cells_of(page)[0]) == ["Clause", "Proposed text"]


def test_a_table_without_rows_says_so(logged_in, talks):
    talks.circulated()
    assert "No amendment or remark is visible to you as of" in logged_in("kaz").get(PAGE).get_data(as_text=True)
