"""Redlines: between two versions, of one amendment, of everything live on a clause, of what is being typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import (
    Act,
    Operation,
    Unappliable,
    apply_operations,
    near,
    operations_collide,
    rebase_operations,
    same_proposal,
)
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import ClauseRedline, FieldChange, Run, Tagged
from program_workflow.domain.terms import (
    LIVE,
    OPEN,
    AmendmentState,
    ClauseKind,
    OperationKind,
    Rebase,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, DelegationRow, OperationRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.amendment_reading import amendments_on
from program_workflow.usecases.finding import delegation_views, filing_version, find_program, find_version, language_in
from program_workflow.usecases.operations import OperationInput, amendments_near, load_operations, read_operations
from program_workflow.usecases.reading import clause_in, touches, view_of_node
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT, AmendmentView, ClauseView, CollisionView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Source:
    """An amendment that brought a change between two versions."""

    amendment_id: str
    number: str | None
    delegation: str


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """from_, to: the versions compared, with state and instants. sources: clause → amendments that changed it."""

    program_code: str
    language: str
    from_: VersionRow
    to: VersionRow
    clauses: tuple[ClauseRedline, ...]
    summary: Mapping[str, int]
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)

    @property
    def concordance(self) -> tuple[tuple[str, str], ...]:
        """(old number, new number) of every clause that both versions have and number differently."""
        return tuple(
            (one.number_old, one.number_new)
            for one in self.clauses
            if one.number_old and one.number_new and one.number_old != one.number_new
        )


@dataclass(frozen=True, slots=True)
class OperationRedline:
    """The redline of one operation against its base. place: after or under which clause (insert, move).

    is_first: it stands first under the place, or first of all where there is none.
    """

    kind: OperationKind
    clause_id: str
    anchor_id: str | None
    reference: str
    clause_kind: ClauseKind | None
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]
    place: str | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class AmendmentRedline:
    """operations: against their base. rebased: against the version of the flag, where one waits and is clean.

    conflict: (base, text now, proposal) of each operation that conflicts with the new text.
    """

    amendment_id: str
    operations: tuple[OperationRedline, ...]
    rebased: tuple[OperationRedline, ...] | None = None
    conflict: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What the text of a clause would be with some amendments accepted. Nothing is decided by it.

    text None: the chosen ones collide; collisions names the pairs by amendment.
    """

    chosen: tuple[str, ...]
    text: str | None
    fields: Fields | None
    runs: tuple[Run, ...]
    field_changes: tuple[FieldChange, ...]
    collisions: tuple[tuple[str, str], ...]
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A clause with everything live on it.

    together: all live modifications as one redline, runs tagged with delegations. drafts: of the
    reader's own delegation. submitted: those the reader may see that have no number yet.
    """

    version_number: int
    version_state: VersionState
    closes_at: Any
    clause: ClauseView
    live: tuple[AmendmentView, ...]
    submitted: tuple[AmendmentView, ...]
    drafts: tuple[AmendmentView, ...]
    together: tuple[Tagged, ...]
    fields_together: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    redlines: Mapping[str, AmendmentRedline]
    trial: Trial | None
    previous: ClauseView | None
    following: ClauseView | None
    section: ClauseView | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The redline of what is being typed. added, removed: words. same_as: wordings equal but for case and marks."""

    operations: tuple[OperationRedline, ...]
    differs: bool
    added: int
    removed: int
    collisions: tuple[CollisionView, ...]
    same_as: tuple[Source, ...]
    unseen: tuple[tuple[int, str, str], ...]


def entries(text: Text, language: str) -> list[redline.Entry]:
    """A text as the comparison of versions reads it."""
    found = []
    for node in text.nodes:
        content = node.shown(language)[1]
        found.append(
            redline.Entry(
                id=node.id,
                number=node.number,
                kind=node.kind,
                text=content.text,
                fields=content.fields,
                hash=content.hash,
                depth=text.depths[node.id],
                parent=node.parent,
            )
        )
    return found


def compare_versions(
    w: Work, code: str, from_: int | str, to: int | str, *, language: str | None = None
) -> VersionComparison:
    """The redline of two versions in one language; which amendment brought each change, where the reader may know."""
    program = find_program(w, code)
    old, new = find_version(w, program, from_), find_version(w, program, to)
    language = language_in(program.languages, language)
    clauses = redline.compare_clauses(entries(load_text(w, old.id), language), entries(load_text(w, new.id), language))
    return VersionComparison(
        program_code=program.code,
        language=language,
        from_=old,
        to=new,
        clauses=clauses,
        summary=redline.summarise(clauses),
        sources=_sources(w, program.id, old, new),
    )


def _sources(w: Work, program_id: str, old: VersionRow, new: VersionRow) -> dict[str, tuple[Source, ...]]:
    """Amendments incorporated after the old version up to the new one, by clause."""
    if not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return {}
    rows = w.session.execute(
        select(OperationRow.clause_id, AmendmentRow.id, AmendmentRow.number, DelegationRow.code)
        .join(
            AmendmentRow,
            (AmendmentRow.id == OperationRow.amendment_id) & (AmendmentRow.wording == OperationRow.wording),
        )
        .join(VersionRow, VersionRow.id == AmendmentRow.incorporated_in)
        .outerjoin(DelegationRow, DelegationRow.id == AmendmentRow.delegation_id)
        .where(AmendmentRow.program_id == program_id, AmendmentRow.state == AmendmentState.INCORPORATED)
        .where(VersionRow.number > min(old.number, new.number), VersionRow.number <= max(old.number, new.number))
        .order_by(AmendmentRow.number)
    )
    found: dict[str, tuple[Source, ...]] = {}
    for clause_id, amendment_id, number, delegation in rows:
        found[clause_id] = (*found.get(clause_id, ()), Source(amendment_id, number, delegation or SECRETARIAT.code))
    return found


def sources_of(w: Work, version: VersionRow, clause_id: str) -> tuple[Source, ...]:
    """Amendments whose change of a clause came into the text with this version."""
    if version.made_from is None:
        return ()
    before = w.get(VersionRow, version.made_from)
    return _sources(w, version.program_id, before, version).get(clause_id, ())


def redline_of_operation(one: Operation, text: Text, language: str) -> OperationRedline:
    """One operation against its base, or against what the text says in the language of the amendment."""
    anchor = one.anchor
    base = one.base
    node = text.by_id.get(one.clause_id)
    old_text, old_fields = (base.text, base.fields) if base else ("", NO_FIELDS)
    new_text, new_fields = one.text, one.fields
    if one.kind is OperationKind.MOVE and node is not None and node.contents:
        content = node.shown(language)[1]
        old_text, old_fields = new_text, new_fields = content.text, content.fields
    elif one.kind is OperationKind.DELETE:
        new_text, new_fields = "", NO_FIELDS
    place = one.after or one.parent
    return OperationRedline(
        kind=one.kind,
        clause_id=one.clause_id,
        anchor_id=anchor,
        reference=text.references.get(anchor, "") if anchor else "",
        clause_kind=one.clause_kind or (node.kind if node else None),
        runs=tuple(redline.compare(old_text, new_text)),
        fields=redline.compare_fields(old_fields, new_fields),
        place=text.references.get(place) if place else None,
        is_first=one.kind in (OperationKind.INSERT, OperationKind.MOVE) and one.after is None,
    )


def redline_of_amendment(w: Work, amendment_id: str) -> AmendmentRedline:
    """The redline of every operation against its base and, when a rebase waits, against the new text."""
    amendment = guards.find_amendment(w, amendment_id)
    operations = load_operations(w, [amendment])[amendment.id]
    return _redline_of(w, amendment, operations, load_text(w, amendment.version_id))


def _redline_of(w: Work, amendment: AmendmentRow, operations: Sequence[Operation], text: Text) -> AmendmentRedline:
    shown = tuple(redline_of_operation(one, text, amendment.language) for one in operations)
    target = w.session.get(VersionRow, amendment.rebase_version_id) if amendment.rebase_version_id else None
    if target is None or amendment.rebase is Rebase.NONE or not guards.sees_target(w, target):
        return AmendmentRedline(amendment.id, shown)
    now = load_text(w, target.id)
    then = load_text(w, amendment.version_id)
    flag, offered = rebase_operations(now, operations, amendment.language, then)
    if flag is Rebase.CLEAN:
        return AmendmentRedline(
            amendment.id, shown, tuple(redline_of_operation(one, now, amendment.language) for one in offered)
        )
    return AmendmentRedline(amendment.id, shown, None, _three_sides(now, operations, amendment.language))


def _three_sides(now: Text, operations: Sequence[Operation], language: str) -> tuple[tuple[str, str, str], ...]:
    """(base, text now, proposal) of each modification whose clause still stands."""
    sides = []
    for one in operations:
        if one.kind is OperationKind.MODIFY and one.base is not None and one.clause_id in now:
            content = now.node(one.clause_id).content(language)
            if content is not None and content.hash != one.base.hash:
                sides.append((one.base.text, content.text, one.text))
    return tuple(sides)


def clause_page(
    w: Work,
    code: str,
    clause_id: str,
    *,
    version: int | str | None = None,
    language: str | None = None,
    chosen: Sequence[str] = (),
) -> ClausePage:
    """A clause with its live amendments as one redline, and what a chosen set of them would make of it.

    chosen: identities of amendments to try together.
    """
    row, text, node = clause_in(w, code, clause_id, version)
    language = language_in(node.contents, language)
    state = standing(row.state, row.closes_at, w.now)
    touched = touches(w, row.program_id)
    seen = amendments_on(w, code, clause_id) if permissions.may(w.actor, Permit.READ_AMENDMENTS) else ()
    live = tuple(one for one in seen if one.state in LIVE)
    position = text.index(clause_id)

    def view(index: int) -> ClauseView | None:
        if not 0 <= index < len(text.nodes):
            return None
        other = text.nodes[index]
        return view_of_node(w, text, other, language, state, touched.get(other.id, ()))

    clause = view_of_node(w, text, node, language, state, touched.get(node.id, ()))
    operations = _operations_of(w, [one.id for one in seen])
    rows = {one.id: w.get(AmendmentRow, one.id) for one in seen}
    return ClausePage(
        version_number=row.number,
        version_state=state,
        closes_at=row.closes_at,
        clause=clause,
        live=live,
        submitted=tuple(one for one in seen if one.state in (AmendmentState.SUBMITTED, AmendmentState.RETURNED)),
        drafts=tuple(one for one in seen if one.state is AmendmentState.DRAFT),
        together=_together(clause, live, operations),
        fields_together=_fields_together(clause, live, operations),
        redlines={one.id: _redline_of(w, rows[one.id], operations[one.id], text) for one in seen},
        trial=_trial(text, clause, chosen, live, operations),
        previous=view(position - 1),
        following=view(position + 1),
        section=view(text.index(node.parent)) if node.parent else None,
    )


def _operations_of(w: Work, ids: Sequence[str]) -> dict[str, tuple[Operation, ...]]:
    return load_operations(w, [w.get(AmendmentRow, one) for one in ids])


def _modifications(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> list[tuple[AmendmentView, Operation]]:
    """Live modifications and deletions written against the very revision that is shown."""
    return [
        (one, operation)
        for one in live
        for operation in operations[one.id]
        if operation.clause_id == clause.id
        and operation.kind in (OperationKind.MODIFY, OperationKind.DELETE)
        and operation.base is not None
        and operation.base.hash == clause.revision
    ]


def _together(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> tuple[Tagged, ...]:
    wordings = [
        (one.delegation.code, "" if operation.kind is OperationKind.DELETE else operation.text)
        for one, operation in _modifications(clause, live, operations)
    ]
    return redline.redline_of_many(clause.text, wordings)


def _fields_together(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """(field, text now, ((delegation, proposed text), …)) for each field that an amendment changes."""
    proposed: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for one, operation in _modifications(clause, live, operations):
        if operation.kind is OperationKind.DELETE:
            continue
        for change in redline.compare_fields(clause.fields, operation.fields):
            old = "".join(text for op, text in change.runs if op != "+")
            new = "".join(text for op, text in change.runs if op != "-")
            if old != new:
                proposed.setdefault(change.name, (old, []))[1].append((one.delegation.code, new))
    return tuple((name, old, tuple(said)) for name, (old, said) in proposed.items())


def _trial(
    text: Text,
    clause: ClauseView,
    chosen: Sequence[str],
    live: Sequence[AmendmentView],
    operations: Mapping[str, tuple[Operation, ...]],
) -> Trial | None:
    picked = [one for one in live if one.id in chosen]
    if not picked:
        return None
    pairs = tuple(
        (one.id, two.id)
        for index, one in enumerate(picked)
        for two in picked[index + 1 :]
        if any(
            operations_collide(text, a, b, same_language=one.language == two.language)
            for a in operations[one.id]
            for b in operations[two.id]
        )
    )
    made: Text | None
    try:
        acts = [Act(operation, one.language, text) for one in picked for operation in operations[one.id]]
        made = apply_operations(text, acts)
    except Unappliable:
        made = None
    ids = tuple(one.id for one in picked)
    if made is None or pairs:
        return Trial(ids, None, None, (), (), pairs)
    if clause.id not in made:
        return Trial(ids, "", NO_FIELDS, tuple(redline.compare(clause.text, "")), (), (), is_deleted=True)
    content = made.node(clause.id).contents.get(clause.language)
    new_text, new_fields = (content.text, content.fields) if content else (clause.text, clause.fields)
    return Trial(
        ids,
        new_text,
        new_fields,
        tuple(redline.compare(clause.text, new_text)),
        redline.compare_fields(clause.fields, new_fields),
        (),
    )


def preview(
    w: Work,
    code: str,
    operations: Sequence[OperationInput],
    *,
    language: str | None = None,
    base_version: int | None = None,
    amendment_id: str | None = None,
) -> Preview:
    """The redline of a proposal being typed, with what it collides with among what the reader may see.

    amendment_id: the draft being edited, which does not collide with itself. Raises Invalid.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.PROPOSE)
    version = find_version(w, program, base_version) if base_version is not None else filing_version(w, program.id)
    if version is None:
        raise guards.window_closed(guards.window_for(w, program.id, w.actor.delegation_id))
    language = language_in(program.languages, language)
    text = load_text(w, version.id)
    read = read_operations(operations, text, language)
    shown = tuple(redline_of_operation(one, text, language) for one in read)
    others = {
        one.id: one
        for one in amendments_near(w, program.id, OPEN, near(text, read))
        if one.id != amendment_id and guards.sees_amendment(w.actor, one)
    }
    theirs = load_operations(w, others.values())
    delegations = delegation_views(w)

    def colliding(one: AmendmentRow) -> bool:
        same = one.language == language
        return any(operations_collide(text, a, b, same_language=same) for a in read for b in theirs[one.id])

    return Preview(
        operations=shown,
        differs=any(_says_something(one) for one in shown),
        added=sum(_words(runs, "+") for one in shown for runs in _runs_of(one)),
        removed=sum(_words(runs, "-") for one in shown for runs in _runs_of(one)),
        collisions=tuple(
            CollisionView(one.id, one.number, delegations[one.delegation_id].code, _shared_words(read, theirs[one.id]))
            for one in others.values()
            if colliding(one)
        ),
        same_as=tuple(
            Source(one.id, one.number, delegations[one.delegation_id].code)
            for one in others.values()
            if one.language == language and same_proposal(read, theirs[one.id])
        ),
        unseen=tuple(
            unseen
            for one in read
            if one.kind is OperationKind.MODIFY and one.base
            for unseen in redline.invisible_changes(one.base.text, one.text)
        ),
    )


def _says_something(one: OperationRedline) -> bool:
    if one.kind in (OperationKind.MOVE, OperationKind.DELETE):
        return True
    return any(op != "=" for op, _ in one.runs) or any(f.old != f.new for f in one.fields)


def _runs_of(one: OperationRedline) -> list[Sequence[Run]]:
    """Those of its text and of each of its fields."""
    return [one.runs, *(field.runs for field in one.fields)]


def _words(runs: Sequence[Run], op: str) -> int:
    return sum(len(text.split()) for one, text in runs if one == op)


def _shared_words(mine: Sequence[Operation], theirs: Sequence[Operation]) -> tuple[str, ...]:
    """The words of the base that both change."""
    found = []
    for a in mine:
        for b in theirs:
            both_modify = a.kind is b.kind is OperationKind.MODIFY
            if both_modify and a.clause_id == b.clause_id and a.base and b.base and a.base.hash == b.base.hash:
                found += [o.base_text.strip() for o in redline.collide(a.base.text, a.text, b.text)]
    return tuple(word for word in found if word)
