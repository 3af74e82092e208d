"""Tells the history of a real text: its recorded amendments through filing, review, decision and incorporation.

The format "program-workflow history 1" names snapshots of the text by year and a list of accepted
amendments, each with author, date, title and line diff. Amendments that touch different places
share a round (a circulated version); one that builds on another waits for the next. At a year's end
what no amendment explains is applied as editorial, and the text must be the snapshot, clause by clause.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from program_workflow.documents import read
from program_workflow.domain import redline
from program_workflow.domain.actor import CONSOLE, Actor
from program_workflow.domain.amendment import Operation, Unappliable
from program_workflow.domain.errors import N_, Conflict, Invalid, WorkflowError
from program_workflow.domain.terms import (
    AmendmentAction,
    Change,
    DecisionRule,
    Numbering,
    OperationKind,
    Role,
    VersionAction,
)
from program_workflow.domain.text import Text
from program_workflow.domain.understood import Understood
from program_workflow.storage import ProgramRow
from program_workflow.usecases import amending, carrying, deciding, importing, people, programs, versions
from program_workflow.usecases.comparing import entries
from program_workflow.usecases.finding import find_program, latest_version
from program_workflow.usecases.history_account import Account, Outcome, YearEnd
from program_workflow.usecases.line_diffs import Patched, patch
from program_workflow.usecases.operations import OperationInput, read_operations
from program_workflow.usecases.people_views import find_delegation, find_user_by_email
from program_workflow.usecases.replaying import OpenWork, Progress
from program_workflow.usecases.text_operations import clauses_touched, operations_between, shape
from program_workflow.usecases.texts import load_text, text_of_drafts

FORMAT: Final = "program-workflow history 1"
_COORDINATOR: Final = "coordinator.history@example.org"
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Filing:
    """A recorded amendment with the operations that make it in the text of the present round."""

    record: Mapping[str, Any]
    operations: tuple[OperationInput, ...]
    outcome: Outcome


@dataclass
class _Chapter:
    """A program of the history. lines: of its file as it stands now. text: of its newest version, working.

    tree: the same with the changes of the filings that wait for the round. clock: of the last act.
    """

    spec: Mapping[str, Any]
    account: Account
    lines: tuple[str, ...]
    text: Text
    tree: Text
    clock: datetime
    waiting: list[_Filing] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.spec["code"])


def replay_history(
    history: Mapping[str, Any], folder: Path, open_work: OpenWork, *, progress: Progress | None = None
) -> Account:
    """Runs the whole history and gives account of every amendment of it.

    folder: where the files it names lie. Raises Invalid for a file that is not of the format,
    Conflict when a program's code is taken.
    """
    records = _read_records(history, folder)
    return _Telling(history, folder, open_work, records, progress).tell()


def _read_records(history: Mapping[str, Any], folder: Path) -> list[Mapping[str, Any]]:
    if history.get("format") != FORMAT or not isinstance(history.get("programs"), list):
        raise Invalid(N_("This is no history of a text: its format is not {format}."), pointer="/format", format=FORMAT)
    for program in history["programs"]:
        for name in program["snapshots"].values():
            if not (folder / name).is_file():
                raise Invalid(N_("The history names a file that is not there: {name}."), name=name)
    found: list[Mapping[str, Any]] = json.loads((folder / history["amendments"]).read_text(encoding="utf-8"))
    return sorted(found, key=lambda record: datetime.fromisoformat(record["merged"]))


class _Telling:
    """One run: people, chapters, and the account of what became of each amendment."""

    def __init__(
        self,
        history: Mapping[str, Any],
        folder: Path,
        open_work: OpenWork,
        records: Sequence[Mapping[str, Any]],
        progress: Progress | None,
    ) -> None:
        self.history = history
        self.folder = folder
        self.open_work = open_work
        self.records = records
        self.progress = progress
        self.language = str(history.get("language", "en"))
        self.account = Account(str(history.get("title", "")), len(records))
        self.actors: dict[str, Actor] = {}

    def tell(self) -> Account:
        programs = self.history["programs"]
        years = sorted({int(year) for program in programs for year in program["snapshots"]})
        start = datetime(years[0], 12, 31, 12, tzinfo=UTC)
        self._refuse_taken([program["code"] for program in programs], start)
        self._add_people(start)
        chapters = [self._begin(program, years[0], start) for program in programs]
        for year in years[1:]:
            before = datetime(year + 1, 1, 1, tzinfo=UTC)
            for chapter in chapters:
                for record in self._records_of(chapter, year):
                    self._take(chapter, record)
                self._end_year(chapter, year, before)
        return self.account

    def _records_of(self, chapter: _Chapter, year: int) -> list[Mapping[str, Any]]:
        """Amendments of a chapter up to the end of a year that were not taken yet."""
        taken = self.account.taken[chapter.code]
        found = [
            record
            for record in self.records
            if record["document"] == chapter.spec["document"] and int(record["merged"][:4]) <= year
        ]
        return found[taken:]

    # --- Before the first round -----------------------------------------------------------------

    def _refuse_taken(self, codes: Sequence[str], at: datetime) -> None:
        with self.open_work(CONSOLE, at) as w:
            for code in w.session.scalars(select(ProgramRow.code).where(ProgramRow.code.in_(codes))):
                raise Conflict(N_("There is already a program with the code {code}."), code=code)

    def _add_people(self, at: datetime) -> None:
        """Each author is a delegation with one representative; they read the news in the product, not by mail."""
        with self.open_work(CONSOLE, at) as w:
            if find_user_by_email(w, _COORDINATOR) is None:
                people.add_user(w, _COORDINATOR, "Coordinator of the history", Role.COORDINATOR)
            self.actors[""] = people.actor_for_email(w, _COORDINATOR)
            for author in dict.fromkeys(record["authors"][0] for record in self.records):
                code, email = code_of(author), f"{code_of(author).lower()}.history@example.org"
                if find_delegation(w, code) is None:
                    people.add_delegation(w, code, author, author)
                if find_user_by_email(w, email) is None:
                    people.add_user(w, email, f"Representative of {author}", Role.REPRESENTATIVE, code)
                self.actors[author] = people.actor_for_email(w, email)
        for actor in self.actors.values():
            with self.open_work(actor, at) as w:
                people.set_preferences(w, mail_on=False)

    def _begin(self, spec: Mapping[str, Any], year: int, at: datetime) -> _Chapter:
        """The program with the first snapshot as its base text; what was accepted up to then stands in it."""
        name = spec["snapshots"][str(year)]
        data = (self.folder / name).read_bytes()
        understood = self._read(name, data.decode())
        with self.open_work(self.actors[""], at) as w:
            program = importing.create_from_file(
                w,
                name,
                data,
                understood,
                code=spec["code"],
                title=spec.get("title", ""),
                period=spec.get("period", ""),
                language=self.language,
            )
            rules = {"numbering": Numbering.RUNNING.value, "decision_rule": DecisionRule.COORDINATOR.value}
            programs.update_program(w, spec["code"], seen_revision=program.revision, rules=rules)
            for author in self.actors:
                if author:
                    programs.add_participant(w, spec["code"], code_of(author))
            text = load_text(w, latest_version(w, program.id).id)
        chapter = _Chapter(spec, self.account, tuple(data.decode().split("\n")), text, text, at)
        for record in self._records_of(chapter, year):
            self._note(chapter, record, Outcome.IN_BASE)
        self.account.years.append(YearEnd(chapter.code, year, 1, len(text.nodes), 0, {}, True))
        return chapter

    def _read(self, name: str, content: str) -> Understood:
        return read(name, content.encode(), language=self.language)

    # --- Amendments -----------------------------------------------------------------------------

    def _take(self, chapter: _Chapter, record: Mapping[str, Any]) -> None:
        """Makes the recorded change on the text as it stands, and files it in this round or the next."""
        patched = patch(chapter.lines, record["diff"])
        understood = self._read(f"{chapter.spec['document']}.md", "\n".join(patched.lines))
        chapter.lines = patched.lines
        filing, tree = self._filing(chapter, record, understood, patched)
        if filing is not None and not self._fits(chapter, filing, tree):
            self._hold_round(chapter)
            filing, tree = self._filing(chapter, record, understood, patched)
        if filing is None:
            self._note(chapter, record, Outcome.NO_EFFECT)
            return
        chapter.waiting.append(filing)
        chapter.tree = tree
        self._note(chapter, record, filing.outcome, len(filing.operations))

    def _filing(
        self, chapter: _Chapter, record: Mapping[str, Any], understood: Understood, patched: Patched
    ) -> tuple[_Filing | None, Text]:
        wanted = text_of_drafts(understood.clauses, self.language)
        tree = importing.aligned(chapter.tree, wanted, self.language)
        operations = operations_between(chapter.tree, tree, self.language)
        if not operations:
            return None, chapter.tree
        return _Filing(record, operations, _outcome(patched)), tree

    def _fits(self, chapter: _Chapter, filing: _Filing, tree: Text) -> bool:
        """Whether it stands beside the others of the round: other places, and together they give the text."""
        if not chapter.waiting:
            return True
        changed, anchors = clauses_touched(chapter.tree, filing.operations)
        for other in chapter.waiting:
            their_changed, their_anchors = clauses_touched(chapter.text, other.operations)
            if changed & (their_changed | their_anchors) or anchors & (their_changed | their_anchors):
                return False
        together = self._together(chapter.text, [*chapter.waiting, filing])
        return together is not None and shape(together, self.language) == shape(tree, self.language)

    def _together(self, text: Text, filings: Sequence[_Filing]) -> Text | None:
        """The text with all filings, in the order in which agreed amendments are incorporated."""
        try:
            read_all = [read_operations(one.operations, text, self.language) for one in filings]
            read_all.sort(key=_deletes)
            for operations in read_all:
                text = carrying.applied(text, operations, self.language)
        except (Invalid, Unappliable):
            return None
        return text

    def _note(self, chapter: _Chapter, record: Mapping[str, Any], outcome: Outcome, operations: int = 0) -> None:
        self.account.note(chapter.code, outcome, operations, f"{record['document']} {record['pull_request']}")
        if self.progress is not None:
            done = sum(self.account.taken.values())
            self.progress(done, len(self.records), f"{record['document']} {record['merged'][:4]}")

    # --- Rounds ---------------------------------------------------------------------------------

    def _hold_round(self, chapter: _Chapter) -> None:
        """One round: circulated, filed, reviewed, agreed, closed; the next version holds what was agreed."""
        filings, chapter.waiting = chapter.waiting, []
        if not filings:
            return
        merged = datetime.fromisoformat(filings[-1].record["merged"])
        at = max(chapter.clock + _MINUTE, merged - 10 * _MINUTE)
        coordinator, code = self.actors[""], chapter.code
        with self.open_work(coordinator, at) as w:
            versions.take_step(
                w, code, "latest", VersionAction.CIRCULATE, seen_revision=None, closes_at=at + 10 * _MINUTE
            )
        for filing in filings:
            self._carry_through(chapter, filing, at)
        chapter.clock = at + 11 * _MINUTE
        with self.open_work(coordinator, chapter.clock) as w:
            made = versions.next_version(w, code)
            chapter.text = load_text(w, made.id)
        if shape(chapter.text, self.language) != shape(chapter.tree, self.language):
            names = ", ".join(str(one.record["pull_request"]) for one in filings)
            self.account.problems.append(f"{code}: version {made.number} is not the text that {names} make")
        chapter.tree = chapter.text
        self.account.rounds[code] += 1

    def _carry_through(self, chapter: _Chapter, filing: _Filing, at: datetime) -> None:
        """Filed by its author's delegation, taken under review and agreed by the coordinator."""
        record = filing.record
        try:
            with self.open_work(self.actors[record["authors"][0]], at + 2 * _MINUTE) as w:
                amendment = amending.draft_amendment(
                    w, chapter.code, filing.operations, language=self.language, rationale=rationale_of(record)
                )
                amending.submit_amendment(w, amendment.id, seen_revision=None)
            for minutes, action in ((4, AmendmentAction.REVIEW), (6, AmendmentAction.AGREE)):
                with self.open_work(self.actors[""], at + minutes * _MINUTE) as w:
                    deciding.decide(
                        w, amendment.id, action, seen_revision=None, reason=f"Merged on {record['merged']}."
                    )
        except WorkflowError as refusal:
            self.account.refusals.append(f"{chapter.code}, {record['pull_request']}: {refusal}")

    def _end_year(self, chapter: _Chapter, year: int, before: datetime) -> None:
        """What no amendment explains is applied as editorial; then the text is the snapshot, clause by clause."""
        self._hold_round(chapter)
        name = chapter.spec["snapshots"].get(str(year))
        if name is None:
            return
        data = (self.folder / name).read_bytes()
        understood = self._read(name, data.decode())
        snapshot = text_of_drafts(understood.clauses, self.language)
        editorial: Mapping[str, int] = {}
        chapter.clock = max(chapter.clock + _MINUTE, before - timedelta(days=1))
        with self.open_work(self.actors[""], chapter.clock) as w:
            if shape(chapter.text, self.language) != shape(snapshot, self.language):
                editorial = self._editorial(chapter.text, snapshot)
                importing.replace_text(
                    w, chapter.code, understood, source={"editorial": year, **importing.source_of(name, data)}
                )
                w.session.flush()
            version = latest_version(w, find_program(w, chapter.code).id)
            chapter.text = chapter.tree = load_text(w, version.id)
        chapter.lines = tuple(data.decode().split("\n"))
        is_equal = shape(chapter.text, self.language) == shape(snapshot, self.language)
        filed = self.account.filed_since_last_year(chapter.code)
        clauses = len(snapshot.nodes)
        self.account.years.append(YearEnd(chapter.code, year, version.number, clauses, filed, editorial, is_equal))

    def _editorial(self, text: Text, snapshot: Text) -> Mapping[str, int]:
        """How many clauses the editorial changes concern, by what happened to them."""
        rows = redline.compare_clauses(entries(text, self.language), entries(snapshot, self.language), identities=False)
        counted = Counter(row.change.value for row in rows if row.change is not Change.EQUAL)
        return dict(counted)


def _outcome(patched: Patched) -> Outcome:
    if not patched.is_as_recorded:
        return Outcome.REFILED
    return Outcome.AS_RECORDED if patched.is_in_place else Outcome.ELSEWHERE


def _deletes(operations: Sequence[Operation]) -> bool:
    return any(one.kind is OperationKind.DELETE for one in operations)


def code_of(author: str) -> str:
    """A code for the delegation of an author: initial and name, or the handle; at most 12 characters."""
    words = re.findall(r"[A-Z0-9]+", author.upper())
    short = words[0][0] + words[-1] if len(words) > 1 and " " in author else "-".join(words)
    return short[:12].strip("-")


def rationale_of(record: Mapping[str, Any]) -> str:
    """Why, as recorded: the title, the authors where there are several, and where it is recorded."""
    parts = [str(record["title"]).strip().rstrip(".")]
    if len(record["authors"]) > 1:
        parts.append(f"Authors: {', '.join(record['authors'])}")
    parts.append(f"Pull request {record['pull_request']} of {record['merged'][:10]}")
    return ". ".join(part for part in parts if part) + "."
