"""Mails: what stands in them, and that they arrive whole, in a folder and at a real mail server."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.outgoing.mail import (
    FolderSender,
    Letter,
    LetterChange,
    MailFailed,
    MailServerDown,
    SmtpSender,
    compose,
    one_line,
    sender_for,
)
from program_workflow.settings import Settings
from tests.servers import free_port

SETTINGS = Settings(
    home=Path("unused"),
    database_url="sqlite://",
    broker_url="filesystem://",
    secret_key="k",
    base_url="https://programs.example.org",
    smtp_url="smtp://mail.example.org?from=office@example.org",
    env="embedded",
)
LETTER = Letter(
    address="kaz@example.org",
    name="Representative of Kazakhstan",
    language="en",
    timezone="Asia/Almaty",
    message_id="<1@program-workflow>",
    at=datetime(2011, 3, 1, 9, 0, tzinfo=UTC),
    sentence="Amendment P1-2.1-KAZ-1 is rejected.",
    because="You are told because it is an amendment of your delegation.",
    link="/amendments/a1",
    reason="The funding is not assured.",
    deadline=datetime(2011, 3, 14, 13, 0, tzinfo=UTC),
    details=(("Program", "P1. Program of cooperation"),),
    changes=(LetterChange("Change: point 2.1", [("=", "States "), ("-", "may"), ("+", "shall"), ("=", " pay <5%.")]),),
    receipt=(17, "ab" * 32),
)


def parsed(message: EmailMessage) -> EmailMessage:
    return email.message_from_bytes(message.as_bytes(), _class=EmailMessage, policy=email.policy.default)


def raw_header(message: EmailMessage, name: str) -> str:
    return str(email.message_from_bytes(message.as_bytes(), policy=email.policy.compat32)[name])


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_it_gives_reason_text_deadline_and_link_in_both_forms() -> None:
    message = parsed(compose(LETTER, SETTINGS))
    assert message["Subject"] == "Amendment P1-2.1-KAZ-1 is rejected"
    assert message["To"] == "Representative of Kazakhstan <kaz@example.org>"
    assert message["From"] == "Program Workflow <office@example.org>"
    assert message["Message-ID"] == LETTER.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = body(message, kind)
        assert "The funding is not assured." in text
        assert "14 March 2011, 19:00 UTC+06:00" in text
        assert "https://programs.example.org/amendments/a1" in text
        assert LETTER.receipt is not None
        assert LETTER.receipt[1] in text
    assert "States [-may-]<+shall+> pay <5%." in body(message, "plain")
    assert "States <del>may</del><ins>shall</ins> pay &lt;5%." in body(message, "html")


def test_it_speaks_russian_and_survives_the_way() -> None:
    russian = replace(
        LETTER,
        language="ru",
        name="Представитель Казахстана",
        sentence="Поправка P1-2.1-KAZ-1 отклонена.",
        reason="Финансирование не обеспечено № 5.",
        text_language="ru",
    )
    message = parsed(compose(russian, SETTINGS))
    assert message["Subject"] == "Поправка P1-2.1-KAZ-1 отклонена"
    # RFC 2047: the space between two encoded words is none; Python's parser of addresses keeps it
    assert str(make_header(decode_header(raw_header(message, "To")))) == "Представитель Казахстана <kaz@example.org>"
    assert message["Content-Language"] == "ru"
    assert "Финансирование не обеспечено № 5." in body(message, "plain")
    assert "14\xa0марта\xa02011\xa0г." in body(message, "plain")
    assert '<html lang="ru">' in body(message, "html")
    assert max(map(len, compose(russian, SETTINGS).as_bytes().split(b"\r\n"))) <= 998


def test_html_of_what_people_wrote_is_text() -> None:
    message = parsed(compose(replace(LETTER, reason="<script>alert(1)</script>", name="<b>"), SETTINGS))
    assert "<script>" not in body(message, "html")


@given(st.text(), st.text(), st.text())
def test_nothing_that_people_write_makes_a_header(name: str, sentence: str, reason: str) -> None:
    """With line ends, control characters or anything else in names and sentences."""
    letter = replace(LETTER, name=name, sentence=sentence + "\r\nBcc: all@example.org", reason=reason)
    try:
        raw = compose(letter, SETTINGS).as_bytes()
    except MailFailed:
        return
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["kaz@example.org"]


@pytest.mark.parametrize("address", ["", "no address", "a@b\r\nBcc: c@example.org", "a@b, c@example.org"])
def test_an_address_that_cannot_be_written_to_fails_this_mail_alone(address: str) -> None:
    with pytest.raises(MailFailed):
        compose(replace(LETTER, address=address), SETTINGS)


def test_one_line_keeps_words_and_loses_line_ends() -> None:
    assert one_line("a\r\nb\x00c\u2028d ") == "a b c d"


# --- The folder ---------------------------------------------------------------------------------


def test_a_file_appears_whole_and_once(tmp_path: Path) -> None:
    sender = FolderSender(tmp_path / "mail")
    message = compose(LETTER, SETTINGS)
    for _ in range(2):
        sender.send(message, "20110301-1")
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "20110301-1.eml"
    assert file.read_bytes() == message.as_bytes()


def test_a_folder_that_cannot_be_written_is_a_server_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")
    with pytest.raises(MailServerDown):
        FolderSender(tmp_path / "mail").send(compose(LETTER, SETTINGS), "1")


# --- A real mail server -------------------------------------------------------------------------


class Inbox:
    """Keeps what arrives; refuses addresses of example.net."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.sessions: set[int] = set()

    async def handle_RCPT(  # noqa: N802 - the name the server calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.endswith("example.net"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self.sessions.add(id(session))
        self.received.append(bytes(envelope.content or b""))
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    inbox = Inbox()
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, f"smtp://127.0.0.1:{port}?from=office@example.org"
    controller.stop()


def test_mails_arrive_at_a_real_server_over_one_connection(inbox: tuple[Inbox, str]) -> None:
    received, url = inbox
    sender = sender_for(replace(SETTINGS, smtp_url=url))
    for n in range(3):
        sender.send(compose(replace(LETTER, sentence=f"Поправка {n} согласована."), SETTINGS), str(n))
    sender.close()
    messages = [email.message_from_bytes(raw, policy=email.policy.default) for raw in received.received]
    assert [m["Subject"] for m in messages] == [f"Поправка {n} согласована" for n in range(3)]
    assert len(received.sessions) == 1


def test_a_refused_person_does_not_stop_the_next_mail(inbox: tuple[Inbox, str]) -> None:
    received, url = inbox
    sender = SmtpSender(url)
    with pytest.raises(MailFailed) as refused:
        sender.send(compose(replace(LETTER, address="nobody@example.net"), SETTINGS), "1")
    assert not isinstance(refused.value, MailServerDown)
    assert "550" in str(refused.value)
    sender.send(compose(LETTER, SETTINGS), "2")
    sender.close()
    assert len(received.received) == 1


def test_a_password_is_not_sent_without_encryption(inbox: tuple[Inbox, str]) -> None:
    _, url = inbox
    sender = SmtpSender(url.replace("smtp://", "smtp://user:secret@"))
    with pytest.raises(MailServerDown, match="STARTTLS"):
        sender.send(compose(LETTER, SETTINGS), "1")


def test_a_server_that_is_gone_is_said_to_be_down() -> None:
    with pytest.raises(MailServerDown):
        SmtpSender(f"smtp://127.0.0.1:{free_port()}").send(compose(LETTER, SETTINGS), "1")
