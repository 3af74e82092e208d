"""A version read with the provenance of its words: the mark of each source, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.terms import Provenance
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import reading
from program_workflow.usecases.clause_provenance import ClauseProvenance
from program_workflow.usecases.origins import Origin
from program_workflow.usecases.provenance import VersionProvenance, trace_version
from program_workflow.web import context
from program_workflow.web.clause_words import FIELD_LABELS, redline_separator
from program_workflow.web.record_words import capacity_words
from program_workflow.web.session import open_reading


@dataclass(frozen=True, slots=True)
class Mark:
    """A source as the text and the table beneath it name it.

    place: in the table, from 1. code, title, index: of the delegation, else a word for what it is. said: for the ear.
    is_draft: its words stand without a mark. by: who agreed to it or put it in, in which capacity.
    """

    origin: Origin
    place: int
    code: str
    title: str
    index: int | None
    said: str
    what: str
    url: str
    is_draft: bool
    by: str


def provenance_page(code: str, number: str) -> ResponseReturnValue:
    asked = request.args
    with_struck = asked.get("struck") == "1"
    with open_reading() as w:
        program = reading.view_program(w, code)
        wanted = asked.get("language") or language()
        found = trace_version(w, code, number, language=wanted, with_struck=with_struck)
        version = reading.view_version(w, code, number, language=found.language)
    kept = {"view": "provenance", "language": found.language, **({"struck": "1"} if with_struck else {})}
    return context.render(
        "pages/provenance.html",
        code=code,
        program=program,
        version=version,
        found=found,
        with_struck=with_struck,
        marks=marks_of(found, code),
        fields_traced=fields_traced,
        address=lambda **changes: url_for("web.version", code=code, number=version.number, **{**kept, **changes}),
    )


def marks_of(found: VersionProvenance, code: str) -> list[Mark]:
    """The sources in the order of the indexes that the runs name."""
    return [_mark(one, place, code) for place, one in enumerate(found.origins, 1)]


def _mark(one: Origin, place: int, code: str) -> Mark:
    version = gettext("version {version}", version=one.version)
    url = url_for("web.version", code=code, number=one.version)
    short, title, index = gettext("v{version}", version=one.version), version, None
    said, what = version, sentence(version)
    if one.kind is Provenance.AMENDMENT and one.delegation is not None and one.amendment_id is not None:
        short, title, index = one.delegation.code, one.delegation.name(language()), one.delegation.index
        said = f"{one.delegation.code}, {version}"
        what = one.number or sentence(label(one.kind, language()))
        url = url_for("web.amendment", amendment_id=one.amendment_id)
    elif one.kind is not None:
        short, title = gettext("file"), label(one.kind, language())
        said, what = f"{title}, {version}", sentence(title)
    return Mark(
        origin=one,
        place=place,
        code=short,
        title=title,
        index=index,
        said=said,
        what=what,
        url=url,
        is_draft=one.is_draft,
        by=_by(one),
    )


def _by(one: Origin) -> str:
    if one.decided_at is None:
        return ""
    capacity = capacity_words(one.capacity or "")
    return ", ".join(part for part in (one.decided_by, capacity) if part) if capacity else gettext("by the system")


def fields_traced(clause: ClauseProvenance) -> Sequence[dict[str, Any]]:
    """The fields of a clause without the label of a row. between: what stands between two runs."""
    return [
        {
            "label": one.heading or gettext(FIELD_LABELS[one.name]),
            "runs": one.runs,
            "between": redline_separator() if one.name == "executing_bodies" else "",
        }
        for one in clause.fields
        if one.name != "label"
    ]
