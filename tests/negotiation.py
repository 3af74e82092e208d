"""A program with its people, moved on in single steps: what the tests of the use cases begin from."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from program_workflow.domain.actor import Actor
from program_workflow.domain.clause import NO_FIELDS, ClauseDraft, Fields
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    OperationKind,
    PositionKind,
    VersionAction,
)
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, VersionRow
from program_workflow.usecases import amending, corrigenda, positions, programs, stepping, versions
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work
from tests.people import Clock, People

CODE = "P1"
SECTIONS = {
    "1": ["The parties exchange information on threats.", "The parties hold joint exercises every year."],
    "2": ["Training is given to staff of the parties.", "Reports are sent to the Council.", "Meetings are held."],
}


def heading(number: str, text: str, *children: ClauseDraft) -> ClauseDraft:
    return ClauseDraft(ClauseKind.HEADING, text, number, children=children)


def point(number: str, text: str, *children: ClauseDraft, fields: Fields = NO_FIELDS) -> ClauseDraft:
    return ClauseDraft(ClauseKind.POINT, text, number, fields, children)


def two_sections() -> tuple[ClauseDraft, ...]:
    """1 with 1.1 and 1.2, 2 with 2.1, 2.2 and 2.3."""
    return tuple(
        heading(number, f"Section {number}", *(point(f"{number}.{i}", t) for i, t in enumerate(texts, 1)))
        for number, texts in SECTIONS.items()
    )


@dataclass
class Negotiation:
    """One program; every method is one transaction of one person."""

    work: Callable[..., AbstractContextManager[Work]]
    people: People
    clock: Clock
    code: str = CODE
    ids: dict[str, str] = field(default_factory=dict)  # number in the first version → clause

    def begin(self, *clauses: ClauseDraft, rules: dict[str, Any] | None = None) -> "Negotiation":
        """A program with version 1, working."""
        with self.work(self.people.coordinator) as w:
            programs.create_program(
                w,
                code=self.code,
                title={"en": "A program"},
                language="en",
                clauses=clauses or two_sections(),
                rules={"decision_rule": "coordinator", **(rules or {})},
            )
        self.ids = {node.number: node.id for node in self.text(1).nodes if node.number}
        return self

    def circulated(self, *clauses: ClauseDraft, days: float = 10, **kwargs: Any) -> "Negotiation":
        self.begin(*clauses, **kwargs)
        self.step("circulate", closes_at=self.clock.now + timedelta(days=days))
        return self

    def step(self, action: str, number: int | str = "latest", by: Actor | None = None, **kwargs: Any) -> VersionRow:
        with self.work(by or self.people.coordinator) as w:
            kwargs.setdefault("seen_revision", None)
            return versions.take_step(w, self.code, number, VersionAction(action), **kwargs)

    def correct(self, number: str, text: str, *, days: float = 14, by: Actor | None = None, **given: Any) -> str:
        """Proposes a corrigendum to the newest version, on a clause by its number in version 1."""
        with self.work(by or self.people.coordinator) as w:
            made = corrigenda.propose(
                w,
                self.code,
                given.pop("version", "latest"),
                [corrigenda.CorrectionInput(self.ids[number], text)],
                takes_effect_at=self.clock.now + timedelta(days=days),
                reason=given.pop("reason", "A slip of the pen."),
                seen_revision=given.pop("seen_revision", None),
            )
            return made.id

    def corrected(self, number: str, text: str) -> None:
        """A corrigendum to which nobody objects, in effect."""
        self.correct(number, text)
        self.clock.now += timedelta(days=14) + SETTLING
        with self.work() as w:
            corrigenda.settle_due(w)

    def close(self) -> None:
        """The window ends by itself; nobody notes it."""
        with self.work(self.people.coordinator) as w:
            closes_at = find_version(w, find_program(w, self.code), "latest").closes_at
        assert closes_at is not None
        self.clock.now = closes_at

    def next(self, by: Actor | None = None) -> Text:
        with self.work(by or self.people.coordinator) as w:
            made = versions.next_version(w, self.code)
            w.session.flush()
            return load_text(w, made.id)

    def text(self, number: int | str = "latest") -> Text:
        with self.work(self.people.coordinator) as w:
            return load_text(w, find_version(w, find_program(w, self.code), number).id)

    def words(self, number: int | str = "latest") -> list[tuple[str, str]]:
        return [(node.number, node.contents["en"].text) for node in self.text(number).nodes]

    def propose(self, by: Actor, *operations: OperationInput, rationale: str = "because", **kwargs: Any) -> str:
        with self.work(by) as w:
            return amending.draft_amendment(w, self.code, operations, rationale=rationale, **kwargs).id

    def take(
        self, by: Actor, amendment_id: str, action: str, *, reason: str = "a reason", **kwargs: Any
    ) -> AmendmentRow | None:
        with self.work(by) as w:
            kwargs.setdefault("seen_revision", None)
            return stepping.take_step(w, amendment_id, AmendmentAction(action), reason=reason, **kwargs)

    def submitted(self, by: Actor, *operations: OperationInput) -> str:
        made = self.propose(by, *operations)
        self.take(by, made, "submit")
        return made

    def reviewed(self, by: Actor, *operations: OperationInput) -> str:
        made = self.submitted(by, *operations)
        self.take(self.people.coordinator, made, "review")
        return made

    def agreed(self, by: Actor, *operations: OperationInput) -> str:
        made = self.reviewed(by, *operations)
        self.take(self.people.coordinator, made, "agree")
        return made

    def agreed_by_all(self, by: Actor, *operations: OperationInput) -> str:
        """Agreed by consensus: the other delegations say so."""
        made = self.reviewed(by, *operations)
        for one in (self.people.kaz, self.people.blr, self.people.arm):
            self.position(one, made, "agrees")
        self.take(self.people.coordinator, made, "agree")
        return made

    def position(self, by: Actor, amendment_id: str, kind: str, reason: str = "a reason", **said: Any) -> str:
        outside = said.pop("outside", None)
        with self.work(by) as w:
            one = Said(PositionKind(kind), reason, **said)
            return positions.position_on_amendment(w, amendment_id, one, seen_revision=None, outside=outside)

    def stand(self, by: Actor, kind: str, *numbers: str, reason: str = "a reason", **said: Any) -> str:
        """On clauses by their number in version 1; none is the whole version."""
        outside = said.pop("outside", None)
        with self.work(by) as w:
            one = Said(PositionKind(kind), reason, **said)
            clauses = [self.ids[number] for number in numbers]
            return positions.position_on_clauses(w, self.code, one, clauses=clauses, outside=outside)

    def row(self, amendment_id: str) -> AmendmentRow:
        with self.work() as w:
            return w.get(AmendmentRow, amendment_id)

    def state(self, amendment_id: str) -> AmendmentState:
        return self.row(amendment_id).state

    # --- Operations, clauses by their number in version 1 -----------------------------------------

    def modify(self, number: str, text: str, **kwargs: Any) -> OperationInput:
        return OperationInput(OperationKind.MODIFY, self.ids[number], text=text, **kwargs)

    def delete(self, number: str) -> OperationInput:
        return OperationInput(OperationKind.DELETE, self.ids[number])

    def insert(self, text: str, *, after: str | None = None, under: str | None = None) -> OperationInput:
        return OperationInput(
            OperationKind.INSERT,
            text=text,
            after_clause_id=self.ids[after] if after else None,
            parent_id=self.ids[under] if under else None,
            clause_kind=ClauseKind.POINT,
        )

    def move(self, number: str, *, after: str | None = None, under: str | None = None) -> OperationInput:
        return OperationInput(
            OperationKind.MOVE,
            self.ids[number],
            after_clause_id=self.ids[after] if after else None,
            parent_id=self.ids[under] if under else None,
        )


def window(clock: Clock, days: float = 10) -> datetime:
    return clock.now + timedelta(days=days)


def texts(words: Sequence[tuple[str, str]]) -> list[str]:
    return [text for _, text in words]
