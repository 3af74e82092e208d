"""Positions: the matrix, what is missing, and the page on which one is taken or entered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, FileRefused, Invalid, StaleRevision, StepNotAllowed, TooLarge
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS, Stance
from program_workflow.domain.terms import OutsideChannel, PositionKind
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language, ngettext
from program_workflow.phrases import say
from program_workflow.storage import DelegationRow
from program_workflow.usecases import position_views, positions, reading
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.clause_reading import clause_page
from program_workflow.usecases.finding import find_program, participants_of
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.position_checks import Outside, Said
from program_workflow.usecases.position_views import PositionsView, PositionView
from program_workflow.usecases.silence_running import running_on
from program_workflow.usecases.views import ClauseView
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.amendment_words import shown_operations, title_of
from program_workflow.web.clause_words import clause_within, fields_shown, name_clause, scopes, tags_of, title_clause
from program_workflow.web.past import open_reading_as_of, past_of, typed_instant
from program_workflow.web.received import keep_scan
from program_workflow.web.session import needs, open_reading, open_work
from program_workflow.web.typed import outside_of

_Refusal = Invalid | StaleRevision | FileRefused | TooLarge
_OF_SAID: Final = ("kind", "reason", "due", "lifts_when", "except_words", "scope")
_FIELDS: Final = (*_OF_SAID, "delegation", "channel", "received_at", "reference")


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page shows beside the form. found: positions so far; None where they are too many.

    silenced: clauses or amendments it is on; None is every text of the version.
    """

    title: str
    action: str
    back: str
    path: Sequence[tuple[str, str]]
    program: str
    found: PositionsView | None = None
    revision: int | None = None
    hidden: Sequence[tuple[str, Any]] = ()
    shown: Sequence[tuple[str, Any]] = ()
    scopes: Sequence[tuple[str, str]] = ()
    silenced: Sequence[str] | None = None


@bp.get("/programs/<code>/positions")
@needs(Permit.READ_POSITIONS)
def positions_of_program(code: str) -> ResponseReturnValue:
    only_blocking = request.args.get("only_blocking", "") not in ("", "0")
    section, delegation = request.args.get("section") or None, request.args.get("delegation") or None
    chosen = {"only_blocking": "1" if only_blocking else "", "section": section or "", "delegation": delegation or ""}
    typed = typed_instant()
    if typed is not None:
        said: dict[str, Any] = {name: value for name, value in chosen.items() if value}
        return redirect(url_for("web.positions_of_program", code=code, as_of=typed, **said))
    with open_reading_as_of(code) as w:
        program = reading.view_program(w, code)
        found = position_views.matrix(w, code, only_blocking=only_blocking, section=section, delegation=delegation)
        clauses = program.filing.clauses if program.filing else 0
        tags = tags_of(w)
        past = past_of(w)
    return context.render(
        "pages/positions.html",
        program=program,
        found=found,
        total=clauses,
        only_blocking=only_blocking,
        chosen=chosen,
        named=lambda reference: sentence(name_clause(reference)),
        tags=tags,
        may_take=found.may_take and not past.at,
        past=past,
    )


@bp.get("/programs/<code>/missing")
@needs(Permit.READ_POSITIONS)
def missing(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        found = missing_in(w, code)
    return context.render(
        "pages/missing.html",
        program=program,
        found=found,
        silent=found.silent,
        standing=found.standing,
        named=lambda reference: sentence(name_clause(reference)),
    )


# --- Taking one --------------------------------------------------------------------------------------


@bp.get("/amendments/<amendment_id>/position")
@needs(Permit.READ_POSITIONS)
def position_on_amendment(amendment_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        positions.check_may_take(w)
        return _answer(w, _of_amendment(w, amendment_id))


@bp.post("/amendments/<amendment_id>/position")
@needs(Permit.READ_POSITIONS)
def take_on_amendment(amendment_id: str) -> ResponseReturnValue:
    def take(w: Work) -> str:
        seen, outside = forms.seen_revision(), outside_of(w)
        mine = position_views.of_amendment(w, amendment_id).mine
        position_views.check_seen_position(mine, request.form.get("seen_position"))
        said = _said_anew(mine)
        act_id = positions.position_on_amendment(w, amendment_id, said, seen_revision=seen, outside=outside)
        _keep_scan(w, act_id, outside)
        return url_for("web.amendment", amendment_id=amendment_id, _anchor="positions")

    return _take(take, lambda w: _of_amendment(w, amendment_id))


@bp.get("/programs/<code>/clauses/<clause_id>/position")
@needs(Permit.READ_POSITIONS)
def position_on_clause(code: str, clause_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        positions.check_may_take(w)
        return _answer(w, _of_clause(w, code, clause_id))


@bp.post("/programs/<code>/clauses/<clause_id>/position")
@needs(Permit.READ_POSITIONS)
def take_on_clause(code: str, clause_id: str) -> ResponseReturnValue:
    def take(w: Work) -> str:
        outside, version = outside_of(w), forms.number("version")
        mine = position_views.of_clause(w, code, clause_id, version=version).mine
        position_views.check_seen_position(mine, request.form.get("seen_position"))
        act_id = positions.position_on_clauses(
            w,
            code,
            _said_anew(mine),
            clauses=[clause_id],
            alone=forms.text("scope") != "under",
            seen_version=version,
            seen_revision=forms.text("clause_revision"),
            outside=outside,
        )
        _keep_scan(w, act_id, outside)
        return url_for("web.clause", code=code, clause_id=clause_id, _anchor="positions")

    return _take(take, lambda w: _of_clause(w, code, clause_id))


@bp.get("/programs/<code>/position")
@needs(Permit.READ_POSITIONS)
def position_on_version(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        positions.check_may_take(w)
        return _answer(w, _of_version(w, code))


@bp.post("/programs/<code>/position")
@needs(Permit.READ_POSITIONS)
def take_on_version(code: str) -> ResponseReturnValue:
    def take(w: Work) -> str:
        seen, outside = forms.number("version"), outside_of(w)
        act_id = positions.position_on_clauses(w, code, said_typed(), seen_version=seen, outside=outside)
        _keep_scan(w, act_id, outside)
        return url_for("web.positions_of_program", code=code)

    return _take(take, lambda w: _of_version(w, code))


@bp.get("/programs/<code>/positions/chosen")
@needs(Permit.READ_POSITIONS)
def position_on_chosen(code: str) -> ResponseReturnValue:
    """The clauses that were ticked in the matrix, by their places in the version it showed: an address has an end."""
    places = {int(one) for one in request.args.getlist("row") if one.isdecimal()}
    with open_reading() as w:
        positions.check_may_take(w)
        number = _filing(w, code)
        clauses = reading.view_version(w, code, number, language=language()).clauses
        chosen = [one for place, one in enumerate(clauses, 1) if place in places]
        if chosen and request.args.get("version") == str(number):
            return _answer(w, _of_texts(code, number, chosen))
    message = gettext("Another version has been circulated since.") if chosen else gettext("Tick the clauses first.")
    flash(message, "error")
    return redirect(url_for("web.positions_of_program", code=code), 303)


@bp.post("/programs/<code>/positions/chosen")
@needs(Permit.READ_POSITIONS)
def take_on_chosen(code: str) -> ResponseReturnValue:
    chosen = request.form.getlist("clause")

    def take(w: Work) -> str:
        if not chosen:
            raise Invalid(N_("Tick the clauses first."))
        seen, outside = forms.number("version"), outside_of(w)
        act_id = positions.position_on_clauses(
            w, code, said_typed(), clauses=chosen, alone=True, seen_version=seen, outside=outside
        )
        _keep_scan(w, act_id, outside)
        return url_for("web.positions_of_program", code=code)

    return _take(take, lambda w: _of_chosen(w, code, chosen))


def _take(take: Callable[[Work], str], page: Callable[[Work], _Page]) -> ResponseReturnValue:
    try:
        with open_work() as w:
            place = forms.once(w, lambda: take(w))
    except (Invalid, StaleRevision, FileRefused, TooLarge) as refusal:
        with open_reading() as w:
            return _answer(w, page(w), refusal)
    flash(gettext("The position is recorded. All delegations that take part can read it."), "done")
    return redirect(place, 303)


def _keep_scan(w: Work, act_id: str, outside: Outside | None) -> None:
    """The scan that was sent along with what a coordinator enters."""
    sent = request.files.get("file")
    if outside is not None and sent is not None and sent.filename:
        keep_scan(w, act_id)


def said_typed() -> Said:
    """The position as the form has it."""
    kind = forms.text("kind")
    if kind not in set(PositionKind):
        raise Invalid(N_("Choose a position."), pointer="/kind")
    return Said(
        PositionKind(kind),
        forms.text("reason").strip(),
        forms.text("due").strip() or None,
        forms.text("lifts_when").strip(),
        forms.text("except_words").strip(),
    )


def _said_anew(before: PositionView | None) -> Said:
    """The position as the form has it, less what the form still had of the one before and this kind does not say."""
    said = said_typed()
    if before is None or before.kind is said.kind:
        return said
    trait = TRAITS[said.kind]
    if trait.stance is not Stance.AGAINST and said.except_words == before.except_words:
        said = replace(said, except_words="")
    if trait.stance is not Stance.HELD and said.due == (before.due.isoformat() if before.due else None):
        said = replace(said, due=None)
    if trait.stance is not Stance.HELD and said.lifts_when == before.lifts_when:
        said = replace(said, lifts_when="")
    if trait.stance not in (Stance.AGAINST, Stance.HELD) and not trait.needs_reason and said.reason == before.reason:
        said = replace(said, reason="")
    return said


# --- The page ----------------------------------------------------------------------------------------


def _of_amendment(w: Work, amendment_id: str) -> _Page:
    view = view_amendment(w, amendment_id)
    back = url_for("web.amendment", amendment_id=amendment_id)
    lines = redline_of_amendment(w, amendment_id)
    return _Page(
        title=gettext("Position on {amendment}", amendment=view.number or title_of(view)),
        action=url_for("web.take_on_amendment", amendment_id=amendment_id),
        back=back,
        path=(*_path(view.program_code), (title_of(view), back)),
        found=position_views.of_amendment(w, amendment_id),
        program=view.program_code,
        silenced=(amendment_id,),
        revision=view.revision,
        shown=(("operations", shown_operations(lines.operations)), ("lang", view.language)),
    )


def _of_clause(w: Work, code: str, clause_id: str) -> _Page:
    page = clause_page(w, code, clause_id, version=_filing(w, code), language=language())
    clause, back = page.clause, url_for("web.clause", code=code, clause_id=clause_id)
    under = {clause_id}
    for one in reading.view_version(w, code, page.version_number).clauses:  # parents come first
        under |= {one.id} if one.parent_id in under else set()
    return _Page(
        title=gettext(
            "Position on {clause}, version {version}",
            clause=clause_within(clause),
            version=page.version_number,
        ),
        action=url_for("web.take_on_clause", code=code, clause_id=clause_id),
        back=back,
        path=(*_path(code), (title_clause(clause), back)),
        found=position_views.of_clause(w, code, clause_id, version=page.version_number),
        program=code,
        hidden=(("version", page.version_number), ("clause_revision", clause.revision)),
        shown=(("clause", clause), ("fields_shown", fields_shown)),
        scopes=scopes(has_more=len(under) > 1),
        silenced=sorted(under),
    )


def _of_chosen(w: Work, code: str, chosen: Sequence[str]) -> _Page:
    number, ticked = _filing(w, code), set(chosen)
    clauses = reading.view_version(w, code, number, language=language()).clauses
    return _of_texts(code, number, [one for one in clauses if one.id in ticked])


def _of_texts(code: str, number: int, texts: Sequence[ClauseView]) -> _Page:
    back = url_for("web.positions_of_program", code=code)
    return _Page(
        title=ngettext(
            "Position on {n} clause of version {version}",
            "Position on {n} clauses of version {version}",
            len(texts),
            version=number,
        ),
        action=url_for("web.take_on_chosen", code=code),
        back=back,
        path=(*_path(code), (gettext("Positions"), back)),
        program=code,
        hidden=(("version", number), *(("clause", one.id) for one in texts)),
        shown=(("texts", texts), ("fields_shown", fields_shown), ("named", title_clause)),
        silenced=[one.id for one in texts],
    )


def _of_version(w: Work, code: str) -> _Page:
    number = _filing(w, code)
    back = url_for("web.positions_of_program", code=code)
    return _Page(
        title=gettext("Position on the whole of version {version}", version=number),
        action=url_for("web.take_on_version", code=code),
        back=back,
        path=(*_path(code), (gettext("Positions"), back)),
        program=code,
        hidden=(("version", number),),
    )


def _filing(w: Work, code: str) -> int:
    """The number of the version positions are taken on."""
    filing = reading.view_program(w, code).filing
    if filing is None:
        raise StepNotAllowed(positions.NOT_CIRCULATED)
    return filing.number


def _path(code: str) -> tuple[tuple[str, str], ...]:
    return ((gettext("Programs"), url_for("web.programs")), (code, url_for("web.program", code=code)))


def _answer(w: Work, page: _Page, refusal: _Refusal | None = None) -> ResponseReturnValue:
    problems = _problems(refusal)
    members = participants_of(w, find_program(w, page.program).id) if w.actor.is_coordinator else []
    shown = {"operations": None, "clause": None, "texts": None, "lang": language(), **dict(page.shown)}
    return context.render(
        "pages/position.html",
        errors.STATUSES[refusal.code] if refusal else 200,
        page=page,
        hidden=page.hidden,
        for_others=[(one.code, f"{one.code} {_name(one)}") for one in members if not one.is_observer],
        channels=[(one.value, sentence(label(one, language()))) for one in OutsideChannel],
        kinds=[
            (kind.value, _kind(kind))
            for kind, trait in TRAITS.items()
            if trait.offered and (not trait.converts or _may_convert(w, page))
        ],
        typed=_typed(page),
        problems=problems,
        wrong={field: message for message, field in problems},
        tags=tags_of(w),
        zone=context.timezone(),
        running=running_on(w, page.program, page.silenced),
        **shown,
    )


def _may_convert(w: Work, page: _Page) -> bool:
    """Whether a reservation stands here that could be converted; a coordinator enters what was received."""
    if page.revision is not None:  # an amendment
        return False
    if w.actor.is_coordinator or page.found is None:
        return True
    mine = page.found.mine
    return mine is not None and (TRAITS[mine.kind].converts or TRAITS[mine.kind].stance is Stance.HELD)


def _name(one: DelegationRow) -> str:
    return one.name_ru if language() == "ru" else one.name_en


def _kind(kind: PositionKind) -> str:
    if TRAITS[kind].converts:
        return gettext("Convert into a reservation on signing")
    return gettext("Takes its position back") if kind is PositionKind.NONE else sentence(label(kind, language()))


def _problems(refusal: _Refusal | None) -> list[tuple[str, str]]:
    if isinstance(refusal, FileRefused | TooLarge):
        return [(say(refusal, context.timezone()), "file")]
    if isinstance(refusal, StaleRevision):
        return [(say(refusal, context.timezone()), "")]
    return errors.field_errors(refusal) if refusal is not None else []


def _typed(page: _Page) -> dict[str, str]:
    """What was typed; at first what the delegation says now, so that one thing of it can be changed."""
    if request.method == "POST":
        return {name: forms.text(name) for name in _FIELDS}
    typed = dict.fromkeys(_FIELDS, "") | {"scope": "clause", "channel": OutsideChannel.LETTER.value}
    mine = page.found.mine if page.found else None
    converts = request.args.get("kind", "") == PositionKind.RESERVATION_ON_SIGNING
    if converts:
        return typed | {"kind": PositionKind.RESERVATION_ON_SIGNING.value, "reason": mine.reason if mine else ""}
    if mine is not None and mine.kind is not PositionKind.NONE:
        typed |= {"kind": mine.kind.value, "reason": mine.reason, "lifts_when": mine.lifts_when}
        typed |= {"except_words": mine.except_words, "due": mine.due.isoformat() if mine.due else ""}
    return typed
