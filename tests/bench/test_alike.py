"""Groups of identical amendments, of a list and of the table, held against each other."""

from bench.alike import Alike, alike


def grouped(*groups: str) -> dict[str, list[str]]:
    """number → the others of its group; the numbers are letters."""
    return {one: [other for other in group if other != one] for group in groups for one in group}


def test_groups_are_whole_parted_or_joined() -> None:
    told = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": None, "g": None, "h": "3", "i": "3", "j": "4"}
    found = alike(told, grouped("ab", "c", "de", "fg", "h", "ij"))
    assert found == Alike(
        groups=(3, 4, 1),
        pairs=(5, 4, 2),
        parted=((("a", "b"), ("c",)), (("h",), ("i",))),
        joined=(("f", "g"), ("i", "j")),
    )


def test_what_the_list_does_not_tell_of_is_left_out() -> None:
    assert alike({"a": "1", "b": "1"}, grouped("abx", "xy")) == Alike(groups=(1, 1, 1), pairs=(1, 1, 1))


def test_each_group_that_differs_is_told_by_its_numbers() -> None:
    said = list(alike({"a": "1", "b": "1", "c": None}, grouped("a", "bc")).lines("the list"))
    assert said[2:] == ["  Parted in the table: a | b.", "  Joined in the table alone: b, c."]
