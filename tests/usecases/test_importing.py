"""Uploads wait for their own person; a file as the next text keeps the identities it finds again."""

import pytest

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.understood import Understood
from program_workflow.usecases import importing, recording
from tests.negotiation import heading, point, two_sections


def understood(*clauses) -> Understood:
    return Understood(clauses=clauses or two_sections(), language="en")


def test_an_upload_is_the_persons_own_and_gone_with_the_program_made_of_it(work, people):
    with work(people.coordinator) as w:
        upload = importing.keep_upload(w, "draft.docx", b"bytes", understood())
    with work(people.other_coordinator) as w, pytest.raises(NotFound):
        importing.view_upload(w, upload.id)
    with work(people.coordinator) as w:
        assert importing.view_upload(w, upload.id).understood.clauses == two_sections()
        importing.create_from_upload(w, upload.id, code="P1", title="T", period="", language="en")
    with work(people.coordinator) as w, pytest.raises(NotFound):
        importing.view_upload(w, upload.id)


def test_a_file_as_the_next_text_keeps_the_clauses_it_finds_again(talks, people):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("2.3", "Meetings are held at times."))
    with talks.work(people.coordinator) as w, pytest.raises(StepNotAllowed):  # circulated: nobody may change it
        importing.replace_text(w, "P1", understood())
    talks.close()
    first, second = two_sections()
    changed = heading("1", "Section 1", *first.children, point("1.3", "A point that is wholly new."))
    with talks.work(people.coordinator) as w:
        importing.replace_text(w, "P1", understood(changed, second))
    after = talks.text()
    assert set(talks.ids.values()) < {one.id for one in after.nodes}
    assert len(after.nodes) == len(talks.ids) + 1
    with talks.work() as w:
        assert recording.verify(w).broken == ()
    talks.step("circulate", closes_at=talks.clock.now.replace(year=2012))
    talks.take(people.kaz, draft, "submit")


def test_only_a_coordinator_brings_a_text_and_it_is_not_empty(talks, people):
    talks.circulated()
    talks.close()
    with talks.work(people.kaz) as w, pytest.raises(NotPermitted):
        importing.replace_text(w, "P1", understood())
    with talks.work(people.coordinator) as w, pytest.raises(Invalid):
        importing.replace_text(w, "P1", Understood(clauses=(), language="en"))
