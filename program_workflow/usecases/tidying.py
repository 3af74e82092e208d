"""Deleting what is kept for a time only: answers to repeated requests, uploads, entrances, jobs."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from program_workflow.storage import UploadRow
from program_workflow.usecases.entrance import forget_old_entrances
from program_workflow.usecases.idempotency import forget_old_answers
from program_workflow.usecases.work import Work
from program_workflow.usecases.working import forget_old_jobs

#: How long a file waits for the person who uploaded it.
UPLOADS_KEPT: Final = timedelta(days=1)


def tidy(w: Work) -> None:
    """May run at any time and as often as one likes."""
    forget_old_answers(w)
    forget_old_entrances(w)
    forget_old_jobs(w)
    w.session.execute(delete(UploadRow).where(UploadRow.at < w.now - UPLOADS_KEPT))
