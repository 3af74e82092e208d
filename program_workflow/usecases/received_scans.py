"""The scan of the letter in which an act was received outside."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from program_workflow.documents.gate import check_package
from program_workflow.domain import scans
from program_workflow.domain.errors import N_, FileRefused, Invalid, NotFound, NotPermitted, TooLarge
from program_workflow.storage import (
    ProgramRow,
    ScanRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases.received_acts import find_act
from program_workflow.usecases.work import Work

_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class ScanView:
    """A scan without its content. hash: SHA-256 of it, as the record has it."""

    id: str
    name: str
    media_type: str
    size: int
    hash: str


def add_scan(w: Work, act_id: str, name: str, data: bytes) -> ScanView:
    """Keeps the scan of the letter the act stands in. Raises NotFound, NotPermitted, TooLarge, FileRefused, Invalid."""
    act = find_act(w, act_id)
    if not w.actor.is_coordinator:
        raise NotPermitted(N_("Only a coordinator enters what was received outside."))
    name = _named(name)
    media_type = _checked(data, name)
    w.lock(ProgramRow, act.program_id)
    there = scans_of(w, [act_id]).get(act_id, ())
    if len(there) >= scans.MOST:
        raise Invalid(N_("An act has at most {count} scans."), pointer="/file", count=scans.MOST)
    hashed = hashlib.sha256(data).hexdigest()
    same = next((one for one in there if one.hash == hashed), None)
    if same is not None:
        return same
    row = ScanRow(
        id=new_id(),
        program_id=act.program_id,
        delegation_id=act.delegation_id,
        kind=act.kind,
        act_id=act.id,
        name=name,
        media_type=media_type,
        size=len(data),
        hash=hashed,
        data=data,
        added_at=w.now,
        added_by=w.actor.user_id,
    )
    w.session.add(row)
    w.session.flush()
    w.record("scan", row.id, "add_scan", program_id=act.program_id, body={"facts": facts_of_scan(row)})
    return _scan(row)


def read_scan(w: Work, scan_id: str) -> tuple[ScanView, bytes]:
    """The scan with its content, for whoever may read the act. Raises NotFound."""
    row = w.session.get(ScanRow, scan_id)
    if row is None:
        raise NotFound
    find_act(w, row.act_id)
    return _scan(row), row.data


def scans_of(w: Work, acts: Collection[str]) -> Mapping[str, tuple[ScanView, ...]]:
    """Of each act, oldest first, without their content."""
    asked = select(ScanRow.act_id, ScanRow.id, ScanRow.name, ScanRow.media_type, ScanRow.size, ScanRow.hash)
    rows = w.session.execute(asked.where(ScanRow.act_id.in_(list(acts))).order_by(ScanRow.added_at, ScanRow.id))
    found: dict[str, list[ScanView]] = defaultdict(list)
    for act_id, scan_id, name, media_type, size, hashed in rows:
        found[act_id].append(ScanView(scan_id, name, media_type, size, hashed))
    return {act_id: tuple(views) for act_id, views in found.items()}


def _scan(row: ScanRow) -> ScanView:
    return ScanView(row.id, row.name, row.media_type, row.size, row.hash)


def _named(name: str) -> str:
    """The name of the file without folders and signs that no file name needs."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable()).strip()
    return kept[-_NAME:] or "scan"


def _checked(data: bytes, name: str) -> str:
    """The media type. Raises TooLarge, Invalid, FileRefused."""
    if not data:
        raise Invalid(N_("Choose the file of the scan."), pointer="/file")
    if len(data) > scans.LARGEST:
        raise TooLarge(N_("{name} is larger than {limit} MB."), name=name, limit=scans.LARGEST // 1024**2)
    media_type = scans.media_type_of(data)
    if media_type is None:
        raise FileRefused(N_("A scan is a PDF, PNG, JPEG or Word file (.docx). {name} is none of these."), name=name)
    if media_type == scans.WORD:
        check_package(data, name=name)
    return media_type


def facts_of_scan(row: ScanRow) -> dict[str, Any]:
    """What the record keeps of a scan: its hash, never its content."""
    return {
        "kind": row.kind.value,
        "act": row.act_id,
        "delegation": row.delegation_id,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "hash": row.hash,
        "added_at": row.added_at.isoformat(),
    }
