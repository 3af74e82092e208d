"""The redline of one amendment."""

from program_workflow.usecases.amendment_redlines import redline_of_amendment


def test_the_redline_of_an_amendment_shows_each_operation_against_its_base(talks, people):
    talks.circulated()
    made = talks.reviewed(
        people.kaz, talks.delete("1.2"), talks.insert("New.", after="1.1"), talks.move("2.1", under="1")
    )
    with talks.work(people.blr) as w:
        found = redline_of_amendment(w, made)
    assert [{op for op, _ in one.runs} for one in found.operations] == [{"-"}, {"+"}, {"="}]
