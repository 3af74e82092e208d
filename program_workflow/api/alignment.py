"""The texts of a version in its languages: how they stand to each other, aligned, given, added from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Dict, File, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import Response, request
from marshmallow import EXCLUDE

from program_workflow.api.answers import answer
from program_workflow.api.requests import (
    act,
    bp,
    check_program,
    loaded,
    needs,
    open_reading,
    query,
    seen_revision,
    sent,
    takes,
)
from program_workflow.documents.bounded import read_bounded
from program_workflow.domain.errors import Invalid, TooLarge, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES
from program_workflow.domain.text import Content
from program_workflow.domain.twins import Difference
from program_workflow.domain.understood import Understood
from program_workflow.usecases import aligning, twin_texts
from program_workflow.usecases.alignment import AlignmentView, TwinItem, view_alignment
from program_workflow.usecases.importing import source_of
from program_workflow.usecases.twin_texts import PairedFile, PairedText
from program_workflow.usecases.work import Work


class AlignmentQuery(Schema):
    version = String(load_default="latest", validate=Length(1, 12), metadata={"description": 'A number or "latest".'})


class ConfirmIn(Schema):
    version = String(load_default="latest", validate=Length(1, 12))
    clauses = List(String(), required=True)


class TextIn(Schema):
    version = String(load_default="latest", validate=Length(1, 12))
    text = String(required=True)
    fields_ = Dict(load_default=None, allow_none=True, data_key="fields")


class TextsUpload(Schema):
    class Meta:
        unknown = EXCLUDE

    file = File(required=True)  # type: ignore[no-untyped-call]  # the library has no types there
    language = String(required=True, validate=OneOf(LANGUAGES))
    informational = Boolean(load_default=False, metadata={"description": "a translation that is not authentic"})
    dry_run = Boolean(load_default=False)


class DifferenceOut(Schema):
    kind = String()
    field = String(allow_none=True, metadata={"description": "null in the text itself"})
    texts = Dict(metadata={"description": "language → the words, empty where it is not named"})


class TwinOut(Schema):
    id = String()
    number = String()
    kind = String()
    alignment = String(metadata={"description": "aligned, pending or missing"})
    changed = List(String(), metadata={"description": "languages whose text differs from the one last aligned"})
    missing = List(String())
    texts = Dict(metadata={"description": "language → {text, fields, revision}"})
    differences = List(Nested(DifferenceOut))
    may_confirm = Boolean()
    may_give = List(String(), metadata={"description": "languages whose text you may give"})


class AlignmentOut(Schema):
    program = String()
    version = Integer()
    state = String()
    languages = List(String())
    pending = Integer()
    differing = Integer()
    clauses = List(Nested(TwinOut))


class PairedTextOut(Schema):
    clause_id = String(allow_none=True)
    number = String()
    number_in_file = String()
    outcome = String(metadata={"description": "new, replaces, same, stays, no_text or no_clause"})
    doubts = List(String())
    text = String(allow_none=True)
    differences = List(Nested(DifferenceOut))


class PairedOut(Schema):
    program = String()
    version = Integer()
    language = String()
    informational = Boolean()
    added = Integer()
    clauses = List(Nested(PairedTextOut))


@bp.get("/programs/<code>/alignment")
@bp.input(AlignmentQuery, location="query", validation=False)
@bp.output(AlignmentOut)
@needs(Permit.READ_PROGRAMS)
def get_alignment(code: str, **_: Any) -> Response:
    """How the texts of a version in its authentic languages stand to each other, and what they name differently."""
    asked = query(AlignmentQuery)
    with open_reading() as w:
        view = view_alignment(w, code, asked["version"])
    return answer(_alignment(view), revision=view.revision)


@bp.post("/programs/<code>/alignment")
@takes(ConfirmIn)
@bp.output(AlignmentOut)
@needs(Permit.READ_PROGRAMS)
def confirm_alignment(code: str, **_: Any) -> Response:
    """Confirms that the texts of these clauses say the same as they stand; all of them or none."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(ConfirmIn)
        aligning.confirm_alignment(w, code, asked["version"], asked["clauses"], seen_revision=seen)
        return _answered(w, code, asked["version"])

    return act(do, check=lambda w: check_program(w, code, Permit.ALIGN), lock=_locking(code))


@bp.put("/programs/<code>/clauses/<clause_id>/texts/<language>")
@takes(TextIn)
@bp.output(AlignmentOut)
@needs(Permit.READ_PROGRAMS)
def give_text(code: str, clause_id: str, language: str, **_: Any) -> Response:
    """Gives the text of a clause in the language that lags; with it the texts of the clause are aligned."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(TextIn)
        aligning.supply_text(
            w,
            code,
            asked["version"],
            clause_id,
            language,
            text=asked["text"],
            fields=asked["fields_"],
            seen_revision=seen,
        )
        return _answered(w, code, asked["version"])

    return act(do, check=lambda w: check_program(w, code, Permit.ALIGN), lock=_locking(code))


def _locking(code: str) -> Any:
    def lock(w: Work, seen: int) -> Any:
        body = request.get_json(silent=True)
        version = body.get("version") if isinstance(body, Mapping) else None
        return aligning.lock_for_alignment(w, code, str(version or "latest"), seen)

    return lock


def _answered(w: Work, code: str, version: str) -> tuple[Any, int, int]:
    w.session.flush()
    view = view_alignment(w, code, version)
    return _alignment(view), 200, view.revision


@bp.post("/programs/<code>/texts")
@takes(TextsUpload)
@bp.output(PairedOut, 201)
@needs(Permit.READ_PROGRAMS)
def add_texts(code: str, **_: Any) -> Response:
    """Adds the text in another language from a file (multipart); with `dry_run` nothing is kept, and the answer is 200.

    The file is laid beside the clauses of the newest version, which is a working one where the text is authentic.
    """
    read = _read(code)
    return act(lambda w: _add(w, code, read), check=lambda w: check_program(w, code, Permit.ALIGN))


@dataclass(frozen=True, slots=True)
class _Read:
    asked: Mapping[str, Any]
    name: str
    data: bytes
    understood: Understood


def _read(code: str) -> _Read | WorkflowError:
    """Reads the file before the transaction begins, which is not to wait for it; a refusal is kept for its turn."""
    try:
        with open_reading() as w:
            check_program(w, code, Permit.ALIGN)
        asked = loaded(TextsUpload, {**request.form.to_dict(), **request.files.to_dict()})
        data = asked["file"].read()
        asked["file"].seek(0)
        name = asked["file"].filename or "file"
        return _Read(asked, name, data, read_bounded(name, data, language=asked["language"]))
    except (Invalid, TooLarge) as refusal:
        return refusal


def _add(w: Work, code: str, read: _Read | WorkflowError) -> tuple[Any, int, None]:
    if isinstance(read, WorkflowError):
        raise read
    language, informational = read.asked["language"], read.asked["informational"]
    if read.asked["dry_run"]:
        found = twin_texts.pair_file(w, code, read.understood, language, is_informational=informational)
        return _paired(found), 200, None
    source = source_of(read.name, read.data)
    found = twin_texts.add_texts(w, code, read.understood, language, is_informational=informational, source=source)
    return _paired(found), 201, None


# --- Rendering -------------------------------------------------------------------------------------------


def _alignment(view: AlignmentView) -> dict[str, Any]:
    return {
        "program": view.program,
        "version": view.version,
        "state": view.state.value,
        "languages": list(view.languages),
        "pending": len(view.pending),
        "differing": len(view.differing),
        "clauses": [_twin(one, view.languages) for one in view.items],
    }


def _twin(one: TwinItem, languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "kind": one.kind.value,
        "alignment": one.standing.state.value,
        "changed": list(one.standing.changed),
        "missing": list(one.standing.missing),
        "texts": {language: _text(content, one) for language, content in one.contents.items()},
        "differences": [_difference(each, languages[0], languages[-1]) for each in one.differences],
        "may_confirm": one.may_confirm,
        "may_give": list(one.suppliable),
    }


def _text(content: Content, one: TwinItem) -> dict[str, Any]:
    return {"text": content.text, "fields": content.fields.to_json(one.kind), "revision": content.hash}


def _difference(one: Difference, first: str, other: str) -> dict[str, Any]:
    return {"kind": one.kind.value, "field": one.field, "texts": {first: one.one, other: one.other}}


def _paired(found: PairedFile) -> dict[str, Any]:
    return {
        "program": found.program,
        "version": found.version,
        "language": found.language,
        "informational": found.is_informational,
        "added": len(found.kept),
        "clauses": [_paired_text(one, found) for one in found.items],
    }


def _paired_text(one: PairedText, found: PairedFile) -> dict[str, Any]:
    return {
        "clause_id": one.clause_id,
        "number": one.number,
        "number_in_file": one.printed,
        "outcome": one.outcome.value,
        "doubts": [each.value for each in one.doubts],
        "text": one.given.text if one.given is not None else None,
        "differences": [_difference(each, found.draft_language, found.language) for each in one.differences],
    }
