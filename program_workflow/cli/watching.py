"""``doctor``: whether everything an instance needs does its work, in words."""

import shutil
from typing import TYPE_CHECKING, Final

import click

from program_workflow.cli.instance import prepared, read_instance
from program_workflow.cli.refusals import Refused
from program_workflow.domain.terms import JobState
from program_workflow.domain.words import label
from program_workflow.settings import Settings

if TYPE_CHECKING:
    from program_workflow.usecases.health import Readiness

#: Less free space than this is said to be too little.
LEAST_FREE: Final = 500 * 2**20  # bytes
_FONTS: Final = ("IBMPlexSans-Regular.woff2", "IBMPlexSerif-Regular.woff2")

#: Name of a part, whether it does its work, a sentence.
Finding = tuple[str, bool, str]


@click.command()
def doctor() -> None:
    """Say in words whether database, broker, worker, scheduler, mail, fonts and disk work; exit 1 if one does not.

    Example: program-workflow doctor
    """
    settings = read_instance()
    findings = [_mode(settings), *_parts(settings), _jobs(settings), _mail(settings), _fonts(), _disk(settings)]
    for name, is_ok, sentence in findings:
        click.echo(f"{'ok  ' if is_ok else 'FAIL'}  {name:<10} {sentence}")
    failed = [name for name, is_ok, _ in findings if not is_ok]
    if failed:
        raise Refused(f"Not everything works: {', '.join(failed)}.")


def _mode(settings: Settings) -> Finding:
    kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    broker = "a queue of files" if settings.is_embedded_broker else "Redis"
    return "mode", True, f"{settings.env}: {kind} and {broker}; HOME is {settings.home}."


def _parts(settings: Settings) -> list[Finding]:
    """Database, broker, worker and scheduler, as /readyz answers."""
    return [(name, part.is_ok, part.sentence) for name, part in _readiness(settings).parts.items()]


def _jobs(settings: Settings) -> Finding:
    """Long work: what waits and what was given up; whether somebody takes it."""
    from program_workflow import wiring
    from program_workflow.usecases import job_log

    try:
        prepared(settings)
        with wiring.open_reading(settings=settings) as w:
            counts, waited, given_up = job_log.count_by_state(w), job_log.longest_wait(w), len(job_log.given_up(w))
    except Refused:
        return "jobs", False, "Not known without the database."
    said = ", ".join(f"{counts.get(state, 0)} {label(state, 'en')}" for state in JobState)
    if waited > job_log.LONGEST_WAIT:
        return "jobs", False, f"{said}; one has waited {waited.seconds // 60} minutes: no worker takes it."
    return "jobs", True, f"{said}; {given_up} of them given up." if given_up else f"{said}."


def _readiness(settings: Settings) -> "Readiness":
    from program_workflow import wiring
    from program_workflow.usecases import health

    try:
        prepared(settings)
        with wiring.open_reading(settings=settings) as w:
            return health.readiness(w, settings)
    except Refused:
        return health.without_database()


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        folder = settings.home / "mail"
        count = sum(1 for _ in folder.glob("*.eml")) if folder.is_dir() else 0
        return "mail", True, f"No mail server is set: each mail is a file in {folder} ({count} so far)."
    from urllib.parse import urlsplit

    from program_workflow.outgoing import mail

    server = urlsplit(settings.smtp_url).hostname
    try:
        mail.SmtpSender(settings.smtp_url).greet()
    except mail.MailFailed as failure:
        return "mail", False, f"The mail server {server} does not take mail: {failure}"
    return "mail", True, f"The mail server {server} answers."


def _fonts() -> Finding:
    from program_workflow import resources

    folder = resources.folder("static") / "vendor" / "fonts"
    missing = [name for name in _FONTS if not (folder / name).is_file()]
    if missing:
        return "fonts", False, f"These are missing, install the package again: {', '.join(missing)}."
    return "fonts", True, "The fonts of the pages are there."


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home).free
    enough = free >= LEAST_FREE
    return "disk", enough, f"{free / 2**30:.1f} GiB are free in HOME{'' if enough else ', which is too little'}."
