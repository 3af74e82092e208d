"""A file of proposals: read, brought to a version, and kept aside until a person has decided what becomes drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select

from program_workflow.documents.revisions import read_revised
from program_workflow.documents.word_writer import write_word
from program_workflow.domain import permissions
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.edits import in_order, words_of_clause
from program_workflow.domain.errors import N_, FileRefused, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.landing import Landing
from program_workflow.domain.permissions import Permit
from program_workflow.domain.placing import carry_over
from program_workflow.domain.revised import DocumentComment, Identity
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.text import Text
from program_workflow.domain.understood import Left, Understood
from program_workflow.storage import DelegationRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import (
    filing_version,
    find_program,
    find_version,
    language_in,
    outside_of,
    view_of_delegation,
    visible_versions,
)
from program_workflow.usecases.proposal_authors import Author, read_as_one, taken_for, takers
from program_workflow.usecases.proposal_readers import Brought, Onto, ProposalsFile, read_proposals
from program_workflow.usecases.publishing import publish
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: Versions a file is held against to say which it fits best.
_MOST_COMPARED: Final = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said about a file. base_version: the version it was made from. authors: author → code.

    delegation: whose file it is, as a coordinator says it.
    """

    base_version: int | None = None
    language: str | None = None
    delegation: str | None = None
    authors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file brings to a program; nothing of it is kept as a draft yet.

    base: number of the version it was held against; made_from: the one it names itself. version: the
    newest circulated one, on which the landing stands. fits: (version, share of the clauses of the
    file that it has word for word), best first. taken: author, or several read as one → delegation.
    """

    code: str
    name: str
    language: str
    base: int
    version: int
    made_from: int | None
    fits: Sequence[tuple[int, float]]
    authors: Sequence[Author]
    taken: Mapping[str, str | None]
    landing: Landing
    comments: Sequence[DocumentComment] = ()
    left_out: Mapping[Left, int] = field(default_factory=dict)


def read_and_land(w: Work, code: str, name: str, data: bytes, asked: Asked | None = None) -> Arrival:
    """Reads a file and brings every change in it to its clause.

    Raises FileRefused, TooLarge; Invalid for a version or delegation that cannot be meant.
    """
    asked = asked or Asked()
    program = find_program(w, code)
    permissions.need(w.actor, Permit.PROPOSE)
    if refusal := outside_of(w, program, w.actor.delegation_id):
        raise refusal
    takers(w, program)
    filing = filing_version(w, program.id)
    if filing is None:
        raise StepNotAllowed(N_("Amendments are made to a circulated version."))
    file = ProposalsFile(name, data)
    made_from = _made_from(w, program, file)
    base = _base(w, program, asked.base_version) or made_from or filing
    language = language_in(program.languages, asked.language or file.language)
    onto = Onto(load_text(w, base.id), language, _exported(w, code, base, language) if base is made_from else None)
    brought = read_proposals(file, onto)
    names = _authors(brought)
    known = [view_of_delegation(one) for one in w.session.scalars(select(DelegationRow))]
    taken = taken_for(w, program, names, asked.authors, asked.delegation, known)
    together = read_as_one(taken)
    counts = brought.counts
    if together and brought.counts:
        brought = read_proposals(replace(file, names=together), onto)
    landing = brought.landing
    if base.id != filing.id:
        landing = carry_over(landing, onto.text, load_text(w, filing.id), language)
    return Arrival(
        code=code,
        name=name,
        language=language,
        base=base.number,
        version=filing.number,
        made_from=made_from.number if made_from is not None else None,
        fits=() if made_from is not None else _fits(w, program, brought.original, language),
        authors=tuple(Author(one, taken[one], counts.get(one, {})) for one in names),
        taken={**taken, **{group: taken[author] for author, group in together.items()}},
        landing=landing,
        comments=brought.comments,
        left_out=brought.left_out,
    )


def _made_from(w: Work, program: ProgramRow, file: ProposalsFile) -> VersionRow | None:
    """The version that the file carries the identity of. Raises FileRefused for one of another program."""
    said: Identity | None = file.identity
    if said is None:
        return None
    if said.program != program.code:
        raise FileRefused(
            N_("{name} was made from version {version} of {other}, not of {program}. Nothing was taken."),
            name=file.name,
            version=said.version,
            other=said.program,
            program=program.code,
        )
    try:
        version = find_version(w, program, said.version)
    except NotFound:
        return None
    return version if version.text_hash == said.text_hash else None


def _base(w: Work, program: ProgramRow, number: int | None) -> VersionRow | None:
    if number is None:
        return None
    try:
        return find_version(w, program, number)
    except NotFound:
        raise Invalid(N_("There is no version {version}."), pointer="/base_version", version=number) from None


def _exported(w: Work, code: str, version: VersionRow, language: str) -> Any:
    """What our own file of the version says when it is read: what the writer adds is no edit."""

    def read() -> Understood:
        written = write_word(publish(w, code, version.number, language=language))
        return read_revised("version.docx", written, language=language).final

    return read


def _authors(brought: Brought) -> list[str]:
    """In the order they are met, each once."""
    landing = brought.landing
    landed, unlanded = ([one.author for one in landing.proposals], [one.author for one in landing.unlanded])
    named = [*brought.counts, *landed, *unlanded]
    return list(dict.fromkeys(named))


def _fits(w: Work, program: ProgramRow, original: Understood | None, language: str) -> tuple[tuple[int, float], ...]:
    """How much of the file each of the newest circulated versions has word for word; nothing for the only one."""
    versions = [one for one in visible_versions(w, program) if one.opened_at is not None][-_MOST_COMPARED:]
    if original is None or len(versions) < 2:
        return ()
    said = [_folded(words_of_clause(one.clause)) for one in in_order(original.clauses)]
    found = []
    for version in versions:
        there = _clauses(load_text(w, version.id), language)
        found.append((version.number, round(sum(one in there for one in said) / max(len(said), 1), 3)))
    return tuple(sorted(found, key=lambda pair: (-pair[1], -pair[0])))


def _clauses(text: Text, language: str) -> set[str]:
    shown = (node.content(language) for node in text.nodes)
    return {
        _folded(words_of_clause(ClauseDraft(ClauseKind.POINT, one.text, fields=one.fields))) for one in shown if one
    }


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
