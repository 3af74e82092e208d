"""Another wording of an amendment on pages: proposing one, and the answer of the author."""

from collections.abc import Mapping
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.clause import Fields
from program_workflow.domain.errors import N_, Invalid, NotFound, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import CounterAction, OperationKind
from program_workflow.domain.words import action_label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import counter_texts, counter_views, guards
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.counter_views import CounterView, FieldLayers
from program_workflow.usecases.silence_messages import frozen_until
from program_workflow.usecases.views import AmendmentView, OperationView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, forms
from program_workflow.web.amendment_acts import act_page
from program_workflow.web.clause_words import FIELD_LABELS, name_clause
from program_workflow.web.session import needs, open_reading, open_work

_WORDS: Final[Mapping[str, CounterAction]] = {
    "accept": CounterAction.ACCEPT,
    "refuse": CounterAction.REFUSE,
    "withdraw": CounterAction.WITHDRAW,
    "ask_approval": CounterAction.ASK_APPROVAL,
    "approve": CounterAction.APPROVE,
}
#: Of the page before each answer: its question, what happens, what is then true.
_ANSWERS: Final[Mapping[CounterAction, tuple[str, tuple[str, ...], str]]] = {
    CounterAction.ACCEPT: (
        N_("Accept this wording?"),
        (
            N_("It becomes the wording of the amendment; the wording before is kept beside it."),
            N_("Positions on the wording before are to be reconfirmed, and co-sponsors are asked again."),
        ),
        N_("The wording that {code} proposed was accepted {time}."),
    ),
    CounterAction.REFUSE: (
        N_("Refuse this wording?"),
        (N_("The wording of the amendment stays as it is. The reason stands in the record."),),
        N_("The wording that {code} proposed was refused {time}."),
    ),
    CounterAction.WITHDRAW: (
        N_("Withdraw this wording?"),
        (N_("The author is no longer asked. Another wording can be proposed."),),
        N_("The wording that {code} proposed was withdrawn {time}."),
    ),
    CounterAction.ASK_APPROVAL: (
        N_("Ask the approver to accept this wording?"),
        (N_("The approver of your delegation is asked to accept this very wording."),),
        N_("The approver has had the request since {time}."),
    ),
    CounterAction.APPROVE: (
        N_("Accept this very wording?"),
        (N_("A representative of your delegation can then accept what was proposed."),),
        N_("The wording was accepted {time}."),
    ),
}
_WRITTEN: Final = (OperationKind.MODIFY, OperationKind.INSERT)


def shown_counter(view: CounterView) -> dict[str, Any]:
    """Another wording for the macros: layers of its words and of each field that differs."""
    return {
        "view": view,
        "operations": [
            {
                "name": name_clause(one.against_base.reference),
                "layers": one.layers,
                "fields": [_field(each) for each in one.fields],
            }
            for one in view.operations
        ],
        "steps": [(word, action) for word, action in _WORDS.items() if action in view.steps],
    }


def _field(one: FieldLayers) -> dict[str, Any]:
    name = FIELD_LABELS.get(one.name)
    return {"label": gettext(name) if name else one.name, "layers": one.layers}


@bp.get("/amendments/<amendment_id>/counter-texts/new")
@needs(Permit.STEP_AMENDMENT)
def counter_text(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _form(w, amendment_id)


@bp.post("/amendments/<amendment_id>/counter-texts/new")
@needs(Permit.STEP_AMENDMENT)
def offer_counter_text(amendment_id: str) -> ResponseReturnValue:
    def act(w: Work) -> str:
        view = view_amendment(w, amendment_id)
        texts = [_typed(place, one) for place, one in enumerate(view.operations)]
        reason = forms.text("reason").strip()
        counter_texts.offer(w, amendment_id, texts, reason, seen_revision=forms.seen_revision())
        flash(gettext("Proposed {time}. The author is asked.", time=context.instant(w.now)), "done")
        return url_for("web.amendment", amendment_id=amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _form(w, amendment_id, refusal)
    return redirect(place, 303)


def _typed(place: int, one: OperationView) -> Reworded:
    if one.kind not in _WRITTEN:
        return Reworded()
    fields: dict[str, Any] = {}
    for name in ("timeframe", "funding"):
        if f"{name}-{place}" in request.form:
            fields[name] = forms.text(f"{name}-{place}").strip()
    if f"bodies-{place}" in request.form:
        fields["executing_bodies"] = [
            line.strip() for line in forms.text(f"bodies-{place}").split("\n") if line.strip()
        ]
    changed = {name: said for name, said in fields.items() if said != _said(one.fields).get(name)}
    return Reworded(forms.text(f"text-{place}"), changed or None)


def _said(fields: Fields) -> dict[str, Any]:
    return {
        "executing_bodies": list(fields.executing_bodies),
        "timeframe": fields.timeframe.text if fields.timeframe else "",
        "funding": fields.funding,
    }


def _form(w: Work, amendment_id: str, refusal: Invalid | None = None) -> ResponseReturnValue:
    view = view_amendment(w, amendment_id)
    amendment = guards.find_amendment(w, amendment_id)
    counter_texts.check_may_offer(w, amendment)
    barred: WorkflowError | None = None
    try:
        counter_texts.check_takes_one(w, amendment)
    except WorkflowError as reason:
        barred = reason
    facts = [
        gettext("{code}, its author, is asked to accept or refuse it.", code=view.delegation.code),
        gettext("The amendment is not agreed before that. Its wording changes only if its author accepts."),
    ]
    if w.actor.delegation_id is not None and frozen_until(w, amendment.program_id, amendment.id) is not None:
        facts.append(gettext("A silence procedure runs on this wording. It is broken by what you propose."))
    return act_page(
        view,
        title=gettext("Propose another wording?"),
        button=action_label(CounterAction.OFFER, language()),
        action=url_for("web.offer_counter_text", amendment_id=amendment_id),
        facts=facts,
        who_sees=[gettext("Every delegation that takes part, and the secretariat")],
        operations=redline_of_amendment(w, amendment_id).operations,
        why_not=barred,
        refusal=refusal,
        needs_reason=True,
        template="pages/counter_text.html",
        written=[_field_set(place, one) for place, one in enumerate(view.operations) if one.kind in _WRITTEN],
    )


def _field_set(place: int, one: OperationView) -> dict[str, Any]:
    said = _said(one.fields)
    return {
        "place": place,
        "name": name_clause(one.reference),
        "text": forms.text(f"text-{place}") if request.method == "POST" else one.text,
        "has_fields": any(said.values()),
        "bodies": forms.text(f"bodies-{place}") or "\n".join(said["executing_bodies"]),
        "timeframe": forms.text(f"timeframe-{place}") or said["timeframe"],
        "funding": forms.text(f"funding-{place}") or said["funding"],
    }


@bp.get("/amendments/<amendment_id>/counter-texts/<int:number>/<action>")
@needs(Permit.STEP_AMENDMENT)
def counter_text_step(amendment_id: str, number: int, action: str) -> ResponseReturnValue:
    with open_reading() as w:
        return _answer_page(w, amendment_id, number, _action(action))


@bp.post("/amendments/<amendment_id>/counter-texts/<int:number>/<action>")
@needs(Permit.STEP_AMENDMENT)
def answer_counter_text(amendment_id: str, number: int, action: str) -> ResponseReturnValue:
    step = _action(action)

    def act(w: Work) -> str:
        row = counter_texts.find(w, guards.find_amendment(w, amendment_id), number)
        code = counter_views.view_of(w, guards.find_amendment(w, amendment_id), row).by.code
        counter_texts.answer(
            w, amendment_id, number, step, seen_revision=forms.seen_revision(), reason=forms.text("reason").strip()
        )
        flash(gettext(_ANSWERS[step][2], code=code, time=context.instant(w.now)), "done")
        return url_for("web.amendment", amendment_id=amendment_id)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: act(w))
    except Invalid as refusal:
        with open_reading() as w:
            return _answer_page(w, amendment_id, number, step, refusal)
    return redirect(place, 303)


def _action(word: str) -> CounterAction:
    if word not in _WORDS:
        raise NotFound
    return _WORDS[word]


def _answer_page(
    w: Work, amendment_id: str, number: int, step: CounterAction, refusal: Invalid | None = None
) -> ResponseReturnValue:
    view: AmendmentView = view_amendment(w, amendment_id)
    amendment = guards.find_amendment(w, amendment_id)
    row = counter_texts.find(w, amendment, number)
    counter_texts.check_side(w, amendment, row, step)
    question, happens, _ = _ANSWERS[step]
    word = next(word for word, action in _WORDS.items() if action is step)
    return act_page(
        view,
        title=gettext(question),
        button=action_label(step, language()),
        action=url_for("web.answer_counter_text", amendment_id=amendment_id, number=number, action=word),
        facts=[gettext(one) for one in happens],
        who_sees=[
            gettext("Only {code} sees this.", code=view.delegation.code)
            if step in counter_texts.INSIDE
            else gettext("Every delegation that takes part, and the secretariat")
        ],
        why_not=counter_views.why_not(w, amendment, row, step),
        refusal=refusal,
        needs_reason=step is CounterAction.REFUSE,
        template="pages/counter_text_step.html",
        counter=shown_counter(counter_views.view_of(w, amendment, row)),
    )
