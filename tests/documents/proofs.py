"""What is proved of files of Word and OpenDocument: of those of the tests by them, of any folder by the bench.

The signs of a text are compared, without its spaces.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from program_workflow.cli.comparing import tracked_redline
from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.documents.xml import W
from program_workflow.domain.edits import words_of_clause
from program_workflow.domain.understood import Left, walk
from tests.documents.oracles.libreoffice import Shown
from tests.documents.oracles.pandoc import ask_pandoc
from tests.documents.oracles.texts import SIDES, body_of, notes_of, words

#: Elements that carry the author of a tracked change. What customXml… marks has an end of its own without one.
TRACKED: Final = (
    *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange", "rPrChange"),
    *("pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "sectPrChange"),
    *(f"customXml{what}RangeStart" for what in ("Ins", "Del", "MoveFrom", "MoveTo")),
)
_ROWS: Final = "does not undo a tracked row: words in it that are not tracked themselves stay"
_HIDDEN: Final = "shows hidden text, which we leave out of the text and list"
_TODAY: Final = "shows the date of today for a field that kept another"
#: What differs beside formulas, which every program writes in a way of its own, and why ours is right.
PANDOC: Final = {
    "926396XM.docx": _HIDDEN,
    "929512XM.docx": _HIDDEN,
    "pt-RA001-Tracked-Revisions-01.docx": _ROWS,
    "pt-Jupiter.docx": "leaves out what a field shows that counts (SEQ)",
}
LIBREOFFICE: Final = {
    "926396XM.docx": _HIDDEN,
    "929512XM.docx": _HIDDEN,
    "WC018-Field-Simple-After-1.docx": _TODAY,
    "WC018-Field-Simple-Before.docx": _TODAY,
    "pt-HC031-Complicated-Document.docx": _TODAY,
    "pt-RA001-Tracked-Revisions-01.docx": f"{_ROWS}; joins a paragraph with one behind the table that follows it",
    "pt-RP018-MoveFrom-MoveTo-CC.docx": "keeps both ends of a move of a content control",
    "pt-RP051-Arabic.docx": "reads most of the changes of this file as untracked text",
    "pt-TestDocument.docx": "shows signs of a private font, which have no meaning outside it",
}
#: Files whose numbers a redline prints in the way of the template: 1. for 1, (a) for a).
NUMBERED: Final = ("WC006-Table", "WC055-French")
#: Files whose paragraphs Word numbers by itself.
COUNTED: Final = ("text_v", "ILPA-")
_ABOUT_NUMBERS: Final = str.maketrans("", "", ".()")


def differs_from_pandoc(file: Path) -> list[str]:
    """The sides and stories in which pandoc reads other signs. Of OpenDocument it reads no tracked changes."""
    found = []
    for side in SIDES:
        shown = ask_pandoc(file, side, formulas=False)
        if words(body_of(file, side, formulas=False)) != words(shown["body"]):
            found.append(f"{side}: body")
        if Counter(words(notes_of(file, side))) != Counter(words(shown["notes"])):  # in the order of the text
            found.append(f"{side}: notes")
    return found


def differs_from_libreoffice(file: Path, shown: Shown) -> list[str]:
    """shown: as LibreOffice answered."""
    found = []
    for side in SIDES:
        theirs = shown.get(str(file), {}).get(side, {})
        ours = {"body": body_of(file, side, formulas=False), "notes": notes_of(file, side)}
        found += [f"{side}: {story}" for story, said in ours.items() if words(said) != words(theirs.get(story, []))]
    return found


def changes_in_xml(file: Path) -> dict[str, int]:
    """Tracked changes by author, looked up in every part of a Word file."""
    looked: Counter[str] = Counter()
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(package.read(name))
                looked.update((one.get(W + "author") or "") for one in root.iter(*(W + tag for tag in TRACKED)))
    return dict(looked)


def changes_read(file: Path) -> dict[str, int]:
    counted = read_revised(file.name, file.read_bytes()).counts()
    return {author: sum(kinds.values()) for author, kinds in counted.items() if kinds}


def missing_from_clauses(file: Path) -> list[str]:
    """Letters and figures of the body that no clause has, by side; a table of contents is listed as left out."""
    revised = read_revised(file.name, file.read_bytes())
    found = []
    for side, text in (("reject", revised.original), ("accept", revised.final)):
        said = words([part for clause in walk(text.clauses) for part in (words_of_clause(clause), clause.number)])
        lacking = Counter(words(body_of(file, side))) - Counter(said)
        listed = {finding.reason for finding in text.left_out}
        if any(sign.isalnum() for sign in lacking) and Left.TABLE_OF_CONTENTS not in listed:
            found.append(side)
    return found


def pairs_in(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Old and new file of every pair that a pairs.json in the folder names."""
    for listed in sorted(folder.rglob("pairs.json")):
        for pair in json.loads(listed.read_text())["pairs"]:
            yield listed.parent / pair["before"], listed.parent / pair["after"]


def write_redline(old: Path, new: Path, target: Path) -> Path:
    """The redline of two files as a file with tracked changes."""
    before, after = (read(file.name, file.read_bytes()) for file in (old, new))
    target.write_bytes(tracked_redline(before, after, title=target.stem))
    return target


def not_rebuilt(old: Path, new: Path, redline: Path, shown: Shown) -> list[str]:
    """Who reads something else than the old file with all rejected, or the new one with all accepted, notes included.

    shown: as LibreOffice answered.
    """
    found = []
    for side, source in (("reject", old), ("accept", new)):
        said = _signs(_said(source), source)
        read_by = {
            "we": body_of(redline, side),
            "pandoc": ask_pandoc(redline, side)["body"],
            "LibreOffice": shown.get(str(redline), {}).get(side, {}).get("body", []),
        }
        found += [f"{side}: {who}" for who, lines in read_by.items() if _signs(lines, source) != said]
    return found


def _said(source: Path) -> list[str]:
    """What a file says; where Word counts its paragraphs itself, with the numbers, which the redline prints as text."""
    body = body_of(source, "accept")
    if source.name.startswith(COUNTED):
        understood = read(source.name, source.read_bytes())
        body = [part for clause in walk(understood.clauses) for part in (clause.number, words_of_clause(clause))]
    return [*body, *notes_of(source, "accept")]


def _signs(lines: list[str], source: Path) -> str:
    said = words(lines)
    return said.translate(_ABOUT_NUMBERS) if source.name.startswith((*NUMBERED, *COUNTED)) else said
