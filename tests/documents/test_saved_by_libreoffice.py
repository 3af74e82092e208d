"""A delegate's Word may be LibreOffice: a tracked file that it opened and saved brings the same proposals."""

from pathlib import Path

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.domain.landing import LandedProposal, land_revisions
from tests.conftest import missing
from tests.documents.oracles.libreoffice import missing_libreoffice, saved_by_libreoffice
from tests.documents.versions import LINES, version
from tests.documents.word_files import by, commented, comments, deleted, inserted, paragraph, whole, word_file

AUTHORS = ("Representative of Armenia", "Representative of Belarus", "Representative of Kazakhstan")


def tracked_by_three() -> bytes:
    armenia, belarus, kazakhstan = map(by, AUTHORS)
    return word_file(
        paragraph(LINES[0]),
        paragraph(
            "1.1. The competent bodies ",
            commented(0, deleted("may", armenia), inserted("shall", armenia)),
            " meet once a year",
            inserted(" in Minsk", belarus),
            ".",
        ),
        whole("1.2. The bodies exchange experience.", change=kazakhstan),
        paragraph(LINES[2]),
        paragraph(LINES[3]),
        whole(LINES[4], "del", belarus),
        paragraph(
            "2.2. To raise the ",
            deleted("level", kazakhstan),
            inserted("quality", kazakhstan),
            " of training of officials.",
        ),
        comments=comments((AUTHORS[0], "As in the Charter.")),
    )


def proposals(name: str, data: bytes) -> list[tuple[str, str, str, str]]:
    found = land_revisions(version(), "en", read_revised(name, data))
    assert found.unlanded == ()
    return sorted((one.author, *said(one)) for one in found.proposals)


def said(proposal: LandedProposal) -> tuple[str, str, str]:
    (operation,) = proposal.operations
    return operation.kind.value, proposal.clause_id, operation.text


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_what_libreoffice_saved_brings_the_same_proposals(kind: str, tmp_path: Path) -> None:
    absent = missing_libreoffice()
    if absent:
        missing(absent)
    file = tmp_path / "tracked.docx"
    file.write_bytes(tracked_by_three())
    mine = proposals(file.name, file.read_bytes())
    assert [one[:3] for one in mine] == [
        (AUTHORS[0], "modify", "c1"),
        (AUTHORS[1], "delete", "c4"),
        (AUTHORS[1], "modify", "c1"),
        (AUTHORS[2], "insert", "+1"),
        (AUTHORS[2], "modify", "c5"),
    ]
    saved = saved_by_libreoffice(file, kind, tmp_path)
    assert proposals(saved.name, saved.read_bytes()) == mine
