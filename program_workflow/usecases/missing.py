"""What stands between the newest circulated version and agreement: who, where, of what kind, since when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from program_workflow.domain import permissions
from program_workflow.domain.deciding import Missing, Rule, may_be_ad_referendum, rule_from
from program_workflow.domain.errors import N_, Saying, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import Stance, Standing
from program_workflow.domain.terms import LIVE, DecisionRule, Lack, OperationKind, PositionSubject
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import filing_version, find_program, view_of_delegation
from program_workflow.usecases.operations import amendments_of
from program_workflow.usecases.standings import Ground, ground, on_amendment, with_author, wording_hashes
from program_workflow.usecases.statuses import Statuses, statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A clause or amendment on which agreement is missing something.

    reference: number of the amendment, or what the clause is called, see `Text.references`.
    says: each of lacks in words.
    """

    subject: PositionSubject
    subject_id: str
    reference: str
    lacks: tuple[Missing, ...]
    says: tuple[Saying, ...]

    def waits_for(self, delegation_id: str, lack: Lack = Lack.NO_POSITION) -> bool:
        """Whether the delegation has not said anything of it."""
        return any(one.lack is lack and one.delegation_id == delegation_id for one in self.lacks)

    def without(self, *lacks: Lack) -> "Unsettled":
        kept = [pair for pair in zip(self.lacks, self.says, strict=True) if pair[0].lack not in lacks]
        return replace(self, lacks=tuple(one for one, _ in kept), says=tuple(said for _, said in kept))


@dataclass(frozen=True, slots=True)
class Silent:
    """A delegation that has said nothing of these."""

    delegation: DelegationView
    items: tuple[Unsettled, ...]


@dataclass(frozen=True, slots=True)
class MissingView:
    """items: clauses in reading order, then live amendments in the order of their filing. version None: no text yet.

    delegations: those that take part, by identity.
    """

    version: int | None
    rule: Rule
    items: tuple[Unsettled, ...] = ()
    delegations: Mapping[str, DelegationView] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.items

    @property
    def silent(self) -> tuple[Silent, ...]:
        """Delegations that have said nothing yet, in order, each with what on."""
        found = tuple(
            Silent(one, tuple(item for item in self.items if item.waits_for(delegation_id)))
            for delegation_id, one in self.delegations.items()
        )
        return tuple(one for one in found if one.items)

    @property
    def newcomers(self) -> tuple[Silent, ...]:
        """Delegations that joined later and have not answered on what was agreed before, each with what on."""
        found = tuple(
            Silent(one, tuple(item for item in self.items if item.waits_for(delegation_id, Lack.ASKED_ON_JOINING)))
            for delegation_id, one in self.delegations.items()
        )
        return tuple(one for one in found if one.items)

    @property
    def standing(self) -> tuple[Unsettled, ...]:
        """What is said and stands in the way: all but missing positions."""
        found = (one.without(Lack.NO_POSITION, Lack.ASKED_ON_JOINING) for one in self.items)
        return tuple(one for one in found if one.lacks)


def missing_in(w: Work, code: str) -> MissingView:
    """What is missing in a program. Raises NotFound."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    version = filing_version(w, program.id)
    return missing_on(w, program, version) if version else MissingView(None, ground(w, program, ()).rule)


def missing_on(w: Work, program: ProgramRow, version: VersionRow) -> MissingView:
    """The same of one version; nothing where the coordinator decides."""
    found = statuses(w, program, version)
    if found.ground is None:
        return MissingView(version.number, ground(w, program, ()).rule)
    live = amendments_of(w, program.id, LIVE)
    clauses = _clauses(found, found.ground, load_text(w, version.id))
    items = (*clauses, *_amendments(w, found.ground, live))
    delegations = {one.id: view_of_delegation(one) for one in found.ground.delegations.values()}
    return MissingView(version.number, found.ground.rule, items, delegations)


def _clauses(found: Statuses, on: Ground, text: Text) -> Iterator[Unsettled]:
    """Clauses on which nothing is proposed: of the others the amendments tell."""
    for node in text.nodes:
        if any(one.kind is not OperationKind.INSERT for one in found.touching(node.id)):
            continue
        lacks = found.missing(node.id)
        if lacks:
            yield Unsettled(PositionSubject.CLAUSE, node.id, text.references[node.id], lacks, _said(on, lacks))


def _amendments(w: Work, on: Ground, live: Sequence[AmendmentRow]) -> Iterator[Unsettled]:
    hashes = wording_hashes(w, live)
    for one in live:
        lacks = on.lacks(one.id, hashes[one.id], with_author(one, on.on(one.id, hashes[one.id])))
        if lacks:
            yield Unsettled(PositionSubject.AMENDMENT, one.id, one.number or "", lacks, _said(on, lacks))


def _said(on: Ground, lacks: Sequence[Missing]) -> tuple[Saying, ...]:
    return tuple(on.say(one) for one in lacks)


# --- Refusals ----------------------------------------------------------------------------------------


def is_counted(w: Work, program_id: str) -> bool:
    """Whether positions decide in the program."""
    return rule_from(w.get(ProgramRow, program_id).rules).is_counted


def check_rule_holds(w: Work, amendment: AmendmentRow) -> None:
    """Raises StepNotAllowed with what is missing for the amendment to be agreed."""
    if not is_counted(w, amendment.program_id):
        return
    on, found = on_amendment(w, amendment)
    lacks = on.missing(found)
    if lacks:
        raise StepNotAllowed(
            N_("By the rule of this program ({rule}) it cannot be agreed yet. {lacks}."),
            rule=on.rule.kind,
            lacks=list(_said(on, lacks)),
        )


def check_ad_referendum(w: Work, amendment: AmendmentRow) -> None:
    """Raises StepNotAllowed where somebody objects, or nothing is reserved."""
    if not is_counted(w, amendment.program_id):
        return
    on, found = on_amendment(w, amendment)
    lacks = no_ad_referendum(on, found)
    if lacks:
        raise StepNotAllowed(N_("It cannot be agreed ad referendum. {lacks}."), lacks=list(lacks))


def no_ad_referendum(on: Ground, found: Sequence[Standing]) -> tuple[Saying, ...]:
    """Why nothing can be agreed ad referendum where the delegations stand so; empty where it can."""
    if not on.rule.is_counted or may_be_ad_referendum(found):
        return ()
    against = [one for one in on.missing(found) if one.position and one.position.stance is Stance.AGAINST]
    if against:
        return _said(on, against)
    return (Saying(N_("Nobody has reserved its position or spoken ad referendum")),)


def check_may_be_rejected(w: Work, amendment: AmendmentRow) -> None:
    """Raises StepNotAllowed where positions are counted and neither an objection nor a lost vote stands against it."""
    if not is_counted(w, amendment.program_id):
        return
    on, found = on_amendment(w, amendment)
    objected = any(one.stance is Stance.AGAINST for one in found)
    lost = on.rule.kind is not DecisionRule.CONSENSUS and on.missing(found)
    if not objected and not lost:
        raise StepNotAllowed(N_("No delegation objects to it; it is not rejected without an objection."))
