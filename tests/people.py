"""People of three delegations and the secretariat, and a clock that stands still."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from program_workflow.domain.actor import Actor
from program_workflow.usecases import people
from program_workflow.usecases.work import Work

PASSWORD = "four unrelated words here"


class Clock:
    """Stands still until it is advanced."""

    def __init__(self) -> None:
        self.now = datetime(2011, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **distance: float) -> datetime:
        """Keywords of timedelta: ``clock.advance(days=3)``."""
        self.now += timedelta(**distance)
        return self.now


@dataclass(frozen=True, slots=True)
class People:
    """One person in each capacity the tests need; the e-mail is the name here @example.org."""

    kaz: Actor
    kaz_expert: Actor
    blr: Actor
    blr_expert: Actor
    arm: Actor
    arm_expert: Actor
    coordinator: Actor
    other_coordinator: Actor
    reviewer: Actor
    observer: Actor
    administrator: Actor


def make_people(w: Work, password: str | None = None) -> People:
    """Members KAZ, BLR, ARM in this order, the observer organisation CSTO, and the secretariat."""
    people.add_delegation(w, "KAZ", "Kazakhstan", "Казахстан")
    people.add_delegation(w, "BLR", "Belarus", "Беларусь")
    people.add_delegation(w, "ARM", "Armenia", "Армения")
    people.add_delegation(
        w, "CSTO", "Collective Security Treaty Organization", "Организация Договора о коллективной безопасности", True
    )

    def one(email: str, name: str, role: str, delegation: str | None = None) -> Actor:
        user = people.add_user(w, f"{email}@example.org", name, role, delegation, password=password)
        return people.actor_for(w, user.id)

    return People(
        kaz=one("kaz", "Representative of Kazakhstan", "representative", "KAZ"),
        kaz_expert=one("kaz_expert", "Expert of Kazakhstan", "expert", "KAZ"),
        blr=one("blr", "Representative of Belarus", "representative", "BLR"),
        blr_expert=one("blr_expert", "Expert of Belarus", "expert", "BLR"),
        arm=one("arm", "Representative of Armenia", "representative", "ARM"),
        arm_expert=one("arm_expert", "Expert of Armenia", "expert", "ARM"),
        coordinator=one("coordinator", "First coordinator", "coordinator"),
        other_coordinator=one("other_coordinator", "Second coordinator", "coordinator"),
        reviewer=one("reviewer", "Reviewer", "reviewer"),
        observer=one("observer", "Observer of CSTO", "observer", "CSTO"),
        administrator=one("administrator", "Administrator", "administrator"),
    )
