"""Clauses found again in another language: by number, kind, place and figures, whatever is missing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program_workflow import resources
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.pairing import Candidate, Doubt, pair_twins
from program_workflow.domain.terms import ClauseKind
from program_workflow.usecases.replay_format import draft_of

SAMPLE = json.loads((resources.folder("sample") / "cis-2011.json").read_text(encoding="utf-8"))


def candidates(language):
    found = []

    def take(clauses, level):
        for one in clauses:
            text, fields = (one.text, one.fields) if language == "ru" else one.texts["en"]
            found.append(Candidate(one.kind, one.number, level, text, fields))
            take(one.children, level + 1)

    take(tuple(draft_of(one, ["ru", "en"], []) for one in SAMPLE["programs"][1]["clauses"]), 0)
    return found


RUSSIAN, ENGLISH = candidates("ru"), candidates("en")


def test_every_clause_of_the_sample_finds_its_twin():
    found = pair_twins(RUSSIAN, ENGLISH, ("ru", "en"))
    assert [(one.one, one.other) for one in found] == [(place, place) for place in range(len(RUSSIAN))]
    assert all(not one.doubts for one in found)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, len(ENGLISH) - 1), max_size=8))
def test_what_the_file_lacks_costs_hardly_a_neighbour(gone):
    left = [place for place in range(len(ENGLISH)) if place not in gone]
    found = pair_twins(RUSSIAN, [ENGLISH[place] for place in left], ("ru", "en"))
    wrong = [one for one in found if one.one is not None and one.other is not None and left[one.other] != one.one]
    assert len(wrong) <= len(gone)
    assert sorted(one.one for one in found if one.one is not None) == list(range(len(RUSSIAN)))
    assert [one.other for one in found if one.other is not None] == list(range(len(left)))


def test_without_numbers_the_order_and_the_figures_do():
    bare = [replace(one, number="") for one in ENGLISH]
    found = pair_twins(RUSSIAN, bare, ("ru", "en"))
    assert sum(one.one == one.other for one in found) >= len(RUSSIAN) - 1


@pytest.mark.parametrize(
    ("here", "there", "doubts"),
    [
        (("2.1(б)", ClauseKind.POINT), ("2.1(b)", ClauseKind.POINT), ()),
        (("Статья 5", ClauseKind.HEADING), ("Article 5", ClauseKind.HEADING), ()),
        (("3", ClauseKind.POINT), ("4", ClauseKind.POINT), (Doubt.NUMBER,)),
        (("3", ClauseKind.POINT), ("3", ClauseKind.MEASURE), (Doubt.KIND,)),
    ],
)
def test_what_a_pair_does_not_share_is_said(here, there, doubts):
    one = [Candidate(here[1], here[0], 0, "до 1 мая 2012 г.", NO_FIELDS)]
    other = [Candidate(there[1], there[0], 0, "by 1 May 2012", NO_FIELDS)]
    [pair] = pair_twins(one, other, ("ru", "en"))
    assert (pair.one, pair.other, pair.doubts) == (0, 0, doubts)


def test_nothing_beside_nothing_is_nothing():
    assert pair_twins([], [], ("ru", "en")) == ()
    assert [one.other for one in pair_twins(RUSSIAN, [], ("ru", "en"))] == [None] * len(RUSSIAN)
