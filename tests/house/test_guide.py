"""The guides speak the words of the interface: what stands there in bold can be found on a page."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

import pytest
from babel.messages.pofile import read_po

from program_workflow.domain.words import ACTION_LABELS, LABELS
from tests.repository import ROOT

GUIDE = ROOT / "docs" / "guide"
CATALOGUE = ROOT / "program_workflow" / "translations" / "ru.po"
#: Bold that begins a paragraph ends with a full stop or a question mark; the rest are words of the interface.
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def words_of(language: str) -> set[str]:
    """Everything the interface says in the language: buttons, labels, sentences."""
    tables: Iterable[tuple[type[StrEnum], object]] = (*LABELS.items(), *ACTION_LABELS.items())
    said = {label.to(language) for _, table in tables for label in table.values()}  # type: ignore[attr-defined]  # Words
    return said | set(_catalogue(language))


def _catalogue(language: str) -> Iterator[str]:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            found = message.string if language == "ru" else message.id
            yield from (found,) if isinstance(found, str) else found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_guide_names_stands_on_a_page(language: str) -> None:
    said = words_of(language)
    unknown = {
        f"{page.name}: {bold}"
        for page in sorted((GUIDE / language).glob("*.md"))
        for bold in BOLD.findall(" ".join(page.read_text(encoding="utf-8").split()))
        if bold[-1] not in ".?" and not any(bold.casefold() in sentence.casefold() for sentence in said)
    }
    assert unknown == set()


def test_both_languages_have_the_same_guides() -> None:
    assert {one.name for one in (GUIDE / "en").iterdir()} == {one.name for one in (GUIDE / "ru").iterdir()}


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []
