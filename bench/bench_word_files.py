"""Every file of Word and OpenDocument there is, read and compared, against pandoc, LibreOffice and its own XML.

Files: those of the tests, or all in the folder that BENCH_TEXTS names. Pairs: those of every pairs.json there,
and files that are versions of one text. Named are files in which another program reads something else; the
reasons stand in tests/documents/proofs.py.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench.drafts import ROOT
from bench.measuring import bar
from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.domain.errors import WorkflowError
from tests.documents import proofs
from tests.documents.oracles.libreoffice import ask_libreoffice, missing_libreoffice
from tests.documents.oracles.pandoc import missing_pandoc

_KINDS: Final = (".docx", ".odt", ".txt", ".md")
#: Versions of one text beside each other, in order of their names.
_VERSIONS: Final = ("docx-contracts/ILPA-*.docx", "ru-bill-versions/text_*.docx", "ru-versions/text_*.docx")


def run() -> dict[str, Any]:
    """Counts; a file that differs and is not named is listed in the note of its bar."""
    absent = missing_libreoffice() or missing_pandoc()
    if absent:
        raise RuntimeError(absent)
    folder = Path(os.environ.get("BENCH_TEXTS", ROOT / "tests/data"))
    texts = sorted(file for kind in _KINDS for file in folder.rglob(f"*{kind}") if file.name != "SOURCE.txt")
    refused = {file.name: said for file in texts if (said := _refusal(file))}
    packages = [file for file in texts if file.suffix in (".docx", ".odt") and file.name not in refused]
    word = [file for file in packages if file.suffix == ".docx"]
    versions = [pair for pattern in _VERSIONS for pair in pairwise(sorted(folder.glob(pattern)))]
    pairs = [*proofs.pairs_in(folder), *versions]
    tracked = {file: changes for file in word if (changes := proofs.changes_in_xml(file))}
    with tempfile.TemporaryDirectory() as aside, tempfile.TemporaryDirectory() as office:
        made = [proofs.write_redline(old, new, Path(aside) / f"{at}.docx") for at, (old, new) in enumerate(pairs)]
        shown = ask_libreoffice([*packages, *made], Path(office))
        compared = [
            (f"{old.name} → {new.name}", proofs.not_rebuilt(old, new, redline, shown))
            for (old, new), redline in zip(pairs, made, strict=True)
        ]
    rows = [
        bar("files read", f"all of {len(texts)}", f"{len(texts) - len(refused)}", not refused, _listed(refused)),
        _exact("pandoc", word, proofs.PANDOC, proofs.differs_from_pandoc),
        _exact("LibreOffice", packages, proofs.LIBREOFFICE, lambda file: proofs.differs_from_libreoffice(file, shown)),
        _all(
            f"files with tracked changes ({sum(sum(one.values()) for one in tracked.values())}): authors and counts "
            "as in the XML",
            [
                (file.name, [] if proofs.changes_read(file) == changes else ["counts"])
                for file, changes in tracked.items()
            ],
        ),
        _all(
            "files whose every word stands in a clause", [(one.name, proofs.missing_from_clauses(one)) for one in word]
        ),
        _all("pairs: we, pandoc and LibreOffice read the old and the new in their redline", compared),
    ]
    return {"files": len(texts), "packages": len(packages), "tracked_files": len(tracked), "bars": rows}


def _refusal(file: Path) -> str:
    try:
        for reader in (read, read_revised):
            reader(file.name, file.read_bytes())
    except WorkflowError as refused:
        return str(refused)
    return ""


def _exact(
    program: str, files: Sequence[Path], named: dict[str, str], differs: Callable[[Path], list[str]]
) -> dict[str, Any]:
    different = {file.name: ", ".join(sides) for file in files if (sides := differs(file))}
    unknown = {name: sides for name, sides in different.items() if name not in named}
    return bar(
        f"accept all and reject all as {program} shows them, to the sign",
        f"all of {len(files)} but the named",
        f"{len(files) - len(different)} and {len(different) - len(unknown)} named",
        not unknown,
        _listed(unknown or {name: f"{program} {named[name]}" for name in different}),
    )


def _all(what: str, found: Sequence[tuple[str, list[str]]]) -> dict[str, Any]:
    wrong = {name: ", ".join(said) for name, said in found if said}
    return bar(what, f"all of {len(found)}", str(len(found) - len(wrong)), not wrong, _listed(wrong))


def _listed(said: dict[str, str]) -> str:
    return "; ".join(f"{name}: {why}" for name, why in said.items())
