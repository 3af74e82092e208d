"""The command line: ``program-workflow``. Parses, calls one use case, prints.

Exit status: 0 done, 1 refused or failed (one line on stderr, nothing half done), 2 wrong usage.
"""

import click

from program_workflow import __version__
from program_workflow.cli import (
    comparing,
    database,
    demonstrating,
    exporting,
    importing,
    importing_amendments,
    people,
    provenance,
    recording,
    replaying,
    serving,
    tabling,
    watching,
)
from program_workflow.cli.refusals import Commands


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="program-workflow")
def main() -> None:
    """Takes an intergovernmental program from the first Word draft to the adopted text.

    Settings are read from the environment (PROGRAM_WORKFLOW_HOME and others). An embedded database is made
    and brought up to date by every command that needs it.
    """


for command in (
    serving.serve,
    serving.web,
    demonstrating.demo,
    database.db,
    people.delegations,
    people.users,
    people.tokens,
    importing.import_file,
    importing_amendments.import_amendments,
    comparing.redline,
    provenance.provenance,
    tabling.table,
    exporting.export,
    replaying.replay,
    recording.audit,
    watching.doctor,
):
    main.add_command(command)
