"""How pages name clauses, fields and delegations; values for the macros, in the language of the moment."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from program_workflow.domain import redline
from program_workflow.domain.clause import Fields
from program_workflow.domain.redline import FieldChange, Run
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.words import sentence
from program_workflow.i18n import gettext, language
from program_workflow.phrases import FIELD_LABELS as FIELD_LABELS  # pages take both from here
from program_workflow.phrases import name_clause as name_clause
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.views import ClauseView
from program_workflow.usecases.work import Work

#: Kinds that print as headings and make the outline of a text.
HEADINGS: Final = frozenset({ClauseKind.TITLE, ClauseKind.HEADING, ClauseKind.ANNEX})
#: So many different ones are told of one redline.
MOST_UNSEEN: Final = 12


def title_clause(clause: ClauseView) -> str:
    """The clause as a heading of a page: "Clause 2.7", or its kind where it has no number."""
    if clause.number:
        return gettext("Clause {number}", number=clause.number)
    return sentence(name_clause(clause.reference))


def clause_within(clause: ClauseView) -> str:
    """The clause within a sentence: "clause 2.7", or its kind and place where it has no number."""
    return gettext("clause {clause}", clause=clause.number) if clause.number else name_clause(clause.reference)


def scopes(*, has_more: bool) -> tuple[tuple[str, str], ...]:
    """Whether a position is on a clause alone, for a form; nothing where nothing stands under it."""
    if not has_more:
        return ()
    return (("clause", gettext("This clause alone")), ("under", gettext("This clause and all that stands under it")))


def excerpt(text: str, length: int = 90) -> str:
    """The beginning of a text, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + "…"


def tags_of(w: Work, codes: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """Delegations by code, as the macros show them: {code, name, index, observer}."""
    wanted = set(codes)
    return {
        one.code: {"code": one.code, "name": one.name(language()), "index": one.index, "observer": one.is_observer}
        for one in delegation_views(w).values()
        if not wanted or one.code in wanted
    }


def fields_shown(fields: Fields, kind: ClauseKind) -> list[dict[str, Any]]:
    """The fields of a clause for ``field_list``; a measure always shows its three."""
    is_measure = kind is ClauseKind.MEASURE
    shown: list[dict[str, Any]] = []
    if is_measure or fields.executing_bodies:
        shown.append(_field("executing_bodies", text=redline_separator().join(fields.executing_bodies)))
    if is_measure or fields.timeframe:
        shown.append(_field("timeframe", text=fields.timeframe.text if fields.timeframe else ""))
    if is_measure or fields.funding:
        shown.append(_field("funding", text=fields.funding or ""))
    shown += [{"label": heading, "text": text} for heading, text in fields.other]
    return shown


def redline_separator() -> str:
    """Between two executing bodies, as a redline joins them."""
    return ", "


def _field(name: str, **content: Any) -> dict[str, Any]:
    return {"label": gettext(FIELD_LABELS[name]), **content}


def fields_compared(changes: Sequence[FieldChange], *, side: str = "") -> list[dict[str, Any]]:
    """The fields of a redline for ``field_list``, without the label of a row. side: "", "-" or "+" (one side alone)."""
    shown = []
    for change in changes:
        if change.name == "label":
            continue
        runs = [run for run in change.runs if not side or run[0] in ("=", side)]
        if change.name == "other":
            heading = change.new or change.old
            shown.append({"label": heading[0] if isinstance(heading, tuple) else "", "runs": runs})
        else:
            shown.append(_field(change.name, runs=runs))
    return shown


def label_compared(changes: Sequence[FieldChange]) -> tuple[Run, ...] | None:
    """The redline of the left column of a row of the passport, where it has one."""
    return next((change.runs for change in changes if change.name == "label"), None)


@dataclass(frozen=True, slots=True)
class Unseen:
    """A change that looks the same on both sides. old, new: names of characters, "" for none. times: how often."""

    old: str
    new: str
    times: int


def unseen_in(runs: Sequence[Run], fields: Iterable[FieldChange] = ()) -> tuple[list[Unseen], int]:
    """The changes in a clause and its fields that cannot be seen, equal ones told once; how many more there are."""
    found = Counter((old, new) for _, old, new in redline.unseen_in([runs, *(one.runs for one in fields)]))
    told = [Unseen(old, new, times) for (old, new), times in found.items()]
    return told[:MOST_UNSEEN], sum(one.times for one in told[MOST_UNSEEN:])


def field_names() -> dict[str, str]:
    """What the fields are called, by their names in `Fields`."""
    return {name: gettext(said) for name, said in FIELD_LABELS.items()}


def in_language(text: str, code: str) -> Markup:
    """Text of the program inside a sentence of the interface, with its own language."""
    return Markup('<span lang="{}">{}</span>').format(code, text)


def language_of(titles: Mapping[str, str]) -> str:
    """The language in which a title is there: that of the interface, else the first."""
    return language() if titles.get(language()) else next(iter(titles), language())
