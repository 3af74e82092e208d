"""Hostile and changed files on the page that takes files: an answer in words, no error, nothing kept of a refusal.

MUTATED_UPLOADS names a number of changed files for a longer run.
"""

import os
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from program_workflow.settings import Settings
from program_workflow.storage.base import Base
from program_workflow.wiring import open_work
from tests.documents.hostile import HEAVY, HOSTILE
from tests.documents.long_mutation import SEED, changed_files

PAGE: Final = "/programs/import"
COUNT: Final = int(os.environ.get("MUTATED_UPLOADS", "8"))
LONG: Final = "MUTATED_UPLOADS" in os.environ


def files() -> Iterator[tuple[str, bytes]]:
    wanted = list(HOSTILE) if LONG else [what for what in HOSTILE if what not in HEAVY][::7]
    for what in wanted:
        name, make, _ = HOSTILE[what]
        yield name, make()
    yield from changed_files(COUNT, SEED)


@pytest.mark.slow
def test_a_refused_file_is_answered_in_words_and_leaves_nothing(
    logged_in: Any, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = logged_in("coordinator")
    browser.get(PAGE)
    answers: Counter[int] = Counter()
    for name, data in files():
        before = rows(settings)
        fields = {**browser.hidden(PAGE), "file": (BytesIO(data), name)}
        answer = browser.client.post(PAGE, data=fields, content_type="multipart/form-data")
        answers[answer.status_code] += 1
        if answer.status_code == 303:
            assert browser.get(answer.location).status_code == 200
            assert browser.post(f"{answer.location}/discard").status_code == 303
        else:
            assert answer.status_code in (413, 422), (name, answer.status_code)
            assert 'id="file-error"' in answer.text
            assert rows(settings) == before
        browser.get(PAGE)
    with capsys.disabled():
        print(f"\nuploads by answer: {dict(answers)}" if LONG else "", end="")  # noqa: T201 - what a long run is for
    assert answers[303]
    assert answers[422] + answers[413]


def rows(settings: Settings) -> dict[str, int]:
    """How many of every table."""
    with open_work(settings=settings) as w:
        return {
            table.name: w.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
