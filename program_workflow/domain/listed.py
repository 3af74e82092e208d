"""An amendment as a list or a table of proposals gives it, before it is brought to its clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from program_workflow.domain.terms import ClauseKind, OperationKind


@dataclass(frozen=True, slots=True)
class ListedAmendment:
    """One amendment of a list, each word where the list has it.

    author: all who signed it. place: in the words of the list ("Article 5 – paragraph 1", «п. 2.3»), or
    the identity of a clause. old, new: the two columns. language: that it is written in, "" where the
    list does not tell. kind: None where it has to be seen from the columns. is_order: new says what is to
    be done instead of how the clause would read. fields: partial, as the API carries them. parent, after:
    where an inserted or moved clause would stand, named like place.
    """

    number: str = ""
    author: str = ""
    place: str = ""
    old: str = ""
    new: str = ""
    rationale: str = ""
    language: str = ""
    kind: OperationKind | None = None
    is_order: bool = False
    fields: Mapping[str, Any] | None = None
    clause_kind: ClauseKind | None = None
    parent: str = ""
    after: str = ""
