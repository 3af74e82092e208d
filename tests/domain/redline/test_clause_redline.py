"""The redline of versions: moves as moves, numbers apart, deleted clauses where they stood."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.redline import ClauseRedline, Entry, compare_clauses, summarise
from program_workflow.domain.terms import Change, ClauseKind
from program_workflow.domain.timeframe import Timeframe

TEXTS = {
    "a": "The Parties establish a joint working group on migration.",
    "b": "Diplomas are recognised within thirty days of application.",
    "c": "Border guards receive training twice a year in Almaty.",
    "d": "The Secretariat publishes statistics of labour migration.",
    "e": "This Programme is financed from the national budgets.",
}


def clause(id_: str, number: str = "", text: str | None = None, parent: str | None = None, **rest: object) -> Entry:
    kind, fields = ClauseKind.POINT, rest.get("fields", NO_FIELDS)
    assert isinstance(fields, Fields)
    return Entry(id_, number, kind, TEXTS[id_] if text is None else text, fields, "", 1 if parent else 0, parent)


def version(order: str, **texts: str) -> list[Entry]:
    return [clause(id_, str(place), texts.get(id_)) for place, id_ in enumerate(order, 1)]


def steps(redlines: tuple[ClauseRedline, ...]) -> list[tuple[str | None, str]]:
    return [(one.id_new or one.id_old, one.change.value) for one in redlines]


def unnamed(entries: list[Entry]) -> list[Entry]:
    """The same clauses as another file has them: other ids."""
    return [
        Entry(f"{one.id}'", one.number, one.kind, one.text, one.fields, one.hash, one.depth, one.parent)
        for one in entries
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("abc", "abc", "a= b= c=", id="nothing"),
        pytest.param("abc", "adbc", "a= d+ b= c=", id="an insertion moves no neighbour"),
        pytest.param("abc", "ac", "a= b- c=", id="a deletion stays where it stood"),
        pytest.param("abc", "bc", "a- b= c=", id="the first deleted"),
        pytest.param("abc", "ab", "a= b= c-", id="the last deleted"),
        pytest.param("abcde", "acdeb", "a= c= d= e= b>", id="one moved to the end"),
        pytest.param("abcde", "eabcd", "e> a= b= c= d=", id="one moved to the start"),
        pytest.param("abcd", "adec", "a= b- d= e+ c>", id="all at once"),
        pytest.param("abdce", "aceb", "a= d- c= e= b>", id="one deleted that stood behind one moved"),
        pytest.param("", "ab", "a+ b+", id="all new"),
        pytest.param("ab", "", "a- b-", id="all gone"),
    ],
)
@pytest.mark.parametrize("identities", [True, False])
def test_what_happened_to_each_clause_in_reading_order(old: str, new: str, expected: str, identities: bool) -> None:
    signs = {"=": "equal", "+": "inserted", "-": "deleted", ">": "moved"}
    second = version(new) if identities else unnamed(version(new))
    found = steps(compare_clauses(version(old), second, identities=identities))
    assert [(str(id_).rstrip("'"), change) for id_, change in found] == [
        (step[0], signs[step[1]]) for step in expected.split()
    ]


def test_a_clause_whose_number_alone_changed_is_equal_and_counted_as_renumbered() -> None:
    found = compare_clauses(version("abc"), version("adbc"))
    assert summarise(found) == {"equal": 3, "changed": 0, "inserted": 1, "deleted": 0, "moved": 0, "renumbered": 2}
    assert [(one.number_old, one.number_new) for one in found] == [("1", "1"), (None, "2"), ("2", "3"), ("3", "4")]


def test_a_moved_and_edited_clause_is_a_move_with_its_inner_redline() -> None:
    edited = TEXTS["b"].replace("thirty", "sixty")
    for identities in (True, False):
        found = compare_clauses(version("abcd"), version("acdb", b=edited), identities=identities)
        moved = next(one for one in found if one.change is Change.MOVED)
        assert moved.runs == (
            ("=", "Diplomas are recognised within "),
            ("-", "thirty"),
            ("+", "sixty"),
            ("=", " days of application."),
        )
        assert (moved.number_old, moved.number_new, moved.from_place) == ("2", "4", "2")


def test_a_clause_under_another_parent_is_moved_and_its_children_are_not() -> None:
    old = [clause("a", "1"), clause("b", "1.1", parent="a"), clause("c", "", parent="b"), clause("d", "2")]
    new = [clause("a", "1"), clause("d", "2"), clause("b", "2.1", parent="d"), clause("c", "", parent="b")]
    assert steps(compare_clauses(old, new)) == [("a", "equal"), ("d", "equal"), ("b", "moved"), ("c", "equal")]


def test_a_moved_clause_without_a_number_says_which_clause_it_stood_in() -> None:
    old = [clause("a", "1"), clause("b", "", parent="a"), clause("c", "2")]
    new = [clause("a", "1"), clause("c", "2"), clause("b", "", parent="c")]
    assert [one.from_place for one in compare_clauses(old, new)] == [None, None, "1"]
    bare = [clause("a"), clause("b", parent="a"), clause("c")]
    assert compare_clauses(bare, new)[2].from_place is None


def test_equal_hashes_are_believed_and_different_ones_mean_a_change() -> None:
    one = Entry("a", "", ClauseKind.POINT, "text", NO_FIELDS, "hash 1")
    other = Entry("a", "", ClauseKind.POINT, "text", NO_FIELDS, "hash 2")
    assert compare_clauses([one], [one])[0].change is Change.EQUAL
    assert compare_clauses([one], [other])[0].change is Change.CHANGED
    unhashed = replace(one, hash="")
    assert [compare_clauses([a], [b])[0].change for a, b in ((one, unhashed), (unhashed, one))] == [Change.EQUAL] * 2


def test_a_change_of_a_field_alone_changes_the_clause_and_not_its_text() -> None:
    old, new = Fields(funding="10 000"), Fields(funding="12 000")
    found = compare_clauses([clause("a", fields=old)], [clause("a", fields=new)])[0]
    assert (found.change, found.runs) == (Change.CHANGED, (("=", TEXTS["a"]),))
    assert [(one.name, one.kind) for one in found.fields] == [("funding", Change.CHANGED)]


def test_inserted_and_deleted_clauses_show_their_fields() -> None:
    entry = clause("a", fields=Fields(funding="10 000"))
    inserted, deleted = compare_clauses([], [entry])[0], compare_clauses([entry], [])[0]
    assert (inserted.runs, inserted.fields[0].kind) == ((("+", TEXTS["a"]),), Change.INSERTED)
    assert (deleted.runs, deleted.fields[0].kind) == ((("-", TEXTS["a"]),), Change.DELETED)
    assert (inserted.id_old, inserted.id_new, deleted.id_old, deleted.id_new) == (None, "a", "a", None)


def test_inserted_and_deleted_clauses_keep_their_number_kind_and_depth() -> None:
    entry = Entry("a", "1.2", ClauseKind.HEADING, "Aims", NO_FIELDS, "", 2)
    inserted, deleted = compare_clauses([], [entry])[0], compare_clauses([entry], [])[0]
    assert (inserted.number_old, inserted.number_new, inserted.from_place) == (None, "1.2", None)
    assert (deleted.number_old, deleted.number_new, deleted.from_place) == ("1.2", None, None)
    assert {(one.kind, one.depth) for one in (inserted, deleted)} == {(ClauseKind.HEADING, 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            Fields(executing_bodies=("Ministry of Labour",)), Fields(executing_bodies=("Council",)), id="bodies"
        ),
        pytest.param(Fields(timeframe=Timeframe("2011")), Fields(timeframe=Timeframe("2012")), id="timeframe"),
        pytest.param(Fields(funding="10 000"), Fields(funding="12 000"), id="funding"),
        pytest.param(Fields(label="Measure"), Fields(label="Action"), id="label"),
        pytest.param(
            Fields(other=(("Remarks", "as agreed"),)), Fields(other=(("Remarks", "twice"),)), id="another column"
        ),
    ],
)
def test_clauses_of_two_files_with_the_same_text_are_told_apart_by_their_fields(one: Fields, other: Fields) -> None:
    old = [clause("a", text="Hold a meeting", fields=one), clause("b", text="Hold a meeting", fields=other)]
    found = compare_clauses(old, unnamed(old[::-1]), identities=False)
    assert sorted((redline.id_old, redline.id_new) for redline in found) == [("a", "a'"), ("b", "b'")]
    assert sorted(redline.change for redline in found) == [Change.EQUAL, Change.MOVED]


def test_of_clauses_of_fields_alone_the_one_that_changed_places_has_moved() -> None:
    labels = ("one two three", "four five six", "seven eight nine", "ten eleven twelve")
    old = [clause(label[:1], text="", fields=Fields(label=label)) for label in labels]
    found = compare_clauses(old, unnamed([*old[1:3], old[0], old[3]]), identities=False)
    assert [redline.id_old for redline in found if redline.change is Change.MOVED] == ["o"]


def test_typography_left_out_a_clause_shows_what_else_changed_on_the_side_it_changed() -> None:
    old = clause(
        "a", text="the «old» word", fields=Fields(funding="10 – 12", executing_bodies=("Union «A»", "Union B"))
    )
    bodies_now, funding_now = ('Union "A"', "Union C", "Union D"), "10 - 12"
    new = clause("a", text='the "new" word', fields=Fields(bodies_now, funding=funding_now, label="Measure"))
    found = compare_clauses([old], [new], ignore_typography=True)[0]
    assert (found.change, found.runs) == (Change.CHANGED, (("=", 'the "'), ("-", "old"), ("+", "new"), ("=", '" word')))
    label, bodies, funding = found.fields
    assert (label.kind, label.runs) == (Change.INSERTED, (("+", "Measure"),))
    assert bodies.runs == (("=", 'Union "A", '), ("-", "Union B"), ("+", "Union C, Union D"))
    assert (bodies.kind, funding.kind, funding.runs) == (Change.CHANGED, Change.EQUAL, (("=", "10 - 12"),))
    same = clause("a", text=old.text, fields=Fields(('Union "A"', "Union B"), funding=funding_now))
    assert compare_clauses([old], [same], ignore_typography=True)[0].change is Change.EQUAL
    other = clause("a", text=old.text, fields=Fields(bodies_now, funding=funding_now))
    assert compare_clauses([old], [other], ignore_typography=True)[0].change is Change.CHANGED


def test_a_version_with_a_clause_that_was_not_hashed_is_compared_anew() -> None:
    first = replace(clause("a"), hash="a")
    for text in ("Old.", "Other."):
        assert compare_clauses([first], [first, clause("b", text=text)])[1].runs == (("+", text),)
        assert compare_clauses([first, clause("b", text=text)], [first])[1].runs == (("-", text),)
        assert compare_clauses([first], [clause("b", text=text)])[1].runs == (("+", text),)


def test_short_or_unlike_clauses_of_two_files_are_no_move() -> None:
    old = [clause("a"), clause("x", "", "Deleted."), clause("b"), clause("c")]
    new = unnamed([clause("a"), clause("b"), clause("c"), clause("x", "", "Deleted."), clause("e")])
    changes = [one.change.value for one in compare_clauses(old, new, identities=False)]
    assert changes == ["equal", "deleted", "equal", "equal", "inserted", "inserted"]


@given(st.lists(st.sampled_from("abcde"), unique=True), st.lists(st.sampled_from("abcde"), unique=True), st.booleans())
def test_every_clause_of_both_sides_stands_in_the_redline_once(old: list[str], new: list[str], ids: bool) -> None:
    found = compare_clauses(version("".join(old)), version("".join(new)), identities=ids)
    assert [one.id_new for one in found if one.id_new] == new
    assert sorted(one.id_old for one in found if one.id_old) == sorted(old)
    gone = [one.id_old for one in found if one.change is Change.DELETED]
    assert gone == [id_ for id_ in old if id_ in gone]


def test_moves_in_a_long_text_are_all_found_also_when_edited_and_no_other_is_claimed() -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable, no secret
    vocabulary = [f"word{number}" for number in range(3000)]
    texts = [" ".join(chance.choices(vocabulary, k=chance.randrange(12, 60))) for _ in range(300)]
    old = [clause(str(number), "", text) for number, text in enumerate(texts)]
    new = list(old)
    moved = chance.sample(range(300), 20)
    for number in moved:
        entry = next(one for one in new if one.id == str(number))
        new.remove(entry)
        words = entry.text.split(" ")
        for place in chance.sample(range(len(words)), len(words) * 3 // 10):
            words[place] = "fresh"
        place = (number + 100) % 290
        new.insert(place, clause(entry.id, "", " ".join(words)))
    found = compare_clauses(old, unnamed(new), identities=False)
    assert {one.id_old for one in found if one.change is Change.MOVED} == {str(number) for number in moved}
    assert all(one.id_new == f"{one.id_old}'" for one in found)


def test_every_change_is_found_in_a_long_gap_of_edited_clauses() -> None:
    chance = random.Random(8)  # noqa: S311 - repeatable, no secret
    vocabulary = [f"word{number}" for number in range(2000)]
    texts = [" ".join(chance.choices(vocabulary, k=20)) for _ in range(120)]
    old = [clause(str(number), "", text) for number, text in enumerate(texts)]
    new = [clause(str(number), "", f"{text} added") for number, text in enumerate(texts) if number % 7]
    found = compare_clauses(old, unnamed(new), identities=False)
    counts = summarise(found)
    assert (counts["changed"], counts["deleted"], counts["inserted"], counts["moved"]) == (len(new), 18, 0, 0)
    assert all(one.id_new == f"{one.id_old}'" for one in found if one.id_new)


def test_two_clauses_that_share_the_phrases_of_the_whole_text_alone_are_no_move() -> None:
    name = "The Council of Heads of Migration Authorities"
    old = [clause("x", "1", f"{name} has nineteen members.")]
    old += [clause(id_, "", f"{name}: {text}") for id_, text in TEXTS.items()]
    new = [*unnamed(old[1:]), clause("y", "9", f"{name} shall:")]
    changes = [one.change for one in compare_clauses(old, new, identities=False)]
    assert changes == [Change.DELETED, *[Change.EQUAL] * len(TEXTS), Change.INSERTED]


@pytest.mark.parametrize(("kept", "paired"), [(12, True), (3, False)])
def test_a_clause_is_paired_with_one_that_shares_about_half_its_words(kept: int, paired: bool) -> None:
    words = [f"word{number}" for number in range(20)]
    other = [word if place < kept else f"else{place}" for place, word in enumerate(words)]
    old = [clause("a"), clause("x", "", " ".join(words)), clause("b")]
    new = unnamed([clause("a"), clause("x", "", " ".join(other)), clause("b")])
    counts = summarise(compare_clauses(old, new, identities=False))
    assert (counts["changed"], counts["deleted"], counts["inserted"]) == ((1, 0, 0) if paired else (0, 1, 1))


def test_in_two_files_a_clause_read_in_its_order_has_not_moved_whatever_it_was_understood_to_belong_to() -> None:
    old = [clause("a", "1"), clause("b", "1.1", parent="a"), clause("c", "1.2", parent="a")]
    new = unnamed([clause("a", "1"), clause("b", "a)", parent="a"), clause("c", "1.2", parent="b")])
    assert [one.change for one in compare_clauses(old, new, identities=False)] == [Change.EQUAL] * 3


def test_of_two_clauses_that_changed_places_in_a_file_the_one_with_less_text_has_moved() -> None:
    old, new = version("ab"), unnamed(version("ba", b="Long: " + TEXTS["b"] * 3))
    old[1] = clause("b", "2", "Long: " + TEXTS["b"] * 3)
    moved = [one.id_old for one in compare_clauses(old, new, identities=False) if one.change is Change.MOVED]
    assert moved == ["a"]


def test_a_standing_formula_is_no_move_of_the_clause_that_has_another() -> None:
    formula = "дополнить частью следующего содержания"
    others = [clause(f"y{n}", str(n), f"в статье {n} слова исключить; {formula}") for n in range(20, 50)]
    old = [clause("x", "1", formula + ":"), *version("abc"), *others]
    new = [*unnamed(old[1:]), clause("z", "9", formula + ";")]
    changes = {one.id_old or one.id_new: one.change for one in compare_clauses(old, new, identities=False)}
    assert (changes["x"], changes["z"]) == (Change.DELETED, Change.INSERTED)


def test_what_was_compared_before_is_known_again_by_its_hashes_and_what_differs_in_number_is_not() -> None:
    def hashed(entries: list[Entry]) -> list[Entry]:
        return [replace(one, hash=one.text) for one in entries]

    old, new = hashed(version("abc")), hashed(version("ac"))
    first = compare_clauses(old, new)
    assert compare_clauses(hashed(version("abc")), hashed(version("ac"))) is first
    renumbered = [replace(one, number=f"{one.number}¹") for one in new]
    assert [one.number_new for one in compare_clauses(old, renumbered)] == ["1¹", None, "2¹"]
    assert compare_clauses(version("abc"), version("ac")) == tuple(compare_clauses(version("abc"), version("ac")))


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_of_two_neighbours_that_swap_the_shorter_one_is_called_moved(order: str) -> None:
    texts = {"a": "Reports are sent.", "b": TEXTS["b"]}
    found = compare_clauses(version(order, **texts), version(order[::-1], **texts))
    assert {one.id_new for one in found if one.change is Change.MOVED} == {"a"}


def test_what_stands_under_a_heading_weighs_with_it() -> None:
    """A section of many words under a short heading stays; the one with a long heading and little under it moves."""
    long, short = clause("s", text="A heading of very many words, longer than the other one"), clause("t", text="Short")
    few, many = clause("x", text="Few.", parent="s"), clause("c", parent="t")
    found = compare_clauses([long, few, short, many], [short, many, long, few])
    assert {one.id_new for one in found if one.change is Change.MOVED} == {"s"}


def test_no_more_clauses_are_called_moved_than_have_to_be_whatever_they_weigh() -> None:
    texts = {"a": "A.", "b": "B.", "c": TEXTS["c"] * 9}
    found = compare_clauses(version("abc", **texts), version("cab", **texts))
    assert {one.id_new for one in found if one.change is Change.MOVED} == {"c"}
