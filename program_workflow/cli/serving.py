"""``serve`` and ``web``: the application in one command, and the web process alone."""

import os

import click

from program_workflow.cli.instance import prepared
from program_workflow.cli.refusals import Refused
from program_workflow.settings import PREFIX


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Run web, worker and scheduler in one command; SIGTERM or Ctrl+C stops all of them.

    Example: program-workflow serve --port 8000
    """
    raise SystemExit(serve_at(host, port))


def serve_at(host: str, port: int) -> int:
    """Runs the whole until it is stopped; returns the exit status."""
    take_address(host, port)
    settings = prepared()
    from program_workflow.cli import supervisor

    return supervisor.run(settings, host, port) or 0


def take_address(host: str, port: int) -> None:
    """Where no address is set, people come to the one that is listened on."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    os.environ.setdefault(f"{PREFIX}BASE_URL", f"http://{f'[{shown}]' if ':' in shown else shown}:{port}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
def web(host: str, port: int) -> None:
    """Run the web process alone, as in production; the worker and the scheduler are Celery's.

    Example: program-workflow web --host 127.0.0.1 --port 8000
    """
    take_address(host, port)
    settings = prepared()
    from program_workflow.cli import supervisor

    command = [str(part) for part in supervisor.web_command(settings, host, port)]
    try:
        os.execvp(command[0], command)  # noqa: S606 - our own gunicorn takes the place of this process
    except OSError as failure:
        raise Refused(f"The web server did not start: {failure.strerror}.") from failure
