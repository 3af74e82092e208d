"""What our reader shows of a file with all tracked changes accepted or rejected, to be held against other programs."""

from pathlib import Path
from typing import Final

from program_workflow.documents.odt import open_odt
from program_workflow.documents.word_package import WordPackage, open_word
from program_workflow.documents.word_revisions import every_change, in_fallback, no_change, resolve
from program_workflow.documents.word_styles import read_styles
from program_workflow.documents.word_text import TextReader
from program_workflow.documents.xml import Element, M, W

SIDES: Final = {"accept": every_change, "reject": no_change}
_FIGURES: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def carried_out(file: Path, side: str) -> WordPackage:
    opener = open_odt if file.suffix == ".odt" else open_word
    package = opener(file.name, file.read_bytes())
    for story in package.stories():
        resolve(story, SIDES[side])
    return package


def body_of(file: Path, side: str, *, formulas: bool = True) -> list[str]:
    """The paragraphs of the body and its tables, without text boxes, notes and automatic numbers."""
    package = carried_out(file, side)
    for formula in [] if formulas else list(package.body.iter(M + "oMath")):
        formula.clear()
    return _paragraphs(package, None)


def notes_of(file: Path, side: str) -> list[str]:
    """The paragraphs of the notes that the text still calls, in the order of the calls: foot- before endnotes."""
    package = carried_out(file, side)
    said: list[str] = []
    for kind, root in (("footnote", package.footnotes), ("endnote", package.endnotes)):
        notes = {note.get(W + "id"): note for note in root} if root is not None else {}
        for call in package.body.iter(f"{W}{kind}Reference"):
            note = notes.get(call.get(W + "id"))
            said += _paragraphs(package, note) if note is not None and not in_fallback(call) else []
    return said


def _paragraphs(package: WordPackage, root: Element | None) -> list[str]:
    texts = TextReader(read_styles(package.styles), lambda *_: None)
    wanted = package.body if root is None else root
    return [texts.read(one).text for one in wanted.iter(W + "p") if not _apart(one)]


def _apart(paragraph: Element) -> bool:
    return in_fallback(paragraph) or next(paragraph.iterancestors(W + "txbxContent"), None) is not None


def words(paragraphs: list[str]) -> str:
    """The signs without spaces; figures above and below the line as they are, which only our reader keeps apart."""
    said = " ".join(paragraphs).translate(_FIGURES).replace("\u00ad", "").replace("\u2011", "-")
    return "".join(said.split())
