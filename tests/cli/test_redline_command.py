"""`redline`: two files as text, data and page, without a database."""

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.documents.word_files import paragraph, part, text_box, word_file

OLD = """1. General provisions

1.1. The Program begins on 1 March 2011.

1.2. The measures are financed by the states.

2. Control

2.1. The Center reports <every> year & month.
"""
NEW = """1. General provisions

1.1. The Program begins on 15 April 2011.

1.2. The report is published.

1.3. The measures are financed by the states.

2. Control

2.1. The Center reports <every> year & month.
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD)
    new.write_text(NEW)
    return old, new


def test_text_marks_whole_words_and_says_what_was_renumbered(run, files):
    said = run("redline", *files).stdout
    assert "The Program begins on [-1 March-]{+15 April+} 2011." in said
    assert "1.2 point · inserted\n    {+The report is published.+}" in said
    assert "1.3 point · renumbered · was 1.2" in said
    assert "General provisions" not in said
    assert said.endswith("Clauses: 4 unchanged, 1 changed, 1 inserted, 0 deleted, 0 moved, 1 renumbered.\n")


def test_data_rebuilds_both_sides(run, files):
    found = json.loads(run("redline", *files, "--format", "json").stdout)
    assert found["summary"]["changed"] == 1
    changed = next(one for one in found["clauses"] if one["change"] == "changed")
    assert (changed["number_old"], changed["number_new"]) == ("1.1", "1.1")
    assert "".join(text for op, text in changed["runs"] if op != "+") == "The Program begins on 1 March 2011."
    assert "".join(text for op, text in changed["runs"] if op != "-") == "The Program begins on 15 April 2011."
    equal = [one for one in found["clauses"] if one["change"] == "equal"]
    assert all(op == "=" for one in equal for op, _ in one["runs"])


class Page(HTMLParser):
    """What a browser would take from the page: addresses and marked words."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.marked: dict[str, list[str]] = {"ins": [], "del": []}
        self.text = ""
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "action")]

    def handle_endtag(self, tag):
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data):
        for tag in ("ins", "del"):
            if tag in self.inside:
                self.marked[tag].append(data)
        if "style" not in self.inside:
            self.text += data


@pytest.mark.parametrize("options", [(), ("--side-by-side",)], ids=["inline", "side by side"])
def test_the_page_stands_on_its_own(run, files, tmp_path, options):
    target = tmp_path / "redline.html"
    result = run("redline", *files, "--format", "html", "-o", target, *options)
    assert result.stdout == ""
    page = Page()
    page.feed(target.read_text())
    assert page.marked == {"ins": ["15 April", "The report is published."], "del": ["1 March"]}
    assert "reports <every> year & month." in page.text
    assert page.fetched == []


def test_an_inserted_clause_has_nothing_on_the_old_side(run, files, tmp_path):
    target = tmp_path / "redline.html"
    run("redline", *files, "--format", "html", "--side-by-side", "-o", target)
    assert target.read_text().count("<div>—</div>") == 1


def test_sides_stand_beside_each_other_in_text(run, files):
    line = next(line for line in run("redline", *files, "--side-by-side").stdout.splitlines() if "March" in line)
    left, right = line.split("│")
    assert left.strip() == "The Program begins on [-1 March-] 2011."
    assert right.strip() == "The Program begins on {+15 April+} 2011."


def test_fields_of_a_measure_are_named(run, tmp_path):
    head = "| No. | Measure | Executing bodies | Timeframe |\n|---|---|---|---|\n"
    rows = head + "| 1.1 | Hold an exercise | Center | {} |\n"
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(rows.format("2011"))
    new.write_text(rows.format("2012"))
    assert "Timeframe: [-2011-]{+2012+}" in run("redline", old, new).stdout
    field = next(
        f
        for c in json.loads(run("redline", old, new, "--format", "json").stdout)["clauses"]
        for f in c["fields"]
        if f["name"] == "timeframe"
    )
    assert field["change"] == "changed"


def test_a_change_that_cannot_be_seen_is_told(run, tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("1. О мире\n\n1.1. Совет решает.\n")
    new.write_text("1. О мире\n\n1.1. Cовет решает.\n")  # its first letter is Latin
    names = "CYRILLIC CAPITAL LETTER ES", "LATIN CAPITAL LETTER C"
    assert f"    ! A change you cannot see: {names[0]} → {names[1]}\n" in run("redline", old, new).stdout
    found = json.loads(run("redline", old, new, "--format", "json").stdout)
    assert [one["unseen"] for one in found["clauses"]] == [[], [[0, *names]]]
    page = run("redline", old, new, "--format", "html", "--side-by-side").stdout
    assert page.count(f"⚠ Невидимое изменение: {names[0]} → {names[1]}") == 1


def test_nothing_is_made_on_disk(run, files, home):
    assert run("redline", *files).exit_code == 0
    assert not home.exists()


def test_a_word_file_has_the_redline_as_tracked_changes(run, files, tmp_path):
    target = tmp_path / "redline.docx"
    assert run("redline", *files, "--format", "docx", "-o", target).exit_code == 0
    body = zipfile.ZipFile(target).read("word/document.xml").decode()
    assert re.findall("<w:delText[^>]*>([^<]*)<", body) == ["1 March", "1.2"]
    assert "The report is published." in body
    printed = run("redline", *files, "--format", "docx").stdout_bytes
    assert printed == target.read_bytes()


def test_notes_are_compared_behind_the_text_and_what_is_not_compared_is_said(run, tmp_path):
    old, new = tmp_path / "old.docx", tmp_path / "new.docx"
    long = "word " * 60  # longer than an excerpt
    for file, last in ((old, "end"), (new, "close")):
        note = part("footnotes", f'<w:footnote w:id="2">{paragraph(long + last)}</w:footnote>')
        called = paragraph("1. One.", '<w:r><w:footnoteReference w:id="2"/></w:r>', text_box("beside"))
        file.write_bytes(word_file(called, footnotes=note))
    result = run("redline", old, new)
    assert "[-end-]{+close+}" in result.stdout
    assert "new.docx: not compared: text box: not part of the text flow (1)." in result.stderr


def test_a_file_that_cannot_be_read_leaves_no_output(run, files, tmp_path):
    bad, target = tmp_path / "bad.docx", tmp_path / "out.html"
    bad.write_bytes(b"PK\x03\x04 nothing")
    result = run("redline", files[0], bad, "--format", "html", "-o", target)
    assert result.exit_code == 1
    assert not target.exists()


def test_typography_is_left_aside_where_that_is_asked_for_and_counted(run, tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text('1. Всё о "Вестнике"\n\n1.1. Он выходит в 2011-2013 годах.\n')
    new.write_text("1. Все о «Вестнике»\n\n1.1. Он выходит в 2011–2013 годах.\n")
    said = run("redline", old, new).stdout
    assert "[-2011-2013-]{+2011–2013+}" in said
    assert "typography" not in said
    said = run("redline", old, new, "--ignore-typography").stdout
    assert said.startswith("Clauses: 2 unchanged, 0 changed")
    assert said.endswith("0 renumbered. Differences of typography not shown: 4.\n")
    found = json.loads(run("redline", old, new, "--ignore-typography", "--format", "json").stdout)
    assert found["clauses"][1]["folded"] == [[17, "-", "–"]]
    page = run("redline", old, new, "--ignore-typography", "--format", "html").stdout
    assert "Не показаны различия в знаках и пробелах: 4." in page
    assert "<ins>" not in page
