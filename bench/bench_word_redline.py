"""A redline of two Word files as a Word file with tracked changes, beside its contenders in one interleaved run.

Ours is read, compare, write, called from Python like the contenders; told beside it is the way of the command
`redline`, which reads both files in processes of their own. Contenders: the two engines of python-redlines
(programs of .NET, started as the package starts them) and prosediff. One that takes longer than a minute is
stopped, and the ratio is more than what is said.
"""

import dataclasses
import io
import subprocess
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import docx
from lxml import etree
from prosediff.diff import compare_paths
from prosediff.redline import redline as prosediff_redline
from python_redlines import engines

from bench.drafts import make_draft
from bench.measuring import bar, interleaved, marked
from program_workflow.cli.comparing import tracked_redline
from program_workflow.documents import read
from program_workflow.documents.bounded import read_bounded
from program_workflow.documents.xml import W
from program_workflow.domain import redline
from program_workflow.domain.redline import Entry
from program_workflow.domain.understood import Understood

CLAUSES: Final = 1_000
RUNS: Final = 3
PATIENCE: Final = 60  # seconds for a contender
AUTHOR: Final = "Representative of Kazakhstan"
APART: Final = "ours with both files read in processes of their own"
OOXML, DOCXODUS, PROSEDIFF = "python-redlines, OOXML engine", "python-redlines, Docxodus engine", "prosediff"
#: How many times faster ours has to be: renumbered, and without renumbering.
BARS: Final = {OOXML: (50.0, None), DOCXODUS: (None, 5.0), PROSEDIFF: (None, None)}


def run() -> dict[str, Any]:
    """Medians in seconds, ratios, characters marked, and the bars they are held against."""
    figures: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    draft = make_draft("en", CLAUSES, edited=0.03, inserted=CLAUSES // 100, deleted=CLAUSES // 100)
    _measure("renumbered", draft.old, draft.new, figures, rows)
    edited = make_draft("en", CLAUSES)
    same = [dataclasses.replace(new, number=old.number) for old, new in zip(edited.old, edited.new, strict=True)]
    _measure("without renumbering", edited.old, same, figures, rows)
    return {**figures, "bars": rows}


def _measure(
    what: str, old: Sequence[Entry], new: Sequence[Entry], figures: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [_word_file(Path(folder) / f"{name}.docx", text) for name, text in (("old", old), ("new", new))]
        made = {name: Path(folder) / f"made{at}.docx" for at, name in enumerate(("ours", *BARS))}
        ways: dict[str, Callable[[], Any]] = {
            "ours": lambda: made["ours"].write_bytes(_ours(read, *files)),
            APART: lambda: _ours(read_bounded, *files),
            OOXML: _engine(engines.XmlPowerToolsEngine, *files, made[OOXML]),
            DOCXODUS: _engine(engines.DocxodusEngine, *files, made[DOCXODUS]),
            PROSEDIFF: lambda: prosediff_redline(compare_paths(*files).files[0], str(made[PROSEDIFF]), AUTHOR, "docx"),
        }
        times = interleaved(ways, RUNS)
        marks = {name: _marked(file) for name, file in made.items() if file.exists()}
    text = marked(redline.compare(_whole(old), _whole(new)))[0]
    key = what.replace(" ", "_")
    for name in ways:
        said = "_".join(name.lower().replace(",", "").replace("-", " ").split())
        figures[f"word_{key}_{said}_seconds"] = round(times[name], 2)
        if name in marks:
            figures[f"word_{key}_{said}_characters_marked"] = marks[name]
    for name, wanted in BARS.items():
        rows.append(_faster(name, what, wanted[what != "renumbered"], times["ours"], times[name], name in marks))
    ratio = marks["ours"] / text
    rows.append(
        bar(f"{what}: characters marked, against the redline of the text", "≤ 1.1 ×", f"{ratio:.2f} ×", ratio <= 1.1)
    )


def _faster(name: str, what: str, wanted: float | None, mine: float, theirs: float, has_ended: bool) -> dict[str, Any]:
    more = "" if has_ended else "more than "
    measured = f"{more}{theirs / mine:.0f} × ({mine:.2f} against {more}{theirs:.1f} s)"
    asked = f"≥ {wanted:.0f} ×" if wanted else "told beside the others"
    note = "" if has_ended else f"It had not ended after {PATIENCE} s, and was stopped."
    return bar(f"{CLAUSES:,} clauses, {what}, against {name}", asked, measured, theirs / mine >= (wanted or 0), note)


def _ours(reader: Callable[[str, bytes], Understood], old: Path, new: Path) -> bytes:
    before, after = (reader(file.name, file.read_bytes()) for file in (old, new))
    return tracked_redline(before, after, title="Redline")


def _engine(kind: Any, old: Path, new: Path, made: Path) -> Callable[[], None]:
    """The package's command, which alone can be stopped; a file that is not whole is taken away."""
    with warnings.catch_warnings(action="ignore"):
        engine = kind()
    command = engine._build_command(AUTHOR, str(old), str(new), str(made))

    def compare() -> None:
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            made.unlink(missing_ok=True)

    return compare


def _word_file(target: Path, text: Sequence[Entry]) -> Path:
    """Paragraphs with their numbers in the text, as many drafts have them."""
    document = docx.Document()
    for entry in text:
        document.add_paragraph(f"{entry.number} {entry.text}")
    document.save(str(target))
    return target


def _whole(text: Sequence[Entry]) -> str:
    return "\n".join(f"{entry.number} {entry.text}" for entry in text)


def _marked(file: Path) -> int:
    """Characters in tracked changes of the body."""
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(file.read_bytes())).read("word/document.xml"))
    changes = body.iter(*(W + tag for tag in ("ins", "del", "moveFrom", "moveTo")))
    return sum(len(words.text or "") for change in changes for words in change.iter(W + "t", W + "delText"))
