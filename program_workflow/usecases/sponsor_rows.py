"""The co-sponsors of an amendment as rows: who sees it, who consents to which wording, what the record keeps."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from program_workflow.domain import permissions
from program_workflow.domain.actor import Actor
from program_workflow.domain.sponsors import SEES, SPONSORED, Sponsorship, lacking
from program_workflow.domain.terms import SponsorState
from program_workflow.storage import AmendmentRow, DelegationRow, SponsorRow


def shown_to(amendment: AmendmentRow) -> frozenset[str]:
    """Delegations to whom its author shows the amendment, by identity."""
    return frozenset(one.delegation_id for one in amendment.sponsors if one.state in SEES)


def is_of_its_side(actor: Actor, amendment: AmendmentRow) -> bool:
    """Whether the person sees what is worked on before it is filed: as an author, or as invited to co-sponsor."""
    return permissions.is_own(actor, amendment.delegation_id) or permissions.is_shown(actor, shown_to(amendment))


def newest_wording(amendment: AmendmentRow) -> int:
    """The number of the wording that co-sponsors are asked about: of a returned amendment the one worked on."""
    return amendment.draft_wording or amendment.wording


def touch(amendment: AmendmentRow) -> None:
    """Raises the revision: something beside its state and wording changes."""
    amendment.touched = (amendment.touched or 0) + 1


def sponsorship(row: SponsorRow) -> Sponsorship:
    return Sponsorship(row.delegation_id, row.state, row.wording)


def sponsor_of(amendment: AmendmentRow, delegation_id: str | None) -> SponsorRow | None:
    return next((one for one in amendment.sponsors if one.delegation_id == delegation_id), None)


def co_sponsors(amendment: AmendmentRow) -> list[SponsorRow]:
    """Those that have consented, to this wording or an earlier one: printed wherever its delegations are."""
    return [one for one in amendment.sponsors if one.state is SponsorState.CONSENTED]


def lacking_consent(amendment: AmendmentRow) -> tuple[str, ...]:
    """Delegations that are named and have not consented to its newest wording."""
    return lacking(map(sponsorship, amendment.sponsors), newest_wording(amendment))


def delegations_of(amendment: AmendmentRow) -> tuple[str | None, ...]:
    """The author first, then its co-sponsors, by identity; None is the secretariat."""
    return (amendment.delegation_id, *(one.delegation_id for one in co_sponsors(amendment)))


def shown_as_sponsor(delegation_id: str | None) -> ColumnElement[bool]:
    """The rows of amendments that are shown to this delegation as one named with them."""
    named = select(SponsorRow.amendment_id).where(
        SponsorRow.delegation_id == delegation_id, SponsorRow.state.in_(sorted(SEES))
    )
    return AmendmentRow.id.in_(named)


def sponsored_by(code: str) -> ColumnElement[bool]:
    """The rows of amendments that the delegation with this code co-sponsors."""
    named = (
        select(SponsorRow.amendment_id)
        .join(DelegationRow, DelegationRow.id == SponsorRow.delegation_id)
        .where(DelegationRow.code == code, SponsorRow.state == SponsorState.CONSENTED)
    )
    return AmendmentRow.id.in_(named)


def asks_sponsor(delegation_id: str | None) -> ColumnElement[bool]:
    """The rows of amendments that wait for this delegation as a co-sponsor: to answer, to reconfirm, to take over."""
    newest = func.coalesce(AmendmentRow.draft_wording, AmendmentRow.wording)
    consented = SponsorRow.state == SponsorState.CONSENTED
    asked = (
        select(SponsorRow.amendment_id)
        .where(SponsorRow.amendment_id == AmendmentRow.id, SponsorRow.delegation_id == delegation_id)
        .where(
            or_(
                SponsorRow.state == SponsorState.INVITED,
                and_(consented, SponsorRow.wording != newest),
                and_(consented, AmendmentRow.takeover_until.is_not(None)),
            )
        )
    )
    return and_(AmendmentRow.state.in_(sorted(SPONSORED)), asked.exists())


def facts_of_sponsors(amendment: AmendmentRow) -> list[dict[str, Any]]:
    """What the record keeps of everybody who was ever named."""
    return [
        {
            "delegation": one.delegation_id,
            "state": one.state.value,
            "wording": one.wording,
            "invited_at": one.invited_at.isoformat(),
            "at": one.at.isoformat(),
        }
        for one in sorted(amendment.sponsors, key=lambda one: one.delegation_id)
    ]


def sponsors_then(body: dict[str, Any], states: Collection[SponsorState]) -> list[Sponsorship]:
    """The same of an event of the past, of those that stood in these states then, in the order of their invitation."""
    rows = sorted(body.get("sponsors", ()), key=lambda one: (one["invited_at"], one["delegation"]))
    return [
        Sponsorship(one["delegation"], SponsorState(one["state"]), one["wording"])
        for one in rows
        if one["state"] in states
    ]
