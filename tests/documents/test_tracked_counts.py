"""Authors and counts are those that a direct look into the XML gives."""

from pathlib import Path

import pytest

from tests.documents.proofs import changes_in_xml, changes_read
from tests.repository import ROOT


@pytest.mark.parametrize("file", sorted((ROOT / "tests/data/tracked").glob("*.docx")), ids=lambda file: file.name)
def test_every_tracked_change_is_counted_once(file: Path) -> None:
    assert changes_read(file) == changes_in_xml(file)
