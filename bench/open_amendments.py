"""Every amendment of real lists, put forward and decided on through the use cases a person's act goes through.

Each list is read as an import reads it, brought to its clauses, drafted and submitted by the delegation of
its author, given its number, and decided as the source says it was. One transaction a step.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from bench.quoted_texts import quoted_text
from program_workflow.documents.amendment_lists import read_amendment_list
from program_workflow.domain.actor import CONSOLE, Actor, console_as
from program_workflow.domain.amendment import same_proposal
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.landing import LandedProposal, Landing, NotLanded, Unlanded
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.terms import AmendmentAction, AmendmentState, ClauseKind, Role, VersionAction
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import amending, deciding, people, programs, recording, versions
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


@dataclass(frozen=True, slots=True)
class Source:
    """A program and the lists of amendments to it. outcomes: of amendments, by their number in the list.

    alike: by number without its corrections, which amendments the source itself calls identical; None where the
    source does not say so of an amendment, and those of which it says nothing are not in it.
    """

    code: str
    title: str
    languages: Sequence[str]
    clauses: tuple[ClauseDraft, ...]
    lists: Mapping[str, bytes]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """What came of one source. unlanded, refused: why → how many. identical: those that say the same as another.

    told, recorded: outcomes of those decided on, as the source has them and as the record gives them afterwards, each
    with the state it led to. pairs: said to be identical by the source, by us, by both.
    """

    read: int = 0
    placed: int = 0
    as_notes: int = 0
    unlanded: Counter[str] = field(default_factory=Counter)
    drafted: int = 0
    submitted: int = 0
    decided: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    identical: int = 0
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    recorded: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: tuple[int, int, int] = (0, 0, 0)
    states: Mapping[AmendmentState, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def lines(self, title: str) -> Iterator[str]:
        notes = f" ({self.as_notes} of them as notes in their own words)" if self.as_notes else ""
        yield f"{title}: {self.read} amendments read, {self.placed} placed{notes}, {self.unlanded.total()} not found."
        yield f"  Drafts {self.drafted}, submitted {self.submitted}, decided {self.decided}."
        yield f"  {self.identical} say the same as another."
        if self.pairs[0]:
            source, ours, both = self.pairs
            yield f"  Identical pairs: {source} in the source, {ours} found, {both} of them in both."
        if self.told:
            same = "as the source has them" if self.told == self.recorded else "NOT as the source has them"
            said = ", ".join(f"{outcome} ({state}) {count}" for (outcome, state), count in self.recorded.most_common())
            yield f"  Outcomes on record, {same}: {said}."
        yield "  States: " + ", ".join(f"{state} {count}" for state, count in self.states.items()) + "."
        for what, why in (("Not found", self.unlanded), ("Refused", self.refused)):
            yield from (f"  {what}, {count}: {reason}" for reason, count in why.most_common())
        yield "  Seconds: " + ", ".join(f"{step} {spent:.1f}" for step, spent in self.seconds.items()) + "."


# --- Sources ------------------------------------------------------------------------------------------


def sources(folder: Path) -> Iterator[Source]:
    """The lists that a folder holds, in the layout of their sources."""
    parliament = sorted(folder.glob("ep-gdpr-amendments/*.json"))
    if parliament:
        yield _parliament(parliament)
    for place, file in enumerate(sorted(folder.glob("fr-senat-amendments/*text*.json")), 1):
        found = re.search(r"session_.*text_(\d+)", file.stem)
        discussed = file.parent / f"liste_discussion_{found[1]}.json" if found else None
        yield _senate(file, f"SENAT-{place}", discussed if discussed and discussed.exists() else None)
    if (folder / "fr-article-amendments/cases.json").exists():
        yield _articles(folder / "fr-article-amendments/cases.json")


def _parliament(files: Sequence[Path]) -> Source:
    lists = {file.name: file.read_bytes() for file in files}
    listed = [one for name, data in lists.items() for one in read_amendment_list(name, data)]
    spoken = dict.fromkeys(["en", *(one.language for one in listed if one.language)])
    return Source("GDPR", "General Data Protection Regulation", list(spoken), quoted_text(listed, list(spoken)), lists)


def _senate(file: Path, code: str, discussed: Path | None = None) -> Source:
    """The source holds no text of the bill: an article is the place that amendments name, without words."""
    data = file.read_bytes()
    listed = read_amendment_list(file.name, data)
    articles = {found[0] for one in listed if (found := re.search(r"Article \d+(er)?(\s(bis|ter|quater))?", one.place))}
    headings = [ClauseDraft(ClauseKind.HEADING, "", one) for one in sorted(articles, key=_by_number)]
    titles = sorted({one.place for one in listed if one.place.startswith("TITRE")})
    headings += [ClauseDraft(ClauseKind.HEADING, "", one) for one in titles]
    title = [ClauseDraft(ClauseKind.TITLE, "Intitulé du texte")]
    outcomes = {str(one["Numéro"]): str(one["Sort"]) for one in json.loads(data)}
    alike = _alike(discussed) if discussed else {}
    return Source(code, file.stem, ["fr"], tuple(title + headings), {file.name: data}, outcomes, alike)


def _alike(file: Path) -> dict[str, str | None]:
    """Which amendments the list of discussion calls identical."""
    parts = json.loads(file.read_bytes())["Subdivisions"]
    return {_bare(one["num"]): one.get("idIdentique") or None for part in parts for one in part["Amendements"]}


def _bare(number: str) -> str:
    """A number without what says how often it was corrected: 7 rect. ter."""
    return number.split()[0]


def _by_number(article: str) -> tuple[int, str]:
    return int(re.findall(r"\d+", article)[0]), article


def _articles(file: Path) -> Source:
    """Articles as they stood; where one amendment alone was adopted, what it made of its article is known."""
    clauses, listed = [], []
    for place, case in enumerate(json.loads(file.read_bytes()), 1):
        clauses.append(ClauseDraft(ClauseKind.POINT, case["before"].strip(), str(place)))
        alone = len(case["amendments"]) == 1 and case["after"].strip() not in ("", case["before"].strip())
        for one in case["amendments"]:
            proposed = (
                {"kind": "modify", "clause": str(place), "text": case["after"].strip()}
                if alone
                else {"kind": "insert", "parent": str(place), "clause_kind": "note", "text": one["text"].strip()}
            )
            bill = f"{case['legislature']}-{case['bill']}"[:60]
            number = f"{place}/{one['id']}"
            listed.append({**proposed, "number": number, "delegation": bill, "language": "fr"})
    outcomes = {one["number"]: "Adopté" for one in listed}
    data = json.dumps(listed, ensure_ascii=False).encode()
    return Source("ARTICLES", "Articles of French bills", ["fr"], tuple(clauses), {"articles.json": data}, outcomes)


# --- The way of the amendments -----------------------------------------------------------------------


def put_forward(source: Source, open_work: OpenWork) -> Counts:
    """Takes every amendment of the source as far as the source tells."""
    return _Way(source, open_work).go()


class _Way:
    def __init__(self, source: Source, open_work: OpenWork) -> None:
        self.source, self.open_work, self.now = source, open_work, _START
        self.counts = Counts()
        self.delegations: dict[str, Actor] = {}
        self.decided: set[str] = set()
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
        self.counts.decided = len(timed("deciding", lambda: [*self._each(numbered, self._decide)]))
        self.counts.identical = timed("identical", lambda: _identical(proposals))
        self.counts.pairs = _pairs(proposals, self.source.alike)
        self._count_outcomes(numbered)
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

    def _count_outcomes(self, numbered: Sequence[tuple[LandedProposal, str]]) -> None:
        """What the source says became of each that was decided on, and what the record says."""
        with self.open_work(self.chair, self._tick()) as w:
            for one, amendment_id in numbered:
                said = self.source.outcomes.get(one.number, "")
                step = _step_of(said)
                if amendment_id not in self.decided or step is None:
                    continue
                events = recording.events_of_amendment(w, amendment_id)
                last = next(each for each in reversed(events) if each.action in set(_LEADS_TO))
                self.counts.told[said, _LEADS_TO[step]] += 1
                self.counts.recorded[last.reason, w.get(AmendmentRow, amendment_id).state] += 1

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
            orders = [one for one in landing.unlanded if one.reason is NotLanded.ORDER and one.nearest]
            notes = _as_notes(orders, text, self.source.languages[0])
            lost = [one for one in landing.unlanded if one not in orders]
            self.counts.as_notes += len(notes.proposals)
            self.counts.unlanded.update(one.reason.value for one in (*lost, *notes.unlanded))
            self.counts.placed += len(landing.proposals) + len(notes.proposals)
            yield landing
            yield notes

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
        self.decided.add(amendment_id)
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


def _as_notes(orders: Sequence[Unlanded], text: Text, language: str) -> Landing:
    """What says what is to be done to words the source does not hold, as a note under its place."""
    listed = [
        {
            "kind": "insert",
            "parent": one.nearest,
            "clause_kind": "note",
            "text": one.new,
            "language": language,
            "delegation": one.author,
            "number": one.number,
            "rationale": one.rationale,
        }
        for one in orders
    ]
    if not listed:
        return Landing(())
    found = listed_proposals("notes.json", json.dumps(listed, ensure_ascii=False).encode(), text, language)
    return found or Landing(())


def _pairs(proposals: Sequence[LandedProposal], alike: Mapping[str, str | None]) -> tuple[int, int, int]:
    """Pairs that are identical by the source, by their wordings, by both; of amendments of which the source tells."""
    known = {_bare(one.number): one for one in proposals if _bare(one.number) in alike}
    theirs = {pair for pair in combinations(sorted(known), 2) if alike[pair[0]] and alike[pair[0]] == alike[pair[1]]}
    by_place: dict[tuple[str, ...], list[str]] = {}
    for number, one in known.items():
        first = one.operations[0]
        key = (first.kind, first.anchor or "", one.language, re.sub(r"\W", "", first.text.casefold()))
        by_place.setdefault(key, []).append(number)
    ours = {
        pair
        for numbers in by_place.values()
        for pair in combinations(sorted(numbers), 2)
        if same_proposal(known[pair[0]].operations, known[pair[1]].operations)
    }
    return len(theirs), len(ours), len(theirs & ours)


def _identical(proposals: Sequence[LandedProposal]) -> int:
    """How many say the same as an earlier one, as the product groups them; words decide what is compared."""
    seen: dict[tuple[str, ...], list[LandedProposal]] = {}
    count = 0
    for one in proposals:
        first = one.operations[0]
        key = (first.kind, first.anchor or "", one.language, re.sub(r"\W", "", first.text.casefold()))
        alike = seen.setdefault(key, [])
        count += any(same_proposal(one.operations, other.operations) for other in alike)
        alike.append(one)
    return count


def first_of(source: Source, most: int) -> Source:
    """The source with the first amendments of each of its lists, for a short run."""
    lists = {}
    for name, data in source.lists.items():
        said = json.loads(data)
        kept = said[:most] if isinstance(said, list) else {**said, "amendments": said["amendments"][:most]}
        lists[name] = json.dumps(kept, ensure_ascii=False).encode()
    return replace(source, lists=lists)


__all__ = ["Counts", "ListedAmendment", "Source", "first_of", "inputs_of", "put_forward", "sources"]
