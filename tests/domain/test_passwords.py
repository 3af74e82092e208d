"""Which passwords are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.passwords import COMMON, LONGEST, SHORTEST, weakness


@pytest.mark.parametrize(
    "password",
    [
        "administrator",
        "Administrator1!",
        "password123456",
        "P@ssw0rd2011!!",
        "!!!qwertyuiop!!!",
        "парольпароль",
        "Пользователь1",
        "abcabcabcabcab",
        "111111111111",
        "абабабабабаб",
        "0123456789012",
        "zyxwvutsrqpon",
        "1qaz2wsx3edc",
        "йцукенгшщзхъ",
        "ilovegod2011",
    ],
)
def test_what_everybody_tries_is_refused(password):
    assert weakness(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "шесть слов о погоде", "Tq9-vm2_Lx7!pa", "the password is a long one"]
)
def test_several_unrelated_words_will_do(password):
    assert weakness(password) is None


def test_an_own_address_is_no_password():
    assert weakness("kazakh.delegate.12", "kazakh.delegate@example.org")
    assert weakness("kazakh.delegate.12", "somebody@example.org") is None


@given(st.text(max_size=SHORTEST - 1) | st.text(min_size=LONGEST + 1, max_size=LONGEST + 20))
def test_too_short_and_too_long_ones_are_refused(password):
    assert weakness(password)


@given(st.sampled_from(sorted(COMMON)), st.integers(0, 10**9), st.sampled_from(["", "!", "!!", "."]))
def test_digits_and_signs_around_a_common_word_do_not_help(word, number, sign):
    assert weakness(f"{sign}{word.upper()}{number:012}{sign}")
