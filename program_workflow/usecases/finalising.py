"""What stands between a version and its agreed draft: one row of `FINALISING` for each kind of thing.

A further condition is a function that says what blocks, added to the list; the refusal, the page of the
step and the API are made from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from program_workflow.domain.deciding import Missing
from program_workflow.domain.errors import N_, Saying, StepNotAllowed
from program_workflow.domain.positions import Stance
from program_workflow.domain.terms import OPEN, DecisionRule, Lack, PackageState
from program_workflow.storage import DelegationRow, ProgramRow, VersionRow
from program_workflow.usecases.alignment import Aligned, pending_count
from program_workflow.usecases.missing import missing_on
from program_workflow.usecases.operations import amendments_of
from program_workflow.usecases.package_rows import live_packages
from program_workflow.usecases.silence_ends import runs_in
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work

#: A refusal names so many of each kind; the page and the API list all.
_NAMED: Final = 5
AMENDMENT: Final = "amendment"
CLAUSE: Final = "clause"
PACKAGE: Final = "package"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that blocks. about: "amendment", "clause" or "package". reference: what it is called.

    says: what of it is in the way, each in words.
    """

    about: str
    subject_id: str
    reference: str
    says: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A kind of thing that blocks: in a sentence, and each thing of it."""

    says: Saying
    obstacles: tuple[Obstacle, ...]


class NotFinal(StepNotAllowed):
    """The version cannot be finalised yet. blocking: everything that is in the way."""

    def __init__(self, blocking: tuple[Blocking, ...]) -> None:
        said = _together([one.says for one in blocking])
        super().__init__(said.template, **said.params)
        self.blocking = blocking


def blocks_finalising(w: Work, version: VersionRow) -> NotFinal | None:
    """Why the version cannot be finalised; None if it can."""
    found = obstacles_to(w, version)
    return NotFinal(found) if found else None


def obstacles_to(w: Work, version: VersionRow) -> tuple[Blocking, ...]:
    """Everything that is in the way, kind by kind."""
    program = w.get(ProgramRow, version.program_id)
    return tuple(one for row in FINALISING if (one := row(w, program, version)) is not None)


def _together(said: list[Saying]) -> Saying:
    """Sentences one after the other."""
    first, *others = said
    for one in others:
        first = Saying(N_("{first} {second}"), {"first": first, "second": one})
    return first


# --- What blocks ---------------------------------------------------------------------------------------


def _open_amendments(w: Work, program: ProgramRow, _version: VersionRow) -> Blocking | None:
    """Every amendment on which something is still to be done, also one that is agreed and in no text yet."""
    rows = amendments_of(w, program.id, OPEN)
    if not rows:
        return None
    codes = {one.id: one.code for one in w.session.scalars(select(DelegationRow))}
    return Blocking(
        Saying(N_("Amendments still open: {count}."), {"count": len(rows)}),
        tuple(
            Obstacle(
                AMENDMENT,
                one.id,
                one.number or codes.get(one.delegation_id or "", SECRETARIAT.code),
                (Saying(N_("the amendment is {state}"), {"state": one.state}),),
            )
            for one in rows
        ),
    )


def _unsettled(w: Work, program: ProgramRow, version: VersionRow) -> Blocking | None:
    """Clauses on which the decision rule misses something."""
    view = missing_on(w, program, version)
    found = tuple(
        Obstacle(CLAUSE, one.subject_id, one.reference, one.says) for one in view.items if one.subject == CLAUSE
    )
    if not found:
        return None
    named = [_saying(one) for one in found[:_NAMED]]
    if all(lack.lack is Lack.REOPENING for one in view.items for lack in one.lacks):
        said = N_("What was agreed is asked to be reopened in {count} places. {lacks}.")
        return Blocking(Saying(said, {"count": len(found), "lacks": named}), found)
    return Blocking(
        Saying(
            N_("By the rule of this program ({rule}) it is not agreed yet in {count} places. {lacks}."),
            {"rule": view.rule.kind, "count": len(found), "lacks": named},
        ),
        found,
    )


def _reserved(w: Work, program: ProgramRow, version: VersionRow) -> Blocking | None:
    """Reservations that stand although the votes suffice; by consensus they are among what the rule misses."""
    found = statuses(w, program, version)
    if found.ground is None or found.ground.rule.kind is DecisionRule.CONSENSUS:
        return None
    text = load_text(w, version.id)
    obstacles = []
    for node in text.nodes:
        held = [one for one in found.standings(node.id) if one.stance is Stance.HELD]
        if held:
            lacks = (Missing(Lack.RESERVATION, one.delegation_id, one.position) for one in held)
            says = tuple(found.ground.say(one) for one in lacks)
            obstacles.append(Obstacle(CLAUSE, node.id, text.references[node.id], says))
    if not obstacles:
        return None
    return Blocking(
        Saying(
            N_("Reservations stand in {count} places, to be lifted or converted on signing. {lacks}."),
            {"count": len(obstacles), "lacks": [_saying(one) for one in obstacles[:_NAMED]]},
        ),
        tuple(obstacles),
    )


def _packages(w: Work, program: ProgramRow, version: VersionRow) -> Blocking | None:
    """Packages that are not whole."""
    found = statuses(w, program, version)
    packages = {one.id: one for one in live_packages(w, program.id).values() if not found.is_whole(one)}
    if not packages:
        return None
    obstacles = []
    for one in packages.values():
        said = _REOPENED if one.state is PackageState.REOPENED else _NOT_WHOLE
        obstacles.append(Obstacle(PACKAGE, one.id, one.title, (Saying(said),)))
    titles = ", ".join(f"“{one.title}”" for one in packages.values())
    return Blocking(Saying(N_("Packages that are not whole: {titles}."), {"titles": titles}), tuple(obstacles))


def _unaligned(w: Work, program: ProgramRow, version: VersionRow) -> Blocking | None:
    """Clauses whose texts in the authentic languages are not aligned."""
    if not pending_count(w, program, version):
        return None
    text = load_text(w, version.id)
    says = (Saying(_NOT_ALIGNED),)
    found = tuple(
        Obstacle(CLAUSE, one, text.references[one], says) for one in Aligned.of(w, program, version).pending()
    )
    named = ", ".join(one.reference for one in found[:_NAMED])
    said = N_("The texts of its languages are not aligned in {count} places: {named}.")
    return Blocking(Saying(said, {"count": len(found), "named": named}), found)


def _silence(w: Work, program: ProgramRow, _version: VersionRow) -> Blocking | None:
    """A procedure that runs: its end is waited for, or a coordinator withdraws it."""
    runs = runs_in(w, program.id)
    return Blocking(Saying(runs.template, runs.params), ()) if runs is not None else None


_NOT_ALIGNED: Final = N_("its texts are not aligned")
_REOPENED: Final = N_("its review is not concluded")
_NOT_WHOLE: Final = N_("not all of its clauses are agreed")


def _saying(one: Obstacle) -> Saying:
    return Saying(N_("{reference}: {lacks}"), {"reference": one.reference, "lacks": list(one.says)})


#: What must not be, in the order in which it is said. A row gives None where nothing of its kind blocks.
FINALISING: Final[tuple[Callable[[Work, ProgramRow, VersionRow], Blocking | None], ...]] = (
    _open_amendments,
    _unsettled,
    _reserved,
    _packages,
    _unaligned,
    _silence,
)


def every_obstacle(blocking: tuple[Blocking, ...]) -> Iterator[Obstacle]:
    for one in blocking:
        yield from one.obstacles
