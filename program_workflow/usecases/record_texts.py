"""How events about whole texts change rows: packages, alignments, corrigenda, the signature page."""

from program_workflow.domain.rebuilt import Rebuilt
from program_workflow.storage import EventRow
from program_workflow.usecases.corrigendum_rows import CORRIGENDUM_FACTS, OBJECTION_FACTS
from program_workflow.usecases.record_changes import columns, instant, person, put_by


def change_package(to: Rebuilt, event: EventRow) -> None:
    facts, one = event.body["facts"], event.subject_id
    told = {"id": one, "program_id": event.program_id, "title": facts["title"], "state": facts["state"]}
    times = {name: instant(facts[name]) for name in ("made_at", "ended_at")}
    to.put("packages", (one,), {**told, **times})
    for place, clause_id in enumerate(facts["clauses"]):
        to.put("package_clauses", (one, place), {"package_id": one, "ordinal": place, "clause_id": clause_id})


def change_alignment(to: Rebuilt, event: EventRow) -> None:
    """An act: one row for each clause, in their order."""
    facts = event.body["facts"]
    common = {
        "act_id": event.subject_id,
        "program_id": event.program_id,
        "version_id": facts["version"],
        "language": facts["language"],
        "is_informational": facts["is_informational"],
        "at": instant(facts["at"]),
        **person(event, "confirmed_by"),
    }
    for place, (clause_id, revisions) in enumerate(facts["pairs"]):
        to.put("alignments", (event.subject_id, place), {**common, "clause_id": clause_id, "revisions": revisions})


def change_corrigendum(to: Rebuilt, event: EventRow) -> None:
    one = event.subject_id
    told = {"id": one, "program_id": event.program_id}
    to.put("corrigenda", (one,), {**told, **columns("corrigenda", event.body["facts"], CORRIGENDUM_FACTS)})
    if "objection" in event.body:
        facts = event.body["objection"]
        said = columns("corrigendum_objections", facts, OBJECTION_FACTS)
        key = {"ordinal": facts["ordinal"], "corrigendum_id": one}
        put_by(to, event, "corrigendum_objections", (facts["ordinal"],), {**key, **said}, "entered_by")


def change_signature(to: Rebuilt, event: EventRow) -> None:
    facts = dict(event.body["facts"])
    who = {"version_id": facts.pop("version"), "delegation_id": facts.pop("delegation")}
    said = {**facts, **who, "entered_at": instant(facts["entered_at"])}
    put_by(to, event, "signatures", (facts["ordinal"],), said, "entered_by")
