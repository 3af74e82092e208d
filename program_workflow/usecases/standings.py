"""Where the delegations stand on the clauses and amendments of a program, and what is missing for agreement."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, and_, select

from program_workflow.domain.deciding import Missing, Rule, missing, rule_from
from program_workflow.domain.errors import N_, DayOf, Saying
from program_workflow.domain.positions import Position, Stance, Standing, standings
from program_workflow.domain.terms import (
    ContestOutcome,
    Lack,
    PositionKind,
    PositionOrigin,
    PositionSubject,
)
from program_workflow.domain.words import Label
from program_workflow.storage import (
    AmendmentRow,
    ContestRow,
    DelegationRow,
    JoiningItemRow,
    JoiningRow,
    PositionRow,
    ProgramRow,
    SponsorRow,
    VersionRow,
    WordingRow,
)
from program_workflow.usecases.finding import participants_of
from program_workflow.usecases.sponsor_rows import co_sponsors, sponsorship
from program_workflow.usecases.work import Work

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """What positions in a program are read against. delegations: members that take part, in order.

    said: by clause or amendment, in the order of the instants that count. asked: who is asked about an
    agreed text (its clause or amendment, its hash) on joining, and since when it takes part.
    """

    rule: Rule
    delegations: Mapping[str, DelegationRow]
    said: Mapping[str, Sequence[Position]]
    unamended_not_objected: bool = False
    asked: Mapping[tuple[str, str], Mapping[str, datetime]] = field(default_factory=dict)

    def settled(self, subject_id: str, text_hash: str, found: Sequence[Standing]) -> tuple[Standing, ...]:
        """Without those who are asked about the agreed text since they joined, and have not answered."""
        asked = self.asked.get((subject_id, text_hash), {})
        return tuple(one for one in found if one.delegation_id not in asked or one.stance is not Stance.NOTHING)

    def lacks(self, subject_id: str, text_hash: str, found: Sequence[Standing]) -> tuple[Missing, ...]:
        """What is missing for the text to be agreed, and the answers of those who joined later."""
        settled = self.settled(subject_id, text_hash, found)
        waiting = (one.delegation_id for one in found if one not in settled)
        return (*missing(self.rule, settled), *(Missing(Lack.ASKED_ON_JOINING, one) for one in waiting))

    def on(self, subject_id: str, text_hash: str) -> tuple[Standing, ...]:
        return standings(self.delegations, self.said.get(subject_id, ()), text_hash)

    def on_clause(self, clause_id: str, key: str, *, unamended_since: datetime | None = None) -> tuple[Standing, ...]:
        """unamended_since: when the window closed, if nothing was proposed on it."""
        found = self.on(clause_id, key)
        if unamended_since is None or not self.unamended_not_objected:
            return found
        return tuple(_not_objecting(one, unamended_since) if one.stance is Stance.NOTHING else one for one in found)

    def missing(self, found: Sequence[Standing]) -> tuple[Missing, ...]:
        return missing(self.rule, found)

    def say(self, lack: Missing) -> Saying:
        """What is missing, in words: "Belarus: scrutiny reservation, since 3 March 2011"."""
        if lack.lack is Lack.VOTES:
            return Saying(N_("{have} in favour, {need} needed"), {"have": lack.have, "need": lack.need})
        row = self.delegations[lack.delegation_id or ""]
        params: dict[str, object] = {"delegation": Label(row.name_en, row.name_ru)}
        if lack.lack is Lack.ASKED_ON_JOINING:
            since = min(those[row.id] for those in self.asked.values() if row.id in those)
            said = N_("{delegation}: joined on {since}, asked about what was agreed before, no position yet")
            return Saying(said, {**params, "since": DayOf(since)})
        if lack.position is None:
            return Saying(N_("{delegation}: no position yet"), params)
        params |= {"position": lack.position.kind, "since": DayOf(lack.position.at)}
        if lack.lack is Lack.REOPENING:
            return Saying(N_("{delegation}: asks to reopen what was agreed ({position}, since {since})"), params)
        if lack.lack is Lack.TO_RECONFIRM:
            return Saying(N_("{delegation}: {position}, since {since}, to be reconfirmed"), params)
        if lack.position.due:
            due = date.fromisoformat(lack.position.due)
            return Saying(N_("{delegation}: {position}, since {since}, due {due}"), {**params, "due": due})
        return Saying(N_("{delegation}: {position}, since {since}"), params)


def _not_objecting(one: Standing, since: datetime) -> Standing:
    by_rule = Position(one.delegation_id, PositionKind.NO_OBJECTION_RECEIVED, "", since, origin=PositionOrigin.SILENCE)
    return Standing(one.delegation_id, by_rule)


def ground(w: Work, program: ProgramRow, subjects: Collection[str] | None = None, at: datetime | None = None) -> Ground:
    """In three queries, whatever the number of clauses. subjects: only what was said of these.

    at: as it was known at this instant; None is now.
    """
    members = [one for one in participants_of(w, program.id, at) if not one.is_observer]
    return Ground(
        rule_from(program.rules),
        {one.id: one for one in members},
        positions_on(w, program.id, subjects, known_at=at),
        bool(program.rules.get("unamended_not_objected")),
        asked_on_joining(w, program.id, at),
    )


def asked_on_joining(
    w: Work, program_id: str, at: datetime | None = None
) -> Mapping[tuple[str, str], Mapping[str, datetime]]:
    """By agreed text, who is asked about it and since when it takes part; see `Ground.asked`. at: as it was then."""
    asked = (
        select(JoiningItemRow.subject_id, JoiningItemRow.text_hash, JoiningRow.delegation_id, JoiningRow.since)
        .join(JoiningRow, JoiningRow.id == JoiningItemRow.joining_id)
        .where(JoiningRow.program_id == program_id, JoiningRow.asked_at <= (at or w.now))
    )
    found: dict[tuple[str, str], dict[str, datetime]] = defaultdict(dict)
    for subject_id, text_hash, delegation_id, since in w.session.execute(asked):
        found[subject_id, text_hash][delegation_id] = since
    return found


def positions_on(
    w: Work,
    program_id: str,
    subjects: Collection[str] | None = None,
    delegation_id: str | None = None,
    known_at: datetime | None = None,
) -> Mapping[str, list[Position]]:
    """Everything that was said, by the clause or amendment it is about; in the order of the instants that count.

    What passed to a version that is not circulated yet does not count, and is not known.

    subjects: only these; None is all of the program. delegation_id: only of this one. known_at: only
    what had been entered by then.
    """
    asked = (
        select(PositionRow)
        .join(VersionRow, VersionRow.id == PositionRow.version_id)
        .where(PositionRow.program_id == program_id, VersionRow.opened_at.is_not(None))
    )
    asked = asked.where(PositionRow.act_id.not_in(withdrawn_entries(known_at)))
    if delegation_id is not None:
        asked = asked.where(PositionRow.delegation_id == delegation_id)
    if known_at is not None:
        asked = asked.where(PositionRow.entered_at <= known_at, VersionRow.opened_at <= known_at)
    if subjects is not None and len(subjects) <= _CHUNK:
        asked = asked.where(PositionRow.subject_id.in_(list(subjects)))
    found: dict[str, list[Position]] = defaultdict(list)
    for row in w.session.scalars(asked.order_by(PositionRow.at, PositionRow.ordinal)):
        if subjects is None or row.subject_id in subjects:
            found[row.subject_id].append(position_of(row))
    return found


def withdrawn_entries(known_at: datetime | None = None) -> Select[str]:
    """Acts that were entered for a delegation, contested by it and withdrawn by a coordinator: they never counted."""
    asked = select(ContestRow.act_id).where(ContestRow.outcome == ContestOutcome.WITHDRAWN)
    return asked if known_at is None else asked.where(ContestRow.ended_at <= known_at)


def apart_from(w: Work, program: ProgramRow) -> Mapping[str, tuple[DelegationRow, ...]]:
    """Delegations that declared their disinterest in a clause, by clause; printed at it for every reader."""
    return w.once(("apart from", program.id), lambda: _apart_from(w, program))


def _apart_from(w: Work, program: ProgramRow) -> Mapping[str, tuple[DelegationRow, ...]]:
    declared = set(
        w.session.scalars(
            select(PositionRow.subject_id).where(
                PositionRow.program_id == program.id,
                PositionRow.subject == PositionSubject.CLAUSE,
                PositionRow.kind == PositionKind.DECLARES_DISINTEREST,
            )
        )
    )
    if not declared:
        return {}
    found = ground(w, program, declared)
    apart = {
        one: tuple(found.delegations[each.delegation_id] for each in found.on(one, "") if each.stance is Stance.ASIDE)
        for one in declared
    }
    return {one: delegations for one, delegations in apart.items() if delegations}


def position_of(row: PositionRow) -> Position:
    return Position(
        delegation_id=row.delegation_id,
        kind=row.kind,
        text_hash=row.text_hash,
        at=row.at,
        reason=row.reason,
        due=row.due,
        lifts_when=row.lifts_when,
        except_words=row.except_words,
        origin=row.origin,
        act_id=row.act_id,
        reference=row.reference,
    )


def wording_hashes(w: Work, amendments: Sequence[AmendmentRow]) -> Mapping[str, str]:
    """The hash of the filed wording of each, in one query for each five hundred."""
    found: dict[str, str] = {}
    for start in range(0, len(amendments), _CHUNK):
        rows = w.session.execute(
            select(WordingRow.amendment_id, WordingRow.hash)
            .join(
                AmendmentRow,
                and_(AmendmentRow.id == WordingRow.amendment_id, AmendmentRow.wording == WordingRow.number),
            )
            .where(AmendmentRow.id.in_([one.id for one in amendments[start : start + _CHUNK]]))
        )
        found |= {one.amendment_id: one.hash for one in rows}
    return found


def on_amendment(w: Work, amendment: AmendmentRow) -> tuple[Ground, tuple[Standing, ...]]:
    """Where the delegations stand on the filed wording; the one that proposes it agrees unless it says otherwise."""
    program = w.get(ProgramRow, amendment.program_id)
    found = ground(w, program, [amendment.id])
    return found, with_author(amendment, found.on(amendment.id, wording_hashes(w, [amendment])[amendment.id]))


def with_author(amendment: AmendmentRow, found: Sequence[Standing]) -> tuple[Standing, ...]:
    """A delegation agrees to what it proposes by proposing it; a wording of its own that changed, too.

    A co-sponsor agrees by consenting, to the very wording it consented to.
    """
    sponsoring = {one.delegation_id: one for one in co_sponsors(amendment)}
    return tuple(_by_proposing(amendment, one, sponsoring.get(one.delegation_id)) for one in found)


def _by_proposing(amendment: AmendmentRow, one: Standing, sponsor: SponsorRow | None) -> Standing:
    if one.stance is not Stance.NOTHING:
        return one
    if one.delegation_id == amendment.delegation_id:
        at = amendment.filed_at or amendment.created_at
        return Standing(one.delegation_id, Position(one.delegation_id, PositionKind.AGREES, "", at))
    if sponsor is None:
        return one
    is_to_reconfirm = sponsorship(sponsor).is_to_reconfirm(amendment.wording)
    if is_to_reconfirm and one.position is not None:
        return one
    return Standing(
        one.delegation_id, Position(one.delegation_id, PositionKind.AGREES, "", sponsor.at), is_to_reconfirm
    )
