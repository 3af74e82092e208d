"""Where a text may be cut: never inside what a lawyer reads as one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.redline import tokens as module
from program_workflow.domain.redline.tokens import is_word, mates, tokens

SIGNS = "(|)|«|»|.|,|:|;|/|-|\u2011|'|’|ʼ|–|…|...|. . .|.\u00a0.\u00a0.|_"
WORDS = "a|b|ab|ш|iv|xii|й|é|1|12|312|3121|2¹|½|Ⅳ|(iv)|(12)|(Ⅳ)|(½)|(³)|(¹)|²)|«а»|1 000|1 000,50"
SPACES = " |  |\u00a0|\u202f|\t|\n|; "
PIECES = [piece for kind in (SIGNS, WORDS, SPACES) for piece in kind.split("|")]
PLAIN = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param("under| |section| |312a", id="a section"),
        pytest.param("1.2.3| |6.1|.| |12bis", id="decimal references"),
        pytest.param("1,000.50|,| |1 000 000,50| |1\u00a0000| |1\u202f000", id="sums"),
        pytest.param("1| |0000|,| |12| |34", id="figures that are no thousands"),
        pytest.param("1234| |567|,| |12 345 678.9", id="figures before thousands"),
        pytest.param("12:30| |1/2| |1|:|a|:|b| |c|/|d", id="times and fractions"),
        pytest.param("vice-chair| |co\u2011chair| |re\u2010read| |a|-|-|b| |c|-", id="hyphens"),
        pytest.param("States|'| |State's| |State’s| |oʼclock", id="apostrophes"),
        pytest.param("2011|–|2013|—|a", id="dashes are no hyphens"),
        pytest.param("(a)| |(iv)| |(12)| |(ш)| |(|abc|)| |(|1234|)", id="item marks"),
        pytest.param("а)| |б|)", id="an item mark at the head of the text alone"),
        pytest.param(
            "текст|\n|а)| |один|;| |б)| |два|,| |в|)", id="item marks at the head of a line or after a semicolon"
        ),
        pytest.param("«а»| |«|аб|»", id="a lettered reference"),
        pytest.param("name| |.....| |a|.|.|b| |. . .", id="dotted lines"),
        pytest.param("a|  |b|\t|c|\u00a0|d", id="spaces in a run"),
        pytest.param("a|\n|\n|b| |\n|c", id="each new line"),
        pytest.param("a|\r\n|b|\r|c", id="new lines of other systems"),
        pytest.param("za\u0301мок| |e\u0301\u0323|-", id="marks stay with their letter"),
        pytest.param("м\u00adир| |не\u200bт| |a\u2060b| |c\ufeffd| |e\u200df", id="the invisible inside words"),
        pytest.param("👩\u200d👩\u200d👧|🇰🇿|🇷🇺|,|\U0001d11e", id="signs of several code points"),
        pytest.param("(a)\u0301| |«а»\u0301", id="a mark after an item mark"),
        pytest.param("part| |2¹|,| |x²| |½| |№| |5", id="superscripts"),
        pytest.param("«|Вестник|»|,| |(|а|,| |б|)|!|?", id="signs one by one"),
        pytest.param("ст|.|5| |a|:|1| |п|/|2", id="signs between a letter and a figure"),
        pytest.param("(|³|)| |(|½|)| |(|Ⅳ|)| |(|¹|)", id="figures that are no item marks"),
        pytest.param("a_b| |_", id="low lines"),
    ],
)
def test_a_text_is_cut_into_what_reads_as_one_piece(cut: str) -> None:
    pieces = cut.split("|")
    text = "".join(pieces)
    assert tokens(text) == pieces
    assert module._whole_graphemes(text, module._TOKEN.findall(text)) == pieces


@pytest.mark.parametrize(
    "joint", [*"\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0483\u20d0-\u2010\u2011'’ʼ_", "́\u0323"]
)
def test_a_word_is_one_whatever_mark_or_joint_stands_in_it(joint: str) -> None:
    assert tokens(f"не край{joint}ний") == ["не", " ", f"край{joint}ний"]


@given(PLAIN)
def test_a_plain_text_is_cut_as_any_other(text: str) -> None:
    assert module._PLAIN.fullmatch(text)
    assert tokens(text) == module._whole_graphemes(text, module._TOKEN.findall(text))


@given(st.text(max_size=40))
def test_the_pieces_of_any_text_are_the_text(text: str) -> None:
    pieces = tokens(text)
    assert "".join(pieces) == text
    assert all(pieces)


@pytest.mark.parametrize(
    ("piece", "expected"), [("край", True), ("1", True), ("½", True), ("\u0301", True), ("–", False), (" ", False)]
)
def test_a_word_has_a_letter_or_digit(piece: str, expected: bool) -> None:
    assert is_word(piece) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("( a )", {0: 2, 2: 0}, id="a pair"),
        pytest.param("« „ “ »", {0: 3, 1: 2, 2: 1, 3: 0}, id="quotes within quotes"),
        pytest.param('" a " "', {0: 2, 2: 0, 3: None}, id="quotes that close as they open"),
        pytest.param("( [ )", {0: 2, 1: None, 2: 0}, id="one that is not closed"),
        pytest.param(") a", {0: None}, id="one that was not opened"),
        pytest.param("{ “ ” }", {0: 3, 1: 2, 2: 1, 3: 0}, id="braces"),
        pytest.param("( [ [ [ [ [ [ [ )", {0: 8, **dict.fromkeys(range(1, 8)), 8: 0}, id="eight deep"),
        pytest.param("( [ [ [ [ [ [ [ [ )", dict.fromkeys(range(10)), id="deeper than is looked"),
    ],
)
def test_brackets_and_quotes_have_their_mates(text: str, expected: dict[int, int | None]) -> None:
    assert mates(text.split(" ")) == expected
