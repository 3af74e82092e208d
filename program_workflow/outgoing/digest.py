"""The digest of a day as a mail: by program and clause, each event as its own mail would say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from program_workflow import i18n, phrases
from program_workflow.outgoing import mail
from program_workflow.outgoing.mail import Letter
from program_workflow.settings import Settings


@dataclass(frozen=True, slots=True)
class DigestClause:
    """name: the number of the clause, "" for what concerns none."""

    name: str
    letters: Sequence[Letter]


@dataclass(frozen=True, slots=True)
class DigestProgram:
    title: str
    clauses: Sequence[DigestClause]


@dataclass(frozen=True, slots=True)
class Digest:
    """The mail of one day to one person; its words are in the person's language."""

    address: str
    name: str
    language: str
    timezone: str
    message_id: str
    at: datetime
    day: date
    programs: Sequence[DigestProgram]

    @property
    def events(self) -> int:
        return sum(len(clause.letters) for program in self.programs for clause in program.clauses)


def compose_digest(digest: Digest, settings: Settings) -> EmailMessage:
    """The mail as text and as HTML. Raises MailFailed for an address that cannot be written to."""
    with i18n.speaking(digest.language):
        day = phrases.calendar_day(digest.day)
        subject = i18n.ngettext("Digest of {day}: {n} event", "Digest of {day}: {n} events", digest.events, day=day)
        message = mail.envelope(
            settings, digest.address, digest.name, mail.one_line(subject), digest.at, digest.message_id
        )
        values = {
            "subject": subject,
            "digest": digest,
            "programs": [
                (program.title, [(clause.name, _entries(clause, settings)) for clause in program.clauses])
                for program in digest.programs
            ],
            "settings_address": settings.base_url + "/account",
        }
        mail.add_bodies(message, "digest", values, digest.language)
    return message


def _entries(clause: DigestClause, settings: Settings) -> list[dict[str, object]]:
    return [mail.spoken(letter, settings) for letter in clause.letters]
