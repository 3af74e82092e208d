"""Makes the text of a program from what lists of amendments quote of it: a clause for each place they name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from program_workflow.domain.clause import NO_FIELDS, ClauseDraft
from program_workflow.domain.directions import says_nothing
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.numbered import label_of
from program_workflow.domain.places import PlaceName, Step, Unit, read_place
from program_workflow.domain.terms import ClauseKind

#: (unit, label) from the outermost to the innermost.
Path = tuple[tuple[Unit, str], ...]

_KINDS: Final = {
    Unit.TITLE: (ClauseKind.TITLE, ""),
    Unit.RECITAL: (ClauseKind.PREAMBLE, "({})"),
    Unit.CHAPTER: (ClauseKind.HEADING, "Chapter {}"),
    Unit.SECTION: (ClauseKind.HEADING, "Section {}"),
    Unit.ARTICLE: (ClauseKind.HEADING, "Article {}"),
    Unit.PARAGRAPH: (ClauseKind.PARAGRAPH, "{}."),
    Unit.SUBPARAGRAPH: (ClauseKind.PARAGRAPH, ""),
    Unit.POINT: (ClauseKind.POINT, "({})"),
    Unit.ANNEX: (ClauseKind.ANNEX, "Annex {}"),
}
_TITLE: Final = re.compile(r"[^.:;]{3,200}")
_NUMBER: Final = re.compile(r"(article|artículo|artikel)\s+\d+", re.IGNORECASE)


@dataclass(slots=True)
class _Quoted:
    """A clause as it grows. numbered: its words are quoted with their number, as far as they are."""

    texts: dict[str, str] = field(default_factory=dict)
    numbered: bool | None = None
    children: dict[tuple[Unit, str], "_Quoted"] = field(default_factory=dict)

    def inner(self, step: tuple[Unit, str]) -> "_Quoted":
        return self.children.setdefault(step, _Quoted())

    def say(self, language: str, text: str, *, numbered: bool) -> None:
        if text and language not in self.texts:
            self.texts[language] = text
        self.numbered = numbered if self.numbered is None else self.numbered or numbered


def quoted_text(listed: Sequence[ListedAmendment], languages: Sequence[str]) -> tuple[ClauseDraft, ...]:
    """The clauses that are quoted, in each language that quotes them; "" where the first language does not.

    Clauses of which only the place is known stand without words.
    """
    root = _Quoted()
    ordered = sorted(listed, key=lambda one: _whole_first(read_place(one.place)), reverse=True)
    for one in ordered:
        name = read_place(one.place)
        if name.steps:
            _quote(root, name, one)
    return tuple(_drafts(root, languages))


def _whole_first(name: PlaceName) -> tuple[int, bool]:
    """Single clauses before the wholes they belong to: their words are quoted the more exactly."""
    return len(name.steps), name.is_part


def _path(steps: Sequence[Step]) -> Path:
    """Without a first subparagraph, which is the paragraph itself."""
    return tuple(
        (step.unit or Unit.PARAGRAPH, f"{step.label}{step.more}")
        for step in steps
        if not (step.unit is Unit.SUBPARAGRAPH and step.label == "1" and not step.more)
    )


def _quote(root: _Quoted, name: PlaceName, one: ListedAmendment) -> None:
    steps = list(name.steps)
    if name.is_new:
        if not steps[-1].more:
            steps.pop()  # nothing is said of the clause it follows
        else:
            steps[-1] = Step(steps[-1].unit, steps[-1].label)
    at = root
    path = _path(steps)
    for step in path:
        at = at.inner(step)
    if name.is_new or says_nothing(one.old) or not path:
        return
    lines = [line.strip() for line in one.old.split("\n") if line.strip()]
    if name.is_title or path[-1][0] in (Unit.TITLE, Unit.RECITAL) or len(lines) == 1:
        label, text = label_of(one.old)
        matches = label == path[-1][1]
        at.say(one.language, text if matches else one.old.strip(), numbered=matches)
    else:
        _quote_lines(at, path[-1], lines, one.language)


def _quote_lines(at: _Quoted, step: tuple[Unit, str], lines: list[str], language: str) -> None:
    """A clause quoted with what stands under it, a line each."""
    if step[0] is Unit.ARTICLE:
        lines = lines[1:] if _NUMBER.fullmatch(lines[0]) else lines
        if _TITLE.fullmatch(lines[0]) and len(lines) > 1:
            at.say(language, lines[0], numbered=True)
            lines = lines[1:]
        paragraph = at
        for line in lines:
            label, text = label_of(line)
            if label.isdigit():
                paragraph = at.inner((Unit.PARAGRAPH, label))
                paragraph.say(language, text, numbered=True)
            elif label:
                paragraph.inner((Unit.POINT, label)).say(language, text, numbered=True)
            else:
                paragraph = at.inner((Unit.PARAGRAPH, "1"))
                paragraph.say(language, line, numbered=False)
        return
    label, text = label_of(lines[0])
    at.say(language, text if label == step[1] else lines[0], numbered=label == step[1])
    count = 1
    for line in lines[1:]:
        label, text = label_of(line)
        if label and not label.isdigit():
            at.inner((Unit.POINT, label)).say(language, text, numbered=True)
        else:
            count += 1
            at.inner((Unit.SUBPARAGRAPH, str(count))).say(language, line, numbered=False)


def _drafts(at: _Quoted, languages: Sequence[str]) -> Iterator[ClauseDraft]:
    for (unit, label), quoted in sorted(at.children.items(), key=lambda child: _order(child[0])):
        kind, form = _KINDS[unit]
        first, *others = languages
        yield ClauseDraft(
            kind,
            quoted.texts.get(first, ""),
            form.format(label) if quoted.numbered is not False or kind is ClauseKind.HEADING else "",
            NO_FIELDS,
            tuple(_drafts(quoted, languages)),
            {one: (quoted.texts[one], NO_FIELDS) for one in others if one in quoted.texts},
        )


def _order(step: tuple[Unit, str]) -> tuple[int, int, str]:
    unit, label = step
    figures = re.match(r"\d+", label)
    return {Unit.TITLE: -1, Unit.ANNEX: 99}.get(unit, unit), int(figures[0]) if figures else 0, label
