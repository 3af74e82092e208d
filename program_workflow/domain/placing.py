"""What a file brought, put elsewhere: on the clause that a person names, or over to a later version."""

from collections.abc import Sequence
from dataclasses import replace

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation, differs, rebase_operations
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.landing import LandedProposal, Landing, NotLanded, Unlanded
from program_workflow.domain.terms import ClauseKind, OperationKind, Rebase
from program_workflow.domain.text import Content, Text, content

_WHY = {Rebase.CONFLICT: NotLanded.CONFLICT, Rebase.ORPHANED: NotLanded.NO_CLAUSE}


def place_on(base: Text, language: str, change: Unlanded, clause_id: str, key: str) -> LandedProposal:
    """A change that found no clause, as a proposal on the clause that a person chose.

    New words alone become a clause behind it. A change of words that do not stand in the clause puts the
    new ones in the place of all of its own; such a deletion changes nothing. key: stands for a new clause.
    """
    now = base.node(clause_id).content(language) or content(language, "")
    if not change.old:
        kind = change.after.kind if change.after is not None else base.node(clause_id).kind
        made = Operation(
            OperationKind.INSERT,
            key,
            change.after.text if change.after is not None else change.new,
            change.after.fields if change.after is not None else NO_FIELDS,
            parent=base.node(clause_id).parent,
            after=clause_id,
            clause_kind=ClauseKind.PARAGRAPH if kind is ClauseKind.TITLE else kind,
        )
    elif change.before is not None and change.after is None:
        made = Operation(OperationKind.DELETE, clause_id, base=now)
    else:
        wanted = _changed(change, now)
        made = Operation(OperationKind.MODIFY, clause_id, wanted[0], wanted[1], base=now)
    return LandedProposal(change.author, made.clause_id, (made,), changes=change.changes)


def _changed(change: Unlanded, now: Content) -> tuple[str, Fields]:
    """What the clause would say: its own words with the change in them, else those of the file instead."""
    if change.before is not None and change.after is not None:
        words = redline.rebase(change.before.text, now.text, change.after.text)
        fields = redline.rebase_fields(change.before.fields, now.fields, change.after.fields)
        return (
            words.text if words.text is not None else change.after.text,
            fields.fields if fields.fields is not None else now.fields,
        )
    for old in (change.old,) if change.new else (f" {change.old}", change.old):
        if now.text.count(old) == 1:
            return now.text.replace(old, change.new), now.fields
    return change.new or now.text, now.fields


def carry_over(landing: Landing, then: Text, now: Text, language: str) -> Landing:
    """Proposals on one version as proposals on a later one; what does not fit there is listed."""
    proposals: list[LandedProposal] = []
    unlanded = [
        replace(one, nearest=one.nearest if one.nearest and one.nearest in now else None) for one in landing.unlanded
    ]
    for one in landing.proposals:
        flag, operations = rebase_operations(now, one.operations, language, then)
        why = _WHY.get(flag)
        if why is None and not any(differs(operation, now) for operation in operations):
            why = NotLanded.ALREADY
        if why is None:
            proposals.append(replace(one, operations=operations))
        else:
            unlanded.append(_unfit(one, why, now))
    return Landing(tuple(proposals), tuple(unlanded), landing.comments)


def _unfit(one: LandedProposal, why: NotLanded, now: Text) -> Unlanded:
    nearest = one.clause_id if one.clause_id in now else None
    return Unlanded(one.author, why, *_words(one.operations), nearest, 1.0 if nearest else 0.0, one.changes)


def _words(operations: Sequence[Operation]) -> tuple[str, str]:
    """What the clauses said, and what they would say."""
    old = "\n".join(one.base.text for one in operations if one.base is not None)
    new = "\n".join(one.text for one in operations if one.text)
    return old, new
