"""The demonstration: a fresh sample each time, nobody else's folder touched, and the whole cycle without a browser."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from program_workflow.cli import cycle, demonstrating
from program_workflow.cli.refusals import Refused
from program_workflow.domain.passwords import weakness
from program_workflow.settings import SETTINGS

PROGRAM = Path(sys.executable).with_name("program-workflow")


def test_a_folder_of_another_kind_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("of somebody")
    with pytest.raises(Refused, match="left alone"):
        demonstrating.make_fresh(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "of somebody"


def test_an_earlier_demonstration_is_made_anew(tmp_path):
    home = tmp_path / "demo"
    demonstrating.make_fresh(home)
    (home / "old.txt").touch()
    demonstrating.make_fresh(home)
    assert [file.name for file in home.iterdir()] == [demonstrating.MARKER]


def test_two_demonstrations_do_not_share_a_folder(tmp_path):
    with demonstrating.alone(tmp_path / "demo"):
        second = demonstrating.alone(tmp_path / "demo")
        with pytest.raises(Refused, match="Stop it first"):
            second.__enter__()
    with demonstrating.alone(tmp_path / "demo"):
        pass


def test_no_setting_of_another_instance_is_read(tmp_path, monkeypatch):
    for setting in SETTINGS:
        monkeypatch.setenv(f"PROGRAM_WORKFLOW_{setting.name}", "of another")
    demonstrating.take_home(tmp_path)
    names = [f"PROGRAM_WORKFLOW_{setting.name}" for setting in SETTINGS]
    assert {name: os.environ[name] for name in names if name in os.environ} == {"PROGRAM_WORKFLOW_HOME": str(tmp_path)}


def test_the_log_ins_are_those_of_the_sample(tmp_path):
    sample = demonstrating.read_sample()
    demonstrating.write_logins(tmp_path, sample)
    found = json.loads((tmp_path / "demo.json").read_text())
    assert [one["email"] for one in found["people"]] == [one["email"] for one in sample["people"]]
    assert found["password"] == demonstrating.PASSWORD
    table = demonstrating.login_table(sample["people"])
    assert len(table) == 1 + len(sample["people"])
    assert table[1].split()[1] == "coordinator"


def test_the_password_of_the_sample_is_one_that_is_accepted():
    assert weakness(demonstrating.PASSWORD) is None


def test_a_missing_example_is_named():
    with pytest.raises(Refused, match=r"nothing\.docx"):
        cycle.example("nothing.docx")


@pytest.mark.slow
def test_the_whole_cycle_holds_without_a_browser(tmp_path):
    out = tmp_path / "out"
    words = [PROGRAM, "demo", "--headless", "--home", tmp_path / "demo", "--out", out]
    done = subprocess.run(words, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]
    assert "Amendments 94, accounted for 94" in done.stdout
    assert "Refusals 0." in done.stdout
    assert "All of it held" in done.stdout
    for span in ("DRAFT-2011-1-2", "CIS-2011-1-2"):
        found = json.loads((out / f"redline-{span}.json").read_text())
        assert {"changed", "inserted", "deleted", "moved"} <= {one["change"] for one in found["clauses"]}
        assert (out / f"redline-{span}.html").read_text().startswith("<!doctype html>")
        assert "{+" in (out / f"redline-{span}.txt").read_text()
    assert list((tmp_path / "demo" / "mail").glob("*.eml"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def page(address):
    try:
        return urllib.request.urlopen(address, timeout=60).read().decode()  # noqa: S310 - our own server
    except (URLError, OSError):
        return ""


@pytest.mark.slow
def test_it_shows_the_sample_at_the_printed_address_and_ends_cleanly(tmp_path):
    port = free_port()
    words = [PROGRAM, "demo", "--port", str(port), "--home", tmp_path / "demo"]
    log = tmp_path / "log"
    with log.open("wb") as out:
        running = subprocess.Popen(words, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 90
        while f"Password of everybody: {demonstrating.PASSWORD}" not in log.read_text() and time.monotonic() < end:
            assert running.poll() is None, log.read_text()
            time.sleep(0.1)
        assert f"http://127.0.0.1:{port}" in log.read_text()
        assert "kaz.representative@example.org" in page(f"http://127.0.0.1:{port}/login")
    finally:
        running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
