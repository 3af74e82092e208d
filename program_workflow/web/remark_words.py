"""What a remark and its place are called on pages."""

from typing import Final

from program_workflow.domain.errors import N_
from program_workflow.domain.terms import RemarkKind
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import name_clause
from program_workflow.usecases.remark_views import RemarkView

_TITLES: Final = {
    RemarkKind.NO_COMMENTS: N_("No comments of {delegation}: {place}"),
    RemarkKind.QUESTION: N_("Question of {delegation}: {place}"),
    RemarkKind.REMARK: N_("Remark of {delegation}: {place}"),
}


def place_of(view: RemarkView) -> str:
    """The clause, the section or the version as a whole, inside a sentence."""
    if view.clause_id is None:
        return gettext("version {version} as a whole", version=view.version)
    clause = name_clause(view.reference)
    if view.is_section:
        return gettext("{clause} and all that stands under it, version {version}", clause=clause, version=view.version)
    return gettext("{clause}, version {version}", clause=clause, version=view.version)


def title_of(view: RemarkView) -> str:
    return gettext(_TITLES[view.kind], delegation=view.delegation.code, place=place_of(view))


def kind_of(view: RemarkView) -> str:
    """With its number, where the reader is told it: "Question 7"."""
    said = sentence(label(view.kind, language()))
    return f"{said} {view.number}" if view.number is not None else said
