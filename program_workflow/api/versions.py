"""Versions: read, made, stepped, compared; clauses in them."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import VersionAction
from program_workflow.usecases import clause_reading, comparing, corrigenda, reading, recording, versions
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/versions")
@bp.output(schemas.listed(schemas.VersionCardOut))
@needs(Permit.READ_PROGRAMS)
def list_versions(code: str) -> Response:
    """Versions you may see, the first first."""
    with open_reading() as w:
        view = reading.view_program(w, code)
    return answer(rendering.page(map(rendering.version_card, view.versions)))


@bp.post("/programs/<code>/versions")
@bp.output(schemas.VersionOut, 201)
@needs(Permit.READ_PROGRAMS)
def make_version(code: str) -> Response:
    """The next working version: agreed amendments incorporated, the others rebased."""

    def do(w: Work) -> tuple[Any, int, int]:
        row = versions.next_version(w, code)
        return rendering.version(reading.view_version(w, code, row.number)), 201, row.revision

    return act(do, check=lambda w: check_program(w, code, Permit.MAKE_VERSION))


@bp.get("/programs/<code>/versions/<number>")
@bp.input(schemas.VersionQuery, location="query", validation=False)
@bp.output(schemas.VersionOut)
@needs(Permit.READ_PROGRAMS)
def get_version(code: str, number: str, **_: Any) -> Response:
    """A version with its clauses in one language; number may be "latest"."""
    asked = query(schemas.VersionQuery)
    with open_reading() as w:
        view = reading.view_version(w, code, number, language=asked["language"])
    return answer(rendering.version(view), revision=view.revision)


@bp.post("/programs/<code>/versions/<number>/steps")
@takes(schemas.VersionStepIn)
@bp.output(schemas.VersionOut)
@needs(Permit.READ_PROGRAMS)
def step_version(code: str, number: str, **_: Any) -> Response:
    """A step of a version: circulate, extend, close, reissue, finalise, submit, adopt, return, abandon, correct.

    correct proposes a corrigendum: it takes effect at `closes_at` if nobody has objected before.
    """

    def check(w: Work) -> None:
        find_version(w, find_program(w, code), number)
        permissions.need(w.actor, Permit.STEP_VERSION)

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(schemas.VersionStepIn)
        if asked["action"] == VersionAction.CORRECT:
            return _propose_corrigendum(w, code, number, asked, seen)
        row = versions.take_step(
            w,
            code,
            number,
            VersionAction(asked["action"]),
            seen_revision=seen,
            closes_at=asked["closes_at"],
            delegations=asked["delegations"],
            reason=asked["reason"],
            decision=asked["ground"],
            meeting_id=asked["meeting_id"],
        )
        return rendering.version(reading.view_version(w, code, row.number)), 200, row.revision

    return act(do, check=check, lock=lambda w, seen: versions.lock_version(w, code, number, seen))


def _propose_corrigendum(w: Work, code: str, number: str, asked: Mapping[str, Any], seen: int) -> tuple[Any, int, int]:
    corrections = [
        corrigenda.CorrectionInput(one["clause_id"], one["text"], one["fields_"], one["language"])
        for one in asked["corrections"]
    ]
    ends, reason = asked["closes_at"], asked["reason"]
    corrigenda.propose(w, code, number, corrections, takes_effect_at=ends, reason=reason, seen_revision=seen)
    w.session.flush()
    view = reading.view_version(w, code, number)
    return rendering.version(view), 200, view.revision


@bp.get("/programs/<code>/versions/<number>/events")
@bp.output(schemas.listed(schemas.EventOut))
@needs(Permit.READ_PROGRAMS)
def version_events(code: str, number: str) -> Response:
    """The history of a version, oldest first."""
    with open_reading() as w:
        found = recording.events_of_version(w, code, number)
    return answer(rendering.page(map(rendering.event, found)))


@bp.get("/programs/<code>/redline")
@bp.input(schemas.RedlineQuery, location="query", validation=False)
@bp.output(schemas.RedlineOut)
@needs(Permit.READ_PROGRAMS)
def redline(code: str, **_: Any) -> Response:
    """The redline of two versions, clause by clause; a clause whose number alone changed is equal."""
    with open_reading() as w:
        find_program(w, code)
        asked = query(schemas.RedlineQuery)
        found = comparing.compare_versions(
            w,
            code,
            asked["from_"],
            asked["to"],
            language=asked["language"],
            ignore_typography=asked["typography"] == "ignore",
        )
    return answer(
        {
            "from": found.from_.number,
            "to": found.to.number,
            "clauses": [rendering.clause_redline(one) for one in found.clauses],
            "summary": dict(found.summary),
            "folded": found.folded,
            "language": found.language,
        }
    )


@bp.get("/programs/<code>/clauses/<clause_id>")
@bp.input(schemas.ClauseQuery, location="query", validation=False)
@bp.output(schemas.ClausePageOut)
@needs(Permit.READ_PROGRAMS)
def get_clause(code: str, clause_id: str, **_: Any) -> Response:
    """A clause with its live amendments and their combined redline. The ETag is of the version it was read in."""
    with open_reading() as w:
        find_program(w, code)
        asked = query(schemas.ClauseQuery)
        with at_instant(w, code, asked["as_of"]) as then:
            page = clause_reading.clause_page(
                then, code, clause_id, version=asked["version"], language=asked["language"]
            )
    return answer(
        {
            "clause": rendering.clause(page.clause),
            "version": page.version_number,
            "version_state": page.version_state.value,
            "closes_at": instant(page.closes_at),
            "amendments": [rendering.amendment(one) for one in (*page.live, *page.submitted, *page.drafts)],
            "redline": [{"op": one.op, "text": one.text, "delegations": list(one.tags)} for one in page.together],
        },
        revision=page.version_number if asked["as_of"] is None else None,
    )


@bp.get("/programs/<code>/clauses/<clause_id>/history")
@bp.output(schemas.HistoryOut)
@needs(Permit.READ_PROGRAMS)
def clause_history(code: str, clause_id: str) -> Response:
    """The wordings a clause had, version by version, and the amendments that brought them."""
    with open_reading() as w:
        found = reading.revisions_of_clause(w, code, clause_id)
        if not found:
            raise NotFound
        items = [
            {
                "version": version.number,
                "number": node.number,
                "revision": content.hash,
                "language": language,
                "text": content.text,
                "fields": content.fields.to_json(node.kind),
                "amendments": [
                    {"id": one.amendment_id, "number": one.number, "delegation": one.delegation}
                    for one in comparing.sources_of(w, version, clause_id)
                ],
            }
            for version, node in found
            for language, content in node.contents.items()
        ]
    return answer(rendering.page(items))
