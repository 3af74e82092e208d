"""The format "program-workflow negotiation 1" (``docs/sample.md``): checked, and read into values of the domain."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from program_workflow.domain.clause import ClauseDraft, Fields, fields_from_json
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.meeting import DECIDES
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.terms import (
    AdviceKind,
    Audience,
    ClauseKind,
    EntryKind,
    OperationKind,
    OutsideChannel,
    PaperKind,
    Recommendation,
    RemarkKind,
    SignatureKind,
)
from program_workflow.domain.text import Text
from program_workflow.usecases.operations import OperationInput

FORMAT: Final = "program-workflow negotiation 1"
_OFFSET: Final = re.compile(r"([+-])P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


#: What every record of the file must have.
_NEEDED: Final[Mapping[str, Sequence[str]]] = {
    "delegations": ("code", "name_en", "name_ru"),
    "people": ("email", "name", "role"),
    "programs": ("code", "title", "languages", "clauses"),
    "steps": ("act", "by", "at"),
}
VERSION_ACTS: Final = (
    *("circulate", "extend", "close", "reissue", "finalise", "submit", "adopt", "return", "abandon"),
    "next_version",
)
AUTHOR_ACTS: Final = ("ask_approval", "approve", "submit", "request_late", "withdraw", "confirm_rebase")
DECIDER_ACTS: Final = (
    *("review", "return", "agree", "agree_ad_referendum", "reject", "defer"),
    *("reopen", "incorporate", "annul", "admit_late"),
)
PACKAGE_ACTS: Final = ("reopen_package", "conclude_package", "dissolve_package")
SILENCE_ACTS: Final = ("agree_silence", "break_silence", "extend_silence", "withdraw_silence")
CORRIGENDUM_ACTS: Final = ("object_corrigendum", "withdraw_corrigendum")
ADVICE_ACTS: Final = ("request_advice", "advise", "release_advice", "withdraw_advice_request")
SPONSOR_ACTS: Final = ("invite", "consent", "decline", "leave", "drop", "take_over")
COUNTER_ACTS: Final = ("accept_counter_text", "refuse_counter_text", "withdraw_counter_text")
MERGER_ACTS: Final = ("accept_merger", "refuse_merger", "withdraw_merger")
#: What an act of a meeting must have.
_NEEDED_AT_MEETINGS: Final[Mapping[str, Sequence[str]]] = {
    "plan_meeting": ("key", "title", "starts_on"),
    "invite_to_meeting": ("meeting", "delegation"),
    "agenda_item": ("meeting", "key", "title"),
    "announce_meeting": ("meeting",),
    "open_meeting": ("meeting",),
    "close_meeting": ("meeting",),
    "table_wording": ("meeting", "item", "key", "delegation", "language", "operations"),
    "read_out": ("meeting", "item", "amendment"),
    "decide_at_meeting": ("meeting", "item", "amendment", "decision"),
    "keep_text": ("meeting", "item", "clause"),
    "version_at_meeting": ("meeting", "item", "step"),
    "record": ("meeting", "kind", "text"),
    "draft_paper": ("meeting", "paper"),
    "revise_paper": ("meeting", "paper", "replace"),
    "adopt_paper": ("meeting", "paper"),
    "correct_outcome": ("meeting", "replace", "reason"),
}
#: What one of its values may be.
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "decision": frozenset(DECIDES),
    "paper": frozenset({PaperKind.MINUTES, PaperKind.OUTCOME}),
    "step": frozenset({"close", "next", "table", "finalise"}),
}
#: What a step must have beside that, by its act.
_NEEDED_BY_ACT: Final[Mapping[str, Sequence[str]]] = {
    "propose": ("key", "base_version", "language", "operations"),
    "position": ("kind",),
    "reopen_clause": ("clause", "reason"),
    "name_approver": ("person",),
    "comment": ("text", "audience"),
    "propose_position": ("kind",),
    "remark": ("key", "kind"),
    "answer_remark": ("remark", "text"),
    "withdraw_remark": ("remark",),
    "request_advice": ("kind", "due"),
    "advise": ("kind", "recommendation"),
    "release_advice": ("kind",),
    "withdraw_advice_request": ("kind",),
    "participant": ("delegation",),
    "answer_on_joining": ("kind",),
    "package": ("key", "title", "clauses"),
    "sign": ("version", "delegation", "kind"),
    "correct": ("version", "takes_effect_at", "corrections"),
    "silence": ("key", "version", "expires_at"),
    **dict.fromkeys(PACKAGE_ACTS, ("package",)),
    **dict.fromkeys(SILENCE_ACTS, ("silence",)),
    **dict.fromkeys(CORRIGENDUM_ACTS, ("version",)),
    "align": ("version", "clause"),
    **_NEEDED_AT_MEETINGS,
    **dict.fromkeys(VERSION_ACTS, ("version",)),
    **dict.fromkeys((*AUTHOR_ACTS, *DECIDER_ACTS), ("amendment",)),
    **dict.fromkeys(SPONSOR_ACTS, ("amendment", "delegation")),
    "offer_counter_text": ("amendment", "texts", "reason"),
    **dict.fromkeys(COUNTER_ACTS, ("amendment", "counter_text")),
    "merge": ("amendment", "into"),
    **dict.fromkeys(MERGER_ACTS, ("amendment",)),
}


_OFFERED: Final = frozenset(kind for kind, trait in TRAITS.items() if trait.offered)
#: What the kind of an act may be.
_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "position": _OFFERED,
    "propose_position": _OFFERED,
    "answer_on_joining": _OFFERED,
    "remark": frozenset(RemarkKind),
    **dict.fromkeys(ADVICE_ACTS, frozenset(AdviceKind)),
}


def check_format(negotiation: Mapping[str, Any]) -> None:
    """Raises Invalid with a pointer to the first thing that is not of the format."""
    if not isinstance(negotiation, Mapping) or negotiation.get("format") != FORMAT:
        raise Invalid(
            N_("This is no recorded negotiation: its format is not {format}."), pointer="/format", format=FORMAT
        )
    for name, needed in _NEEDED.items():
        records = negotiation.get(name)
        if name == "programs" and records is None:
            records = [negotiation.get("program")]
        if not isinstance(records, list):
            raise _wrong(f"/{name}")
        for place, record in enumerate(records):
            _need(record, needed, f"/{name}/{place}")
            if name == "programs":
                _check_clauses(record["clauses"], record["languages"], f"/{name}/{place}/clauses", set())
    for place, step in enumerate(negotiation["steps"]):
        _check_step(step, f"/steps/{place}")


def _wrong(pointer: str) -> Invalid:
    return Invalid(N_("{where} is missing or of a wrong form."), pointer=pointer, where=pointer)


def _need(record: Any, names: Sequence[str], pointer: str) -> None:
    if not isinstance(record, Mapping):
        raise _wrong(pointer)
    for name in names:
        if name not in record:
            raise _wrong(f"{pointer}/{name}")


def _check_clauses(clauses: Any, languages: Sequence[str], pointer: str, keys: set[str]) -> None:
    if not isinstance(clauses, list):
        raise _wrong(pointer)
    for place, clause in enumerate(clauses):
        here = f"{pointer}/{place}"
        _need(clause, ("key", "kind", "text"), here)
        _need(clause["text"], languages, f"{here}/text")
        if clause["kind"] not in set(ClauseKind):
            raise _wrong(f"{here}/kind")
        if clause["key"] in keys:
            raise Invalid(N_("The key {key} names two clauses."), pointer=f"{here}/key", key=str(clause["key"]))
        keys.add(clause["key"])
        _check_clauses(clause.get("children", []), languages, f"{here}/children", keys)


def _check_step(step: Mapping[str, Any], pointer: str) -> None:
    needed = _NEEDED_BY_ACT.get(step["act"])
    if needed is None:
        raise Invalid(N_("There is no act {act}."), pointer=f"{pointer}/act", act=str(step["act"]))
    _need(step, needed, pointer)
    if step["act"] in ADVICE_ACTS and "version" not in step:
        _need(step, ("amendment",), pointer)
    if step["act"] == "comment" and step["audience"] not in set(Audience):
        raise _wrong(f"{pointer}/audience")
    kinds = _KINDS.get(step["act"])
    if kinds is not None and step["kind"] not in kinds:
        raise _wrong(f"{pointer}/kind")
    if step["act"] == "advise" and step["recommendation"] not in set(Recommendation):
        raise _wrong(f"{pointer}/recommendation")
    if step.get("on_behalf") is not None:
        _need(step["on_behalf"], ("delegation", "channel", "received_at"), f"{pointer}/on_behalf")
        if step["on_behalf"]["channel"] not in set(OutsideChannel):
            raise _wrong(f"{pointer}/on_behalf/channel")
    if step["act"] == "sign" and step["kind"] not in set(SignatureKind):
        raise _wrong(f"{pointer}/kind")
    if step["act"] == "correct":
        for place, correction in enumerate(step["corrections"]):
            _need(correction, ("clause", "text"), f"{pointer}/corrections/{place}")
    if step["act"] in _NEEDED_AT_MEETINGS:
        for name, allowed in _WORDS.items():
            if name in step and step[name] not in allowed:
                raise _wrong(f"{pointer}/{name}")
    if step["act"] == "record" and step["kind"] not in set(EntryKind):
        raise _wrong(f"{pointer}/kind")
    if step["act"] == "circulate":
        _need(step, ("closes_at",), pointer)
    if step["act"] == "offer_counter_text" and not (
        isinstance(step["texts"], list) and all(isinstance(one, Mapping) for one in step["texts"])
    ):
        raise _wrong(f"{pointer}/texts")
    if step["act"] in COUNTER_ACTS and not isinstance(step["counter_text"], int):
        raise _wrong(f"{pointer}/counter_text")
    for place, operation in enumerate(step.get("operations", ())):
        here = f"{pointer}/operations/{place}"
        _need(operation, ("kind",), here)
        if operation["kind"] not in set(OperationKind):
            raise _wrong(f"{here}/kind")
        if operation["kind"] == OperationKind.INSERT:
            _need(operation, ("text",), here)


def programs_of(negotiation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    several = negotiation.get("programs")
    return list(several) if several is not None else [negotiation["program"]]


def joined(negotiations: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Several negotiations as one: who is in two of them once, and all steps in the order of time.

    Every step of each names its program. now: from which their offsets are counted.
    """
    first = negotiations[0]
    named = {"delegations": "code", "people": "email"}
    once = {
        kind: list({one[name]: one for each in negotiations for one in each[kind]}.values())
        for kind, name in named.items()
    }
    return {
        "format": FORMAT,
        "title": first.get("title", ""),
        "note": first.get("note", ""),
        **once,
        "programs": [program for each in negotiations for program in programs_of(each)],
        "steps": sorted((step for each in negotiations for step in each["steps"]), key=_instant(now)),
    }


def _instant(now: datetime) -> Callable[[Mapping[str, Any]], datetime]:
    return lambda step: instant_of(step["at"], now)


def instant_of(said: str, now: datetime) -> datetime:
    """An instant as the format writes it: RFC 3339, or a duration with a sign counted from now."""
    offset = _OFFSET.fullmatch(said)
    if offset is not None:
        sign, *parts = offset.groups()
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return now + span if sign == "+" else now - span
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(N_("{said} is no instant: 2011-03-01T12:00:00Z, or -P3D counted from now."), said=said)
    return found


def draft_of(clause: Mapping[str, Any], languages: Sequence[str], keys: list[str]) -> ClauseDraft:
    """A clause of the file; keys: filled in reading order."""
    keys.append(str(clause["key"]))
    texts = {language: (clause["text"][language], _fields(clause, language)) for language in languages}
    first = texts.pop(languages[0])
    return ClauseDraft(
        kind=ClauseKind(clause["kind"]),
        text=first[0],
        number=clause.get("number", ""),
        fields=first[1],
        children=tuple(draft_of(child, languages, keys) for child in clause.get("children", ())),
        texts=texts,
    )


def _fields(clause: Mapping[str, Any], language: str) -> Fields:
    return fields_from_json((clause.get("fields") or {}).get(language) or {})


def operation_of(one: Mapping[str, Any], text: Text, language: str, clauses: Mapping[str, str]) -> OperationInput:
    """An operation of the file. text: of the version it is written against. clauses: key → identity."""
    kind = OperationKind(one["kind"])

    def identity(name: str) -> str | None:
        if one.get(name) is None:
            return None
        found = clauses.get(one[name])
        if found is None:
            raise Invalid(N_("The file has no clause {key}."), key=one[name])
        return found

    parent = identity("parent")
    if kind is OperationKind.INSERT:
        return OperationInput(
            kind,
            text=one["text"],
            fields=one.get("fields"),
            parent_id=parent,
            after_clause_id=identity("clause"),
            clause_kind=ClauseKind(one["clause_kind"]) if one.get("clause_kind") else None,
        )
    clause = identity("clause")
    said = one.get("text")
    if one.get("replace") and clause is not None and clause in text:
        content = text.node(clause).content(language)
        said = replaced(content.text if content else "", one["replace"])
    return OperationInput(
        kind,
        clause,
        text=said,
        fields=one.get("fields"),
        parent_id=parent,
        after_clause_id=identity("after"),
    )


def replaced(text: str, pairs: Sequence[Sequence[str]]) -> str:
    """The text with each pair's first words replaced by its second. Raises Invalid unless they stand in it once."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise Invalid(
                N_("“{words}” stands in the clause {count} times, not once."), words=old, count=text.count(old)
            )
        text = text.replace(old, new)
    return text
