"""Changes one cannot see are named, lawful text raises no alarm, and some characters are refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.errors import Invalid
from program_workflow.domain.redline import compare, invisible_changes, refuse_control, unseen_in

CYRILLIC_I = "CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I"
LATIN_O, CYRILLIC_O = "LATIN CAPITAL LETTER O", "CYRILLIC CAPITAL LETTER O"
LATIN_C, CYRILLIC_S = "LATIN CAPITAL LETTER C", "CYRILLIC CAPITAL LETTER ES"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "Совет решает", "Cовет решает", [(0, CYRILLIC_S, LATIN_C)], id="a Latin letter in a Cyrillic word"
        ),
        pytest.param(
            "форум СО",
            "форум CO",
            [(6, CYRILLIC_S, LATIN_C), (7, "CYRILLIC CAPITAL LETTER O", "LATIN CAPITAL LETTER O")],
            id="a whole word in the other script",
        ),
        pytest.param("не примет", "не при\u00adмет", [(6, "", "SOFT HYPHEN")], id="a soft hyphen"),
        pytest.param("не\u200bпримет", "непримет", [(2, "ZERO WIDTH SPACE", "")], id="a zero-width space taken out"),
        pytest.param("5 дней", "5\u00a0дней", [(1, "SPACE", "NO-BREAK SPACE")], id="another space"),
        pytest.param(
            "кра\u0439",
            "кра\u0438\u0306",
            [(3, "CYRILLIC SMALL LETTER SHORT I", "CYRILLIC SMALL LETTER I + COMBINING BREVE")],
            id="a letter decomposed",
        ),
        pytest.param("пункт 3", "пункт З", [(6, "DIGIT THREE", "CYRILLIC CAPITAL LETTER ZE")], id="a digit"),
        pytest.param(
            "примет решение",
            "примет новое pешение",
            [(13, "CYRILLIC SMALL LETTER ER", "LATIN SMALL LETTER P")],
            id="beside a change that is seen",
        ),
        pytest.param(
            "The Council decides",
            "The new Сouncil\u200d decides",
            [(8, "LATIN CAPITAL LETTER C", CYRILLIC_S), (15, "", "ZERO WIDTH JOINER")],
            id="two in one English word",
        ),
        pytest.param("", "№2Cовет 1-Cовет", [(2, CYRILLIC_S, LATIN_C), (10, CYRILLIC_S, LATIN_C)], id="after a figure"),
        pytest.param(
            "",
            "сoвeт",
            [
                (1, "CYRILLIC SMALL LETTER O", "LATIN SMALL LETTER O"),
                (3, "CYRILLIC SMALL LETTER IE", "LATIN SMALL LETTER E"),
            ],
            id="two in one word",
        ),
        pytest.param("the\ufff9m", "them", [(3, "INTERLINEAR ANNOTATION ANCHOR", "")], id="a mark of annotation"),
        pytest.param(
            "c\u0327\u0301d",
            "c\u0327\u0301\u034fd",
            [(3, "", "COMBINING GRAPHEME JOINER")],
            id="after what is the same",
        ),
        pytest.param(
            "c\u0327\u0301d",
            "c\u034f\u0327\u0301d",
            [(1, "", "COMBINING GRAPHEME JOINER")],
            id="before what is the same",
        ),
        pytest.param("a\u200b\u200bb", "a\u200bb", [(2, "ZERO WIDTH SPACE", "")], id="one of two taken out"),
        pytest.param("часть I", "часть l", [(6, "LATIN CAPITAL LETTER I", "LATIN SMALL LETTER L")], id="a numeral"),
        pytest.param("часть 1", "часть І", [(6, "DIGIT ONE", CYRILLIC_I)], id="a numeral of another script"),
        pytest.param(
            "ПАСОННЫЙ",
            "ПACOННЫЙ",
            [
                (1, "CYRILLIC CAPITAL LETTER A", "LATIN CAPITAL LETTER A"),
                (2, CYRILLIC_S, LATIN_C),
                (3, CYRILLIC_O, LATIN_O),
            ],
            id="three within a word, one by one",
        ),
        pytest.param("", "C\u0301овет", [(0, CYRILLIC_S, LATIN_C)], id="with a stress mark"),
        pytest.param("", "Cовет\u2060", [(0, CYRILLIC_S, LATIN_C), (5, "", "WORD JOINER")], id="in a text that is new"),
    ],
)
def test_a_change_that_is_not_seen_is_named(old: str, new: str, expected: list[tuple[int, str, str]]) -> None:
    assert invisible_changes(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "ГОСТ ISO 9001, CO₂, № 5, за́мок, IP-адрес, COVID-19", id="lawful words of two scripts"),
        pytest.param("Стороны решают", "Государства решают", id="another word"),
        pytest.param("the State", "the States", id="a letter more"),
        pytest.param("часть 2", "часть 2¹", id="a superscript"),
        pytest.param("в\nместе", "в месте", id="a line joined to the next"),
        pytest.param("в месте", "вместе", id="a space taken out"),
        pytest.param("", "Ж1W", id="as many letters of either script"),
        pytest.param("1 марта", "15 апреля", id="a date"),
        pytest.param("", "5 мA, 3 кB", id="units of two scripts"),
        pytest.param("", "SMSка, pН", id="a borrowed word with an ending, a sign of two letters"),
        pytest.param("ёлка", "елка", id="a letter with dots"),
        pytest.param("Cовет", "Cовет", id="nothing"),
        pytest.param("Cовет и мир", "Cовет и труд", id="a word elsewhere in a mixed text"),
    ],
)
def test_what_is_seen_or_lawful_raises_no_alarm(old: str, new: str) -> None:
    assert invisible_changes(old, new) == []


def test_changes_that_are_not_seen_are_found_in_a_clause_and_its_fields() -> None:
    text = compare("Совет решает", "Cовет решает")
    field = compare("МВД", "MВД")
    assert unseen_in([text, compare("a", "a"), field]) == [
        (0, CYRILLIC_S, LATIN_C),
        (0, "CYRILLIC CAPITAL LETTER EM", "LATIN CAPITAL LETTER M"),
    ]


def test_however_much_is_hidden_at_one_place_its_names_are_few() -> None:
    assert invisible_changes("да", "да" + "\u200b" * 50_000) == [(2, "", "ZERO WIDTH SPACE × 50000")]
    [(_, _, named)] = invisible_changes("да", "да" + "\u200b\u200c" * 50_000)
    assert named == "ZERO WIDTH SPACE + ZERO WIDTH NON-JOINER + " * 4 + "…"


@given(st.text(), st.text())
def test_any_two_texts_have_an_answer(old: str, new: str) -> None:
    for position, was, now in invisible_changes(old, new):
        assert 0 <= position <= len(new)
        assert was != now


@pytest.mark.parametrize(
    "character", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\r", "\u202a", "\u202e", "\u2066", "\u2069", "\ud800"]
)
def test_control_characters_are_refused_with_name_and_position(character: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_control(f"ab{character}c")
    assert refused.value.params["position"] == 3
    assert refused.value.params["name"] == unicodedata.name(character, f"U+{ord(character):04X}")


@pytest.mark.parametrize("character", ["\U000e0001", "\U000e0041", "\U000e007f", "\ufffe", "\uffff"])
def test_tags_and_noncharacters_are_refused(character: str) -> None:
    with pytest.raises(Invalid):
        refuse_control(character)


@pytest.mark.parametrize(
    "text", ["", "a\n\tb", "№ 5 «а» – 1\u00a0000", "за́мок", "👩\u200d👧", "не\u00adт", "\u2065\u206a", "ﬁ"]
)
def test_text_of_the_field_is_not_refused(text: str) -> None:
    refuse_control(text)
