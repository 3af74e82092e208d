"""Comments on an amendment or a clause, and what passes inside a delegation: one page for both, with its forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit, may
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.terms import LIVE, Audience, PositionKind
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import approvals, comments, position_views, proposed_positions
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.comments import About
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.reading import clause_in
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import title_of
from program_workflow.web.clause_words import name_clause, scopes, tags_of
from program_workflow.web.session import needs, open_reading, open_work

_FIELDS = ("text", "audience", "kind", "reason", "due", "lifts_when", "except_words", "scope")


@dataclass(frozen=True, slots=True)
class _Place:
    """What the page is about. address: of the page; back: of the thing."""

    title: str
    address: str
    propose: str
    back: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """Of a clause: its text, above the comments; on what of it a position may be proposed, where there is a choice."""

    text: Mapping[str, str] | None = None
    scopes: tuple[tuple[str, str], ...] = ()


@bp.get("/amendments/<amendment_id>/comments")
@needs(Permit.READ_AMENDMENTS)
def amendment_comments(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _page(w, comments.amendment_about(w, amendment_id))


@bp.post("/amendments/<amendment_id>/comments")
@needs(Permit.COMMENT)
def comment_on_amendment(amendment_id: str) -> ResponseReturnValue:
    return _comment(lambda w: comments.amendment_about(w, amendment_id))


@bp.get("/programs/<code>/clauses/<clause_id>/comments")
@needs(Permit.READ_AMENDMENTS)
def clause_comments(code: str, clause_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _page(w, comments.clause_about(w, code, clause_id))


@bp.post("/programs/<code>/clauses/<clause_id>/comments")
@needs(Permit.COMMENT)
def comment_on_clause(code: str, clause_id: str) -> ResponseReturnValue:
    return _comment(lambda w: comments.clause_about(w, code, clause_id))


@bp.post("/amendments/<amendment_id>/proposed-position")
@needs(Permit.CONSULT)
def propose_on_amendment(amendment_id: str) -> ResponseReturnValue:
    return _propose(lambda w: comments.amendment_about(w, amendment_id))


@bp.post("/programs/<code>/clauses/<clause_id>/proposed-position")
@needs(Permit.CONSULT)
def propose_on_clause(code: str, clause_id: str) -> ResponseReturnValue:
    return _propose(lambda w: comments.clause_about(w, code, clause_id))


@bp.post("/proposed-positions/<proposal_id>/<action>")
@needs(Permit.CONSULT)
def step_proposed_position(proposal_id: str, action: str) -> ResponseReturnValue:
    if action not in proposed_positions.ACTIONS:
        raise NotFound

    def take(w: Work) -> str:
        proposed_positions.step_proposed(w, proposal_id, action)
        return _kept_back()

    with open_work() as w:
        place = forms.once(w, lambda: take(w))
    said = {
        "approve": N_("The position is accepted; a representative can take it."),
        "take": N_("The position is recorded. All delegations that take part can read it."),
        "set_aside": N_("The proposed position is set aside."),
    }
    flash(gettext(said[action]), "done")
    return redirect(place, 303)


def _kept_back() -> str:
    """The page the button stood on, where the form names one of this site."""
    asked = forms.text("back")
    return asked if asked.startswith("/") and not asked.startswith("//") else url_for("web.turn")


def _comment(find: Callable[[Work], About]) -> ResponseReturnValue:
    def take(w: Work) -> str:
        about = find(w)
        audience = forms.text("audience")
        if audience not in set(Audience):
            raise Invalid(N_("Choose who reads the comment."), pointer="/audience")
        comments.comment(w, about, forms.text("text"), Audience(audience), parent_id=forms.text("parent") or None)
        return _place(w, about).address

    return _act(find, take, N_("The comment is recorded."))


def _propose(find: Callable[[Work], About]) -> ResponseReturnValue:
    def take(w: Work) -> str:
        about = find(w)
        kind = forms.text("kind")
        if kind not in set(PositionKind):
            raise Invalid(N_("Choose a position."), pointer="/kind")
        said = Said(
            PositionKind(kind),
            forms.text("reason").strip(),
            forms.text("due").strip() or None,
            forms.text("lifts_when").strip(),
            forms.text("except_words").strip(),
        )
        proposed_positions.propose_position(
            w,
            about,
            said,
            is_section=forms.text("scope") == "under",
            asks_approval=forms.is_ticked("asks_approval"),
        )
        return _place(w, about).address

    return _act(find, take, N_("The position is proposed. Only your delegation sees it."))


def _act(find: Callable[[Work], About], take: Callable[[Work], str], done: str) -> ResponseReturnValue:
    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _page(w, find(w), refusal)
    flash(gettext(done), "done")
    return redirect(place, 303)


def _place(w: Work, about: About) -> _Place:
    if about.amendment is not None:
        view = view_amendment(w, about.amendment.id)
        place: dict[str, Any] = {"amendment_id": about.amendment.id}
        return _Place(
            title_of(view),
            url_for("web.amendment_comments", **place),
            url_for("web.propose_on_amendment", **place),
            url_for("web.amendment", **place, _anchor="comments"),
        )
    place = {"code": about.program.code, "clause_id": about.subject_id}
    return _Place(
        sentence(name_clause(about.reference)),
        url_for("web.clause_comments", **place),
        url_for("web.propose_on_clause", **place),
        url_for("web.clause", **place, _anchor="comments"),
    )


def consultation_of(w: Work, about: About) -> dict[str, Any]:
    """What the pages of the amendment and of the clause show: comments, and what is open inside the delegation."""
    return {
        "comments": comments.comments_on(w, about),
        "proposed": proposed_positions.proposed_on(w, about),
        "may_comment": bool(comments.may_comment(w, about)),
    }


def _page(w: Work, about: About, refusal: Invalid | None = None) -> ResponseReturnValue:
    place = _place(w, about)
    problems = errors.field_errors(refusal) if refusal else []
    found = consultation_of(w, about)
    answered = request.values.get("parent", "")
    parent = next((one for one in found["comments"] if one.id == answered), None)
    offered = parent.may_answer if parent else comments.may_comment(w, about)
    shown = _Shown() if about.amendment is not None else _of_clause(w, about)
    may_convert = about.amendment is None and may(w.actor, Permit.CONSULT) and _has_reservation(w, about)
    return context.render(
        "pages/consultation.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        **found,
        place=place,
        program=about.program.code,
        parent=parent,
        audiences=[(one.value, sentence(label(one, language()))) for one in offered],
        may_propose=may(w.actor, Permit.CONSULT)
        and bool(offered)
        and (about.amendment is None or about.amendment.state in LIVE),
        has_approver=bool(approvals.approvers_of(w, w.actor.delegation_id)),
        kinds=[
            (kind.value, sentence(label(kind, language())))
            for kind, trait in TRAITS.items()
            if trait.offered and kind is not PositionKind.NONE and (not trait.converts or may_convert)
        ],
        scopes=shown.scopes,
        typed={name: forms.text(name) for name in _FIELDS}
        if refusal
        else dict.fromkeys(_FIELDS, "") | {"scope": "clause"},
        problems=problems,
        wrong={field: message for message, field in problems},
        tags=tags_of(w),
        text=shown.text,
    )


def _of_clause(w: Work, about: About) -> _Shown:
    _, text, node = clause_in(w, about.program.code, about.subject_id)
    found = node.shown(language())
    return _Shown({"language": found[0], "text": found[1].text}, scopes(has_more=len(text.subtree(node.id)) > 1))


def _has_reservation(w: Work, about: About) -> bool:
    """Whether the reader's delegation has a reservation on the clause, which alone can be converted."""
    stands = position_views.of_clause(w, about.program.code, about.subject_id)
    mine = [one for one in stands.positions if one.delegation.code == w.actor.delegation_code]
    return any(one.is_reservation or TRAITS[one.kind].converts for one in mine)
