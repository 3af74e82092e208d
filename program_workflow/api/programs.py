"""Programs and their participants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.jobs import LATER
from program_workflow.api.requests import (
    ACCEPTED,
    act,
    bp,
    check_program,
    loaded,
    needs,
    open_reading,
    prefers_job,
    query,
    seen_revision,
    sent,
    takes,
)
from program_workflow.documents.bounded import read_bounded
from program_workflow.documents.gate import check_size
from program_workflow.domain import redline
from program_workflow.domain.clause import NO_FIELDS, ClauseDraft, Fields, fields_from_json
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.job import is_long, seconds_to_read
from program_workflow.domain.numbering import derived_number
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, ClauseKind, JobKind, NumberStyle
from program_workflow.domain.understood import Understood
from program_workflow.usecases import importing, jobs, programs, reading
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.work import Work

#: Kinds that are numbered by their place when a request names no number.
_NUMBERED = frozenset({ClauseKind.HEADING, ClauseKind.POINT, ClauseKind.MEASURE})


@bp.post("/programs")
@takes(schemas.ProgramIn)
@bp.output(schemas.ProgramOut, 201)
@bp.doc(responses=LATER)
@needs(Permit.IMPORT_PROGRAM)
def create_program(**_: Any) -> Response:
    """A new program with version 1, working: from a file (multipart) or from clauses (JSON).

    A large file, or one sent with Prefer: respond-async, is read by a worker: 202.
    """
    if request.mimetype == "multipart/form-data":
        sent_file = _sent_file()
        if isinstance(sent_file, _Sent) and (
            prefers_job() or is_long(seconds_to_read(sent_file.name, len(sent_file.data)))
        ):
            return act(lambda w: _create_later(w, sent_file))
        upload = _read(sent_file)
        return act(lambda w: _create_from_file(w, upload))
    return act(_create_from_clauses)


@bp.get("/programs")
@bp.input(schemas.PageQuery, location="query", validation=False)
@bp.output(schemas.listed(schemas.ProgramOut))
@needs(Permit.READ_PROGRAMS)
def list_programs(**_: Any) -> Response:
    """Programs you may know of."""
    asked = query(schemas.PageQuery)
    with open_reading() as w:
        found = reading.list_programs(w)
    found = tuple(sorted(found, key=lambda one: one.code))  # as the cursor compares, whatever the database's order
    after = [one for one in found if not asked["cursor"] or one.code > asked["cursor"]]
    shown = after[: asked["limit"]]
    more = shown[-1].code if len(after) > len(shown) else None
    return answer(rendering.page(map(rendering.program, shown), more))


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file, and what was sent with it."""

    asked: Mapping[str, Any]
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Read:
    """A file with what was understood of it."""

    sent: _Sent
    understood: Understood


def _sent_file() -> _Sent | Invalid:
    """A refusal is kept for its turn."""
    try:
        asked = loaded(schemas.ProgramUpload, {**request.form.to_dict(), **request.files.to_dict()})
    except Invalid as refusal:
        return refusal
    data = asked["file"].read()
    asked["file"].seek(0)
    return _Sent(asked, asked["file"].filename or "file", data)


def _read(sent_file: _Sent | Invalid) -> _Read | Invalid:
    """Reads the file before the transaction begins, which is not to wait for it."""
    if isinstance(sent_file, Invalid):
        return sent_file
    try:
        understood = read_bounded(sent_file.name, sent_file.data, language=sent_file.asked["language"])
    except Invalid as refusal:
        return refusal
    return _Read(sent_file, understood)


def _create_later(w: Work, sent_file: _Sent) -> tuple[Any, int, None]:
    check_size(sent_file.data, name=sent_file.name)
    asked = {name: sent_file.asked[name] for name in ("code", "title", "period", "language")}
    job = jobs.ask(w, JobKind.CREATE, {"name": sent_file.name, **asked}, sent_file.data)
    return rendering.job(job), ACCEPTED, None


def _create_from_file(w: Work, read: _Read | Invalid) -> tuple[Any, int, int]:
    if isinstance(read, Invalid):
        raise read
    asked, understood = read.sent.asked, read.understood
    program = importing.create_from_file(
        w,
        read.sent.name,
        read.sent.data,
        understood,
        code=asked["code"],
        title=asked["title"],
        period=asked["period"],
        language=asked["language"],
    )
    body = rendering.program(reading.view_program(w, program.code))
    body["understood"] = {
        "clauses": {kind.value: count for kind, count in understood.counts().items()},
        "tables": understood.tables,
        "left_out": [_finding(one) for one in understood.left_out],
        "doubts": [_finding(one) for one in understood.doubts],
    }
    return body, 201, program.revision


def _finding(one: Any) -> dict[str, str]:
    return {"reason": one.reason.value, "place": one.place, "excerpt": one.excerpt}


def _create_from_clauses(w: Work) -> tuple[Any, int, int]:
    asked = sent(schemas.ProgramIn)
    program = programs.create_program(
        w,
        code=asked["code"],
        title=_titles(asked["title"], asked["language"]),
        language=asked["language"],
        languages=asked["languages"],
        period=asked["period"],
        rules=asked["rules"],
        clauses=_drafts(asked["clauses"], "", 1),
    )
    return rendering.program(reading.view_program(w, program.code)), 201, program.revision


def _titles(title: Any, language: str) -> Mapping[str, str]:
    if isinstance(title, str):
        return {language: title}
    if isinstance(title, Mapping) and all(k in LANGUAGES and isinstance(v, str) for k, v in title.items()):
        return title
    raise Invalid(N_("A title is a text, or a text for each language."), pointer="/title")


def _drafts(
    clauses: Sequence[Mapping[str, Any]], above: str, depth: int, pointer: str = "/clauses"
) -> tuple[ClauseDraft, ...]:
    """Clauses as sent; where no number is named, the place gives it."""
    if depth > schemas.MAX_DEPTH:
        raise Invalid(N_("The clauses are nested too deep."), pointer="/clauses")
    drafts = []
    ordinal = 0
    for index, one in enumerate(clauses):
        kind = ClauseKind(one["kind"])
        redline.refuse_control(one["text"])
        redline.refuse_control(one["number"] or "")
        number = one["number"]
        if number is None:
            number = ""
            if kind in _NUMBERED:
                ordinal += 1
                number = derived_number(NumberStyle.DECIMAL, above, ordinal)
        drafts.append(
            ClauseDraft(
                kind=kind,
                text=one["text"],
                number=number,
                fields=_fields(one["fields_"], f"{pointer}/{index}"),
                children=_drafts(one["children"], number or above, depth + 1, f"{pointer}/{index}/children"),
                texts=_texts(one["texts"]),
            )
        )
    return tuple(drafts)


def _fields(sent: Mapping[str, Any], pointer: str) -> Fields:
    try:
        return fields_from_json(sent)
    except Invalid as refusal:
        raise Invalid(refusal.template, pointer=f"{pointer}{refusal.pointer}", **refusal.params) from None


def _texts(texts: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for language, content in texts.items():
        if language not in LANGUAGES or not isinstance(content, Mapping) or not isinstance(content.get("text"), str):
            raise Invalid(N_("Texts are given by language, each with a text."), pointer="/clauses")
        redline.refuse_control(content["text"])
        said = content.get("fields")
        found[language] = (content["text"], fields_from_json(said) if isinstance(said, Mapping) else NO_FIELDS)
    return found


@bp.get("/programs/<code>")
@bp.input(schemas.PastQuery, location="query", validation=False)
@bp.output(schemas.ProgramOut)
@needs(Permit.READ_PROGRAMS)
def get_program(code: str, **_: Any) -> Response:
    """A program with its rules, participants and progress, now or as of an instant."""
    with open_reading() as w:
        find_program(w, code)
        with at_instant(w, code, query(schemas.PastQuery)["as_of"]) as then:
            view = reading.view_program(then, code)
            is_past = then.is_past
    return answer(rendering.program(view), revision=None if is_past else view.revision)


@bp.patch("/programs/<code>")
@takes(schemas.ProgramPatch)
@bp.output(schemas.ProgramOut)
@needs(Permit.READ_PROGRAMS)
def patch_program(code: str, **_: Any) -> Response:
    """Title and rules, merged into what stands."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(schemas.ProgramPatch)
        title = asked["title"]
        if title is not None and not isinstance(title, str):
            title = _titles(title, "en")
        row = programs.update_program(w, code, seen_revision=seen, title=title, rules=asked["rules"])
        return rendering.program(reading.view_program(w, code)), 200, row.revision

    return act(
        do,
        check=lambda w: check_program(w, code, Permit.EDIT_PROGRAM),
        lock=lambda w, seen: programs.lock_program(w, code, seen),
    )


@bp.get("/programs/<code>/participants")
@bp.output(schemas.HistoryOut)
@needs(Permit.READ_PROGRAMS)
def list_participants(code: str) -> Response:
    """Delegations that take part now; from and to where they were named, null where all members take part."""
    with open_reading() as w:
        view = reading.view_program(w, code)
        parts = programs.parts_now(w, code)
    items = [
        {
            "delegation": one.code,
            "name_en": one.name_en,
            "name_ru": one.name_ru,
            "from": instant(parts[one.code].since) if one.code in parts else None,
            "to": instant(parts[one.code].until) if one.code in parts else None,
        }
        for one in view.participants
    ]
    return answer(rendering.page(items))


@bp.post("/programs/<code>/participants")
@takes(schemas.ParticipantIn)
@bp.output(schemas.ProgramOut, 201)
@needs(Permit.READ_PROGRAMS)
def add_participant(code: str, **_: Any) -> Response:
    """Names a delegation as taking part; from the first one named only those named take part."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.ParticipantIn)
        programs.add_participant(w, code, asked["delegation"], since=asked["from_"], until=asked["to"])
        view = reading.view_program(w, code)
        return rendering.program(view), 201, view.revision

    return act(do, check=lambda w: check_program(w, code, Permit.EDIT_PROGRAM))
