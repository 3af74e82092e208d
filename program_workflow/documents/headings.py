"""Which paragraphs are headings, and of what rank, by style, by mark-up or by how they look."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from program_workflow.documents.blocks import Paragraph
from program_workflow.documents.items import Item

_LONGEST_HEADING: Final = 200
_TITLE_LINES: Final = 15
_STAMPS: Final = re.compile(
    r"(утвержд|проект\b|приложени|согласован|внес[её]н|вносится|принят|для служебного|"
    r"draft\b|approved|adopted by|submitted|for official use)",
    re.IGNORECASE,
)
_FIRST_HEADINGS: Final = re.compile(
    r"(введение|преамбула|общие положения|паспорт|содержание|оглавление|introduction|preamble|general provisions|"
    r"foreword|contents|passport)\b",
    re.IGNORECASE,
)
_LONGEST_LINE: Final = 120
_LONGEST_STYLED: Final = 60  # of a heading by style that ends like a sentence
_CAPITALS_RANK: Final = 50
_EMPHASIS_RANK: Final = 56
_DECIMAL_RANK: Final = 50
_ROMAN_RANK: Final = 45
_LETTER_RANK: Final = 47


def heading_ranks(items: Sequence[Item], *, by_mark_up: bool) -> dict[int, int]:
    """Position of each heading among the items → its rank, outermost lowest."""
    ranks: dict[int, int] = {}
    levels = _levels_of_decimals(items)
    opening = set() if by_mark_up else _opening_series(items)
    for at, item in enumerate(items):
        if not isinstance(item.block, Paragraph) or item.is_note or item.quoted:
            continue
        rank = _marked_rank(item, levels, by_mark_up=by_mark_up)
        if rank is None and not by_mark_up:
            rank = _numbered_rank(item, items[at + 1] if at + 1 < len(items) else None, opening)
            if rank is None:
                rank = _plain_rank(item)
        if rank is not None:
            ranks[at] = rank
    return ranks


def title_lines(items: Sequence[Item], ranks: Mapping[int, int]) -> tuple[int, set[int]]:
    """How many items stand before the text proper, and which of them are the title.

    Stamps ("Draft", "Submitted by …") stand there too and are no title.
    """
    count = 0
    while count < min(len(items), _TITLE_LINES) and _may_be_title(items[count]):
        count += 1
    styled = {at for at in range(count) if items[at].paragraph.is_title}
    if styled:
        return max(styled) + 1, styled
    marked = _marked_lines(items[:count], ranks)
    if marked and _opens_text(items, marked, count, ranks):
        count = marked.pop()
    if not marked:
        return (1, {0}) if count else (0, set())
    return marked[-1] + 1, set(marked)


def _marked_lines(lines: Sequence[Item], ranks: Mapping[int, int]) -> list[int]:
    """Lines that stand out, and those that run on from them in small letters; stamps are passed over."""
    marked: list[int] = []
    for at, item in enumerate(lines):
        runs_on = bool(marked) and marked[-1] == at - 1 and item.body[:1].islower()
        stands_out = at in ranks or item.paragraph.emphasised
        if runs_on or (stands_out and not _STAMPS.match(item.body)):
            marked.append(at)
    return marked


def _opens_text(items: Sequence[Item], marked: Sequence[int], count: int, ranks: Mapping[int, int]) -> bool:
    """Whether the last of the leading headings already belongs to the text that follows it."""
    last = items[marked[-1]].paragraph
    if is_first_heading(last.text):
        return True
    if marked[-1] != count - 1 or count == len(items) or count in ranks:
        return False
    if last.heading is not None:
        levels = [item.paragraph.heading for item in items if item.paragraph.heading is not None]
        return len(marked) > 1 or levels.count(last.heading) > 1
    return len(marked) > 1 and items[count].label is not None


def is_first_heading(text: str) -> bool:
    """ "Introduction", "General provisions", … never name a document."""
    return _FIRST_HEADINGS.match(text) is not None


def _may_be_title(item: Item) -> bool:
    block = item.block
    if not isinstance(block, Paragraph) or item.label or item.is_note or item.quoted:
        return False
    short = len(block.text) <= _LONGEST_HEADING and block.text[-1:] not in ".;:,"
    return block.is_title or short or is_capitals(block.text)


def is_heading_line(text: str) -> bool:
    """A short line that does not end like a sentence."""
    line = text.strip()
    if not line or len(line) > _LONGEST_HEADING or line[-1] in ".;:,":
        return False
    first = next((sign for sign in line if sign.isalpha()), "")
    return bool(first) and not first.islower()


def is_capitals(text: str) -> bool:
    """A line of capital letters, with a word of at least four."""
    letters = [sign for sign in text if sign.isalpha()]
    return (
        len(text) <= _LONGEST_HEADING
        and len(letters) >= 4
        and not any(sign.islower() for sign in letters)
        and re.search(r"[^\W\d_]{4}", text) is not None
        and text.rstrip()[-1] not in ";,"
    )


def _levels_of_decimals(items: Sequence[Item]) -> dict[int, int]:
    """Length of a decimal number → the level most headings of that length have by style, deeper for longer ones."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        if item.paragraph.heading is not None and item.label is not None and item.label.parts:
            counts[len(item.label.parts)][item.paragraph.heading] += 1
    levels: dict[int, int] = {}
    deepest = 0
    for length in sorted(counts):
        deepest = max(counts[length].most_common(1)[0][0], deepest + 1)
        levels[length] = deepest
    return levels


def _marked_rank(item: Item, levels: Mapping[int, int], *, by_mark_up: bool) -> int | None:
    """Of a heading that style, mark-up or a word such as "Article" declares."""
    if item.label is not None and item.label.is_annex:
        return 0
    if item.paragraph.heading is not None:
        if not by_mark_up and _reads_as_text(item):
            return None
        length = len(item.label.parts) if item.label is not None else 0
        return 10 * levels.get(length, item.paragraph.heading) + 5
    if item.paragraph.is_title:
        return 5
    return item.label.rank if item.label is not None else None


def _reads_as_text(item: Item) -> bool:
    """A whole sentence in a heading style: contracts number their clauses so."""
    body = item.body.strip()
    if len(body) > _LONGEST_HEADING:
        return True
    ends = body.endswith((".", ";", ":", ","))
    begins_low = item.label is not None and body[:1].islower()
    return (ends and (len(body) > _LONGEST_STYLED or begins_low)) or (begins_low and body.endswith(("; or", "; and")))


def _numbered_rank(item: Item, following: Item | None, opening: set[int]) -> int | None:
    """Of "1. General provisions", "IV. TASKS", "2.1. Scope" before "2.1.1"."""
    label = item.label
    if label is None or not item.body:
        return None
    looks = is_heading_line(item.body) and "\n" not in item.body.strip()
    if label.form == "dec1":
        if is_capitals(item.body) or item.series in opening:
            return _DECIMAL_RANK
        return None
    if label.form == "ROM." and looks:
        return _ROMAN_RANK
    if label.form in ("LAT.", "CYR.") and looks:
        return _LETTER_RANK
    if len(label.parts) > 1 and looks and len(item.body) <= _LONGEST_LINE:
        below = following.label.parts if following is not None and following.label else ()
        if below[: len(label.parts)] == label.parts and len(below) > len(label.parts):
            return _DECIMAL_RANK + len(label.parts) - 1
        if item.paragraph.emphasised:
            return _DECIMAL_RANK + len(label.parts) - 1
    return None


def _plain_rank(item: Item) -> int | None:
    if item.label is not None or not isinstance(item.block, Paragraph):
        return None
    if is_capitals(item.block.text):
        return _CAPITALS_RANK
    if item.block.emphasised and is_heading_line(item.block.text) and len(item.block.text) <= _LONGEST_LINE:
        return _EMPHASIS_RANK
    return None


def _opening_series(items: Sequence[Item]) -> set[int]:
    """Series of "1.", "2.", … whose members are headings: short lines, each with something under it."""
    members: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for at, item in enumerate(items):
        label = item.label
        if label is None or label.form != "dec1" or not item.series:
            continue
        following = items[at + 1] if at + 1 < len(items) else None
        has_content = following is not None and following.series != item.series
        own_points = bool(
            following
            and following.label
            and len(following.label.parts) > 1
            and following.label.parts[:1] == label.parts
        )
        looks = is_heading_line(item.body) or (
            own_points and len(item.body) <= 100 and not item.body.endswith((":", ";"))
        )
        members[item.series].append((looks, has_content))
    return {
        series
        for series, signs in members.items()
        if sum(looks for looks, _ in signs) >= 0.7 * len(signs)
        and sum(content for _, content in signs) >= 0.5 * len(signs)
    }
