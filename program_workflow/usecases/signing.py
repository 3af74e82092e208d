"""The signature page of an adopted version: how each state signed, as a coordinator enters it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Event, OutsideChannel, SignatureKind, VersionState
from program_workflow.storage import DelegationRow, ProgramRow, SignatureRow, VersionRow
from program_workflow.usecases.corrigendum_rows import original_of
from program_workflow.usecases.finding import find_program, find_version, participants_of, view_of_delegation
from program_workflow.usecases.notifying import VERSION, tell
from program_workflow.usecases.position_checks import MAX_WORDS
from program_workflow.usecases.reservations import ReservationView, of_delegation, reservations_on
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work

#: A version that has a signature page.
SIGNED: Final = frozenset({VersionState.ADOPTED, VersionState.CORRECTED, VersionState.SUPERSEDED})
#: Kinds that come with a text.
WITH_TEXT: Final = frozenset({SignatureKind.SPECIAL_OPINION, SignatureKind.RESERVATION, SignatureKind.STATEMENT})
_MAX_PLACE: Final = 200
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Signing:
    """How a state signed, as it is entered. signed_on: a day, "2011-10-28"."""

    delegation: str
    kind: SignatureKind
    text: str = ""
    place: str = ""
    signed_on: str | None = None
    channel: OutsideChannel | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A line of the signature page. kind BLANK: nothing was entered, or it was taken back."""

    delegation: DelegationView
    kind: SignatureKind = SignatureKind.BLANK
    text: str = ""
    place: str = ""
    signed_on: date | None = None
    channel: OutsideChannel | None = None
    reference: str = ""


def enter_signature(w: Work, code: str, number: int | str, signing: Signing, *, seen_revision: int | None) -> int:
    """Enters how a state signed; the same once more changes nothing. Returns the revision of the version.

    A state that signs with reservation takes over its reservations on signing where no text is given.
    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    program = find_program(w, code)
    version = find_version(w, program, number)
    permissions.need(w.actor, Permit.ENTER_SIGNATURE)
    w.lock(ProgramRow, program.id)
    version = w.lock(VersionRow, version.id, seen_revision)
    delegation = _delegation(w, program, version, signing.delegation)
    if version.state not in SIGNED:
        raise StepNotAllowed(
            N_("Version {version} is {state}; an adopted version is signed."),
            version=version.number,
            state=version.state,
        )
    text = signing.text.replace("\r", "").strip()
    if signing.kind is SignatureKind.RESERVATION and not text:
        text = of_delegation(reservations_on(w, program, version), delegation.code)
    _check(w, signing, text)
    row = SignatureRow(
        version_id=version.id,
        delegation_id=delegation.id,
        kind=signing.kind,
        text=text if signing.kind in WITH_TEXT else "",
        place=signing.place.strip(),
        signed_on=signing.signed_on if signing.kind is not SignatureKind.BLANK else None,
        channel=signing.channel,
        reference=signing.reference.strip(),
        entered_at=w.now,
        entered_by=w.actor.user_id,
    )
    before = _last(w, version.id).get(delegation.id)
    if _said(before) == _said(row) or (before is None and row.kind is SignatureKind.BLANK):
        return version.revision
    w.session.add(row)
    version.revision += 1
    w.session.flush()
    _announce(w, program, version, delegation, row)
    return version.revision


def _delegation(w: Work, program: ProgramRow, version: VersionRow, code: str) -> DelegationRow:
    """A member that took part when the version was adopted."""
    members = participants_of(w, program.id, original_of(w, version).adopted_at)
    found = next((one for one in members if one.code == code and not one.is_observer), None)
    if found is None:
        raise Invalid(
            N_("{delegation} did not take part when version {version} was adopted."),
            pointer="/delegation",
            delegation=code,
            version=version.number,
        )
    return found


def _check(w: Work, signing: Signing, text: str) -> None:
    for name, words in (("text", text), ("place", signing.place), ("reference", signing.reference)):
        redline.refuse_control(words.replace("\r", ""))
        most = _MAX_PLACE if name == "place" else MAX_WORDS
        if len(words) > most:
            raise Invalid(N_("At most {count} characters."), pointer=f"/{name}", count=most)
    if signing.kind in WITH_TEXT and not text:
        raise Invalid(N_("Give the text of the special opinion, reservation or statement."), pointer="/text")
    if signing.kind not in WITH_TEXT and text:
        raise Invalid(N_("Only a special opinion, a reservation or a statement has a text."), pointer="/text")
    if signing.signed_on is not None:
        _check_day(w, signing.signed_on)


def _check_day(w: Work, said: str) -> None:
    try:
        if not _DAY.fullmatch(said):
            raise ValueError(said)
        day = date.fromisoformat(said)
    except ValueError:
        raise Invalid(N_("Write the day as in 2011-03-20."), pointer="/signed_on") from None
    if day > w.now.date():
        raise Invalid(N_("The day of signing cannot be in the future."), pointer="/signed_on")


def _announce(w: Work, program: ProgramRow, version: VersionRow, delegation: DelegationRow, row: SignatureRow) -> None:
    """The event has an identity of its own: that of the version and the state together."""
    noted = w.record(
        "signature",
        signature_id(version.id, delegation.id),
        "enter",
        program_id=program.id,
        body={"facts": facts_of_signature(row)},
    )
    tell(
        w,
        Event.SIGNATURE_ENTERED,
        key=f"signature_entered:{noted.seq}",
        program_id=program.id,
        subject_type=VERSION,
        subject_id=version.id,
        delegation_id=delegation.id,
        payload={"version": version.number, "reason": row.text},
    )


def signature_id(version_id: str, delegation_id: str) -> str:
    """By what the record knows the line of a state."""
    return hashlib.sha256(f"{version_id}:{delegation_id}".encode()).hexdigest()[:32]


def facts_of_signature(row: SignatureRow) -> dict[str, Any]:
    return {
        "ordinal": row.ordinal,
        "version": row.version_id,
        "delegation": row.delegation_id,
        "kind": row.kind.value,
        "text": row.text,
        "place": row.place,
        "signed_on": row.signed_on,
        "channel": row.channel.value if row.channel else None,
        "reference": row.reference,
        "entered_at": row.entered_at.isoformat(),
    }


def _said(row: SignatureRow | None) -> Mapping[str, Any] | None:
    """What a line says, without when it was entered."""
    unseen = {"ordinal", "entered_at"}
    return None if row is None else {k: v for k, v in facts_of_signature(row).items() if k not in unseen}


def _last(w: Work, version_id: str) -> dict[str, SignatureRow]:
    rows = w.session.scalars(
        select(SignatureRow).where(SignatureRow.version_id == version_id).order_by(SignatureRow.ordinal)
    )
    return {one.delegation_id: one for one in rows}


def signatures_on(w: Work, program: ProgramRow, version: VersionRow) -> tuple[SignatureView, ...]:
    """The signature page, a line for each state that took part at adoption; empty before it."""
    if version.state not in SIGNED:
        return ()
    original = original_of(w, version)
    entered = {**_last(w, original.id), **_last(w, version.id)}
    members = [one for one in participants_of(w, program.id, original.adopted_at) if not one.is_observer]
    return tuple(_view(one, entered.get(one.id)) for one in members)


def _view(delegation: DelegationRow, row: SignatureRow | None) -> SignatureView:
    if row is None:
        return SignatureView(view_of_delegation(delegation))
    return SignatureView(
        view_of_delegation(delegation),
        row.kind,
        row.text,
        row.place,
        date.fromisoformat(row.signed_on) if row.signed_on else None,
        row.channel,
        row.reference,
    )


@dataclass(frozen=True, slots=True)
class EndView:
    """What is attached to a finalised or adopted version. reservations: on signing."""

    reservations: tuple[ReservationView, ...] = ()
    signatures: tuple[SignatureView, ...] = ()


#: States of a version to which reservations are attached.
ATTACHED: Final = SIGNED | {VersionState.FINALISED, VersionState.SUBMITTED}


def end_of(w: Work, program: ProgramRow, version: VersionRow) -> EndView:
    """For whoever sees the version: reservations and signatures are part of the document."""
    if version.state not in ATTACHED:
        return EndView()
    return EndView(reservations_on(w, program, version), signatures_on(w, program, version))
