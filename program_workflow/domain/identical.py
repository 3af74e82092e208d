"""Amendments that say the same, found among many."""

from collections.abc import Iterable, Sequence

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation, same_proposal
from program_workflow.domain.terms import OperationKind

#: Identity, language and operations of an amendment.
Proposal = tuple[str, str, Sequence[Operation]]
#: What two that say the same have in common: the language, and of each operation its kind and its words.
_Words = tuple[str, tuple[tuple[OperationKind, tuple[str, ...]], ...]]


def identical(proposals: Iterable[Proposal]) -> dict[str, tuple[str, ...]]:
    """The others that say the same as each, by `same_proposal`, in the order given; who has none is left out."""
    alike: dict[_Words, list[list[Proposal]]] = {}
    for one in proposals:
        groups = alike.setdefault(_words_of(one), [])
        group = next((each for each in groups if same_proposal(each[0][2], one[2])), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    named = [[name for name, _, _ in group] for groups in alike.values() for group in groups if len(group) > 1]
    return {name: tuple(other for other in names if other != name) for names in named for name in names}


def _words_of(proposal: Proposal) -> _Words:
    _, language, operations = proposal
    return language, tuple((one.kind, redline.saying(one.text)) for one in operations)
