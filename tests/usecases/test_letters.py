"""What the mails of one amendment say, from its submission to the decision, and what they never say."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import AmendmentAction, ClauseKind, OperationKind, VersionAction
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import AmendmentRow, NodeRow, ProgramRow, UserRow
from program_workflow.usecases import amending, deciding, notifying, programs, versions
from program_workflow.usecases.operations import OperationInput, operations_of_wording
from program_workflow.usecases.work import Work

OpenWork = Callable[..., AbstractContextManager[Work]]
TEXT = "Member states exchange information on a regular basis."
PROPOSED = "Member states exchange information every quarter."


class Post:
    """Keeps the mails it is given, by the name in their address."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def send(self, message: EmailMessage, name: str) -> None:
        assert name
        self.mails.append(message)

    def close(self) -> None:
        pass

    def to(self, name: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if f"<{name}@" in str(mail["To"])]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return f"{mail['Subject']}\n{part.get_content()}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        {"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home"), "PROGRAM_WORKFLOW_BASE_URL": "https://programs.example.org"}
    )


@pytest.fixture
def post(work: OpenWork, settings: Settings) -> Callable[[], Post]:
    """Delivers what is due, and shows the mails."""

    def delivered() -> Post:
        post = Post()
        notifying.deliver_due(work, settings, owner="here:1", sender=post)
        return post

    return delivered


@pytest.fixture
def circulated(work: OpenWork, people: Any, clock: Any) -> ProgramRow:
    with work(people.coordinator) as w:
        program = programs.create_program(
            w,
            code="P1",
            title={"en": "Program of cooperation"},
            language="en",
            clauses=(ClauseDraft(ClauseKind.POINT, TEXT, number="2.1"),),
            rules={"decision_rule": "coordinator"},
        )
    with work(people.coordinator) as w:
        versions.take_step(
            w, "P1", 1, VersionAction.CIRCULATE, seen_revision=None, closes_at=clock.now + timedelta(days=10)
        )
    return program


def submit(work: OpenWork, people: Any) -> AmendmentRow:
    with work(people.kaz) as w:
        clause = w.session.scalars(select(NodeRow.clause_id)).one()
        draft = amending.draft_amendment(
            w, "P1", [OperationInput(OperationKind.MODIFY, clause, PROPOSED)], rationale="To be exact."
        )
        return amending.submit_amendment(w, draft.id, seen_revision=None)


def test_circulation_is_mailed_with_its_deadline(post: Callable[[], Post], circulated: ProgramRow) -> None:
    (mail,) = post().to("blr")
    assert mail["Subject"] == "Version 1 of P1 is circulated"
    assert "Deadline: 11 March 2011, 09:00 UTC" in text_of(mail)
    assert "https://programs.example.org/programs/P1/versions/1" in text_of(mail)


def test_a_submission_is_receipted_to_its_delegation_and_shown_to_coordinators_only(
    work: OpenWork, people: Any, post: Callable[[], Post], circulated: ProgramRow
) -> None:
    post()
    submit(work, people)
    mails = post()
    (receipt,) = mails.to("kaz")
    assert receipt["Subject"] == "The amendment of KAZ to version 1 of P1 is submitted"
    assert "Receipt of the record: entry" in text_of(receipt)
    (waiting,) = mails.to("coordinator")
    assert "Take it under review, or return it for rework." in text_of(waiting)
    assert "exchange information [-on a regular basis-]<+every quarter+>." in text_of(waiting)
    assert mails.to("blr") == []


def test_a_decision_names_number_reason_and_text(
    work: OpenWork, people: Any, post: Callable[[], Post], circulated: ProgramRow
) -> None:
    amendment = submit(work, people)
    for action, reason in ((AmendmentAction.REVIEW, ""), (AmendmentAction.REJECT, "Not agreed by the experts.")):
        post()
        with work(people.coordinator) as w:
            number = deciding.decide(w, amendment.id, action, seen_revision=None, reason=reason).number
    (mail,) = post().to("kaz")
    assert number
    assert mail["Subject"] == f"Amendment {number} is rejected"
    assert "Reason: Not agreed by the experts." in text_of(mail)
    assert "<+every quarter+>" in text_of(mail)
    assert f"https://programs.example.org/amendments/{amendment.id}" in text_of(mail)


def test_a_draft_is_in_no_mail(work: OpenWork, people: Any, post: Callable[[], Post], circulated: ProgramRow) -> None:
    post()
    amendment = submit(work, people)
    mails = post()
    with work(people.coordinator) as w:
        deciding.decide(w, amendment.id, AmendmentAction.RETURN, seen_revision=None, reason="Name the clause.")
    with work(people.kaz) as w:
        clause = operations_of_wording(w, amendment.id, 1)[0].clause_id
        amending.save_wording(
            w,
            amendment.id,
            [OperationInput(OperationKind.MODIFY, clause, "A secret second thought.")],
            rationale="Not filed yet.",
            seen_revision=None,
        )
    mails.mails += post().mails
    assert mails.to("coordinator")
    assert [mail for mail in mails.mails if "secret" in text_of(mail)] == []


def test_a_russian_reader_gets_russian(
    work: OpenWork, people: Any, post: Callable[[], Post], circulated: ProgramRow
) -> None:
    post()
    with work() as w:
        w.get(UserRow, people.kaz.user_id).language = "ru"
    submit(work, people)
    (mail,) = post().to("kaz")
    assert mail["Content-Language"] == "ru"
    assert mail["Subject"] == "Поправка делегации KAZ к редакции 1 программы P1 внесена"
