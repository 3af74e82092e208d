"""Packages: clauses that are agreed together, none before all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from program_workflow.domain.terms import ClauseStatus
from program_workflow.domain.terms import PackageAction as A
from program_workflow.domain.terms import PackageState as S


@dataclass(frozen=True, slots=True)
class Package:
    """clauses: identities, in reading order when it was made."""

    id: str
    title: str
    state: S
    clauses: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class PackageStep:
    """to: the state after it. Only coordinators take steps of a package."""

    to: S
    needs_reason: bool = False


PACKAGE_STEPS: Final[dict[tuple[S, A], PackageStep]] = {
    (S.LIVE, A.REOPEN): PackageStep(S.REOPENED, needs_reason=True),
    (S.LIVE, A.DISSOLVE): PackageStep(S.DISSOLVED, needs_reason=True),
    (S.REOPENED, A.CONCLUDE): PackageStep(S.LIVE),
    (S.REOPENED, A.DISSOLVE): PackageStep(S.DISSOLVED, needs_reason=True),
}

#: A clause is in at most one package in one of these states.
LIVE: Final = frozenset({S.LIVE, S.REOPENED})
#: What a clause of its own is when nothing is missing on it.
SETTLED: Final = frozenset({ClauseStatus.AGREED, ClauseStatus.DELETED})


def is_whole(package: Package, own: Iterable[ClauseStatus]) -> bool:
    """Whether the clauses of a package are agreed together. own: what each would be without the package."""
    return package.state is S.LIVE and all(one in SETTLED for one in own)


def status_in(own: ClauseStatus, *, whole: bool) -> ClauseStatus:
    """The status of a clause in a package: agreed of its own, it is provisionally agreed until all are."""
    return ClauseStatus.PROVISIONALLY_AGREED if own is ClauseStatus.AGREED and not whole else own
