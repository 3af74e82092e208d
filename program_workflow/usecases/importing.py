"""Uploads that wait for a decision, programs made from them, and a file as the next text of a program."""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from program_workflow.documents.transfer import understood_from_json, understood_to_json
from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import VersionState
from program_workflow.domain.text import Text
from program_workflow.domain.understood import Understood
from program_workflow.domain.window import standing
from program_workflow.storage import ProgramRow, UploadRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import carrying, versions
from program_workflow.usecases.comparing import entries
from program_workflow.usecases.finding import find_program, latest_version
from program_workflow.usecases.programs import create_program
from program_workflow.usecases.texts import load_text, store_text, text_of_drafts
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with what was understood of it; nothing of it is kept as a program yet."""

    id: str
    name: str
    size: int
    understood: Understood


def keep_upload(w: Work, name: str, data: bytes, understood: Understood) -> Upload:
    """Keeps an upload for a day, for the person who sent it."""
    permissions.need(w.actor, Permit.IMPORT_PROGRAM)
    row = UploadRow(
        id=new_id(),
        user_id=w.actor.user_id,
        name=name,
        content=data,
        understood=understood_to_json(understood),
        at=w.now,
    )
    w.session.add(row)
    w.session.flush()
    return Upload(row.id, name, len(data), understood)


def view_upload(w: Work, upload_id: str) -> Upload:
    row = _own_upload(w, upload_id)
    return Upload(row.id, row.name, len(row.content), understood_from_json(row.understood))


def _own_upload(w: Work, upload_id: str) -> UploadRow:
    row = w.session.get(UploadRow, upload_id)
    if row is None or row.user_id != w.actor.user_id or "clauses" not in row.understood:  # or it is one of proposals
        raise NotFound
    return row


def discard_upload(w: Work, upload_id: str) -> None:
    w.session.delete(_own_upload(w, upload_id))


def create_from_upload(w: Work, upload_id: str, *, code: str, title: str, period: str, language: str) -> ProgramRow:
    """A program from an upload; the upload is gone with it."""
    row = _own_upload(w, upload_id)
    program = create_from_file(
        w,
        row.name,
        row.content,
        understood_from_json(row.understood),
        code=code,
        title=title,
        period=period,
        language=language,
    )
    w.session.delete(row)
    return program


def create_from_file(
    w: Work,
    name: str,
    data: bytes,
    understood: Understood,
    *,
    code: str,
    title: str = "",
    period: str = "",
    language: str | None = None,
) -> ProgramRow:
    """A program whose first version is what was understood of a file."""
    language = language or understood.language
    return create_program(
        w,
        code=code,
        title={language: title or understood.title or code},
        period=period or understood.period,
        language=language,
        clauses=understood.clauses,
        source=source_of(name, data),
    )


def source_of(name: str, data: bytes) -> Mapping[str, Any]:
    return {"file": name, "file_sha256": hashlib.sha256(data).hexdigest()}


def replace_text(
    w: Work,
    code: str,
    understood: Understood,
    *,
    source: Mapping[str, Any] | None = None,
    seen_revision: int | None = None,
) -> VersionRow:
    """The file becomes the text of the working version; clauses that are found again keep their identity.

    Where the newest version is closed, returned or reissued, the next working version is made first.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.IMPORT_PROGRAM)
    program = w.lock(ProgramRow, program.id)
    latest = latest_version(w, program.id)
    state = standing(latest.state, latest.closes_at, w.now)
    if state in (VersionState.CLOSED, VersionState.RETURNED):
        latest = versions.next_version(w, code)
    elif state is VersionState.REISSUED:
        latest = versions.make_next(w, program, latest)
    elif state is not VersionState.WORKING:
        raise StepNotAllowed(
            N_("Version {version} is {state}; close it before a new text."), version=latest.number, state=state
        )
    version = w.lock(VersionRow, latest.id, seen_revision)
    if not understood.clauses:
        raise Invalid(N_("There is no text in it."), pointer="/file")
    language = understood.language if understood.language in program.languages else program.languages[0]
    before = load_text(w, version.made_from).by_id if version.made_from else {}
    text = aligned(load_text(w, version.id), text_of_drafts(understood.clauses, language), language, twins_of=before)
    store_text(w, version, carrying.numbered(w, program, version, text))
    w.session.flush()
    carrying.flag_rebases(w, program, version)
    w.record(
        "version",
        version.id,
        "replace_text",
        program_id=program.id,
        body={"number": version.number, "text_hash": version.text_hash, **(source or {})},
    )
    return version


def replace_from_upload(w: Work, upload_id: str, code: str, *, seen_revision: int) -> VersionRow:
    """An upload becomes the text of the working version that was seen; the upload is gone with it."""
    row = _own_upload(w, upload_id)
    version = replace_text(
        w,
        code,
        understood_from_json(row.understood),
        source=source_of(row.name, row.content),
        seen_revision=seen_revision,
    )
    w.session.delete(row)
    return version


def aligned(old: Text, new: Text, language: str, *, twins_of: Container[str] = ()) -> Text:
    """The new text with the identities (and other languages) of the clauses found again in the old one.

    twins_of: clauses whose text in another language stays also where their own words have changed; it is
    pending then, as against the version before.
    """
    identities: dict[str, str] = {}
    for pair in redline.compare_clauses(entries(old, language), entries(new, language), identities=False):
        if pair.id_old is not None and pair.id_new is not None:
            identities[pair.id_new] = pair.id_old
    nodes = []
    for node in new.nodes:
        kept = old.by_id.get(identities.get(node.id, ""))
        stays = kept is not None and (kept.id in twins_of or _same_words(kept, node, language))
        contents = {**kept.contents, **node.contents} if kept and stays else node.contents
        nodes.append(
            replace(
                node,
                id=identities.get(node.id, node.id),
                parent=identities.get(node.parent, node.parent) if node.parent else None,
                contents=contents,
            )
        )
    return Text(tuple(nodes))


def _same_words(kept: Any, node: Any, language: str) -> bool:
    """Another language's text stays beside a clause only while its own words have not changed."""
    before = kept.contents.get(language)
    return before is not None and before.hash == node.contents[language].hash
