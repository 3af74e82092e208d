"""Approvals, comments and proposed positions held against the record."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from program_workflow.domain.terms import AmendmentAction
from program_workflow.storage import ApprovalRow, CommentRow, EventRow, ProposedPositionRow
from program_workflow.usecases.approvals import facts_of_approval
from program_workflow.usecases.comments import facts_of_comment
from program_workflow.usecases.proposed_positions import PROPOSED, facts_of_proposal
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_consultations(w: Work, told: Told, broken: list[str]) -> None:
    """The last event of each names everything that counts of it."""
    _verify_approvals(w, told, broken)
    there = set()
    for one in w.session.scalars(select(CommentRow).execution_options(yield_per=500)):
        there.add(one.id)
        _compare(f"comment {one.id}", facts_of_comment(one), told.last.get(("comment", one.id), {}), broken)
    proposed = set()
    for each in w.session.scalars(select(ProposedPositionRow)):
        proposed.add(each.id)
        last = told.last.get((PROPOSED, each.id), {})
        _compare(f"proposed position {each.id}", facts_of_proposal(each), last, broken)
    for kind, name, known in (("comment", "comment", there), (PROPOSED, "proposed position", proposed)):
        for subject, _ in told.missing(kind, known):
            broken.append(f"{name} {subject}: it is no longer there")


def _verify_approvals(w: Work, told: Told, broken: list[str]) -> None:
    """By amendment and wording: the event of the latest act on each."""
    said: dict[tuple[str, str], Mapping[str, Any]] = {}
    asked = select(EventRow.subject_id, EventRow.body).where(
        EventRow.subject_type == "amendment",
        EventRow.action.in_([AmendmentAction.ASK_APPROVAL.value, AmendmentAction.APPROVE.value]),
    )
    for amendment_id, body in w.session.execute(asked.order_by(EventRow.seq)):
        said[amendment_id, body["approval"]["wording_hash"]] = {"facts": body["approval"]}
    there = set()
    for row in w.session.scalars(select(ApprovalRow)):
        there.add((row.amendment_id, row.wording_hash))
        last = said.get((row.amendment_id, row.wording_hash), {})
        _compare(f"approval of amendment {row.amendment_id}", facts_of_approval(row), last, broken)
    for amendment_id, wording in said.keys() - there:
        if amendment_id not in told.gone:
            broken.append(f"approval of amendment {amendment_id}, wording {wording[:12]}: it is no longer there")


def verify_comments(w: Work, broken: list[str]) -> None:
    """The words of each comment give the hash in its event."""
    asked = select(EventRow.subject_id, EventRow.body).where(EventRow.subject_type == "comment")
    words = {comment_id: body["facts"]["words"] for comment_id, body in w.session.execute(asked)}
    broken += [
        f"comment {one.id}: its words were changed"
        for one in w.session.scalars(select(CommentRow).execution_options(yield_per=500))
        if one.id in words and facts_of_comment(one)["words"] != words[one.id]
    ]


def _compare(name: str, now: Mapping[str, Any], last: Mapping[str, Any], broken: list[str]) -> None:
    was = last.get("facts", {})
    broken += [
        f"{name}: {what} is {now[what]}, recorded as {was.get(what)}" for what in now if now[what] != was.get(what)
    ]
