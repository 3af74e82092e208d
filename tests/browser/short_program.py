"""A short program among a few delegations of the sample: what a scenario of several of them begins from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.usecases import programs
from program_workflow.usecases.work import Work
from program_workflow.wiring import open_work
from tests.browser.sites import ADMINISTRATOR, COORDINATOR, EXPERT, OBSERVER, REVIEWER, Site
from tests.negotiation import Negotiation
from tests.people import Clock, People

CODE = "CIS-2013"
HOME = f"/programs/{CODE}"


def short_program(site: Site, *codes: str, **rules: Any) -> Negotiation:
    """Circulated, of sections 1 and 2, decided by the consensus of these delegations."""
    work = _at_any_time(site)
    talks = Negotiation(work, _people(site), _now(), CODE)
    talks.begin(rules={"decision_rule": "consensus", **rules})
    for one in codes:
        with work(talks.people.coordinator) as w:
            programs.add_participant(w, CODE, one)
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    return talks


def _at_any_time(site: Site) -> Callable[..., AbstractContextManager[Work]]:
    def work(actor: Actor = SYSTEM) -> AbstractContextManager[Work]:
        return open_work(actor, settings=site.settings)

    return work


def _now() -> Clock:
    clock = Clock()
    clock.now = datetime.now(UTC)
    return clock


def _people(site: Site) -> People:
    names = ("kaz", "blr", "arm")
    representatives = {one: site.actor(f"{one}.representative") for one in names}
    return People(
        **representatives,
        kaz_expert=site.actor(EXPERT),
        blr_expert=site.actor("blr.expert"),
        arm_expert=site.actor("rus.expert"),
        coordinator=site.actor(COORDINATOR),
        other_coordinator=site.actor("deputy.coordinator"),
        reviewer=site.actor(REVIEWER),
        observer=site.actor(OBSERVER),
        administrator=site.actor(ADMINISTRATOR),
    )
