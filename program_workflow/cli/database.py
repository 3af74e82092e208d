"""``db``: migrations."""

import click

from program_workflow.cli.instance import read_instance, said_in_a_line
from program_workflow.cli.refusals import Refused


@click.group()
def db() -> None:
    """Bring the database up to this release, or see whether it is."""


@db.command()
def upgrade() -> None:
    """Bring the database up to this release, all or nothing.

    Example: program-workflow db upgrade
    """
    from program_workflow import migrations, wiring

    settings = read_instance()
    with said_in_a_line(), migrations.in_turn(settings.home / "upgrade.lock"):
        before, after = migrations.upgrade(wiring.engine(settings))
    if before == after:
        click.echo(f"The database is that of this release already (revision {after}).")
    else:
        click.echo(f"The database was brought from {before or 'nothing'} to revision {after}.")


@db.command()
def check() -> None:
    """See whether the database is exactly what this release expects; an embedded one is brought up first.

    Example: program-workflow db check
    """
    from program_workflow import migrations, wiring
    from program_workflow.cli.instance import prepared

    settings = prepared()
    with said_in_a_line():
        found = migrations.drift(wiring.engine(settings))
    if found:
        raise Refused(f"The database differs from this release in {len(found)} places: {'; '.join(found)}")
    click.echo(f"The database is what this release expects (revision {migrations.head()}).")
