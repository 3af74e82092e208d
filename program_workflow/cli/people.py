"""``delegations``, ``users``, ``tokens``: who takes part and how they come in."""

import sys

import click

from program_workflow.cli.instance import reading, work
from program_workflow.cli.refusals import Refused
from program_workflow.domain.terms import LANGUAGES, Role


@click.group()
def delegations() -> None:
    """Member states and observer organisations."""


@delegations.command("add")
@click.argument("code")
@click.option("--name-en", required=True, help="Name in English.")
@click.option("--name-ru", required=True, help="Name in Russian.")
@click.option("--observer", is_flag=True, help="An observer organisation: reads circulated texts, never amends.")
def add_delegation(code: str, name_en: str, name_ru: str, observer: bool) -> None:
    """Add a delegation, last in the order of joining.

    Example: program-workflow delegations add KAZ --name-en Kazakhstan --name-ru Казахстан
    """
    from program_workflow.usecases import people

    with work() as w:
        added = people.add_delegation(w, code, name_en, name_ru, observer)
    click.echo(f"{added.code}: added.")


@delegations.command("rename")
@click.argument("code")
@click.option("--name-en", help="Name in English.")
@click.option("--name-ru", help="Name in Russian.")
def rename_delegation(code: str, name_en: str | None, name_ru: str | None) -> None:
    """Correct the name of a delegation in one language or both; its code stays.

    Example: program-workflow delegations rename KAZ --name-en "Republic of Kazakhstan"
    """
    from program_workflow.usecases import people

    if name_en is None and name_ru is None:
        raise click.UsageError("Give --name-en, --name-ru or both.")
    with work() as w:
        renamed = people.rename_delegation(w, code, name_en, name_ru)
    click.echo(f"{renamed.code}: {renamed.name_en}  /  {renamed.name_ru}")


@delegations.command("list")
def list_delegations() -> None:
    """List the delegations in the order of joining.

    Example: program-workflow delegations list
    """
    from program_workflow.usecases import people

    with reading() as w:
        found = people.list_delegations(w)
    for one in found:
        click.echo(f"{one.code:<12}  {one.name_en}  /  {one.name_ru}{'  (observer)' if one.is_observer else ''}")


@click.group()
def users() -> None:
    """Accounts."""


@users.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it is shown and recorded, e.g. “Representative of Kazakhstan”.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the person may do.")
@click.option("--delegation", help="Code of the delegation; for representatives, experts and observers.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of pages and mails.")
@click.option("--timezone", default="UTC", show_default=True, help="By its IANA name, e.g. Asia/Almaty.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
def add_user(
    email: str, name: str, role: str, delegation: str | None, language: str, timezone: str, password_stdin: bool
) -> None:
    """Add an account. Without a password nobody can log in with it yet.

    Example: program-workflow users add kaz@example.org --name "Representative of Kazakhstan"
    --role representative --delegation KAZ --password-stdin
    """
    from program_workflow.usecases import people

    password = _password() if password_stdin else None
    with work() as w:
        added = people.add_user(w, email, name, role, delegation, language, timezone, password)
    capacity = f"{added.role} {added.delegation_code}" if added.delegation_code else added.role
    click.echo(f"{added.email}: added, {capacity}{'' if added.has_password else ', without a password'}.")


@users.command("list")
def list_users() -> None:
    """List the accounts: the secretariat first, then by delegation.

    Example: program-workflow users list
    """
    from program_workflow.usecases import people

    with reading() as w:
        found = people.list_users(w)
    for one in found:
        marks = [
            word for word, holds in (("no password", not one.has_password), ("closed", not one.is_active)) if holds
        ]
        said = f"{one.email:<36}  {one.role:<14}  {one.delegation_code or '–':<6}  {one.name}"
        click.echo(said + (f"  ({', '.join(marks)})" if marks else ""))


@users.command("password")
@click.argument("email")
def set_password(email: str) -> None:
    """Set a new password, read from standard input; ends the person's sessions.

    Example: program-workflow users password kaz@example.org < password.txt
    """
    from program_workflow.usecases import people

    password = _password()
    with work() as w:
        found = next((one for one in people.list_users(w) if one.email == email.strip().casefold()), None)
        if found is None:
            raise Refused(f"There is no account with the e-mail {email}.")
        people.set_password(w, found.id, password)
    click.echo(f"{found.email}: the password is set.")


def _password() -> str:
    """One line of standard input, without its end; typed unseen where a person sits at it."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


@click.group()
def tokens() -> None:
    """Tokens for the JSON API."""


@tokens.command("create")
@click.argument("email")
@click.option("--days", type=int, default=30, show_default=True, help="How long it holds.")
def create_token(email: str, days: int) -> None:
    """Create an API token and print it, and nothing else; it is shown this once.

    Example: program-workflow tokens create kaz@example.org --days 7
    """
    from program_workflow.usecases import people

    with work() as w:
        token = people.create_token(w, email, days)
    click.echo(token)
