"""The page of long work in the browser: it moves on by itself, with script and without, and ends in the file."""

from collections.abc import Callable
from typing import Any

import pytest

from program_workflow.domain import job
from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.terms import JobStep
from program_workflow.usecases import working
from program_workflow.usecases.job_kinds import DOINGS
from program_workflow.usecases.work import Work
from program_workflow.wiring import open_reading, open_work
from tests.browser.sites import REPRESENTATIVE, SAMPLE, Site, Visit, axe, sideways

WORDS = {
    "en": ("Step 2 of 3: writing the file, page 7", "Cancel", "Download", "Cancelled"),
    "ru": ("Шаг 2 из 3: запись файла, страница 7", "Отменить", "Скачать", "Отменено"),
}


@pytest.fixture
def everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "AT_ONCE", 0.0)


def do(site: Site, act: Callable[[Work], Any]) -> Any:
    with open_work(SYSTEM, settings=site.settings) as w:
        return act(w)


def carry_out(site: Site, job_id: str) -> None:
    """As a worker would, in this process."""
    row, actor = do(site, lambda w: working.to_make(w, job_id))
    made = DOINGS[row.kind].make(lambda: open_reading(actor, settings=site.settings), row, lambda *_: None)
    working.finish(lambda: open_work(settings=site.settings), job_id, "here:1", made)


@pytest.mark.usefixtures("everything_is_long")
def test_it_moves_on_by_itself_and_ends_in_the_file(
    site: Site, visit: Callable[..., Visit], language: str, has_script: bool
) -> None:
    step, cancel, download, _ = WORDS[language]
    page = visit(site, REPRESENTATIVE, language, has_script=has_script, bypass_csp=True).page()
    page.goto(f"/programs/{SAMPLE}/export?as=txt")
    page.get_by_role("button", name=cancel).wait_for()
    job_id = do(site, lambda w: working.take(w, "here:1"))
    do(site, lambda w: working.note(w, job_id, "here:1", JobStep.WRITE_FILE, 7))
    page.get_by_text(step).wait_for()
    if has_script:
        assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) == []
    carry_out(site, job_id)
    page.get_by_role("link", name=download).wait_for()
    with page.expect_download() as fetched:
        page.get_by_role("link", name=download).click()
    assert fetched.value.suggested_filename.endswith(".txt")


@pytest.mark.usefixtures("everything_is_long")
def test_it_is_cancelled_on_the_page(site: Site, visit: Callable[..., Visit], language: str, has_script: bool) -> None:
    _, cancel, _, cancelled = WORDS[language]
    page = visit(site, REPRESENTATIVE, language, has_script=has_script).page()
    page.goto(f"/programs/{SAMPLE}/export?as=txt")
    page.get_by_role("button", name=cancel).click()
    page.get_by_role("heading", name=cancelled).wait_for()
    assert do(site, lambda w: working.take(w, "here:1")) is None
