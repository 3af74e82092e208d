"""The settings of a program: title, rules of procedure, participants."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.deciding import rule_from, share_from
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.ladder import (
    CLAIM_DAYS,
    DEFAULT_CLAIM,
    DEFAULT_ESCALATION,
    ESCALATION_DAYS,
    MOST_DAYS,
    TURN_DAYS,
)
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, Abstention, DecisionRule, MajorityBase, Numbering
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import programs as changing
from program_workflow.usecases import reading
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.programs import DEFAULT_RULES, MOST_HOURS
from program_workflow.usecases.views import ProgramView
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.session import needs, open_reading, open_work

#: The rules a program may decide by, each with what it takes; the usual one first.
DECIDES: Final[Mapping[DecisionRule, str]] = {
    DecisionRule.CONSENSUS: N_("Agreed when nobody objects, nothing is reserved, and no position is missing."),
    DecisionRule.MAJORITY: N_("Agreed when more than half are in favour."),
    DecisionRule.QUALIFIED_MAJORITY: N_("Agreed when at least the share below is in favour."),
    DecisionRule.COORDINATOR: N_("Positions are recorded and decide nothing; for small drafts."),
}
OF_WHOM: Final[Mapping[MajorityBase, str]] = {
    MajorityBase.PARTICIPATING: N_("All delegations that take part and have not declared their disinterest."),
    MajorityBase.VOTING: N_("Those that agree or object, and those that do not object where these are counted."),
}
#: Rules in hours or days: the most, and what counts where a program says nothing.
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    TURN_DAYS: (MOST_DAYS, 0),
    ESCALATION_DAYS: (MOST_DAYS, DEFAULT_ESCALATION),
    CLAIM_DAYS: (MOST_DAYS, DEFAULT_CLAIM),
    "min_silence_hours": (MOST_HOURS, DEFAULT_RULES["min_silence_hours"]),
    "min_corrigendum_days": (MOST_HOURS // 24, DEFAULT_RULES["min_corrigendum_days"]),
}
ABSTAINS: Final[Mapping[Abstention, str]] = {
    Abstention.FOR: N_("Like a position in favour."),
    Abstention.IGNORED: N_("Neither in favour nor against."),
    Abstention.AGAINST: N_("Among those that voted, but not in favour."),
}


@bp.get("/programs/<code>/settings")
@needs(Permit.EDIT_PROGRAM)
def program_settings(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = reading.view_program(w, code)
    return _settings_page(found, _values(found))


@bp.post("/programs/<code>/settings")
@needs(Permit.EDIT_PROGRAM)
def save_program_settings(code: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = reading.view_program(w, code)
    try:
        with open_work() as w:
            place = forms.once(w, lambda: _save(w, found))
    except Invalid as refusal:
        ticked = {"unamended_not_objected": forms.is_ticked("unamended_not_objected")}
        return _settings_page(found, {**_values(found), **request.form, **ticked}, errors.field_errors(refusal))
    flash(gettext("The settings of the program are saved."), "done")
    return redirect(place, 303)


def _save(w: Any, found: ProgramView) -> str:
    titles = {code: forms.text(f"title-{code}").strip() for code in found.languages}
    marking = {code: forms.text(f"marking-{code}").strip() for code in LANGUAGES}
    if not any(titles.values()):
        raise Invalid(N_("Give the title of the program."), pointer=f"/title-{found.languages[0]}")
    changing.update_program(
        w,
        found.code,
        seen_revision=forms.seen_revision(),
        title={code: title for code, title in titles.items() if title},
        rules={
            **_decision(),
            "numbering": forms.text("numbering"),
            "min_window_hours": _whole("min_window_hours", MOST_HOURS),
            **_numbers(found),
            "marking": {code: words for code, words in marking.items() if words},
        },
    )
    return url_for("web.program", code=found.code)


def _decision() -> dict[str, Any]:
    """How is decided. Raises Invalid for a share that is none."""
    if "decision_rule" not in request.form:
        return {}
    share = forms.text("majority_share").replace(" ", "")
    if share and share_from(share) is None:
        raise Invalid(N_("Write a share of more than a half, as in 2/3 or 3/4."), pointer="/majority_share")
    return {
        "decision_rule": forms.text("decision_rule"),
        "majority_base": forms.text("majority_base"),
        "abstention": forms.text("abstention"),
        "unamended_not_objected": forms.is_ticked("unamended_not_objected"),
        **({"majority_share": share} if share else {}),
    }


def _whole(name: str, most: int) -> int:
    """A rule that is a number of hours or days. Raises Invalid."""
    given = forms.number(name)
    if given > most:
        raise Invalid(_TOO_MANY[most], pointer=f"/{name}", hours=most, days=most)
    return given


def _numbers(found: ProgramView) -> dict[str, int]:
    """The other rules that are numbers, where they change; an old page says nothing of them."""
    given = {name: _whole(name, most) for name, (most, _) in NUMBERS.items() if name in request.form}
    return {name: value for name, value in given.items() if value != found.rules.get(name, NUMBERS[name][1])}


_TOO_MANY: Final = {
    MOST_HOURS: N_("At most {hours} hours, which is a year."),
    MOST_HOURS // 24: N_("At most {days} days, which is a year."),
    MOST_DAYS: N_("At most {days} days."),
}


@bp.get("/programs/<code>/participants/<delegation>/end")
@needs(Permit.EDIT_PROGRAM)
def end_participation(code: str, delegation: str) -> ResponseReturnValue:
    """The page of consequences before a delegation leaves the program."""
    with open_reading() as w:
        found = reading.view_program(w, code)
    leaving = next((one for one in found.participants if one.code == delegation), None)
    if leaving is None:
        raise NotFound
    return context.render("pages/participant_end.html", program=found, leaving=leaving)


@bp.post("/programs/<code>/participants")
@needs(Permit.EDIT_PROGRAM)
def change_participant(code: str) -> ResponseReturnValue:
    """Names a delegation as taking part, or ends its part."""
    delegation = forms.text("delegation").strip()
    ends = forms.text("act") == "end"

    def act() -> str:
        changing.add_participant(w, code, delegation, until=w.now if ends else None)
        return url_for("web.program_settings", code=code)

    with open_work() as w:
        place = forms.once(w, act)
    said = N_("{delegation} no longer takes part.") if ends else N_("{delegation} takes part.")
    flash(gettext(said, delegation=delegation), "done")
    return redirect(place, 303)


def _values(found: ProgramView) -> dict[str, Any]:
    marking, rule = found.rules.get("marking") or {}, rule_from(found.rules)
    return {
        "decision_rule": rule.kind.value,
        "majority_share": found.rules.get("majority_share", "2/3"),
        "majority_base": rule.base.value,
        "abstention": rule.abstention.value,
        "unamended_not_objected": bool(found.rules.get("unamended_not_objected")),
        **{f"title-{code}": found.title.get(code, "") for code in found.languages},
        **{f"marking-{code}": marking.get(code, "") for code in LANGUAGES},
        "numbering": found.rules["numbering"],
        "min_window_hours": found.rules["min_window_hours"],
        **{name: found.rules.get(name, usual) for name, (_, usual) in NUMBERS.items()},
        "revision": found.revision,
    }


def _settings_page(
    found: ProgramView, values: Mapping[str, Any], problems: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    with open_reading() as w:
        known = [one for one in delegation_views(w).values() if one.index and not one.is_observer]
    taking_part = {one.code for one in found.participants}
    return context.render(
        "pages/program_settings.html",
        422 if problems else 200,
        program=found,
        values=values,
        problems=list(problems),
        wrong={field: message for message, field in problems},
        decides=_choices(DECIDES),
        of_whom=_choices(OF_WHOM),
        abstains=_choices(ABSTAINS),
        numberings=[(one.value, sentence(label(one, language()))) for one in Numbering],
        others=[one for one in known if one.code not in taking_part],
        language_names={"en": gettext("English"), "ru": gettext("Russian")},
    )


def _choices(explained: Mapping[Any, str]) -> list[tuple[str, str, str]]:
    return [(one.value, sentence(label(one, language())), gettext(why)) for one, why in explained.items()]
