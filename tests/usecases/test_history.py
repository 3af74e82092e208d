"""The history of a real text, told: every amendment accounted for, every year's text the real one."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from program_workflow.documents import read
from program_workflow.domain.actor import SYSTEM, console_as
from program_workflow.domain.errors import Conflict, Invalid
from program_workflow.domain.terms import AmendmentState, Role
from program_workflow.domain.understood import walk
from program_workflow.storage import AmendmentRow, DelegationRow, VersionRow
from program_workflow.usecases import history, recording
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.history_account import Account, Outcome
from program_workflow.usecases.texts import load_text
from tests.usecases.test_replaying import NOW, Opening

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "en-programme-versions"
HISTORY = json.loads((FOLDER / "history.json").read_text(encoding="utf-8"))
RECORDS = json.loads((FOLDER / "amendments.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def told(tmp_path_factory, _sqlite_template):
    """The whole history told once: (account, units of work)."""
    file = tmp_path_factory.mktemp("history") / "history.sqlite3"
    file.write_bytes(_sqlite_template.read_bytes())
    opening = Opening(f"sqlite:///{file}")
    account = history.replay_history(HISTORY, FOLDER, opening)
    yield account, opening
    opening.engine.dispose()


def test_it_holds(told):
    account, _ = told
    assert list(account.failures()) == []


def test_every_amendment_is_accounted_for_once(told):
    account, opening = told
    assert account.recorded == len(RECORDS) == 94
    assert account.outcomes.total() == 94
    names = [name for named in account.named.values() for name in named]
    assert sorted(names) == sorted(f"{one['document']} {one['pull_request']}" for one in RECORDS)
    with opening(SYSTEM, NOW) as w:
        states = dict(w.session.execute(select(AmendmentRow.state, func.count()).group_by(AmendmentRow.state)).all())
    filed = account.outcomes.total() - account.outcomes[Outcome.IN_BASE] - account.outcomes[Outcome.NO_EFFECT]
    assert states == {AmendmentState.INCORPORATED: filed}


def test_the_authors_are_delegations(told):
    _, opening = told
    with opening(SYSTEM, NOW) as w:
        names = set(w.session.scalars(select(DelegationRow.name_en)))
    assert names == {one["authors"][0] for one in RECORDS}
    assert len({author for one in RECORDS for author in one["authors"]}) == 22


@pytest.mark.parametrize("program", HISTORY["programs"], ids=lambda program: program["document"])
def test_the_text_at_each_years_end_is_the_snapshot_clause_by_clause(told, program):
    account, opening = told
    ends = {year.year: year for year in account.years if year.code == program["code"]}
    assert set(ends) == {int(year) for year in program["snapshots"]}
    for year, name in program["snapshots"].items():
        clauses = walk(read(name, (FOLDER / name).read_bytes(), language="en").clauses)
        with opening(console_as(Role.COORDINATOR), NOW) as w:
            version = w.session.scalars(
                select(VersionRow).where(
                    VersionRow.program_id == find_program(w, program["code"]).id,
                    VersionRow.number == ends[int(year)].version,
                )
            ).one()
            nodes = load_text(w, version.id).nodes
        assert [(n.kind, n.contents["en"].text) for n in nodes] == [(c.kind, c.text) for c in clauses], year


def test_the_record_of_it_holds(told):
    _, opening = told
    with opening(SYSTEM, NOW) as w:
        assert recording.verify(w).broken == ()


def test_it_is_told_once(told):
    _, opening = told
    with pytest.raises(Conflict):
        history.replay_history(HISTORY, FOLDER, opening)


def test_a_file_that_is_missing_is_named(sqlite_url, tmp_path):
    with pytest.raises(Invalid, match=r"democracy_2013\.md"):
        history.replay_history(HISTORY, tmp_path, Opening(sqlite_url))


def test_what_is_not_accounted_for_is_a_failure():
    account = Account("Two", 2)
    account.note("P", Outcome.AS_RECORDED, 1, "p 1")
    assert list(account.failures()) == ["1 of 2 amendments are accounted for"]


@pytest.mark.parametrize(
    ("author", "code"),
    [("James Smith", "JSMITH"), ("philipjohn", "PHILIPJOHN"), ("Autumn-Leah", "AUTUMN-LEAH"), ("Philip John", "PJOHN")],
)
def test_a_delegation_goes_by_initial_and_name_or_by_handle(author, code):
    assert history.code_of(author) == code


def test_no_two_authors_share_a_code():
    authors = {author for one in RECORDS for author in one["authors"]}
    assert len({history.code_of(author) for author in authors}) == len(authors)
