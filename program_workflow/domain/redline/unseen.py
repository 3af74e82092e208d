"""Changes that the eye does not see, and characters that no text may have."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, islice
from typing import Final

import regex

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.redline.difference import difference
from program_workflow.domain.redline.tokens import tokens
from program_workflow.domain.redline.wording import Run

#: Characters without a shape of their own: zero-width ones, soft hyphen, marks of direction.
_SHAPELESS: Final = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
_SPACE: Final = regex.compile(r"[^\S\n]")
_CYRILLIC: Final = "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһѵӏЗ"
_LATIN: Final = "ABESIJKMHOPCTYXaesijopcyxdqwhvl3"
#: One sign for all that look alike, whatever the script; the hyphen that does not break is one too.
_LOOKS: Final = str.maketrans(
    _CYRILLIC + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον\u2010\u20110", _LATIN + "ABEZHIKMNOPTYXov--O"
) | str.maketrans("1I\u0406\u0399\u04cf", "lllll")
_TWINS: Final = dict(zip(_CYRILLIC + _LATIN, _LATIN + _CYRILLIC, strict=True))
_GRAPHEME: Final = regex.compile(r"\X")
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}]+")
_SCRIPTS: Final = (regex.compile(r"\p{Script=Cyrillic}"), regex.compile(r"\p{Script=Latin}"))
_REFUSED: Final = regex.compile(
    r"[\x00-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\uD800-\uDFFF\uFFFE\uFFFF\U000E0000-\U000E007F]"
)

#: How many names are said of one change; whoever hides more is found by the first.
_MOST_NAMES: Final = 8

#: (code point position in the new text, names of what stood there, names of what stands there now); "" for nothing.
Unseen = tuple[int, str, str]


def refuse_control(text: str) -> None:
    """Raises Invalid if a text has characters that hide or reorder others, or that no file can carry.

    These are overrides and isolates of direction, tag characters, control characters other than
    line feed and tab, lone surrogates and noncharacters.
    """
    found = _REFUSED.search(text)
    if found:
        template = N_("The text has a character that is not allowed, {name}, at position {position}.")
        raise Invalid(template, name=_names(found.group()), position=found.start() + 1)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: no characters, or spaces and such as have no shape."""
    return not _SHAPELESS.sub("", text).strip()


def invisible_changes(old: str, new: str) -> list[Unseen]:
    """The changes between two texts that look the same on both sides.

    Found are other forms of the same letter (composed or not), letters and digits of another
    script that look alike, other spaces and hyphens, and characters without a shape; in words
    that are new, the last and letters of a second script within one word.
    """
    if old == new:
        return []
    old_tokens, new_tokens = tokens(old), tokens(new)
    places = [0, *accumulate(map(len, new_tokens))]
    found: list[Unseen] = []
    for i1, i2, j1, j2 in difference(old_tokens, new_tokens):
        found += _within("".join(old_tokens[i1:i2]), "".join(new_tokens[j1:j2]), places[j1])
        for place, token in zip(places[j1:j2], new_tokens[j1:j2], strict=True):
            found += _second_script(token, place)
    return sorted(dict.fromkeys(found))


def unseen_in(redlines: Iterable[Sequence[Run]]) -> list[Unseen]:
    """The changes that look the same on both sides of several redlines, such as those of a clause and its fields."""
    return [
        unseen
        for runs in redlines
        if any(op != "=" for op, _ in runs)
        for unseen in invisible_changes(*("".join(text for op, text in runs if op != other) for other in "+-"))
    ]


def _within(old: str, new: str, position: int) -> Iterator[Unseen]:
    """The unseen changes in a replaced piece; position: where it begins in the new text."""
    mine, theirs = _GRAPHEME.findall(old), _GRAPHEME.findall(new)
    places = [0, *accumulate(map(len, theirs))]
    for i1, i2, j1, j2 in difference(mine, theirs):
        was, now, start = "".join(mine[i1:i2]), "".join(theirs[j1:j2]), position + places[j1]
        if _look(was) != _look(now):
            yield from ((start + m.start(), "", _names(m.group())) for m in _SHAPELESS.finditer(now))
        elif i2 - i1 == j2 - j1:
            for before, after, place in zip(mine[i1:i2], theirs[j1:j2], places[j1:j2], strict=True):
                if before != after:
                    yield _named(before, after, position + place)
        else:
            yield _named(was, now, start)


def _named(was: str, now: str, position: int) -> Unseen:
    """The names of the code points that differ; what is the same at both ends is left out."""
    head = 0
    while head < min(len(was), len(now)) and was[head] == now[head]:
        head += 1
    tail = 0
    while tail < min(len(was), len(now)) - head and was[-1 - tail] == now[-1 - tail]:
        tail += 1
    return position + head, _names(was[head : len(was) - tail]), _names(now[head : len(now) - tail])


def _look(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _SHAPELESS.sub("", text))).translate(_LOOKS)


def _names(text: str) -> str:
    said = [(_name(character), sum(1 for _ in same)) for character, same in islice(groupby(text), _MOST_NAMES + 1)]
    names = [f"{name} × {times}" if times > 1 else name for name, times in said]
    return " + ".join([*names[:_MOST_NAMES], "…"] if len(names) > _MOST_NAMES else names)


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")


def _second_script(token: str, position: int) -> Iterator[Unseen]:
    """Letters of one script in a word of the other that look like letters of that other."""
    for part in _LETTERS.finditer(token):
        cyrillic, latin = ({m.start() for m in script.finditer(part.group())} for script in _SCRIPTS)
        few, many = sorted((cyrillic, latin), key=len)
        strange = {place: part.group()[place] for place in few}
        if few and len(many) > len(few) and all(letter in _TWINS for letter in strange.values()):
            for place, letter in strange.items():
                yield position + part.start() + place, _names(_TWINS[letter]), _names(letter)
