"""The commands a secretariat starts with: what they do, what they print, how they refuse."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from program_workflow import cli
from program_workflow.storage import EventRow
from program_workflow.wiring import open_work

PASSWORD = "Correct-Horse-9-Battery\n"
ROOT = Path(__file__).resolve().parents[2]
DRAFT = ROOT / "examples" / "cis-2011-draft-en.docx"


def one_line(result):
    """The refusal of a command: exit status 1, one line on stderr, nothing on stdout."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").strip()


def test_a_new_instance_takes_its_first_people(run):
    assert (
        run("delegations", "add", "kaz", "--name-en", "Kazakhstan", "--name-ru", "Казахстан").stdout == "KAZ: added.\n"
    )
    words = ("users", "add", "kaz@example.org", "--name", "Representative of Kazakhstan", "--role", "representative")
    assert "representative KAZ" in run(*words, "--delegation", "KAZ", "--password-stdin", stdin=PASSWORD).stdout
    assert "Kazakhstan  /  Казахстан" in run("delegations", "list").stdout
    assert "Representative of Kazakhstan" in run("users", "list").stdout


def test_a_name_is_corrected_in_one_language_and_stands_in_the_record(run):
    run("delegations", "add", "KAZ", "--name-en", "Kazahstan", "--name-ru", "Казахстан")
    said = run("delegations", "rename", "kaz", "--name-en", "Kazakhstan")
    assert said.stdout == "KAZ: Kazakhstan  /  Казахстан\n"
    assert "Kazakhstan  /  Казахстан" in run("delegations", "list").stdout
    assert run("audit", "verify").exit_code == 0
    assert "XXX" in one_line(run("delegations", "rename", "XXX", "--name-en", "X"))
    assert "names it has" in one_line(run("delegations", "rename", "KAZ", "--name-en", "Kazakhstan"))
    assert run("delegations", "rename", "KAZ").exit_code == 2


def test_a_token_is_printed_and_nothing_else(run):
    run("users", "add", "admin@example.org", "--name", "Administrator", "--role", "administrator")
    result = run("tokens", "create", "admin@example.org", "--days", "7")
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert len(result.stdout.split()) == 1
    assert len(result.stdout) > 40


def test_an_account_without_a_password_is_marked_so(run):
    run("users", "add", "admin@example.org", "--name", "Administrator", "--role", "administrator")
    assert "(no password)" in run("users", "list").stdout
    assert run("users", "password", "ADMIN@example.org", stdin=PASSWORD).exit_code == 0
    assert "(no password)" not in run("users", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("tokens", "create", "nobody@example.org"), "nobody@example.org", id="token of nobody"),
        pytest.param(("users", "password", "nobody@example.org"), "nobody@example.org", id="password of nobody"),
        pytest.param(
            ("users", "add", "a@example.org", "--name", "A", "--role", "expert"), "delegation", id="expert of none"
        ),
        pytest.param(("import", DRAFT, "--program", "no code"), "code", id="a code with a space"),
        pytest.param(("import", DRAFT, "--program", "P1", "--as-version"), "no program P1", id="version of nothing"),
    ],
)
def test_a_refusal_is_one_line(run, words, said):
    assert said in one_line(run(*words, stdin=PASSWORD))


def test_a_refused_command_leaves_nothing_half_done(run):
    run("db", "upgrade")
    one_line(
        run("users", "add", "a@example.org", "--name", "A", "--role", "administrator", "--password-stdin", stdin="x\n")
    )
    assert run("users", "list").stdout == ""
    assert "0 events" in run("audit", "verify").stdout


def test_a_refusal_is_said_in_the_language_of_the_terminal(run, monkeypatch):
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert "code" not in one_line(run("import", DRAFT, "--program", "no code"))


def test_wrong_usage_ends_with_two(run):
    assert run("users", "add").exit_code == 2
    assert run("import", "there-is-no-such-file.docx", "--program", "P1").exit_code == 2
    assert run("users", "add", "a@example.org", "--name", "A", "--role", "king").exit_code == 2


def test_an_import_says_what_was_understood_and_what_was_left_out(run):
    said = run("import", DRAFT, "--program", "CIS-2011", "--language", "en").stdout
    assert said.startswith("CIS-2011: version 1, working.\n")
    assert "measure 2" in said
    assert "Left out:" in said
    assert "header or footer of the page" in said


def test_the_same_code_is_refused_a_second_time(run):
    run("import", DRAFT, "--program", "CIS-2011")
    assert (
        one_line(run("import", DRAFT, "--program", "CIS-2011")) == "There is already a program with the code CIS-2011."
    )


def test_a_file_becomes_the_next_text_of_a_program(run, tmp_path):
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("1. General provisions\n\n1.1. The Program rests on national legislation.\n")
    second.write_text(
        "1. General provisions\n\n1.1. The Program rests on international law and national legislation.\n"
    )
    run("import", first, "--program", "P1", "--language", "en")
    assert run("import", second, "--program", "P1", "--as-version", "--language", "en").stdout.startswith(
        "P1: version 1"
    )


def test_a_damaged_file_leaves_nothing_behind(run, tmp_path):
    file = tmp_path / "draft.docx"
    file.write_bytes(DRAFT.read_bytes()[:3000])
    assert "draft.docx" in one_line(run("import", file, "--program", "P1"))
    assert "0 events" in run("audit", "verify").stdout


def test_the_record_is_verified_and_exported(run, tmp_path):
    run("delegations", "add", "KAZ", "--name-en", "Kazakhstan", "--name-ru", "Казахстан")
    run("import", DRAFT, "--program", "P1")
    assert "The record holds: 3 events" in run("audit", "verify").stdout
    target = tmp_path / "record.jsonl"
    run("audit", "export", "-o", target)
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert [line["previous_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]


def test_a_record_that_was_tampered_with_is_refused(run):
    run("delegations", "add", "KAZ", "--name-en", "Kazakhstan", "--name-ru", "Казахстан")
    with open_work() as w:
        w.session.get(EventRow, 1).reason = "nothing happened"
    assert "event 1" in one_line(run("audit", "verify"))


def test_the_database_is_made_checked_and_at_the_present_release(run):
    assert "from nothing" in run("db", "upgrade").stdout
    assert "already" in run("db", "upgrade").stdout
    assert run("db", "check").exit_code == 0


def test_an_unusable_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("PROGRAM_WORKFLOW_ENV", "production")
    assert "PROGRAM_WORKFLOW_SECRET_KEY" in one_line(run("db", "upgrade"))


def test_a_database_that_does_not_answer_is_told_in_one_line(run, monkeypatch):
    monkeypatch.setenv("PROGRAM_WORKFLOW_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    assert one_line(run("delegations", "list")).startswith("The database failed")


def test_the_doctor_names_what_does_not_work(run):
    result = run("doctor")
    assert result.exit_code == 1
    assert "ok    database" in result.stdout
    assert "FAIL  worker" in result.stdout
    assert "worker, scheduler" in result.stderr


def test_the_doctor_knows_a_mail_server_that_is_down(run, monkeypatch):
    monkeypatch.setenv("PROGRAM_WORKFLOW_SMTP_URL", "smtp://127.0.0.1:1")
    assert "FAIL  mail       The mail server 127.0.0.1" in run("doctor").stdout


def test_help_and_redline_load_no_database():
    script = (
        "import sys; from program_workflow import cli; "
        "print([m for m in ('sqlalchemy', 'celery', 'flask', 'babel', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_shows_an_example():
    def leaves(command, path):
        if hasattr(command, "commands"):
            for name, child in command.commands.items():
                yield from leaves(child, f"{path} {name}")
        else:
            yield path, command

    missing = [path for path, one in leaves(cli.main, "program-workflow") if f"Example: {path}" not in (one.help or "")]
    assert missing == []


def test_the_record_is_replayed_and_every_difference_is_named(run):
    run("delegations", "add", "KAZ", "--name-en", "Kazakhstan", "--name-ru", "Казахстан")
    run("import", DRAFT, "--program", "P1")
    assert "Replaying 3 events gives the 3 rows that are kept." in run("audit", "replay").stdout
    with open_work() as w:
        w.session.execute(text("UPDATE delegations SET name_en = 'Elsewhere'"))
        w.session.execute(text("UPDATE versions SET state = 'adopted'"))
    found = run("audit", "replay")
    assert found.exit_code == 1
    assert "delegations: KAZ" in found.stdout
    assert "name_en is Elsewhere, the record gives Kazakhstan" in found.stdout
    assert "state is adopted, the record gives working" in found.stdout
    assert "2 differences" in found.stderr


def test_a_text_is_exported_as_it_stood(run, tmp_path):
    run("import", DRAFT, "--program", "P1")
    target = tmp_path / "then.txt"
    refused = run("export", "P1", "--as", "txt", "--brackets", "--as-of", "2011-03-01T09:00:00Z", "-o", target)
    assert "No version had been circulated" in one_line(refused)
    assert "no instant" in one_line(run("export", "P1", "--as", "txt", "--as-of", "then", "-o", target))
    assert not target.exists()


def test_the_text_in_another_language_is_laid_beside_the_draft(run, tmp_path):
    russian, english = tmp_path / "ru.txt", tmp_path / "en.txt"
    russian.write_text("1. Стороны встречаются до 1 мая 2012 г.\n2. Стороны проводят учения.\n", encoding="utf-8")
    english.write_text("1. The parties meet by 1 June 2012.\n3. Something else, of 2019.\n", encoding="utf-8")
    run("import", str(russian), "--program", "P-1", "--language", "ru")
    made = run("import", str(english), "--program", "P-1", "--language", "en")
    assert made.exit_code == 0, made.stderr
    assert "P-1: version 1, text in en: new 1, no_text 1, no_clause 1." in made.stdout
    assert "1 · date differs: 1 мая 2012 / 1 June 2012" in made.stdout
    assert "in the file: 3 · no clause · “Something else, of 2019.”" in made.stdout
    again = run("import", str(english), "--program", "P-1", "--language", "en")
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert run("audit", "verify").exit_code == 0
