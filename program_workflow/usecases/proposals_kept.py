"""Keeping what a file brought: the chosen proposals become drafts of their delegations, all of them or none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from program_workflow.domain.errors import N_, Invalid
from program_workflow.storage import ProgramRow
from program_workflow.usecases import amending
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.proposal_rows import Row, Standing, inputs_of, rows_of
from program_workflow.usecases.proposals_in import Arrival
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose. placed: unlanded change → clause. untaken, rewritten: keys of proposals.

    rewritten: those that become a new wording of the draft they meet; seen: the revision of it that was
    shown, by key. rationales: by key; rationale: of those that have none.
    """

    placed: Mapping[int, str] = field(default_factory=dict)
    untaken: Collection[str] = ()
    rewritten: Collection[str] = ()
    rationales: Mapping[str, str] = field(default_factory=dict)
    rationale: str = ""
    seen: Mapping[str, int] = field(default_factory=dict)

    def rationale_of(self, row: Row) -> str:
        said = self.rationales.get(row.key)
        return said if said is not None else row.proposal.rationale or self.rationale


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file. created, rewritten: amendments. existing, left: how many proposals."""

    created: tuple[str, ...]
    rewritten: tuple[str, ...]
    existing: int
    left: int


def keep(w: Work, arrival: Arrival, choices: Choices | None = None) -> Kept:
    """The chosen proposals as drafts of their delegations, all of them or none.

    Each goes through the same use case as what is typed in the form. Raises Invalid where nobody said
    whose a change is; WindowClosed, NotPermitted and others as drafting does.
    """
    choices = choices or Choices()
    program = find_program(w, arrival.code)
    w.lock(ProgramRow, program.id)
    rows = rows_of(w, arrival, choices.placed)
    undecided = next((row for row in rows if row.standing is Standing.UNDECIDED), None)
    if undecided is not None:
        raise Invalid(
            N_("Say for which delegation the changes by {author} are taken, or that they are not."),
            pointer="/authors",
            author=undecided.proposal.author or "—",
        )
    created, rewritten, existing, left = [], [], 0, 0
    for row in rows:
        wanted = row.key not in choices.untaken
        if row.standing is Standing.EXISTS:
            existing += 1
        elif row.standing is Standing.NEW and wanted:
            created.append(_draft(w, arrival, row, choices.rationale_of(row)))
        elif row.standing is Standing.DRAFT and row.key in choices.rewritten:
            rewritten.append(_rewrite(w, arrival, row, choices))
        else:
            left += 1
    return Kept(tuple(created), tuple(rewritten), existing, left)


def _draft(w: Work, arrival: Arrival, row: Row, rationale: str) -> str:
    return amending.draft_amendment(
        w,
        arrival.code,
        inputs_of(row.proposal.operations),
        base_version=arrival.version,
        language=row.proposal.language or arrival.language,
        rationale=rationale,
        import_key=row.key,
        delegation=row.delegation,
    ).id


def _rewrite(w: Work, arrival: Arrival, row: Row, choices: Choices) -> str:
    """A new wording of the draft that stands on the clause; what it said before is kept."""
    return amending.save_wording(
        w,
        str(row.amendment_id),
        inputs_of(row.proposal.operations),
        seen_revision=choices.seen.get(row.key, int(row.revision or 0)),
        rationale=choices.rationale_of(row),
        base_version=arrival.version,
    ).id
