"""The merger of two amendments on pages: the answer of either author."""

from collections.abc import Mapping
from typing import Final

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentState, MergerAction
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import mergers
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.amendment_acts import act_page
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.session import needs, open_reading, open_work

_WORDS: Final[Mapping[str, MergerAction]] = {
    "accept": MergerAction.ACCEPT,
    "refuse": MergerAction.REFUSE,
    "withdraw": MergerAction.WITHDRAW,
}
#: Of the page before each answer: its question, and what happens. {source} is merged into {target}.
_ANSWERS: Final[Mapping[MergerAction, tuple[str, tuple[str, ...]]]] = {
    MergerAction.ACCEPT: (
        N_("Accept the merger?"),
        (
            N_("Once both authors have accepted, {source} is merged into {target} and no longer considered by itself."),
            N_("{target} keeps its wording and its number."),
        ),
    ),
    MergerAction.REFUSE: (
        N_("Refuse the merger?"),
        (N_("Both amendments stay as they are. The reason stands in the record."),),
    ),
    MergerAction.WITHDRAW: (
        N_("Take the proposed merger back?"),
        (N_("Both amendments stay as they are, and their authors are no longer asked."),),
    ),
}


@bp.get("/amendments/<amendment_id>/merger/<action>")
@needs(Permit.STEP_AMENDMENT)
def merger_step(amendment_id: str, action: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _page(w, amendment_id, _action(action))


@bp.post("/amendments/<amendment_id>/merger/<action>")
@needs(Permit.STEP_AMENDMENT)
def answer_merger(amendment_id: str, action: str) -> ResponseReturnValue:
    step = _action(action)

    def act(w: Work) -> str:
        row = mergers.answer(
            w,
            amendment_id,
            step,
            seen_revision=forms.seen_revision(),
            joins=forms.is_ticked("joins"),
            reason=forms.text("reason").strip(),
        )
        flash(_done(step, is_merged=row.state is AmendmentState.MERGED, time=context.instant(w.now)), "done")
        return url_for("web.amendment", amendment_id=amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _page(w, amendment_id, step, refusal)
    return redirect(place, 303)


def _done(step: MergerAction, *, is_merged: bool, time: str) -> str:
    if is_merged:
        return gettext("Merged {time}.", time=time)
    if step is MergerAction.ACCEPT:
        return gettext("Accepted {time}. The other author has not answered yet.", time=time)
    if step is MergerAction.REFUSE:
        return gettext("The merger was refused {time}.", time=time)
    return gettext("The proposed merger was taken back {time}.", time=time)


def _action(word: str) -> MergerAction:
    if word not in _WORDS:
        raise NotFound
    return _WORDS[word]


def _page(w: Work, source_id: str, step: MergerAction, refusal: Invalid | None = None) -> ResponseReturnValue:
    source, target, merger = mergers.find_open(w, source_id)
    mergers.check_side(w, source, target, step)
    view, other = view_amendment(w, source.id), view_amendment(w, target.id)
    question, happens = _ANSWERS[step]
    names = {"source": title_of(view), "target": title_of(other)}
    is_source = "source" in mergers.sides_of(w, source, target) and source.delegation_id is not None
    word = next(word for word, action in _WORDS.items() if action is step)
    tick = {
        "name": "joins",
        "label": gettext("{code} co-sponsors {target} from then on", code=view.delegation.code, target=names["target"]),
        "checked": forms.is_ticked("joins"),
        "hint": gettext("It consents to that very wording, and by that agrees to it."),
    }
    return act_page(
        view,
        title=gettext(question),
        button=action_label(step, language()),
        action=url_for("web.answer_merger", amendment_id=source_id, action=word),
        facts=[gettext(one, **names) for one in happens],
        who_sees=[gettext("Every delegation that takes part, and the secretariat")],
        operations=redline_of_amendment(w, source.id).operations,
        why_not=mergers.why_not(w, source_id, step),
        refusal=refusal,
        needs_reason=step is MergerAction.REFUSE,
        cannot_undo=gettext("a merged amendment stays merged.") if step is MergerAction.ACCEPT else None,
        template="pages/merger_step.html",
        other=other,
        other_title=names["target"],
        other_operations=shown_operations(redline_of_amendment(w, target.id).operations),
        merger_reason=merger.reason,
        tick=tick if step is MergerAction.ACCEPT and is_source and other.delegation.code != "SEC" else None,
    )
