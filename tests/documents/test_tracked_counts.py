"""Authors and counts are those that a direct look into the XML gives."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from program_workflow.documents.revisions import read_revised
from program_workflow.documents.xml import W
from tests.repository import ROOT

TRACKED = (
    *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange", "rPrChange"),
    *("pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "sectPrChange"),
    *(f"customXml{what}RangeStart" for what in ("Ins", "Del", "MoveFrom", "MoveTo")),
)


@pytest.mark.parametrize("file", sorted((ROOT / "tests/data/tracked").glob("*.docx")), ids=lambda file: file.name)
def test_every_tracked_change_is_counted_once(file: Path) -> None:
    looked: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(package.read(name))
                looked.update((one.get(W + "author") or "") for one in root.iter(*(W + tag for tag in TRACKED)))
    counted = read_revised(file.name, file.read_bytes()).counts()
    assert {author: sum(kinds.values()) for author, kinds in counted.items() if kinds} == dict(looked)
