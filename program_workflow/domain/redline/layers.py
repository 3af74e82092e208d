"""Three texts as one redline: a base, a wording that changes it, and a change proposed to that wording."""

from dataclasses import dataclass

from program_workflow.domain.redline.many import redline_of_many

_BASE, _COUNTER = "base", "counter"


@dataclass(frozen=True, slots=True)
class Layer:
    """Whole words, and in which of the three texts they stand."""

    text: str
    in_base: bool
    in_wording: bool
    in_counter: bool


def layered(base: str, wording: str, counter: str) -> tuple[Layer, ...]:
    """The three texts as one; the runs that stand in a text, put together, are that text exactly.

    It is the redline of the wording against both of its neighbours: what the base lacks of it was
    inserted by the wording, what the counter-text lacks is taken out again.
    """
    found: list[Layer] = []
    for run in redline_of_many(wording, [(_BASE, base), (_COUNTER, counter)]):
        in_wording = run.op != "+"
        in_base, in_counter = ((tag in run.tags) != in_wording for tag in (_BASE, _COUNTER))
        _put(found, Layer(run.text, in_base, in_wording, in_counter))
    return tuple(found)


def _put(found: list[Layer], one: Layer) -> None:
    """Deletions before insertions: what an earlier text says stands first, past what it shares no text with."""
    at = len(found)
    while at and not _meet(found[at - 1], one) and _rank(one) < _rank(found[at - 1]):
        at -= 1
    found.insert(at, one)


def _meet(first: Layer, second: Layer) -> bool:
    return any(
        mine and theirs
        for mine, theirs in (
            (first.in_base, second.in_base),
            (first.in_wording, second.in_wording),
            (first.in_counter, second.in_counter),
        )
    )


def _rank(one: Layer) -> int:
    return 0 if one.in_base else 1 if one.in_wording else 2
