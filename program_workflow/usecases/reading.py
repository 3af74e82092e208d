"""Read models of programs, versions and clauses for one reader."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.states import VERSION_STEPS
from program_workflow.domain.terms import (
    ClauseStatus,
)
from program_workflow.domain.text import Node, Text
from program_workflow.domain.window import standing
from program_workflow.storage import (
    DelegationRow,
    NodeRow,
    ProgramRow,
    VersionRow,
    WindowRow,
)
from program_workflow.usecases import versions as stepping
from program_workflow.usecases.finding import (
    find_program,
    find_version,
    language_in,
    outside_of,
    participants_of,
    view_of_delegation,
    visible_versions,
)
from program_workflow.usecases.statuses import Statuses, statuses
from program_workflow.usecases.texts import load_clause, load_text
from program_workflow.usecases.views import (
    ClauseView,
    NextAction,
    ProgramView,
    VersionCard,
    VersionView,
)
from program_workflow.usecases.work import Work


def list_programs(w: Work) -> tuple[ProgramView, ...]:
    """Every program the reader may know of, by code."""
    permissions.need(w.actor, Permit.READ_PROGRAMS)
    found = []
    for program in w.session.scalars(select(ProgramRow).order_by(ProgramRow.code)):
        versions = visible_versions(w, program)
        if versions:
            found.append(_view_of_program(w, program, versions))
    return tuple(found)


def view_program(w: Work, code: str) -> ProgramView:
    program = find_program(w, code)
    return _view_of_program(w, program, visible_versions(w, program))


def _view_of_program(w: Work, program: ProgramRow, versions: Sequence[VersionRow]) -> ProgramView:
    counts = dict(
        w.session.execute(
            select(NodeRow.version_id, func.count())
            .where(NodeRow.version_id.in_([one.id for one in versions]))
            .group_by(NodeRow.version_id)
        ).all()
    )
    numbers = {one.id: one.number for one in versions}
    return ProgramView(
        id=program.id,
        code=program.code,
        title=program.title,
        period=program.period,
        languages=tuple(program.languages),
        rules=program.rules,
        participants=tuple(view_of_delegation(one) for one in participants_of(w, program.id)),
        versions=tuple(
            VersionCard(
                number=one.number,
                state=standing(one.state, one.closes_at, w.now),
                created_at=one.created_at,
                opened_at=one.opened_at,
                closes_at=one.closes_at,
                closed_at=one.closed_at,
                clauses=counts.get(one.id, 0),
                text_hash=one.text_hash,
                revision=one.revision,
                made_from=numbers.get(one.made_from or ""),
            )
            for one in versions
        ),
        progress=_progress(w, program, versions[-1], counts.get(versions[-1].id, 0)),
        revision=program.revision,
        outside=outside_of(w, program, w.actor.delegation_id) if w.actor.drafts else None,
    )


def _progress(w: Work, program: ProgramRow, version: VersionRow, clauses: int) -> Mapping[ClauseStatus, int]:
    """Clauses of a version by status, without loading its text."""
    found = statuses(w, program, version)
    if found.ground is not None:
        counted = Counter(found.of(one) for one in found.keys)
    else:
        of_version = select(NodeRow.clause_id).where(NodeRow.version_id == version.id)
        present = set(w.session.scalars(of_version.where(NodeRow.clause_id.in_(list(found.touched)))))
        counted = Counter(found.of(one) for one in present)
        counted[found.of("")] += clauses - len(present)
    return {status: counted[status] for status in ClauseStatus if counted[status]}


def view_version(w: Work, code: str, number: int | str, *, language: str | None = None) -> VersionView:
    """A version with its text, in a number of queries that does not grow with it."""
    program = find_program(w, code)
    version = find_version(w, program, number)
    language = language_in(program.languages, language)
    text = load_text(w, version.id)
    state = standing(version.state, version.closes_at, w.now)
    found = statuses(w, program, version)
    made_from = w.session.get(VersionRow, version.made_from) if version.made_from else None
    windows = w.session.execute(
        select(DelegationRow.code, WindowRow.closes_at)
        .join(DelegationRow, DelegationRow.id == WindowRow.delegation_id)
        .where(WindowRow.version_id == version.id)
        .order_by(DelegationRow.position)
    )
    return VersionView(
        program_code=program.code,
        number=version.number,
        state=state,
        created_at=version.created_at,
        opened_at=version.opened_at,
        closes_at=version.closes_at,
        closed_at=version.closed_at,
        text_hash=version.text_hash,
        revision=version.revision,
        language=language,
        languages=tuple(program.languages),
        clauses=tuple(view_of_node(w, text, node, language, found) for node in text.nodes),
        next_actions=version_actions(w, version),
        windows=tuple((one, at) for one, at in windows),
        made_from=made_from.number if made_from is not None else None,
        finalised_at=version.finalised_at,
        adopted_at=version.adopted_at,
        adopted_by=version.adopted_by,
        ground=version.ground or "",
        silence_id=version.silence_id,
    )


def view_of_node(w: Work, text: Text, node: Node, language: str, found: Statuses) -> ClauseView:
    """A clause as this reader may see it; observers learn the status, not who proposes what."""
    shown_language, content = node.shown(language)
    seen = found.touching(node.id) if permissions.may(w.actor, Permit.READ_AMENDMENTS) else ()
    return ClauseView(
        id=node.id,
        parent_id=node.parent,
        kind=node.kind,
        depth=text.depths[node.id],
        number=node.number,
        reference=text.references[node.id],
        language=shown_language,
        text=content.text,
        fields=content.fields,
        revision=content.hash,
        status=found.of(node.id),
        amendments=len({one.amendment_id for one in seen}),
        delegations=tuple(dict.fromkeys(one.delegation for one in seen)),
        apart=found.apart.get(node.id, ()),
        package=found.package(node.id) if permissions.may(w.actor, Permit.READ_POSITIONS) else None,
        stands_in=node.stands_in(language),
    )


def version_actions(w: Work, version: VersionRow) -> tuple[NextAction, ...]:
    """The steps of the version that are this person's, with the reason for each that does not hold now."""
    if not permissions.may(w.actor, Permit.STEP_VERSION):
        return ()
    state = standing(version.state, version.closes_at, w.now)
    found = []
    for (at, action), step in VERSION_STEPS.items():
        if at is state and not (step.by_system or step.at_meeting):
            refusal = stepping.blocked(w, version, action)
            if refusal is None:
                found.append(NextAction(action, step.needs_reason))
            else:
                found.append(NextAction(action, step.needs_reason, refusal.template, refusal.params))
    return tuple(found)


def clause_in(w: Work, code: str, clause_id: str, number: int | str | None = None) -> tuple[VersionRow, Text, Node]:
    """A clause in the newest version the reader may see it in, or in the one named."""
    program = find_program(w, code)
    if number is not None:
        version = find_version(w, program, number)
        text = load_text(w, version.id)
        if clause_id not in text:
            raise NotFound
        return version, text, text.node(clause_id)
    for version in reversed(visible_versions(w, program)):
        text = load_text(w, version.id)
        if clause_id in text:
            return version, text, text.node(clause_id)
    raise NotFound


def revisions_of_clause(w: Work, code: str, clause_id: str) -> list[tuple[VersionRow, Node]]:
    """Every version the reader may see that has the clause, with the clause in it; oldest first."""
    program = find_program(w, code)
    versions = visible_versions(w, program)
    nodes = load_clause(w, clause_id, [version.id for version in versions])
    return [(version, nodes[version.id]) for version in versions if version.id in nodes]
