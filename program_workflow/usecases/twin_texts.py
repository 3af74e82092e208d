"""The text of a program in another language, read from a file and laid beside the clauses that are there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from program_workflow.documents.transfer import understood_from_json, understood_to_json
from program_workflow.domain import permissions
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import N_, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.pairing import Candidate, Doubt, pair_twins
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, ClauseKind, VersionState
from program_workflow.domain.text import Content, Node, Text, content
from program_workflow.domain.twins import Difference, differences
from program_workflow.domain.understood import Understood
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import ProgramRow, UploadRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.aligning import give_texts, write_pairs
from program_workflow.usecases.alignment import Aligned
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.finding import find_program, latest_version
from program_workflow.usecases.importing import source_of
from program_workflow.usecases.texts import load_text, store_revisions
from program_workflow.usecases.work import Work

_TEXTS: Final = "texts"


class Outcome(StrEnum):
    """What keeping a file does to a clause."""

    NEW = "new"  # it had no text in this language
    REPLACES = "replaces"  # the text that was there lags, or was never circulated
    SAME = "same"
    STAYS = "stays"  # another text stands there, which only an amendment changes
    NO_TEXT = "no_text"  # the file has nothing for this clause
    NO_CLAUSE = "no_clause"  # the text has no clause for this part of the file


#: Those of which a text is kept.
KEPT: Final = frozenset({Outcome.NEW, Outcome.REPLACES})


@dataclass(frozen=True, slots=True)
class PairedText:
    """A clause beside what the file has for it. clause_id None, given None: one side alone.

    printed: the number the file gives it. here: the text in the language of the draft.
    """

    outcome: Outcome
    clause_id: str | None
    reference: str
    number: str
    kind: ClauseKind
    printed: str
    here: Content | None
    given: Content | None
    doubts: tuple[Doubt, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def is_kept(self) -> bool:
        return self.outcome in KEPT


@dataclass(frozen=True, slots=True)
class PairedFile:
    """A file against the newest version. draft_language: of the text it is laid beside."""

    program: str
    version: int
    revision: int
    language: str
    draft_language: str
    is_informational: bool
    items: tuple[PairedText, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome is outcome for one in self.items)

    @property
    def kept(self) -> tuple[PairedText, ...]:
        return tuple(one for one in self.items if one.is_kept)

    @property
    def unmatched(self) -> tuple[PairedText, ...]:
        return tuple(one for one in self.items if one.outcome in (Outcome.NO_TEXT, Outcome.NO_CLAUSE))


@dataclass(frozen=True, slots=True)
class TextsUpload:
    """A file that waits for its coordinator to look at it."""

    id: str
    name: str
    understood: Understood
    program: str
    language: str
    is_informational: bool


def pair_file(
    w: Work, code: str, understood: Understood, language: str, *, is_informational: bool = False
) -> PairedFile:
    """What keeping the file would do, clause by clause. Raises what keeping it would."""
    program, version = _ground(w, code, understood, language, is_informational=is_informational)
    return _paired(w, program, version, understood, language, is_informational)


def add_texts(
    w: Work,
    code: str,
    understood: Understood,
    language: str,
    *,
    is_informational: bool = False,
    without: Collection[str] = (),
    source: Mapping[str, Any] | None = None,
    seen_revision: int | None = None,
) -> PairedFile:
    """Keeps the texts of a file beside the clauses it was laid to; with it the language is one of the program.

    without: clauses whose text is not taken. is_informational: it is no authentic text, stands beside the
    version and is no part of it.
    """
    find_program(w, code)
    permissions.need(w.actor, Permit.ALIGN)
    w.lock(ProgramRow, find_program(w, code).id)
    program, version = _ground(w, code, understood, language, is_informational=is_informational)
    version = w.lock(VersionRow, version.id, seen_revision)
    made = _paired(w, program, version, understood, language, is_informational)
    given = {
        one.clause_id: one.given
        for one in made.kept
        if one.clause_id is not None and one.given is not None and one.clause_id not in without
    }
    if not given:
        raise Invalid(N_("Nothing in the file is a new text of this version."), pointer="/file")
    if is_informational:
        _translate(w, program, version, language, given)
        return made
    if language not in program.languages:
        program.languages = [*program.languages, language]
        if understood.title and language not in program.title:
            program.title = {**program.title, language: understood.title}
        w.session.flush()
        w.record("program", program.id, "edit", program_id=program.id, body={"facts": facts_of(program)})
    give_texts(w, "add_text", program, version, language, given, source=source)
    return made


def _translate(w: Work, program: ProgramRow, version: VersionRow, language: str, given: Mapping[str, Content]) -> None:
    text, draft = load_text(w, version.id), program.languages[0]
    store_revisions(w, ((language, text.node(one).kind, said) for one, said in given.items()))
    pairs = {
        one: {draft: text.node(one).contents[draft].hash, language: said.hash}
        for one, said in given.items()
        if draft in text.node(one).contents
    }
    write_pairs(w, "translate", program, version, pairs, language=language, is_informational=True)


def _ground(
    w: Work, code: str, understood: Understood, language: str, *, is_informational: bool
) -> tuple[ProgramRow, VersionRow]:
    program = find_program(w, code)
    permissions.need(w.actor, Permit.ALIGN)
    version = latest_version(w, program.id)
    if language not in LANGUAGES:
        raise Invalid(N_("A language is named by two letters, as en or ru."), pointer="/language")
    if language == program.languages[0]:
        raise Invalid(N_("The draft itself is in this language; replace its text instead."), pointer="/language")
    if not understood.clauses:
        raise Invalid(N_("There is no text in it."), pointer="/file")
    if is_informational:
        if language in program.languages:
            raise Invalid(N_("The text in this language is authentic."), pointer="/informational")
    elif version.state is not VersionState.WORKING:
        raise StepNotAllowed(
            N_("Version {version} is {state}; a text is added to a working version."),
            version=version.number,
            state=state_at(version.state, version.closes_at, w.now),
        )
    return program, version


def _paired(
    w: Work, program: ProgramRow, version: VersionRow, understood: Understood, language: str, is_informational: bool
) -> PairedFile:
    text, draft = load_text(w, version.id), program.languages[0]
    found = Aligned.of(w, program, version)
    drafts = list(_flat(understood.clauses))
    pairs = pair_twins(
        [_candidate(text, node, draft) for node in text.nodes],
        [Candidate(one.kind, one.number, level, one.text, one.fields) for one, level in drafts],
        (draft, language),
    )
    items = []
    for pair in pairs:
        node = text.nodes[pair.one] if pair.one is not None else None
        given = drafts[pair.other][0] if pair.other is not None else None
        one = _item(text, node, given, draft, language)
        items.append(replace(one, doubts=pair.doubts, outcome=_outcome(found, node, one.given, language)))
    return PairedFile(
        program=program.code,
        version=version.number,
        revision=version.revision,
        language=language,
        draft_language=draft,
        is_informational=is_informational,
        items=tuple(items),
    )


def _flat(clauses: Sequence[ClauseDraft], level: int = 0) -> Iterator[tuple[ClauseDraft, int]]:
    for one in clauses:
        yield one, level
        yield from _flat(one.children, level + 1)


def _candidate(text: Text, node: Node, language: str) -> Candidate:
    said = node.shown(language)[1]
    return Candidate(node.kind, node.number, text.depths[node.id], said.text, said.fields)


def _item(text: Text, node: Node | None, given: ClauseDraft | None, draft: str, language: str) -> PairedText:
    here = node.content(draft) if node is not None else None
    there = content(language, given.text, given.fields) if given is not None else None
    return PairedText(
        outcome=Outcome.NEW,
        clause_id=node.id if node is not None else None,
        reference=text.references[node.id] if node is not None else "",
        number=node.number if node is not None else "",
        kind=node.kind if node is not None else given.kind if given is not None else ClauseKind.PARAGRAPH,
        printed=given.number if given is not None else "",
        here=here,
        given=there,
        differences=differences(here, there, (draft, language)) if here is not None and there is not None else (),
    )


def _outcome(found: Aligned, node: Node | None, given: Content | None, language: str) -> Outcome:
    if node is None:
        return Outcome.NO_CLAUSE
    if given is None:
        return Outcome.NO_TEXT
    stands = node.content(language)
    if stands is None:
        return Outcome.NEW
    if stands.hash == given.hash:
        return Outcome.SAME
    return Outcome.REPLACES if found.may_supply(node.id, language) else Outcome.STAYS


# --- A file that waits to be looked at -------------------------------------------------------------------


def keep_texts_upload(
    w: Work, name: str, data: bytes, understood: Understood, code: str, language: str, *, is_informational: bool
) -> TextsUpload:
    """Keeps an upload for a day, for the person who sent it. Raises what keeping its texts would."""
    _ground(w, code, understood, language, is_informational=is_informational)
    asked = {"program": code, "language": language, "informational": is_informational}
    row = UploadRow(
        id=new_id(),
        user_id=w.actor.user_id,
        name=name,
        content=data,
        understood={_TEXTS: asked, "read": understood_to_json(understood)},
        at=w.now,
    )
    w.session.add(row)
    w.session.flush()
    return _upload(row)


def view_texts_upload(w: Work, upload_id: str) -> TextsUpload:
    return _upload(_own(w, upload_id))


def discard_texts_upload(w: Work, upload_id: str) -> TextsUpload:
    """The upload as it was, before it went."""
    row = _own(w, upload_id)
    found = _upload(row)
    w.session.delete(row)
    return found


def add_from_upload(w: Work, upload_id: str, *, without: Collection[str], seen_revision: int) -> PairedFile:
    """The texts of an upload, but of these clauses; the upload is gone with it."""
    row = _own(w, upload_id)
    asked = _upload(row)
    made = add_texts(
        w,
        asked.program,
        asked.understood,
        asked.language,
        is_informational=asked.is_informational,
        without=without,
        source=source_of(row.name, row.content),
        seen_revision=seen_revision,
    )
    w.session.delete(row)
    return made


def _own(w: Work, upload_id: str) -> UploadRow:
    row = w.session.get(UploadRow, upload_id)
    if row is None or row.user_id != w.actor.user_id or _TEXTS not in row.understood:
        raise NotFound
    return row


def _upload(row: UploadRow) -> TextsUpload:
    asked = row.understood[_TEXTS]
    return TextsUpload(
        row.id,
        row.name,
        understood_from_json(row.understood["read"]),
        asked["program"],
        asked["language"],
        asked["informational"],
    )
