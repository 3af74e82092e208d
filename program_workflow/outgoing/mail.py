"""Mails: how they are written, and the two ways they leave (a mail server, or files in a folder)."""

import os
import smtplib
import ssl
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from program_workflow import i18n, phrases, resources
from program_workflow.outgoing.headers import MAIL
from program_workflow.settings import Settings

#: Seconds for each answer of the mail server.
PATIENCE: Final = 10.0


class MailFailed(Exception):
    """This mail was not taken; the text says why, on one line."""


class MailServerDown(MailFailed):
    """The mail server cannot be reached or refuses everybody: no other mail would go either."""


@dataclass(frozen=True, slots=True)
class LetterChange:
    """One change of an amendment. heading: what is changed. fields: (name, runs) of the changed ones.

    runs: the redline, "=" stays, "-" deleted, "+" inserted.
    """

    heading: str
    runs: Sequence[tuple[str, str]] = ()
    fields: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person as values; the words are already in the person's language.

    language, timezone: the person's. text_language: of what `changes` quote. link: path of the page.
    at: when it happened. message_id: the same for every try.
    """

    address: str
    name: str
    language: str
    timezone: str
    message_id: str
    at: datetime
    sentence: str
    because: str
    link: str
    awaited: str = ""
    reason: str = ""
    deadline: datetime | None = None
    details: Sequence[tuple[str, str]] = ()
    changes: Sequence[LetterChange] = ()
    text_language: str = "en"
    receipt: tuple[int, str] | None = None


class MailSender(Protocol):
    """Takes mails one by one; `close` ends what was opened for them."""

    def send(self, message: EmailMessage, name: str) -> None:
        """name: of a file, unique for the mail and the same for every try. Raises MailFailed."""

    def close(self) -> None: ...


def compose(letter: Letter, settings: Settings) -> EmailMessage:
    """The mail as text and as HTML. Raises MailFailed for an address that cannot be written to."""
    subject = one_line(letter.sentence).removesuffix(".")
    message = envelope(settings, letter.address, letter.name, subject, letter.at, letter.message_id)
    with i18n.speaking(letter.language):
        said = spoken(letter, settings)
        add_bodies(message, "notice", {**said, "settings_address": settings.base_url + "/account"}, letter.language)
    return message


def spoken(letter: Letter, settings: Settings) -> dict[str, Any]:
    """What a template needs of a letter, in the language of the moment."""
    return {
        "letter": letter,
        "address": settings.base_url + letter.link,
        "at": phrases.instant(letter.at, letter.timezone),
        "deadline": phrases.instant(letter.deadline, letter.timezone) if letter.deadline else "",
    }


def envelope(settings: Settings, address: str, name: str, subject: str, at: datetime, message_id: str) -> EmailMessage:
    """The headers. Raises MailFailed for an address that cannot be written to."""
    message = EmailMessage(policy=MAIL)
    try:
        message["From"] = _sender_address(settings)
        message["To"] = Address(display_name=one_line(name), addr_spec=one_line(address))
    except (MessageError, ValueError, IndexError) as failure:
        raise MailFailed(f"unusable address: {type(failure).__name__}") from failure
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    return message


def add_bodies(message: EmailMessage, template: str, values: Mapping[str, Any], language: str) -> None:
    """The text and the HTML of it."""
    message.set_content(_rendered(f"{template}.txt", values), charset="utf-8")
    message.add_alternative(_rendered(f"{template}.html", values), subtype="html", charset="utf-8")
    message["Content-Language"] = language  # of the whole; set last, or the first part takes it


def one_line(text: str) -> str:
    """The text without line ends and control characters, fit for a header or a log."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(part for part in "".join(kept).split(" ") if part)


def _rendered(template: str, values: Mapping[str, Any]) -> str:
    return _templates().get_template(f"mail/{template}").render(values)


@cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(resources.template_folder()),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals |= {"_": i18n.gettext, "plain": plain, "marked": marked}
    return env


def plain(runs: Sequence[tuple[str, str]]) -> str:
    """A redline in characters: [-deleted-] and <+inserted+>."""
    frames = {"-": "[-{}-]", "+": "<+{}+>"}
    return "".join(frames.get(op, "{}").format(text) for op, text in runs)


def marked(runs: Sequence[tuple[str, str]]) -> Markup:
    """A redline as HTML: <del> and <ins>; the text itself is escaped."""
    frames = {"-": Markup("<del>{}</del>"), "+": Markup("<ins>{}</ins>")}
    return Markup("").join(frames.get(op, Markup("{}")).format(text) for op, text in runs)


def _sender_address(settings: Settings) -> Address:
    """From: as the address of the mail server says (?from=), else of the host people use."""
    query = parse_qs(urlsplit(settings.smtp_url or "").query)
    address = query["from"][0] if "from" in query else f"program-workflow@{urlsplit(settings.base_url).hostname}"
    return Address(display_name="Program Workflow", addr_spec=address)


def sender_for(settings: Settings) -> MailSender:
    """The mail server of the settings, or the folder HOME/mail where none is set."""
    if settings.smtp_url:
        return SmtpSender(settings.smtp_url)
    return FolderSender(settings.home / "mail")


class FolderSender:
    """Each mail becomes a file; a second try of a mail puts the same file there once more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, name: str) -> None:
        """The file appears whole: written aside, then renamed."""
        aside = self.folder / f".{name}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside.write_bytes(message.as_bytes())
            aside.rename(self.folder / f"{name}.eml")
        except OSError as failure:
            raise MailServerDown(one_line(f"{type(failure).__name__}: {failure.strerror}")) from failure

    def close(self) -> None:
        """Nothing is open between two files."""


class SmtpSender:
    """A mail server: smtp://user:password@host:587?from=address, smtps:// for TLS from the start.

    STARTTLS is used where the server offers it; with a password it must (``?starttls=no`` for a
    server that is on this machine). One connection serves several mails.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self.is_tls = parts.scheme == "smtps"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.is_tls else 587 if parts.username else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.starttls = query.get("starttls", ["auto"])[0]
        self.patience = float(query.get("timeout", [PATIENCE])[0])
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, name: str) -> None:  # noqa: ARG002 - only files have names
        """Raises MailServerDown where no connection comes about, MailFailed where this mail is refused."""
        connection = self._connection or self._connect()
        self._connection = connection
        try:
            connection.send_message(message)
        except smtplib.SMTPServerDisconnected as failure:
            self.close()
            raise MailServerDown(_said(failure)) from failure
        except smtplib.SMTPException as failure:
            self.close()
            raise MailFailed(_said(failure)) from failure
        except OSError as failure:
            self.close()
            raise MailServerDown(_said(failure)) from failure

    def greet(self) -> None:
        """Connects, logs in where a user is named, and leaves. Raises MailServerDown."""
        self._connection = self._connect()
        self.close()

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._open()
        except (smtplib.SMTPException, OSError) as failure:
            raise MailServerDown(_said(failure)) from failure

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.patience, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        connection.ehlo_or_helo_if_needed()
        if not self.is_tls and self.starttls != "no" and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif not self.is_tls and self.starttls != "no" and self.password:
            connection.close()
            raise MailServerDown("the mail server offers no STARTTLS; the password was not sent")
        if self.user:
            connection.login(self.user, self.password)
        return connection

    def close(self) -> None:
        """Says goodbye where a connection is open; one that is already gone is let go."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _said(failure: Exception) -> str:
    """The failure on one line, for the log of deliveries."""
    return one_line(f"{type(failure).__name__}: {failure}")[:300]
