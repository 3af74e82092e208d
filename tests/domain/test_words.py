"""Every value of the field has its word in both languages, every state its shape."""

import inspect
import re
from enum import StrEnum
from pathlib import Path

import pytest

from program_workflow.domain import terms, understood
from program_workflow.domain.chips import (
    FAMILIES,
    FLAGS,
    KINDS,
    POSITIONS,
    chip_of,
    flag,
    position_of,
    template_words,
)
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    OperationKind,
    Role,
    VersionAction,
    VersionState,
)
from program_workflow.domain.words import ACTION_LABELS, LABELS, action_label, label, sentence

STATIC = Path(__file__).parents[2] / "program_workflow" / "static"


def enums_of(*modules: object) -> list[type[StrEnum]]:
    found = [
        value
        for module in modules
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, StrEnum) and value is not StrEnum
    ]
    return sorted(set(found), key=lambda enum: enum.__name__)


ENUMS = enums_of(terms, understood)


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_value_has_a_word_in_english_and_russian(enum: type[StrEnum]) -> None:
    for member in enum:
        for language in ("en", "ru"):
            word = label(member, language)
            assert word, f"{enum.__name__}.{member.name} has no word in {language}"
            assert word == word.strip()


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_two_values_of_one_kind_never_share_a_word(enum: type[StrEnum]) -> None:
    for language in ("en", "ru"):
        words = [label(member, language) for member in enum]
        assert len(set(words)) == len(words)


def test_no_table_names_a_value_that_does_not_exist() -> None:
    for enum, words in (*LABELS.items(), *ACTION_LABELS.items()):
        assert set(words) == set(enum)
        assert all(type(member) is enum for member in words)


def test_english_words_have_no_cyrillic_letter() -> None:
    for words in (*LABELS.values(), *ACTION_LABELS.values()):
        for member, word in words.items():
            if member is not terms.NumberStyle.CYRILLIC:
                assert not re.search("[а-яё]", word.en, re.IGNORECASE), word


@pytest.mark.parametrize("enum", [AmendmentAction, VersionAction, OperationKind], ids=lambda enum: enum.__name__)
def test_every_action_has_a_button_that_begins_with_a_capital(enum: type[StrEnum]) -> None:
    for member in enum:
        for language in ("en", "ru"):
            assert action_label(member, language)[0].isupper()


def test_equal_values_of_different_enums_keep_their_own_words() -> None:
    assert label(AmendmentState.RETURNED, "ru") == "возвращена на доработку"
    assert label(VersionState.RETURNED, "ru") == "возвращена"


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_has_a_chip_that_no_other_state_of_its_kind_has(kind: str) -> None:
    shapes = {chip_of(kind, state, "en") for state in KINDS[kind]}
    assert len({(chip.family, chip.icon) for chip in shapes}) == len(KINDS[kind])


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="lost"):
        chip_of("amendment", "lost", "en")
    with pytest.raises(KeyError):
        chip_of("weather", "draft", "en")
    with pytest.raises(ValueError, match="perhaps"):
        position_of("perhaps", "en")


def test_every_shape_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'id="i-([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
    used = {icon for shapes in FAMILIES.values() for _, icon in shapes.values()}
    used |= {position[1] for position in POSITIONS.values()}
    templates = Path(__file__).parents[2] / "templates"
    used |= {
        name for page in templates.rglob("*.html") for name in re.findall(r'icon\("([a-z0-9-]+)"', page.read_text())
    }
    assert used <= symbols


def test_every_family_has_a_style() -> None:
    style = (STATIC / "css" / "app.css").read_text()
    families = {family for shapes in FAMILIES.values() for family, _ in shapes.values()} - {"mute"}
    assert all(f".f-{family} " in style for family in families)


def test_positions_differ_in_shape_and_letter() -> None:
    for language in ("en", "ru"):
        shown = [position_of(kind, language) for kind in POSITIONS]
        assert len({position.icon for position in shown}) == len(shown)
        assert len({position.letter for position in shown}) == len(shown)


def test_a_flag_begins_with_a_capital_and_names_the_other_delegation() -> None:
    assert flag("collides", "en", code="BLR") == "Collides with BLR"
    assert flag("collides", "ru", code="BLR") == "Пересекается с BLR"
    assert all(flag(name, "ru", code="BLR")[0].isupper() for name in FLAGS)


def test_only_the_first_letter_is_raised() -> None:
    assert sentence("agreed ad referendum") == "Agreed ad referendum"
    assert sentence("") == ""


def test_templates_speak_the_language_of_the_moment() -> None:
    language = "en"
    words = template_words(lambda: language)
    assert words["label"](Role.EXPERT) == "expert"
    language = "ru"
    assert words["label"](Role.EXPERT) == "эксперт"
    assert words["chip_of"]("version", "closed").word == "Приём завершён"
    assert words["action_label"](AmendmentAction.SUBMIT) == "Внести"
    assert words["flag"]("late") == "Допущена после срока"
    assert words["position_of"]("objects").letter == "В"
    assert words["interface_language"]() == "ru"


def test_the_stylesheet_and_scripts_ask_nothing_of_another_host() -> None:
    for file in (*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")):
        assert "//" not in re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)


def test_no_page_carries_a_style_or_a_script_of_its_own() -> None:
    templates = Path(__file__).parents[2] / "templates"
    pages = [
        page for page in templates.rglob("*.html") if page.parent.name not in ("mail", "documents")
    ]  # a mail or a file of its own has no stylesheet to link
    for page in pages:
        text = page.read_text()
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="|hx-on', text), page
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), page
