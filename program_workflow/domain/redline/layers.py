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
    found = []
    for run in redline_of_many(wording, [(_BASE, base), (_COUNTER, counter)]):
        in_wording = run.op != "+"
        in_base, in_counter = ((tag in run.tags) != in_wording for tag in (_BASE, _COUNTER))
        found.append(Layer(run.text, in_base, in_wording, in_counter))
    return tuple(found)
