"""Acts of a recorded negotiation that lead from agreement to adoption: packages, silence, signatures, corrigenda."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.terms import OutsideChannel, PackageAction, PositionKind, SignatureKind, SilenceAction
from program_workflow.usecases import corrigenda, packages, signing, silence_answers, silences
from program_workflow.usecases.replay_format import CORRIGENDUM_ACTS, PACKAGE_ACTS, SILENCE_ACTS
from program_workflow.usecases.work import Work

if TYPE_CHECKING:
    from program_workflow.usecases.replaying import Story


def clause_named(story: "Story", step: Mapping[str, Any], key: str) -> str:
    found = story.clauses[story.code_of(step)].get(key)
    if found is None:
        raise Invalid(N_("The file has no clause {key}."), key=key)
    return found


def amendment_named(story: "Story", step: Mapping[str, Any]) -> str:
    found = story.amendments.get((story.code_of(step), step.get("amendment", "")))
    if found is None:
        raise NotFound(N_("The amendment {key} was not proposed before."), key=str(step.get("amendment")))
    return found


def _made(story: "Story", step: Mapping[str, Any], name: str) -> str:
    """The package or silence procedure that a step is about."""
    found = story.made.get((story.code_of(step), f"{name}:{step.get(name)}"))
    if found is None:
        raise NotFound(N_("{key} was not made before."), key=str(step.get(name)))
    return found


def _package(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    code = story.code_of(step)
    clauses = [clause_named(story, step, key) for key in step["clauses"]]
    story.made[code, f"package:{step['key']}"] = packages.make(w, code, step["title"], clauses).id


def _package_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    action = PackageAction(step["act"].removesuffix("_package"))
    code, made = story.code_of(step), _made(story, step, "package")
    packages.take_step(w, code, made, action, seen_revision=None, reason=step.get("reason", ""))


def _silence(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    """Prepared and announced at once, on a version or on clauses of it."""
    code, ends = story.code_of(step), story.instant(step["expires_at"])
    clauses = [clause_named(story, step, key) for key in step.get("clauses", ())]
    row = silences.prepare(w, code, expires_at=ends, version=None if clauses else step["version"], clauses=clauses)
    silences.take_step(w, row.id, SilenceAction.ANNOUNCE, seen_revision=None)
    story.made[code, f"silence:{step['key']}"] = row.id


def _silence_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    made, reason = _made(story, step, "silence"), step.get("reason", "")
    match step["act"]:
        case "agree_silence":
            silence_answers.agree(w, made)
        case "break_silence":
            silence_answers.break_silence(w, made, reason, kind=PositionKind(step.get("kind", "objects")))
        case "extend_silence":
            ends = story.instant(step["expires_at"])
            silences.take_step(w, made, SilenceAction.EXTEND, seen_revision=None, reason=reason, expires_at=ends)
        case _:
            silences.take_step(w, made, SilenceAction.WITHDRAW, seen_revision=None, reason=reason)


def _sign(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    line = signing.Signing(
        step["delegation"],
        SignatureKind(step["kind"]),
        step.get("text", ""),
        step.get("place", ""),
        step.get("signed_on"),
        OutsideChannel(step["channel"]) if step.get("channel") else None,
        step.get("reference", ""),
    )
    signing.enter_signature(w, story.code_of(step), step["version"], line, seen_revision=None)


def _correct(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    corrections = [
        corrigenda.CorrectionInput(
            clause_named(story, step, one["clause"]), one["text"], one.get("fields"), one.get("language")
        )
        for one in step["corrections"]
    ]
    made = corrigenda.propose(
        w,
        story.code_of(step),
        step["version"],
        corrections,
        takes_effect_at=story.instant(step["takes_effect_at"]),
        reason=step.get("reason", ""),
        seen_revision=None,
    )
    story.made[story.code_of(step), f"version:{step['version']}"] = made.id


def _corrigendum_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    """To the corrigendum proposed last to a version."""
    made, reason = _made(story, step, "version"), step.get("reason", "")
    if step["act"] == "object_corrigendum":
        corrigenda.object_to(w, made, reason)
    else:
        corrigenda.withdraw(w, made, reason, seen_revision=None)


AGREEING: Final[Mapping[str, Callable[["Story", Work, Mapping[str, Any]], None]]] = {
    "package": _package,
    **dict.fromkeys(PACKAGE_ACTS, _package_step),
    "silence": _silence,
    **dict.fromkeys(SILENCE_ACTS, _silence_step),
    "sign": _sign,
    "correct": _correct,
    **dict.fromkeys(CORRIGENDUM_ACTS, _corrigendum_step),
}
