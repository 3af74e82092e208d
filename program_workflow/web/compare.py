"""Two versions of a program side by side or as one redline."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.permissions import Permit
from program_workflow.i18n import language
from program_workflow.usecases import comparing, reading
from program_workflow.usecases.views import ProgramView
from program_workflow.web import bp, context
from program_workflow.web.clause_words import tags_of
from program_workflow.web.comparison_rows import rows_of
from program_workflow.web.session import needs, open_reading


@bp.get("/programs/<code>/compare")
@needs(Permit.READ_PROGRAMS)
def compare(code: str) -> ResponseReturnValue:
    asked = request.args
    with open_reading() as w:
        program = reading.view_program(w, code)
        from_, to = _chosen(program)
        found = comparing.compare_versions(w, code, from_, to, language=asked.get("language") or language())
        old = reading.view_version(w, code, from_, language=found.language)
        new = reading.view_version(w, code, to, language=found.language)
        tags = tags_of(w)
    here = int(asked["at"]) if asked.get("at", "").isdecimal() and len(asked["at"]) < 7 else None
    only_changed = "changed" in asked.getlist("only") or "only" not in asked
    rows = rows_of(
        found,
        [one.id for one in old.clauses],
        only_changed=only_changed,
        opened=asked.getlist("show"),
        here=here,
    )
    kept = {
        "code": code,
        "from": old.number,
        "to": new.number,
        "view": "side" if asked.get("view") == "side" else "inline",
        "only": "changed" if only_changed else "all",
        "language": found.language,
    }
    return context.render(
        "pages/compare.html",
        code=code,
        program=program,
        found=found,
        old=old,
        new=new,
        rows=rows,
        here=here,
        languages={one.id: one.language for one in old.clauses + new.clauses},
        kept=kept,
        shown=asked.getlist("show"),
        tags=tags,
        address=lambda **changes: url_for("web.compare", **_merged(kept, changes)),
    )


def _merged(kept: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The address of this page with something changed; ``from_`` stands for the word that Python keeps."""
    return {**kept, **{name.rstrip("_") if name != "_anchor" else name: value for name, value in changes.items()}}


def _chosen(program: ProgramView) -> tuple[str, str]:
    """The versions of the address; by default the newest and the one before it."""
    numbers = [one.number for one in program.versions]
    to = request.args.get("to") or str(numbers[-1])
    before = [one for one in numbers if not to.isdecimal() or one < int(to)]
    return request.args.get("from") or str(before[-1] if before else numbers[0]), to
