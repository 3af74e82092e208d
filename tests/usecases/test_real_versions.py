"""Successive versions of real Russian texts: imported as versions of one program, their redline rebuilds both sides."""

from pathlib import Path

import pytest

from program_workflow.documents import read
from program_workflow.domain.actor import console_as
from program_workflow.domain.terms import Role, VersionAction
from program_workflow.domain.understood import walk
from program_workflow.usecases import importing, versions
from program_workflow.usecases.comparing import compare_versions
from tests.usecases.test_replaying import NOW, Opening

FOLDER = Path(__file__).resolve().parents[1] / "data" / "ru-versions"
PAIRS = [
    pytest.param("consolidated_v0.md", "consolidated_v2.md", id="constitution with a bill"),
    pytest.param("ustav_v1.md", "ustav_v2.md", id="charter"),
    pytest.param("text_v0.docx", "text_v2.converted.docx", id="bill in Word"),
]


def understood(name):
    return read(name, (FOLDER / name).read_bytes(), language="ru")


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_redline_of_two_versions_rebuilds_both_sides(sqlite_url, old, new):
    opening, coordinator = Opening(sqlite_url), console_as(Role.COORDINATOR)
    before, after = understood(old), understood(new)
    with opening(coordinator, NOW) as w:
        importing.create_from_file(w, old, (FOLDER / old).read_bytes(), before, code="RU")
        for action, until in ((VersionAction.CIRCULATE, NOW.replace(year=2027)), (VersionAction.CLOSE, None)):
            versions.take_step(w, "RU", 1, action, seen_revision=None, closes_at=until, reason="Принято.")
        assert importing.replace_text(w, "RU", after).number == 2
    with opening(coordinator, NOW) as w:
        rows = compare_versions(w, "RU", 1, 2).clauses
    assert rebuilt([row for row in rows if row.id_new], "-") == [clause.text for clause in walk(after.clauses)]
    old_texts = rebuilt([row for row in rows if row.id_old], "+")
    assert sorted(old_texts) == sorted(clause.text for clause in walk(before.clauses))
    assert sum(row.change == "equal" for row in rows) > 50
    opening.engine.dispose()


def rebuilt(rows, leave_out):
    return ["".join(text for op, text in row.runs if op != leave_out) for row in rows]
