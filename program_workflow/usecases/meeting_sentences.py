"""The sentences of official documents about what a meeting decided, in English and Russian at once."""

from collections.abc import Mapping, Sequence
from typing import Final

from program_workflow.domain.amendment import Operation
from program_workflow.domain.cases import cases_of
from program_workflow.domain.clause import Fields
from program_workflow.domain.errors import N_
from program_workflow.domain.terms import AmendmentAction as A
from program_workflow.domain.terms import ClauseKind, OperationKind, VersionAction
from program_workflow.domain.text import Text
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, speaking
from program_workflow.phrases import FIELD_LABELS, name_clause, until_when
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import filing_version
from program_workflow.usecases.meeting_sight import said_in
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

LANGUAGES: Final = ("en", "ru")
#: First and last character of the block.
_CYRILLIC: Final = ("\u0400", "\u04ff")
_NBSP: Final = "\N{NO-BREAK SPACE}"
#: A quoted text in another language than that of the document says which.
_WORDED_IN: Final[Mapping[str, str]] = {"en": N_("in English"), "ru": N_("in Russian")}

_AGREED: Final[Mapping[OperationKind, str]] = {
    OperationKind.MODIFY: N_(
        "The delegations agreed {clause} of draft program {program} to read as follows{language}: "
        "“{text}” (amendment {number})."
    ),
    OperationKind.INSERT: N_(
        "The delegations agreed to supplement draft program {program}{after} with {new} "
        "reading{language}: “{text}” (amendment {number})."
    ),
    OperationKind.DELETE: N_(
        "The delegations agreed to delete {clause_genitive} from draft program {program} (amendment {number})."
    ),
    OperationKind.MOVE: N_(
        "The delegations agreed to move {clause_genitive} within draft program {program}{place} (amendment {number})."
    ),
}
_AD_REFERENDUM: Final[Mapping[OperationKind, str]] = {
    OperationKind.MODIFY: N_(
        "The delegations agreed ad referendum {clause} of draft program {program} to read as "
        "follows{language}: “{text}” (amendment {number})."
    ),
    OperationKind.INSERT: N_(
        "The delegations agreed ad referendum to supplement draft program {program}{after} with {new} "
        "reading{language}: “{text}” (amendment {number})."
    ),
    OperationKind.DELETE: N_(
        "The delegations agreed ad referendum to delete {clause_genitive} from draft program {program} "
        "(amendment {number})."
    ),
    OperationKind.MOVE: N_(
        "The delegations agreed ad referendum to move {clause_genitive} within draft program {program}{place} "
        "(amendment {number})."
    ),
}
_FIELDS_AGREED: Final[Mapping[A, str]] = {
    A.AGREE: N_(
        "The delegations agreed changes to {clause_genitive} of draft program {program}: {fields} (amendment {number})."
    ),
    A.AGREE_AD_REFERENDUM: N_(
        "The delegations agreed ad referendum changes to {clause_genitive} of draft program {program}: "
        "{fields} (amendment {number})."
    ),
}
_SEVERAL_AGREED: Final[Mapping[A, str]] = {
    A.AGREE: N_(
        "The delegations agreed amendment {number} to draft program {program} as a whole; it concerns: {clauses}."
    ),
    A.AGREE_AD_REFERENDUM: N_(
        "The delegations agreed ad referendum amendment {number} to draft program {program} as a whole; "
        "it concerns: {clauses}."
    ),
}
_NOT_SUPPORTED: Final = N_("Amendment {number} to {clause_dative} of draft program {program} was not supported.")
_NOT_SUPPORTED_NEW: Final = N_("Amendment {number}, which supplements draft program {program}, was not supported.")
_DEFERRED: Final = N_(
    "Consideration of amendment {number} to {clause_dative} of draft program {program} was deferred{until}."
)
_DEFERRED_NEW: Final = N_(
    "Consideration of amendment {number}, which supplements draft program {program}, was deferred{until}."
)
_VERSIONS: Final[Mapping[VersionAction, str]] = {
    VersionAction.CLOSE: N_("The taking of proposals on version {version} of draft program {program} was ended."),
    VersionAction.NEXT: N_(
        "Version {version} of draft program {program} was prepared; the agreed amendments are incorporated in it."
    ),
    VersionAction.TABLE: N_("Version {version} of draft program {program} was laid before the meeting."),
    VersionAction.FINALISE: N_("The delegations agreed draft program {program}, “{title}” (version {version})."),
}


def decision_on_amendment(
    w: Work, amendment: AmendmentRow, operations: Sequence[Operation], action: A, until: str | None = None
) -> dict[str, str]:
    """What was decided, in both languages."""
    text = load_text(w, amendment.version_id)
    program = w.get(ProgramRow, amendment.program_id)
    return {
        one: _decision(one, text, program, amendment, operations, action, until, worded=amendment.language)
        for one in LANGUAGES
    }


def agreed_so(w: Work, amendment: AmendmentRow, operation: Operation, action: A, language: str, worded: str) -> str:
    """What was agreed, quoting another text than the amendment's own: its twin, or what several ask for together."""
    text = load_text(w, amendment.version_id)
    program = w.get(ProgramRow, amendment.program_id)
    return _decision(language, text, program, amendment, [operation], action, None, worded=worded)


def quoted(said: str, language: str) -> str:
    """What a person wrote, for a document in this language; one that is written in the other says so.

    The language of free words is not kept, so that their letters tell it.
    """
    letters = [one for one in said if one.isalpha()]
    cyrillic = sum(_CYRILLIC[0] <= one <= _CYRILLIC[1] for one in letters)
    worded = "ru" if cyrillic * 2 > len(letters) else "en"
    if not letters or worded == language:
        return said
    return gettext(N_("{language}: “{said}”"), language=gettext(_WORDED_IN[worded]), said=said)


def _decision(
    language: str,
    text: Text,
    program: ProgramRow,
    amendment: AmendmentRow,
    operations: Sequence[Operation],
    action: A,
    until: str | None,
    *,
    worded: str,
) -> str:
    """worded: the language of the operations."""
    first = operations[0]
    with speaking(language):
        facts = {"number": amendment.number or "", "program": program.code, **clause_names(text, first, language)}
        facts["until"] = gettext(" (until: {until})", until=until_when(until)) if until else ""
        is_new = first.kind is OperationKind.INSERT
        match action:
            case A.REJECT:
                return gettext(_NOT_SUPPORTED_NEW if is_new else _NOT_SUPPORTED, **facts)
            case A.DEFER:
                return gettext(_DEFERRED_NEW if is_new else _DEFERRED, **facts)
        if len(operations) > 1:
            clauses = ", ".join(clause_names(text, one, language)["clause_nominative"] for one in operations)
            return gettext(_SEVERAL_AGREED[action], **facts, clauses=clauses)
        other = worded != language and worded in _WORDED_IN
        facts["language"] = f" ({gettext(_WORDED_IN[worded])})" if other else ""
        facts["text"] = first.text
        fields = _fields_said(first, action, facts)
        if first.kind is OperationKind.MODIFY and first.base is not None and first.base.text == first.text:
            return fields
        said = gettext((_AGREED if action is A.AGREE else _AD_REFERENDUM)[first.kind], **facts)
        return f"{said} {fields}".rstrip()


def _fields_said(operation: Operation, action: A, facts: Mapping[str, str]) -> str:
    """What is agreed beside the text: the fields that change, or those of a new clause; "" where there are none."""
    if operation.kind is OperationKind.INSERT:
        fields = field_words(Fields(), operation.fields)
        return gettext("The new clause names: {fields}.", fields=fields) if fields else ""
    if operation.kind is not OperationKind.MODIFY or operation.base is None:
        return ""
    fields = field_words(operation.base.fields, operation.fields)
    return gettext(_FIELDS_AGREED[action], **facts, fields=fields) if fields else ""


def clause_names(text: Text, operation: Operation, language: str) -> dict[str, str]:
    """What an operation is about, in every case a sentence may need; of an insertion what it stands after too."""
    anchor = operation.anchor
    there = anchor in text if anchor is not None else False
    is_new = operation.kind is OperationKind.INSERT
    kind = operation.clause_kind if is_new and operation.clause_kind else ClauseKind.PARAGRAPH
    if there and anchor is not None and not is_new:
        kind = text.node(anchor).kind
    reference = text.references[anchor] if there and anchor is not None else ""
    cases = cases_of(kind, language)
    after = ""
    if is_new and there and anchor is not None:
        beside = named(cases_of(text.node(anchor).kind, language).genitive, reference)
        under = operation.after is None and operation.parent == anchor
        after = gettext(", in {clause},", clause=beside) if under else gettext(", after {clause},", clause=beside)
    return {
        "place": _place(text, operation, language),
        "clause": named(cases.accusative, reference),
        "clause_nominative": named(label(kind, language), reference),
        "clause_genitive": named(cases.genitive, reference),
        "clause_dative": named(cases.dative, reference),
        "new": cases.new,
        "after": after,
    }


def _place(text: Text, operation: Operation, language: str) -> str:
    """Where a move puts its clause; "" of any other change."""
    beside = operation.after or operation.parent
    if operation.kind is not OperationKind.MOVE:
        return ""
    if beside is None or beside not in text:
        return "" if beside else gettext(", placing it at the beginning of the text")
    clause = named(cases_of(text.node(beside).kind, language).genitive, text.references[beside])
    if operation.after:
        return gettext(", placing it after {clause}", clause=clause)
    return gettext(", placing it first in {clause}", clause=clause)


def named(word: str, reference: str) -> str:
    """ "point 2.3"; a clause without a number by its place, in brackets."""
    said = name_clause(reference) if reference else ""
    if not said:
        return word
    return f"{word}{_NBSP}{said}" if said == reference else f"{word} ({said})"


def field_words(old: Fields, new: Fields) -> str:
    """The fields that changed, with what they say now."""
    found = []
    if old.executing_bodies != new.executing_bodies:
        found.append(("executing_bodies", "; ".join(new.executing_bodies)))
    if old.timeframe != new.timeframe:
        found.append(("timeframe", new.timeframe.text if new.timeframe else ""))
    if old.funding != new.funding:
        found.append(("funding", new.funding or ""))
    if old.label != new.label:
        found.append(("label", new.label or ""))
    found += [("", f"{heading}: {said}") for heading, said in new.other if (heading, said) not in old.other]
    return "; ".join(f"{gettext(FIELD_LABELS[name]).lower()} – “{said}”" if name else said for name, said in found)


def decision_on_version(program: ProgramRow, version: VersionRow, action: VersionAction) -> dict[str, str]:
    """What was decided on a version, in both languages."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            title = said_in(program.title, language)
            found[language] = gettext(_VERSIONS[action], version=version.number, program=program.code, title=title)
    return found


def text_stands(w: Work, program: ProgramRow, clause_id: str) -> dict[str, str]:
    """That a clause stays as it is, in both languages."""
    version = filing_version(w, program.id)
    text = load_text(w, version.id) if version else Text()
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            kind = text.node(clause_id).kind if clause_id in text else ClauseKind.PARAGRAPH
            name = named(cases_of(kind, language).accusative, text.references.get(clause_id, ""))
            found[language] = gettext(
                N_("The delegations agreed to keep {clause} of draft program {program} as it stands."),
                clause=name,
                program=program.code,
            )
    return found
