"""The acts of meetings in a recorded negotiation; the format stands in ``docs/sample.md``."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from program_workflow.domain.errors import N_, NotFound
from program_workflow.domain.terms import AmendmentAction, EntryKind, OperationKind, PaperKind, VersionAction
from program_workflow.usecases import floor, floor_versions, meeting_entries, meetings, papers
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.floor import Answer
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meetings import About, Particulars
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.replay_format import operation_of, replaced
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

if TYPE_CHECKING:
    from program_workflow.usecases.replaying import Story

Act = Callable[["Story", Work, Mapping[str, Any]], None]


def _both(said: Mapping[str, str] | None) -> Both:
    return Both((said or {}).get("en", ""), (said or {}).get("ru", ""))


def _meeting(story: "Story", step: Mapping[str, Any]) -> str:
    found = story.meetings.get(step["meeting"])
    if found is None:
        raise NotFound(N_("The meeting {key} was not planned before."), key=str(step["meeting"]))
    return found


def _item(story: "Story", step: Mapping[str, Any]) -> str:
    found = story.items.get((step["meeting"], step.get("item", "")))
    if found is None:
        raise NotFound(N_("The item {key} is not on the agenda."), key=str(step.get("item")))
    return found


def _amendment(story: "Story", step: Mapping[str, Any], key: str) -> str:
    found = story.amendments.get((story.code_of(step), key))
    if found is None:
        raise NotFound(N_("The amendment {key} was not proposed before."), key=key)
    return found


def _day(story: "Story", said: str) -> str:
    """A day of the calendar, or that of an offset from the run."""
    return story.instant(said).date().isoformat() if said[:1] in "+-" else said


def _plan(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    starts = _day(story, step["starts_on"])
    said = Particulars(
        _both(step["title"]),
        starts,
        _day(story, step.get("ends_on") or starts),
        _both(step.get("place")),
        step.get("number"),
    )
    story.meetings[step["key"]] = meetings.plan(w, said).id


def _invite(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    codes = step["delegation"] if isinstance(step["delegation"], list) else [step["delegation"]]
    for code in codes:
        meetings.invite(
            w,
            _meeting(story, step),
            code,
            head=_both(step["head"]) if step.get("head") else None,
            attendees=step.get("attendees"),
            is_present=step.get("present"),
            seen_revision=None,
        )


def _agenda(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    row = meetings.add_item(w, _meeting(story, step), _both(step["title"]), _about(story, step), seen_revision=None)
    story.items[step["meeting"], step["key"]] = row.id


def _about(story: "Story", step: Mapping[str, Any]) -> list[About]:
    found = []
    for one in step.get("about", ()):
        code = one.get("program") or story.code_of(step)
        if one.get("amendment"):
            found.append(About(amendment=_amendment(story, {**step, "program": code}, one["amendment"])))
        elif one.get("clause"):
            found.append(About(program=code, clause=story.clauses[code].get(one["clause"], one["clause"])))
        else:
            found.append(About(program=code, version=one.get("version")))
    return found


def _step_of_meeting(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    act = {
        "announce_meeting": meetings.announce,
        "open_meeting": meetings.open_meeting,
        "close_meeting": meetings.close_meeting,
    }[step["act"]]
    act(w, _meeting(story, step), seen_revision=None)


def _table(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    code = story.code_of(step)
    base = filing_version(w, find_program(w, code).id)
    if base is None:
        raise NotFound
    text = load_text(w, base.id)
    inputs = [operation_of(one, text, step["language"], story.clauses[code]) for one in step["operations"]]
    row = floor.table_wording(
        w,
        _meeting(story, step),
        _item(story, step),
        code,
        inputs,
        delegation=step["delegation"],
        language=step["language"],
        rationale=step.get("rationale", ""),
    )
    story.amendments[code, step["key"]] = row.id
    for one, made in zip(step["operations"], load_operations(w, [row])[row.id], strict=True):
        if made.kind is OperationKind.INSERT and one.get("key"):
            story.clauses[code][one["key"]] = made.clause_id


def _read_out(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    answers = {code: Answer(one["kind"], one.get("reason", "")) for code, one in step.get("answers", {}).items()}
    floor.read_out(w, _meeting(story, step), _item(story, step), _amendment(story, step, step["amendment"]), answers)


def _decide(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    floor.decide(
        w,
        _meeting(story, step),
        _item(story, step),
        _amendment(story, step, step["amendment"]),
        AmendmentAction(step["decision"]),
        reason=step.get("reason", ""),
        until=step.get("until"),
        rejecting=[_amendment(story, step, one) for one in step.get("rejecting", ())],
    )


def _keep(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    code = story.code_of(step)
    clause = story.clauses[code].get(step["clause"], "")
    floor.keep_text(w, _meeting(story, step), _item(story, step), code, clause, reason=step.get("reason", ""))


def _version(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    floor_versions.take_step(
        w, _meeting(story, step), _item(story, step), story.code_of(step), VersionAction(step["step"])
    )


def _record(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    meeting, text = _meeting(story, step), _both(step["text"])
    item = _item(story, step) if step.get("item") else None
    match step["kind"]:
        case EntryKind.STATEMENT:
            meeting_entries.record_statement(w, meeting, item, step.get("delegation", ""), text)
        case EntryKind.NEXT_STEP:
            meeting_entries.record_next_step(w, meeting, item, text)
        case _:
            meeting_entries.record_decision(w, meeting, _item(story, step), text)


def _seen(w: Work, meeting_id: str, kind: PaperKind) -> int:
    try:
        return papers.find_paper(w, meeting_id, kind).current.number
    except NotFound:
        return 0


def _draft(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    """Drafted from what is recorded; or a text of its own, by language."""
    meeting, kind = _meeting(story, step), PaperKind(step["paper"])
    seen = _seen(w, meeting, kind)
    if step.get("text"):
        papers.write_paper(w, meeting, kind, _both(step["text"]), seen=seen, note=step.get("note", ""))
        return
    papers.write_drafted(w, meeting, kind, seen=seen)


def _revise(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    """The last revision with words replaced, by language."""
    meeting, kind = _meeting(story, step), PaperKind(step["paper"])
    view = papers.find_paper(w, meeting, kind)
    texts = _replaced(view.current.texts, step["replace"])
    papers.write_paper(w, meeting, kind, texts, seen=view.current.number, note=step.get("note", ""))


def _replaced(texts: Mapping[str, str], pairs: Mapping[str, Sequence[Sequence[str]]]) -> Both:
    return _both({language: replaced(said, pairs.get(language, ())) for language, said in texts.items()})


def _adopt(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    meeting, kind = _meeting(story, step), PaperKind(step["paper"])
    papers.adopt_paper(w, meeting, kind, seen=_seen(w, meeting, kind))


def _correct(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    meeting = _meeting(story, step)
    view = papers.find_paper(w, meeting, PaperKind.OUTCOME)
    papers.issue_corrigendum(w, meeting, _replaced(view.current.texts, step["replace"]), step["reason"])


ACTS: Final[Mapping[str, Act]] = {
    "plan_meeting": _plan,
    "invite_to_meeting": _invite,
    "agenda_item": _agenda,
    **dict.fromkeys(("announce_meeting", "open_meeting", "close_meeting"), _step_of_meeting),
    "table_wording": _table,
    "read_out": _read_out,
    "decide_at_meeting": _decide,
    "keep_text": _keep,
    "version_at_meeting": _version,
    "record": _record,
    "draft_paper": _draft,
    "revise_paper": _revise,
    "adopt_paper": _adopt,
    "correct_outcome": _correct,
}
