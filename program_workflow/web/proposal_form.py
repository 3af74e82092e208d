"""The form of a proposal: several changes, each with its fields, between what is typed and what the use cases take."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from flask import request

from program_workflow.domain.clause import Fields
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.usecases.operations import MAX_OPERATIONS, OperationInput
from program_workflow.usecases.proposing import Ground
from program_workflow.usecases.views import AmendmentView, OperationView
from program_workflow.web import forms


class What(StrEnum):
    """What is done to the clause, as the form asks it."""

    CHANGE = "change"
    AFTER = "after"
    FIRST = "first"
    DELETE = "delete"
    MOVE = "move"


CHOICES: Final[Mapping[What, str]] = {
    What.CHANGE: N_("change"),
    What.AFTER: N_("insert after"),
    What.FIRST: N_("insert first under it"),
    What.DELETE: N_("delete"),
    What.MOVE: N_("move"),
}
#: Kinds that can be inserted.
INSERTED: Final = tuple(kind for kind in ClauseKind if kind is not ClauseKind.TITLE)
_POINTER: Final = re.compile(r"/operations/(\d+)/(.*)")
FIELD_OF: Final[Mapping[str, str]] = {
    "fields/executing_bodies": "bodies",
    "fields/timeframe": "timeframe",
    "fields/funding": "funding",
    "fields/label": "label",
    "parent_id": "target",
    "after_clause_id": "target",
    "clause_id": "what",
}
#: What is written in a change, in whatever kind of clause.
WORDS: Final = ("text", "bodies", "timeframe", "funding", "label")


@dataclass(frozen=True, slots=True)
class Change:
    """One change as typed. clause: the clause concerned, "" for the beginning of the text (first).

    bodies: one a line. target, place: where a move goes, "after" the target or "under" it, first.
    """

    what: What
    clause: str
    text: str = ""
    bodies: str = ""
    timeframe: str = ""
    funding: str = ""
    label: str = ""
    kind: str = ""
    target: str = ""
    place: str = "after"

    @property
    def writes(self) -> bool:
        """Whether it has a text of its own."""
        return self.what in (What.CHANGE, What.AFTER, What.FIRST)

    @property
    def inserts(self) -> bool:
        return self.what in (What.AFTER, What.FIRST)


def begin(ground: Ground, clause_id: str, what: What = What.CHANGE) -> Change:
    """A change of a clause that does not differ from it yet. Raises NotFound."""
    if what is What.FIRST and not clause_id:
        return Change(what, "", kind=ground.kind_under(None))
    if clause_id not in ground.text:
        raise NotFound
    if what is What.CHANGE:
        said = ground.content(clause_id)
        return Change(what, clause_id, text=said.text, kind="", **typed_fields(said.fields))
    if what is What.AFTER:
        kind = ground.text.node(clause_id).kind
        return Change(what, clause_id, kind=ClauseKind.PARAGRAPH if kind is ClauseKind.TITLE else kind)
    if what is What.FIRST:
        return Change(what, clause_id, kind=ground.kind_under(clause_id))
    return Change(what, clause_id, target=ground.text.previous_sibling(clause_id) or "")


def typed_fields(fields: Fields) -> dict[str, str]:
    return {
        "bodies": "\n".join(fields.executing_bodies),
        "timeframe": fields.timeframe.text if fields.timeframe else "",
        "funding": fields.funding or "",
        "label": fields.label or "",
    }


def changes_of(view: AmendmentView) -> list[Change]:
    """The changes of a saved wording, to be typed on."""
    return [_change_of(one) for one in view.operations]


def _change_of(one: OperationView) -> Change:
    match one.kind:
        case OperationKind.MODIFY:
            return Change(What.CHANGE, one.clause_id, text=one.text, **typed_fields(one.fields))
        case OperationKind.DELETE:
            return Change(What.DELETE, one.clause_id)
        case OperationKind.MOVE:
            place = "after" if one.after_clause_id else "under"
            return Change(What.MOVE, one.clause_id, target=one.after_clause_id or one.parent_id or "", place=place)
        case OperationKind.INSERT:
            what = What.AFTER if one.after_clause_id else What.FIRST
            kind = one.clause_kind or ClauseKind.PARAGRAPH
            clause = one.after_clause_id or one.parent_id or ""
            return Change(what, clause, text=one.text, kind=kind, **typed_fields(one.fields))


def typed_changes(ground: Ground) -> list[Change]:
    """The changes as they were typed; one whose kind was chosen anew starts from what fits the new kind."""
    count = request.form.get("changes", "0")
    if not count.isascii() or not count.isdigit() or int(count) > MAX_OPERATIONS:
        raise Invalid(N_("An amendment holds at most {count} changes."), count=MAX_OPERATIONS)
    return [_typed_change(ground, index) for index in range(int(count))]


def _typed_change(ground: Ground, index: int) -> Change:
    def said(name: str) -> str:
        return forms.text(f"{name}-{index}")

    clause = said("clause")
    if clause and clause not in ground.text:
        raise Invalid(N_("There is no such clause in this version."), pointer=f"/operations/{index}/clause_id")
    try:
        what, shown = What(said("what")), What(said("shown") or said("what"))
    except ValueError:
        raise Invalid(N_("Say what is to change."), pointer=f"/operations/{index}/clause_id") from None
    typed = Change(
        what=what,
        clause=clause,
        text=said("text"),
        bodies=said("bodies"),
        timeframe=said("timeframe"),
        funding=said("funding"),
        label=said("label"),
        kind=said("kind"),
        target=said("target"),
        place=said("place") or "after",
    )
    return typed if what is shown else _turned(ground, typed)


def _turned(ground: Ground, typed: Change) -> Change:
    """The change after another kind was chosen: what was typed is kept, the clause's own words are not."""
    fresh = begin(ground, typed.clause, typed.what)
    own = begin(ground, typed.clause) if typed.clause else Change(What.CHANGE, "")
    kept = {name: said for name in WORDS if (said := getattr(typed, name)) not in ("", getattr(own, name))}
    if fresh.inserts and typed.kind:
        kept["kind"] = typed.kind
    return replace(fresh, **kept)


def inputs_of(ground: Ground, changes: Sequence[Change]) -> list[OperationInput]:
    """The changes as the use cases take them. Raises Invalid."""
    return [_input(ground, one, index) for index, one in enumerate(changes)]


def _input(ground: Ground, one: Change, index: int) -> OperationInput:
    pointer = f"/operations/{index}"
    match one.what:
        case What.CHANGE:
            base = ground.content(one.clause).fields
            return OperationInput(OperationKind.MODIFY, one.clause, text=one.text, fields=changed_fields(one, base))
        case What.DELETE:
            return OperationInput(OperationKind.DELETE, one.clause)
        case What.AFTER:
            return OperationInput(
                OperationKind.INSERT,
                text=one.text,
                fields=changed_fields(one, Fields()),
                after_clause_id=one.clause,
                clause_kind=_kind(one.kind, pointer),
            )
        case What.FIRST:
            return OperationInput(
                OperationKind.INSERT,
                text=one.text,
                fields=changed_fields(one, Fields()),
                parent_id=one.clause or None,
                clause_kind=_kind(one.kind, pointer),
            )
        case What.MOVE:
            if one.place == "after":
                if not one.target:
                    raise Invalid(N_("Say where it is to stand."), pointer=f"{pointer}/parent_id")
                return OperationInput(OperationKind.MOVE, one.clause, after_clause_id=one.target)
            return OperationInput(OperationKind.MOVE, one.clause, parent_id=one.target or None)


def _kind(said: str, pointer: str) -> ClauseKind | None:
    if not said:
        return None
    if said not in {*INSERTED}:
        raise Invalid(N_("Choose what kind of clause it is."), pointer=f"{pointer}/kind")
    return ClauseKind(said)


def changed_fields(one: Change, base: Fields) -> dict[str, Any]:
    """The fields that differ from the base: what is absent stays."""
    was = typed_fields(base)
    sent: dict[str, Any] = {}
    if one.bodies.split("\n") != was["bodies"].split("\n"):
        sent["executing_bodies"] = [body for line in one.bodies.split("\n") if (body := line.strip())]
    for name in ("timeframe", "funding", "label"):
        typed = getattr(one, name).strip()
        if typed != was[name].strip():
            sent[name] = typed or None
    return sent


def shown_fields(ground: Ground, one: Change) -> tuple[str, ...]:
    """The fields that the form shows for a change: those of its kind of clause, and those that have something."""
    if not one.writes:
        return ()
    kind = one.kind if one.inserts else ground.text.node(one.clause).kind
    return fields_for(kind, one, {} if one.inserts else typed_fields(ground.content(one.clause).fields))


def fields_for(kind: str, one: Change, was: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a kind of clause, and those that say something or did."""
    names = ["label"] if kind == ClauseKind.PASSPORT_ROW or one.label or was.get("label") else []
    of_measure = kind == ClauseKind.MEASURE
    names += [name for name in ("bodies", "timeframe", "funding") if of_measure or getattr(one, name) or was.get(name)]
    return tuple(names)


def field_of(pointer: str | None) -> str:
    """The identity of the form's field that a refusal is about: "/operations/1/fields/funding" → "funding-1"."""
    found = _POINTER.fullmatch(pointer or "")
    index, name = (found[1], found[2]) if found else ("0", (pointer or "").strip("/"))
    if name in ("rationale", "phrase", "file"):
        return name
    if name.startswith("on_behalf/"):
        return name.removeprefix("on_behalf/")
    if name in ("operations", ""):
        return "changes"
    return f"{FIELD_OF.get(name, name)}-{index}"
