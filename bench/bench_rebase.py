"""Pairs of wordings of one base whose edits are disjoint or overlap, by construction: carried over, or flagged.

Contender: ``patch_apply`` of diff-match-patch, which carries one wording's patch over to the other.
"""

import random
from typing import Any, Final

import diff_match_patch

from bench.drafts import make_draft
from bench.measuring import bar
from program_workflow.domain.redline import collide, rebase
from program_workflow.domain.terms import Rebase

PAIRS: Final = 400
#: Words between two disjoint edits, and of one edit.
BETWEEN: Final = 2
LONGEST: Final = 4


def run() -> dict[str, Any]:
    """How many of the pairs came out right, of the redline and of the contender."""
    figures: dict[str, Any] = {}
    rows = []
    for language in ("en", "ru"):
        choose = random.Random(language)
        bases = [one.text.split(" ") for one in make_draft(language, PAIRS).old]
        right = sum(_disjoint(base, choose) for base in bases)
        overlapping = [_overlapping(base, choose) for base in bases]
        flagged = sum(bool(collide(*each)) and rebase(*each).flag is Rebase.CONFLICT for each in overlapping)
        silent = sum(_silently_merged(*each) for each in overlapping)
        figures |= {f"rebase_{language}_disjoint_right": right, f"rebase_{language}_overlapping_flagged": flagged}
        figures[f"rebase_{language}_overlapping_merged_silently_by_patch_apply"] = silent
        rows += [
            bar(f"Disjoint pairs carried over right ({language})", "all", f"{right} of {PAIRS}", right == PAIRS),
            bar(
                f"Overlapping pairs flagged ({language})",
                "all",
                f"{flagged} of {PAIRS}",
                flagged == PAIRS,
                f"patch_apply of diff-match-patch merged {silent} of them without a word.",
            ),
        ]
    return {**figures, "bars": rows}


def _disjoint(base: list[str], choose: random.Random) -> bool:
    """Whether two edits of other words combine to exactly both, whichever comes first."""
    length = choose.randint(1, LONGEST), choose.randint(1, LONGEST)
    first = choose.randrange(len(base) - sum(length) - BETWEEN)
    second = choose.randrange(first + length[0] + BETWEEN, len(base) - length[1] + 1)
    one = [*base[:first], *_new(choose), *base[first + length[0] :]]
    two = [*base[:second], *_new(choose), *base[second + length[1] :]]
    both = [*one[: len(one) - (len(base) - second)], *two[second : len(two) - (len(base) - second - length[1])]]
    both += base[second + length[1] :]
    texts = " ".join(base), " ".join(one), " ".join(two)
    carried = rebase(*texts), rebase(texts[0], texts[2], texts[1])
    return not collide(*texts) and all(each.text == " ".join(both) for each in carried)


def _overlapping(base: list[str], choose: random.Random) -> tuple[str, str, str]:
    """A base and two wordings that change at least one word of it in common, differently."""
    common = choose.randrange(len(base) - 2 * LONGEST) + LONGEST

    def changed() -> str:
        start = common - choose.randrange(LONGEST)
        end = common + 1 + choose.randrange(LONGEST)
        return " ".join([*base[:start], *_new(choose), *base[end:]])

    return " ".join(base), changed(), changed()


def _new(choose: random.Random) -> list[str]:
    """Words that stand nowhere else."""
    return [f"new{choose.randrange(10**9)}" for _ in range(choose.randint(1, LONGEST))]


def _silently_merged(base: str, first: str, second: str) -> bool:
    engine = diff_match_patch.diff_match_patch()
    _, applied = engine.patch_apply(engine.patch_make(base, first), second)
    return all(applied)
