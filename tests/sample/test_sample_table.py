"""The consolidated table of the sample: page and every file say the same in each cell, now and as of past instants.

The record of the sample is replayed as well: a program with everything that the product knows.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from argon2 import PasswordHasher
from docx import Document
from lxml import html
from sqlalchemy import select, update

from program_workflow import phrases
from program_workflow.app import create_app
from program_workflow.cli.demonstrating import PASSWORD, read_sample
from program_workflow.cli.replaying import works
from program_workflow.documents.table_cells import BELOW, TITLES, Column
from program_workflow.domain.terms import AmendmentState, OperationKind, OutsideChannel
from program_workflow.i18n import gettext, speaking
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import AmendmentRow, EventRow, ProgramRow, UserRow
from program_workflow.usecases import counter_texts, entering, entrance, people, record_replay, replaying
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.operations import OperationInput, load_operations
from program_workflow.usecases.people_views import find_user_by_email
from program_workflow.usecases.position_checks import Outside
from program_workflow.wiring import engine, open_work

PEOPLE = ("coordinator@example.org", "blr.representative@example.org")
#: Those who replayed it, and what their table is of.
CODE = "CIS-2011"


@pytest.fixture(scope="module")
def settings(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An instance with the sample, told once."""
    home = tmp_path_factory.mktemp("sample")
    (home / "sample.sqlite3").write_bytes(_sqlite_template.read_bytes())
    known = read_settings(
        {"PROGRAM_WORKFLOW_HOME": str(home), "PROGRAM_WORKFLOW_DATABASE_URL": f"sqlite:///{home}/sample.sqlite3"}
    )
    genuine, entrance.hasher = entrance.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    report = replaying.replay(read_sample(), works(known), now=datetime.now(UTC), password=PASSWORD)
    assert not report.refusals, report.refusals[0]
    _reword_and_enter(known)
    yield known
    entrance.hasher = genuine
    engine(known).dispose()


def _reword_and_enter(settings: Settings) -> None:
    """Another wording of an amendment under review waits, and an amendment has come by letter."""
    with open_work(settings=settings) as w:
        coordinator = people.actor_for(w, find_user_by_email(w, PEOPLE[0]).id)
        asked = select(AmendmentRow).where(AmendmentRow.state == AmendmentState.UNDER_REVIEW)
        made = w.session.scalars(asked.join(ProgramRow).where(ProgramRow.code == CODE).order_by(AmendmentRow.number))
        operation = next(one for one in made if len(load_operations(w, [one])[one.id]) == 1)
        said = load_operations(w, [operation])[operation.id][0]
    with open_work(coordinator, settings=settings) as w:
        words = [Reworded(f"{said.text} Отчёт представляется ежегодно.")]
        counter_texts.offer(w, operation.id, words, "Нужен отчёт.", seen_revision=None)
        outside = Outside("KAZ", OutsideChannel.LETTER, w.now, "№ 12-4")
        clause = OperationInput(OperationKind.MODIFY, said.anchor, text="Так сказано в письме.")
        entering.enter_amendment(w, CODE, [clause], outside, language=operation.language, rationale="Как в письме.")


@pytest.fixture(scope="module")
def instants(settings: Settings) -> list[str]:
    """Now, and three past instants: a quarter, half and three quarters through its record of amendments."""
    with open_work(settings=settings) as w:
        at = list(w.session.scalars(select(EventRow.at).where(EventRow.subject_type == "amendment").order_by("seq")))
    return ["", *(f"as_of={quote(at[len(at) * part // 4].isoformat())}" for part in (1, 2, 3))]


def reader(settings: Settings, email: str, language: str) -> Callable[[str], bytes]:
    """What this person gets at an address of the table, in this language."""
    with open_work(settings=settings) as w:
        w.session.execute(update(UserRow).where(UserRow.email == email).values(language=language))
    client = create_app(settings).test_client()
    page = html.fromstring(client.get("/login").data)
    hidden = {one.name: one.value for one in page.xpath('//form//input[@type="hidden"]')}
    answer = client.post("/login", data={**hidden, "email": email, "password": PASSWORD})
    assert answer.status_code == 303

    def get(asked: str) -> bytes:
        answer = client.get(f"/programs/{CODE}/table?{asked}")
        assert answer.status_code == 200, asked
        return answer.data

    return get


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("email", PEOPLE)
def test_page_and_files_of_the_table_agree_in_every_cell(
    settings: Settings, instants: list[str], email: str, language: str
) -> None:
    get = reader(settings, email, language)
    counts = []
    for asked in instants:
        told = [one["cells"] for one in json.loads(get(f"{asked}&as=json"))["items"]]
        counts.append(len(told))
        with speaking(language):
            titles = {column: gettext(TITLES[column]) for column in Column}
            printed = [{titles[one]: text for one, text in _printed(cells).items()} for cells in told]
            assert _cards(get(f"{asked}&page=all")) == _filled(printed), asked
            assert _cards(get(f"{asked}&as=html")) == _filled(printed), asked
            assert _filled(_word(get(f"{asked}&as=docx"))) == _filled(printed), asked
            by_title = [{titles[Column(name)]: text for name, text in cells.items()} for cells in told]
            assert _filled(_sheet(get(f"{asked}&as=xlsx"))) == _filled(by_title), asked
    assert counts[0] > 5
    assert len(set(counts)) > 2


def _printed(cells: dict[str, str]) -> dict[Column, str]:
    """On paper the date and reason of a decision stand under it, and what collides under the number."""
    return {
        one: "\n".join(filter(None, [cells[one.value], *(cells[x.value] for x, at in BELOW.items() if at is one)]))
        for one in Column
        if one not in BELOW
    }


def _filled(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{title: text for title, text in row.items() if text} for row in rows]


def _cards(page: bytes) -> list[dict[str, str]]:
    tree = html.fromstring(page.decode())
    for hidden in tree.xpath('//*[@class="w" or @class="hush" or @aria-hidden="true"]'):
        hidden.drop_tree()
    heads = [one.text_content().strip() for one in tree.xpath("//table[.//tbody]//thead//th")]
    lines = tree.xpath("//table[.//tbody]/tbody/tr")
    read = [["\n".join(p.text_content() for p in cell.iter("p")) for cell in line.xpath("./td|./th")] for line in lines]
    return _filled([dict(zip(heads, line, strict=True)) for line in read])


def _word(file: bytes) -> list[dict[str, str]]:
    (table,) = Document(BytesIO(file)).tables
    head, *lines = (["\n".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows)
    return [dict(zip(head, line, strict=True)) for line in lines]


def _sheet(file: bytes) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(BytesIO(file)).active
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return [{name: _said(one) for name, one in zip(head, row, strict=True)} for row in rows]


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return phrases.day(value.replace(tzinfo=UTC), "UTC")
    return "" if value is None else str(value)


def test_replaying_the_record_of_the_sample_gives_what_is_kept(settings: Settings) -> None:
    with open_work(settings=settings) as w:
        found = record_replay.replay(w)
    assert found.broken == ()
    assert not found.silent
    assert found.rows > 100
