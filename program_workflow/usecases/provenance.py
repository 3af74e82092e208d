"""Where the words of a version come from: which amendment brought each, who agreed to it, when it first stood."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from program_workflow.domain.errors import NotFound
from program_workflow.domain.redline.provenance import Origins, Traced, join_runs
from program_workflow.storage import VersionRow
from program_workflow.usecases.clause_provenance import ClauseProvenance, deleted_clause, standing_clause, taken_up
from program_workflow.usecases.finding import find_program, find_version, language_in
from program_workflow.usecases.origins import History, Origin, read_history
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class VersionProvenance:
    """origins: what the indexes in clauses and runs name, oldest first.

    deleted: clauses of earlier versions, without those whose words others took up.
    """

    program_code: str
    version: VersionRow
    language: str
    origins: tuple[Origin, ...]
    clauses: tuple[ClauseProvenance, ...]
    deleted: tuple[ClauseProvenance, ...]

    def is_changed(self, clause: ClauseProvenance) -> bool:
        """Whether anything of the clause is not as the draft had it."""
        runs = [*clause.runs, *(run for field in clause.fields for run in field.runs)]
        return bool(clause.moved) or any(run.struck or not self.is_draft(run.origins) for run in runs)

    def is_draft(self, indexes: Sequence[int]) -> bool:
        return all(self.origins[index].is_draft for index in indexes)

    def to_json(self) -> dict[str, Any]:
        """As the API and the command line give it."""
        return {
            "version": self.version.number,
            "language": self.language,
            "origins": [one.to_json() for one in self.origins],
            "clauses": [one.to_json() for one in self.clauses],
            "deleted": [one.to_json() for one in self.deleted],
        }


def trace_version(
    w: Work,
    code: str,
    number: int | str = "latest",
    *,
    clause_id: str | None = None,
    language: str | None = None,
    with_struck: bool = False,
) -> VersionProvenance:
    """The provenance of every word of a version, as far as the reader may know of amendments.

    clause_id: of this clause alone. with_struck: also words and clauses that were taken out. The number
    of queries follows neither from the length of the text nor from the number of versions.
    """
    program = find_program(w, code)
    version = find_version(w, program, number)
    language = language_in(program.languages, language)
    text = load_text(w, version.id)
    history = read_history(w, version, clause_id)
    clauses = [
        standing_clause(history, text, node, language, version.number)
        for node in text.nodes
        if clause_id in (None, node.id)
    ]
    gone = [one for one in history.gone.values() if clause_id in (None, one.clause_id)] if with_struck else []
    elsewhere = taken_up(history) if gone and clause_id is None else ()
    deleted = [deleted_clause(history, one, language) for one in gone if one.clause_id not in elsewhere]
    if clause_id is not None and not clauses and not deleted:
        raise NotFound
    clauses, deleted = ([_kept(history, one, with_struck) for one in found] for found in (clauses, deleted))
    origins = _as_known(history.origins, [*clauses, *deleted])
    places = {index: origins.index(one) for index, one in enumerate(history.origins) if one in origins}

    def of(indexes: Origins) -> Origins:
        return tuple(dict.fromkeys(places[index] for index in indexes))

    return VersionProvenance(
        program_code=program.code,
        version=version,
        language=language,
        origins=origins,
        clauses=tuple(_numbered(one, of) for one in clauses),
        deleted=tuple(_numbered(one, of) for one in deleted),
    )


# --- As the reader is shown it ----------------------------------------------------------------------


def _kept(history: History, clause: ClauseProvenance, with_struck: bool) -> ClauseProvenance:
    """The clause without struck words, or without those that stood in no version."""

    def kept(runs: Sequence[Traced]) -> tuple[Traced, ...]:
        return tuple(run for run in runs if not run.struck or (with_struck and stood(run)))

    def stood(run: Traced) -> bool:
        return history.origins[max(run.origins)].version < history.origins[max(run.struck)].version

    fields = (replace(field, runs=kept(field.runs)) for field in clause.fields)
    return replace(clause, runs=kept(clause.runs), fields=tuple(field for field in fields if field.runs))


def _as_known(origins: Sequence[Origin], clauses: Sequence[ClauseProvenance]) -> tuple[Origin, ...]:
    """The origins that the clauses name, oldest first; those that look alike to the reader are one."""
    return tuple(dict.fromkeys(origins[index] for index in sorted({i for one in clauses for i in _named(one)})))


def _named(clause: ClauseProvenance) -> Iterator[int]:
    yield from (*clause.brought, *clause.moved, *clause.struck)
    for run in (*clause.runs, *(run for field in clause.fields for run in field.runs)):
        yield from (*run.origins, *run.struck)


def _numbered(clause: ClauseProvenance, of: Callable[[Origins], Origins]) -> ClauseProvenance:
    """The clause with other indexes; runs that are then of one provenance are joined, bodies stay apart."""

    def numbered(runs: Sequence[Traced], *, joined: bool = True) -> tuple[Traced, ...]:
        found = [Traced(run.text, of(run.origins), of(run.struck)) for run in runs]
        return tuple(join_runs(found) if joined else found)

    return replace(
        clause,
        runs=numbered(clause.runs),
        fields=tuple(
            replace(field, runs=numbered(field.runs, joined=field.name != "executing_bodies"))
            for field in clause.fields
        ),
        brought=of(clause.brought),
        moved=of(clause.moved),
        struck=of(clause.struck),
    )
