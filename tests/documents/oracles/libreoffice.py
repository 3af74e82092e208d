"""LibreOffice as an oracle: what its own reader shows once all tracked changes are accepted or rejected."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

SYSTEM_PYTHON: Final = "/usr/bin/python3"
SCRIPT: Final = Path(__file__).with_name("libreoffice_script.py")
_ANNOTATION: Final = re.compile(
    rb"<office:annotation[ >].*?</office:annotation>|<office:annotation-end[^>]*/>", re.DOTALL
)
PATIENCE: Final = 120  # seconds for a file
AT_ONCE: Final = 10  # files to one office

#: file → "accept" or "reject" → "body", "notes" or "frames" → paragraphs
Shown = dict[str, dict[str, dict[str, list[str]]]]


def missing_libreoffice() -> str:
    """Why LibreOffice cannot be asked, "" if it can."""
    if not shutil.which("soffice"):
        return "LibreOffice is not installed (Debian: libreoffice-writer-nogui)"
    try:
        found = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    except FileNotFoundError:
        return f"there is no {SYSTEM_PYTHON}"
    return "" if found.returncode == 0 else "LibreOffice has no Python bindings (Debian: python3-uno)"


def ask_libreoffice(files: Sequence[Path], folder: Path) -> Shown:
    """What it shows of each file; one that it cannot open is not among the answers.

    folder: for its settings. The office of a run is ours alone, and is stopped at the end.
    """
    shown: Shown = {}
    copies = {str(_without_comments(file, folder / f"{at}{file.suffix}")): str(file) for at, file in enumerate(files)}
    left = list(copies)
    while left:
        asked = left[:AT_ONCE]
        answers = _ask(asked, folder)
        shown |= {copies[path]: answer for path, answer in answers.items()}
        left = left[min(len(answers) + 1, len(asked)) :]  # the one after the last answer brought the office down
    return shown


def _without_comments(file: Path, copy: Path) -> Path:
    """A copy without anchors of comments, over which LibreOffice without windows goes down; no word changes."""
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            content = package.read(name)
            if name == "content.xml":
                content = _ANNOTATION.sub(b"", content)
            if name.startswith("word/"):
                content = re.sub(rb"<w:comment(RangeStart|RangeEnd|Reference)\b[^>]*/>", b"", content)
            made.writestr(name, content)
    return copy


def _ask(files: Sequence[str], folder: Path) -> Shown:
    pipe = f"oracle{os.getpid()}"
    office = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"),
            f"-env:UserInstallation={(folder / 'office').as_uri()}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        asked = subprocess.run(
            [SYSTEM_PYTHON, str(SCRIPT), pipe, *files], capture_output=True, timeout=PATIENCE * len(files), check=False
        )
    finally:
        os.killpg(office.pid, 15)
        office.wait(30)
    return dict(json.loads(line) for line in asked.stdout.decode().splitlines())


def saved_by_libreoffice(file: Path, kind: str, folder: Path) -> Path:
    """The file as LibreOffice writes it after it has read it. kind: "docx" or "odt"."""
    made = folder / "saved"
    settings = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", "--headless", "--norestore", settings, "--convert-to", kind, "--outdir", str(made), str(file)]
    subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    return made / f"{file.stem}.{kind}"
