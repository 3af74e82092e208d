"""Every sentence of the interface has its Russian, with the same placeholders and all plural forms."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.repository import ROOT

RUSSIAN = ROOT / "program_workflow" / "translations" / "ru.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


@cache
def sentences() -> dict[str | tuple[str, ...], str]:
    """What the code and the templates say, and where: file:line."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    return {
        message: f"{name}:{line}"
        for name, line, message, _comments, _context in extract_from_dir(ROOT, methods, options, KEYWORDS)
    }


@cache
def catalogue() -> Catalog:
    with RUSSIAN.open("rb") as file:
        return read_po(file, locale="ru")


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def singular(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def test_every_sentence_is_translated() -> None:
    known = {singular(message.id): message for message in entries() if not message.fuzzy and all(forms(message))}
    missing = [f"{where}: {text}" for text, where in sentences().items() if singular(text) not in known]
    assert not missing, "Without Russian (see `make messages`):\n" + "\n".join(missing)


def test_code_speaks_by_the_functions_that_the_catalogue_is_made_from() -> None:
    told = re.compile(r"(?<!def )\b(?:context\.)?translated(?:_count)?\(")
    code = sorted((ROOT / "program_workflow").rglob("*.py"))
    assert [str(file.relative_to(ROOT)) for file in code if told.search(file.read_text())] == []


def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    said = {singular(text) for text in sentences()}
    assert [message.id for message in entries() if singular(message.id) not in said] == []


def test_placeholders_are_the_same_in_russian() -> None:
    different = []
    for message in entries():
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[-1]))
        different += [message.id for form in forms(message) if form and set(PLACEHOLDER.findall(form)) - wanted]
        if isinstance(message.id, str) and message.string and set(PLACEHOLDER.findall(message.string)) != wanted:
            different.append(message.id)
    assert different == []


def test_counts_have_the_three_russian_forms() -> None:
    assert catalogue().num_plurals == 3
    assert [m.id for m in entries() if isinstance(m.id, tuple) and len([form for form in forms(m) if form]) < 3] == []


@pytest.mark.parametrize("sample", ["You are told at once.", "%(count)s of {total}"])
def test_the_check_of_placeholders_sees_both_spellings(sample: str) -> None:
    assert PLACEHOLDER.findall(sample) == ([] if "%" not in sample else ["%(count)s", "{total}"])
