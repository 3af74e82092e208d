"""The remarks that stand beside a clause or a version, and the ways to make one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import url_for

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import RemarkKind, RemarkState
from program_workflow.i18n import gettext, ngettext
from program_workflow.usecases import remark_views, remarks
from program_workflow.usecases.remark_views import RemarkView
from program_workflow.usecases.work import Work
from program_workflow.web.remark_words import kind_of, place_of

Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class RemarksHere:
    """makes: links to the pages on which one is made. more: a link to the rest."""

    title: str
    found: Sequence[RemarkView]
    empty: str
    makes: Sequence[Link]
    more: Link | None = None
    kind_of: Callable[[RemarkView], str] = kind_of
    place_of: Callable[[RemarkView], str] = place_of


def on_clause(w: Work, code: str, clause_id: str, version: int) -> RemarksHere | None:
    """Those on a clause in any version; None for who may not read them."""
    if not permissions.may(w.actor, Permit.READ_REMARKS):
        return None
    makes = []
    if not w.is_past and remarks.may_make(w, code) == version:
        label = gettext("Enter a remark received…") if w.actor.is_coordinator else gettext("Make a remark…")
        makes.append({"label": label, "url": url_for("web.new_remark", code=code, clause=clause_id)})
    found = remark_views.remarks_of(w, code, clause_id=clause_id)
    if not found and not makes:
        return None
    return RemarksHere(gettext("Remarks"), found, gettext("No remark has been made on this clause."), makes)


def on_version(w: Work, code: str, version: int) -> RemarksHere | None:
    """Those on the version as a whole, how many there are on clauses; a delegation may say that it has none."""
    if not permissions.may(w.actor, Permit.READ_REMARKS):
        return None
    found = remark_views.remarks_of(w, code, version=version)
    makes = []
    if not w.is_past and remarks.may_make(w, code) == version:
        if not w.actor.is_coordinator and not _spoke(w, found):
            none = url_for("web.new_remark", code=code, kind=RemarkKind.NO_COMMENTS.value)
            makes.append({"label": gettext("We have no comments…"), "url": none})
        label = gettext("Enter a remark received…") if w.actor.is_coordinator else gettext("Make a remark…")
        makes.append({"label": label, "url": url_for("web.new_remark", code=code)})
    if not found and not makes:
        return None
    whole = [one for one in found if one.clause_id is None]
    count = len(found) - len(whole)
    label = ngettext("{n} remark on a clause", "{n} remarks on clauses", count)
    more = {"label": label, "url": url_for("web.remarks_of_program", code=code)} if count else None
    empty = gettext("No remark has been made on the version as a whole.")
    return RemarksHere(gettext("Remarks on the version"), whole, empty, makes, more)


def _spoke(w: Work, found: Sequence[RemarkView]) -> bool:
    """Whether the person's side has said something of the version already."""
    return any(
        one.delegation.code == w.actor.delegation_code and one.state is not RemarkState.WITHDRAWN for one in found
    )
