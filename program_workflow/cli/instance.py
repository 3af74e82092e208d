"""The instance a command works on: its settings, its database brought up to date, units of work on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from program_workflow.cli.refusals import Refused
from program_workflow.domain.actor import CONSOLE, Actor
from program_workflow.settings import Settings

if TYPE_CHECKING:  # SQLAlchemy is loaded only by the commands that need it
    from program_workflow.usecases.work import Work


def read_instance() -> Settings:
    """The settings of this process; a setting that cannot be used is named."""
    from program_workflow import wiring

    try:
        return wiring.current_settings()
    except ValueError as unusable:
        raise Refused(str(unusable)) from unusable


def prepared(settings: Settings | None = None) -> Settings:
    """The settings, with the database at the present release.

    An embedded database is made or brought up to date; one in production is left to ``db upgrade``.
    """
    from program_workflow import migrations, wiring

    settings = settings or read_instance()
    engine = wiring.engine(settings)
    with said_in_a_line():
        if settings.is_production:
            if not migrations.is_current(engine):
                raise Refused("The database is not that of this release. Run: program-workflow db upgrade")
            return settings
        with migrations.in_turn(settings.home / "upgrade.lock"):
            if not migrations.is_current(engine):
                migrations.upgrade(engine)
    return settings


@contextmanager
def said_in_a_line() -> Iterator[None]:
    """A database that cannot be reached, or fails, is told in one line."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as failure:
        raise Refused(f"The database failed: {failure.orig}") from failure


@contextmanager
def work(actor: Actor = CONSOLE, *, settings: Settings | None = None) -> Iterator["Work"]:
    """One transaction of whoever is at the command line, on a prepared instance."""
    settings = prepared(settings)
    from program_workflow import wiring

    with said_in_a_line(), wiring.open_work(actor, settings=settings) as opened:
        yield opened


@contextmanager
def reading(actor: Actor = CONSOLE, *, settings: Settings | None = None) -> Iterator["Work"]:
    """The same, to read only."""
    settings = prepared(settings)
    from program_workflow import wiring

    with said_in_a_line(), wiring.open_reading(actor, settings=settings) as opened:
        yield opened
