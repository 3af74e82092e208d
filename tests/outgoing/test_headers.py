"""Subjects and names in other scripts arrive word for word, however their lines are folded."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.outgoing.headers import MAIL

WORDS = st.lists(st.text("абвгдёжщъю–KZ12", min_size=1, max_size=12), min_size=1, max_size=20).map(" ".join)


def read(message: EmailMessage, name: str) -> str:
    """A header as a reader of mail decodes it."""
    raw = message_from_bytes(message.as_bytes(), policy=policy.compat32)[name]
    return " ".join(str(make_header(decode_header(raw.replace("\r\n", "\n")))).split())


@given(WORDS)
def test_no_space_of_a_subject_or_name_is_lost(said: str) -> None:
    message = EmailMessage(policy=MAIL)
    message["To"] = Address(display_name=said, addr_spec="kaz@example.org")
    message["Subject"] = said
    assert read(message, "Subject") == said
    assert read(message, "To").replace('"', "") == f"{said} <kaz@example.org>"
    assert all(len(line) <= 78 for line in message.as_bytes().split(b"\r\n"))
