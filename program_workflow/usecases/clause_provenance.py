"""Where one clause comes from: what brought, moved and deleted it, and each word of its text and fields."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from program_workflow.domain.clause import Fields
from program_workflow.domain.redline.provenance import Origins, Proposed, Step, Traced, trace, trace_items
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Content, Node, Text, content
from program_workflow.usecases.finding import language_in
from program_workflow.usecases.origins import History, Standing

Value = TypeVar("Value")
#: (name as in ``Fields``, heading of a further column, occurrence of the heading).
_FieldName = tuple[str, str, int]
_ORDER: Final = ("label", "executing_bodies", "timeframe", "funding", "other")


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """name: as in ``Fields``. heading: of a further column. runs: words; of executing bodies one for each body."""

    name: str
    heading: str | None
    runs: tuple[Traced, ...]

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "heading": self.heading, "runs": _runs_to_json(self.runs)}


@dataclass(frozen=True, slots=True)
class ClauseProvenance:
    """brought: what put the clause in. moved: what moved it, in order. struck: what took a deleted one out.

    version: in which the clause stands as shown; of a deleted one the last that had it.
    """

    id: str
    number: str
    reference: str
    kind: ClauseKind
    depth: int
    language: str
    version: int
    runs: tuple[Traced, ...]
    fields: tuple[FieldProvenance, ...]
    brought: Origins
    moved: Origins
    struck: Origins = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "number": self.number,
            "kind": self.kind.value,
            "language": self.language,
            "version": self.version,
            "brought": list(self.brought),
            "moved": list(self.moved),
            "struck": list(self.struck),
            "runs": _runs_to_json(self.runs),
            "fields": [field.to_json() for field in self.fields],
        }


def _runs_to_json(runs: Sequence[Traced]) -> list[dict[str, Any]]:
    return [{"text": run.text, "origins": list(run.origins), "struck": list(run.struck)} for run in runs]


def standing_clause(history: History, text: Text, node: Node, language: str, version: int) -> ClauseProvenance:
    shown, _ = node.shown(language)
    runs, fields = _words(history, node.id, shown)
    return ClauseProvenance(
        id=node.id,
        number=node.number,
        reference=text.references[node.id],
        kind=node.kind,
        depth=text.depths[node.id],
        language=shown,
        version=version,
        runs=runs,
        fields=fields,
        brought=_bringing(history, node.id),
        moved=_moving(history, node.id),
    )


def deleted_clause(history: History, one: Standing, language: str) -> ClauseProvenance:
    shown = language_in(history.revisions[one.clause_id], language)
    runs, fields = _words(history, one.clause_id, shown)
    struck = _deleting(history, one)
    return ClauseProvenance(
        id=one.clause_id,
        number=one.number,
        reference=one.number,
        kind=one.kind,
        depth=0,
        language=shown,
        version=one.version,
        runs=_all_struck(runs, struck),
        fields=tuple(replace(field, runs=_all_struck(field.runs, struck)) for field in fields),
        brought=_bringing(history, one.clause_id),
        moved=_moving(history, one.clause_id),
        struck=struck,
    )


def _all_struck(runs: Sequence[Traced], struck: Origins) -> tuple[Traced, ...]:
    return tuple(run if run.struck else replace(run, struck=struck) for run in runs)


# --- What happened to a clause as a whole -----------------------------------------------------------


def _bringing(history: History, clause_id: str) -> Origins:
    version = history.first_version(clause_id)
    found = [one.origin for one in history.acts(clause_id, version) if one.operation.kind is OperationKind.INSERT]
    return tuple(found) or (history.otherwise[version],)


def _moving(history: History, clause_id: str) -> Origins:
    return tuple(
        one.origin
        for version in history.otherwise
        for one in history.acts(clause_id, version)
        if one.operation.kind is OperationKind.MOVE
    )


def _deleting(history: History, one: Standing) -> Origins:
    """What deleted the clause, or one that it stood under, in the version after the last that had it."""
    at: Standing | None = one
    while at is not None and at.version == one.version:
        acts = history.acts(at.clause_id, one.version + 1)
        found = [act.origin for act in acts if act.operation.kind is OperationKind.DELETE]
        if found:
            return tuple(found)
        at = history.gone.get(at.parent_id or "")
    return (history.otherwise[one.version + 1],)


# --- Words and fields of one clause in one language -------------------------------------------------


def _words(history: History, clause_id: str, language: str) -> tuple[tuple[Traced, ...], tuple[FieldProvenance, ...]]:
    first, origins, steps = _steps(history, clause_id, language)
    runs = trace(first.text, [_part(step, lambda one: one.text) for step in steps], origins)
    return runs, tuple(_fields(first, steps, origins))


def _steps(history: History, clause_id: str, language: str) -> tuple[Content, Origins, list[Step[Content]]]:
    """The content a clause began with, what brought that, and what followed, version by version."""
    revisions = history.revisions[clause_id][language]
    version, first = revisions[0]
    origins: Origins = (history.otherwise[version],)
    for act in history.acts(clause_id, version, language):
        if act.operation.kind is OperationKind.INSERT:
            first, origins = content(language, act.operation.text, act.operation.fields), (act.origin,)
        elif act.operation.kind is OperationKind.MODIFY and act.operation.base is None:
            first = content(language, "")  # an amendment gave the clause its words in this language
    steps = []
    for number, now in revisions:
        modified = [
            Proposed(act.origin, act.operation.base, content(language, act.operation.text, act.operation.fields))
            for act in history.acts(clause_id, number, language)
            if act.operation.kind is OperationKind.MODIFY
        ]
        steps.append(Step(now, tuple(modified), history.otherwise[number]))
    taken = _taken_from(history, clause_id, language)
    if taken is None:
        return first, origins, steps
    earliest, of_earliest, before = _steps(history, taken, language)
    last = history.revisions[taken][language][-1][1]
    placed = Step(first, tuple(Proposed(one, last, first) for one in origins), history.otherwise[version])
    return earliest, of_earliest, [*before, placed, *steps]


def _taken_from(history: History, clause_id: str, language: str) -> str | None:
    """The clause whose words this one began with: what put it in took out one that said just the same.

    Thus a paragraph becomes a point, or goes to another place, without a change of its words.
    """
    version, first = history.revisions[clause_id][language][0]
    brought = set(_bringing(history, clause_id))
    for one in history.left.get((version, language, first.text), ()) if first.text else ():
        if brought & set(_deleting(history, one)):
            return one.clause_id
    return None


def taken_up(history: History) -> set[str | None]:
    """Clauses that are gone and whose words others began with."""
    return {_taken_from(history, one, said) for one, languages in history.revisions.items() for said in languages}


def _part(step: Step[Content], part: Callable[[Content], Value]) -> Step[Value]:
    """The step of one part of the content."""
    proposed = [Proposed(one.origin, part(one.base) if one.base else None, part(one.value)) for one in step.proposed]
    return Step(part(step.value), tuple(proposed), step.remainder)


def _fields(first: Content, steps: Sequence[Step[Content]], origins: Origins) -> Iterator[FieldProvenance]:
    """Every field that the clause has or had, in the order of a table's columns."""
    names = dict.fromkeys(name for one in (first, *(step.value for step in steps)) for name in _said(one.fields))
    for name in sorted(names, key=lambda one: _ORDER.index(one[0])):
        if name[0] == "executing_bodies":
            bodies = [_part(step, lambda one: one.fields.executing_bodies) for step in steps]
            runs = trace_items(first.fields.executing_bodies, bodies, origins)
        else:
            runs = _runs_of_field(name, first, steps, origins)
        yield FieldProvenance(name[0], name[1] or None, runs)


def _runs_of_field(
    name: _FieldName, first: Content, steps: Sequence[Step[Content]], origins: Origins
) -> tuple[Traced, ...]:
    def text(one: Content) -> str:
        return _said(one.fields).get(name, "")

    return trace(text(first), [_part(step, text) for step in steps], origins)


def _said(fields: Fields) -> dict[_FieldName, str]:
    """The fields that say something, as texts."""
    timeframe = fields.timeframe.text if fields.timeframe else None
    said = {("label", "", 0): fields.label, ("timeframe", "", 0): timeframe, ("funding", "", 0): fields.funding}
    said["executing_bodies", "", 0] = ", ".join(fields.executing_bodies)
    for heading, text in fields.other:
        occurrence = sum(1 for name, known, _ in said if (name, known) == ("other", heading))
        said["other", heading, occurrence] = text
    return {name: text for name, text in said.items() if text}
