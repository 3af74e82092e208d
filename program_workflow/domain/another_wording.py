"""Steps of what waits for the author of an amendment: another wording of it, and a merger into another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import CounterAction as CA
from program_workflow.domain.terms import CounterState as CS
from program_workflow.domain.terms import MergerAction as MA
from program_workflow.domain.terms import MergerState as MS


class Who(StrEnum):
    """Whose step it is."""

    AUTHOR = "author"  # of the amendment
    PROPOSER = "proposer"  # of the other wording
    AUTHORS_SIDE = "author's side"  # also its experts; to approve, its approver
    BOTH_AUTHORS = "both authors"  # the second acceptance merges
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class CounterStep:
    """to: the state after it."""

    to: CS
    who: Who
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class MergerStep:
    """to: the state after it."""

    to: MS
    who: Who
    needs_reason: bool = False


#: What has ended waits for nobody; a wording that falls with its amendment is moot without a step of its own.
COUNTER_STEPS: Final[Mapping[tuple[CS, CA], CounterStep]] = {
    (CS.OFFERED, CA.ACCEPT): CounterStep(CS.ACCEPTED, Who.AUTHOR),
    (CS.OFFERED, CA.REFUSE): CounterStep(CS.REFUSED, Who.AUTHOR, needs_reason=True),
    (CS.OFFERED, CA.WITHDRAW): CounterStep(CS.WITHDRAWN, Who.PROPOSER),
    (CS.OFFERED, CA.ASK_APPROVAL): CounterStep(CS.OFFERED, Who.AUTHORS_SIDE),
    (CS.OFFERED, CA.APPROVE): CounterStep(CS.OFFERED, Who.AUTHORS_SIDE),
}
MERGER_STEPS: Final[Mapping[tuple[MS, MA], MergerStep]] = {
    (MS.PROPOSED, MA.ACCEPT): MergerStep(MS.DONE, Who.BOTH_AUTHORS),
    (MS.PROPOSED, MA.REFUSE): MergerStep(MS.REFUSED, Who.AUTHOR, needs_reason=True),
    (MS.PROPOSED, MA.WITHDRAW): MergerStep(MS.WITHDRAWN, Who.COORDINATOR),
}
