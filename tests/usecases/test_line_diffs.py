"""A recorded diff is made where it says, where its lines stand now, or where they are found changed."""

import difflib

from hypothesis import assume, given
from hypothesis import strategies as st

from program_workflow.usecases.line_diffs import patch, read_hunks

PARAGRAPHS = [
    "## Elections",
    "",
    "Reduce the age of voting at local elections to those aged 15.",
    "",
    "Introduce a box to register abstention on all ballot papers.",
    "",
    "## Transparency",
    "",
    "Require all members to publish their diaries as open data.",
]


def diff(old, new):
    """A diff without context, with the line each place stands under, as git writes it."""
    lines = []
    for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].lstrip("-").split(",")[0])
            under = [one for one in old[: start - 1] if one[:1].isalpha()]
            line += f" {under[-1][:40]}" if under else ""
        lines.append(line)
    return "\n".join(lines)


words = st.lists(st.text("abcdefgh ", min_size=1, max_size=12), min_size=1, max_size=12)


@given(words, st.data())
def test_replacements_in_the_very_text_give_the_recorded_one(lines, data):
    assume(all(line.strip() for line in lines))
    assume(len({line.rstrip() for line in lines}) == len(lines))
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    new = [f"{line} changed" if place in chosen else line for place, line in enumerate(lines)]
    made = patch(lines, diff(lines, new))
    assert list(made.lines) == new
    assert made.is_in_place


def test_a_new_paragraph_goes_where_it_went():
    new = [*PARAGRAPHS[:6], "Hold hustings in every constituency.", "", *PARAGRAPHS[6:]]
    assert list(patch(PARAGRAPHS, diff(PARAGRAPHS, new)).lines) == new


def test_a_new_section_takes_in_no_paragraph_of_another():
    recorded = [*PARAGRAPHS[:6], "## Funding", "", "Limit donations.", "", *PARAGRAPHS[6:]]
    moved_on = ["A preamble that was not there.", "", "And another.", "", *PARAGRAPHS]
    made = list(patch(moved_on, diff(PARAGRAPHS, recorded)).lines)
    assert made == [*moved_on[:10], "## Funding", "", "Limit donations.", "", *moved_on[10:]]


def test_lines_that_stand_elsewhere_are_found():
    new = [line.replace("15", "16") for line in PARAGRAPHS]
    made = patch(["Before.", "", *PARAGRAPHS], diff(PARAGRAPHS, new))
    assert list(made.lines) == ["Before.", "", *new]
    assert made.is_as_recorded
    assert not made.is_in_place


def test_a_line_that_changed_meanwhile_takes_the_change_of_its_words():
    new = [line.replace("15", "16") for line in PARAGRAPHS]
    now = [line.replace("local elections", "all elections") for line in PARAGRAPHS]
    made = patch(now, diff(PARAGRAPHS, new))
    assert made.lines[2] == "Reduce the age of voting at all elections to those aged 16."
    assert not made.is_as_recorded


def test_the_same_words_changed_otherwise_give_way_to_the_recorded_ones():
    new = [line.replace("15", "16") for line in PARAGRAPHS]
    now = [line.replace("15", "17") for line in PARAGRAPHS]
    assert patch(now, diff(PARAGRAPHS, new)).lines[2] == new[2]


def test_what_is_there_already_is_not_put_in_twice():
    now = [line.replace("15", "16") for line in PARAGRAPHS]
    assert list(patch(now, diff(PARAGRAPHS, now)).lines) == now


def test_a_new_file_is_the_whole_text():
    made = patch(PARAGRAPHS, "new file mode 100644\n@@ -0,0 +1,2 @@\n+One.\n+Two.\n")
    assert made.lines == ("One.", "Two.")


def test_hunks_know_their_place_and_what_they_stand_under():
    (hunk,) = read_hunks("@@ -7 +7,2 @@ What policies should we\n-old\n\\ No newline at end of file\n+new\n+more\n")
    assert (hunk.at, hunk.old, hunk.new, hunk.under) == (6, ("old",), ("new", "more"), "What policies should we")
