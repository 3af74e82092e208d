"""Tracked changes and edited copies become proposals on the clauses of a version."""

from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.domain.amendment import Act, apply_operations
from program_workflow.domain.edits import in_order
from program_workflow.domain.landing import Landing, NotLanded, land_copy, land_revisions
from program_workflow.domain.terms import OperationKind
from program_workflow.domain.text import Text
from tests.documents.versions import LINES, text_of, version
from tests.documents.word_files import (
    by,
    commented,
    comments,
    deleted,
    inserted,
    moved,
    paragraph,
    paragraphs,
    part,
    row,
    table,
    whole,
    word_file,
)

ARMENIA, BELARUS = "Representative of Armenia", "Representative of Belarus"


def land(*blocks: str, base: Text | None = None, **parts: str) -> Landing:
    return land_revisions(base or version(), "en", read_revised("draft.docx", word_file(*blocks, **parts)))


def lines(*changed: tuple[int, str]) -> list[str]:
    """The paragraphs of the version, some replaced by others."""
    by_place = dict(changed)
    return [by_place.get(place, paragraph(line)) for place, line in enumerate(LINES)]


def result(base: Text, found: Landing) -> list[str]:
    acts = [Act(operation, "en") for proposal in found.proposals for operation in proposal.operations]
    return [node.contents["en"].text for node in apply_operations(base, acts).nodes]


MODIFIED = paragraph(
    "1.1. The competent bodies ",
    deleted("may", by(ARMENIA)),
    inserted("shall", by(ARMENIA)),
    " meet once a year",
    inserted(" in Minsk", by(BELARUS)),
    ".",
)


def test_each_author_has_one_proposal_for_a_clause() -> None:
    found = land(*lines((1, MODIFIED)))
    assert [(p.author, p.clause_id, p.operations[0].text, p.changes) for p in found.proposals] == [
        (ARMENIA, "c1", "The competent bodies shall meet once a year.", (0, 1)),
        (BELARUS, "c1", "The competent bodies may meet once a year in Minsk.", (2,)),
    ]
    assert found.unlanded == ()


def test_other_numbers_and_formats_are_no_hindrance() -> None:
    renumbered = [
        paragraph("Note for the reader of this file, not of the Program"),
        paragraph("§ 3. General provisions of the Program", style="H1"),
        MODIFIED.replace("1.1. ", "7) "),
        paragraph("8) The Center reports to the Council on its work."),
        paragraph("IX. Tasks of the Program"),
    ]
    found = land(*renumbered)
    assert [(p.author, p.clause_id) for p in found.proposals] == [(ARMENIA, "c1"), (BELARUS, "c1")]


def test_a_change_is_carried_over_to_what_the_version_says_now() -> None:
    base = version([line.replace("competent bodies", "competent authorities") for line in LINES])
    found = land(*lines((1, MODIFIED)), base=base)
    assert found.proposals[0].operations[0].text == "The competent authorities shall meet once a year."


def test_a_change_of_words_that_the_version_says_otherwise_is_listed() -> None:
    base = version([line.replace("bodies may meet", "bodies must meet") for line in LINES])
    found = land(*lines((1, MODIFIED)), base=base)
    assert [(p.author, p.clause_id) for p in found.proposals] == [(BELARUS, "c1")]
    assert [(one.author, one.reason, one.nearest) for one in found.unlanded] == [(ARMENIA, NotLanded.CONFLICT, "c1")]


def test_what_the_version_says_already_is_listed() -> None:
    base = version([line.replace("bodies may meet", "bodies shall meet") for line in LINES])
    found = land(*lines((1, MODIFIED)), base=base)
    assert [(one.author, one.reason) for one in found.unlanded] == [(ARMENIA, NotLanded.ALREADY)]


def test_a_clause_the_version_does_not_have_is_listed_with_the_nearest() -> None:
    stranger = paragraph("9. Costs of training of officials ", inserted("are", by(ARMENIA)), " borne by the hosts.")
    found = land(*lines(), stranger)
    assert found.proposals == ()
    assert [(one.reason, one.nearest, one.changes) for one in found.unlanded] == [(NotLanded.NO_CLAUSE, "c5", (0,))]
    assert 0 < found.unlanded[0].likeness < 0.6


def test_new_clauses_stand_behind_the_clause_they_follow() -> None:
    new = whole("1.2. The bodies exchange experience.", change=by(ARMENIA))
    found = land(*lines((1, paragraph(LINES[1]) + new)))
    (proposal,) = found.proposals
    assert [(o.kind, o.parent, o.after) for o in proposal.operations] == [(OperationKind.INSERT, "c0", "c1")]
    assert result(version(), found)[2] == "The bodies exchange experience."


def test_a_new_heading_brings_what_stands_under_it() -> None:
    new = whole("3. Funding of the Program", change=by(ARMENIA)) + whole("3.1. From the budgets.", change=by(ARMENIA))
    found = land(*lines(), new)
    assert len(found.proposals) == 1
    assert result(version(), found)[-2:] == ["Funding of the Program", "From the budgets."]


def test_a_heading_taken_out_with_all_under_it_is_one_proposal() -> None:
    gone = [(place, whole(LINES[place], "del", by(ARMENIA))) for place in (3, 4, 5)]
    found = land(*lines(*gone))
    assert [(p.clause_id, [o.kind for o in p.operations]) for p in found.proposals] == [("c3", [OperationKind.DELETE])]
    assert found.proposals[0].changes == (0, 1, 2, 3, 4, 5)


def test_a_heading_taken_out_alone_is_listed() -> None:
    found = land(*lines((3, whole(LINES[3], "del", by(ARMENIA)))))
    assert [(one.reason, one.nearest) for one in found.unlanded] == [(NotLanded.CHILDREN_STAY, "c3")]
    assert found.proposals == ()


def test_a_move_is_a_move() -> None:
    taken, put = moved(LINES[1], change=by(ARMENIA))
    found = land(*lines((1, taken), (2, paragraph(LINES[2]) + put)))
    (proposal,) = found.proposals
    assert [(o.kind, o.clause_id, o.parent, o.after) for o in proposal.operations] == [
        (OperationKind.MOVE, "c1", "c0", "c2")
    ]


def test_the_authors_own_comments_on_a_change_are_the_rationale() -> None:
    changed = paragraph(
        "1.1. The competent bodies ",
        commented(0, deleted("may", by(ARMENIA)), inserted("shall", by(ARMENIA))),
        " meet once a year.",
    )
    found = land(
        *lines((1, changed), (2, paragraph(commented(1, LINES[2])))),
        comments=comments((ARMENIA, "As in the Charter."), (BELARUS, "Why?")),
    )
    assert [(p.author, p.rationale) for p in found.proposals] == [(ARMENIA, "As in the Charter.")]
    assert found.comments == (1,)


def test_changes_outside_the_text_are_listed() -> None:
    note = part("footnotes", f'<w:footnote w:id="2">{paragraph(inserted("See the Charter", by(ARMENIA)))}</w:footnote>')
    noted = paragraph(LINES[1], '<w:r><w:footnoteReference w:id="2"/></w:r>')
    found = land(*lines((1, noted)), footnotes=note)
    assert [(one.author, one.reason, one.new) for one in found.unlanded] == [
        (ARMENIA, NotLanded.NOT_IN_TEXT, "See the Charter")
    ]


def test_rows_of_a_plan_come_change_and_go() -> None:
    heading = ["No.", "Measure", "Executing bodies", "Timeframe", "Funding"]
    rows = (
        ["1", "Hold a conference", "Center", "2011", "budgets"],
        ["2", "Publish a report", "Center", "2012", "none"],
    )
    base = text_of(word_file(paragraph("1. Plan"), table(heading, *rows)))
    changed = ["2", "Publish a report", "Center", paragraph(deleted("2012"), inserted("2013")), "none"]
    cells = row(*(f"<w:tc><w:tcPr/>{one if one.startswith('<') else paragraph(one)}</w:tc>" for one in changed))
    added = row("3", "Train the officials", "Center", "2013", "budgets", added=True)
    found = land(paragraph("1. Plan"), table(heading, row(*rows[0], removed=True), cells, added), base=base)
    assert sorted((p.operations[0].kind, p.clause_id) for p in found.proposals) == [
        (OperationKind.DELETE, "c2"),
        (OperationKind.INSERT, "+1"),
        (OperationKind.MODIFY, "c3"),
    ]
    timeframe = next(p.operations[0].fields.timeframe for p in found.proposals if p.clause_id == "c3")
    assert timeframe is not None
    assert timeframe.text == "2013"


def test_a_clean_copy_is_held_against_its_version() -> None:
    copy = [*LINES]
    copy[1] = "1.1. The competent bodies shall meet twice a year."
    copy[4:5] = ["2.1. To exchange experience of investigators;", "2.2. To improve the legal basis of cooperation;"]
    del copy[2]
    found = land_copy(version(), "en", read("copy.docx", paragraphs(*copy)), ARMENIA)
    assert sorted((p.operations[0].kind, p.clause_id) for p in found.proposals) == [
        (OperationKind.DELETE, "c2"),
        (OperationKind.INSERT, "+1"),
        (OperationKind.MODIFY, "c1"),
    ]
    assert result(version(), found) == [
        clause.clause.text for clause in in_order(read("copy.docx", paragraphs(*copy)).clauses)
    ]


def test_an_unchanged_copy_proposes_nothing() -> None:
    assert land_copy(version(), "en", read("copy.docx", paragraphs(*LINES))) == Landing(())
