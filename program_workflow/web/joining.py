"""The page of a delegation that joined later: what was agreed before, and one position on all of it."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.terms import PositionKind, PositionSubject
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import say
from program_workflow.usecases import reading
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.joining import Question, question_for
from program_workflow.usecases.joining_answers import answer_on_joining
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import fields_shown, name_clause
from program_workflow.web.positions import said_typed
from program_workflow.web.session import needs, open_reading, open_work

_FIELDS = ("kind", "reason", "due", "lifts_when", "except_words")


@bp.get("/programs/<code>/joining")
@needs(Permit.READ_POSITIONS)
def joining(code: str) -> ResponseReturnValue:
    return _page(code)


@bp.post("/programs/<code>/joining")
@needs(Permit.READ_POSITIONS)
def answer_joining(code: str) -> ResponseReturnValue:
    def take(w: Work) -> str:
        answer_on_joining(w, code, said_typed(), seen_version=forms.number("version"))
        return url_for("web.positions_of_program", code=code)

    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except (Invalid, StaleRevision) as refusal:
        return _page(code, refusal)
    flash(gettext("The position is recorded. All delegations that take part can read it."), "done")
    return redirect(place, 303)


def _page(code: str, refusal: Invalid | StaleRevision | None = None) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        question = question_for(w, find_program(w, code), w.actor.delegation_id)
        clauses, amendments = _texts(w, code, question)
    problems: list[tuple[str, str]] = []
    if isinstance(refusal, StaleRevision):
        problems = [(say(refusal, context.timezone()), "")]
    elif refusal is not None:
        problems = errors.field_errors(refusal)
    typed = {name: forms.text(name) for name in _FIELDS} if request.method == "POST" else dict.fromkeys(_FIELDS, "")
    return context.render(
        "pages/joining.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        program=program,
        question=question,
        clauses=clauses,
        amendments=amendments,
        named=lambda reference: sentence(name_clause(reference)),
        fields_shown=fields_shown,
        kinds=[
            (kind.value, sentence(label(kind, language())))
            for kind, trait in TRAITS.items()
            if trait.offered and not trait.converts and kind is not PositionKind.NONE
        ],
        typed=typed,
        problems=problems,
        wrong={field: message for message, field in problems},
    )


def _texts(w: Work, code: str, question: Question | None) -> tuple[Sequence[object], Sequence[object]]:
    """The clauses it is asked about, in reading order, and the agreed amendments."""
    if question is None:
        return (), ()
    asked = {one for subject, one, _ in question.about if subject is PositionSubject.CLAUSE}
    text = reading.view_version(w, code, question.version, language=language())
    amendments = [view_amendment(w, one) for subject, one, _ in question.about if subject is PositionSubject.AMENDMENT]
    return [one for one in text.clauses if one.id in asked], amendments
