"""Redlines: what changed between two texts, clauses or versions, and whether changes combine."""

from program_workflow.domain.redline.changes import (
    Collides,
    Overlap,
    Rebased,
    TextChange,
    apply,
    changes,
    collide,
    combine,
    rebase,
)
from program_workflow.domain.redline.difference import without_compiled
from program_workflow.domain.redline.wording import Run, compare, engine_version, replaced_as_whole, same_wording

__all__ = [
    "Collides",
    "Overlap",
    "Rebased",
    "Run",
    "TextChange",
    "apply",
    "changes",
    "collide",
    "combine",
    "compare",
    "engine_version",
    "rebase",
    "replaced_as_whole",
    "same_wording",
    "without_compiled",
]
