"""Long work: its kinds and steps, the table of its states, and what is short enough to be answered at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobAction, JobKind, JobState, JobStep


@dataclass(frozen=True, slots=True)
class Kind:
    """permit: what asking and fetching the result need. steps: in their order; the page counts them."""

    permit: Permit
    steps: tuple[JobStep, ...]


#: How each is done stands in ``usecases/job_kinds.py``, under the same keys.
KINDS: Final[Mapping[JobKind, Kind]] = {
    JobKind.IMPORT: Kind(Permit.IMPORT_PROGRAM, (JobStep.READ_FILE, JobStep.KEEP)),
    JobKind.CREATE: Kind(Permit.IMPORT_PROGRAM, (JobStep.READ_FILE, JobStep.KEEP)),
    JobKind.AMENDMENTS: Kind(Permit.PROPOSE, (JobStep.READ_FILE, JobStep.KEEP)),
    JobKind.EXPORT: Kind(Permit.READ_PROGRAMS, (JobStep.READ_TEXT, JobStep.WRITE_FILE, JobStep.KEEP)),
    JobKind.TABLE: Kind(Permit.READ_AMENDMENTS, (JobStep.READ_AMENDMENTS, JobStep.WRITE_FILE, JobStep.KEEP)),
}

JOB_STEPS: Final[Mapping[tuple[JobState, JobAction], JobState]] = {
    (JobState.WAITING, JobAction.TAKE): JobState.RUNNING,
    (JobState.WAITING, JobAction.FAIL): JobState.FAILED,
    (JobState.WAITING, JobAction.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, JobAction.TAKE): JobState.RUNNING,  # from a worker that is dead
    (JobState.RUNNING, JobAction.FINISH): JobState.DONE,
    (JobState.RUNNING, JobAction.FAIL): JobState.FAILED,
    (JobState.RUNNING, JobAction.GIVE_BACK): JobState.WAITING,
    (JobState.RUNNING, JobAction.CANCEL): JobState.CANCELLED,
    (JobState.CANCELLED, JobAction.CANCEL): JobState.CANCELLED,
    (JobState.FAILED, JobAction.PUT_BACK): JobState.WAITING,
}

#: States in which there is still something to wait for.
UNDER_WAY: Final = frozenset({JobState.WAITING, JobState.RUNNING})


def after(state: JobState, action: JobAction) -> JobState:
    """The state after an action. Raises StepNotAllowed."""
    found = JOB_STEPS.get((state, action))
    if found is None:
        raise StepNotAllowed(N_("This is not possible any more: it is {state}."), state=state)
    return found


# --- What is long ---------------------------------------------------------------------------------

#: Seconds of processor that a request may take; what is expected to take more is done by a worker. On a busy machine
#: that is three times as long to wait, which is about what people bear before they press the button again.
AT_ONCE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor: once, and for each clause and amendment that is read or written."""

    once: float = 0.0
    clause: float = 0.0
    amendment: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.once + other.once, self.clause + other.clause, self.amendment + other.amendment)


#: Reading a version for a file, by what is asked of it. Measured, as all below, on programs of 100, 1,000 and 5,000
#: clauses with 50, 300 and 100 live amendments, CPython 3.11 at 2.5 GHz.
CLEAN: Final = Cost(clause=0.03)
REDLINED: Final = Cost(clause=0.1)  # 5,000 clauses against 5,000: 0.5 s
AMENDED: Final = Cost(clause=0.06, amendment=0.3)
BRACKETED: Final = Cost(clause=0.09, amendment=1.6)  # 1,000 clauses with 300 amendments: 0.54 s
TABLED: Final = Cost(amendment=0.3)

#: Writing a version, by format. A PDF is laid out page by page: 100 clauses take 1.7 s, 1,000 take 9 s.
WRITING: Final[Mapping[str, Cost]] = {
    "pdf": Cost(1000, 9, 4),
    "xlsx": Cost(100, 0.4, 0.4),
    "html": Cost(20, 0.06, 0.06),
    "docx": Cost(20, 0.03, 0.03),
    "json": Cost(10, 0.05, 0.05),
    "akn": Cost(20, 0.04, 0.04),
    "txt": Cost(5, 0.02, 0.02),
    "md": Cost(5, 0.02, 0.02),
}
#: Writing the consolidated table, a row an amendment.
TABLE_WRITING: Final[Mapping[str, Cost]] = {
    "docx": Cost(20, amendment=0.1),
    "xlsx": Cost(50, amendment=0.6),
    "html": Cost(20, amendment=0.2),
    "json": Cost(10, amendment=0.8),
}
#: Reading a file: seconds a megabyte. A package unpacks to many times its size: 0.15 MB of short paragraphs takes
#: 1.7 s and 0.6 MB of an official document 1.5 s; 3 MB of plain text takes 1.1 s.
READING: Final[Mapping[str, float]] = {"txt": 0.4, "text": 0.4, "md": 0.5, "markdown": 0.5}
_PACKAGE: Final = 6.0


def seconds(cost: Cost, clauses: int, amendments: int) -> float:
    """The processor time to be expected."""
    return (cost.once + cost.clause * clauses + cost.amendment * amendments) / 1000


def seconds_to_read(name: str, size: int) -> float:
    """The processor time to be expected for a file. size: bytes."""
    return READING.get(name.rpartition(".")[2].lower(), _PACKAGE) * size / 1_000_000


def is_long(expected: float) -> bool:
    """Whether a worker does it. expected: seconds."""
    return expected > AT_ONCE
