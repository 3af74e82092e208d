"""Lists of amendments in JSON are read in three shapes, and hostile ones are refused in words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.documents.bounded import read_listed_bounded
from program_workflow.documents.json_gate import DEEPEST
from program_workflow.documents.listing import read_listed
from program_workflow.documents.transfer import listed_from_json, listed_to_json
from program_workflow.domain.errors import FileRefused, TooLarge, WorkflowError
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.terms import ClauseKind, OperationKind
from tests.repository import ROOT

FOLDER = ROOT / "tests/data/amendment-lists"
OWN = {"kind": "modify", "clause": "2.3", "text": "New words."}


def read(said: Any) -> tuple[ListedAmendment, ...]:
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    found = read_listed("list.json", data)
    assert found is not None
    return found


def test_our_own_shape_is_read_with_all_it_says() -> None:
    one = {
        "number": 4,
        "kind": "insert",
        "after": "2.3",
        "clause_kind": "measure",
        "text": "Hold exercises.",
        "fields": {"executing_bodies": ["A", "B"], "timeframe": "2011"},
        "rationale": "Because.",
        "language": "EN",
        "delegation": "KAZ",
    }
    assert (
        read({"amendments": [one]})
        == read([one])
        == (
            ListedAmendment(
                number="4",
                author="KAZ",
                new="Hold exercises.",
                rationale="Because.",
                language="en",
                kind=OperationKind.INSERT,
                fields={"executing_bodies": ["A", "B"], "timeframe": "2011"},
                clause_kind=ClauseKind.MEASURE,
                after="2.3",
            ),
        )
    )


def test_the_senate_says_what_is_to_be_done_and_sometimes_the_text() -> None:
    file = FOLDER / "fr-senat-amendments/session_2017-2018_text_63.json"
    rows, found = json.loads(file.read_bytes()), read(file.read_bytes())
    assert len(found) == len(rows)
    by_line = {row["Alinéa"]: (row, one) for row, one in zip(rows, found, strict=True)}
    gone, ordered = by_line["Amendement de suppression"][1], by_line["31"]
    assert (gone.kind, gone.new) == (OperationKind.DELETE, "")
    assert ordered[1].is_order
    assert ordered[1].place == f"{ordered[0]['Subdivision']} – alinéa 31"
    added = next(one for one in found if one.place.startswith("art. add."))
    assert (added.kind, added.is_order) == (OperationKind.INSERT, False)
    assert added.new.startswith("Après l’article 7\nInsérer un article additionnel ainsi rédigé :\nI. – Le code")
    assert {one.language for one in found} == {"fr"}


def test_what_the_senate_calls_a_new_wording_and_only_adds_to_its_article_is_what_is_to_be_done() -> None:
    file = FOLDER / "fr-senat-amendments/session_2017-2018_text_63.json"
    rows, found = json.loads(file.read_bytes()), read(file.read_bytes())
    whole = {one.number: one for row, one in zip(rows, found, strict=True) if row["Alinéa"] == "Rédaction complète"}
    assert {number for number, one in whole.items() if one.is_order} == {
        "302 rect. bis",
        "303 rect. quater",
        "304 rect. bis",
    }
    assert {number for number, one in whole.items() if not one.is_order} == {"201 rect.", "234 rect. bis", "267 rect."}


REFUSED: dict[str, tuple[Any, str]] = {
    "no JSON": (b"\n{", "is not a list in JSON: look at line 2"),
    "not a number": (b'[{"kind":\nNaN}]', "is not a list in JSON: look at line 2"),
    "a number without end": (b'[{"kind": ' + b"9" * 5000 + b"}]", r"is not a list in JSON\."),
    "not UTF-8": ('[{"kind": "modify", "text": "ё"}]'.encode("cp1251"), "is not written in UTF-8"),
    "empty": (b" ", "is empty"),
    "empty list": ([], "holds no list of amendments"),
    "no list": ({"amendments": {"kind": "modify"}}, "holds no list of amendments"),
    "no shape": ([{"a": 1}], "holds no list of amendments"),
    "mixed shapes": ([OWN, {"location": ["Article 1"]}], "holds no list of amendments"),
    "one key twice": (b'[{"kind": "modify", "kind": "delete"}]', "names “kind” twice"),
    "unknown field": ([{**OWN, "txt": ""}], "amendment 1 has a field “txt”"),
    "unknown kind": ([OWN, {**OWN, "kind": "drop"}], "“kind” of amendment 2"),
    "text is a number": ([{**OWN, "text": 1.5}], "“text” of amendment 1"),
    "nothing to modify": ([{"kind": "modify", "clause": "2.3"}], "“text” of amendment 1"),
    "wrong fields": ([{**OWN, "fields": {"timeframe": 7}}], "“fields” of amendment 1"),
    "fields are a list": ([{**OWN, "fields": []}], "“fields” of amendment 1"),
    "fields are a number": ([{**OWN, "fields": 7}], "“fields” of amendment 1"),
    "a mark that turns writing": ([{**OWN, "text": "a\u202eb"}], r"U\+202E"),
    "half a character": (b'[{"kind": "modify", "clause": "1", "text": "\\ud800"}]', r"U\+D800"),
    "control in a field": ([{**OWN, "fields": {"other": [{"heading": "\x00", "text": ""}]}}], r"U\+0000"),
}


@pytest.mark.parametrize(("said", "why"), REFUSED.values(), ids=REFUSED)
def test_a_list_that_cannot_be_meant_is_refused_in_words(said: Any, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        read(said)


def test_a_deep_or_endless_list_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(TooLarge, match="more than 20 deep"):
        read(b"[" * (DEEPEST + 1))
    with pytest.raises(TooLarge, match="more than 500000 values"):
        read(b"[" + b"1," * 500_001 + b"1]")
    with pytest.raises(TooLarge, match="larger than 20 MB"):
        read(b" " * (20 * 1024**2 + 1))


def test_brackets_in_words_are_no_depth() -> None:
    assert read([{**OWN, "text": "[" * 50 + '"\\'}])[0].new == "[" * 50 + '"\\'


@given(st.binary(max_size=200) | st.text(alphabet='[]{}",:\\ 1a', max_size=60).map(str.encode))
def test_no_bytes_bring_anything_but_a_list_or_a_refusal(data: bytes) -> None:
    try:
        read_listed("list.json", data)
    except WorkflowError:
        return


words = st.text(max_size=8)
listed = st.builds(
    ListedAmendment,
    *(words,) * 7,
    kind=st.none() | st.sampled_from(OperationKind),
    is_order=st.booleans(),
    fields=st.none() | st.dictionaries(words, st.lists(words, max_size=2), max_size=2),
    clause_kind=st.none() | st.sampled_from(ClauseKind),
    parent=words,
    after=words,
)


@given(st.none() | st.lists(listed, max_size=4).map(tuple))
def test_a_list_survives_the_way_between_processes(found: tuple[ListedAmendment, ...] | None) -> None:
    assert listed_from_json(json.loads(json.dumps(listed_to_json(found)))) == found


@pytest.mark.parametrize("name", ["929512XM.docx", "928600XM.json"])
def test_both_ways_of_reading_a_list_agree(name: str) -> None:
    data = (FOLDER / "ep-gdpr-amendments" / name).read_bytes()
    assert read_listed_bounded(name, data) == read_listed(name, data)


def test_a_refusal_of_a_list_crosses_with_its_sentence() -> None:
    with pytest.raises(FileRefused, match=r"^list\.json holds no list of amendments\.$"):
        read_listed_bounded("list.json", b"[]")
