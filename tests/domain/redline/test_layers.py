"""Three layers: each text comes out of the one redline exactly, in whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.redline import layered
from program_workflow.domain.redline.layers import Layer
from program_workflow.domain.redline.tokens import tokens

WORDS = st.lists(
    st.sampled_from(["the", "parties", "joint", "стороны", "2.1", "twice", "once", ",", " ", "\n", "a̋", "mid-day"]),
    max_size=14,
).map(" ".join)
#: Three texts that have much in common, as a base, its amendment and a change to that have; and any three at all.
RELATED = WORDS.flatmap(
    lambda base: st.tuples(st.just(base), WORDS, WORDS).map(
        lambda three: (three[0], three[0][:20] + three[1], three[0][:20] + three[1][:15] + three[2])
    )
)
ANY = st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)] * 3)


def sides(layers):
    return tuple(
        "".join(one.text for one in layers if getattr(one, where)) for where in ("in_base", "in_wording", "in_counter")
    )


@given(st.one_of(RELATED, ANY))
def test_each_of_the_three_texts_comes_out_character_for_character(three):
    assert sides(layered(*three)) == three


@given(RELATED)
def test_no_word_is_split_in_any_of_the_texts_it_stands_in(three):
    found = layered(*three)
    for text, where in zip(three, ("in_base", "in_wording", "in_counter"), strict=True):
        borders, at = {0}, 0
        for piece in tokens(text):
            at += len(piece)
            borders.add(at)
        at = 0
        for one in found:
            if getattr(one, where):
                at += len(one.text)
                assert at in borders


@given(RELATED)
def test_no_run_stands_in_none_of_them_and_none_is_empty(three):
    assert all(one.text and (one.in_base or one.in_wording or one.in_counter) for one in layered(*three))


@pytest.mark.parametrize(
    ("counter", "marked"),
    [
        ("held twice a year", [("once", "b--"), ("twice", "-wc")]),
        ("held once a year", [("once", "b-c"), ("twice", "-w-")]),
        ("held three times a year", [("once", "b--"), ("twice", "-w-"), ("three times", "--c")]),
    ],
    ids=["nothing-more", "restored", "other-words"],
)
def test_the_layers_say_who_brought_and_who_took_out(counter, marked):
    def sign(one: Layer):
        return "".join(
            letter if there else "-"
            for letter, there in zip("bwc", (one.in_base, one.in_wording, one.in_counter), strict=True)
        )

    found = [(one.text.strip(), sign(one)) for one in layered("held once a year", "held twice a year", counter)]
    assert sorted(one for one in found if one[1] != "bwc") == sorted(marked)
