"""Files of proposals that wait for a decision: what was read of them, and what the person chose so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from program_workflow.documents.transfer_landing import landing_from_json, landing_to_json
from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.revised import DocumentComment, Tracked
from program_workflow.domain.understood import Left
from program_workflow.storage import UploadRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.proposal_authors import Author
from program_workflow.usecases.proposals_in import Arrival, Asked, read_and_land
from program_workflow.usecases.proposals_kept import Choices, Kept, keep
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: Tells these uploads from those that wait to become a program.
_KIND: Final = "proposals"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with what it brings; nothing of it is a draft yet."""

    id: str
    data: bytes
    asked: Asked
    arrival: Arrival
    choices: Choices


def keep_upload(w: Work, name: str, data: bytes, asked: Asked, arrival: Arrival) -> str:
    """Keeps a file for a day, for the person who sent it. Returns its identity."""
    return keep_read(w, name, data, read_to_json(w, asked, arrival))


def read_to_json(w: Work, asked: Asked, arrival: Arrival) -> dict[str, Any]:
    """What was read, before anything was chosen of it; `keep_read` keeps it."""
    return _to_json(w, asked, arrival, Choices())


def keep_read(w: Work, name: str, data: bytes, read: Mapping[str, Any]) -> str:
    """The same where another process has read it."""
    permissions.need(w.actor, Permit.PROPOSE)
    row = UploadRow(id=new_id(), user_id=w.actor.user_id, name=name, content=data, understood=dict(read), at=w.now)
    w.session.add(row)
    w.session.flush()
    return row.id


def view_upload(w: Work, code: str, upload_id: str) -> Upload:
    """The person's own upload to this program. Raises NotFound."""
    program = find_program(w, code)
    row = _own(w, upload_id)
    body = row.understood
    if body.get("program") != program.id:
        raise NotFound
    choices = body["choices"]
    return Upload(
        row.id,
        row.content,
        Asked(**body["asked"]),
        _arrival(w, code, row.name, body["arrival"]),
        replace(Choices(**choices), placed={int(at): clause for at, clause in choices["placed"].items()}),
    )


def save_choices(w: Work, upload: Upload, choices: Choices) -> None:
    """What was ticked, typed and placed so far."""
    row = _own(w, upload.id)
    row.understood = _to_json(w, upload.asked, upload.arrival, choices)


def reread(w: Work, upload: Upload, asked: Asked) -> Arrival:
    """The same file with another version or other delegations in mind; nothing is written."""
    return read_and_land(w, upload.arrival.code, upload.arrival.name, upload.data, asked)


def replace_reading(w: Work, upload: Upload, asked: Asked, arrival: Arrival, choices: Choices) -> None:
    """What a second reading made of the file instead. Places that were chosen are those of the first, and go."""
    _own(w, upload.id).understood = _to_json(w, asked, arrival, replace(choices, placed={}))


def keep_drafts(w: Work, upload: Upload, choices: Choices) -> Kept:
    """The chosen proposals as drafts; the upload is gone with it."""
    row = _own(w, upload.id)
    kept = keep(w, upload.arrival, choices)
    w.session.delete(row)
    return kept


def discard(w: Work, upload_id: str) -> None:
    w.session.delete(_own(w, upload_id))


def _own(w: Work, upload_id: str) -> UploadRow:
    row = w.session.get(UploadRow, upload_id)
    if row is None or row.user_id != w.actor.user_id or row.understood.get("kind") != _KIND:
        raise NotFound
    return row


def _to_json(w: Work, asked: Asked, arrival: Arrival, choices: Choices) -> dict[str, Any]:
    return {
        "kind": _KIND,
        "program": find_program(w, arrival.code).id,
        "asked": {
            "base_version": asked.base_version,
            "language": asked.language,
            "delegation": asked.delegation,
            "authors": dict(asked.authors),
        },
        "choices": {
            "placed": {str(at): clause for at, clause in choices.placed.items()},
            "untaken": sorted(choices.untaken),
            "rewritten": sorted(choices.rewritten),
            "rationales": dict(choices.rationales),
            "rationale": choices.rationale,
            "seen": dict(choices.seen),
        },
        "arrival": {
            **{name: getattr(arrival, name) for name in _PLAIN},
            "fits": [list(pair) for pair in arrival.fits],
            "authors": [[one.name, one.delegation, dict(one.changes)] for one in arrival.authors],
            "taken": dict(arrival.taken),
            "landing": landing_to_json(arrival.landing),
            "comments": [[one.author, one.text] for one in arrival.comments],
            "left_out": dict(arrival.left_out),
        },
    }


_PLAIN: Final = ("language", "base", "version", "made_from")


def _arrival(w: Work, code: str, name: str, body: Mapping[str, Any]) -> Arrival:
    text = load_text(w, find_version(w, find_program(w, code), body["version"]).id)
    return Arrival(
        code=code,
        name=name,
        **{one: body[one] for one in _PLAIN},
        fits=tuple((number, share) for number, share in body["fits"]),
        authors=tuple(
            Author(author, taken, {Tracked(kind): count for kind, count in changes.items()})
            for author, taken, changes in body["authors"]
        ),
        taken=body["taken"],
        landing=landing_from_json(body["landing"], text, body["language"]),
        comments=tuple(DocumentComment(author, None, said, None, None) for author, said in body["comments"]),
        left_out={Left(kind): count for kind, count in body["left_out"].items()},
    )
