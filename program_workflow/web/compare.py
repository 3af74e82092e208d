"""Two versions of a program side by side or as one redline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.i18n import gettext, language
from program_workflow.usecases import amendment_reading, bases, comparing, opening, reading
from program_workflow.usecases.bases import MISSING
from program_workflow.usecases.comparing import VersionComparison
from program_workflow.usecases.views import ProgramView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context
from program_workflow.web.clashes import Clash, clashes_by_clause
from program_workflow.web.clause_words import field_names, tags_of
from program_workflow.web.comparison_rows import rows_of
from program_workflow.web.comparison_words import alike_in, call_base, choices_from
from program_workflow.web.session import needs, note_opening, open_reading

#: Beyond so many live amendments the pages of the clauses say what collides.
MOST_LIVE: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """How the address wants the comparison shown. here: position of the current change. shown: clauses never folded."""

    view: str
    only_changed: bool
    ignores_typography: bool
    here: int | None
    shown: Sequence[str]


@bp.get("/programs/<code>/compare")
@needs(Permit.READ_PROGRAMS)
def compare(code: str) -> ResponseReturnValue:
    asked = _asked()
    with open_reading() as w:
        program = reading.view_program(w, code)
        from_, to = _chosen(program)
        found = comparing.compare_versions(
            w,
            code,
            from_,
            to,
            language=request.args.get("language") or language(),
            ignore_typography=asked.ignores_typography,
        )
        old = reading.view_version(w, code, found.from_.number, language=found.language)
        new = reading.view_version(w, code, found.to.number, language=found.language)
        offers = bases.offered_bases(w, code, new.number)
        clashes = _clashes(w, code, {old.number, new.number})
        tags = tags_of(w)
        due = opening.due_opening(w, code, new.number)
    note_opening(due)
    return context.render(
        "pages/compare.html",
        code=code,
        program=program,
        found=found,
        old=old,
        new=new,
        languages={one.id: one.language for one in old.clauses + new.clauses},
        clause_numbers={one.id: one.number for one in old.clauses + new.clauses},
        tags=tags,
        choices=choices_from(program, offers),
        called=call_base(found.base, new.number) if found.base else None,
        missing=[gettext(MISSING[base], version=new.number) for base, offer in offers.items() if offer is None],
        clashes=clashes,
        field_names=field_names(),
        alike=alike_in(found),
        **_laid_out(code, asked, found, [one.id for one in old.clauses]),
    )


def _asked() -> Asked:
    args = request.args
    at = args.get("at", "")
    return Asked(
        view="side" if args.get("view") == "side" else "inline",
        only_changed="changed" in args.getlist("only") or "only" not in args,
        ignores_typography=args.get("typography") == "ignore",
        here=int(at) if at.isdecimal() and len(at) < 7 else None,
        shown=args.getlist("show"),
    )


def _chosen(program: ProgramView) -> tuple[str, str]:
    """The versions of the address; by default the newest and the one before it."""
    numbers = [one.number for one in program.versions]
    to = request.args.get("to") or str(numbers[-1])
    before = [one for one in numbers if not to.isdecimal() or one < int(to)]
    return request.args.get("from") or str(before[-1] if before else numbers[0]), to


def _clashes(w: Work, code: str, versions: set[int]) -> Mapping[str, list[Clash]] | None:
    """Collisions of live amendments to either version, by clause, as far as the reader may know of them.

    None: they are too many to be held against each other for one page.
    """
    if not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return {}
    live = amendment_reading.live_amendments(w, code, versions, MOST_LIVE)
    if live is None:
        return None
    by_clause = clashes_by_clause(live)
    colliding = {clause: [one for one in clashes if not one.is_same] for clause, clashes in by_clause.items()}
    return {clause: clashes for clause, clashes in colliding.items() if clashes}


def _laid_out(code: str, asked: Asked, found: VersionComparison, old_order: Sequence[str]) -> dict[str, Any]:
    """The rows, and the addresses of this page with something changed."""
    rows = rows_of(found, old_order, only_changed=asked.only_changed, opened=asked.shown, here=asked.here)
    kept = {
        "from": found.base.base.value if found.base else found.from_.number,
        "to": found.to.number,
        "view": asked.view,
        "only": "changed" if asked.only_changed else "all",
        "language": found.language,
        "typography": "ignore" if asked.ignores_typography else None,
    }

    def address(**changes: Any) -> str:
        return url_for("web.compare", code=code, **{**kept, **changes})

    def place(name: str) -> str:
        """Where a clause stands on this page; one that is folded away is shown first."""
        if name in rows.hidden:
            return address(show=[*asked.shown, name], at=asked.here, _anchor=f"c-{name}")
        return f"#c-{name}"

    def permanent(name: str) -> str:
        """The address of a change that stays right: both numbers, whatever is folded or newer by then."""
        chosen: dict[str, Any] = {"from": found.from_.number, "to": found.to.number, "language": found.language}
        return url_for("web.compare", code=code, _anchor=f"c-{name}", **chosen)

    strip = [{**one, "url": place(one["at"])} for one in rows.strip]
    return {
        "asked": asked,
        "kept": kept,
        "rows": rows,
        "strip_sections": strip,
        "address": address,
        "place": place,
        "permanent": permanent,
    }
