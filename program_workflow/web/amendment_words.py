"""How pages name an amendment, what it changes, what it waits for, and what each of its steps brings about."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from program_workflow import phrases
from program_workflow.domain import redline
from program_workflow.domain.errors import N_
from program_workflow.domain.redline import Run
from program_workflow.domain.terms import OPEN, AmendmentAction, AmendmentState, OperationKind, Rebase
from program_workflow.i18n import gettext
from program_workflow.usecases.amendment_redlines import OperationRedline
from program_workflow.usecases.views import AmendmentView, OperationView, OutsideView, Party
from program_workflow.web.clause_words import (
    FIELD_LABELS,
    excerpt,
    fields_compared,
    label_compared,
    name_clause,
    unseen_in,
)

#: What an amendment in this state waits for, where it waits for the secretariat.
_WAITS: Final[Mapping[AmendmentState, str]] = {
    AmendmentState.SUBMITTED: N_("take under review"),
    AmendmentState.UNDER_REVIEW: N_("decide"),
    AmendmentState.AGREED_AD_REFERENDUM: N_("decide: agreed ad referendum so far"),
    AmendmentState.DEFERRED: N_("resume"),
    AmendmentState.AGREED: N_("incorporate"),
}
#: What it does to its clause, one sentence for each kind of operation.
_DOES: Final[Mapping[OperationKind, str]] = {
    OperationKind.MODIFY: N_("changes {clause}"),
    OperationKind.INSERT: N_("inserts a clause after {clause}"),
    OperationKind.DELETE: N_("deletes {clause}"),
    OperationKind.MOVE: N_("moves {clause}"),
}
_CONTEXT: Final = 40


def title_of(view: AmendmentView) -> str:
    """Its number; without one its delegation and clause."""
    if view.number:
        return view.number
    return gettext("{delegation} on {clause}, no number yet", delegation=view.delegation.code, clause=clauses_of(view))


def clauses_of(view: AmendmentView) -> str:
    """ "2.7", or "2.7 and further clauses" of an amendment of several operations."""
    named = list(dict.fromkeys(name_clause(one.reference) for one in view.operations if one.reference))
    if not named:
        return gettext("the beginning of the text")
    if len(named) == 1:
        return named[0]
    return gettext("{clause} and further clauses", clause=named[0])


def does(view: AmendmentView) -> str:
    """ "changes 2.7, 3.1 of version 2"; clauses of one kind of change are named together."""
    firsts = [_does(one) for one in view.operations if _is_first(one)]
    named = {
        kind: [name_clause(one.reference) for one in view.operations if one.kind is kind and not _is_first(one)]
        for kind in _DOES
    }
    said = [gettext(_DOES[kind], clause=", ".join(dict.fromkeys(names))) for kind, names in named.items() if names]
    return gettext("{does} of version {version}", does="; ".join([*said, *firsts]), version=view.base_version)


def _is_first(one: OperationView) -> bool:
    return one.kind is OperationKind.INSERT and one.after_clause_id is None


def _does(one: OperationView) -> str:
    if _is_first(one):
        if not one.reference:
            return gettext("inserts a clause at the beginning")
        return gettext("inserts a clause first under {clause}", clause=name_clause(one.reference))
    return gettext(_DOES[one.kind], clause=name_clause(one.reference))


def waits_for(view: AmendmentView) -> str:
    """What it waits for, beginning with whom where that is its delegation."""
    code, by_secretariat = view.delegation.code, _WAITS.get(view.state)
    if view.waits_for is Party.NOBODY:
        return ""
    if view.waits_for is Party.END_OF_WINDOW:
        return gettext("incorporate, when the version is closed")
    if view.waits_for is Party.SPONSORS:
        return gettext("its co-sponsors take it over, or it is withdrawn")
    if view.waits_for is Party.POSITIONS:
        return gettext("position of {codes}", codes=", ".join(view.silent))
    if view.waits_for is Party.AUTHOR and view.asked_of_author and view.rebase is Rebase.NONE:
        if view.asked_of_author == "merger":
            return gettext("{code} answers the proposed merger", code=code)
        return gettext("{code} answers another wording", code=code)
    if view.waits_for is Party.AUTHOR:
        if view.rebase is Rebase.ORPHANED:
            return gettext("{code} decides what becomes of it: its clause is gone", code=code)
        if view.state is AmendmentState.RETURNED:
            return gettext("{code} reworks it", code=code)
        if view.state is AmendmentState.DRAFT:
            return gettext("{code} submits it", code=code)
        if view.rebase is not Rebase.CLEAN:
            return gettext("{code} submits it again", code=code)
        confirms = gettext("{code} confirms the rebase", code=code)
        return f"{gettext(by_secretariat)}; {confirms}" if by_secretariat else confirms
    if view.state is AmendmentState.DEFERRED and view.deferred_until:
        if view.waits_for is Party.DATE:
            return gettext("deferred until {until}", until=phrases.until_when(view.deferred_until))
        return gettext("resume: deferred until {until}", until=phrases.until_when(view.deferred_until))
    return gettext(by_secretariat) if by_secretariat else ""


def waits_for_rebase(view: AmendmentView) -> bool:
    """Whether what a new text did to it still concerns anybody."""
    return view.rebase is not Rebase.NONE and view.state in OPEN | {AmendmentState.DRAFT}


def flags_of(view: AmendmentView, flag: Any) -> list[str]:
    """What stands beside the chip, in words. flag: chips.flag in the language of the moment."""
    said = [flag("same" if one.is_same else "collides", code=one.delegation) for one in view.collisions]
    if waits_for_rebase(view):
        said.append(flag(view.rebase.value))
    if any(map(_hides_something, view.operations)):
        said.append(flag("unseen"))
    if view.outside is not None:
        said.append(_received(view.outside, flag))
    if view.outside is not None and view.outside.is_contested:
        said.append(flag("contested"))
    if view.is_tabled:
        said.append(flag("tabled"))
    if view.is_admitted_late:
        said.append(flag("late"))
    if view.state is AmendmentState.DRAFT and view.late_requested_at is not None:
        said.append(gettext("late filing requested"))
    return list(dict.fromkeys(said))


def _received(outside: OutsideView, flag: Any) -> str:
    """How it was received, and what the letter is called where that is short."""
    said = str(flag(outside.channel.value))
    return f"{said}: {excerpt(outside.reference, 60)}" if outside.reference else said


def _hides_something(one: OperationView) -> bool:
    if one.kind in (OperationKind.MOVE, OperationKind.DELETE):
        return False
    fields = redline.compare_fields(one.base_fields, one.fields)
    return bool(redline.unseen_in([[("-", one.base_text), ("+", one.text)], *(change.runs for change in fields)]))


# --- What it changes ----------------------------------------------------------------------------


def shown_operations(operations: Sequence[OperationRedline]) -> list[dict[str, Any]]:
    """Operations for ``operation_redline``: {kind, heading, runs, whole, note, fields, label, unseen, …}."""
    return [_shown(one) for one in operations]


def _shown(one: OperationRedline) -> dict[str, Any]:
    whole = {OperationKind.INSERT: "+", OperationKind.DELETE: "-"}.get(one.kind)
    coarse = one.kind is OperationKind.MODIFY and len(one.runs) > 1 and redline.replaced_as_whole(one.runs)
    return {
        "kind": one.kind,
        "name": name_clause(one.reference) if one.reference else gettext("the beginning of the text"),
        "heading": phrases.head_operation(one.kind, one.reference, one.place, is_first=one.is_first),
        "runs": one.runs,
        "whole": whole,
        "note": gettext("The wordings differ too much: shown as replaced as a whole.") if coarse else None,
        "fields": fields_compared(one.fields),
        "label": label_compared(one.fields),
        "unseen": unseen_in(one.runs, one.fields),
        "clause_kind": one.clause_kind,
        "clause_id": one.clause_id,
        "anchor_id": one.anchor_id,
        "stands_in": one.stands_in,
    }


def excerpt_of(view: AmendmentView) -> dict[str, Any]:
    """The first change in a line: {runs} around it, or {says} in words; more: how many further operations."""
    one = view.first
    more = len(view.operations) - 1
    if one.kind is OperationKind.MOVE:
        return {"runs": (), "says": _does(one), "more": more}
    new = "" if one.kind is OperationKind.DELETE else one.text
    runs = redline.compare(one.base_text, new)
    if all(op == "=" for op, _ in runs):
        for change in redline.compare_fields(one.base_fields, one.fields):
            if change.old != change.new:
                name = FIELD_LABELS.get(change.name)
                return {"runs": change.runs, "says": gettext(name) + ": " if name else "", "more": more}
    return {"runs": _around(runs), "says": "", "more": more}


def _around(runs: Sequence[Run]) -> list[Run]:
    """The first change with a few words on either side."""
    at = next((index for index, (op, _) in enumerate(runs) if op != "="), 0)
    last = at
    while last < len(runs) and runs[last][0] != "=":
        last += 1
    shown = [(op, _shortened(text)) for op, text in runs[at:last]]
    if at and runs[at - 1][0] == "=":
        shown.insert(0, ("=", _tail(runs[at - 1][1], whole=at == 1)))
    if last < len(runs):
        shown.append(("=", _head(runs[last][1], whole=last == len(runs) - 1)))
    return shown


def _shortened(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= 140 else line[:140].rsplit(" ", 1)[0] + "…"


def _tail(text: str, *, whole: bool) -> str:
    line = text.replace("\n", " ")
    if len(line) <= _CONTEXT:
        return line if whole else "… " + line
    return "… " + line[-_CONTEXT:].split(" ", 1)[-1]


def _head(text: str, *, whole: bool) -> str:
    line = text.replace("\n", " ")
    if len(line) <= _CONTEXT and whole:
        return line
    return line[:_CONTEXT].rsplit(" ", 1)[0] + "…"


# --- What a step brings about -------------------------------------------------------------------

#: What happens with each step, in sentences; {code}: the delegation.
CONSEQUENCES: Final[Mapping[AmendmentAction, tuple[str, ...]]] = {
    AmendmentAction.ASK_APPROVAL: (
        N_("The approver of your delegation is asked to accept this very wording."),
        N_("If another wording is saved, the request is void."),
    ),
    AmendmentAction.APPROVE: (
        N_("A representative can then submit this very wording."),
        N_("If another wording is saved, your acceptance is void."),
    ),
    AmendmentAction.SUBMIT: (
        N_("From then on the wording stays as it is."),
        N_("It gets its number when the secretariat takes it under review."),
    ),
    AmendmentAction.REQUEST_LATE: (
        N_("The secretariat sees the draft and is asked to admit it after the window."),
        N_("It stays a draft until it is admitted and submitted."),
    ),
    AmendmentAction.DISCARD: (
        N_("The draft and its earlier wordings are deleted. The record keeps that there was one."),
    ),
    AmendmentAction.WITHDRAW: (N_("It is no longer considered and does not come into the text."),),
    AmendmentAction.CONFIRM_REBASE: (
        N_("The wording stands against version {version} from then on. The wording before is kept beside it."),
    ),
    AmendmentAction.ADMIT_LATE: (
        N_("{code} may submit it although the window is closed. It is marked as admitted late."),
    ),
    AmendmentAction.RETURN: (N_("{code} may change the wording and submit it again."),),
    AmendmentAction.REVIEW: (N_("It gets its number, which it keeps for ever."),),
    AmendmentAction.AGREE: (N_("It comes into the next version once it is incorporated."),),
    AmendmentAction.AGREE_AD_REFERENDUM: (N_("It is agreed pending confirmation, and stays in brackets."),),
    AmendmentAction.REJECT: (N_("It does not come into the text. It can be reopened with a reason."),),
    AmendmentAction.DEFER: (N_("It is left open and can be resumed with a reason."),),
    AmendmentAction.MERGE: (
        N_("Both authors are asked. It is merged once both have accepted; until then nothing changes."),
    ),
    AmendmentAction.INCORPORATE: (N_("Its words are put into the working version."),),
    AmendmentAction.REOPEN: (N_("It is under review again; the decision stays in the record."),),
    AmendmentAction.ANNUL: (
        N_("The decision counts as never taken: the amendment returns to the state it had before."),
        N_("This is for a clerical error; both coordinators stand in the record."),
    ),
}
#: Steps that cannot be taken back, and why.
CANNOT_UNDO: Final[Mapping[AmendmentAction, str]] = {
    AmendmentAction.SUBMIT: N_("a submitted amendment can be withdrawn, but not unsubmitted."),
    AmendmentAction.DISCARD: N_("a deleted draft does not come back."),
    AmendmentAction.WITHDRAW: N_("a withdrawn amendment stays withdrawn; the same words can be proposed anew."),
    AmendmentAction.REVIEW: N_("the number is given once, and every delegation has seen the amendment."),
}
#: What is asked on the page before each step.
QUESTIONS: Final[Mapping[AmendmentAction, str]] = {
    AmendmentAction.ASK_APPROVAL: N_("Ask the approver to accept this wording?"),
    AmendmentAction.APPROVE: N_("Accept this very wording?"),
    AmendmentAction.SUBMIT: N_("Submit this amendment?"),
    AmendmentAction.REQUEST_LATE: N_("Ask for admission after the window?"),
    AmendmentAction.DISCARD: N_("Delete this draft?"),
    AmendmentAction.WITHDRAW: N_("Withdraw this amendment?"),
    AmendmentAction.CONFIRM_REBASE: N_("Confirm the rebase?"),
    AmendmentAction.ADMIT_LATE: N_("Admit this amendment late?"),
    AmendmentAction.RETURN: N_("Return this amendment for rework?"),
    AmendmentAction.REVIEW: N_("Take this amendment under review?"),
    AmendmentAction.AGREE: N_("Agree to this amendment?"),
    AmendmentAction.AGREE_AD_REFERENDUM: N_("Agree ad referendum to this amendment?"),
    AmendmentAction.REJECT: N_("Reject this amendment?"),
    AmendmentAction.DEFER: N_("Defer this amendment?"),
    AmendmentAction.MERGE: N_("Propose to merge this amendment?"),
    AmendmentAction.INCORPORATE: N_("Incorporate this amendment?"),
    AmendmentAction.REOPEN: N_("Reopen this amendment?"),
    AmendmentAction.ANNUL: N_("Annul the decision on this amendment?"),
}
#: What is true after the step.
DONE: Final[Mapping[AmendmentAction, str]] = {
    AmendmentAction.ASK_APPROVAL: N_("The approver has had the request since {time}."),
    AmendmentAction.APPROVE: N_("The wording was accepted {time}."),
    AmendmentAction.SUBMIT: N_("Submitted. The secretariat has had it since {time}."),
    AmendmentAction.REQUEST_LATE: N_("The secretariat has had the request since {time}."),
    AmendmentAction.DISCARD: N_("The draft is deleted."),
    AmendmentAction.WITHDRAW: N_("Withdrawn {time}."),
    AmendmentAction.CONFIRM_REBASE: N_("The rebase was confirmed {time}."),
    AmendmentAction.ADMIT_LATE: N_("Admitted late {time}. {code} may submit it."),
    AmendmentAction.RETURN: N_("Returned to {code} {time}."),
    AmendmentAction.REVIEW: N_("Under review since {time} as {number}."),
    AmendmentAction.AGREE: N_("Agreed {time}."),
    AmendmentAction.AGREE_AD_REFERENDUM: N_("Agreed ad referendum {time}."),
    AmendmentAction.REJECT: N_("Rejected {time}."),
    AmendmentAction.DEFER: N_("Deferred {time}."),
    AmendmentAction.MERGE: N_("The merger was proposed {time}. Both authors are asked."),
    AmendmentAction.INCORPORATE: N_("Incorporated in the working version {time}."),
    AmendmentAction.REOPEN: N_("Under review again since {time}."),
    AmendmentAction.ANNUL: N_("The decision was annulled {time}."),
}


def who_sees(view: AmendmentView, action: AmendmentAction, delegations: Sequence[str]) -> list[str]:
    """Who will see what comes of the step. delegations: codes of those who take part."""
    code = view.delegation.code
    if action is AmendmentAction.DISCARD:
        return [gettext("Only {code} knew of it.", code=code)]
    if action in (AmendmentAction.ASK_APPROVAL, AmendmentAction.APPROVE):
        return [gettext("Only {code} sees this.", code=code)]
    if action is AmendmentAction.CONFIRM_REBASE and is_hidden(view):
        return [gettext("Only {code} sees this.", code=code)]
    if view.number is None and action is not AmendmentAction.REVIEW:
        return [", ".join(view.codes), gettext("The coordinators of the secretariat")]
    return [
        gettext("Every delegation that takes part: {codes}", codes=", ".join(delegations)),
        gettext("Coordinators and reviewers of the secretariat"),
    ]


def is_hidden(view: AmendmentView) -> bool:
    """Whether it is a draft that its delegation has shown to nobody."""
    return view.state is AmendmentState.DRAFT and view.late_requested_at is None
