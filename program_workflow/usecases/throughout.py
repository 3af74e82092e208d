"""A change throughout the text: every clause in which a word or phrase stands."""

from dataclasses import dataclass

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.throughout import Occurrence, find_phrase
from program_workflow.usecases.finding import find_program, find_version, language_in
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Place:
    """A clause that has the phrase. reference: its number, or what it is called without one."""

    clause_id: str
    reference: str
    language: str
    text: str
    occurrences: tuple[Occurrence, ...]


def find_places(w: Work, code: str, version: int, language: str, phrase: str) -> tuple[Place, ...]:
    """The clauses of a version in whose text the phrase stands, inflected forms too, in the order of the text.

    Fields are not searched: a body or a timeframe is changed by itself. Raises Invalid for an empty phrase.
    """
    permissions.need(w.actor, Permit.PROPOSE)
    program = find_program(w, code)
    text = load_text(w, find_version(w, program, version).id)
    language = language_in(program.languages, language)
    found = []
    for node in text.nodes:
        content = node.content(language)
        if content is not None and (occurrences := find_phrase(content.text, phrase)):
            found.append(Place(node.id, text.references[node.id], language, content.text, occurrences))
    return tuple(found)
