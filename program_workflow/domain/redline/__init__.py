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
from program_workflow.domain.redline.clauses import ClauseRedline, Entry, compare_clauses, summarise
from program_workflow.domain.redline.difference import without_compiled
from program_workflow.domain.redline.fields import (
    FieldChange,
    RebasedFields,
    collide_fields,
    combine_fields,
    compare_fields,
    rebase_fields,
)
from program_workflow.domain.redline.layers import Layer, layered
from program_workflow.domain.redline.many import Tagged, redline_of_many
from program_workflow.domain.redline.positions import utf16_positions
from program_workflow.domain.redline.typography import Folded, compare_folded
from program_workflow.domain.redline.unseen import invisible_changes, is_blank, refuse_control, unseen_in
from program_workflow.domain.redline.wording import (
    Run,
    compare,
    engine_version,
    replaced_as_whole,
    same_wording,
    saying,
)

__all__ = [
    "ClauseRedline",
    "Collides",
    "Entry",
    "FieldChange",
    "Folded",
    "Layer",
    "Overlap",
    "Rebased",
    "RebasedFields",
    "Run",
    "Tagged",
    "TextChange",
    "apply",
    "changes",
    "collide",
    "collide_fields",
    "combine",
    "combine_fields",
    "compare",
    "compare_clauses",
    "compare_fields",
    "compare_folded",
    "engine_version",
    "invisible_changes",
    "is_blank",
    "layered",
    "rebase",
    "rebase_fields",
    "redline_of_many",
    "refuse_control",
    "replaced_as_whole",
    "same_wording",
    "saying",
    "summarise",
    "unseen_in",
    "utf16_positions",
    "without_compiled",
]
