"""Moves on record, and those that a redline of two files finds, edited or not."""

from typing import Any, Final

from bench.drafts import make_draft
from bench.measuring import bar
from program_workflow.domain.redline import compare_clauses
from program_workflow.domain.terms import Change

CLAUSES: Final = 1_000
MOVES: Final = 50
SEEDS: Final = range(4)
#: Share of the words of a moved clause that are replaced.
EDITED: Final = (0.0, 0.1, 0.2, 0.3)


def run() -> dict[str, Any]:
    """Counts over all drafts: found, missed, claimed where none was made."""
    figures: dict[str, Any] = {}
    rows = []
    for language in ("en", "ru"):
        found = claimed = made = 0
        for share in EDITED:
            for seed in SEEDS:
                draft = make_draft(
                    language, CLAUSES, seed=seed, edited=0.05, moved=MOVES, moved_words=share, inserted=10, deleted=10
                )
                redline = compare_clauses(draft.old, draft.new, identities=False)
                moved = {one.id_new for one in redline if one.change is Change.MOVED and one.id_old == one.id_new}
                every = sum(one.change is Change.MOVED for one in redline)
                found += len(moved & draft.moved)
                claimed += every - len(moved & draft.moved)
                made += len(draft.moved)
        figures |= {f"moves_{language}_made": made, f"moves_{language}_found": found}
        figures[f"moves_{language}_false"] = claimed
        what = f"Moves found among {CLAUSES:,} clauses, up to 30 % of their words edited ({language})"
        rows += [
            bar(what, "all", f"{found} of {made}", found == made),
            bar(f"Moves claimed that are none ({language})", "≤ 1 %", str(claimed), claimed <= 0.01 * made),
        ]
    return {**figures, "bars": rows}
