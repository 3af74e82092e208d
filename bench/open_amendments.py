"""Every amendment of real lists, put forward and decided on through the use cases a person's act goes through.

Each list is read as an import reads it, brought to its clauses, drafted and submitted by the delegation of
its author, given its number, and decided as the source says it was. One transaction a step.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bench.alike import alike
from bench.amendment_counts import Counts
from bench.amendment_sources import Source, bare
from program_workflow.domain.actor import CONSOLE, Actor, console_as
from program_workflow.domain.consolidated import ConsolidatedTable, TableRow
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.landing import LandedProposal, Landing, NotLanded, Unlanded
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, Role, VersionAction
from program_workflow.domain.text import Text
from program_workflow.usecases import amending, deciding, people, programs, versions
from program_workflow.usecases.amendment_reading import list_amendments
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.listed_proposals import listed_proposals
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.replaying import OpenWork, summary_of
from program_workflow.usecases.texts import load_text

_START: Final = datetime(2013, 3, 1, 9, tzinfo=UTC)
_NO_REASONS: Final = "The list gives no justification."
#: What became of an amendment in the source → the step that says so, and whether its author takes it.
_OUTCOMES: Final = (
    (re.compile(r"Adopté"), AmendmentAction.AGREE),
    (re.compile(r"Retiré|.*retiré avant séance|Non soutenu"), AmendmentAction.WITHDRAW),
    (re.compile(r"Rejeté|Irrecevable.*|Tombé|Satisfait ou sans objet"), AmendmentAction.REJECT),
)
#: The state in which each step leaves an amendment. What fell, or was found without object, by a text that the source
#: does not hold cannot be made moot by an agreed deletion, so it is rejected, with the source's word as the reason.
_LEADS_TO: Final = {
    AmendmentAction.AGREE: AmendmentState.AGREED,
    AmendmentAction.WITHDRAW: AmendmentState.WITHDRAWN,
    AmendmentAction.REJECT: AmendmentState.REJECTED,
}


def put_forward(source: Source, open_work: OpenWork) -> Counts:
    """Takes every amendment of the source as far as the source tells."""
    return _Way(source, open_work).go()


class _Way:
    def __init__(self, source: Source, open_work: OpenWork) -> None:
        self.source, self.open_work, self.now = source, open_work, _START
        self.counts = Counts()
        self.delegations: dict[str, Actor] = {}
        self.chair: Actor = console_as(Role.COORDINATOR)

    def go(self) -> Counts:
        timed = self._timed
        text = timed("program", self._begin)
        landings = timed("reading and placing", lambda: [*self._landings(text)])
        proposals = [one for landing in landings for one in landing.proposals]
        timed("people", lambda: self._invite(dict.fromkeys(one.author for one in proposals)))
        drafts = timed("drafts", lambda: [*self._each(proposals, self._draft)])
        filed = timed("submitting", lambda: [*self._each(drafts, self._submit)])
        numbered = timed("reviewing", lambda: [*self._each(filed, self._review)])
        self.counts.drafted, self.counts.submitted = len(drafts), len(filed)
        self._count_identical(timed("table under review", self._table), numbered)
        timed("first page of the list", self._first_page)
        self.counts.decided = len(timed("deciding", lambda: [*self._each(self._in_turn(numbered), self._decide)]))
        self._count_outcomes(timed("table", self._table))
        timed("next version", self._next_version)
        with self.open_work(self.chair, self.now) as w:
            self.counts.states, _ = summary_of(w, [self.source.code])
        return self.counts

    def _timed(self, step: str, act: Any) -> Any:
        started = time.perf_counter()
        done = act()
        self.counts.seconds[step] = time.perf_counter() - started
        return done

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _begin(self) -> Text:
        source = self.source
        with self.open_work(self.chair, self._tick()) as w:
            programs.create_program(
                w,
                code=source.code,
                title={"en": source.title},
                language=source.languages[0],
                languages=source.languages,
                clauses=source.clauses,
                rules={"decision_rule": "coordinator"},
            )
        closes = _START + timedelta(days=365)
        with self.open_work(self.chair, self._tick()) as w:
            circulate = VersionAction.CIRCULATE
            versions.take_step(w, source.code, 1, circulate, seen_revision=None, closes_at=closes)
            return load_text(w, find_version(w, find_program(w, source.code), 1).id)

    def _table(self) -> ConsolidatedTable:
        with self.open_work(self.chair, self._tick()) as w:
            return consolidated_table(w, self.source.code)

    def _first_page(self) -> None:
        """As a coordinator opens the list while everything is under review."""
        with self.open_work(self.chair, self._tick()) as w:
            list_amendments(w, self.source.code)

    def _count_identical(self, table: ConsolidatedTable, numbered: Sequence[tuple[LandedProposal, str]]) -> None:
        names = {amendment_id: bare(one.number) for one, amendment_id in numbered}
        made = {names[row.amendment_id]: [names[one] for one in row.same_as] for row in _amendments(table)}
        self.counts.identical = sum(map(bool, made.values()))
        self.counts.alike = alike({name: self.source.alike[name] for name in made if name in self.source.alike}, made)

    def _count_outcomes(self, table: ConsolidatedTable) -> None:
        """What the source says became of each, and what the table says, with the word of the source as the reason."""
        steps = ((said, _step_of(said)) for said in self.source.outcomes.values())
        self.counts.told = Counter((said, _LEADS_TO[step].value) for said, step in steps if step is not None)
        if self.counts.told:
            self.counts.tabled = Counter((row.reason, row.state.value) for row in _amendments(table))

    def _next_version(self) -> None:
        """Closes the window and makes the version that carries what was agreed and brings the rest along."""
        with self.open_work(self.chair, self._tick()) as w:
            close = VersionAction.CLOSE
            versions.take_step(w, self.source.code, 1, close, seen_revision=None, reason="All amendments are in.")
        with self.open_work(self.chair, self._tick()) as w:
            versions.next_version(w, self.source.code)

    def _landings(self, text: Text) -> Iterator[Landing]:
        for name, data in self.source.lists.items():
            landing = listed_proposals(name, data, text, self.source.languages[0])
            if landing is None:
                continue
            self.counts.read += len(landing.proposals) + len(landing.unlanded)
            kept = [one for one in landing.unlanded if self._is_kept(one)]
            notes = _as_notes(kept, text, self.source.languages[0])
            lost = [one for one in landing.unlanded if one not in kept]
            self.counts.as_notes += len(notes.proposals)
            self.counts.wordless += sum(not one.new for one in kept)
            self.counts.unlanded.update(one.reason.value for one in (*lost, *notes.unlanded))
            self.counts.placed += len(landing.proposals) + len(notes.proposals)
            yield landing
            yield notes

    def _is_kept(self, one: Unlanded) -> bool:
        """Whether it stands as a note: what says what is to be done, and all of which the source tells the outcome."""
        return (one.reason is NotLanded.ORDER and one.nearest is not None) or one.number in self.source.outcomes

    def _invite(self, authors: Iterable[str]) -> None:
        with self.open_work(CONSOLE, self._tick()) as w:
            for place, author in enumerate(authors, 1):
                code = f"{self.source.code}-{place}"
                email = f"{code.lower()}@example.org"
                people.add_delegation(w, code, author or "No author", author or "No author", False)
                people.add_user(w, email, f"Representative of {code}", Role.REPRESENTATIVE, code, "en", "UTC", None)
                self.delegations[author] = people.actor_for_email(w, email)

    def _each(self, things: Sequence[Any], act: Any) -> Iterator[Any]:
        """What the act makes of each thing; refusals are counted by their reason, and the rest goes on."""
        for one in things:
            try:
                made = act(one)
            except WorkflowError as refusal:
                self.counts.refused[f"{act.__name__.strip('_')}: {refusal.template}"] += 1
                continue
            if made is not None:
                yield made

    def _draft(self, one: LandedProposal) -> tuple[LandedProposal, str]:
        with self.open_work(self.delegations[one.author], self._tick()) as w:
            made = amending.draft_amendment(
                w,
                self.source.code,
                inputs_of(one),
                language=one.language or self.source.languages[0],
                rationale=one.rationale or _NO_REASONS,
            )
            return one, made.id

    def _submit(self, draft: tuple[LandedProposal, str]) -> tuple[LandedProposal, str]:
        with self.open_work(self.delegations[draft[0].author], self._tick()) as w:
            amending.submit_amendment(w, draft[1], seen_revision=None)
        return draft

    def _review(self, filed: tuple[LandedProposal, str]) -> tuple[LandedProposal, str]:
        with self.open_work(self.chair, self._tick()) as w:
            deciding.decide(w, filed[1], AmendmentAction.REVIEW, seen_revision=None)
        return filed

    def _in_turn(self, numbered: Sequence[tuple[LandedProposal, str]]) -> list[tuple[LandedProposal, str]]:
        """What was agreed last: no list tells the order, and an agreed deletion ends what is open on its clause."""
        return sorted(
            numbered, key=lambda one: _step_of(self.source.outcomes.get(one[0].number, "")) is AmendmentAction.AGREE
        )

    def _decide(self, numbered: tuple[LandedProposal, str]) -> str | None:
        one, amendment_id = numbered
        said = self.source.outcomes.get(one.number, "")
        step = _step_of(said)
        if step is None:
            return None
        by = self.delegations[one.author] if step is AmendmentAction.WITHDRAW else self.chair
        with self.open_work(by, self._tick()) as w:
            if step is AmendmentAction.WITHDRAW:
                amending.withdraw_amendment(w, amendment_id, seen_revision=None, reason=said)
            else:
                deciding.decide(w, amendment_id, step, seen_revision=None, reason=said)
        return amendment_id


def _step_of(outcome: str) -> AmendmentAction | None:
    return next((action for pattern, action in _OUTCOMES if pattern.fullmatch(outcome)), None)


def inputs_of(proposal: LandedProposal) -> list[OperationInput]:
    """The operations of a proposal as a person would send them."""
    return [
        OperationInput(
            one.kind,
            None if one.base is None and one.clause_kind is not None else one.clause_id,
            text=one.text or None,
            fields=one.fields.to_json(one.clause_kind or ClauseKind.PARAGRAPH) or None,
            parent_id=one.parent,
            after_clause_id=one.after,
            clause_kind=one.clause_kind,
            key=one.clause_id if one.clause_kind is not None else None,
        )
        for one in proposal.operations
    ]


def _as_notes(kept: Sequence[Unlanded], text: Text, language: str) -> Landing:
    """What has no place as a text, as a note under the nearest clause, else after the first.

    Where the source has no words of an amendment, the note says so, with its number: two of them are never the same.
    """
    listed = [
        {
            "kind": "insert",
            **({"parent": one.nearest} if one.nearest else {"after": text.nodes[0].id}),
            "clause_kind": "note",
            "text": one.new or f"N° {one.number} : le texte de l’amendement n’est pas dans la liste.",
            "language": language,
            "delegation": one.author,
            "number": one.number,
            "rationale": one.rationale,
        }
        for one in kept
    ]
    if not listed:
        return Landing(())
    found = listed_proposals("notes.json", json.dumps(listed, ensure_ascii=False).encode(), text, language)
    return found or Landing(())


def _amendments(table: ConsolidatedTable) -> list[TableRow]:
    return [row for row in table.rows if isinstance(row, TableRow)]
